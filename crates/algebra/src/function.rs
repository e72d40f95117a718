//! The functions of expressions, by the names that numpy, numexpr, muParser and C have for them.

use crate::graph::{Graph, NodeId};
use crate::operation::{Binary, Unary};

/// What a function does with its arguments.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Function {
    Unary(Unary),
    Binary(Binary),
    /// The operation between each two, from the left.
    Chain(Binary),
    Mean,
    Where,
    Clamp,
    /// Whether a bit, counted from 0, of a whole number is set.
    Bit,
}

/// Those of the same meaning beside each other, the name that we tell of first.
const FUNCTIONS: [(&[&str], Function); 46] = [
    (&["where", "if"], Function::Where),
    (&["min", "minimum"], Function::Chain(Binary::Least)),
    (&["max", "maximum"], Function::Chain(Binary::Greatest)),
    (&["sum"], Function::Chain(Binary::Add)),
    (&["mean", "avg"], Function::Mean),
    (&["clamp", "clip"], Function::Clamp),
    (&["abs", "fabs", "absolute"], Function::Unary(Unary::Abs)),
    (&["sign"], Function::Unary(Unary::Sign)),
    (&["floor"], Function::Unary(Unary::Floor)),
    (&["ceil"], Function::Unary(Unary::Ceil)),
    (&["round", "rint"], Function::Unary(Unary::Round)),
    (&["trunc", "fix"], Function::Unary(Unary::Truncate)),
    (&["sqrt"], Function::Unary(Unary::Sqrt)),
    (&["cbrt"], Function::Unary(Unary::Cbrt)),
    (&["pow", "power"], Function::Binary(Binary::Power)),
    (&["hypot"], Function::Binary(Binary::Hypot)),
    (&["exp"], Function::Unary(Unary::Exp)),
    (&["expm1"], Function::Unary(Unary::Expm1)),
    (&["log", "ln"], Function::Unary(Unary::Ln)),
    (&["log1p"], Function::Unary(Unary::Log1p)),
    (&["log10"], Function::Unary(Unary::Log10)),
    (&["log2"], Function::Unary(Unary::Log2)),
    (&["sin"], Function::Unary(Unary::Sin)),
    (&["cos"], Function::Unary(Unary::Cos)),
    (&["tan"], Function::Unary(Unary::Tan)),
    (&["asin", "arcsin"], Function::Unary(Unary::Asin)),
    (&["acos", "arccos"], Function::Unary(Unary::Acos)),
    (&["atan", "arctan"], Function::Unary(Unary::Atan)),
    (&["atan2", "arctan2"], Function::Binary(Binary::Atan2)),
    (&["sinh"], Function::Unary(Unary::Sinh)),
    (&["cosh"], Function::Unary(Unary::Cosh)),
    (&["tanh"], Function::Unary(Unary::Tanh)),
    (&["degrees", "rad2deg"], Function::Unary(Unary::Degrees)),
    (&["radians", "deg2rad"], Function::Unary(Unary::Radians)),
    (&["valid"], Function::Unary(Unary::Valid)),
    (&["isnan"], Function::Unary(Unary::IsNan)),
    (&["isfinite"], Function::Unary(Unary::IsFinite)),
    (&["bit"], Function::Bit),
    (&["mod", "remainder"], Function::Binary(Binary::Remainder)),
    (&["logical_and"], Function::Chain(Binary::And)),
    (&["logical_or"], Function::Chain(Binary::Or)),
    (&["logical_not"], Function::Unary(Unary::Not)),
    (&["bitwise_and"], Function::Binary(Binary::BitAnd)),
    (&["bitwise_or"], Function::Binary(Binary::BitOr)),
    (&["bitwise_xor"], Function::Binary(Binary::BitXor)),
    (&["negative"], Function::Unary(Unary::Negate)),
];

/// The functions of expressions, each by the first of its names.
///
/// ```
/// assert!(["where", "min", "sqrt", "valid"].iter().all(|&name| algebra::function_names().any(|known| known == name)));
/// ```
pub fn function_names() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().filter_map(|(names, _)| names.first().copied())
}

/// The function of a name.
pub(crate) fn function(name: &str) -> Option<Function> {
    FUNCTIONS.iter().find(|(names, _)| names.contains(&name)).map(|&(_, function)| function)
}

impl Function {
    /// How many arguments it takes, at least and at most.
    pub(crate) fn arguments(self) -> (usize, usize) {
        match self {
            Self::Unary(_) => (1, 1),
            Self::Binary(_) | Self::Bit => (2, 2),
            Self::Where | Self::Clamp => (3, 3),
            Self::Chain(_) | Self::Mean => (1, usize::MAX),
        }
    }

    /// Its value; `None` if it does not take so many arguments.
    pub(crate) fn call(self, graph: &mut Graph, arguments: &[NodeId]) -> Option<NodeId> {
        let chain = |graph: &mut Graph, operation| {
            arguments.iter().copied().reduce(|all, next| graph.binary(operation, all, next))
        };
        match (self, arguments) {
            (Self::Unary(operation), &[a]) => Some(graph.unary(operation, a)),
            (Self::Binary(operation), &[a, b]) => Some(graph.binary(operation, a, b)),
            (Self::Chain(operation), _) => chain(graph, operation),
            (Self::Mean, _) => {
                let sum = chain(graph, Binary::Add)?;
                let count = graph.constant(arguments.len() as f64);
                Some(graph.binary(Binary::Divide, sum, count))
            }
            (Self::Where, &[condition, then, otherwise]) => Some(graph.select(condition, then, otherwise)),
            (Self::Clamp, &[a, least, most]) => {
                let raised = graph.binary(Binary::Greatest, a, least);
                Some(graph.binary(Binary::Least, raised, most))
            }
            (Self::Bit, &[a, number]) => {
                let (two, one) = (graph.constant(2.0), graph.constant(1.0));
                let power = graph.binary(Binary::Power, two, number);
                let shifted = graph.binary(Binary::FloorDivide, a, power);
                Some(graph.binary(Binary::BitAnd, shifted, one))
            }
            _ => None,
        }
    }
}
