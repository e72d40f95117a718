//! What lies beyond the edges of a raster, for windows that see their neighbours.

/// What a window with a halo has where the halo reaches beyond the raster.
///
/// ```
/// use compute::Edge;
///
/// // Where the pixels two and one before the first of five come from, and those one and two behind the last.
/// let beyond = |edge: Edge| [-2, -1, 5, 6].map(|at| edge.place(at, 5));
/// assert_eq!(beyond(Edge::Replicate), [Some(0), Some(0), Some(4), Some(4)]);
/// assert_eq!(beyond(Edge::Reflect), [Some(1), Some(0), Some(4), Some(3)]);
/// assert_eq!(beyond(Edge::Nodata), [None; 4]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Edge {
    /// Nothing: windows at the edge are smaller. [`MaskedArray::core`](crate::MaskedArray::core) tells where the window lies in its halo.
    #[default]
    Clip,
    /// The nearest pixel of the raster (scipy's `nearest`, numpy's `edge`).
    Replicate,
    /// The raster mirrored about its edge, so that the outermost pixel comes twice: `c b a | a b c` (scipy's `reflect`, numpy's
    /// `symmetric`).
    Reflect,
    /// Invalid pixels.
    Nodata,
}

impl Edge {
    /// Which of `len` pixels stands at a place before or behind them, or at a place within them; `None` if none does.
    pub fn place(self, at: isize, len: usize) -> Option<usize> {
        if let Some(inside) = usize::try_from(at).ok().filter(|&at| at < len) {
            return Some(inside);
        }
        match self {
            Self::Clip | Self::Nodata => None,
            Self::Replicate => Some(if at < 0 { 0 } else { len.checked_sub(1)? }),
            Self::Reflect => {
                let period = isize::try_from(len.checked_mul(2)?).ok().filter(|&period| period > 0)?;
                let at = usize::try_from(at.rem_euclid(period)).ok()?;
                Some(at.min(2 * len - 1 - at))
            }
        }
    }
}
