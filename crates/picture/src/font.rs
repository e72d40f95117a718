//! Text, in letters of our own: lines and curves under a round pen, laid on the grid of pixels so that stems are sharp.

mod glyphs;

use crate::canvas::{Canvas, Line};
use crate::color::Color;
use glyphs::{GLYPHS, Glyph, MARKED, MARKS};

/// Units of the drawings in the size of a font.
const UNITS: f32 = 10.0;
/// The space beside each letter, on either side, in units.
const BEARING: f32 = 0.85;
const SPACE: f32 = 2.7;
/// What stands for a letter that was never drawn.
const UNKNOWN: Glyph = ('\u{fffd}', 4.0, "M 0 0 L 0 7 L 4 7 L 4 0 L 0 0");
/// Straight pieces of a curve.
const PIECES: u8 = 7;
/// How far the handles of a quarter lie from its ends, as a part of the side: 0.5523 would be a circle's.
const SQUARENESS: f32 = 0.62;
/// How much smaller letters above and below the line are.
const SMALL: f32 = 0.64;

/// Letters of a size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Font {
    /// Pixels; capitals are 0.7 of it high.
    pub(crate) size: f32,
    /// The width of the pen in pixels.
    pub(crate) pen: f32,
}

/// Where text begins, and which way it goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// The pixel left of the first letter, or below it.
    pub(crate) x: usize,
    /// The row that letters stand on; the column, if they go upwards.
    pub(crate) baseline: usize,
    /// Whether it goes from the bottom up.
    pub(crate) is_upright: bool,
}

impl Font {
    pub(crate) fn new(size: f32) -> Self {
        Self { size, pen: (size * 0.092).max(1.1) }
    }

    pub(crate) fn bold(size: f32) -> Self {
        Self { size, pen: (size * 0.125).max(1.5) }
    }

    fn unit(self) -> f32 {
        self.size / UNITS
    }

    /// Pixels from the line to the top of capitals and digits.
    pub(crate) fn cap_height(self) -> usize {
        (7.0 * self.unit()).round() as usize + 1
    }

    /// Pixels that the text takes, with the space around it.
    pub(crate) fn width(self, text: &str) -> usize {
        text.chars().map(|c| self.advance(c)).sum::<f32>() as usize
    }

    fn advance(self, c: char) -> f32 {
        let unit = self.unit();
        if c.is_whitespace() {
            return (SPACE * unit).round().max(1.0);
        }
        let (drawn, scale) = Drawn::of(c).map_or((UNKNOWN.1, 1.0), |drawn| (drawn.glyph.1, drawn.scale));
        (drawn * scale * unit).round() + (2.0 * BEARING * scale * unit).round().max(1.0)
    }

    /// The text, or as much of its beginning as has room, with an ellipsis.
    pub(crate) fn fitted(self, text: &str, room: usize) -> String {
        if self.width(text) <= room {
            return text.to_string();
        }
        let mut kept = text.to_string();
        while kept.pop().is_some() && self.width(&kept) + self.width("…") > room {}
        format!("{}…", kept.trim_end())
    }

    pub(crate) fn draw(self, canvas: &mut Canvas, text: &str, place: Place, color: Color) {
        self.pass(canvas, text, place, self.pen, color);
    }

    /// Text that can be read on any ground.
    pub(crate) fn draw_with_halo(self, canvas: &mut Canvas, text: &str, place: Place, color: Color, halo: Color) {
        self.pass(canvas, text, place, self.pen + self.size * 0.2, halo);
        self.pass(canvas, text, place, self.pen, color);
    }

    fn pass(self, canvas: &mut Canvas, text: &str, place: Place, pen: f32, color: Color) {
        let mut x = 0.0;
        for c in text.chars() {
            if !c.is_whitespace() {
                let onto = |(along, up): (f32, f32)| match place.is_upright {
                    false => (place.x as f32 + 0.5 + along, place.baseline as f32 + 0.5 - up),
                    true => (place.baseline as f32 + 0.5 - up, place.x as f32 + 0.5 - along),
                };
                let lines: Vec<Line> = self.lines(c, x).into_iter().map(|line| line.map(onto)).collect();
                canvas.stroke(&lines, pen, color);
            }
            x += self.advance(c);
        }
    }

    /// The lines of a letter whose space begins at `x`, in pixels: along, and up from the line.
    fn lines(self, c: char, x: f32) -> Vec<Line> {
        let drawn = Drawn::of(c).unwrap_or(Drawn { glyph: UNKNOWN, mark: None, scale: 1.0, raised: 0.0 });
        let Drawn { glyph: (letter, width, path), mark, scale, raised } = drawn;
        let unit = self.unit() * scale;
        let left = x + (BEARING * unit).round().max(0.5);
        let snap = |value: f32| value.round();
        // Left and right stems, the line, and the heights of letters lie on middles of pixels.
        let across = |x: f32| if width > 0.0 { x / width * snap(width * unit) } else { x * unit };
        let up = |y: f32| match y {
            ..0.0 => y * unit,
            0.0..5.0 => y / 5.0 * snap(5.0 * unit),
            5.0..=7.0 => snap(5.0 * unit) + (y - 5.0) / 2.0 * (snap(7.0 * unit) - snap(5.0 * unit)),
            _ => snap(7.0 * unit) + (y - 7.0) * unit,
        };
        let lift = snap(raised * self.unit());
        let mut lines: Vec<Line> =
            path_lines(path).map(|line| line.map(|(x, y)| (left + across(x), up(y) + lift))).collect();
        if let Some(path) = mark {
            let above = if letter.is_uppercase() && !path.contains("-1.9") { 2.0 } else { 0.0 };
            let placed = |(x, y): (f32, f32)| (left + across(width / 2.0) + x * unit, up(y + above));
            lines.extend(path_lines(path).map(|line| line.map(placed)));
        }
        lines
    }
}

/// What a character is drawn of.
struct Drawn {
    glyph: Glyph,
    mark: Option<&'static str>,
    scale: f32,
    /// By how many units it is raised.
    raised: f32,
}

impl Drawn {
    fn of(c: char) -> Option<Self> {
        let glyph = |c: char| GLYPHS.binary_search_by_key(&c, |glyph| glyph.0).ok().map(|i| GLYPHS[i]);
        let plain = |glyph| Self { glyph, mark: None, scale: 1.0, raised: 0.0 };
        let c = match c {
            'µ' => 'μ',
            '‐' | '‑' => '-',
            '‘' | '’' | '′' => '\'',
            '“' | '”' | '″' => '"',
            '•' => '·',
            other => other,
        };
        if let Some(glyph) = glyph(c) {
            return Some(plain(glyph));
        }
        let digit = |nth: usize| glyph(char::from(b"0123456789+-"[nth]));
        if let Some(nth) = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻".chars().position(|other| other == c) {
            return Some(Self { scale: SMALL, raised: 3.0, ..plain(digit(nth)?) });
        }
        if let Some(nth) = "₀₁₂₃₄₅₆₇₈₉₊₋".chars().position(|other| other == c) {
            return Some(Self { scale: SMALL, raised: -1.6, ..plain(digit(nth)?) });
        }
        MARKED.iter().find_map(|(letters, bases, mark)| {
            let base = bases.chars().nth(letters.chars().position(|other| other == c)?)?;
            let (_, path) = MARKS.iter().find(|(other, _)| other == mark)?;
            Some(Self { mark: Some(path), ..plain(glyph(base)?) })
        })
    }
}

/// The straight pieces of a path.
fn path_lines(path: &'static str) -> impl Iterator<Item = Line> {
    let mut words = path.split(' ');
    let mut pen = (0.0, 0.0);
    let next = move || {
        let command = words.next()?;
        let mut point = || -> Option<(f32, f32)> { Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?)) };
        let (from, first) = (pen, point()?);
        let (handles, to) = match command {
            "M" => {
                pen = first;
                return Some(Vec::new());
            }
            "Q" => {
                let to = point()?;
                let toward =
                    |end: (f32, f32)| (end.0 + (first.0 - end.0) * 2.0 / 3.0, end.1 + (first.1 - end.1) * 2.0 / 3.0);
                ([toward(from), toward(to)], to)
            }
            "h" => (
                [
                    (from.0 + (first.0 - from.0) * SQUARENESS, from.1),
                    (first.0, first.1 + (from.1 - first.1) * SQUARENESS),
                ],
                first,
            ),
            "v" => (
                [
                    (from.0, from.1 + (first.1 - from.1) * SQUARENESS),
                    (first.0 + (from.0 - first.0) * SQUARENESS, first.1),
                ],
                first,
            ),
            _ => {
                pen = first;
                return Some(vec![[from, first]]);
            }
        };
        pen = to;
        Some(curve([from, handles[0], handles[1], to]))
    };
    std::iter::from_fn(next).flatten()
}

/// A cubic curve as straight pieces.
fn curve([a, b, c, d]: [(f32, f32); 4]) -> Vec<Line> {
    let at = |i: u8| {
        let t = f32::from(i) / f32::from(PIECES);
        let s = 1.0 - t;
        let part =
            |a: f32, b: f32, c: f32, d: f32| s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d;
        (part(a.0, b.0, c.0, d.0), part(a.1, b.1, c.1, d.1))
    };
    (0..PIECES).map(|i| [at(i), at(i + 1)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_drawn_and_can_be_found() {
        assert!(GLYPHS.is_sorted_by(|a, b| a.0 < b.0));
        let marked = MARKED.iter().flat_map(|(letters, bases, _)| {
            assert_eq!(letters.chars().count(), bases.chars().count());
            letters.chars()
        });
        for c in GLYPHS.iter().map(|glyph| glyph.0).chain(marked).chain("²³⁻₂µ’".chars()) {
            let lines = Font::new(20.0).lines(c, 0.0);
            assert!(Drawn::of(c).is_some() && !lines.is_empty(), "{c}");
            // Marks may be wider than their letter.
            let (left, right) = (-3.0, Font::new(20.0).advance(c) + 3.0);
            assert!(
                lines.iter().flatten().all(|end| (left..=right).contains(&end.0) && (-6.0..22.0).contains(&end.1)),
                "{c}"
            );
        }
        for glyph in GLYPHS {
            let words = glyph.2.split(' ').filter(|word| !matches!(*word, "M" | "L" | "h" | "v" | "Q"));
            assert!(words.into_iter().all(|word| word.parse::<f32>().is_ok()), "{}", glyph.0);
        }
    }

    #[test]
    fn digits_are_of_one_width_and_long_text_is_cut() {
        let font = Font::new(13.0);
        let widths: Vec<usize> = "012356789".chars().map(|c| font.width(&c.to_string())).collect();
        assert!(widths.iter().all(|&width| width == widths[0]), "{widths:?}");
        assert_eq!(font.fitted("height", 500), "height");
        let cut = font.fitted("height above the ellipsoid", 80);
        assert!(cut.ends_with('…') && font.width(&cut) <= 80, "{cut}");
    }

    #[test]
    fn stems_are_sharp() {
        let mut canvas = Canvas::new(20, 20, Color::WHITE);
        Font { size: 13.0, pen: 1.0 }.draw(
            &mut canvas,
            "H",
            Place { x: 2, baseline: 15, is_upright: false },
            Color::BLACK,
        );
        let black = |x: usize| (0..20).filter(|&y| canvas.pixels[y * 20 + x] == Color::BLACK).count();
        assert_eq!((0..20).filter(|&x| black(x) > 8).count(), 2);
    }
}
