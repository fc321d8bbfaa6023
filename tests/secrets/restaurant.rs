//! A kiosk with everything real behind it, and a terminal and customers who put card numbers wherever words go.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use cardlast::catalogue::{Catalogue, ItemId, ServiceMode, load};
use cardlast::device::{KitchenSpool, ReceiptFolder, SessionFile};
use cardlast::driver::{Driver, Ports, Recovered};
use cardlast::fake::{FakeClock, SeededIds};
use cardlast::id::{KioskId, OrderRevision, Rrn, Stan, TerminalId};
use cardlast::journal::{BootState, Started, StoreOptions, start};
use cardlast::machine::kiosk::{BrowseIntent, CartIntent, Intent, Policy, ProductIntent, ScreenName};
use cardlast::payment::{
    ApprovalFacts, CardScheme, Confirmation, Decline, DeclineReason, EntryMode, LookUpAnswer, MaskedPan, PaymentRequest, Tender,
    TerminalCommand, TerminalEvent, TerminalHealth, TerminalProfile,
};
use cardlast::port::{Clock as _, Inline, PaymentTerminal};
use cardlast::time::{Millis, Timestamp, WallTime};

use crate::scanner::{number, number_after};

pub static MENU: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    Arc::new(load(&folder, jiff::civil::date(2026, 11, 24)).unwrap_or_else(|problems| panic!("{problems}")).catalogue)
});

/// So much a terminal says before a number: what is given back to the memory loses its first bytes at once, and no more.
const TALK: &str = "the card that was held to the reader is number ";

/// Where the terminal puts card numbers in its next payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Careless {
    /// Into the authorisation code and the name of the scheme.
    Texts,
    /// Into its name for the payment.
    Reference,
    /// Into the response code of a refusal.
    Refusal,
}

/// A terminal that keeps no number to itself. It holds none either: it works each out when it says it.
pub struct LeakyTerminal {
    profile: TerminalProfile,
    news: VecDeque<News>,
    habit: Arc<Mutex<Careless>>,
    running: Option<(PaymentRequest, Stan)>,
}

enum News {
    Health,
    Outcome,
    Confirmed(Rrn),
    TakenBack(Rrn),
    Cancelled,
    LookedUp,
    Reversed(Rrn),
}

impl LeakyTerminal {
    fn new(habit: Arc<Mutex<Careless>>) -> Self {
        let id = TerminalId("leaky".to_owned());
        let profile = TerminalProfile { id, confirms: true, looks_up: true, reverses: true, simulated: true };
        Self { profile, news: VecDeque::new(), habit, running: None }
    }

    fn facts(&self) -> Option<Box<ApprovalFacts>> {
        let (request, stan) = self.running.as_ref()?;
        let habit = *self.habit.lock().expect("no panic");
        let spoil = |careless: Careless, which: usize, otherwise: &str| {
            if habit == careless { number_after(TALK, which) } else { otherwise.to_owned() }
        };
        Some(Box::new(ApprovalFacts {
            attempt: request.attempt(),
            amount: request.amount(),
            reference: Rrn(spoil(Careless::Reference, 2, "R000001")),
            stan: *stan,
            auth_code: spoil(Careless::Texts, 0, "042117"),
            scheme: CardScheme(spoil(Careless::Texts, 1, "Visa")),
            card: MaskedPan::from_last_four("1111"),
            entry: EntryMode::Contactless,
        }))
    }

    fn outcome(&self) -> Option<TerminalEvent> {
        let (request, _) = self.running.as_ref()?;
        if *self.habit.lock().expect("no panic") == Careless::Refusal {
            let said = number_after(TALK, 0);
            let decline = Decline { said, ..Decline::new(DeclineReason::Refused, number_after(TALK, 3)) };
            return Some(TerminalEvent::Declined { attempt: request.attempt(), decline });
        }
        self.facts().map(TerminalEvent::ApprovalOffered)
    }
}

impl PaymentTerminal for LeakyTerminal {
    fn profile(&self) -> &TerminalProfile {
        &self.profile
    }

    fn submit(&mut self, _now: Timestamp, command: TerminalCommand) {
        self.news.push_back(match command {
            TerminalCommand::Authorise { request, stan } => {
                self.running = Some((request, stan));
                News::Outcome
            }
            TerminalCommand::Confirm { reference, decision: Confirmation::Stored, .. } => News::Confirmed(reference),
            TerminalCommand::Confirm { reference, .. } => News::TakenBack(reference),
            TerminalCommand::Cancel { .. } => News::Cancelled,
            TerminalCommand::LookUp { .. } => News::LookedUp,
            TerminalCommand::Reverse { reference, .. } => News::Reversed(reference),
            TerminalCommand::Reconcile | TerminalCommand::Health => News::Health,
        });
    }

    fn poll(&mut self, _now: Timestamp) -> Option<TerminalEvent> {
        let news = self.news.pop_front()?;
        let attempt = self.running.as_ref().map(|(request, _)| request.attempt());
        match (news, attempt) {
            (News::Health, _) | (_, None) => Some(TerminalEvent::Health(TerminalHealth::Ready)),
            (News::Outcome, _) => self.outcome(),
            (News::Confirmed(reference), Some(attempt)) => Some(TerminalEvent::Confirmed { attempt, reference }),
            (News::TakenBack(reference), Some(attempt)) => Some(TerminalEvent::TakenBack { attempt, reference }),
            (News::Cancelled, Some(attempt)) => Some(TerminalEvent::Cancelled { attempt }),
            (News::LookedUp, Some(attempt)) => {
                let answer = self.facts().map_or(LookUpAnswer::NotFound, LookUpAnswer::Approved);
                Some(TerminalEvent::LookedUp { attempt, answer })
            }
            (News::Reversed(reference), Some(attempt)) => Some(TerminalEvent::Reversed { attempt, reference }),
        }
    }
}

/// A running kiosk in a folder.
pub struct Restaurant {
    pub data: PathBuf,
    pub mirror: PathBuf,
    clock: FakeClock,
    habit: Arc<Mutex<Careless>>,
    pub driver: Driver,
}

impl Restaurant {
    /// The files are those of `cardlast --data DATA` in training.
    pub fn open(data: &Path) -> Self {
        let clock = FakeClock::at(WallTime::parse("2026-11-24T12:30:00+01:00").expect("a time"));
        let habit = Arc::new(Mutex::new(Careless::Texts));
        let mirror = data.join("mirror.jsonl");
        let driver = Self::start(data, &mirror, &clock, &habit, 1);
        Self { data: data.to_owned(), mirror, clock, habit, driver }
    }

    /// Killed, and started again.
    pub fn open_again(self) -> Self {
        let Self { data, mirror, clock, habit, driver } = self;
        drop(driver);
        let driver = Self::start(&data, &mirror, &clock, &habit, 2);
        Self { data, mirror, clock, habit, driver }
    }

    fn start(data: &Path, mirror: &Path, clock: &FakeClock, habit: &Arc<Mutex<Careless>>, seed: u64) -> Driver {
        let place = data.join("training");
        std::fs::create_dir_all(&place).expect("a folder");
        let options = StoreOptions {
            path: place.join("journal.db"),
            kiosk: KioskId::new('A').expect("a letter"),
            cut_over_minutes: 240,
            house: MENU.default_language().clone(),
            training: true,
        };
        let Started { worker, boot, .. } = start(options, Some(mirror.to_owned()), clock.now()).expect("a journal");
        let (carts, cart) = SessionFile::open(&place.join("session.db"), clock.now(), Some(clock.since_boot()));
        let terminal = LeakyTerminal::new(habit.clone());
        let policy = Policy { terminal: Some(terminal.profile().id.clone()), ..Policy::default() };
        let ports = Ports {
            clock: Box::new(clock.clone()),
            ids: Box::new(SeededIds::new(seed)),
            terminal: Some(Box::new(terminal)),
            journal: Box::new(Inline::new(worker)),
            kitchen: Box::new(Inline::new(KitchenSpool::new(place.join("kitchen")).expect("a folder"))),
            printer: Box::new(Inline::new(ReceiptFolder::new(place.join("receipts")).expect("a folder"))),
            carts: Box::new(Inline::new(carts)),
            menus: None,
        };
        let BootState { open, reversals, tickets, last_lock, alarms, .. } = boot;
        let recovered = Recovered { open, reversals, tickets, last_lock, cart, alarms };
        let mut driver = Driver::new(MENU.clone(), policy, ports, recovered);
        driver.pump();
        driver
    }

    pub fn wants(&mut self, intent: Intent) {
        self.driver.submit(intent);
        self.driver.pump();
    }

    pub fn pass(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.clock.pass(Millis::from_secs(1));
            self.driver.pump();
        }
    }

    pub fn screen(&mut self) -> ScreenName {
        self.driver.pump().view.name
    }

    /// A customer who writes a card number into a note and into the search, up to the review.
    pub fn fill_cart(&mut self) {
        let fries = ItemId::new("fries").expect("a slug");
        let card = number(4);
        let spaced = card.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect::<Vec<_>>();
        self.wants(Intent::Start(ServiceMode::Takeaway));
        self.wants(Intent::Browse(BrowseIntent::Search(card.clone())));
        self.wants(Intent::Browse(BrowseIntent::CloseSearch));
        self.wants(Intent::Product(ProductIntent::Open(fries)));
        self.wants(Intent::Product(ProductIntent::Note(format!("my card is {}", spaced.join(" ")))));
        self.wants(Intent::Product(ProductIntent::Add { seen: OrderRevision(0) }));
        // What is kept of a cart is written at most once a second.
        self.pass(2);
    }

    /// Such a customer pays by card, at a terminal with this habit.
    pub fn pay(&mut self, habit: Careless) {
        *self.habit.lock().expect("no panic") = habit;
        self.fill_cart();
        self.wants(Intent::Browse(BrowseIntent::Review));
        self.wants(Intent::Pay { tender: Tender::Card, seen: OrderRevision(1) });
        self.pass(1);
    }

    /// A customer who writes nothing pays by card.
    pub fn pay_quietly(&mut self, habit: Careless) {
        *self.habit.lock().expect("no panic") = habit;
        let fries = ItemId::new("fries").expect("a slug");
        self.wants(Intent::Start(ServiceMode::Takeaway));
        self.wants(Intent::Cart { change: CartIntent::QuickAdd(fries), seen: OrderRevision(0) });
        self.wants(Intent::Browse(BrowseIntent::Review));
        self.wants(Intent::Pay { tender: Tender::Card, seen: OrderRevision(1) });
        self.pass(1);
    }

    /// The customer is given up, wherever they stand.
    pub fn leave(&mut self) {
        if self.screen() == ScreenName::Number {
            self.wants(Intent::Receipt);
            self.wants(Intent::Finish);
        }
        self.pass(200);
        assert_eq!(self.screen(), ScreenName::Attract);
    }

    /// An ordinary change of the cart by the customer at the review: a note on the first line.
    pub fn write_on_the_line(&mut self, text: String) {
        let seen = OrderRevision(1);
        self.wants(Intent::Cart { change: CartIntent::Note { line: cardlast::id::LineId(1), text }, seen });
        self.pass(2);
    }
}
