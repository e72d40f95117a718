//! What of a raster is shown, and as what: colours, classes or values.

use geotiff_core::{ColorInterpretation, Error, Photometric, Profile, Result, SampleType};
use window::{Dataset, Resampling};

use crate::colormap::Colormap;
use crate::spec::PictureSpec;
use crate::stretch::Stretch;

/// What the pixels of a picture are made of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shown {
    /// Colours, as a screen shows them.
    Screen,
    /// Indices of a table of colours.
    Classes(Vec<[u8; 4]>),
    /// A band in the colours of a map.
    Ramp { band: usize, colormap: Colormap, stretch: Stretch },
    /// Three bands as red, green and blue.
    Composite { bands: [usize; 3], stretch: Stretch },
}

/// Names of units of length, as files have them.
const LENGTHS: [&str; 15] = [
    "m",
    "metre",
    "metres",
    "meter",
    "meters",
    "ft",
    "foot",
    "feet",
    "us-ft",
    "ftus",
    "us survey foot",
    "us survey feet",
    "km",
    "cm",
    "mm",
];
/// Where 16-bit colours are no colours of fixed light.
const PERCENTILES: Stretch = Stretch::Percentiles(2.0, 98.0);

impl Shown {
    /// # Errors
    /// `Parameter` if there are no such bands, or what is asked for does not go with what is shown.
    pub(crate) fn new(dataset: &Dataset, spec: &PictureSpec) -> Result<Self> {
        let shown = Self::chosen(dataset.profile(), spec)?;
        shown.check(spec)?;
        Ok(shown)
    }

    fn chosen(profile: &Profile, spec: &PictureSpec) -> Result<Self> {
        use ColorInterpretation as Color;
        let bands = profile.color_interpretation();
        let is_bytes = profile.sample_type == SampleType::U8;
        // Asked for a map or a relief, a raster is numbers.
        let is_numbers = spec.colormap.is_some() || spec.relief.is_some();
        let is_plain = !is_numbers && spec.stretch.is_none() && spec.gamma == 1.0 && !spec.reversed;
        if let Some(band) = spec.bands.iter().flatten().find(|&&band| band >= profile.bands) {
            let (band, all) = (band.saturating_add(1), profile.bands);
            return Err(Error::parameter(format!("there is no band {band}: the bands are 1 to {all}")));
        }
        let composite = |bands: [usize; 3]| {
            let as_is = if is_bytes { Stretch::Type } else { PERCENTILES };
            Ok(Self::Composite { bands, stretch: spec.stretch.unwrap_or(as_is) })
        };
        let one = match spec.bands.as_deref() {
            Some(&[band]) => Some(band),
            Some(&[r, g, b]) if !is_numbers => return composite([r, g, b]),
            Some(bands) if is_numbers => {
                return Err(Error::parameter(format!(
                    "{} bands are wanted, but a colour map or a relief is of one",
                    bands.len()
                )));
            }
            Some(bands) => {
                return Err(Error::parameter(format!("a picture has one band or three, not {}", bands.len())));
            }
            None => None,
        };
        let at = |wanted: Color| bands.iter().position(|&band| band == wanted);
        if one.is_none() && !is_numbers {
            let all = [Color::RED, Color::GREEN, Color::BLUE].map(at);
            let stored_first = profile.photometric == Photometric::RGB && profile.bands >= 3;
            let colors = match all {
                [Some(r), Some(g), Some(b)] => Some([r, g, b]),
                _ if stored_first => Some([0, 1, 2]),
                _ => None,
            };
            if let Some(colors) = colors {
                return if is_bytes && is_plain { Ok(Self::Screen) } else { composite(colors) };
            }
            let inks_or_light = [Color::CYAN, Color::YCBCR_Y].into_iter().any(|first| bands.first() == Some(&first));
            if inks_or_light || profile.photometric == Photometric::CIELAB && profile.bands >= 3 {
                return Ok(Self::Screen);
            }
        }
        let band = one.unwrap_or(0);
        let is_looked_up = !is_numbers && bands.get(band) == Some(&Color::PALETTE);
        if is_looked_up && profile.color_map.is_some() {
            return Ok(Self::Classes(profile.color_table().unwrap_or_default()));
        }
        let is_table = profile.has_color_table() && profile.bits <= 8;
        if is_looked_up && is_table && is_plain && !spec.legend && one.is_none() {
            return Ok(Self::Screen);
        }
        let inverse = profile.photometric == Photometric::MIN_IS_WHITE;
        let is_gray = is_bytes || inverse || profile.bits == 1;
        let unit = profile.metadata.role(band, "unittype").unwrap_or_default().trim().to_lowercase();
        let is_height = spec.relief.is_some() || LENGTHS.contains(&&unit[..]);
        let own = match () {
            () if is_height && !is_gray || spec.relief.is_some() => Colormap::named("terrain")?,
            () if inverse => Colormap::gray().reversed(),
            () if is_gray => Colormap::gray(),
            () => Colormap::named("viridis")?,
        };
        let as_is = if is_bytes && !is_numbers { Stretch::Type } else { PERCENTILES };
        let colormap = spec.colormap.clone().unwrap_or(own);
        Ok(Self::Ramp {
            band,
            colormap: if spec.reversed { colormap.reversed() } else { colormap },
            stretch: spec.stretch.unwrap_or(as_is),
        })
    }

    /// Nothing that is asked for is ignored.
    fn check(&self, spec: &PictureSpec) -> Result<()> {
        let what = match self {
            Self::Screen | Self::Composite { .. } => "the pixels are colours already",
            Self::Classes(_) => "the pixels are classes with colours of their own",
            Self::Ramp { .. } => return check_numbers(spec),
        };
        let is_screen = matches!(self, Self::Screen);
        let is_classes = matches!(self, Self::Classes(_));
        let misplaced = [
            (spec.legend && !is_classes, "there is nothing for a legend to explain"),
            (spec.reversed, "there is no colour map to reverse"),
            (spec.stretch.is_some() && (is_screen || is_classes), "there are no values to stretch"),
            (spec.gamma != 1.0 && (is_screen || is_classes), "there are no values for a gamma"),
            (
                is_classes && is_blended(spec),
                "between two of them there is none: they are resampled by nearest or mode",
            ),
            (
                spec.resampling.is_some() && is_screen,
                "they are averaged: choose --bands to have them resampled otherwise",
            ),
        ];
        match misplaced.into_iter().find(|(is_asked, _)| *is_asked) {
            Some((_, why)) => Err(Error::parameter(format!("{what}: {why}"))),
            None => check_numbers(spec),
        }
    }
}

/// Whether pixels are made by mixing others.
fn is_blended(spec: &PictureSpec) -> bool {
    spec.resampling.is_some_and(|method| !matches!(method, Resampling::Nearest | Resampling::Mode))
}

fn check_numbers(spec: &PictureSpec) -> Result<()> {
    if !(0.05..=20.0).contains(&spec.gamma) {
        return Err(Error::parameter(format!("a gamma is from 0.05 to 20, not {}", spec.gamma)));
    }
    if let Some(relief) = spec.relief {
        let is_factor = |z: f64| z.is_finite() && z != 0.0;
        if !relief.z_factor.is_none_or(is_factor) {
            return Err(Error::parameter("a z-factor is a number other than 0"));
        }
        if !(0.0..=90.0).contains(&relief.altitude) || !(-360.0..=360.0).contains(&relief.azimuth) {
            return Err(Error::parameter(
                "light comes from 0 to 90 degrees above the horizon, and −360 to 360 from north",
            ));
        }
    }
    Ok(())
}
