//! The second copy: the canonical lines in a file at another place, best on another disk. How it is compared with the journal.
//!
//! At a start its end is looked at: a missing tail is appended, a line that says something else than the journal is an alarm, and a copy
//! that knows more than the journal says that the journal has lost it. A line that is none by its own hash says nothing: near the end it
//! was being written when the power went, and it is written again; further back, the check of everything is alarmed by it.

use std::io::{self, BufRead as _, BufReader, SeekFrom};
use std::path::Path;

use rusqlite::OptionalExtension as _;

use super::chain::{LinkedLine, RecordHash};
use super::error::JournalError;
use super::verify::{Problem, Verification, Verifier};
use crate::port::{Access, Files, PlainFile};

/// What a comparison of the whole copy came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copy {
    /// How many lines were compared.
    pub lines: u64,
    /// How many records of the journal the copy does not have yet.
    pub behind: u64,
}

impl Verifier {
    /// Compares the second copy, line by line; one that is not there has everything to catch up with.
    ///
    /// # Errors
    /// [`JournalError`] when it cannot be read.
    pub fn copy(&self, path: &Path, found: &mut Verification) -> Result<Copy, JournalError> {
        let unreadable = |source| JournalError::File { path: path.to_owned(), source };
        let mut copy = Copy { lines: 0, behind: found.records };
        let mut file = match self.files().open(path, Access::Read) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(copy),
            Err(error) => return Err(unreadable(error)),
        };
        let length = file.seek(SeekFrom::End(0)).map_err(unreadable)?;
        file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        let mut lines = BufReader::new(file);
        let (mut line, mut read) = (Vec::new(), 0);
        loop {
            line.clear();
            read += lines.read_until(b'\n', &mut line).map_err(unreadable)? as u64;
            // What ends without a new line was being written when the power went.
            if line.pop() != Some(b'\n') {
                break;
            }
            copy.lines += 1;
            let linked = std::str::from_utf8(&line).ok().and_then(LinkedLine::read);
            let problem = match linked {
                Some(linked) => self.contradiction(linked)?,
                // The kiosk's next start writes it again.
                None if read + CopyEnd::REACH >= length => continue,
                None => Some(Problem::Copy(i64::try_from(copy.lines).unwrap_or(i64::MAX))),
            };
            problem.into_iter().for_each(|problem| found.tell(problem));
            copy.behind = copy.behind.saturating_sub(1);
        }
        Ok(copy)
    }

    /// What is wrong with a line of a copy; `None` when the journal says the same.
    fn contradiction(&self, linked: LinkedLine) -> Result<Option<Problem>, JournalError> {
        Ok(match self.hash_of(linked.seq)? {
            Some(hash) if hash == linked.hash => None,
            Some(_) => Some(Problem::Copy(linked.seq)),
            None => Some(Problem::Lost { witness: "the second copy", known: linked.seq, last: self.last_seq()? }),
        })
    }

    pub(super) fn hash_of(&self, seq: i64) -> Result<Option<RecordHash>, JournalError> {
        let mut statement = self.connection().prepare_cached("SELECT hash FROM record WHERE seq = ?1")?;
        Ok(statement.query_row([seq], |row| row.get(0)).optional()?)
    }

    pub(super) fn last_seq(&self) -> Result<i64, JournalError> {
        Ok(self.connection().query_row("SELECT coalesce(max(seq), 0) FROM record", [], |row| row.get(0))?)
    }

    /// Looks at the end of a copy only. One that cannot be read says nothing.
    pub(super) fn compare_end(&self, path: &Path) -> Result<Option<Problem>, JournalError> {
        let end = self.files().open(path, Access::Read).and_then(|mut file| CopyEnd::of(&mut *file));
        let furthest = match end {
            Ok(end) => end.furthest,
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                tracing::error!(%error, path = %path.display(), "the second copy of the journal cannot be read");
                None
            }
        };
        match furthest.map(|line| self.contradiction(line)).transpose()?.flatten() {
            // Only a copy that knows the journal's end can know more; else it is the copy of another journal.
            Some(Problem::Lost { known, last, .. }) if !knows(path, self.files(), last, self.hash_of(last)?) => {
                tracing::error!(known, last, "the second copy is not that of this journal");
                Ok(Some(Problem::Copy(last)))
            }
            other => Ok(other),
        }
    }
}

/// Whether a copy holds this very record; of a journal that holds nothing any more any copy may be.
pub(super) fn knows(path: &Path, files: &dyn Files, seq: i64, hash: Option<RecordHash>) -> bool {
    let Some(hash) = hash else { return true };
    let Ok(file) = files.open(path, Access::Read) else { return false };
    let mut lines = BufReader::new(file).lines().map_while(Result::ok);
    lines.any(|line| LinkedLine::read(&line).is_some_and(|linked| linked.seq == seq && linked.hash == hash))
}

/// So much is written at most before it is synced, but for one line: what a power cut can tear is no longer.
pub(super) const AT_ONCE: usize = 256 << 10;

/// How a copy ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CopyEnd {
    /// Where the lines end that can be read: the first one after it was torn when the power went.
    pub sound: u64,
    /// The last one before.
    pub last: Option<LinkedLine>,
    /// The one furthest on, also behind a torn one.
    pub furthest: Option<LinkedLine>,
    /// Where the file ends.
    pub length: u64,
}

impl CopyEnd {
    /// What is further back than this was synced before the rest was written.
    pub const REACH: u64 = 2 * AT_ONCE as u64;

    /// Reads no more than a power cut can have torn, and a line before that.
    pub fn of(file: &mut dyn PlainFile) -> io::Result<Self> {
        let length = file.seek(SeekFrom::End(0))?;
        let from = length.saturating_sub(Self::REACH);
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        // Most likely in the middle of a line.
        let first = if from == 0 { 0 } else { bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1) };
        let mut end = Self { sound: from + first as u64, last: None, furthest: None, length };
        let mut torn = false;
        for line in bytes[first..].split_inclusive(|byte| *byte == b'\n') {
            let text = line.strip_suffix(b"\n").and_then(|line| std::str::from_utf8(line).ok());
            let linked = text.and_then(LinkedLine::read);
            torn |= linked.is_none();
            if !torn {
                end.last = linked;
                end.sound += line.len() as u64;
            }
            end.furthest = end.furthest.into_iter().chain(linked).max_by_key(|linked| linked.seq);
        }
        Ok(end)
    }

    /// Something is there, and nothing of it is a line of a copy.
    pub const fn is_none(&self) -> bool {
        self.length > 0 && self.furthest.is_none()
    }
}

/// Whether there is a file, and it is no copy: it is left alone then.
pub(super) fn is_none(path: &Path, files: &dyn Files) -> bool {
    files.open(path, Access::Read).and_then(|mut file| CopyEnd::of(&mut *file)).is_ok_and(|end| end.is_none())
}
