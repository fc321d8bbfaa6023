//! What crossed the machine's border, line by line, for people: `>` event, `<` effect, `=` state, `!` rejection, `~` aside.
//!
//! Random ids are named by first appearance (`order 1`, `attempt 1`), so that the same story reads the same every time.

use super::Observer;
use super::names::{Names, health_text, why_text};
use crate::machine::Rejection;
use crate::machine::kiosk::{BrowseIntent, CartIntent, Effect, Effects, Event, Intent, Kiosk, Notice, ProductIntent, ScreenView};
use crate::order::RecoveredCart;
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

    fn event(&mut self, event: &Event) -> Option<String> {
        Some(match event {
            Event::Boot { open, reversals, cart } => boot_text(open.len(), reversals.len(), cart.as_deref()),
            // Somebody touched something; only the time-outs care.
            Event::Customer { intent: Intent::Touch, .. } => "touch".to_owned(),
            Event::Customer { intent, .. } => intent_text(intent),
            Event::Terminal(event) => format!("terminal: {}", self.names.terminal_event(event)),
            Event::Written(written) => {
                let number = written.number.map_or_else(String::new, |given| format!(" as {}", given.number));
                format!("journal: {} durable{number}", self.names.key(&written.key))
            }
            Event::WriteFailed(key) => format!("journal: {} not stored", self.names.key(key)),
            Event::JournalHealth(health) => health_text(*health),
            Event::StaffDecided(decision) => {
                format!(
                    "staff: {} is {}, says {}",
                    self.names.attempt(decision.attempt()),
                    decision.verdict().key(),
                    decision.by()
                )
            }
            Event::AlarmsFound(alarms) => format!("{} alarms wait for staff", alarms.len()),
            Event::Recalled { attempt, recalled } => format!("journal: {} is {recalled:?}", self.names.attempt(*attempt)),
            Event::ReceiptPrinted(order) => format!("receipt of {} printed", self.names.order(*order)),
            Event::ReceiptFailed(order) => format!("receipt of {} not printed", self.names.order(*order)),
            Event::MenuPublished(_) => "menu published".to_owned(),
            Event::Shutdown => "asked to stop".to_owned(),
            Event::Tick => "time passes".to_owned(),
        })
    }

    fn effect(&mut self, effect: &Effect) -> String {
        match effect {
            Effect::Record(entry) => format!("record {}", self.names.entry(entry)),
            Effect::Terminal(command) => format!("terminal {}", self.names.command(command)),
            Effect::Recall(attempt) => format!("ask the journal about {}", self.names.attempt(*attempt)),
            Effect::PrintReceipt(order) => format!("print receipt of {}", self.names.order(*order)),
            Effect::SaveCart(_) => "keep cart".to_owned(),
            Effect::ForgetCart => "forget cart".to_owned(),
            Effect::CallStaff => "call staff".to_owned(),
            Effect::Stop => "stop".to_owned(),
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
