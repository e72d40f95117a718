//! `stats`, `hist`, `sample`, `zonal` and `diff`: each option tells.

use serde_json::Value;

use crate::{FAILED, Folder, Outcome, USAGE, cogsmith, terrain, terrain_cog};

const ZONES: &str = r#"{"type":"FeatureCollection","features":[
    {"type":"Feature","id":7,"properties":{"name":"a, b"},"geometry":{"type":"Polygon","coordinates":[[[X0,Y0],[X1,Y0],[X1,Y1],[X0,Y0]]]}}]}"#;

/// Left, bottom, right and top of the terrain.
fn bounds() -> [f64; 4] {
    let info = cogsmith(&["info", &terrain(), "--json"]).json();
    [0, 1, 2, 3].map(|i| info["bounds"][i].as_f64().unwrap())
}

fn zones(folder: &Folder) -> String {
    let [left, bottom, right, top] = bounds();
    let mut text = ZONES.to_string();
    for (name, value) in [("X0", left + 101.0), ("X1", right - 55.0), ("Y0", bottom + 77.0), ("Y1", top - 99.0)] {
        text = text.replace(name, &value.to_string());
    }
    folder.write("zones.geojson", text.as_bytes())
}

#[test]
fn every_option_tells() {
    let folder = Folder::new();
    let (file, zones) = (terrain(), zones(&folder));
    let [left, bottom, right, top] = bounds().map(|v| v.to_string());
    let middle = ((bounds()[0] + bounds()[2]) / 2.0).to_string();
    let bbox = ["--bbox", &left, &bottom, &middle, &top];
    let cases: [(&[&str], &[&[&str]]); 4] = [
        (
            &["stats", &file],
            &[
                &["--percentiles", "2,98"],
                &["--histogram", "9"],
                &["--window", "0", "0", "700", "99"],
                &bbox,
                &["--json"],
            ],
        ),
        (
            &["hist", &file],
            &[
                &["--bins", "7"],
                &["--range", "0", "500"],
                &["--log"],
                &["--width", "50"],
                &bbox,
                &["--json"],
                &["--window", "0", "0", "700", "99"],
            ],
        ),
        (&["sample", &file, &middle, &top], &[&["--pixel"], &["--bands", "1,1"]]),
        (
            &["zonal", &file, &zones],
            &[&["--all-touched"], &["--percentiles", "10"], &["--format", "json"], &["--format", "geojson"]],
        ),
    ];
    for (command, options) in cases {
        let plain = cogsmith(command).text();
        for option in options {
            assert_ne!(cogsmith(&[command, option].concat()).text(), plain, "{command:?} {option:?}");
        }
    }
    let one = cogsmith(&["stats", &file, "--bands", "1,1"]).text();
    assert_eq!(one.lines().count(), 3);
    assert_eq!(cogsmith(&["zonal", &file, &zones, "--band", "1"]).text(), cogsmith(&["zonal", &file, &zones]).text());
    assert!(cogsmith(&["zonal", &file, &zones, "--band", "2"]).fails(USAGE).contains("no band 2"));
    let _ = right;
}

#[test]
fn what_is_absurd_is_refused() {
    let folder = Folder::new();
    let (file, zones) = (terrain(), zones(&folder));
    let metres = folder.write("degrees.wkt", b"POLYGON ((11 46, 12 46, 12 47, 11 46))");
    let points = folder.write("points.csv", b"a,b\n1,2\n");
    let bad = folder.write("bad.csv", b"x,y\n1,two\n");
    for (args, said) in [
        (&["stats", &file, "--percentiles", "101"][..], "percentile"),
        (&["stats", &file, "--percentiles", "nan"], "percentile"),
        (&["stats", &file, "--histogram", "0"], "counts from 1"),
        (&["stats", &file, "--histogram", "5,9,1"], "range"),
        (&["stats", &file, "--histogram", "5,9"], "BINS,MIN,MAX"),
        (&["stats", &file, "--bands", "2"], "no band 2"),
        (&["stats", &file, "--window", "0", "0", "9999", "1"], "outside"),
        (&["stats", &file, "--bbox", "0", "0", "1", "1"], ""),
        (&["hist", &file, "--bins", "0"], "counts from 1"),
        (&["hist", &file, "--range", "5", "5"], "range"),
        (&["hist", &file, "--width", "3"], "30"),
        (&["sample", &file], "required"),
        (&["sample", &file, "1", "2", "3"], "pairs"),
        (&["sample", &file, "--csv", &points], "no column \"x\""),
        (&["sample", &file, "--csv", &bad], "not a number"),
        (&["sample", &file, "1", "2", "--bands", "9"], "no band 9"),
        (&["zonal", &file, &metres], "degrees"),
        (&["zonal", &file, &points], "no WKT"),
        (&["zonal", &file, &zones, "--percentiles", "-1"], "percentile"),
        (&["diff", &file, &file, "--tolerance", "-1"], "tolerance"),
        (&["diff", &file, &file, "--ignore", "bytes"], "possible values"),
        (&["diff", &file, &file, "--image", &file], "source and the target"),
    ] {
        let outcome = cogsmith(args);
        assert!(outcome.status == Some(USAGE) && outcome.stderr.contains(said), "{outcome}");
    }
}

#[test]
fn statistics_have_percentiles_and_histograms() {
    let json = cogsmith(&["stats", &terrain(), "--json", "--percentiles", "0,50,100", "--histogram", "4"]).json();
    let band = &json["bands"][0];
    assert_eq!(band["percentiles"][0]["value"], band["min"]);
    assert_eq!(band["percentiles"][2]["value"], band["max"]);
    let counts: u64 = band["histogram"]["counts"].as_array().unwrap().iter().filter_map(Value::as_u64).sum();
    assert_eq!(band["valid"], counts);
    let text = cogsmith(&["stats", &terrain(), "--percentiles", "50"]).text();
    assert!(text.lines().next().unwrap().ends_with("p50"), "{text}");
}

#[test]
fn bars_fit_the_width() {
    for width in ["30", "80", "133"] {
        let text = cogsmith(&["hist", &terrain(), "--width", width]).text();
        let bars: Vec<&str> = text.lines().filter(|line| line.contains('┤')).collect();
        assert_eq!(bars.len(), 20);
        let longest = bars.iter().map(|line| line.chars().count()).max().unwrap();
        assert!(longest <= width.parse().unwrap() && longest + 8 >= width.parse().unwrap(), "{text}");
    }
}

#[test]
fn points_keep_their_order_and_columns() {
    let folder = Folder::new();
    let csv = folder.write("p.csv", b"name,col,row\n\"a, b\",500.5,300.5\nempty,,\nout,-1,3\nlast,2.5,2.5\n");
    let args = ["sample", &terrain(), "--csv", &csv, "--pixel", "--x", "col", "--y", "row"];
    let text = cogsmith(&args).text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "name,col,row,band_1");
    assert!(lines[1].starts_with("\"a, b\",500.5,300.5,") && lines[1].len() > 20, "{text}");
    assert_eq!((lines[2], lines[3]), ("empty,,,", "out,-1,3,"));
    let words = cogsmith(&["sample", &terrain(), "--pixel", "500.5", "300.5", "2.5", "2.5"]).text();
    for (csv, word) in [lines[1], lines[4]].iter().zip(words.lines().skip(1)) {
        assert_eq!(csv.rsplit(',').next(), word.rsplit(',').next());
    }
    let between = ["sample", &terrain(), "--pixel", "500.9", "300.9"];
    assert_ne!(cogsmith(&between).text(), cogsmith(&[&between[..], &["--method", "bilinear"]].concat()).text());
}

#[test]
fn zones_keep_their_properties() {
    let folder = Folder::new();
    let zones = zones(&folder);
    let csv = cogsmith(&["zonal", &terrain(), &zones]).text();
    assert!(
        csv.starts_with("zone,name,count,min,max,mean,std,sum,median,unique,majority,minority\n1,\"a, b\","),
        "{csv}"
    );
    let json = cogsmith(&["zonal", &terrain(), &zones, "--format", "geojson"]).json();
    let feature = &json["features"][0];
    assert_eq!((&feature["id"], &feature["properties"]["name"]), (&7.into(), &"a, b".into()));
    assert!(feature["properties"]["count"].as_u64().unwrap() > 1000 && feature["geometry"]["type"] == "Polygon");
}

#[test]
fn differences_are_told_by_words_and_status() {
    let folder = Folder::new();
    let (file, cog) = (terrain(), terrain_cog(&folder, &["--compress", "zstd", "--blocksize", "128"]));
    assert_eq!(cogsmith(&["diff", &file, &cog, "--ignore", "metadata"]).text(), "equal\n");
    let other = folder.path("other.tif");
    let change = ["create", &file, &other, "--scale", "0", "1000", "0", "1001", "--dtype", "int32", "--nodata", "-1"];
    cogsmith(&change).succeeds();
    let run = |options: &[&str]| cogsmith(&[&["diff", &file, &other], options].concat());
    let differs = |outcome: Outcome| {
        assert_eq!(outcome.status, Some(FAILED), "{outcome}");
        String::from_utf8(outcome.stdout).unwrap()
    };
    let text = differs(run(&[]));
    for said in ["type: int16, int32", "nodata: -9999, -1", "band 1: ", "RMSE", "different\n"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let json: Value = serde_json::from_str(&differs(run(&["--json"]))).unwrap();
    assert!(json["equal"] == false && json["bands"][0]["different"].as_u64().unwrap() > 0);
    assert!(!differs(run(&["--ignore", "nodata"])).contains("nodata:"));
    assert!(!differs(run(&["--ignore", "type"])).contains("type:"));
    assert!(!differs(run(&["--ignore", "pixels"])).contains("band 1"));
    assert!(differs(run(&["--tolerance", "2"])).contains("band 1: "));
    let moved = folder.path("moved.tif");
    cogsmith(&["create", &file, &moved, "--assign-bounds", "0", "0", "1", "1", "--assign-epsg", "32632"]).succeeds();
    let text = differs(cogsmith(&["diff", &file, &moved]));
    assert!(text.contains("transform: ") && text.contains("crs: EPSG:32633, EPSG:32632"), "{text}");
    assert_eq!(cogsmith(&["diff", &file, &moved, "--ignore", "georeference,metadata"]).text(), "equal\n");

    let image = folder.path("image.tif");
    assert_eq!(run(&["--image", &image, "--quiet"]).status, Some(FAILED));
    let stats = cogsmith(&["stats", &image, "--json"]).json();
    assert_eq!(stats["bands"][0]["max"], json["bands"][0]["max_abs"]);
}

#[test]
fn threads_change_nothing() {
    let folder = Folder::new();
    let (file, zones) = (terrain(), zones(&folder));
    for args in [&["zonal", &file, &zones][..], &["stats", &file, "--percentiles", "7", "--histogram", "9"]] {
        let run = |threads: &str| cogsmith(&[args, &["--threads", threads]].concat()).text();
        assert_eq!(run("1"), run("3"));
    }
}
