//! The options of the COG, as the command line says them.

use cogsmith::{CreationOptions, MetadataChoice, OverviewSource, Result, Setting, Threads};

use crate::args::{Create, OverviewsArg};
use crate::commands::encoding;

/// All that is said, over what the profile says.
///
/// # Errors
/// As [`encoding::given`].
pub(super) fn given(args: &Create) -> Result<CreationOptions> {
    let all_metadata = |is_said: bool| is_said.then_some(Setting::Metadata(MetadataChoice::All));
    let more = [
        ("--overviews", args.overviews.map(overviews).map(Setting::Overviews)),
        ("--metadata", metadata(&args.metadata).map(Setting::Metadata)),
        ("--forward-band-tags", all_metadata(args.forward_band_tags)),
        ("--forward-ns-tags", all_metadata(args.forward_ns_tags)),
        ("--threads", args.work.threads.map(Threads::Count).map(Setting::Threads)),
    ];
    encoding::given(&args.encoding, more)
}

fn overviews(overviews: OverviewsArg) -> OverviewSource {
    match overviews {
        OverviewsArg::Auto => OverviewSource::ExistingOrMade,
        OverviewsArg::Made => OverviewSource::Made,
        OverviewsArg::Existing => OverviewSource::Existing,
        OverviewsArg::None => OverviewSource::None,
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
