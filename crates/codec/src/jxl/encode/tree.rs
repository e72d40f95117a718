//! The decision tree: which predictor and which context a pixel has, by its properties.

use super::entropy::{Care, Code, Copies, Token};
use super::hybrid_uint::pack_signed;
use super::predict::Predictor;
use super::properties::{Properties, WEIGHTED, references_of};
use crate::bit_writer::BitWriter;

/// Contexts that the tree itself is coded in.
const VALUE: u32 = 0;
const PROPERTY: u32 = 1;
const PREDICTOR: u32 = 2;
const OFFSET: u32 = 3;
const MULTIPLIER_LOG: u32 = 4;
const MULTIPLIER_BITS: u32 = 5;
const CONTEXTS: usize = 6;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Node {
    /// Pixels whose property is greater than the value go to node `above`, others to the one after it.
    Split {
        property: u8,
        value: i32,
        above: u32,
    },
    Leaf {
        predictor: Predictor,
        context: u32,
    },
}

/// Nodes in the order of the codestream: all of a depth before those below them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    contexts: usize,
}

/// A tree as it grows.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Branch {
    Split { property: usize, value: i32, above: Box<Branch>, below: Box<Branch> },
    Leaf(Predictor),
}

impl Branch {
    pub(super) fn split(property: usize, value: i32, above: Self, below: Self) -> Self {
        Self::Split { property, value, above: Box::new(above), below: Box::new(below) }
    }

    /// Splits by all of these values, which rise, into leaves of one predictor.
    pub(super) fn ranges(property: usize, values: &[i32], predictor: Predictor) -> Self {
        let Some(&value) = values.get(values.len() / 2) else { return Self::Leaf(predictor) };
        let (below, above) = values.split_at(values.len() / 2);
        let [above, below] = [&above[1..], below].map(|values| Self::ranges(property, values, predictor));
        Self::split(property, value, above, below)
    }
}

impl Tree {
    pub(super) fn of(root: &Branch) -> Self {
        let (mut nodes, mut contexts) = (Vec::new(), 0);
        let mut queue = std::collections::VecDeque::from([root]);
        while let Some(branch) = queue.pop_front() {
            nodes.push(match branch {
                Branch::Split { property, value, above, below } => {
                    queue.extend([&**above, &**below]);
                    // What is before them are this node, those so far and those that wait, less these two.
                    let place = nodes.len() + queue.len() - 1;
                    Node::Split { property: *property as u8, value: *value, above: place as u32 }
                }
                Branch::Leaf(predictor) => {
                    contexts += 1;
                    Node::Leaf { predictor: *predictor, context: contexts - 1 }
                }
            });
        }
        Self { nodes, contexts: contexts as usize }
    }

    /// How many contexts, or leaves, it has.
    pub(super) fn contexts(&self) -> usize {
        self.contexts
    }

    /// Whether the self-correcting predictor is asked.
    pub(super) fn asks_weighted(&self) -> bool {
        self.nodes.iter().any(|node| match *node {
            Node::Split { property, .. } => usize::from(property) == WEIGHTED,
            Node::Leaf { predictor, .. } => predictor == Predictor::Weighted,
        })
    }

    /// How many channels before are asked.
    pub(super) fn references(&self) -> usize {
        let asked = self.nodes.iter().map(|node| match *node {
            Node::Split { property, .. } => references_of(property.into()),
            Node::Leaf { .. } => 0,
        });
        asked.max().unwrap_or(0)
    }

    /// The predictor and the context of a pixel.
    #[inline(always)]
    pub(super) fn leaf(&self, properties: &Properties) -> (Predictor, u32) {
        let mut place = 0;
        loop {
            match self.nodes[place] {
                Node::Split { property, value, above } => {
                    let is_above = properties[usize::from(property)] > value;
                    place = above as usize + usize::from(!is_above);
                }
                Node::Leaf { predictor, context } => return (predictor, context),
            }
        }
    }

    pub(super) fn write(&self, out: &mut BitWriter) {
        let mut tokens = Vec::with_capacity(self.nodes.len() * 5);
        for node in &self.nodes {
            match *node {
                Node::Split { property, value, .. } => {
                    tokens.push(Token::new(PROPERTY, u32::from(property) + 1));
                    tokens.push(Token::new(VALUE, pack_signed(value)));
                }
                Node::Leaf { predictor, .. } => {
                    tokens.push(Token::new(PROPERTY, 0));
                    tokens.push(Token::new(PREDICTOR, predictor as u32));
                    for context in [OFFSET, MULTIPLIER_LOG, MULTIPLIER_BITS] {
                        tokens.push(Token::new(context, 0));
                    }
                }
            }
        }
        let code = Code::best(&[&tokens], CONTEXTS, Copies::No, Care::MOST);
        code.write(out);
        code.write_tokens(&tokens, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jxl::encode::properties::COUNT;

    #[test]
    fn pixels_find_their_ranges() {
        let values = [-9, -2, 0, 5, 70, 71];
        let tree = Tree::of(&Branch::ranges(3, &values, Predictor::West));
        assert_eq!(tree.contexts(), values.len() + 1);
        let leaf = |value| {
            let mut properties = [0; COUNT];
            properties[3] = value;
            tree.leaf(&properties).1
        };
        let mut seen: Vec<_> = [-10, -9, -2, 0, 1, 6, 71].map(leaf).into();
        assert_eq!(leaf(-3), leaf(-2));
        assert_eq!((leaf(72), leaf(70)), (leaf(1000), leaf(6)));
        seen.push(leaf(72));
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 7, "{tree:?}");
    }
}
