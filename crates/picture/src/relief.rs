//! Light and shade: slopes by Horn's kernel over the pixels of the picture, lit from one side, laid over colours.

use crs::Crs;
use geotiff_core::{GeoTransform, Result};

use crate::color::Color;
use crate::map::Job;
use crate::spec::Relief;

/// Metres of a degree of latitude, by the mean radius of the Earth.
const DEGREE: f64 = 111_194.926_644_558_74;
/// The slope that steep places are exaggerated to, if no factor is said: rise over run.
const STEEP: f64 = 0.75;
/// Of how many places it is told which are steep, and how many of them are not.
const STEEP_PLACES: f64 = 0.95;
/// How dark full shade and how light full light make a colour.
const SHADE: f64 = 0.78;
const LIGHT: f64 = 0.5;

/// Changes from one pixel to the next, in heights: to the right and down.
type Slope = [f64; 2];

/// Lays light and shade over colours. Where a height is missing around one, that one stands for it.
pub(crate) fn shade(job: &Job<'_>, band: usize, relief: &Relief, heights: &[f64], pixels: &mut [Color]) -> Result<()> {
    let (width, height) = job.size;
    let pixel = metres(job, band);
    let mut slopes: Vec<Slope> = (0..width * height).map(|i| horn(heights, width, height, i)).collect();
    for slope in &mut slopes {
        (slope[0], slope[1]) = (slope[0] / pixel[0], slope[1] / pixel[1]);
    }
    let factor = relief.z_factor.unwrap_or_else(|| exaggeration(&slopes));
    let light = Light::new(relief);
    for (color, slope) in pixels.iter_mut().zip(slopes) {
        *color = light.on(*color, slope.map(|part| part * factor));
    }
    Ok(())
}

fn horn(heights: &[f64], width: usize, height: usize, i: usize) -> Slope {
    let (x, y) = (i % width, i / width);
    let middle = heights[i];
    let at = |x: usize, y: usize| Some(heights[y * width + x]).filter(|height| !height.is_nan()).unwrap_or(middle);
    let ([left, right], [above, below]) = (around(x, width), around(y, height));
    let across = |y: usize| at(right, y) - at(left, y);
    let down = |x: usize| at(x, below) - at(x, above);
    // At the edges, neighbours are half as far apart.
    let run = |from: usize, to: usize| 4.0 * (to - from).max(1) as f64;
    let dx = (across(above) + 2.0 * across(y) + across(below)) / run(left, right);
    let dy = (down(left) + 2.0 * down(x) + down(right)) / run(above, below);
    if middle.is_nan() { [0.0; 2] } else { [dx, dy] }
}

/// The neighbours of a place that there are.
fn around(at: usize, end: usize) -> [usize; 2] {
    [at.saturating_sub(1), (at + 1).min(end - 1)]
}

/// How much heights must be multiplied for steep places to be as steep as [`STEEP`]; never less than once.
fn exaggeration(slopes: &[Slope]) -> f64 {
    let mut steepness: Vec<f64> = slopes.iter().map(|[dx, dy]| dx * dx + dy * dy).filter(|&s| s > 0.0).collect();
    if steepness.is_empty() {
        return 1.0;
    }
    // A place in the list.
    let place = ((steepness.len() - 1) as f64 * STEEP_PLACES) as usize;
    let (_, &mut steep, _) = steepness.select_nth_unstable_by(place, f64::total_cmp);
    (STEEP / steep.sqrt()).max(1.0)
}

/// Where light comes from.
struct Light {
    east: f64,
    south: f64,
    up: f64,
}

impl Light {
    fn new(relief: &Relief) -> Self {
        let level = cosine(relief.altitude);
        Self {
            east: cosine(relief.azimuth - 90.0) * level,
            south: -cosine(relief.azimuth) * level,
            up: cosine(90.0 - relief.altitude),
        }
    }

    /// A colour on a slope: as it is where the land is level.
    fn on(&self, color: Color, [dx, dy]: Slope) -> Color {
        let brightness = (self.up - self.east * dx - self.south * dy) / (1.0 + dx * dx + dy * dy).sqrt();
        let level = self.up.max(0.05);
        let [r, g, b, a] = color.0;
        let dark = ((level - brightness.max(0.0)) / level).clamp(0.0, 1.0) * SHADE;
        let light = ((brightness - level) / (1.0 - level).max(0.05)).clamp(0.0, 1.0) * LIGHT;
        // 0 to 255.
        let lit = |part: u8| {
            let part = f64::from(part) * (1.0 - dark);
            (part + (255.0 - part) * light + 0.5) as u8
        };
        Color([lit(r), lit(g), lit(b), a])
    }
}

/// Width and height of a pixel of the picture, in the unit of heights.
fn metres(job: &Job<'_>, band: usize) -> [f64; 2] {
    let profile = job.dataset.profile();
    let Some(GeoTransform(t)) = profile.transform() else { return [1.0; 2] };
    let (cols, rows) = (profile.width as f64 / job.size.0 as f64, profile.height as f64 / job.size.1 as f64);
    let length = |x: f64, y: f64| (x * x + y * y).sqrt();
    let crs = profile.geo_keys().and_then(|keys| Crs::from_geo_keys(&keys).ok().flatten());
    let [x, y] = match &crs {
        Some(crs) if crs.is_geographic() => {
            let middle = t[3] + profile.width as f64 / 2.0 * t[4] + profile.height as f64 / 2.0 * t[5];
            let parallel = cosine(middle.clamp(-89.0, 89.0)) * DEGREE;
            [length(t[1] * parallel, t[4] * DEGREE), length(t[2] * parallel, t[5] * DEGREE)]
        }
        other => {
            let unit = other.as_ref().and_then(|crs| crs.linear_unit()).map_or(1.0, |unit| unit.factor);
            [length(t[1], t[4]) * unit, length(t[2], t[5]) * unit]
        }
    };
    let unit = profile.metadata.role(band, "unittype").unwrap_or_default().trim().to_lowercase();
    let of_height = match &unit[..] {
        "ft" | "foot" | "feet" => 0.3048,
        "us-ft" | "ftus" | "us survey foot" | "us survey feet" => 1200.0 / 3937.0,
        "km" => 1000.0,
        "cm" => 0.01,
        "mm" => 0.001,
        _ => 1.0,
    };
    [x * cols, y * rows].map(|length| if length > 0.0 && length.is_finite() { length / of_height } else { 1.0 })
}

/// The cosine of degrees, by its series, which every machine works out alike.
fn cosine(degrees: f64) -> f64 {
    let turned = (degrees % 360.0).abs();
    let turned = if turned > 180.0 { 360.0 - turned } else { turned };
    let (sign, turned) = if turned > 90.0 { (-1.0, 180.0 - turned) } else { (1.0, turned) };
    let x = turned * (std::f64::consts::PI / 180.0);
    let (mut sum, mut term) = (0.0, 1.0);
    for n in 0..12 {
        sum += term;
        let k = f64::from(2 * n + 1);
        term *= -x * x / (k * (k + 1.0));
    }
    sign * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cosines_are_cosines() {
        for degrees in -720..=720 {
            let degrees = f64::from(degrees) / 2.0;
            assert!((cosine(degrees) - degrees.to_radians().cos()).abs() < 1e-13, "{degrees}");
        }
    }

    #[test]
    fn slopes_of_a_plane_are_its_own() {
        let (width, height) = (5, 4);
        let plane: Vec<f64> = (0..20_u32).map(|i| f64::from(i % 5) * 3.0 - f64::from(i / 5) * 2.0).collect();
        for i in 0..20 {
            let [dx, dy] = horn(&plane, width, height, i);
            assert!((dx - 3.0).abs() < 1e-12 && (dy + 2.0).abs() < 1e-12, "{i}: {dx} {dy}");
        }
        let mut holed = plane;
        holed[6] = f64::NAN;
        assert_eq!(horn(&holed, width, height, 6), [0.0; 2]);
        assert!(horn(&holed, width, height, 7).iter().all(|part| part.is_finite()));
        assert_eq!(horn(&[1.0], 1, 1, 0), [0.0; 2]);
    }

    #[test]
    fn light_comes_from_where_it_is_said() {
        let gray = Color::rgb([100; 3]);
        let lit =
            |azimuth: f64, slope: Slope| Light::new(&Relief::new().with_light(azimuth, 45.0)).on(gray, slope).0[0];
        // Rising to the east: it faces west.
        assert!(lit(270.0, [1.0, 0.0]) > 100 && lit(90.0, [1.0, 0.0]) < 50);
        // Rising to the south: it faces north.
        assert!(lit(0.0, [0.0, 1.0]) > 100 && lit(180.0, [0.0, 1.0]) < 50);
        assert_eq!(lit(123.0, [0.0; 2]), 100);
    }
}
