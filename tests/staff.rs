//! `cardlast staff` beside a kiosk: the command as a person meets it, the slips between them, and what must not be taken for one.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use cardlast::catalogue::{Catalogue, ItemId, ServiceMode, load};
use cardlast::device::{OsRandomIds, SpoolError, StaffFolder, StaffInbox, SystemClock};
use cardlast::driver::{Driver, Ports, Recovered};
use cardlast::fake::{CartShelf, FakeClock, Kitchen, LookUpHabit, Printer, Refund, ScriptedTerminal, TerminalHandle};
use cardlast::id::{AttemptId, FreshId, KioskId, OrderRevision, Rrn};
use cardlast::journal::{BootState, JournalWorker, Reader, Store, StoreOptions};
use cardlast::machine::kiosk::{BrowseIntent, CartIntent, Intent, Policy, ScreenName};
use cardlast::payment::{
    Decline, DeclineReason, LookUpAnswer, StaffDecision, StaffVerdict, Tender, TerminalEvent, UnknownReason,
};
use cardlast::port::{Clock, IdSource, Inline, StaffAnswer, StaffSlip, Threaded, Worker, no_waker};
use cardlast::time::{Millis, WallTime};

static MENU: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    Arc::new(load(&folder, jiff::civil::date(2026, 11, 24)).expect("the demo menu is fine").catalogue)
});

// ---- A restaurant ----------------------------------------------------------------------------------------------

/// Ids that all begin alike, so that their references are the same.
#[derive(Clone, Default)]
struct Lookalikes(Arc<AtomicU8>);

impl IdSource for Lookalikes {
    fn mint(&mut self) -> FreshId {
        let mut bytes = [7; 16];
        bytes[15] = self.0.fetch_add(1, Ordering::Relaxed);
        FreshId::from_random_bytes(bytes)
    }
}

/// A folder with a journal, a terminal, a kitchen, and perhaps a kiosk that runs.
struct Restaurant {
    folder: tempfile::TempDir,
    clock: FakeClock,
    ids: Lookalikes,
    terminal: TerminalHandle,
    kitchen: Kitchen,
    running: Option<(Driver, File)>,
}

impl Restaurant {
    fn open() -> Self {
        let noon = WallTime::parse("2026-11-24T12:30:00+01:00").expect("a time");
        let mut restaurant = Self {
            folder: tempfile::tempdir().expect("a folder"),
            clock: FakeClock::at(noon),
            ids: Lookalikes::default(),
            terminal: TerminalHandle::default(),
            kitchen: Kitchen::default(),
            running: None,
        };
        restaurant.start();
        restaurant
    }

    /// Where a kiosk with a simulated terminal keeps its things.
    fn place(&self) -> PathBuf {
        self.folder.path().join("training")
    }

    fn start(&mut self) {
        let store = Store::open(StoreOptions {
            path: self.place().join("journal.db"),
            kiosk: KioskId::new('A').expect("a letter"),
            cut_over_minutes: 240,
            house: MENU.default_language().clone(),
            training: true,
        });
        let store = store.expect("a journal");
        let lock = File::create(self.place().join("lock")).expect("a lock");
        lock.try_lock().expect("nobody else is running");
        let BootState { open, reversals, tickets, last_lock, alarms, .. } =
            store.boot_state(self.clock.now()).expect("a journal");
        let ports = Ports {
            clock: Box::new(self.clock.clone()),
            ids: Box::new(self.ids.clone()),
            terminal: Some(Box::new(ScriptedTerminal::new(self.terminal.clone()))),
            journal: Box::new(Inline::new(JournalWorker::new(store))),
            kitchen: Box::new(self.kitchen.clone()),
            printer: Box::new(Printer::default()),
            carts: Box::new(CartShelf::default()),
            menus: None,
        };
        let recovered = Recovered { open, reversals, tickets, last_lock, cart: None, alarms };
        let mut driver = Driver::new(MENU.clone(), Policy::default(), ports, recovered);
        let reader = Reader::open(&self.place().join("journal.db")).expect("a journal");
        let known = |decision: &StaffDecision| Ok::<_, SpoolError>(reader.has_decided(decision).expect("records"));
        let inbox = StaffInbox::new(StaffFolder::new(self.place().join("staff")).expect("a folder"));
        let inbox = inbox.knowing(known).expect("a folder");
        driver.hear_staff(Box::new(Threaded::spawn("staff", inbox, no_waker()).expect("a thread")));
        driver.pump();
        self.running = Some((driver, lock));
    }

    fn stop(&mut self) {
        self.running = None;
    }

    fn kiosk(&mut self) -> &mut Driver {
        &mut self.running.as_mut().expect("the kiosk runs").0
    }

    /// Somebody pays fries by card, up to the terminal's prompt.
    fn prompt(&mut self) {
        let fries = ItemId::new("fries").expect("a slug");
        let kiosk = self.kiosk();
        kiosk.submit(Intent::Start(ServiceMode::Takeaway));
        kiosk.submit(Intent::Cart { change: CartIntent::QuickAdd(fries), seen: OrderRevision(0) });
        kiosk.submit(Intent::Browse(BrowseIntent::Review));
        kiosk.submit(Intent::Pay { tender: Tender::Card, seen: OrderRevision(1) });
        kiosk.pump();
    }

    /// Somebody pays fries by card, and nobody knows what became of it.
    fn unknown(&mut self) -> AttemptId {
        self.prompt();
        let attempt = self.terminal.latest().expect("it was asked");
        self.terminal.set_look_up(LookUpHabit::CannotTell);
        self.terminal.say(TerminalEvent::Unknown { attempt, reason: UnknownReason::LineDropped });
        self.kiosk().pump();
        self.clock.pass(Millis::from_secs(46));
        assert_eq!(self.kiosk().pump().view.name, ScreenName::Staff);
        self.kiosk().submit(Intent::Finish);
        self.kiosk().pump();
        attempt
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cardlast"));
        command.args(arguments).arg("--data").arg(self.folder.path()).env("NO_COLOR", "1");
        command
    }

    /// Runs a command while nothing else happens.
    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    /// Runs a command while the kiosk goes on.
    fn run_beside(&mut self, arguments: &[&str]) -> Output {
        let mut command = self.command(arguments);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
        self.pump_until(child)
    }

    fn pump_until(&mut self, mut child: Child) -> Output {
        let clock = SystemClock::new(jiff::tz::TimeZone::UTC);
        let deadline = clock.now().at.after(Millis::from_secs(30));
        while child.try_wait().expect("it runs").is_none() {
            assert!(clock.now().at < deadline, "the command does not end");
            self.kiosk().pump();
            std::thread::park_timeout(Duration::from_millis(5));
        }
        child.wait_with_output().expect("it ran")
    }

    fn recorded(&self, count: usize) -> Vec<String> {
        let reader = Reader::open(&self.place().join("journal.db")).expect("a journal");
        reader.latest_kinds(count).expect("records")
    }
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "it fails: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What a command that fails says: one line, and nothing on standard output.
fn refusal(output: &Output) -> String {
    assert!(!output.status.success() && output.stdout.is_empty(), "it goes through");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.starts_with("cardlast: ") && !said.contains("panic"), "{said}");
    said
}

fn resolve<'a>(name: &'a str, verdict: &'a str) -> [&'a str; 8] {
    ["staff", "resolve", name, verdict, "--by", "Ada", "--reason", "slip 42"]
}

// ---- The command -----------------------------------------------------------------------------------------------

#[test]
fn what_waits_is_listed_and_resolved_while_the_kiosk_runs() {
    let mut restaurant = Restaurant::open();
    assert_eq!(out(&restaurant.run(&["staff", "list"])).trim(), "Nothing waits for staff.");
    let attempt = restaurant.unknown();
    let reference = attempt.reference();
    let listed = out(&restaurant.run(&["staff", "list"]));
    let order = Reader::open(&restaurant.place().join("journal.db")).expect("a journal");
    let order = order.payment(attempt).expect("read").expect("known").order.expect("an order");
    let known = [
        reference.as_str(),
        "3.20 EUR",
        "2026-11-24T12:30:00",
        "outcome that nobody knows",
        "terminal: the line dropped",
        "terminal: cannot tell",
        "was sent to you",
        &attempt.to_string(),
        &order,
    ];
    for known in known {
        assert!(listed.contains(known), "{known:?} is not in\n{listed}");
    }
    let json: serde_json::Value = serde_json::from_str(&out(&restaurant.run(&["staff", "list", "--json"]))).expect("JSON");
    assert_eq!(json[0]["attempt"], attempt.to_string());
    assert_eq!((&json[0]["state"], &json[0]["alarms"][0]["reason"]), (&"unknown".into(), &"cannot-tell".into()));

    let lower = reference.to_ascii_lowercase();
    let said = out(&restaurant.run_beside(&resolve(&lower, "charged")));
    assert!(said.contains(&format!("{reference} is resolved as charged by Ada. Order A01 is accepted")), "{said}");
    assert_eq!(restaurant.recorded(3), ["staff-resolved", "order-accepted", "kitchen-delivered"]);
    assert_eq!(restaurant.kitchen.tickets().len(), 1);
    assert!(restaurant.kiosk().kiosk().card_offer().is_ok(), "cards are on again");
    assert_eq!(out(&restaurant.run(&["staff", "list"])).trim(), "Nothing waits for staff.");
    let receipt = out(&restaurant.run(&["orders", "receipt", "A01"]));
    assert!(receipt.contains(&format!("confirmé par notre équipe. Référence {reference}")), "{receipt}");
    assert!(out(&restaurant.run(&["orders", "list", "--json"])).contains("\"paid\": true"), "it is paid");
    let again = refusal(&restaurant.run(&resolve(&reference, "not-charged")));
    assert!(again.contains("resolved already: charged, said Ada on 2026-11-24T12:30:46"), "{again}");
    assert!(again.contains("(\"slip 42\")"), "{again}");
}

#[test]
fn a_decision_waits_for_the_next_start_when_no_kiosk_runs() {
    let mut restaurant = Restaurant::open();
    let attempt = restaurant.unknown();
    let reference = attempt.reference();
    restaurant.stop();
    let said = out(&restaurant.run(&resolve(&attempt.to_string(), "not-charged")));
    assert!(said.contains("No kiosk is running here"), "{said}");
    assert_eq!(restaurant.recorded(1), ["handed-to-staff"], "only the kiosk writes into the journal");
    let listed = out(&restaurant.run(&["staff", "list"]));
    assert!(listed.contains("Ada says not-charged; waiting for the kiosk"), "{listed}");
    let twice = refusal(&restaurant.run(&resolve(&reference, "charged")));
    assert!(twice.contains("waits already: not-charged, says Ada"), "{twice}");
    restaurant.start();
    let clock = SystemClock::new(jiff::tz::TimeZone::UTC);
    let deadline = clock.now().at.after(Millis::from_secs(30));
    while restaurant.recorded(1) != ["staff-resolved"] {
        assert!(clock.now().at < deadline, "nobody takes the slip up");
        restaurant.kiosk().pump();
        std::thread::park_timeout(Duration::from_millis(5));
    }
    assert!(restaurant.kiosk().kiosk().card_offer().is_ok());
}

/// With its day a terminal forgets its last payment, so nothing may be open then; and who pays at this moment is no case for staff.
#[test]
fn the_terminals_day_is_not_closed_while_a_payment_is_open() {
    let mut restaurant = Restaurant::open();
    let close = ["terminal", "close-day"];
    restaurant.prompt();
    let reference = restaurant.terminal.latest().expect("it was asked").reference();
    let listed = out(&restaurant.run(&["staff", "list"]));
    assert!(listed.contains("is at the terminal, and its end is not known yet"), "{listed}");
    let refused = |restaurant: &Restaurant, why: &str| {
        let output = restaurant.run(&close);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(why), "{said}");
    };
    refused(&restaurant, "the kiosk is running");
    restaurant.stop();
    refused(&restaurant, &format!("payment {reference} is not settled"));
    // It is settled at the next start, and then the day can be closed.
    restaurant.start();
    let attempt = restaurant.terminal.latest().expect("it was asked");
    restaurant.terminal.say(TerminalEvent::LookedUp { attempt, answer: LookUpAnswer::NotCharged });
    restaurant.kiosk().pump();
    restaurant.stop();
    let closed = restaurant.run(&close);
    assert!(closed.status.success() && out(&closed).contains("day is closed"), "{closed:?}");
}

#[test]
fn a_decision_that_came_too_late_for_its_asker_is_told_in_the_list() {
    let mut restaurant = Restaurant::open();
    let attempt = restaurant.unknown();
    restaurant.stop();
    out(&restaurant.run(&resolve(&attempt.reference(), "charged")));
    // Until the next start the terminal remembers: nothing was charged.
    restaurant.terminal.set_look_up(LookUpHabit::Honest);
    let decline = Decline::new(DeclineReason::InsufficientFunds, "51".to_owned());
    restaurant.terminal.decline_unheard(decline).expect("it was asked");
    restaurant.start();
    let clock = SystemClock::new(jiff::tz::TimeZone::UTC);
    let deadline = clock.now().at.after(Millis::from_secs(30));
    let listed = loop {
        restaurant.kiosk().pump();
        let listed = out(&restaurant.run(&["staff", "list"]));
        if listed.contains("was not taken") {
            break listed;
        }
        assert!(clock.now().at < deadline, "{listed}");
    };
    let expected = format!("A decision about {} was not taken: it has been settled already", attempt.reference());
    assert!(listed.contains(&expected), "{listed}");
    assert_eq!(restaurant.kitchen.tickets().len(), 0);
}

#[test]
fn what_cannot_be_resolved_is_refused_in_words_that_say_how_to_mend_it() {
    let mut restaurant = Restaurant::open();
    // One that is paid, and one whose decision the terminal contradicts; their references are alike.
    restaurant.prompt();
    let paid = restaurant.terminal.latest().expect("it was asked");
    restaurant.terminal.approve(None, "042117", None).expect("it was asked");
    restaurant.kiosk().pump();
    restaurant.clock.pass(Millis::from_secs(30));
    restaurant.kiosk().pump();
    let said = refusal(&restaurant.run(&resolve(&paid.to_string(), "charged")));
    assert!(said.contains("does not wait for staff: it was paid and its order accepted"), "{said}");

    let contradicted = restaurant.unknown();
    out(&restaurant.run_beside(&resolve(&contradicted.to_string(), "charged")));
    let decline = Decline::new(DeclineReason::Refused, "05".to_owned());
    restaurant.terminal.say(TerminalEvent::Declined { attempt: contradicted, decline });
    restaurant.kiosk().pump();
    let unknown = restaurant.unknown();
    assert_eq!(unknown.reference(), contradicted.reference(), "ids of a kind");
    let said = refusal(&restaurant.run(&resolve(&unknown.reference(), "charged")));
    assert!(said.contains("names 2 payments that wait; give one of these ids"), "{said}");
    assert!(said.contains(&unknown.to_string()) && said.contains(&contradicted.to_string()), "{said}");
    let listed = out(&restaurant.run(&["staff", "list"]));
    assert!(listed.contains("terminal: says otherwise than staff did"), "{listed}");

    let id = unknown.to_string();
    let (long_name, long_reason) = ("x".repeat(41), "x".repeat(201));
    let resolve =
        |by: &str, reason: &str| refusal(&restaurant.run(&["staff", "resolve", &id, "charged", "--by", by, "--reason", reason]));
    for (by, reason, told) in [
        ("", "slip", "the name (--by) is empty"),
        ("  ", "slip", "the name (--by) is empty"),
        ("Ada", "", "the reason (--reason) is empty"),
        (&long_name, "slip", "the name (--by) is longer than 40 characters"),
        ("Ada", &long_reason, "the reason (--reason) is longer than 200 characters"),
        ("Ada\u{1b}[2J", "slip", "the name (--by) holds a line break or another control character"),
        ("Ada", "slip\n42", "the reason (--reason) holds a line break or another control character"),
        ("Ada", "card 4000 0000 0000 0002", "the last four are enough"),
    ] {
        let said = resolve(by, reason);
        assert!(said.contains(told), "{by:?} {reason:?}: {said}");
    }
    let said = refusal(&restaurant.run(&["staff", "resolve", "ZZZ-ZZZ", "charged", "--by", "Ada", "--reason", "slip"]));
    assert!(said.contains("no payment is called \"ZZZ-ZZZ\"; `cardlast staff list` shows"), "{said}");
    let said = refusal(&restaurant.run(&["staff", "resolve", &id[..4], "charged", "--by", "Ada", "--reason", "slip"]));
    assert!(said.contains("give six characters or more"), "{said}");
    let perhaps = restaurant.run(&["staff", "resolve", &id, "perhaps", "--by", "Ada", "--reason", "slip"]);
    assert!(String::from_utf8_lossy(&perhaps.stderr).contains("[possible values: charged, not-charged]"));
    assert_eq!(StaffFolder::new(restaurant.place().join("staff")).expect("a folder").waiting().expect("read").len(), 0);
}

#[test]
fn a_payment_whose_customer_is_still_there_is_not_for_staff_yet() {
    let mut restaurant = Restaurant::open();
    restaurant.prompt();
    let attempt = restaurant.terminal.latest().expect("it was asked");
    let said = refusal(&restaurant.run_beside(&resolve(&attempt.to_string(), "charged")));
    assert!(said.contains("is not resolved: its customer is still there"), "{said}");
    assert_eq!(restaurant.recorded(1), ["payment-intent"]);
}

// ---- The slips -------------------------------------------------------------------------------------------------

fn folder(place: &Path) -> StaffFolder {
    StaffFolder::new(place.to_owned()).expect("a folder")
}

/// What the kiosk's side makes of the folder now.
fn look(inbox: &mut StaffInbox) -> Vec<StaffSlip> {
    let mut slips = Vec::new();
    inbox.idle(&mut |slip| slips.push(slip));
    slips
}

fn decision(by: &str) -> StaffDecision {
    let attempt = AttemptId::from(FreshId::from_random_bytes([3; 16]));
    StaffDecision::new(attempt, StaffVerdict::Charged, by, "the slip").expect("a decision")
}

fn hand_in(place: &Path, by: &str) -> String {
    folder(place).hand_in(&decision(by), OsRandomIds.mint()).expect("handed in")
}

fn answer(inbox: &mut StaffInbox, name: &str, outcome: Result<(), String>) {
    inbox.work(StaffAnswer { name: name.to_owned(), outcome }, &mut |_| {});
}

#[test]
fn a_slip_is_handed_over_once_and_again_after_a_restart_until_it_is_answered() {
    let place = tempfile::tempdir().expect("a folder");
    let place = place.path();
    let mut inbox = StaffInbox::new(folder(place));
    let name = hand_in(place, "Ada");
    assert_eq!(look(&mut inbox), [StaffSlip { name: name.clone(), decision: decision("Ada") }]);
    assert_eq!(look(&mut inbox), [], "once");
    let mut inbox = StaffInbox::new(folder(place));
    assert_eq!(look(&mut inbox).len(), 1, "the kiosk had fallen before it was durable");
    answer(&mut inbox, &name, Ok(()));
    assert_eq!(look(&mut inbox), []);
    assert_eq!(look(&mut StaffInbox::new(folder(place))), [], "answered is done, a restart included");
}

/// The kiosk falls between a decision and its answer. Handed in again, the slip would end the reversal that followed from it, as if the money
/// had been given back by hand, and the customer would never see it.
#[test]
fn a_slip_that_was_decided_before_a_fall_decides_nothing_else_after_it() {
    let mut restaurant = Restaurant::open();
    let attempt = restaurant.unknown();
    let said = StaffDecision::new(attempt, StaffVerdict::NotCharged, "Ada", "nothing in the terminal's journal").expect("words");
    let slips = folder(&restaurant.place().join("staff"));
    let name = slips.hand_in(&said, OsRandomIds.mint()).expect("handed in");
    let slip = restaurant.place().join("staff").join(format!("{name}.slip"));
    let kept = std::fs::read(&slip).expect("a slip");
    let clock = SystemClock::new(jiff::tz::TimeZone::UTC);
    let deadline = clock.now().at.after(Millis::from_secs(30));
    while slip.exists() {
        assert!(clock.now().at < deadline, "no answer comes");
        restaurant.kiosk().pump();
        std::thread::park_timeout(Duration::from_millis(5));
    }
    // It was charged after all, and the terminal does not answer when it is to take it back.
    restaurant.terminal.set_refund(Refund::Silent);
    restaurant.terminal.approve(None, "", Some(Rrn("R007".to_owned()))).expect("it was asked");
    restaurant.kiosk().pump();
    assert_eq!(restaurant.recorded(1), ["reversal-intent"]);
    // As if it had fallen before the slip was answered.
    restaurant.stop();
    std::fs::write(&slip, kept).expect("written");
    restaurant.start();
    let deadline = clock.now().at.after(Millis::from_secs(30));
    while slip.exists() {
        assert!(clock.now().at < deadline, "no answer comes");
        restaurant.kiosk().pump();
        std::thread::park_timeout(Duration::from_millis(5));
    }
    let pending = restaurant.kiosk().kiosk().state().reversals().len();
    assert_eq!(pending, 1, "it is still to be taken back: {:?}", restaurant.recorded(4));
    let answer = slips.take_answer(&name).expect("read").map(|answer| answer.outcome);
    assert_eq!(answer, Some(Ok(())), "whoever asks hears that it is taken");
}

#[test]
fn an_answer_is_fetched_once_and_a_refusal_nobody_fetched_is_told_until_the_next_start() {
    let place = tempfile::tempdir().expect("a folder");
    let place = place.path();
    let mut inbox = StaffInbox::new(folder(place));
    let (first, second) = (hand_in(place, "Ada"), hand_in(place, "Bo"));
    assert_eq!(look(&mut inbox).len(), 2, "two people about one payment are two slips");
    answer(&mut inbox, &first, Ok(()));
    answer(&mut inbox, &second, Err("it has been settled already".to_owned()));
    let fetched = folder(place).take_answer(&first).expect("read").map(|answer| answer.outcome);
    assert_eq!((fetched, folder(place).take_answer(&first).expect("read")), (Some(Ok(())), None));
    let refused = [(decision("Bo").attempt().reference(), "it has been settled already".to_owned())];
    assert_eq!(folder(place).refused().expect("read"), refused);
    drop(StaffInbox::new(folder(place)));
    assert_eq!(folder(place).refused().expect("read"), []);
}

#[test]
fn what_is_no_slip_is_put_aside_and_never_followed() {
    let place = tempfile::tempdir().expect("a folder");
    let secret = place.path().join("secret.json");
    let place = place.path().join("staff");
    let mut inbox = StaffInbox::new(folder(&place));
    let good = std::fs::read_to_string(place.join(format!("{}.slip", hand_in(&place, "Ada")))).expect("a slip");
    assert_eq!(look(&mut inbox).len(), 1);
    std::fs::write(&secret, &good).expect("written");
    let write = |name: &str, text: &[u8]| std::fs::write(place.join(name), text).expect("written");
    write("torn.slip", &good.as_bytes()[..good.len() / 2]);
    write("empty.slip", b"");
    write("bytes.slip", &[0xff, 0xfe, 0]);
    write("huge.slip", &vec![b' '; 100_000]);
    write("verdict.slip", good.replace("\"charged\"", "\"perhaps\"").as_bytes());
    write("attempt.slip", good.replace("0303", "zzzz").as_bytes());
    write("name.slip", good.replace("Ada", " ").as_bytes());
    write("escape.slip", good.replace("Ada", "Ada\\u001b[2J").as_bytes());
    write("card.slip", good.replace("the slip", "card 4000000000000002").as_bytes());
    write("odd\n\u{1b}[2J name.slip", b"{");
    std::fs::create_dir(place.join("folder.slip")).expect("made");
    std::os::unix::fs::symlink(&secret, place.join("link.slip")).expect("made");
    // These are nobody's business: half a draft, a foreign file, a name without an ending.
    write(".draft.slip.part", good.as_bytes());
    write("notes.txt", b"remember the milk");
    write("slip", good.as_bytes());
    assert_eq!(look(&mut inbox), [], "nothing there is a decision");
    assert_eq!(look(&mut inbox), [], "nor the second time");
    let names = |ending: &str| {
        let entries = std::fs::read_dir(&place).expect("a folder").map(|entry| entry.expect("an entry").path());
        entries.filter(|path| path.extension().is_some_and(|found| found == ending)).count()
    };
    assert_eq!((names("unreadable"), names("slip")), (12, 1), "put aside, and the good one waits for its answer");
    assert_eq!(std::fs::read_to_string(&secret).expect("still there"), good, "what a link leads to is left alone");
    assert!(place.join("notes.txt").exists() && place.join("slip").exists());
    assert_eq!(look(&mut StaffInbox::new(folder(&place))).len(), 1);
}
