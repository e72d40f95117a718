//! One reading of a part of a raster, piece by piece.

use geotiff_core::{Error, Raster, RasterSource as _, RealSample, Result, SampleType, Window};
use window::{Dataset, MaskFlags, tile_windows, try_map};

/// Pixels of a piece, of all bands.
const PIECE_AREA: usize = 1 << 20;
/// Pieces that are looked at together.
const PIECES_AT_ONCE: usize = 16;

/// What is read: some bands of a window.
pub(crate) struct Pass<'a> {
    pub(crate) dataset: &'a Dataset,
    pub(crate) window: Window,
    pub(crate) bands: &'a [usize],
    /// Told how many rows were read; answers whether to go on.
    pub(crate) progress: &'a (dyn Fn(usize) -> bool + Sync),
}

/// Some rows of it.
pub(crate) struct Piece {
    pub(crate) window: Window,
    pub(crate) raster: Raster,
    bands: Vec<Validity>,
}

/// What tells which samples of a band are valid.
struct Validity {
    mask: Option<Raster>,
    nodata: Option<geotiff_core::Nodata>,
}

impl Pass<'_> {
    /// Looks at all pieces, several at once, and takes what each tells in their order.
    pub(crate) fn fold<R: Send>(
        &self,
        look: impl Fn(&Piece) -> Result<R> + Send + Sync,
        take: impl FnMut(R),
    ) -> Result<()> {
        self.fold_within(Some, look, take)
    }

    /// The same, of only that part of each piece that is wanted.
    pub(crate) fn fold_within<R: Send>(
        &self,
        wanted: impl Fn(Window) -> Option<Window>,
        look: impl Fn(&Piece) -> Result<R> + Send + Sync,
        mut take: impl FnMut(R),
    ) -> Result<()> {
        let window = self.window;
        let at_once = self.dataset.rows_at_once();
        let fitting = PIECE_AREA / window.width.max(1).saturating_mul(self.bands.len().max(1));
        let rows = ((fitting / at_once).max(1) * at_once).min(window.height);
        // The first piece ends where a row of blocks does.
        let first = (rows - window.row_off % at_once.min(rows)).min(window.height);
        let head = Window { height: first, ..window };
        let rest = window.height - first;
        let tail =
            if rest > 0 { Some(tile_windows(rest, window.width, rows.min(rest), window.width, 0)?) } else { None };
        let shift =
            |w: Window| Window::new(w.col_off + window.col_off, w.row_off + window.row_off + first, w.width, w.height);
        let mut pieces = std::iter::once(head).chain(tail.into_iter().flatten().map(shift));
        loop {
            let part: Vec<Window> = pieces.by_ref().take(PIECES_AT_ONCE).collect();
            if part.is_empty() {
                return Ok(());
            }
            let rows = part.iter().map(|window| window.height).sum();
            let part = part.into_iter().filter_map(&wanted).collect();
            try_map(part, |window| look(&Piece::read(self.dataset, window, self.bands)?))?
                .into_iter()
                .for_each(&mut take);
            if !(self.progress)(rows) {
                return Err(Error::cancelled());
            }
        }
    }
}

impl Piece {
    pub(crate) fn read(dataset: &Dataset, window: Window, bands: &[usize]) -> Result<Self> {
        let raster = dataset.read_bands(window, bands)?;
        let validity = |&band: &usize| {
            let (mask, nodata) = match dataset.mask_flags(band)? {
                MaskFlags::ALL_VALID => (None, None),
                MaskFlags::NODATA => (None, dataset.band_nodata(band)),
                MaskFlags::PER_DATASET if dataset.profile().has_mask => {
                    (Some(dataset.read_mask(window)?), dataset.band_nodata(band))
                }
                _ => (Some(dataset.band_validity(window, band)?), None),
            };
            Ok(Validity { mask, nodata })
        };
        Ok(Self { window, raster, bands: bands.iter().map(validity).collect::<Result<_>>()? })
    }

    /// The samples of one of the bands that were read, and what tells which of them are valid.
    pub(crate) fn band<T: RealSample>(&self, i: usize) -> Result<(&[T], impl Fn(usize, T) -> bool + use<'_, T>)> {
        let Validity { mask, nodata } = &self.bands[i];
        let nodata = nodata.and_then(|nodata| nodata.in_type::<T>());
        let mask = mask.as_ref().map(Raster::bytes);
        let is_valid = move |i: usize, value: T| {
            !value.is_nan() && Some(value) != nodata && mask.is_none_or(|mask| mask.get(i).is_none_or(|&m| m != 0))
        };
        Ok((self.raster.band::<T>(i)?, is_valid))
    }

    pub(crate) fn sample_type(&self) -> SampleType {
        self.raster.sample_type()
    }
}

/// Bands that there are.
pub(crate) fn check_bands(dataset: &Dataset, bands: &[usize]) -> Result<Vec<usize>> {
    if bands.is_empty() {
        return Ok((0..dataset.bands()).collect());
    }
    match bands.iter().find(|&&band| band >= dataset.bands()) {
        Some(band) => {
            Err(Error::parameter(format!("band {band} of a raster of {} bands, counted from 0", dataset.bands())))
        }
        None => Ok(bands.to_vec()),
    }
}

pub(crate) fn no_order() -> Error {
    Error::unsupported("complex samples have no order, so no statistics")
}
