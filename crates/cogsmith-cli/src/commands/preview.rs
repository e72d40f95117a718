//! `cogsmith preview`: a picture for people.

use std::io::Write;
use std::path::Path;

use cogsmith::picture::{Picture, PictureSpec, Relief};
use cogsmith::{Error, Result};

use crate::args::{PictureFormat, Preview};
use crate::interrupt::Interrupt;
use crate::progress::Progress;

pub(crate) fn run(args: &Preview) -> Result<()> {
    let format = format(args)?;
    let dataset = super::open(&args.file, &args.input)?;
    super::check_target(&args.file, &args.out)?;
    let (spec, interrupt) = (spec(args), Interrupt::listen()?);
    let name = args.file.display().to_string();
    let progress = Progress::new(u64::try_from(dataset.height()).unwrap_or(u64::MAX), "rows", args.work.quiet);
    let advance = |rows: usize| {
        progress.advance(rows);
        !interrupt.is_asked()
    };
    let drawn = super::with_threads(&args.work, || Picture::draw_with(&dataset, &spec, &advance))?;
    progress.finish();
    let picture = drawn.map_err(|error| error.in_file(name))?;
    let bytes = match format {
        PictureFormat::Png => picture.to_png()?,
        PictureFormat::Webp => picture.to_webp()?,
    };
    if super::is_stdout(&args.out) {
        let mut out = std::io::stdout().lock();
        return out.write_all(&bytes).and_then(|()| out.flush()).map_err(super::cannot_print);
    }
    cogsmith::write_whole_file_with(&args.out, args.output.durability(), |out| {
        out.write_all(&bytes).map_err(|cause| Error::io("cannot write the picture", cause))
    })
}

/// By what is said, else by the name.
fn format(args: &Preview) -> Result<PictureFormat> {
    let named = |path: &Path| {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match &extension[..] {
            "png" => Some(PictureFormat::Png),
            "webp" => Some(PictureFormat::Webp),
            _ => None,
        }
    };
    let own = if super::is_stdout(&args.out) { Some(PictureFormat::Png) } else { named(&args.out) };
    args.format.or(own).ok_or_else(|| {
        let error = Error::parameter("its name ends neither in .png nor in .webp: say --format png or --format webp");
        error.in_file(args.out.display().to_string())
    })
}

fn spec(args: &Preview) -> PictureSpec {
    let mut spec = PictureSpec::new().with_gamma(args.gamma);
    if let Some(width) = args.width {
        spec = spec.with_width(width);
    }
    if !args.bands.is_empty() {
        let bands: Vec<usize> = args.bands.iter().map(|band| band.saturating_sub(1)).collect();
        spec = spec.with_bands(&bands);
    }
    if let Some(colormap) = &args.colormap {
        spec = spec.with_colormap(colormap.clone());
    }
    if args.reverse {
        spec = spec.reversed();
    }
    if let Some(stretch) = args.stretch {
        spec = spec.with_stretch(stretch);
    }
    if let Some(resampling) = args.resampling {
        spec = spec.with_resampling(resampling.into());
    }
    if let Some(background) = args.background {
        spec = spec.with_background(background);
    }
    if args.hillshade {
        let light = Relief::new().with_light(args.azimuth.unwrap_or(315.0), args.altitude.unwrap_or(45.0));
        spec = spec.with_relief(args.z_factor.map_or(light, |z_factor| light.with_z_factor(z_factor)));
    }
    if let Some(grid) = args.grid {
        spec = spec.with_grid(grid);
    }
    if args.legend {
        spec = spec.with_legend();
    }
    match &args.title {
        Some(title) => spec.with_title(title),
        None => spec,
    }
}
