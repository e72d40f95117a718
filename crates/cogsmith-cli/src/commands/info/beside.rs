//! `cogsmith info --json`: named texts, pages, and what lies beside the file.

use cogsmith::{Dataset, Page, PamBand, PlacementSource, SrsText};
use serde_json::{Map, Value, json};

use crate::number::json_number;

/// The named texts of the raster, or of a band (from 0), in a domain.
pub(super) fn texts(dataset: &Dataset, sample: Option<usize>, domain: Option<&str>) -> Map<String, Value> {
    let items = dataset.profile().metadata.items.iter();
    let wanted = items.filter(|i| i.sample == sample && i.role.is_none() && i.domain.as_deref() == domain);
    wanted.map(|item| (item.name.clone(), json!(item.value))).collect()
}

/// The named texts in all domains but the default one.
pub(super) fn domains(dataset: &Dataset, sample: Option<usize>) -> Map<String, Value> {
    let items = dataset.profile().metadata.items.iter().filter(|item| item.sample == sample && item.role.is_none());
    let names = items.filter_map(|item| item.domain.as_deref());
    names.map(|name| (name.to_string(), texts(dataset, sample, Some(name)).into())).collect()
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
    json!({
        "band": band.band + 1,
        "color_interpretation": band.color_interpretation,
        "category_names": band.category_names,
        "color_table": band.color_table,
        "min_max": band.min_max.map(|(min, max)| [min, max].map(json_number)),
        "mean_std": band.mean_std.map(|(mean, std)| [mean, std].map(json_number)),
        "histograms": band.histograms.is_some(),
        "attribute_table": band.attribute_table.is_some(),
    })
}
