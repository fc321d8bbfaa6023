//! The mark beside the journal: which record was the last one that anybody was told of.
//!
//! SQLite's log can be cut off or thrown away, and what is left is a sound, shorter journal; only somebody who remembers more can tell.
//! The mark is written after each commit and never synced, so a power cut may leave an older one, which does no harm. It never says more
//! than what was durable.

use std::fs::{File, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::chain::RecordHash;
use super::store::JournalError;
use super::verify::{Checkpoint, Problem, Verifier};

/// Where the mark of a journal lies.
pub(super) fn path_of(journal: &Path) -> PathBuf {
    journal.with_extension("mark")
}

/// The mark as it is; nothing when there is none or it cannot be read.
pub(super) fn read(journal: &Path) -> Option<Checkpoint> {
    let text = std::fs::read_to_string(path_of(journal)).ok()?;
    let (seq, hash) = text.strip_suffix('\n')?.split_once(' ')?;
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
    file: Option<File>,
}

impl Marker {
    pub fn new(journal: &Path) -> Self {
        Self { path: path_of(journal), file: None }
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
            None => OpenOptions::new().write(true).create(true).truncate(false).open(&self.path)?,
        };
        file.seek(SeekFrom::Start(0))?;
        // As long as any other, so that it is written in one piece over the one before.
        file.write_all(format!("{seq:020} {hash}\n").as_bytes())?;
        self.file = Some(file);
        Ok(())
    }
}
