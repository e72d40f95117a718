//! From settings to the options of a COG; what goes with what.

use codec::EncoderSettings;
use geotiff_core::{Compression, Error, Result};

use super::{Codec, CreationOptions, Setting, short_name};
use crate::options::{CogOptions, OverviewSource, PredictorChoice, check_codec, takes_predictor};

/// # Errors
/// `Parameter` if a setting does not go with another.
pub(super) fn options(all: &CreationOptions) -> Result<CogOptions> {
    let codec = all.said.iter().find_map(|said| match said.setting {
        Setting::Compression(codec) => Some(codec),
        _ => None,
    });
    let codec = codec.unwrap_or(Codec::Of { compression: CogOptions::new().compression, lerc_inner: None });
    if let Some(need) = all.needs.iter().find(|need| !codec.has(need.codec)) {
        let message =
            format!("{} is an option of COMPRESS={}, not of {}", need.words, short_name(need.codec), codec.name());
        return Err(Error::parameter(message));
    }
    let mut options = CogOptions { settings: codec.settings(), ..CogOptions::new() };
    match codec {
        Codec::Auto => options.auto_compression = true,
        Codec::Of { compression, .. } => options.compression = compression,
    }
    for said in &all.said {
        apply(&said.setting, &mut options).map_err(|why| Error::parameter(format!("{}: {why}", said.words)))?;
    }
    check_image(all, codec, &options)?;
    check_overviews(all)?;
    options.overviews.settings = overview_settings(all, codec, &options)?;
    Ok(options)
}

fn apply(setting: &Setting, options: &mut CogOptions) -> std::result::Result<(), &'static str> {
    let overviews = &mut options.overviews;
    match setting {
        Setting::Compression(_) | Setting::Threads(_) => {}
        Setting::Level(level) => options.settings.level = Some(*level),
        Setting::Predictor(predictor) => options.predictor = *predictor,
        Setting::Quality(quality) => options.settings.quality = Some(*quality),
        Setting::MaxZError(error) => options.settings.max_z_error = Some(*error),
        Setting::BlockSize(pixels) => options.block_size = *pixels,
        Setting::Interleave(interleave) => options.interleave = *interleave,
        Setting::Overviews(source) => overviews.source = *source,
        Setting::OverviewCount(count) => overviews.count = *count,
        Setting::OverviewResampling(resampling) => overviews.resampling = Some(*resampling),
        Setting::OverviewBlockSize(pixels) => overviews.block_size = Some(*pixels),
        Setting::OverviewCompression(Codec::Auto) => {
            return Err("it is chosen for the image and its overviews together");
        }
        Setting::OverviewCompression(Codec::Of { compression, .. }) => overviews.compression = Some(*compression),
        Setting::OverviewPredictor(predictor) => overviews.predictor = Some(*predictor),
        // Those are put together once all is known.
        Setting::OverviewLevel(_) | Setting::OverviewQuality(_) | Setting::OverviewMaxZError(_) => {}
        Setting::Sparse(sparse) => options.sparse = *sparse,
        Setting::Bits(bits) => options.bits = Some(*bits),
        Setting::BigTiff(big_tiff) => options.big_tiff = *big_tiff,
        Setting::GeotiffVersion(version) => options.geotiff_version = *version,
        Setting::Statistics(statistics) => options.statistics = *statistics,
        Setting::Metadata(metadata) => options.metadata = metadata.clone(),
    }
    Ok(())
}

fn check_image(all: &CreationOptions, codec: Codec, options: &CogOptions) -> Result<()> {
    let Codec::Of { compression, .. } = codec else {
        let is_of_codec = |setting: &Setting| {
            matches!(setting, Setting::Level(_) | Setting::Predictor(_) | Setting::Quality(_) | Setting::MaxZError(_))
        };
        let of_codec = all.said.iter().find(|said| is_of_codec(&said.setting));
        return of_codec.map_or(Ok(()), |said| {
            Err(Error::parameter(format!("{} cannot be said where the compression is chosen", said.words)))
        });
    };
    let predictor = all.said.iter().find(|said| matches!(said.setting, Setting::Predictor(_)));
    check_predictor(predictor.map(|said| (&*said.words, options.predictor)), compression)?;
    check_codec(compression, &options.settings)
}

fn check_predictor(said: Option<(&str, PredictorChoice)>, compression: Compression) -> Result<()> {
    match said {
        Some((words, PredictorChoice::Auto)) if !takes_predictor(compression) => Err(Error::parameter(format!(
            "{words}: a predictor needs a compression that it can help: LZW, DEFLATE, ZSTD or LZMA, not {}",
            short_name(compression)
        ))),
        _ => Ok(()),
    }
}

fn is_of_overviews(setting: &Setting) -> bool {
    matches!(
        setting,
        Setting::OverviewResampling(_)
            | Setting::OverviewBlockSize(_)
            | Setting::OverviewCompression(_)
            | Setting::OverviewPredictor(_)
            | Setting::OverviewLevel(_)
            | Setting::OverviewQuality(_)
            | Setting::OverviewMaxZError(_)
            | Setting::OverviewCount(Some(1..))
    )
}

/// What would change nothing is a mistake.
fn check_overviews(all: &CreationOptions) -> Result<()> {
    let is_without = |setting: &Setting| {
        matches!(setting, Setting::Overviews(OverviewSource::None) | Setting::OverviewCount(Some(0)))
    };
    let without = all.said.iter().find(|said| is_without(&said.setting));
    match (without, all.said.iter().find(|said| is_of_overviews(&said.setting))) {
        (Some(without), Some(said)) => {
            Err(Error::parameter(format!("{}: there are to be no overviews, by {}", said.words, without.words)))
        }
        _ => Ok(()),
    }
}

/// The settings of overviews, if any is other than the image's.
fn overview_settings(all: &CreationOptions, codec: Codec, options: &CogOptions) -> Result<Option<EncoderSettings>> {
    let own = all.said.iter().find_map(|said| match said.setting {
        Setting::OverviewCompression(codec) => Some(codec),
        _ => None,
    });
    let overview_codec = own.unwrap_or(codec);
    let inherited = if overview_codec == codec { options.settings } else { overview_codec.settings() };
    let mut settings = inherited;
    for said in &all.said {
        match said.setting {
            Setting::OverviewLevel(level) => settings.level = Some(level),
            Setting::OverviewQuality(quality) => settings.quality = Some(quality),
            Setting::OverviewMaxZError(error) => settings.max_z_error = Some(error),
            _ => {}
        }
    }
    if let Codec::Of { compression, .. } = overview_codec {
        let predictor = all.said.iter().find(|said| matches!(said.setting, Setting::OverviewPredictor(_)));
        let predictor = predictor.and_then(|said| Some((&*said.words, options.overviews.predictor?)));
        check_predictor(predictor, compression)?;
        check_codec(compression, &settings)?;
    }
    let are_own =
        settings != options.settings || own.is_some_and(|own| own != codec && settings != EncoderSettings::default());
    Ok(Some(settings).filter(|_| are_own))
}
