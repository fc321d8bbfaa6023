//! A disk that fails on purpose, for the tests of what follows. Each thread has its own.

use std::cell::Cell;

use super::error::JournalError;

/// How a commit fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing gets into the file.
    Lost,
    /// Everything gets into the file, and an error is reported all the same.
    Unsaid,
    /// The same, and then the file cannot be opened.
    Gone,
}

thread_local! {
    static NEXT: Cell<Option<(Fault, u32)>> = const { Cell::new(None) };
    static COMMITS: Cell<u32> = const { Cell::new(0) };
    static GONE: Cell<bool> = const { Cell::new(false) };
}

/// The commit of this number from here on fails, counted from 1; `None` counts only.
pub fn plan(fault: Option<(Fault, u32)>) {
    NEXT.set(fault);
    COMMITS.set(0);
    GONE.set(false);
}

/// How many commits there were since the plan.
pub fn commits() -> u32 {
    COMMITS.get()
}

/// The file can be opened again.
pub fn mend() {
    GONE.set(false);
}

fn due(one: &[Fault]) -> Option<Fault> {
    NEXT.get().filter(|(fault, at)| *at == COMMITS.get() && one.contains(fault)).map(|(fault, _)| fault)
}

fn error() -> Result<(), JournalError> {
    let error = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_FSYNC);
    Err(JournalError::Database(rusqlite::Error::SqliteFailure(error, None)))
}

pub fn before_commit() -> Result<(), JournalError> {
    COMMITS.set(COMMITS.get() + 1);
    if due(&[Fault::Lost]).is_some() { error() } else { Ok(()) }
}

pub fn after_commit() -> Result<(), JournalError> {
    match due(&[Fault::Unsaid, Fault::Gone]) {
        None => Ok(()),
        Some(fault) => {
            GONE.set(fault == Fault::Gone);
            error()
        }
    }
}

pub fn at_open() -> Result<(), JournalError> {
    if GONE.get() { error() } else { Ok(()) }
}
