//! Colours for numbers.

mod tables;

use geotiff_core::{Error, Result};

use crate::color::Color;
use tables::TABLES;

/// Entries of a map, which is as many as a palette can have.
pub(crate) const ENTRIES: usize = 256;

/// Colours for the numbers from 0 to 1.
///
/// `viridis`, `magma`, `inferno`, `plasma` and `cividis` grow lighter evenly, and people who see fewer colours can read them;
/// `turbo` has more colours, and no order to the eye. `terrain` is for heights, from green lowlands to white peaks; `blues`,
/// `greens`, `oranges` and `ylgnbu` grow darker; `spectral`, `rdylgn` (for NDVI) and `rdbu` have a light middle.
///
/// ```
/// use picture::{Color, Colormap};
///
/// let viridis = Colormap::named("viridis")?;
/// assert_eq!(viridis.color(0.0), Color::rgb([0x44, 0x01, 0x54]));
/// assert_eq!(viridis.reversed().color(0.0), Color::rgb([0xfd, 0xe7, 0x25]));
/// assert!(Colormap::names().any(|name| name == "terrain") && Colormap::named("jet").is_err());
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colormap {
    name: &'static str,
    entries: Vec<[u8; 3]>,
}

impl Colormap {
    /// The map of this name, in any case.
    ///
    /// # Errors
    /// `Parameter` if there is none.
    pub fn named(name: &str) -> Result<Self> {
        let table = TABLES.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        table.map(|&(name, table)| Self::of_table(name, table)).ok_or_else(|| {
            let names: Vec<&str> = Self::names().collect();
            Error::parameter(format!("there is no colour map “{name}”; there are {}", names.join(", ")))
        })
    }

    /// The names that there are.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TABLES.iter().map(|(name, _)| *name)
    }

    /// Black to white.
    pub(crate) fn gray() -> Self {
        let (name, table) = TABLES[0];
        Self::of_table(name, table)
    }

    fn of_table(name: &'static str, table: &'static str) -> Self {
        let digits = table.as_bytes().as_chunks::<2>().0.iter();
        let bytes = digits.map(|two| std::str::from_utf8(two).ok().and_then(|two| u8::from_str_radix(two, 16).ok()));
        let bytes: Vec<u8> = bytes.map(Option::unwrap_or_default).collect();
        let points = bytes.as_chunks::<3>().0;
        let (steps, last) = (points.len() - 1, ENTRIES - 1);
        let entry = |i: usize| {
            let (point, rest) = (i * steps / last, i * steps % last);
            let (from, to) = (points[point], points[(point + 1).min(steps)]);
            // A mean of two bytes.
            let mix = |part: usize| {
                ((usize::from(from[part]) * (last - rest) + usize::from(to[part]) * rest + last / 2) / last) as u8
            };
            [mix(0), mix(1), mix(2)]
        };
        Self { name, entries: (0..ENTRIES).map(entry).collect() }
    }

    /// What it is called.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The other way round.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.entries.reverse();
        self
    }

    /// The colour of a number; of the nearer end, if it is below 0 or above 1.
    pub fn color(&self, share: f64) -> Color {
        // 0 to 255; what is no number is 0.
        Color::rgb(self.entries[(share.clamp(0.0, 1.0) * (ENTRIES - 1) as f64 + 0.5) as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lightness as CIELAB has it.
    fn lightness([r, g, b]: [u8; 3]) -> f64 {
        let linear = |part: u8| match f64::from(part) / 255.0 {
            dark @ ..0.04045 => dark / 12.92,
            light => ((light + 0.055) / 1.055).powf(2.4),
        };
        let y = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
        if y > 0.008_856 { 116.0 * y.cbrt() - 16.0 } else { 903.3 * y }
    }

    #[test]
    fn lightness_goes_one_way_where_that_is_promised() {
        for name in ["gray", "viridis", "magma", "inferno", "plasma", "cividis", "blues", "greens", "oranges", "ylgnbu"]
        {
            let map = Colormap::named(name).unwrap();
            let light: Vec<f64> = map.entries.iter().map(|&entry| lightness(entry)).collect();
            let up = light[255] > light[0];
            let steps = light.windows(2).map(|pair| if up { pair[1] - pair[0] } else { pair[0] - pair[1] });
            // What rounding to bytes makes of a small step.
            assert!(steps.clone().all(|step| step > -0.35), "{name} {:?}", steps.fold(0.0, f64::min));
            assert!((light[255] - light[0]).abs() > 50.0, "{name}");
        }
    }

    #[test]
    fn diverging_maps_are_lightest_in_the_middle() {
        for name in ["spectral", "rdylgn", "rdbu"] {
            let light: Vec<f64> =
                Colormap::named(name).unwrap().entries.iter().map(|&entry| lightness(entry)).collect();
            let lightest = (0..ENTRIES).max_by(|&a, &b| light[a].total_cmp(&light[b])).unwrap();
            assert!((118..138).contains(&lightest) && light[0] < 45.0 && light[255] < 45.0, "{name}: {lightest}");
        }
    }

    #[test]
    fn every_table_is_whole() {
        for (name, table) in TABLES {
            assert!(
                table.len() % 6 == 0 && table.len() >= 12 && table.bytes().all(|b| b.is_ascii_hexdigit()),
                "{name}"
            );
            let map = Colormap::named(&name.to_uppercase()).unwrap();
            let jumps = map.entries.windows(2).flat_map(|pair| (0..3).map(|i| pair[0][i].abs_diff(pair[1][i])));
            assert!(jumps.max().unwrap() <= 8, "{name}");
        }
    }
}
