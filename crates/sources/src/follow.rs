//! What a raster says of itself once its pixels are others, or elsewhere.

use geotiff_core::{
    Field, Gcp, GdalMetadata, GeoTransform, MetadataItem, Nodata, Placement, Profile, RealSample, Result, SampleType,
    Tag, with_real_sample,
};

/// Places of LINE_OFF, SAMP_OFF, LINE_SCALE and SAMP_SCALE among the numbers of RPCCoefficient.
const RPC_PLACES: [usize; 4] = [2, 3, 7, 8];

/// Forgets the statistics of bands.
pub(crate) fn drop_statistics(profile: &mut Profile) {
    let is_statistic = |item: &MetadataItem| item.domain.is_none() && item.name.starts_with("STATISTICS_");
    profile.metadata.items.retain(|item| !is_statistic(item));
    drop_extremes(profile);
}

/// Forgets the extremes that TIFF's own fields tell, band after band.
pub(crate) fn drop_extremes(profile: &mut Profile) {
    profile.descriptive_fields.retain(|field| !matches!(field.tag, Tag::MIN_SAMPLE_VALUE | Tag::MAX_SAMPLE_VALUE));
}

/// Forgets nodata, in all its ways to be said.
pub(crate) fn drop_nodata(profile: &mut Profile) {
    profile.nodata = None;
    profile.metadata.items.retain(|item| !is_nodata_values(item));
}

fn is_nodata_values(item: &MetadataItem) -> bool {
    item.sample.is_none() && item.domain.is_none() && item.name == "NODATA_VALUES"
}

/// Forgets what items of these roles say of some bands.
pub(crate) fn drop_roles(profile: &mut Profile, roles: &[&str], of_band: impl Fn(usize) -> bool) {
    let is_one = |item: &MetadataItem| {
        item.role.as_deref().is_some_and(|role| roles.contains(&role)) && item.sample.is_none_or(&of_band)
    };
    profile.metadata.items.retain(|item| !is_one(item));
}

/// Says something of a band, in place of what was said.
pub(crate) fn set_role(metadata: &mut GdalMetadata, band: usize, role: &str, value: String) {
    metadata.items.retain(|item| !(item.sample == Some(band) && item.role.as_deref() == Some(role)));
    let name = role.to_ascii_uppercase();
    metadata.items.push(MetadataItem { name, value, sample: Some(band), role: Some(role.into()), domain: None });
}

/// Texts of the raster, and of each new band those of the old one that it is.
pub(crate) fn pick_metadata(metadata: &mut GdalMetadata, bands: &[Option<usize>]) {
    let old = std::mem::take(&mut metadata.items);
    let mut values = old.iter().filter(|item| item.sample.is_none()).cloned().collect::<Vec<_>>();
    for item in values.iter_mut().filter(|item| is_nodata_values(item)) {
        let words: Vec<&str> = item.value.split(' ').filter(|word| !word.is_empty()).collect();
        let picked =
            bands.iter().map(|band| band.and_then(|band| words.get(band)).copied()).collect::<Option<Vec<_>>>();
        item.value = picked.map(|words| words.join(" ")).unwrap_or_default();
    }
    values.retain(|item| !(is_nodata_values(item) && item.value.is_empty()));
    for (i, band) in bands.iter().enumerate() {
        let of_band = old.iter().filter(|item| item.sample.is_some() && item.sample == *band);
        values.extend(of_band.map(|item| MetadataItem { sample: Some(i), ..item.clone() }));
    }
    metadata.items = values;
}

/// A part of a raster, in its pixels, and how many columns and rows are made of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cut {
    /// First column and columns.
    pub(crate) cols: [f64; 2],
    /// First row and rows.
    pub(crate) rows: [f64; 2],
    pub(crate) width: usize,
    pub(crate) height: usize,
}

impl Cut {
    /// New pixels for one old one, across and down.
    fn ratios(&self) -> [f64; 2] {
        [self.width as f64 / self.cols[1], self.height as f64 / self.rows[1]]
    }

    fn is_whole(&self, profile: &Profile) -> bool {
        let whole = [[0.0, profile.width as f64], [0.0, profile.height as f64]];
        [self.cols, self.rows] == whole && (self.width, self.height) == (profile.width, profile.height)
    }

    /// Cuts what a raster says of itself: its size, its place and what is told of the whole.
    pub(crate) fn apply(&self, profile: &mut Profile) {
        if self.is_whole(profile) {
            return;
        }
        drop_statistics(profile);
        profile.metadata.items.retain(|item| {
            let is_of_pixels = item.domain.as_deref() == Some("GEOLOCATION");
            !is_of_pixels && !item.name.starts_with("NITF_BLOCKA_")
        });
        let placement = match &profile.placement {
            Placement::None => None,
            Placement::Affine(transform) => Some(Placement::Affine(self.transform(transform))),
            Placement::Gcps(points) => Some(Placement::Gcps(points.iter().map(|&point| self.gcp(point)).collect())),
        };
        placement.into_iter().for_each(|placement| profile.set_placement(placement));
        for field in profile.descriptive_fields.iter_mut().filter(|field| field.tag == Tag::RPC_COEFFICIENT) {
            self.move_rpc(field);
        }
        (profile.width, profile.height) = (self.width, self.height);
    }

    fn transform(&self, full: &GeoTransform) -> GeoTransform {
        let mut t = full.shifted(self.cols[0], self.rows[0]).0;
        let [x, y] = [self.cols[1] / self.width as f64, self.rows[1] / self.height as f64];
        (t[1], t[4], t[2], t[5]) = (t[1] * x, t[4] * x, t[2] * y, t[5] * y);
        GeoTransform(t)
    }

    fn gcp(&self, point: Gcp) -> Gcp {
        let [x, y] = self.ratios();
        Gcp { col: (point.col - self.cols[0]) * x, row: (point.row - self.rows[0]) * y, ..point }
    }

    /// RPCs speak of the centres of pixels.
    fn move_rpc(&self, field: &mut Field) {
        let Ok(mut numbers) = field.to_f64s() else { return };
        let ([x, y], [line_off, samp_off, line_scale, samp_scale]) = (self.ratios(), RPC_PLACES);
        let mut change = |place: usize, by: &dyn Fn(f64) -> f64| {
            numbers.iter_mut().skip(place).take(1).for_each(|number| *number = by(*number));
        };
        change(line_off, &|off| (off - self.rows[0] + 0.5) * y - 0.5);
        change(samp_off, &|off| (off - self.cols[0] + 0.5) * x - 0.5);
        change(line_scale, &|scale| scale * y);
        change(samp_scale, &|scale| scale * x);
        *field = Field::doubles(Tag::RPC_COEFFICIENT, &numbers);
    }
}

/// Nodata as samples of this type have it.
///
/// # Errors
/// `Parameter` if none can have it.
pub(crate) fn nodata_in(nodata: Nodata, sample_type: SampleType) -> Result<Nodata> {
    let fitting = with_real_sample!(sample_type.part(), T => nodata.in_type::<T>().map(Nodata::from), complex => None);
    fitting.ok_or_else(|| {
        geotiff_core::Error::parameter(format!("no sample of {sample_type} can be {nodata}, so it cannot be nodata"))
    })
}

/// Whether every value of one type is one of the other.
pub(crate) fn holds_all(new: SampleType, old: SampleType) -> bool {
    let digits = |sample_type: SampleType| match sample_type.part() {
        SampleType::F32 => 24,
        SampleType::F64 => 53,
        integer => 8 * integer.bytes(),
    };
    if old.is_complex() && !new.is_complex() {
        return false;
    }
    match (old.is_float(), new.is_float()) {
        (true, _) => new.is_float() && digits(new) >= digits(old),
        (false, true) => digits(new) >= digits(old),
        (false, false) => range(new).is_some_and(|new| range(old).is_some_and(|old| new.0 <= old.0 && old.1 <= new.1)),
    }
}

fn range(sample_type: SampleType) -> Option<(f64, f64)> {
    with_real_sample!(sample_type.part(), T => Some((T::MIN.to_f64(), T::MAX.to_f64())), complex => None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wider_types_hold_narrower_ones() {
        use SampleType::*;
        for (new, old) in [(U16, U8), (I16, U8), (F32, I16), (F64, U32), (CF32, F32), (U8, U8), (CI32, U16)] {
            assert!(holds_all(new, old), "{old} in {new}");
        }
        for (new, old) in [(U8, I8), (I16, U16), (F32, I32), (F64, I64), (F32, CF32), (I64, F32), (I64, U64)] {
            assert!(!holds_all(new, old), "{old} in {new}");
        }
    }

    #[test]
    fn rpcs_move_with_the_centres_of_pixels() {
        let mut profile = Profile::new(SampleType::U8, 100, 60, 1);
        let mut numbers = vec![0.0; 92];
        (numbers[2], numbers[3], numbers[7], numbers[8]) = (29.5, 49.5, 30.0, 50.0);
        profile.descriptive_fields.push(Field::doubles(Tag::RPC_COEFFICIENT, &numbers));
        let cut = Cut { cols: [20.0, 40.0], rows: [10.0, 30.0], width: 20, height: 15 };
        cut.apply(&mut profile);
        let rpc = profile.rpc().unwrap();
        let of = |name: &str| rpc.iter().find(|(other, _)| *other == name).unwrap().1[0];
        assert_eq!((of("LINE_OFF"), of("SAMP_OFF")), (9.5, 14.5));
        assert_eq!((of("LINE_SCALE"), of("SAMP_SCALE")), (15.0, 25.0));
    }
}
