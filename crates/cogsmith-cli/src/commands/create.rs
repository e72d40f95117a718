//! `cogsmith create`: a COG out of any GeoTIFF.

use std::time::Duration;

use cogsmith::{
    BigTiff, CogOptions, CogSummary, CogWriter, Compression, Dataset, EncoderSettings, GeotiffVersion, Interleave,
    OverviewOptions, Predictor, PredictorChoice, Resampling, Result,
};
use indicatif::DecimalBytes;

use crate::args::{BigTiffArg, Compress, Create, GeotiffVersionArg, InterleaveArg, PredictorArg, ResamplingArg};
use crate::interrupt::Interrupt;
use crate::number::plural;
use crate::progress::Progress;

pub(crate) fn run(args: &Create) -> Result<()> {
    let source = super::open(&args.source, &args.input)?;
    super::check_target(&args.source, &args.target)?;
    let interrupt = Interrupt::listen()?;
    let progress = Progress::new(source.height() as u64, "rows", args.work.quiet);
    let made = super::with_threads(&args.work, || {
        let on_rows = |rows| {
            progress.advance(rows);
            !interrupt.is_asked()
        };
        let writer = CogWriter::new(&source, options(args)).on_rows(&on_rows);
        if super::is_stdout(&args.target) {
            writer.write_to(&mut std::io::stdout().lock())
        } else {
            writer.write_file(&args.target)
        }
    });
    let elapsed = progress.finish();
    // Errors of either file name it already.
    let summary = made?.map_err(|error| match error.kind() {
        cogsmith::ErrorKind::Io => error.in_file("standard output"),
        _ => error.in_file(args.source.display().to_string()),
    })?;
    if let Some(elapsed) = elapsed {
        say_done(args, &source, &summary, elapsed);
    }
    Ok(())
}

#[allow(clippy::print_stderr, reason = "for whoever waits at the terminal")]
fn say_done(args: &Create, source: &Dataset, summary: &CogSummary, elapsed: Duration) {
    let name =
        if super::is_stdout(&args.target) { "standard output".into() } else { args.target.display().to_string() };
    let overviews = summary.levels.len().saturating_sub(1);
    let pixel_len = source.bands() * source.sample_type().bytes();
    let pixels: f64 = summary.levels.iter().map(|&(width, height)| width as f64 * height as f64).sum();
    eprintln!(
        "{name}: {}{}, {:.0} % of its pixels' size, {overviews} overview{}, in {:.1} s",
        DecimalBytes(summary.file_len),
        if summary.is_big { " (BigTIFF)" } else { "" },
        summary.file_len as f64 / (pixels * pixel_len as f64) * 100.0,
        plural(overviews),
        elapsed.as_secs_f64(),
    );
}

fn options(args: &Create) -> CogOptions {
    let (compression, lerc_inner) = codec(args.compress);
    let settings =
        EncoderSettings { level: args.level, quality: args.quality, max_z_error: args.max_z_error, lerc_inner };
    CogOptions {
        block_size: args.blocksize,
        compression,
        settings,
        predictor: predictor(args.predictor),
        interleave: match args.interleave {
            InterleaveArg::Pixel => Interleave::Pixel,
            InterleaveArg::Band => Interleave::Band,
            InterleaveArg::Tile => Interleave::Tile,
        },
        overviews: overviews(args, settings),
        sparse: args.sparse,
        bits: args.nbits,
        big_tiff: match args.bigtiff {
            BigTiffArg::Yes => BigTiff::Yes,
            BigTiffArg::No => BigTiff::No,
            BigTiffArg::IfNeeded => BigTiff::IfNeeded,
            BigTiffArg::IfSafer => BigTiff::IfSafer,
        },
        geotiff_version: match args.geotiff_version {
            GeotiffVersionArg::Auto => GeotiffVersion::Auto,
            GeotiffVersionArg::V1_0 => GeotiffVersion::V1_0,
            GeotiffVersionArg::V1_1 => GeotiffVersion::V1_1,
        },
        ..CogOptions::new()
    }
}

fn overviews(args: &Create, of_image: EncoderSettings) -> OverviewOptions {
    let chosen = args.overview_compress.map(codec);
    let is_other = chosen.is_some_and(|chosen| chosen != codec(args.compress));
    // What is said of overviews alone stands beside what holds for all.
    let base = if is_other { EncoderSettings::default() } else { of_image };
    let settings = EncoderSettings {
        level: args.overview_level.or(base.level),
        quality: args.overview_quality.or(base.quality),
        lerc_inner: chosen.map_or(base.lerc_inner, |(_, inner)| inner),
        ..base
    };
    OverviewOptions {
        count: args.overview_count,
        resampling: args.overview_resampling.map(|resampling| match resampling {
            ResamplingArg::Nearest => Resampling::Nearest,
            ResamplingArg::Average => Resampling::Average,
            ResamplingArg::Rms => Resampling::Rms,
            ResamplingArg::Mode => Resampling::Mode,
            ResamplingArg::Gauss => Resampling::Gauss,
            ResamplingArg::Bilinear => Resampling::Bilinear,
            ResamplingArg::Cubic => Resampling::Cubic,
            ResamplingArg::Cubicspline => Resampling::CubicSpline,
            ResamplingArg::Lanczos => Resampling::Lanczos,
        }),
        block_size: args.overview_blocksize,
        compression: chosen.map(|(compression, _)| compression),
        settings: (is_other || settings != of_image).then_some(settings),
        predictor: args.overview_predictor.map(predictor),
        ..OverviewOptions::default()
    }
}

/// A compression, and what is within if it is LERC.
fn codec(compress: Compress) -> (Compression, Option<Compression>) {
    match compress {
        Compress::None => (Compression::NONE, None),
        Compress::Lzw => (Compression::LZW, None),
        Compress::Deflate => (Compression::DEFLATE, None),
        Compress::Zstd => (Compression::ZSTD, None),
        Compress::Lzma => (Compression::LZMA, None),
        Compress::Packbits => (Compression::PACKBITS, None),
        Compress::Lerc => (Compression::LERC, None),
        Compress::LercDeflate => (Compression::LERC, Some(Compression::DEFLATE)),
        Compress::LercZstd => (Compression::LERC, Some(Compression::ZSTD)),
        Compress::Jpeg => (Compression::JPEG, None),
        Compress::Webp => (Compression::WEBP, None),
        Compress::Jxl => (Compression::JXL, None),
    }
}

fn predictor(arg: PredictorArg) -> PredictorChoice {
    match arg {
        PredictorArg::Auto => PredictorChoice::Auto,
        PredictorArg::None => PredictorChoice::Fixed(Predictor::None),
        PredictorArg::Horizontal => PredictorChoice::Fixed(Predictor::Horizontal),
        PredictorArg::FloatingPoint => PredictorChoice::Fixed(Predictor::FloatingPoint),
    }
}
