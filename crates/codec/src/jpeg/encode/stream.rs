//! Segments and codes to bytes.

use super::super::markers::{DHT, DQT, EOI, SOI, SOS, ZIGZAG};
use super::frame::Frame;
use super::huffman::Codes;
use super::quantize::Steps;
use super::tokens::{TABLES, Tokens, ac, dc};

/// Sequential, of 8 bits and steps of 8 bits; and any other.
const BASELINE: u8 = 0xc0;
const EXTENDED: u8 = 0xc1;

/// A stream of these quantization tables, numbered from 0.
pub(super) fn tables(tables: &[Steps]) -> Vec<u8> {
    let mut out = vec![0xff, SOI];
    for (number, steps) in (0..).zip(tables) {
        let mut body = vec![u8::from(steps.are_long()) << 4 | number];
        for place in ZIGZAG {
            let step = steps.steps[usize::from(place)].to_be_bytes();
            body.extend_from_slice(if steps.are_long() { &step } else { &step[1..] });
        }
        segment(DQT, &body, &mut out);
    }
    out.extend([0xff, EOI]);
    out
}

/// Appends a stream of one scan.
pub(super) fn write(frame: &Frame, steps: &[Steps], tokens: &Tokens, out: &mut Vec<u8>) {
    out.extend([0xff, SOI]);
    let is_long = steps[..frame.table_count()].iter().any(Steps::are_long);
    let process = if frame.bits == 8 && !is_long { BASELINE } else { EXTENDED };
    let [height, width] = [frame.height, frame.width].map(|side| (side as u16).to_be_bytes());
    let mut body = vec![frame.bits, height[0], height[1], width[0], width[1], frame.components.len() as u8];
    for component in &frame.components {
        body.extend([component.id, (component.across << 4 | component.down) as u8, component.table as u8]);
    }
    segment(process, &body, out);

    let mut codes = Box::new([[0; 256]; TABLES]);
    for kind in 0..frame.table_count() {
        for (class, table) in [(0, dc(kind)), (1, ac(kind))] {
            let best = Codes::best(tokens.counts(table));
            codes[table] = best.by_symbol();
            let mut body = vec![class << 4 | kind as u8];
            body.extend(best.counts);
            body.extend(best.symbols);
            segment(DHT, &body, out);
        }
    }

    let mut body = vec![frame.components.len() as u8];
    for component in &frame.components {
        body.extend([component.id, (component.table << 4 | component.table) as u8]);
    }
    body.extend([0, 63, 0]);
    segment(SOS, &body, out);
    put_tokens(tokens.list(), &codes, out);
    out.extend([0xff, EOI]);
}

fn segment(marker: u8, body: &[u8], out: &mut Vec<u8>) {
    let [high, low] = (body.len() as u16 + 2).to_be_bytes();
    out.extend([0xff, marker, high, low]);
    out.extend_from_slice(body);
}

/// Appends the codes of tokens and the bits that follow them; 0xff has a zero after it, and the last byte is filled with ones.
fn put_tokens(tokens: &[u32], codes: &[[u32; 256]; TABLES], out: &mut Vec<u8>) {
    let codes: &[u32] = codes.as_flattened();
    let (mut held, mut count) = (0_u64, 0_u32);
    for &token in tokens {
        let code = codes[(token >> 16) as usize % codes.len()];
        let size = token >> 16 & 15;
        // Up to 16 bits of code and 15 that follow.
        held = held << ((code & 31) + size) | u64::from((code >> 5) << size | token & 0xffff);
        count += (code & 31) + size;
        if count >= 32 {
            count -= 32;
            put_word((held >> count) as u32, out);
        }
    }
    let fill = (8 - count % 8) % 8;
    held = held << fill | ((1 << fill) - 1);
    count += fill;
    while count > 0 {
        count -= 8;
        put_byte((held >> count) as u8, out);
    }
}

#[inline(always)]
fn put_word(word: u32, out: &mut Vec<u8>) {
    let zeros = !word;
    let has_ones = zeros.wrapping_sub(0x0101_0101) & !zeros & 0x8080_8080 != 0;
    if has_ones {
        word.to_be_bytes().into_iter().for_each(|byte| put_byte(byte, out));
    } else {
        out.extend_from_slice(&word.to_be_bytes());
    }
}

fn put_byte(byte: u8, out: &mut Vec<u8>) {
    out.push(byte);
    if byte == 0xff {
        out.push(0);
    }
}
