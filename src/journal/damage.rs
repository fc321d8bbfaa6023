//! What happens to a damaged journal: it is put aside under another name and never deleted, what verifies is written beside it, and a new
//! file goes on. Its first record names the old one's last good hash, and what was open goes over.
//!
//! Nobody is asked to pay by card until staff have said that they know ([`Store::accept`](super::Store::accept)).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{ToSql, params};
use serde_json::{Value, json};

use super::chain::{LinkedLine, SealedRecord};
use super::error::JournalError;
use super::export::Lines;
use super::record::AcceptedRecord;
use super::salvage::{
    CARRIED_ALARM, CARRIED_APPROVAL, CARRIED_CASH, CARRIED_HANDED_OVER, CARRIED_LOCK, CARRIED_ORDER, CARRIED_UNKNOWN,
    CARRIED_WITHDRAWAL, Carried, Salvage,
};
use super::store::{Store, StoreOptions};
use super::tables;
use super::verify::{Checkpoint, Problem, Verification, Verifier, Walk};
use super::writer::{About, Writer};
use super::{mark, reader};
use crate::id::{AttemptId, KioskId, OrderId};
use crate::payment::ReversalReason;
use crate::port::{Access, Files};
use crate::time::Now;

/// The first record of a journal that goes on after a damaged one.
pub(super) const CONTINUED: &str = "journal-continued";
/// Damage that was found while the kiosk ran.
pub(super) const FAULT: &str = "integrity-fault";
/// The second copy says something else than the journal.
pub(super) const CONTRADICTION: &str = "copy-contradicts";
/// Staff know of the damage.
pub(super) const ACCEPTED: &str = "journal-accepted";

/// Where a damaged journal was put, and what could be saved of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// The damaged file under its new name.
    pub file: PathBuf,
    /// What verifies, as lines; `None` when nothing does.
    pub lines: Option<PathBuf>,
    /// What was found.
    pub problems: Vec<Problem>,
    /// How many records were sound.
    pub records: u64,
    /// The last one up to which everything was right.
    pub good_seq: i64,
}

/// Puts a damaged journal aside and goes on in a new one.
///
/// # Errors
/// [`JournalError`] when even that cannot be done; nothing may be sold then.
pub(super) fn set_aside(
    options: &StoreOptions,
    copy: Option<&Path>,
    files: &Arc<dyn Files>,
    problems: Vec<Problem>,
    now: Now,
) -> Result<(Store, SetAside), JournalError> {
    let stem = free_stem(&options.path, &**files, now);
    let (mut salvage, good) = read_what_is_sound(&options.path, files);
    let agrees = |path: &&Path| good.seq == 0 || super::copy::knows(path, &**files, good.seq, Some(good.hash));
    let copied = copy.filter(agrees).and_then(|path| read_copy(path, &**files, options.kiosk));
    if let Some((from_copy, good_in_copy)) = copied.filter(|(_, copied)| copied.seq > good.seq) {
        salvage = from_copy;
        return go_on(options, copy, files, (&stem, problems), now, &salvage, good_in_copy);
    }
    go_on(options, copy, files, (&stem, problems), now, &salvage, good)
}

fn go_on(
    options: &StoreOptions,
    copy: Option<&Path>,
    files: &Arc<dyn Files>,
    (stem, problems): (&Path, Vec<Problem>),
    now: Now,
    salvage: &Salvage,
    good: Checkpoint,
) -> Result<(Store, SetAside), JournalError> {
    let lines = write_lines(&options.path, files, &stem.with_extension("jsonl"));
    let file = stem.with_extension("db");
    for (ending, new) in [("", "db"), ("-journal", "db-journal"), ("-wal", "db-wal"), ("-shm", "db-shm")] {
        rename(&**files, &with_ending(&options.path, ending), &stem.with_extension(new))?;
    }
    rename(&**files, &mark::path_of(&options.path), &stem.with_extension("mark"))?;
    copy.map(|copy| set_copy_aside(copy, &**files, now));
    let aside = SetAside { file, lines, problems, records: salvage.records, good_seq: good.seq };
    let mut store = Store::open_on(options.clone(), files.clone())?;
    let after = Checkpoint { seq: salvage.last_seq.max(good.seq), hash: good.hash };
    let first = first_record(&aside, good, salvage);
    store.within(now, Some(after), |writer| {
        writer.insert_by("kiosk", CONTINUED, About::default(), &first)?;
        for (key, [gross, net, tax]) in salvage.turnover() {
            let [business_day, tender, currency, rate] = key;
            let (gross, net, tax) = (*gross, *net, *tax);
            writer.carry_turnover(&super::record::TurnoverShare { business_day, tender, currency, rate, gross, net, tax })?;
        }
        salvage.stan.map_or(Ok(()), |stan| writer.set_stan(stan))?;
        salvage.carried().iter().try_for_each(|carried| carry_over(writer, carried))
    })?;
    Ok((store, aside))
}

fn first_record(aside: &SetAside, good: Checkpoint, salvage: &Salvage) -> Value {
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    json!({
        "file": name(&aside.file),
        "lines": aside.lines.as_deref().map(name),
        "found": aside.problems.iter().take(10).map(ToString::to_string).collect::<Vec<_>>(),
        "good_seq": good.seq,
        "good_hash": good.hash.to_string(),
        "sound_records": salvage.records,
        "stan": salvage.stan,
        "turnover": salvage.turnover(),
    })
}

fn carry_over(writer: &Writer<'_>, carried: &Carried) -> Result<(), JournalError> {
    let Carried { kind, key, order, attempt, payload } = carried;
    let order = order.as_deref().map(OrderId::parse).transpose().map_err(|_| JournalError::Unreadable("an order id"))?;
    let attempt = attempt.as_deref().map(AttemptId::parse).transpose().map_err(|_| JournalError::Unreadable("an attempt id"))?;
    let about = About { key: key.as_deref(), order, attempt, menu: payload["menu"].as_str() };
    if *kind == CARRIED_ORDER { writer.carry_order(about, payload) } else { writer.carry(kind, about, payload) }
}

impl Writer<'_> {
    /// An attempt, what is known of it, a reversal or an alarm, as it was.
    fn carry(&self, kind: &str, about: About<'_>, payload: &Value) -> Result<(), JournalError> {
        let (order, attempt) = (about.order, about.attempt);
        let seq = self.insert_by("kiosk", kind, about, payload)?;
        let (order, attempt) = (order.map(|order| order.to_string()), attempt.map(|attempt| attempt.to_string()));
        let run = |sql: &str, values: &[&dyn ToSql]| self.connection().execute(sql, values).map(|_| ());
        let approval = &payload["approval"];
        match kind {
            CARRIED_LOCK => {
                let stan = payload["stan"].as_i64().unwrap_or_default();
                let sql = "INSERT INTO attempt (attempt_id, order_id, stan, state, lock_seq) VALUES (?1, ?2, ?3, 'open', ?4)";
                run(sql, params![attempt, order, stan, seq])?;
            }
            CARRIED_APPROVAL => {
                let sql = "UPDATE attempt SET state = 'approved', reference = ?2, result_seq = ?3 WHERE attempt_id = ?1";
                run(sql, params![attempt, payload["reference"].as_str(), seq])?;
            }
            CARRIED_UNKNOWN => run("UPDATE attempt SET unknown_seq = ?2 WHERE attempt_id = ?1", params![attempt, seq])?,
            CARRIED_HANDED_OVER => {}
            CARRIED_WITHDRAWAL => self.open_withdrawal(attempt.as_deref().unwrap_or_default(), seq)?,
            cash if CARRIED_CASH.iter().any(|(_, carried)| *carried == cash) => {}
            CARRIED_ALARM => {
                let sql = "INSERT INTO alarm (attempt_id, reason, seq) VALUES (?1, ?2, ?3)";
                run(sql, params![attempt, payload["reason"].as_str(), seq])?;
            }
            _ => {
                let sql = "INSERT INTO reversal (attempt_id, reference, intent_seq) VALUES (?1, ?2, ?3)";
                run(sql, params![attempt, approval["reference"].as_str(), seq])?;
                if payload["reason"].as_str() != Some(ReversalReason::SecondReference.key()) {
                    let sql = "UPDATE attempt SET state = 'reversing' WHERE attempt_id = ?1 AND state IN ('open', 'approved')";
                    run(sql, params![attempt])?;
                }
            }
        }
        Ok(())
    }

    /// An accepted order, with its ticket if the kitchen has not confirmed it.
    fn carry_order(&self, about: About<'_>, payload: &Value) -> Result<(), JournalError> {
        let record: AcceptedRecord = serde_json::from_value(payload.clone())?;
        let order = reader::numbered(&record, self.kiosk())?;
        let delivered = payload["delivered"] == json!(true);
        let seq = self.insert_by("kiosk", CARRIED_ORDER, about, payload)?;
        tables::insert_order(self.connection(), seq, order.accepted.locked().order(), &record, delivered.then_some(seq), None)?;
        if let Some(attempt) = record.attempt() {
            self.attempt_state(attempt, "accepted")?;
        }
        Ok(())
    }
}

/// Puts a second copy aside under a name of its own; the next one begins with everything. Its disk may be gone: the sale goes on.
pub(super) fn set_copy_aside(copy: &Path, files: &dyn Files, now: Now) -> PathBuf {
    let name = copy.file_stem().unwrap_or_default().to_string_lossy();
    let kept = copy.with_file_name(format!("{name}-aside-{}.jsonl", stamp(now)));
    match files.rename(copy, &kept) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::error!(%error, path = %copy.display(), "the second copy cannot be put aside");
        }
        Ok(()) | Err(_) => {}
    }
    kept
}

fn stamp(now: Now) -> String {
    let wall = now.wall.to_string();
    wall.chars().take(19).filter(|letter| *letter != ':').map(|letter| if letter == 'T' { '-' } else { letter }).collect()
}

/// The name under which it is put aside, without its ending: `journal-damaged-2026-11-24-123000`.
fn free_stem(journal: &Path, files: &dyn Files, now: Now) -> PathBuf {
    let stamp = stamp(now);
    let name = |count: u32| {
        let again = if count == 0 { String::new() } else { format!("-{count}") };
        journal.with_file_name(format!("journal-damaged-{stamp}{again}"))
    };
    // Invariant: one of ten thousand is free, or the folder is full of damage.
    (0..10_000).map(name).find(|stem| !files.exists(&stem.with_extension("db"))).unwrap_or_else(|| name(10_000))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn rename(files: &dyn Files, from: &Path, to: &Path) -> Result<(), JournalError> {
    match files.rename(from, to) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(JournalError::File { path: from.to_owned(), source }),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Reads what is sound by itself, and where the last record stands up to which everything is. A database that cannot be read any further
/// is read as far as it goes, and then from its end.
fn read_what_is_sound(journal: &Path, files: &Arc<dyn Files>) -> (Salvage, Checkpoint) {
    let mut salvage = Salvage::default();
    let mut found = Verification::default();
    if let Err(error) = for_each_sound(journal, files, &mut found, &mut |record| salvage.take(record)) {
        tracing::error!(%error, "nothing more can be read of the damaged journal");
    }
    (salvage, Checkpoint { seq: found.sound_seq, hash: found.sound_hash })
}

fn for_each_sound(
    journal: &Path,
    files: &Arc<dyn Files>,
    found: &mut Verification,
    take: &mut dyn FnMut(&SealedRecord),
) -> Result<(), JournalError> {
    let verifier = Verifier::open_on(journal, files.clone())?;
    let mut last = 0;
    let walked = Walk::from_the_first().go_on(verifier.connection(), found, &mut |record, _| {
        last = record.seq;
        if record.is_sound() {
            take(record);
        }
        Ok(())
    });
    if walked.is_ok() {
        return Ok(());
    }
    // Behind a page that cannot be read there may be others that can.
    for record in from_the_end(&verifier, last)?.iter().rev().filter(|record| record.is_sound()) {
        take(record);
    }
    Ok(())
}

/// So many records are looked for behind unreadable pages; what is older has long ended.
const MOST_BEHIND: usize = 10_000;

fn from_the_end(verifier: &Verifier, after: i64) -> Result<Vec<SealedRecord>, JournalError> {
    let columns = SealedRecord::COLUMNS;
    let sql = format!("SELECT {columns} FROM record WHERE seq > ?1 ORDER BY seq DESC LIMIT {MOST_BEHIND}");
    let mut statement = verifier.connection().prepare(&sql)?;
    let mut rows = statement.query([after])?;
    let mut records = Vec::new();
    while let Ok(Some(row)) = rows.next() {
        records.extend(SealedRecord::from_row(row));
    }
    Ok(records)
}

/// What the second copy knows, as long as it hangs together.
fn read_copy(path: &Path, files: &dyn Files, kiosk: KioskId) -> Option<(Salvage, Checkpoint)> {
    let file = files.open(path, Access::Read).ok()?;
    let mut salvage = Salvage::default();
    let mut good: Option<Checkpoint> = None;
    for line in std::io::BufRead::lines(std::io::BufReader::new(file)) {
        let Some((linked, record)) = line.ok().and_then(|line| Some((LinkedLine::read(&line)?, SealedRecord::from_line(&line)?)))
        else {
            break;
        };
        // A copy that was another kiosk's is no help.
        if record.register != kiosk.letter().to_string()
            || good.is_some_and(|good| linked.prev != good.hash || linked.seq != good.seq + 1)
        {
            break;
        }
        good = Some(Checkpoint { seq: linked.seq, hash: linked.hash });
        salvage.take(&record);
    }
    good.map(|good| (salvage, good))
}

/// The lines of what is sound, beside the damaged file; `None` when there are none or they cannot be written.
fn write_lines(journal: &Path, files: &Arc<dyn Files>, path: &Path) -> Option<PathBuf> {
    let mut lines: Option<Lines> = None;
    let mut failed = false;
    let read = for_each_sound(journal, files, &mut Verification::default(), &mut |record| {
        if lines.is_none() && !failed {
            lines = Lines::create(path).ok();
        }
        failed |= lines.as_mut().is_none_or(|lines| lines.put(record).is_err());
    });
    let written = lines.map(Lines::finish)?;
    if failed || read.is_err() || written.is_err() {
        tracing::error!(path = %path.display(), "what verifies of the damaged journal could not be written in full");
    }
    Some(path.to_owned())
}
