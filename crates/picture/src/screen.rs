//! Colours as a screen shows them: inks, luma and chroma, bilevel and 8-bit colours, each pixel the mean of those under it.

use geotiff_core::Result;
use window::Level;
use window::Window;

use crate::color::Color;
use crate::map::Job;

/// Pixels of the raster that are held at once.
const CHUNK: usize = 2 << 20;

/// Sums for a pixel of the picture: red, green and blue times opacity times area, opacity times area.
type Sum = [f32; 4];

pub(crate) fn draw(job: &Job<'_>) -> Result<Vec<Color>> {
    let level = best_level(job)?;
    let mut sums: Vec<Sum> = vec![[0.0; 4]; job.area()];
    let across = spans(level.width(), job.size.0);
    let down = spans(level.height(), job.size.1);
    let mut told = 0;
    for window in chunks(&level) {
        let rgba = level.read_rgba(window)?;
        let bands = [0, 1, 2, 3].map(|band| rgba.band::<u8>(band));
        let [red, green, blue, alpha] = bands;
        let [red, green, blue, alpha] = [red?, green?, blue?, alpha?];
        for row in 0..window.height {
            let start = row * window.width;
            for &(y, part_y) in &down[window.row_off + row] {
                let line = &mut sums[y * job.size.0..][..job.size.0];
                for col in 0..window.width {
                    let i = start + col;
                    for &(x, part_x) in &across[window.col_off + col] {
                        let weight = part_x * part_y * f32::from(alpha[i]);
                        let sum = &mut line[x];
                        sum[0] += weight * f32::from(red[i]);
                        sum[1] += weight * f32::from(green[i]);
                        sum[2] += weight * f32::from(blue[i]);
                        sum[3] += weight;
                    }
                }
            }
        }
        let rows = (window.row_off + window.height) * job.size.1 / level.height();
        if window.col_off + window.width == level.width() && rows > told {
            job.tell(rows - told)?;
            told = rows;
        }
    }
    // The weights of one pixel add up to 1, but for what rounding leaves.
    let byte = |part: f32| (part + 0.5).clamp(0.0, 255.0) as u8;
    let color = |sum: Sum| match byte(sum[3]) {
        0 => Color::TRANSPARENT,
        opacity => Color([byte(sum[0] / sum[3]), byte(sum[1] / sum[3]), byte(sum[2] / sum[3]), opacity]),
    };
    Ok(sums.into_iter().map(color).collect())
}

/// The coarsest level that is not smaller than the picture.
fn best_level<'a>(job: &Job<'a>) -> Result<Level<'a>> {
    let mut best = job.dataset.level(0)?;
    for number in 1..job.dataset.levels() {
        let level = job.dataset.level(number)?;
        let is_enough = level.width() >= job.size.0 && level.height() >= job.size.1;
        if is_enough && level.width() < best.width() {
            best = level;
        }
    }
    Ok(best)
}

/// For each pixel of the raster along an axis, the pixels of the picture it lies in, and its part of each.
fn spans(from: usize, to: usize) -> Vec<Vec<(usize, f32)>> {
    let span = |i: usize| {
        let (start, end) = (i * to, (i + 1) * to);
        let part = |pixel: usize| {
            let covered = end.min((pixel + 1) * from) - start.max(pixel * from);
            (pixel, covered as f32 / from as f32)
        };
        (start / from..end.div_ceil(from)).map(part).collect()
    };
    (0..from).map(span).collect()
}

/// The level in parts that do not cut through blocks, if those are not too large.
fn chunks(level: &Level<'_>) -> Vec<Window> {
    let grid = &level.image().grid;
    let fit = |most: usize, block: usize, all: usize| match most / block.max(1) {
        0 => most.clamp(1, all),
        blocks => (blocks * block).min(all),
    };
    let height = fit((CHUNK / level.width().max(1)).max(256), grid.block_height, level.height());
    let width = fit(CHUNK / height, grid.block_width, level.width());
    let rows = (0..level.height()).step_by(height);
    let window = |row: usize, col: usize| {
        Window::new(col, row, width.min(level.width() - col), height.min(level.height() - row))
    };
    rows.flat_map(|row| (0..level.width()).step_by(width).map(move |col| (row, col)))
        .map(|(row, col)| window(row, col))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_gives_all_of_itself() {
        for (from, to) in [(10, 3), (3, 10), (7, 7), (1, 5), (5, 1), (1000, 7)] {
            let spans = spans(from, to);
            let mut got = vec![0.0; to];
            spans.iter().flatten().for_each(|&(pixel, part)| got[pixel] += part);
            assert!(got.iter().all(|sum| (sum - 1.0_f32).abs() < 1e-5), "{from} {to} {got:?}");
        }
    }
}
