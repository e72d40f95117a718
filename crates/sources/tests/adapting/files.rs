//! Adapters around files, and around each other.

use geotiff_core::{RasterSource, SampleType, Window};
use sources::{
    BandPick, Bands, Conversion, Converted, Crop, MaskEdit, Masked, NodataEdit, Resize, ViewSource, WithNodata,
};
use window::Dataset;

use crate::support::{read, refusal};

fn testdata(name: &str) -> Dataset {
    Dataset::open(format!("{}/../../testdata/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn a_chain_is_what_its_links_are() {
    let dem = testdata("terrain.tif");
    let part = Window::new(200, 300, 50, 40);
    let chain: Box<dyn RasterSource> = Box::new(Crop::window(&dem, part).unwrap());
    let chain: Box<dyn RasterSource> = Box::new(Masked::new(chain, MaskEdit::FromNodata).unwrap());
    let chain: Box<dyn RasterSource> = Box::new(Converted::new(chain, Conversion::to(SampleType::F32)).unwrap());
    let (pixels, mask) = read(&chain);
    let expected: Vec<f32> = dem.read(part, &[0]).unwrap();
    assert_eq!(pixels.samples::<f32>().unwrap(), expected);
    assert_eq!(mask.unwrap(), dem.validity(part).unwrap().bytes());
    assert_eq!(chain.profile().epsg(), Some(32633));
}

#[test]
fn masks_of_files_go_along() {
    for name in std::fs::read_dir(format!("{}/../../testdata", env!("CARGO_MANIFEST_DIR"))).unwrap() {
        let name = name.unwrap().file_name().into_string().unwrap();
        if !name.ends_with(".tif") || name.starts_with("bad_") {
            continue;
        }
        let Ok(dataset) = Dataset::open(format!("{}/../../testdata/{name}", env!("CARGO_MANIFEST_DIR"))) else {
            continue;
        };
        // Not all codecs are built in.
        let is_read = dataset.width() * dataset.height() < 10_000 && dataset.read_window(dataset.whole()).is_ok();
        if !is_read {
            continue;
        }
        let twice: Vec<BandPick> = [0, 0].map(BandPick::Band).to_vec();
        let (pixels, mask) = read(&Bands::new(&dataset, &twice).unwrap());
        assert_eq!(pixels.bytes()[..pixels.band_len()], pixels.bytes()[pixels.band_len()..], "{name}");
        assert_eq!(mask.is_some(), dataset.profile().has_mask, "{name}");
        if dataset.profile().has_mask {
            let view = ViewSource::new(&dataset, &Resize::whole()).unwrap();
            assert_eq!(read(&view).1, mask, "{name}");
        }
    }
}

#[test]
fn errors_are_of_the_option() {
    let dem = testdata("terrain.tif");
    assert!(refusal(Crop::window(&dem, Window::new(0, 0, 2000, 1))).contains("1100 × 900"));
    assert!(refusal(WithNodata::new(&dem, NodataEdit::Set(70_000.into()))).contains("int16"));
}
