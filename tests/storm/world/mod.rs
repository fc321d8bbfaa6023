//! One kiosk through one storm: the real driver, machine and journal; everything around them from a seed.
//!
//! The world turns in one thread. It moves the clock from one moment at which something happens to the next, lets planned strokes fall,
//! customers act and devices answer, pumps the driver until it is still, and starts it again whenever it has fallen.

mod denial;
mod gap;
mod menus;
mod start;
mod strike;

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, Once, PoisonError};

use cardlast::catalogue::Catalogue;
use cardlast::driver::{Driver, Names};
use cardlast::fake::FakeClock;
use cardlast::machine::kiosk::{Intent, Notice, ScreenName, View};
use cardlast::payment::Tender;
use cardlast::port::Clock;
use cardlast::time::{Millis, Timestamp, WallTime};

use crate::cart::CartBook;
use crate::checker::{Books, Due, Logs, Press, Verdict, Violation, check};
use crate::coverage::Pairs;
use crate::customer::{Customers, total_on_review};
use crate::dice::Dice;
use crate::disk::{Disk, mount, unmount};
use crate::fault::{Fault, Fired};
use crate::notes::Notes;
use crate::plan::{Course, Plan, Sabotage, Stroke};
use crate::ports::{CookBook, JournalBook, PrintBook, Stage};
use crate::power::Power;
use crate::staff::Staff;
use crate::terminal::{Bank, BankHandle, PlainBank, WiredBank};

pub use denial::{denied_then_killed, overlooked_syncs};
pub use gap::cut_while_a_gap_is_mended;
pub use start::journal_path;
use start::{mirror_path, session_path};

/// How one seed went.
#[derive(Debug, Clone)]
pub struct Report {
    pub seed: u64,
    pub violation: Option<Violation>,
    pub fired: BTreeMap<Fault, u64>,
    pub pairs: Pairs,
    /// What happened that must be able to happen, by name.
    pub goals: BTreeMap<String, u64>,
    pub transcript: String,
    pub disk_calls: u64,
    /// What a terminal with a protocol let go wrong.
    pub went_wrong: Vec<String>,
}

/// Plays one seed.
pub fn run(seed: u64, plan: &Plan) -> Report {
    crate::disk::register();
    let mut world = World::new(seed, plan);
    let violation = world.day().and_then(|()| world.rest()).err();
    if let Some(Violation { id, what }) = &violation {
        world.notes.say(world.now(), || format!("{id} VIOLATED: {what}"));
    }
    world.power.cut();
    world.driver = None;
    unmount();
    let pairs = world.pairs.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let disk_calls = world.disk.calls();
    let went_wrong = world.bank.lock().went_wrong();
    went_wrong.iter().for_each(|_| world.fired.add(Fault::Protocol));
    let (fired, transcript) = (world.fired.counts(), world.notes.text());
    Report { seed, violation, fired, pairs, goals: world.goals, transcript, disk_calls, went_wrong }
}

struct World<'a> {
    seed: u64,
    plan: &'a Plan,
    course: Course,
    clock: FakeClock,
    notes: Notes,
    names: Names,
    fired: Fired,
    power: Power,
    disk: Rc<Disk>,
    mend_at: Option<Timestamp>,
    bank: BankHandle,
    cook: CookBook,
    print: PrintBook,
    book: JournalBook,
    carts: CartBook,
    /// What the first screen after a start has to show of a kept cart.
    due: Option<Due>,
    clock_moved: Option<Timestamp>,
    customers: Customers,
    presses: Vec<Press>,
    staff: Staff,
    pairs: Arc<Mutex<Pairs>>,
    goals: BTreeMap<String, u64>,
    driver: Option<Driver>,
    view: Option<Arc<View>>,
    menus: Option<Sender<Arc<Catalogue>>>,
    menu: usize,
    stop: Arc<AtomicBool>,
    starts: u64,
    failed_starts: u32,
    /// What the lit fuse will be, once it has burnt down.
    fall: Option<Fault>,
    restart_at: Option<Timestamp>,
    strokes: VecDeque<Stroke>,
    next_customer: Option<Timestamp>,
    /// The last touch, or change of screen.
    stirred: Timestamp,
    screen: Option<ScreenName>,
    dice: Dice,
}

/// What stands in every kept cart.
const CART_MARK: &[u8] = br#""touched":""#;

/// A Tuesday at half past twelve.
const LUNCH: WallTime = WallTime { unix_ms: 1_795_519_800_000, offset_s: 3600 };

/// Nobody's day takes longer than that.
const LONGEST_DAY: Timestamp = Timestamp(40 * 60_000);

/// Once devices answer again, everything is settled within so long: acceptance time, look-ups and pauses between reversals included.
const REST: Millis = Millis::from_secs(12 * 60);

/// A world that turns more often than that within one run turns on the spot.
const MAX_TURNS: usize = 200_000;

impl<'a> World<'a> {
    fn new(seed: u64, plan: &'a Plan) -> Self {
        let course = Course::of(seed, plan);
        let (notes, fired, power) = (Notes::new(plan.transcript), Fired::default(), Power::on());
        let disk = Disk::new(power.clone(), fired.clone(), Dice::new(seed, "disk"));
        disk.lie_about_syncs(plan.sabotage == Some(Sabotage::LyingDisk));
        let clock = FakeClock::at(LUNCH);
        let bank: Box<dyn Bank> = match plan.wire {
            None => Box::new(PlainBank::new(seed, &course, plan, fired.clone(), notes.clone())),
            Some(name) => Box::new(WiredBank::new(name, seed, &course, plan, &clock, fired.clone(), notes.clone())),
        };
        let cook = CookBook::default();
        cook.page().dedupes = plan.sabotage != Some(Sabotage::KitchenWithoutDedupe);
        cook.page().trouble = course.trouble;
        disk.lose_writes_to((plan.sabotage == Some(Sabotage::CopyIsLost)).then(mirror_path));
        let carts = CartBook::default();
        carts.page().sabotage = plan.sabotage;
        let print = PrintBook::default();
        print.page().trouble = course.trouble;
        Self {
            customers: Customers::new(seed, &course, fired.clone()),
            strokes: course.strokes.iter().copied().collect(),
            seed,
            plan,
            course,
            clock,
            notes,
            names: Names::default(),
            fired,
            power,
            disk,
            mend_at: None,
            bank: BankHandle::new(bank),
            cook,
            print,
            book: JournalBook::default(),
            carts,
            due: None,
            clock_moved: None,
            presses: Vec::new(),
            staff: Staff::new(seed),
            pairs: Arc::default(),
            goals: BTreeMap::new(),
            driver: None,
            view: None,
            menus: None,
            menu: 0,
            stop: Arc::default(),
            starts: 0,
            failed_starts: 0,
            fall: None,
            restart_at: Some(Timestamp(0)),
            next_customer: Some(Timestamp(1_000)),
            stirred: Timestamp(0),
            screen: None,
            dice: Dice::new(seed, "world"),
        }
    }

    fn now(&self) -> Timestamp {
        self.clock.now().at
    }

    fn stage(&self) -> Stage {
        Stage { clock: self.clock.clone(), power: self.power.clone(), notes: self.notes.clone(), fired: self.fired.clone() }
    }

    /// Customers come and the storm blows, until all are served.
    fn day(&mut self) -> Verdict {
        for _ in 0..MAX_TURNS {
            self.turn()?;
            if self.customers.all_served(self.view.as_deref()) || self.now() >= LONGEST_DAY {
                return Ok(());
            }
            self.pass(None);
        }
        check("I11", false, || "the day does not end".to_owned())
    }

    /// Every device answers again, nobody comes any more; the kiosk is started once more in between. Then the logs must agree.
    fn rest(&mut self) -> Verdict {
        self.calm_down();
        self.be_quiet_for(REST)?;
        self.ask_to_stop();
        self.be_quiet_for(REST)?;
        check("I11", self.screen == Some(ScreenName::Attract), || {
            format!("with everything well again the kiosk shows {:?}", self.screen)
        })?;
        let left = self.staff.matters();
        check("I7", !self.staff.are_there() || left == 0, || format!("staff have decided, and {left} payments still wait"))?;
        self.compare(true)
    }

    fn be_quiet_for(&mut self, span: Millis) -> Verdict {
        let end = self.now().after(span);
        for _ in 0..MAX_TURNS {
            self.turn()?;
            if self.now() >= end {
                return Ok(());
            }
            self.pass(Some(end));
        }
        check("I7", false, || "the kiosk never comes to rest".to_owned())
    }

    /// Everything that is due now.
    fn turn(&mut self) -> Verdict {
        let now = self.now();
        if self.mend_at.is_some_and(|at| now >= at) {
            self.mend_at = None;
            self.disk.mend();
        }
        if self.restart_at.is_some_and(|at| now >= at) {
            self.start()?;
        }
        while self.strokes.front().is_some_and(|stroke| now >= stroke.at) {
            if let Some(stroke) = self.strokes.pop_front() {
                self.strike(stroke);
            }
        }
        self.bank.lock().pass(now);
        self.staff.pass(now, &**self.bank.lock());
        self.settle()?;
        if self.next_customer.is_some_and(|at| now >= at) {
            self.let_customer_act()?;
        }
        self.check_screen()
    }

    /// Moves the clock to the next moment at which anything happens.
    fn pass(&self, end: Option<Timestamp>) {
        let now = self.now();
        let kiosk = self.driver.as_ref().map(|driver| {
            let own = [driver.next_deadline(), self.book.next(), self.carts.next(), self.cook.next(), self.print.next()];
            own.into_iter().flatten().chain(self.next_customer).min()
        });
        let world = [self.mend_at, self.restart_at, self.staff.looks, self.bank.lock().next(), end, kiosk.flatten()];
        let next = world.into_iter().flatten().chain(self.strokes.front().map(|stroke| stroke.at)).min();
        // Always a little further, even if a deadline is left standing.
        let next = next.unwrap_or(now.after(Millis(1_000))).max(now.after(Millis(1)));
        self.clock.pass(next.since(now));
    }

    fn let_customer_act(&mut self) -> Verdict {
        let Some(view) = self.view.clone().filter(|_| self.driver.is_some()) else {
            self.next_customer = Some(self.now().after(Millis(1_000)));
            return Ok(());
        };
        let doing = self.customers.act(&view);
        self.next_customer = Some(self.now().after(doing.pause));
        for intent in doing.intents {
            self.touch(intent)?;
        }
        Ok(())
    }

    fn touch(&mut self, intent: Intent) -> Verdict {
        let pays = matches!(intent, Intent::Pay { tender: Tender::Card, .. });
        let total = self.view.as_deref().and_then(total_on_review).filter(|_| pays);
        if let Some(total) = total {
            self.presses.push(Press { tick: self.notes.tick(), total });
        }
        let Some(driver) = &mut self.driver else { return Ok(()) };
        driver.submit(intent);
        self.stirred = self.now();
        let refused = self.settle()?;
        if total.is_some() && refused {
            self.presses.pop();
        }
        Ok(())
    }

    /// Pumps until the kiosk is still, or down; answers whether an intent was refused.
    fn settle(&mut self) -> Result<bool, Violation> {
        let mut refused = false;
        for _ in 0..1_000 {
            let Some(driver) = &mut self.driver else { return Ok(refused) };
            let pumped = quietly(|| driver.pump())?;
            refused |= !pumped.rejections.is_empty();
            if self.power.is_dead() {
                self.fall_down()?;
                return Ok(refused);
            }
            let before = self.view.as_ref().map(|view| view.name);
            if before != Some(pumped.view.name) {
                self.stirred = pumped.now;
            }
            if let Some(due) = self.due.take() {
                let welcome = pumped.view.notice == Some(Notice::WelcomeBack);
                due.check_shown(&pumped.view, welcome)?;
                self.count_cart(&due, welcome);
            }
            self.screen = Some(pumped.view.name);
            self.view = Some(pumped.view);
            if pumped.stop {
                self.stop_cleanly();
                return Ok(refused);
            }
            if pumped.wake_in != Some(Millis(0)) {
                return Ok(refused);
            }
        }
        Ok(refused)
    }

    /// I6 and I11, by what anybody could see.
    fn check_screen(&self) -> Verdict {
        let Some(screen) = self.screen.filter(|_| self.driver.is_some()) else { return Ok(()) };
        let quiet = self.now().since(self.stirred);
        match screen {
            ScreenName::Attract | ScreenName::OutOfService => {
                check("I6", self.leaves_no_trace(), || "something of a cart is kept at attract".to_owned())
            }
            ScreenName::Card | ScreenName::Checking | ScreenName::Placing => {
                check("I11", quiet < Millis::from_secs(420), || format!("{screen} stands since {} s", quiet.0 / 1000))
            }
            ScreenName::Starting
            | ScreenName::Menu
            | ScreenName::Product
            | ScreenName::Review
            | ScreenName::StartOver
            | ScreenName::Number
            | ScreenName::Staff => {
                check("I11", quiet < Millis::from_secs(100), || format!("{screen} stands since {} s", quiet.0 / 1000))
            }
        }
    }

    /// No byte of a cart is in its file or beside it, once its keeper has done what it was asked.
    fn leaves_no_trace(&self) -> bool {
        let mut clean = true;
        if self.carts.page().idle {
            let begins = session_path().to_string_lossy().into_owned();
            self.disk.look(&begins, |_, bytes| clean &= !bytes.windows(CART_MARK.len()).any(|window| window == CART_MARK));
        }
        clean
    }

    fn count_cart(&mut self, due: &Due, welcome: bool) {
        match due {
            Due::Must(_) => self.reach("the cart came back, as it had to"),
            Due::May if welcome => self.reach("the cart came back"),
            Due::Nothing(why) => self.reach(&format!("no cart came back: {why}")),
            Due::May => {}
        }
    }

    /// Reads the journal from a copy of the disk.
    fn books(&self) -> Result<Books, Violation> {
        let copy = self.disk.copy();
        mount(&copy);
        let books = Books::read(&journal_path());
        mount(&self.disk);
        books.map_err(|what| Violation { id: "I12", what: format!("the journal cannot be read: {what}") })
    }

    /// Compares all logs.
    fn compare(&mut self, at_rest: bool) -> Verdict {
        let books = self.books()?;
        if at_rest && self.course.mirror {
            self.check_mirror(&books)?;
        }
        let bank = self.bank.lock();
        let (page, cook) = (self.book.page(), self.cook.page());
        let logs = Logs {
            books: &books,
            bank: &**bank,
            cooked: &cook.cooked,
            altered: cook.altered.len(),
            promises: &page.promises,
            denials: &page.denials,
            presses: &self.presses,
        };
        let verdict = if at_rest { logs.check_at_rest() } else { logs.check_always() };
        drop((page, cook, bank));
        if at_rest {
            self.count_goals(&books);
        }
        verdict
    }

    /// I9: with everything well again, the second copy has every record, and no other.
    fn check_mirror(&self, books: &Books) -> Verdict {
        let mut lines = Vec::new();
        self.disk.look(&mirror_path().to_string_lossy(), |_, bytes| lines.push(String::from_utf8_lossy(bytes).into_owned()));
        let hash = |line: &str| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
            line.get("hash").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
        };
        let copied: Vec<_> = lines.iter().flat_map(|text| text.lines()).map(hash).collect();
        let kept: Vec<_> = books.records.iter().map(|record| record.hash.clone()).collect();
        check("I9", copied == kept, || format!("the second copy has {} lines, the journal {} records", copied.len(), kept.len()))
    }

    fn reach(&mut self, goal: &str) {
        *self.goals.entry(goal.to_owned()).or_default() += 1;
    }

    fn count_goals(&mut self, books: &Books) {
        for record in &books.records {
            let more = match record.kind.as_str() {
                "payment-not-charged" => record.text("/why"),
                "reversal-intent" | "alarm" => record.text("/reason"),
                "order-accepted" if record.number("/approval/amount").is_some() => Some("paid"),
                "order-accepted" if record.text("/said/by").is_some() => Some("said paid"),
                "staff-resolved" => record.text("/end"),
                "order-accepted" => Some("counter"),
                "boot" => record.payload.get("after_clean_stop").map(|clean| if clean == true { "clean" } else { "unclean" }),
                _ => None,
            };
            let goal = more.map_or_else(|| record.kind.clone(), |more| format!("{}: {more}", record.kind));
            self.reach(&goal);
        }
    }
}

thread_local! {
    static LISTENING: Cell<bool> = const { Cell::new(false) };
}

/// Turns a panic into a violation, without a word on the terminal.
fn quietly<T>(work: impl FnOnce() -> T) -> Result<T, Violation> {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !LISTENING.get() {
                loud(panic);
            }
        }));
    });
    LISTENING.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    LISTENING.set(false);
    outcome.map_err(|panic| violation_in(&*panic))
}

/// The driver's own witness panics in debug builds; what it says begins with the invariant's name.
fn violation_in(panic: &(dyn std::any::Any + Send)) -> Violation {
    const IDS: [&str; 14] = ["screens", "I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11", "I12", "I13"];
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default();
    let id = IDS.into_iter().find(|id| text.starts_with(&format!("{id} violated"))).unwrap_or("panic");
    Violation { id, what: format!("the witness: {text}") }
}
