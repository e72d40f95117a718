//! A file that appears whole under its name, or not at all.

mod passing;

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use geotiff_core::{Error, Result};

use passing::PassingFile;

/// Whether a finished file outlasts a crash of the system.
///
/// ```
/// use cogwriter::{Durability, write_whole_file_with};
///
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("draft.bin");
/// write_whole_file_with(&path, Durability::Unsynced, |_| Ok(()))?;
/// assert!(path.exists());
/// # Ok::<(), geotiff_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Durability {
    /// Its bytes are on the disk before it gets its name, and the name is before the work is done.
    #[default]
    Synced,
    /// The system writes it when it likes to, which is faster. After a loss of power there may be an empty or torn file under
    /// the name.
    Unsynced,
}

/// Writes a file: first without a name, then it gets its own. If `write` fails, nothing is left behind, and a file that stood
/// there before stands there still. Once it is done, the file is on the disk.
///
/// On Linux a file without a name vanishes even if the process is killed; only if it takes the place of another it has a passing
/// name for the moment before that. Where the system or the disk knows no such files, it
/// has a passing name in the same folder, `.NAME.….tmp`, and is left there by a kill.
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
/// `Io` if the file cannot be made, written or named, and whatever `write` answers.
pub fn write_whole_file<T>(path: &Path, write: impl FnOnce(&mut File) -> Result<T>) -> Result<T> {
    write_whole_file_with(path, Durability::Synced, write)
}

/// As [`write_whole_file`], with or without waiting for the disk.
///
/// # Errors
/// As [`write_whole_file`].
pub fn write_whole_file_with<T>(
    path: &Path,
    durability: Durability,
    write: impl FnOnce(&mut File) -> Result<T>,
) -> Result<T> {
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
    let folder = folder_of(&target);
    // The kind alone: the message would speak of the passing name.
    let no_folder = |cause: io::Error| cannot("cannot write into its folder")(cause.kind().into());
    let mut file = PassingFile::new(&folder, &target).map_err(no_folder)?;
    let done = write(file.file_mut()).map_err(named)?;
    if durability == Durability::Synced {
        file.file_mut().sync_all().map_err(cannot("cannot bring it to the disk"))?;
    }
    file.give_name(&folder, &target).map_err(cannot("cannot give the finished file its name"))?;
    if durability == Durability::Synced {
        sync_folder(&folder).map_err(cannot("it is written, but its name cannot be brought to the disk"))?;
    }
    Ok(done)
}

/// The folder that a file is in.
pub(crate) fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Brings the names in a folder to the disk, where there is a way to.
fn sync_folder(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use io::ErrorKind::{InvalidInput, PermissionDenied, Unsupported};
        match File::open(folder).and_then(|folder| folder.sync_all()) {
            // Folders that may not be read, and disks that do not know of this.
            Err(error) if !matches!(error.kind(), InvalidInput | PermissionDenied | Unsupported) => return Err(error),
            _ => {}
        }
    }
    let _ = folder;
    Ok(())
}
