//! The rasters that are computed of: on one grid, whatever their layouts and types.

use geotiff_core::{Error, RasterSource, Result};
use sources::{Grid, ValidityRule};

/// One raster, and what tells which of its pixels are valid.
#[derive(Clone)]
pub(crate) struct Input<'a> {
    pub(crate) source: &'a dyn RasterSource,
    pub(crate) rule: ValidityRule,
}

impl<'a> Input<'a> {
    pub(crate) fn new(source: &'a dyn RasterSource) -> Self {
        Self { source, rule: ValidityRule::of(source.profile()) }
    }

    pub(crate) fn size(&self) -> (usize, usize) {
        (self.source.profile().width, self.source.profile().height)
    }
}

/// Takes rasters whose pixels lie on each other, by their sizes, and by their places as well if these count.
///
/// # Errors
/// `Parameter` if there is none, one has no band, or one lies elsewhere: it says which, and what differs.
pub(crate) fn inputs<'a>(sources: &[&'a dyn RasterSource], places_count: bool) -> Result<Vec<Input<'a>>> {
    let Some((first, others)) = sources.split_first() else {
        return Err(Error::parameter("there is no raster to compute of"));
    };
    let grid = Grid::of(first.profile());
    let size = (first.profile().width, first.profile().height);
    for (number, other) in (2..).zip(others) {
        let profile = other.profile();
        let difference = match (profile.width, profile.height) {
            _ if places_count => grid.difference(&Grid::of(profile)),
            same if same == size => None,
            (width, height) => Some(format!("it has {width} × {height} pixels, not {} × {}", size.0, size.1)),
        };
        if let Some(difference) = difference {
            return Err(Error::parameter(format!("raster {number} is not on the grid of the first: {difference}")));
        }
    }
    Ok(sources.iter().map(|&source| Input::new(source)).collect())
}
