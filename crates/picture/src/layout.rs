//! Where things stand in a picture: a title above, rows to the left, columns below, the legend to the right.
//!
//! ```text
//! ┌────────────────────────────┐
//! │     title                  │
//! │   0 ┌───────────────┐ ▲ 9  │
//! │ row │      map      │ █ 5  │ legend
//! │     └───────────────┘ ▼ 1  │
//! │     0  column              │
//! └────────────────────────────┘
//! ```

use geotiff_core::{Error, Result};

use crate::color::Color;
use crate::font::Font;
use crate::legend::Reserve;
use crate::spec::PictureSpec;

/// Pixels that a picture may have: it is held in memory, with a double for each.
const MOST: usize = 1 << 25;
/// The longer side of a raster in a picture of no said width, and when a smaller one is enlarged.
const USUAL: usize = 800;
const SMALL: usize = 400;
/// The width of a picture whose text has its middle size.
const MIDDLE: f32 = 800.0;

/// Sizes and colours of what stands beside the raster.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) font: Font,
    pub(crate) title: Font,
    /// The width of fine lines.
    pub(crate) hair: usize,
    pub(crate) tick: usize,
    pub(crate) gap: usize,
    pub(crate) paper: Color,
    pub(crate) ink: Color,
    pub(crate) faint: Color,
}

impl Style {
    pub(crate) fn new(width: usize, spec: &PictureSpec) -> Self {
        let size = (13.0 * (0.5 + 0.5 * width as f32 / MIDDLE)).clamp(11.0, 30.0).round();
        let is_light = spec.background.0[3] < 128 || spec.background.lightness() > 120;
        let ink = if is_light { Color::rgb([38, 42, 48]) } else { Color::rgb([236, 238, 241]) };
        // Small and positive.
        let pixels = |part: f32| ((size * part).round() as usize).max(1);
        Self {
            font: Font::new(size),
            title: Font::bold((size * 1.25).round()),
            hair: pixels(0.05),
            tick: pixels(0.36),
            gap: pixels(0.9),
            paper: if spec.background.0[3] == 0 { Color::WHITE } else { spec.background },
            ink,
            faint: ink.with_opacity(120),
        }
    }

    /// A part of the size of text, in pixels.
    pub(crate) fn part(&self, part: f32) -> usize {
        // Small and positive.
        ((self.font.size * part).round() as usize).max(1)
    }
}

/// A raster and the picture around it.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) style: Style,
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Left, top, right and bottom of the raster.
    pub(crate) map: [usize; 4],
    /// Where the legend begins.
    pub(crate) legend: usize,
}

impl Layout {
    /// # Errors
    /// `Parameter` if it is too large, or there is no room for the raster.
    pub(crate) fn new(raster: (usize, usize), spec: &PictureSpec, reserve: Option<Reserve>) -> Result<Self> {
        let usual = usual_size(raster);
        let style = Style::new(spec.width.unwrap_or(usual.0.max(SMALL)), spec);
        let room = Room::new(raster, spec, &style, reserve);
        let (width, height) = match spec.width {
            None => usual,
            Some(all) => {
                let beside = room.left + room.right;
                let width = all.checked_sub(beside).filter(|&width| width >= 16.min(all)).ok_or_else(|| {
                    Error::parameter(format!(
                        "a picture {all} pixels wide has no room for what stands beside the raster"
                    ))
                })?;
                let height = (raster.1 as f64 * width as f64 / raster.0 as f64).round().max(1.0);
                (width, height.min(1e9) as usize)
            }
        };
        let framed_height = height.max(room.least_height);
        let (all_width, all_height) = (room.left + width + room.right, room.top + framed_height + room.bottom);
        if all_width.saturating_mul(all_height) > MOST {
            let message =
                format!("a picture of {all_width} × {all_height} has more than {MOST} pixels: ask for a smaller width");
            return Err(Error::parameter(message));
        }
        // A raster lower than its legend stands at the top.
        let map = [room.left, room.top, room.left + width, room.top + height];
        Ok(Self { style, width: all_width, height: all_height, map, legend: room.left + width + room.gap })
    }

    /// Columns and rows of the raster in the picture.
    pub(crate) fn map_size(&self) -> (usize, usize) {
        let [left, top, right, bottom] = self.map;
        (right - left, bottom - top)
    }
}

/// What stands around the raster takes so much.
struct Room {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
    /// From the raster to the legend.
    gap: usize,
    least_height: usize,
}

impl Room {
    fn new(raster: (usize, usize), spec: &PictureSpec, style: &Style, reserve: Option<Reserve>) -> Self {
        if !spec.is_framed() {
            return Self { left: 0, top: 0, right: 0, bottom: 0, gap: 0, least_height: 0 };
        }
        let Style { font, title, gap, tick, .. } = *style;
        let mut room = Self { left: gap, top: gap, right: gap, bottom: gap, gap, least_height: 0 };
        if spec.grid.is_some() {
            room.left = gap / 2 + font.width(&raster.1.to_string()).max(font.width("000")) + tick + style.part(0.3);
            room.bottom = gap / 2 + font.cap_height() + tick + style.part(0.55);
            // The last column's number is as wide to its right.
            room.right = gap.max(font.width(&raster.0.to_string()) / 2 + gap / 2);
        }
        if spec.title.is_some() {
            room.top = gap + title.cap_height() + style.part(0.95);
        }
        if let Some(reserve) = reserve {
            room.right = gap + reserve.width + gap / 2;
            room.least_height = reserve.height;
        }
        room
    }
}

/// What a raster is shown at, if no width is said.
fn usual_size((width, height): (usize, usize)) -> (usize, usize) {
    let longer = width.max(height);
    let scaled = |side: usize| (side as f64 * USUAL as f64 / longer as f64).round().max(1.0) as usize;
    match longer {
        ..SMALL => (width * (USUAL / longer), height * (USUAL / longer)),
        SMALL..=USUAL => (width, height),
        _ => (scaled(width), scaled(height)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_that_nobody_said() {
        assert_eq!(usual_size((1100, 900)), (800, 655));
        assert_eq!(usual_size((500, 800)), (500, 800));
        assert_eq!(usual_size((10, 6)), (800, 480));
        assert_eq!(usual_size((300, 1)), (600, 2));
        assert_eq!(usual_size((1, 100_000)), (1, 800));
    }

    #[test]
    fn a_width_is_that_of_the_whole() {
        let spec = PictureSpec::new().with_width(640);
        let bare = Layout::new((1100, 900), &spec, None).unwrap();
        assert_eq!((bare.width, bare.height, bare.map), (640, 524, [0, 0, 640, 524]));
        let framed =
            Layout::new((1100, 900), &spec.with_grid(crate::TileGrid::new(256)).with_title("x"), None).unwrap();
        assert_eq!(framed.width, 640);
        assert!(framed.map[0] > 20 && framed.map[1] > 20 && framed.map[2] < 640 && framed.map[3] < framed.height);
        assert!(Layout::new((1100, 900), &PictureSpec::new().with_width(10_000), None).is_err());
        assert!(Layout::new((10, 900), &PictureSpec::new().with_width(20).with_title("x"), None).is_err());
    }
}
