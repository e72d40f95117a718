//! The colours that indices stand for, as GDAL has them: 8 bits each, with opacity.

use crate::nodata::Nodata;
use crate::photometric::Photometric;
use crate::profile::Profile;
use crate::sample::SampleType;

impl Profile {
    /// Red, green, blue and alpha of every value of the first band, if these are looked up in a table: those of the colour
    /// map, in which nodata is transparent; and, as in GDAL, shades of gray where 0 is white or there is a single band of
    /// a single bit. There are 2^bits entries, of up to 16 bits.
    ///
    /// A colour map holds 16-bit colours, which programs make of 8-bit ones in three ways. It is told by all of its
    /// values which one it was: multiples of 256 were, or values below 256 that were not changed at all; all else is taken
    /// as multiplied by 257.
    ///
    /// ```
    /// use geotiff_core::{Photometric, Profile, SampleType};
    ///
    /// let mut profile = Profile::new(SampleType::U8, 10, 10, 1).with_nodata(1.0);
    /// profile.photometric = Photometric::PALETTE;
    /// profile.color_map = Some(vec![[65_535, 257, 0], [0, 0, 514]]);
    /// assert_eq!(profile.color_table(), Some(vec![[255, 1, 0, 255], [0, 0, 2, 0]]));
    /// ```
    pub fn color_table(&self) -> Option<Vec<[u8; 4]>> {
        if !self.has_color_table() {
            return None;
        }
        if let Some(map) = self.mapped_colors() {
            return Some(eight_bit_colors(map, self.nodata));
        }
        let largest = (1_u32 << self.bits) - 1;
        let is_inverse = self.photometric == Photometric::MIN_IS_WHITE;
        let gray = |i: u32| (if is_inverse { largest - i } else { i } * 255 / largest) as u8;
        Some((0..=largest).map(|i| [gray(i), gray(i), gray(i), 255]).collect())
    }

    /// Whether there is a [`Self::color_table`].
    pub fn has_color_table(&self) -> bool {
        let is_bilevel = self.bits == 1 && self.bands == 1;
        let is_inverse = self.photometric == Photometric::MIN_IS_WHITE && (1..=16).contains(&self.bits);
        self.mapped_colors().is_some() || is_inverse || is_bilevel
    }

    fn mapped_colors(&self) -> Option<&Vec<[u16; 3]>> {
        let is_index = matches!(self.sample_type, SampleType::U8 | SampleType::U16);
        // GDAL does not ask what else the file says of its colours.
        self.color_map.as_ref().filter(|_| is_index)
    }
}

fn eight_bit_colors(map: &[[u16; 3]], nodata: Option<Nodata>) -> Vec<[u8; 4]> {
    let parts = || map.iter().flatten();
    let most = parts().max().copied().unwrap_or(0);
    let divisor = match most {
        1..256 => 1,
        256.. if parts().all(|part| part % 256 == 0) => 256,
        _ => 257,
    };
    let transparent = nodata.map(|nodata| nodata.to_f64() as i64);
    let entry = |(i, color): (usize, &[u16; 3])| {
        // At most 65535 / 257, 65280 / 256 or 255.
        let [r, g, b] = color.map(|part| (part / divisor) as u8);
        [r, g, b, if transparent == i64::try_from(i).ok() { 0 } else { 255 }]
    };
    map.iter().enumerate().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_are_scaled_as_they_were_made() {
        let table = |map: &[[u16; 3]]| eight_bit_colors(map, None);
        assert_eq!(table(&[[256, 512, 65_280]]), [[1, 2, 255, 255]]);
        assert_eq!(table(&[[257, 514, 65_535]]), [[1, 2, 255, 255]]);
        assert_eq!(table(&[[1, 2, 255]]), [[1, 2, 255, 255]]);
        assert_eq!(table(&[[300, 2, 40_000]]), [[1, 0, 155, 255]]);
        assert_eq!(table(&[[0, 0, 0]]), [[0, 0, 0, 255]]);
    }

    #[test]
    fn grays_have_a_table_where_gdal_makes_one() {
        let mut profile = Profile::new(SampleType::U8, 1, 1, 1);
        assert_eq!(profile.color_table(), None);
        profile.bits = 1;
        assert_eq!(profile.color_table(), Some(vec![[0, 0, 0, 255], [255; 4]]));
        profile.photometric = Photometric::MIN_IS_WHITE;
        profile.bits = 3;
        let grays: Vec<u8> = profile.color_table().unwrap().into_iter().map(|entry| entry[0]).collect();
        assert_eq!(grays, [255, 218, 182, 145, 109, 72, 36, 0]);
    }
}
