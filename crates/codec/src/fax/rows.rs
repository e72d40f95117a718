//! One row of fax data to the columns where its colour changes.

use super::bit_reader::{BitReader, End};
use super::codes::{BLACK_BITS, BLACK_RUNS, MODE_BITS, MODE_CODES, Mode, RunCode, WHITE_BITS, WHITE_RUNS};

/// Why a row is the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The data ended within the row, which is white from there on.
    End,
    /// More changes of colour than a row can have.
    TooManyRuns,
    /// Data that are not compressed follow, as an option of T.4 and T.6 has it.
    Uncompressed,
}

impl From<End> for Stop {
    fn from(End: End) -> Self {
        Self::End
    }
}

/// What came of a code.
enum Next {
    Run,
    EndOfLine,
    Bad,
}

/// Decodes rows, one by one. What is wrong with a row does not end it: as in libtiff, its rest is white.
pub(super) struct Rows<'d, 'r> {
    pub(super) reader: BitReader<'d>,
    width: u32,
    /// The most changes of a row: libtiff's.
    most: usize,
    /// A row may turn to data that are not compressed.
    uncompressed: bool,
    /// The row was ended by a code that ends lines.
    pub(super) line_ended: bool,
    /// Where the colour changes: 0, then the end of each run in order, white first, zero-length ones among them. Behind the
    /// last one, nothing changes before the end of the row.
    changes: &'r mut Vec<u32>,
    /// Those of the row above.
    above: &'r mut Vec<u32>,
    /// The column that was reached: a0. Behind the last change, it ends a run that goes on.
    at: u32,
}

impl<'d, 'r> Rows<'d, 'r> {
    /// Begins with a white row above.
    pub(super) fn new(
        data: &'d [u8],
        width: u32,
        two_dimensional: bool,
        uncompressed: bool,
        [changes, above]: &'r mut [Vec<u32>; 2],
    ) -> Self {
        above.clear();
        above.extend([0, width]);
        let most = (width as usize + 1).next_multiple_of(32) << u32::from(two_dimensional);
        Self { reader: BitReader::new(data), width, most, uncompressed, line_ended: false, changes, above, at: 0 }
    }

    /// The columns where the colour of the row that was decoded changes, from white to black first.
    pub(super) fn changes(&self) -> &[u32] {
        self.changes.get(1..).unwrap_or_default()
    }

    /// The row becomes the one above the next one.
    pub(super) fn move_up(&mut self) {
        std::mem::swap(&mut self.changes, &mut self.above);
    }

    /// Begins a row: white, so far.
    pub(super) fn clear(&mut self) {
        self.changes.clear();
        self.changes.push(0);
        self.at = 0;
    }

    /// A row by the code of T.4's one-dimensional scheme.
    pub(super) fn one_dimensional(&mut self) -> Result<(), Stop> {
        self.clear();
        let end = self.runs();
        self.finish()?;
        end
    }

    fn runs(&mut self) -> Result<(), Stop> {
        loop {
            for black in [false, true] {
                match self.run(black)? {
                    Next::Run if self.at < self.width => {}
                    Next::EndOfLine => {
                        self.line_ended = true;
                        return Ok(());
                    }
                    Next::Run | Next::Bad => return Ok(()),
                }
            }
            // Runs of no length would go on for as long as the data do.
            if let [.., a, b, c] = self.changes[..]
                && a == c
                && b == c
            {
                self.changes.truncate(self.changes.len() - 2);
            }
        }
    }

    /// A row by the code of T.6, which is T.4's two-dimensional one.
    pub(super) fn two_dimensional(&mut self) -> Result<(), Stop> {
        self.clear();
        let end = self.modes();
        self.finish()?;
        end
    }

    fn modes(&mut self) -> Result<(), Stop> {
        // The change above that codes refer to, b1, and its number.
        let mut number = 1;
        let mut change = self.above(number);
        while self.at < self.width {
            let (mode, len) = MODE_CODES[self.reader.peek(MODE_BITS)? as usize];
            self.reader.skip(u32::from(len));
            if !matches!(mode, Mode::Horizontal | Mode::Extension | Mode::EndOfLine) {
                change = self.next_above(&mut number, change);
            }
            match mode {
                Mode::Right(columns) => {
                    self.at = change.saturating_add(columns.into());
                    self.push()?;
                    number += 1;
                }
                Mode::Left(columns) => {
                    let Some(at) = change.checked_sub(columns.into()).filter(|&at| at >= self.at) else { break };
                    self.at = at;
                    self.push()?;
                    number -= 1;
                }
                Mode::Pass => {
                    self.at = self.above(number + 1);
                    number += 2;
                }
                Mode::Horizontal => {
                    let black = self.is_black();
                    for black in [black, !black] {
                        if !matches!(self.run(black)?, Next::Run) {
                            return Ok(());
                        }
                    }
                    change = self.next_above(&mut number, change);
                    continue;
                }
                Mode::Extension if self.uncompressed => return Err(Stop::Uncompressed),
                Mode::Extension => {
                    self.fill();
                    break;
                }
                Mode::EndOfLine => {
                    self.fill();
                    self.reader.peek(4)?;
                    self.reader.skip(4);
                    self.line_ended = true;
                    break;
                }
            }
            change = self.above(number);
        }
        Ok(())
    }

    /// A change of the row above; there is none behind the last one, but the row's end.
    #[inline(always)]
    fn above(&self, number: usize) -> u32 {
        self.above.get(number).copied().unwrap_or(self.width)
    }

    /// The first change above to the right of where this row is, among those to the same colour.
    #[inline(always)]
    fn next_above(&self, number: &mut usize, mut change: u32) -> u32 {
        if self.changes.len() > 1 {
            while change <= self.at && change < self.width {
                *number += 2;
                change = self.above(*number);
            }
        }
        change
    }

    /// Whether the next run is black.
    fn is_black(&self) -> bool {
        self.changes.len().is_multiple_of(2)
    }

    /// A run, of one code or more.
    #[inline(always)]
    fn run(&mut self, black: bool) -> Result<Next, Stop> {
        loop {
            let code: RunCode = if black {
                BLACK_RUNS[self.reader.peek(BLACK_BITS)? as usize]
            } else {
                WHITE_RUNS[self.reader.peek(WHITE_BITS)? as usize]
            };
            self.reader.skip(code.len());
            if code.terminates() {
                self.at = self.at.saturating_add(code.run());
                self.push()?;
                return Ok(Next::Run);
            }
            if !code.makes_up() {
                return Ok(if code.ends_line() { Next::EndOfLine } else { Next::Bad });
            }
            self.at = self.at.saturating_add(code.run());
        }
    }

    #[inline(always)]
    fn push(&mut self) -> Result<(), Stop> {
        if self.changes.len() > self.most {
            return Err(Stop::TooManyRuns);
        }
        self.changes.push(self.at);
        Ok(())
    }

    fn last(&self) -> u32 {
        self.changes.last().copied().unwrap_or(0)
    }

    /// The colour goes on to the row's end. After a pass, libtiff begins that run where the pass began: the pixels that are
    /// missing then have the other colour.
    fn fill(&mut self) {
        let passed = self.at - self.last();
        self.changes.push(self.width - passed);
        self.at = self.width;
    }

    /// Makes the row as wide as it must be: without its last runs where it is too long, white where it is too short.
    fn finish(&mut self) -> Result<(), Stop> {
        if self.at != self.last() {
            self.push()?;
        }
        while self.at > self.width {
            self.changes.pop();
            self.at = self.last();
        }
        if self.at < self.width {
            if self.is_black() {
                self.push()?;
            }
            self.at = self.width;
            self.push()?;
        }
        Ok(())
    }
}
