//! `validate`: the verdict, the reasons, and the exit status.

use serde_json::Value;

use crate::{FAILED, Folder, cogsmith, terrain, terrain_cog, testdata};

#[test]
fn a_cog_is_one() {
    let folder = Folder::new();
    let cog = terrain_cog(&folder, &[]);
    assert_eq!(cogsmith(&["validate", &cog]).text(), format!("{cog}: valid COG\n"));
    assert_eq!(cogsmith(&["validate", "--strict", "--ogc", &cog]).text(), format!("{cog}: valid COG\n"));
    assert_eq!(cogsmith(&["validate", "--quiet", &cog]).text(), "");
}

#[test]
fn strips_are_none_and_it_says_why() {
    let outcome = cogsmith(&["validate", &terrain()]);
    assert!(outcome.status == Some(FAILED) && outcome.stderr.is_empty(), "{outcome}");
    let text = String::from_utf8(outcome.stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with(&format!("{}: not a valid COG (", terrain())), "{text}");
    assert!(
        lines.iter().any(|line| line.starts_with("  error    GDAL, rio-cogeo: ") && line.contains("not tiled")),
        "{text}"
    );
    assert!(lines.contains(&"  to do    write the file anew in tiles"), "{text}");

    let outcome = cogsmith(&["validate", "-q", &terrain()]);
    assert!(outcome.status == Some(FAILED) && outcome.stdout.is_empty() && outcome.stderr.is_empty(), "{outcome}");
}

#[test]
fn warnings_fail_only_when_strict() {
    let folder = Folder::new();
    let cog = terrain_cog(&folder, &["--overview-count", "0"]);
    let text = cogsmith(&["validate", &cog]).text();
    assert!(text.starts_with(&format!("{cog}: valid COG (1 warning)\n  warning  GDAL, rio-cogeo: ")), "{text}");
    let strict = cogsmith(&["validate", "--strict", &cog]);
    assert_eq!(strict.status, Some(FAILED));
    assert!(String::from_utf8(strict.stdout).unwrap().starts_with(&format!("{cog}: not a valid COG (1 warning)\n")));
}

#[test]
fn external_overviews_are_noticed() {
    let folder = Folder::new();
    let cog = terrain_cog(&folder, &[]);
    for suffix in ["ovr", "OVR"] {
        let overviews = format!("{cog}.{suffix}");
        std::fs::write(&overviews, b"").unwrap();
        let outcome = cogsmith(&["validate", &cog]);
        assert!(
            outcome.status == Some(FAILED) && String::from_utf8_lossy(&outcome.stdout).contains(".ovr"),
            "{outcome}"
        );
        assert_eq!(cogsmith(&["info", &cog, "--json"]).json()["cog"]["valid"], false);
        std::fs::remove_file(overviews).unwrap();
    }
    cogsmith(&["validate", &cog]).succeeds();
}

#[test]
fn several_files_are_all_checked() {
    let folder = Folder::new();
    let (cog, missing, broken) = (terrain_cog(&folder, &[]), folder.path("none.tif"), testdata("bad_magic.tif"));
    let outcome = cogsmith(&["validate", &cog, &missing, &terrain(), &broken, &cog]);
    assert_eq!(outcome.status, Some(FAILED), "{outcome}");
    let text = String::from_utf8(outcome.stdout).unwrap();
    let verdicts: Vec<&str> = text.lines().filter(|line| !line.starts_with(' ')).collect();
    assert!(verdicts.len() == 3 && verdicts[0] == verdicts[2] && verdicts[1].starts_with(&terrain()), "{text}");
    let complaints: Vec<&str> = outcome.stderr.lines().collect();
    assert!(
        complaints.len() == 2 && complaints[0].contains(&missing) && complaints[1].contains(&broken),
        "{complaints:?}"
    );

    assert_eq!(cogsmith(&["validate", &cog, &cog]).text().lines().count(), 2);
}

#[test]
fn json_is_an_array_of_all_files() {
    let folder = Folder::new();
    let cog = terrain_cog(&folder, &[]);
    let outcome = cogsmith(&["validate", "--json", &cog, &terrain(), &testdata("bad_magic.tif")]);
    assert_eq!(outcome.status, Some(FAILED));
    let reports: Value = serde_json::from_slice(&outcome.stdout).unwrap();
    let verdicts: Vec<_> = reports.as_array().unwrap().iter().map(|report| report["valid"].as_bool()).collect();
    assert_eq!(verdicts, [Some(true), Some(false), Some(false)]);
    assert_eq!((&reports[0]["file"], &reports[0]["ghost_header"]), (&Value::from(cog.clone()), &Value::Bool(true)));
    assert_eq!(reports[0]["findings"], Value::Array(Vec::new()));
    let findings = reports[1]["findings"].as_array().unwrap();
    let errors = findings.iter().filter(|finding| finding["severity"] == "error").count();
    assert!(errors > 0 && reports[1]["errors"] == errors, "{reports}");
    assert!(findings.iter().all(|finding| finding["problem"].is_string() && finding["advice"].is_string()));
    assert_eq!((&reports[1]["valid_by"]["gdal"], &reports[1]["valid_by"]["rio_cogeo"]), (&false.into(), &false.into()));
    assert!(reports[2]["failure"].as_str().unwrap().contains("TIFF"), "{reports}");

    assert_eq!(cogsmith(&["validate", "--json", &cog]).json()[0]["valid"], true);
}

#[test]
fn damage_to_a_block_is_found() {
    let folder = Folder::new();
    let cog = terrain_cog(&folder, &[]);
    let bytes = std::fs::read(&cog).unwrap();
    let find = |bytes: &[u8]| {
        let file = folder.write("damaged.tif", bytes);
        let outcome = cogsmith(&["validate", &file]);
        assert_eq!(outcome.status, Some(FAILED), "{outcome}");
        String::from_utf8(outcome.stdout).unwrap()
    };
    let mut trailer = bytes.clone();
    *trailer.last_mut().unwrap() ^= 1;
    assert!(find(&trailer).contains("the last 4 bytes of a block"));
    assert!(find(&bytes[..bytes.len() - 1000]).contains("past the end of the file"));
    let at = bytes.windows(12).position(|window| window == b"EDITION=NO\n ").unwrap() + 8;
    let mut edit = bytes.clone();
    edit[at..at + 4].copy_from_slice(b"YES\n");
    assert!(find(&edit).contains("KNOWN_INCOMPATIBLE_EDITION=YES"));
}
