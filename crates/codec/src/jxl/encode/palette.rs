//! Few values as places in a list of them.

use std::collections::HashMap;

use super::estimate::Estimate;
use super::plane::Plane;
use crate::log2::BIT;

/// What stands for one channel or several.
pub(super) struct Palette {
    /// A row for each channel, a column for each colour.
    pub(super) colours: Plane,
    /// The column of each pixel.
    pub(super) places: Plane,
}

/// More colours of several channels than this are better coded by channel.
const MOST_COLOURS: usize = 1024;
/// The standard's limit is 70,911 for all lists together; decoders may take it as that of samples.
const MOST_VALUES: usize = 30_000;

/// Order of values: as numbers of the sample's type.
pub(super) type Order = fn(i32) -> i32;

/// The palette of a channel, if there are few enough of the values between the least and the greatest.
pub(super) fn of_channel(plane: &Plane, order: Order) -> Option<Palette> {
    let mut values: Vec<i32> = plane.samples.iter().map(|&sample| order(sample)).collect();
    let (least, greatest) = (values.iter().copied().min()?, values.iter().copied().max()?);
    let range = i64::from(greatest) - i64::from(least) + 1;
    let mut places: HashMap<i32, i32> = HashMap::new();
    // Of what lies close together, a table of the range is fastest.
    let table = usize::try_from(range).ok().filter(|&range| range <= 1 << 16);
    if let Some(range) = table {
        let mut is_there = vec![false; range];
        values.iter().for_each(|&value| is_there[value.wrapping_sub(least) as u32 as usize] = true);
        values = (least..=greatest).zip(is_there).filter(|&(_, is)| is).map(|(value, _)| value).collect();
    } else {
        values.sort_unstable();
        values.dedup();
    }
    let count = values.len();
    if count > MOST_VALUES || count.saturating_mul(5) as u64 > range.unsigned_abs() * 4 || count < 2 {
        return None;
    }
    // Each pixel is to gain what the list costs, twice.
    let gain = ((range as u64).ilog2() - (count as u64).ilog2()).max(1) as usize * plane.samples.len();
    if gain < 2 * count * ((range as u64 / count as u64).ilog2() as usize + 4) {
        return None;
    }
    places.extend((0..).zip(&values).map(|(place, &value)| (value, place)));
    let place = |sample: &i32| places.get(&order(*sample)).copied().unwrap_or(0);
    let places = Plane { samples: plane.samples.iter().map(place).collect(), ..*plane };
    // The order is its own inverse.
    let samples = values.into_iter().map(order).collect();
    Some(Palette { colours: Plane { width: count, height: 1, samples }, places })
}

/// The palette of several channels, if they have few colours and take less so.
pub(super) fn of_channels(planes: &[Plane]) -> Option<Palette> {
    let first = planes.first()?;
    let pixels = first.samples.len();
    let colour = |pixel: usize| planes.iter().map(move |plane| plane.samples[pixel]).collect::<Vec<i32>>();
    let mut found: HashMap<Vec<i32>, i32> = HashMap::new();
    let mut last = Vec::new();
    for pixel in 0..pixels {
        if planes.iter().map(|plane| plane.samples[pixel]).eq(last.iter().copied()) {
            continue;
        }
        last = colour(pixel);
        if !found.contains_key(&last) {
            found.insert(last.clone(), 0);
            if found.len() > MOST_COLOURS {
                return None;
            }
        }
    }
    let mut colours: Vec<Vec<i32>> = found.keys().cloned().collect();
    // Dark before light: neighbours in the list are often neighbours in the image.
    colours.sort_by_cached_key(|colour| (colour.iter().map(|&sample| i64::from(sample)).sum::<i64>(), colour.clone()));
    for (place, colour) in (0..).zip(&colours) {
        found.insert(colour.clone(), place);
    }
    let mut places = Vec::with_capacity(pixels);
    let (mut last, mut place) = (Vec::new(), 0);
    for pixel in 0..pixels {
        if !planes.iter().map(|plane| plane.samples[pixel]).eq(last.iter().copied()) {
            last = colour(pixel);
            place = found.get(&last).copied().unwrap_or(0);
        }
        places.push(place);
    }
    let places = Plane { samples: places, ..*first };
    let without: u64 = planes.iter().map(|plane| Estimate::of(plane).cost).sum();
    let list = colours.len() as u64 * planes.len() as u64 * 6 * BIT;
    if Estimate::of(&places).cost + list >= without {
        return None;
    }
    let samples = (0..planes.len()).flat_map(|channel| colours.iter().map(move |colour| colour[channel])).collect();
    Some(Palette { colours: Plane { width: colours.len(), height: planes.len(), samples }, places })
}
