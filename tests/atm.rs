//! The cash machine falls before and after each thing that it does in a whole withdrawal, starts again on the real journal, and in the end
//! the bank's ledger and the dispenser's agree.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use cardlast::device::{StaffFolder, StaffInbox};
use cardlast::driver::{AtmDriver, AtmPorts};
use cardlast::fake::{
    DispenserHandle, FakeClock, LookUpHabit, PayHabit, ScriptedCashTerminal, ScriptedDispenser, ScriptedTerminal, SeededIds,
    SlotHandle, TerminalHandle,
};
use cardlast::id::KioskId;
use cardlast::journal::{JournalWorker, StoreOptions, Verifier, open_checked};
use cardlast::machine::atm::{Intent, Policy, ScreenView, View};
use cardlast::money::Money;
use cardlast::payment::{
    CardCommand, CardEvent, CardPlace, CashCommand, CashEvent, CashPlace, Decline, DeclineReason, Progress, TerminalCommand,
    TerminalEvent, TerminalProfile, WithdrawalsFound,
};
use cardlast::port::{
    CashDispenser, CashTerminal, Clock, Inline, JournalNews, JournalRequest, Mailbox, PaymentTerminal, StaffAnswer, StaffSlip,
    Worker as _,
};
use cardlast::time::{Millis, Timestamp, WallTime};

/// When the program falls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Before,
    After,
}

#[derive(Debug)]
struct Burning {
    /// So many things are done before the fall; `None` is no fall.
    left: Option<usize>,
    when: When,
    done: usize,
    blown: bool,
}

/// Burns with every thing that the driver does to the world.
#[derive(Debug, Clone)]
struct Fuse(Arc<Mutex<Burning>>);

impl Fuse {
    fn new(left: Option<usize>, when: When) -> Self {
        Self(Arc::new(Mutex::new(Burning { left, when, done: 0, blown: false })))
    }

    fn look<T>(&self, look: impl FnOnce(&mut Burning) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn is_blown(&self) -> bool {
        self.look(|burning| burning.blown)
    }

    /// Does it, if the program has not fallen.
    fn burn(&self, work: impl FnOnce()) {
        let does = self.look(|burning| {
            if burning.blown {
                return false;
            }
            let falls = burning.left == Some(burning.done);
            burning.done += 1;
            burning.blown = falls;
            !falls || burning.when == When::After
        });
        if does {
            work();
        }
    }
}

struct Fused<T> {
    inner: T,
    fuse: Fuse,
}

impl<T: Mailbox<JournalRequest, JournalNews>> Mailbox<JournalRequest, JournalNews> for Fused<T> {
    fn submit(&mut self, request: JournalRequest) {
        let Self { inner, fuse } = self;
        fuse.burn(|| inner.submit(request));
    }

    fn poll(&mut self) -> Option<JournalNews> {
        if self.fuse.is_blown() { None } else { self.inner.poll() }
    }
}

impl PaymentTerminal for Fused<ScriptedCashTerminal> {
    fn profile(&self) -> &TerminalProfile {
        self.inner.profile()
    }

    fn submit(&mut self, now: Timestamp, command: TerminalCommand) {
        let Self { inner, fuse } = self;
        fuse.burn(|| inner.submit(now, command));
    }

    fn poll(&mut self, now: Timestamp) -> Option<TerminalEvent> {
        if self.fuse.is_blown() { None } else { self.inner.poll(now) }
    }
}

impl CashTerminal for Fused<ScriptedCashTerminal> {
    fn submit_card(&mut self, now: Timestamp, command: CardCommand) {
        let Self { inner, fuse } = self;
        fuse.burn(|| inner.submit_card(now, command));
    }

    fn poll_card(&mut self, now: Timestamp) -> Option<CardEvent> {
        if self.fuse.is_blown() { None } else { self.inner.poll_card(now) }
    }
}

impl CashDispenser for Fused<ScriptedDispenser> {
    fn submit(&mut self, now: Timestamp, command: CashCommand) {
        let Self { inner, fuse } = self;
        fuse.burn(|| inner.submit(now, command));
    }

    fn poll(&mut self, now: Timestamp) -> Option<CashEvent> {
        if self.fuse.is_blown() { None } else { self.inner.poll(now) }
    }
}

/// The real folder of staff, looked into at each poll.
struct Inbox {
    worker: StaffInbox,
    news: VecDeque<StaffSlip>,
}

impl Mailbox<StaffAnswer, StaffSlip> for Inbox {
    fn submit(&mut self, answer: StaffAnswer) {
        let Self { worker, news } = self;
        worker.work(answer, &mut |slip| news.push_back(slip));
    }

    fn poll(&mut self) -> Option<StaffSlip> {
        let Self { worker, news } = self;
        worker.idle(&mut |slip| news.push_back(slip));
        news.pop_front()
    }
}

/// The devices outlive every fall.
struct World {
    folder: tempfile::TempDir,
    clock: FakeClock,
    starts: u64,
    bank: TerminalHandle,
    slot: SlotHandle,
    notes: DispenserHandle,
}

impl World {
    fn new() -> Self {
        let noon = WallTime::parse("2026-11-24T12:00:00+01:00").expect("a time");
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            clock: FakeClock::at(noon),
            starts: 0,
            bank: TerminalHandle::default(),
            slot: SlotHandle::default(),
            notes: DispenserHandle::default(),
        }
    }

    fn journal(&self) -> std::path::PathBuf {
        self.place().join("journal.db")
    }

    /// Where `cardlast atm` keeps its things.
    fn place(&self) -> std::path::PathBuf {
        self.folder.path().join("training").join("atm")
    }

    fn store(&self) -> cardlast::journal::Store {
        let (kiosk, house) = (KioskId::new('A').expect("a letter"), Policy::default().house);
        let options = StoreOptions { path: self.journal(), kiosk, cut_over_minutes: 240, house, training: true };
        open_checked(options, None, self.clock.now()).expect("a journal that opens").0
    }

    fn start(&mut self, fuse: &Fuse) -> AtmDriver {
        let store = self.store();
        let found = store.withdrawals().expect("records that can be read");
        self.starts += 1;
        let fuse = fuse.clone();
        let terminal = ScriptedCashTerminal::new(ScriptedTerminal::new(self.bank.clone()), self.slot.clone());
        let ports = AtmPorts {
            clock: Box::new(self.clock.clone()),
            ids: Box::new(SeededIds::new(self.starts)),
            terminal: Box::new(Fused { inner: terminal, fuse: fuse.clone() }),
            dispenser: Box::new(Fused { inner: ScriptedDispenser::new(self.notes.clone()), fuse: fuse.clone() }),
            journal: Box::new(Fused { inner: Inline::new(JournalWorker::new(store)), fuse }),
            printer: Box::new(|_| {}),
        };
        let mut driver = AtmDriver::new(Policy::default(), ports, found);
        let worker = StaffInbox::new(StaffFolder::new(self.place().join("staff")).expect("a folder"));
        driver.hear_staff(Box::new(Inbox { worker, news: VecDeque::new() }));
        driver
    }

    /// A customer who does what the screen asks for, and a bank that says yes; false once there is nothing to do.
    fn customer(&self, driver: &mut AtmDriver, view: &View) -> bool {
        let sixty = Money::from_minor(6_000, Policy::default().currency).expect("in range");
        match &view.screen {
            ScreenView::Welcome { withdrawal: Ok(()), .. } if self.bank.prompts() == 0 => driver.submit(Intent::Withdraw),
            ScreenView::Amount(_) => driver.submit(Intent::Amount(sixty)),
            ScreenView::Confirm { amount } => driver.submit(Intent::Confirm { amount: *amount }),
            ScreenView::Card { .. } => {
                let Some(attempt) = self.bank.latest() else { return false };
                self.slot.put(CardPlace::Inside);
                self.bank.say(TerminalEvent::Progress { attempt, progress: Progress::EnterPin });
            }
            ScreenView::Pin { .. } => {
                self.bank.approve(None, "042117", None).expect("it was asked");
            }
            ScreenView::TakeCard { offered: true, .. } => self.slot.put(CardPlace::None),
            ScreenView::TakeCash { .. } => self.notes.move_latest(CashPlace::Taken, true).expect("it was told"),
            ScreenView::Receipt { .. } => driver.submit(Intent::Receipt),
            ScreenView::Told(_) => driver.submit(Intent::Finish),
            ScreenView::Starting
            | ScreenView::OutOfService(_)
            | ScreenView::Welcome { .. }
            | ScreenView::Bank { .. }
            | ScreenView::TakeCard { .. }
            | ScreenView::Counting { .. } => return false,
        }
        true
    }

    /// Until the fall, or until the customer has gone.
    fn withdraw(&mut self, fuse: &Fuse) {
        let mut driver = self.start(fuse);
        for _ in 0..100 {
            let view = driver.pump().view;
            if fuse.is_blown() || !self.customer(&mut driver, &view) {
                return;
            }
        }
        panic!("a withdrawal that never ends");
    }

    /// Nobody is there; what falls due happens, and all comes to rest.
    fn rest(&mut self) {
        // Whoever was asked for a code has walked away, unless the bank has said yes before.
        let _ = self.bank.decline_unheard(Decline::new(DeclineReason::Refused, String::new()));
        let mut driver = self.start(&Fuse::new(None, When::Before));
        for _ in 0..200 {
            driver.pump();
            let Some(deadline) = driver.next_deadline() else { return };
            self.clock.pass(Millis(deadline.since(self.clock.now().at).0.max(1)));
        }
        panic!("it comes to no rest");
    }

    /// What the bank holds, and what is out of the machine, are the same; nothing is open; nothing was paid out twice.
    fn check(&self) -> Result<bool, String> {
        let ledger = self.notes.ledger();
        let out: Vec<Money> = ledger.iter().filter(|(_, row)| row.place == CashPlace::Taken).map(|(_, row)| row.amount).collect();
        let debited: Vec<Money> = self.bank.charged().iter().map(|(_, amount)| *amount).collect();
        let twice = ledger.iter().any(|(_, row)| row.times > 1);
        let at_rest = ledger.iter().all(|(_, row)| row.place != CashPlace::Presented);
        let found = self.store().withdrawals().map_err(|error| error.to_string())?;
        let open = WithdrawalsFound { alarms: Vec::new(), ..found } != WithdrawalsFound::default();
        let problems = Verifier::open(Path::new(&self.journal()))
            .and_then(|verifier| verifier.full())
            .map_err(|error| error.to_string())?
            .problems;
        let card = self.slot.place();
        let fine = out == debited && !twice && at_rest && !open && problems.is_empty();
        if fine && matches!(card, CardPlace::None | CardPlace::Kept) {
            Ok(!out.is_empty())
        } else {
            Err(format!(
                "debited {debited:?}, out {out:?}, twice {twice}, at rest {at_rest}, open {open}, card {card:?}, {problems:?}"
            ))
        }
    }
}

#[test]
fn a_fall_before_or_after_anything_loses_no_money_and_pays_nothing_out_twice() {
    let whole = Fuse::new(None, When::Before);
    let mut world = World::new();
    world.withdraw(&whole);
    world.rest();
    assert_eq!(world.check(), Ok(true), "a withdrawal in which nothing happens");
    let steps = whole.look(|burning| burning.done);
    assert!(steps >= 12, "a whole withdrawal does {steps} things to the world");
    let (mut with_cash, mut without) = (0, 0);
    for left in 0..steps {
        for when in [When::Before, When::After] {
            for down in [Millis(0), Millis::from_secs(600)] {
                let mut world = World::new();
                let fuse = Fuse::new(Some(left), when);
                world.withdraw(&fuse);
                assert!(fuse.is_blown(), "the fall {when:?} step {left} has happened");
                world.clock.pass(down);
                world.rest();
                match world.check() {
                    Ok(true) => with_cash += 1,
                    Ok(false) => without += 1,
                    Err(wrong) => panic!("a fall {when:?} step {left} of {steps}, {down:?} down: {wrong}"),
                }
            }
        }
    }
    println!("{steps} steps, {with_cash} ends with cash, {without} without");
    assert!(with_cash >= 4 && without >= 20, "falls on both sides of the cash: {with_cash} with, {without} without");
}

#[test]
fn notes_that_are_taken_while_the_program_is_down_stay_debited() {
    // The fall comes as the dispenser has been told; the customer takes the notes from a dark machine.
    let whole = Fuse::new(None, When::Before);
    World::new().withdraw(&whole);
    let steps = whole.look(|burning| burning.done);
    let taken = (0..steps).filter(|left| {
        let mut world = World::new();
        world.withdraw(&Fuse::new(Some(*left), When::After));
        let presented = world.notes.ledger().iter().any(|(_, row)| row.place == CashPlace::Presented);
        if presented {
            world.notes.move_latest(CashPlace::Taken, false).expect("it was told");
        }
        world.rest();
        assert!(world.check().is_ok(), "after step {left}: {:?}", world.check());
        presented
    });
    assert!(taken.count() > 0, "the fall came while notes were at the mouth");
}

/// The command as a person meets it, beside a machine that has fallen.
#[test]
fn staff_end_with_the_command_what_a_cash_machine_cannot() {
    // The bank has been asked, and cannot tell what became of it.
    let mut world = World::new();
    let whole = Fuse::new(None, When::Before);
    World::new().withdraw(&whole);
    let steps = whole.look(|burning| burning.done);
    let asked = (0..steps).find(|left| {
        world = World::new();
        world.bank.set_look_up(LookUpHabit::CannotTell);
        world.withdraw(&Fuse::new(Some(*left), When::After));
        world.bank.prompts() == 1
    });
    assert!(asked.is_some(), "the bank was asked");
    let up = |world: &mut World| {
        world.start(&Fuse::new(None, When::Before)).pump();
    };
    up(&mut world);
    let reference = world.bank.latest().expect("it was asked").reference();
    let said = world.staff(&["list"]);
    for word in [reference.as_str(), "60.00 EUR", "has an outcome that nobody knows", "order"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    let resolve = |verdict| ["resolve", &reference, verdict, "--by", "Ada", "--reason", "the bank's list"].map(str::to_owned);
    let said = world.staff(&resolve("charged").each_ref().map(String::as_str));
    assert!(said.contains("takes this up at its next start"), "{said}");
    up(&mut world);
    let said = world.staff(&["list"]);
    assert!(said.contains("nothing is handed out for it") && said.contains(&reference), "{said}");
    world.staff(&resolve("not-charged").each_ref().map(String::as_str));
    up(&mut world);
    let said = world.staff(&["list"]);
    assert!(said.contains("Nothing waits for staff."), "{said}");
    assert!(world.command(&["journal", "verify", "--atm"]).contains("Nothing is wrong."));
    assert_eq!(world.store().withdrawals().expect("records"), WithdrawalsFound::default());
}

/// What is recorded after each whole fall, and what a restart makes of it when one of these records is spoilt.
#[test]
fn a_record_spoilt_after_any_fall_gives_no_money_back_for_cash_and_forgets_no_debit() {
    let whole = Fuse::new(None, When::Before);
    World::new().withdraw(&whole);
    let steps = whole.look(|burning| burning.done);
    let (mut spoilt, mut by_hand) = (0, 0);
    // Where the dispenser jams there is more to do.
    for left in 0..steps + 4 {
        for (taken, jams) in [(false, false), (true, false), (false, true)] {
            for seq in 1_i64.. {
                let mut world = World::new();
                world.notes.set_pay(if jams { PayHabit::Jams } else { PayHabit::Presents });
                world.withdraw(&Fuse::new(Some(left), When::After));
                let presented = world.notes.ledger().iter().any(|(_, row)| row.place == CashPlace::Presented);
                if presented && taken {
                    world.notes.move_latest(CashPlace::Taken, false).expect("it was told");
                }
                let Some(kind) = world.spoil(seq) else { break };
                // Where the bank was asked for something that cannot be read, and its answer is not stored, nobody can know.
                let unknowable = kind == "withdrawal-intent" && !world.has_stored("payment-approved");
                world.rest();
                spoilt += 1;
                by_hand += u32::from(world.check_after_damage(unknowable).unwrap_or_else(|wrong| {
                    panic!("a fall after step {left} of {steps}, {kind} spoilt, notes taken {taken}, jammed {jams}: {wrong}")
                }));
            }
        }
    }
    println!("{spoilt} records spoilt, {by_hand} ends for a person");
    assert!(spoilt > 60 && by_hand > 10, "{spoilt} records spoilt, {by_hand} ends for a person");
}

impl World {
    fn command(&self, words: &[&str]) -> String {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cardlast"));
        let output = command.arg("--data").arg(self.folder.path()).args(words).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{words:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }

    fn staff(&self, words: &[&str]) -> String {
        self.command(&[&["staff"], words, &["--atm"]].concat())
    }

    /// Another byte in the record of this number; its kind, or `None` when there is none.
    fn spoil(&self, seq: i64) -> Option<String> {
        let file = rusqlite::Connection::open(self.journal()).expect("a database");
        let sql = "DROP TRIGGER record_is_never_changed; DROP TRIGGER record_follows_the_last";
        file.execute_batch(sql).expect("it has triggers");
        let sql = "UPDATE record SET wall_time = wall_time || '0' WHERE seq = ?1 RETURNING kind";
        let mut statement = file.prepare(sql).expect("a statement");
        let mut rows = statement.query([seq]).expect("a change");
        rows.next().expect("an answer").map(|row| row.get(0).expect("a kind"))
    }

    fn has_stored(&self, kind: &str) -> bool {
        let file = rusqlite::Connection::open(self.journal()).expect("a database");
        let mut statement = file.prepare("SELECT 1 FROM record WHERE kind = ?1").expect("a statement");
        statement.exists([kind]).expect("an answer")
    }

    /// Whether a person has to see to it.
    fn check_after_damage(&self, unknowable: bool) -> Result<bool, String> {
        let ledger = self.notes.ledger();
        let out: Vec<Money> = ledger.iter().filter(|(_, row)| row.place == CashPlace::Taken).map(|(_, row)| row.amount).collect();
        let debited: Vec<Money> = self.bank.charged().iter().map(|(_, amount)| *amount).collect();
        let store = self.store();
        let aside = store.is_doubted().map_err(|error| error.to_string())?;
        let waits = !store.withdrawals().map_err(|error| error.to_string())?.alarms.is_empty();
        let problems =
            Verifier::open(&self.journal()).and_then(|verifier| verifier.full()).map_err(|error| error.to_string())?.problems;
        let twice = ledger.iter().any(|(_, row)| row.times > 1);
        let kept = out.is_empty() || debited == out;
        let known = debited == out || waits || unknowable;
        if aside && kept && known && !twice && problems.is_empty() {
            Ok(waits)
        } else {
            Err(format!("aside {aside}, debited {debited:?}, out {out:?}, waits {waits}, twice {twice}, {problems:?}"))
        }
    }
}
