//! The one thing that an exchange remembers over a restart.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Keeps one text.
pub trait Notebook: Send + 'static {
    /// Keeps the text in place of the one before. When this returns `Ok` it outlives a power cut; when not, the one before may.
    ///
    /// # Errors
    /// [`io::Error`] when it may not have been kept.
    fn keep(&mut self, note: &str) -> io::Result<()>;
}

/// A notebook that is a file. It is written beside itself, synced and renamed, so that there is always a whole one.
#[derive(Debug)]
pub struct NoteFile {
    path: PathBuf,
}

impl NoteFile {
    /// A notebook at this path, and what it says. A file that cannot be understood as text counts as none: the exchange then knows less,
    /// and asks staff where it could have told by itself.
    ///
    /// # Errors
    /// [`io::Error`] when there is a file that cannot be read.
    pub fn open(path: &Path) -> io::Result<(Self, Option<String>)> {
        let note = match fs::read(path) {
            Ok(bytes) => String::from_utf8(bytes).ok(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok((Self { path: path.to_owned() }, note))
    }
}

impl Notebook for NoteFile {
    fn keep(&mut self, note: &str) -> io::Result<()> {
        let beside = self.path.with_extension("new");
        let mut file = File::create(&beside)?;
        file.write_all(note.as_bytes())?;
        file.sync_all()?;
        drop(file);
        fs::rename(&beside, &self.path)?;
        // The new name is durable only when the folder is.
        match self.path.parent() {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_note_is_there_after_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("terminal.note");
        let (mut book, note) = NoteFile::open(&path).expect("opened");
        assert_eq!(note, None);
        book.keep("first").expect("kept");
        book.keep("second").expect("kept");
        let (_, note) = NoteFile::open(&path).expect("opened again");
        assert_eq!(note.as_deref(), Some("second"));
    }

    #[test]
    fn a_note_that_cannot_be_written_says_so_and_leaves_the_one_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("terminal.note");
        let (mut book, _) = NoteFile::open(&path).expect("opened");
        book.keep("first").expect("kept");
        fs::create_dir(path.with_extension("new")).expect("something in the way");
        book.keep("second").expect_err("not kept");
        let (_, note) = NoteFile::open(&path).expect("opened again");
        assert_eq!(note.as_deref(), Some("first"));
    }
}
