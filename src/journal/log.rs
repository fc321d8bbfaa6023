//! What an earlier run left in SQLite's log, made durable before anything is built on it.
//!
//! A sync that failed may have made the system take pages for clean that never reached the disk. The program that saw it fail has noticed;
//! but a start after it reads those pages as if nothing had happened, and SQLite takes the entry in them for committed. Two things would
//! go wrong then. Whatever is stored behind such a gap is synced, and at the next power cut the gap takes it away. And when the log is
//! copied into the database, a power cut in the middle leaves a database that is ahead and a log that breaks off: what stands before the
//! gap is laid over it, old pages beside new ones.
//!
//! So the log is first written anew as it is read, byte for byte, which makes every page of it one that has to reach the disk; only when
//! it is synced does it go into the database. A power cut at any moment finds either a database that nobody has touched or a whole log.

use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use rusqlite::{Connection, ErrorCode};

use super::error::JournalError;
use crate::port::{Access, Files, PlainFile};

/// Brings what is in the log to the disk, and from there into the database.
pub(super) fn settle(connection: &Connection, journal: &Path, files: &dyn Files) -> Result<(), JournalError> {
    let log = log_of(journal);
    if !files.exists(&log) {
        return Ok(());
    }
    // Nobody else writes to the log, or begins it anew, meanwhile.
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let written = write_anew(files, &log);
    connection.execute_batch("ROLLBACK")?;
    written.map_err(|source| JournalError::File { path: log, source })?;
    empty(connection)
}

/// Where SQLite keeps the log of a journal.
fn log_of(journal: &Path) -> std::path::PathBuf {
    let mut name = journal.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

fn write_anew(files: &dyn Files, log: &Path) -> io::Result<()> {
    let mut file = files.open(log, Access::Write)?;
    let mut piece = vec![0; 64 << 10];
    let mut at = 0;
    loop {
        let length = read_piece(&mut *file, at, &mut piece)?;
        if length == 0 {
            return if at > 0 { file.sync() } else { Ok(()) };
        }
        file.seek(SeekFrom::Start(at))?;
        file.write_all(&piece[..length])?;
        at += length as u64;
    }
}

/// Answers how much there was.
fn read_piece(file: &mut dyn PlainFile, at: u64, piece: &mut [u8]) -> io::Result<usize> {
    file.seek(SeekFrom::Start(at))?;
    let mut length = 0;
    while length < piece.len() {
        match file.read(&mut piece[length..])? {
            0 => break,
            more => length += more,
        }
    }
    Ok(length)
}

fn empty(connection: &Connection) -> Result<(), JournalError> {
    let Err(error) = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())) else { return Ok(()) };
    if error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure) {
        return Err(error.into());
    }
    // A disk that is full or may not be written has not lost what was synced; the next commit fails, and that is noticed.
    tracing::warn!(%error, "what was in the journal's log stays there");
    Ok(())
}
