//! What a sample is expected to be, by the samples before it.

/// Samples to the left and above: `w`est, `n`orth, and so on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Neighbours {
    pub(super) w: i32,
    pub(super) n: i32,
    pub(super) nw: i32,
    pub(super) ne: i32,
    pub(super) nn: i32,
    pub(super) ww: i32,
    pub(super) nee: i32,
}

/// The standard's predictors, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Predictor {
    Zero,
    West,
    North,
    AverageWestNorth,
    Select,
    Gradient,
    Weighted,
    NorthEast,
    NorthWest,
    WestWest,
    AverageWestNorthWest,
    AverageNorthNorthWest,
    AverageNorthNorthEast,
    AverageAll,
}

impl Predictor {
    pub(super) const ALL: [Self; 14] = [
        Self::Zero,
        Self::West,
        Self::North,
        Self::AverageWestNorth,
        Self::Select,
        Self::Gradient,
        Self::Weighted,
        Self::NorthEast,
        Self::NorthWest,
        Self::WestWest,
        Self::AverageWestNorthWest,
        Self::AverageNorthNorthWest,
        Self::AverageNorthNorthEast,
        Self::AverageAll,
    ];

    /// The prediction, of which the lower 32 bits count; `weighted` is what the self-correcting predictor says.
    #[inline(always)]
    pub(super) fn predict(self, near: &Neighbours, weighted: i32) -> i32 {
        let Neighbours { w, n, nw, ne, nn, ww, nee } = *near;
        let average = |a: i32, b: i32| ((i64::from(a) + i64::from(b)) / 2) as i32;
        match self {
            Self::Zero => 0,
            Self::West => w,
            Self::North => n,
            Self::AverageWestNorth => average(w, n),
            Self::Select => {
                let gradient = i64::from(w) + i64::from(n) - i64::from(nw);
                if (gradient - i64::from(w)).abs() < (gradient - i64::from(n)).abs() { w } else { n }
            }
            Self::Gradient => gradient(w, n, nw),
            Self::Weighted => weighted,
            Self::NorthEast => ne,
            Self::NorthWest => nw,
            Self::WestWest => ww,
            Self::AverageWestNorthWest => average(w, nw),
            Self::AverageNorthNorthWest => average(n, nw),
            Self::AverageNorthNorthEast => average(n, ne),
            Self::AverageAll => {
                let [w, n, ne, nn, ww, nee] = [w, n, ne, nn, ww, nee].map(i64::from);
                ((6 * n - 2 * nn + 7 * w + ww + nee + 3 * ne + 8) / 16) as i32
            }
        }
    }
}

/// The sample that would continue the slope, kept among its neighbours.
#[inline(always)]
pub(super) fn gradient(w: i32, n: i32, nw: i32) -> i32 {
    let (low, high) = (w.min(n), w.max(n));
    if nw < low {
        high
    } else if nw > high {
        low
    } else {
        // Between the two, and so of 32 bits.
        (i64::from(w) + i64::from(n) - i64::from(nw)) as i32
    }
}
