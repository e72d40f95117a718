//! Which cluster each context is in, as it is written.

use super::entropy::{Care, Code, Copies, Token};
use crate::bit_writer::BitWriter;

/// Clusters of more contexts than this need an entropy code.
const MOST_SIMPLE: usize = 8;

/// Writes the clusters of contexts, of which there are `count`.
pub(super) fn write(map: &[u8], count: usize, out: &mut BitWriter) {
    let width = count.next_power_of_two().ilog2();
    let tokens =
        |numbers: &[u8]| -> Vec<Token> { numbers.iter().map(|&number| Token::new(0, number.into())).collect() };
    let coded = [(false, tokens(map)), (true, tokens(&move_to_front(map)))].map(|(moved, tokens)| {
        let mut bits = BitWriter::default();
        bits.put(u32::from(moved) << 1, 2);
        let code = Code::best(&[&tokens], 1, Copies::No, Care::MOST);
        code.write(&mut bits);
        code.write_tokens(&tokens, &mut bits);
        (bits.len(), tokens, code, moved)
    });
    let [plain, moved] = coded;
    let (len, tokens, code, is_moved) = if moved.0 < plain.0 { moved } else { plain };
    if count <= MOST_SIMPLE && 3 + map.len() * width as usize <= len {
        out.put_bool(true);
        out.put(width, 2);
        map.iter().for_each(|&cluster| out.put(cluster.into(), width));
        return;
    }
    out.put_bool(false);
    out.put_bool(is_moved);
    code.write(out);
    code.write_tokens(&tokens, out);
}

/// Numbers as their places in a list in which each goes to the front when it is met.
fn move_to_front(map: &[u8]) -> Vec<u8> {
    let mut list: Vec<u8> = (0..=255).collect();
    let place = |&number: &u8| {
        let place = list.iter().position(|&other| other == number).unwrap_or(0);
        list[..=place].rotate_right(1);
        place as u8
    };
    map.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_met_last_is_first() {
        assert_eq!(move_to_front(&[0, 0, 2, 2, 0, 1]), [0, 0, 2, 0, 1, 2]);
    }
}
