//! The customer's cart in a small SQLite file of its own, `session.db`: one row, replaced at each save, deleted when it is forgotten.
//!
//! It is not part of the journal: nothing about money hangs on it, so it may be lost, and a file that cannot be read is thrown away and
//! never a reason not to start. Its invariant: once a cart is forgotten, no byte of it is in the folder (`secure_delete`; if that fails,
//! the file goes), and none comes back when the computer falls. A rollback journal with `synchronous=FULL` brings the cart through a power
//! cut in the middle of a save: the journal's header, which says how many old pages are to be put back, is on the disk before they are
//! overwritten. With `NORMAL` (the first design) a cut could tear that header from its pages and spoil a cart that had been safe. One
//! row is enough for it: what a save replaces stays in that journal until the save is whole. The price is a sync a second at most, on a
//! thread for which nobody waits.

mod age;
mod boot;
mod record;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use sha2::{Digest, Sha256};

use age::{Stamp, age};
pub use boot::since_boot;
use record::CartRecord;

use crate::order::KeptCart;
use crate::port::{CartNews, CartRequest, Files, FoundCart, SystemFiles, Worker};
use crate::time::{Millis, Now, SinceBoot, Timestamp};

/// What can go wrong with the file. Nobody else has to care.
#[derive(Debug, thiserror::Error)]
enum SessionError {
    #[error("the database refuses: {0}")]
    Database(#[from] rusqlite::Error),
    #[error("it is of version {0}")]
    Version(i64),
    #[error("it holds no readable {0}")]
    Unreadable(&'static str),
    #[error("it holds a bad amount: {0}")]
    Amount(#[from] crate::money::MoneyError),
    #[error("it is not JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// The keeper of the cart, on a thread of its own in the kiosk.
#[derive(Debug)]
pub struct SessionFile {
    path: PathBuf,
    files: Arc<dyn Files>,
    connection: Option<Connection>,
    /// The computer's own count of time when the file was opened, and ours.
    boot: Option<SinceBoot>,
    opened_at: Timestamp,
    /// A cart that should be gone and is not, yet.
    owes_forgetting: bool,
}

const VERSION: i64 = 1;

/// How often a cart that could not be forgotten is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(1);

impl SessionFile {
    /// Opens the file and reads what it keeps. Whatever is wrong with it, the kiosk starts: without a cart, at worst with none kept.
    #[must_use]
    pub fn open(path: &Path, now: Now, boot: Option<SinceBoot>) -> (Self, Option<FoundCart>) {
        Self::open_on(path, Arc::new(SystemFiles), now, boot)
    }

    /// The same on other files than the computer's own.
    #[must_use]
    pub fn open_on(path: &Path, files: Arc<dyn Files>, now: Now, boot: Option<SinceBoot>) -> (Self, Option<FoundCart>) {
        let mut file = Self { path: path.to_owned(), files, connection: None, boot, opened_at: now.at, owes_forgetting: false };
        let found = file.read(now).unwrap_or_else(|error| {
            tracing::warn!(%error, "the file of the customer's cart cannot be used and is thrown away");
            file.remove();
            // A name that is gone may come back when the computer falls; making the new file brings the folder onto the disk.
            if file.connection().is_err() {
                file.owes_forgetting = file.files.exists(&file.path);
            }
            None
        });
        (file, found)
    }

    fn read(&mut self, now: Now) -> Result<Option<FoundCart>, SessionError> {
        let stamp = self.stamp(now);
        let sql = "SELECT payload, digest FROM kept_cart";
        let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?));
        let Some((payload, sum)) = self.connection()?.query_row(sql, [], row).optional()? else { return Ok(None) };
        if sum != digest(&payload) {
            return Err(SessionError::Unreadable("cart"));
        }
        let record: CartRecord = serde_json::from_str(&payload)?;
        let age = age(&record.stamp()?, &stamp);
        Ok(Some(FoundCart { cart: record.restore()?, after: record.after, age }))
    }

    fn save(&mut self, cart: &KeptCart, after: u64, now: Now) -> Result<(), SessionError> {
        let record = CartRecord::new(cart, after, &self.stamp(now));
        let payload = serde_json::to_string(&record)?;
        let sql = "INSERT OR REPLACE INTO kept_cart (id, payload, digest) VALUES (1, ?1, ?2)";
        self.connection()?.execute(sql, params![payload, digest(&payload)])?;
        Ok(())
    }

    fn forget(&mut self) {
        if !self.files.exists(&self.path) {
            self.owes_forgetting = false;
            return;
        }
        // Only with the folder synced, too, is the old page certainly gone after a power cut.
        let sql = "PRAGMA synchronous = EXTRA; DELETE FROM kept_cart; PRAGMA synchronous = FULL;";
        let deleted = self.connection().and_then(|connection| Ok(connection.execute_batch(sql)?));
        match deleted {
            Ok(()) => self.owes_forgetting = false,
            Err(error) => {
                tracing::warn!(%error, "the customer's cart cannot be deleted from its file; the file goes");
                self.remove();
                self.owes_forgetting = self.files.exists(&self.path);
            }
        }
    }

    fn connection(&mut self) -> Result<&Connection, SessionError> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => open(&self.path)?,
        };
        Ok(self.connection.insert(connection))
    }

    /// The file and what SQLite may have put beside it.
    fn remove(&mut self) {
        self.connection = None;
        for ending in ["", "-journal", "-wal", "-shm"] {
            let mut name = self.path.as_os_str().to_owned();
            name.push(ending);
            match self.files.remove(Path::new(&name)) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => tracing::error!(%error, "the file of the customer's cart cannot be removed"),
            }
        }
    }

    /// A moment of this program's clock with the computer's own count beside it.
    fn stamp(&self, now: Now) -> Stamp {
        let since = now.at.since(self.opened_at);
        let later = |boot: &SinceBoot| SinceBoot { boot: boot.boot.clone(), up: Millis(boot.up.0.saturating_add(since.0)) };
        Stamp { wall: now.wall, boot: self.boot.as_ref().map(later) }
    }
}

fn open(path: &Path) -> Result<Connection, SessionError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(1))?;
    connection.execute_batch("PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;")?;
    match connection.query_row("PRAGMA user_version", [], |row| row.get(0))? {
        0 => connection.execute_batch(&format!(
            "BEGIN; CREATE TABLE kept_cart (id INTEGER PRIMARY KEY CHECK (id = 1), payload TEXT NOT NULL, digest BLOB NOT NULL) STRICT;
             PRAGMA user_version = {VERSION}; COMMIT;"
        ))?,
        VERSION => {}
        other => return Err(SessionError::Version(other)),
    }
    Ok(connection)
}

/// SQLite does not notice a byte that has changed on the disk, and a wrong price is worse than no cart.
fn digest(payload: &str) -> Vec<u8> {
    Sha256::digest(payload).to_vec()
}

/// Whether the file itself is spoilt, so that only a new one helps.
const fn is_spoilt(error: &SessionError) -> bool {
    match error {
        SessionError::Database(rusqlite::Error::SqliteFailure(failure, _)) => {
            matches!(failure.code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
        }
        SessionError::Version(_) => true,
        SessionError::Database(_) | SessionError::Unreadable(_) | SessionError::Amount(_) | SessionError::Json(_) => false,
    }
}

impl Worker for SessionFile {
    type Request = CartRequest;
    type News = CartNews;

    fn work(&mut self, request: CartRequest, news: &mut dyn FnMut(CartNews)) {
        match request {
            CartRequest::Save { cart, after, now } => {
                if let Err(error) = self.save(&cart, after, now) {
                    tracing::warn!(%error, "the customer's cart is not kept");
                    self.connection = None;
                    if is_spoilt(&error) {
                        self.remove();
                    }
                }
            }
            CartRequest::Forget => self.forget(),
        }
        news(CartNews::Done);
    }

    fn idle(&mut self, _news: &mut dyn FnMut(CartNews)) {
        self.forget();
    }

    fn rest(&self) -> Option<Duration> {
        self.owes_forgetting.then_some(TRY_AGAIN)
    }
}
