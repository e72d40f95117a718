//! What colours stand for: a bar with ticks, or a list of classes.

use crate::canvas::{Canvas, Line};
use crate::color::Color;
use crate::colormap::Colormap;
use crate::font::Place;
use crate::layout::{Layout, Style};
use crate::map::{Caption, Key};
use crate::shown::Shown;
use crate::stretch::{Spread, gamma};
use crate::ticks::{Ticks, power_of_ten};

/// Digits that ticks usually need.
const USUAL_TICK: &str = "00000";
/// Bars are no longer than this part of the size of text, and ticks no nearer to each other.
const LONGEST: f32 = 44.0;
const TICK_SPACE: f32 = 3.0;
const BAR_WIDTH: f32 = 1.3;
/// Names of classes take no more of the width of a picture.
const MOST_NAME: usize = 3;
const LINE_SPACE: f32 = 1.55;

/// The room that a legend needs before it is known what it says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reserve {
    pub(crate) width: usize,
    pub(crate) height: usize,
}

impl Reserve {
    /// For a raster shown so, whose values are described so or whose classes have these names.
    pub(crate) fn new(style: &Style, width: usize, shown: &Shown, caption: &Caption, names: &[String]) -> Self {
        let font = style.font;
        if matches!(shown, Shown::Classes(_)) {
            let longest = names.iter().map(|name| font.width(name)).max().unwrap_or(0).max(font.width("000"));
            let swatch = style.part(BAR_WIDTH) + style.part(0.5);
            return Self { width: swatch + longest.min(width / MOST_NAME), height: style.part(4.0) };
        }
        let ticks = style.part(BAR_WIDTH) + style.tick + style.part(0.3) + font.width(USUAL_TICK);
        let is_beside = upright(style, ticks, &described(caption, 0));
        let beside = if is_beside { style.part(0.4) + font.cap_height() + style.part(0.3) } else { 0 };
        Self { width: ticks + beside, height: style.part(10.0) }
    }
}

/// Whether a caption is too wide to stand above the bar.
fn upright(style: &Style, width: usize, caption: &str) -> bool {
    style.font.width(caption) > width
}

fn described(caption: &Caption, exponent: i32) -> String {
    let Caption { description, unit } = caption;
    let unit = match exponent {
        0 => unit.clone(),
        _ if unit.is_empty() => format!("× {}", power_of_ten(exponent)),
        _ => format!("{} {unit}", power_of_ten(exponent)),
    };
    match (description.is_empty(), unit.is_empty()) {
        (false, false) => format!("{description} ({unit})"),
        (false, true) => description.clone(),
        (true, _) => unit,
    }
}

pub(crate) fn draw(canvas: &mut Canvas, layout: &Layout, key: &Key) {
    match key {
        Key::Nothing => {}
        Key::Classes(classes) => draw_classes(canvas, layout, classes),
        Key::Ramp { colormap, gamma, spread, caption } => {
            Bar::new(layout, caption, spread).draw(canvas, &|share| colored(colormap, share, *gamma));
        }
    }
}

fn colored(colormap: &Colormap, share: f64, by: f64) -> Color {
    colormap.color(if by == 1.0 { share } else { gamma(share, by) })
}

/// A bar of colours, and where it stands.
struct Bar<'a> {
    style: &'a Style,
    spread: &'a Spread,
    ticks: Ticks,
    caption: String,
    /// The caption stands upright at the right, not above.
    is_upright: bool,
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
    /// The last column that there is room in.
    edge: usize,
}

impl<'a> Bar<'a> {
    fn new(layout: &'a Layout, caption: &Caption, spread: &'a Spread) -> Self {
        let style = &layout.style;
        let [_, map_top, _, map_bottom] = layout.map;
        let reserve = style.part(BAR_WIDTH) + style.tick + style.part(0.3) + style.font.width(USUAL_TICK);
        let is_upright = upright(style, reserve, &described(caption, 0));
        let room = (map_bottom - map_top).max(style.part(10.0));
        let most = style.part(LONGEST);
        let mut top = map_top + room.saturating_sub(most) / 2;
        let mut bottom = top + room.min(most);
        let height = |top: usize, bottom: usize| ((bottom - top) as f32 / style.part(TICK_SPACE) as f32) as usize;
        let ticks = Ticks::new(spread.low, spread.high, height(top, bottom).max(2));
        let caption = described(caption, ticks.exponent);
        if !is_upright && !caption.is_empty() {
            top += style.font.cap_height() + style.part(0.8);
        }
        // Points are part of the bar.
        let point = style.part(BAR_WIDTH) * 2 / 3;
        let [below, above] = spread.beyond;
        top += if above { point } else { 0 };
        bottom -= if below { point } else { 0 };
        let edge = layout.width - style.gap / 2;
        // What ticks leave of the room stands half before the bar.
        let widest = ticks.marks.iter().map(|mark| style.font.width(&mark.text)).max().unwrap_or(0);
        let spare =
            if is_upright || caption.is_empty() { style.font.width(USUAL_TICK).saturating_sub(widest) } else { 0 };
        let left = layout.legend + spare / 2;
        let right = left + style.part(BAR_WIDTH);
        Self { style, spread, ticks, caption, is_upright, left, right, top, bottom, edge }
    }

    fn draw(&self, canvas: &mut Canvas, color: &dyn Fn(f64) -> Color) {
        let Style { font, hair, tick, ink, faint, .. } = *self.style;
        let height = self.bottom - self.top;
        for y in self.top..self.bottom {
            let share = (self.bottom - 1 - y) as f64 / (height - 1).max(1) as f64;
            canvas.fill([self.left, y, self.right, y + 1], color(share));
        }
        let [below, above] = self.spread.beyond;
        let (left, right) = (self.left as f32, self.right as f32);
        let middle = f32::midpoint(left, right);
        let point = (self.style.part(BAR_WIDTH) * 2 / 3) as f32;
        let (top, bottom) = (self.top as f32, self.bottom as f32);
        let mut outline: Vec<(f32, f32)> = vec![(left, bottom)];
        outline.extend(below.then_some((middle, bottom + point)));
        outline.extend([(right, bottom), (right, top)]);
        outline.extend(above.then_some((middle, top - point)));
        outline.push((left, top));
        let tip = |canvas: &mut Canvas, at: f32, to: f32, color: Color| {
            let rows = at.min(to) as usize..at.max(to) as usize;
            for y in rows {
                let half = (right - left) / 2.0 * ((to - (y as f32 + 0.5)) / (to - at)).abs();
                for x in self.left..self.right {
                    let off = (x as f32 + 0.5 - middle).abs();
                    canvas.dot(x, y, color, half - off + 0.5);
                }
            }
        };
        if above {
            tip(canvas, top, top - point, color(1.0));
        }
        if below {
            tip(canvas, bottom, bottom + point, color(0.0));
        }
        let next = outline.iter().cycle().skip(1);
        let lines: Vec<Line> = outline.iter().zip(next).map(|(&from, &to)| [from, to]).collect();
        canvas.stroke(&lines, hair as f32, faint);
        let text_left = self.right + tick + self.style.part(0.3);
        let mut widest = 0;
        for mark in &self.ticks.marks {
            let share = self.spread.share(mark.value);
            // Within the bar.
            let y = self.bottom - 1 - (share * (height - 1) as f64).round() as usize;
            canvas.fill([self.right, y, self.right + tick, y + hair], ink);
            let baseline = y + font.cap_height() / 2;
            font.draw(canvas, &mark.text, Place { x: text_left, baseline, is_upright: false }, ink);
            widest = widest.max(font.width(&mark.text));
        }
        if self.is_upright {
            let text = font.fitted(&self.caption, height);
            let x = f32::midpoint(top, bottom) as usize + font.width(&text) / 2;
            let after = text_left + widest + self.style.part(0.4) + font.cap_height();
            let place = Place { x, baseline: after.min(self.edge), is_upright: true };
            font.draw(canvas, &text, place, ink);
        } else if !self.caption.is_empty() {
            let tip = if above { point as usize } else { 0 };
            let baseline = self.top - tip - self.style.part(0.7);
            font.draw(canvas, &self.caption, Place { x: self.left, baseline, is_upright: false }, ink);
        }
    }
}

fn draw_classes(canvas: &mut Canvas, layout: &Layout, classes: &[(Color, String)]) {
    let style = &layout.style;
    let Style { font, hair, ink, faint, .. } = *style;
    let [_, top, _, bottom] = layout.map;
    let (line, swatch) = (style.part(LINE_SPACE), style.part(BAR_WIDTH));
    let lines = ((bottom.max(top + style.part(4.0)) - top) / line).max(1);
    let shown = if classes.len() > lines { lines - 1 } else { classes.len() };
    let left = layout.legend + swatch + style.part(0.5);
    let room = (layout.width - style.gap / 2).saturating_sub(left);
    let text = |canvas: &mut Canvas, row: usize, x: usize, text: &str| {
        let baseline = top + row * line + (swatch + font.cap_height()) / 2;
        font.draw(canvas, text, Place { x, baseline, is_upright: false }, ink);
    };
    for (row, (color, name)) in classes.iter().take(shown).enumerate() {
        let y = top + row * line;
        let place = [layout.legend, y, layout.legend + swatch, y + swatch];
        canvas.fill(place, *color);
        canvas.frame(place, hair, faint);
        text(canvas, row, left, &font.fitted(name, room));
    }
    if shown < classes.len() {
        text(canvas, shown, layout.legend, &font.fitted(&format!("+ {}", classes.len() - shown), room + swatch));
    }
}
