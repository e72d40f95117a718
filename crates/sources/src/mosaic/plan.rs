//! Where tiles lie, and what they have in common.

use geotiff_core::{
    ColorInterpretation, Error, GeoTransform, MetadataItem, Nodata, Placement, Profile, RasterSource, Result, Tag,
    Window,
};

use super::coverage::has_holes;
use crate::colors::alpha_band;
use crate::follow::{drop_nodata, drop_statistics, nodata_in};
use crate::grid::CrsOfGrid;
use crate::validity::Rule;

/// The most pixels of a side, and the farthest that a tile may lie.
const LARGEST: f64 = i32::MAX as f64;
/// Tiles that are opened at the same time.
const BATCH: usize = 64;
/// Rows that are read at once, at most.
const MOST_ROWS: usize = 1024;

/// The layout of a mosaic.
#[derive(Debug)]
pub(super) struct Plan {
    /// What the mosaic is.
    pub(super) profile: Profile,
    /// The place of each tile in it.
    pub(super) windows: Vec<Window>,
    pub(super) rows_at_once: usize,
}

/// The place of a tile by the pixels of the first.
#[derive(Clone, Copy, Debug)]
struct Place {
    col: i64,
    row: i64,
    width: u32,
    height: u32,
}

impl Plan {
    pub(super) fn new(
        names: &[String],
        open: &(impl Fn(usize) -> Result<Box<dyn RasterSource>> + Send + Sync),
        tolerance: f64,
        nodata: Option<Nodata>,
    ) -> Result<Self> {
        let named = |number: usize, error: Error| match names.get(number) {
            Some(name) => error.in_file(name.clone()),
            None => error,
        };
        let first = match names {
            [] => return Err(Error::parameter("a mosaic has one tile at least")),
            _ => open(0).map_err(|error| named(0, error))?,
        };
        let rows_at_once = first.rows_at_once().clamp(1, MOST_ROWS);
        let first_name = names.first().cloned().unwrap_or_default();
        let mut common = Common::new(first.profile(), first_name, tolerance).map_err(|error| named(0, error))?;
        drop(first);
        let numbers: Vec<usize> = (0..names.len()).collect();
        for batch in numbers.chunks(BATCH) {
            // What is wrong with the first of them is told, whichever thread comes first.
            let opened = window::try_map(batch.to_vec(), |number| {
                Ok(open(number).map(|tile| tile.profile().clone()).map_err(|error| named(number, error)))
            })?;
            for (&number, profile) in batch.iter().zip(opened) {
                common.add(&profile?).map_err(|error| named(number, error))?;
            }
        }
        let (profile, windows) = common.finish(nodata)?;
        Ok(Self { profile, windows, rows_at_once })
    }

    /// Whether a tile that is opened again is what it was.
    pub(super) fn expect_same(&self, number: usize, tile: &Profile) -> Result<()> {
        let Profile { sample_type, bands, .. } = self.profile;
        let size = self.windows.get(number).map(|window| (window.width, window.height));
        let is_same = size == Some((tile.width, tile.height)) && (tile.sample_type, tile.bands) == (sample_type, bands);
        if is_same { Ok(()) } else { Err(Error::format("the tile is another than when the mosaic was laid out")) }
    }
}

/// What all tiles so far have in common.
struct Common {
    /// The name of the first.
    name: String,
    profile: Profile,
    transform: GeoTransform,
    crs: CrsOfGrid,
    colors: Vec<ColorInterpretation>,
    scales: Vec<[Option<f64>; 2]>,
    tolerance: f64,
    places: Vec<Place>,
    has_mask: bool,
    nodata: Option<Nodata>,
}

impl Common {
    fn new(first: &Profile, name: String, tolerance: f64) -> Result<Self> {
        let transform = transform_of(first)?;
        let mut profile = first.clone();
        drop_statistics(&mut profile);
        drop_nodata(&mut profile);
        profile.descriptive_fields.retain(|field| field.tag != Tag::RPC_COEFFICIENT);
        Ok(Self {
            name,
            profile,
            transform,
            crs: CrsOfGrid::of(first),
            colors: first.color_interpretation(),
            scales: scales(first),
            tolerance,
            places: Vec::new(),
            has_mask: false,
            nodata: None,
        })
    }

    fn add(&mut self, tile: &Profile) -> Result<()> {
        if let Some(difference) = self.difference(tile) {
            return Err(Error::parameter(format!("the tile does not go with {}: {difference}", self.name)));
        }
        self.places.push(self.place(tile)?);
        self.has_mask |= matches!(Rule::of(tile), Rule::Mask | Rule::NodataValues(_));
        self.nodata = self.nodata.or(tile.nodata);
        let own = &mut self.profile;
        own.bits = own.bits.max(tile.bits);
        let is_shared = |item: &MetadataItem| item.sample.is_some() || tile.metadata.items.contains(item);
        own.metadata.items.retain(is_shared);
        own.descriptive_fields.retain(|field| tile.descriptive_fields.contains(field));
        Ok(())
    }

    fn difference(&self, tile: &Profile) -> Option<String> {
        let own = &self.profile;
        if tile.sample_type != own.sample_type {
            return Some(format!("its samples are {}, not {}", tile.sample_type, own.sample_type));
        }
        if tile.bands != own.bands {
            return Some(format!("it has {} bands, not {}", tile.bands, own.bands));
        }
        if tile.color_map != own.color_map {
            return Some("it has another colour map".into());
        }
        if tile.color_interpretation() != self.colors || alpha_band(tile) != alpha_band(own) {
            return Some("its bands are other colours".into());
        }
        if scales(tile) != self.scales {
            return Some("its bands have another scale or offset".into());
        }
        self.crs.difference(&CrsOfGrid::of(tile))
    }

    /// Where the tile lies, if its pixels are those of the first, as far as that is tolerated.
    fn place(&self, tile: &Profile) -> Result<Place> {
        let transform = transform_of(tile)?;
        let (width, height) = (tile.width as f64, tile.height as f64);
        let corner = |col: f64, row: f64| {
            let (x, y) = transform.apply(col, row);
            self.transform.invert(x, y).unwrap_or((f64::INFINITY, f64::INFINITY))
        };
        let origin = corner(0.0, 0.0);
        let (col, row) = (origin.0.round(), origin.1.round());
        let off = [(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)].map(|(x, y)| {
            let place = corner(x, y);
            [place.0 - (col + x), place.1 - (row + y)]
        });
        let most = off.iter().flatten().fold(0.0, |most: f64, off| if off.abs() > most { off.abs() } else { most });
        let is_near = most <= self.tolerance && off.iter().flatten().all(|off| off.is_finite());
        if !is_near {
            let Self { tolerance, name, .. } = self;
            return Err(Error::parameter(format!(
                "the tile does not lie on the grid of {name}: its corners are up to {most:.4} pixels off, and {tolerance} is tolerated"
            )));
        }
        if col.abs() > LARGEST || row.abs() > LARGEST {
            return Err(Error::parameter(format!(
                "the tile lies {col} columns and {row} rows from {}, which is too far",
                self.name
            )));
        }
        let side = |pixels| u32::try_from(pixels).map_err(|_| Error::parameter(format!("a tile of {pixels} pixels")));
        Ok(Place { col: col as i64, row: row as i64, width: side(tile.width)?, height: side(tile.height)? })
    }

    fn finish(self, nodata: Option<Nodata>) -> Result<(Profile, Vec<Window>)> {
        let Self { mut profile, places, transform, .. } = self;
        let least = |at: fn(&Place) -> i64| places.iter().map(at).min().unwrap_or(0);
        let most = |at: fn(&Place) -> i64| places.iter().map(at).max().unwrap_or(0);
        let (col, row) = (least(|place| place.col), least(|place| place.row));
        // At most three times 2³¹.
        let width = most(|place| place.col + i64::from(place.width)) - col;
        let height = most(|place| place.row + i64::from(place.height)) - row;
        if width as f64 > LARGEST || height as f64 > LARGEST {
            return Err(Error::parameter(format!(
                "the mosaic would have {width} × {height} pixels, which are too many"
            )));
        }
        let from = |at: i64, first: i64| usize::try_from(at - first).unwrap_or(0);
        let windows: Vec<Window> = places
            .iter()
            .map(|place| {
                let (width, height) = (place.width as usize, place.height as usize);
                Window::new(from(place.col, col), from(place.row, row), width, height)
            })
            .collect();
        (profile.width, profile.height) = (from(width, 0), from(height, 0));
        profile.set_placement(Placement::Affine(transform.shifted(col as f64, row as f64)));
        profile.nodata = match nodata.or(self.nodata) {
            Some(nodata) => Some(nodata_in(nodata, profile.sample_type)?),
            None => None,
        };
        let tells_holes = profile.nodata.is_some() || alpha_band(&profile).is_some();
        profile.has_mask = self.has_mask || !tells_holes && has_holes(&windows, profile.width, profile.height);
        Ok((profile, windows))
    }
}

fn transform_of(profile: &Profile) -> Result<GeoTransform> {
    let none = || Error::parameter("the tile has no transform, so that it lies nowhere");
    profile.transform().filter(|transform| transform.invert(0.0, 0.0).is_some()).copied().ok_or_else(none)
}

fn scales(profile: &Profile) -> Vec<[Option<f64>; 2]> {
    (0..profile.bands).map(|band| ["scale", "offset"].map(|role| profile.metadata.number(band, role))).collect()
}
