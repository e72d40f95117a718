//! From how often symbols occur to the words of their code.

use crate::symbols::{LITLENS, MOST_BITS};

/// Gives the used symbols the lengths of a complete code of at most `most` bits; two symbols have one even if fewer are used.
pub(crate) fn code_lengths(counts: &[u32], most: usize, lens: &mut [u8]) {
    lens.fill(0);
    // Least frequent first; the symbol settles what is equal.
    let (mut sorted, mut used) = ([0_u64; LITLENS], 0);
    for (symbol, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        sorted[used] = (u64::from(count) << 16) | symbol as u64;
        used += 1;
    }
    if used < 2 {
        let only = sorted[0] as u16;
        lens[usize::from(only)] = 1;
        lens[usize::from(only == 0)] = 1;
        return;
    }
    let sorted = &mut sorted[..used];
    sorted.sort_unstable();
    // The tree, from its leaves: the two rarest of leaves and nodes become a node. `parents` is of nodes, in the order in which they are made.
    let (mut weights, mut parents) = ([0_u64; LITLENS], [0_u16; LITLENS]);
    let mut depth_of_leaf = [0_u16; LITLENS];
    let (mut leaf, mut node) = (0, 0);
    for made in 0..used - 1 {
        let mut weight = 0;
        for _ in 0..2 {
            if leaf < used && (node >= made || sorted[leaf] >> 16 <= weights[node]) {
                weight += sorted[leaf] >> 16;
                depth_of_leaf[leaf] = made as u16;
                leaf += 1;
            } else {
                weight += weights[node];
                parents[node] = made as u16;
                node += 1;
            }
        }
        weights[made] = weight;
    }
    // Depths from the root down; a parent is made after its children.
    let mut depths = [0_u16; LITLENS];
    for node in (0..used - 2).rev() {
        depths[node] = depths[usize::from(parents[node])] + 1;
    }
    let mut of_len = [0_usize; MOST_BITS + 1];
    for &parent in &depth_of_leaf[..used] {
        of_len[usize::from(depths[usize::from(parent)] + 1).min(most)] += 1;
    }
    // Where words were cut short, there are too many: a shorter one makes room for it and one of those.
    let mut space: usize = (1..=most).map(|len| of_len[len] << (most - len)).sum();
    while space > 1 << most {
        let Some(len) = (1..most).rev().find(|&len| of_len[len] > 0) else { break };
        of_len[most] -= 1;
        of_len[len] -= 1;
        of_len[len + 1] += 2;
        space -= 1;
    }
    let mut rarest_first = sorted.iter();
    for len in (1..=most).rev() {
        for &entry in rarest_first.by_ref().take(of_len[len]) {
            lens[usize::from(entry as u16)] = len as u8;
        }
    }
}

/// The words of a code, their first bit lowest, with their lengths in bits 16 and up.
pub(crate) fn code_words(lens: &[u8], words: &mut [u32]) {
    let mut next = [0_u16; MOST_BITS + 2];
    for &len in lens.iter().filter(|len| **len > 0) {
        next[usize::from(len) + 1] += 1;
    }
    for len in 1..=MOST_BITS {
        next[len + 1] = (next[len + 1] + next[len]) << 1;
    }
    for (word, &len) in words.iter_mut().zip(lens) {
        *word = 0;
        if len > 0 {
            let code = &mut next[usize::from(len)];
            *word = u32::from(code.reverse_bits() >> (16 - len)) | (u32::from(len) << 16);
            *code = code.wrapping_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    #[test]
    fn words_are_those_of_the_standard() {
        // RFC 1951, 3.2.2: A to H of 3, 3, 3, 3, 3, 2, 4, 4 bits.
        let mut words = [0; 8];
        code_words(&[3, 3, 3, 3, 3, 2, 4, 4], &mut words);
        let plain = words.map(|word| (word as u16).reverse_bits() >> (16 - (word >> 16)));
        assert_eq!(plain, [0b010, 0b011, 0b100, 0b101, 0b110, 0b00, 0b1110, 0b1111]);
    }

    #[test]
    fn rare_symbols_have_no_longer_words_than_there_may_be() {
        // Of Fibonacci's numbers, the tree is as deep as can be.
        let (mut counts, mut lens) = ([1_u32; 40], [0; 40]);
        (2..40).for_each(|i| counts[i] = counts[i - 1] + counts[i - 2]);
        for most in [7, 15] {
            code_lengths(&counts, most, &mut lens);
            assert_eq!(lens.iter().map(|&len| 1 << (most - usize::from(len))).sum::<usize>(), 1 << most);
        }
    }

    proptest! {
        #[test]
        fn lengths_are_of_a_complete_code(counts in vec(prop_oneof![Just(0), 0_u32..5, 0_u32..100_000], 3..=LITLENS)) {
            let mut lens = std::vec![0; counts.len()];
            code_lengths(&counts, 15, &mut lens);
            prop_assert_eq!(lens.iter().map(|&len| 1 << 15 >> len & 0x7fff).sum::<u32>(), 1 << 15);
            for (a, &count) in counts.iter().enumerate() {
                prop_assert!(count == 0 || lens[a] > 0);
                for (b, &other) in counts.iter().enumerate() {
                    prop_assert!(count <= other || other == 0 || lens[a] <= lens[b]);
                }
            }
        }
    }
}
