//! Texts that describe a raster: any text as GDAL's metadata, as `.aux.xml`, as Esri's metadata and as a world file; and
//! an `.aux.xml` as GDAL writes it, of which what was written is read.

use arbitrary::Arbitrary;
use geotiff_core::{GdalMetadata, GeoTransform, MetadataItem, Pam, Profile, SampleType, SrsText};

#[derive(Arbitrary, Debug)]
pub enum Input<'a> {
    Text(&'a str),
    Written(Written),
}

/// What an `.aux.xml` says.
#[derive(Arbitrary, Debug)]
pub struct Written {
    srs: Option<String>,
    transform: Option<[f64; 6]>,
    points: Vec<[f64; 5]>,
    items: Vec<(Option<String>, String, String)>,
    bands: Vec<Band>,
}

#[derive(Arbitrary, Debug)]
pub struct Band {
    description: Option<String>,
    unit: Option<String>,
    offset_scale: Option<(f64, f64)>,
    min_max: Option<(f64, f64)>,
    categories: Option<Vec<String>>,
    colors: Option<Vec<[u8; 4]>>,
}

/// What is left of a text on its way through XML: no blanks before it, and no characters that XML does not have.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect::<String>()
        .trim()
        .to_string()
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in plain(text).chars() {
        match c {
            '<' | '>' | '&' | '"' => out.push_str(&format!("&#{};", c as u32)),
            c => out.push(c),
        }
    }
    out
}

fn element(name: &str, content: &str) -> String {
    format!("<{name}>{content}</{name}>\n")
}

impl Written {
    fn xml(&self) -> String {
        let mut xml = String::from("<PAMDataset>\n");
        xml.extend(self.srs.iter().map(|srs| element("SRS", &escaped(srs))));
        xml.extend(self.transform.iter().map(|t| element("GeoTransform", &t.map(|v| format!("{v:?}")).join(", "))));
        if !self.points.is_empty() {
            let point = |[col, row, x, y, z]: &[f64; 5]| {
                format!("<GCP Id=\"\" Pixel=\"{col:?}\" Line=\"{row:?}\" X=\"{x:?}\" Y=\"{y:?}\" Z=\"{z:?}\"/>")
            };
            xml.push_str(&element("GCPList", &self.points.iter().map(point).collect::<String>()));
        }
        for (domain, key, value) in &self.items {
            let domain = domain.as_ref().map_or(String::new(), |domain| format!(" domain=\"{}\"", escaped(domain)));
            let item = format!("<MDI key=\"{}\">{}</MDI>", escaped(key), escaped(value));
            xml.push_str(&format!("<Metadata{domain}>{item}</Metadata>\n"));
        }
        for (number, band) in self.bands.iter().enumerate() {
            xml.push_str(&format!("<PAMRasterBand band=\"{}\">\n{}</PAMRasterBand>\n", number + 1, band.xml()));
        }
        xml + "</PAMDataset>\n"
    }

    fn compare(&self, pam: &Pam) {
        assert_eq!(pam.srs.as_ref().map(|srs| srs.text.clone()), self.srs.as_deref().map(plain));
        assert!(pam.transform.is_none_or(|t| same(&t.0, &self.transform.unwrap_or_default())));
        assert_eq!(pam.transform.is_some(), self.transform.is_some());
        assert_eq!(pam.gcps.len(), self.points.len());
        assert!(pam.gcps.iter().zip(&self.points).all(|(gcp, p)| same(&[gcp.col, gcp.row, gcp.x, gcp.y, gcp.z], p)));
        // Of one name, the last counts; without a value, none does.
        for (domain, key, value) in &self.items {
            let domain = domain.as_deref().map(plain).filter(|domain| !domain.is_empty());
            let is_it = |item: &&MetadataItem| {
                item.sample.is_none() && item.domain == domain && item.name.eq_ignore_ascii_case(&plain(key))
            };
            assert!(plain(value).is_empty() || pam.metadata.iter().any(|item| is_it(&item)), "{domain:?} {key:?}");
        }
        assert_eq!(pam.bands.len(), self.bands.len());
        for (number, (band, told)) in self.bands.iter().zip(&pam.bands).enumerate() {
            let text = |text: &Option<String>| text.as_deref().map(plain).filter(|text| !text.is_empty());
            let pair = |told: Option<(f64, f64)>, band: Option<(f64, f64)>| match (told, band) {
                (Some(a), Some(b)) => same(&[a.0, a.1], &[b.0, b.1]),
                (a, b) => a.is_none() && b.is_none(),
            };
            assert_eq!((told.band, &told.description), (number, &text(&band.description)));
            assert_eq!(told.unit, text(&band.unit));
            assert!(pair(told.offset_scale, band.offset_scale) && pair(told.min_max, band.min_max), "{told:?}");
            let names = |names: &Vec<String>| names.iter().map(|name| plain(name)).collect::<Vec<_>>();
            assert_eq!(told.category_names, band.categories.as_ref().map(names));
            assert_eq!(told.color_table, band.colors);
        }
    }
}

impl Band {
    fn xml(&self) -> String {
        let mut xml = String::new();
        xml.extend(self.description.iter().map(|text| element("Description", &escaped(text))));
        xml.extend(self.unit.iter().map(|text| element("UnitType", &escaped(text))));
        for (pair, names) in [(self.offset_scale, ["Offset", "Scale"]), (self.min_max, ["Minimum", "Maximum"])] {
            if let Some((first, second)) = pair {
                xml.push_str(&element(names[0], &format!("{first:?}")));
                xml.push_str(&element(names[1], &format!("{second:?}")));
            }
        }
        if let Some(names) = &self.categories {
            xml.push_str(&element(
                "CategoryNames",
                &names.iter().map(|name| element("Category", &escaped(name))).collect::<String>(),
            ));
        }
        if let Some(colors) = &self.colors {
            let entry = |[a, b, c, d]: &[u8; 4]| format!("<Entry c1=\"{a}\" c2=\"{b}\" c3=\"{c}\" c4=\"{d}\"/>");
            xml.push_str(&element("ColorTable", &colors.iter().map(entry).collect::<String>()));
        }
        xml
    }
}

fn same(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| a == b || a.is_nan() && b.is_nan())
}

/// What is made of what was read can be written, and read again.
fn look_at(pam: &Pam) {
    let mut profile = Profile::new(SampleType::U16, 20, 10, 3);
    pam.apply_to(&mut profile);
    let _ = (profile.geo_keys(), profile.transform(), profile.main_fields(), profile.rpc());
    for band in &pam.bands {
        let _ = (band.attribute_table_head(), SampleType::ALL.map(|sample_type| band.nodata(sample_type)));
    }
    survives(&GdalMetadata { items: pam.metadata.clone() });
}

fn survives(metadata: &GdalMetadata) {
    let again = GdalMetadata::parse(&metadata.to_xml()).expect("our own XML");
    // An empty role or domain is none.
    let known = |item: &MetadataItem| (item.name.clone(), item.value.clone(), item.sample);
    assert!(again.items.iter().map(known).eq(metadata.items.iter().map(known)), "{metadata:?} became {again:?}");
}

/// The target.
pub fn run(input: Input<'_>) {
    match input {
        Input::Text(text) => {
            if let Ok(metadata) = GdalMetadata::parse(text) {
                survives(&metadata);
            }
            if let Ok(pam) = Pam::parse(text) {
                look_at(&pam);
                assert_eq!(format!("{:?}", Pam::parse(text).ok()), format!("{:?}", Some(pam)));
            }
            let _ = (SrsText::from_esri_metadata(text), SrsText::new(text).epsg());
            if let Some(transform) = GeoTransform::from_world_file(text) {
                let (x, y) = transform.apply(3.0, 4.0);
                let back = transform.invert(x, y);
                assert!(back.is_none_or(|(col, row)| !col.is_infinite() || !row.is_infinite() || !x.is_finite()));
            }
        }
        Input::Written(written) => {
            let pam = Pam::parse(&written.xml()).unwrap_or_else(|error| panic!("{error}: {}", written.xml()));
            written.compare(&pam);
            look_at(&pam);
        }
    }
}
