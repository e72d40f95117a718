//! Values in colours: one band by a map, three as red, green and blue.

use geotiff_core::{Error, Raster, Result, SampleType, with_real_sample};
use window::{Resampling, View, ViewSpec};

use crate::color::Color;
use crate::colormap::Colormap;
use crate::map::{Caption, Job, Key, Map};
use crate::relief;
use crate::stretch::{Band, Stretch, gamma};

/// Pictures of no more pixels are read in one go, all bands at once.
const SMALL: usize = 4 << 20;

/// Physical values of a band, NaN where there is none.
pub(crate) type Plane = Vec<f64>;

pub(crate) fn draw_ramp(job: &Job<'_>, band: usize, colormap: &Colormap, stretch: Stretch) -> Result<Map> {
    let Planes { mut planes, opacity } = Planes::read(job, &[band])?;
    let values = planes.pop().unwrap_or_default();
    let spread = stretch.spread(&values, &described(job, band))?;
    let curve = Curve::new(job.spec.gamma);
    let color = |&value: &f64| match value.is_nan() {
        true => Color::TRANSPARENT,
        false => colormap.color(curve.of(spread.share(value))),
    };
    let mut pixels: Vec<Color> = values.iter().map(color).collect();
    if let Some(relief) = &job.spec.relief {
        relief::shade(job, band, relief, &values, &mut pixels)?;
    }
    dim(&mut pixels, opacity.as_deref());
    let text = |role: &str| job.dataset.profile().metadata.role(band, role).unwrap_or_default().trim().to_string();
    let caption = Caption { description: text("description"), unit: text("unittype") };
    Ok(Map { pixels, key: Key::Ramp { colormap: colormap.clone(), gamma: job.spec.gamma, spread, caption } })
}

pub(crate) fn draw_composite(job: &Job<'_>, bands: [usize; 3], stretch: Stretch) -> Result<Map> {
    let mut pixels = vec![Color::TRANSPARENT; job.area()];
    let curve = Curve::new(job.spec.gamma);
    let mut opacity = None;
    let at_once = if job.area() <= SMALL { 3 } else { 1 };
    for (first, some) in bands.chunks(at_once).enumerate() {
        let read = Planes::read(job, some)?;
        opacity = opacity.or(read.opacity);
        for (i, (values, &band)) in read.planes.iter().zip(some).enumerate() {
            let spread = stretch.spread(values, &described(job, band))?;
            for (pixel, value) in pixels.iter_mut().zip(values).filter(|(_, value)| !value.is_nan()) {
                // 0 to 255. A pixel is there if any of its bands is.
                pixel.0[first * at_once + i] = (curve.of(spread.share(*value)) * 255.0 + 0.5) as u8;
                pixel.0[3] = 255;
            }
        }
    }
    dim(&mut pixels, opacity.as_deref());
    Ok(Map { pixels, key: Key::Nothing })
}

/// Opacity of the pixels that are there.
fn dim(pixels: &mut [Color], opacity: Option<&[u8]>) {
    for (pixel, &opacity) in pixels.iter_mut().zip(opacity.unwrap_or_default()) {
        *pixel = if opacity == 0 { Color::TRANSPARENT } else { pixel.with_opacity(pixel.0[3].min(opacity)) };
    }
}

/// A gamma, which few values need to be worked out for.
struct Curve(Option<Vec<f64>>);

/// Steps of a curve.
const STEPS: u32 = 4096;

impl Curve {
    fn new(by: f64) -> Self {
        let curve = || (0..=STEPS).map(|i| gamma(f64::from(i) / f64::from(STEPS), by)).collect();
        Self((by != 1.0).then(curve))
    }

    fn of(&self, share: f64) -> f64 {
        // 0 to STEPS.
        self.0.as_ref().map_or(share, |curve| curve[(share * f64::from(STEPS) + 0.5) as usize])
    }
}

fn described(job: &Job<'_>, band: usize) -> Band {
    let profile = job.dataset.profile();
    let number = |role: &str| profile.metadata.number(band, role);
    Band {
        sample_type: profile.sample_type,
        bits: profile.bits,
        scale: number("scale").unwrap_or(1.0),
        offset: number("offset").unwrap_or(0.0),
    }
}

/// Bands of a picture, and the opacity that the raster has for it.
struct Planes {
    planes: Vec<Plane>,
    opacity: Option<Vec<u8>>,
}

impl Planes {
    fn read(job: &Job<'_>, bands: &[usize]) -> Result<Self> {
        let profile = job.dataset.profile();
        if profile.sample_type.is_complex() {
            let message = format!("samples of {} have no colours: they are pairs of numbers", profile.sample_type);
            return Err(Error::unsupported(message));
        }
        let alpha = profile.alpha_band().filter(|alpha| !bands.contains(alpha));
        let wanted: Vec<usize> = bands.iter().copied().chain(alpha).collect();
        let spec =
            ViewSpec::whole().with_bands(&wanted).with_size(job.size.0, job.size.1).with_resampling(resampling(job));
        let view = job.dataset.view(&spec)?;
        let mut planes: Vec<Plane> = bands.iter().map(|_| Vec::with_capacity(job.area())).collect();
        let mut opacity = alpha.map(|_| Vec::with_capacity(job.area()));
        let is_multiplied = profile.extra_samples.first() == Some(&1);
        let mut row = 0;
        while row < view.height() {
            let rows = row..(row + view.rows_at_once()).min(view.height());
            row = rows.end;
            let done = rows.len();
            let (raster, masks) = view.read_rows_with_masks(rows)?;
            let alpha = match &mut opacity {
                Some(opacity) => Some(read_opacity(&view, &raster, bands.len(), opacity)?),
                None => None,
            };
            for (i, (&band, plane)) in bands.iter().zip(&mut planes).enumerate() {
                let Band { scale, offset, .. } = described(job, band);
                let valid = masks.band::<u8>(i)?;
                with_real_sample!(raster.sample_type(), S => {
                    let value = |(nth, (&sample, &valid)): (usize, (&S, &u8))| {
                        let mut sample = geotiff_core::RealSample::to_f64(sample);
                        if let Some(share) = alpha.as_ref().and_then(|alpha| alpha.get(nth)).filter(|_| is_multiplied) {
                            sample /= share;
                        }
                        if valid == 0 || !sample.is_finite() { f64::NAN } else { sample * scale + offset }
                    };
                    plane.extend(raster.band::<S>(i)?.iter().zip(valid).enumerate().map(value));
                }, complex => return Err(Error::unsupported("complex samples have no colours")));
            }
            job.tell(done)?;
        }
        Ok(Self { planes, opacity })
    }
}

fn resampling(job: &Job<'_>) -> Resampling {
    let own = match (job.is_enlarged(), job.spec.relief) {
        (true, None) => Resampling::Nearest,
        (true, Some(_)) => Resampling::Cubic,
        (false, _) => Resampling::Average,
    };
    job.spec.resampling.unwrap_or(own)
}

/// The opacity that a band holds, as bytes and as shares of the whole.
fn read_opacity(view: &View<'_>, raster: &Raster, band: usize, bytes: &mut Vec<u8>) -> Result<Vec<f64>> {
    let largest = match view.sample_type() {
        SampleType::U8 => 255.0,
        SampleType::U16 => 65_535.0,
        // What is not nothing is there.
        _ => 0.0,
    };
    let mut shares = Vec::new();
    with_real_sample!(raster.sample_type(), S => {
        let share = |&sample: &S| {
            let sample = geotiff_core::RealSample::to_f64(sample);
            if largest > 0.0 { sample / largest } else { f64::from(u8::from(sample != 0.0)) }
        };
        shares.extend(raster.band::<S>(band)?.iter().map(share));
    }, complex => return Err(Error::unsupported("complex samples are no opacity")));
    // 0 to 255.
    bytes.extend(shares.iter().map(|share| (share * 255.0 + 0.5) as u8));
    Ok(shares)
}
