//! What is done to the raster before it is written, as the command line says it.

use cogsmith::{
    BandPick, Bands, Conversion, Converted, Crop, Error, GeoTransform, Georeference, Georeferenced, MaskEdit, Masked,
    NodataEdit, RasterSource, Resampling, Resize, Resized, Result, SampleType, Stretch, ViewSource, Window, WithNodata,
    value_ranges,
};

use super::source::{Opened, nodata};
use crate::args::{Adapt, BandScale};
use crate::interrupt::Interrupt;

type Source<'a> = Box<dyn RasterSource + 'a>;

/// The raster with all that is asked for done to it.
pub(super) fn adapted<'a>(opened: &'a Opened, args: &Adapt, interrupt: &Interrupt) -> Result<Source<'a>> {
    let source = validated(part(opened, args)?, args)?;
    let is_stream = matches!(opened, Opened::Stream(_));
    let source = converted(source, args, is_stream, interrupt)?;
    placed(source, args)
}

/// The part, at its size, and the bands of it.
fn part<'a>(opened: &'a Opened, args: &Adapt) -> Result<Source<'a>> {
    let resize = resize(args)?;
    let number = |pick: &BandPick| match *pick {
        BandPick::Band(band) => Some(band),
        BandPick::Mask => None,
    };
    let numbers: Option<Vec<usize>> = args.bands.iter().map(number).collect();
    // Overviews were made by what the file says of its nodata; if that is not so, they are of no use.
    if let (Opened::File(file), Some(resize), None) = (opened, &resize, &args.nodata) {
        return match numbers {
            Some(numbers) if !numbers.is_empty() => {
                // Picked before, so that no other band is read.
                Bands::new(file, &args.bands)?;
                Ok(Box::new(ViewSource::with_bands(file, resize, &numbers)?))
            }
            _ => picked(Box::new(ViewSource::new(file, resize)?), args),
        };
    }
    let source: Source<'a> = match opened {
        Opened::File(file) => Box::new(&**file),
        Opened::Other(source) | Opened::Stream(source) => Box::new(&**source),
    };
    let source: Source<'a> = match args.nodata.as_deref() {
        None => source,
        Some("none") => Box::new(WithNodata::new(source, NodataEdit::Unset)?),
        Some(text) => {
            let value = nodata(text, &source.profile().sample_type)?;
            Box::new(WithNodata::new(source, NodataEdit::Set(value))?)
        }
    };
    // Bands first: the others need not be read.
    let (source, is_picked) = if numbers.is_some() { (picked(source, args)?, true) } else { (source, false) };
    let source: Source<'a> = match (resize, args.window.as_deref(), args.bbox.as_deref()) {
        (Some(resize), ..) => Box::new(Resized::new(source, &resize)?),
        (None, Some(&[col, row, width, height]), _) => {
            Box::new(Crop::window(source, Window::new(col, row, width, height))?)
        }
        (None, _, Some(&[left, bottom, right, top])) => Box::new(Crop::bounds(source, [left, bottom, right, top])?),
        _ => source,
    };
    if is_picked { Ok(source) } else { picked(source, args) }
}

fn picked<'a>(source: Source<'a>, args: &Adapt) -> Result<Source<'a>> {
    if args.bands.is_empty() {
        return Ok(source);
    }
    Ok(Box::new(Bands::new(source, &args.bands)?))
}

/// What of pixels of another size is asked for.
fn resize(args: &Adapt) -> Result<Option<Resize>> {
    let is_sized = args.size.is_some() || args.res.is_some() || args.max_size.is_some();
    let is_between = args.bbox.is_some() && args.resampling.is_some();
    if !is_sized && !is_between {
        return match args.resampling {
            Some(_) => Err(Error::parameter(
                "nothing is resampled: --resampling goes with --size, --res, --max-size or --bbox",
            )),
            None => Ok(None),
        };
    }
    let place = match (args.window.as_deref(), args.bbox.as_deref()) {
        (Some(&[col, row, width, height]), _) => Resize::window(Window::new(col, row, width, height)),
        (_, Some(&[left, bottom, right, top])) => Resize::bounds([left, bottom, right, top]),
        _ => Resize::whole(),
    };
    let sized = match (args.size.as_deref(), args.res.as_deref(), args.max_size) {
        (Some(&[width, height]), ..) => place.with_size(width, height),
        (_, Some(&[width, height]), _) => place.with_resolution(width, height),
        (.., Some(most)) => place.with_max_size(most),
        _ => place,
    };
    Ok(Some(sized.with_resampling(args.resampling.map_or(Resampling::Nearest, Resampling::from))))
}

fn validated<'a>(source: Source<'a>, args: &Adapt) -> Result<Source<'a>> {
    let edit = match () {
        () if args.add_mask => MaskEdit::FromNodata,
        () if args.mask_from_alpha => MaskEdit::FromAlpha,
        () if args.no_mask => MaskEdit::Dropped,
        () if args.alpha_from_mask => MaskEdit::ToAlpha,
        () => return Ok(source),
    };
    Ok(Box::new(Masked::new(source, edit)?))
}

fn converted<'a>(source: Source<'a>, args: &Adapt, is_stream: bool, interrupt: &Interrupt) -> Result<Source<'a>> {
    let old = source.profile().sample_type;
    let new = match args.dtype {
        // Physical values are hardly ever whole.
        None if args.unscale && !old.is_float() => {
            if old.bytes() < 4 {
                SampleType::F32
            } else {
                SampleType::F64
            }
        }
        dtype => dtype.unwrap_or(old),
    };
    let of = Scaled { new, is_stream, interrupt };
    let mut conversion = Conversion::to(new);
    if let Some(numbers) = &args.scale {
        conversion = conversion.stretched(&stretches(&source, numbers, &of)?);
    }
    if !args.scale_band.is_empty() {
        conversion = conversion.stretched_bands(&stretches_of_bands(&source, &args.scale_band, &of)?);
    }
    if args.unscale {
        conversion = conversion.unscaled();
    }
    if let Some(text) = &args.change_nodata {
        conversion = conversion.with_nodata(nodata(text, &new)?);
    }
    if let Some(scale) = args.assign_scale {
        if scale == 0.0 {
            return Err(Error::parameter("--assign-scale: by a scale of 0, all samples would stand for the same"));
        }
        conversion = conversion.with_scale(scale);
    }
    if let Some(offset) = args.assign_offset {
        conversion = conversion.with_offset(offset);
    }
    if conversion == Conversion::to(old) {
        return Ok(source);
    }
    Converted::new(source, conversion).map(|source| Box::new(source) as Source<'a>).map_err(|error| {
        let advice = args.change_nodata.is_none() && error.to_string().contains("so it cannot be nodata");
        if advice { Error::parameter(format!("{error}: say --change-nodata, or --nodata none")) } else { error }
    })
}

/// What scaling has to know of a raster.
struct Scaled<'a> {
    /// The type that samples become.
    new: SampleType,
    /// It can be read only once.
    is_stream: bool,
    interrupt: &'a Interrupt,
}

fn stretches(source: &dyn RasterSource, numbers: &[f64], of: &Scaled<'_>) -> Result<Vec<Stretch>> {
    match stretch(numbers, of)? {
        Some(stretch) => Ok(vec![stretch]),
        None => stretches_by_range(source, of),
    }
}

/// Those of each band, if it has one.
fn stretches_of_bands(
    source: &dyn RasterSource,
    scales: &[BandScale],
    of: &Scaled<'_>,
) -> Result<Vec<Option<Stretch>>> {
    let by_range = scales.iter().any(|scale| scale.numbers.is_empty());
    let by_range = if by_range { stretches_by_range(source, of)? } else { Vec::new() };
    let bands = source.profile().bands;
    let mut stretches = vec![None; bands];
    for BandScale { band, numbers } in scales {
        let number = band + 1;
        let beyond = || Error::parameter(format!("--scale-band {number}: there are {bands} bands, counted from 1"));
        let slot = stretches.get_mut(*band).ok_or_else(beyond)?;
        let is_first = slot.is_none();
        *slot = stretch(numbers, of)?.or_else(|| by_range.get(*band).copied());
        if !is_first {
            return Err(Error::parameter(format!("--scale-band {number} is said twice")));
        }
    }
    Ok(stretches)
}

/// What numbers of the command line say; `None` if there are none.
fn stretch(numbers: &[f64], of: &Scaled<'_>) -> Result<Option<Stretch>> {
    if let Some([from, to]) = numbers.as_chunks().0.iter().find(|[from, to]| from == to) {
        return Err(Error::parameter(format!("--scale: values from {from} to {to} are one value, and no range")));
    }
    match *numbers {
        [] => Ok(None),
        [least, most] => Stretch::over_type([least, most], of.new).map(Some),
        [least, most, to_least, to_most] => Stretch::new([least, most], [to_least, to_most]).map(Some),
        _ => Err(Error::parameter("--scale has no numbers, two, or four: SMIN SMAX DMIN DMAX")),
    }
}

/// From the least to the largest value of each band.
fn stretches_by_range(source: &dyn RasterSource, of: &Scaled<'_>) -> Result<Vec<Stretch>> {
    if of.is_stream {
        return Err(Error::parameter(
            "the least and the largest value of a stream are not known before it is read: say --scale SMIN SMAX",
        ));
    }
    let ranges = value_ranges(source, &|_| !of.interrupt.is_asked())?;
    let stretch = |range: Option<[f64; 2]>| Stretch::over_type(range.unwrap_or([0.0, 255.0]), of.new);
    ranges.into_iter().map(stretch).collect()
}

fn placed<'a>(source: Source<'a>, args: &Adapt) -> Result<Source<'a>> {
    let mut place = Georeference::new();
    if let Some(text) = args.assign_epsg.map(|code| code.to_string()).or_else(|| args.assign_crs.clone()) {
        place = place.with_crs(&of_projjson(&text)?.unwrap_or(text))?;
    }
    if let Some(&[left, bottom, right, top]) = args.assign_bounds.as_deref() {
        place = place.with_bounds([left, bottom, right, top]);
    }
    if let Some(&[left, top, right, bottom]) = args.assign_ullr.as_deref() {
        place = place.with_corners([left, top, right, bottom]);
    }
    if let Some(numbers) = args.assign_transform.as_deref().and_then(|numbers| numbers.first_chunk()) {
        place = place.with_transform(GeoTransform(*numbers));
    }
    if place == Georeference::new() {
        return Ok(source);
    }
    Ok(Box::new(Georeferenced::new(source, place)?))
}

/// The code that a PROJJSON states; `None` for what is none.
fn of_projjson(text: &str) -> Result<Option<String>> {
    if !text.trim_start().starts_with('{') {
        return Ok(None);
    }
    let json: serde_json::Value =
        serde_json::from_str(text).map_err(|error| Error::parameter(format!("the CRS is no PROJJSON: {error}")))?;
    let is_epsg = json["id"]["authority"].as_str().is_some_and(|authority| authority.eq_ignore_ascii_case("EPSG"));
    let code = json["id"]["code"].as_u64().filter(|_| is_epsg);
    let none = "GeoKeys can say a CRS by an EPSG code alone, and this PROJJSON states none: say the code, or a WKT1";
    code.map(|code| Some(code.to_string())).ok_or_else(|| Error::unsupported(none))
}
