//! A file that appears whole under its name, or not at all.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use geotiff_core::{Error, Result};

/// Writes a file: first under a passing name in the same folder, then renamed. If `write` fails, nothing is left behind,
/// and a file that stood there before stands there still.
///
/// What is no regular file, such as a pipe or `/dev/null`, is written to directly.
///
/// ```
/// use std::io::Write;
///
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("out.bin");
/// let failed = cogwriter::write_whole_file(&path, |_| Err::<(), _>(geotiff_core::Error::cancelled()));
/// assert!(failed.is_err() && std::fs::read_dir(folder.path()).unwrap().next().is_none());
///
/// cogwriter::write_whole_file(&path, |file| Ok(file.write_all(b"whole").unwrap()))?;
/// assert_eq!(std::fs::read(&path).unwrap(), b"whole");
/// # Ok::<(), geotiff_core::Error>(())
/// ```
///
/// # Errors
/// `Io` if the file cannot be made, written or renamed, and whatever `write` answers.
pub fn write_whole_file<T>(path: &Path, write: impl FnOnce(&mut File) -> Result<T>) -> Result<T> {
    let named = |error: Error| error.in_file(path.display().to_string());
    let cannot = |what: &'static str| move |cause: io::Error| named(Error::io(what, cause));
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            return Err(named(Error::parameter("it is a folder, not a file to write to")));
        }
        Ok(metadata) if !metadata.is_file() => {
            let mut file = OpenOptions::new().write(true).open(path).map_err(cannot("cannot write to it"))?;
            return write(&mut file).map_err(named);
        }
        _ => {}
    }
    // A symbolic link goes on pointing where it points.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let mut builder = tempfile::Builder::new();
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let prefix = format!(".{name}.");
    builder.prefix(&prefix).suffix(".tmp");
    #[cfg(unix)]
    {
        // As for any file that a program makes: the user's mask is taken off.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder
        .tempfile_in(folder_of(&target))
        // The kind alone: the message would speak of the passing name.
        .map_err(|cause| cannot("cannot write into its folder")(cause.kind().into()))?;
    let done = write(file.as_file_mut()).map_err(named)?;
    file.persist(&target).map_err(|error| cannot("cannot give the finished file its name")(error.error))?;
    Ok(done)
}

/// The folder that a file is in.
pub(crate) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}
