//! Any text as GeoJSON or WKT; and polygons on a grid, written in both: the same region, whose pixels are those of a test of every
//! centre, lie within its bounds, and are the same whatever window is asked for.

use ::region::{PixelRegion, Polygon, Region, Touch, features};
use arbitrary::Arbitrary;
use geotiff_core::{GeoTransform, Window};

#[derive(Arbitrary, Debug)]
pub enum Input<'a> {
    Text(&'a str),
    Polygons { polygons: Vec<Vec<Vec<Point>>>, window: [u8; 4], down: bool },
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub struct Point(i8, i8);

/// Pixels of the raster along a side.
const SIDE: usize = 24;

impl Point {
    /// On eighths, so that centres of pixels are points, too.
    fn xy(self) -> [f64; 2] {
        [self.0, self.1].map(|v| f64::from(v) / 8.0 + SIDE as f64 / 2.0)
    }
}

fn wkt(region: &Region) -> String {
    let point = |[x, y]: &[f64; 2]| format!("{x:?} {y:?}");
    let list = |parts: Vec<String>| format!("({})", parts.join(", "));
    let ring = |ring: &Vec<[f64; 2]>| {
        list(ring.iter().chain(ring.first().filter(|p| Some(*p) != ring.last())).map(point).collect())
    };
    let polygon = |polygon: &Polygon| list(polygon.rings().iter().map(ring).collect());
    format!("MULTIPOLYGON {}", list(region.polygons().iter().map(polygon).collect()))
}

/// Whether a point is inside; `None` where it is on an edge, or nearly.
fn is_inside(polygon: &Polygon, [x, y]: [f64; 2]) -> Option<bool> {
    let mut inside = false;
    for ring in polygon.rings() {
        for (i, &b) in ring.iter().enumerate() {
            let a = ring[(i + ring.len() - 1) % ring.len()];
            let cross = (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]);
            let spans = |axis: usize, v: f64| a[axis].min(b[axis]) <= v && v <= a[axis].max(b[axis]);
            if cross.abs() < 1e-9 && spans(0, x) && spans(1, y) {
                return None;
            }
            if (a[1] > y) != (b[1] > y) && x < (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) + a[0] {
                inside = !inside;
            }
        }
    }
    Some(inside)
}

/// Whether each pixel of a window is inside, row after row.
fn pixels(region: &PixelRegion, window: Window) -> Vec<bool> {
    let mask = region.mask(window).expect("a small window");
    let found: Vec<bool> = mask.bytes().iter().map(|&v| v == 255).collect();
    let mut spans = vec![false; window.area()];
    region.spans(window, |row, cols| {
        assert!(cols.start < cols.end && window.col_off <= cols.start && cols.end <= window.col_end());
        let start = (row - window.row_off) * window.width;
        for col in cols {
            assert!(!std::mem::replace(&mut spans[start + col - window.col_off], true), "a pixel comes twice");
        }
    });
    assert!(found == spans, "mask and spans differ");
    assert_eq!(region.touches(window), found.contains(&true));
    found
}

fn look_at(region: &Region, window: Window, down: bool) {
    let bounds = region.bounds().expect("it has polygons");
    let whole = Window::new(0, 0, SIDE, SIDE);
    let side = SIDE as f64;
    let transform = if down {
        GeoTransform([0.0, 1.0, 0.0, side, 0.0, -1.0])
    } else {
        GeoTransform([0.0, 1.0, 0.0, 0.0, 0.0, 1.0])
    };
    let in_pixels = |touch| region.in_pixels(&transform, touch).expect("a transform of whole numbers");
    let (centers, all) = (pixels(&in_pixels(Touch::Centers), whole), pixels(&in_pixels(Touch::All), whole));
    for (i, (&center, &touched)) in centers.iter().zip(&all).enumerate() {
        let (x, y) = transform.apply((i % SIDE) as f64 + 0.5, (i / SIDE) as f64 + 0.5);
        assert!(touched || !center, "a centre is inside, but the pixel is not touched");
        let is_near = |v: f64, low: f64, high: f64| low - 1.0 <= v && v <= high + 1.0;
        let is_near = is_near(x, bounds[0], bounds[2]) && is_near(y, bounds[1], bounds[3]);
        assert!(is_near || !touched, "({x}, {y}) is out of {bounds:?}");
        let told: Vec<Option<bool>> = region.polygons().iter().map(|polygon| is_inside(polygon, [x, y])).collect();
        if told.contains(&Some(true)) || told.iter().all(|told| *told == Some(false)) {
            assert_eq!(center, told.contains(&Some(true)), "({x}, {y})");
        }
    }
    for (touch, whole) in [(Touch::Centers, &centers), (Touch::All, &all)] {
        let part = pixels(&in_pixels(touch), window);
        let rows =
            (window.row_off..window.row_end()).flat_map(|row| &whole[row * SIDE + window.col_off..][..window.width]);
        assert!(rows.eq(&part), "a window has other pixels than the whole");
        let least = in_pixels(touch).window(SIDE, SIDE);
        assert_eq!(least.is_some(), whole.contains(&true));
    }
}

/// The target.
pub fn run(input: Input<'_>) {
    match input {
        Input::Text(text) => {
            let _ = features(text);
            if let Ok(region) = Region::parse(text) {
                // Decimals are read back as the numbers that they stand for.
                let again = Region::from_geojson(&region.to_geojson().to_string()).expect("our own GeoJSON");
                assert_eq!(again.bounds(), region.bounds());
                assert_eq!(Region::from_wkt(&wkt(&region)).expect("our own WKT").bounds(), region.bounds());
                if let Ok(pixels) = region.in_pixels(&GeoTransform::north_up(0.0, 64.0, 1.0, 1.0), Touch::All) {
                    self::pixels(&pixels, Window::new(0, 0, 64, 64));
                }
            }
        }
        Input::Polygons { polygons, window, down } => {
            let ring = |ring: Vec<Point>| ring.into_iter().map(Point::xy).collect();
            let polygon = |rings: Vec<Vec<Point>>| Polygon::new(rings.into_iter().map(ring).collect());
            let polygons = polygons.into_iter().filter(|rings| !rings.is_empty()).map(polygon);
            let Ok(polygons) = polygons.collect::<Result<Vec<_>, _>>() else { return };
            if polygons.is_empty() {
                return;
            }
            let region = Region::from(polygons);
            let json = Region::parse(&region.to_geojson().to_string()).expect("our own GeoJSON");
            assert_eq!(json, Region::parse(&wkt(&region)).expect("our own WKT"));
            let [col, row, width, height] = window.map(|v| usize::from(v) % SIDE);
            look_at(&region, Window::new(col, row, width.min(SIDE - col), height.min(SIDE - row)), down);
        }
    }
}
