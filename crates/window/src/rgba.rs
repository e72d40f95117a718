//! Pixels as a screen shows them: red, green, blue and opacity of 8 bits, whatever is stored.

use codec::YcbcrToRgb;
use geotiff_core::{
    ColorInterpretation as Color, Error, Image, Photometric, Profile, Raster, Result, SampleType, Tag, Window,
};

use crate::cielab::CielabToRgb;
use crate::dataset::Dataset;
use crate::level::Level;
use crate::validity::{MaskFlags, eight_bits};

/// The value of InkSet that stands for inks other than cyan, magenta, yellow and black.
const OTHER_INKS: u64 = 2;

/// How the samples of a pixel become a colour, and of which bands.
struct View {
    colors: Colors,
    bands: Vec<usize>,
    /// The band of opacity, and whether colours were multiplied by it.
    alpha: Option<(usize, bool)>,
}

enum Colors {
    Table(Vec<[u8; 4]>),
    Gray(Scale),
    Rgb(Scale),
    Cmyk(Scale),
    Ycbcr(Box<YcbcrToRgb>),
    Cielab(CielabToRgb),
}

/// The 8-bit sample for every sample.
struct Scale(Vec<u8>);

impl Scale {
    /// `None` for samples that have no fixed range.
    fn new(image: &Image, of_16_bits: impl Fn(u32) -> u32) -> Option<Self> {
        let bits = u32::from(image.bits);
        let largest = match image.sample_type {
            SampleType::U8 | SampleType::U16 if bits <= 16 => (1 << bits) - 1,
            _ => return None,
        };
        let scaled = |v: u32| if bits == 16 { of_16_bits(v) } else { v * 255 / largest };
        // None is beyond 255.
        Some(Self((0..=largest).map(|v| scaled(v) as u8).collect()))
    }

    /// As libtiff does gray.
    fn cut(image: &Image) -> Option<Self> {
        Self::new(image, |v| v >> 8)
    }

    /// As libtiff does colours.
    fn rounded(image: &Image) -> Option<Self> {
        Self::new(image, |v| (v + 128) / 257)
    }

    fn of(&self, sample: u16) -> u8 {
        self.0.get(usize::from(sample)).copied().unwrap_or(255)
    }
}

impl View {
    fn new(image: &Image, profile: &Profile) -> Result<Self> {
        let bands = profile.color_interpretation();
        let at = |wanted: Color| bands.iter().position(|&band| band == wanted).filter(|&band| band < image.bands);
        let all = |wanted: &[Color]| wanted.iter().map(|&color| at(color)).collect::<Option<Vec<usize>>>();
        let alpha = at(Color::ALPHA).map(|band| {
            let first = profile.bands.saturating_sub(profile.extra_samples.len());
            let extra = band.checked_sub(first).and_then(|i| profile.extra_samples.get(i));
            (band, extra == Some(&1))
        });
        let scaled = |scale: Option<Scale>| {
            let message = format!("samples of {} have no fixed range to be shown in", image.sample_type);
            scale.ok_or_else(|| Error::unsupported(message).in_tag(Tag::BITS_PER_SAMPLE.0))
        };
        let view = |colors, bands| Ok(Self { colors, bands, alpha });
        let is_rgb = profile.photometric == Photometric::RGB && image.bands >= 3;
        let stored_first = || is_rgb.then(|| vec![0, 1, 2]);
        if let Some(bands) = all(&[Color::RED, Color::GREEN, Color::BLUE]).or_else(stored_first) {
            return view(Colors::Rgb(scaled(Scale::rounded(image))?), bands);
        }
        if let (Some(band), Some(table)) = (at(Color::PALETTE), profile.color_table()) {
            scaled(Scale::cut(image))?;
            return view(Colors::Table(table), vec![band]);
        }
        if let Some(bands) = all(&[Color::CYAN, Color::MAGENTA, Color::YELLOW, Color::BLACK])
            && number(profile, Tag::INK_SET) != Some(OTHER_INKS)
        {
            return view(Colors::Cmyk(scaled(Scale::rounded(image))?), bands);
        }
        if let Some(bands) = all(&[Color::YCBCR_Y, Color::YCBCR_CB, Color::YCBCR_CR])
            && image.sample_type == SampleType::U8
            && image.bits == 8
        {
            return view(Colors::Ycbcr(Box::new(YcbcrToRgb::new(&image.codec_fields)?)), bands);
        }
        if profile.photometric == Photometric::CIELAB && image.bands >= 3 && matches!(image.bits, 8 | 16) {
            scaled(Scale::cut(image))?;
            let no_color = || Error::format("WhitePoint (318) is no colour").in_tag(Tag::WHITE_POINT.0);
            let colors = CielabToRgb::new(white_point(profile)).ok_or_else(no_color)?;
            return view(Colors::Cielab(colors), vec![0, 1, 2]);
        }
        if let Some(band) = at(Color::GRAY) {
            return view(Colors::Gray(scaled(Scale::cut(image))?), vec![band]);
        }
        let named = profile.photometric.name().map_or_else(|| profile.photometric.0.to_string(), str::to_string);
        let message =
            format!("{} bands of photometric interpretation {named} have no colours to be shown", image.bands);
        Err(Error::unsupported(message).in_tag(Tag::PHOTOMETRIC_INTERPRETATION.0))
    }

    /// The colour of a pixel, given its samples in the order of `bands`. A table has its own opacity.
    fn color(&self, samples: &[u16]) -> [u8; 4] {
        let opaque = |[r, g, b]: [u8; 3]| [r, g, b, 255];
        // Where samples have 8 bits, the low ones are all of them.
        match (&self.colors, samples) {
            (Colors::Table(table), &[index]) => table.get(usize::from(index)).copied().unwrap_or([0, 0, 0, 255]),
            (Colors::Gray(scale), &[gray]) => opaque([scale.of(gray); 3]),
            (Colors::Rgb(scale), &[r, g, b]) => opaque([r, g, b].map(|part| scale.of(part))),
            (Colors::Cmyk(scale), &[c, m, y, k]) => {
                let light = 255 - u16::from(scale.of(k));
                opaque([c, m, y].map(|ink| (light * (255 - u16::from(scale.of(ink))) / 255) as u8))
            }
            (Colors::Ycbcr(colors), &[y, cb, cr]) => opaque(colors.rgb(y as u8, cb as u8, cr as u8)),
            _ => [0; 4],
        }
    }
}

/// The first number of a field that is carried as it stands.
fn number(profile: &Profile, tag: Tag) -> Option<u64> {
    profile.descriptive_fields.iter().find(|field| field.tag == tag)?.to_u64().ok()
}

fn white_point(profile: &Profile) -> Option<[f32; 2]> {
    let field = profile.descriptive_fields.iter().find(|field| field.tag == Tag::WHITE_POINT)?;
    match field.to_f64s().ok()?[..] {
        [x, y, ..] => Some([x as f32, y as f32]),
        _ => None,
    }
}

/// Takes the opacity out of a colour that was multiplied by it.
fn divided(part: u8, alpha: u8) -> u8 {
    let (part, alpha) = (u32::from(part), u32::from(alpha));
    // At most 255.
    (part * 255 + alpha / 2).checked_div(alpha).unwrap_or(0).min(255) as u8
}

impl Level<'_> {
    /// A window as a screen shows it: four bands of `U8`, which are red, green, blue and alpha.
    ///
    /// Colours become what libtiff's `TIFFReadRGBA…` makes of them: gray and RGB of 1 to 16 bits, colour maps, CMYK, L*a*b* and
    /// YCbCr. Bands are taken by their [colour interpretation](geotiff_core::Profile::color_interpretation), so that red
    /// may stand last. Samples of more than 16 bits, signed ones and floats have no fixed range and are refused: whoever
    /// shows them must choose one.
    ///
    /// Alpha is that of the file, 255 if it has none, and 0 where [`Self::validity`] is: by a mask or by nodata. Colours are
    /// never multiplied by it; if they are in the file, it is taken out of them.
    ///
    /// # Errors
    /// As [`Self::read`]; `Unsupported` for samples that stand for no colours.
    pub fn read_rgba(&self, window: Window) -> Result<Raster> {
        let window = self.within(window)?;
        let name = |error| self.file.name(error);
        let image = self.image();
        let view = View::new(image, self.profile).map_err(name)?;
        let mut rgba = Raster::new(SampleType::U8, window.width, window.height, 4).map_err(name)?;
        let area = window.area();
        let raster = self.read_bands(window, &view.bands)?;
        let [red, green, blue, alpha] = split(rgba.bytes_mut(), area);
        let put = |i: usize, [r, g, b, a]: [u8; 4]| {
            (red[i], green[i], blue[i], alpha[i]) = (r, g, b, a);
        };
        match raster.sample_type() {
            SampleType::U8 => color_pixels(&view, raster.samples::<u8>()?, area, put),
            _ => color_pixels(&view, raster.samples::<u16>()?, area, put),
        }
        if let Some((band, is_multiplied)) = view.alpha {
            let opacity = self.read_opacity(window, band)?;
            alpha.iter_mut().zip(&opacity).for_each(|(alpha, &opacity)| *alpha = opacity.min(*alpha));
            if is_multiplied && matches!(view.colors, Colors::Rgb(_) | Colors::Gray(_)) {
                for part in [red, green, blue] {
                    part.iter_mut().zip(&opacity).for_each(|(part, &opacity)| *part = divided(*part, opacity));
                }
            }
        }
        let flags = self.mask_flags(0)?;
        if flags != MaskFlags::ALL_VALID && !flags.contains(MaskFlags::ALPHA) {
            let validity = self.validity(window)?;
            alpha.iter_mut().zip(validity.bytes()).for_each(|(alpha, &valid)| *alpha = valid.min(*alpha));
        }
        Ok(rgba)
    }

    fn read_opacity(&self, window: Window, band: usize) -> Result<Vec<u8>> {
        let raster = self.read_bands(window, &[band])?;
        let image = self.image();
        Ok(match (raster.sample_type(), image.bits) {
            (SampleType::U16, 16) => raster.samples::<u16>()?.iter().map(|&v| eight_bits(v)).collect(),
            (SampleType::U8, 8) => raster.bytes().to_vec(),
            _ => match Scale::cut(image) {
                Some(scale) => raster.samples_as::<u16>()?.into_iter().map(|v| scale.of(v)).collect(),
                None => vec![255; raster.bytes().len() / raster.sample_type().bytes()],
            },
        })
    }
}

fn split(bytes: &mut [u8], area: usize) -> [&mut [u8]; 4] {
    let (red, rest) = bytes.split_at_mut(area);
    let (green, rest) = rest.split_at_mut(area);
    let (blue, alpha) = rest.split_at_mut(area);
    [red, green, blue, alpha]
}

/// Calls `put` with each pixel's number and colour, given the samples of the view's bands, band after band.
fn color_pixels<T: Copy + Into<u16>>(view: &View, samples: &[T], area: usize, mut put: impl FnMut(usize, [u8; 4])) {
    let bands: Vec<&[T]> = samples.chunks_exact(area).collect();
    if let (Colors::Cielab(colors), &[l, a, b]) = (&view.colors, &bands[..]) {
        let is_wide = size_of::<T>() == 2;
        for i in 0..area {
            let [l, a, b] = [l[i], a[i], b[i]].map(Into::into);
            let [r, g, b] = match is_wide {
                true => colors.rgb16(l, a.cast_signed(), b.cast_signed()),
                false => colors.rgb8(l as u8, (a as u8).cast_signed(), (b as u8).cast_signed()),
            };
            put(i, [r, g, b, 255]);
        }
        return;
    }
    let mut pixel = [0; 4];
    let pixel = &mut pixel[..bands.len()];
    for i in 0..area {
        pixel.iter_mut().zip(&bands).for_each(|(sample, band)| *sample = band[i].into());
        put(i, view.color(pixel));
    }
}

impl Dataset {
    /// A window as a screen shows it: four bands of `U8`, which are red, green, blue and alpha.
    ///
    /// ```
    /// # let file = window::doc_example();
    /// let dataset = window::Dataset::from_source(file)?;
    /// let rgba = dataset.read_rgba(dataset.whole())?;
    /// assert_eq!([0, 1, 2, 3].map(|band| rgba.band::<u8>(band).unwrap()[0]), [7, 7, 7, 255]);
    /// # Ok::<(), geotiff_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Level::read_rgba`], which says what becomes of what.
    pub fn read_rgba(&self, window: Window) -> Result<Raster> {
        self.full().read_rgba(window)
    }
}
