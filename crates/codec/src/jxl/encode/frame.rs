//! An image as a codestream of one frame.
//!
//! ```text
//! one group     headers ─ length ─ (tree, codes, transforms, tokens)
//! several       headers ─ lengths ─ (tree, codes, transforms, tokens of palettes) ─ () … ─ () ─ (tokens of group) …
//! ```

use super::effort::{Effort, Planting};
use super::entropy::{Code, Copies, Token};
use super::headers::{ImageHeader, write_frame, write_parts};
use super::learn::learn;
use super::lz77;
use super::plane::Plane;
use super::predict::Predictor;
use super::properties::{CHANNEL, WEIGHTED};
use super::streams::Stream;
use super::transforms::Channels;
use super::tree::{Branch, Tree};
use crate::bit_writer::BitWriter;

/// The codestream of an image of these channels.
pub(super) fn encode(header: &ImageHeader, planes: Vec<Plane>, effort: &Effort) -> Vec<u8> {
    let mut out = BitWriter::default();
    header.write(&mut out);
    // The smallest groups of which one is enough, up to the largest there are.
    let side = header.width.max(header.height);
    let group_shift = (0..3).find(|shift| side <= 128 << shift).unwrap_or(3);
    write_frame(header.extra, group_shift, &mut out);

    let channels = Channels::of(header, planes, effort);
    let mut transforms = BitWriter::default();
    channels.write(&mut transforms);
    let group = 128 << group_shift;
    let groups = [header.width, header.height].map(|side| (side as usize).div_ceil(group));
    let mut streams = split(channels, group, groups);

    let tree = plant(&mut streams, effort);
    let tokens: Vec<Vec<Token>> = streams.iter().map(|stream| stream.tokens(&tree)).collect();
    let widths: Vec<usize> = streams.iter().map(Stream::width).collect();
    drop(streams);
    let slices: Vec<&[Token]> = tokens.iter().map(Vec::as_slice).collect();
    let code = Code::best(&slices, tree.contexts(), Copies::No, effort.care);
    let (tokens, code) =
        if effort.copies { lz77::best(tokens, code, tree.contexts(), &widths, effort.care) } else { (tokens, code) };

    let mut first = BitWriter::default();
    // What lossy frames scale by is as by default. There is a tree for all streams.
    first.put_bool(true);
    first.put_bool(true);
    tree.write(&mut first);
    code.write(&mut first);
    // Of the image: that tree, the usual self-correcting predictor, and the transforms.
    first.put(0b11, 2);
    append(transforms, &mut first);
    let mut tokens = tokens.iter();
    if let Some(tokens) = tokens.next().filter(|tokens| !tokens.is_empty()) {
        code.write_tokens(tokens, &mut first);
    }
    let mut parts = vec![first.into_bytes()];
    if groups != [1, 1] {
        // Nothing has fewer pixels than the image, and nothing is common to groups.
        let coarse = groups.map(|count| count.div_ceil(8));
        parts.resize(1 + coarse[0] * coarse[1] + 1, Vec::new());
    }
    for tokens in tokens {
        let mut part = BitWriter::default();
        // That tree, the usual predictor, no transforms.
        part.put(0b0011, 4);
        code.write_tokens(tokens, &mut part);
        parts.push(part.into_bytes());
    }
    write_parts(&parts, &mut out);
    out.into_bytes()
}

/// Appends bits.
fn append(bits: BitWriter, out: &mut BitWriter) {
    let len = bits.len();
    for (index, byte) in bits.into_bytes().into_iter().enumerate() {
        let count = (len - 8 * index).min(8);
        out.put(byte.into(), count as u32);
    }
}

/// All channels in one stream, or the palettes in one and each group's parts in another.
fn split(channels: Channels, group: usize, [across, down]: [usize; 2]) -> Vec<Stream> {
    let Channels { mut planes, metas, .. } = channels;
    if (across, down) == (1, 1) {
        return vec![Stream::new(planes, metas)];
    }
    let whole = planes.split_off(metas);
    let mut streams = vec![Stream::new(planes, metas)];
    for row in 0..down {
        for column in 0..across {
            let part = |plane: &Plane| plane.part(column * group, row * group, group, group);
            streams.push(Stream::new(whole.iter().map(part).collect(), 0));
        }
    }
    streams
}

/// The tree by which the streams are coded.
fn plant(streams: &mut [Stream], effort: &Effort) -> Tree {
    let branch = match effort.planting {
        Planting::Fixed(predictor, property) => {
            let channels = streams.iter().map(|stream| stream.planes.len()).max().unwrap_or(1);
            let of_channel = match property {
                Some(property) => Branch::ranges(property, &RANGES, predictor),
                None => Branch::Leaf(predictor),
            };
            // So that codes are not too many, channels beyond some are as one.
            let last = of_channel.clone();
            (0..)
                .take(channels.min(MOST_FIXED_CHANNELS).saturating_sub(1))
                .collect::<Vec<i32>>()
                .into_iter()
                .rev()
                .fold(last, |above, channel| Branch::split(CHANNEL, channel, above, of_channel.clone()))
        }
        Planting::Learned(lesson) => {
            if lesson.weighted {
                streams.iter_mut().for_each(Stream::predict_weighted);
            }
            return Tree::of(&learn(streams, &lesson));
        }
    };
    let tree = Tree::of(&branch);
    if tree.asks_weighted() {
        streams.iter_mut().for_each(Stream::predict_weighted);
    }
    tree
}

/// Errors of the self-correcting predictor, in its eighths, that divide contexts.
const RANGES: [i32; 22] =
    [-512, -256, -160, -96, -64, -40, -24, -14, -8, -4, -1, 0, 3, 7, 13, 23, 39, 63, 95, 159, 255, 511];
const MOST_FIXED_CHANNELS: usize = 8;

const _: () = assert!(WEIGHTED < 256 && Predictor::ALL.len() == 14);
