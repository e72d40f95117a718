//! Which GeoTIFF the GeoKeys of a file are said to be of.

use geotiff_core::{Error, Field, GeoKeyId, Profile, Result, Tag};

use crate::options::GeotiffVersion;

/// Sets the version in the GeoKey directory, if there is one. The keys stay as they are: what 1.0 can say is the same in 1.1.
///
/// # Errors
/// `Parameter` if it is to be 1.0, and the CRS is one that only 1.1 can say.
pub(crate) fn set_version(profile: &mut Profile, version: GeotiffVersion) -> Result<()> {
    let Some(keys) = profile.geo_keys() else { return Ok(()) };
    // Its code stands in the key of the vertical CRS, which no program of 1.0 looks for there.
    let is_three_dimensional = keys.short(GeoKeyId::GT_MODEL_TYPE) == Some(2)
        && keys.epsg().is_some()
        && keys.epsg() == keys.short(GeoKeyId::VERTICAL_CRS);
    let minor = match version {
        GeotiffVersion::V1_0 if is_three_dimensional => {
            let code = keys.epsg().unwrap_or(0);
            return Err(Error::parameter(format!(
                "EPSG:{code} is a three-dimensional CRS, which GeoTIFF 1.0 cannot say: choose GeoTIFF version auto or 1.1"
            )));
        }
        GeotiffVersion::Auto if !is_three_dimensional => return Ok(()),
        GeotiffVersion::V1_0 => 0,
        GeotiffVersion::Auto | GeotiffVersion::V1_1 => 1,
    };
    for field in profile.geo_fields.iter_mut().filter(|field| field.tag == Tag::GEO_KEY_DIRECTORY) {
        // Version, revision, minor revision, number of keys, keys.
        let mut values: Vec<u16> = field.to_u64s()?.into_iter().map(|v| u16::try_from(v).unwrap_or(0)).collect();
        if let Some(first) = values.first_chunk_mut::<3>() {
            *first = [1, 1, minor];
        }
        *field = Field::shorts(Tag::GEO_KEY_DIRECTORY, &values);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use geotiff_core::SampleType;

    fn profile(directory: &[u16]) -> Profile {
        let mut profile = Profile::new(SampleType::U8, 1, 1, 1);
        profile.geo_fields = vec![Field::shorts(Tag::GEO_KEY_DIRECTORY, directory)];
        profile
    }

    fn minor(directory: &[u16], version: GeotiffVersion) -> Result<u16> {
        let mut profile = profile(directory);
        set_version(&mut profile, version)?;
        let values = profile.geo_fields[0].to_u64s()?;
        assert_eq!(&values[4..], &directory[4..].iter().map(|&v| u64::from(v)).collect::<Vec<_>>());
        Ok(values[2] as u16)
    }

    #[test]
    fn the_version_is_the_sources_unless_another_is_asked_for() {
        for of_source in [0, 1] {
            let utm = [1, 1, of_source, 2, 1024, 0, 1, 1, 3072, 0, 1, 32633];
            assert_eq!(minor(&utm, GeotiffVersion::Auto).unwrap(), of_source);
            assert_eq!(minor(&utm, GeotiffVersion::V1_0).unwrap(), 0);
            assert_eq!(minor(&utm, GeotiffVersion::V1_1).unwrap(), 1);
        }
    }

    #[test]
    fn three_dimensions_need_1_1() {
        let wgs_84 = [1, 1, 0, 3, 1024, 0, 1, 2, 2048, 0, 1, 4326, 4096, 0, 1, 4979];
        assert_eq!(minor(&wgs_84, GeotiffVersion::Auto).unwrap(), 1);
        assert!(minor(&wgs_84, GeotiffVersion::V1_0).unwrap_err().to_string().contains("EPSG:4979"));
        let height = [1, 1, 0, 3, 1024, 0, 1, 2, 2048, 0, 1, 4326, 4096, 0, 1, 3855];
        assert_eq!(minor(&height, GeotiffVersion::Auto).unwrap(), 0);
    }

    #[test]
    fn no_keys_are_no_keys() {
        let mut profile = Profile::new(SampleType::U8, 1, 1, 1);
        set_version(&mut profile, GeotiffVersion::V1_1).unwrap();
        assert!(profile.geo_fields.is_empty());
    }
}
