//! Statistics of bands, computed while the raster passes by, and how GDAL writes them.

use geotiff_core::{
    GdalMetadata, MetadataItem, Nodata, Profile, Raster, RealSample as _, Result, format_g, with_real_sample,
};
use window::{BandStatistics, BandSums};

use crate::parallel;

/// GDAL's names of them begin so.
const PREFIX: &str = "STATISTICS_";

/// What is known of each band so far. Valid are pixels that are neither nodata nor NaN nor masked out; or, where there is
/// neither nodata nor mask, those of other bands that alpha does not hide.
pub(crate) struct Collector {
    bands: Vec<BandSums>,
    pixels: u64,
    nodata: Option<Nodata>,
    alpha: Option<usize>,
}

impl Collector {
    /// For a raster of real samples: complex ones have no order.
    pub(crate) fn new(profile: &Profile) -> Self {
        let alpha = profile.alpha_band().filter(|_| profile.nodata.is_none() && !profile.has_mask);
        let bands = vec![BandSums::default(); profile.bands];
        Self { bands, pixels: 0, nodata: profile.nodata, alpha }
    }

    /// Takes some rows of the raster, and of its mask.
    ///
    /// # Errors
    /// `Parameter` if they are not of the raster.
    pub(crate) fn push(&mut self, pixels: &Raster, mask: Option<&Raster>) -> Result<()> {
        let part = |band: usize| band_sums(pixels, band, mask, self.nodata, self.alpha.filter(|&alpha| alpha != band));
        let parts = parallel::try_map((0..self.bands.len()).collect(), part)?;
        self.bands.iter_mut().zip(&parts).for_each(|(total, part)| total.merge(part));
        self.pixels += (pixels.width() * pixels.height()) as u64;
        Ok(())
    }

    /// Puts them among the texts of the bands, in place of any that were there.
    pub(crate) fn describe(&self, metadata: &mut GdalMetadata) {
        strip(metadata);
        for (band, sums) in self.bands.iter().enumerate() {
            let is_before = |item: &MetadataItem| match item.sample {
                None => item.role.is_none() && item.domain.is_none(),
                Some(other) => other < band || other == band && item.role.is_none(),
            };
            let at = metadata.items.iter().rposition(is_before).map_or(0, |last| last + 1);
            metadata.items.splice(at..at, items(band, &sums.statistics(), self.pixels));
        }
    }
}

/// Takes statistics out of the texts of bands.
pub(crate) fn strip(metadata: &mut GdalMetadata) {
    metadata.items.retain(|item| {
        let is_of_band = item.sample.is_some() && item.role.is_none() && item.domain.is_none();
        !(is_of_band && item.name.starts_with(PREFIX))
    });
}

fn band_sums(
    pixels: &Raster,
    band: usize,
    mask: Option<&Raster>,
    nodata: Option<Nodata>,
    alpha: Option<usize>,
) -> Result<BandSums> {
    let is_unmasked = |i: usize| mask.is_none_or(|mask| mask.bytes().get(i).is_none_or(|&valid| valid != 0));
    with_real_sample!(pixels.sample_type(), T => {
        let mut sums = BandSums::default();
        let samples = pixels.band::<T>(band)?;
        let nodata = nodata.and_then(|nodata| nodata.in_type::<T>());
        match alpha.map(|alpha| pixels.band::<T>(alpha)).transpose()? {
            Some(alpha) => sums.add(samples, |i, _| alpha.get(i).is_none_or(|alpha| alpha.to_f64() != 0.0)),
            None if nodata.is_none() && mask.is_none() => sums.add(samples, |_, _| true),
            None => sums.add(samples, |i, v| Some(v) != nodata && is_unmasked(i)),
        }
        Ok(sums)
    }, complex => Ok(BandSums::default()))
}

/// GDAL's names, order and numbers of digits.
fn items(band: usize, statistics: &BandStatistics, pixels: u64) -> Vec<MetadataItem> {
    let BandStatistics { valid, min, max, mean, std } = *statistics;
    let figures = [("MAXIMUM", max), ("MEAN", mean), ("MINIMUM", min), ("STDDEV", std)];
    let figures = figures.into_iter().filter(|_| valid > 0).map(|(name, value)| (name, format_g(value, 14)));
    let all = figures.chain([("VALID_PERCENT", valid_percent(valid, pixels))]);
    let item = |(name, value)| MetadataItem {
        name: format!("{PREFIX}{name}"),
        value,
        sample: Some(band),
        ..MetadataItem::default()
    };
    all.map(item).collect()
}

/// Of four digits; 100 only if all pixels are valid.
fn valid_percent(valid: u64, pixels: u64) -> String {
    let percent = format_g(100.0 * valid as f64 / pixels as f64, 4);
    if percent == "100" && valid < pixels { "99.999".into() } else { percent }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geotiff_core::SampleType;

    #[test]
    fn percentages_are_those_of_gdal() {
        // GDAL 3.12 of 1100 × 900 pixels.
        for (valid, text) in
            [(990_000, "100"), (989_999, "99.999"), (989_960, "99.999"), (989_940, "99.99"), (70, "0.007071"), (0, "0")]
        {
            assert_eq!(valid_percent(valid, 990_000), text);
        }
    }

    #[test]
    fn they_stand_before_what_has_a_role() {
        let xml = r#"<GDALMetadata><Item name="A">b</Item><Item name="STATISTICS_MEAN" sample="0">7</Item>
            <Item name="STATISTICS_MEAN">of the raster</Item><Item name="OFFSET" sample="0" role="offset">0</Item></GDALMetadata>"#;
        let mut metadata = GdalMetadata::parse(xml).unwrap();
        let mut collector = Collector::new(&Profile::new(SampleType::U8, 2, 2, 1));
        collector.push(&Raster::from_samples(&[1_u8, 2, 3, 4], 2, 2, 1).unwrap(), None).unwrap();
        collector.describe(&mut metadata);
        let items: Vec<_> = metadata.items.iter().map(|item| (item.name.as_str(), item.value.as_str())).collect();
        assert_eq!(
            items,
            [
                ("A", "b"),
                ("STATISTICS_MEAN", "of the raster"),
                ("STATISTICS_MAXIMUM", "4"),
                ("STATISTICS_MEAN", "2.5"),
                ("STATISTICS_MINIMUM", "1"),
                ("STATISTICS_STDDEV", "1.1180339887499"),
                ("STATISTICS_VALID_PERCENT", "100"),
                ("OFFSET", "0"),
            ]
        );
    }
}
