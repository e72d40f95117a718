//! Names of codecs and profiles, and the name that was meant.

use geotiff_core::{Compression, Error, Result};

use super::Codec;

/// GDAL's names of compressions, and one of our own.
pub(super) const CODECS: [(&str, Codec); 14] = [
    ("AUTO", Codec::Auto),
    ("NONE", of(Compression::NONE)),
    ("LZW", of(Compression::LZW)),
    ("JPEG", of(Compression::JPEG)),
    ("DEFLATE", of(Compression::DEFLATE)),
    ("LZMA", of(Compression::LZMA)),
    ("ZSTD", of(Compression::ZSTD)),
    ("WEBP", of(Compression::WEBP)),
    ("PACKBITS", of(Compression::PACKBITS)),
    ("JXL", of(Compression::JXL)),
    ("LERC", of(Compression::LERC)),
    ("LERC_DEFLATE", lerc(Compression::DEFLATE)),
    ("LERC_ZSTD", lerc(Compression::ZSTD)),
    // The GTiff driver's other name.
    ("ZIP", of(Compression::DEFLATE)),
];

/// rio-cogeo's profiles, by the compression of each.
const PROFILES: [(&str, &str); 11] = [
    ("jpeg", "JPEG"),
    ("webp", "WEBP"),
    ("zstd", "ZSTD"),
    ("lzw", "LZW"),
    ("deflate", "DEFLATE"),
    ("packbits", "PACKBITS"),
    ("lzma", "LZMA"),
    ("lerc", "LERC"),
    ("lerc_deflate", "LERC_DEFLATE"),
    ("lerc_zstd", "LERC_ZSTD"),
    ("raw", "NONE"),
];

const fn of(compression: Compression) -> Codec {
    Codec::Of { compression, lerc_inner: None }
}

const fn lerc(inner: Compression) -> Codec {
    Codec::Of { compression: Compression::LERC, lerc_inner: Some(inner) }
}

/// The codec of a profile.
///
/// # Errors
/// `Parameter` if there is none of this name.
pub(super) fn profile(name: &str) -> Result<Codec> {
    let found = PROFILES.iter().find(|(profile, _)| profile.eq_ignore_ascii_case(name.trim()));
    let codec = found.and_then(|(_, codec)| CODECS.iter().find(|(name, _)| name == codec));
    codec.map(|&(_, codec)| codec).ok_or_else(|| {
        let all: Vec<_> = PROFILES.iter().map(|(name, _)| *name).collect();
        Error::parameter(format!("there is no profile {name}; the profiles are {}", all.join(", ")))
    })
}

/// The name among these that fewest letters tell from this one, if they are few.
pub(super) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = (name.len() / 3).clamp(1, 4);
    let with_distance = names.map(|other| (distance(name, other), other));
    with_distance.filter(|&(distance, _)| distance <= most).min_by_key(|&(distance, _)| distance).map(|(_, name)| name)
}

/// Letters to insert, drop or replace so that one becomes the other (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in to.bytes().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_the_one_that_was_meant() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        let names = ["COMPRESS", "LEVEL", "OVERVIEWS"];
        assert_eq!(nearest("COMPRESSION", names.into_iter()), Some("COMPRESS"));
        assert_eq!(nearest("OVERVEIWS", names.into_iter()), Some("OVERVIEWS"));
        assert_eq!(nearest("HELLO", names.into_iter()), None);
    }
}
