//! A terminal behind a real protocol: the shipped exchange on the kiosk's side, the emulator with a book of its own on the other, and
//! between them a line that drops, swallows, doubles and garbles. The kiosk's side lives and dies with the kiosk, between any two of its
//! deeds; its note is all that is left of it. Terminal, customer and book go on.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use cardlast::device::{BookLine, LedgerEnd, Unwell};
use cardlast::fake::FakeClock;
use cardlast::id::{AttemptId, Rrn};
use cardlast::money::Money;
use cardlast::payment::{
    LookUpAnswer, PaymentRequest, StaffVerdict, TerminalCommand, TerminalEvent, TerminalProfile, TerminalTap, Trouble,
};
use cardlast::port::Clock as _;
use cardlast::time::{Millis, Now, Timestamp, WallTime};

use super::stage::{CANDIDATES, Deed, Fate, Fault as Line, Side, Stage as Wire};
use super::{Asked, Bank, Payment, Stands, rules_out_a_charge};
use crate::dice::Dice;
use crate::fault::{Fault, Fired};
use crate::notes::Notes;
use crate::plan::{Course, Plan, Sabotage};
use crate::ports::Stage;

/// The terminals with a protocol, by name.
pub const WIRES: [&str; 6] = ["zvt", "zvt, terminal prints", "zvt, unanswered stands", "nexo", "nexo with a login", "caisse-ap"];

/// One request, and where its payment stands in the terminal's book once it has come there; twice if it came there twice.
struct Row {
    request: PaymentRequest,
    lines: Vec<usize>,
}

/// See the module's text.
pub struct WiredBank {
    wire: Box<dyn Wire>,
    clock: FakeClock,
    /// What the wall clock said when the storm began: the terminal's goes on from there, whatever happens to the kiosk's.
    wall: WallTime,
    rows: Vec<Row>,
    /// So many lines of the book belong to a request.
    known: usize,
    /// What the kiosk was told that payments are called.
    references: BTreeMap<AttemptId, Rrn>,
    refused: BTreeSet<AttemptId>,
    asked: Vec<Asked>,
    told_no_charge: BTreeMap<AttemptId, u64>,
    queue: VecDeque<TerminalEvent>,
    connected: bool,
    is_of_calls: bool,
    unwell: Unwell,
    down_until: Option<Timestamp>,
    /// What the customer does at the terminal, and when.
    taps: VecDeque<(Timestamp, TerminalTap)>,
    trouble: u64,
    without: BTreeSet<Fault>,
    sabotage: Option<Sabotage>,
    arranged: bool,
    dice: Dice,
    fired: Fired,
    notes: Notes,
}

/// How long a customer takes between two keys.
const BETWEEN_TAPS: Millis = Millis(700);

impl WiredBank {
    /// The terminal of this name.
    pub fn new(name: &str, seed: u64, course: &Course, plan: &Plan, clock: &FakeClock, fired: Fired, notes: Notes) -> Self {
        let candidate = CANDIDATES.iter().find(|candidate| candidate.name == name);
        Self {
            wire: (candidate.expect("one of them").make)(),
            clock: clock.clone(),
            wall: clock.now().wall,
            rows: Vec::new(),
            known: 0,
            references: BTreeMap::new(),
            refused: BTreeSet::new(),
            asked: Vec::new(),
            told_no_charge: BTreeMap::new(),
            queue: VecDeque::new(),
            connected: false,
            is_of_calls: name.starts_with("nexo"),
            unwell: Unwell::default(),
            down_until: None,
            taps: VecDeque::new(),
            trouble: course.trouble,
            without: plan.without.clone(),
            sabotage: plan.sabotage,
            arranged: false,
            dice: Dice::new(seed, "wired bank"),
            fired,
            notes,
        }
    }

    fn now(&self) -> Now {
        self.clock.now()
    }

    /// Both sides talk until they wait for something.
    fn talk(&mut self) {
        let now = self.now();
        let true_ms = self.wall.unix_ms + i64::try_from(now.at.0).unwrap_or(0);
        self.wire.set_clock_apart(true_ms - now.wall.unix_ms);
        let said = if self.connected { self.wire.pump(now) } else { Vec::new() };
        if !self.connected {
            self.wire.alone(now);
        }
        for event in said {
            if let TerminalEvent::Health(health) = &event {
                self.unwell.heard(*health, now.at);
            }
            self.learn(&event);
            self.queue.push_back(event);
        }
        if self.arranged && self.wire.has_fired() {
            self.arranged = false;
            self.fired.add(Fault::WireTrouble);
            self.notes.say(now.at, || "* it happened on the line".to_owned());
        }
        self.read_the_book();
    }

    /// What is new in the book belongs to the latest request: nobody else pays here.
    fn read_the_book(&mut self) {
        let lines = self.wire.book().len();
        if let Some(row) = self.rows.last_mut() {
            row.lines.extend(self.known..lines);
            self.known = lines;
        }
    }

    fn learn(&mut self, event: &TerminalEvent) {
        match event {
            TerminalEvent::ApprovalOffered(facts) | TerminalEvent::LookedUp { answer: LookUpAnswer::Approved(facts), .. } => {
                self.references.insert(facts.attempt, facts.reference.clone());
            }
            TerminalEvent::ReversalRefused { attempt, .. } if self.refused.insert(*attempt) => {
                self.fired.add(Fault::RefundRefused);
            }
            _ => {}
        }
    }

    fn row(&self, attempt: AttemptId) -> Option<&Row> {
        self.rows.iter().rfind(|row| row.request.attempt() == attempt)
    }

    /// What goes wrong with the payment that is asked for, and what its customer does.
    fn plan_payment(&mut self, now: Timestamp) {
        let protocol = self.dice.below(100) < self.trouble * 6;
        let faults = self.wire.faults();
        let fault = self.dice.pick(faults).copied().filter(|_| protocol && !self.without.contains(&Fault::Protocol));
        if let Some(fault) = fault {
            self.notes.say(now, || format!("* planned: {fault}"));
        }
        self.wire.plan(fault);
        let line = self.dice.below(100) < self.trouble * 3;
        let (side, at) = (if self.dice.percent(50) { Side::Kiosk } else { Side::Terminal }, self.dice.index(8) + 1);
        // A stream loses, doubles or garbles nothing in its middle, it breaks; calls go through more hands.
        let may_happen: &[fn(Side, usize) -> Line] = if self.is_of_calls {
            &[Line::DropsBefore, Line::DropsAfter, Line::Vanishes, Line::Doubled, Line::Garbled]
        } else {
            &[Line::DropsBefore, Line::DropsAfter, |_, _| Line::Trickles, |_, _| Line::Merged]
        };
        let trouble = may_happen[self.dice.index(may_happen.len())];
        if line && !self.without.contains(&Fault::WireTrouble) && self.down_until.is_none() {
            let count = self.wire.traffic()[usize::from(side == Side::Terminal)] + at;
            let trouble = trouble(side, count);
            self.notes.say(now, || format!("* planned: {trouble:?}, the {at}th from now"));
            self.arranged = self.wire.arrange(trouble);
        }
        self.plan_customer(now);
    }

    fn plan_customer(&mut self, now: Timestamp) {
        let code = [1, 2, 3, 4].map(TerminalTap::Digit);
        let insert = [TerminalTap::InsertCard].into_iter().chain(code).chain([TerminalTap::Enter, TerminalTap::RemoveCard]);
        let taps: Vec<_> = match self.dice.weighted(&[(60, 0), (25, 1), (6, 2), (4, 3), (5, 4)]) {
            // A tap; above the limit the card has to go in.
            0 => [TerminalTap::TapCard].into_iter().chain(insert).collect(),
            1 => insert.collect(),
            2 => [TerminalTap::Trouble(Trouble::Decline), TerminalTap::TapCard].into_iter().chain(insert).collect(),
            3 => vec![TerminalTap::Cancel],
            // Somebody has no card.
            _ => Vec::new(),
        };
        let first = now.after(Millis(self.dice.between(1_000, 15_000)));
        self.taps = taps.into_iter().zip(0..).map(|(tap, at)| (first.after(Millis(BETWEEN_TAPS.0 * at)), tap)).collect();
    }

    fn stands(&self, line: &BookLine) -> Stands {
        match &line.end {
            LedgerEnd::Offered => Stands::Offered,
            LedgerEnd::Confirmed => Stands::Captured,
            LedgerEnd::Declined(_) | LedgerEnd::NotCharged => Stands::Void,
            LedgerEnd::Reversed if self.sabotage == Some(Sabotage::TerminalKeepsTheMoney) => Stands::Captured,
            LedgerEnd::Reversed => Stands::Reversed,
        }
    }
}

impl Bank for WiredBank {
    fn profile(&self) -> TerminalProfile {
        self.wire.profile()
    }

    fn connect(&mut self, stage: &Stage) {
        self.connected = true;
        let (power, fired) = (stage.power.clone(), stage.fired.clone());
        let mut dice = Dice::new(self.now().at.0, "guard");
        let unkept = self.trouble * 2;
        let may_fail = !self.without.contains(&Fault::NoteNotKept);
        self.wire.set_guard(Box::new(move |deed| match power.deed() {
            true if deed == Deed::Note && may_fail && dice.below(1_000) < unkept => {
                fired.add(Fault::NoteNotKept);
                Fate::Failed
            }
            true => Fate::Done,
            // A write that had begun may have come to its end.
            false if deed == Deed::Note && dice.percent(50) => Fate::DiedAfter,
            false => Fate::DiedBefore,
        }));
        self.wire.submit(self.now(), TerminalCommand::Health);
        self.talk();
    }

    fn hang_up(&mut self, _now: Timestamp) {
        self.connected = false;
        self.queue.clear();
        self.wire.set_guard(Box::new(|_| Fate::Done));
        self.wire.crash(self.now());
        self.unwell = Unwell::default();
    }

    fn take(&mut self, now: Timestamp, command: TerminalCommand) {
        if let TerminalCommand::Authorise { request, .. } = &command {
            let tick = self.notes.tick();
            self.asked.push(Asked { tick, attempt: request.attempt(), amount: request.amount() });
            self.rows.push(Row { request: request.clone(), lines: Vec::new() });
            self.plan_payment(now);
        }
        self.wire.submit(self.now(), command);
        self.talk();
    }

    fn next_word(&mut self, _now: Timestamp) -> Option<TerminalEvent> {
        let event = self.queue.pop_front()?;
        if let Some(attempt) = rules_out_a_charge(&event) {
            let tick = self.notes.tick();
            self.told_no_charge.entry(attempt).or_insert(tick);
        }
        Some(event)
    }

    fn pass(&mut self, now: Timestamp) {
        if self.down_until.take_if(|until| now >= *until).is_some() {
            self.wire.arrange(Line::None);
        }
        while self.taps.front().is_some_and(|(at, _)| now >= *at) {
            if let Some((_, tap)) = self.taps.pop_front() {
                self.wire.tap(self.now(), tap);
                self.talk();
            }
        }
        if self.connected && self.unwell.is_due(now) {
            self.wire.submit(self.now(), TerminalCommand::Health);
        }
        self.talk();
    }

    fn next(&self) -> Option<Timestamp> {
        let taps = self.taps.front().map(|(at, _)| *at);
        let wire = self.wire.next_deadline();
        [taps, wire, self.unwell.next_deadline(), self.down_until].into_iter().flatten().min()
    }

    fn asked(&self) -> &[Asked] {
        &self.asked
    }

    fn told_no_charge(&self) -> &BTreeMap<AttemptId, u64> {
        &self.told_no_charge
    }

    fn payments(&self) -> Vec<(PaymentRequest, Payment)> {
        let book = self.wire.book();
        let more = i64::from(self.sabotage == Some(Sabotage::TerminalRoundsUp));
        let mut payments = Vec::new();
        let lines = self.rows.iter().flat_map(|row| row.lines.iter().map(move |line| (row, *line)));
        for (row, line) in lines {
            let Some(line) = book.get(line) else { continue };
            let attempt = row.request.attempt();
            let amount = Money::from_minor(line.amount.minor() + more, line.amount.currency());
            let payment = Payment {
                reference: self.references.get(&attempt).cloned().unwrap_or_else(|| Rrn(line.name.clone())),
                amount: amount.unwrap_or(line.amount),
                stands: self.stands(line),
                offered_at: Timestamp(0),
                refuses: self.refuses(attempt),
                hidden: false,
            };
            if self.sabotage == Some(Sabotage::TerminalChargesTwice) && payment.stands == Stands::Captured {
                let again = Rrn(format!("{}-again", payment.reference));
                payments.push((row.request.clone(), Payment { reference: again, hidden: true, ..payment.clone() }));
            }
            payments.push((row.request.clone(), payment));
        }
        payments
    }

    fn slip(&self, attempt: AttemptId) -> Option<StaffVerdict> {
        let Some(row) = self.row(attempt) else { return Some(StaffVerdict::NotCharged) };
        let book = self.wire.book();
        let lines: Vec<_> = row.lines.iter().filter_map(|line| book.get(*line)).collect();
        let charged = lines.iter().find(|line| line.end == LedgerEnd::Confirmed);
        match charged {
            Some(line) => (line.amount == row.request.amount()).then_some(StaffVerdict::Charged),
            None if lines.iter().any(|line| line.end == LedgerEnd::Offered) => None,
            None => Some(StaffVerdict::NotCharged),
        }
    }

    fn refuses(&self, attempt: AttemptId) -> bool {
        self.refused.contains(&attempt) || !self.wire.profile().reverses || self.row(attempt).is_none()
    }

    fn may_never_tell(&self) -> bool {
        true
    }

    fn line_down(&mut self, now: Timestamp, span: Millis) {
        self.fired.add(Fault::LineDown);
        self.down_until = Some(now.after(span));
        self.arranged = false;
        self.wire.arrange(Line::NoConnection);
        self.wire.drop_line(self.now());
        self.talk();
    }

    fn calm_down(&mut self, now: Timestamp) {
        self.trouble = 0;
        self.down_until = None;
        self.arranged = false;
        self.wire.arrange(Line::None);
        self.wire.plan(None);
        self.pass(now);
    }

    fn went_wrong(&self) -> Vec<String> {
        self.wire.went_wrong().into_iter().map(|fault| format!("{}: {fault}", self.wire.profile().id.0)).collect()
    }
}
