//! `cogsmith info`, for people: what is told of each band.

use cogsmith::{ColorInterpretation, Dataset, Result};
use indicatif::HumanCount;

use super::lines::Lines;
use super::{Facts, levels};
use crate::number::{exact, plural};

/// Entries of a colour table on a line.
const ON_A_LINE: usize = 8;
/// Columns of a text before it is broken.
const WIDTH: usize = 90;

pub(super) fn add_all(lines: &mut Lines, facts: &Facts<'_>) -> Result<()> {
    let overviews = levels(facts.dataset)?.iter().skip(1).map(overview).collect::<Vec<_>>();
    for (band, color) in facts.dataset.profile().color_interpretation().into_iter().enumerate() {
        for line in told(facts, band, color, &overviews)? {
            lines.add(&format!("Band {}", band + 1), line);
        }
    }
    Ok(())
}

fn overview(level: &cogsmith::Level<'_>) -> String {
    let file = if level.file_beside().is_some() { " (external)" } else { "" };
    let mask = if level.has_mask() { " masked" } else { "" };
    format!("{} × {}{mask}{file}", level.width(), level.height())
}

fn told(facts: &Facts<'_>, band: usize, color: ColorInterpretation, overviews: &[String]) -> Result<Vec<String>> {
    let (dataset, mut lines) = (facts.dataset, Vec::new());
    let metadata = &dataset.profile().metadata;
    let mut words = Vec::new();
    words.extend(metadata.role(band, "description").map(str::to_string));
    words.extend(metadata.role(band, "unittype").map(|unit| format!("in {unit}")));
    words.extend(metadata.number(band, "scale").map(|scale| format!("scale {scale}")));
    words.extend(metadata.number(band, "offset").map(|offset| format!("offset {offset}")));
    if !words.is_empty() {
        lines.push(words.join(", "));
    }
    let grid = &dataset.image().grid;
    lines.push(format!("{}, {color}, blocks of {} × {}", dataset.sample_type(), grid.block_width, grid.block_height));
    if let Some(nodata) = dataset.band_nodata(band) {
        lines.push(format!("nodata {nodata}"));
    }
    let flags = dataset.mask_flags(band)?.names();
    lines.push(format!("validity {}", if flags.is_empty() { "by a mask of its own".into() } else { flags.join(", ") }));
    if let Some((min, max)) = super::declared_range(dataset, band) {
        lines.push(format!("minimum {}, maximum {}, as declared", exact(min), exact(max)));
    }
    add_computed(&mut lines, facts, band);
    if !overviews.is_empty() {
        lines.extend(wrapped("overviews ", overviews, ", "));
    }
    for (name, text) in dataset.band_metadata(band, None) {
        lines.push(format!("{name} = {text}"));
    }
    for domain in dataset.band_metadata_domains(band) {
        for (name, text) in dataset.band_metadata(band, Some(&domain)) {
            lines.push(format!("{domain}: {name} = {text}"));
        }
    }
    add_pam(&mut lines, dataset, band);
    if let Some(table) = super::color_table(dataset, band) {
        lines.push(format!("colour table of {} entries: red, green, blue, alpha", HumanCount(table.len() as u64)));
        for (row, entries) in table.chunks(ON_A_LINE).enumerate() {
            let entry = |c: &[u8; 4]| c.map(|part| part.to_string()).join(",");
            let entries: Vec<String> = entries.iter().map(|c| format!("{:<15}", entry(c))).collect();
            lines.push(format!("{:>5}: {}", row * ON_A_LINE, entries.join(" ").trim_end()));
        }
    }
    Ok(lines)
}

fn add_computed(lines: &mut Vec<String>, facts: &Facts<'_>, band: usize) {
    if let Some(s) = facts.statistics.as_ref().and_then(|all| all.get(band)) {
        let pixels = facts.dataset.width() as f64 * facts.dataset.height() as f64;
        let percent = s.valid as f64 / pixels * 100.0;
        lines.push(match s.valid {
            0 => "no valid pixels".into(),
            _ => {
                let [min, max, mean, std] = [s.min, s.max, s.mean, s.std].map(exact);
                format!("minimum {min}, maximum {max}, mean {mean}, standard deviation {std}, {percent:.2} % valid")
            }
        });
    }
    if let Some(sum) = facts.checksums.as_ref().and_then(|sums| sums.bands.get(band)) {
        lines.push(format!("SHA-256 {sum}"));
    }
}

/// What only an `.aux.xml` file can say.
fn add_pam(lines: &mut Vec<String>, dataset: &Dataset, band: usize) {
    let Some(pam) = dataset.sidecars().pam.as_ref().and_then(|pam| pam.band(band)) else { return };
    if let Some((mean, std)) = pam.mean_std {
        lines.push(format!("mean {}, standard deviation {}, as declared", exact(mean), exact(std)));
    }
    if let Some(names) = &pam.category_names {
        lines.push(format!("{} categor{}", names.len(), if names.len() == 1 { "y" } else { "ies" }));
        lines.extend(names.iter().enumerate().map(|(value, name)| format!("{value:>5}: {name}")));
    }
    if pam.histograms.is_some() {
        lines.push("histograms in the .aux.xml file".into());
    }
    if let Some(table) = pam.attribute_table_head() {
        let column = |c: &cogsmith::AttributeColumn| format!("{} ({}, {})", c.name, c.field_type, c.usage);
        let columns: Vec<String> = table.columns.iter().map(column).collect();
        let head = format!("attribute table of {} row{}: ", HumanCount(table.rows as u64), plural(table.rows));
        lines.extend(wrapped(&head, &columns, ", "));
    }
}

/// Words on as many lines as they need.
fn wrapped(head: &str, words: &[String], separator: &str) -> Vec<String> {
    let mut lines = vec![head.to_string()];
    for (i, word) in words.iter().enumerate() {
        let word = if i + 1 < words.len() { format!("{word}{separator}") } else { word.clone() };
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() <= WIDTH || i == 0 => line.push_str(&word),
            _ => lines.push(format!("  {word}")),
        }
    }
    lines
}
