//! A file on its way to its name: without any where the system can do that, else under a passing one.

use std::fs::File;
use std::io;
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

/// A file that nobody finds before it gets its name. Dropped before, it is gone.
pub(super) enum PassingFile {
    /// On Linux, on disks that can do it.
    #[cfg(target_os = "linux")]
    Unnamed(File),
    Named(NamedTempFile),
}

impl PassingFile {
    pub(super) fn new(folder: &Path, target: &Path) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Some(file) = unnamed::open(folder) {
            return Ok(Self::Unnamed(file));
        }
        named(folder, target).map(Self::Named)
    }

    pub(super) fn file_mut(&mut self) -> &mut File {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => file,
            Self::Named(file) => file.as_file_mut(),
        }
    }

    /// Gives the file its name, in place of another that may have it.
    pub(super) fn give_name(self, folder: &Path, target: &Path) -> io::Result<()> {
        let _ = folder;
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => unnamed::give_name(file, folder, target),
            Self::Named(file) => file.persist(target).map(drop).map_err(|error| error.error),
        }
    }
}

fn named(folder: &Path, target: &Path) -> io::Result<NamedTempFile> {
    let prefix = prefix(target);
    let mut builder = Builder::new();
    builder.prefix(&prefix).suffix(".tmp");
    #[cfg(unix)]
    {
        // As for any file that a program makes: the user's mask is taken off.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

fn prefix(target: &Path) -> String {
    format!(".{}.", target.file_name().unwrap_or_default().to_string_lossy())
}

#[cfg(target_os = "linux")]
mod unnamed {
    use std::fs::File;
    use std::io::{self, Seek, SeekFrom};
    use std::os::fd::AsRawFd;
    use std::path::Path;

    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open as open_at};
    use rustix::io::Errno;
    use tempfile::Builder;

    /// A file that no folder has, though it is on the disk of this one; `None` where that cannot be, or could not get a name.
    pub(super) fn open(folder: &Path) -> Option<File> {
        let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
        let file = File::from(open_at(folder, flags, Mode::from_raw_mode(0o666)).ok()?);
        std::fs::symlink_metadata(link_to(&file)).is_ok().then_some(file)
    }

    /// What stands for an open file among the names.
    fn link_to(file: &File) -> String {
        format!("/proc/self/fd/{}", file.as_raw_fd())
    }

    pub(super) fn give_name(mut file: File, folder: &Path, target: &Path) -> io::Result<()> {
        let link = link_to(&file);
        let name = |name: &Path| linkat(CWD, &*link, CWD, name, AtFlags::SYMLINK_FOLLOW);
        match name(target) {
            Ok(()) => return Ok(()),
            // A link replaces nothing, a change of name does.
            Err(Errno::EXIST) => {
                let prefix = super::prefix(target);
                let mut builder = Builder::new();
                builder.prefix(&prefix).suffix(".tmp");
                let passing = builder.make_in(folder, |passing| name(passing).map_err(io::Error::from));
                if let Ok(passing) = passing {
                    return passing.persist(target).map(drop).map_err(|error| error.error);
                }
            }
            Err(_) => {}
        }
        // Disks that have files without names, but do not give them any.
        let mut copy = super::named(folder, target)?;
        file.seek(SeekFrom::Start(0))?;
        io::copy(&mut file, copy.as_file_mut())?;
        copy.as_file().sync_all()?;
        copy.persist(target).map(drop).map_err(|error| error.error)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn files_get_names_new_and_taken_and_leave_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out.bin");
        let ways: [fn(&Path, &Path) -> io::Result<PassingFile>; 2] =
            [PassingFile::new, |folder, target| named(folder, target).map(PassingFile::Named)];
        for (number, make) in ways.into_iter().enumerate() {
            for words in [&b"first"[..], b"second"] {
                let mut file = make(folder.path(), &target).unwrap();
                file.file_mut().write_all(words).unwrap();
                file.give_name(folder.path(), &target).unwrap();
                assert_eq!(std::fs::read(&target).unwrap(), words, "{number}");
            }
            drop(make(folder.path(), &target).unwrap());
            assert_eq!(names_in(folder.path()), ["out.bin"], "{number}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn nothing_shows_while_a_file_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = PassingFile::new(folder.path(), &folder.path().join("out.bin")).unwrap();
        // Some disks cannot do this.
        assert!(matches!(file, PassingFile::Named(_)) || names_in(folder.path()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_those_of_any_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode();
        let (plain, target) = (folder.path().join("plain"), folder.path().join("out.bin"));
        File::create(&plain).unwrap();
        PassingFile::new(folder.path(), &target).unwrap().give_name(folder.path(), &target).unwrap();
        assert_eq!(mode(&target), mode(&plain));
    }
}
