//! Which blocks are empty, so that a sparse file does without them.

use std::ops::Range;

use geotiff_core::{Nodata, Raster, RealSample, with_real_sample};

/// Tells blocks that readers make up by themselves where none is stored: nodata if there is such a value, else zeros.
///
/// A complex sample that is nodata is not made up alike by all readers, so that such blocks are stored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EmptyBlocks {
    /// The value of pixels without data.
    pub(crate) nodata: Option<Nodata>,
    /// Bits of a stored sample.
    pub(crate) bits: u16,
}

impl EmptyBlocks {
    /// Whether this part of `rows` is empty.
    pub(crate) fn has(&self, rows: &Raster, bands: Range<usize>, cols: Range<usize>) -> bool {
        let mut bands = bands;
        with_real_sample!(rows.sample_type(), T => {
            let Some(value) = self.value::<T>() else { return false };
            bands.all(|band| is_all(rows, band, &cols, |sample: &T| *sample == value || sample.is_nan() && value.is_nan()))
        }, complex => {
            let sample_len = rows.sample_type().bytes();
            let bytes = cols.start * sample_len..cols.end * sample_len;
            let planes = rows.bytes().chunks_exact(rows.band_len()).skip(bands.start).take(bands.len());
            let mut parts = planes.flat_map(|plane| plane.chunks_exact(rows.row_len())).filter_map(|row| row.get(bytes.clone()));
            self.nodata.is_none() && parts.all(|part| part.iter().all(|&byte| byte == 0))
        })
    }

    /// The value that makes a block empty; `None` if no stored sample can have it.
    fn value<T: RealSample>(&self) -> Option<T> {
        let Some(nodata) = self.nodata else { return Some(T::from_f64(0.0)) };
        // What has too many bits is clamped, and then it is data.
        let is_narrow = !T::TYPE.is_float() && usize::from(self.bits) < 8 * T::TYPE.bytes();
        nodata.in_type::<T>().filter(|value| !is_narrow || value.to_f64() < f64::from(self.bits).exp2())
    }
}

fn is_all<T: RealSample>(rows: &Raster, band: usize, cols: &Range<usize>, wanted: impl Fn(&T) -> bool) -> bool {
    let Ok(plane) = rows.band::<T>(band) else { return false };
    plane.chunks_exact(rows.width()).filter_map(|row| row.get(cols.clone())).all(|row| row.iter().all(&wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geotiff_core::{Sample, SampleType};

    fn is_empty<T: Sample>(samples: &[T], nodata: Option<Nodata>) -> bool {
        let rows = Raster::from_samples(samples, samples.len(), 1, 1).unwrap();
        EmptyBlocks { nodata, bits: 8 * T::TYPE.bytes() as u16 }.has(&rows, 0..1, 0..samples.len())
    }

    #[test]
    fn zeros_are_empty_unless_there_is_nodata() {
        assert!(is_empty(&[0_u8; 5], None));
        assert!(is_empty(&[0.0_f32, -0.0], None));
        assert!(!is_empty(&[0_u8; 5], Some(7.into())));
        assert!(is_empty(&[7_i16; 5], Some(7.into())));
        assert!(!is_empty(&[7_i16, 7, 8], Some(7.into())));
        assert!(is_empty(&[7_i64; 3], Some(Nodata::Int(7))));
        assert!(is_empty(&[f64::NAN; 3], Some(f64::NAN.into())));
        assert!(!is_empty(&[0_u8; 3], Some((-1).into())));
    }

    #[test]
    fn complex_samples_are_empty_only_without_nodata() {
        assert!(is_empty(&[[0.0_f32, 0.0]; 3], None));
        assert!(!is_empty(&[[0.0_f32, 1.0]; 3], None));
        assert!(!is_empty(&[[0.0_f32, 0.0]; 3], Some(0.into())));
    }

    #[test]
    fn what_is_clamped_is_data() {
        let rows = Raster::from_samples(&[15_u8, 15], 2, 1, 1).unwrap();
        let is_empty = |bits| EmptyBlocks { nodata: Some(15.into()), bits }.has(&rows, 0..1, 0..2);
        assert!(is_empty(4));
        assert!(!is_empty(3));
    }

    #[test]
    fn only_the_part_counts() {
        let mut rows = Raster::new(SampleType::U8, 4, 2, 2).unwrap();
        rows.band_mut::<u8>(1).unwrap()[6] = 1;
        let empty = EmptyBlocks { nodata: None, bits: 8 };
        assert!(empty.has(&rows, 0..1, 0..4));
        assert!(empty.has(&rows, 0..2, 0..2));
        assert!(!empty.has(&rows, 0..2, 2..4));
        assert!(!empty.has(&rows, 1..2, 2..3));
    }
}
