//! Contexts that are alike share a code.

use crate::log2::{BIT, times_log2};

/// More clusters than this there cannot be.
const MOST: usize = 255;

/// Counts of symbols in one context or in several.
#[derive(Clone, Default)]
struct Cluster {
    counts: Vec<u32>,
    contexts: Vec<usize>,
    cost: u64,
}

/// The cluster of each context, numbered by first use, and how many there are.
pub(super) fn clusters(counts: &[Vec<u32>]) -> (Vec<u8>, usize) {
    let mut map = vec![0; counts.len()];
    let mut found: Vec<Cluster> = Vec::new();
    for (context, counts) in counts.iter().enumerate() {
        if counts.iter().any(|&count| count > 0) {
            found.push(Cluster { counts: counts.clone(), contexts: vec![context], cost: cost(counts) });
        }
    }
    merge(&mut found);
    for (number, cluster) in (0..=255).zip(&found) {
        cluster.contexts.iter().for_each(|&context| map[context] = number);
    }
    // Contexts without symbols are in the first cluster; numbers are given anew, in the order of contexts.
    let mut numbers = [None; 256];
    let mut next = 0;
    for cluster in &mut map {
        *cluster = *numbers[usize::from(*cluster)].get_or_insert_with(|| {
            next += 1;
            (next - 1) as u8
        });
    }
    (map, next)
}

/// What the symbols of a cluster take, with the table of their shares.
fn cost(counts: &[u32]) -> u64 {
    cost_of_both(counts, &[])
}

/// The same for two clusters as one.
fn cost_of_both(a: &[u32], b: &[u32]) -> u64 {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let (together, alone) = long.split_at(short.len());
    let (mut total, mut of_symbols, mut of_table) = (0, 0, 12);
    let mut add = |count: u32| {
        if count > 0 {
            total += count;
            of_symbols += times_log2(count);
            of_table += 4 + u64::from(count.ilog2().min(10)) / 2;
        }
    };
    together.iter().zip(short).for_each(|(a, b)| add(a + b));
    alone.iter().for_each(|&count| add(count));
    times_log2(total).saturating_sub(of_symbols) + of_table * BIT
}

/// Merges the two that gain most by it, or lose least if there are too many, as long as there are such.
fn merge(clusters: &mut Vec<Cluster>) {
    let count = clusters.len();
    let gain = |a: &Cluster, b: &Cluster| {
        // Costs are far below 2^63.
        (a.cost + b.cost).cast_signed() - cost_of_both(&a.counts, &b.counts).cast_signed()
    };
    // What each gains by each before it; nothing would be merged with what is gone.
    let mut gains: Vec<Vec<i64>> = clusters
        .iter()
        .enumerate()
        .map(|(a, one)| clusters[..a].iter().map(|other| gain(one, other)).collect())
        .collect();
    let best_of = |gains: &[i64]| {
        let best = (0..gains.len()).max_by_key(|&b| gains[b]);
        best.map_or((GONE, 0), |b| (gains[b], b))
    };
    let mut best: Vec<(i64, usize)> = gains.iter().map(|gains| best_of(gains)).collect();
    for left in (2..=count).rev() {
        let Some(b) = (0..count).max_by_key(|&b| best[b].0) else { return };
        let (gain_of_it, a) = best[b];
        if gain_of_it == GONE || gain_of_it <= 0 && left <= MOST {
            break;
        }
        // The later goes into the earlier.
        let from = std::mem::take(&mut clusters[b]);
        let into = &mut clusters[a];
        into.counts = sum(&into.counts, &from.counts);
        into.contexts.extend(from.contexts);
        into.cost = cost(&into.counts);
        best[b] = (GONE, 0);
        gains[b].fill(GONE);
        for other in 0..count {
            let is_gone = clusters[other].contexts.is_empty();
            if other > b {
                gains[other][b] = GONE;
            }
            if other != a && !is_gone {
                let (first, last) = (a.min(other), a.max(other));
                gains[last][first] = gain(&clusters[last], &clusters[first]);
            }
        }
        for other in a..count {
            let (old, partner) = best[other];
            if other == a || partner == a || partner == b {
                best[other] = best_of(&gains[other]);
            } else if gains[other].get(a).is_some_and(|&new| new > old) {
                best[other] = (gains[other][a], a);
            }
        }
    }
    clusters.retain(|cluster| !cluster.contexts.is_empty());
}

/// What is gained by what is no more.
const GONE: i64 = i64::MIN;

fn sum(a: &[u32], b: &[u32]) -> Vec<u32> {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let mut out = long.to_vec();
    out.iter_mut().zip(short).for_each(|(sum, count)| *sum += count);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_goes_to_like() {
        let (left, right) = (vec![5000, 10, 0, 3], vec![0, 20, 4000]);
        let (map, count) = clusters(&[left.clone(), right.clone(), vec![], left, right]);
        assert_eq!((map, count), (vec![0, 1, 0, 0, 1], 2));
        assert_eq!(clusters(&[vec![0, 0]]), (vec![0], 1));
    }

    #[test]
    fn there_are_never_too_many() {
        let counts: Vec<Vec<u32>> =
            (0..400).map(|at| (0..400).map(|i| u32::from(i == at) * 90_000).collect()).collect();
        let (map, count) = clusters(&counts);
        assert!(count <= MOST);
        assert_eq!(usize::from(map.iter().copied().max().unwrap()) + 1, count);
    }
}
