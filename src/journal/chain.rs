//! One record as it is sealed: its fields, its one way of being written down, and the hash that ties it to the record before it.
//!
//! # The canonical line
//!
//! A record is written down as one line of JSON, without blanks, its members in this order:
//!
//! ```text
//! {"seq":7,"kind":"order-accepted","key":"accepted/…","business_day":"2026-11-24","wall_time":"2026-11-24T12:30:00.000+01:00",
//!  "mono_ms":8123,"run":1,"clock":"steady","register":"A","software":"0.1.0","fiscal":2,"menu":"…","operator":"customer",
//!  "order":"…","attempt":null,"payload":{…},"prev":"…64 hexadecimal digits…","hash":"…64 hexadecimal digits…"}
//! ```
//!
//! (broken here for the page only). Texts are escaped as RFC 8785 (JSON Canonicalization Scheme) does it, numbers are integers, `key`,
//! `order` and `attempt` may be `null`. `payload` stands there byte for byte as it is stored: of records with `fiscal` 2 it is canonical
//! itself (RFC 8785: members sorted by name, no blanks, integers only); records that an older program wrote (`fiscal` 1) keep the bytes
//! they were written with and were sealed when the journal was brought up to date.
//!
//! `hash` is the SHA-256 of that line without its last member, that is of all bytes before `,"hash":` and a closing brace. `prev` is the
//! `hash` of the record before it, 64 zeros for the first one. So whoever has the lines can check them with any SHA-256 and nothing else;
//! export and second copy hold exactly these lines.
//!
//! # The fields
//!
//! `seq` counts from 1 without a gap. `wall_time` is RFC 3339 with the store's offset; `mono_ms` counts from the start of the program's
//! run, and `run` is the first record of that run. `clock` is `moved` when the wall clock has not gone as far as the monotonic one since
//! the record before (two seconds are forgiven), or stands before the last record of an earlier run; else `steady`. `operator` is
//! `customer`, `kiosk` for what the program does by itself, or who of the staff. A journal never mixes training with sales, and every
//! acceptance says which it is.

use std::fmt;

use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use sha2::{Digest as _, Sha256};

use super::error::JournalError;
use crate::time::WallTime;

/// What a record's line comes to.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RecordHash([u8; 32]);

impl RecordHash {
    /// What the first record names as the one before it.
    pub const GENESIS: Self = Self([0; 32]);

    pub(super) fn of(line: &str) -> Self {
        Self(Sha256::digest(line.as_bytes()).into())
    }

    /// Reads 64 hexadecimal digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for RecordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digit = |value: u8| b"0123456789abcdef"[usize::from(value & 15)];
        let mut text = [0; 64];
        for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte)]);
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for RecordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordHash({self})")
    }
}

impl ToSql for RecordHash {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.0.as_slice()))
    }
}

impl FromSql for RecordHash {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        bytes.try_into().map(Self).map_err(|_| FromSqlError::InvalidBlobSize { expected_size: 32, blob_size: bytes.len() })
    }
}

/// The rules by which a record was written: what tax offices call the fiscal version.
pub(super) const FISCAL_VERSION: i64 = 2;
/// The rules of records that were written before there was a chain.
pub(super) const FISCAL_VERSION_UNSEALED: i64 = 1;

/// One record with everything that is stored of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SealedRecord {
    pub seq: i64,
    pub key: Option<String>,
    pub kind: String,
    pub business_day: String,
    pub wall_time: String,
    pub mono_ms: i64,
    pub run: i64,
    pub clock: String,
    pub register: String,
    pub software: String,
    pub fiscal: i64,
    pub menu: String,
    pub operator: String,
    pub order: Option<String>,
    pub attempt: Option<String>,
    pub prev: RecordHash,
    pub hash: RecordHash,
    pub payload: String,
}

impl SealedRecord {
    /// The columns of the table, in its order. The payload comes last, so that what is before it is read without it.
    pub const COLUMNS: &str = "seq, key, kind, business_day, wall_time, mono_ms, run, clock, register_id, software, fiscal, \
        menu_version, operator, order_id, attempt_id, prev_hash, hash, payload";

    pub fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get(0)?,
            key: row.get(1)?,
            kind: row.get(2)?,
            business_day: row.get(3)?,
            wall_time: row.get(4)?,
            mono_ms: row.get(5)?,
            run: row.get(6)?,
            clock: row.get(7)?,
            register: row.get(8)?,
            software: row.get(9)?,
            fiscal: row.get(10)?,
            menu: row.get(11)?,
            operator: row.get(12)?,
            order: row.get(13)?,
            attempt: row.get(14)?,
            prev: row.get(15)?,
            hash: row.get(16)?,
            payload: row.get(17)?,
        })
    }

    /// Reads a line back; `None` when it is not the line of what it holds.
    pub fn from_line(line: &str) -> Option<Self> {
        let members: serde_json::Value = serde_json::from_str(line).ok()?;
        let text = |name: &str| members[name].as_str().map(str::to_owned);
        let number = |name: &str| members[name].as_i64();
        let (start, end) = (line.find(",\"payload\":")? + ",\"payload\":".len(), line.rfind(",\"prev\":")?);
        let record = Self {
            seq: number("seq")?,
            key: text("key"),
            kind: text("kind")?,
            business_day: text("business_day")?,
            wall_time: text("wall_time")?,
            mono_ms: number("mono_ms")?,
            run: number("run")?,
            clock: text("clock")?,
            register: text("register")?,
            software: text("software")?,
            fiscal: number("fiscal")?,
            menu: text("menu")?,
            operator: text("operator")?,
            order: text("order"),
            attempt: text("attempt"),
            prev: RecordHash::parse(&text("prev")?)?,
            hash: RecordHash::parse(&text("hash")?)?,
            payload: line.get(start..end)?.to_owned(),
        };
        (record.line() == line).then_some(record)
    }

    /// Works its hash out, from everything else.
    pub fn seal(&mut self) {
        self.hash = RecordHash::of(&self.unsealed_line());
    }

    /// Whether its hash is that of everything else.
    pub fn is_sound(&self) -> bool {
        self.hash == RecordHash::of(&self.unsealed_line())
    }

    /// The canonical line.
    pub fn line(&self) -> String {
        let mut line = self.unsealed_line();
        line.pop();
        line + HASH_MEMBER + &self.hash.to_string() + "\"}"
    }

    fn unsealed_line(&self) -> String {
        let mut line = String::with_capacity(512 + self.payload.len());
        let mut members = Members { line: &mut line, first: true };
        members.number("seq", self.seq);
        members.text("kind", Some(&self.kind));
        members.text("key", self.key.as_deref());
        members.text("business_day", Some(&self.business_day));
        members.text("wall_time", Some(&self.wall_time));
        members.number("mono_ms", self.mono_ms);
        members.number("run", self.run);
        members.text("clock", Some(&self.clock));
        members.text("register", Some(&self.register));
        members.text("software", Some(&self.software));
        members.number("fiscal", self.fiscal);
        members.text("menu", Some(&self.menu));
        members.text("operator", Some(&self.operator));
        members.text("order", self.order.as_deref());
        members.text("attempt", self.attempt.as_deref());
        members.raw("payload", &self.payload);
        members.text("prev", Some(&self.prev.to_string()));
        line.push('}');
        line
    }

    /// When and in which run it was written, as far as it can be read.
    pub fn moment(&self) -> Option<Moment> {
        let wall = WallTime::parse(&self.wall_time).ok()?;
        Some(Moment { run: self.run, mono_ms: self.mono_ms, unix_ms: wall.unix_ms })
    }
}

const HASH_MEMBER: &str = ",\"hash\":\"";

struct Members<'a> {
    line: &'a mut String,
    first: bool,
}

impl Members<'_> {
    fn raw(&mut self, name: &str, value: &str) {
        self.line.push(if std::mem::take(&mut self.first) { '{' } else { ',' });
        for piece in ["\"", name, "\":", value] {
            self.line.push_str(piece);
        }
    }

    fn number(&mut self, name: &str, value: i64) {
        self.raw(name, &value.to_string());
    }

    fn text(&mut self, name: &str, value: Option<&str>) {
        match value {
            // Nearly every text is its own escaped form.
            Some(text) if text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') => {
                self.raw(name, "\"");
                self.line.push_str(text);
                self.line.push('"');
            }
            Some(_) | None => self.raw(name, &serde_json::json!(value).to_string()),
        }
    }
}

/// A line of an export or a second copy, with what ties it to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LinkedLine {
    pub seq: i64,
    pub prev: RecordHash,
    pub hash: RecordHash,
}

impl LinkedLine {
    /// Reads a line by itself; `None` when it is no record's line or its hash is not that of its bytes.
    pub fn read(line: &str) -> Option<Self> {
        #[derive(serde::Deserialize)]
        struct Ends {
            seq: i64,
            prev: String,
        }
        let (unsealed, hash) = line.rsplit_once(HASH_MEMBER)?;
        let hash = RecordHash::parse(hash.strip_suffix("\"}")?)?;
        let ends: Ends = serde_json::from_str(line).ok()?;
        let sound = RecordHash::of(&format!("{unsealed}}}")) == hash;
        sound.then_some(Self { seq: ends.seq, prev: RecordHash::parse(&ends.prev)?, hash })
    }
}

/// When a record was written: by the wall clock, and by the run's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub run: i64,
    pub mono_ms: i64,
    pub unix_ms: i64,
}

pub(super) const STEADY: &str = "steady";
pub(super) const MOVED: &str = "moved";

/// Two clocks are never read in the very same moment, and a computer may trim its own.
const FORGIVEN_MS: u64 = 2_000;

/// Whether the wall clock was moved between two records that follow each other.
pub(super) fn clock_mark(before: Option<Moment>, this: Moment) -> &'static str {
    let moved = before.is_some_and(|before| {
        let wall = this.unix_ms.saturating_sub(before.unix_ms);
        if before.run == this.run {
            let run = this.mono_ms.saturating_sub(before.mono_ms);
            wall.saturating_sub(run).unsigned_abs() > FORGIVEN_MS
        } else {
            wall < 0
        }
    });
    if moved { MOVED } else { STEADY }
}

/// What is to be written, as a canonical payload: every wire type declares its members in the order of their names, so that nothing has
/// to be sorted while a sale waits. Each record that a debug build writes is held to that.
///
/// # Errors
/// [`JournalError`] when it is no JSON; nothing of ours is so.
pub(super) fn canonical_of(payload: &impl serde::Serialize) -> Result<String, JournalError> {
    let text = serde_json::to_string(payload)?;
    debug_assert_eq!(canonical(&text).ok().as_deref(), Some(text.as_str()), "a wire type's members are out of order");
    Ok(text)
}

/// A payload in its canonical form.
///
/// # Errors
/// [`JournalError`] when it is no JSON; no payload of ours is so.
pub(super) fn canonical(payload: &str) -> Result<String, JournalError> {
    // A value's members are sorted; a test sees to it that no library switches that off.
    Ok(serde_json::from_str::<serde_json::Value>(payload)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> SealedRecord {
        let mut record = SealedRecord {
            seq: 1,
            key: None,
            kind: "boot".to_owned(),
            business_day: "2026-11-24".to_owned(),
            wall_time: "2026-11-24T12:30:00.000+01:00".to_owned(),
            mono_ms: 0,
            run: 1,
            clock: STEADY.to_owned(),
            register: "A".to_owned(),
            software: "0.1.0".to_owned(),
            fiscal: FISCAL_VERSION,
            menu: "de\"mo\u{1}\u{e9}".to_owned(),
            operator: "kiosk".to_owned(),
            order: None,
            attempt: None,
            prev: RecordHash::GENESIS,
            hash: RecordHash::GENESIS,
            payload: "{\"after_clean_stop\":true}".to_owned(),
        };
        record.seal();
        record
    }

    #[test]
    fn the_line_is_as_the_module_says_and_its_hash_is_that_of_its_bytes() {
        let record = record();
        let unsealed = "{\"seq\":1,\"kind\":\"boot\",\"key\":null,\"business_day\":\"2026-11-24\",\
            \"wall_time\":\"2026-11-24T12:30:00.000+01:00\",\"mono_ms\":0,\"run\":1,\"clock\":\"steady\",\"register\":\"A\",\
            \"software\":\"0.1.0\",\"fiscal\":2,\"menu\":\"de\\\"mo\\u0001é\",\"operator\":\"kiosk\",\"order\":null,\"attempt\":null,\
            \"payload\":{\"after_clean_stop\":true},\"prev\":\"0000000000000000000000000000000000000000000000000000000000000000\"";
        let hash: String = Sha256::digest(format!("{unsealed}}}")).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(record.line(), format!("{unsealed},\"hash\":\"{hash}\"}}"));
        assert!(record.is_sound());
        assert_eq!(SealedRecord::from_line(&record.line()), Some(record.clone()));
        let read = LinkedLine::read(&record.line()).expect("a line");
        assert_eq!(read, LinkedLine { seq: 1, prev: RecordHash::GENESIS, hash: record.hash });
    }

    #[test]
    fn a_line_with_any_changed_byte_is_none() {
        let line = record().line();
        for at in 0..line.len() {
            let mut bytes = line.clone().into_bytes();
            bytes[at] ^= 1;
            let read = String::from_utf8(bytes).ok().and_then(|line| LinkedLine::read(&line));
            assert_eq!(read, None, "byte {at}");
        }
    }

    #[test]
    fn a_canonical_payload_has_its_members_sorted_at_every_depth() {
        let payload = "{ \"b\": [ {\"z\": 1, \"a\": null} ], \"a\": \"\\u00e9\\n\" }";
        assert_eq!(canonical(payload).expect("JSON"), "{\"a\":\"é\\n\",\"b\":[{\"a\":null,\"z\":1}]}");
    }

    #[test]
    fn a_clock_that_was_moved_is_seen_within_a_run_and_backwards_between_runs() {
        let at = |run, mono_ms, unix_ms| Moment { run, mono_ms, unix_ms };
        for (before, this, mark) in [
            (at(1, 0, 0), at(1, 5_000, 5_000), STEADY),
            (at(1, 0, 0), at(1, 5_000, 6_900), STEADY),
            (at(1, 0, 0), at(1, 5_000, 3_600_000), MOVED),
            (at(1, 0, 0), at(1, 5_000, -3_600_000), MOVED),
            // A record that had to wait for the journal keeps its own moment, by both clocks.
            (at(1, 60_000, 60_000), at(1, 20_000, 20_000), STEADY),
            (at(1, 60_000, 60_000), at(9, 0, 90_000_000), STEADY),
            (at(1, 60_000, 60_000), at(9, 0, 59_000), MOVED),
        ] {
            assert_eq!(clock_mark(Some(before), this), mark, "{before:?} {this:?}");
        }
        assert_eq!(clock_mark(None, at(1, 0, 0)), STEADY);
    }
}
