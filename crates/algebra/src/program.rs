//! A graph as instructions over registers, each a few hundred numbers long, so that they all stay in the nearest cache.

use geotiff_core::{Error, Result, Sample, SampleType, with_real_sample};

use crate::graph::{Graph, Node, NodeId};
use crate::kernels::{self, Operand};
use crate::operation::{Binary, Precision, Unary};

/// Numbers in a register.
const CHUNK: usize = 512;

/// The samples of an input: as many of each input as are to be computed.
///
/// ```
/// use algebra::{Expression, Plane};
///
/// let heights = [412_i16, -32768, 77];
/// let plane = Plane::new(&heights).with_validity(Some(&[true, false, true]));
/// let mut feet = [0_f32; 3];
/// Expression::parse("A / 0.3048")?.evaluate(&[plane], &mut [&mut feet])?;
/// assert!(feet[1].is_nan() && feet[2] > 252.0);
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Plane<'a> {
    sample_type: SampleType,
    bytes: &'a [u8],
    validity: Option<&'a [bool]>,
}

impl<'a> Plane<'a> {
    /// Samples of any type.
    pub fn new<T: Sample>(samples: &'a [T]) -> Self {
        Self { sample_type: T::TYPE, bytes: bytemuck::cast_slice(samples), validity: None }
    }

    /// With `false` where a sample has no data, which makes it NaN; `None` if all have some.
    #[must_use]
    pub fn with_validity(mut self, validity: Option<&'a [bool]>) -> Self {
        self.validity = validity;
        self
    }

    fn len(&self) -> usize {
        self.bytes.len() / self.sample_type.bytes()
    }

    /// Some samples as numbers.
    fn load<T: Precision>(&self, from: usize, out: &mut [T]) -> Result<()> {
        let (len, complex) = (self.sample_type.bytes(), || Error::unsupported("complex samples in an expression"));
        let bytes = self.bytes.get(from * len..(from + out.len()) * len).unwrap_or_default();
        with_real_sample!(self.sample_type, S => {
            let samples: &[S] = bytemuck::try_cast_slice(bytes)
                .map_err(|_| Error::parameter(format!("the bytes are not aligned for samples of {}", self.sample_type)))?;
            // By way of a double, which the compiler leaves out where it makes no difference.
            out.iter_mut().zip(samples).for_each(|(out, &sample)| {
                *out = T::from_f64(geotiff_core::RealSample::to_f64(sample));
            });
        }, complex => return Err(complex()));
        if let Some(validity) = self.validity {
            let flags = validity.get(from..).unwrap_or_default();
            out.iter_mut().zip(flags).for_each(|(out, &is_valid)| *out = if is_valid { *out } else { T::NAN });
        }
        Ok(())
    }
}

/// Where an instruction has a number from.
#[derive(Clone, Copy, Debug)]
enum Place {
    Register(usize),
    Constant(f64),
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Load(usize),
    Unary(Unary, Place),
    Binary(Binary, Place, Place),
    Select(Place, Place, Place),
}

/// What is done, one after the other, to each part of a row.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// A step and the register that it fills, which it does not read.
    steps: Vec<(Step, usize)>,
    outputs: Vec<Place>,
    registers: usize,
}

impl Program {
    /// What the outputs need, and no more.
    pub(crate) fn new(graph: &Graph, outputs: &[NodeId]) -> Self {
        let nodes = graph.nodes();
        let mut last_use = vec![None; nodes.len()];
        outputs.iter().for_each(|&id| last_use[id] = Some(usize::MAX));
        for (id, node) in nodes.iter().enumerate().rev() {
            if last_use[id].is_some() {
                node.parts().for_each(|part| last_use[part] = last_use[part].or(Some(id)));
            }
        }
        let mut program = Self { steps: Vec::new(), outputs: Vec::new(), registers: 0 };
        let (mut places, mut free) = (vec![Place::Constant(0.0); nodes.len()], Vec::new());
        for (id, &node) in nodes.iter().enumerate() {
            if last_use[id].is_none() {
                continue;
            }
            let step = match node {
                Node::Constant(bits) => {
                    places[id] = Place::Constant(f64::from_bits(bits));
                    continue;
                }
                Node::Input(number) => Step::Load(number),
                Node::Unary(operation, a) => Step::Unary(operation, places[a]),
                Node::Binary(operation, a, b) => Step::Binary(operation, places[a], places[b]),
                Node::Select(a, b, c) => Step::Select(places[a], places[b], places[c]),
            };
            // Before those that it reads are free: a step fills none of them.
            let register = free.pop().unwrap_or_else(|| {
                program.registers += 1;
                program.registers - 1
            });
            places[id] = Place::Register(register);
            program.steps.push((step, register));
            for part in node.parts() {
                // Once, if it is both operands.
                if last_use[part] == Some(id) {
                    last_use[part] = None;
                    free.extend(match places[part] {
                        Place::Register(register) => Some(register),
                        Place::Constant(_) => None,
                    });
                }
            }
        }
        program.outputs = outputs.iter().map(|&id| places[id]).collect();
        program
    }

    /// Runs it over all samples of the planes.
    pub(crate) fn run<T: Precision>(&self, planes: &[Plane<'_>], outs: &mut [&mut [T]]) -> Result<()> {
        let len = outs.first().map_or(0, |out| out.len());
        let is_short = |plane: &Plane<'_>| plane.len() != len || plane.validity.is_some_and(|flags| flags.len() != len);
        if outs.len() != self.outputs.len() || outs.iter().any(|out| out.len() != len) || planes.iter().any(is_short) {
            let lens: Vec<usize> = planes.iter().map(Plane::len).collect();
            return Err(Error::parameter(format!(
                "{} bands of {len} samples cannot come of {lens:?} samples",
                outs.len()
            )));
        }
        let mut registers = vec![vec![T::NAN; CHUNK.min(len)]; self.registers];
        for from in (0..len).step_by(CHUNK) {
            let count = CHUNK.min(len - from);
            for &(step, register) in &self.steps {
                let mut filled = std::mem::take(registers.get_mut(register).ok_or_else(broken)?);
                do_step(step, planes, from, &registers, filled.get_mut(..count).ok_or_else(broken)?)?;
                registers[register] = filled;
            }
            for (out, &place) in outs.iter_mut().zip(&self.outputs) {
                let out = out.get_mut(from..from + count).ok_or_else(broken)?;
                match operand(&registers, place, count)? {
                    Operand::Row(row) => out.copy_from_slice(row),
                    Operand::Constant(value) => out.fill(value),
                }
            }
        }
        Ok(())
    }
}

fn broken() -> Error {
    Error::parameter("the expression does not fit its inputs")
}

fn operand<T: Precision>(registers: &[Vec<T>], place: Place, count: usize) -> Result<Operand<'_, T>> {
    match place {
        Place::Register(number) => {
            registers.get(number).and_then(|row| row.get(..count)).map(Operand::Row).ok_or_else(broken)
        }
        Place::Constant(value) => Ok(Operand::Constant(T::of(value))),
    }
}

fn do_step<T: Precision>(
    step: Step,
    planes: &[Plane<'_>],
    from: usize,
    registers: &[Vec<T>],
    out: &mut [T],
) -> Result<()> {
    let count = out.len();
    let operand = |place| operand(registers, place, count);
    match step {
        Step::Load(number) => return planes.get(number).ok_or_else(broken)?.load(from, out),
        Step::Unary(operation, a) => match operand(a)? {
            Operand::Row(a) => kernels::unary(operation, a, out),
            Operand::Constant(_) => return Err(broken()),
        },
        Step::Binary(operation, a, b) => kernels::binary(operation, [operand(a)?, operand(b)?], out),
        Step::Select(condition, then, otherwise) => match operand(condition)? {
            Operand::Row(condition) => kernels::select(condition, [operand(then)?, operand(otherwise)?], out),
            Operand::Constant(_) => return Err(broken()),
        },
    }
    Ok(())
}
