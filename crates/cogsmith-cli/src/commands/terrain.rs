//! `cogsmith terrain`: what is derived of heights.

use cogsmith::{
    BandPick, Bands, Derivative, Error, Gradient, RasterSource, Result, Ruggedness, Shading, Terrain as Derived,
    TerrainScale,
};

use super::writing::{self, Writing};
use super::{calc, encoding};
use crate::args::{AlgorithmArg, KindArg, ShadingArg, Terrain};
use crate::interrupt::Interrupt;

pub(crate) fn run(args: &Terrain) -> Result<()> {
    super::check_target(&args.dem, &args.output)?;
    let derivative = derivative(args)?;
    let interrupt = Interrupt::listen()?;
    let named = |error: Error| error.in_file(args.dem.display().to_string());
    let options = encoding::given(&args.encoding, calc::plain_or_cog(args.cog, args.work.threads))?;
    let work = writing::work_of(&args.work, &options);
    let options = options.into_options()?;
    let file = super::with_threads(&work, || super::open(&args.dem, &args.input))??;
    // The others need not be read.
    let dem = Bands::new(file, &[BandPick::Band(args.band.map_or(0, |band| band - 1))]).map_err(named)?;
    let scale = match (args.scale, args.xscale, args.yscale) {
        (Some(scale), ..) => TerrainScale { x: scale, y: scale },
        (_, Some(x), Some(y)) => TerrainScale { x, y },
        _ => {
            let by_scale = matches!(derivative, Derivative::Slope { .. } | Derivative::Hillshade { .. });
            if let Some(warning) = TerrainScale::warning(dem.profile(), 0).filter(|_| by_scale && !work.quiet) {
                warn(args, &warning);
            }
            TerrainScale::of(dem.profile(), 0)
        }
    };
    let terrain = Derived::new(dem.profile(), derivative, scale).map_err(named)?.with_edges(args.compute_edges);
    let source = terrain.of(&dem, 0).map_err(named)?;
    let durability = args.durability.durability();
    Writing { target: &args.output, options, durability, work, interrupt: &interrupt }.write(&source, named)
}

#[allow(clippy::print_stderr, reason = "what the result may not be")]
fn warn(args: &Terrain, warning: &str) {
    eprintln!("cogsmith: {}: {warning}", args.dem.display());
}

/// What is asked for.
///
/// # Errors
/// `Parameter` if an option is said that is of no use for it.
fn derivative(args: &Terrain) -> Result<Derivative> {
    use KindArg::{Aspect, Hillshade, Slope, Tri};
    check_options(args)?;
    let gradient = || match args.algorithm {
        None | Some(AlgorithmArg::Horn) => Ok(Gradient::Horn),
        Some(AlgorithmArg::ZevenbergenThorne) => Ok(Gradient::ZevenbergenThorne),
        Some(_) => Err(Error::parameter("--algorithm riley and wilson are for tri")),
    };
    let ruggedness = || match args.algorithm {
        None | Some(AlgorithmArg::Riley) => Ok(Ruggedness::Riley),
        Some(AlgorithmArg::Wilson) => Ok(Ruggedness::Wilson),
        Some(_) => Err(Error::parameter("--algorithm horn and zevenbergen-thorne are for slope, aspect and hillshade")),
    };
    Ok(match args.kind {
        Slope => Derivative::Slope { gradient: gradient()?, percent: args.percent },
        Aspect => Derivative::Aspect {
            gradient: gradient()?,
            trigonometric: args.trigonometric,
            zero_for_flat: args.zero_for_flat,
        },
        Hillshade => Derivative::Hillshade {
            gradient: gradient()?,
            shading: shading(args)?,
            z_factor: args.z_factor.unwrap_or(1.0),
        },
        Tri => Derivative::Ruggedness(ruggedness()?),
        KindArg::Tpi => Derivative::Position,
        KindArg::Roughness => Derivative::Roughness,
    })
}

fn check_options(args: &Terrain) -> Result<()> {
    use KindArg::{Aspect, Hillshade, Slope, Tri};
    let rules: [(bool, &str, &[KindArg], &str); 11] = [
        (args.algorithm.is_some(), "--algorithm", &[Slope, Aspect, Hillshade, Tri], "slope, aspect, hillshade and tri"),
        (args.scale.is_some(), "--scale", &[Slope, Hillshade], "slope and hillshade"),
        (args.xscale.is_some(), "--xscale", &[Slope, Hillshade], "slope and hillshade"),
        (args.yscale.is_some(), "--yscale", &[Slope, Hillshade], "slope and hillshade"),
        (args.percent, "--percent", &[Slope], "slope"),
        (args.trigonometric, "--trigonometric", &[Aspect], "aspect"),
        (args.zero_for_flat, "--zero-for-flat", &[Aspect], "aspect"),
        (args.z_factor.is_some(), "--z-factor", &[Hillshade], "hillshade"),
        (args.azimuth.is_some(), "--azimuth", &[Hillshade], "hillshade"),
        (args.altitude.is_some(), "--altitude", &[Hillshade], "hillshade"),
        (args.shading.is_some(), "--shading", &[Hillshade], "hillshade"),
    ];
    for (is_said, name, kinds, words) in rules {
        if is_said && !kinds.contains(&args.kind) {
            return Err(Error::parameter(format!("{name} is for {words}")));
        }
    }
    let measures = [
        ("--scale", args.scale),
        ("--xscale", args.xscale),
        ("--yscale", args.yscale),
        ("--z-factor", args.z_factor),
        ("--altitude", args.altitude),
    ];
    match measures.iter().find(|(_, value)| value.is_some_and(|value| value <= 0.0)) {
        Some((name, _)) => Err(Error::parameter(format!("{name} must be above 0"))),
        None => Ok(()),
    }
}

fn shading(args: &Terrain) -> Result<Shading> {
    let (azimuth, altitude) = (args.azimuth.unwrap_or(315.0), args.altitude.unwrap_or(45.0));
    match args.shading {
        None | Some(ShadingArg::Directed) => Ok(Shading::Directed { azimuth, altitude }),
        Some(ShadingArg::Combined) => Ok(Shading::Combined { azimuth, altitude }),
        Some(ShadingArg::Multidirectional) if args.azimuth.is_some() => Err(Error::parameter(
            "--azimuth is of no use with --shading multidirectional, whose lights have places of their own",
        )),
        Some(ShadingArg::Multidirectional) => Ok(Shading::MultiDirectional { altitude }),
        Some(ShadingArg::Igor) if args.altitude.is_some() => {
            Err(Error::parameter("--altitude is of no use with --shading igor, whose light has no height"))
        }
        Some(ShadingArg::Igor) => Ok(Shading::Igor { azimuth }),
    }
}
