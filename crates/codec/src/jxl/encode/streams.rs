//! Channels in the parts in which they are coded, and what is left of them to be coded by a tree.

use super::entropy::Token;
use super::hybrid_uint::pack_signed;
use super::plane::Plane;
use super::properties::{Walk, references};
use super::tree::Tree;
use super::weighted::{self, Weighted};

/// Channels that are coded together: all of a small image, or a group's parts of them.
#[derive(Default)]
pub(super) struct Stream {
    pub(super) planes: Vec<Plane>,
    /// How many of them, the first ones, are palettes.
    pub(super) metas: usize,
    /// What the self-correcting predictor says of each plane, if it was asked.
    weighted: Vec<Vec<Weighted>>,
}

impl Stream {
    pub(super) fn new(planes: Vec<Plane>, metas: usize) -> Self {
        Self { planes, metas, weighted: Vec::new() }
    }

    /// Asks the self-correcting predictor.
    pub(super) fn predict_weighted(&mut self) {
        self.weighted = self.planes.iter().map(weighted::predict).collect();
    }

    #[inline(always)]
    pub(super) fn weighted(&self, channel: usize, x: usize, y: usize) -> Weighted {
        self.weighted.get(channel).map_or(Weighted::default(), |of| of[y * self.planes[channel].width + x])
    }

    /// The channels before one, up to so many.
    pub(super) fn references(&self, channel: usize, most: usize) -> Vec<&Plane> {
        references(&self.planes, channel, self.metas, most)
    }

    /// The widest of its planes, by which distances of copies are told.
    pub(super) fn width(&self) -> usize {
        self.planes.iter().map(|plane| plane.width).max().unwrap_or(0)
    }

    /// What the predictors of the tree leave to be coded, in its contexts.
    pub(super) fn tokens(&self, tree: &Tree) -> Vec<Token> {
        let mut tokens = Vec::with_capacity(self.planes.iter().map(|plane| plane.samples.len()).sum());
        let most_references = tree.references();
        for (channel, plane) in self.planes.iter().enumerate() {
            let references = self.references(channel, most_references);
            for y in 0..plane.height {
                let rows = plane.rows(y);
                let mut walk = Walk::of_row(channel, y);
                for (x, &sample) in rows.here.iter().enumerate() {
                    let near = rows.neighbours(x);
                    let weighted = self.weighted(channel, x, y);
                    walk.step(x, &near, weighted);
                    walk.refer(&references, x, y);
                    let (predictor, context) = tree.leaf(&walk.properties);
                    let rest = sample.wrapping_sub(predictor.predict(&near, weighted.prediction));
                    tokens.push(Token::new(context, pack_signed(rest)));
                }
            }
        }
        tokens
    }
}
