//! The codec that suits a raster: tried on blocks that are spread over it.
//!
//! Every candidate loses nothing. The one of the fewest bytes is chosen, where the bytes count for more the longer the codec
//! takes to decode; by a fixed share, not by a clock, so that the same raster gives the same file on any machine.
//!
//! | codec | its bytes count for | predictor 2 | predictor 3 |
//! |---|---|---|---|
//! | none | 1 | – | – |
//! | Zstd | 1.02 | + 0.005 | + 0.02 |
//! | LZW | 1.05 | + 0.005 | + 0.02 |
//! | Deflate | 1.05 | + 0.005 | + 0.02 |

use codec::{EncoderSettings, can_encode};
use geotiff_core::{Compression, Predictor, Profile, Raster, RasterSource, Result, Window};

use crate::creation_options::short_name;
use crate::options::{CogOptions, PredictorChoice, takes_predictor};
use crate::plan::image_encoder;

/// Blocks that are looked at, in each direction.
const BLOCKS_ACROSS: usize = 4;
/// Rows and columns of a block that are looked at, at most.
const SAMPLE_SIZE: usize = 512;

const CODECS: [(Compression, f64); 4] =
    [(Compression::NONE, 1.0), (Compression::ZSTD, 1.02), (Compression::LZW, 1.05), (Compression::DEFLATE, 1.05)];
const PREDICTORS: [(Predictor, f64); 3] =
    [(Predictor::None, 0.0), (Predictor::Horizontal, 0.005), (Predictor::FloatingPoint, 0.02)];

/// A way to store blocks, and the bytes that the sampled ones take in it.
#[derive(Clone, Copy)]
struct Candidate {
    compression: Compression,
    predictor: Predictor,
    len: u64,
    weight: f64,
}

impl Candidate {
    fn cost(&self) -> f64 {
        self.len as f64 * self.weight
    }

    fn name(&self) -> String {
        match (self.compression, self.predictor) {
            (Compression::NONE, _) => "no compression".into(),
            (compression, Predictor::None) => short_name(compression).to_string(),
            (compression, predictor) => format!("{} with predictor {}", short_name(compression), predictor.code()),
        }
    }
}

/// The options with the codec that suits the raster, and a sentence that says which, and why.
///
/// # Errors
/// Whatever the source answers; `Parameter` if the other options do not fit.
pub(crate) fn choose(source: &dyn RasterSource, options: &CogOptions) -> Result<(CogOptions, String)> {
    let profile = source.profile();
    let candidates: Vec<CogOptions> = CODECS
        .iter()
        .filter(|(compression, _)| can_encode(*compression))
        .flat_map(|&(compression, _)| PREDICTORS.iter().map(move |&(predictor, _)| (compression, predictor)))
        .filter(|&(compression, predictor)| predictor == Predictor::None || takes_predictor(compression))
        .map(|(compression, predictor)| CogOptions {
            compression,
            settings: EncoderSettings::default(),
            predictor: PredictorChoice::Fixed(predictor),
            auto_compression: false,
            ..options.clone()
        })
        .filter(|candidate| candidate.compression == Compression::NONE || image_encoder(profile, candidate).is_ok())
        .collect();
    let mut lens = vec![0; candidates.len()];
    let (mut blocks, mut raw_len) = (0_u64, 0_u64);
    for window in spread(profile, options.block_size) {
        let pixels = source.read_window(window)?;
        (blocks, raw_len) = (blocks + 1, raw_len + pixels.bytes().len() as u64);
        for (candidate, len) in candidates.iter().zip(&mut lens) {
            *len += encoded_len(candidate, profile, &pixels)?;
        }
    }
    let mut tried: Vec<Candidate> = candidates.iter().zip(lens).map(|(options, len)| of(options, len)).collect();
    // Sorting is stable: of equals, the one that stands first in the table.
    tried.sort_by(|a, b| a.cost().total_cmp(&b.cost()));
    let Some((&chosen, others)) = tried.split_first() else { return Ok((options.clone(), String::new())) };
    let percent = |candidate: &Candidate| candidate.len as f64 / raw_len as f64 * 100.0;
    let mut note = format!(
        "chosen: {}, which leaves {:.1} % of {blocks} sampled block{}",
        chosen.name(),
        percent(&chosen),
        if blocks == 1 { "" } else { "s" },
    );
    if let Some(next) = others.first() {
        note += &format!("; next came {}, {:.1} %", next.name(), percent(next));
        if next.len < chosen.len {
            note += ", which takes longer to decode";
        }
    }
    let chosen = CogOptions {
        compression: chosen.compression,
        settings: EncoderSettings::default(),
        predictor: PredictorChoice::Fixed(chosen.predictor),
        auto_compression: false,
        ..options.clone()
    };
    Ok((chosen, note))
}

fn of(options: &CogOptions, len: u64) -> Candidate {
    let predictor = match options.predictor {
        PredictorChoice::Fixed(predictor) => predictor,
        PredictorChoice::Auto => Predictor::None,
    };
    let codec = CODECS.iter().find(|(compression, _)| *compression == options.compression).map_or(1.0, |(_, w)| *w);
    let more = PREDICTORS.iter().find(|(other, _)| *other == predictor).map_or(0.0, |(_, w)| *w);
    Candidate { compression: options.compression, predictor, len, weight: codec + more }
}

/// Bytes that the pixels take as one block.
fn encoded_len(options: &CogOptions, profile: &Profile, pixels: &Raster) -> Result<u64> {
    let blocks = image_encoder(profile, options)?.encode(pixels)?;
    Ok(blocks.iter().map(|block| block.len() as u64).sum())
}

/// The blocks to look at: the middle ones of equal parts of the raster.
fn spread(profile: &Profile, block_size: usize) -> Vec<Window> {
    let (cols, rows) = (places(profile.width, block_size), places(profile.height, block_size));
    let window = |row: (usize, usize), col: (usize, usize)| Window::new(col.0, row.0, col.1, row.1);
    rows.iter().flat_map(|&row| cols.iter().map(move |&col| window(row, col))).collect()
}

/// Where blocks along a side begin, and how many pixels of them are looked at.
fn places(side: usize, block_size: usize) -> Vec<(usize, usize)> {
    let blocks = side.div_ceil(block_size);
    let wanted = blocks.min(BLOCKS_ACROSS);
    let first = |i: usize| (2 * i + 1) * blocks / (2 * wanted) * block_size;
    (0..wanted).map(first).map(|first| (first, (side - first).min(block_size).min(SAMPLE_SIZE))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_spread_and_lie_within() {
        assert_eq!(places(100, 512), [(0, 100)]);
        assert_eq!(places(5120, 512), [(512, 512), (1536, 512), (3072, 512), (4096, 512)]);
        for side in 1..2000 {
            let places = places(side, 96);
            assert!(places.iter().all(|&(first, len)| len > 0 && first % 96 == 0 && first + len <= side));
            assert!(places.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
    }
}
