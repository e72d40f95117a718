//! A colour, and how one lies over another.

use std::str::FromStr;

use geotiff_core::{Error, Result};

/// Red, green, blue and opacity, 0 to 255 each; colours are not multiplied by opacity.
///
/// ```
/// use picture::Color;
///
/// assert_eq!("#ff8000".parse::<Color>()?, Color::rgb([255, 128, 0]));
/// assert_eq!("#00000080".parse::<Color>()?, Color([0, 0, 0, 128]));
/// assert_eq!("white".parse::<Color>()?, Color::WHITE);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Color(pub [u8; 4]);

/// The names that a colour can be called by, as in HTML.
const NAMES: [(&str, [u8; 4]); 9] = [
    ("transparent", [0; 4]),
    ("black", [0, 0, 0, 255]),
    ("white", [255; 4]),
    ("gray", [128, 128, 128, 255]),
    ("grey", [128, 128, 128, 255]),
    ("red", [255, 0, 0, 255]),
    ("green", [0, 128, 0, 255]),
    ("blue", [0, 0, 255, 255]),
    ("navy", [0, 0, 128, 255]),
];

impl Color {
    /// Nothing.
    pub const TRANSPARENT: Self = Self([0; 4]);
    /// Black.
    pub const BLACK: Self = Self([0, 0, 0, 255]);
    /// White.
    pub const WHITE: Self = Self([255; 4]);

    /// A colour that hides what is under it.
    pub const fn rgb([r, g, b]: [u8; 3]) -> Self {
        Self([r, g, b, 255])
    }

    /// The same colour of this opacity.
    #[must_use]
    pub const fn with_opacity(self, opacity: u8) -> Self {
        let [r, g, b, _] = self.0;
        Self([r, g, b, opacity])
    }

    /// How light it is to the eye, 0 to 255, by the weights of Rec. 601.
    pub(crate) fn lightness(self) -> u32 {
        let [r, g, b, _] = self.0.map(u32::from);
        (299 * r + 587 * g + 114 * b) / 1000
    }

    /// This colour over another, where it covers so much of the pixel (0 to 255).
    pub(crate) fn over(self, ground: Self, coverage: u8) -> Self {
        let opacity = (u32::from(self.0[3]) * u32::from(coverage) + 127) / 255;
        let ground_part = u32::from(ground.0[3]) * (255 - opacity);
        let (part, total) = (opacity * 255, opacity * 255 + ground_part);
        let Some(half) = (total > 0).then_some(total / 2) else { return Self::TRANSPARENT };
        let mix = |i: usize| (u32::from(self.0[i]) * part + u32::from(ground.0[i]) * ground_part + half) / total;
        // A mean of bytes is one, and so is a product of two, of which none is beyond 255, divided by 255.
        Self([mix(0) as u8, mix(1) as u8, mix(2) as u8, ((total + 127) / 255) as u8])
    }
}

impl FromStr for Color {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let named = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
        if let Some((_, color)) = named {
            return Ok(Self(*color));
        }
        let wrong = || {
            let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
            Error::parameter(format!("“{text}” is no colour: write #RRGGBB, #RRGGBBAA or one of {}", names.join(", ")))
        };
        let digits = text.strip_prefix('#').filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let digits = digits.ok_or_else(wrong)?;
        let byte = |i: usize| digits.get(2 * i..2 * i + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
        match (digits.len(), byte(0), byte(1), byte(2)) {
            (6, Some(r), Some(g), Some(b)) => Ok(Self::rgb([r, g, b])),
            (8, Some(r), Some(g), Some(b)) => byte(3).map(|a| Self([r, g, b, a])).ok_or_else(wrong),
            _ => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_is_what_everyone_means_by_it() {
        let red = Color::rgb([255, 0, 0]);
        assert_eq!(red.over(Color::WHITE, 255), red);
        assert_eq!(red.over(Color::WHITE, 0), Color::WHITE);
        assert_eq!(red.over(Color::TRANSPARENT, 51), Color([255, 0, 0, 51]));
        assert_eq!(red.with_opacity(128).over(Color::BLACK, 255), Color([128, 0, 0, 255]));
        assert_eq!(Color::TRANSPARENT.over(Color::TRANSPARENT, 255), Color::TRANSPARENT);
    }

    #[test]
    fn what_is_no_color_is_told() {
        for text in ["", "#12345", "#1234567", "12345678", "#12345g", "whit", "#é1234"] {
            assert!(text.parse::<Color>().is_err(), "{text}");
        }
    }
}
