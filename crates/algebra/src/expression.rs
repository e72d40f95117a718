//! Expressions, compiled.

use geotiff_core::{Result, SampleType};

use crate::graph::Graph;
use crate::graph::Node;
use crate::operation::{Binary, Precision, Unary};
use crate::parser;
use crate::program::{Plane, Program};
use crate::syntax_error::SyntaxError;

/// A band that an expression has a name for: `A[3]` is the third one of `A`, `A` alone the first.
///
/// ```
/// use algebra::{Expression, InputBand};
///
/// let expression = Expression::parse("A[3] - A").unwrap();
/// assert_eq!(expression.inputs()[0], InputBand { name: "A".into(), band: 2 });
/// assert_eq!(expression.inputs()[1], InputBand { name: "A".into(), band: 0 });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InputBand {
    /// The raster.
    pub name: String,
    /// Its band, from 0.
    pub band: usize,
}

/// Numbers computed of the bands of rasters, pixel by pixel.
///
/// # What can be said
/// From weak to strong; all but `?:`, the signs and `**` go from the left:
///
/// | | |
/// |---|---|
/// | `;` or `,` between expressions | several bands; `name = …;` gives a part a name |
/// | `c ? a : b` | as `where(c, a, b)` |
/// | `\|\|`, `or`; `&&`, `and`; `not` | 1 if true, else 0; all but 0 is true |
/// | `< <= > >= == !=` | the same; `a < b < c` is an error |
/// | `\|`, `&` | bits of whole numbers |
/// | `+ -` | |
/// | `* / // %` | `/` has a fraction, whatever the types; `//` and `%` are those of Python: the rest has the sign of the divisor |
/// | `-a`, `+a`, `!a` | |
/// | `a ** b`, `a ^ b` | to the power of |
/// | `A`, `A[3]`, `12.5e-3`, `pi`, `e`, `inf`, `nan`, `true`, `false` | |
/// | `f(a, b)` | [`function_names`](crate::function_names); names of numpy's mean the same, as `numpy.minimum`. Angles are radians |
///
/// # How it is computed
/// In the precision of the numbers that it is [evaluated](Self::evaluate) to, whatever the types of the bands: nothing wraps. Doubles
/// hold integers up to 2⁵³; larger ones are rounded. `round` takes halves away from zero.
///
/// A sample without data is NaN. What is computed of it is, too, but for what does not depend on it: the part that `where` does not
/// choose, `0 && A`, `1 || A`; and `valid(A)`, which is 1 where there are data. So `where(valid(A), A, B)` fills the holes of A.
///
/// Equal parts are computed once, and what is known from the outset is not computed at all.
///
/// ```
/// use algebra::{Expression, Plane};
///
/// let cloudless = Expression::parse("cloud > 20 ? nan : (A[2] - A[1]) / (A[2] + A[1])")?;
/// assert_eq!(cloudless.inputs().len(), 3);
/// let planes = [&[10_u8, 90], &[5_u8, 5], &[3_u8, 3]].map(|samples| Plane::new(samples));
/// let mut out = [0.0_f64; 2];
/// cloudless.evaluate(&planes, &mut [&mut out])?;
/// assert!(out[0] == 0.25 && out[1].is_nan(), "{out:?}");
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Expression {
    inputs: Vec<InputBand>,
    program: Program,
    outputs: usize,
    makes_nan: bool,
}

impl Expression {
    /// Compiles it.
    ///
    /// # Errors
    /// What is wrong, and where: words, operators and brackets that don't fit, names of no function, more than 64 KiB of text,
    /// more than 100 brackets in each other.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let parsed = parser::parse(text)?;
        let program = Program::new(&parsed.graph, &parsed.outputs);
        let makes_nan = makes_nan(&parsed.graph, &parsed.outputs);
        Ok(Self { inputs: parsed.inputs, program, outputs: parsed.outputs.len(), makes_nan })
    }

    /// The bands that it is computed of, each once.
    pub fn inputs(&self) -> &[InputBand] {
        &self.inputs
    }

    /// How many bands are computed.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Whether numbers that are all there and finite can make one that is not: `A / B` does where both are 0, `A + B` never.
    ///
    /// ```
    /// use algebra::Expression;
    ///
    /// assert!(Expression::parse("A / B").unwrap().makes_nan());
    /// assert!(!Expression::parse("A + B / 2").unwrap().makes_nan());
    /// ```
    pub fn makes_nan(&self) -> bool {
        self.makes_nan
    }

    /// Computes as many samples of each band as the planes have, which are those of [`Self::inputs`], in their order.
    ///
    /// # Errors
    /// `Parameter` if there are not as many planes, outputs and samples of each; `Unsupported` for complex samples.
    pub fn evaluate<T: Precision>(&self, planes: &[Plane<'_>], out: &mut [&mut [T]]) -> Result<()> {
        self.program.run(planes, out)
    }

    /// Whether single precision has every value of this type, so that nothing is lost if it is computed in.
    pub fn is_exact_in_single(sample_type: SampleType) -> bool {
        matches!(sample_type, SampleType::U8 | SampleType::I8 | SampleType::U16 | SampleType::I16 | SampleType::F32)
    }
}

/// Whether an operation that the outputs need has no value for some finite numbers.
fn makes_nan(graph: &Graph, outputs: &[usize]) -> bool {
    let nodes = graph.nodes();
    let mut needed = vec![false; nodes.len()];
    outputs.iter().for_each(|&id| needed[id] = true);
    for (id, node) in nodes.iter().enumerate().rev().filter(|(_, node)| node.parts().next().is_some()) {
        if needed[id] {
            node.parts().for_each(|part| needed[part] = true);
        }
    }
    let is_safe_divisor = |id: usize| graph.value(id).is_some_and(|value| value != 0.0 && value.is_finite());
    let can = |node: &Node| match *node {
        Node::Constant(bits) => !f64::from_bits(bits).is_finite(),
        Node::Input(_) | Node::Select(..) => false,
        Node::Unary(operation, _) => matches!(
            operation,
            Unary::Sqrt | Unary::Ln | Unary::Log1p | Unary::Log10 | Unary::Log2 | Unary::Asin | Unary::Acos
                // Infinities of these make NaN further on.
                | Unary::Exp | Unary::Expm1 | Unary::Sinh | Unary::Cosh
        ),
        Node::Binary(operation, _, b) => match operation {
            Binary::Divide | Binary::FloorDivide | Binary::Remainder => !is_safe_divisor(b),
            Binary::Power => true,
            _ => false,
        },
    };
    nodes.iter().zip(needed).any(|(node, needed)| needed && can(node))
}
