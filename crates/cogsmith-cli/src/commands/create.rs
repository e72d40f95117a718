//! `cogsmith create`: a COG out of any GeoTIFF.

use cogsmith::{CogOptions, CogSummary, CogWriter, Compression, Error, Predictor, PredictorChoice, Resampling, Result};

use crate::args::{Compress, Create, PredictorArg, ResamplingArg};
use crate::progress;

pub(crate) fn run(args: &Create) -> Result<()> {
    let source = cogsmith::open(&args.source)?;
    refuse_overwriting_the_source(args)?;
    let bar = progress::bar(source.height() as u64, "rows", args.work.quiet);
    let rows = bar.clone();
    let made = super::with_threads(&args.work, || {
        let on_rows = |n| {
            rows.inc(n as u64);
            true
        };
        let writer = CogWriter::new(&source, options(args)).on_rows(&on_rows);
        if super::is_stdout(&args.target) {
            writer.write_to(&mut std::io::stdout().lock())
        } else {
            writer.write_file(&args.target)
        }
    });
    bar.finish_and_clear();
    made?.map(|_: CogSummary| ()).map_err(|error| error.in_file(args.source.display().to_string()))
}

fn options(args: &Create) -> CogOptions {
    CogOptions {
        block_size: args.blocksize,
        compression: match args.compress {
            Compress::None => Compression::NONE,
            Compress::Lzw => Compression::LZW,
            Compress::Deflate => Compression::DEFLATE,
        },
        level: args.level,
        predictor: match args.predictor {
            PredictorArg::Auto => PredictorChoice::Auto,
            PredictorArg::None => PredictorChoice::Fixed(Predictor::None),
            PredictorArg::Horizontal => PredictorChoice::Fixed(Predictor::Horizontal),
            PredictorArg::FloatingPoint => PredictorChoice::Fixed(Predictor::FloatingPoint),
        },
        overview_count: args.overview_count,
        resampling: args.overview_resampling.map(|resampling| match resampling {
            ResamplingArg::Nearest => Resampling::Nearest,
            ResamplingArg::Average => Resampling::Average,
        }),
        ..CogOptions::new()
    }
}

fn refuse_overwriting_the_source(args: &Create) -> Result<()> {
    let (source, target) = (std::fs::canonicalize(&args.source), std::fs::canonicalize(&args.target));
    match (source, target) {
        (Ok(source), Ok(target)) if source == target => {
            Err(Error::parameter("source and target are the same file").in_file(args.target.display().to_string()))
        }
        _ => Ok(()),
    }
}
