//! A monkey's world: the machine with its witness, and whatever is around it.

mod alone;

use std::collections::VecDeque;
use std::fmt;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use cardlast::fake::SeededIds;
use cardlast::id::{AttemptId, OrderId, OrderRevision, Stan};
use cardlast::machine::Rejection;
use cardlast::machine::kiosk::{
    Effect, Effects, Event, Intent, Kiosk, KitchenHealth, Phase, Policy, SessionStage, Stop, View, Witness,
};
use cardlast::order::{KeptCart, MAX_LINES, RecoveredCart};
use cardlast::payment::{
    JournalHealth, PaymentRequest, StaffDecision, StaffVerdict, TerminalCommand, TerminalEvent, TerminalHealth, WriteKey,
};
use cardlast::port::IdSource as _;
use cardlast::time::{Millis, Now, Timestamp, WallTime};

use crate::dice::Dice;
use crate::hands;
use crate::journal::Journal;
use crate::menus::MENUS;
use crate::tally::Tally;
use crate::terminal::Terminal;

/// So much may the machine's memory be, written out. A full cart with its notes and its hundred steps back is most of it.
const LARGEST: usize = 1 << 20;
/// It is written out once in so many steps.
const WEIGH_EVERY: u64 = 1_024;
/// So many rows of anything that outlives a customer may it hold.
const MOST_ROWS: usize = 40;

type Outcome = Result<Effects, Rejection>;

/// What broke, and what led to it.
#[derive(Debug)]
pub struct Slip {
    pub what: String,
    trace: VecDeque<String>,
}

impl fmt::Display for Slip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nafter:", self.what)?;
        self.trace.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}

/// Faults that the monkey must see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plant {
    /// The terminal is asked for a payment although nobody locked anything.
    PromptFromNowhere,
    /// A touch leads to another screen.
    AttractWithALock,
    /// A start that takes up more payments than there can be.
    HoardedPayments,
}

pub struct World {
    kiosk: Kiosk,
    witness: Witness,
    now: Now,
    dice: Dice,
    ids: SeededIds,
    journal: Journal,
    terminal: Terminal,
    receipts: VecDeque<OrderId>,
    recalls: VecDeque<AttemptId>,
    kept: Option<(KeptCart, Timestamp, u64)>,
    latest: Option<PaymentRequest>,
    view: Arc<View>,
    failing: bool,
    babbles: bool,
    /// So many events until the program is killed.
    left: u64,
    trace: VecDeque<String>,
    /// Everything of a life is remembered: `TELL=1`, for a seed that failed.
    tells: bool,
    pub tally: Tally,
    pub plant: Option<Plant>,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let wall = WallTime::parse("2026-11-24T12:30:00+01:00").expect("a time");
        let now = Now { at: Timestamp(1_000), wall };
        let kiosk = Kiosk::new(MENUS[0].clone(), Policy::default());
        let mut world = Self {
            witness: Witness::new(&kiosk),
            view: Arc::new(kiosk.view(now)),
            kiosk,
            now,
            dice: Dice::new(seed, "monkey"),
            ids: SeededIds::new(seed),
            journal: Journal::default(),
            terminal: Terminal::default(),
            receipts: VecDeque::new(),
            recalls: VecDeque::new(),
            kept: None,
            latest: None,
            failing: false,
            babbles: false,
            left: 0,
            trace: VecDeque::new(),
            tells: std::env::var_os("TELL").is_some(),
            tally: Tally::default(),
            plant: None,
        };
        world.left = 1;
        world
    }

    pub fn policy(&self) -> &Policy {
        self.kiosk.policy()
    }

    /// One event, whatever the dice say.
    pub fn act(&mut self) -> Result<(), Slip> {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 || self.kiosk.state().stop() == Stop::Done {
            return self.restart();
        }
        let event = match self.dice.below(1_000) {
            0..430 => Some(self.customer()),
            430..680 => self.journal_news(),
            680..800 => self.terminal_news(),
            800..940 => Some(self.tick()),
            940..955 => Some(self.staff()),
            955..965 => Some(Event::MenuPublished(self.dice.pick(&*MENUS).expect("menus").clone())),
            965..985 => self.receipt(),
            985..990 => Some(self.health()),
            990..996 => self.recall(),
            996..999 => Some(self.kitchen()),
            _ if self.dice.percent(10) => Some(Event::Shutdown),
            _ => None,
        };
        event.map_or(Ok(()), |event| self.step(event))
    }

    fn customer(&mut self) -> Event {
        let fresh = self.ids.mint();
        let menu = self.kiosk.live_menu().clone();
        let intent = if self.dice.percent(55) {
            self.view = Arc::new(self.kiosk.view(self.now));
            hands::sense(&self.view, &mut self.dice)
        } else {
            let which = self.dice.below(hands::WISHES);
            hands::any(&menu, self.revision(), which, &mut self.dice)
        };
        Event::Customer { intent, fresh }
    }

    fn revision(&self) -> OrderRevision {
        match self.kiosk.state().session().map(cardlast::machine::kiosk::Session::stage) {
            Some(SessionStage::Ordering(ordering)) => ordering.cart().revision(),
            Some(_) | None => OrderRevision::default(),
        }
    }

    fn journal_news(&mut self) -> Option<Event> {
        if self.dice.percent(3) {
            // An answer that comes again.
            return self.dice.pick(self.journal.answered.make_contiguous()).cloned().map(Event::Written);
        }
        if self.dice.percent(1) {
            // One that nobody waits for.
            let attempt = AttemptId::from(self.ids.mint());
            return Some(Event::WriteFailed(WriteKey::Intent(attempt)));
        }
        let entry = self.journal.waiting.pop_front()?;
        if self.failing && entry.is_awaited() {
            return Some(Event::WriteFailed(entry.key()));
        }
        if entry.is_awaited() && self.dice.percent(3) {
            self.failing = true;
            self.journal.waiting.push_front(entry);
            return Some(Event::JournalHealth(JournalHealth::Failing));
        }
        Some(Event::Written(self.journal.store(&entry, self.now)))
    }

    fn health(&mut self) -> Event {
        self.failing = false;
        let doubted = self.dice.percent(20);
        Event::JournalHealth(if doubted { JournalHealth::Doubted } else { JournalHealth::Well })
    }

    fn kitchen(&mut self) -> Event {
        let behind = self.dice.percent(15);
        Event::KitchenHealth(if behind { KitchenHealth::Behind } else { KitchenHealth::KeepsUp })
    }

    fn terminal_news(&mut self) -> Option<Event> {
        let never = AttemptId::from(self.ids.mint());
        let babble = self.babbles && self.dice.percent(20);
        if babble {
            return Some(Event::Terminal(self.terminal.babble(&mut self.dice, never)));
        }
        self.terminal.speak(&mut self.dice).map(Event::Terminal)
    }

    fn tick(&mut self) -> Event {
        let due = self.kiosk.next_deadline().map_or(0, |due| due.since(self.now.at).0);
        let span = match self.dice.below(40) {
            0..15 => due,
            15..30 => self.dice.between(0, 900),
            30..38 => self.dice.between(1_000, 40_000),
            38 => self.dice.between(100_000, 1_000_000),
            _ => self.dice.between(3_600_000, 40 * 86_400_000),
        };
        self.now = Now { at: self.now.at.after(Millis(span)), wall: self.now.wall.after(Millis(span)) };
        if self.dice.percent(1) {
            let leap = i64::try_from(self.dice.below(10 * 86_400_000)).unwrap_or(0) - 5 * 86_400_000;
            self.now.wall.unix_ms += leap;
        }
        Event::Tick
    }

    fn staff(&mut self) -> Event {
        let never = AttemptId::from(self.ids.mint());
        let open: Vec<_> = self.kiosk.state().unresolved().keys().copied().collect();
        let back: Vec<_> = self.kiosk.state().reversals().keys().map(|(attempt, _)| *attempt).collect();
        let alarms: Vec<_> = self.kiosk.state().alarms().iter().map(|(attempt, _)| *attempt).collect();
        let known = self.dice.pick(&[open, back, alarms].concat()).copied();
        let attempt = known.unwrap_or_else(|| self.terminal.attempt(&mut self.dice, never));
        let verdict = if self.dice.percent(50) { StaffVerdict::Charged } else { StaffVerdict::NotCharged };
        Event::StaffDecided(StaffDecision::new(attempt, verdict, "Ada", "looked at the slip").expect("a name and a reason"))
    }

    fn receipt(&mut self) -> Option<Event> {
        let asked = self.receipts.pop_front();
        let order = asked.or_else(|| Some(OrderId::from(self.ids.mint())))?;
        Some(if self.dice.percent(50) { Event::ReceiptPrinted(order) } else { Event::ReceiptFailed(order) })
    }

    fn recall(&mut self) -> Option<Event> {
        let attempt = self.recalls.pop_front().or_else(|| Some(AttemptId::from(self.ids.mint())))?;
        Some(Event::Recalled { attempt, recalled: self.journal.recall(attempt) })
    }

    /// Killed, or stopped, and started again: what was on its way to the journal is stored in part.
    fn restart(&mut self) -> Result<(), Slip> {
        let arrived = self.dice.index(self.journal.waiting.len() + 1);
        let waiting = std::mem::take(&mut self.journal.waiting);
        for entry in waiting.into_iter().take(arrived) {
            self.journal.store(&entry, self.now);
        }
        self.tally.lives += 1;
        if self.tally.lives.is_multiple_of(12) {
            self.journal = Journal::default();
            self.terminal = Terminal::default();
            self.kept = None;
        }
        self.babbles = self.dice.percent(30);
        self.left = self.dice.between(300, 6_000);
        self.failing = false;
        self.terminal.wire.clear();
        self.receipts.clear();
        self.recalls.clear();
        self.journal.answered.clear();
        self.trace.clear();
        let clock_is_right = self.dice.percent(80);
        let (mut open, reversals) = self.journal.open(self.now, clock_is_right);
        if self.plant == Some(Plant::HoardedPayments)
            && let Some(one) = open.first().cloned()
        {
            open.extend(
                (0..45).map(|_| cardlast::payment::OpenAttempt { attempt: AttemptId::from(self.ids.mint()), ..one.clone() }),
            );
        }
        let cart = self.kept.take().map(|(cart, touched, after)| {
            let age = clock_is_right.then(|| self.now.at.since(touched));
            Box::new(RecoveredCart { cart, age, locked_since: self.journal.last_lock > after })
        });
        self.kiosk = Kiosk::new(self.dice.pick(&*MENUS).expect("menus").clone(), Policy::default());
        self.witness = Witness::new(&self.kiosk);
        if self.dice.percent(30) {
            // Fingers and news before the journal has been read.
            for _ in 0..4 {
                let (fresh, which) = (self.ids.mint(), self.dice.below(hands::WISHES));
                let intent = hands::any(&MENUS[0], OrderRevision::default(), which, &mut self.dice);
                self.step(Event::Customer { intent, fresh })?;
            }
            self.step(Event::Tick)?;
        }
        self.step(Event::Boot { open, reversals, cart })?;
        self.step(Event::AlarmsFound(self.journal.alarms()))?;
        self.step(Event::Terminal(TerminalEvent::Health(TerminalHealth::Ready)))
    }

    /// One step, and everything that must hold after it.
    pub fn step(&mut self, event: Event) -> Result<(), Slip> {
        let name = event.name();
        let outcome = self.kiosk.step(self.now, event.clone());
        self.note(name, &outcome);
        self.remember(&event, &outcome);
        let (heard, outcome) = self.planted(event, outcome);
        let seen = self.witness.observe(self.now, &heard, &outcome, &self.kiosk);
        if let Err(violation) = seen {
            // A terminal that contradicts itself about money is believed by nobody, and the day ends.
            if self.babbles && matches!(violation.id, "I2" | "I3" | "I7") {
                *self.tally.lies.entry(violation.id).or_default() += 1;
                self.left = 1;
                return Ok(());
            }
            return Err(self.slip(violation.to_string()));
        }
        self.stays_small()?;
        for effect in outcome.into_iter().flatten() {
            self.carry_out(effect);
        }
        Ok(())
    }

    fn note(&mut self, name: &'static str, outcome: &Outcome) {
        let screen = self.kiosk.screen_name();
        let tally = &mut self.tally;
        tally.steps += 1;
        *tally.screens.entry(screen).or_default() += 1;
        let said = match outcome {
            Ok(effects) => {
                *tally.taken.entry(name).or_default() += 1;
                format!("{effects:?}").len().to_string()
            }
            Err(rejection) => {
                *tally.refused.entry(name).or_default() += 1;
                *tally.rejections.entry(rejection.key()).or_default() += 1;
                rejection.key().to_owned()
            }
        };
        let mut hasher = DefaultHasher::new();
        (tally.fingerprint, name, &said, screen.key()).hash(&mut hasher);
        tally.fingerprint = hasher.finish();
        if self.trace.len() >= 40 && !self.tells {
            self.trace.pop_front();
        }
        self.trace.push_back(format!("{} {name}: {said} -> {screen}", self.now.at.0));
    }

    /// What was said of money in this life, for whoever looks for a fault.
    fn remember(&mut self, event: &Event, outcome: &Outcome) {
        let about_money = match event {
            Event::Terminal(news) => news.attempt().is_some() && !matches!(news, TerminalEvent::Progress { .. }),
            Event::Written(_) | Event::WriteFailed(_) | Event::Recalled { .. } | Event::StaffDecided(_) | Event::Boot { .. } => {
                true
            }
            Event::Customer { .. }
            | Event::JournalHealth(_)
            | Event::KitchenHealth(_)
            | Event::AlarmsFound(_)
            | Event::ReceiptPrinted(_)
            | Event::ReceiptFailed(_)
            | Event::MenuPublished(_)
            | Event::Shutdown
            | Event::Tick => false,
        };
        if !about_money || !self.tells {
            return;
        }
        let refused = outcome.as_ref().err().map_or(String::new(), |rejection| format!(" ! {rejection}"));
        self.trace.push_back(format!("    {event:?}{refused}"));
    }

    /// I6 and the bounds, as far as they can be seen from outside.
    fn stays_small(&mut self) -> Result<(), Slip> {
        let state = self.kiosk.state();
        let rows = [
            ("unresolved payments", state.unresolved().len()),
            ("reversals", state.reversals().len()),
            ("orders owed", state.accepting().len()),
            ("decisions", state.deciding().len()),
            // Of these there may be more: the product's own limit is 64.
            ("alarms", state.alarms().len().saturating_sub(64 - MOST_ROWS)),
        ];
        if let Some((what, rows)) = rows.into_iter().find(|(_, rows)| *rows > MOST_ROWS) {
            return Err(self.slip(format!("memory: {rows} {what}")));
        }
        if let Some(SessionStage::Ordering(ordering)) = state.session().map(cardlast::machine::kiosk::Session::stage)
            && ordering.cart().lines().len() > MAX_LINES
        {
            return Err(self.slip("memory: a cart with too many lines".to_owned()));
        }
        if self.tally.steps.is_multiple_of(16) {
            let view = self.kiosk.view(self.now);
            self.tally.insisted += u64::from(view.insists);
        }
        if !self.tally.steps.is_multiple_of(WEIGH_EVERY) {
            return Ok(());
        }
        let bytes = format!("{state:?}").len();
        self.tally.largest = self.tally.largest.max(bytes);
        if bytes > LARGEST { Err(self.slip(format!("memory: {bytes} bytes"))) } else { Ok(()) }
    }

    fn slip(&mut self, what: String) -> Slip {
        Slip { what, trace: std::mem::take(&mut self.trace) }
    }

    fn planted(&mut self, event: Event, outcome: Outcome) -> (Event, Outcome) {
        match (self.plant, outcome) {
            (Some(Plant::PromptFromNowhere), Ok(mut effects)) if matches!(self.kiosk.state().phase(), Phase::Attract(_)) => {
                if let Some(request) = self.latest.clone() {
                    let stan = Stan(1);
                    effects.push(Effect::Terminal(TerminalCommand::Authorise { request, stan }));
                }
                (event, Ok(effects))
            }
            (Some(Plant::AttractWithALock), outcome) if matches!(event, Event::Customer { .. }) => {
                let fresh = self.ids.mint();
                (Event::Customer { intent: Intent::Touch, fresh }, outcome)
            }
            (_, outcome) => (event, outcome),
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Record(entry) => self.journal.waiting.push_back(entry),
            Effect::Terminal(command) => {
                if let TerminalCommand::Authorise { request, .. } = &command {
                    self.latest = Some(request.clone());
                }
                // A wire holds only so much; what does not fit is lost on its way.
                if self.terminal.wire.len() < 64 {
                    self.terminal.wire.push_back(command);
                }
            }
            Effect::Recall(attempt) => self.recalls.push_back(attempt),
            Effect::PrintReceipt(order) => self.receipts.push_back(order),
            Effect::SaveCart(cart) => self.kept = Some((*cart, self.now.at, self.journal.seq())),
            Effect::ForgetCart => self.kept = None,
            Effect::CallStaff | Effect::Stop => {}
        }
    }
}
