//! Which squares of an image share their prefix codes.

use super::histogram::Histogram;
use crate::log2::{BIT, Bits, log2};

/// Kinds of squares to begin with: so many of one share of green, each of so many of the others.
const KINDS: usize = 8;

/// How often squares choose anew before and after kinds have been joined.
const ROUNDS: usize = 3;

/// Squares and the codes they use.
pub(super) struct Clusters {
    /// For each square, which.
    pub(super) of_squares: Vec<u16>,
    pub(super) histograms: Vec<Histogram>,
}

/// Groups squares so that codes and symbols take little together.
pub(super) fn cluster(squares: &[Histogram]) -> Clusters {
    let sparse: Vec<Sparse> = squares.iter().map(Sparse::of).collect();
    let mut clusters = Clusters { of_squares: by_cost(squares), histograms: Vec::new() };
    clusters.gather(squares);
    for _ in 0..ROUNDS {
        clusters.choose(&sparse);
        clusters.gather(squares);
    }
    clusters.join();
    for _ in 0..ROUNDS {
        clusters.choose(&sparse);
        clusters.gather(squares);
        clusters.join();
    }
    clusters
}

/// Squares of like cost together: first of green, among these of the other colours. Those in which another set of colours is
/// all of one value stay apart, for a code of one symbol takes nothing, and any other a bit for each pixel.
fn by_cost(squares: &[Histogram]) -> Vec<u16> {
    let mut groups: [Vec<([Bits; 2], usize)>; 8] = Default::default();
    for (i, square) in squares.iter().enumerate() {
        groups[square.varied()].push((square.entropies(), i));
    }
    let mut of_squares = vec![0; squares.len()];
    let mut first = 0;
    for group in &mut groups {
        let share = group.len() * KINDS * KINDS / squares.len();
        let kinds = (1..=KINDS).take_while(|kinds| kinds * kinds * 4 < group.len() && kinds * kinds <= share).last();
        let kinds = kinds.unwrap_or(1);
        group.sort_unstable();
        let column = group.len().div_ceil(kinds).max(1);
        for (x, column) in group.chunks_mut(column).enumerate() {
            column.sort_unstable_by_key(|(costs, i)| (costs[1], *i));
            let cell = column.len().div_ceil(kinds).max(1);
            for (y, cell) in column.chunks(cell).enumerate() {
                cell.iter().for_each(|&(_, i)| of_squares[i] = first + (x * kinds + y) as u16);
            }
        }
        first += (kinds * kinds) as u16;
    }
    of_squares
}

/// The counts that are not zero.
struct Sparse(Vec<(u16, u32)>);

impl Sparse {
    fn of(histogram: &Histogram) -> Self {
        Self(histogram.all().iter().copied().enumerate().filter(|x| x.1 > 0).map(|(i, n)| (i as u16, n)).collect())
    }
}

impl Clusters {
    /// Counts anew what the squares of each cluster have, and leaves out clusters of none.
    fn gather(&mut self, squares: &[Histogram]) {
        let mut numbers = vec![u16::MAX; squares.len().max(self.histograms.len()).max(KINDS * KINDS + 8)];
        self.histograms.clear();
        for (number, square) in self.of_squares.iter_mut().zip(squares) {
            let new = &mut numbers[usize::from(*number)];
            if *new == u16::MAX {
                *new = self.histograms.len() as u16;
                self.histograms.push(square.clone());
            } else {
                self.histograms[usize::from(*new)].add(square);
            }
            *number = *new;
        }
    }

    /// Every square goes where its symbols cost least.
    fn choose(&mut self, squares: &[Sparse]) {
        let mut sizes = vec![0; self.histograms.len()];
        self.of_squares.iter().for_each(|&number| sizes[usize::from(number)] += 1);
        let mut least = vec![Bits::MAX; squares.len()];
        for (number, (histogram, size)) in self.histograms.iter().zip(sizes).enumerate() {
            let prices = prices(histogram);
            let own = log2(squares.len() as u32) - log2(size);
            for ((square, least), of) in squares.iter().zip(&mut least).zip(&mut self.of_squares) {
                let counts = square.0.iter();
                let cost: Bits = counts.map(|&(i, count)| u64::from(count) * u64::from(prices[usize::from(i)])).sum();
                if cost + own < *least {
                    (*least, *of) = (cost + own, number as u16);
                }
            }
        }
    }

    /// Joins the two that gain most by it, again and again.
    fn join(&mut self) {
        let mut alive: Vec<(usize, Bits)> = self.histograms.iter().map(Histogram::cost).enumerate().collect();
        let mut gains: Vec<Vec<i64>> = Vec::new();
        let gain = |a: &Histogram, b: &Histogram, alone: Bits| alone.cast_signed() - a.cost_with(b).cast_signed();
        for (i, &(_, cost)) in alive.iter().enumerate() {
            let earlier = alive[..i].iter();
            let row = earlier.map(|&(j, other)| gain(&self.histograms[i], &self.histograms[j], cost + other));
            gains.push(row.collect());
        }
        let mut into: Vec<u16> = (0..self.histograms.len() as u16).collect();
        loop {
            let (mut most, mut pair) = (0, None);
            for (at, &(i, _)) in alive.iter().enumerate() {
                for &(j, _) in &alive[..at] {
                    if gains[i][j] > most {
                        (most, pair) = (gains[i][j], Some((i, j)));
                    }
                }
            }
            let Some((from, to)) = pair else { break };
            let other = self.histograms[from].clone();
            self.histograms[to].add(&other);
            alive.retain(|&(i, _)| i != from);
            into.iter_mut().filter(|number| usize::from(**number) == from).for_each(|number| *number = to as u16);
            let cost = self.histograms[to].cost();
            alive.iter_mut().filter(|(i, _)| *i == to).for_each(|entry| entry.1 = cost);
            for &(i, other) in alive.iter().filter(|(i, _)| *i != to) {
                let gain = gain(&self.histograms[to], &self.histograms[i], cost + other);
                gains[i.max(to)][i.min(to)] = gain;
            }
        }
        let mut numbers = vec![0; into.len()];
        for (new, &(old, _)) in alive.iter().enumerate() {
            numbers[old] = new as u16;
        }
        self.of_squares.iter_mut().for_each(|of| *of = numbers[usize::from(into[usize::from(*of)])]);
        let mut index = 0;
        self.histograms.retain(|_| {
            index += 1;
            usize::from(into[index - 1]) == index - 1
        });
    }
}

/// What each symbol costs; those that a cluster does not have yet, more than any other.
fn prices(histogram: &Histogram) -> Vec<u32> {
    let mut prices = vec![0; histogram.all().len()];
    for range in histogram.code_ranges() {
        let counts = &histogram.all()[range.clone()];
        let total: u32 = counts.iter().sum();
        let is_varied = counts.iter().filter(|&&count| count > 0).nth(1).is_some();
        // The second symbol of a code makes the first one take a bit wherever it is.
        let second = if is_varied { 0 } else { Bits::from(total.min(1000)) * BIT };
        let rare = log2(total) + 4 * BIT + second;
        let least = if is_varied { BIT } else { 0 };
        for (price, &count) in prices[range].iter_mut().zip(counts) {
            *price = if count == 0 { rare } else { (log2(total) - log2(count)).max(least) } as u32;
        }
    }
    prices
}
