//! Anything that is made of all windows: sums, histograms, lists, in an order that no thread changes.

use geotiff_core::{Error, Result, Window};
use window::try_map;

use crate::guard::Guard;
use crate::reader::Reader;
use crate::tile::Tile;
use crate::windows::Windows;

/// Windows whose results wait to be added up.
const WINDOWS_AT_ONCE: usize = 64;

impl Windows<'_> {
    /// Makes something of each window, in parallel, and adds it up in the order of the windows, row by row, so that the sum is
    /// the same for any number of threads. Results wait for a row of windows, or for 64 windows, whichever is more.
    ///
    /// ```
    /// # let file = window::doc_example();
    /// let dataset = window::Dataset::from_source(file)?;
    /// let histogram = compute::Windows::of(&[&dataset])?.fold(
    ///     vec![0_u64; 256],
    ///     |tile| {
    ///         let mut counts = vec![0_u64; 256];
    ///         tile.read::<u8>(0, 0)?.valid_samples().for_each(|v| counts[usize::from(v)] += 1);
    ///         Ok(counts)
    ///     },
    ///     |all, counts| all.iter_mut().zip(counts).for_each(|(all, n)| *all += n),
    /// )?;
    /// assert_eq!(histogram[7], 5000);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// Whatever reading and `work` answer; `Parameter` if it panics; `Cancelled` if [`Self::on_windows`] says so.
    pub fn fold<A, R: Send>(
        &self,
        start: A,
        work: impl Fn(&Tile<'_>) -> Result<R> + Send + Sync,
        mut add: impl FnMut(&mut A, R),
    ) -> Result<A> {
        let (inputs, choice) = (self.inputs(), self.choice());
        // A list is read as it comes: it need not be cut where blocks are.
        let tile = if choice.listed.is_some() { (0, 0) } else { self.window_size() };
        let reader = Reader::new(inputs.to_vec(), self.neighbourhood(), tile, (0, 0)).with_area(choice.area);
        let guard = Guard::new(self.watcher());
        let mut windows = self.list()?.peekable();
        let mut all = start;
        while let Some(&first) = windows.peek() {
            let mut part: Vec<Window> = Vec::new();
            while let Some(window) = windows.next_if(|next| {
                let is_beside = next.row_off == first.row_off;
                if reader.is_direct() { part.len() < WINDOWS_AT_ONCE } else { is_beside }
            }) {
                part.push(window);
            }
            let opened = reader.open(around(&part, first))?;
            let made = try_map(part, |window| {
                guard.run(window, || {
                    let is_taken = choice.takes(inputs, window)?;
                    is_taken.then(|| work(&reader.tile(&opened, window)?)).transpose()
                })
            })?;
            made.into_iter().flatten().for_each(|made| add(&mut all, made));
        }
        Ok(all)
    }

    /// Makes something of each window, in parallel, and joins it to one in the order of the windows; `None` if there is none.
    ///
    /// # Errors
    /// As [`Self::fold`].
    pub fn reduce<R: Send>(
        &self,
        work: impl Fn(&Tile<'_>) -> Result<R> + Send + Sync,
        mut join: impl FnMut(R, R) -> R,
    ) -> Result<Option<R>> {
        self.fold(None, work, |all: &mut Option<R>, made| {
            *all = Some(match all.take() {
                Some(all) => join(all, made),
                None => made,
            });
        })
    }

    /// Makes something of each band (from 0) of the first raster in each window, and joins it to one for each band.
    ///
    /// ```
    /// # let file = window::doc_example();
    /// let dataset = window::Dataset::from_source(file)?;
    /// let highest = compute::Windows::of(&[&dataset])?.reduce_bands(
    ///     |tile, band| Ok(tile.read::<u8>(0, band)?.valid_samples().max()),
    ///     Option::max,
    /// )?;
    /// assert_eq!(highest, [Some(7)]);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Self::fold`].
    pub fn reduce_bands<R: Send>(
        &self,
        work: impl Fn(&Tile<'_>, usize) -> Result<R> + Send + Sync,
        mut join: impl FnMut(R, R) -> R,
    ) -> Result<Vec<R>> {
        let input = self.inputs().first().ok_or_else(|| Error::parameter("there is no raster to compute of"))?;
        let bands = input.source.profile().bands;
        let of_tile = |tile: &Tile<'_>| (0..bands).map(|band| work(tile, band)).collect::<Result<Vec<R>>>();
        let joined =
            self.reduce(of_tile, |all, part| all.into_iter().zip(part).map(|(all, part)| join(all, part)).collect())?;
        Ok(joined.unwrap_or_default())
    }
}

/// The least window around some.
fn around(windows: &[Window], first: Window) -> Window {
    windows.iter().fold(first, |all, window| {
        let (col_off, row_off) = (all.col_off.min(window.col_off), all.row_off.min(window.row_off));
        let (col_end, row_end) = (all.col_end().max(window.col_end()), all.row_end().max(window.row_end()));
        Window::new(col_off, row_off, col_end - col_off, row_end - row_off)
    })
}
