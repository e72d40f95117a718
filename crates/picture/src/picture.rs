//! A picture: drawn, and as bytes of a file.

use geotiff_core::Result;
use window::Dataset;

use crate::canvas::Canvas;
use crate::color::Color;
use crate::font::Place;
use crate::layout::{Layout, Style};
use crate::legend::{self, Reserve};
use crate::map::{Caption, Job, Map};
use crate::shown::Shown;
use crate::spec::PictureSpec;
use crate::{grid, png, webp};

/// A picture of a raster.
///
/// ```
/// use picture::{Picture, PictureSpec};
///
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// let picture = Picture::draw(&dataset, &PictureSpec::new().with_width(50))?;
/// assert_eq!((picture.width(), picture.height()), (50, 25));
/// assert_eq!(picture.color(0, 0), Some(picture::Color::rgb([7; 3])));
/// assert!(picture.to_png()?.starts_with(b"\x89PNG"));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<Color>,
}

impl Picture {
    /// Draws a raster, from the overview that fits.
    ///
    /// Memory holds the picture, a double for each of its pixels, and a few rows of blocks, however large the raster is. The same
    /// raster and the same spec give the same picture on any machine.
    ///
    /// # Errors
    /// As [`Level::read`](window::Level::read); `Parameter` if what is asked for does not go with the raster, or the picture is
    /// larger than 2²⁵ pixels; `Unsupported` for complex samples.
    pub fn draw(dataset: &Dataset, spec: &PictureSpec) -> Result<Self> {
        Self::draw_with(dataset, spec, &|_| true)
    }

    /// Draws a raster, and tells how many more rows of it are done; work ends with `Cancelled` if `progress` answers `false`.
    ///
    /// # Errors
    /// As [`Self::draw`].
    pub fn draw_with(dataset: &Dataset, spec: &PictureSpec, progress: &dyn Fn(usize) -> bool) -> Result<Self> {
        let raster = (dataset.width(), dataset.height());
        let shown = Shown::new(dataset, spec)?;
        let layout = Layout::new(raster, spec, spec.legend.then(|| reserve(dataset, spec, &shown)))?;
        let map = Job { dataset, spec, size: layout.map_size(), progress }.draw(&shown)?;
        let canvas = match spec.is_framed() {
            true => framed(spec, &layout, &map, raster)?,
            false => bare(spec, &layout, map),
        };
        Ok(Self { width: canvas.width, height: canvas.height, pixels: canvas.pixels })
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The pixels, row after row.
    pub fn pixels(&self) -> &[Color] {
        &self.pixels
    }

    /// The pixel of a column and a row, if there is one.
    pub fn color(&self, col: usize, row: usize) -> Option<Color> {
        let index = row.checked_mul(self.width)?.checked_add(col)?;
        if col < self.width { self.pixels.get(index).copied() } else { None }
    }

    /// The picture as a PNG file, of a palette or gray where that holds it.
    ///
    /// # Errors
    /// `Limits` if it compresses to more than a PNG can hold.
    pub fn to_png(&self) -> Result<Vec<u8>> {
        png::encode(&self.pixels, self.width, self.height)
    }

    /// The picture as a WebP file, without loss.
    ///
    /// # Errors
    /// `Parameter` if a side has more than 16383 pixels, `Unsupported` in a build without the feature `webp`.
    pub fn to_webp(&self) -> Result<Vec<u8>> {
        webp::encode(&self.pixels, self.width, self.height)
    }
}

fn reserve(dataset: &Dataset, spec: &PictureSpec, shown: &Shown) -> Reserve {
    let width = spec.width.unwrap_or(dataset.width().clamp(400, 800));
    let style = Style::new(width, spec);
    let band = match shown {
        Shown::Ramp { band, .. } => *band,
        _ => 0,
    };
    let text = |role: &str| dataset.profile().metadata.role(band, role).unwrap_or_default().trim().to_string();
    let caption = Caption { description: text("description"), unit: text("unittype") };
    let names = dataset.sidecars().pam.as_ref().and_then(|pam| pam.band(band)?.category_names.as_deref());
    Reserve::new(&style, width, shown, &caption, names.unwrap_or_default())
}

fn bare(spec: &PictureSpec, layout: &Layout, map: Map) -> Canvas {
    let over = |pixel: Color| pixel.over(spec.background, 255);
    let pixels =
        if spec.background == Color::TRANSPARENT { map.pixels } else { map.pixels.into_iter().map(over).collect() };
    Canvas { width: layout.width, height: layout.height, pixels }
}

fn framed(spec: &PictureSpec, layout: &Layout, map: &Map, raster: (usize, usize)) -> Result<Canvas> {
    let Style { title, hair, paper, ink, faint, .. } = layout.style;
    let mut canvas = Canvas::new(layout.width, layout.height, paper);
    let [left, top, right, bottom] = layout.map;
    for (y, row) in map.pixels.chunks_exact(right - left).enumerate() {
        let start = (top + y) * layout.width + left;
        let line = canvas.pixels[start..start + row.len()].iter_mut();
        line.zip(row).for_each(|(pixel, color)| *pixel = color.over(spec.background, 255));
    }
    if let Some(grid) = spec.grid {
        grid::draw(&mut canvas, layout, raster, grid)?;
        grid::draw_axes(&mut canvas, layout, raster);
    }
    // Around the raster, not over it.
    canvas.frame([left - hair, top - hair, right + hair, bottom + hair], hair, faint);
    if let Some(text) = &spec.title {
        let room = layout.width - left - layout.style.gap / 2;
        let baseline = layout.style.gap + title.cap_height() - layout.style.part(0.1);
        let place = Place { x: left.saturating_sub(1), baseline, is_upright: false };
        title.draw(&mut canvas, &title.fitted(text, room), place, ink);
    }
    if spec.legend {
        legend::draw(&mut canvas, layout, &map.key);
    }
    Ok(canvas)
}
