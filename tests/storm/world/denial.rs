//! Single syncs that fail: at an entry, with a crash right after the journal has said that it is not there; and while the journal is made.

use std::sync::Arc;

use cardlast::fake::SeededIds;
use cardlast::id::AttemptId;
use cardlast::journal::{JournalError, JournalWorker, Store};
use cardlast::payment::Entry;
use cardlast::port::{Clock, IdSource, JournalNews, JournalRequest, Worker};

use super::World;
use crate::checker::Books;
use crate::disk::{DiskFiles, mount, unmount};
use crate::fault::Fault;
use crate::plan::Plan;
use crate::power::Power;

/// Which syncs may fail while the journal is made without anybody noticing, so that a power cut takes a promised record away.
pub fn overlooked_syncs() -> Vec<u64> {
    (0..12).filter(|after| (0..20).any(|seed| loses_a_promise(seed, *after))).collect()
}

fn open() -> Result<Store, JournalError> {
    Store::open_on(super::start::options(), Arc::new(DiskFiles))
}

fn loses_a_promise(seed: u64, after: u64) -> bool {
    crate::disk::register();
    let plan = Plan::default();
    let world = World::new(seed, &plan);
    mount(&world.disk);
    world.disk.arm(Fault::SyncError, after, false, None);
    let Ok(store) = open() else { return false };
    let mut worker = JournalWorker::new(store);
    let entry = Entry::HandedToStaff { attempt: AttemptId::from(SeededIds::new(7).mint()) };
    let mut promised = false;
    worker.work(JournalRequest::Append { entry, now: world.clock.now() }, &mut |news| {
        promised |= matches!(news, JournalNews::Written { .. });
    });
    let cut = world.disk.after_power_cut(Power::on());
    world.power.cut();
    drop(worker);
    mount(&cut);
    let kept = Books::read(&super::journal_path()).is_ok_and(|books| books.of("handed-to-staff").next().is_some());
    unmount();
    promised && !kept
}

/// The records that are there after the crash although the journal had denied them.
pub fn denied_then_killed() -> Vec<String> {
    crate::disk::register();
    let plan = Plan::default();
    let world = World::new(0, &plan);
    mount(&world.disk);
    let store = open().expect("a new journal");
    let mut worker = JournalWorker::new(store);
    world.disk.arm(Fault::SyncError, 0, false, None);
    let entry = Entry::HandedToStaff { attempt: AttemptId::from(SeededIds::new(7).mint()) };
    let mut denied = false;
    worker.work(JournalRequest::Append { entry, now: world.clock.now() }, &mut |news| {
        denied |= matches!(news, JournalNews::Failed(_));
    });
    assert!(denied, "the fault has fired");
    let crashed = world.disk.after_kill(Power::on());
    // The connections close on a disk that no longer moves.
    world.power.cut();
    drop(worker);
    mount(&crashed);
    let books = Books::read(&super::journal_path()).expect("a sound journal");
    unmount();
    books.records.into_iter().map(|record| record.kind).collect()
}
