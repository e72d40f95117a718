//! What the files beside a raster say of it.
//!
//! ```text
//! place      dem.tif.aux.xml (PAM), dem.tif, dem.tfw | dem.tifw | dem.wld      the first that has one
//! CRS        dem.tif.aux.xml, dem.xml (Esri), dem.tif
//! texts …    dem.tif.aux.xml over dem.tif, one by one
//! overviews  dem.tif, dem.tif.ovr (and dem.tif.ovr.ovr)                        the first that has any
//! mask       dem.tif, dem.tif.msk (with its own overviews, or dem.tif.msk.ovr)
//! ```
//!
//! This is the order of GDAL's GTiff driver (GEOREF_SOURCES=PAM,INTERNAL,TABFILE,WORLDFILE,XML). MapInfo's `.tab` files are
//! not read.

use geotiff_core::{GeoTransform, Limits, Pam, Placement, Profile, SrsText};

use crate::siblings::Siblings;
use crate::source::Source;

/// Bytes of the largest `.xml` file that is read: GDAL's limit.
const MAX_XML_LEN: u64 = 10 << 20;
/// Warnings that are kept.
const MAX_WARNINGS: usize = 100;

/// Where it is said how a raster is tied to the ground.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlacementSource {
    /// Nowhere.
    #[default]
    None,
    /// In the file itself.
    Internal,
    /// In a world file.
    WorldFile,
    /// In an `.aux.xml` file.
    Pam,
}

/// What was found beside a raster.
///
/// ```
/// # let file = window::doc_example();
/// let dataset = window::Dataset::from_source(file)?;
/// assert!(dataset.sidecars().files.is_empty());
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sidecars {
    /// The names of the files that are heeded.
    pub files: Vec<String>,
    /// What the `.aux.xml` file says: the profile has it merged with what the file says, but for category names, attribute
    /// tables and histograms.
    pub pam: Option<Pam>,
    /// Where it is said how the raster is tied to the ground.
    pub placement: PlacementSource,
    /// What was wrong with such files; they are passed over then.
    pub warnings: Vec<String>,
}

impl Sidecars {
    /// Of a raster that is taken alone.
    pub(crate) fn none(profile: &Profile) -> Self {
        let placement = match profile.placement {
            Placement::None => PlacementSource::None,
            _ => PlacementSource::Internal,
        };
        Self { placement, ..Self::default() }
    }

    pub(crate) fn warn(&mut self, warning: String) {
        if self.warnings.len() < MAX_WARNINGS {
            self.warnings.push(warning);
        }
    }
}

/// The surroundings of a raster, and what was found there so far.
pub(crate) struct Surroundings<'a> {
    /// The raster's own name, without a folder.
    pub(crate) name: &'a str,
    pub(crate) siblings: &'a dyn Siblings,
    pub(crate) limits: Limits,
    pub(crate) found: Sidecars,
}

impl Surroundings<'_> {
    /// The file of this name, or of the same name with another extension in capitals.
    pub(crate) fn open(&mut self, stem: &str, extension: &str) -> Option<(String, Box<dyn Source>)> {
        let upper = extension.to_ascii_uppercase();
        for extension in [extension, &upper] {
            let name = format!("{stem}{extension}");
            match self.siblings.open(&name) {
                Ok(Some(source)) => return Some((name, source)),
                Ok(None) => {}
                Err(error) => self.found.warn(error.in_file(name).to_string()),
            }
        }
        None
    }

    /// The text of such a file, if it has no more than so many bytes.
    fn text(&mut self, stem: &str, extension: &str, most: u64) -> Option<(String, String)> {
        let (name, source) = self.open(stem, extension)?;
        if source.len() > most {
            self.found.warn(format!("{name}: it is {} bytes, more than the {most} that are read", source.len()));
            return None;
        }
        match source.bytes(0..source.len()) {
            Ok(bytes) => Some((name, String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) => {
                self.found.warn(error.in_file(name).to_string());
                None
            }
        }
    }

    /// Puts what text files say over what the raster's own file says; `.aux.xml` only `with_pam`.
    pub(crate) fn describe(&mut self, profile: &mut Profile, with_pam: bool) {
        let name = self.name.to_string();
        let pam = if with_pam { self.pam(&name) } else { None };
        let is_placed = profile.transform().is_some() || pam.as_ref().is_some_and(|pam| pam.transform.is_some());
        if !is_placed && let Some(transform) = self.world_file(&name) {
            // Control points within the file count less than a world file.
            profile.set_placement(Placement::Affine(transform));
            self.found.placement = PlacementSource::WorldFile;
        }
        let names_crs = |pam: &Pam| pam.srs.is_some() || pam.gcp_srs.is_some();
        if !pam.as_ref().is_some_and(names_crs)
            && let Some(srs) = self.esri_crs(&name)
        {
            profile.set_srs(srs);
        }
        if let Some(pam) = pam {
            let placement = profile.placement.clone();
            pam.apply_to(profile);
            if pam.transform.is_some() || profile.placement != placement {
                self.found.placement = PlacementSource::Pam;
            }
            self.found.pam = Some(pam);
        }
    }

    fn pam(&mut self, name: &str) -> Option<Pam> {
        let (name, xml) = self.text(name, ".aux.xml", self.limits.sidecar_len)?;
        match Pam::parse_within(&xml, &self.limits) {
            Ok(pam) => {
                self.found.files.push(name);
                Some(pam)
            }
            Err(error) => {
                self.found.warn(error.in_file(name).to_string());
                None
            }
        }
    }

    fn world_file(&mut self, name: &str) -> Option<GeoTransform> {
        for candidate in GeoTransform::world_file_names(name) {
            let (stem, extension) = candidate.rsplit_once('.')?;
            let text = self.text(stem, &format!(".{extension}"), GeoTransform::MAX_WORLD_FILE_LEN as u64);
            let Some((name, text)) = text else { continue };
            match GeoTransform::from_world_file(&text) {
                Some(transform) => {
                    self.found.files.push(name);
                    return Some(transform);
                }
                None => self.found.warn(format!("{name}: it is not a world file of six numbers")),
            }
        }
        None
    }

    /// Files of this name may be of any kind, so that nothing in them is worth a warning.
    fn esri_crs(&mut self, name: &str) -> Option<SrsText> {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let (name, source) =
            self.open(stem, ".xml").filter(|(_, source)| source.len() <= MAX_XML_LEN.min(self.limits.sidecar_len))?;
        let bytes = source.bytes(0..source.len()).ok()?;
        let srs = SrsText::from_esri_metadata(&String::from_utf8_lossy(&bytes)).ok().flatten()?;
        self.found.files.push(name);
        Some(srs)
    }
}
