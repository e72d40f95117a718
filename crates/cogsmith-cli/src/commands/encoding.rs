//! How a raster is written, as the command line says it.

use cogsmith::{
    BigTiff, Codec, Compression, CreationOptions, GeotiffVersion, Interleave, Predictor, PredictorChoice, Resampling,
    Result, Setting, StatisticsChoice,
};

use crate::args::{BigTiffArg, Compress, Encoding, GeotiffVersionArg, InterleaveArg, PredictorArg, StatisticsArg};

/// All that is said of the file, over what the profile says, with more settings by the options that say them.
///
/// # Errors
/// `Parameter` if the same is said twice in different ways, or an option by GDAL's name cannot be.
pub(super) fn given(
    encoding: &Encoding,
    more: impl IntoIterator<Item = (&'static str, Option<Setting>)>,
) -> Result<CreationOptions> {
    let by_name = CreationOptions::from_gdal(encoding.creation_options.iter().map(|(key, value)| (key, value)))?;
    let said = long_options(encoding).into_iter().chain(more);
    let said = said.filter_map(|(name, setting)| Some((name, setting?)));
    let long = said.into_iter().try_fold(CreationOptions::new(), |all, (name, setting)| all.with(name, setting))?;
    let all = by_name.and(long)?;
    match &encoding.profile {
        Some(name) => Ok(all.over(CreationOptions::profile(name)?)),
        None => Ok(all),
    }
}

/// The long options, as settings: each has one line here.
fn long_options(encoding: &Encoding) -> [(&'static str, Option<Setting>); 19] {
    [
        ("--compress", encoding.compress.map(codec).map(Setting::Compression)),
        ("--level", encoding.level.map(Setting::Level)),
        ("--quality", encoding.quality.map(Setting::Quality)),
        ("--max-z-error", encoding.max_z_error.map(Setting::MaxZError)),
        ("--predictor", encoding.predictor.map(predictor).map(Setting::Predictor)),
        ("--blocksize", encoding.blocksize.map(Setting::BlockSize)),
        ("--interleave", encoding.interleave.map(interleave).map(Setting::Interleave)),
        ("--sparse", encoding.sparse.then_some(Setting::Sparse(true))),
        ("--nbits", encoding.nbits.map(Setting::Bits)),
        ("--bigtiff", encoding.bigtiff.map(big_tiff).map(Setting::BigTiff)),
        ("--geotiff-version", encoding.geotiff_version.map(geotiff_version).map(Setting::GeotiffVersion)),
        ("--overview-blocksize", encoding.overview_blocksize.map(Setting::OverviewBlockSize)),
        ("--overview-compress", encoding.overview_compress.map(codec).map(Setting::OverviewCompression)),
        ("--overview-compress-level", encoding.overview_compress_level.map(Setting::OverviewLevel)),
        ("--overview-quality", encoding.overview_quality.map(Setting::OverviewQuality)),
        ("--overview-predictor", encoding.overview_predictor.map(predictor).map(Setting::OverviewPredictor)),
        ("--overview-resampling", encoding.overview_resampling.map(Resampling::from).map(Setting::OverviewResampling)),
        ("--overview-count", encoding.overview_count.map(Some).map(Setting::OverviewCount)),
        ("--statistics", encoding.statistics.map(statistics).map(Setting::Statistics)),
    ]
}

fn codec(compress: Compress) -> Codec {
    let of = |compression| Codec::Of { compression, lerc_inner: None };
    let lerc = |inner| Codec::Of { compression: Compression::LERC, lerc_inner: Some(inner) };
    match compress {
        Compress::Auto => Codec::Auto,
        Compress::None => of(Compression::NONE),
        Compress::Lzw => of(Compression::LZW),
        Compress::Deflate => of(Compression::DEFLATE),
        Compress::Zstd => of(Compression::ZSTD),
        Compress::Lzma => of(Compression::LZMA),
        Compress::Packbits => of(Compression::PACKBITS),
        Compress::Lerc => of(Compression::LERC),
        Compress::LercDeflate => lerc(Compression::DEFLATE),
        Compress::LercZstd => lerc(Compression::ZSTD),
        Compress::Jpeg => of(Compression::JPEG),
        Compress::Webp => of(Compression::WEBP),
        Compress::Jxl => of(Compression::JXL),
    }
}

fn predictor(predictor: PredictorArg) -> PredictorChoice {
    match predictor {
        PredictorArg::Auto => PredictorChoice::Auto,
        PredictorArg::None => PredictorChoice::Fixed(Predictor::None),
        PredictorArg::Horizontal => PredictorChoice::Fixed(Predictor::Horizontal),
        PredictorArg::FloatingPoint => PredictorChoice::Fixed(Predictor::FloatingPoint),
    }
}

fn interleave(interleave: InterleaveArg) -> Interleave {
    match interleave {
        InterleaveArg::Pixel => Interleave::Pixel,
        InterleaveArg::Band => Interleave::Band,
        InterleaveArg::Tile => Interleave::Tile,
    }
}

fn big_tiff(big_tiff: BigTiffArg) -> BigTiff {
    match big_tiff {
        BigTiffArg::Yes => BigTiff::Yes,
        BigTiffArg::No => BigTiff::No,
        BigTiffArg::IfNeeded => BigTiff::IfNeeded,
        BigTiffArg::IfSafer => BigTiff::IfSafer,
    }
}

fn geotiff_version(version: GeotiffVersionArg) -> GeotiffVersion {
    match version {
        GeotiffVersionArg::Auto => GeotiffVersion::Auto,
        GeotiffVersionArg::V1_0 => GeotiffVersion::V1_0,
        GeotiffVersionArg::V1_1 => GeotiffVersion::V1_1,
    }
}

fn statistics(statistics: StatisticsArg) -> StatisticsChoice {
    match statistics {
        StatisticsArg::Copied => StatisticsChoice::Copied,
        StatisticsArg::Computed => StatisticsChoice::Computed,
        StatisticsArg::None => StatisticsChoice::None,
    }
}
