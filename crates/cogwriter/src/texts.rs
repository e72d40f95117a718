//! Which named texts go from a source into a COG.

use std::collections::BTreeSet;

use geotiff_core::{Error, Profile, Result, Tag};

use crate::options::MetadataChoice;

/// Fields whose texts are in the default domain, as GDAL sees them (TIFFTAG_…).
const IN_DEFAULT_DOMAIN: [Tag; 12] = [
    Tag::DOCUMENT_NAME,
    Tag::IMAGE_DESCRIPTION,
    Tag::SOFTWARE,
    Tag::DATE_TIME,
    Tag::ARTIST,
    Tag::HOST_COMPUTER,
    Tag::COPYRIGHT,
    Tag::X_RESOLUTION,
    Tag::Y_RESOLUTION,
    Tag::RESOLUTION_UNIT,
    Tag::MIN_SAMPLE_VALUE,
    Tag::MAX_SAMPLE_VALUE,
];

/// Of how the image is stored; what of it stands among the texts is no text of the source's to be chosen.
const IMAGE_STRUCTURE: &str = "IMAGE_STRUCTURE";

/// Leaves the texts that are wanted.
///
/// # Errors
/// `Parameter` for a domain that the source does not have.
pub(crate) fn choose(profile: &mut Profile, choice: &MetadataChoice) -> Result<()> {
    if let MetadataChoice::Domains(wanted) = choice {
        check(profile, wanted)?;
    }
    let is_wanted = |domain: Option<&str>| match choice {
        MetadataChoice::All => true,
        MetadataChoice::DefaultDomain => domain.is_none(),
        MetadataChoice::None => false,
        MetadataChoice::Domains(domains) => domains.iter().any(|wanted| wanted == domain.unwrap_or("")),
    };
    profile.metadata.items.retain(|item| {
        let domain = item.domain.as_deref();
        item.role.is_some() || domain == Some(IMAGE_STRUCTURE) || is_wanted(domain)
    });
    if !is_wanted(None) {
        profile.descriptive_fields.retain(|field| !IN_DEFAULT_DOMAIN.contains(&field.tag));
    }
    Ok(())
}

/// The default domain is always there, with or without texts.
fn check(profile: &Profile, wanted: &[String]) -> Result<()> {
    let chosen = profile.metadata.items.iter().filter(|item| item.role.is_none());
    let named: BTreeSet<&str> =
        chosen.filter_map(|item| item.domain.as_deref()).filter(|&domain| domain != IMAGE_STRUCTURE).collect();
    let Some(missing) = wanted.iter().find(|domain| !domain.is_empty() && !named.contains(domain.as_str())) else {
        return Ok(());
    };
    let there = match named.is_empty() {
        true => "it has none but the default one".into(),
        false => format!("there are {}", named.into_iter().collect::<Vec<_>>().join(", ")),
    };
    Err(Error::parameter(format!("the source has no metadata of the domain {missing}: {there}")))
}
