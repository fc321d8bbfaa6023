//! Nothing on the screen's thread waits: disk, card terminal and picture decoding are held up for half a second each, and the window
//! goes on drawing frames.

#![cfg(feature = "ui")]
#![allow(clippy::float_arithmetic, reason = "rectangles on a screen")]
#![allow(clippy::disallowed_methods, reason = "a stopwatch is what this is about")]

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use cardlast::catalogue::{Catalogue, ItemId, ServiceMode, load};
use cardlast::device::{SessionFile, SystemClock};
use cardlast::driver::{Driver, Ports, Pumped, Recovered};
use cardlast::fake::{Kitchen, Printer, ScriptedTerminal, SeededIds, TerminalHandle};
use cardlast::id::{KioskId, OrderRevision};
use cardlast::journal::{JournalWorker, Store, StoreOptions};
use cardlast::machine::kiosk::{
    BrowseIntent, CardStage, CartIntent, Intent, Policy, ProductIntent, ScreenName, ScreenView, View,
};
use cardlast::payment::{Faceplate, Progress, Tender, TerminalCommand, TerminalEvent, TerminalProfile, Training};
use cardlast::port::{Clock, Mailbox, PaymentTerminal, Threaded, Waker, Worker};
use cardlast::time::Timestamp;
use cardlast::ui::{Engine, Frame, KioskApp, Panel, Pictures};
use egui::{ColorImage, RawInput, Rect, pos2, vec2};

/// How long each of them is held up, each time.
const STALL: Duration = Duration::from_millis(500);

/// A frame that waited for one of them would take the better part of a stall; what takes less than half of one has not waited.
const LONG: Duration = Duration::from_millis(250);

/// Holds a thread up the first few times it comes along, and counts.
#[derive(Clone)]
struct Stall {
    begun: Arc<AtomicU32>,
    ended: Arc<AtomicU32>,
    most: u32,
}

impl Stall {
    fn times(most: u32) -> Self {
        Self { begun: Arc::default(), ended: Arc::default(), most }
    }

    /// Waits for something that never comes.
    fn hold(&self) {
        let (_never, nothing) = channel::<()>();
        if self.begun.load(Ordering::SeqCst) < self.most {
            self.begun.fetch_add(1, Ordering::SeqCst);
            let _ = nothing.recv_timeout(STALL);
            self.ended.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn holds(&self) -> bool {
        self.begun.load(Ordering::SeqCst) > self.ended.load(Ordering::SeqCst)
    }

    fn happened(&self) -> u32 {
        self.ended.load(Ordering::SeqCst)
    }
}

/// A worker whose disk takes its time.
struct SlowDisk<W>(W, Stall);

impl<W: Worker> Worker for SlowDisk<W> {
    type Request = W::Request;
    type News = W::News;

    fn work(&mut self, request: W::Request, news: &mut dyn FnMut(W::News)) {
        self.1.hold();
        self.0.work(request, news);
    }
}

/// A terminal whose line takes its time, on a thread of its own.
struct SlowLine(ScriptedTerminal, Stall);

impl Worker for SlowLine {
    type Request = TerminalCommand;
    type News = TerminalEvent;

    fn work(&mut self, command: TerminalCommand, news: &mut dyn FnMut(TerminalEvent)) {
        if !matches!(command, TerminalCommand::Health) {
            self.1.hold();
        }
        self.0.submit(Timestamp(0), command);
        while let Some(event) = self.0.poll(Timestamp(0)) {
            news(event);
        }
    }
}

struct SlowTerminal(TerminalProfile, Threaded<SlowLine>);

impl PaymentTerminal for SlowTerminal {
    fn profile(&self) -> &TerminalProfile {
        &self.0
    }

    fn submit(&mut self, _now: Timestamp, command: TerminalCommand) {
        self.1.submit(command);
    }

    fn poll(&mut self, _now: Timestamp) -> Option<TerminalEvent> {
        self.1.poll()
    }
}

struct RealDriver {
    driver: Driver,
    hands: Receiver<Intent>,
}

impl Engine for RealDriver {
    fn pump(&mut self, intents: Vec<Intent>) -> Frame {
        for intent in self.hands.try_iter().chain(intents) {
            self.driver.submit(intent);
        }
        let Pumped { view, seq, now, rejections, wake_in, stop } = self.driver.pump();
        Frame { view, now, rejections, wake_in, stop, seq }
    }

    fn faceplate(&self) -> Option<Arc<dyn Faceplate>> {
        None
    }
}

/// Rung by every thread that has news; a frame is drawn then, and sixty times a second anyway.
#[derive(Clone, Default)]
struct Bell(Arc<(Mutex<bool>, Condvar)>);

impl Bell {
    fn waker(&self) -> Waker {
        let bell = self.clone();
        Arc::new(move || {
            *bell.0.0.lock().expect("no panic at the bell") = true;
            bell.0.1.notify_all();
        })
    }

    fn wait(&self) {
        let rung = self.0.0.lock().expect("no panic at the bell");
        let (mut rung, _) = self.0.1.wait_timeout_while(rung, Duration::from_millis(16), |rung| !*rung).expect("no panic");
        *rung = false;
    }
}

/// The kiosk with everything slow behind it, and a stopwatch at its frames.
struct Window {
    ctx: egui::Context,
    app: KioskApp,
    hands: Sender<Intent>,
    bell: Bell,
    disk: Stall,
    line: Stall,
    pictures: Stall,
    /// The slowest frame, and how many were drawn while each of the three was held up.
    slowest: Duration,
    meanwhile: [u32; 3],
    begun: Instant,
}

impl Window {
    fn open(folder: &Path) -> Self {
        let bell = Bell::default();
        let (disk, line, pictures) = (Stall::times(10), Stall::times(2), Stall::times(3));
        let (hands, received) = channel();
        let driver = driver(folder, &bell, disk.clone(), line.clone());
        let held_up = pictures.clone();
        let decode = move |_: &Path, _| {
            held_up.hold();
            Some(ColorImage::filled([8, 8], egui::Color32::BROWN))
        };
        let ctx = egui::Context::default();
        let engine = RealDriver { driver, hands: received };
        let panel = Panel::default();
        let pictures_of = Pictures::decoded_by(Box::new(decode), bell.waker());
        let app = KioskApp::with_pictures(&ctx, Box::new(engine), pictures_of, panel, None);
        let (slowest, meanwhile, begun) = (Duration::ZERO, [0; 3], Instant::now());
        Self { ctx, app, hands, bell, disk, line, pictures, slowest, meanwhile, begun }
    }

    /// One frame against the stopwatch.
    fn frame(&mut self) {
        let stalls = [&self.disk, &self.line, &self.pictures].map(Stall::holds);
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1080.0, 1920.0))),
            time: Some(self.begun.elapsed().as_secs_f64()),
            ..RawInput::default()
        };
        let begun = Instant::now();
        let app = &mut self.app;
        let mut output = self.ctx.run_ui(input, |ui| {
            app.advance(ui.ctx());
            app.draw(ui);
        });
        let shapes = std::mem::take(&mut output.shapes);
        let drawn = self.ctx.tessellate(shapes, output.pixels_per_point);
        self.slowest = self.slowest.max(begun.elapsed());
        assert!(!drawn.is_empty(), "a frame shows something");
        output.drop_without_applying_deltas();
        for (count, held) in self.meanwhile.iter_mut().zip(stalls) {
            *count += u32::from(held);
        }
    }

    /// Draws until the view is as wanted.
    fn until(&mut self, what: &str, wanted: impl Fn(&View) -> bool) {
        let begun = Instant::now();
        while !wanted(self.app.view()) {
            assert!(begun.elapsed() < Duration::from_secs(60), "no {what}; the screen is {}", self.app.view().name);
            self.frame();
            self.bell.wait();
        }
    }

    fn want(&self, intent: Intent) {
        self.hands.send(intent).expect("the window listens");
    }
}

fn driver(folder: &Path, bell: &Bell, disk: Stall, line: Stall) -> Driver {
    let menu = menu();
    let store = Store::open(StoreOptions {
        path: folder.join("journal.db"),
        kiosk: KioskId::new('A').expect("a letter"),
        cut_over_minutes: 240,
        house: menu.default_language().clone(),
        training: true,
    });
    let clock = SystemClock::new(menu.time_zone().clone());
    let journal = SlowDisk(JournalWorker::new(store.expect("a journal")), disk.clone());
    let (carts, cart) = SessionFile::open(&folder.join("session.db"), clock.now(), None);
    let carts = SlowDisk(carts, disk);
    let terminal = ScriptedTerminal::new(TerminalHandle::default());
    let profile = terminal.profile().clone();
    let policy = Policy { terminal: Some(profile.id.clone()), training: Training(true), ..Policy::default() };
    let line = Threaded::spawn("terminal", SlowLine(terminal, line), bell.waker()).expect("a thread");
    let ports = Ports {
        clock: Box::new(clock),
        ids: Box::new(SeededIds::new(1)),
        terminal: Some(Box::new(SlowTerminal(profile, line))),
        journal: Box::new(Threaded::spawn("journal", journal, bell.waker()).expect("a thread")),
        kitchen: Box::new(Kitchen::default()),
        printer: Box::new(Printer::default()),
        carts: Box::new(Threaded::spawn("session", carts, bell.waker()).expect("a thread")),
        menus: None,
    };
    Driver::new(menu, policy, ports, Recovered { cart, ..Recovered::default() })
}

fn menu() -> Arc<Catalogue> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    Arc::new(load(&folder, jiff::civil::date(2026, 11, 24)).expect("the demo menu is fine").catalogue)
}

fn asks_for_the_card(view: &View) -> bool {
    matches!(&view.screen, ScreenView::Card(card) if card.stage == CardStage::At(Progress::PresentCard))
}

#[test]
fn no_frame_waits_for_disk_terminal_or_pictures() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = Window::open(folder.path());
    window.until("attract", |view| view.name == ScreenName::Attract);
    let burger = ItemId::new("classic-burger").expect("a slug");
    window.want(Intent::Start(ServiceMode::Takeaway));
    let pictures = window.pictures.clone();
    window.until("menu with its first pictures", |view| view.name == ScreenName::Menu && pictures.happened() >= 2);
    window.want(Intent::Product(ProductIntent::Open(burger.clone())));
    window.until("product", |view| view.name == ScreenName::Product);
    window.want(Intent::Product(ProductIntent::Close));
    window.want(Intent::Cart { change: CartIntent::QuickAdd(burger), seen: OrderRevision(0) });
    window.want(Intent::Browse(BrowseIntent::Review));
    window.until("review where cards are taken", |view| {
        matches!(&view.screen, ScreenView::Review(review) if review.offers.iter().any(|offer| offer.tender == Tender::Card && offer.available))
    });
    window.want(Intent::Pay { tender: Tender::Card, seen: OrderRevision(1) });
    window.until("prompt for the card", asks_for_the_card);
    window.want(Intent::CancelPayment);
    window.until("review again", |view| view.name == ScreenName::Review);
    let Window { disk, line, pictures, slowest, meanwhile, .. } = &window;
    println!("slowest frame {slowest:?}; frames drawn while disk, terminal, pictures were held up: {meanwhile:?}");
    assert!(disk.happened() >= 2 && line.happened() >= 2 && pictures.happened() >= 2, "the stalls are real");
    assert!(meanwhile.iter().all(|frames| *frames >= 4), "frames go on meanwhile: {meanwhile:?}");
    assert!(*slowest < LONG, "a frame took {slowest:?}");
}
