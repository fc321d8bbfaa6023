//! The process that is killed: the shipped driver, machine, journal, cart keeper, spool folders, staff folder, clock and random ids, each
//! on the thread that it has in the kiosk. What stands in for the rest: a customer who taps instead of a window, and a card terminal at
//! the other end of a line. Waiting times of the checkout are short, so that a restart that has to be sure takes a moment and no minutes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use cardlast::catalogue::{ItemId, Loader, ServiceMode};
use cardlast::device::{
    KitchenSpool, OsRandomIds, ReceiptFolder, SessionFile, StaffFolder, StaffInbox, SystemClock, end_on_panic, since_boot,
};
use cardlast::driver::{Driver, Observer, Ports, Pumped, Recovered};
use cardlast::id::{KioskId, OrderId};
use cardlast::journal::{BootState, Reader, Started, StoreOptions, start};
use cardlast::machine::Rejection;
use cardlast::machine::checkout::CheckoutPolicy;
use cardlast::machine::kiosk::{BrowseIntent, CardStage, CartIntent, Effects, Event, Intent, Kiosk, Policy, ScreenView, View};
use cardlast::payment::{Progress, Tender, WriteKey};
use cardlast::port::{Clock, Threaded, Waker};
use cardlast::time::{Millis, Timestamp};

use crate::line::LineTerminal;
use crate::panics::{Place, Slips, pass};

/// It sold what it was to sell, and stopped cleanly.
pub const SOLD: u8 = 0;
/// It does not start.
pub const REFUSES: u8 = 1;
/// It runs and does not get any further.
pub const STUCK: u8 = 3;

/// What the till is told on its command line.
pub struct Orders {
    /// Where everything is kept.
    pub folder: PathBuf,
    /// Where the terminal answers.
    pub bank: PathBuf,
    /// How long it may get no further.
    pub patience: Duration,
    /// How many meals to sell.
    pub meals: u32,
    /// The name of a bug to plant.
    pub plant: Option<String>,
}

impl Orders {
    /// Reads what [`crate::scene::Scene`] writes.
    pub fn read(arguments: &[String]) -> Option<Self> {
        let [folder, bank, patience, meals, plant @ ..] = arguments else { return None };
        let patience = Duration::from_millis(patience.parse().ok()?);
        let plant = plant.first().cloned();
        Some(Self { folder: folder.into(), bank: bank.into(), patience, meals: meals.parse().ok()?, plant })
    }
}

/// Takes up whatever it finds, sells meals by card, and stops.
pub fn run(orders: &Orders) -> ExitCode {
    sow(orders.plant.as_deref());
    end_on_panic();
    let bell = Bell::default();
    let mut till = match Till::open(orders, &bell) {
        Ok(till) => till,
        Err(error) => {
            eprintln!("till: {error}");
            return ExitCode::from(REFUSES);
        }
    };
    let code = till.sell(&bell, orders.patience);
    crate::panics::tell();
    if code == STUCK {
        let kiosk = till.driver.kiosk();
        eprintln!("till: stuck on {}; a card would be {:?}", kiosk.screen_name(), kiosk.card_offer());
        // A person would pull the plug.
        std::process::exit(STUCK.into());
    }
    ExitCode::from(code)
}

#[cfg(feature = "planted-bugs")]
fn sow(name: Option<&str>) {
    use cardlast::planted::{Bug, plant};
    plant(name.map(|name| Bug::ALL.into_iter().find(|bug| bug.name() == name).expect("a bug of this name")));
}

#[cfg(not(feature = "planted-bugs"))]
fn sow(name: Option<&str>) {
    assert!(name.is_none(), "this build plants nothing");
}

/// A bell that threads ring.
#[derive(Clone, Default)]
pub struct Bell(Arc<(Mutex<bool>, Condvar)>);

impl Bell {
    pub fn waker(&self) -> Waker {
        let bell = self.clone();
        Arc::new(move || {
            *bell.0.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
            bell.0.1.notify_all();
        })
    }

    /// Whether it rang within this time.
    pub fn rang(&self, within: Duration) -> bool {
        let rung = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut rung, _) = self.0.1.wait_timeout_while(rung, within, |rung| !*rung).unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *rung)
    }
}

/// Accepted orders whose ticket the journal does not call delivered.
#[derive(Clone, Default)]
struct Ears(Arc<Mutex<BTreeSet<OrderId>>>);

impl Ears {
    fn owed(&self) -> MutexGuard<'_, BTreeSet<OrderId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Ears {
    fn step(&mut self, _: Timestamp, event: &Event, _: &Result<Effects, Rejection>, _: &Kiosk) {
        pass(Place::Driver);
        let Event::Written(written) = event else { return };
        if let WriteKey::Accepted(order) = &written.key {
            self.owed().insert(*order);
        } else if let WriteKey::KitchenDelivered(order) = &written.key {
            self.owed().remove(order);
        }
    }

    fn aside(&mut self, _: Timestamp, _: &str) {}
}

struct Till {
    driver: Driver,
    ears: Ears,
    stop: Arc<AtomicBool>,
    asked_for_receipt: bool,
    /// Its customers give up soon.
    is_hasty: bool,
    /// Still to be sold.
    meals: u32,
}

/// As long as nothing stirs for so long, the customer makes the next move: so the same things happen in the same order each time.
pub const CALM: Duration = Duration::from_millis(4);

/// A hasty customer who has not held a card to the terminal by then wants to go back.
const GIVES_UP_AFTER: Duration = Duration::from_millis(400);

impl Till {
    fn open(orders: &Orders, bell: &Bell) -> Result<Self, Box<dyn std::error::Error>> {
        let menu = Loader::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("menu")).trusting_headers_at_first();
        let menu = { menu }.load(jiff::civil::date(2026, 11, 24)).map_err(|problems| problems.to_string())?;
        let menu = Arc::new(menu.catalogue);
        let place = |name: &str| orders.folder.join(name);
        std::fs::create_dir_all(&orders.folder)?;
        let clock = SystemClock::new(menu.time_zone().clone());
        let options = StoreOptions {
            path: place("journal.db"),
            kiosk: KioskId::new('A').ok_or("a letter")?,
            cut_over_minutes: 240,
            house: menu.default_language().clone(),
            training: true,
        };
        let Started { worker, boot, .. } = start(options, None, clock.now())?;
        let terminal = crate::emulated::terminal(&orders.bank, &orders.folder, &clock, bell.waker())
            .unwrap_or_else(|| Box::new(LineTerminal::call(&orders.bank, bell.waker())));
        let mut checkout = CheckoutPolicy { terminal_confirms: terminal.profile().confirms, ..quick() };
        let usual = Policy::default();
        // Who cannot ask has nothing to wait for.
        let mut unknown_patience = if terminal.profile().looks_up { usual.unknown_patience } else { Millis(100) };
        let is_hasty = crate::emulated::is_hasty(&orders.bank);
        if is_hasty {
            checkout.terminal_answer = Millis::from_secs(3);
            unknown_patience = unknown_patience.min(Millis::from_secs(1));
        }
        let policy = Policy { terminal: Some(terminal.profile().id.clone()), checkout, unknown_patience, ..usual };
        let (carts, cart) = SessionFile::open(&place("session.db"), clock.now(), since_boot());
        let ports = Ports {
            clock: Box::new(clock),
            ids: Box::new(OsRandomIds),
            terminal: Some(terminal),
            journal: Box::new(Threaded::spawn("journal", Slips::new(Place::Journal, worker), bell.waker())?),
            kitchen: Box::new(Threaded::spawn(
                "kitchen",
                Slips::new(Place::Kitchen, KitchenSpool::new(place("kitchen"))?),
                bell.waker(),
            )?),
            printer: Box::new(Threaded::spawn(
                "printer",
                Slips::new(Place::Printer, ReceiptFolder::new(place("receipts"))?),
                bell.waker(),
            )?),
            carts: Box::new(Threaded::spawn("session", Slips::new(Place::Cart, carts), bell.waker())?),
            menus: None,
        };
        let BootState { open, reversals, tickets, last_lock, alarms, .. } = boot;
        let ears = Ears::default();
        ears.owed().extend(tickets.iter().map(|ticket| ticket.order));
        let mut driver = Driver::new(menu, policy, ports, Recovered { open, reversals, tickets, last_lock, cart, alarms });
        driver.observe(Box::new(ears.clone()));
        let reader = Reader::open(&place("journal.db"))?;
        let known = |decision: &_| Ok::<_, Box<dyn std::error::Error>>(reader.has_decided(decision)?);
        let staff = StaffInbox::new(StaffFolder::new(place("staff"))?).knowing(known)?;
        driver.hear_staff(Box::new(Threaded::spawn("staff", staff, bell.waker())?));
        let stop = Arc::new(AtomicBool::new(false));
        driver.stop_on(stop.clone());
        Ok(Self { driver, ears, stop, asked_for_receipt: false, is_hasty, meals: orders.meals })
    }

    #[allow(clippy::disallowed_methods, reason = "somebody has to lose patience")]
    fn sell(&mut self, bell: &Bell, patience: Duration) -> u8 {
        let begun = Instant::now();
        let mut since = begun;
        let mut before = None;
        // Whoever goes round in circles gets no further, either.
        while since.elapsed() < patience && begun.elapsed() < patience * 4 {
            let Pumped { view, wake_in, stop, .. } = self.driver.pump();
            if stop {
                return SOLD;
            }
            if before.replace(view.name) != Some(view.name) {
                since = Instant::now();
            }
            if bell.rang(CALM) {
                continue;
            }
            match self.next_move(&view, since.elapsed()) {
                Some(intent) => self.driver.submit(intent),
                None => {
                    bell.rang(Duration::from_millis(wake_in.map_or(20, |wait| wait.0.min(20))));
                }
            }
        }
        STUCK
    }

    fn next_move(&mut self, view: &View, shown: Duration) -> Option<Intent> {
        let cards = self.driver.kiosk().card_offer().is_ok();
        match &view.screen {
            ScreenView::Attract(_) | ScreenView::Menu(_) if self.meals == 0 => {
                let settled = cards && self.ears.owed().is_empty();
                self.stop.store(settled, Ordering::Relaxed);
                None
            }
            // Until cards are taken there is nothing to try.
            ScreenView::Attract(_) => cards.then_some(Intent::Start(ServiceMode::Takeaway)),
            ScreenView::Menu(menu) => Some(if menu.cart.lines.is_empty() {
                let change = CartIntent::QuickAdd(ItemId::new("classic-burger").ok()?);
                Intent::Cart { change, seen: menu.cart.revision }
            } else {
                Intent::Browse(BrowseIntent::Review)
            }),
            ScreenView::Review(review) => cards.then_some(Intent::Pay { tender: Tender::Card, seen: review.cart.revision }),
            ScreenView::Number(_) if !std::mem::replace(&mut self.asked_for_receipt, true) => Some(Intent::Receipt),
            ScreenView::Number(_) => {
                self.meals = self.meals.saturating_sub(1);
                Some(Intent::Finish)
            }
            ScreenView::Staff(_) => Some(Intent::Finish),
            ScreenView::Card(card) => {
                let waits = card.stage == CardStage::At(Progress::PresentCard) && card.may_cancel && !card.cancelling;
                (self.is_hasty && waits && shown > GIVES_UP_AFTER).then_some(Intent::CancelPayment)
            }
            ScreenView::Starting
            | ScreenView::Product(_)
            | ScreenView::StartOver(_)
            | ScreenView::Checking(_)
            | ScreenView::Placing(_)
            | ScreenView::OutOfService => None,
        }
    }
}

/// Whoever asks a terminal that answers at once need not wait long.
pub fn quick() -> CheckoutPolicy {
    CheckoutPolicy {
        look_up_every: Millis(15),
        terminal_timeout: Millis(40),
        record_again: Millis(20),
        reversal_every: Millis(20),
        reversal_every_max: Millis(100),
        confirm_answer: Millis(400),
        ..CheckoutPolicy::default()
    }
}
