use super::*;
use crate::nodata::Nodata;
use crate::photometric::Photometric;
use crate::profile::Profile;
use crate::sample::SampleType;
use crate::tag::Tag;
use crate::transform::Placement;
use crate::{Error, Field};
use proptest::prelude::*;

fn applied(body: &str, mut profile: Profile) -> Profile {
    Pam::parse(&format!("<PAMDataset>{body}</PAMDataset>")).unwrap().apply_to(&mut profile);
    profile
}

fn gray(bands: usize) -> Profile {
    Profile::new(SampleType::U8, 40, 30, bands)
}

#[test]
fn texts_replace_those_of_their_name_and_add_to_the_others() {
    let mut profile = gray(2);
    for (name, sample) in [("A", None), ("keep", None), ("A", Some(1))] {
        let item = MetadataItem { name: name.into(), value: "old".into(), sample, ..MetadataItem::default() };
        profile.metadata.items.push(item);
    }
    let body = r#"<Metadata><MDI key="a">new</MDI><MDI key="empty"/><MDI>nameless</MDI></Metadata>
        <Metadata domain="D"><MDI key="A">of a domain</MDI></Metadata>
        <PAMRasterBand band="2"><Metadata><MDI key="STATISTICS_MEAN">1.5</MDI></Metadata></PAMRasterBand>
        <PAMRasterBand band="3"><Metadata><MDI key="no">such band</MDI></Metadata></PAMRasterBand>"#;
    let items = applied(body, profile).metadata.items;
    let told: Vec<_> =
        items.iter().map(|i| (i.name.as_str(), i.value.as_str(), i.sample, i.domain.as_deref())).collect();
    assert_eq!(
        told,
        [
            ("a", "new", None, None),
            ("keep", "old", None, None),
            ("A", "old", Some(1), None),
            ("A", "of a domain", None, Some("D")),
            ("STATISTICS_MEAN", "1.5", Some(1), None),
        ]
    );
}

#[test]
fn a_domain_of_xml_is_one_document() {
    let body = r#"<Metadata domain="xml:X" format="xml"><doc a="1"><b>t</b><c/></doc></Metadata>
        <Metadata domain="json:Y" format="json">{"k": "&lt;"}</Metadata>"#;
    let metadata = applied(body, gray(1)).metadata;
    assert_eq!(metadata.value(Some("xml:X"), "doc"), Some("<doc a=\"1\">\n  <b>t</b>\n  <c />\n</doc>\n"));
    assert_eq!(metadata.value(Some("json:Y"), "doc"), Some(r#"{"k": "<"}"#));
}

#[test]
fn a_band_has_all_that_is_said_of_it() {
    let body = r#"<PAMRasterBand band="1"><Description>d</Description><UnitType>m</UnitType><Scale>0.1</Scale>
        <NoDataValue le_hex_equiv="000000000000F87F">nan</NoDataValue><ColorInterp>Gray</ColorInterp>
        <CategoryNames><Category>a</Category><Category/><Category>c</Category></CategoryNames>
        <ColorTable><Entry c1="1" c2="2" c3="3" c4="4"/><Entry c1="255"/></ColorTable>
        <Minimum>1</Minimum><Maximum>9</Maximum><Mean>5</Mean><StandardDeviation>2</StandardDeviation>
        <Histograms><HistItem/></Histograms><GDALRasterAttributeTable><Row index="0"/></GDALRasterAttributeTable>
        </PAMRasterBand>"#;
    let pam = Pam::parse(&format!("<PAMDataset>{body}</PAMDataset>")).unwrap();
    let band = pam.band(0).unwrap();
    assert_eq!(band.category_names.as_deref().unwrap(), ["a", "", "c"]);
    assert_eq!(band.color_table.as_deref().unwrap(), [[1, 2, 3, 4], [255, 0, 0, 255]]);
    assert_eq!((band.min_max, band.mean_std), (Some((1.0, 9.0)), Some((5.0, 2.0))));
    assert_eq!(band.histograms.as_deref(), Some("<Histograms><HistItem/></Histograms>\n"));
    assert!(band.attribute_table.as_deref().unwrap().contains("<Row index=\"0\"/>"));
    assert!(pam.band(1).is_none());

    let profile = applied(body, gray(1));
    let role = |role| profile.metadata.role(0, role);
    assert_eq!(
        [role("description"), role("unittype"), role("scale"), role("offset"), role("colorinterp")],
        [Some("d"), Some("m"), Some("0.10000000000000001"), Some("0"), Some("Gray")]
    );
    assert!(matches!(profile.nodata, Some(Nodata::Float(value)) if value.is_nan()));
    assert_eq!(profile.photometric, Photometric::PALETTE);
    let map = profile.color_map.unwrap();
    assert_eq!((map.len(), map[0], map[1], map[2]), (256, [257, 514, 771], [65535, 0, 0], [0; 3]));
}

#[test]
fn nodata_is_of_the_type_of_the_samples() {
    let nodata = |text: &str, sample_type| {
        let body = format!(
            "<PAMDataset><PAMRasterBand band=\"1\"><NoDataValue>{text}</NoDataValue></PAMRasterBand></PAMDataset>"
        );
        Pam::parse(&body).unwrap().band(0).unwrap().nodata(sample_type)
    };
    assert_eq!(nodata("-9223372036854775808", SampleType::I64), Some(Nodata::Int(i64::MIN)));
    assert_eq!(nodata("18446744073709551615", SampleType::U64), Some(Nodata::UInt(u64::MAX)));
    assert_eq!(nodata("0.1", SampleType::F32), Some(Nodata::Float(0.1)));
    assert_eq!(nodata(" -9999 ", SampleType::U8), Some(Nodata::Float(-9999.0)));
    assert_eq!(nodata("", SampleType::U8), None);
}

#[test]
fn a_crs_without_a_code_is_kept_within_the_keys() {
    let wkt = r#"PROJCS["mine",GEOGCS["g",DATUM["d",SPHEROID["s",6378137,298]]],PROJECTION["Mollweide"]]"#;
    let body = format!(
        "<SRS dataAxisToSRSAxisMapping=\"2,1\" coordinateEpoch=\"2020.5\">{}</SRS>",
        wkt.replace('"', "&quot;")
    );
    let profile = applied(&body, gray(1).with_epsg(4326));
    let srs = profile.srs.clone().unwrap();
    assert_eq!((srs.text.as_str(), srs.axis_mapping, srs.epoch), (wkt, Some(vec![2, 1]), Some(2020.5)));
    assert_eq!(profile.epsg(), None);
    assert_eq!(profile.geo_keys().unwrap().name(), Some(format!("ESRI PE String = {wkt}").as_str()));
    let without = applied("<SRS></SRS>", gray(1).with_epsg(4326));
    assert!(without.geo_keys().is_none() && without.srs.is_none());
}

#[test]
fn points_give_way_to_a_transform_and_take_the_place_of_the_files() {
    let points =
        r#"<GCPList Projection="EPSG:32633"><GCP Pixel="1" Line="2" X="3" Y="4" Z="5"/><GCP GCPZ="6"/></GCPList>"#;
    let profile = applied(points, gray(1).with_epsg(4326).with_transform(GeoTransform::north_up(0.0, 0.0, 1.0, 1.0)));
    let Placement::Gcps(gcps) = &profile.placement else { panic!("{:?}", profile.placement) };
    assert_eq!((gcps.len(), gcps[0].z, gcps[1].z, profile.epsg()), (2, 5.0, 6.0, Some(32633)));
    let both = applied(&format!("{points}<GeoTransform>1,2,0,3,0,-2</GeoTransform>"), gray(1));
    assert_eq!(both.transform().map(|t| t.0), Some([1.0, 2.0, 0.0, 3.0, 0.0, -2.0]));
    assert_eq!(applied("<GeoTransform>1,2,0,3,0</GeoTransform>", gray(1)).placement, Placement::None);
}

#[test]
fn points_of_esri_are_placed_by_the_resolution() {
    let xform = r#"<GeodataXform><SpatialReference><WKT>PROJCS["u",AUTHORITY["EPSG","26712"]]</WKT></SpatialReference>
        <SourceGCPs><Double>1.5</Double><Double>0.1</Double></SourceGCPs>
        <TargetGCPs><Double>500000</Double><Double>4705078</Double></TargetGCPs></GeodataXform>"#;
    let held = format!(r#"<Metadata domain="xml:ESRI" format="xml">{xform}</Metadata>"#);
    assert_eq!(applied(&held, gray(1)).placement, Placement::None);
    let mut profile = gray(1);
    profile.descriptive_fields = vec![
        Field::shorts(Tag::RESOLUTION_UNIT, &[2]),
        Field::doubles(Tag::X_RESOLUTION, &[300.0]),
        Field::doubles(Tag::Y_RESOLUTION, &[200.0]),
    ];
    let mut lone = profile.clone();
    Pam::parse(&format!("<?xml version=\"1.0\"?>{xform}")).unwrap().apply_to(&mut lone);
    for profile in [applied(&held, profile), lone] {
        let Placement::Gcps(gcps) = &profile.placement else { panic!("{:?}", profile.placement) };
        assert_eq!((gcps[0].col, gcps[0].row, gcps[0].x, profile.epsg()), (450.0, 10.0, 500_000.0, Some(26712)));
        assert!(profile.metadata.value(Some("xml:ESRI"), "doc").is_some_and(|xml| xml.starts_with("<GeodataXform>")));
    }
}

#[test]
fn polynomials_become_the_field_that_holds_them() {
    let terms = (1..=20).map(|i| i.to_string()).collect::<Vec<_>>().join(" ");
    let mut body = String::from("<Metadata domain=\"RPC\">");
    for (i, name) in [
        "LINE_OFF",
        "SAMP_OFF",
        "LAT_OFF",
        "LONG_OFF",
        "HEIGHT_OFF",
        "LINE_SCALE",
        "SAMP_SCALE",
        "LAT_SCALE",
        "LONG_SCALE",
        "HEIGHT_SCALE",
    ]
    .iter()
    .enumerate()
    {
        body.push_str(&format!("<MDI key=\"{name}\">{i}</MDI>"));
    }
    for name in ["LINE_NUM_COEFF", "LINE_DEN_COEFF", "SAMP_NUM_COEFF", "SAMP_DEN_COEFF"] {
        body.push_str(&format!("<MDI key=\"{name}\">{terms}</MDI>"));
    }
    body.push_str("</Metadata>");
    let profile = applied(&body, gray(1));
    let numbers = profile.descriptive_fields[0].to_f64s().unwrap();
    assert_eq!((numbers.len(), &numbers[..4], numbers[12], numbers[91]), (92, &[-1.0, -1.0, 0.0, 1.0][..], 1.0, 20.0));
    assert!(profile.metadata.items.is_empty());
    // One number short, they stay texts.
    let short = applied(&body.replace("HEIGHT_SCALE", "OTHER"), gray(1));
    assert!(short.descriptive_fields.is_empty() && short.metadata.items.len() == 14);
}

#[test]
fn what_is_damaged_is_refused() {
    let kind = |xml: &str| Pam::parse(xml).map_err(|error: Error| error.kind());
    assert_eq!(kind("<PAMDataset><Metadata></PAMDataset>"), Err(crate::ErrorKind::Format));
    assert_eq!(kind(&"<a>".repeat(1000)), Err(crate::ErrorKind::Limits));
    assert_eq!(kind("\u{feff}<Other/>"), Ok(Pam::default()));
}

proptest! {
    #[test]
    fn any_file_is_read_or_refused(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "<PAMDataset>", "</PAMDataset>", "<PAMRasterBand band=\"1\">", "</PAMRasterBand>", "<SRS>", "</SRS>",
                "<GeoTransform>", "</GeoTransform>", "1,2,3,4,5,6", "<NoDataValue>", "</NoDataValue>", "nan", "&#x41;",
                "<ColorTable><Entry c1=\"-5\" c2=\"1e99\"/></ColorTable>", "<GCPList><GCP/></GCPList>", "<Histograms>",
                "</Histograms>", "<Metadata format=\"xml\">", "</Metadata>", "<MDI key=\"k\">v</MDI>",
                "EPSG:4326", "GEOGCS[", "]", "<GeodataXform>", "</GeodataXform>", "<SourceGCPs/>",
            ]),
            0..25,
        )
    ) {
        if let Ok(pam) = Pam::parse(&parts.concat()) {
            pam.apply_to(&mut gray(1));
        }
    }
}
