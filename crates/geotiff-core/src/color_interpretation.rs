//! What each band is to the eye: gray, an index, a colour, opacity.

use crate::photometric::Photometric;
use crate::profile::Profile;

/// What a band is to the eye, by GDAL's number. An open set: GDAL adds to it.
///
/// ```
/// use geotiff_core::{ColorInterpretation, Profile, SampleType};
///
/// let rgba = Profile::new(SampleType::U8, 10, 10, 4).as_rgb();
/// assert_eq!(rgba.color_interpretation()[3], ColorInterpretation::ALPHA);
/// assert_eq!(ColorInterpretation::from_name("nir"), ColorInterpretation::NIR);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ColorInterpretation(pub u8);

macro_rules! interpretations {
    ($($constant:ident = $number:literal $name:literal;)*) => {
        impl ColorInterpretation {
            $(#[doc = $name] pub const $constant: Self = Self($number);)*

            /// GDAL's name; `Undefined` for a number that has none.
            pub const fn name(self) -> &'static str {
                match self.0 { $($number => $name,)* _ => "Undefined" }
            }

            /// The interpretation of that name in any case; [`Self::UNDEFINED`] if there is none, as in GDAL.
            pub fn from_name(name: &str) -> Self {
                [$(Self::$constant),*].into_iter().find(|i| i.name().eq_ignore_ascii_case(name)).unwrap_or_default()
            }
        }
    };
}

interpretations! {
    UNDEFINED = 0 "Undefined";
    GRAY = 1 "Gray";
    PALETTE = 2 "Palette";
    RED = 3 "Red";
    GREEN = 4 "Green";
    BLUE = 5 "Blue";
    ALPHA = 6 "Alpha";
    HUE = 7 "Hue";
    SATURATION = 8 "Saturation";
    LIGHTNESS = 9 "Lightness";
    CYAN = 10 "Cyan";
    MAGENTA = 11 "Magenta";
    YELLOW = 12 "Yellow";
    BLACK = 13 "Black";
    YCBCR_Y = 14 "YCbCr_Y";
    YCBCR_CB = 15 "YCbCr_Cb";
    YCBCR_CR = 16 "YCbCr_Cr";
    PAN = 17 "Pan";
    COASTAL = 18 "Coastal";
    RED_EDGE = 19 "RedEdge";
    NIR = 20 "NIR";
    SWIR = 21 "SWIR";
    MWIR = 22 "MWIR";
    LWIR = 23 "LWIR";
    TIR = 24 "TIR";
    OTHER_IR = 25 "OtherIR";
    SAR_KA = 30 "SAR_Ka";
    SAR_K = 31 "SAR_K";
    SAR_KU = 32 "SAR_Ku";
    SAR_X = 33 "SAR_X";
    SAR_C = 34 "SAR_C";
    SAR_S = 35 "SAR_S";
    SAR_L = 36 "SAR_L";
    SAR_P = 37 "SAR_P";
}

impl std::fmt::Display for ColorInterpretation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Profile {
    /// What each band is to the eye, by GDAL's rules: what the metadata say (role `colorinterp`), else what follows from
    /// the photometric interpretation and the extra samples.
    ///
    /// As in GDAL, a band of bilevel pixels and one whose zeros are white are [`PALETTE`](ColorInterpretation::PALETTE):
    /// they have a [colour table](Self::color_table).
    pub fn color_interpretation(&self) -> Vec<ColorInterpretation> {
        let mut bands: Vec<ColorInterpretation> =
            (0..self.bands).map(|band| self.stored_interpretation(band)).collect();
        for item in self.metadata.items.iter().filter(|item| item.role.as_deref() == Some("colorinterp")) {
            // Of bilevel pixels, nothing else is believed.
            let is_free = |band: &&mut ColorInterpretation| self.bits > 1 || **band != ColorInterpretation::PALETTE;
            if let Some(band) = item.sample.and_then(|sample| bands.get_mut(sample)).filter(is_free) {
                *band = ColorInterpretation::from_name(&item.value);
            }
        }
        bands
    }

    fn stored_interpretation(&self, band: usize) -> ColorInterpretation {
        use ColorInterpretation as Color;
        if band == 0 && self.has_color_table() {
            return Color::PALETTE;
        }
        let colors: &[Color] = match self.photometric {
            Photometric::MIN_IS_BLACK => &[Color::GRAY],
            Photometric::RGB => &[Color::RED, Color::GREEN, Color::BLUE],
            Photometric::YCBCR => &[Color::YCBCR_Y, Color::YCBCR_CB, Color::YCBCR_CR],
            Photometric::SEPARATED => &[Color::CYAN, Color::MAGENTA, Color::YELLOW, Color::BLACK],
            _ => &[],
        };
        let extra = || {
            let first = self.bands.checked_sub(self.extra_samples.len())?;
            self.extra_samples.get(band.checked_sub(first)?).copied()
        };
        match colors.get(band) {
            Some(&color) => color,
            None if matches!(extra(), Some(1 | 2)) => Color::ALPHA,
            None => Color::UNDEFINED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{GdalMetadata, SampleType};

    #[test]
    fn metadata_have_the_last_word() {
        let mut profile = Profile::new(SampleType::U16, 4, 4, 3).as_rgb();
        let xml = r#"<GDALMetadata><Item name="COLORINTERP" sample="2" role="colorinterp">NIR</Item></GDALMetadata>"#;
        profile.metadata = GdalMetadata::parse(xml).unwrap();
        let names: Vec<&str> = profile.color_interpretation().into_iter().map(ColorInterpretation::name).collect();
        assert_eq!(names, ["Red", "Green", "NIR"]);
    }

    #[test]
    fn extra_samples_are_counted_from_the_last_band() {
        let mut profile = Profile::new(SampleType::U8, 4, 4, 3);
        profile.extra_samples = vec![2];
        assert_eq!(profile.color_interpretation()[1..], [ColorInterpretation::UNDEFINED, ColorInterpretation::ALPHA]);
    }
}
