//! Weighted sums of slices, element by element: what all filters come down to, and what vector instructions can do.

/// In which order products are added up. GDAL has two; with doubles, the last digit shows which it was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Order {
    /// One after the other.
    Sequence,
    /// Of every four, the first two to one sum and the last two to another; what is left over to the first. So are valid
    /// pixels in nearly all cases.
    Pairs,
}

/// How many elements are worked on at once where the number of slices is not one of those below.
const RUN: usize = 64;

/// Makes every element of `out` the sum of the elements of `slices`, which may be longer, times their weights.
pub(crate) fn combine(slices: &[&[f64]], weights: &[f64], order: Order, out: &mut [f64]) {
    // The windows of the filters on a level of half the size.
    match slices.len() {
        4 => combine_by::<4>(slices, weights, order, out),
        8 => combine_by::<8>(slices, weights, order, out),
        9 => combine_by::<9>(slices, weights, order, out),
        12 => combine_by::<12>(slices, weights, order, out),
        _ => combine_many(slices, weights, order, out),
    }
}

fn combine_by<const N: usize>(slices: &[&[f64]], weights: &[f64], order: Order, out: &mut [f64]) {
    let (Ok(slices), Ok(weights)) = (<[&[f64]; N]>::try_from(slices), <[f64; N]>::try_from(weights)) else { return };
    let slices = slices.map(|slice| &slice[..out.len()]);
    match order {
        Order::Sequence => {
            for (i, out) in out.iter_mut().enumerate() {
                *out = (0..N).fold(0.0, |sum, k| sum + slices[k][i] * weights[k]);
            }
        }
        Order::Pairs => {
            for (i, out) in out.iter_mut().enumerate() {
                let sums = (0..N).fold([0.0; 2], |mut sums, k| {
                    sums[lane(k, N)] += slices[k][i] * weights[k];
                    sums
                });
                *out = sums[0] + sums[1];
            }
        }
    }
}

fn combine_many(slices: &[&[f64]], weights: &[f64], order: Order, out: &mut [f64]) {
    for (i, out) in out.chunks_mut(RUN).enumerate() {
        let mut sums = [[0.0; RUN]; 2];
        for (k, (slice, weight)) in slices.iter().zip(weights).enumerate() {
            let lane = if order == Order::Pairs { lane(k, slices.len()) } else { 0 };
            let part = &slice[i * RUN..][..out.len()];
            sums[lane].iter_mut().zip(part).for_each(|(sum, value)| *sum += value * weight);
        }
        out.iter_mut().zip(sums[0].iter().zip(&sums[1])).for_each(|(out, (a, b))| *out = a + b);
    }
}

/// The same of neighbours: samples times weights.
pub(crate) fn dot(samples: &[f64], weights: &[f64], order: Order) -> f64 {
    let (mut sums, len) = ([0.0; 2], weights.len());
    match order {
        Order::Sequence => return samples.iter().zip(weights).fold(0.0, |sum, (sample, weight)| sum + sample * weight),
        Order::Pairs => {
            let (samples, weights) = (samples[..len].as_chunks::<4>(), weights.as_chunks::<4>());
            for ([a, b, c, d], [v, w, x, y]) in samples.0.iter().zip(weights.0) {
                sums[0] += a * v;
                sums[1] += c * x;
                sums[0] += b * w;
                sums[1] += d * y;
            }
            for (sample, weight) in samples.1.iter().zip(weights.1) {
                sums[0] += sample * weight;
            }
        }
    }
    sums[0] + sums[1]
}

/// Which of the sums the product `k` of `n` goes to.
#[inline]
fn lane(k: usize, n: usize) -> usize {
    usize::from(k % 4 >= 2 && k < n - n % 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_number_of_slices_is_added_up_alike(
            rows in proptest::collection::vec(proptest::collection::vec(-1e3..1e3_f64, 70), 1..15),
            weights in proptest::collection::vec(-1.0..1.0_f64, 15),
            pairs in any::<bool>(),
        ) {
            let order = if pairs { Order::Pairs } else { Order::Sequence };
            let slices: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
            let weights = &weights[..rows.len()];
            let (mut out, mut many) = (vec![0.0; 69], vec![0.0; 69]);
            combine(&slices, weights, order, &mut out);
            combine_many(&slices, weights, order, &mut many);
            prop_assert_eq!(&out, &many);
            for (i, sum) in out.iter().enumerate() {
                let column: Vec<f64> = rows.iter().map(|row| row[i]).collect();
                prop_assert_eq!(*sum, dot(&column, weights, order));
            }
        }
    }

    #[test]
    fn pairs_are_two_sums() {
        // Next to 2⁵³, 1 is lost if it comes alone.
        let large = 9_007_199_254_740_992.0;
        assert_eq!(dot(&[large, 1.0, 1.0, 1.0, 1.0], &[1.0; 5], Order::Sequence), large);
        assert_eq!(dot(&[large, 1.0, 1.0, 1.0, 1.0], &[1.0; 5], Order::Pairs), large + 2.0);
    }
}
