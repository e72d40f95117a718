//! An array of any type and shape becomes a COG, which gives the same pixels back and says the same of them.

use cogsmith::{
    ArraySource, CogOptions, Compression, Dataset, GeoTransform, Predictor, PredictorChoice, Profile, Resampling,
    RuleSet, Sample, SampleType, ValidateOptions, with_real_sample,
};
use proptest::prelude::*;

use crate::{cog_of, pixels};

#[derive(Clone, Debug)]
struct Case {
    profile: Profile,
    bytes: Vec<u8>,
    options: CogOptions,
}

fn cases() -> impl Strategy<Value = Case> {
    let shape = (prop::sample::select(&SampleType::ALL[..]), 1_usize..70, 1_usize..70, 1_usize..=4);
    let compressions = [Compression::NONE, Compression::LZW, Compression::DEFLATE];
    let predictors = [PredictorChoice::Auto, PredictorChoice::Fixed(Predictor::None)];
    let resamplings = [None, Some(Resampling::Nearest), Some(Resampling::Average)];
    let options = (
        prop::sample::select(&[16_usize, 32, 64][..]),
        prop::sample::select(compressions.to_vec()),
        prop::sample::select(predictors.to_vec()),
        prop::sample::select(resamplings.to_vec()),
    );
    (shape, options, any::<bool>()).prop_flat_map(|((sample_type, width, height, bands), options, runs)| {
        let len = width * height * bands * sample_type.bytes();
        // Bytes of any value, or few values in a row as terrain has them.
        let byte = if runs { (0_u8..3).boxed() } else { any::<u8>().boxed() };
        prop::collection::vec(byte, len).prop_map(move |bytes| {
            let mut profile = Profile::new(sample_type, width, height, bands)
                .with_transform(GeoTransform::north_up(500_000.0, 5_000_000.0, 10.0, 20.0))
                .with_epsg(32633);
            if !sample_type.is_complex() {
                profile = profile.with_nodata(2);
            }
            if sample_type == SampleType::U8 && bands >= 3 {
                profile = profile.as_rgb();
            }
            let (block_size, compression, predictor, resampling) = options;
            let options = CogOptions { block_size, compression, predictor, ..CogOptions::new() };
            let options = match resampling {
                Some(resampling) => options.with_resampling(resampling),
                None => options,
            };
            Case { profile, bytes, options }
        })
    })
}

fn cog_of_array<T: Sample>(case: &Case) -> Vec<u8> {
    let mut samples = vec![bytemuck::Zeroable::zeroed(); case.bytes.len() / size_of::<T>()];
    bytemuck::cast_slice_mut::<T, u8>(&mut samples).copy_from_slice(&case.bytes);
    cog_of(&ArraySource::new(&samples, case.profile.clone()).unwrap(), &case.options).unwrap()
}

fn cog_of_case(case: &Case) -> Vec<u8> {
    with_real_sample!(case.profile.sample_type, T => cog_of_array::<T>(case), complex => {
        match case.profile.sample_type {
            SampleType::CI16 => cog_of_array::<[i16; 2]>(case),
            SampleType::CI32 => cog_of_array::<[i32; 2]>(case),
            SampleType::CF32 => cog_of_array::<[f32; 2]>(case),
            _ => cog_of_array::<[f64; 2]>(case),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn arrays_come_back(case in cases()) {
        let cog = cog_of_case(&case);
        let report = cogsmith::validate(&cog, ValidateOptions { ogc: true, ..ValidateOptions::default() }).unwrap();
        // rio-cogeo minds an overview as narrow as the image, which one pixel wide GDAL's COGs have, too.
        let is_narrow = case.profile.width.min(case.profile.height) == 1;
        prop_assert!(report.is_valid() || is_narrow && report.is_valid_by(RuleSet::Gdal), "{report:?}");

        let made = Dataset::from_source(cog.clone()).unwrap();
        let pixels = pixels(&made, 0);
        prop_assert!(pixels.bytes() == case.bytes);
        let (wanted, got) = (&case.profile, made.profile());
        prop_assert_eq!((got.width, got.height, got.bands), (wanted.width, wanted.height, wanted.bands));
        prop_assert_eq!((got.sample_type, got.bits), (wanted.sample_type, wanted.bits));
        prop_assert_eq!((got.photometric, &got.extra_samples), (wanted.photometric, &wanted.extra_samples));
        prop_assert_eq!((&got.placement, got.epsg()), (&wanted.placement, wanted.epsg()));
        prop_assert_eq!(got.nodata.map(|v| v.to_f64()), wanted.nodata.map(|v| v.to_f64()));
        prop_assert_eq!(got.alpha_band(), wanted.alpha_band());

        // The COG of a COG is that COG.
        prop_assert!(cog_of(&made, &case.options).unwrap() == cog);
    }
}
