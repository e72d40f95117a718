//! A few small levels as GDAL 3.12 computes them: sources made by the formulas below were copied with its COG driver,
//! blocks of 64 pixels and no compression, and the samples of the one overview written down here.
#![allow(clippy::unwrap_used)] // Nothing but a test.

use geotiff_core::{Nodata, Raster, Sample, SampleType};
use overview::{Cascade, CascadeSpec, LevelRows, Resampling, level_sizes};

/// Arbitrary numbers from 0 to 32767.
fn draws(n: usize) -> impl Iterator<Item = i32> {
    let mut state = 1_i64;
    (0..n).map(move |_| {
        state = (state * 1_103_515_245 + 12345) % (1 << 31);
        i32::try_from(state >> 16).unwrap()
    })
}

/// The samples, and the mask, of the only level of an image.
fn level<T: Sample>(spec: CascadeSpec, samples: &[T], mask: Option<&[u8]>) -> (Vec<T>, Option<Vec<u8>>) {
    let spec = CascadeSpec { levels: level_sizes(spec.width, spec.height, 64), ..spec };
    let image = Raster::from_samples(samples, spec.width, spec.height, spec.bands).unwrap();
    let mask = mask.map(|mask| Raster::from_samples(mask, spec.width, spec.height, 1).unwrap());
    let mut made = Vec::new();
    let mut cascade = Cascade::new(spec).unwrap();
    cascade
        .push(&image, mask.as_ref(), &mut |rows| {
            made.push(rows);
            Ok(())
        })
        .unwrap();
    cascade.finish().unwrap();
    assert_eq!(made.len(), 1);
    let rows = made.remove(0);
    (rows.pixels.into_samples().unwrap(), rows.mask.map(|mask| mask.into_samples().unwrap()))
}

fn average(width: usize, height: usize, bands: usize, sample_type: SampleType) -> CascadeSpec {
    CascadeSpec { resampling: Resampling::Average, ..CascadeSpec::new(width, height, bands, sample_type) }
}

fn bytes(n: usize) -> Vec<u8> {
    draws(n).map(|v| (v % 256) as u8).collect()
}

#[test]
fn bytes_two_by_two() {
    let (made, _) = level(average(72, 2, 1, SampleType::U8), &bytes(72 * 2), None);
    assert_eq!(
        made,
        [
            193, 128, 147, 166, 168, 187, 109, 170, 71, 153, 107, 94, 109, 112, 150, 97, 121, 139, 136, 137, 99, 41,
            113, 94, 115, 123, 150, 94, 135, 105, 140, 120, 145, 78, 129, 145
        ]
    );
}

#[test]
fn bytes_of_an_odd_size() {
    let (made, _) = level(average(69, 3, 1, SampleType::U8), &bytes(69 * 3), None);
    assert_eq!(
        made,
        [
            146, 145, 153, 161, 119, 151, 94, 103, 147, 114, 77, 91, 128, 130, 123, 123, 119, 127, 150, 146, 115, 119,
            126, 127, 69, 154, 118, 88, 141, 152, 70, 138, 111, 113
        ]
    );
    let (made, _) = level(CascadeSpec::new(69, 3, 1, SampleType::U8), &bytes(69 * 3), None);
    assert_eq!(
        made,
        [
            198, 129, 75, 226, 84, 189, 124, 225, 1, 49, 86, 15, 103, 135, 170, 60, 234, 123, 133, 216, 84, 47, 174,
            91, 2, 152, 227, 118, 95, 153, 31, 54, 67, 77
        ]
    );
}

#[test]
fn integers_with_nodata() {
    let samples: Vec<i16> = draws(69 * 3).map(|v| if v % 4 == 0 { -9999 } else { (v % 40 - 20) as i16 }).collect();
    let spec = CascadeSpec { nodata: Some(Nodata::Float(-9999.0)), ..average(69, 3, 1, SampleType::I16) };
    assert_eq!(
        level(spec, &samples, None).0,
        [
            9, 9, -3, 0, -2, -1, 0, 0, 0, -8, -1, -2, 2, 2, -13, -3, 7, 4, -3, -1, -11, 1, -2, -8, 0, -9, -11, 7, 5, 1,
            1, 3, -6, 4
        ]
    );
}

#[test]
fn floats_are_added_in_its_order() {
    let samples: Vec<f32> = draws(70 * 2).map(|v| (v - 16384) as f32 * 0.37).collect();
    let (made, _) = level(average(70, 2, 1, SampleType::F32), &samples, None);
    assert_eq!(
        made,
        [
            -31.820068, -1262.995, -2051.835, 447.14502, -2675.3774, -1540.5875, -2370.1274, 367.31744, 1018.24,
            1809.67, 1163.0024, 336.97742, 3242.4026, 397.10248, 2653.9175, 727.6051, 1638.2676, 904.55743, -2487.3252,
            148.09253, 479.0575, 887.90753, -449.54993, 2311.575, 4276.1826, -568.4125, -1029.155, 170.84753,
            777.27747, -2803.0276, 683.8524, -2060.9927, 37.92505, 1014.6325, 484.88504
        ]
    );
}

#[test]
fn floats_near_nodata_are_nodata() {
    let sample = |v: i32| if v % 5 == 0 { (-9999.0_f32).next_up() } else { (v % 3 - 10000) as f32 };
    let samples: Vec<f32> = draws(66 * 2).map(sample).collect();
    let spec = CascadeSpec { nodata: Some(Nodata::Float(-9999.0)), ..average(66, 2, 1, SampleType::F32) };
    assert_eq!(
        level(spec, &samples, None).0,
        [
            -9998.667, -9998.999, -9998.0, -9999.333, -10000.0, -9998.0, -10000.0, -9998.667, -10000.0, -10000.0,
            -9998.0, -9999.333, -10000.0, -10000.0, -9998.0, -9998.667, -9998.0, -9998.999, -10000.0, -10000.0,
            -9998.0, -9998.999, -9998.999, -9998.0, -9999.333, -10000.0, -9998.999, -9998.667, -9999.333, -9998.0,
            -9998.0, -10000.0, -9998.999
        ]
    );
}

#[test]
fn long_integers_are_doubles() {
    let samples: Vec<i64> = draws(66 * 2).map(|v| ((i64::from(v) - 16384) << 40) + i64::from(v)).collect();
    let (made, _) = level(average(66, 2, 1, SampleType::I64), &samples, None);
    assert_eq!(
        made,
        [
            -5204813167972990,
            -2466479458994371,
            3776272685616491,
            -2983249924049561,
            -10599841847567784,
            -2770494424074712,
            -7717746993257324,
            4837026528514352,
            -136064563921020,
            1348551011484874,
            -912594651038526,
            -91534342996051,
            6061057848137098,
            828207133639409,
            10788957847578196,
            9111103103590496,
            9227376458227912,
            -1991490435794707,
            -2302927104362543,
            -132491151130745,
            -6179530225997300,
            1146790627787796,
            4050600836746853,
            3006889424079534,
            1968950447458047,
            5413720377283388,
            8543205347843674,
            -3061590127528673,
            -3744936604192078,
            -3581934005374139,
            5529443976106918,
            -5514050813285272,
            -2787261976398311
        ]
    );
}

#[test]
fn alpha_goes_by_itself() {
    let alpha = draws(65 * 3).map(|v| if v % 3 == 0 { 0 } else { (v % 200 + 1) as u8 });
    let samples: Vec<u8> = bytes(65 * 3).into_iter().chain(alpha).collect();
    let spec = CascadeSpec { alpha: Some(1), ..average(65, 3, 2, SampleType::U8) };
    assert_eq!(
        level(spec, &samples, None).0,
        [
            95, 117, 202, 165, 115, 172, 102, 152, 162, 84, 119, 79, 128, 99, 98, 148, 106, 120, 157, 111, 156, 138,
            85, 137, 166, 159, 191, 119, 92, 138, 87, 94, 116, 63, 75, 158, 31, 133, 103, 86, 76, 141, 121, 86, 91, 96,
            104, 119, 127, 96, 113, 103, 117, 146, 75, 109, 110, 101, 85, 131, 140, 140, 159, 97
        ]
    );
}

#[test]
fn masks_travel_along() {
    let valid = |(i, v): (usize, i32)| if v % 3 == 0 || (10..20).contains(&(i % 65)) { 0 } else { 255 };
    let mask: Vec<u8> = draws(65 * 3).enumerate().map(valid).collect();
    let spec = CascadeSpec { has_mask: true, ..average(65, 3, 1, SampleType::U8) };
    let (made, made_mask) = level(spec, &bytes(65 * 3), Some(&mask));
    assert_eq!(
        made,
        [
            95, 117, 202, 165, 113, 0, 0, 0, 0, 169, 119, 79, 128, 99, 98, 148, 106, 120, 157, 111, 156, 138, 85, 137,
            166, 159, 191, 119, 92, 138, 87, 94
        ]
    );
    assert_eq!(
        made_mask.unwrap(),
        [
            255, 255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
            255, 255, 255, 255, 255, 255, 255, 255, 255
        ]
    );
}

#[test]
fn bytes_by_every_other_method() {
    let by = |resampling| {
        let spec = CascadeSpec { resampling, ..CascadeSpec::new(69, 5, 1, SampleType::U8) };
        level(spec, &bytes(69 * 5), None).0
    };
    assert_eq!(
        by(Resampling::Rms),
        [
            177, 157, 174, 192, 139, 184, 129, 133, 166, 139, 106, 115, 137, 141, 129, 135, 138, 138, 173, 163, 119,
            124, 138, 144, 99, 156, 142, 104, 146, 165, 74, 169, 141, 118, 138, 134, 110, 102, 141, 158, 103, 117, 158,
            171, 181, 111, 117, 120, 163, 171, 148, 139, 148, 119, 139, 190, 162, 153, 113, 132, 155, 92, 149, 123,
            134, 159, 142, 132
        ]
    );
    assert_eq!(
        by(Resampling::Mode),
        [
            198, 129, 142, 142, 84, 189, 225, 225, 1, 49, 13, 15, 103, 170, 170, 60, 234, 19, 210, 161, 60, 85, 55,
            101, 218, 121, 227, 26, 142, 217, 143, 63, 238, 120, 23, 65, 109, 112, 112, 199, 27, 51, 29, 29, 13, 171,
            141, 94, 62, 166, 166, 177, 147, 168, 199, 202, 96, 243, 9, 56, 227, 160, 49, 213, 197, 79, 46, 159
        ]
    );
    assert_eq!(
        by(Resampling::Gauss),
        [
            131, 145, 122, 112, 128, 111, 96, 110, 152, 124, 110, 104, 116, 120, 134, 139, 137, 140, 144, 122, 146,
            142, 136, 103, 108, 128, 103, 101, 148, 120, 110, 122, 127, 122, 130, 122, 103, 105, 141, 130, 100, 107,
            135, 152, 162, 111, 101, 108, 138, 160, 121, 111, 114, 111, 151, 173, 140, 100, 92, 130, 125, 77, 125, 102,
            141, 141, 133, 129
        ]
    );
    assert_eq!(
        by(Resampling::Bilinear),
        [
            156, 151, 158, 156, 127, 149, 115, 109, 144, 118, 95, 94, 125, 130, 119, 127, 123, 120, 162, 144, 99, 117,
            111, 121, 84, 139, 118, 97, 136, 143, 77, 130, 127, 118, 128, 130, 105, 98, 134, 125, 93, 103, 147, 146,
            152, 102, 102, 108, 146, 155, 140, 130, 130, 113, 131, 178, 140, 132, 90, 123, 126, 84, 130, 121, 114, 143,
            126, 123
        ]
    );
    assert_eq!(
        by(Resampling::Cubic),
        [
            157, 150, 161, 162, 123, 155, 111, 109, 149, 115, 86, 94, 129, 132, 114, 127, 123, 118, 169, 145, 96, 115,
            109, 124, 78, 148, 118, 93, 141, 152, 63, 133, 126, 115, 125, 132, 101, 89, 136, 126, 86, 100, 150, 146,
            157, 102, 102, 104, 146, 158, 143, 129, 127, 111, 132, 187, 144, 131, 83, 124, 132, 74, 133, 119, 116, 147,
            124, 125
        ]
    );
    assert_eq!(
        by(Resampling::CubicSpline),
        [
            149, 146, 150, 145, 135, 139, 113, 115, 137, 122, 102, 100, 119, 125, 123, 131, 127, 128, 154, 136, 111,
            122, 120, 116, 97, 131, 120, 102, 134, 134, 94, 122, 126, 117, 132, 131, 116, 107, 128, 125, 98, 108, 139,
            141, 136, 110, 107, 114, 136, 148, 140, 128, 130, 121, 132, 161, 144, 121, 95, 121, 122, 93, 122, 123, 116,
            135, 127, 127
        ]
    );
    assert_eq!(
        by(Resampling::Lanczos),
        [
            155, 148, 164, 161, 123, 154, 109, 110, 150, 114, 83, 94, 129, 132, 111, 130, 124, 117, 177, 143, 94, 117,
            108, 125, 77, 152, 116, 90, 146, 157, 59, 131, 127, 115, 122, 134, 103, 80, 138, 124, 81, 100, 151, 145,
            156, 105, 103, 103, 146, 159, 145, 128, 125, 110, 133, 190, 149, 129, 79, 125, 134, 69, 134, 118, 118, 147,
            121, 131
        ]
    );
}

#[test]
fn cubic_makes_no_value_of_scattered_pixels() {
    let samples: Vec<i16> = draws(66 * 4).map(|v| if v % 4 == 0 { -9999 } else { (v % 40 - 20) as i16 }).collect();
    let nodata = Some(Nodata::Float(-9999.0));
    let spec = CascadeSpec { resampling: Resampling::Cubic, nodata, ..CascadeSpec::new(66, 4, 1, SampleType::I16) };
    assert_eq!(
        level(spec, &samples, None).0,
        [
            19, 9, -1, -2, -9999, 4, -1, 3, 4, -9999, -9999, -9999, -9999, -9999, -5, 7, -6, -6, 8, -7, 1, -4, -9, -2,
            6, -9999, -9999, -10, -1, 5, 10, 0, 0, -9, 8, 0, -5, -9999, -5, 4, 0, 3, -9999, -9999, -9999, -9999, -9999,
            6, 4, -5, -13, 19, 8, 6, -4, -5, 29, 19, -9999, -9999, -8, -5, -6, -5, 5, 1
        ]
    );
}

#[test]
fn doubles_are_added_in_its_order() {
    let samples: Vec<f64> = draws(70 * 2).map(|v| f64::from(v - 16384) * 0.37).collect();
    let spec = CascadeSpec { resampling: Resampling::Lanczos, ..CascadeSpec::new(70, 2, 1, SampleType::F64) };
    let (made, _) = level(spec, &samples, None);
    // The digits of a sine are not the same everywhere.
    let wanted = [
        -340.6149135330145,
        -1389.3450576025252,
        -1400.6176855918293,
        -323.68853517651735,
        -2329.2081741580205,
        -1786.5618485163404,
        -2158.2065910688957,
        808.4927233840647,
        874.41150838025,
        1444.803277420584,
        1831.9978609744028,
        -276.9392884461263,
        2680.353471252848,
        1133.6232846434837,
        2009.681045019387,
        755.5822620707497,
        2016.3107726169278,
        997.6133580576552,
        -2697.585487550704,
        9.411255857577999,
        744.0077057278125,
        270.9189653994168,
        -183.3950884133961,
        2719.355823812428,
        4343.251729152922,
        -566.6549329333421,
        -2143.544863819481,
        287.95619060391664,
        1057.9500633682424,
        -1968.4642678933171,
        651.214152327211,
        -2100.4382420816687,
        -547.0965371710379,
        1158.2856467659165,
        527.7971341453273,
    ];
    assert!(
        made.iter().zip(wanted).all(|(is, wanted): (&f64, f64)| (is - wanted).abs() <= 1e-12 * wanted.abs().max(1.0))
    );
    assert_eq!(made.len(), 35);
}

#[test]
fn palettes_are_averaged_as_colours() {
    let entry = |i: u32| [37, 91, 53].map(|step| (i * step % 256) as u8);
    let palette = (0..256).map(entry).map(|[r, g, b]| [r, g, b, 255]).collect();
    let nodata = Some(Nodata::Float(3.0));
    let spec = CascadeSpec { nodata, palette: Some(palette), ..average(65, 3, 1, SampleType::U8) };
    assert_eq!(
        level(spec, &bytes(65 * 3), None).0,
        [
            148, 128, 46, 254, 142, 94, 128, 210, 224, 162, 114, 142, 94, 94, 89, 142, 128, 18, 114, 94, 94, 128, 80,
            128, 190, 94, 128, 128, 114, 66, 142, 190
        ]
    );
}

#[test]
fn complex_windows_share_nothing() {
    let samples: Vec<[f32; 2]> = draws(65 * 3).map(|v| [(v - 16384) as f32, (v % 300) as f32]).collect();
    let (made, _) = level(average(65, 3, 1, SampleType::CF32), &samples, None);
    assert_eq!(
        made,
        [
            [-3789.0, 95.0],
            [-4446.6665, 137.33333],
            [3217.1667, 151.16667],
            [1725.5, 159.5],
            [-3705.5, 128.5],
            [-3925.0, 109.0],
            [-3027.3333, 106.666664],
            [2104.3333, 188.33333],
            [-2784.0, 200.0],
            [3089.1667, 123.166664],
            [1732.6666, 216.66667],
            [-1714.8334, 69.166664],
            [3443.1667, 177.16667],
            [4413.3335, 147.33333],
            [2367.1667, 151.16667],
            [5876.8887, 160.88889],
            [4230.3335, 214.33333],
            [-4725.5, 158.5],
            [-2372.8333, 211.16667],
            [1613.8334, 147.83333],
            [-3148.8333, 135.16667],
            [-7359.3335, 224.66667],
            [5822.5, 156.5],
            [2191.1667, 125.166664],
            [1631.8334, 115.833336],
            [-618.3333, 115.666664],
            [2796.3333, 230.33333],
            [-4107.6665, 126.333336],
            [-1601.0, 233.0],
            [2360.6667, 144.66667],
            [8108.1665, 192.16667],
            [-2617.8333, 166.16667]
        ]
    );
}

#[test]
fn a_column_is_copied_from_the_image() {
    // In GDAL, so are the numbers of a palette, whose colours are averaged level by level.
    let image: Vec<u8> = (0..150).collect();
    let palette = vec![[1, 2, 3, 255]; 256];
    for palette in [None, Some(palette)] {
        let spec =
            CascadeSpec { levels: vec![(1, 75), (1, 37)], palette, ..CascadeSpec::new(1, 150, 1, SampleType::U8) };
        let mut last = Vec::new();
        let mut cascade = Cascade::new(spec).unwrap();
        let keep = &mut |rows: LevelRows| {
            if rows.level == 1 {
                last.extend_from_slice(rows.pixels.samples::<u8>()?);
            }
            Ok(())
        };
        cascade.push(&Raster::from_samples(&image, 1, 150, 1).unwrap(), None, keep).unwrap();
        cascade.finish().unwrap();
        let of_image: Vec<u8> = (0..37).map(|i| (0.5 + f64::from(i) * 150.0 / 37.0) as u8).collect();
        assert_eq!(last, of_image);
    }
}
