//! A log with a gap: a sync failed, the system took its pages for clean, the program fell right then, and while the next start repairs
//! that, the power goes. Every deed of that start is tried.

use std::sync::Arc;

use cardlast::fake::SeededIds;
use cardlast::id::AttemptId;
use cardlast::journal::{JournalError, Store};
use cardlast::payment::{AlarmReason, Entry};
use cardlast::port::{Clock, IdSource};
use rusqlite::Connection;

use super::World;
use super::start::{journal_path, options};
use crate::disk::{DiskFiles, mount, unmount};
use crate::fault::Fault;
use crate::plan::Plan;
use crate::power::Power;

/// What was tried, and what was wrong afterwards.
#[derive(Debug, Default)]
pub struct Gaps {
    /// So many logs had a gap.
    pub gaps: u64,
    /// So many starts were cut short.
    pub cuts: u64,
    pub wrong: Vec<String>,
}

/// Nobody's start has more deeds than that here.
const DEEDS: u64 = 60;

pub fn cut_while_a_gap_is_mended(seeds: std::ops::Range<u64>) -> Gaps {
    crate::disk::register();
    let mut tried = Gaps::default();
    for seed in seeds {
        for deeds in 0..DEEDS {
            if !cut_after(seed, deeds, &mut tried) {
                break;
            }
        }
    }
    tried
}

/// Answers whether the start was cut short.
fn cut_after(seed: u64, deeds: u64, tried: &mut Gaps) -> bool {
    let plan = Plan::default();
    let world = World::new(seed, &plan);
    let mut ids = SeededIds::new(seed);
    let mut alarm = || Entry::Alarm { attempt: AttemptId::from(ids.mint()), reason: AlarmReason::CannotTell, facts: None };
    mount(&world.disk);
    let mut store = open().expect("a new journal");
    let write = |store: &mut Store, entry: &Entry| store.append(entry, world.clock.now()).map(|_| ());
    (0..4).for_each(|_| write(&mut store, &alarm()).expect("stored"));
    // An empty log; then an entry about few pages, and one about more of which the sync fails.
    drop(store);
    let mut store = open().expect("the same journal");
    write(&mut store, &Entry::Boot).expect("stored");
    world.disk.arm(Fault::SyncError, 0, false, None);
    write(&mut store, &alarm()).expect_err("the sync fails");
    let power = Power::on();
    let disk = world.disk.after_kill(power.clone());
    world.power.cut();
    drop(store);
    mount(&disk);
    power.light_fuse(deeds);
    let started = open();
    let cut = power.is_dead();
    if cut && world.fired.counts().contains_key(&Fault::SyncDropsPages) {
        tried.gaps += u64::from(deeds == 0);
        tried.cuts += 1;
        let after = disk.after_power_cut(Power::on());
        drop(started);
        mount(&after);
        if let Err(what) = sound() {
            tried.wrong.push(format!("seed {seed}, cut after {deeds}: {what}"));
        }
    }
    unmount();
    cut
}

fn open() -> Result<Store, JournalError> {
    Store::open_on(options(), Arc::new(DiskFiles))
}

/// The journal can be opened, SQLite finds nothing wrong, and each alarm has its record.
fn sound() -> Result<(), String> {
    let _store = open().map_err(|error| error.to_string())?;
    let database = Connection::open(journal_path()).map_err(|error| error.to_string())?;
    let ask = |sql: &str| database.query_row(sql, [], |row| row.get::<_, String>(0)).map_err(|error| error.to_string());
    let integrity = ask("PRAGMA integrity_check")?;
    let alarms = "SELECT count(*) || ' alarms without a record' FROM alarm WHERE seq NOT IN (SELECT seq FROM record)";
    let records =
        "SELECT count(*) || ' records without an alarm' FROM record WHERE kind = 'alarm' AND seq NOT IN (SELECT seq FROM alarm)";
    let kept = "SELECT (count(*) >= 5) || ' records kept' FROM record";
    let found = [integrity, ask(alarms)?, ask(records)?, ask(kept)?];
    let wanted = ["ok", "0 alarms without a record", "0 records without an alarm", "1 records kept"];
    if found == wanted { Ok(()) } else { Err(found.join(", ")) }
}
