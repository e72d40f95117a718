//! What is drawn on: pixels, boxes and strokes of a round pen, with smooth edges.
//!
//! Coordinates are pixels from the upper-left corner; the middle of the first pixel is (0.5, 0.5). There is nothing here but
//! `+ − × ÷ √`, which every machine rounds alike.

use crate::color::Color;

/// A picture in the making.
pub(crate) struct Canvas {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<Color>,
}

/// From here to there.
pub(crate) type Line = [(f32, f32); 2];

impl Canvas {
    pub(crate) fn new(width: usize, height: usize, ground: Color) -> Self {
        Self { width, height, pixels: vec![ground; width * height] }
    }

    /// Lays a colour over a pixel, where it covers so much of it, 0 to 1.
    pub(crate) fn dot(&mut self, x: usize, y: usize, color: Color, coverage: f32) {
        if x < self.width && y < self.height {
            let pixel = &mut self.pixels[y * self.width + x];
            // 0 to 255.
            *pixel = color.over(*pixel, (coverage.clamp(0.0, 1.0) * 255.0 + 0.5) as u8);
        }
    }

    /// A box of whole pixels: left, top, right, bottom.
    pub(crate) fn fill(&mut self, [left, top, right, bottom]: [usize; 4], color: Color) {
        for y in top..bottom.min(self.height) {
            (left..right.min(self.width)).for_each(|x| self.dot(x, y, color, 1.0));
        }
    }

    /// The outline of a box, this wide, inside of it.
    pub(crate) fn frame(&mut self, [left, top, right, bottom]: [usize; 4], width: usize, color: Color) {
        let (right_of, above) = (right.saturating_sub(width), bottom.saturating_sub(width));
        self.fill([left, top, right, top + width], color);
        self.fill([left, above, right, bottom], color);
        self.fill([left, top + width, left + width, above], color);
        self.fill([right_of, top + width, right, above], color);
    }

    /// Lines of a round pen. Where they meet or cross, nothing is covered twice.
    pub(crate) fn stroke(&mut self, lines: &[Line], pen: f32, color: Color) {
        let reach = pen / 2.0 + 0.5;
        let ends = || lines.iter().flatten();
        let least = |pick: fn(&(f32, f32)) -> f32| ends().map(pick).fold(f32::INFINITY, f32::min) - reach;
        let most = |pick: fn(&(f32, f32)) -> f32| ends().map(pick).fold(0.0, f32::max) + reach;
        // None is negative; what is beyond the canvas is cut.
        let range = |from: f32, to: f32, end: usize| from.max(0.0) as usize..(to.max(0.0) as usize + 1).min(end);
        let rows = range(least(|end| end.1), most(|end| end.1), self.height);
        let cols = range(least(|end| end.0), most(|end| end.0), self.width);
        for y in rows {
            for x in cols.clone() {
                let at = (x as f32 + 0.5, y as f32 + 0.5);
                let nearest = lines.iter().map(|line| square_distance(at, line)).fold(f32::INFINITY, f32::min);
                if nearest < reach * reach {
                    self.dot(x, y, color, reach - nearest.sqrt());
                }
            }
        }
    }
}

/// The square of how far a place is from a line.
fn square_distance((x, y): (f32, f32), [(x0, y0), (x1, y1)]: &Line) -> f32 {
    let (dx, dy) = (x1 - x0, y1 - y0);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { (((x - x0) * dx + (y - y0) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    let (off_x, off_y) = (x - x0 - along * dx, y - y0 - along * dy);
    off_x * off_x + off_y * off_y
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_through_middles_is_whole_and_one_between_is_half() {
        let mut canvas = Canvas::new(9, 9, Color::WHITE);
        canvas.stroke(&[[(2.0, 4.5), (7.0, 4.5)]], 1.0, Color::BLACK);
        assert_eq!(canvas.pixels[4 * 9 + 4], Color::BLACK);
        assert_eq!((canvas.pixels[3 * 9 + 4], canvas.pixels[4 * 9]), (Color::WHITE, Color::WHITE));
        let mut canvas = Canvas::new(9, 9, Color::WHITE);
        canvas.stroke(&[[(2.0, 4.0), (7.0, 4.0)]], 1.0, Color::BLACK);
        assert_eq!([3, 4].map(|y| canvas.pixels[y * 9 + 4].0[0]), [127; 2]);
    }

    #[test]
    fn what_reaches_beyond_is_cut() {
        let mut canvas = Canvas::new(3, 2, Color::TRANSPARENT);
        canvas.fill([1, 1, 9, 9], Color::WHITE);
        canvas.stroke(&[[(-20.0, -20.0), (-10.0, -9.0)], [(40.0, 40.0), (50.0, 60.0)]], 2.0, Color::BLACK);
        assert_eq!(canvas.pixels.iter().filter(|&&pixel| pixel == Color::WHITE).count(), 2);
    }
}
