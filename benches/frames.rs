//! Whole frames of the kiosk without a window (machine, drawing, tessellation), and single steps, with menus from 60 to 100,000 products.
//! What counts is the ratio to 60 products: a frame's work must not grow with the menu.
#![allow(clippy::unwrap_used, reason = "a measure that cannot be set up has nothing to say")]
#![allow(clippy::print_stdout, reason = "a measure prints")]
#![allow(clippy::disallowed_methods, reason = "a stopwatch")]
#![allow(clippy::float_arithmetic, reason = "ratios and pixels")]

#[path = "support/kiosk.rs"]
mod kiosk;
#[path = "support/sheet.rs"]
mod sheet;

use std::sync::Arc;
use std::time::{Duration, Instant};

use cardlast::catalogue::{ItemId, ServiceMode};
use cardlast::id::{LineId, OrderRevision};
use cardlast::machine::kiosk::{BrowseIntent, CartIntent, Intent, ProductIntent, ScreenName};
use cardlast::ui::theme::POINTS_PER_MM;
use cardlast::ui::{KioskApp, Panel};
use egui::{Event, RawInput, Rect, pos2, vec2};

use kiosk::{Hands, Hurried};
use sheet::{Row, Samples, ms, verdict};

const SIZES: [usize; 4] = [60, 1_000, 10_000, 100_000];
const ROUNDS: usize = 60;
/// Frames of a sample; the median of few is calmer than one.
const BURST: usize = 5;
const SIZE: egui::Vec2 = vec2(1080.0, 1920.0);

/// A kiosk of a menu of one size, drawn but not shown.
struct Window {
    ctx: egui::Context,
    app: KioskApp,
    hands: Hands,
    time: f64,
    revision: u32,
    _folder: tempfile::TempDir,
}

impl Window {
    fn open(products: usize, categories: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let driver = kiosk::driver(kiosk::menu(products, categories), folder.path());
        let hands = Hands::default();
        let engine = Hurried { driver, hands: Arc::clone(&hands) };
        let ctx = egui::Context::default();
        let panel = Panel { short_mm: SIZE.x / POINTS_PER_MM, long_mm: SIZE.y / POINTS_PER_MM, ..Panel::default() };
        let app = KioskApp::new(&ctx, Box::new(engine), Arc::new(|| {}), panel, None);
        let mut window = Self { ctx, app, hands, time: 0.0, revision: 0, _folder: folder };
        window.settle();
        window
    }

    /// One frame, as long as it takes to know every triangle of it.
    fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.time += 0.02;
        let screen_rect = Some(Rect::from_min_size(pos2(0.0, 0.0), SIZE));
        let input = RawInput { screen_rect, time: Some(self.time), events, focused: true, ..RawInput::default() };
        let Self { ctx, app, .. } = self;
        let begun = Instant::now();
        let mut output = ctx.run_ui(input, |ui| {
            app.advance(ui.ctx());
            app.draw(ui);
        });
        let shapes = std::mem::take(&mut output.shapes);
        let drawn = ctx.tessellate(shapes, output.pixels_per_point);
        let taken = begun.elapsed();
        assert!(!drawn.is_empty(), "a frame shows something");
        output.drop_without_applying_deltas();
        taken
    }

    /// Draws until the pictures have come and nothing moves.
    fn settle(&mut self) {
        for _ in 0..40 {
            self.frame(Vec::new());
            std::thread::park_timeout(Duration::from_millis(5));
        }
    }

    fn want(&mut self, intents: impl IntoIterator<Item = Intent>) {
        self.hands.lock().unwrap().extend(intents);
        self.frame(Vec::new());
        self.settle();
    }

    fn on(&self, screen: ScreenName) {
        assert_eq!(self.app.view().name, screen);
    }

    /// A frame in which the list moves by a little more than a card, so that new cards come in.
    fn scrolled(&mut self) -> Duration {
        let wheel = |y: f32| Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(0.0, y),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: egui::Modifiers::NONE,
        };
        let down = (self.time / 0.02) as u64 % 20 < 10;
        self.frame(vec![Event::PointerMoved(pos2(700.0, 900.0)), wheel(if down { -400.0 } else { 400.0 })])
    }

    /// A frame in which a line of the cart is counted up or down: step, view, drawing.
    fn counted(&mut self) -> Duration {
        let quantity = 1 + self.revision % 9;
        let change = CartIntent::Quantity { line: LineId(1), quantity };
        self.hands.lock().unwrap().push(Intent::Cart { change, seen: OrderRevision(self.revision) });
        self.revision += 1;
        self.frame(Vec::new())
    }
}

fn product(at: usize) -> ItemId {
    ItemId::new(&format!("product-{at}")).unwrap()
}

fn in_category(window: &mut Window) {
    let change = CartIntent::QuickAdd(product(1));
    let add = Intent::Cart { change, seen: OrderRevision(0) };
    window.want([Intent::Start(ServiceMode::Takeaway), Intent::Browse(BrowseIntent::Category(shelf())), add]);
    window.revision = 1;
    window.on(ScreenName::Menu);
}

fn shelf() -> cardlast::catalogue::CategoryId {
    cardlast::catalogue::CategoryId::new("shelf-0").unwrap()
}

fn in_search(window: &mut Window) {
    in_category(window);
    window.want([Intent::Browse(BrowseIntent::Search("a".to_owned()))]);
}

fn in_product(window: &mut Window) {
    in_category(window);
    window.want([Intent::Product(ProductIntent::Open(product(0)))]);
    window.on(ScreenName::Product);
}

/// One kind of frame: how to get there, and what happens in it.
struct Scene {
    name: &'static str,
    categories: usize,
    arrive: fn(&mut Window),
    frame: fn(&mut Window) -> Duration,
}

const SCENES: &[Scene] = &[
    Scene { name: "menu, all in one category", categories: 1, arrive: in_category, frame: |window| window.frame(Vec::new()) },
    Scene { name: "menu, in four categories", categories: 4, arrive: in_category, frame: |window| window.frame(Vec::new()) },
    Scene { name: "scrolling the menu", categories: 1, arrive: in_category, frame: Window::scrolled },
    Scene { name: "a tap that changes the cart", categories: 1, arrive: in_category, frame: Window::counted },
    Scene { name: "what a search found", categories: 1, arrive: in_search, frame: |window| window.frame(Vec::new()) },
    Scene { name: "a product's page", categories: 4, arrive: in_product, frame: |window| window.frame(Vec::new()) },
];

/// The sizes take turns, so that a noisy moment meets them all.
fn measure(scene: &Scene) -> Row {
    let mut windows = SIZES.map(|products| Window::open(products, scene.categories));
    let mut samples: [Samples; 4] = Default::default();
    for window in &mut windows {
        (scene.arrive)(window);
    }
    for _ in 0..ROUNDS {
        for (window, samples) in windows.iter_mut().zip(&mut samples) {
            for _ in 0..BURST {
                samples.push((scene.frame)(window));
            }
        }
    }
    row(&format!("frame: {}", scene.name), &samples)
}

fn row(name: &str, samples: &[Samples; 4]) -> Row {
    let medians = samples.each_ref().map(Samples::median);
    let ratio = |at: usize| medians[at].as_secs_f64() / medians[0].as_secs_f64();
    let met = ratio(1) <= 1.3 && ratio(2) <= 1.3 && ratio(3) <= 2.0;
    Row {
        measure: format!("{name}: 60 / 1,000 / 10,000 / 100,000 products"),
        median: medians.map(ms).join(" / "),
        high: format!("1 / {:.2} / {:.2} / {:.2} ×", ratio(1), ratio(2), ratio(3)),
        aim: verdict("≤ 1.3 × / ≤ 2 ×", met),
        yardstick: String::new(),
    }
}

/// One step and its view, without drawing.
fn steps() -> Row {
    let folder = tempfile::tempdir().unwrap();
    let mut samples: [Samples; 4] = Default::default();
    for (products, samples) in SIZES.into_iter().zip(&mut samples) {
        let mut driver = kiosk::driver(kiosk::menu(products, 1), folder.path());
        driver.submit(Intent::Start(ServiceMode::Takeaway));
        driver.submit(Intent::Cart { change: CartIntent::QuickAdd(product(1)), seen: OrderRevision(0) });
        driver.pump();
        for revision in 1..2_000 {
            let change = CartIntent::Quantity { line: LineId(1), quantity: 1 + revision % 9 };
            driver.submit(Intent::Cart { change, seen: OrderRevision(revision) });
            let begun = Instant::now();
            let pumped = driver.pump();
            samples.push(begun.elapsed());
            assert!(pumped.rejections.is_empty(), "{:?}", pumped.rejections);
        }
    }
    row("step: tap to view", &samples)
}

/// A letter typed into the search: the one thing that looks at the whole menu, once per letter.
fn keystroke() -> Row {
    let folder = tempfile::tempdir().unwrap();
    let mut samples = Samples::default();
    let mut driver = kiosk::driver(kiosk::menu(100_000, 1), folder.path());
    driver.submit(Intent::Start(ServiceMode::Takeaway));
    driver.pump();
    for words in ["b", "bu", "bur", "burg", "burger", "salade verte", "x", "7", "menu 99"].repeat(6) {
        driver.submit(Intent::Browse(BrowseIntent::Search(words.to_owned())));
        let begun = Instant::now();
        driver.pump();
        samples.push(begun.elapsed());
    }
    samples.row("step: a letter typed into the search of 100,000 products", Some(Duration::from_millis(33)), "")
}

fn main() {
    let mut rows: Vec<Row> = SCENES.iter().map(measure).collect();
    rows.push(steps());
    rows.push(keystroke());
    sheet::keep("frames", &rows);
}
