//! Tells whether files are still the ones that were looked at, without reading them.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Folders are looked into so deep; links in a ring end here.
const DEPTH: u32 = 4;
/// So many files are looked at; no menu has more.
const FILES: usize = 100_000;

/// Size and times of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileStamp {
    bytes: u64,
    modified: Option<SystemTime>,
    inode: u64,
    changed: (i64, i64),
}

impl FileStamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let (inode, changed) = {
            use std::os::unix::fs::MetadataExt as _;
            (metadata.ino(), (metadata.ctime(), metadata.ctime_nsec()))
        };
        #[cfg(not(unix))]
        let (inode, changed) = (0, (0, 0));
        Self { bytes: metadata.len(), modified: metadata.modified().ok(), inode, changed }
    }
}

/// The stamps of all files below a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::catalogue) struct FolderStamp(Vec<(PathBuf, Option<FileStamp>)>);

impl FolderStamp {
    /// Looks at every file below `dir`; a folder that is not there has a stamp too.
    pub(in crate::catalogue) fn of(dir: &Path) -> Self {
        let mut files = Vec::new();
        collect(dir, DEPTH, &mut files);
        files.sort_by(|one, other| one.0.cmp(&other.0));
        Self(files)
    }
}

fn collect(path: &Path, depth: u32, files: &mut Vec<(PathBuf, Option<FileStamp>)>) {
    if files.len() >= FILES {
        return;
    }
    let metadata = fs::metadata(path).ok();
    if metadata.as_ref().is_some_and(Metadata::is_dir) {
        // The times of a folder change with what an editor leaves behind; its name is enough.
        files.push((path.to_owned(), None));
        if depth > 0 {
            for entry in fs::read_dir(path).into_iter().flatten().flatten() {
                collect(&entry.path(), depth - 1, files);
            }
        }
    } else if let Some(metadata) = metadata {
        files.push((path.to_owned(), Some(FileStamp::of(&metadata))));
    }
}
