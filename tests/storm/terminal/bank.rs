//! A plain terminal's inside: what it does with commands, how its payments go on by themselves, and what it says.

use std::collections::BTreeMap;

use cardlast::id::{AttemptId, Rrn, Stan, TerminalId};
use cardlast::money::Money;
use cardlast::payment::{
    ApprovalFacts, CardScheme, Confirmation, Decline, DeclineReason, EntryMode, LookUpAnswer, MaskedPan, PaymentRequest,
    Progress, StaffVerdict, TerminalCommand, TerminalEvent, TerminalHealth, TerminalProfile, UnknownReason,
};
use cardlast::time::{Millis, Timestamp};

use super::{Asked, Bank, Payment, Stands, rules_out_a_charge};
use crate::dice::Dice;
use crate::fault::{Fault, Fired};
use crate::notes::Notes;
use crate::plan::{Course, Plan, Sabotage};
use crate::ports::Stage;

/// How a payment goes when nobody interferes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Approve,
    ApproveTwice,
    ApproveWrongAmount,
    Decline,
    CancelAtTerminal,
    NoCard,
    Garble,
    Silence,
}

#[derive(Debug)]
enum Phase {
    /// Until then nobody knows, not even the terminal.
    Running {
        until: Timestamp,
        ending: Ending,
    },
    Approved,
    Closed(Option<Decline>),
}

#[derive(Debug)]
struct Row {
    request: PaymentRequest,
    stan: Stan,
    sent: Timestamp,
    phase: Phase,
    payments: Vec<Payment>,
    repeat_at: Timestamp,
}

/// See the module's text.
pub struct PlainBank {
    rows: BTreeMap<AttemptId, Row>,
    queue: Vec<(Timestamp, TerminalEvent)>,
    asked: Vec<Asked>,
    told_no_charge: BTreeMap<AttemptId, u64>,
    down_until: Timestamp,
    cannot_tell_until: Timestamp,
    not_found_until: Timestamp,
    connected: bool,
    down_said: bool,
    confirms: bool,
    gives_up: Option<Millis>,
    trouble: u64,
    without: std::collections::BTreeSet<Fault>,
    sabotage: Option<Sabotage>,
    count: u32,
    dice: Dice,
    fired: Fired,
    notes: Notes,
}

/// The kiosk believes a "not found" only so long after it asked for the payment.
const NOT_FOUND_BELIEVED: Millis = Millis::from_secs(120);
/// How often the payments of a try that has two are offered again.
const REPEAT_EVERY: Millis = Millis::from_secs(30);

impl Bank for PlainBank {
    fn profile(&self) -> TerminalProfile {
        let id = TerminalId("storm".to_owned());
        TerminalProfile { id, confirms: self.confirms, looks_up: true, reverses: true, simulated: true }
    }

    fn connect(&mut self, _stage: &Stage) {
        self.connected = true;
        self.queue.clear();
    }

    fn hang_up(&mut self, _now: Timestamp) {
        self.connected = false;
        self.queue.clear();
    }

    fn take(&mut self, now: Timestamp, command: TerminalCommand) {
        if matches!(command, TerminalCommand::Health) {
            let health = if now < self.down_until { TerminalHealth::Unreachable } else { TerminalHealth::Ready };
            self.put(now, TerminalEvent::Health(health));
            return;
        }
        let down = now < self.down_until;
        if down {
            self.fired.add(Fault::LineDown);
        }
        if down || self.strikes(Fault::CommandLost, 3) {
            self.notes.say(now, || "* command lost".to_owned());
            // Sometimes the kiosk's end of the line knows that nothing was sent.
            if let TerminalCommand::Authorise { request, .. } = &command
                && self.dice.percent(50)
            {
                self.put(now, TerminalEvent::Unreachable { attempt: request.attempt() });
            }
            return;
        }
        match command {
            TerminalCommand::Authorise { request, stan } => self.authorise(now, request, stan),
            TerminalCommand::Cancel { attempt } => self.cancel(now, attempt),
            TerminalCommand::Confirm { attempt, reference, decision } => self.confirm(now, attempt, reference, decision),
            TerminalCommand::LookUp { attempt, .. } => {
                let answer = self.look_up(now, attempt);
                self.say(now, TerminalEvent::LookedUp { attempt, answer });
            }
            TerminalCommand::Reverse { attempt, reference, .. } => self.reverse(now, attempt, reference),
            TerminalCommand::Reconcile => self.say(now, TerminalEvent::Reconciled),
            TerminalCommand::Health => {}
        }
    }

    fn next_word(&mut self, now: Timestamp) -> Option<TerminalEvent> {
        if now < self.down_until {
            // The kiosk's end of the line speaks for itself; nothing else comes through.
            let own = |event: &TerminalEvent| matches!(event, TerminalEvent::Health(_) | TerminalEvent::Unreachable { .. });
            let before = self.queue.len();
            self.queue.retain(|(due, event)| *due > now || own(event));
            (self.queue.len()..before).for_each(|_| self.fired.add(Fault::LineDown));
        }
        let at = self.queue.iter().position(|(due, _)| *due <= now)?;
        let (_, event) = self.queue.remove(at);
        if let Some(attempt) = rules_out_a_charge(&event) {
            let tick = self.notes.tick();
            self.told_no_charge.entry(attempt).or_insert(tick);
        }
        Some(event)
    }

    fn pass(&mut self, now: Timestamp) {
        if self.down_said && now >= self.down_until {
            self.down_said = false;
            self.put(now, TerminalEvent::Health(TerminalHealth::Ready));
        }
        let attempts: Vec<_> = self.rows.keys().copied().collect();
        for attempt in attempts {
            self.pass_row(now, attempt);
        }
    }

    fn next(&self) -> Option<Timestamp> {
        let words = self.queue.iter().map(|(due, _)| *due);
        let rows = self.rows.values().filter_map(|row| self.next_of(row));
        let line = self.down_said.then_some(self.down_until);
        words.chain(rows).chain(line).min()
    }

    fn asked(&self) -> &[Asked] {
        &self.asked
    }

    fn told_no_charge(&self) -> &BTreeMap<AttemptId, u64> {
        &self.told_no_charge
    }

    fn payments(&self) -> Vec<(PaymentRequest, Payment)> {
        let of = |row: &Row| row.payments.iter().map(|payment| (row.request.clone(), payment.clone())).collect::<Vec<_>>();
        self.rows.values().flat_map(of).collect()
    }

    fn slip(&self, attempt: AttemptId) -> Option<StaffVerdict> {
        let Some(row) = self.rows.get(&attempt) else { return Some(StaffVerdict::NotCharged) };
        match row.phase {
            Phase::Running { .. } => None,
            Phase::Approved | Phase::Closed(_) if row.live().next().is_none() => Some(StaffVerdict::NotCharged),
            Phase::Approved | Phase::Closed(_) => {
                let as_asked = row.live().all(|payment| payment.amount == row.request.amount());
                as_asked.then_some(StaffVerdict::Charged)
            }
        }
    }

    fn refuses(&self, attempt: AttemptId) -> bool {
        self.rows.get(&attempt).is_none_or(|row| row.payments.iter().any(|payment| payment.refuses))
    }

    fn line_down(&mut self, now: Timestamp, span: Millis) {
        self.down_until = now.after(span);
        self.down_said = true;
        self.put(now.after(Millis(200)), TerminalEvent::Health(TerminalHealth::Unreachable));
    }

    fn calm_down(&mut self, now: Timestamp) {
        self.trouble = 0;
        self.down_until = self.down_until.min(now);
        self.cannot_tell_until = Timestamp(0);
        self.not_found_until = Timestamp(0);
        self.pass(now);
    }

    fn cannot_tell(&mut self, until: Timestamp) {
        self.cannot_tell_until = until;
    }

    fn not_found(&mut self, until: Timestamp) {
        self.not_found_until = until;
    }

    fn repeat_something(&mut self, now: Timestamp) {
        let rows: Vec<_> = self.rows.values().filter(|row| !row.payments.is_empty()).collect();
        let Some(row) = self.dice.pick(&rows) else { return };
        let Some(payment) = self.dice.pick(&row.payments) else { return };
        let facts = facts(row, payment);
        self.fired.add(Fault::StaleRepeat);
        self.put(now, TerminalEvent::ApprovalOffered(Box::new(facts)));
    }

    fn stranger(&mut self, now: Timestamp, attempt: AttemptId, amount: Money) {
        self.fired.add(Fault::Stranger);
        let card = MaskedPan::from_last_four("4242");
        let facts = ApprovalFacts {
            attempt,
            amount,
            reference: Rrn("X001".to_owned()),
            stan: Stan(1),
            auth_code: "000001".to_owned(),
            scheme: CardScheme("Demo".to_owned()),
            card,
            entry: EntryMode::Contactless,
        };
        self.put(now, TerminalEvent::ApprovalOffered(Box::new(facts)));
    }
}

impl PlainBank {
    pub fn new(seed: u64, course: &Course, plan: &Plan, fired: Fired, notes: Notes) -> Self {
        Self {
            rows: BTreeMap::new(),
            queue: Vec::new(),
            asked: Vec::new(),
            told_no_charge: BTreeMap::new(),
            down_until: Timestamp(0),
            cannot_tell_until: Timestamp(0),
            not_found_until: Timestamp(0),
            connected: false,
            down_said: false,
            confirms: course.confirms,
            gives_up: course.gives_up,
            trouble: course.trouble,
            without: plan.without.clone(),
            sabotage: plan.sabotage,
            count: 0,
            dice: Dice::new(seed, "bank"),
            fired,
            notes,
        }
    }

    fn next_of(&self, row: &Row) -> Option<Timestamp> {
        let running = match row.phase {
            Phase::Running { until, .. } => Some(until),
            Phase::Approved | Phase::Closed(_) => None,
        };
        let offered = row.payments.iter().filter(|payment| payment.stands == Stands::Offered);
        let given_up = offered.filter_map(|payment| Some(payment.offered_at.after(self.gives_up?))).min();
        let repeat = row.mentions_again().then_some(row.repeat_at);
        [running, given_up, repeat].into_iter().flatten().min()
    }

    fn pass_row(&mut self, now: Timestamp, attempt: AttemptId) {
        let Some(row) = self.rows.get_mut(&attempt) else { return };
        if let Phase::Running { until, ending } = row.phase
            && now >= until
        {
            self.end(now, attempt, ending);
        }
        let gives_up = self.gives_up;
        let Some(row) = self.rows.get_mut(&attempt) else { return };
        for payment in row.payments.iter_mut().filter(|payment| payment.stands == Stands::Offered) {
            if gives_up.is_some_and(|span| now >= payment.offered_at.after(span)) {
                payment.stands = Stands::Void;
                self.fired.add(Fault::GivenUp);
                self.notes.say(now, || format!("* terminal gives up {}", payment.reference));
            }
        }
        if row.mentions_again() && now >= row.repeat_at {
            row.repeat_at = now.after(REPEAT_EVERY);
            let offers: Vec<_> = row.live().map(|payment| facts(row, payment)).collect();
            for offer in offers {
                self.put(now, TerminalEvent::ApprovalOffered(Box::new(offer)));
            }
        }
    }

    fn end(&mut self, now: Timestamp, attempt: AttemptId, ending: Ending) {
        let close = |row: &mut Row, decline| row.phase = Phase::Closed(decline);
        let Some(row) = self.rows.get_mut(&attempt) else { return };
        match ending {
            Ending::Approve => self.approve(now, attempt, 0),
            Ending::ApproveTwice => {
                self.fired.add(Fault::SecondReference);
                self.approve(now, attempt, 0);
                self.approve(now, attempt, 0);
            }
            Ending::ApproveWrongAmount => {
                self.fired.add(Fault::WrongAmount);
                self.approve(now, attempt, 100);
            }
            Ending::Decline => {
                let decline = Decline::new(DeclineReason::InsufficientFunds, "51".to_owned());
                close(row, Some(decline.clone()));
                self.say(now, TerminalEvent::Declined { attempt, decline });
            }
            Ending::CancelAtTerminal => {
                close(row, None);
                self.say(now, TerminalEvent::CancelledAtTerminal { attempt });
            }
            Ending::NoCard => {
                close(row, None);
                self.say(now, TerminalEvent::NoCard { attempt });
            }
            Ending::Garble => {
                self.fired.add(Fault::Garbled);
                self.approve_unheard(now, attempt, 0);
                self.say(now, TerminalEvent::Unknown { attempt, reason: UnknownReason::Garbled });
            }
            Ending::Silence => {
                self.fired.add(Fault::AnswerLost);
                self.approve_unheard(now, attempt, 0);
            }
        }
    }

    fn approve(&mut self, now: Timestamp, attempt: AttemptId, more: i64) {
        if let Some(facts) = self.approve_unheard(now, attempt, more) {
            self.say(now, TerminalEvent::ApprovalOffered(Box::new(facts)));
        }
    }

    fn approve_unheard(&mut self, now: Timestamp, attempt: AttemptId, more: i64) -> Option<ApprovalFacts> {
        self.count += 1;
        let reference = Rrn(format!("R{:03}", self.count));
        let stands = if self.confirms { Stands::Offered } else { Stands::Captured };
        let row = self.rows.get_mut(&attempt)?;
        let asked = row.request.amount();
        let amount = Money::from_minor(asked.minor() + more, asked.currency()).ok()?;
        row.phase = Phase::Approved;
        row.repeat_at = now.after(REPEAT_EVERY);
        row.payments.push(Payment { reference, amount, stands, offered_at: now, refuses: false, hidden: false });
        self.rob(attempt, asked);
        let row = self.rows.get(&attempt)?;
        row.payments.iter().rfind(|payment| payment.stands == stands).map(|payment| facts(row, payment))
    }

    /// Sabotage: the ledger holds what the kiosk never hears of.
    fn rob(&mut self, attempt: AttemptId, asked: Money) {
        let Some(row) = self.rows.get_mut(&attempt) else { return };
        let Some(payment) = row.payments.last_mut() else { return };
        match self.sabotage {
            Some(Sabotage::TerminalChargesTwice) => {
                let reference = Rrn(format!("{}-again", payment.reference));
                let second = Payment { reference, amount: asked, stands: Stands::Captured, hidden: true, ..payment.clone() };
                row.payments.insert(0, second);
            }
            Some(
                Sabotage::LyingDisk
                | Sabotage::KitchenWithoutDedupe
                | Sabotage::TerminalKeepsTheMoney
                | Sabotage::TerminalRoundsUp
                | Sabotage::CartStays
                | Sabotage::CartIsLost
                | Sabotage::CopyIsLost,
            )
            | None => {}
        }
    }

    fn authorise(&mut self, now: Timestamp, request: PaymentRequest, stan: Stan) {
        let attempt = request.attempt();
        let tick = self.notes.tick();
        self.asked.push(Asked { tick, attempt, amount: request.amount() });
        let running = self.rows.values().any(|row| matches!(row.phase, Phase::Running { .. }));
        if running || self.strikes(Fault::Occupied, 4) {
            self.say(now, TerminalEvent::Busy { attempt });
            return;
        }
        let (until, ending) = self.course_of_a_payment(now, attempt);
        let phase = Phase::Running { until, ending };
        let row = Row { request, stan, sent: now, phase, payments: Vec::new(), repeat_at: now };
        self.rows.insert(attempt, row);
    }

    fn course_of_a_payment(&mut self, now: Timestamp, attempt: AttemptId) -> (Timestamp, Ending) {
        let t = self.trouble;
        let odd = |fault: Fault, weight: u64| if self.without.contains(&fault) { 0 } else { weight };
        let ending = self.dice.weighted(&[
            (60, Ending::Approve),
            (8, Ending::Decline),
            (4, Ending::CancelAtTerminal),
            (4, Ending::NoCard),
            (odd(Fault::SecondReference, t), Ending::ApproveTwice),
            (odd(Fault::WrongAmount, t), Ending::ApproveWrongAmount),
            (odd(Fault::Garbled, t), Ending::Garble),
            (odd(Fault::AnswerLost, t), Ending::Silence),
        ]);
        let late = self.strikes(Fault::LateAnswer, 8);
        let span = if late { self.dice.between(120_000, 240_000) } else { self.dice.between(1_500, 25_000) };
        for progress in Progress::ALL {
            if self.dice.percent(40) {
                let at = now.after(Millis(self.dice.below(span)));
                self.put(at, TerminalEvent::Progress { attempt, progress });
            }
        }
        (now.after(Millis(span)), ending)
    }

    fn cancel(&mut self, now: Timestamp, attempt: AttemptId) {
        let in_time = self.dice.percent(75);
        let Some(row) = self.rows.get_mut(&attempt) else { return };
        if matches!(row.phase, Phase::Running { .. }) && in_time {
            row.phase = Phase::Closed(None);
            self.say(now, TerminalEvent::Cancelled { attempt });
        } else if matches!(row.phase, Phase::Running { .. } | Phase::Approved) {
            self.say(now, TerminalEvent::CancelTooLate { attempt });
        }
    }

    fn confirm(&mut self, now: Timestamp, attempt: AttemptId, reference: Rrn, decision: Confirmation) {
        let mut any = false;
        if let Some(row) = self.rows.get_mut(&attempt) {
            let cents = i64::from(self.sabotage == Some(Sabotage::TerminalRoundsUp));
            let meant = |payment: &&mut Payment| payment.reference == reference && payment.is_live() && !payment.hidden;
            for payment in row.payments.iter_mut().filter(meant) {
                any = true;
                match decision {
                    Confirmation::Stored => {
                        payment.stands = Stands::Captured;
                        let more = Money::from_minor(payment.amount.minor() + cents, payment.amount.currency());
                        payment.amount = more.unwrap_or(payment.amount);
                    }
                    Confirmation::Refuse if self.sabotage == Some(Sabotage::TerminalKeepsTheMoney) => {
                        payment.stands = Stands::Captured;
                    }
                    Confirmation::Refuse => payment.stands = Stands::Void,
                }
            }
        }
        self.say(
            now,
            match (any, decision) {
                (true, Confirmation::Stored) => TerminalEvent::Confirmed { attempt, reference },
                (false, _) | (true, Confirmation::Refuse) => TerminalEvent::TakenBack { attempt, reference },
            },
        );
    }

    fn look_up(&mut self, now: Timestamp, attempt: AttemptId) -> LookUpAnswer {
        if now < self.cannot_tell_until {
            self.fired.add(Fault::CannotTell);
            return LookUpAnswer::CannotTell;
        }
        let Some(row) = self.rows.get(&attempt) else { return LookUpAnswer::NotFound };
        if now < self.not_found_until && now < row.sent.after(NOT_FOUND_BELIEVED) {
            self.fired.add(Fault::FalseNotFound);
            return LookUpAnswer::NotFound;
        }
        let asked = row.live().filter(|payment| !payment.refuses).last().or_else(|| row.live().last());
        match (&row.phase, asked) {
            (_, Some(payment)) => LookUpAnswer::Approved(Box::new(facts(row, payment))),
            (Phase::Running { .. }, None) => LookUpAnswer::InProgress,
            (Phase::Closed(Some(decline)), None) => LookUpAnswer::Declined(decline.clone()),
            (Phase::Approved | Phase::Closed(None), None) => LookUpAnswer::NotCharged,
        }
    }

    fn reverse(&mut self, now: Timestamp, attempt: AttemptId, reference: Rrn) {
        let refuses = self.strikes(Fault::RefundRefused, 10);
        let keeps = self.sabotage == Some(Sabotage::TerminalKeepsTheMoney);
        let row = self.rows.get_mut(&attempt);
        let payment = row.and_then(|row| row.payments.iter_mut().find(|payment| payment.reference == reference));
        let Some(payment) = payment else {
            self.say(now, TerminalEvent::ReversalRefused { attempt, reference });
            return;
        };
        if payment.is_live() {
            payment.refuses |= refuses;
            if payment.refuses {
                self.say(now, TerminalEvent::ReversalRefused { attempt, reference });
                return;
            }
            payment.stands = if keeps { Stands::Captured } else { Stands::Reversed };
        }
        self.say(now, TerminalEvent::Reversed { attempt, reference });
    }

    /// Answers go their own ways: some are lost, some come late, some twice.
    fn say(&mut self, now: Timestamp, event: TerminalEvent) {
        if self.strikes(Fault::AnswerLost, 3) {
            self.notes.say(now, || format!("* answer lost: {}", event.name()));
            return;
        }
        let pause = if self.strikes(Fault::LateAnswer, 2) {
            self.dice.between(31_000, 200_000)
        } else if self.dice.percent(50) {
            0
        } else {
            self.dice.below(1_500)
        };
        let due = now.after(Millis(pause));
        if self.strikes(Fault::DoubleAnswer, 3) {
            let again = due.after(Millis(self.dice.below(60_000)));
            self.put(again, event.clone());
        }
        self.put(due, event);
    }

    fn put(&mut self, due: Timestamp, event: TerminalEvent) {
        if self.connected {
            self.queue.push((due, event));
        }
    }

    fn strikes(&mut self, fault: Fault, weight: u64) -> bool {
        let strikes = self.dice.below(1_000) < self.trouble * weight && !self.without.contains(&fault);
        if strikes {
            self.fired.add(fault);
        }
        strikes
    }
}

impl Payment {
    fn is_live(&self) -> bool {
        matches!(self.stands, Stands::Offered | Stands::Captured)
    }
}

impl Row {
    /// Two payments of one try are offered again until none of them stands; a repeat of the right one is to be harmless.
    fn mentions_again(&self) -> bool {
        self.payments.iter().filter(|payment| !payment.hidden).count() > 1 && self.live().next().is_some()
    }

    fn live(&self) -> impl Iterator<Item = &Payment> {
        self.payments.iter().filter(|payment| payment.is_live() && !payment.hidden)
    }
}

fn facts(row: &Row, payment: &Payment) -> ApprovalFacts {
    ApprovalFacts {
        attempt: row.request.attempt(),
        amount: payment.amount,
        reference: payment.reference.clone(),
        stan: row.stan,
        auth_code: "042117".to_owned(),
        scheme: CardScheme("Demo".to_owned()),
        card: MaskedPan::from_last_four("4242"),
        entry: EntryMode::Contactless,
    }
}
