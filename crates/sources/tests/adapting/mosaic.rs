//! Mosaics of many tiles.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use geotiff_core::{Nodata, Profile, Raster, RasterSource, Result, SampleType, Window};
use proptest::prelude::*;
use sources::{Mosaic, MosaicOptions, Overlap};

use crate::support::{Memory, read, refusal, samples};

type Open = Box<dyn Fn(usize) -> Result<Box<dyn RasterSource>> + Send + Sync>;

fn mosaic(tiles: Vec<Memory>, options: MosaicOptions) -> Result<Mosaic<Open>> {
    let names = (0..tiles.len()).map(|number| format!("tile {number}")).collect();
    let open: Open = Box::new(move |number| Ok(Box::new(tiles[number].clone())));
    Mosaic::new(names, open, options)
}

fn flat(value: u8, col: usize, row: usize, width: usize, height: usize) -> Memory {
    Memory::new(&vec![value; width * height], width, height, 1).at(col as f64, -(row as f64))
}

proptest! {
    #[test]
    fn it_is_painted_as_an_array_would_be(
        tiles in prop::collection::vec((0_usize..12, 0_usize..12, 1_usize..9, 1_usize..9), 1..12),
        first_wins: bool, holes in prop::option::of(0_u8..3), seed: u64,
    ) {
        // Some pixels of each tile are nodata.
        let value = |number: usize, i: usize| if (seed >> ((number * 7 + i) % 61)) & 1 == 0 { 0 } else { number as u8 + 1 };
        let sources: Vec<Memory> = tiles.iter().enumerate().map(|(number, &(col, row, width, height))| {
            let values: Vec<u8> = (0..width * height).map(|i| value(number, i)).collect();
            let tile = Memory::new(&values, width, height, 1).at(col as f64, -(row as f64));
            // The even ones know nodata.
            if number % 2 == 0 { tile.with(|p| p.with_nodata(0)) } else { tile }
        }).collect();
        let overlap = if first_wins { Overlap::FirstWins } else { Overlap::LastWins };
        let options = MosaicOptions { overlap, nodata: holes.map(Nodata::from), max_open: 2, ..MosaicOptions::default() };
        let made = mosaic(sources, options).unwrap();
        let left = tiles.iter().map(|t| t.0).min().unwrap();
        let top = tiles.iter().map(|t| t.1).min().unwrap();
        let (width, height) = (made.profile().width, made.profile().height);
        prop_assert_eq!(made.profile().transform().unwrap().apply(0.0, 0.0), (left as f64, -(top as f64)));
        prop_assert_eq!(width + left, tiles.iter().map(|t| t.0 + t.2).max().unwrap());
        let empty = holes.unwrap_or(0);
        let mut expected = vec![empty; width * height];
        let mut order: Vec<usize> = (0..tiles.len()).collect();
        if first_wins { order.reverse(); }
        for number in order {
            let (col, row, tile_width, tile_height) = tiles[number];
            for i in 0..tile_width * tile_height {
                let at = (row - top + i / tile_width) * width + col - left + i % tile_width;
                let sample = value(number, i);
                if number % 2 == 1 || sample != 0 { expected[at] = sample; }
            }
        }
        prop_assert_eq!(samples::<u8>(&made), expected);
    }
}

#[test]
fn holes_are_nodata_or_masked() {
    let tiles = || vec![flat(5, 0, 0, 2, 2), flat(6, 2, 1, 2, 2)];
    let masked = mosaic(tiles(), MosaicOptions::default()).unwrap();
    let (pixels, mask) = read(&masked);
    assert_eq!(pixels.samples::<u8>().unwrap(), [5, 5, 0, 0, 5, 5, 6, 6, 0, 0, 6, 6]);
    assert_eq!(mask.unwrap(), [255, 255, 0, 0, 255, 255, 255, 255, 0, 0, 255, 255]);
    let nodata = mosaic(tiles(), MosaicOptions { nodata: Some(9.into()), ..MosaicOptions::default() }).unwrap();
    assert_eq!((read(&nodata).1, samples::<u8>(&nodata)[2], nodata.profile().nodata), (None, 9, Some(9.into())));
    let full = mosaic(vec![flat(5, 0, 0, 2, 2), flat(6, 2, 0, 2, 2)], MosaicOptions::default()).unwrap();
    assert!(!full.profile().has_mask);
    let impossible = MosaicOptions { nodata: Some(Nodata::Float(-1.0)), ..MosaicOptions::default() };
    assert!(refusal(mosaic(tiles(), impossible)).contains("cannot be nodata"));
}

#[test]
fn masks_and_alpha_let_through() {
    let over = flat(7, 0, 0, 3, 1).masked(vec![255, 0, 255]);
    let both = mosaic(vec![flat(5, 1, 0, 1, 1), over.clone()], MosaicOptions::default()).unwrap();
    let (pixels, mask) = read(&both);
    assert_eq!((pixels.samples::<u8>().unwrap(), mask.unwrap()), (&[7, 5, 7][..], vec![255; 3]));
    let alone = mosaic(vec![over], MosaicOptions::default()).unwrap();
    assert_eq!(read(&alone).1.unwrap(), [255, 0, 255]);
    let alpha = |values: [u8; 4], col: f64| {
        Memory::new(&values, 2, 1, 2).at(col, 0.0).with(|mut profile| {
            profile.extra_samples = vec![2];
            profile
        })
    };
    let made = mosaic(
        vec![alpha([1, 2, 255, 255], 0.0), alpha([3, 4, 0, 9], 1.0), alpha([8, 8, 255, 255], 5.0)],
        MosaicOptions::default(),
    )
    .unwrap();
    assert_eq!(samples::<u8>(&made), [1, 2, 4, 0, 0, 8, 8, 255, 255, 9, 0, 0, 255, 255]);
    assert!(!made.profile().has_mask);
}

#[test]
fn each_band_has_its_own_nodata_pixels() {
    let tile = |values: [u8; 4]| Memory::new(&values, 2, 1, 2).at(0.0, 0.0).with(|p| p.with_nodata(0));
    let made = mosaic(vec![tile([1, 2, 3, 4]), tile([0, 5, 6, 0])], MosaicOptions::default()).unwrap();
    assert_eq!(samples::<u8>(&made), [1, 5, 6, 4]);
}

#[test]
fn tiles_lie_a_little_off_and_no_more() {
    let off = |x: f64| {
        mosaic(vec![flat(1, 0, 0, 10, 10), flat(2, 10, 0, 10, 10).at(10.0 + x, 0.0)], MosaicOptions::default())
    };
    assert_eq!(off(0.009).unwrap().tile_window(1).unwrap(), Window::new(10, 0, 10, 10));
    assert_eq!(off(-0.009).unwrap().profile().width, 20);
    let error = refusal(off(0.3));
    assert!(
        error.starts_with("tile 1: ") && error.contains("up to 0.3000 pixels off, and 0.01 is tolerated"),
        "{error}"
    );
    let wide = MosaicOptions { tolerance: 0.4, ..MosaicOptions::default() };
    assert!(mosaic(vec![flat(1, 0, 0, 10, 10), flat(2, 0, 0, 10, 10).at(10.3, 0.0)], wide).is_ok());
    let too_wide = MosaicOptions { tolerance: 0.5, ..MosaicOptions::default() };
    assert!(refusal(mosaic(vec![flat(1, 0, 0, 1, 1)], too_wide)).contains("half a pixel"));
    let larger =
        flat(2, 0, 0, 10, 10).with(|p| p.with_transform(geotiff_core::GeoTransform::north_up(10.0, 0.0, 1.01, 1.0)));
    assert!(
        refusal(mosaic(vec![flat(1, 0, 0, 10, 10), larger], MosaicOptions::default())).contains("0.1000 pixels off")
    );
}

#[test]
fn tiles_that_do_not_go_together_are_told_why() {
    let with = |tile: Memory| {
        refusal(mosaic(vec![flat(1, 0, 0, 2, 2).with(|p| p.with_epsg(32633)), tile], MosaicOptions::default()))
    };
    assert!(with(Memory::new(&[1_u16; 4], 2, 2, 1).at(0.0, 0.0)).contains("its samples are uint16, not uint8"));
    assert!(with(Memory::new(&[1_u8; 8], 2, 2, 2).at(0.0, 0.0)).contains("it has 2 bands, not 1"));
    assert!(with(flat(1, 2, 0, 2, 2).with(|p| p.with_epsg(4326))).contains("it is in EPSG:4326, not in EPSG:32633"));
    assert!(with(Memory::new(&[1_u8; 4], 2, 2, 1)).contains("no transform"));
    assert!(with(flat(1, 4_000_000_000, 0, 2, 2)).contains("too far"));
    assert!(refusal(mosaic(vec![], MosaicOptions::default())).contains("one tile at least"));
    let none = MosaicOptions { max_open: 0, ..MosaicOptions::default() };
    assert!(refusal(mosaic(vec![flat(1, 0, 0, 1, 1)], none)).contains("one tile at a time"));
}

#[test]
fn it_says_what_all_tiles_say() {
    let tile = |col: usize, software: &str| {
        flat(1, col, 0, 2, 2).with(|mut profile| {
            let fields = [(geotiff_core::Tag::SOFTWARE, software), (geotiff_core::Tag::ARTIST, "a")];
            profile.descriptive_fields.extend(fields.map(|(tag, text)| geotiff_core::Field::ascii(tag, text)));
            profile
        })
    };
    let made = mosaic(vec![tile(0, "s"), tile(2, "t")], MosaicOptions::default()).unwrap();
    assert_eq!(made.profile().descriptive_fields, [geotiff_core::Field::ascii(geotiff_core::Tag::ARTIST, "a")]);
}

/// A tile that counts how many of its like there are.
struct Counted<'a>(Profile, &'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.1.fetch_sub(1, Ordering::SeqCst);
    }
}

impl RasterSource for Counted<'_> {
    fn profile(&self) -> &Profile {
        &self.0
    }

    fn read_window(&self, window: Window) -> Result<Raster> {
        Raster::new(SampleType::U8, window.width, window.height, 1)
    }
}

static OPEN: AtomicUsize = AtomicUsize::new(0);

#[test]
fn few_of_many_tiles_are_open() {
    let most = Mutex::new(0);
    let open = |number: usize| -> Result<Box<dyn RasterSource>> {
        let place =
            geotiff_core::GeoTransform::north_up((number % 100) as f64 * 4.0, -((number / 100) as f64) * 4.0, 1.0, 1.0);
        let count = OPEN.fetch_add(1, Ordering::SeqCst) + 1;
        let mut most = most.lock().unwrap();
        *most = count.max(*most);
        Ok(Box::new(Counted(Profile::new(SampleType::U8, 4, 4, 1).with_transform(place), &OPEN)))
    };
    let names = (0..10_000).map(|number| number.to_string()).collect();
    let made = Mosaic::new(names, open, MosaicOptions { max_open: 10, ..MosaicOptions::default() }).unwrap();
    assert_eq!((made.profile().width, made.profile().height), (400, 400));
    assert_eq!(OPEN.load(Ordering::SeqCst), 0);
    for row in (0..400).step_by(40) {
        made.read_window(Window::new(0, row, 400, 40)).unwrap();
        assert!(OPEN.load(Ordering::SeqCst) <= 10);
    }
    // Those that are in use beside.
    assert!(*most.lock().unwrap() <= 10 + 64, "{most:?}");
}
