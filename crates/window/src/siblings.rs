//! The files that lie beside the one that is opened.

use geotiff_core::Result;

use crate::source::Source;

/// Whatever can open the files that lie beside a raster: a folder, a bucket, an archive.
///
/// It is asked for one file after the other while the raster is opened, in both cases (`dem.tif.ovr`, `dem.tif.OVR`) where
/// programs write either. A closure is one, too.
///
/// ```
/// use window::{Dataset, OpenOptions, Source};
///
/// # let file = window::doc_example();
/// let siblings = |name: &str| {
///     let world_file = b"0.5\n0\n0\n-0.5\n10.25\n49.75\n".to_vec();
///     Ok((name == "dem.tfw").then(|| Box::new(world_file) as Box<dyn Source>))
/// };
/// let dataset = Dataset::from_source_with(file, OpenOptions::new().siblings("dem.tif", siblings))?;
/// assert_eq!(dataset.transform().map(|t| t.apply(0.0, 0.0)), Some((10.0, 50.0)));
/// # Ok::<(), geotiff_core::Error>(())
/// ```
pub trait Siblings: Send + Sync {
    /// Opens the file of this name; `None` if there is none.
    ///
    /// # Errors
    /// Whatever keeps it from being opened. The raster is opened without it then, with a warning.
    fn open(&self, name: &str) -> Result<Option<Box<dyn Source>>>;
}

impl<F: Fn(&str) -> Result<Option<Box<dyn Source>>> + Send + Sync> Siblings for F {
    fn open(&self, name: &str) -> Result<Option<Box<dyn Source>>> {
        self(name)
    }
}

#[cfg(not(target_family = "wasm"))]
pub(crate) use folder::Folder;

#[cfg(not(target_family = "wasm"))]
mod folder {
    use std::ffi::OsString;
    use std::path::{Path, PathBuf};
    use std::sync::OnceLock;

    use geotiff_core::Result;

    use super::Siblings;
    use crate::source::{FileSource, Source};

    /// Folders of more files are not listed: GDAL's limit (GDAL_READDIR_LIMIT_ON_OPEN).
    const MAX_LISTED: usize = 1000;

    /// A folder of files, whose names are found in any case, as in GDAL.
    pub(crate) struct Folder {
        folder: PathBuf,
        /// Its files, once wanted; `None` if they are too many or it cannot be listed.
        names: OnceLock<Option<Vec<OsString>>>,
    }

    impl Folder {
        /// The folder that a file lies in.
        pub(crate) fn of(file: &Path) -> Self {
            let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Self { folder: folder.to_path_buf(), names: OnceLock::new() }
        }

        fn path(&self, name: &str) -> Option<PathBuf> {
            let listed = self.names.get_or_init(|| {
                let entries = std::fs::read_dir(&self.folder).ok()?.take(MAX_LISTED + 1);
                let names: Vec<OsString> = entries.filter_map(|entry| Some(entry.ok()?.file_name())).collect();
                (names.len() <= MAX_LISTED).then_some(names)
            });
            let Some(names) = listed else {
                return Some(self.folder.join(name)).filter(|path| path.is_file());
            };
            let exact = names.iter().find(|other| *other == name);
            let any_case = || names.iter().find(|other| other.to_string_lossy().eq_ignore_ascii_case(name));
            exact.or_else(any_case).map(|name| self.folder.join(name)).filter(|path| path.is_file())
        }
    }

    impl Siblings for Folder {
        fn open(&self, name: &str) -> Result<Option<Box<dyn Source>>> {
            let open = |path| Ok(Box::new(FileSource::open(path)?) as Box<dyn Source>);
            self.path(name).map(open).transpose()
        }
    }
}
