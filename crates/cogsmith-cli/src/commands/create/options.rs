//! What the command line says of a COG: long options, `--co` and `--profile`, which must agree.

use cogsmith::{
    BigTiff, Codec, Compression, CreationOptions, GeotiffVersion, Interleave, MetadataChoice, OverviewSource,
    Predictor, PredictorChoice, Resampling, Result, Setting, StatisticsChoice, Threads,
};

use crate::args::{
    BigTiffArg, Compress, Create, GeotiffVersionArg, InterleaveArg, OverviewsArg, PredictorArg, StatisticsArg,
};

/// All that is said, over what the profile says.
///
/// # Errors
/// `Parameter` if the same is said twice in different ways, or an option by GDAL's name cannot be.
pub(super) fn given(args: &Create) -> Result<CreationOptions> {
    let by_name = CreationOptions::from_gdal(args.creation_options.iter().map(|(key, value)| (key, value)))?;
    let all = by_name.and(long_options(args)?)?;
    match &args.profile {
        Some(name) => Ok(all.over(CreationOptions::profile(name)?)),
        None => Ok(all),
    }
}

/// The long options, as settings: each has one line here.
fn long_options(args: &Create) -> Result<CreationOptions> {
    let settings = [
        ("--compress", args.compress.map(codec).map(Setting::Compression)),
        ("--level", args.level.map(Setting::Level)),
        ("--quality", args.quality.map(Setting::Quality)),
        ("--max-z-error", args.max_z_error.map(Setting::MaxZError)),
        ("--predictor", args.predictor.map(predictor).map(Setting::Predictor)),
        ("--blocksize", args.blocksize.map(Setting::BlockSize)),
        ("--interleave", args.interleave.map(interleave).map(Setting::Interleave)),
        ("--sparse", args.sparse.then_some(Setting::Sparse(true))),
        ("--nbits", args.nbits.map(Setting::Bits)),
        ("--bigtiff", args.bigtiff.map(big_tiff).map(Setting::BigTiff)),
        ("--geotiff-version", args.geotiff_version.map(geotiff_version).map(Setting::GeotiffVersion)),
        ("--overview-blocksize", args.overview_blocksize.map(Setting::OverviewBlockSize)),
        ("--overview-compress", args.overview_compress.map(codec).map(Setting::OverviewCompression)),
        ("--overview-compress-level", args.overview_compress_level.map(Setting::OverviewLevel)),
        ("--overview-quality", args.overview_quality.map(Setting::OverviewQuality)),
        ("--overview-predictor", args.overview_predictor.map(predictor).map(Setting::OverviewPredictor)),
        ("--overviews", args.overviews.map(overviews).map(Setting::Overviews)),
        ("--overview-resampling", args.overview_resampling.map(Resampling::from).map(Setting::OverviewResampling)),
        ("--overview-count", args.overview_count.map(Some).map(Setting::OverviewCount)),
        ("--statistics", args.statistics.map(statistics).map(Setting::Statistics)),
        ("--metadata", metadata(&args.metadata).map(Setting::Metadata)),
        ("--forward-band-tags", args.forward_band_tags.then_some(Setting::Metadata(MetadataChoice::All))),
        ("--forward-ns-tags", args.forward_ns_tags.then_some(Setting::Metadata(MetadataChoice::All))),
        ("--threads", args.work.threads.map(Threads::Count).map(Setting::Threads)),
    ];
    let said = settings.into_iter().filter_map(|(name, setting)| Some((name, setting?)));
    said.into_iter().try_fold(CreationOptions::new(), |all, (name, setting)| all.with(name, setting))
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

fn overviews(overviews: OverviewsArg) -> OverviewSource {
    match overviews {
        OverviewsArg::Auto => OverviewSource::ExistingOrMade,
        OverviewsArg::Made => OverviewSource::Made,
        OverviewsArg::Existing => OverviewSource::Existing,
        OverviewsArg::None => OverviewSource::None,
    }
}

fn statistics(statistics: StatisticsArg) -> StatisticsChoice {
    match statistics {
        StatisticsArg::Copied => StatisticsChoice::Copied,
        StatisticsArg::Computed => StatisticsChoice::Computed,
        StatisticsArg::None => StatisticsChoice::None,
    }
}

/// `all`, `none` and `default` alone are no domains; among others, `default` is the one without a name.
fn metadata(words: &[String]) -> Option<MetadataChoice> {
    let is = |word: &String, name: &str| word.eq_ignore_ascii_case(name);
    match words {
        [] => None,
        [word] if is(word, "all") => Some(MetadataChoice::All),
        [word] if is(word, "none") => Some(MetadataChoice::None),
        [word] if is(word, "default") => Some(MetadataChoice::DefaultDomain),
        words => {
            let domain = |word: &String| if is(word, "default") { String::new() } else { word.clone() };
            Some(MetadataChoice::Domains(words.iter().map(domain).collect()))
        }
    }
}
