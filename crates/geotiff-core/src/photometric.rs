//! What the samples of a pixel are colours of.

/// What the samples of a pixel are colours of (tag 262). An open set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Photometric(pub u16);

impl Photometric {
    /// Gray, 0 is white.
    pub const MIN_IS_WHITE: Self = Self(0);
    /// Gray, 0 is black; also data of no colour.
    pub const MIN_IS_BLACK: Self = Self(1);
    /// Red, green, blue.
    pub const RGB: Self = Self(2);
    /// Index into the colour map.
    pub const PALETTE: Self = Self(3);
    /// Transparency mask.
    pub const MASK: Self = Self(4);
    /// Cyan, magenta, yellow, black.
    pub const SEPARATED: Self = Self(5);
    /// Luma and chroma.
    pub const YCBCR: Self = Self(6);
    /// Logarithm of the luminance (SGI).
    pub const LOG_L: Self = Self(32844);
    /// Logarithm of the luminance, and chroma (SGI).
    pub const LOG_LUV: Self = Self(32845);

    /// CIE L*a*b* (TIFF 6, section 23).
    pub const CIELAB: Self = Self(8);

    /// libtiff's name.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0 => "MINISWHITE",
            1 => "MINISBLACK",
            2 => "RGB",
            3 => "PALETTE",
            4 => "MASK",
            5 => "SEPARATED",
            6 => "YCBCR",
            8 => "CIELAB",
            9 => "ICCLAB",
            10 => "ITULAB",
            32844 => "LOGL",
            32845 => "LOGLUV",
            _ => return None,
        })
    }
}
