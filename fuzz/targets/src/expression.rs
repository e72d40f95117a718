//! Any text as an expression: it is compiled, or the mark of what is wrong lies within it; and computed the same by ones and by
//! many. A tree of operations, written with as few brackets as the grammar asks for: what is compiled of it computes what
//! the tree says.

use algebra::{Expression, Plane};
use arbitrary::{Arbitrary, Unstructured};

#[derive(Arbitrary, Debug)]
pub enum Input<'a> {
    Text(&'a str),
    Tree(Tree, [i16; 3]),
}

/// An expression and what it is, computed as plainly as can be.
#[derive(Debug)]
pub enum Tree {
    Number(u8),
    Input(usize),
    Sign(&'static str, Box<Tree>),
    Function(&'static str, Box<Tree>),
    Operator(&'static str, u8, Box<Tree>, Box<Tree>),
    Choice(Box<Tree>, Box<Tree>, Box<Tree>),
}

const INPUTS: [&str; 3] = ["A", "B", "A[2]"];
const FUNCTIONS: [&str; 6] = ["abs", "sqrt", "floor", "valid", "isnan", "sign"];
/// From weak to strong, as the documentation of `Expression` has them.
const OPERATORS: [(&str, u8); 16] = [
    ("or", 2),
    ("&&", 3),
    ("<", 5),
    ("<=", 5),
    (">", 5),
    (">=", 5),
    ("==", 5),
    ("!=", 5),
    ("|", 6),
    ("&", 7),
    ("+", 8),
    ("-", 8),
    ("*", 9),
    ("/", 9),
    ("%", 9),
    ("**", 11),
];
const CHOICE: u8 = 1;
const NOT: u8 = 4;
const COMPARISON: u8 = 5;
const SIGN: u8 = 10;
const POWER: u8 = 11;
const ATOM: u8 = 12;
/// Deeper ones are refused, however they are written.
const DEEPEST: usize = 12;

impl<'a> Arbitrary<'a> for Tree {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        tree(bytes, DEEPEST)
    }
}

fn tree(bytes: &mut Unstructured<'_>, depth: usize) -> arbitrary::Result<Tree> {
    let inner = |bytes: &mut Unstructured<'_>| Ok(Box::new(tree(bytes, depth - 1)?));
    let kind = if depth == 0 || bytes.is_empty() { 0 } else { bytes.int_in_range(0..=9)? };
    Ok(match kind {
        0 => Tree::Number(bytes.arbitrary()?),
        1 | 2 => Tree::Input(bytes.choose_index(INPUTS.len())?),
        3 => Tree::Sign(bytes.choose(&["-", "!", "not"])?, inner(bytes)?),
        4 => Tree::Function(bytes.choose(&FUNCTIONS)?, inner(bytes)?),
        5 => Tree::Choice(inner(bytes)?, inner(bytes)?, inner(bytes)?),
        _ => {
            let &(sign, strength) = bytes.choose(&OPERATORS)?;
            Tree::Operator(sign, strength, inner(bytes)?, inner(bytes)?)
        }
    })
}

impl Tree {
    fn strength(&self) -> u8 {
        match self {
            Self::Number(_) | Self::Input(_) | Self::Function(..) => ATOM,
            Self::Sign("not", _) => NOT,
            Self::Sign(..) => SIGN,
            Self::Operator(_, strength, ..) => *strength,
            Self::Choice(..) => CHOICE,
        }
    }

    /// In brackets unless it binds at least so strongly.
    fn within(&self, least: u8) -> String {
        if self.strength() >= least { self.text() } else { format!("({})", self.text()) }
    }

    fn text(&self) -> String {
        match self {
            Self::Number(n) => n.to_string(),
            Self::Input(i) => INPUTS[*i].into(),
            Self::Sign(sign, a) => format!("{sign} {}", a.within(self.strength())),
            Self::Function(name, a) => format!("{name}({})", a.text()),
            Self::Operator(sign, POWER, a, b) => format!("{} {sign} {}", a.within(ATOM), b.within(SIGN)),
            // Comparisons are no chain.
            Self::Operator(sign, strength, a, b) => {
                let left = strength + u8::from(*strength == COMPARISON);
                format!("{} {sign} {}", a.within(left), b.within(strength + 1))
            }
            Self::Choice(c, a, b) => format!("{} ? {} : {}", c.within(CHOICE + 1), a.text(), b.text()),
        }
    }

    /// What it is, if no input has a part in it.
    fn known(&self) -> Option<f64> {
        let is_known = match self {
            Self::Number(_) => true,
            Self::Input(_) => false,
            Self::Sign(_, a) | Self::Function(_, a) => a.known().is_some(),
            Self::Operator(_, _, a, b) => a.known().is_some() && b.known().is_some(),
            Self::Choice(c, a, b) => match c.known() {
                Some(c) if c.is_nan() => true,
                Some(0.0) => return b.known(),
                Some(_) => return a.known(),
                None => return a.known().filter(|a| a.is_nan() && b.known().is_some_and(f64::is_nan)),
            },
        };
        is_known.then(|| self.value(&[0.0; 3]))
    }

    fn value(&self, inputs: &[f64; 3]) -> f64 {
        let flag = |holds: bool| f64::from(u8::from(holds));
        match self {
            Self::Number(n) => f64::from(*n),
            Self::Input(i) => inputs[*i],
            Self::Sign("-", a) => -a.value(inputs),
            Self::Sign(_, a) => {
                let a = a.value(inputs);
                if a.is_nan() { a } else { flag(a == 0.0) }
            }
            Self::Function(name, a) => {
                let a = a.value(inputs);
                match *name {
                    "abs" => a.abs(),
                    "sqrt" => a.sqrt(),
                    "floor" => a.floor(),
                    "valid" => flag(!a.is_nan()),
                    "isnan" => flag(a.is_nan()),
                    _ if a.is_nan() => a,
                    _ => flag(a > 0.0) - flag(a < 0.0),
                }
            }
            // A square that is known to be one is a product, which may differ in the last bit.
            Self::Operator("**", _, a, b) if a.known().is_none() && b.known() == Some(2.0) => a.value(inputs).powi(2),
            Self::Operator(sign, _, a, b) => operate(sign, a.value(inputs), b.value(inputs)),
            Self::Choice(c, a, b) => match c.value(inputs) {
                c if c.is_nan() => c,
                0.0 => b.value(inputs),
                _ => a.value(inputs),
            },
        }
    }
}

fn operate(sign: &str, a: f64, b: f64) -> f64 {
    let flag = |holds: bool| f64::from(u8::from(holds));
    match sign {
        "or" if a != 0.0 && !a.is_nan() || b != 0.0 && !b.is_nan() => 1.0,
        "&&" if a == 0.0 || b == 0.0 => 0.0,
        _ if a.is_nan() || b.is_nan() => f64::NAN,
        "or" => 0.0,
        "&&" => 1.0,
        "<" => flag(a < b),
        "<=" => flag(a <= b),
        ">" => flag(a > b),
        ">=" => flag(a >= b),
        "==" => flag(a == b),
        "!=" => flag(a != b),
        "|" => (a as i64 | b as i64) as f64,
        "&" => (a as i64 & b as i64) as f64,
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" => a / b,
        "%" if a % b != 0.0 && (a % b < 0.0) != (b < 0.0) => a % b + b,
        "%" => a % b,
        _ => a.powf(b),
    }
}

/// More than are computed at a time.
const MANY: usize = 700;
/// Samples that all outputs may have together.
const MOST: usize = 1 << 20;

/// What comes of so many pixels, all alike.
fn evaluate(expression: &Expression, inputs: impl Fn(&str, usize) -> f64, len: usize) -> Vec<Vec<f64>> {
    let bands: Vec<Vec<f64>> =
        expression.inputs().iter().map(|input| vec![inputs(&input.name, input.band); len]).collect();
    let planes: Vec<Plane<'_>> = bands.iter().map(|band| Plane::new(band)).collect();
    let mut outs = vec![vec![0.5; len]; expression.outputs()];
    let mut slices: Vec<&mut [f64]> = outs.iter_mut().map(Vec::as_mut_slice).collect();
    expression.evaluate(&planes, &mut slices).expect("there are as many planes and outputs");
    outs
}

fn is_same(a: f64, b: f64) -> bool {
    a == b || a.is_nan() && b.is_nan()
}

/// The target.
pub fn run(input: Input<'_>) {
    match input {
        Input::Text(text) => match Expression::parse(text) {
            Ok(expression) => {
                let inputs = |name: &str, band: usize| (name.len() + band) as f64 - 1.5;
                let one = evaluate(&expression, inputs, 1);
                let len = MANY.min(MOST / (expression.inputs().len() + expression.outputs()).max(1));
                for (one, many) in one.iter().zip(evaluate(&expression, inputs, len)) {
                    assert!(many.iter().all(|&v| is_same(v, one[0])), "{text:?}: {one:?} and {many:?}");
                }
            }
            Err(error) => assert!(error.column <= error.text.chars().count() + 1, "{error:?}"),
        },
        Input::Tree(tree, inputs) => {
            let text = tree.text();
            let expression = Expression::parse(&text).unwrap_or_else(|error| panic!("{error}"));
            let inputs = inputs.map(f64::from);
            let of = |name: &str, band: usize| match (name, band) {
                ("A", 0) => inputs[0],
                ("B", _) => inputs[1],
                _ => inputs[2],
            };
            let (found, expected) = (evaluate(&expression, of, 1)[0][0], tree.value(&inputs));
            assert!(is_same(found, expected), "{text} of {inputs:?} is {found}, not {expected}");
        }
    }
}
