//! What each effort means.

use super::entropy::Care;
use super::predict::Predictor;
use super::properties as of;

/// How the tree is come by.
#[derive(Clone, Copy, Debug)]
pub(super) enum Planting {
    /// One predictor, and contexts by ranges of one property if there is one.
    Fixed(Predictor, Option<usize>),
    Learned(Lesson),
}

/// How a tree is learned from the samples.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lesson {
    /// About how many pixels are looked at.
    pub(super) pixels: usize,
    /// How many predictors may be in the tree: those that alone are best.
    pub(super) predictors: usize,
    /// What nodes may ask.
    pub(super) properties: &'static [usize],
    /// Into how many ranges a property is divided at most.
    pub(super) ranges: usize,
    /// Whether the self-correcting predictor may be in the tree, which takes time.
    pub(super) weighted: bool,
    /// Whether differences of samples can have more than 32 bits, of which decoders do not take the size alike.
    pub(super) is_wide: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    pub(super) planting: Planting,
    pub(super) care: Care,
    /// Whether few values become a palette.
    pub(super) palettes: bool,
    /// Colour transforms that are compared, of the 42 there are.
    pub(super) colour_transforms: usize,
    /// Whether copies are looked for.
    pub(super) copies: bool,
}

const FEW: [usize; 4] = [of::CHANNEL, of::GRADIENT, of::W_NW, of::N_NE];
const SOME: [usize; 7] = [of::CHANNEL, of::WEIGHTED, of::GRADIENT, of::W_NW, of::NW_N, of::N_NE, of::BEFORE_ERROR];
const MANY: [usize; 12] = [
    of::CHANNEL,
    of::WEIGHTED,
    of::N,
    of::W,
    of::W_FROM_GRADIENT,
    of::GRADIENT,
    of::W_NW,
    of::NW_N,
    of::N_NE,
    of::W_WW,
    of::BEFORE,
    of::BEFORE_ERROR,
];
const MOST: [usize; 19] = [
    of::CHANNEL,
    of::WEIGHTED,
    of::N,
    of::W,
    of::W_FROM_GRADIENT,
    of::GRADIENT,
    of::W_NW,
    of::NW_N,
    of::N_NE,
    of::N_NN,
    of::W_WW,
    of::ABS_N,
    of::ABS_W,
    of::ROW,
    of::COLUMN,
    of::BEFORE_ABS,
    of::BEFORE,
    of::BEFORE_ABS_ERROR,
    of::BEFORE_ERROR,
];
const ALL: [usize; 27] = {
    let mut all = [0; 27];
    let mut place = 0;
    while place < all.len() {
        // All but the second, which tells groups apart.
        all[place] = place + (place > 0) as usize;
        place += 1;
    }
    all
};

impl Effort {
    /// Of a level, 1 to 9.
    pub(super) fn of(level: u8, is_wide: bool) -> Self {
        let lesson = |pixels, predictors, properties, ranges| {
            Planting::Learned(Lesson { pixels, predictors, properties, ranges, weighted: level > 2, is_wide })
        };
        let planting = match level {
            0 | 1 => Planting::Fixed(Predictor::Gradient, None),
            2 => lesson(12_000, 1, &FEW, 16),
            3 => Planting::Fixed(Predictor::Weighted, Some(of::WEIGHTED)),
            4 => lesson(24_000, 2, &SOME, 24),
            5 => lesson(56_000, 2, &MANY, 32),
            6 => lesson(100_000, 3, &MOST, 40),
            7 => lesson(180_000, 4, &MOST, 48),
            8 => lesson(400_000, 6, &ALL, 64),
            _ => lesson(1_200_000, 14, &ALL, 128),
        };
        let (uints, colour_transforms) = match level {
            0 | 1 => (0, 2),
            2 | 3 => (1, 7),
            4 => (2, 7),
            5 => (3, 14),
            6 | 7 => (5, 42),
            _ => (9, 42),
        };
        Self { planting, care: Care { uints }, palettes: level > 1, colour_transforms, copies: level > 3 }
    }
}
