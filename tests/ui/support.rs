//! An engine for tests of the window: the real machine, a journal that stores at once, and a terminal that does what it is tapped to
//! do. On request both wait for the test to answer instead, and the whole engine can be put aside and taken up again.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use cardlast::catalogue::*;
use cardlast::id::{AttemptId, FreshId, KioskId, OrderId, OrderNumber, Rrn, Stan};
use cardlast::locale::{Language, Localised};
use cardlast::machine::Rejection;
use cardlast::machine::kiosk::{Effect, Event, Intent, Kiosk, Policy, Witness};
use cardlast::money::{Currency, Money, TaxRate};
use cardlast::order::KeptCart;
use cardlast::payment::*;
use cardlast::time::{Millis, Now, Timestamp, WallTime};
use cardlast::ui::{Engine, Frame};

fn words(en: &str, fr: &str) -> Localised {
    let tag = |tag| Language::new(tag).expect("a tag");
    Localised::new(BTreeMap::from([(tag("en"), en.to_owned()), (tag("fr"), fr.to_owned())])).expect("texts")
}

fn euros(text: &str) -> Money {
    Money::parse(text, Currency::EUR).expect("an amount")
}

fn picture(name: &str) -> Picture {
    Picture { path: format!("no-such-folder/{name}.webp").into(), fingerprint: 1 }
}

fn item(category: &str, id: &str, (en, fr): (&str, &str), price: &str, groups: &[&str], kind: ItemKind) -> Item {
    Item {
        id: ItemId::new(id).expect("a slug"),
        category: CategoryId::new(category).expect("a slug"),
        name: words(en, fr),
        description: words("Made to order.", "Préparé à la commande."),
        price: euros(price),
        picture: picture(id),
        groups: groups.iter().map(|id| GroupId::new(id).expect("a slug")).collect(),
        dayparts: Vec::new(),
        origin: None,
        kind,
    }
}

fn product(kcal: u32, allergens: &[&str], diets: &[Diet], minimum_age: Option<u8>) -> ItemKind {
    let mut found = Allergens::default();
    for key in allergens {
        found.add(Allergen::parse(key).expect("an allergen"), Presence::Contains);
    }
    let tax = TaxClassId::new("prepared").expect("a slug");
    ItemKind::Product(Product { tax, kcal, allergens: found, diets: diets.iter().copied().collect(), minimum_age })
}

fn modifier(id: &str, (en, fr): (&str, &str), price: &str) -> Modifier {
    Modifier {
        id: OptionId::new(id).expect("a slug"),
        name: words(en, fr),
        price: euros(price),
        kcal: 10,
        allergens: Allergens::default(),
        diets: Diet::ALL.into_iter().collect(),
        default: false,
    }
}

fn group(id: &str, name: (&str, &str), min: u32, max: u32, options: Vec<Modifier>) -> Group {
    Group { id: GroupId::new(id).expect("a slug"), name: words(name.0, name.1), min, max, options }
}

/// A small menu in two languages: a burger with a required choice, fries to take at once, a beer with an age, and a meal.
pub fn menu(sold_out: &[&str]) -> Arc<Catalogue> {
    long_menu(sold_out, 0)
}

/// The same with so many more dishes among the food, to scroll.
pub fn long_menu(sold_out: &[&str], dishes: usize) -> Arc<Catalogue> {
    let slug = |id: &str| ItemId::new(id).expect("a slug");
    let choice = |id: &str, upcharge| Choice { product: slug(id), upcharge: euros(upcharge) };
    let mut items = vec![
        item(
            "meals",
            "burger-meal",
            ("Burger meal", "Menu burger"),
            "13.90",
            &[],
            ItemKind::Bundle(Bundle {
                parts: vec![
                    Part {
                        id: PartId::new("main").expect("a slug"),
                        name: words("Main", "Plat"),
                        choices: vec![choice("burger", "0")],
                        default: None,
                    },
                    Part {
                        id: PartId::new("side").expect("a slug"),
                        name: words("Side", "Accompagnement"),
                        choices: vec![choice("fries", "0"), choice("salad", "1.00")],
                        default: None,
                    },
                ],
            }),
        ),
        item(
            "food",
            "burger",
            ("Burger", "Hamburger"),
            "8.90",
            &["cooking", "extras"],
            product(640, &["gluten:wheat", "milk"], &[], None),
        ),
        item("food", "fries", ("Fries", "Frites"), "3.50", &[], product(400, &[], &[Diet::Vegan, Diet::Vegetarian], None)),
        item("food", "salad", ("Salad", "Salade"), "6.20", &[], product(180, &["mustard"], &[Diet::Vegetarian], None)),
        item("drinks", "cola", ("Cola", "Cola"), "2.90", &[], product(140, &[], &[Diet::Vegan], None)),
        item("drinks", "beer", ("Beer", "Bière"), "4.50", &[], product(180, &["gluten:barley"], &[], Some(18))),
    ];
    for dish in 1..=dishes {
        let (id, en, fr) = (format!("dish-{dish}"), format!("Dish {dish:02}"), format!("Assiette {dish:02}"));
        items.push(item("food", &id, (&en, &fr), "1.00", &[], product(100, &[], &[], None)));
    }
    let category = |id: &str, name: (&str, &str)| Category {
        id: CategoryId::new(id).expect("a slug"),
        name: words(name.0, name.1),
        picture: Some(picture(id)),
        dayparts: Vec::new(),
        items: items.iter().filter(|item| item.category.as_str() == id).map(|item| item.id.clone()).collect(),
    };
    let cooking = group(
        "cooking",
        ("Cooking", "Cuisson"),
        1,
        1,
        vec![modifier("medium", ("Medium", "À point"), "0"), modifier("well-done", ("Well done", "Bien cuit"), "0")],
    );
    let extras = group(
        "extras",
        ("Extras", "Suppléments"),
        0,
        2,
        vec![
            modifier("cheddar", ("Cheddar", "Cheddar"), "0.80"),
            modifier("bacon", ("Bacon", "Bacon"), "1.20"),
            modifier("egg", ("Egg", "Œuf"), "1.00"),
        ],
    );
    let draft = CatalogueDraft {
        version: MenuVersion("test".into()),
        restaurant: Restaurant {
            name: "Chez Test".to_owned(),
            legal_name: "Chez Test".to_owned(),
            address: Vec::new(),
            vat_number: String::new(),
        },
        languages: vec![Language::new("en").expect("a tag"), Language::new("fr").expect("a tag")],
        currency: Currency::EUR,
        time_zone: jiff::tz::TimeZone::UTC,
        tax_classes: vec![TaxClass {
            id: TaxClassId::new("prepared").expect("a slug"),
            periods: vec![TaxPeriod {
                from: jiff::civil::date(2020, 1, 1),
                until: None,
                dine_in: TaxRate::parse("10").expect("a rate"),
                takeaway: TaxRate::parse("5.5").expect("a rate"),
            }],
        }],
        dayparts: Vec::new(),
        groups: vec![cooking, extras],
        categories: vec![
            category("food", ("Food", "Plats")),
            category("meals", ("Meals", "Menus")),
            category("drinks", ("Drinks", "Boissons")),
        ],
        sold_out: SoldOut { items: sold_out.iter().map(|id| slug(id)).collect(), options: BTreeSet::new() },
        items,
    };
    Arc::new(draft.finish().expect("a whole menu"))
}

/// The terminal: its face, and the taps that the engine has not seen yet.
pub struct Device {
    state: Mutex<(TerminalFace, VecDeque<TerminalTap>)>,
}

impl Default for Device {
    fn default() -> Self {
        let face = TerminalFace {
            display: FaceDisplay::Asleep,
            amount: None,
            pin_digits: 0,
            card_inserted: false,
            trouble: Trouble::None,
        };
        Self { state: Mutex::new((face, VecDeque::new())) }
    }
}

impl Device {
    /// Shows something else, as it did before.
    pub fn put(&self, face: TerminalFace) {
        *self.state.lock().expect("no panic") = (face, VecDeque::new());
    }
}

impl Faceplate for Device {
    fn face(&self) -> TerminalFace {
        self.state.lock().expect("no panic").0.clone()
    }

    fn tap(&self, tap: TerminalTap) {
        self.state.lock().expect("no panic").1.push_back(tap);
    }
}

/// Knobs that a test turns while the window holds the engine.
#[derive(Default)]
pub struct Knobs {
    /// The machine's clock in milliseconds.
    pub now: AtomicU64,
    /// Journal and terminal leave what decides about an order or a payment to the test.
    pub by_hand: AtomicBool,
    /// What the customer wanted, in order, by name.
    pub heard: Mutex<Vec<&'static str>>,
    /// News for the machine.
    pub news: Mutex<VecDeque<Event>>,
}

impl Knobs {
    /// Lets time pass.
    pub fn pass(&self, span: Millis) {
        self.now.fetch_add(span.0, Ordering::Relaxed);
    }

    /// Hands news in.
    pub fn tell(&self, event: Event) {
        self.news.lock().expect("no panic").push_back(event);
    }

    /// Everything the customer wanted so far.
    pub fn heard(&self) -> Vec<&'static str> {
        self.heard.lock().expect("no panic").clone()
    }
}

/// What journal or terminal owe an answer for, while a test answers in their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owed {
    /// An entry that is not stored yet.
    Entry(Entry),
    /// A command that is not answered yet.
    Command(TerminalCommand),
    /// A receipt that is not printed yet.
    Receipt(OrderId),
}

/// The engine.
#[derive(Clone)]
pub struct TestEngine {
    kiosk: Kiosk,
    witness: Witness,
    knobs: Arc<Knobs>,
    device: Arc<Device>,
    shows_device: bool,
    seq: u64,
    journal: u64,
    orders: u32,
    fresh: u32,
    running: Option<(AttemptId, Money, Stan)>,
    /// The latest payment that the terminal was asked for, still running or not.
    asked: Option<(AttemptId, Money, Stan)>,
    rejections: Vec<Rejection>,
    owed: Vec<Owed>,
    kept: Option<KeptCart>,
}

impl TestEngine {
    /// A kiosk that has started.
    pub fn new(menu: Arc<Catalogue>, policy: Policy, knobs: Arc<Knobs>, device: Option<Arc<Device>>) -> Self {
        let mut engine = Self::asleep(menu, policy, knobs, device);
        engine.step(Event::Boot { open: Vec::new(), reversals: Vec::new(), cart: None });
        engine
    }

    /// A kiosk that waits for [`Event::Boot`].
    pub fn asleep(menu: Arc<Catalogue>, policy: Policy, knobs: Arc<Knobs>, device: Option<Arc<Device>>) -> Self {
        let kiosk = Kiosk::new(menu, policy);
        Self {
            witness: Witness::new(&kiosk),
            kiosk,
            knobs,
            shows_device: device.is_some(),
            device: device.unwrap_or_default(),
            seq: 0,
            journal: 0,
            orders: 0,
            fresh: 0,
            running: None,
            asked: None,
            rejections: Vec::new(),
            owed: Vec::new(),
            kept: None,
        }
    }

    /// The machine.
    pub const fn kiosk(&self) -> &Kiosk {
        &self.kiosk
    }

    /// What waits for the test's answer, oldest first.
    pub fn owed(&self) -> &[Owed] {
        &self.owed
    }

    /// The cart that would outlive a crash.
    pub const fn kept(&self) -> Option<&KeptCart> {
        self.kept.as_ref()
    }

    /// The latest payment that the terminal was asked for.
    pub const fn asked(&self) -> Option<(AttemptId, Money, Stan)> {
        self.asked
    }

    /// Whether the terminal is busy with a payment.
    pub const fn is_paying(&self) -> bool {
        self.running.is_some()
    }

    /// The clock.
    pub fn clock(&self) -> Now {
        self.now()
    }

    /// Takes something off the list of what is owed. Without a command to pay, the terminal runs no payment and has none to cancel.
    pub fn settle(&mut self, owed: &Owed) {
        self.owed.retain(|other| other != owed);
        if matches!(owed, Owed::Command(TerminalCommand::Authorise { .. })) {
            self.running = None;
            self.owed.retain(|other| !matches!(other, Owed::Command(TerminalCommand::Cancel { .. })));
        }
    }

    /// The journal's answer once an entry is stored.
    pub fn written(&mut self, entry: &Entry) -> Event {
        self.journal += 1;
        let seq = self.journal;
        let stan = matches!(entry, Entry::Intent { .. }).then_some(Stan(u32::try_from(seq).expect("few")));
        let number = matches!(entry, Entry::Accepted { .. }).then(|| {
            self.orders += 1;
            let number = OrderNumber::new(KioskId::new('A').expect("a letter"), self.orders);
            let accepted_at = self.now().wall;
            Numbering { business_day: accepted_at.business_day(240), number, accepted_at }
        });
        Event::Written(Written { key: entry.key(), seq, stan, number })
    }

    /// What the terminal says when the running payment is approved.
    pub fn approval(attempt: AttemptId, amount: Money, stan: Stan) -> TerminalEvent {
        TerminalEvent::ApprovalOffered(Box::new(Self::facts(attempt, amount, stan)))
    }

    /// An approval.
    pub fn facts(attempt: AttemptId, amount: Money, stan: Stan) -> ApprovalFacts {
        ApprovalFacts {
            attempt,
            amount,
            reference: Rrn(format!("R{}", stan.0)),
            stan,
            auth_code: "042117".to_owned(),
            scheme: CardScheme("CB".to_owned()),
            card: None,
            entry: EntryMode::Contactless,
        }
    }

    fn now(&self) -> Now {
        let at = self.knobs.now.load(Ordering::Relaxed);
        let wall = WallTime::parse("2026-11-22T12:30:00+01:00").expect("RFC 3339");
        Now { at: Timestamp(at), wall: wall.after(Millis(at)) }
    }

    fn step(&mut self, event: Event) {
        let mut queue = VecDeque::from([event]);
        while let Some(event) = queue.pop_front() {
            let now = self.now();
            let outcome = self.kiosk.step(now, event.clone());
            self.witness.observe(now, &event, &outcome, &self.kiosk).expect("the invariants hold");
            match outcome {
                Ok(effects) => {
                    self.seq += 1;
                    for effect in effects {
                        self.carry_out(effect, &mut queue);
                    }
                }
                Err(rejection) => self.rejections.push(rejection),
            }
        }
    }

    fn carry_out(&mut self, effect: Effect, queue: &mut VecDeque<Event>) {
        match effect {
            Effect::Record(entry) if self.by_hand() && decides(&entry) => self.owed.push(Owed::Entry(entry)),
            Effect::Record(entry) => {
                let written = self.written(&entry);
                queue.push_back(written);
            }
            Effect::Terminal(command) if self.by_hand() && is_about_a_payment(&command) => self.defer(command),
            Effect::Terminal(command) => {
                if let Some(event) = self.terminal(command) {
                    queue.push_back(Event::Terminal(event));
                }
            }
            Effect::Recall(attempt) => queue.push_back(Event::Recalled { attempt, recalled: Recalled::NeverHeardOf }),
            Effect::PrintReceipt(order) if self.by_hand() => self.owed.push(Owed::Receipt(order)),
            Effect::SaveCart(cart) => self.kept = Some(*cart),
            Effect::ForgetCart => self.kept = None,
            Effect::PrintReceipt(_) | Effect::CallStaff | Effect::Stop => {}
        }
    }

    fn terminal(&mut self, command: TerminalCommand) -> Option<TerminalEvent> {
        match command {
            TerminalCommand::Authorise { request, stan } => {
                self.running = Some((request.attempt(), request.amount(), stan));
                self.asked = self.running;
                self.show(FaceDisplay::Paying(Progress::PresentCard), Some(request.amount()));
                Some(TerminalEvent::Progress { attempt: request.attempt(), progress: Progress::PresentCard })
            }
            TerminalCommand::Cancel { attempt } => {
                self.show(FaceDisplay::Cancelled, None);
                Some(TerminalEvent::Cancelled { attempt })
            }
            TerminalCommand::Confirm { attempt, reference, decision } => Some(match decision {
                Confirmation::Stored => {
                    self.show(FaceDisplay::Approved, None);
                    TerminalEvent::Confirmed { attempt, reference }
                }
                Confirmation::Refuse => TerminalEvent::TakenBack { attempt, reference },
            }),
            TerminalCommand::LookUp { .. } => None,
            TerminalCommand::Reverse { attempt, reference, .. } => Some(TerminalEvent::Reversed { attempt, reference }),
            TerminalCommand::Reconcile => Some(TerminalEvent::Reconciled),
            TerminalCommand::Health => Some(TerminalEvent::Health(TerminalHealth::Ready)),
        }
    }

    fn by_hand(&self) -> bool {
        self.knobs.by_hand.load(Ordering::Relaxed)
    }

    /// Keeps a command for the test to answer; the terminal wakes all the same.
    fn defer(&mut self, command: TerminalCommand) {
        if let TerminalCommand::Authorise { request, stan } = &command {
            self.running = Some((request.attempt(), request.amount(), *stan));
            self.asked = self.running;
            self.show(FaceDisplay::Paying(Progress::PresentCard), Some(request.amount()));
        }
        self.owed.push(Owed::Command(command));
    }

    fn show(&self, display: FaceDisplay, amount: Option<Money>) {
        let mut state = self.device.state.lock().expect("no panic");
        state.0.display = display;
        state.0.amount = amount;
    }

    fn tapped(&mut self, tap: TerminalTap) {
        if let TerminalTap::Trouble(trouble) = tap {
            self.device.state.lock().expect("no panic").0.trouble = trouble;
        }
        let Some((attempt, amount, stan)) = self.running else { return };
        let trouble = self.device.face().trouble;
        match (tap, trouble) {
            (TerminalTap::TapCard | TerminalTap::InsertCard, Trouble::Decline) => {
                let decline = Decline::new(DeclineReason::InsufficientFunds, "51".to_owned());
                self.show(FaceDisplay::Declined, None);
                self.step(Event::Terminal(TerminalEvent::Declined { attempt, decline }));
            }
            (TerminalTap::TapCard | TerminalTap::InsertCard, Trouble::Slow) => {
                self.show(FaceDisplay::Paying(Progress::Authorising), Some(amount));
                self.step(Event::Terminal(TerminalEvent::Progress { attempt, progress: Progress::Authorising }));
                return;
            }
            (TerminalTap::TapCard | TerminalTap::InsertCard, Trouble::LineDown | Trouble::LateAnswer) => {
                self.step(Event::Terminal(TerminalEvent::Unknown { attempt, reason: UnknownReason::LineDropped }));
            }
            (TerminalTap::TapCard | TerminalTap::InsertCard, Trouble::None) => {
                self.step(Event::Terminal(Self::approval(attempt, amount, stan)));
            }
            (TerminalTap::Cancel, _) => {
                self.show(FaceDisplay::Cancelled, None);
                self.step(Event::Terminal(TerminalEvent::CancelledAtTerminal { attempt }));
            }
            _ => return,
        }
        self.running = None;
        let paid =
            |owed: &Owed| matches!(owed, Owed::Command(TerminalCommand::Authorise { .. } | TerminalCommand::Cancel { .. }));
        self.owed.retain(|owed| !paid(owed));
    }
}

impl Engine for TestEngine {
    fn pump(&mut self, intents: Vec<Intent>) -> Frame {
        if self.kiosk.next_deadline().is_some_and(|due| due <= self.now().at) {
            self.step(Event::Tick);
        }
        let taps: Vec<_> = self.device.state.lock().expect("no panic").1.drain(..).collect();
        for tap in taps {
            self.tapped(tap);
        }
        let news: Vec<_> = self.knobs.news.lock().expect("no panic").drain(..).collect();
        for event in news {
            self.step(event);
        }
        for intent in intents {
            self.knobs.heard.lock().expect("no panic").push(intent.name());
            self.fresh = self.fresh.wrapping_add(1);
            let mut bytes = [0; 16];
            bytes[..4].copy_from_slice(&self.fresh.to_be_bytes());
            self.step(Event::Customer { intent, fresh: FreshId::from_random_bytes(bytes) });
        }
        let now = self.now();
        Frame {
            view: Arc::new(self.kiosk.view(now)),
            now: now.at,
            rejections: std::mem::take(&mut self.rejections),
            wake_in: self.kiosk.next_deadline().map(|due| due.since(now.at)),
            stop: false,
            seq: self.seq,
        }
    }

    fn faceplate(&self) -> Option<Arc<dyn Faceplate>> {
        self.shows_device.then(|| Arc::clone(&self.device) as Arc<dyn Faceplate>)
    }
}

/// An engine that a window and a test hold together.
#[derive(Clone)]
pub struct Shared(pub Arc<Mutex<TestEngine>>);

impl Engine for Shared {
    fn pump(&mut self, intents: Vec<Intent>) -> Frame {
        self.0.lock().expect("no panic").pump(intents)
    }

    fn faceplate(&self) -> Option<Arc<dyn Faceplate>> {
        self.0.lock().expect("no panic").faceplate()
    }
}

/// The journal fails or is well again.
pub fn journal(health: JournalHealth) -> Event {
    Event::JournalHealth(health)
}

/// Entries that an order or a payment waits for.
const fn decides(entry: &Entry) -> bool {
    matches!(entry, Entry::Intent { .. } | Entry::Approved { .. } | Entry::NotCharged { .. } | Entry::Accepted { .. })
}

const fn is_about_a_payment(command: &TerminalCommand) -> bool {
    matches!(
        command,
        TerminalCommand::Authorise { .. }
            | TerminalCommand::Cancel { .. }
            | TerminalCommand::Confirm { .. }
            | TerminalCommand::LookUp { .. }
    )
}

/// What the gallery's scenes are played on: the demo menu without its pictures.
pub fn options() -> cardlast::script::PlayOptions {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    let loaded = load(&folder, jiff::civil::date(2026, 11, 24)).unwrap_or_else(|problems| panic!("{problems}"));
    let mut draft = loaded.catalogue.to_draft();
    draft.items.iter_mut().for_each(|item| item.picture.path = "no-such-picture.webp".into());
    draft.categories.iter_mut().filter_map(|category| category.picture.as_mut()).for_each(|picture| {
        picture.path = "no-such-picture.webp".into();
    });
    let menu = Arc::new(draft.finish().expect("the same menu without pictures"));
    let policy = Policy { training: Training(true), ..Policy::default() };
    cardlast::script::PlayOptions { menu, kiosk: KioskId::new('A').expect("a letter"), policy, seed: 1 }
}
