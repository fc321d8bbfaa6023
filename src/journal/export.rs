//! What an auditor takes away: every record as its canonical line, and as a row for a spreadsheet.
//!
//! The lines are those of `chain`, so an export can be checked without this program and without the journal. Columns of the rows:
//!
//! | column | what it holds |
//! |---|---|
//! | `seq` … `attempt` | the record's fields, named and written as in the line; empty where the line says `null` |
//! | `number` | the order number, of an accepted order |
//! | `tender` | `card` or `counter`, of an accepted order; `card` also where staff say that it was paid (`payload` has `said` then) |
//! | `amount_minor`, `currency` | the amount in the currency's smallest unit, where the record is about one |
//! | `payload`, `prev`, `hash` | as in the line |

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::chain::{LinkedLine, SealedRecord};
use super::damage::CONTINUED;
use super::error::JournalError;
use super::verify::{Problem, Verification, Verifier, Walk};

/// The names of the columns, in order.
pub const COLUMNS: [&str; 22] = [
    "seq",
    "kind",
    "key",
    "business_day",
    "wall_time",
    "mono_ms",
    "run",
    "clock",
    "register",
    "software",
    "fiscal",
    "menu",
    "operator",
    "order",
    "attempt",
    "number",
    "tender",
    "amount_minor",
    "currency",
    "payload",
    "prev",
    "hash",
];

/// What could not be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The journal cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A file is in the way.
    #[error("{0} is there already and stays as it is; choose another name")]
    Exists(PathBuf),
    /// A file cannot be written.
    #[error("cannot write {path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Writes every record that can be read, in order, and says what is wrong with them. Nothing is overwritten; when this answers, the files
/// are on the disk.
///
/// # Errors
/// [`ExportError`].
pub fn export(verifier: &Verifier, jsonl: Option<&Path>, csv: Option<&Path>) -> Result<Verification, ExportError> {
    let mut lines = jsonl.map(Lines::create).transpose()?;
    let mut rows = csv.map(Rows::create).transpose()?;
    let mut found = Verification::default();
    let mut failed = None;
    let walked = Walk::from_the_first().go_on(verifier.connection(), &mut found, &mut |record, _| {
        let line = lines.as_mut().map_or(Ok(()), |lines| lines.put(record));
        let row = rows.as_mut().map_or(Ok(()), |rows| rows.put(record));
        line.and(row).map_err(|error| {
            failed = Some(error);
            JournalError::Stopped
        })
    });
    if let Some(error) = failed {
        return Err(error);
    }
    super::verify::damage_is_an_answer(walked, &mut found)?;
    lines.map_or(Ok(()), Lines::finish)?;
    rows.map_or(Ok(()), Rows::finish)?;
    Ok(found)
}

/// A file that was not there before.
fn create(path: &Path) -> Result<BufWriter<File>, ExportError> {
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => Ok(BufWriter::new(file)),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(ExportError::Exists(path.to_owned())),
        Err(source) => Err(ExportError::File { path: path.to_owned(), source }),
    }
}

fn finish(file: BufWriter<File>) -> std::io::Result<()> {
    file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()
}

/// Canonical lines in a new file.
pub(super) struct Lines {
    file: BufWriter<File>,
    path: PathBuf,
}

impl Lines {
    pub fn create(path: &Path) -> Result<Self, ExportError> {
        Ok(Self { file: create(path)?, path: path.to_owned() })
    }

    pub fn put(&mut self, record: &SealedRecord) -> Result<(), ExportError> {
        writeln!(self.file, "{}", record.line()).map_err(|source| ExportError::File { path: self.path.clone(), source })
    }

    pub fn finish(self) -> Result<(), ExportError> {
        finish(self.file).map_err(|source| ExportError::File { path: self.path, source })
    }
}

/// Rows in a new file.
struct Rows {
    writer: csv::Writer<BufWriter<File>>,
    path: PathBuf,
}

impl Rows {
    fn create(path: &Path) -> Result<Self, ExportError> {
        let mut rows = Self { writer: csv::Writer::from_writer(create(path)?), path: path.to_owned() };
        rows.row(COLUMNS)?;
        Ok(rows)
    }

    fn put(&mut self, record: &SealedRecord) -> Result<(), ExportError> {
        let payload: Value = serde_json::from_str(&record.payload).unwrap_or_default();
        let text = |value: &Value| {
            value.as_str().map_or_else(|| value.as_i64().map(|number| number.to_string()), |text| Some(text.to_owned()))
        };
        // An amount stands in the payload itself, in its order, or in its approval.
        let within = |name: &str| {
            [&payload, &payload["order"], &payload["approval"]]
                .into_iter()
                .find_map(|place| text(&place[name]))
                .unwrap_or_default()
        };
        let unpaid = payload["approval"].is_null() && payload["said"].is_null();
        let tender = match (record.kind.as_str(), unpaid) {
            ("order-accepted", true) => "counter",
            ("order-accepted", false) => "card",
            _ => "",
        };
        let number = text(&payload["number"]).unwrap_or_default();
        self.row([
            record.seq.to_string().as_str(),
            &record.kind,
            record.key.as_deref().unwrap_or_default(),
            &record.business_day,
            &record.wall_time,
            &record.mono_ms.to_string(),
            &record.run.to_string(),
            &record.clock,
            &record.register,
            &record.software,
            &record.fiscal.to_string(),
            &record.menu,
            &record.operator,
            record.order.as_deref().unwrap_or_default(),
            record.attempt.as_deref().unwrap_or_default(),
            &number,
            tender,
            &within("amount"),
            &within("currency"),
            &record.payload,
            &record.prev.to_string(),
            &record.hash.to_string(),
        ])
    }

    fn row(&mut self, fields: [&str; COLUMNS.len()]) -> Result<(), ExportError> {
        self.writer.write_record(fields).map_err(|error| ExportError::File { path: self.path.clone(), source: error.into() })
    }

    fn finish(self) -> Result<(), ExportError> {
        let file = self.writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()));
        file.and_then(finish).map_err(|source| ExportError::File { path: self.path, source })
    }
}

/// Checks lines by themselves: every hash worked out again, every record tied to the one before it.
///
/// # Errors
/// [`std::io::Error`] when they cannot be read.
pub fn verify_lines(lines: impl BufRead) -> std::io::Result<Verification> {
    let mut found = Verification::default();
    let mut last: Option<LinkedLine> = None;
    for line in lines.split(b'\n') {
        let line = line?;
        let text = std::str::from_utf8(&line).unwrap_or_default();
        let expected = last.map_or(1, |last| last.seq + 1);
        let Some(linked) = LinkedLine::read(text) else {
            found.tell(Problem::Hash(expected));
            last = None;
            continue;
        };
        match last {
            Some(_) if linked.seq != expected => found.tell(Problem::Gap { expected, found: linked.seq }),
            Some(last) if linked.prev != last.hash => found.tell(Problem::Link(linked.seq)),
            None if found.records == 0 && linked.seq != 1 && !text.contains(&format!("\"kind\":\"{CONTINUED}\"")) => {
                found.tell(Problem::Gap { expected: 1, found: linked.seq });
            }
            Some(_) | None => {}
        }
        found.records += 1;
        if found.records == 1 {
            found.first_seq = linked.seq;
        }
        (found.last_seq, found.last_hash) = (linked.seq, linked.hash);
        if found.is_sound() {
            (found.sound_seq, found.sound_hash) = (linked.seq, linked.hash);
        }
        last = Some(linked);
    }
    Ok(found)
}
