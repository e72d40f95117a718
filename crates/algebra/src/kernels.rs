//! Operations on rows of numbers: one loop for each operation and kind of operands, which the compiler makes wide.

use crate::operation::{Binary, OnBinary, OnUnary, Precision, Unary};

/// What an operation is done to: one number after the other, or always the same.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Operand<'a, T> {
    Row(&'a [T]),
    Constant(T),
}

struct Each<'a, T> {
    out: &'a mut [T],
    a: &'a [T],
}

impl<T: Copy> OnUnary<T> for Each<'_, T> {
    #[inline(always)]
    fn run(self, operation: impl Fn(T) -> T) {
        self.out.iter_mut().zip(self.a).for_each(|(out, &a)| *out = operation(a));
    }
}

struct EachTwo<'a, T> {
    out: &'a mut [T],
    a: Operand<'a, T>,
    b: Operand<'a, T>,
}

impl<T: Copy> OnBinary<T> for EachTwo<'_, T> {
    #[inline(always)]
    fn run(self, operation: impl Fn(T, T) -> T) {
        let out = self.out.iter_mut();
        match (self.a, self.b) {
            (Operand::Row(a), Operand::Row(b)) => {
                out.zip(a.iter().zip(b)).for_each(|(out, (&a, &b))| *out = operation(a, b));
            }
            (Operand::Row(a), Operand::Constant(b)) => out.zip(a).for_each(|(out, &a)| *out = operation(a, b)),
            (Operand::Constant(a), Operand::Row(b)) => out.zip(b).for_each(|(out, &b)| *out = operation(a, b)),
            (Operand::Constant(a), Operand::Constant(b)) => {
                let value = operation(a, b);
                out.for_each(|out| *out = value);
            }
        }
    }
}

/// Does it to each number of a row.
pub(crate) fn unary<T: Precision>(operation: Unary, a: &[T], out: &mut [T]) {
    T::with_unary(operation, Each { out, a });
}

/// Does it to each number of two operands.
pub(crate) fn binary<T: Precision>(operation: Binary, [a, b]: [Operand<'_, T>; 2], out: &mut [T]) {
    T::with_binary(operation, EachTwo { out, a, b });
}

/// The second where the first is true, else the third.
pub(crate) fn select<T: Precision>(condition: &[T], [then, otherwise]: [Operand<'_, T>; 2], out: &mut [T]) {
    let out = out.iter_mut().zip(condition);
    match (then, otherwise) {
        (Operand::Row(then), Operand::Row(otherwise)) => {
            out.zip(then.iter().zip(otherwise)).for_each(|((out, c), (&a, &b))| *out = c.select(a, b));
        }
        (Operand::Row(then), Operand::Constant(b)) => {
            out.zip(then).for_each(|((out, c), &a)| *out = c.select(a, b));
        }
        (Operand::Constant(a), Operand::Row(otherwise)) => {
            out.zip(otherwise).for_each(|((out, c), &b)| *out = c.select(a, b));
        }
        (Operand::Constant(a), Operand::Constant(b)) => out.for_each(|(out, c)| *out = c.select(a, b)),
    }
}
