//! What `stats` and `hist` share: the part of a raster, and distributions as JSON.

use cogsmith::{Dataset, Distribution, DistributionSpec, Error, Number, Result, ViewSpec, Window};
use serde_json::{Value, json};

use crate::args::{Part, Work};
use crate::interrupt::Interrupt;
use crate::number::json_number;
use crate::progress::Progress;

/// The distributions of the part that the command line names.
pub(super) fn of(dataset: &Dataset, part: &Part, spec: DistributionSpec, work: &Work) -> Result<Vec<Distribution>> {
    let bands = super::bands(&part.bands, dataset.bands())?;
    let window = window(dataset, part)?;
    let interrupt = Interrupt::listen()?;
    let progress = Progress::new(window.height as u64 * passes(dataset, &spec), "rows", work.quiet);
    let spec = DistributionSpec { window: Some(window), bands, ..spec };
    let found = super::with_threads(work, || {
        cogsmith::distributions(dataset, &spec, &|rows| {
            progress.advance(rows);
            !interrupt.is_asked()
        })
    })?;
    progress.finish();
    found
}

/// How often the raster is likely to be read.
fn passes(dataset: &Dataset, spec: &DistributionSpec) -> u64 {
    let is_more = !spec.percentiles.is_empty() || spec.histogram.is_some();
    if is_more && dataset.sample_type().bytes() > 2 { 2 } else { 1 }
}

fn window(dataset: &Dataset, part: &Part) -> Result<Window> {
    let window = match (part.window.as_deref(), part.bbox.as_deref()) {
        (Some(&[col, row, width, height]), _) => Window::new(col, row, width, height),
        (_, Some(&[left, bottom, right, top])) => {
            let [x, y, width, height] = dataset.view(&ViewSpec::bounds([left, bottom, right, top]))?.part();
            // Centres in the box; the view has clipped it to the raster.
            let (col, row) = ((x - 0.5).ceil(), (y - 0.5).ceil());
            let (end_col, end_row) = ((x + width - 0.5).ceil(), (y + height - 0.5).ceil());
            if end_col <= col || end_row <= row {
                return Err(Error::parameter("no centre of a pixel lies in the box"));
            }
            Window::new(col as usize, row as usize, (end_col - col) as usize, (end_row - row) as usize)
        }
        _ => dataset.whole(),
    };
    window.within(dataset.width(), dataset.height())
}

/// The number as it is in the raster.
pub(super) fn exact_number(number: Number) -> Value {
    match number {
        Number::Integer(value) => {
            i64::try_from(value).map_or_else(|_| json!(u64::try_from(value).unwrap_or(u64::MAX)), |value| json!(value))
        }
        number => json_number(number.to_f64()),
    }
}

pub(super) fn percent(found: &Distribution) -> f64 {
    found.statistics.valid as f64 / found.pixels as f64 * 100.0
}

pub(super) fn to_json(found: &[Distribution], percentiles: &[f64]) -> String {
    let band = |found: &Distribution| {
        let s = &found.statistics;
        let figure = |value| if s.valid == 0 { Value::Null } else { json_number(value) };
        let extreme = |i: usize| found.extremes.map_or(Value::Null, |extremes| exact_number(extremes[i]));
        let mut band = json!({
            "band": found.band + 1,
            "valid": s.valid,
            "valid_percent": json_number(percent(found)),
            "min": extreme(0),
            "max": extreme(1),
            "mean": figure(s.mean),
            "std": figure(s.std),
        });
        if !percentiles.is_empty() {
            let one = |(p, &value): (&f64, &f64)| json!({ "percentile": json_number(*p), "value": figure(value) });
            band["percentiles"] = percentiles.iter().zip(&found.percentiles).map(one).collect();
        }
        if let Some(histogram) = &found.histogram {
            let edges: Vec<Value> = histogram.edges().iter().map(|&edge| json_number(edge)).collect();
            band["histogram"] = json!({ "edges": edges, "counts": histogram.counts(), "outside": histogram.outside });
        }
        band
    };
    format!("{:#}\n", json!({ "bands": found.iter().map(band).collect::<Vec<_>>() }))
}
