//! One entry whose sync fails, and a crash right after the journal has said that it is not there.

use cardlast::fake::SeededIds;
use cardlast::id::AttemptId;
use cardlast::journal::JournalWorker;
use cardlast::payment::Entry;
use cardlast::port::{Clock, IdSource, JournalNews, JournalRequest, Worker};

use super::World;
use crate::checker::Books;
use crate::disk::{mount, unmount};
use crate::fault::Fault;
use crate::plan::Plan;
use crate::power::Power;

/// The records that are there after the crash although the journal had denied them.
pub fn denied_then_killed() -> Vec<String> {
    crate::disk::register();
    let plan = Plan::default();
    let world = World::new(0, &plan);
    mount(&world.disk);
    let (store, _) = world.open().expect("a new journal");
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
