//! The names of the resampling methods.

use geotiff_core::Error;
use std::fmt;
use std::str::FromStr;

/// How new pixels are made from old ones. The names are GDAL's, in lower case.
///
/// Overviews are made by all of them; a part of a raster is read at another size by those of [`Resampling::VIEWS`].
///
/// ```
/// use overview::Resampling;
///
/// let resampling: Resampling = "AVERAGE".parse()?;
/// assert_eq!(resampling, Resampling::Average);
/// assert_eq!(resampling.to_string(), "average");
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Resampling {
    /// One pixel for all: in overviews, that at ⌊½ + i·r⌋, where r is the ratio of the sizes; in a [`Resampler`], the one
    /// that the new pixel's centre lies in.
    ///
    /// [`Resampler`]: crate::Resampler
    Nearest,
    /// The mean of the valid pixels under the new one, those at its edges weighted by the part that is covered.
    Average,
    /// The square root of the mean of the squares, of the same pixels. In overviews only.
    Rms,
    /// The value that most of the valid pixels under the new one have; of several, that which gets there first.
    Mode,
    /// A weighted mean of 3 × 3 pixels, with weights 1, 2, 1 in each direction, the middle one behind the new one's centre;
    /// of 5 × 5 or 7 × 7 where a level is less than half or a fourth of the one before. In overviews only.
    Gauss,
    /// A weighted mean of the pixels around, of weights that fall off linearly.
    Bilinear,
    /// A cubic convolution (Catmull-Rom, a = −½).
    Cubic,
    /// A cubic B-spline, which is smoother than the pixels are.
    CubicSpline,
    /// A sinc under a wider sinc, of three lobes to each side.
    Lanczos,
}

impl Resampling {
    /// Every method there is.
    pub const ALL: [Self; 9] = [
        Self::Nearest,
        Self::Average,
        Self::Rms,
        Self::Mode,
        Self::Gauss,
        Self::Bilinear,
        Self::Cubic,
        Self::CubicSpline,
        Self::Lanczos,
    ];

    /// The methods that overviews can be made by: all. Of complex samples, see [`Self::OVERVIEWS_OF_COMPLEX`].
    pub const OVERVIEWS: [Self; 9] = Self::ALL;

    /// The methods that overviews of complex samples can be made by.
    pub const OVERVIEWS_OF_COMPLEX: [Self; 4] = [Self::Nearest, Self::Average, Self::Rms, Self::Mode];

    /// The methods that a part of a raster can be read by at another size.
    pub const VIEWS: [Self; 7] =
        [Self::Nearest, Self::Average, Self::Mode, Self::Bilinear, Self::Cubic, Self::CubicSpline, Self::Lanczos];

    /// GDAL's name, in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nearest => "nearest",
            Self::Average => "average",
            Self::Rms => "rms",
            Self::Mode => "mode",
            Self::Gauss => "gauss",
            Self::Bilinear => "bilinear",
            Self::Cubic => "cubic",
            Self::CubicSpline => "cubicspline",
            Self::Lanczos => "lanczos",
        }
    }
}

impl fmt::Display for Resampling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Upper and lower case are one, as in GDAL.
impl FromStr for Resampling {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|method| method.name().eq_ignore_ascii_case(name)).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|method| method.name()).collect();
            Error::parameter(format!("no resampling method is called “{name}”; there are {}", known.join(", ")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for method in Resampling::ALL {
            assert_eq!(method.name().parse::<Resampling>().unwrap(), method);
        }
        assert!("best".parse::<Resampling>().is_err());
    }
}
