//! Playing a script. `wish` turns what a customer does into intents, `terminal` lets the terminals act.

mod claims;
mod folder;
mod simulated;
mod tally;
mod terminal;
mod wish;

pub(super) use folder::WorkFolder;
pub(super) use tally::Tally;
pub(super) use terminal::scripted;

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use simulated::SharedSimulated;
use tally::Counter;

use super::command::{Command, Step, TerminalKind};
use crate::catalogue::{Catalogue, GroupId, OptionId};
use crate::device::SessionFile;
use crate::driver::{Driver, Line, Names, Observer, Ports, Recovered, Transcript};
use crate::fake::{
    FakeClock, FaultyJournal, JournalSwitch, Kitchen, Printer, ScriptedTerminal, SeededIds, StaffDesk, TerminalHandle,
};
use crate::id::{KioskId, OrderRevision};
use crate::journal::{BootState, JournalError, JournalWorker, StoreOptions, open_checked};
use crate::machine::Rejection;
use crate::machine::kiosk::{Intent, Kiosk, Policy, View};
use crate::money::Money;
use crate::payment::{StaffDecision, TerminalFace};
use crate::port::{Clock, Inline, PaymentTerminal};
use crate::time::{Millis, Timestamp, WallTime};

/// What a script is played on.
#[derive(Debug, Clone)]
pub struct PlayOptions {
    /// The menu.
    pub menu: Arc<Catalogue>,
    /// The kiosk's letter.
    pub kiosk: KioskId,
    /// The restaurant's policy; the terminal is the script's.
    pub policy: Policy,
    /// Seed of the ids.
    pub seed: u64,
}

/// Why a script could not even be played.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// No place for its journal.
    #[error("cannot make a folder for the script's journal: {0}")]
    Folder(std::io::Error),
    /// Its journal does not open.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A step of a scene did not go as it says.
    #[error("line {line}: {message}")]
    Step {
        /// The line.
        line: usize,
        /// What was expected and what is.
        message: String,
    },
}

/// How a script went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Everything that crossed the machine's border.
    pub transcript: String,
    /// What did not go as the script says: file, line, what was expected and what is.
    pub failures: Vec<String>,
}

/// When a story begins unless it says otherwise: a Tuesday at half past twelve.
pub(super) const LUNCH: &str = "2026-11-24T12:30:00+01:00";

/// Plays a script to its end, or to the first step that cannot be done.
///
/// # Errors
/// [`PlayError`] when there is nothing to play on.
pub fn run(file: &Path, steps: &[Step], options: &PlayOptions) -> Result<Outcome, PlayError> {
    run_observed(file, steps, options, || None)
}

/// As [`run`]; each start of the kiosk asks `observer` for somebody who listens.
///
/// # Errors
/// [`PlayError`] when there is nothing to play on.
pub fn run_observed(
    file: &Path,
    steps: &[Step],
    options: &PlayOptions,
    mut observer: impl FnMut() -> Option<Box<dyn Observer>>,
) -> Result<Outcome, PlayError> {
    if matches!(steps.first(), Some(Step { command: Command::MachineAtm, .. })) {
        return super::atm::play(file, steps, options);
    }
    let mut player = Player::new(options, &mut observer)?;
    let mut failures = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let expects_refusal =
            matches!(steps.get(at + 1).map(|next| &next.command), Some(Command::Expect(super::Expectation::Rejected(_))));
        if let Err(message) = player.play(step, expects_refusal) {
            failures.push(format!("{}:{}: {message}\n  {} | {}", file.display(), step.line, step.line, step.text));
            // A broken claim is told and the story goes on; a step that cannot be done ends it.
            if !matches!(step.command, Command::Expect(_)) {
                break;
            }
        }
    }
    failures.extend(
        player.journal_problems()?.iter().map(|problem| format!("{}: the journal at its end: {problem}", file.display())),
    );
    Ok(Outcome { transcript: player.transcript(), failures })
}

/// Where a script left its kiosk.
#[derive(Debug, Clone)]
pub struct Scene {
    /// What is on the screen.
    pub view: View,
    /// The time of it.
    pub now: Timestamp,
    /// What the last step was refused for.
    pub rejections: Vec<Rejection>,
    /// The simulated terminal, in a script that has one.
    pub face: Option<TerminalFace>,
}

/// Plays a script for the picture at its end: the kiosk stays as the last step left it.
///
/// # Errors
/// [`PlayError`] when there is nothing to play on, and when a step does not go as the script says.
pub fn scene(steps: &[Step], options: &PlayOptions) -> Result<Scene, PlayError> {
    let mut nobody = || None;
    let mut player = Player::new(options, &mut nobody)?;
    for (at, step) in steps.iter().enumerate() {
        // What was refused last may be what the picture is about.
        let last = at + 1 == steps.len();
        player.play(step, last).map_err(|message| PlayError::Step { line: step.line, message })?;
    }
    let now = player.clock.now();
    let view = match &player.driver {
        Some(driver) => driver.kiosk().view(driver.now()),
        // Nothing has happened yet: the kiosk as it looks while its journal is being read.
        None => Kiosk::new(player.menu.clone(), player.options.policy.clone()).view(now),
    };
    let simulated = player.terminal_kind == TerminalKind::Simulated;
    Ok(Scene {
        view,
        now: now.at,
        rejections: player.rejections.clone(),
        face: simulated.then(|| player.simulated.with(|device| device.face())),
    })
}

/// Plays steps for what they are refused for: it ends at the first that is not taken, or that claims what is not so.
///
/// # Errors
/// [`PlayError`] when there is nothing to play on, and [`PlayError::Step`] with the line of that step.
pub fn drive(steps: &[Step], options: &PlayOptions) -> Result<(), PlayError> {
    if matches!(steps.first(), Some(Step { command: Command::Atm(_), .. })) {
        return super::drive_atm(steps, options.kiosk, options.seed);
    }
    let mut nobody = || None;
    let mut player = Player::new(options, &mut nobody)?;
    for step in steps {
        player.play(step, false).map_err(|message| PlayError::Step { line: step.line, message })?;
    }
    Ok(())
}

/// One byte of every start's record is another one: what a disk does to a file that nobody looks at.
pub(super) fn spoil(journal: &Path) -> std::io::Result<()> {
    let mut bytes = std::fs::read(journal)?;
    let written = b"after_clean_stop";
    let found: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(written)).collect();
    found.into_iter().for_each(|at| bytes[at] = b'A');
    std::fs::write(journal, bytes)
}

/// What falls in a crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fall {
    Program,
    Computer,
}

type Observers<'a> = &'a mut dyn FnMut() -> Option<Box<dyn Observer>>;

/// A kiosk, its world, and the script's hands in both.
pub(super) struct Player<'a> {
    observers: Observers<'a>,
    names: Names,
    options: PlayOptions,
    folder: WorkFolder,
    clock: FakeClock,
    ids: SeededIds,
    terminal_kind: TerminalKind,
    pub(super) terminal: TerminalHandle,
    simulated: SharedSimulated,
    pub(super) kitchen: Kitchen,
    pub(super) printer: Printer,
    staff: StaffDesk,
    switch: JournalSwitch,
    /// The next start finds the file of the cart spoilt.
    spoil_cart: bool,
    /// The next start finds the journal spoilt.
    spoil_journal: bool,
    /// Before the next start somebody agrees to what happened to the journal.
    agree: bool,
    menus: Option<Sender<Arc<Catalogue>>>,
    menu: Arc<Catalogue>,
    menu_count: u32,
    stop: Arc<AtomicBool>,
    driver: Option<Driver>,
    pub(super) tally: Arc<Mutex<Tally>>,
    text: String,
    pub(super) rejections: Vec<Rejection>,
    revisions: VecDeque<OrderRevision>,
    pub(super) stopped: bool,
}

/// A round of pumping needs at most so many turns before everything is still.
const MAX_TURNS: usize = 10_000;

impl<'a> Player<'a> {
    pub(super) fn new(options: &PlayOptions, observers: Observers<'a>) -> Result<Self, PlayError> {
        // Invariant: the constant is a date, a time and an offset.
        let lunch = WallTime::parse(LUNCH).unwrap_or(WallTime { unix_ms: 0, offset_s: 0 });
        Ok(Self {
            observers,
            names: Names::default(),
            options: options.clone(),
            folder: WorkFolder::new()?,
            clock: FakeClock::at(lunch),
            ids: SeededIds::new(options.seed),
            terminal_kind: TerminalKind::Scripted,
            terminal: TerminalHandle::default(),
            simulated: SharedSimulated::new(),
            kitchen: Kitchen::default(),
            printer: Printer::default(),
            staff: StaffDesk::default(),
            switch: JournalSwitch::default(),
            spoil_cart: false,
            spoil_journal: false,
            agree: false,
            menus: None,
            menu: options.menu.clone(),
            menu_count: 0,
            stop: Arc::default(),
            driver: None,
            tally: Arc::default(),
            text: String::new(),
            rejections: Vec::new(),
            revisions: VecDeque::new(),
            stopped: false,
        })
    }

    pub(super) fn transcript(self) -> String {
        self.text
    }

    /// One step of the script.
    pub(super) fn play(&mut self, step: &Step, expects_refusal: bool) -> Result<(), String> {
        if self.set_up(&step.command)? {
            return Ok(());
        }
        self.start_if_needed().map_err(|error| error.to_string())?;
        if let Command::Expect(claim) = &step.command {
            return super::expect::check(self, claim);
        }
        let _ = writeln!(self.text, "| {}", step.text);
        self.rejections.clear();
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).ignored.clear();
        let done = self.act(&step.command);
        if !matches!(step.command, Command::Asleep(_)) {
            self.settle();
        }
        done?;
        match self.rejections.first() {
            Some(rejection) if !expects_refusal => Err(format!("refused: {} ({rejection})", rejection.key())),
            Some(_) | None => Ok(()),
        }
    }

    /// Commands that only count before the kiosk starts.
    fn set_up(&mut self, command: &Command) -> Result<bool, String> {
        let early = match command {
            Command::At(wall) => {
                self.clock.set_wall(*wall);
                true
            }
            Command::TerminalKind(kind) => {
                self.terminal_kind = *kind;
                true
            }
            Command::KitchenBacklog(most) => {
                self.options.policy.kitchen_backlog = *most;
                true
            }
            Command::Ceiling(amount) => {
                let ceiling = Money::parse(amount, self.menu.currency()).map_err(|error| error.to_string())?;
                self.options.policy.ceiling_minor = ceiling.minor();
                true
            }
            Command::NoCounter => {
                self.options.policy.counter = false;
                true
            }
            Command::MachineAtm | Command::Atm(_) => return Err("a cash machine begins with `machine atm`".to_owned()),
            _ => false,
        };
        if early && self.driver.is_some() {
            return Err("the kiosk is running already; say this first".to_owned());
        }
        Ok(early)
    }

    fn start_if_needed(&mut self) -> Result<(), PlayError> {
        if self.driver.is_none() {
            let wall = self.clock.now().wall;
            let _ = writeln!(self.text, "# {wall}, {}", weekday(wall));
            self.boot()?;
        }
        Ok(())
    }

    fn boot(&mut self) -> Result<(), PlayError> {
        let options = StoreOptions {
            path: self.journal_file(),
            kiosk: self.options.kiosk,
            cut_over_minutes: 240,
            house: self.menu.default_language().clone(),
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
        let state = store.boot_state(self.clock.now())?;
        let (carts, cart) = SessionFile::open(&self.session_file(), self.clock.now(), Some(self.clock.since_boot()));
        let mut policy = self.options.policy.clone();
        let terminal: Option<Box<dyn PaymentTerminal>> = match self.terminal_kind {
            TerminalKind::Scripted => Some(Box::new(ScriptedTerminal::new(self.terminal.clone()))),
            TerminalKind::Simulated => Some(Box::new(self.simulated.clone())),
            TerminalKind::None => None,
        };
        policy.terminal = terminal.as_ref().map(|terminal| terminal.profile().id.clone());
        let (menus, published) = channel();
        self.menus = Some(menus);
        let ports = Ports {
            clock: Box::new(self.clock.clone()),
            ids: Box::new(self.ids.clone()),
            terminal,
            journal: Box::new(FaultyJournal::new(Inline::new(JournalWorker::new(store)), self.switch.clone())),
            kitchen: Box::new(self.kitchen.clone()),
            printer: Box::new(self.printer.clone()),
            carts: Box::new(Inline::new(carts)),
            menus: Some(published),
        };
        // Ids after a restart must not repeat those before it.
        self.ids = SeededIds::new(self.options.seed.wrapping_add(self.menu_count.into()).wrapping_add(0x9e37_79b9));
        self.stop = Arc::default();
        self.stopped = false;
        let BootState { open, reversals, tickets, last_lock, alarms, .. } = state;
        let recovered = Recovered { open, reversals, tickets, last_lock, cart, alarms };
        let mut driver = Driver::new(self.menu.clone(), policy, ports, recovered);
        let tally = self.tally.clone();
        driver.observe(Box::new(Transcript::new(self.names.clone(), move |line| {
            tally.lock().unwrap_or_else(PoisonError::into_inner).lines.push(line);
        })));
        driver.observe(Box::new(Counter(self.tally.clone())));
        if let Some(observer) = (self.observers)() {
            driver.observe(observer);
        }
        driver.hear_staff(Box::new(self.staff.inbox()));
        driver.stop_on(self.stop.clone());
        self.driver = Some(driver);
        self.settle();
        Ok(())
    }

    fn act(&mut self, command: &Command) -> Result<(), String> {
        match command {
            Command::Wait(span) => self.wait(*span),
            Command::Asleep(span) => self.clock.pass(*span),
            Command::ClockIs(wall) => self.clock.set_wall(*wall),
            Command::Crash { down } => self.crash(*down, Fall::Program)?,
            Command::PowerCut { down } => self.crash(*down, Fall::Computer)?,
            Command::SpoilCart => self.spoil_cart = true,
            Command::SpoilJournal => self.spoil_journal = true,
            Command::AgreeToJournal => self.agree = true,
            Command::OffMenu(item) => {
                let mut draft = self.menu.to_draft();
                draft.items.retain(|candidate| candidate.id != *item);
                for category in &mut draft.categories {
                    category.items = category.items.iter().filter(|id| *id != item).cloned().collect();
                }
                self.publish(draft)?;
            }
            Command::Stop => self.stop.store(true, Ordering::Relaxed),
            Command::StaffResolves { reference, verdict, by, reason } => {
                let attempt = self.attempt(reference)?;
                let decision = StaffDecision::new(attempt, *verdict, by, reason).map_err(|error| error.to_string())?;
                self.staff.hand_in(decision);
            }
            Command::JournalFails(failing) => self.switch.set_failing(*failing),
            Command::Kitchen(mood) => self.kitchen.set_mood(*mood),
            Command::PrinterFails(failing) => self.printer.set_failing(*failing),
            Command::SoldOut(item, gone) => {
                let mut draft = self.menu.to_draft();
                if *gone {
                    draft.sold_out.items.insert(item.clone());
                } else {
                    draft.sold_out.items.remove(item);
                }
                self.publish(draft)?;
            }
            Command::SoldOutOption(group, option, gone) => {
                let mut draft = self.menu.to_draft();
                let mark = (slug(GroupId::new(group))?, slug(OptionId::new(option))?);
                if *gone {
                    draft.sold_out.options.insert(mark);
                } else {
                    draft.sold_out.options.remove(&mark);
                }
                self.publish(draft)?;
            }
            Command::Price(item, price) => {
                let mut draft = self.menu.to_draft();
                let found = draft.items.iter_mut().find(|candidate| candidate.id == *item);
                let found = found.ok_or_else(|| format!("no item \"{item}\" on the menu"))?;
                found.price = Money::parse(price, self.menu.currency()).map_err(|error| error.to_string())?;
                self.publish(draft)?;
            }
            Command::OffMenuOption(group, option) => {
                let mut draft = self.menu.to_draft();
                let found = draft.groups.iter_mut().find(|candidate| candidate.id.as_str() == group);
                let found = found.ok_or_else(|| format!("no option group \"{group}\" on the menu"))?;
                found.options.retain(|candidate| candidate.id.as_str() != option);
                self.publish(draft)?;
            }
            Command::Terminal(act) => self.terminal_acts(act)?,
            Command::AddItem { item, quantity, with, note } => self.add_item(item, *quantity, with, note.as_deref())?,
            Command::Times(commands) => {
                for command in commands {
                    self.act(command)?;
                    self.settle();
                }
            }
            Command::Late(command) => {
                let seen = self.revisions.front().copied().unwrap_or_default();
                let intent = self.intent(command, seen)?;
                self.submit(intent);
            }
            Command::Twice(command) => {
                let intent = self.intent(command, self.revision())?;
                self.submit(intent.clone());
                self.submit(intent);
            }
            other => {
                let intent = self.intent(other, self.revision())?;
                self.submit(intent);
            }
        }
        Ok(())
    }

    /// The program ends without a word, and starts again after a while.
    fn crash(&mut self, down: Millis, fall: Fall) -> Result<(), String> {
        self.driver = None;
        self.clock.pass(down);
        if fall == Fall::Computer {
            self.clock.boot();
        }
        if std::mem::take(&mut self.spoil_cart) {
            std::fs::write(self.session_file(), "neither a database nor a cart").map_err(|error| error.to_string())?;
        }
        if std::mem::take(&mut self.spoil_journal) {
            spoil(&self.journal_file()).map_err(|error| error.to_string())?;
        }
        self.menu_count += 1;
        self.boot().map_err(|error| error.to_string())
    }

    fn publish(&mut self, mut draft: crate::catalogue::CatalogueDraft) -> Result<(), String> {
        self.menu_count += 1;
        draft.version = crate::catalogue::MenuVersion(format!("menu-{}", self.menu_count).into());
        self.menu = Arc::new(draft.finish().map_err(|error| error.to_string())?);
        if let Some(menus) = &self.menus {
            let _ = menus.send(self.menu.clone());
        }
        Ok(())
    }

    fn submit(&mut self, intent: Intent) {
        if let Some(driver) = &mut self.driver {
            driver.submit(intent);
        }
    }

    fn session_file(&self) -> PathBuf {
        self.folder.path().join("session.db")
    }

    fn journal_file(&self) -> PathBuf {
        self.folder.path().join("journal.db")
    }

    fn revision(&self) -> OrderRevision {
        self.revisions.back().copied().unwrap_or_default()
    }

    pub(super) fn view(&self) -> View {
        let driver = self.driver();
        driver.kiosk().view(driver.now())
    }

    pub(super) fn driver(&self) -> &Driver {
        // Invariant: `play` starts the driver before anything looks at it.
        self.driver.as_ref().expect("the kiosk has been started")
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
        let revision = super::expect::cart_of(&self.view()).map(|cart| cart.revision);
        if let Some(revision) = revision.filter(|revision| self.revisions.back() != Some(revision)) {
            self.revisions.push_back(revision);
            while self.revisions.len() > 2 {
                self.revisions.pop_front();
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
            let next = self.driver.as_ref().and_then(Driver::next_deadline).unwrap_or(end);
            if next >= end || now >= end {
                self.clock.pass(end.since(now));
                self.settle();
                return;
            }
            // Always a little further, even if a deadline is left standing.
            self.clock.pass(Millis(next.since(now).0.max(1)));
            self.settle();
        }
    }
}

fn slug<T>(made: Result<T, crate::catalogue::BadSlug>) -> Result<T, String> {
    made.map_err(|error| error.to_string())
}

pub(super) fn weekday(wall: WallTime) -> &'static str {
    use jiff::civil::Weekday;
    match wall.local().weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
