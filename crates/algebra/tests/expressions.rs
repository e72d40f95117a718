//! Expressions as their users write them: what they mean, and what is wrong with those that mean nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests, helpers and all")]

use algebra::{Expression, Plane, Precision, function_names};
use geotiff_core::Sample;
use proptest::prelude::*;

/// The first number of an expression of doubles.
fn value(text: &str, inputs: &[f64]) -> f64 {
    let expression = Expression::parse(text).unwrap_or_else(|error| panic!("{error}"));
    let inputs: Vec<[f64; 1]> = inputs.iter().map(|&value| [value]).collect();
    let planes: Vec<Plane<'_>> = inputs.iter().map(|value| Plane::new(value)).collect();
    let mut out = [0.0; 1];
    expression.evaluate(&planes, &mut [&mut out]).unwrap();
    out[0]
}

fn error(text: &str) -> (usize, String) {
    let error = Expression::parse(text).unwrap_err();
    (error.column, error.message)
}

#[test]
fn operators_bind_as_in_python() {
    for (text, expected) in [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("10 - 4 - 3", 3.0),
        ("2 ** 3 ** 2", 512.0),
        ("2 ^ 10", 1024.0),
        ("-2 ** 2", -4.0),
        ("2 ** -1", 0.5),
        ("-7 // 2", -4.0),
        ("-7 % 3", 2.0),
        ("7 / 2", 3.5),
        ("1 < 2 && 2 < 3", 1.0),
        ("1 > 2 || 0", 0.0),
        ("not 1 > 2", 1.0),
        ("!1 > 2", 0.0),
        ("1 or 0 and 0", 1.0),
        ("6 & 3 | 8", 10.0),
        ("(3 > 2) + (2 >= 2) + (1 != 1) + (1 == 1) + (1 <= 0)", 3.0),
        ("0 ? 1 : 0 ? 2 : 3", 3.0),
        ("5 > 4 ? 10 : 20", 10.0),
        ("1 ? 2 : 3 + 4", 2.0),
        ("+-+3", -3.0),
        ("1e3 + .5 + 2.", 1002.5),
        ("true + false", 1.0),
        ("sum = 1 + 2; sum * sum", 9.0),
    ] {
        assert_eq!(value(text, &[]), expected, "{text}");
    }
}

#[test]
fn every_function_does_what_its_name_says() {
    let cases = [
        ("where(A > 1, 5, 6)", 5.0),
        ("if(A > 3, 5, 6)", 6.0),
        ("min(A, 1, 7)", 1.0),
        ("minimum(A, 7)", 2.0),
        ("max(A, 1, 7)", 7.0),
        ("sum(A, 1, 7)", 10.0),
        ("mean(A, 1, 6)", 3.0),
        ("clamp(A, 3, 4)", 3.0),
        ("clip(A, 0, 1)", 1.0),
        ("abs(-A)", 2.0),
        ("sign(-A)", -1.0),
        ("floor(-A / 4)", -1.0),
        ("ceil(A / 4)", 1.0),
        ("round(A / 4)", 1.0),
        ("round(-A * 1.25)", -3.0),
        ("trunc(-A * 0.9)", -1.0),
        ("sqrt(A * 8)", 4.0),
        ("cbrt(A * 4)", 2.0),
        ("pow(A, 3)", 8.0),
        ("hypot(A + 1, 4)", 5.0),
        ("exp(A)", 2.0_f64.exp()),
        ("expm1(A)", 2.0_f64.exp_m1()),
        ("log(A)", 2.0_f64.ln()),
        ("ln(e ** A)", 2.0),
        ("log1p(A)", 2.0_f64.ln_1p()),
        ("log10(A * 50)", 2.0),
        ("log2(A)", 1.0),
        ("sin(A)", 2.0_f64.sin()),
        ("cos(A)", 2.0_f64.cos()),
        ("tan(A)", 2.0_f64.tan()),
        ("asin(A / 2)", std::f64::consts::FRAC_PI_2),
        ("acos(A / 2)", 0.0),
        ("arcsin(A / 2)", std::f64::consts::FRAC_PI_2),
        ("arctan(A)", 2.0_f64.atan()),
        ("atan(A)", 2.0_f64.atan()),
        ("atan2(A, 1)", 2.0_f64.atan2(1.0)),
        ("numpy.arctan2(A, 1)", 2.0_f64.atan2(1.0)),
        ("sinh(A)", 2.0_f64.sinh()),
        ("cosh(A)", 2.0_f64.cosh()),
        ("tanh(A)", 2.0_f64.tanh()),
        ("degrees(A * pi)", 360.0),
        ("radians(A * 90)", std::f64::consts::PI),
        ("valid(A) + valid(nan)", 1.0),
        ("isnan(A) + isnan(nan)", 1.0),
        ("isfinite(A) + isfinite(inf)", 1.0),
        ("bit(A + 8, 3)", 1.0),
        ("bit(A + 8, 2)", 0.0),
        ("mod(-A, 3)", 1.0),
        ("logical_and(A, 1)", 1.0),
        ("logical_or(0, A)", 1.0),
        ("logical_not(A)", 0.0),
        ("bitwise_and(A, 3)", 2.0),
        ("bitwise_or(A, 1)", 3.0),
        ("bitwise_xor(A, 3)", 1.0),
        ("negative(A)", -2.0),
    ];
    for (text, expected) in cases {
        assert!((value(text, &[2.0]) - expected).abs() < 1e-12, "{text}: {}", value(text, &[2.0]));
        // What is known from the outset is computed by the same rules.
        let known = text.replace('A', "2");
        assert_eq!(value(&known, &[]).to_bits(), value(text, &[2.0]).to_bits(), "{known}");
    }
    for name in function_names() {
        assert!(cases.iter().any(|(text, _)| text.contains(&format!("{name}("))), "{name} is not tried");
    }
}

#[test]
fn nothing_wraps_whatever_the_types_are() {
    fn difference<T: Sample, P: Precision>(a: T, b: T) -> f64 {
        let (a, b) = ([a], [b]);
        let planes = [&a, &b].map(|samples| Plane::new(samples));
        let mut out = [P::NAN];
        Expression::parse("(B - A) / (B + A)").unwrap().evaluate(&planes, &mut [&mut out]).unwrap();
        out[0].to_f64()
    }
    assert_eq!(difference::<u8, f64>(200, 100), 1.0 / 3.0);
    assert_eq!(difference::<u16, f64>(60_000, 20_000), 0.5);
    assert_eq!(difference::<i16, f64>(30_000, -10_000), 2.0);
    assert_eq!(difference::<u32, f64>(u32::MAX, 0), 1.0);
    assert_eq!(difference::<i64, f64>(3, 1), 0.5);
    assert_eq!(difference::<u8, f32>(200, 100), f64::from(1.0_f32 / 3.0));
}

#[test]
fn what_is_not_there_spreads_as_far_as_it_matters() {
    let nan = f64::NAN;
    assert!(value("A + B", &[1.0, nan]).is_nan() && value("A > B", &[1.0, nan]).is_nan());
    assert!(value("where(A, 1, 2)", &[nan]).is_nan() && value("min(A, 1)", &[nan]).is_nan());
    assert_eq!(value("where(valid(A), A, B)", &[nan, 7.0]), 7.0);
    assert_eq!(value("where(isnan(A), -1, A)", &[nan]), -1.0);
    assert_eq!(value("A > 5 ? B : 0", &[1.0, nan]), 0.0);
    assert_eq!((value("A && B", &[0.0, nan]), value("A || B", &[3.0, nan])), (0.0, 1.0));
}

#[test]
fn bands_and_names_are_those_that_are_said() {
    let expression = Expression::parse("s = A[2] + B; s, s / A[2]; A;").unwrap();
    let inputs: Vec<_> = expression.inputs().iter().map(|input| (&*input.name, input.band)).collect();
    assert_eq!((inputs, expression.outputs()), (vec![("A", 1), ("B", 0), ("A", 0)], 3));
    let planes = [&[1.0], &[2.0], &[3.0]].map(|samples| Plane::new(samples));
    let (mut a, mut b, mut c) = ([0.0], [0.0], [0.0]);
    expression.evaluate::<f64>(&planes, &mut [&mut a, &mut b, &mut c]).unwrap();
    assert_eq!([a, b, c], [[3.0], [3.0], [3.0]]);
}

#[test]
fn errors_tell_the_column() {
    for (text, column, words) in [
        ("", 1, "a number, a name or ( is missing at the end"),
        ("A +", 4, "missing at the end"),
        ("A + * B", 5, "missing before *"),
        ("(A + B", 7, ") is missing at the end"),
        ("A B", 3, "an operator is missing before B"),
        ("A)", 2, "an operator is missing before )"),
        ("2A", 2, "an operator is missing after the number"),
        ("sin(A, B)", 1, "sin takes 1 arguments, not 2"),
        ("where(A)", 1, "where takes 3 arguments, not 1"),
        ("min()", 1, "min takes at least 1 arguments, not 0"),
        ("foo(A)", 1, "there is no function foo; there are where, min"),
        ("A[0]", 3, "bands have whole numbers, from 1"),
        ("A[1.5]", 3, "bands have whole numbers, from 1"),
        ("A[B]", 3, "bands have whole numbers, from 1"),
        ("A[1", 4, "] is missing at the end"),
        ("1 < A < 3", 7, "comparisons are no chain"),
        ("A ? B", 6, ": is missing at the end"),
        ("A = B", 6, "; is missing at the end"),
        ("A + B = 3", 7, "asked by =="),
        ("pi = 3; pi", 1, "pi has a meaning already"),
        ("A + 1; A = 3; A", 8, "A stood for something else before"),
        ("t = 3; t[2]", 8, "t is no raster"),
        ("größe + $", 9, "'$' means nothing here"),
        ("~A", 1, "bits are not turned round"),
        ("A and", 6, "missing at the end"),
    ] {
        let (at, message) = error(text);
        assert!(at == column && message.contains(words), "{text}: {message} at {at}");
    }
    let mark = Expression::parse("größe\n+ $").unwrap_err().to_string();
    assert_eq!(mark, "'$' means nothing here at column 9\n    größe + $\n            ^");
}

#[test]
fn no_text_takes_the_stack_or_much_memory() {
    for text in
        ["(".repeat(50_000), "-".repeat(50_000), "A?".repeat(30_000), "2**".repeat(20_000), "abs(".repeat(9_000)]
    {
        assert!(error(&text).1.contains("stand in each other"), "{}", &text[..10]);
    }
    assert!(error(&"+".repeat(70_000)).1.contains("70000 bytes are too many"));
    let long = vec!["A"; 30_000].join("+");
    assert_eq!(value(&long, &[1.0]), 30_000.0);
}

/// An expression and what it is, computed as plainly as can be.
#[derive(Clone, Debug)]
enum Tree {
    Number(i8),
    Input(usize),
    One(&'static str, Box<Tree>),
    Two(&'static str, Box<Tree>, Box<Tree>),
    Choice(Box<Tree>, Box<Tree>, Box<Tree>),
}

impl Tree {
    fn text(&self) -> String {
        match self {
            Self::Number(n) => format!("({n})"),
            Self::Input(i) => ["A", "B", "A[2]"][*i].into(),
            Self::One(name, a) => format!("{name}({})", a.text()),
            Self::Two(sign, a, b) => format!("({} {sign} {})", a.text(), b.text()),
            Self::Choice(c, a, b) => format!("({} ? {} : {})", c.text(), a.text(), b.text()),
        }
    }

    fn value(&self, inputs: &[f64; 3]) -> f64 {
        let flag = |holds: bool| if holds { 1.0 } else { 0.0 };
        match self {
            Self::Number(n) => f64::from(*n),
            Self::Input(i) => inputs[*i],
            Self::One("abs", a) => a.value(inputs).abs(),
            Self::One("sqrt", a) => a.value(inputs).sqrt(),
            Self::One(_, a) => -a.value(inputs),
            Self::Two(sign, a, b) => {
                let (a, b) = (a.value(inputs), b.value(inputs));
                let is_unknown = a.is_nan() || b.is_nan();
                match *sign {
                    "+" => a + b,
                    "-" => a - b,
                    "*" => a * b,
                    "/" => a / b,
                    "<" if !is_unknown => flag(a < b),
                    "==" if !is_unknown => flag(a == b),
                    _ => f64::NAN,
                }
            }
            Self::Choice(c, a, b) => match c.value(inputs) {
                c if c.is_nan() => c,
                0.0 => b.value(inputs),
                _ => a.value(inputs),
            },
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![any::<i8>().prop_map(Tree::Number), (0_usize..3).prop_map(Tree::Input)];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let one = prop::sample::select(vec!["abs", "sqrt", "-"]);
        let two = prop::sample::select(vec!["+", "-", "*", "/", "<", "=="]);
        prop_oneof![
            (one, inner.clone()).prop_map(|(name, a)| Tree::One(name, Box::new(a))),
            (two, inner.clone(), inner.clone()).prop_map(|(sign, a, b)| Tree::Two(sign, Box::new(a), Box::new(b))),
            (inner.clone(), inner.clone(), inner).prop_map(|(c, a, b)| Tree::Choice(
                Box::new(c),
                Box::new(a),
                Box::new(b)
            )),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn compiled_is_as_computed_plainly(tree in tree(), seed in any::<u64>(), len in prop::sample::select(vec![0_usize, 1, 511, 512, 1200])) {
        let sample = |i: usize, band: u64| {
            let hash = (i as u64 + 1).wrapping_mul(seed | 1).wrapping_add(band.wrapping_mul(0x9E37_79B9_7F4A_7C15)).rotate_left(23);
            (hash % 13) as i16 - 6
        };
        let bands: Vec<Vec<i16>> = (0..3).map(|band| (0..len).map(|i| sample(i, band)).collect()).collect();
        let valid: Vec<bool> = (0..len).map(|i| sample(i, 9) != 0).collect();
        let expression = Expression::parse(&tree.text()).unwrap();
        let planes: Vec<Plane<'_>> = expression.inputs().iter().map(|input| {
            let band = match (&*input.name, input.band) { ("A", 0) => 0, ("B", _) => 1, _ => 2 };
            let plane = Plane::new(&bands[band]);
            if band == 1 { plane.with_validity(Some(&valid)) } else { plane }
        }).collect();
        let mut out = vec![0.0_f64; len];
        expression.evaluate(&planes, &mut [&mut out]).unwrap();
        for (i, out) in out.iter().enumerate() {
            let b = if valid[i] { f64::from(bands[1][i]) } else { f64::NAN };
            let expected = tree.value(&[bands[0][i].into(), b, bands[2][i].into()]);
            prop_assert!(out.to_bits() == expected.to_bits() || (out.is_nan() && expected.is_nan()), "{} {out} {expected}", tree.text());
        }
    }

    #[test]
    fn no_text_does_harm(text in "[ -~ä]{0,60}", words in prop::collection::vec(prop::sample::select(vec!["A", "2", "(", ")", "+", "-", "**", "?", ":", ",", ";", "=", "min(", "[1]", "and", "not", "1e5"]), 0..30)) {
        for text in [text, words.join(" ")] {
            if let Ok(expression) = Expression::parse(&text) {
                let planes = vec![Plane::new(&[3_u8, 0]); expression.inputs().len()];
                let mut outs = vec![[0.0_f32; 2]; expression.outputs()];
                let mut outs: Vec<&mut [f32]> = outs.iter_mut().map(|out| &mut out[..]).collect();
                expression.evaluate(&planes, &mut outs).unwrap();
            }
        }
    }
}
