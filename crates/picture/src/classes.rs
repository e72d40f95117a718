//! Pixels that are looked up in a table of colours.

use std::collections::BTreeMap;

use geotiff_core::{Result, SampleType};
use window::{Resampling, ViewSpec};

use crate::color::Color;
use crate::map::{Job, Key, Map};

pub(crate) fn draw(job: &Job<'_>, table: &[[u8; 4]]) -> Result<Map> {
    let own = if job.is_enlarged() { Resampling::Nearest } else { Resampling::Mode };
    let resampling = job.spec.resampling.unwrap_or(own);
    let band = job.spec.bands.as_ref().and_then(|bands| bands.first()).copied().unwrap_or(0);
    let alpha = job.dataset.profile().alpha_band();
    let bands: Vec<usize> = std::iter::once(band).chain(alpha.filter(|&alpha| alpha != band)).collect();
    let spec = ViewSpec::whole().with_bands(&bands).with_size(job.size.0, job.size.1).with_resampling(resampling);
    let view = job.dataset.view(&spec)?;
    let mut pixels = Vec::with_capacity(job.area());
    let mut present: BTreeMap<u16, Color> = BTreeMap::new();
    let mut row = 0;
    while row < view.height() {
        let rows = row..(row + view.rows_at_once()).min(view.height());
        row = rows.end;
        let done = rows.len();
        let (raster, masks) = view.read_rows_with_masks(rows)?;
        let indices: Vec<u16> = match raster.sample_type() {
            SampleType::U8 => raster.band::<u8>(0)?.iter().copied().map(u16::from).collect(),
            _ => raster.band::<u16>(0)?.to_vec(),
        };
        for (&index, &valid) in indices.iter().zip(masks.band::<u8>(0)?) {
            let color = table.get(usize::from(index)).copied().map_or(Color::BLACK, Color);
            pixels.push(if valid == 0 { Color::TRANSPARENT } else { color });
            if valid != 0 && color.0[3] > 0 {
                present.insert(index, color);
            }
        }
        job.tell(done)?;
    }
    let names = job.dataset.sidecars().pam.as_ref().and_then(|pam| pam.band(band)?.category_names.as_ref());
    let name =
        |index: u16| names.and_then(|names| names.get(usize::from(index))).filter(|name| !name.trim().is_empty());
    let named = |(index, color): (u16, Color)| {
        (color, name(index).map_or_else(|| index.to_string(), |name| name.trim().to_string()))
    };
    Ok(Map { pixels, key: Key::Classes(present.into_iter().map(named).collect()) })
}
