//! Pictures of small rasters whose every pixel is known, and of the terrain.
#![allow(clippy::unwrap_used, reason = "these are tests, helpers and all")]

use picture::{Color, Colormap, Picture, PictureSpec, Relief, Resampling, Stretch, TileGrid};
use window::Dataset;

/// A field of a directory: tag, type, number of values, values.
type Field = (u16, u16, usize, Vec<u8>);

const COLOR_MAP: u16 = 320;
const EXTRA_SAMPLES: u16 = 338;
const MODEL_PIXEL_SCALE: u16 = 33_550;
const MODEL_TIEPOINT: u16 = 33_922;
const GDAL_METADATA: u16 = 42_112;
const GDAL_NODATA: u16 = 42_113;

fn shorts(tag: u16, values: &[u16]) -> Field {
    (tag, 3, values.len(), values.iter().flat_map(|value| value.to_le_bytes()).collect())
}

fn doubles(tag: u16, values: &[f64]) -> Field {
    (tag, 12, values.len(), values.iter().flat_map(|value| value.to_le_bytes()).collect())
}

fn ascii(tag: u16, text: &str) -> Field {
    (tag, 2, text.len() + 1, [text.as_bytes(), b"\0"].concat())
}

fn nodata(text: &str) -> Field {
    ascii(GDAL_NODATA, text)
}

/// An uncompressed TIFF of these samples, pixel by pixel, little-endian.
struct File {
    width: u16,
    bits: u16,
    bands: u16,
    photometric: u16,
    samples: Vec<u8>,
    fields: Vec<Field>,
}

impl File {
    fn bytes(width: u16, bands: u16, photometric: u16, samples: &[u8]) -> Self {
        Self { width, bits: 8, bands, photometric, samples: samples.to_vec(), fields: Vec::new() }
    }

    fn words(width: u16, bands: u16, photometric: u16, samples: &[u16]) -> Self {
        let samples = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        Self { width, bits: 16, bands, photometric, samples, fields: Vec::new() }
    }

    fn with(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    fn open(mut self) -> Dataset {
        let len = self.samples.len();
        let rows = len / usize::from(self.width) / usize::from(self.bands) / usize::from(self.bits / 8);
        self.fields.extend([
            shorts(256, &[self.width]),
            shorts(257, &[rows as u16]),
            shorts(258, &vec![self.bits; usize::from(self.bands)]),
            shorts(262, &[self.photometric]),
            shorts(273, &[8]),
            shorts(277, &[self.bands]),
            shorts(279, &[len as u16]),
        ]);
        self.fields.sort();
        // Header, pixels, values that are longer than four bytes, directory.
        let mut file = b"II*\0\0\0\0\0".to_vec();
        file.extend(self.samples);
        let mut directory = (self.fields.len() as u16).to_le_bytes().to_vec();
        for (tag, kind, count, mut bytes) in self.fields {
            if bytes.len() > 4 {
                file.resize(file.len().next_multiple_of(2), 0);
                let place = (file.len() as u32).to_le_bytes().to_vec();
                file.extend(std::mem::replace(&mut bytes, place));
            }
            bytes.resize(4, 0);
            directory
                .extend([&tag.to_le_bytes()[..], &kind.to_le_bytes(), &(count as u32).to_le_bytes(), &bytes].concat());
        }
        file.resize(file.len().next_multiple_of(2), 0);
        let place = (file.len() as u32).to_le_bytes();
        file[4..8].copy_from_slice(&place);
        file.extend(directory);
        file.extend([0; 4]);
        Dataset::from_source(file).unwrap()
    }
}

fn terrain() -> Dataset {
    Dataset::open(concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif")).unwrap()
}

/// A spec at the size of the raster.
fn exact(width: usize) -> PictureSpec {
    PictureSpec::new().with_width(width)
}

#[track_caller]
fn colors(dataset: &Dataset, spec: &PictureSpec) -> Vec<[u8; 4]> {
    Picture::draw(dataset, spec).unwrap().pixels().iter().map(|pixel| pixel.0).collect()
}

#[test]
fn bytes_are_gray_and_nodata_is_nothing() {
    let file = || File::bytes(4, 1, 1, &[0, 9, 128, 255]).with(nodata("9"));
    let gray = |v: u8| [v, v, v, 255];
    assert_eq!(colors(&file().open(), &exact(4)), [gray(0), [0; 4], gray(128), gray(255)]);
    let background = exact(4).with_background(Color::rgb([1, 2, 3]));
    assert_eq!(colors(&file().open(), &background)[1], [1, 2, 3, 255]);
    assert_eq!(colors(&file().open(), &exact(4).reversed())[3], gray(0));
    let stretched = exact(4).with_stretch(Stretch::Range(0.0, 128.0));
    assert_eq!(colors(&file().open(), &stretched)[2..], [gray(255), gray(255)]);
    let lighter = stretched.with_stretch(Stretch::Range(0.0, 512.0)).with_gamma(2.0);
    assert_eq!(colors(&file().open(), &lighter)[2], gray(128));
}

#[test]
fn white_may_be_zero() {
    let inverse = File::bytes(3, 1, 0, &[0, 55, 255]);
    assert_eq!(colors(&inverse.open(), &exact(3)), [[255; 4], [200, 200, 200, 255], [0, 0, 0, 255]]);
    let wide = File::words(3, 1, 0, &[0, 500, 1000]);
    let spec = exact(3).with_stretch(Stretch::MinMax);
    assert_eq!(colors(&wide.open(), &spec), [[255; 4], [127, 127, 127, 255], [0, 0, 0, 255]]);
}

#[test]
fn values_are_spread_over_a_map() {
    let file = || File::words(5, 1, 1, &[7, 1000, 1500, 2000, 65_535]).with(nodata("65535"));
    let viridis = Colormap::named("viridis").unwrap();
    let spec = exact(5).with_stretch(Stretch::Range(1000.0, 2000.0));
    let expected = [0.0, 0.0, 0.5, 1.0].map(|share| viridis.color(share).0);
    assert_eq!(colors(&file().open(), &spec)[..4], expected);
    assert_eq!(colors(&file().open(), &spec)[4], [0; 4]);
    let magma = Colormap::named("magma").unwrap();
    assert_eq!(colors(&file().open(), &spec.with_colormap(magma.clone()))[3], magma.color(1.0).0);
    // Physical values, not samples.
    let xml = "<GDALMetadata><Item name=\"SCALE\" sample=\"0\" role=\"scale\">0.5</Item></GDALMetadata>";
    let scaled = file().with(ascii(GDAL_METADATA, xml)).open();
    let spec = exact(5).with_stretch(Stretch::Range(500.0, 1000.0));
    assert_eq!(colors(&scaled, &spec)[..4], expected);
}

#[test]
fn colors_are_colors() {
    let samples = [250, 10, 20, 0, 0, 0, 255, 255, 255, 1, 2, 3];
    let rgb = |extra: &str| File::bytes(4, 3, 2, &samples).with(nodata(extra)).open();
    let expected = [[250, 10, 20, 255], [0, 0, 0, 255], [255; 4], [1, 2, 3, 255]];
    assert_eq!(colors(&rgb("77"), &exact(4)), expected);
    assert_eq!(colors(&rgb("0"), &exact(4))[1], [0; 4]);
    assert_eq!(colors(&rgb("77"), &exact(4).with_bands(&[2, 1, 0]))[3], [3, 2, 1, 255]);
    let spec = exact(4).with_stretch(Stretch::Range(0.0, 10.0));
    assert_eq!(colors(&rgb("77"), &spec)[3], [26, 51, 77, 255]);

    let rgba = File::bytes(2, 4, 2, &[9, 8, 7, 100, 6, 5, 4, 0]).with(shorts(EXTRA_SAMPLES, &[2])).open();
    assert_eq!(colors(&rgba, &exact(2)), [[9, 8, 7, 100], [0; 4]]);
    let gray = File::bytes(2, 2, 1, &[9, 100, 6, 0]).with(shorts(EXTRA_SAMPLES, &[2])).open();
    assert_eq!(colors(&gray, &exact(2)), [[9, 9, 9, 100], [0; 4]]);
}

#[test]
fn bands_are_stretched_each_by_itself() {
    let samples = [0, 100, 5000, 10, 300, 9000, 20, 500, 13_000];
    let scene = File::words(3, 3, 1, &samples).with(shorts(EXTRA_SAMPLES, &[0, 0])).open();
    let spec = exact(3).with_bands(&[2, 0, 1]).with_stretch(Stretch::MinMax);
    assert_eq!(colors(&scene, &spec), [[0, 0, 0, 255], [128, 128, 128, 255], [255; 4]]);
}

#[test]
fn palettes_keep_their_colors() {
    let map: Vec<u16> =
        (0..3).flat_map(|part| (0..256).map(move |i| if i == 3 { 257 * (10 + part) } else { 0 })).collect();
    let file = || File::bytes(4, 1, 3, &[3, 3, 0, 9]).with(shorts(COLOR_MAP, &map)).with(nodata("9"));
    let expected = [[10, 11, 12, 255], [10, 11, 12, 255], [0, 0, 0, 255], [0; 4]];
    assert_eq!(colors(&file().open(), &exact(4)), expected);
    // Half as wide, there are no colours in between.
    assert_eq!(colors(&file().open(), &exact(2))[0], [10, 11, 12, 255]);
    let gray = Colormap::named("gray").unwrap();
    let spec = exact(4).with_colormap(gray).with_stretch(Stretch::Type);
    assert_eq!(colors(&file().open(), &spec)[0], [3, 3, 3, 255]);
}

#[test]
fn smaller_is_averaged_and_larger_shows_pixels() {
    let file = || File::bytes(4, 1, 1, &[0, 100, 200, 100]).open();
    let reds = |spec: &PictureSpec| colors(&file(), spec).iter().map(|color| color[0]).collect::<Vec<_>>();
    assert_eq!(reds(&exact(2)), [50, 150]);
    assert_eq!(reds(&exact(2).with_resampling(Resampling::Nearest)), [100, 100]);
    assert_eq!(reds(&exact(8))[..8], [0, 0, 100, 100, 200, 200, 100, 100]);
    let usual = Picture::draw(&file(), &PictureSpec::new()).unwrap();
    assert_eq!((usual.width(), usual.height()), (800, 200));
    let rgb = File::bytes(2, 3, 2, &[0, 0, 0, 100, 200, 50]).open();
    assert_eq!(colors(&rgb, &exact(1)), [[50, 100, 25, 255]]);
}

#[test]
fn the_grid_lies_where_tiles_do() {
    let flat = File::bytes(200, 1, 1, &[90; 200 * 100]).open();
    let spec = PictureSpec::new().with_grid(TileGrid::new(50).with_overlap(10));
    // Enlarged four times, without a margin's help.
    let picture = Picture::draw(&flat, &spec).unwrap();
    let ground = Color::rgb([90; 3]);
    let row = |y: usize| (0..picture.width()).map(|x| picture.color(x, y).unwrap()).collect::<Vec<_>>();
    let left = row(picture.height() / 2).iter().position(|&c| c == ground).unwrap();
    // A row through no text and no shared part: 25 rows of the raster down.
    let top = (0..picture.height()).find(|&y| row(y)[left + 20] == ground).unwrap();
    let line = &row(top + 12)[left..];
    let at = |col: usize| line[4 * col];
    assert_eq!((at(20), at(60)), (ground, ground));
    for (start, end) in [(40, 50), (80, 90), (120, 130), (160, 170)] {
        assert!(at(start).0[0] > 200 && at(end).0[0] > 200, "lines at {start} and {end}");
        let shared = at(usize::midpoint(start, end));
        assert!(shared.0[0] > shared.0[2] + 10, "{shared:?}");
    }
    let apart = Picture::draw(&flat, &PictureSpec::new().with_grid(TileGrid::new(50))).unwrap();
    assert_eq!(apart.color(left + 4 * 45, top + 12), Some(ground));
}

#[test]
fn the_legend_has_every_color_of_the_map() {
    let picture = Picture::draw(
        &terrain(),
        &exact(500).with_legend().with_title("Heights").with_colormap(Colormap::named("viridis").unwrap()),
    )
    .unwrap();
    assert_eq!(picture.width(), 500);
    let viridis = Colormap::named("viridis").unwrap();
    let column = (420..480)
        .max_by_key(|&x| (0..picture.height()).filter(|&y| picture.color(x, y) == Some(viridis.color(0.5))).count())
        .unwrap();
    let bar: Vec<Color> = (0..picture.height()).map(|y| picture.color(column, y).unwrap()).collect();
    let shares = [1.0, 0.75, 0.5, 0.25, 0.0];
    let places: Vec<usize> =
        shares.iter().map(|&share| bar.iter().position(|&color| color == viridis.color(share)).unwrap()).collect();
    assert!(places.is_sorted() && places[4] - places[0] > 200, "{places:?}");
}

#[test]
fn relief_changes_slopes_alone() {
    let plane: Vec<u16> = (0..40 * 30).map(|i| if i % 40 < 20 { 100 } else { 100 + 5 * (i % 40 - 20) }).collect();
    let place = [doubles(MODEL_PIXEL_SCALE, &[10.0, 10.0, 0.0]), doubles(MODEL_TIEPOINT, &[0.0; 6])];
    let file = || place.iter().cloned().fold(File::words(40, 1, 1, &plane), File::with).open();
    let spec = exact(40).with_colormap(Colormap::named("gray").unwrap()).with_stretch(Stretch::Range(0.0, 400.0));
    let (plain, shaded) =
        (colors(&file(), &spec), colors(&file(), &spec.clone().with_relief(Relief::new().with_z_factor(1.0))));
    assert_eq!(plain[45], shaded[45]);
    // It rises to the east, and faces the light.
    assert!(shaded[75][0] > plain[75][0] + 10, "{:?} {:?}", plain[75], shaded[75]);
    let east = Relief::new().with_z_factor(1.0).with_light(90.0, 45.0);
    assert!(colors(&file(), &spec.with_relief(east))[75][0] + 10 < plain[75][0]);
}

#[test]
fn what_does_not_go_together_is_refused() {
    let rgb = || File::bytes(1, 3, 2, &[1, 2, 3]).open();
    for spec in [exact(1).with_legend(), exact(1).reversed(), exact(1).with_bands(&[0, 1]), exact(1).with_bands(&[3])] {
        assert_eq!(Picture::draw(&rgb(), &spec).unwrap_err().kind(), geotiff_core::ErrorKind::Parameter, "{spec:?}");
    }
    let cancelled = Picture::draw_with(&terrain(), &exact(100), &|_| false).unwrap_err();
    assert_eq!(cancelled.kind(), geotiff_core::ErrorKind::Cancelled);
}

#[test]
fn files_hold_the_picture() {
    let picture = Picture::draw(&terrain(), &exact(160).with_legend()).unwrap();
    let mut decoder = png::Decoder::new(std::io::Cursor::new(picture.to_png().unwrap()));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut bytes).unwrap();
    let expected: Vec<u8> = picture.pixels().iter().flat_map(|pixel| pixel.0).collect();
    assert_eq!(bytes, expected);
    let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(picture.to_webp().unwrap())).unwrap();
    assert!(decoder.has_alpha() && decoder.dimensions() == (160, picture.height() as u32));
    decoder.read_image(&mut bytes).unwrap();
    assert_eq!(bytes, expected);
}
