//! The names of the resampling methods.

use geotiff_core::Error;
use std::fmt;
use std::str::FromStr;

/// How the pixels of a level are made from those of the level before. The names are GDAL's, in lower case.
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
    /// The pixel at ⌊½ + i·r⌋, where r is the ratio of the sizes.
    Nearest,
    /// The mean of the valid pixels under the new one, those at its edges weighted by the part that is covered.
    Average,
}

impl Resampling {
    /// Every method there is.
    pub const ALL: [Self; 2] = [Self::Nearest, Self::Average];

    /// GDAL's name, in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nearest => "nearest",
            Self::Average => "average",
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
