//! The world around the window: the engine, put aside and taken up again, and everything that journal, terminal and kitchen may say.

use std::sync::atomic::Ordering;
use std::sync::{Arc, LazyLock, Mutex};

use cardlast::catalogue::{Catalogue, ItemId, ServiceMode};
use cardlast::id::{OrderRevision, Stan};
use cardlast::locale::Language;
use cardlast::machine::checkout::Stage;
use cardlast::machine::kiosk::{
    BrowseIntent, CartIntent, Event, Intent, KitchenHealth, Policy, ScreenName, ScreenView, Session, SessionStage,
};
use cardlast::order::{KeptCart, RecoveredCart};
use cardlast::payment::{
    Confirmation, Decline, DeclineReason, Entry, Faceplate as _, JournalHealth, LookUpAnswer, OpenAttempt, Progress, Tender,
    TerminalCommand, TerminalEvent, TerminalFace, TerminalHealth, UnknownReason,
};
use cardlast::time::Millis;
use cardlast::ui::Engine as _;

use super::super::support::{Device, Knobs, Owed, Shared, TestEngine, menu};
use super::super::window::euros;

/// The menu, and the same without fries.
static MENUS: LazyLock<(Arc<Catalogue>, Arc<Catalogue>)> = LazyLock::new(|| (menu(&[]), menu(&["fries"])));

/// The kiosk starts.
pub const START: &str = "the kiosk starts";

/// The kiosk starts after a crash, and a customer had fries in the cart.
pub const START_WITH_FRIES: &str = "the kiosk starts with fries in the cart";

/// The kiosk starts after a crash in the middle of a card payment.
pub const START_WITH_A_PAYMENT: &str = "the kiosk starts with an open payment";

/// Everything outside the window.
pub struct World {
    engine: Arc<Mutex<TestEngine>>,
    knobs: Arc<Knobs>,
    device: Arc<Device>,
    outside: Outside,
    /// Of the customer whose payment was cut off.
    language: Language,
}

/// How things stand outside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outside {
    journal_fails: bool,
    kitchen_behind: bool,
    terminal_gone: bool,
    fries_sold_out: bool,
}

/// The world at one moment.
#[derive(Clone)]
pub struct Saved {
    engine: TestEngine,
    now: u64,
    face: TerminalFace,
    outside: Outside,
}

/// Something that may happen without the customer: its name, what the machine hears, and what is no longer owed then.
pub struct News {
    pub name: String,
    pub event: Event,
    pub settles: Option<Owed>,
}

impl Saved {
    /// Which screen is on at that moment.
    pub fn screen(&self) -> ScreenName {
        self.engine.kiosk().screen_name()
    }
}

impl World {
    /// A kiosk that has not started yet, whose journal and terminal answer when they are told to.
    pub fn new(tag: &str) -> Self {
        let knobs = Arc::new(Knobs::default());
        knobs.by_hand.store(true, Ordering::Relaxed);
        let device = Arc::new(Device::default());
        let engine = TestEngine::asleep(Arc::clone(&MENUS.0), Policy::default(), Arc::clone(&knobs), Some(Arc::clone(&device)));
        let language = Language::new(tag).expect("a tag");
        Self { engine: Arc::new(Mutex::new(engine)), knobs, device, outside: Outside::default(), language }
    }

    /// Whether the journal can store nothing now.
    pub const fn journal_fails(&self) -> bool {
        self.outside.journal_fails
    }

    /// The engine for the window.
    pub fn engine(&self) -> Shared {
        Shared(Arc::clone(&self.engine))
    }

    /// The clock, and other things to turn.
    pub fn knobs(&self) -> &Knobs {
        &self.knobs
    }

    /// Looks at the engine.
    pub fn look<T>(&self, look: impl FnOnce(&TestEngine) -> T) -> T {
        look(&self.engine.lock().expect("no panic"))
    }

    /// Puts the world aside.
    pub fn save(&self) -> Saved {
        let now = self.knobs.now.load(Ordering::Relaxed);
        Saved { engine: self.look(Clone::clone), now, face: self.device.face(), outside: self.outside }
    }

    /// Takes it up again.
    pub fn load(&mut self, saved: &Saved) {
        *self.engine.lock().expect("no panic") = saved.engine.clone();
        self.knobs.now.store(saved.now, Ordering::Relaxed);
        self.device.put(saved.face.clone());
        self.outside = saved.outside;
    }

    /// Moves the clock to the next moment at which something happens by itself; false when nothing ever will.
    pub fn wait(&self) -> bool {
        let due = self.look(|engine| engine.kiosk().next_deadline().map(|due| due.0.max(engine.clock().at.0)));
        due.inspect(|due| self.knobs.now.store(*due, Ordering::Relaxed)).is_some()
    }

    /// Lets minutes go by at once, as when the window stood still.
    pub fn stall(&self) {
        self.knobs.pass(Millis::from_secs(240));
    }

    /// Whether an approval is durable while nobody knows whether the payment stands.
    pub fn has_stored_an_approval(&self) -> bool {
        self.look(|engine| match engine.kiosk().state().session().map(Session::stage) {
            Some(SessionStage::Paying(paying)) => matches!(paying.checkout().stage(), Stage::LookingUp { approved: Some(_), .. }),
            _ => false,
        })
    }

    /// Something happens.
    pub fn happen(&mut self, news: &News) {
        let mut event = news.event.clone();
        if let Some(owed) = &news.settles {
            let mut engine = self.engine.lock().expect("no panic");
            engine.settle(owed);
            if let (Event::Written(_), Owed::Entry(entry)) = (&event, owed) {
                event = engine.written(entry);
            }
        }
        match &event {
            Event::JournalHealth(health) => self.outside.journal_fails = *health == JournalHealth::Failing,
            Event::KitchenHealth(health) => self.outside.kitchen_behind = *health == KitchenHealth::Behind,
            Event::Terminal(TerminalEvent::Health(health)) => self.outside.terminal_gone = *health != TerminalHealth::Ready,
            Event::MenuPublished(menu) => self.outside.fries_sold_out = !menu.sold_out().items.is_empty(),
            Event::Boot { .. }
            | Event::Customer { .. }
            | Event::Terminal(_)
            | Event::Written(_)
            | Event::WriteFailed(_)
            | Event::Recalled { .. }
            | Event::StaffDecided(_)
            | Event::AlarmsFound(_)
            | Event::ReceiptPrinted(_)
            | Event::ReceiptFailed(_)
            | Event::Shutdown
            | Event::Tick => {}
        }
        self.knobs.tell(event);
    }

    /// Everything that may happen now.
    pub fn news(&self) -> Vec<News> {
        let mut engine = self.look(Clone::clone);
        let mut news = self.outside_news(engine.kiosk().screen_name());
        for owed in engine.owed().to_vec() {
            let answers = match &owed {
                Owed::Entry(entry) => stored(&mut engine, entry),
                Owed::Command(command) => answers(&engine, command),
                Owed::Receipt(order) => vec![
                    ("printed".to_owned(), Event::ReceiptPrinted(*order), true),
                    ("not printed".to_owned(), Event::ReceiptFailed(*order), true),
                ],
            };
            for (name, event, settles) in answers {
                news.push(News { name, event, settles: settles.then(|| owed.clone()) });
            }
        }
        news
    }

    /// What may happen at any time.
    fn outside_news(&self, screen: ScreenName) -> Vec<News> {
        if screen == ScreenName::Starting {
            let journal = Event::JournalHealth(JournalHealth::Failing);
            let boot = |cart| Event::Boot { open: Vec::new(), reversals: Vec::new(), cart };
            let open = vec![open_payment(&self.language)];
            let found = RecoveredCart { cart: kept_cart(), age: Some(Millis(0)), locked_since: false };
            return vec![
                news(START, boot(None)),
                news(START_WITH_FRIES, boot(Some(Box::new(found)))),
                news(START_WITH_A_PAYMENT, Event::Boot { open, reversals: Vec::new(), cart: None }),
                news("the journal fails", journal),
            ];
        }
        let Outside { journal_fails, kitchen_behind, terminal_gone, fries_sold_out } = self.outside;
        let health = |health| Event::Terminal(TerminalEvent::Health(health));
        vec![
            match journal_fails {
                true => news("the journal works", Event::JournalHealth(JournalHealth::Well)),
                false => news("the journal fails", Event::JournalHealth(JournalHealth::Failing)),
            },
            match kitchen_behind {
                true => news("the kitchen keeps up", Event::KitchenHealth(KitchenHealth::KeepsUp)),
                false => news("the kitchen is behind", Event::KitchenHealth(KitchenHealth::Behind)),
            },
            match terminal_gone {
                true => news("the terminal is back", health(TerminalHealth::Ready)),
                false => news("the terminal is gone", health(TerminalHealth::Unreachable)),
            },
            match fries_sold_out {
                true => news("fries are back", Event::MenuPublished(Arc::clone(&MENUS.0))),
                false => news("fries are sold out", Event::MenuPublished(Arc::clone(&MENUS.1))),
            },
        ]
    }

    /// The latest thing that is owed, for telling situations apart, and whether the terminal was asked to cancel.
    pub fn owed(&self) -> (Option<&'static str>, bool) {
        let name = |owed: &Owed| match owed {
            Owed::Entry(Entry::Intent { .. }) => "intent",
            Owed::Entry(Entry::Approved { .. }) => "approval",
            Owed::Entry(Entry::NotCharged { .. }) => "no charge",
            Owed::Entry(_) => "order",
            Owed::Command(TerminalCommand::Authorise { .. }) => "payment",
            Owed::Command(TerminalCommand::Confirm { decision: Confirmation::Stored, .. }) => "confirmation",
            Owed::Command(TerminalCommand::Confirm { decision: Confirmation::Refuse, .. }) => "refusal",
            Owed::Command(_) => "look-up",
            Owed::Receipt(_) => "receipt",
        };
        let is_cancel = |owed: &&Owed| matches!(owed, Owed::Command(TerminalCommand::Cancel { .. }));
        self.look(|engine| {
            let owed = engine.owed();
            (owed.iter().rfind(|owed| !is_cancel(owed)).map(name), owed.iter().any(|owed| is_cancel(&owed)))
        })
    }
}

/// A cart that a customer had filled before a crash.
fn kept_cart() -> KeptCart {
    let mut engine = TestEngine::new(Arc::clone(&MENUS.0), Policy::default(), Arc::default(), None);
    let fries = ItemId::new("fries").expect("a slug");
    let frame = engine.pump(vec![Intent::Start(ServiceMode::Takeaway)]);
    let ScreenView::Menu(menu) = &frame.view.screen else { panic!("the menu comes first") };
    let seen = menu.cart.revision;
    let _ = engine.pump(vec![Intent::Cart { change: CartIntent::QuickAdd(fries), seen }]);
    engine.kept().expect("a cart is kept").clone()
}

/// A card payment that was cut off.
fn open_payment(language: &Language) -> OpenAttempt {
    let mut engine = TestEngine::new(Arc::clone(&MENUS.0), Policy::default(), Arc::default(), None);
    let fries = ItemId::new("fries").expect("a slug");
    let seen = OrderRevision::default();
    let _ = engine.pump(vec![Intent::Speak(language.clone())]);
    let cart = vec![Intent::Start(ServiceMode::Takeaway), Intent::Cart { change: CartIntent::QuickAdd(fries), seen }];
    let _ = engine.pump(cart);
    let seen = seen.next();
    let _ = engine.pump(vec![Intent::Browse(BrowseIntent::Review), Intent::Pay { tender: Tender::Card, seen }]);
    let Some(SessionStage::Paying(paying)) = engine.kiosk().state().session().map(Session::stage) else {
        panic!("a card is being paid with")
    };
    let (locked, attempt) = (paying.checkout().locked().clone(), paying.checkout().attempt());
    OpenAttempt { locked, attempt, stan: Stan(1), approved: None, taken_back: Vec::new(), age: Some(Millis(0)) }
}

fn news(name: &str, event: Event) -> News {
    News { name: name.to_owned(), event, settles: None }
}

/// What may be said, the event, and whether nothing more is owed then.
type Answer = (String, Event, bool);

fn stored(engine: &mut TestEngine, entry: &Entry) -> Vec<Answer> {
    let written = engine.written(entry);
    vec![("stored".to_owned(), written, true), ("not stored".to_owned(), Event::WriteFailed(entry.key()), true)]
}

fn answers(engine: &TestEngine, command: &TerminalCommand) -> Vec<Answer> {
    let say = |name: &str, event: TerminalEvent| (name.to_owned(), Event::Terminal(event), true);
    match command {
        TerminalCommand::Authorise { request, stan } => payment(engine, request.attempt(), *stan, request.amount()),
        TerminalCommand::Cancel { attempt } => {
            let attempt = *attempt;
            vec![
                say("cancelled in time", TerminalEvent::Cancelled { attempt }),
                say("cancelled too late", TerminalEvent::CancelTooLate { attempt }),
            ]
        }
        TerminalCommand::Confirm { attempt, reference, .. } => {
            let (attempt, reference) = (*attempt, reference.clone());
            vec![
                say("confirmed", TerminalEvent::Confirmed { attempt, reference: reference.clone() }),
                say("taken back", TerminalEvent::TakenBack { attempt, reference }),
                say("line dropped", TerminalEvent::Unknown { attempt, reason: UnknownReason::LineDropped }),
            ]
        }
        TerminalCommand::LookUp { attempt, stan } => {
            let amount = engine.asked().map_or_else(|| euros("0"), |(_, amount, _)| amount);
            let facts = Box::new(TestEngine::facts(*attempt, amount, *stan));
            let other = Box::new(TestEngine::facts(*attempt, euros("0.50"), *stan));
            let found = [
                ("found approved", LookUpAnswer::Approved(facts)),
                ("found approved for another amount", LookUpAnswer::Approved(other)),
                ("found declined", LookUpAnswer::Declined(decline())),
                ("found not charged", LookUpAnswer::NotCharged),
                ("found running", LookUpAnswer::InProgress),
                ("not found", LookUpAnswer::NotFound),
                ("cannot tell", LookUpAnswer::CannotTell),
            ];
            found.into_iter().map(|(name, answer)| say(name, TerminalEvent::LookedUp { attempt: *attempt, answer })).collect()
        }
        TerminalCommand::Reverse { .. } | TerminalCommand::Reconcile | TerminalCommand::Health => Vec::new(),
    }
}

fn decline() -> Decline {
    Decline::new(DeclineReason::InsufficientFunds, "51".to_owned())
}

fn payment(
    engine: &TestEngine,
    attempt: cardlast::id::AttemptId,
    stan: cardlast::id::Stan,
    amount: cardlast::money::Money,
) -> Vec<Answer> {
    if !engine.is_paying() {
        return Vec::new();
    }
    let half = euros("0.50");
    let ends = [
        ("approved", TestEngine::approval(attempt, amount, stan)),
        ("approved for another amount", TestEngine::approval(attempt, half, stan)),
        ("declined", TerminalEvent::Declined { attempt, decline: decline() }),
        ("cancelled at the terminal", TerminalEvent::CancelledAtTerminal { attempt }),
        ("no card shown", TerminalEvent::NoCard { attempt }),
        ("unreachable", TerminalEvent::Unreachable { attempt }),
        ("busy", TerminalEvent::Busy { attempt }),
        ("line dropped", TerminalEvent::Unknown { attempt, reason: UnknownReason::LineDropped }),
    ];
    let steps = Progress::ALL.map(|progress| {
        let name = format!("the terminal is at {}", progress.key());
        (name, Event::Terminal(TerminalEvent::Progress { attempt, progress }), false)
    });
    let ends = ends.into_iter().map(|(name, event)| (name.to_owned(), Event::Terminal(event), true));
    ends.chain(steps).collect()
}
