//! Which pixels polygons cover: a scanline over edges, as GDAL's rasterizer has it.

use std::ops::Range;

use geotiff_core::{Raster, Result, SampleType, Window};

/// How close to the border of a pixel, in pixels, an edge along it counts as lying on it, and touches neither side: as in GDAL.
const ON_BORDER: f64 = 0.01;

/// Which pixels belong to a polygon.
///
/// ```
/// use region::{Region, Touch};
/// # use geotiff_core::GeoTransform;
///
/// let sliver = Region::from_wkt("POLYGON ((0 0.1, 10 0.1, 10 0.2, 0 0.2))")?;
/// let pixels = |touch| sliver.in_pixels(&GeoTransform([0.0, 1.0, 0.0, 0.0, 0.0, 1.0]), touch).map(|p| p.window(99, 99));
/// assert_eq!(pixels(Touch::Centers)?, None);
/// assert_eq!(pixels(Touch::All)?.map(|window| window.width), Some(10));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Touch {
    /// Those whose centre is inside.
    #[default]
    Centers,
    /// Those, and all that an edge runs through: GDAL's `ALL_TOUCHED`, but without some pixels that an edge meets in a corner
    /// alone, which GDAL has by the rounding of its steps.
    All,
}

/// A region in the pixels of a raster.
///
/// Which pixels are inside is decided one by one, whatever window is looked at. A window costs what its own rows do.
///
/// ```
/// use geotiff_core::{GeoTransform, Window};
/// use region::{Region, Touch};
///
/// let region = Region::from_wkt("POLYGON ((1 1, 4 1, 4 3, 1 3), (2 1, 3 1, 3 2, 2 2))")?;
/// let pixels = region.in_pixels(&GeoTransform([0.0, 1.0, 0.0, 0.0, 0.0, 1.0]), Touch::Centers)?;
/// let mut found = Vec::new();
/// pixels.spans(Window::new(0, 0, 1_000_000, 1_000_000), |row, cols| found.push((row, cols)));
/// assert_eq!(found, [(1, 1..2), (1, 3..4), (2, 1..4)]);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct PixelRegion {
    touch: Touch,
    parts: Vec<Part>,
}

/// A polygon: its edges by their first row, and the pixels around it.
#[derive(Clone, Debug)]
struct Part {
    edges: Vec<Edge>,
    cols: [f64; 2],
    rows: [f64; 2],
}

/// From one point to the next.
#[derive(Clone, Copy, Debug)]
struct Edge {
    from: [f64; 2],
    to: [f64; 2],
}

impl Edge {
    fn top(&self) -> f64 {
        self.from[1].min(self.to[1])
    }

    fn bottom(&self) -> f64 {
        self.from[1].max(self.to[1])
    }
}

impl PixelRegion {
    /// Of polygons whose rings are in columns and rows from the raster's outer corner.
    pub(crate) fn new(polygons: &[Vec<Vec<[f64; 2]>>], touch: Touch) -> Self {
        Self { touch, parts: polygons.iter().map(|rings| Part::new(rings)).collect() }
    }

    /// The columns of each row of a window that are inside: in order, those of a row apart from each other. Rows and columns are
    /// those of the raster.
    pub fn spans(&self, window: Window, mut span: impl FnMut(usize, Range<usize>)) {
        let mut parts: Vec<Sweep<'_>> = self.parts.iter().filter_map(|part| Sweep::new(part, window)).collect();
        let Some(first) = parts.iter().map(|part| part.rows.start).min() else { return };
        let end = parts.iter().map(|part| part.rows.end).max().unwrap_or(0);
        let (mut ranges, mut crossings) = (Vec::new(), Vec::new());
        for row in first..end {
            ranges.clear();
            for part in parts.iter_mut().filter(|part| part.rows.contains(&row)) {
                part.row(row, self.touch, &mut crossings, &mut ranges);
            }
            let clip = |col: i64| usize::try_from(col).unwrap_or(0).clamp(window.col_off, window.col_end());
            ranges.sort_unstable();
            let mut last: Range<usize> = 0..0;
            for &(start, end) in &ranges {
                let (start, end) = (clip(start), clip(end));
                if start >= end {
                    continue;
                }
                if start <= last.end && !last.is_empty() {
                    last.end = last.end.max(end);
                    continue;
                }
                if !last.is_empty() {
                    span(row, last);
                }
                last = start..end;
            }
            if !last.is_empty() {
                span(row, last);
            }
        }
    }

    /// Whether any pixel of the window is inside.
    pub fn touches(&self, window: Window) -> bool {
        let meets = |part: &&Part| part.window_in(window).is_some();
        // Row by row, so that the first pixel ends it.
        let rows = self.parts.iter().filter(meets).filter_map(|part| part.window_in(window));
        let Some(rows) = rows.map(|w| w.row_off..w.row_end()).reduce(|a, b| a.start.min(b.start)..a.end.max(b.end))
        else {
            return false;
        };
        const ROWS: usize = 64;
        rows.clone().step_by(ROWS).any(|row| {
            let mut any = false;
            let height = ROWS.min(rows.end - row);
            self.spans(Window { row_off: row, height, ..window }, |_, _| any = true);
            any
        })
    }

    /// The smallest window of a raster of this size that holds all pixels that are inside.
    pub fn window(&self, width: usize, height: usize) -> Option<Window> {
        let mut found: Option<[usize; 4]> = None;
        self.spans(Window::new(0, 0, width, height), |row, cols| {
            let [left, top, right, _] = found.unwrap_or([cols.start, row, cols.end, row + 1]);
            found = Some([left.min(cols.start), top, right.max(cols.end), row + 1]);
        });
        found.map(|[left, top, right, bottom]| Window::new(left, top, right - left, bottom - top))
    }

    /// Which pixels of a window are inside: one band of `U8`, 255 where they are, 0 elsewhere.
    ///
    /// # Errors
    /// `Limits` if the window does not fit in memory.
    pub fn mask(&self, window: Window) -> Result<Raster> {
        let mut mask = Raster::new(SampleType::U8, window.width, window.height, 1)?;
        let out = mask.bytes_mut();
        self.spans(window, |row, cols| {
            let start = (row - window.row_off) * window.width;
            out[start + cols.start - window.col_off..start + cols.end - window.col_off].fill(255);
        });
        Ok(mask)
    }
}

impl Part {
    fn new(rings: &[Vec<[f64; 2]>]) -> Self {
        let mut edges = Vec::new();
        for ring in rings {
            // From the last point to the first, which is no edge of a ring that is closed already.
            let before = ring.iter().cycle().skip(ring.len().saturating_sub(1));
            edges.extend(before.zip(ring).map(|(&from, &to)| Edge { from, to }).filter(|edge| edge.from != edge.to));
        }
        edges.sort_by(|a, b| a.top().total_cmp(&b.top()));
        let extent = |axis: usize| {
            let values = rings.iter().flatten().map(|point| point[axis]);
            values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], v| [low.min(v), high.max(v)])
        };
        Self { cols: extent(0), rows: extent(1), edges }
    }

    /// The part of a window where pixels can be inside.
    fn window_in(&self, window: Window) -> Option<Window> {
        let range = |[low, high]: [f64; 2], start: usize, end: usize| {
            // A point on a border belongs to either side.
            let (low, high) = (to_whole(low.floor() - 1.0), to_whole(high.floor() + 2.0));
            let clip = |n: i64| usize::try_from(n).unwrap_or(0).clamp(start, end);
            clip(low)..clip(high)
        };
        let cols = range(self.cols, window.col_off, window.col_end());
        let rows = range(self.rows, window.row_off, window.row_end());
        let part = Window::new(cols.start, rows.start, cols.len(), rows.len());
        (!part.is_empty()).then_some(part)
    }
}

/// A polygon and those of its edges that the rows to come may meet.
struct Sweep<'a> {
    part: &'a Part,
    rows: Range<usize>,
    /// The first edge that no row has reached.
    next: usize,
    active: Vec<Edge>,
}

impl<'a> Sweep<'a> {
    fn new(part: &'a Part, window: Window) -> Option<Self> {
        let inner = part.window_in(window)?;
        Some(Self { part, rows: inner.row_off..inner.row_end(), next: 0, active: Vec::new() })
    }

    /// Adds the columns of a row; rows come in order.
    fn row(&mut self, row: usize, touch: Touch, crossings: &mut Vec<i64>, ranges: &mut Vec<(i64, i64)>) {
        let top = row as f64;
        self.active.retain(|edge| edge.bottom() >= top);
        while let Some(edge) = self.part.edges.get(self.next).filter(|edge| edge.top() <= top + 1.0) {
            if edge.bottom() >= top {
                self.active.push(*edge);
            }
            self.next += 1;
        }
        crossings.clear();
        let center = top + 0.5;
        for edge in &self.active {
            let (upper, lower) = if edge.from[1] <= edge.to[1] { (edge.from, edge.to) } else { (edge.to, edge.from) };
            if upper[1] <= center && center < lower[1] {
                let x = (center - upper[1]) * (lower[0] - upper[0]) / (lower[1] - upper[1]) + upper[0];
                crossings.push(nearest(x));
            } else if upper[1] == lower[1] && upper[1] == center && edge.from[0] > edge.to[0] {
                // Just on the centres, leftwards: the bottom of a ring, as GDAL turns them. Its pixels are inside.
                ranges.push((nearest(edge.to[0]), nearest(edge.from[0])));
            }
        }
        crossings.sort_unstable();
        ranges.extend(crossings.chunks_exact(2).map(|pair| (pair[0], pair[1])));
        if touch == Touch::All {
            ranges.extend(self.active.iter().filter_map(|edge| touched(edge, top)));
        }
    }
}

/// The columns of a row that an edge runs through.
fn touched(edge: &Edge, top: f64) -> Option<(i64, i64)> {
    let (left, right) = if edge.from[0] <= edge.to[0] { (edge.from, edge.to) } else { (edge.to, edge.from) };
    let is_on_border = |a: f64, b: f64| [a, b].iter().all(|v| (v - v.round()).abs() < ON_BORDER);
    let is_level = |a: f64, b: f64| a.floor() == b.floor() || (a - b).abs() < ON_BORDER;
    if is_level(left[0], right[0]) {
        if is_on_border(left[0], right[0]) {
            return None;
        }
        let rows = edge.top().floor()..=(edge.bottom() - ON_BORDER).floor();
        let col = to_whole(right[0].floor());
        return rows.contains(&top).then_some((col, col.saturating_add(1)));
    }
    if is_level(left[1], right[1]) {
        if is_on_border(left[1], right[1]) || right[1].floor() != top {
            return None;
        }
        return Some((to_whole(left[0].floor()), to_whole((right[0] - ON_BORDER).floor()).saturating_add(1)));
    }
    // What of it lies between the borders of the row.
    let slope = (right[0] - left[0]) / (right[1] - left[1]);
    let at = |y: f64| (left[0] + (y - left[1]) * slope).clamp(left[0], right[0]);
    let (high, low) = (edge.top().max(top), edge.bottom().min(top + 1.0));
    if high >= low {
        return None;
    }
    let (a, b) = (at(high), at(low));
    let (start, end) = (to_whole(a.min(b).floor()), to_whole(a.max(b).ceil()));
    Some((start, end.max(start.saturating_add(1))))
}

/// The first column whose centre is not left of it.
fn nearest(x: f64) -> i64 {
    to_whole((x + 0.5).floor())
}

/// Saturates, far beyond any raster.
fn to_whole(value: f64) -> i64 {
    value as i64
}
