//! The windows of tiles, drawn over the raster, and columns and rows beside it.

use geotiff_core::{Error, Result};
use window::tile_windows;

use crate::canvas::Canvas;
use crate::color::Color;
use crate::font::Place;
use crate::layout::Layout;
use crate::spec::TileGrid;
use crate::ticks::Ticks;

/// Tiles are no nearer to each other, in pixels of the picture.
const NEAREST: f64 = 4.0;
/// Below this, lines have no edge.
const EDGED: f64 = 14.0;
const LINE: Color = Color([255, 255, 255, 235]);
const EDGE: Color = Color([0, 0, 0, 95]);
const SHARED: Color = Color([255, 92, 40, 62]);
const NUMBER: Color = Color::WHITE;
const HALO: Color = Color([0, 0, 0, 165]);

/// Where tiles begin and end along an axis, in pixels of the picture from the raster's edge.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cuts {
    starts: Vec<usize>,
    ends: Vec<usize>,
}

impl Cuts {
    /// Of an axis of the raster that has `from` pixels, in a picture that has `to`.
    fn new(from: usize, to: usize, grid: TileGrid) -> Self {
        let place = |pixel: usize| (pixel as f64 * to as f64 / from as f64).round() as usize;
        let starts = (0..from).step_by(grid.tile - grid.overlap);
        let ends = starts.clone().map(|start| place((start + grid.tile).min(from))).collect();
        Self { starts: starts.map(place).collect(), ends }
    }

    /// What two tiles or more have in common, each part once.
    fn shared(&self) -> Vec<(usize, usize)> {
        let mut parts: Vec<(usize, usize)> = Vec::new();
        for (&start, &end) in self.starts.iter().skip(1).zip(&self.ends) {
            match parts.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => parts.push((start, end)),
            }
        }
        parts
    }

    /// All places inside, each once.
    fn lines(&self, end: usize) -> Vec<usize> {
        let mut lines: Vec<usize> =
            self.starts.iter().chain(&self.ends).copied().filter(|&at| at > 0 && at < end).collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }
}

/// # Errors
/// `Parameter` if there are no such tiles, or they are too small to be seen.
pub(crate) fn draw(canvas: &mut Canvas, layout: &Layout, raster: (usize, usize), grid: TileGrid) -> Result<()> {
    let windows = tile_windows(raster.1, raster.0, grid.tile, grid.tile, grid.overlap)?;
    let (width, height) = layout.map_size();
    let scale = width as f64 / raster.0 as f64;
    let apart = (grid.tile - grid.overlap) as f64 * scale;
    if apart < NEAREST && windows.len() > 1 {
        let message = format!(
            "tiles that begin every {} pixels are {apart:.1} pixels apart in the picture: ask for larger ones, or a wider picture",
            grid.tile - grid.overlap
        );
        return Err(Error::parameter(message));
    }
    let [left, top, right, bottom] = layout.map;
    let (across, down) = (Cuts::new(raster.0, width, grid), Cuts::new(raster.1, height, grid));
    for (start, end) in across.shared() {
        canvas.fill([left + start, top, left + end, bottom], SHARED);
    }
    for (start, end) in down.shared() {
        canvas.fill([left, top + start, right, top + end], SHARED);
    }
    let (cols, rows) = (across.lines(width), down.lines(height));
    let hair = layout.style.hair;
    // Edges first: no line is dimmed by that of another.
    let edge = if apart < EDGED { 0 } else { 1 };
    let passes = [(edge, EDGE), (0, LINE)];
    for (wider, color) in passes.into_iter().skip(1 - edge) {
        let mut is_col = vec![false; width];
        for &at in &cols {
            let (from, to) = (at.saturating_sub(wider), (at + hair + wider).min(width));
            is_col[from..to].fill(true);
            canvas.fill([left + from, top, left + to, bottom], color);
        }
        for &at in &rows {
            let (from, to) = (at.saturating_sub(wider), (at + hair + wider).min(height));
            // Where lines cross, nothing is covered twice.
            (0..width)
                .filter(|&x| !is_col[x])
                .for_each(|x| canvas.fill([left + x, top + from, left + x + 1, top + to], color));
        }
    }
    draw_numbers(canvas, layout, &across, &down);
    Ok(())
}

/// The number of each tile in its middle, if all have room.
fn draw_numbers(canvas: &mut Canvas, layout: &Layout, across: &Cuts, down: &Cuts) {
    let font = layout.style.font;
    let [left, top, ..] = layout.map;
    let count = across.starts.len() * down.starts.len();
    let room = font.width(&count.to_string()) + layout.style.part(1.2);
    let middles = |cuts: &Cuts| -> Vec<Option<usize>> {
        let spans = cuts.starts.iter().zip(&cuts.ends);
        spans
            .map(|(start, end)| {
                (end - start >= room.max(layout.style.part(2.0))).then_some(usize::midpoint(*start, *end))
            })
            .collect()
    };
    let (cols, rows) = (middles(across), middles(down));
    if cols.first().is_none_or(Option::is_none) || rows.first().is_none_or(Option::is_none) {
        return;
    }
    for (row, y) in rows.iter().enumerate() {
        for (col, x) in cols.iter().enumerate() {
            let (Some(x), Some(y)) = (x, y) else { continue };
            let text = (row * cols.len() + col).to_string();
            let place = Place {
                x: left + x - font.width(&text) / 2,
                baseline: top + y + font.cap_height() / 2,
                is_upright: false,
            };
            font.draw_with_halo(canvas, &text, place, NUMBER, HALO);
        }
    }
}

/// Round columns below the raster, round rows to its left.
pub(crate) fn draw_axes(canvas: &mut Canvas, layout: &Layout, raster: (usize, usize)) {
    let (style, [left, top, right, bottom]) = (&layout.style, layout.map);
    let (font, tick, hair) = (style.font, style.tick, style.hair);
    let (width, height) = layout.map_size();
    let widest = font.width(&raster.0.to_string()) + style.part(1.6);
    let ticks = |from: usize, most: usize| Ticks::new(0.0, from as f64, most.max(2)).marks;
    let whole = |value: f64| (value.fract() == 0.0).then(|| format!("{value}"));
    for mark in ticks(raster.0, width / widest.max(1)) {
        let x = left + (mark.value / raster.0 as f64 * width as f64).round() as usize;
        let Some(text) = whole(mark.value).filter(|_| x <= right) else { continue };
        canvas.fill([x, bottom, x + hair, bottom + tick], style.ink);
        let baseline = bottom + tick + style.part(0.35) + font.cap_height();
        let x = (x + hair / 2).saturating_sub(font.width(&text) / 2);
        font.draw(canvas, &text, Place { x, baseline, is_upright: false }, style.ink);
    }
    for mark in ticks(raster.1, height / style.part(3.0)) {
        let y = top + (mark.value / raster.1 as f64 * height as f64).round() as usize;
        let Some(text) = whole(mark.value).filter(|_| y <= bottom) else { continue };
        canvas.fill([left.saturating_sub(tick), y, left, y + hair], style.ink);
        let x = left.saturating_sub(tick + style.part(0.3) + font.width(&text));
        font.draw(canvas, &text, Place { x, baseline: y + font.cap_height() / 2, is_upright: false }, style.ink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_are_those_of_the_windows() {
        for (from, to, tile, overlap) in
            [(1100, 1100, 256, 32), (1130, 565, 256, 32), (100, 300, 30, 25), (50, 50, 64, 0)]
        {
            let cuts = Cuts::new(from, to, TileGrid { tile, overlap });
            let place = |pixel: usize| (pixel as f64 * to as f64 / from as f64).round() as usize;
            let windows: Vec<_> = tile_windows(1, from, 1, 1, 0)
                .into_iter()
                .flat_map(|_| tile_windows(from, from, tile, tile, overlap).unwrap())
                .collect();
            let row: Vec<_> = windows.iter().filter(|window| window.row_off == 0).collect();
            assert_eq!(cuts.starts, row.iter().map(|window| place(window.col_off)).collect::<Vec<_>>());
            assert_eq!(cuts.ends, row.iter().map(|window| place(window.col_off + window.width)).collect::<Vec<_>>());
            // A pixel is shared if it lies in two windows.
            if from == to {
                let shared = cuts.shared();
                for pixel in 0..from {
                    let tiles = row.iter().filter(|w| (w.col_off..w.col_off + w.width).contains(&pixel)).count();
                    assert_eq!(shared.iter().any(|&(start, end)| (start..end).contains(&pixel)), tiles > 1, "{pixel}");
                }
            }
        }
    }
}
