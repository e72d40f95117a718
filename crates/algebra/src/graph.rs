//! An expression as a graph: equal parts are there once, and what is known is computed at once.

use std::collections::HashMap;

use crate::operation::{Arithmetic, Binary, OnBinary, OnUnary, Unary};

/// The number of a node; those that it is made of have lower ones.
pub(crate) type NodeId = usize;

/// One step of a computation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// The bits of a double.
    Constant(u64),
    /// The number of an input.
    Input(usize),
    Unary(Unary, NodeId),
    Binary(Binary, NodeId, NodeId),
    /// The second where the first is true, else the third.
    Select(NodeId, NodeId, NodeId),
}

/// Steps in an order in which they can be done.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    nodes: Vec<Node>,
    ids: HashMap<Node, NodeId>,
}

impl Graph {
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(crate) fn constant(&mut self, value: f64) -> NodeId {
        // One NaN is as good as another.
        let value = if value.is_nan() { f64::NAN } else { value };
        self.add(Node::Constant(value.to_bits()))
    }

    pub(crate) fn input(&mut self, number: usize) -> NodeId {
        self.add(Node::Input(number))
    }

    pub(crate) fn unary(&mut self, operation: Unary, a: NodeId) -> NodeId {
        match self.value(a) {
            Some(a) => {
                let mut value = 0.0;
                f64::with_unary(operation, Known(a, &mut value));
                self.constant(value)
            }
            None => self.add(Node::Unary(operation, a)),
        }
    }

    pub(crate) fn binary(&mut self, operation: Binary, a: NodeId, b: NodeId) -> NodeId {
        match (operation, self.value(a), self.value(b)) {
            (_, Some(a), Some(b)) => {
                let mut value = 0.0;
                f64::with_binary(operation, KnownTwo(a, b, &mut value));
                self.constant(value)
            }
            // As exact, and many times as fast.
            (Binary::Power, None, Some(2.0)) => self.add(Node::Binary(Binary::Multiply, a, a)),
            (Binary::Power, None, Some(1.0)) => a,
            _ => self.add(Node::Binary(operation, a, b)),
        }
    }

    pub(crate) fn select(&mut self, condition: NodeId, then: NodeId, otherwise: NodeId) -> NodeId {
        match self.value(condition) {
            Some(value) if value.is_nan() => condition,
            Some(0.0) => otherwise,
            Some(_) => then,
            None if then == otherwise && self.value(then).is_some_and(f64::is_nan) => then,
            None => self.add(Node::Select(condition, then, otherwise)),
        }
    }

    /// The value of a constant.
    pub(crate) fn value(&self, id: NodeId) -> Option<f64> {
        match self.nodes.get(id) {
            Some(&Node::Constant(bits)) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    fn add(&mut self, node: Node) -> NodeId {
        *self.ids.entry(node).or_insert_with(|| {
            self.nodes.push(node);
            self.nodes.len() - 1
        })
    }
}

impl Node {
    /// The nodes that it is made of.
    pub(crate) fn parts(self) -> impl Iterator<Item = NodeId> {
        let parts = match self {
            Self::Constant(_) | Self::Input(_) => [None; 3],
            Self::Unary(_, a) => [Some(a), None, None],
            Self::Binary(_, a, b) => [Some(a), Some(b), None],
            Self::Select(a, b, c) => [Some(a), Some(b), Some(c)],
        };
        parts.into_iter().flatten()
    }
}

struct Known<'a>(f64, &'a mut f64);

impl OnUnary<f64> for Known<'_> {
    fn run(self, operation: impl Fn(f64) -> f64) {
        *self.1 = operation(self.0);
    }
}

struct KnownTwo<'a>(f64, f64, &'a mut f64);

impl OnBinary<f64> for KnownTwo<'_> {
    fn run(self, operation: impl Fn(f64, f64) -> f64) {
        *self.2 = operation(self.0, self.1);
    }
}
