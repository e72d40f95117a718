//! Parts at another size, against the view of a file.

use geotiff_core::{RasterSource, SampleType, Window};
use overview::Resampling;
use sources::{Crop, NodataEdit, Resize, Resized, ViewSource, WithNodata};
use window::{Dataset, ViewSpec};

use crate::support::{Memory, read, refusal, samples};

fn terrain() -> Dataset {
    Dataset::open(concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/terrain.tif")).unwrap()
}

const METHODS: [Resampling; 7] = [
    Resampling::Nearest,
    Resampling::Average,
    Resampling::Mode,
    Resampling::Bilinear,
    Resampling::Cubic,
    Resampling::CubicSpline,
    Resampling::Lanczos,
];

#[test]
fn any_source_is_resized_as_a_file_is() {
    let dem = terrain();
    let [left, bottom, right, top] = dem.bounds().unwrap();
    let middle = [left + 1234.5, bottom + 999.0, right - 4321.0, top - 77.7];
    for how in METHODS {
        for (resize, spec) in [
            (Resize::whole().with_max_size(100), ViewSpec::whole().with_max_size(100)),
            (
                Resize::window(Window::new(7, 9, 300, 200)).with_size(75, 77),
                ViewSpec::window(Window::new(7, 9, 300, 200)).with_size(75, 77),
            ),
            (
                Resize::window(Window::new(100, 90, 40, 30)).with_size(97, 80),
                ViewSpec::window(Window::new(100, 90, 40, 30)).with_size(97, 80),
            ),
            (Resize::bounds(middle).with_size(60, 50), ViewSpec::bounds(middle).with_size(60, 50)),
        ] {
            if how == Resampling::Nearest && resize == Resize::bounds(middle).with_size(60, 50) {
                // It begins with a whole pixel, as in GDAL.
                continue;
            }
            let (resize, spec) = (resize.with_resampling(how), spec.with_resampling(how));
            let view = dem.view(&spec).unwrap();
            let (made, of_file) = (Resized::new(&dem, &resize).unwrap(), ViewSource::new(&dem, &resize).unwrap());
            assert_eq!(made.profile(), of_file.profile());
            assert_eq!(
                made.profile().transform().map(|t| t.0.map(|n| (n * 1e6).round())),
                view.transform().map(|t| t.0.map(|n| (n * 1e6).round()))
            );
            let expected: Vec<i16> = view.read().unwrap();
            assert!(samples::<i16>(&made) == expected, "{resize:?}");
            assert!(samples::<i16>(&of_file) == expected, "{resize:?}");
        }
    }
}

#[test]
fn sizes_are_what_was_asked_for() {
    let source = Memory::numbered(40, 20, 1).at(100.0, 50.0);
    let size = |resize: Resize| {
        let made = Resized::new(&source, &resize.with_resampling(Resampling::Average)).unwrap();
        let t = made.profile().transform().unwrap().0;
        (made.profile().width, made.profile().height, t[1], -t[5])
    };
    assert_eq!(size(Resize::whole().with_size(10, 4)), (10, 4, 4.0, 5.0));
    assert_eq!(size(Resize::whole().with_size(10, 0)), (10, 5, 4.0, 4.0));
    assert_eq!(size(Resize::whole().with_size(0, 10)), (20, 10, 2.0, 2.0));
    assert_eq!(size(Resize::whole().with_max_size(10)), (10, 5, 4.0, 4.0));
    assert_eq!(size(Resize::whole().with_max_size(100)), (40, 20, 1.0, 1.0));
    // Pixels of just this size, though they do not fill the raster.
    assert_eq!(size(Resize::whole().with_resolution(3.0, 3.0)), (13, 7, 3.0, 3.0));
    assert_eq!(size(Resize::whole().with_resolution(16.0, 40.0)), (2, 1, 16.0, 40.0));
    assert_eq!(size(Resize::bounds([110.0, 40.0, 120.0, 45.0])), (10, 5, 1.0, 1.0));
    assert_eq!(size(Resize::bounds([0.0, 0.0, 110.0, 45.0]).with_size(5, 5)), (5, 5, 2.0, 3.0));
    let refused = |resize: Resize| refusal(Resized::new(&source, &resize));
    assert!(refused(Resize::whole().with_size(0, 0)).contains("0 pixels"));
    assert!(refused(Resize::whole().with_resolution(-1.0, 1.0)).contains("no pixel is -1 × 1"));
    assert!(refused(Resize::whole().with_resolution(1e-9, 1.0)).contains("too many"));
    assert!(refused(Resize::bounds([0.0, 0.0, 1.0, 1.0])).contains("outside"));
    assert!(
        refusal(Resized::new(Memory::numbered(4, 4, 1), &Resize::whole().with_resolution(1.0, 1.0)))
            .contains("no transform")
    );
}

#[test]
fn masks_are_resized_too() {
    let source = Memory::new(&[10_u8, 30, 50, 70], 4, 1, 1).masked(vec![255, 0, 0, 0]);
    let made = Resized::new(&source, &Resize::whole().with_size(2, 1).with_resampling(Resampling::Average)).unwrap();
    let (pixels, mask) = read(&made);
    assert_eq!((pixels.samples::<u8>().unwrap()[0], mask.unwrap()), (10, vec![255, 0]));
}

#[test]
fn nodata_has_no_weight_once_it_is_said() {
    let source = Memory::new(&[10_u8, 30, 50, 70], 4, 1, 1);
    let said = WithNodata::new(&source, NodataEdit::Set(30.into())).unwrap();
    let made = Resized::new(&said, &Resize::whole().with_size(2, 1).with_resampling(Resampling::Average)).unwrap();
    assert_eq!(samples::<u8>(&made), [10, 60]);
}

#[test]
fn colours_of_a_map_are_not_averaged() {
    let mut source = Memory::new(&[0_u8, 2, 1, 1], 4, 1, 1);
    source.profile.color_map = Some(vec![[0; 3]; 256]);
    source.profile.photometric = geotiff_core::Photometric::PALETTE;
    let made =
        |how| samples::<u8>(&Resized::new(&source, &Resize::whole().with_size(2, 1).with_resampling(how)).unwrap());
    assert_eq!((made(Resampling::Average), made(Resampling::Nearest)), (vec![2, 1], vec![2, 1]));
}

#[test]
fn a_part_of_a_part_is_a_part() {
    let dem = terrain();
    let part = Crop::window(&dem, Window::new(100, 100, 512, 512)).unwrap();
    let made = Resized::new(&part, &Resize::whole().with_size(64, 64).with_resampling(Resampling::Cubic)).unwrap();
    assert_eq!(made.profile().sample_type, SampleType::I16);
    assert_eq!(made.profile().bounds(), part.profile().bounds());
    read(&made);
}
