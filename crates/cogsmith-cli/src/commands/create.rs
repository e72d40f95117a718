//! `cogsmith create`: a COG out of any GeoTIFF.

mod adapt;
mod options;
mod source;

use cogsmith::Result;

use super::writing::{self, Writing};
use crate::args::Create;
use crate::interrupt::Interrupt;

pub(super) use source::nodata;

pub(crate) fn run(args: &Create) -> Result<()> {
    args.sources.iter().try_for_each(|source| super::check_target(source, &args.target))?;
    let interrupt = Interrupt::listen()?;
    // Errors of files name them already.
    let named = |error: cogsmith::Error| match args.sources.as_slice() {
        [source] => error.in_file(source.display().to_string()),
        _ => error,
    };
    let given = options::given(args)?;
    let work = writing::work_of(&args.work, &given);
    let options = given.into_options().map_err(named)?;
    let opened = super::with_threads(&work, || source::open(args))?.map_err(named)?;
    let source = super::with_threads(&work, || adapt::adapted(&opened, &args.adapt, &interrupt))?.map_err(named)?;
    let durability = args.output.durability();
    Writing { target: &args.target, options, durability, work, interrupt: &interrupt }.write(&source, named)
}
