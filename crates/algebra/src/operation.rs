//! What is done to numbers: each operation once, for single and for double precision.

use geotiff_core::FloatSample;

/// The precision that is computed in: `f32` or `f64`.
///
/// ```
/// use algebra::{Expression, Plane};
///
/// let third = Expression::parse("A / 3")?;
/// let ones = [Plane::new(&[1_u8])];
/// let (mut single, mut double) = ([0_f32], [0_f64]);
/// third.evaluate(&ones, &mut [&mut single])?;
/// third.evaluate(&ones, &mut [&mut double])?;
/// assert_eq!((single[0], double[0]), (1.0 / 3.0, 1.0 / 3.0));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub trait Precision: FloatSample + Arithmetic {}

impl Precision for f32 {}
impl Precision for f64 {}

/// Operations on one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unary {
    Negate,
    Not,
    IsNan,
    IsFinite,
    /// 1 for a number that is there.
    Valid,
    Abs,
    Sign,
    Sqrt,
    Cbrt,
    Exp,
    Expm1,
    Ln,
    Log1p,
    Log10,
    Log2,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Degrees,
    Radians,
    Floor,
    Ceil,
    Round,
    Truncate,
}

/// Operations on two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Remainder,
    Power,
    Least,
    Greatest,
    Atan2,
    Hypot,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    And,
    Or,
    BitAnd,
    BitOr,
    BitXor,
}

/// What both precisions can. A NaN is a number that is not there, and so is what comes of it.
pub trait Arithmetic: Copy + Sized {
    /// As a constant of an expression has it.
    fn of(value: f64) -> Self;
    /// Of a condition.
    fn of_bool(value: bool) -> Self;
    /// `then` where this is neither 0 nor NaN, `otherwise` where it is 0.
    fn select(self, then: Self, otherwise: Self) -> Self;
    fn not(self) -> Self;
    fn sign(self) -> Self;
    fn least(self, other: Self) -> Self;
    fn greatest(self, other: Self) -> Self;
    fn floor_divide(self, other: Self) -> Self;
    fn remainder(self, other: Self) -> Self;
    /// A comparison of numbers that are both there.
    fn compare(self, other: Self, holds: bool) -> Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    /// Of whole numbers, as 64-bit integers.
    fn bits(self, other: Self, combine: impl Fn(i64, i64) -> i64) -> Self;
    /// Hands on what an operation does, so that a loop is compiled for each.
    fn with_unary(operation: Unary, with: impl OnUnary<Self>);
    /// The same for two numbers.
    fn with_binary(operation: Binary, with: impl OnBinary<Self>);
}

/// Whoever is handed an operation on one number.
pub trait OnUnary<T> {
    /// With this operation.
    fn run(self, operation: impl Fn(T) -> T);
}

/// Whoever is handed an operation on two numbers.
pub trait OnBinary<T> {
    /// With this operation.
    fn run(self, operation: impl Fn(T, T) -> T);
}

macro_rules! arithmetic {
    ($($rust:ident),*) => {$(
        impl Arithmetic for $rust {
            #[inline(always)]
            fn of(value: f64) -> Self {
                value as Self
            }
            #[inline(always)]
            fn of_bool(value: bool) -> Self {
                if value { 1.0 } else { 0.0 }
            }
            #[inline(always)]
            fn select(self, then: Self, otherwise: Self) -> Self {
                let picked = if self == 0.0 { otherwise } else { then };
                if self.is_nan() { self } else { picked }
            }
            #[inline(always)]
            fn not(self) -> Self {
                self.compare(self, self == 0.0)
            }
            #[inline(always)]
            fn sign(self) -> Self {
                let sign = Self::of_bool(self > 0.0) - Self::of_bool(self < 0.0);
                if self.is_nan() { self } else { sign }
            }
            #[inline(always)]
            fn least(self, other: Self) -> Self {
                if self < other || self.is_nan() { self } else { other }
            }
            #[inline(always)]
            fn greatest(self, other: Self) -> Self {
                if self > other || self.is_nan() { self } else { other }
            }
            #[inline(always)]
            fn floor_divide(self, other: Self) -> Self {
                // By the remainder, so that both agree: 1 // 0.1 is 9.
                let quotient = (self - self.remainder(other)) / other;
                let exact = self / other;
                if quotient.is_finite() { quotient.round() } else { exact.floor() }
            }
            #[inline(always)]
            fn remainder(self, other: Self) -> Self {
                let rest = self % other;
                let is_other_side = rest != 0.0 && (rest < 0.0) != (other < 0.0);
                if is_other_side { rest + other } else { rest }
            }
            #[inline(always)]
            fn compare(self, other: Self, holds: bool) -> Self {
                if self.is_nan() | other.is_nan() { Self::NAN } else { Self::of_bool(holds) }
            }
            #[inline(always)]
            fn and(self, other: Self) -> Self {
                if (self == 0.0) | (other == 0.0) { 0.0 } else { self.compare(other, true) }
            }
            #[inline(always)]
            fn or(self, other: Self) -> Self {
                let is_true = |value: Self| (value != 0.0) & !value.is_nan();
                if is_true(self) | is_true(other) { 1.0 } else { self.compare(other, false) }
            }
            #[inline(always)]
            fn bits(self, other: Self, combine: impl Fn(i64, i64) -> i64) -> Self {
                if self.is_nan() | other.is_nan() { Self::NAN } else { combine(self as i64, other as i64) as Self }
            }

            fn with_unary(operation: Unary, with: impl OnUnary<Self>) {
                match operation {
                    Unary::Negate => with.run(|a| -a),
                    Unary::Not => with.run(Arithmetic::not),
                    Unary::IsNan => with.run(|a| Self::of_bool(a.is_nan())),
                    Unary::IsFinite => with.run(|a| Self::of_bool(a.is_finite())),
                    Unary::Valid => with.run(|a| Self::of_bool(!a.is_nan())),
                    Unary::Abs => with.run(Self::abs),
                    Unary::Sign => with.run(Arithmetic::sign),
                    Unary::Sqrt => with.run(Self::sqrt),
                    Unary::Cbrt => with.run(Self::cbrt),
                    Unary::Exp => with.run(Self::exp),
                    Unary::Expm1 => with.run(Self::exp_m1),
                    Unary::Ln => with.run(Self::ln),
                    Unary::Log1p => with.run(Self::ln_1p),
                    Unary::Log10 => with.run(Self::log10),
                    Unary::Log2 => with.run(Self::log2),
                    Unary::Sin => with.run(Self::sin),
                    Unary::Cos => with.run(Self::cos),
                    Unary::Tan => with.run(Self::tan),
                    Unary::Asin => with.run(Self::asin),
                    Unary::Acos => with.run(Self::acos),
                    Unary::Atan => with.run(Self::atan),
                    Unary::Sinh => with.run(Self::sinh),
                    Unary::Cosh => with.run(Self::cosh),
                    Unary::Tanh => with.run(Self::tanh),
                    Unary::Degrees => with.run(Self::to_degrees),
                    Unary::Radians => with.run(Self::to_radians),
                    Unary::Floor => with.run(Self::floor),
                    Unary::Ceil => with.run(Self::ceil),
                    Unary::Round => with.run(Self::round),
                    Unary::Truncate => with.run(Self::trunc),
                }
            }

            fn with_binary(operation: Binary, with: impl OnBinary<Self>) {
                match operation {
                    Binary::Add => with.run(|a, b| a + b),
                    Binary::Subtract => with.run(|a, b| a - b),
                    Binary::Multiply => with.run(|a, b| a * b),
                    Binary::Divide => with.run(|a, b| a / b),
                    Binary::FloorDivide => with.run(Arithmetic::floor_divide),
                    Binary::Remainder => with.run(Arithmetic::remainder),
                    // NaN ** 0 and 1 ** NaN are 1 to C, but what is not there has no power.
                    Binary::Power => with.run(|a, b| if a.is_nan() | b.is_nan() { Self::NAN } else { a.powf(b) }),
                    Binary::Least => with.run(Arithmetic::least),
                    Binary::Greatest => with.run(Arithmetic::greatest),
                    Binary::Atan2 => with.run(Self::atan2),
                    // Infinity and NaN are infinity to C.
                    Binary::Hypot => with.run(|a, b| if a.is_nan() | b.is_nan() { Self::NAN } else { a.hypot(b) }),
                    Binary::Less => with.run(|a, b| a.compare(b, a < b)),
                    Binary::LessOrEqual => with.run(|a, b| a.compare(b, a <= b)),
                    Binary::Greater => with.run(|a, b| a.compare(b, a > b)),
                    Binary::GreaterOrEqual => with.run(|a, b| a.compare(b, a >= b)),
                    Binary::Equal => with.run(|a, b| a.compare(b, a == b)),
                    Binary::NotEqual => with.run(|a, b| a.compare(b, a != b)),
                    Binary::And => with.run(Arithmetic::and),
                    Binary::Or => with.run(Arithmetic::or),
                    Binary::BitAnd => with.run(|a, b| a.bits(b, |a, b| a & b)),
                    Binary::BitOr => with.run(|a, b| a.bits(b, |a, b| a | b)),
                    Binary::BitXor => with.run(|a, b| a.bits(b, |a, b| a ^ b)),
                }
            }
        }
    )*};
}
arithmetic!(f32, f64);

#[cfg(test)]
mod tests {
    use super::*;

    struct On<'a>(f64, &'a mut f64);
    impl OnUnary<f64> for On<'_> {
        fn run(self, operation: impl Fn(f64) -> f64) {
            *self.1 = operation(self.0);
        }
    }
    struct OnTwo<'a>(f64, f64, &'a mut f64);
    impl OnBinary<f64> for OnTwo<'_> {
        fn run(self, operation: impl Fn(f64, f64) -> f64) {
            *self.2 = operation(self.0, self.1);
        }
    }

    fn two(operation: Binary, a: f64, b: f64) -> f64 {
        let mut out = 0.0;
        f64::with_binary(operation, OnTwo(a, b, &mut out));
        out
    }

    fn one(operation: Unary, a: f64) -> f64 {
        let mut out = 0.0;
        f64::with_unary(operation, On(a, &mut out));
        out
    }

    #[test]
    fn remainders_and_whole_quotients_are_pythons() {
        for (a, b, quotient, rest) in [
            (7.0, 2.0, 3.0, 1.0),
            (-7.0, 2.0, -4.0, 1.0),
            (7.0, -2.0, -4.0, -1.0),
            (-7.0, -2.0, 3.0, -1.0),
            (6.0, 3.0, 2.0, 0.0),
            (0.5, 1.0, 0.0, 0.5),
            (-0.5, 1.0, -1.0, 0.5),
        ] {
            assert_eq!((two(Binary::FloorDivide, a, b), two(Binary::Remainder, a, b)), (quotient, rest), "{a} {b}");
        }
        assert_eq!(two(Binary::FloorDivide, 1.0, 0.1), 9.0);
        assert!(two(Binary::FloorDivide, 1.0, 0.0).is_infinite() && two(Binary::Remainder, 1.0, 0.0).is_nan());
    }

    #[test]
    fn what_is_not_there_stays_so_unless_it_makes_no_difference() {
        let nan = f64::NAN;
        for operation in [
            Binary::Add,
            Binary::Power,
            Binary::Least,
            Binary::Greatest,
            Binary::Hypot,
            Binary::Less,
            Binary::Equal,
            Binary::NotEqual,
            Binary::BitAnd,
            Binary::FloorDivide,
        ] {
            for (a, b) in [(nan, 1.0), (1.0, nan), (nan, 0.0), (0.0, nan), (nan, nan)] {
                assert!(two(operation, a, b).is_nan(), "{operation:?} {a} {b}");
            }
        }
        assert_eq!((two(Binary::And, nan, 0.0), two(Binary::And, 0.0, nan)), (0.0, 0.0));
        assert_eq!((two(Binary::Or, nan, 2.0), two(Binary::Or, -1.0, nan)), (1.0, 1.0));
        assert!(two(Binary::And, nan, 1.0).is_nan() && two(Binary::Or, 0.0, nan).is_nan());
        assert!(one(Unary::Not, nan).is_nan() && one(Unary::Sign, nan).is_nan());
        assert_eq!((one(Unary::Valid, nan), one(Unary::IsNan, nan)), (0.0, 1.0));
        assert!(nan.select(1.0, 2.0).is_nan());
        assert_eq!((1.0.select(3.0, nan), 0.0.select(nan, 4.0)), (3.0, 4.0));
    }
}
