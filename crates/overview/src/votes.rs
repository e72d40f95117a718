//! MODE at any ratio: the value that most of the valid pixels have.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use geotiff_core::Result;

use crate::span::Span;
use crate::taps::{Direction, Taps};

/// A plane of samples, whatever they are, on its way from old rows to new ones.
pub(crate) struct ModePlane<const N: usize> {
    x: Taps,
    y: Taps,
    next: usize,
    waiting: VecDeque<(usize, Vec<Votes<N>>)>,
}

/// Is handed a new row: its number, and the values of its pixels.
pub(crate) type TakeRow<'a, const N: usize> = dyn FnMut(usize, &mut dyn Iterator<Item = Option<[u8; N]>>) + 'a;

/// The values under one new pixel.
#[derive(Clone)]
struct Votes<const N: usize> {
    counts: HashMap<[u8; N], u32>,
    best: Option<([u8; N], u32)>,
}

impl<const N: usize> Votes<N> {
    fn add(&mut self, value: [u8; N], votes: u32) {
        let count = self.counts.entry(value).or_default();
        *count += votes;
        // Of several that are as frequent, the first to be so stays.
        if self.best.is_none_or(|(_, most)| *count > most) {
            self.best = Some((value, *count));
        }
    }
}

impl<const N: usize> ModePlane<N> {
    pub(crate) fn new(x: Span, y: Span, cols: Range<usize>, rows: Range<usize>) -> Result<Self> {
        let next = rows.start;
        Ok(Self {
            x: Taps::new(x, Direction::Across, None, cols)?,
            y: Taps::new(y, Direction::Down, None, rows)?,
            next,
            waiting: VecDeque::new(),
        })
    }

    pub(crate) fn source(&self) -> (Range<usize>, Range<usize>) {
        (self.x.source(), self.y.source())
    }

    /// The old row after the last that a new one is made of.
    pub(crate) fn end_of(&self, row: usize) -> usize {
        self.y.get(row).end()
    }

    /// Takes the next row, from the first column that is wanted on, and which samples count. Hands out each new row that is
    /// complete, with nothing where nothing counts.
    pub(crate) fn push(&mut self, row: usize, samples: &[[u8; N]], valid: Option<&[u8]>, out: &mut TakeRow<'_, N>) {
        while self.next < self.y.pixels().end && self.y.get(self.next).start <= row {
            let votes = Votes { counts: HashMap::new(), best: None };
            self.waiting.push_back((self.next, vec![votes; self.x.len()]));
            self.next += 1;
        }
        let first = self.x.source().start;
        for (number, votes) in &mut self.waiting {
            if !(self.y.get(*number).start..self.y.get(*number).end()).contains(&row) {
                continue;
            }
            for (votes, tap) in votes.iter_mut().zip(self.x.iter()) {
                let part = tap.start - first..tap.end() - first;
                let counts = |i: usize| valid.is_none_or(|valid| valid[i] != 0);
                // Values come in runs.
                let mut run: Option<([u8; N], u32)> = None;
                for i in part.filter(|&i| counts(i)) {
                    run = match run {
                        Some((value, n)) if value == samples[i] => Some((value, n + 1)),
                        Some((value, n)) => {
                            votes.add(value, n);
                            Some((samples[i], 1))
                        }
                        None => Some((samples[i], 1)),
                    };
                }
                if let Some((value, n)) = run {
                    votes.add(value, n);
                }
            }
        }
        while let Some((number, votes)) = self.waiting.front()
            && self.y.get(*number).end() <= row + 1
        {
            out(*number, &mut votes.iter().map(|votes| votes.best.map(|(value, _)| value)));
            self.waiting.pop_front();
        }
    }
}
