//! `cogsmith info --json`: named texts, pages, and what lies beside the file.

use cogsmith::{Dataset, Page, PamBand, PlacementSource, SrsText};
use serde_json::{Map, Value, json};

use crate::number::json_number;

/// Named texts as an object.
pub(super) fn object(texts: Vec<(String, String)>) -> Map<String, Value> {
    texts.into_iter().map(|(name, text)| (name, json!(text))).collect()
}

/// The named texts in all domains but the default one and those in `elsewhere`.
pub(super) fn domains(dataset: &Dataset, elsewhere: &[&str]) -> Map<String, Value> {
    let names = dataset.metadata_domains().into_iter().filter(|name| !elsewhere.contains(&name.as_str()));
    names.map(|name| (name.clone(), object(dataset.metadata(Some(&name))).into())).collect()
}

/// The same of a band (from 0).
pub(super) fn band_domains(dataset: &Dataset, band: usize) -> Map<String, Value> {
    let names = dataset.band_metadata_domains(band).into_iter();
    names.map(|name| (name.clone(), object(dataset.band_metadata(band, Some(&name))).into())).collect()
}

/// The images that are no versions of others, if there is more than one.
pub(super) fn pages(dataset: &Dataset) -> Vec<Value> {
    if dataset.pages() < 2 {
        return Vec::new();
    }
    dataset.page_list().iter().filter(|page| page.is_own_image()).map(page_json).collect()
}

fn page_json(page: &Page) -> Value {
    let image = page.image.as_ref();
    json!({
        "page": page.number.map(|number| number + 1),
        "width": image.map(|image| image.grid.width),
        "height": image.map(|image| image.grid.height),
        "bands": image.map(|image| image.bands),
        "dtype": image.map(|image| image.sample_type.name()),
    })
}

/// The files beside the raster, and what only they can say.
pub(super) fn describe(dataset: &Dataset) -> Value {
    let sidecars = dataset.sidecars();
    json!({
        "files": sidecars.files,
        "placement": match sidecars.placement {
            PlacementSource::None => None,
            PlacementSource::Internal => Some("internal"),
            PlacementSource::WorldFile => Some("worldfile"),
            PlacementSource::Pam => Some("pam"),
        },
        "srs": dataset.profile().srs.as_ref().map(srs_json),
        "bands": sidecars.pam.iter().flat_map(|pam| &pam.bands).map(band_json).collect::<Vec<_>>(),
    })
}

fn srs_json(srs: &SrsText) -> Value {
    json!({ "text": srs.text, "axis_mapping": srs.axis_mapping, "epoch": srs.epoch.map(json_number) })
}

fn band_json(band: &PamBand) -> Value {
    let table = band.attribute_table_head().map(|table| {
        let column = |c: &cogsmith::AttributeColumn| json!({ "name": c.name, "type": c.field_type, "usage": c.usage });
        json!({ "rows": table.rows, "columns": table.columns.iter().map(column).collect::<Vec<_>>() })
    });
    json!({
        "band": band.band + 1,
        "color_interpretation": band.color_interpretation,
        "category_names": band.category_names,
        "color_table": band.color_table,
        "min_max": band.min_max.map(|(min, max)| [min, max].map(json_number)),
        "mean_std": band.mean_std.map(|(mean, std)| [mean, std].map(json_number)),
        "histograms": band.histograms.is_some(),
        "attribute_table": table,
    })
}
