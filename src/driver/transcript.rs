//! What crossed the machine's border, line by line, for people: `>` event, `<` effect, `=` state, `!` rejection, `~` aside.
//!
//! Random ids are named by first appearance (`order 1`, `attempt 1`), so that the same story reads the same every time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Observer;
use crate::id::{AttemptId, OrderId};
use crate::machine::Rejection;
use crate::machine::kiosk::{BrowseIntent, CartIntent, Effect, Effects, Event, Intent, Kiosk, Notice, ProductIntent, ScreenView};
use crate::order::RecoveredCart;
use crate::payment::{
    CashEntry, CashKey, Confirmation, Entry, JournalHealth, LookUpAnswer, NotCharged, Settlement, StaffMatter, TerminalCommand, TerminalEvent,
    TerminalHealth, WriteKey,
};
use crate::time::{Now, Timestamp};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// `>`, `<`, `=`, `!` or `~`.
    pub mark: char,
    /// What.
    pub text: String,
}

/// What random ids are called, by first appearance. Clones share the names, so that a restart does not call anything anew.
#[derive(Debug, Clone, Default)]
pub struct Names(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    orders: BTreeMap<OrderId, usize>,
    attempts: BTreeMap<AttemptId, usize>,
}

impl Names {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Turns steps into lines and hands them on.
pub struct Transcript<F: FnMut(Line) + Send> {
    names: Names,
    last_state: String,
    out: F,
}

impl<F: FnMut(Line) + Send> Transcript<F> {
    /// A transcript that calls things by these names and hands each line to `out`.
    pub const fn new(names: Names, out: F) -> Self {
        Self { names, last_state: String::new(), out }
    }

    fn say(&mut self, at: Timestamp, mark: char, text: String) {
        (self.out)(Line { at, mark, text });
    }

    fn order(&mut self, order: OrderId) -> String {
        let orders = &mut self.names.lock().orders;
        let next = orders.len() + 1;
        format!("order {}", orders.entry(order).or_insert(next))
    }

    fn attempt(&mut self, attempt: AttemptId) -> String {
        let attempts = &mut self.names.lock().attempts;
        let next = attempts.len() + 1;
        format!("attempt {}", attempts.entry(attempt).or_insert(next))
    }

    fn event(&mut self, event: &Event) -> Option<String> {
        Some(match event {
            Event::Boot { open, reversals, cart } => boot_text(open.len(), reversals.len(), cart.as_deref()),
            // Somebody touched something; only the time-outs care.
            Event::Customer { intent: Intent::Touch, .. } => "touch".to_owned(),
            Event::Customer { intent, .. } => intent_text(intent),
            Event::Terminal(event) => format!("terminal: {}", self.terminal_event(event)),
            Event::Written(written) => {
                let number = written.number.map_or_else(String::new, |given| format!(" as {}", given.number));
                format!("journal: {} durable{number}", self.key(&written.key))
            }
            Event::WriteFailed(key) => format!("journal: {} not stored", self.key(key)),
            Event::JournalHealth(JournalHealth::Well) => "journal: stores again".to_owned(),
            Event::JournalHealth(JournalHealth::Doubted) => "journal: damaged, staff must agree".to_owned(),
            Event::JournalHealth(JournalHealth::Failing) => "journal: cannot store".to_owned(),
            Event::StaffDecided(decision) => {
                format!("staff: {} is {}, says {}", self.attempt(decision.attempt()), decision.verdict().key(), decision.by())
            }
            Event::AlarmsFound(alarms) => format!("{} alarms wait for staff", alarms.len()),
            Event::Recalled { attempt, recalled } => format!("journal: {} is {recalled:?}", self.attempt(*attempt)),
            Event::ReceiptPrinted(order) => format!("receipt of {} printed", self.order(*order)),
            Event::ReceiptFailed(order) => format!("receipt of {} not printed", self.order(*order)),
            Event::MenuPublished(_) => "menu published".to_owned(),
            Event::Shutdown => "asked to stop".to_owned(),
            Event::Tick => "time passes".to_owned(),
        })
    }

    fn terminal_event(&mut self, event: &TerminalEvent) -> String {
        let what = match event {
            TerminalEvent::Progress { progress, .. } => progress.key().to_owned(),
            TerminalEvent::ApprovalOffered(facts) => format!("approval offered for {} ({})", facts.amount, facts.reference),
            TerminalEvent::Confirmed { .. } => "confirmed".to_owned(),
            TerminalEvent::TakenBack { .. } => "taken back".to_owned(),
            TerminalEvent::Declined { decline, .. } => format!("declined {} {}", decline.reason.key(), decline.code),
            TerminalEvent::CancelledAtTerminal { .. } => "cancelled at the terminal".to_owned(),
            TerminalEvent::Cancelled { .. } => "cancelled".to_owned(),
            TerminalEvent::CancelTooLate { .. } => "too late to cancel".to_owned(),
            TerminalEvent::NoCard { .. } => "no card shown".to_owned(),
            TerminalEvent::Unreachable { .. } => "unreachable".to_owned(),
            TerminalEvent::Busy { .. } => "busy".to_owned(),
            TerminalEvent::Unknown { reason, .. } => format!("unknown ({reason:?})"),
            TerminalEvent::LookedUp { answer, .. } => format!("looked up: {}", look_up_text(answer)),
            TerminalEvent::Reversed { reference, .. } => format!("reversed {reference}"),
            TerminalEvent::ReversalRefused { reference, .. } => format!("refuses to reverse {reference}"),
            TerminalEvent::Reconciled => "reconciled".to_owned(),
            TerminalEvent::Health(health) => match health {
                TerminalHealth::Unheard => "not heard of".to_owned(),
                TerminalHealth::Ready => "ready".to_owned(),
                TerminalHealth::Busy => "occupied".to_owned(),
                TerminalHealth::Unreachable => "gone".to_owned(),
            },
        };
        match event.attempt() {
            Some(attempt) => format!("{} {what}", self.attempt(attempt)),
            None => what,
        }
    }

    fn effect(&mut self, effect: &Effect) -> String {
        match effect {
            Effect::Record(entry) => format!("record {}", self.entry(entry)),
            Effect::Terminal(command) => format!("terminal {}", self.command(command)),
            Effect::Recall(attempt) => format!("ask the journal about {}", self.attempt(*attempt)),
            Effect::PrintReceipt(order) => format!("print receipt of {}", self.order(*order)),
            Effect::SaveCart(_) => "keep cart".to_owned(),
            Effect::ForgetCart => "forget cart".to_owned(),
            Effect::CallStaff => "call staff".to_owned(),
            Effect::Stop => "stop".to_owned(),
        }
    }

    fn entry(&mut self, entry: &Entry) -> String {
        let key = self.key(&entry.key());
        match entry {
            Entry::Intent { locked, .. } => {
                format!("{key} for {} of {}", self.order(locked.order()), locked.amount())
            }
            Entry::NotCharged { why, .. } => format!("{key}: {}", why_text(why)),
            Entry::StaffResolved { decision, end } => format!("{key}: {}, {}", decision.verdict().key(), end.key()),
            Entry::ReversalIntent { reason, .. } => format!("{key}: {}", reason.key()),
            Entry::Accepted { order } => {
                let how = match order.settlement() {
                    Settlement::Paid(_) => "paid by card",
                    Settlement::SaidPaid(_) => "paid by card, say staff",
                    Settlement::PayAtCounter => "to be paid at the counter",
                };
                format!("{key}, {} {how}", order.locked().amount())
            }
            Entry::Cash(CashEntry::Intent { locked, .. }) => format!("{key}, {}", locked.amount()),
            Entry::Cash(CashEntry::Ended { end, .. }) => format!("{key}: {}", end.key()),
            Entry::Cash(CashEntry::Debited { .. } | CashEntry::DispenseIntent { .. })
            | Entry::Boot
            | Entry::MenuLoaded(_)
            | Entry::Approved { .. }
            | Entry::OutcomeUnknown { .. }
            | Entry::HandedToStaff { .. }
            | Entry::Reversed { .. }
            | Entry::Alarm { .. }
            | Entry::KitchenDelivered { .. }
            | Entry::ReceiptPrinted { .. }
            | Entry::Shutdown => key,
        }
    }

    fn key(&mut self, key: &WriteKey) -> String {
        match key {
            WriteKey::Boot => "boot".to_owned(),
            WriteKey::MenuLoaded(_) => "menu".to_owned(),
            WriteKey::Intent(attempt) => format!("intent of {}", self.attempt(*attempt)),
            WriteKey::Approved(attempt, reference) => format!("approval {reference} of {}", self.attempt(*attempt)),
            WriteKey::NotCharged(attempt) => format!("{} not charged", self.attempt(*attempt)),
            WriteKey::OutcomeUnknown(attempt) => format!("{} unknown", self.attempt(*attempt)),
            WriteKey::HandedToStaff(attempt) => format!("{} handed to staff", self.attempt(*attempt)),
            WriteKey::StaffResolved(attempt, matter) => {
                let matter = match matter {
                    StaffMatter::Payment => "",
                    StaffMatter::Reversals(_) => "reversal of ",
                    StaffMatter::Alarms(_) => "alarm about ",
                };
                format!("{matter}{} resolved by staff", self.attempt(*attempt))
            }
            WriteKey::ReversalIntent(attempt, reference) => {
                format!("reversal of {reference} of {}", self.attempt(*attempt))
            }
            WriteKey::Reversed(attempt, reference) => format!("{reference} of {} reversed", self.attempt(*attempt)),
            WriteKey::Alarm(attempt, reason) => format!("alarm {} about {}", reason.key(), self.attempt(*attempt)),
            WriteKey::Accepted(order) => format!("{} accepted", self.order(*order)),
            WriteKey::KitchenDelivered(order) => format!("ticket of {} delivered", self.order(*order)),
            WriteKey::ReceiptPrinted(order) => format!("receipt of {} printed", self.order(*order)),
            WriteKey::Cash(CashKey::Intent(attempt)) => format!("withdrawal of {}", self.attempt(*attempt)),
            WriteKey::Cash(CashKey::Debited(attempt)) => format!("{} debited", self.attempt(*attempt)),
            WriteKey::Cash(CashKey::DispenseIntent(attempt)) => format!("dispense of {}", self.attempt(*attempt)),
            WriteKey::Cash(CashKey::Ended(attempt)) => format!("cash of {} ended", self.attempt(*attempt)),
            WriteKey::Shutdown => "shutdown".to_owned(),
        }
    }

    fn command(&mut self, command: &TerminalCommand) -> String {
        match command {
            TerminalCommand::Authorise { request, stan } => {
                format!("authorise {} for {}, stan {stan}", request.amount(), self.attempt(request.attempt()))
            }
            TerminalCommand::Cancel { attempt } => format!("cancel {}", self.attempt(*attempt)),
            TerminalCommand::Confirm { attempt, decision, .. } => {
                let decision = match decision {
                    Confirmation::Stored => "stored",
                    Confirmation::Refuse => "refuse",
                };
                format!("confirm {}: {decision}", self.attempt(*attempt))
            }
            TerminalCommand::LookUp { attempt, .. } => format!("look up {}", self.attempt(*attempt)),
            TerminalCommand::Reverse { attempt, reference, amount } => {
                format!("reverse {reference} of {}, {amount}", self.attempt(*attempt))
            }
            TerminalCommand::Reconcile => "reconcile".to_owned(),
            TerminalCommand::Health => "health?".to_owned(),
        }
    }
}

impl<F: FnMut(Line) + Send> Observer for Transcript<F> {
    fn step(&mut self, now: Timestamp, event: &Event, outcome: &Result<Effects, Rejection>, kiosk: &Kiosk) {
        let wall = crate::time::WallTime { unix_ms: 0, offset_s: 0 };
        let state = state_text(kiosk, Now { at: now, wall });
        let changed = state != self.last_state;
        let quiet = matches!(event, Event::Tick) || matches!(event, Event::Customer { intent: Intent::Touch, .. });
        let silent = quiet && !changed && outcome.as_ref().is_ok_and(Effects::is_empty);
        if silent {
            return;
        }
        if let Some(text) = self.event(event) {
            self.say(now, '>', text);
        }
        match outcome {
            Err(rejection) => self.say(now, '!', format!("{}: {rejection}", rejection.key())),
            Ok(effects) => {
                for effect in effects.iter() {
                    let text = self.effect(effect);
                    self.say(now, '<', text);
                }
            }
        }
        if changed {
            self.last_state.clone_from(&state);
            self.say(now, '=', state);
        }
    }

    fn aside(&mut self, now: Timestamp, what: &str) {
        let mut text = what.to_owned();
        for (order, name) in &self.names.lock().orders {
            text = text.replace(&order.to_string(), &name.to_string());
        }
        self.say(now, '~', text);
    }
}

/// One line that says where the kiosk stands.
fn state_text(kiosk: &Kiosk, now: Now) -> String {
    let view = kiosk.view(now);
    let mut text = view.name.key().to_owned();
    let cart = match &view.screen {
        ScreenView::Menu(menu) => Some(&menu.cart),
        ScreenView::Review(review) => Some(&review.cart),
        ScreenView::StartOver(cart) => Some(cart),
        ScreenView::Product(product) => {
            let unmet = if product.unmet.is_empty() { String::new() } else { format!(", {} to choose", product.unmet.len()) };
            text.push_str(&format!(" {} x{} {}{unmet}", product.item, product.quantity, product.total));
            None
        }
        ScreenView::Card(card) => {
            let stage = card.stage.key();
            let cancel = if card.may_cancel { ", may cancel" } else { "" };
            text.push_str(&format!(" {} {stage}{cancel}", card.amount));
            None
        }
        ScreenView::Checking(card) => {
            text.push_str(&format!(" {}", card.amount));
            None
        }
        ScreenView::Placing(total) => {
            text.push_str(&format!(" {total}"));
            None
        }
        ScreenView::Number(number) => {
            text.push_str(&format!(" {} {} {}", number.number, number.tender.key(), number.total));
            None
        }
        ScreenView::Staff(staff) => {
            text.push_str(&format!(" {}", staff.total));
            None
        }
        ScreenView::Attract(attract) => {
            if let Err(off) = &attract.card {
                text.push_str(&format!(", card off: {}", off.key()));
            }
            None
        }
        ScreenView::Starting | ScreenView::OutOfService => None,
    };
    if let Some(cart) = cart {
        text.push_str(&format!(" {} items {} {}", cart.count, cart.total, cart.service.key()));
        if let Some(blocked) = &cart.blocked
            && !cart.lines.is_empty()
        {
            text.push_str(&format!(", blocked: {}", blocked.key()));
        }
    }
    if kiosk.state().session().is_some() && view.language != *view.restaurant.default_language() {
        text.push_str(&format!(", in {}", view.language));
    }
    if let Some(notice) = &view.notice {
        text.push_str(&format!(", notice: {}", notice_text(notice)));
    }
    if view.still_there.is_some() {
        text.push_str(if view.insists { ", still there? (its button)" } else { ", still there?" });
    }
    text
}

fn boot_text(open: usize, reversals: usize, cart: Option<&RecoveredCart>) -> String {
    let mut text =
        if open + reversals == 0 { "boot".to_owned() } else { format!("boot with {open} open attempts, {reversals} reversals") };
    if let Some(RecoveredCart { cart, age, locked_since }) = cart {
        let age = age.map_or_else(|| "an unknown time".to_owned(), |age| format!("{} s", age.secs_rounded_up()));
        let locked = if *locked_since { ", locked since" } else { "" };
        text.push_str(&format!(" and a cart of {} lines, {age} old{locked}", cart.lines.len()));
    }
    text
}

fn notice_text(notice: &Notice) -> String {
    match notice {
        Notice::NotCharged(why) => why_text(why),
        Notice::SoldOut(items) => {
            let items: Vec<_> = items.iter().map(ToString::to_string).collect();
            format!("sold out {}", items.join(" "))
        }
        Notice::StaffCalled => "staff called".to_owned(),
        Notice::ServiceChanged => "service changed".to_owned(),
        Notice::CounterFailed => "counter failed".to_owned(),
        Notice::WelcomeBack => "welcome back".to_owned(),
    }
}

fn why_text(why: &NotCharged) -> String {
    match why {
        NotCharged::Declined(decline) => format!("declined {}", decline.reason.key()),
        NotCharged::CancelledAtTerminal
        | NotCharged::CancelledHere
        | NotCharged::NoCard
        | NotCharged::Unreachable
        | NotCharged::Busy
        | NotCharged::NotRecorded
        | NotCharged::TakenBack
        | NotCharged::NotFound => why.key().to_owned(),
    }
}

fn look_up_text(answer: &LookUpAnswer) -> String {
    match answer {
        LookUpAnswer::Approved(facts) => format!("approved {} ({})", facts.amount, facts.reference),
        LookUpAnswer::Declined(decline) => format!("declined {}", decline.reason.key()),
        LookUpAnswer::NotCharged => "not charged".to_owned(),
        LookUpAnswer::InProgress => "in progress".to_owned(),
        LookUpAnswer::NotFound => "not found".to_owned(),
        LookUpAnswer::CannotTell => "cannot tell".to_owned(),
    }
}

/// An intent in the words of a flow script.
fn intent_text(intent: &Intent) -> String {
    let name = intent.name();
    match intent {
        Intent::Start(service) => format!("{name} {}", service.key()),
        Intent::Speak(language) => format!("{name} {language}"),
        Intent::Browse(BrowseIntent::Category(id)) => format!("{name} {id}"),
        Intent::Browse(BrowseIntent::Search(text)) => format!("{name} {text}"),
        Intent::Browse(BrowseIntent::Filter(filter)) => {
            let mut marks: Vec<_> = filter.avoid.iter().map(|group| format!("no-{}", group.key())).collect();
            marks.extend(filter.diets.iter().map(|diet| diet.key().to_owned()));
            if marks.is_empty() {
                marks.push("nothing".to_owned());
            }
            format!("{name} {}", marks.join(" "))
        }
        Intent::Product(ProductIntent::Open(id)) => format!("{name} {id}"),
        Intent::Product(ProductIntent::Reopen(line)) => format!("{name} line {line}"),
        Intent::Product(ProductIntent::Toggle { slot, option }) => {
            let part = slot.part.as_ref().map_or_else(String::new, |part| format!("{part}:"));
            format!("{name} {part}{}/{option}", slot.group)
        }
        Intent::Product(ProductIntent::Fill { part, product }) => format!("{name} {part} with {product}"),
        Intent::Product(ProductIntent::Quantity(quantity)) => format!("{name} {quantity}"),
        Intent::Cart { change: CartIntent::Service(service), .. } => format!("{name} {}", service.key()),
        Intent::Cart { change: CartIntent::QuickAdd(id), .. } => format!("{name} {id}"),
        Intent::Cart { change: CartIntent::Quantity { line, quantity }, .. } => format!("{name} line {line} to {quantity}"),
        Intent::Cart { change: CartIntent::Remove(line) | CartIntent::Note { line, .. }, .. } => format!("{name} line {line}"),
        // What a customer writes is theirs.
        Intent::Product(ProductIntent::Note(_) | ProductIntent::Add { .. } | ProductIntent::Close)
        | Intent::Cart {
            change: CartIntent::Undo | CartIntent::Redo | CartIntent::AskStartOver | CartIntent::StartOver | CartIntent::KeepOrder,
            ..
        }
        | Intent::Browse(BrowseIntent::CloseSearch | BrowseIntent::Review | BrowseIntent::Menu)
        | Intent::Touch
        | Intent::StillHere
        | Intent::CallStaff
        | Intent::Pay { .. }
        | Intent::CancelPayment
        | Intent::Receipt
        | Intent::Finish => name.to_owned(),
    }
}
