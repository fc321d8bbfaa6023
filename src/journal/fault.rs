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
    /// Nothing gets into the file, since the disk is full.
    Full,
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
    Err(of_code(rusqlite::ffi::SQLITE_IOERR_FSYNC))
}

fn of_code(code: i32) -> JournalError {
    JournalError::Database(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None))
}

pub fn before_commit() -> Result<(), JournalError> {
    COMMITS.set(COMMITS.get() + 1);
    match due(&[Fault::Lost, Fault::Full]) {
        None => Ok(()),
        Some(Fault::Full) => Err(of_code(rusqlite::ffi::SQLITE_FULL)),
        Some(Fault::Lost | Fault::Unsaid | Fault::Gone) => error(),
    }
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
