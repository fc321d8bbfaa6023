//! Folders as kitchen and printer: tickets as text and JSON, receipts as text.
//!
//! Exactly once: a file is named after its order, written beside its place, synced, and moved there. A second delivery finds it done.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::document::TicketPaper;
use crate::planted::{self, Bug};
use crate::port::{KitchenNews, Paper, PrintJob, PrintNews, Worker};

/// A spool folder that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the folder {path}: {source}")]
pub struct SpoolError {
    /// Which.
    pub path: PathBuf,
    /// Why.
    pub source: std::io::Error,
}

pub(super) fn make_folder(path: &Path) -> Result<(), SpoolError> {
    fs::create_dir_all(path).map_err(|source| SpoolError { path: path.to_owned(), source })
}

/// Writes a file whole or not at all; leaves one that is there alone.
pub(super) fn write_once(folder: &Path, name: &str, text: &str) -> std::io::Result<()> {
    let place = folder.join(name);
    if place.exists() {
        return Ok(());
    }
    let draft = folder.join(format!(".{name}.part"));
    let mut file = File::create(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&draft, &place)?;
    // The new name is durable only when the folder is.
    File::open(folder)?.sync_all()
}

/// The kitchen as a folder of tickets.
#[derive(Debug)]
pub struct KitchenSpool {
    folder: PathBuf,
}

impl KitchenSpool {
    /// Uses a folder, making it if need be.
    ///
    /// # Errors
    /// [`SpoolError`].
    pub fn new(folder: PathBuf) -> Result<Self, SpoolError> {
        make_folder(&folder)?;
        Ok(Self { folder })
    }
}

impl Worker for KitchenSpool {
    type Request = TicketPaper;
    type News = KitchenNews;

    fn work(&mut self, ticket: TicketPaper, news: &mut dyn FnMut(KitchenNews)) {
        let TicketPaper { order, name, text, json } = ticket;
        let name = if planted::is(Bug::NoKitchenDedupe) { slip_of_its_own(&self.folder, name) } else { name };
        // The text first: whoever sees the JSON may rely on both.
        let written = write_once(&self.folder, &format!("{name}.txt"), &text)
            .and_then(|()| write_once(&self.folder, &format!("{name}.json"), &json));
        news(match written {
            Ok(()) => KitchenNews::Delivered(order),
            Err(error) => KitchenNews::Failed { order, error: error.to_string() },
        });
    }
}

/// What a kitchen that recognises no ticket would call it.
fn slip_of_its_own(folder: &Path, name: String) -> String {
    let slips = fs::read_dir(folder).map_or(0, Iterator::count);
    format!("{name}-{slips}")
}

/// The receipt printer as a folder of texts.
#[derive(Debug)]
pub struct ReceiptFolder {
    folder: PathBuf,
}

impl ReceiptFolder {
    /// Uses a folder, making it if need be.
    ///
    /// # Errors
    /// [`SpoolError`].
    pub fn new(folder: PathBuf) -> Result<Self, SpoolError> {
        make_folder(&folder)?;
        Ok(Self { folder })
    }
}

impl Worker for ReceiptFolder {
    type Request = PrintJob;
    type News = PrintNews;

    fn work(&mut self, job: PrintJob, news: &mut dyn FnMut(PrintNews)) {
        let PrintJob { order, name, text } = job;
        news(match write_once(&self.folder, &format!("{name}.txt"), &text) {
            Ok(()) => PrintNews::Printed(order),
            Err(error) => PrintNews::Failed { order, error: error.to_string() },
        });
    }
}

/// The receipt printer of a cash machine as a folder of texts. Nobody waits for what it prints: what cannot be written goes to the log.
#[derive(Debug)]
pub struct PaperFolder {
    folder: PathBuf,
}

impl PaperFolder {
    /// Uses a folder, making it if need be.
    ///
    /// # Errors
    /// [`SpoolError`].
    pub fn new(folder: PathBuf) -> Result<Self, SpoolError> {
        make_folder(&folder)?;
        Ok(Self { folder })
    }
}

impl Worker for PaperFolder {
    type Request = Paper;
    type News = ();

    fn work(&mut self, Paper { name, text }: Paper, _news: &mut dyn FnMut(())) {
        if let Err(error) = write_once(&self.folder, &format!("{name}.txt"), &text) {
            tracing::warn!(%error, name, folder = %self.folder.display(), "a receipt cannot be printed");
        }
    }
}
