//! What is done to the channels before they are predicted, and how a decoder is told to undo it.

use super::effort::Effort;
use super::fields::Ways;
use super::headers::{Depth, ImageHeader};
use super::palette::{self, Palette};
use super::plane::Plane;
use super::rct::ColourTransform;
use crate::bit_writer::BitWriter;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Transform {
    /// Of three channels from this on.
    Colour { first: u32, kind: ColourTransform },
    /// Of so many channels from this on; so many colours.
    Palette { first: u32, channels: u32, colours: u32 },
}

/// Channels to be coded, palettes first.
pub(super) struct Channels {
    pub(super) planes: Vec<Plane>,
    pub(super) metas: usize,
    transforms: Vec<Transform>,
}

impl Channels {
    pub(super) fn of(header: &ImageHeader, planes: Vec<Plane>, effort: &Effort) -> Self {
        let colours = header.colours as usize;
        let mut channels = Self { planes, metas: 0, transforms: Vec::new() };
        if effort.palettes && colours == 3 {
            channels.use_palette_of_colours(colours, header.has_alpha);
        }
        let has_colours = channels.metas == 0 && colours == 3;
        if effort.palettes {
            channels.use_palettes_of_channels(header.depth);
        }
        if has_colours && matches!(header.depth, Depth::Integer(_)) {
            channels.use_colour_transform(effort.colour_transforms);
        }
        channels
    }

    /// One palette of all colours, with alpha if there is.
    fn use_palette_of_colours(&mut self, colours: usize, has_alpha: bool) {
        let with_alpha = colours + usize::from(has_alpha);
        for count in [with_alpha, colours] {
            if let Some(palette) = palette::of_channels(&self.planes[..count]) {
                self.replace(0, count, palette);
                return;
            }
        }
    }

    /// Palettes of channels that have none.
    fn use_palettes_of_channels(&mut self, depth: Depth) {
        let order = match depth {
            Depth::Integer(_) => |bits| bits,
            Depth::Half => |bits| if bits & 0x8000 == 0 { bits } else { bits ^ !0x8000 },
            Depth::Single => |bits: i32| bits ^ ((bits >> 31) & i32::MAX),
        };
        let done = self.metas;
        let mut at = 2 * done;
        while at < self.planes.len() {
            if let Some(palette) = palette::of_channel(&self.planes[at], order) {
                self.replace(at, 1, palette);
                at += 1;
            }
            at += 1;
        }
    }

    /// Puts what stands for channels in their place, and the list before all.
    fn replace(&mut self, first: usize, count: usize, palette: Palette) {
        // Channels are few, and so are colours.
        let [first_number, channels, colours] = [first, count, palette.colours.width].map(|number| number as u32);
        self.transforms.push(Transform::Palette { first: first_number, channels, colours });
        self.planes.splice(first..first + count, [palette.places]);
        self.planes.insert(0, palette.colours);
        self.metas += 1;
    }

    fn use_colour_transform(&mut self, most: usize) {
        let Some(colours) = self.planes.get_mut(self.metas..self.metas + 3) else { return };
        let kind = ColourTransform::best(colours, most);
        if kind != ColourTransform::NONE {
            kind.apply(colours);
            self.transforms.push(Transform::Colour { first: self.metas as u32, kind });
        }
    }

    /// Writes them in the order in which they were done.
    pub(super) fn write(&self, out: &mut BitWriter) {
        const FIRST: Ways = [(0, 3), (8, 6), (72, 10), (1096, 13)];
        out.put_by(self.transforms.len() as u32, [(0, 0), (1, 0), (2, 4), (18, 8)]);
        for transform in &self.transforms {
            match *transform {
                Transform::Colour { first, kind } => {
                    out.put(0, 2);
                    out.put_by(first, FIRST);
                    out.put_by(kind.0, [(6, 0), (0, 2), (2, 4), (10, 6)]);
                }
                Transform::Palette { first, channels, colours } => {
                    out.put(1, 2);
                    out.put_by(first, FIRST);
                    out.put_by(channels, [(1, 0), (3, 0), (4, 0), (1, 13)]);
                    out.put_by(colours, [(0, 8), (256, 10), (1280, 12), (5376, 16)]);
                    // No colours that are added to a prediction, nor one of these.
                    out.put(0, 2);
                    out.put(0, 4);
                }
            }
        }
    }
}
