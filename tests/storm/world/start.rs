//! How the kiosk starts, stops and falls.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;

use cardlast::driver::{Driver, Line, Ports, Recovered, Transcript};
use cardlast::fake::SeededIds;
use cardlast::id::KioskId;
use cardlast::journal::{BootState, JournalError, JournalWorker, Store, StoreOptions};
use cardlast::machine::checkout::CheckoutPolicy;
use cardlast::machine::kiosk::Policy;
use cardlast::port::{Clock, PaymentTerminal};
use cardlast::time::Millis;

use super::World;
use super::menus::MENUS;
use crate::checker::{Verdict, Violation};
use crate::coverage::Coverage;
use crate::dice::Dice;
use crate::disk::mount;
use crate::fault::Fault;
use crate::plan::Weather;
use crate::ports::{CartDoor, KitchenDoor, PrinterDoor, SlowJournal};
use crate::power::Power;
use crate::terminal::StormTerminal;

/// Where the journal is on the simulated disk. The folder is a real one; no byte of the journal gets there.
pub fn journal_path() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("storm").join("journal.db")
}

impl World<'_> {
    /// One try at starting; a computer that falls in the middle, or a disk that refuses, leads to another one.
    pub(super) fn start(&mut self) -> Verdict {
        self.restart_at = None;
        self.starts += 1;
        let wall = self.clock.now().wall;
        self.notes.say(self.now(), || format!("* start {} at {wall}", self.starts));
        self.threaten_recovery();
        mount(&self.disk);
        let struck = self.fired.by_disk();
        let fuse = self.spare_a_log_with_gaps();
        let opened = self.open();
        if let Some(deeds) = fuse {
            self.power.light_fuse(deeds);
        }
        match opened {
            Ok((store, state)) => {
                self.failed_starts = 0;
                self.run_driver(store, state);
                Ok(())
            }
            Err(_) if self.power.is_dead() => {
                self.fired.add(Fault::CutInRecovery);
                self.fall_down()
            }
            Err(error) if self.fired.by_disk() > struck => {
                self.notes.say(self.now(), || format!("* does not start: {error}"));
                self.failed_starts += 1;
                if self.failed_starts >= 3 {
                    self.disk.mend();
                }
                self.restart_at = Some(self.now().after(Millis(5_000)));
                Ok(())
            }
            Err(error) => Err(Violation { id: "I12", what: format!("the kiosk does not start again: {error}") }),
        }
    }

    /// The computer may fall while the kiosk recovers, or while it makes its very first journal.
    fn threaten_recovery(&mut self) {
        let chance = match self.course.weather {
            Weather::Calm => 0,
            Weather::Mild => 10,
            Weather::Brutal => 35,
        };
        if self.fall.is_none() && self.dice.percent(chance) && !self.plan.without.contains(&Fault::CutInRecovery) {
            self.fall = Some(if self.dice.percent(50) { Fault::Kill } else { Fault::PowerCut });
            // The first start makes tables, later ones mend: about as many calls to the disk as each of them needs.
            self.power.light_fuse(self.dice.below(if self.starts == 1 { 90 } else { 20 }));
        }
    }

    /// Pages that the system wrongly takes for clean are written anew at the next start. A power cut in the middle of that very start
    /// is beyond any program, and is not tried.
    fn spare_a_log_with_gaps(&self) -> Option<u64> {
        let gaps = self.fired.counts().contains_key(&Fault::SyncDropsPages);
        if gaps { self.power.put_out_fuse() } else { None }
    }

    pub(super) fn open(&self) -> Result<(Store, BootState), JournalError> {
        let store = Store::open(StoreOptions {
            path: journal_path(),
            kiosk: KioskId::new('A').expect("a fine letter"),
            cut_over_minutes: 240,
            house: MENUS[0].default_language().clone(),
            training: true,
        })?;
        let state = store.boot_state(self.clock.now())?;
        Ok((store, state))
    }

    fn run_driver(&mut self, store: Store, state: BootState) {
        let dice = |actor: &str| Dice::new(self.seed, &format!("{actor} {}", self.starts));
        let stage = self.stage();
        let terminal = StormTerminal::new(self.bank.clone(), stage.clone());
        let checkout = CheckoutPolicy { terminal_confirms: self.course.confirms, ..CheckoutPolicy::default() };
        let policy = Policy { terminal: Some(terminal.profile().id.clone()), checkout, ..Policy::default() };
        let (menus, published) = channel();
        let journal = JournalWorker::new(store);
        let ports = Ports {
            clock: Box::new(self.clock.clone()),
            ids: Box::new(SeededIds::new(self.seed.wrapping_mul(1_000).wrapping_add(self.starts))),
            terminal: Some(Box::new(terminal)),
            journal: Box::new(SlowJournal::new(journal, self.book.clone(), dice("journal"), stage.clone())),
            kitchen: Box::new(KitchenDoor { book: self.cook.clone(), dice: dice("kitchen"), stage: stage.clone() }),
            printer: Box::new(PrinterDoor { book: self.print.clone(), dice: dice("printer"), stage: stage.clone() }),
            carts: Box::new(CartDoor { shelf: self.shelf.clone(), stage }),
            menus: Some(published),
        };
        let BootState { open, reversals, tickets, last_lock, alarms, .. } = state;
        let cart = self.shelf.found(self.clock.now());
        let recovered = Recovered { open, reversals, tickets, last_lock, cart, alarms };
        let mut driver = Driver::new(MENUS[self.menu].clone(), policy, ports, recovered);
        driver.observe(Box::new(Coverage::new(self.pairs.clone())));
        driver.observe(Box::new(self.staff.eye()));
        driver.hear_staff(Box::new(self.staff.desk.inbox()));
        if self.notes.wanted() {
            let notes = self.notes.clone();
            driver.observe(Box::new(Transcript::new(self.names.clone(), move |line: Line| {
                notes.say(line.at, || format!("{} {}", line.mark, line.text));
            })));
        }
        self.stop = Arc::default();
        driver.stop_on(self.stop.clone());
        self.menus = Some(menus);
        self.driver = Some(driver);
        self.view = None;
        self.screen = None;
        self.stirred = self.now();
    }

    /// The program was asked to stop and has; somebody starts it again.
    pub(super) fn stop_cleanly(&mut self) {
        self.fired.add(Fault::Stop);
        self.notes.say(self.now(), || "* stopped".to_owned());
        self.driver = None;
        self.hang_up();
        self.restart_at = Some(self.now().after(Millis(3_000)));
    }

    /// Program or computer has ended in the middle of something.
    pub(super) fn fall_down(&mut self) -> Verdict {
        let fall = self.fall.take().unwrap_or(Fault::Kill);
        self.fired.add(fall);
        self.notes.say(self.now(), || format!("* {fall:?}"));
        let power = Power::on();
        let disk =
            if fall == Fault::PowerCut { self.disk.after_power_cut(power.clone()) } else { self.disk.after_kill(power.clone()) };
        // The old connections close on the old disk, which no longer moves.
        self.driver = None;
        self.hang_up();
        (self.power, self.disk) = (power, disk);
        if fall == Fault::PowerCut {
            self.clock.boot();
        }
        self.restart_at = Some(self.now().after(Millis(self.dice.between(500, 45_000))));
        self.compare(false)
    }

    fn hang_up(&mut self) {
        self.bank.lock().hang_up();
        self.cook.hang_up();
        self.print.hang_up();
        self.menus = None;
        self.view = None;
        self.screen = None;
    }

    /// From now on everything works; what is broken inside stays for the kiosk to mend.
    pub(super) fn calm_down(&mut self) {
        self.notes.say(self.now(), || "* the storm is over".to_owned());
        let now = self.now();
        self.strokes.clear();
        self.next_customer = None;
        self.mend_at = None;
        self.fall = None;
        let _ = self.power.put_out_fuse();
        self.disk.mend();
        self.course.weather = Weather::Calm;
        self.book.page().slow_until = now;
        self.bank.lock().calm_down(now);
        let (mut cook, mut print) = (self.cook.page(), self.print.page());
        (cook.down_until, cook.trouble) = (now, 0);
        (print.no_paper_until, print.trouble) = (now, 0);
    }

    pub(super) fn ask_to_stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
