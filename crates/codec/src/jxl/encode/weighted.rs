//! The self-correcting predictor: four predictions, each weighted by how good it was nearby.

use super::predict::Neighbours;

/// Predictions and errors have this many bits behind the point.
const EXTRA_BITS: u32 = 3;
/// The standard's own numbers of this predictor.
const P1: i64 = 16;
const P2: i64 = 10;
const P3: [i64; 3] = [7, 7, 7];
const WEIGHTS: [u32; 4] = [13, 12, 12, 12];

/// 2^24 divided by 1 to 64.
const QUOTIENTS: [u32; 64] = {
    let mut table = [0; 64];
    let mut index = 0;
    while index < 64 {
        table[index] = (1 << 24) / (index as u32 + 1);
        index += 1;
    }
    table
};

/// What the predictor says of a pixel.
#[derive(Clone, Copy, Default)]
pub(super) struct Weighted {
    pub(super) prediction: i32,
    /// The error nearby that is farthest from zero: a property that trees ask for.
    pub(super) error: i32,
}

/// Errors of the row above and of this one.
struct Errors {
    /// Of each of the four predictions.
    above: Vec<[u32; 4]>,
    here: Vec<[u32; 4]>,
    /// Of what was predicted in the end.
    true_above: Vec<i64>,
    true_here: Vec<i64>,
}

/// What it says of every pixel of a plane.
pub(super) fn predict(plane: &super::plane::Plane) -> Vec<Weighted> {
    let width = plane.width;
    let mut errors = Errors {
        above: vec![[0; 4]; width + 1],
        here: vec![[0; 4]; width + 1],
        true_above: vec![0; width],
        true_here: vec![0; width],
    };
    let mut out = Vec::with_capacity(plane.samples.len());
    for y in 0..plane.height {
        let rows = plane.rows(y);
        for x in 0..width {
            let near = rows.neighbours(x);
            out.push(errors.step(x, &near, rows.here[x]));
        }
        std::mem::swap(&mut errors.above, &mut errors.here);
        std::mem::swap(&mut errors.true_above, &mut errors.true_here);
    }
    out
}

impl Errors {
    /// Predicts a pixel, and learns from what it is.
    #[inline]
    fn step(&mut self, x: usize, near: &Neighbours, value: i32) -> Weighted {
        let width = self.true_here.len();
        let (left, right) = (x.saturating_sub(1), (x + 1).min(width - 1));
        let (above, above_left, above_right) = (self.above[x], self.above[left], self.above[right]);
        let weights: [u32; 4] = std::array::from_fn(|i| {
            weight(above[i].wrapping_add(above_right[i]).wrapping_add(above_left[i]), WEIGHTS[i])
        });

        let error_w = if x > 0 { self.true_here[x - 1] } else { 0 };
        let (error_n, error_nw, error_ne) = (self.true_above[x], self.true_above[left], self.true_above[right]);
        let mut farthest = error_w;
        for error in [error_n, error_nw, error_ne] {
            if error.abs() > farthest.abs() {
                farthest = error;
            }
        }

        let [n, w, ne] = [near.n, near.w, near.ne].map(|sample| i64::from(sample) << EXTRA_BITS);
        let predictions = [
            w + ne - n,
            n - (((error_n + error_w + error_ne) * P1) >> 5),
            w - (((error_n + error_w + error_nw) * P2) >> 5),
            n - ((error_nw * P3[0] + error_n * P3[1] + error_ne * P3[2]) >> 5),
        ];
        let sum_of_weights = weights.iter().map(|&weight| u64::from(weight)).sum::<u64>();
        // Five bits of it are enough; each weight is at least 4.
        let shift = sum_of_weights.ilog2() - 4;
        let weights = weights.map(|weight| i64::from(weight >> shift));
        let total: i64 = weights.iter().sum();
        let sum: i64 = weights.iter().zip(predictions).map(|(weight, prediction)| weight * prediction).sum();
        let quotient = i64::from(QUOTIENTS[(total as usize).clamp(1, 64) - 1]);
        let mut prediction = (sum + (total >> 1) - 1).wrapping_mul(quotient) >> 24;
        // Where the errors nearby do not all go one way, it stays among the neighbours.
        if ((error_n ^ error_w) | (error_n ^ error_nw)) <= 0 {
            prediction = prediction.min(w.max(ne).max(n)).max(w.min(ne).min(n));
        }

        let value = i64::from(value) << EXTRA_BITS;
        let round = (1 << EXTRA_BITS >> 1) - 1;
        // The standard keeps 32 bits of it.
        self.true_here[x] = i64::from((prediction - value) as i32);
        let errors = predictions.map(|prediction| (((prediction - value).abs() + round) >> EXTRA_BITS) as u32);
        self.here[x] = errors;
        for (sum, error) in self.above[x + 1].iter_mut().zip(errors) {
            *sum = sum.wrapping_add(error);
        }
        Weighted { prediction: ((prediction + round) >> EXTRA_BITS) as i32, error: farthest as i32 }
    }
}

/// The smaller the error, the greater.
#[inline]
fn weight(error: u32, most: u32) -> u32 {
    let shift = (u64::from(error) + 1).ilog2().saturating_sub(5);
    4 + ((most * QUOTIENTS[(error >> shift) as usize & 63]) >> shift)
}
