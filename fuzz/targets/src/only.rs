//! Which codec a campaign is held to, so that each gets its time.

use std::sync::OnceLock;

use geotiff_core::Compression;

/// The TIFF code in the variable `ONLY_COMPRESSION`, or else the one of `codecs` that the input asks for.
pub fn compression(asked: u8, codecs: &[Compression]) -> Compression {
    static ONLY: OnceLock<Option<Compression>> = OnceLock::new();
    let only = ONLY.get_or_init(|| {
        let code = std::env::var("ONLY_COMPRESSION").ok()?;
        let only = Compression(code.parse().expect("ONLY_COMPRESSION is a TIFF code"));
        assert!(codecs.contains(&only), "this target does not reach compression {code}");
        Some(only)
    });
    only.unwrap_or(codecs[usize::from(asked) % codecs.len()])
}
