//! Playing a cash machine's script on the shipped machine and driver, and on the real journal.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::command::{AtmCommand, AtmExpectation, BalanceFailure};
use crate::driver::{AtmDriver, AtmObserver, AtmPorts, AtmTranscript, Line, Names};
use crate::fake::{
    DispenserHandle, FakeClock, FaultyJournal, JournalSwitch, ScriptedCashTerminal, ScriptedDispenser, ScriptedTerminal,
    SeededIds, SlotHandle, StaffDesk, TerminalHandle,
};
use crate::id::{AttemptId, FreshId, KioskId};
use crate::journal::{JournalError, JournalWorker, Problem, Reader, StoreOptions, Verifier, open_checked};
use crate::machine::Rejection;
use crate::machine::atm::{Atm, Effects, Event, Intent, Policy, ScreenName, ScreenView, Slip, Stage, View};
use crate::money::Money;
use crate::payment::{
    BalanceAnswer, CardEvent, CardPlace, CashPlace, Decline, DeclineReason, Progress, StaffDecision, TerminalEvent,
};
use crate::port::{Clock, Inline};
use crate::script::command::{Command, Step};
use crate::script::player::{LUNCH, Outcome, PlayError, PlayOptions, WorkFolder, scripted, spoil, weekday};
use crate::time::{Millis, Now, Timestamp, WallTime};

/// A cash machine, its world, and the script's hands in both.
pub(super) struct Player {
    names: Names,
    letter: KioskId,
    seed: u64,
    policy: Policy,
    folder: WorkFolder,
    clock: FakeClock,
    ids: SeededIds,
    starts: u64,
    pub(super) terminal: TerminalHandle,
    pub(super) slot: SlotHandle,
    pub(super) dispenser: DispenserHandle,
    switch: JournalSwitch,
    pub(super) staff: StaffDesk,
    spoil_journal: bool,
    agree: bool,
    pub(super) slips: Arc<Mutex<Vec<Slip>>>,
    stop: Arc<AtomicBool>,
    driver: Option<AtmDriver>,
    pub(super) tally: Arc<Mutex<Tally>>,
    text: String,
    pub(super) rejections: Vec<Rejection>,
    pub(super) stopped: bool,
}

/// What an observer counts for claims.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) screens: Vec<ScreenName>,
    pub(super) ignored: Vec<&'static str>,
    lines: Vec<Line>,
}

struct Counter(Arc<Mutex<Tally>>);

impl AtmObserver for Counter {
    fn step(&mut self, _now: Now, event: &Event, outcome: &Result<Effects, Rejection>, atm: &Atm) {
        let mut tally = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let screen = atm.screen_name();
        if tally.screens.last() != Some(&screen) {
            tally.screens.push(screen);
        }
        if let (Err(rejection), false) = (outcome, matches!(event, Event::Customer { .. })) {
            tally.ignored.push(rejection.key());
        }
    }
}

/// A round of pumping needs at most so many turns before everything is still.
const MAX_TURNS: usize = 10_000;

/// Plays a cash machine's script to its end, or to the first step that cannot be done.
pub fn play(file: &Path, steps: &[Step], options: &PlayOptions) -> Result<Outcome, PlayError> {
    let mut player = Player::new(options.kiosk, options.seed)?;
    let mut failures = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let Command::Atm(command) = &step.command else { continue };
        let next = steps.get(at + 1).map(|next| &next.command);
        let expects_refusal =
            matches!(next, Some(Command::Atm(next)) if matches!(**next, AtmCommand::Expect(AtmExpectation::Rejected(_))));
        if let Err(message) = player.play(&step.text, command, expects_refusal) {
            failures.push(format!("{}:{}: {message}\n  {} | {}", file.display(), step.line, step.line, step.text));
            if !matches!(**command, AtmCommand::Expect(_)) {
                break;
            }
        }
    }
    let problems = player.journal_problems()?;
    failures.extend(problems.iter().map(|problem| format!("{}: the journal at its end: {problem}", file.display())));
    Ok(Outcome { transcript: player.text, failures })
}

/// Plays a cash machine's steps for what they are refused for, as [`drive`](crate::script::drive) does.
///
/// # Errors
/// As there.
pub fn drive_atm(steps: &[Step], letter: KioskId, seed: u64) -> Result<(), PlayError> {
    let mut player = Player::new(letter, seed)?;
    for step in steps {
        if let Command::Atm(command) = &step.command {
            player.play(&step.text, command, false).map_err(|message| PlayError::Step { line: step.line, message })?;
        }
    }
    Ok(())
}

/// Where a script left its cash machine.
#[derive(Debug, Clone)]
pub struct AtmScene {
    /// What is on the display.
    pub view: View,
    /// The time of it.
    pub now: Timestamp,
    /// The receipt that was printed last.
    pub slip: Option<Slip>,
}

/// Plays a cash machine's steps for the picture at their end; see [`crate::script::scene`].
///
/// # Errors
/// [`PlayError`] when there is nothing to play on, and when a step does not go as the script says.
pub fn atm_scene(steps: &[Step], options: &PlayOptions) -> Result<AtmScene, PlayError> {
    let mut player = Player::new(options.kiosk, options.seed)?;
    for step in steps {
        if let Command::Atm(command) = &step.command {
            player.play(&step.text, command, false).map_err(|message| PlayError::Step { line: step.line, message })?;
        }
    }
    let view = match &player.driver {
        Some(_) => player.view(),
        // Nothing has happened yet: as it looks while its journal is being read.
        None => Atm::new(player.policy.clone()).view(),
    };
    let slip = player.slips.lock().unwrap_or_else(PoisonError::into_inner).last().cloned();
    Ok(AtmScene { view, now: player.clock.now().at, slip })
}

impl Player {
    fn new(letter: KioskId, seed: u64) -> Result<Self, PlayError> {
        let lunch = WallTime::parse(LUNCH).unwrap_or(WallTime { unix_ms: 0, offset_s: 0 });
        Ok(Self {
            names: Names::default(),
            letter,
            seed,
            policy: Policy::default(),
            folder: WorkFolder::new()?,
            clock: FakeClock::at(lunch),
            ids: SeededIds::new(seed),
            starts: 0,
            terminal: TerminalHandle::default(),
            slot: SlotHandle::default(),
            dispenser: DispenserHandle::default(),
            switch: JournalSwitch::default(),
            staff: StaffDesk::default(),
            spoil_journal: false,
            agree: false,
            slips: Arc::default(),
            stop: Arc::default(),
            driver: None,
            tally: Arc::default(),
            text: String::new(),
            rejections: Vec::new(),
            stopped: false,
        })
    }

    fn play(&mut self, text: &str, command: &AtmCommand, expects_refusal: bool) -> Result<(), String> {
        if let AtmCommand::At(wall) = command {
            self.clock.set_wall(*wall);
            return Ok(());
        }
        if self.driver.is_none() {
            let wall = self.clock.now().wall;
            let _ = writeln!(self.text, "# {wall}, {}, cash machine", weekday(wall));
            self.boot().map_err(|error| error.to_string())?;
        }
        if let AtmCommand::Expect(claim) = command {
            return super::expect::check(self, claim);
        }
        let _ = writeln!(self.text, "| {text}");
        self.rejections.clear();
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).ignored.clear();
        let done = self.act(command);
        if !matches!(command, AtmCommand::Asleep(_)) {
            self.settle();
        }
        done?;
        match self.rejections.first() {
            Some(rejection) if !expects_refusal => Err(format!("refused: {} ({rejection})", rejection.key())),
            Some(_) | None => Ok(()),
        }
    }

    fn boot(&mut self) -> Result<(), PlayError> {
        let options = StoreOptions {
            path: self.journal_file(),
            kiosk: self.letter,
            cut_over_minutes: 240,
            house: self.policy.house.clone(),
            training: true,
        };
        let (mut store, aside) = open_checked(options, None, self.clock.now())?;
        if let Some(aside) = aside {
            let _ =
                writeln!(self.text, "# the journal is damaged and was put aside; {} of its records were sound", aside.records);
        }
        if std::mem::take(&mut self.agree) {
            store.accept("Ada", "looked at in a story", self.clock.now())?;
        }
        let found = store.withdrawals()?;
        let slips = self.slips.clone();
        let ports = AtmPorts {
            clock: Box::new(self.clock.clone()),
            ids: Box::new(self.ids.clone()),
            terminal: Box::new(ScriptedCashTerminal::new(ScriptedTerminal::new(self.terminal.clone()), self.slot.clone())),
            dispenser: Box::new(ScriptedDispenser::new(self.dispenser.clone())),
            journal: Box::new(FaultyJournal::new(Inline::new(JournalWorker::new(store)), self.switch.clone())),
            printer: Box::new(move |slip| slips.lock().unwrap_or_else(PoisonError::into_inner).push(slip)),
        };
        // Ids after a restart must not repeat those before it.
        self.starts += 1;
        self.ids = SeededIds::new(self.seed.wrapping_add(self.starts).wrapping_add(0x9e37_79b9));
        self.stop = Arc::default();
        self.stopped = false;
        let mut driver = AtmDriver::new(self.policy.clone(), ports, found);
        let tally = self.tally.clone();
        driver.observe(Box::new(AtmTranscript::new(self.names.clone(), move |line| {
            tally.lock().unwrap_or_else(PoisonError::into_inner).lines.push(line);
        })));
        driver.observe(Box::new(Counter(self.tally.clone())));
        driver.hear_staff(Box::new(self.staff.inbox()));
        driver.stop_on(self.stop.clone());
        self.driver = Some(driver);
        self.settle();
        Ok(())
    }

    fn act(&mut self, command: &AtmCommand) -> Result<(), String> {
        match command {
            AtmCommand::At(_) | AtmCommand::Expect(_) => {}
            AtmCommand::Wait(span) => self.wait(*span),
            AtmCommand::Asleep(span) => self.clock.pass(*span),
            AtmCommand::Crash { down } => {
                self.driver = None;
                self.clock.pass(*down);
                if std::mem::take(&mut self.spoil_journal) {
                    spoil(&self.journal_file()).map_err(|error| error.to_string())?;
                }
                self.boot().map_err(|error| error.to_string())?;
            }
            AtmCommand::Stop => self.stop.store(true, Ordering::Relaxed),
            AtmCommand::SpoilJournal => self.spoil_journal = true,
            AtmCommand::AgreeToJournal => self.agree = true,
            AtmCommand::StaffResolves { reference, verdict, by, reason } => {
                let known = self.reader()?.all_attempts().map_err(|error| error.to_string())?;
                let found = known.iter().rev().find(|attempt| reference == "it" || attempt.reference() == *reference);
                let attempt = found.copied().unwrap_or_else(|| AttemptId::from(FreshId::from_random_bytes([0; 16])));
                let decision = StaffDecision::new(attempt, *verdict, by, reason).map_err(|error| error.to_string())?;
                self.staff.hand_in(decision);
            }
            AtmCommand::JournalFails(failing) => self.switch.set_failing(*failing),
            AtmCommand::Type(digits) => digits.iter().for_each(|digit| self.submit(Intent::Digit(*digit))),
            AtmCommand::Twice(command) => {
                let intent = self.intent(command)?;
                self.submit(intent.clone());
                self.submit(intent);
            }
            AtmCommand::Insert => {
                let attempt = self.slot.asked().or_else(|| self.terminal.latest()).ok_or(NOT_ASKED)?;
                self.slot.put(CardPlace::Inside);
                self.terminal.say(TerminalEvent::Progress { attempt, progress: Progress::EnterPin });
            }
            AtmCommand::Pin(digits) => (1..=*digits).for_each(|count| self.slot.say(CardEvent::PinDigits(count))),
            AtmCommand::TakeCard => match self.slot.place() {
                CardPlace::Offered => self.slot.put(CardPlace::None),
                other => return Err(format!("the card is {}, and cannot be taken", other.key())),
            },
            AtmCommand::TakeCash => {
                let presented = self.dispenser.ledger().iter().any(|(_, row)| row.place == CashPlace::Presented);
                if !presented {
                    return Err("no notes are presented".to_owned());
                }
                self.dispenser.move_latest(CashPlace::Taken, true).ok_or(NOT_ASKED)?;
            }
            AtmCommand::Terminal(act) => scripted(&self.terminal, &mut self.ids, self.policy.currency, act)?,
            AtmCommand::Card(place) => self.slot.put(*place),
            AtmCommand::CardReturns(habit) => self.slot.set_returns(*habit),
            AtmCommand::WrongPin(left) => self.slot.say(CardEvent::WrongPin { left: *left }),
            AtmCommand::BalanceIs(amount) => {
                let amount = self.money(amount)?;
                self.answer(BalanceAnswer::Is(amount))?;
            }
            AtmCommand::BalanceFails(failure) => self.answer(match failure {
                BalanceFailure::Declined(code) => {
                    BalanceAnswer::Declined(Decline::new(DeclineReason::of_response_code(code), code.clone()))
                }
                BalanceFailure::NoCard => BalanceAnswer::NoCard,
                BalanceFailure::Unreachable => BalanceAnswer::Unreachable,
            })?,
            AtmCommand::Cash(place) => self.dispenser.move_latest(*place, true).ok_or(NOT_ASKED)?,
            AtmCommand::CashUnheard(place) => self.dispenser.move_latest(*place, false).ok_or(NOT_ASKED)?,
            AtmCommand::Pays(habit) => self.dispenser.set_pay(*habit),
            AtmCommand::Retracts(habit) => self.dispenser.set_retract(*habit),
            AtmCommand::DispenserTells(tells) => self.dispenser.set_tells(*tells),
            AtmCommand::Notes(stock) => self.dispenser.set_stock(stock.clone()),
            AtmCommand::Withdraw
            | AtmCommand::Balance
            | AtmCommand::Speak(_)
            | AtmCommand::Amount(_)
            | AtmCommand::Clear
            | AtmCommand::Enter
            | AtmCommand::Confirm(_)
            | AtmCommand::Change
            | AtmCommand::Cancel
            | AtmCommand::Receipt
            | AtmCommand::Finish
            | AtmCommand::Touch => {
                let intent = self.intent(command)?;
                self.submit(intent);
            }
        }
        Ok(())
    }

    fn intent(&self, command: &AtmCommand) -> Result<Intent, String> {
        Ok(match command {
            AtmCommand::Withdraw => Intent::Withdraw,
            AtmCommand::Balance => Intent::Balance,
            AtmCommand::Speak(tag) => Intent::Speak(crate::locale::Language::new(tag).ok_or("no language")?),
            AtmCommand::Amount(amount) => Intent::Amount(self.money(amount)?),
            AtmCommand::Clear => Intent::Clear,
            AtmCommand::Enter => Intent::Enter,
            AtmCommand::Confirm(Some(amount)) => Intent::Confirm { amount: self.money(amount)? },
            AtmCommand::Confirm(None) => match self.view().screen {
                ScreenView::Confirm { amount } => Intent::Confirm { amount },
                _ => return Err("there is nothing to confirm".to_owned()),
            },
            AtmCommand::Change => Intent::Change,
            AtmCommand::Cancel => Intent::Cancel,
            AtmCommand::Receipt => Intent::Receipt,
            AtmCommand::Finish => Intent::Finish,
            AtmCommand::Touch => Intent::Touch,
            other => return Err(format!("{other:?} is no key")),
        })
    }

    fn answer(&mut self, answer: BalanceAnswer) -> Result<(), String> {
        let enquiry = self.slot.asked().ok_or(NOT_ASKED)?;
        self.slot.say(CardEvent::Balance { enquiry, answer });
        Ok(())
    }

    pub(super) fn money(&self, text: &str) -> Result<Money, String> {
        Money::parse(text, self.policy.currency).map_err(|error| error.to_string())
    }

    fn submit(&mut self, intent: Intent) {
        if let Some(driver) = &mut self.driver {
            driver.submit(intent);
        }
    }

    pub(super) fn atm(&self) -> &Atm {
        // Invariant: `play` starts the driver before anything looks at it.
        self.driver.as_ref().expect("the cash machine has been started").atm()
    }

    pub(super) fn view(&self) -> View {
        self.atm().view()
    }

    /// What is on screen as the amount, wherever the customer stands.
    pub(super) fn amount(&self) -> Option<Money> {
        match self.view().screen {
            ScreenView::Amount(amount) => Some(amount.typed),
            ScreenView::Confirm { amount }
            | ScreenView::Counting { amount, .. }
            | ScreenView::TakeCash { amount, .. }
            | ScreenView::Receipt { amount } => Some(amount),
            ScreenView::Card { amount } | ScreenView::Pin { amount, .. } | ScreenView::Bank { amount, .. } => amount,
            ScreenView::TakeCard { cash, .. } => cash,
            ScreenView::Told(crate::machine::atm::Told::Balance(amount)) => Some(amount),
            ScreenView::Starting | ScreenView::OutOfService(_) | ScreenView::Welcome { .. } | ScreenView::Told(_) => None,
        }
    }

    /// Whether a customer waits for a pay-out, by the machine.
    pub(super) fn is_paying_out(&self) -> bool {
        self.atm().state().session().is_some_and(|session| matches!(session.stage(), Stage::PayingOut(_)))
    }

    pub(super) fn journal_file(&self) -> PathBuf {
        self.folder.path().join("atm.db")
    }

    pub(super) fn reader(&self) -> Result<Reader, String> {
        Reader::open(&self.journal_file()).map_err(|error| error.to_string())
    }

    fn journal_problems(&self) -> Result<Vec<Problem>, JournalError> {
        if self.driver.is_none() {
            return Ok(Vec::new());
        }
        Ok(Verifier::open(&self.journal_file())?.full()?.problems)
    }

    /// Pumps until everything is still.
    fn settle(&mut self) {
        let Some(driver) = &mut self.driver else { return };
        for _ in 0..MAX_TURNS {
            let pumped = driver.pump();
            self.rejections.extend(pumped.rejections);
            self.stopped |= pumped.stop;
            if pumped.wake_in != Some(Millis(0)) {
                break;
            }
        }
        let lines = std::mem::take(&mut self.tally.lock().unwrap_or_else(PoisonError::into_inner).lines);
        for Line { at, mark, text } in lines {
            let _ = writeln!(self.text, "  +{}.{:03} {mark} {text}", at.0 / 1000, at.0 % 1000);
        }
    }

    /// Lets time pass from deadline to deadline, as it would.
    fn wait(&mut self, span: Millis) {
        let end = self.clock.now().at.after(span);
        for _ in 0..MAX_TURNS {
            let now = self.clock.now().at;
            let next = self.driver.as_ref().and_then(AtmDriver::next_deadline).unwrap_or(end);
            if next >= end || now >= end {
                self.clock.pass(end.since(now));
                self.settle();
                return;
            }
            self.clock.pass(Millis(next.since(now).0.max(1)));
            self.settle();
        }
    }
}

const NOT_ASKED: &str = "that device has not been asked for anything yet";
