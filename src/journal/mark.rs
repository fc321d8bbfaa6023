//! The mark beside the journal: which record was the last one that anybody was told of.
//!
//! SQLite's log can be cut off or thrown away, and what is left is a sound, shorter journal; only somebody who remembers more can tell.
//! The mark is written after each commit and never synced, so a power cut may leave an older one, which does no harm, or half of one, which
//! its own hash gives away. It never says more than what was durable.

use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::chain::RecordHash;
use super::error::JournalError;
use super::verify::{Checkpoint, Problem, Verifier};
use crate::port::{Access, Files, PlainFile};

/// Where the mark of a journal lies.
pub(super) fn path_of(journal: &Path) -> PathBuf {
    journal.with_extension("mark")
}

/// The mark as it is; nothing when there is none or it cannot be read.
pub(super) fn read(journal: &Path, files: &dyn Files) -> Option<Checkpoint> {
    let mut text = String::new();
    files.open(&path_of(journal), Access::Read).ok()?.read_to_string(&mut text).ok()?;
    let (said, own) = text.strip_suffix('\n')?.rsplit_once(' ')?;
    let whole = RecordHash::parse(own)? == RecordHash::of(said);
    let (seq, hash) = said.split_once(' ').filter(|_| whole)?;
    Some(Checkpoint { seq: seq.parse().ok()?, hash: RecordHash::parse(hash)? })
}

/// Whether the journal still has what the mark says.
pub(super) fn compare(verifier: &Verifier, mark: Checkpoint) -> Result<Option<Problem>, JournalError> {
    Ok(match verifier.hash_of(mark.seq)? {
        Some(hash) if hash == mark.hash => None,
        Some(_) => Some(Problem::Hash(mark.seq)),
        None => Some(Problem::Lost { witness: "the mark beside it", known: mark.seq, last: verifier.last_seq()? }),
    })
}

/// Writes the mark.
#[derive(Debug)]
pub(super) struct Marker {
    path: PathBuf,
    files: Arc<dyn Files>,
    file: Option<Box<dyn PlainFile>>,
}

impl Marker {
    pub fn new(journal: &Path, files: Arc<dyn Files>) -> Self {
        Self { path: path_of(journal), files, file: None }
    }

    /// A mark that cannot be written is missed only by who looks for damage.
    pub fn write(&mut self, seq: i64, hash: RecordHash) {
        if let Err(error) = self.try_write(seq, hash) {
            tracing::debug!(%error, "the journal's mark cannot be written");
            self.file = None;
        }
    }

    fn try_write(&mut self, seq: i64, hash: RecordHash) -> std::io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => self.files.open(&self.path, Access::Make)?,
        };
        file.seek(SeekFrom::Start(0))?;
        // As long as any other, so that it is written in one piece over the one before.
        let said = format!("{seq:020} {hash}");
        file.write_all(format!("{said} {}\n", RecordHash::of(&said)).as_bytes())?;
        self.file = Some(file);
        Ok(())
    }
}
