//! How the kiosk starts, stops and falls.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;

use cardlast::device::SessionFile;
use cardlast::driver::{Driver, Line, Ports, Recovered, Transcript};
use cardlast::fake::SeededIds;
use cardlast::id::KioskId;
use cardlast::journal::{Beside, BootState, JournalError, JournalWorker, Started, StoreOptions, Watch, start_beside};
use cardlast::machine::checkout::CheckoutPolicy;
use cardlast::machine::kiosk::Policy;
use cardlast::port::{Clock, FoundCart, PaymentTerminal};
use cardlast::time::{Millis, Timestamp};

use super::World;
use super::menus::MENUS;
use crate::cart::CartDoor;
use crate::checker::{CartCase, Verdict, Violation};
use crate::coverage::Coverage;
use crate::dice::Dice;
use crate::disk::{DiskFiles, mount};
use crate::fault::Fault;
use crate::plan::Weather;
use crate::ports::{KitchenDoor, PrinterDoor, SlowJournal, Stage};
use crate::power::Power;
use crate::terminal::StormTerminal;

/// Where the journal is on the simulated disk. The folder is a real one; no byte gets there.
pub fn journal_path() -> PathBuf {
    folder().join("journal.db")
}

/// Where the customer's cart is kept.
pub fn session_path() -> PathBuf {
    folder().join("session.db")
}

/// Where the second copy of the journal is kept.
pub fn mirror_path() -> PathBuf {
    folder().join("mirror.jsonl")
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("storm")
}

/// What the journal must know of this kiosk.
pub fn options() -> StoreOptions {
    StoreOptions {
        path: journal_path(),
        kiosk: KioskId::new('A').expect("a fine letter"),
        cut_over_minutes: 240,
        house: MENUS[0].default_language().clone(),
        training: true,
    }
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
        match self.start_journal() {
            Ok(Started { aside: Some(aside), .. }) => {
                Err(Violation { id: "I12", what: format!("a journal that nobody damaged is put aside: {:?}", aside.problems) })
            }
            Ok(Started { worker, boot, .. }) => {
                self.failed_starts = 0;
                self.run_driver(worker, boot)
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

    /// As the kiosk does it; what it does on threads of its own is done at once.
    fn start_journal(&self) -> Result<Started, JournalError> {
        let copy = self.course.mirror.then(mirror_path);
        // A full disk is a fault here and no matter of room: nothing is won by giving some back.
        let beside = Beside { copy, files: Arc::new(DiskFiles), watch: Watch::AtOnce, reserve: false };
        start_beside(options(), beside, self.clock.now())
    }

    /// Finds the cart that was kept, and what is to become of it.
    fn find_cart(&mut self, stage: &Stage, dice: Dice) -> Result<(CartDoor, Option<FoundCart>), Violation> {
        let boot = Some(self.clock.since_boot());
        let (file, found) = SessionFile::open_on(&session_path(), Arc::new(DiskFiles), self.clock.now(), boot);
        if !self.power.is_dead() {
            let books = self.books()?;
            let (mut page, book) = (self.carts.page(), self.book.page());
            let case = CartCase {
                page: &page,
                books: &books,
                promises: &book.promises,
                now: self.now(),
                disk_failed: self.fired.by_disk() > 0,
                clock_moved: self.clock_moved,
            };
            let cart = found.as_ref().map(|found| &found.cart);
            case.check_found(cart)?;
            self.due = Some(case.due(cart));
            let age = found.as_ref().and_then(|found| found.age);
            page.begin_with(cart, age.map(|age| Timestamp(self.now().0.saturating_sub(age.0))));
            page.known = books.records.last().map_or(0, |record| record.seq);
        }
        Ok((CartDoor::new(file, self.carts.clone(), dice, stage.clone()), found))
    }

    fn run_driver(&mut self, journal: JournalWorker, state: BootState) -> Verdict {
        let (seed, starts) = (self.seed, self.starts);
        let dice = |actor: &str| Dice::new(seed, &format!("{actor} {starts}"));
        let stage = self.stage();
        let terminal = StormTerminal::new(self.bank.clone(), stage.clone());
        let checkout = self.checkout(terminal.profile().confirms);
        let terminal_id = Some(terminal.profile().id.clone());
        // So few that a kitchen that is down for a while stops the sales.
        let policy = Policy { terminal: terminal_id, checkout, kitchen_backlog: 2, ..Policy::default() };
        let (menus, published) = channel();
        let (carts, cart) = self.find_cart(&stage, dice("carts"))?;
        let ports = Ports {
            clock: Box::new(self.clock.clone()),
            ids: Box::new(SeededIds::new(self.seed.wrapping_mul(1_000).wrapping_add(self.starts))),
            terminal: Some(Box::new(terminal)),
            journal: Box::new(SlowJournal::new(journal, self.book.clone(), dice("journal"), stage.clone())),
            kitchen: Box::new(KitchenDoor { book: self.cook.clone(), dice: dice("kitchen"), stage: stage.clone() }),
            printer: Box::new(PrinterDoor { book: self.print.clone(), dice: dice("printer"), stage: stage.clone() }),
            carts: Box::new(carts),
            menus: Some(published),
        };
        let BootState { open, reversals, tickets, last_lock, alarms, .. } = state;
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
        Ok(())
    }

    /// As the kiosk is set up for its terminal: it waits ten seconds longer than one with a protocol may take.
    fn checkout(&self, terminal_confirms: bool) -> CheckoutPolicy {
        let usual = CheckoutPolicy { terminal_confirms, ..CheckoutPolicy::default() };
        if self.plan.wire.is_none() {
            return usual;
        }
        let within = Millis::from_secs(180);
        CheckoutPolicy {
            terminal_timeout: usual.terminal_timeout.max(within),
            terminal_answer: usual.terminal_answer.max(Millis(within.0 + 10_000)),
            ..usual
        }
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
            let now = self.now();
            let mut page = self.carts.page();
            (page.cut, page.cut_at) = (true, Some(now));
        }
        self.restart_at = Some(self.now().after(Millis(self.dice.between(500, 45_000))));
        self.compare(false)
    }

    fn hang_up(&mut self) {
        self.bank.lock().hang_up(self.clock.now().at);
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
        self.carts.page().slow_until = now;
        self.bank.lock().calm_down(now);
        let (mut cook, mut print) = (self.cook.page(), self.print.page());
        (cook.down_until, cook.trouble) = (now, 0);
        (print.no_paper_until, print.trouble) = (now, 0);
    }

    pub(super) fn ask_to_stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
