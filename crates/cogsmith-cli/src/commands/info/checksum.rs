//! `cogsmith info --checksum`: the SHA-256 of pixels, band after band, row after row, little-endian.

use std::io::Write;

use cogsmith::{Dataset, Result, write_raw};
use sha2::{Digest, Sha256};

use crate::progress::Progress;

/// SHA-256 in hexadecimal.
pub(super) struct Checksums {
    /// Of all bands, one after the other.
    pub(super) all: String,
    /// Of each.
    pub(super) bands: Vec<String>,
}

impl Checksums {
    /// Reads the raster once.
    pub(super) fn of(dataset: &Dataset, quiet: bool) -> Result<Self> {
        let bands: Vec<usize> = (0..dataset.bands()).collect();
        let band_len =
            [dataset.height(), dataset.sample_type().bytes()].into_iter().fold(dataset.width(), usize::saturating_mul);
        let progress = Progress::new((band_len as u64).saturating_mul(bands.len() as u64), "bytes", quiet);
        let mut hash = Hash { all: Sha256::new(), band: Sha256::new(), band_len, in_band: 0, bands: Vec::new() };
        let written = write_raw(&dataset.level(0)?, dataset.whole(), &bands, &mut hash, &|n| progress.advance(n));
        progress.finish();
        written?;
        Ok(Self { all: hexadecimal(hash.all), bands: hash.bands })
    }
}

/// Takes band after band.
struct Hash {
    all: Sha256,
    band: Sha256,
    band_len: usize,
    /// Bytes of the band that were taken.
    in_band: usize,
    bands: Vec<String>,
}

impl Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let len = bytes.len().min(self.band_len - self.in_band);
        let bytes = bytes.get(..len).unwrap_or_default();
        self.all.update(bytes);
        self.band.update(bytes);
        self.in_band += len;
        if self.in_band == self.band_len {
            self.bands.push(hexadecimal(std::mem::take(&mut self.band)));
            self.in_band = 0;
        }
        Ok(len)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn hexadecimal(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
