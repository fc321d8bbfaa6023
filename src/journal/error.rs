//! What can go wrong with the journal.

use std::path::PathBuf;

/// What can go wrong with the journal.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// SQLite says no: disk full, read-only, damaged.
    #[error("the journal's database refuses: {0}")]
    Database(#[from] rusqlite::Error),
    /// A record that this program cannot read.
    #[error("a journal record holds no readable {0}")]
    Unreadable(&'static str),
    /// An amount in a record that is none.
    #[error("a journal record holds a bad amount: {0}")]
    Amount(#[from] crate::money::MoneyError),
    /// A record that is not JSON.
    #[error("a journal record is not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Written by a newer program.
    #[error("the journal is of version {found}, this program knows {known}; use the newer program")]
    Newer {
        /// What is there.
        found: i64,
        /// What is known.
        known: i64,
    },
    /// Written by an older program, and only read here.
    #[error("the journal is of version {found}, this program writes {known}; start the kiosk once, which brings it up to date")]
    Older {
        /// What is there.
        found: i64,
        /// What is known.
        known: i64,
    },
    /// The database cannot be used as it must.
    #[error("the journal cannot run in {wanted} mode, the database says \"{got}\"")]
    Mode {
        /// What was wanted.
        wanted: &'static str,
        /// What it answered.
        got: String,
    },
    /// A journal of real sales for training, or the other way round.
    #[error("this journal is for {holds} sales and refuses {asked} ones; use another --data folder")]
    OtherKind {
        /// What it holds.
        holds: String,
        /// What was asked.
        asked: String,
    },
    /// A file beside it cannot be read, written or renamed.
    #[error("cannot use {path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Somebody wanted a check to end before it had come to its end.
    #[error("stopped before the end")]
    Stopped,
    /// Its folder cannot be made.
    #[error("cannot make the folder {path}: {source}")]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl JournalError {
    /// Whether the disk is full.
    pub(super) fn is_full(&self) -> bool {
        matches!(self, Self::Database(rusqlite::Error::SqliteFailure(error, _)) if error.code == rusqlite::ErrorCode::DiskFull)
    }
}
