//! The code words of T.4 and T.6, and the tables that find them by the next bits of the data.

/// A row of two colours: codes of its runs, by T.4's tables 2 and 3, in the order of their lengths.
struct RunCodes {
    /// 0, 1, 2, … 63 pixels: they end a run.
    terminating: [&'static str; 64],
    /// 64, 128, 192, … 1728 pixels: more of the same run follows.
    make_up: [&'static str; 27],
}

const WHITE: RunCodes = RunCodes {
    terminating: [
        "00110101", "000111", "0111", "1000", "1011", "1100", "1110", "1111", "10011", "10100", "00111", "01000",
        "001000", "000011", "110100", "110101", "101010", "101011", "0100111", "0001100", "0001000", "0010111",
        "0000011", "0000100", "0101000", "0101011", "0010011", "0100100", "0011000", "00000010", "00000011",
        "00011010", "00011011", "00010010", "00010011", "00010100", "00010101", "00010110", "00010111", "00101000",
        "00101001", "00101010", "00101011", "00101100", "00101101", "00000100", "00000101", "00001010", "00001011",
        "01010010", "01010011", "01010100", "01010101", "00100100", "00100101", "01011000", "01011001", "01011010",
        "01011011", "01001010", "01001011", "00110010", "00110011", "00110100",
    ],
    make_up: [
        "11011",
        "10010",
        "010111",
        "0110111",
        "00110110",
        "00110111",
        "01100100",
        "01100101",
        "01101000",
        "01100111",
        "011001100",
        "011001101",
        "011010010",
        "011010011",
        "011010100",
        "011010101",
        "011010110",
        "011010111",
        "011011000",
        "011011001",
        "011011010",
        "011011011",
        "010011000",
        "010011001",
        "010011010",
        "011000",
        "010011011",
    ],
};

const BLACK: RunCodes = RunCodes {
    terminating: [
        "0000110111",
        "010",
        "11",
        "10",
        "011",
        "0011",
        "0010",
        "00011",
        "000101",
        "000100",
        "0000100",
        "0000101",
        "0000111",
        "00000100",
        "00000111",
        "000011000",
        "0000010111",
        "0000011000",
        "0000001000",
        "00001100111",
        "00001101000",
        "00001101100",
        "00000110111",
        "00000101000",
        "00000010111",
        "00000011000",
        "000011001010",
        "000011001011",
        "000011001100",
        "000011001101",
        "000001101000",
        "000001101001",
        "000001101010",
        "000001101011",
        "000011010010",
        "000011010011",
        "000011010100",
        "000011010101",
        "000011010110",
        "000011010111",
        "000001101100",
        "000001101101",
        "000011011010",
        "000011011011",
        "000001010100",
        "000001010101",
        "000001010110",
        "000001010111",
        "000001100100",
        "000001100101",
        "000001010010",
        "000001010011",
        "000000100100",
        "000000110111",
        "000000111000",
        "000000100111",
        "000000101000",
        "000001011000",
        "000001011001",
        "000000101011",
        "000000101100",
        "000001011010",
        "000001100110",
        "000001100111",
    ],
    make_up: [
        "0000001111",
        "000011001000",
        "000011001001",
        "000001011011",
        "000000110011",
        "000000110100",
        "000000110101",
        "0000001101100",
        "0000001101101",
        "0000001001010",
        "0000001001011",
        "0000001001100",
        "0000001001101",
        "0000001110010",
        "0000001110011",
        "0000001110100",
        "0000001110101",
        "0000001110110",
        "0000001110111",
        "0000001010010",
        "0000001010011",
        "0000001010100",
        "0000001010101",
        "0000001011010",
        "0000001011011",
        "0000001100100",
        "0000001100101",
    ],
};

/// 1792, 1856, 1920, … 2560 pixels of either colour.
const LONG_MAKE_UP: [&str; 13] = [
    "00000001000",
    "00000001100",
    "00000001101",
    "000000010010",
    "000000010011",
    "000000010100",
    "000000010101",
    "000000010110",
    "000000010111",
    "000000011100",
    "000000011101",
    "000000011110",
    "000000011111",
];

/// Eleven zeros, which begin no run: the end of a line, with a one to come after any more zeros.
const END_OF_LINE: &str = "00000000000";

/// Bits that find any code of a white run, and of a black one.
pub(super) const WHITE_BITS: u32 = 12;
pub(super) const BLACK_BITS: u32 = 13;
/// Bits that find any code of a two-dimensional row.
pub(super) const MODE_BITS: u32 = 7;

/// What code of a run the next bits begin with: its length below, the run's length above it.
#[derive(Clone, Copy)]
pub(super) struct RunCode(u16);

impl RunCode {
    const BAD: u16 = 0xfff;
    const END_OF_LINE: u16 = 0xffe;

    const fn new(run: u16, len: usize) -> Self {
        Self(run << 4 | len as u16)
    }

    /// Bits of the code; none of a bad one.
    pub(super) const fn len(self) -> u32 {
        (self.0 & 15) as u32
    }

    /// Pixels of the run.
    pub(super) const fn run(self) -> u32 {
        (self.0 >> 4) as u32
    }

    /// Whether the run ends with these pixels.
    pub(super) const fn terminates(self) -> bool {
        self.run() < 64
    }

    /// Whether these are pixels, and more of the run follow.
    pub(super) const fn makes_up(self) -> bool {
        self.run() < Self::END_OF_LINE as u32
    }

    pub(super) const fn ends_line(self) -> bool {
        self.run() == Self::END_OF_LINE as u32
    }
}

/// How a row of two-dimensional coding goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Pass,
    Horizontal,
    /// The next change is so many pixels to the right of the one above.
    Right(u8),
    /// So many pixels to the left.
    Left(u8),
    /// A change to one of T.4's and T.6's optional modes.
    Extension,
    /// The first seven zeros of an end of line.
    EndOfLine,
}

const MODES: [(&str, Mode); 11] = [
    ("0001", Mode::Pass),
    ("001", Mode::Horizontal),
    ("1", Mode::Right(0)),
    ("011", Mode::Right(1)),
    ("000011", Mode::Right(2)),
    ("0000011", Mode::Right(3)),
    ("010", Mode::Left(1)),
    ("000010", Mode::Left(2)),
    ("0000010", Mode::Left(3)),
    ("0000001", Mode::Extension),
    ("0000000", Mode::EndOfLine),
];

pub(super) static WHITE_RUNS: [RunCode; 1 << WHITE_BITS] = run_table(&WHITE);
pub(super) static BLACK_RUNS: [RunCode; 1 << BLACK_BITS] = run_table(&BLACK);

/// Every sequence of seven bits begins with a code.
pub(super) static MODE_CODES: [(Mode, u8); 1 << MODE_BITS] = {
    let mut table = [(Mode::EndOfLine, 0); 1 << MODE_BITS];
    let mut i = 0;
    while i < MODES.len() {
        let (code, mode) = MODES[i];
        let (mut at, end) = entries(code, MODE_BITS);
        while at < end {
            table[at] = (mode, code.len() as u8);
            at += 1;
        }
        i += 1;
    }
    table
};

const fn run_table<const N: usize>(codes: &RunCodes) -> [RunCode; N] {
    let mut table = [RunCode::new(RunCode::BAD, 0); N];
    let mut i = 0;
    while i < 64 {
        set(&mut table, codes.terminating[i], i as u16);
        i += 1;
    }
    let mut i = 0;
    while i < 27 {
        set(&mut table, codes.make_up[i], 64 * (i as u16 + 1));
        i += 1;
    }
    let mut i = 0;
    while i < 13 {
        set(&mut table, LONG_MAKE_UP[i], 64 * (i as u16 + 28));
        i += 1;
    }
    set(&mut table, END_OF_LINE, RunCode::END_OF_LINE);
    table
}

const fn set(table: &mut [RunCode], code: &str, run: u16) {
    let (mut at, end) = entries(code, table.len().ilog2());
    while at < end {
        table[at] = RunCode::new(run, code.len());
        at += 1;
    }
}

/// The sequences of so many bits that begin with a code.
const fn entries(code: &str, bits: u32) -> (usize, usize) {
    let (mut first, mut i) = (0, 0);
    while i < code.len() {
        first = first << 1 | (code.as_bytes()[i] - b'0') as usize;
        i += 1;
    }
    let free = bits as usize - code.len();
    (first << free, (first + 1) << free)
}

#[cfg(test)]
pub(super) mod words {
    //! The words of codes, for tests that encode.

    use super::*;

    pub(in crate::fax) fn run(black: bool, pixels: u32) -> &'static str {
        let codes = if black { &BLACK } else { &WHITE };
        match pixels as usize {
            n @ ..64 => codes.terminating[n],
            n @ 64..1792 => codes.make_up[n / 64 - 1],
            n => LONG_MAKE_UP[n / 64 - 28],
        }
    }

    pub(in crate::fax) fn mode(mode: Mode) -> &'static str {
        MODES.iter().find(|(_, m)| *m == mode).unwrap().0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_begins_with_another() {
        for codes in [&WHITE, &BLACK] {
            let all: Vec<&str> = codes
                .terminating
                .iter()
                .chain(&codes.make_up)
                .chain(&LONG_MAKE_UP)
                .chain([&END_OF_LINE])
                .copied()
                .collect();
            for (i, a) in all.iter().enumerate() {
                assert!(all.iter().enumerate().all(|(j, b)| i == j || !b.starts_with(a)), "{a}");
            }
        }
        // These fill all of the sequences of seven bits.
        assert_eq!(MODES.iter().map(|(code, _)| 1 << (7 - code.len())).sum::<usize>(), 128);
    }
}
