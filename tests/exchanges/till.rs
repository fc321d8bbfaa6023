//! A kiosk in small: the product's own checkout and reversal in front of an exchange, an emulator behind it, and nothing in between but
//! memory. The journal is durable at once; time jumps to whatever is due next.

use std::collections::BTreeMap;

use cardlast::device::{Act, BookLine, Emulator, Exchange};
use cardlast::fake::SeededIds;
use cardlast::id::{AttemptId, OrderId, Stan};
use cardlast::locale::Language;
use cardlast::machine::checkout::{
    Checkout, CheckoutEffect, CheckoutEvent, CheckoutPolicy, Reversal, ReversalEffect, ReversalStage, Stage,
};
use cardlast::money::{Currency, Money};
use cardlast::order::Withdrawal;
use cardlast::payment::{
    AlarmReason, ApprovalFacts, CardSlip, Entry, FaceDisplay, NotCharged, Progress, TerminalCommand, TerminalEvent, TerminalTap,
    Trouble,
};
use cardlast::port::IdSource as _;
use cardlast::time::{Millis, Now, Timestamp, WallTime};

/// What stands between an exchange and an emulator.
pub trait Wire<Order, News, Heard, Said>: Default {
    /// Our side asks for something: what the other side hears, and what we are told at once.
    fn order(&mut self, order: Order) -> (Vec<Heard>, Vec<News>);
    /// The other side says something: what we are told.
    fn said(&mut self, said: Said) -> Vec<News>;
    /// The program on our side has gone: what the other side hears.
    fn gone(&mut self) -> Vec<Heard> {
        Vec::new()
    }
    /// What stands between the two when it comes back.
    fn restarted(&self) -> Self {
        Self::default()
    }
}

/// What the customer does whenever the terminal shows something new.
pub type Customer = fn(FaceDisplay) -> &'static [TerminalTap];

pub const CODE: [TerminalTap; 5] =
    [TerminalTap::Digit(1), TerminalTap::Digit(2), TerminalTap::Digit(3), TerminalTap::Digit(4), TerminalTap::Enter];

/// Holds a card to the reader.
pub fn taps(face: FaceDisplay) -> &'static [TerminalTap] {
    if face == FaceDisplay::Paying(Progress::PresentCard) { &[TerminalTap::TapCard] } else { &[] }
}

/// Puts a card in, types the code, takes the card out.
pub fn inserts(face: FaceDisplay) -> &'static [TerminalTap] {
    match face {
        FaceDisplay::Paying(Progress::PresentCard) => &[TerminalTap::InsertCard],
        FaceDisplay::Paying(Progress::EnterPin) => &CODE,
        FaceDisplay::Paying(Progress::RemoveCard) => &[TerminalTap::RemoveCard],
        _ => &[],
    }
}

/// Types the wrong code, three times.
pub fn forgets(face: FaceDisplay) -> &'static [TerminalTap] {
    const ZERO: TerminalTap = TerminalTap::Digit(0);
    const ONCE: [TerminalTap; 5] = [ZERO, ZERO, ZERO, ZERO, TerminalTap::Enter];
    const TWICE: [TerminalTap; 10] = [ZERO, ZERO, ZERO, ZERO, TerminalTap::Enter, ZERO, ZERO, ZERO, ZERO, TerminalTap::Enter];
    match face {
        FaceDisplay::Paying(Progress::PresentCard) => &[TerminalTap::InsertCard],
        FaceDisplay::Paying(Progress::EnterPin) => &ONCE,
        FaceDisplay::Paying(Progress::WrongPin) => &TWICE,
        _ => &[],
    }
}

/// Presses the red key.
pub fn refuses(face: FaceDisplay) -> &'static [TerminalTap] {
    if face == FaceDisplay::Paying(Progress::PresentCard) { &[TerminalTap::Cancel] } else { &[] }
}

/// Has gone.
pub fn nobody(_: FaceDisplay) -> &'static [TerminalTap] {
    &[]
}

/// How a payment ended for the kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    Charged(Box<ApprovalFacts>),
    NotCharged(NotCharged),
    /// Charged, and taken back.
    Reversed,
    /// A person has been called: nobody knows, or it cannot be taken back.
    Staff(AlarmReason),
    /// Still asking when patience was over; a person sees a frozen order.
    Asking,
}

/// What is to go wrong on our side.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plan {
    /// The program is killed before this act is done, and started again.
    pub crash_before: Option<usize>,
    /// The approval cannot be stored.
    pub approval_is_not_stored: bool,
    /// The customer presses cancel on the kiosk so long after the lock.
    pub cancel_after: Option<Millis>,
}

/// Makes an exchange from its note.
type Maker<E> = Box<dyn Fn(Option<&str>) -> E>;

/// See the module's text.
pub struct Till<E: Exchange, M: Emulator, W> {
    make: Maker<E>,
    exchange: E,
    pub emulator: M,
    wire: W,
    pub now: Now,
    policy: CheckoutPolicy,
    ids: SeededIds,
    stan: Stan,
    note: Option<String>,
    shown: Option<FaceDisplay>,
    customer: Customer,
    /// Every event that the kiosk was told, by name.
    pub events: BTreeMap<&'static str, usize>,
    pub slips: Vec<CardSlip>,
    acts: usize,
    plan: Plan,
    /// Trouble on the line so long after the lock, and its end.
    pub pull_after: Option<(Millis, Trouble)>,
    pub mend_after: Option<Millis>,
    pub crashed: bool,
    alarms: Vec<AlarmReason>,
    approved: Option<ApprovalFacts>,
    /// Every message of ours and theirs passes here.
    pub trace: Vec<String>,
}

enum Matter {
    Paying(Box<Checkout<Withdrawal>>),
    Reversing(Box<Reversal>),
    /// A command outside any payment.
    None,
}

impl<E, M, W> Till<E, M, W>
where
    E: Exchange,
    M: Emulator,
    W: Wire<E::Order, E::News, M::Heard, M::Said>,
    E::Order: std::fmt::Debug,
{
    pub fn new(make: impl Fn(Option<&str>) -> E + 'static, emulator: M, customer: Customer) -> Self {
        let exchange = make(None);
        let terminal_confirms = exchange.profile().confirms;
        Self {
            exchange,
            make: Box::new(make),
            emulator,
            wire: W::default(),
            now: Now { at: Timestamp(5_000), wall: WallTime::parse("2026-11-28T12:30:00+01:00").expect("a time") },
            policy: CheckoutPolicy { terminal_confirms, ..CheckoutPolicy::default() },
            ids: SeededIds::new(7),
            stan: Stan(0),
            note: None,
            shown: None,
            customer,
            events: BTreeMap::new(),
            slips: Vec::new(),
            acts: 0,
            plan: Plan::default(),
            pull_after: None,
            mend_after: None,
            crashed: false,
            alarms: Vec::new(),
            approved: None,
            trace: Vec::new(),
        }
    }

    pub fn charged(&self) -> Vec<BookLine> {
        self.emulator.book().into_iter().filter(BookLine::is_charged).collect()
    }

    pub fn heard(&self, event: &str) -> usize {
        self.events.get(event).copied().unwrap_or(0)
    }

    /// One payment from lock to end, and what the terminal's book must say then.
    #[track_caller]
    pub fn pay(&mut self, cents: i64, plan: Plan) -> End {
        let before = self.charged();
        let amount = Money::from_minor(cents, Currency::EUR).expect("an amount");
        let end = self.take(amount, plan);
        let after = self.charged();
        let new = &after[before.len().min(after.len())..];
        match &end {
            End::Charged(facts) => {
                assert_eq!(facts.amount, amount, "{end:?}\n{}", self.story());
                assert_eq!(new.len(), 1, "{end:?}, charged {new:?}\n{}", self.story());
                assert_eq!(new[0].amount, amount, "{}", self.story());
            }
            End::NotCharged(_) | End::Reversed => assert!(new.is_empty(), "{end:?}, charged {new:?}\n{}", self.story()),
            End::Staff(_) | End::Asking => assert!(new.len() <= 1, "{end:?}, charged {new:?}\n{}", self.story()),
        }
        end
    }

    fn take(&mut self, amount: Money, plan: Plan) -> End {
        self.plan = plan;
        self.alarms.clear();
        self.approved = None;
        self.stan = Stan(self.stan.0 + 1);
        let order = OrderId::from(self.ids.mint());
        let attempt = AttemptId::from(self.ids.mint());
        let language = Language::new("en").expect("a language");
        let locked = Withdrawal::new(amount, language).readmit(order, self.now).expect("an amount");
        let (checkout, effects) = Checkout::begin(locked, attempt, &self.policy);
        let mut stage = Matter::Paying(Box::new(checkout));
        self.effects(&mut stage, effects);
        let began = self.now.at;
        let patience = began.after(Millis::from_secs(1_800));
        loop {
            self.settle(&mut stage);
            if let Some(end) = self.end(&mut stage) {
                return end;
            }
            let cancel = self.plan.cancel_after.map(|after| began.after(after));
            let pull = self.pull_after.map(|(after, _)| began.after(after));
            let mend = self.mend_after.map(|after| began.after(after));
            let due = [
                pull,
                mend,
                self.exchange.next_deadline(),
                self.emulator.next_deadline(),
                cancel,
                match &stage {
                    Matter::Paying(checkout) => checkout.next_deadline(),
                    Matter::Reversing(reversal) => reversal.next_deadline(),
                    Matter::None => None,
                },
            ];
            let next = due.into_iter().flatten().min().filter(|next| *next <= patience);
            let Some(next) = next else {
                return self.alarms.last().map_or(End::Asking, |alarm| End::Staff(*alarm));
            };
            self.pass_until(next);
            if cancel.is_some_and(|cancel| self.now.at >= cancel) {
                self.plan.cancel_after = None;
                self.tell(&mut stage, CheckoutEvent::Cancel);
            }
            if let Some((_, trouble)) = self.pull_after.take_if(|_| pull.is_some_and(|pull| self.now.at >= pull)) {
                self.emulator.tap(self.now, TerminalTap::Trouble(trouble));
            }
            if self.mend_after.take_if(|_| mend.is_some_and(|mend| self.now.at >= mend)).is_some() {
                self.emulator.tap(self.now, TerminalTap::Trouble(Trouble::None));
            }
            self.wake(&mut stage);
        }
    }

    /// A command outside any payment, and what is told within so long.
    pub fn ask(&mut self, command: TerminalCommand, within: Millis) -> BTreeMap<&'static str, usize> {
        let before = self.events.clone();
        self.exchange.submit(self.now, command);
        let end = self.now.at.after(within);
        let mut stage = Matter::None;
        loop {
            self.settle(&mut stage);
            let due = [self.exchange.next_deadline(), self.emulator.next_deadline()].into_iter().flatten().min();
            let Some(next) = due.filter(|next| *next <= end) else { break };
            self.pass_until(next);
            self.wake(&mut stage);
        }
        let news = self.events.iter().map(|(name, count)| (*name, count - before.get(name).copied().unwrap_or(0)));
        news.filter(|(_, count)| *count > 0).collect()
    }

    fn pass_until(&mut self, at: Timestamp) {
        let span = at.since(self.now.at);
        self.now = Now { at: self.now.at.after(span), wall: self.now.wall.after(span) };
    }

    fn wake(&mut self, stage: &mut Matter) {
        self.exchange.wake(self.now);
        self.emulator.wake(self.now);
        match stage {
            Matter::Paying(_) => self.tell(stage, CheckoutEvent::Tick),
            Matter::Reversing(reversal) => {
                let effects = reversal.tick(self.now.at, &self.policy);
                self.reversal_effects(reversal, effects);
            }
            Matter::None => {}
        }
    }

    /// Everything that happens without time passing.
    fn settle(&mut self, stage: &mut Matter) {
        for _ in 0..100_000 {
            let mut moved = false;
            while let Some(act) = self.exchange.next() {
                moved = true;
                if self.plan.crash_before == Some(self.acts) {
                    self.plan.crash_before = None;
                    self.crash(stage);
                    break;
                }
                self.acts += 1;
                match act {
                    Act::Note(note) => self.note = Some(note),
                    Act::Line(order) => {
                        self.trace.push(format!("{} > {order:?}", self.now.at.0));
                        let (heard, news) = self.wire.order(order);
                        heard.into_iter().for_each(|heard| self.emulator.hear(self.now, heard));
                        news.into_iter().for_each(|news| self.exchange.hear(self.now, news));
                    }
                    Act::Say(event) => self.event(stage, event.fit()),
                }
            }
            if let Some(said) = self.emulator.next() {
                moved = true;
                let news = self.wire.said(said);
                news.into_iter().for_each(|news| self.exchange.hear(self.now, news));
            }
            let face = self.emulator.face().display;
            if self.shown != Some(face) {
                moved = true;
                self.shown = Some(face);
                for tap in (self.customer)(face) {
                    self.emulator.tap(self.now, *tap);
                }
            }
            if !moved {
                return;
            }
        }
        panic!("no end of it\n{}", self.story());
    }

    /// Power cut: what the journal has is there, and the note.
    fn crash(&mut self, stage: &mut Matter) {
        self.crashed = true;
        // The disk has room again: what is found now may be stored.
        self.plan.approval_is_not_stored = false;
        self.trace.push(format!("{} * crash", self.now.at.0));
        self.exchange = (self.make)(self.note.as_deref());
        for heard in self.wire.gone() {
            self.emulator.hear(self.now, heard);
        }
        self.wire = self.wire.restarted();
        match std::mem::replace(stage, Matter::None) {
            // The end is in the journal.
            Matter::Paying(checkout) if !checkout.is_undecided() => *stage = Matter::Paying(checkout),
            Matter::Paying(checkout) => {
                let attempt = checkout.attempt();
                let locked = checkout.into_locked();
                let age = self.now.at.since(locked.locked_at().at);
                let (checkout, effects) =
                    Checkout::resume(locked, attempt, self.stan, self.approved.clone(), Some(age), self.now.at, &self.policy);
                *stage = Matter::Paying(Box::new(checkout));
                self.effects(stage, effects);
            }
            Matter::Reversing(reversal) => {
                let reason = cardlast::payment::ReversalReason::Late;
                let (mut reversal, effects) = Reversal::resume(reversal.facts().clone(), reason, self.now.at, &self.policy);
                self.reversal_effects(&mut reversal, effects);
                *stage = Matter::Reversing(Box::new(reversal));
            }
            Matter::None => {}
        }
    }

    fn event(&mut self, stage: &mut Matter, event: TerminalEvent) {
        *self.events.entry(event.name()).or_default() += 1;
        self.trace.push(format!("{} < {event:?}", self.now.at.0));
        match event {
            TerminalEvent::CardSlip(slip) => self.slips.push(*slip),
            event @ (TerminalEvent::Reversed { .. } | TerminalEvent::ReversalRefused { .. }) => {
                let Matter::Reversing(reversal) = stage else { return };
                let is_done = matches!(event, TerminalEvent::Reversed { .. });
                let outcome = if is_done { reversal.reversed() } else { reversal.refused() };
                if let Ok(effects) = outcome {
                    self.reversal_effects(reversal, effects);
                }
            }
            TerminalEvent::Health(_) | TerminalEvent::Reconciled => {}
            event => self.tell(stage, CheckoutEvent::Terminal(event)),
        }
    }

    fn tell(&mut self, stage: &mut Matter, event: CheckoutEvent) {
        let Matter::Paying(checkout) = stage else { return };
        // What is too late or a repeat is refused, as in the kiosk.
        if let Ok(effects) = checkout.step(self.now.at, event, &self.policy) {
            self.effects(stage, effects);
        }
    }

    fn effects(&mut self, stage: &mut Matter, effects: Vec<CheckoutEffect>) {
        for effect in effects {
            match effect {
                CheckoutEffect::RecordIntent => self.tell(stage, CheckoutEvent::IntentWritten(self.stan)),
                CheckoutEffect::RecordApproval(_) if self.plan.approval_is_not_stored => {
                    let failed = cardlast::machine::checkout::CheckoutWrite::Approval;
                    self.tell(stage, CheckoutEvent::WriteFailed(failed));
                }
                CheckoutEffect::RecordApproval(approval) => {
                    self.approved = Some(approval.facts().clone());
                    self.tell(stage, CheckoutEvent::ApprovalWritten);
                }
                CheckoutEffect::RecordNotCharged(_) => self.tell(stage, CheckoutEvent::NotChargedWritten),
                CheckoutEffect::RecordUnknown(_) => {}
                CheckoutEffect::RecordAlarm(reason, _) => self.alarms.push(reason),
                CheckoutEffect::Terminal(command) => self.exchange.submit(self.now, command),
            }
        }
    }

    fn reversal_effects(&mut self, reversal: &mut Reversal, effects: Vec<ReversalEffect>) {
        for effect in effects {
            match effect {
                ReversalEffect::Terminal(command) => self.exchange.submit(self.now, command),
                ReversalEffect::Record(Entry::ReversalIntent { .. }) => {
                    let effects = reversal.intent_written(self.now.at, &self.policy).unwrap_or_default();
                    self.reversal_effects(reversal, effects);
                }
                ReversalEffect::Record(Entry::Reversed { .. }) => {
                    let effects = reversal.done_written().unwrap_or_default();
                    self.reversal_effects(reversal, effects);
                }
                ReversalEffect::Record(Entry::Alarm { reason, .. }) => self.alarms.push(reason),
                ReversalEffect::Record(entry) => panic!("{entry:?}"),
            }
        }
    }

    fn end(&mut self, stage: &mut Matter) -> Option<End> {
        match stage {
            Matter::Paying(checkout) => match checkout.stage() {
                Stage::Charged { approval } => Some(End::Charged(Box::new(approval.facts().clone()))),
                Stage::NotCharged { why } => Some(End::NotCharged(why.clone())),
                Stage::MustReverse { facts, reason } => {
                    let (mut reversal, effects) = Reversal::begin((**facts).clone(), *reason);
                    self.reversal_effects(&mut reversal, effects);
                    *stage = Matter::Reversing(Box::new(reversal));
                    self.settle(stage);
                    self.end(stage)
                }
                // A person is called; the order stays frozen until they have decided.
                Stage::LookingUp { cannot_tell: true, .. }
                    if self.now.at >= checkout.locked().locked_at().at.after(Millis::from_secs(600)) =>
                {
                    Some(End::Staff(AlarmReason::CannotTell))
                }
                _ => None,
            },
            Matter::Reversing(reversal) => match reversal.stage() {
                ReversalStage::Done => Some(End::Reversed),
                ReversalStage::Refused => Some(End::Staff(AlarmReason::ReversalRefused)),
                _ => None,
            },
            Matter::None => None,
        }
    }

    /// Everything that was said, for whoever has to find out what went wrong.
    pub fn story(&self) -> String {
        self.trace.join("\n")
    }
}
