//! Whether two sizes can be those of one image at two resolutions.

/// Whether an overview of this size can be of an image of that size: its sides are those of the image, divided by the same number
/// and rounded up or down.
pub(crate) fn are_of_one_image(full: (usize, usize), overview: (usize, usize)) -> bool {
    // The ratios that round to a side: above full / (side + 1), below full / (side − 1).
    let least = |full: usize, side: usize| full as f64 / (side as f64 + 1.0);
    let most = |full: usize, side: usize| if side < 2 { f64::INFINITY } else { full as f64 / (side as f64 - 1.0) };
    let (width, height) = (full.0, full.1);
    least(width, overview.0).max(least(height, overview.1)) < most(width, overview.0).min(most(height, overview.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_are_divided_by_one_number() {
        for (full, overview) in [
            ((1000, 700), (500, 350)),
            ((1001, 701), (500, 350)),
            ((1001, 701), (501, 351)),
            ((1000, 3), (31, 1)),
            ((1000, 3), (31, 0)),
            ((5000, 400), (1667, 133)),
            ((20_000, 10), (2, 1)),
        ] {
            assert!(are_of_one_image(full, overview), "{full:?} {overview:?}");
        }
        for (full, overview) in [((1000, 700), (500, 175)), ((1000, 700), (500, 300)), ((64, 64), (32, 16))] {
            assert!(!are_of_one_image(full, overview), "{full:?} {overview:?}");
        }
    }
}
