//! Nothing flashes: every frame of attract, of the ways between screens and of whole payments, sixty a second, looked at as WCAG 2.3.1
//! does, and more strictly: no part of the screen as large as a fingertip may flash more than three times in a second. And nothing moves
//! by itself for longer than five seconds once somebody is there (2.2.2), but for a countdown.

use std::collections::VecDeque;
use std::sync::LazyLock;

use cardlast::machine::atm;
use cardlast::machine::kiosk::ScreenName;
use cardlast::payment::Trouble;
use cardlast::time::Millis;
use cardlast::ui::theme::luminance;
use cardlast::ui::{Headless, Panel};
use egui::{Color32, ColorImage, Event, PointerButton, Pos2};

use super::atm::{Cash, Practice, clock};
use super::till::Till;
use super::window::euros;

/// A picture is taken so often in a second.
const RATE: usize = 60;

/// The side of a cell, in pixels of the small window: about a centimetre on the panel.
const CELL: usize = 12;

/// Flashes in a second that are allowed.
const ALLOWED: usize = 3;

/// A change of relative luminance that counts, where the darker of the two is below [`BRIGHT`].
const CHANGE: f32 = 0.10;
const BRIGHT: f32 = 0.80;

/// Half of a flash is a change one way.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Up,
    Down,
}

/// What one part of the screen has done lately.
#[derive(Debug, Clone, Default)]
struct Cell {
    /// The extreme from which the next change is counted.
    turned: Option<f32>,
    way: Option<Way>,
    /// The frames of the latest changes.
    changes: VecDeque<usize>,
}

impl Cell {
    /// Notes how bright it is; answers how many flashes it has made within the last second.
    fn see(&mut self, frame: usize, now: f32, counts: impl Fn(f32, f32) -> bool) -> usize {
        let from = *self.turned.get_or_insert(now);
        let way = if now > from { Way::Up } else { Way::Down };
        if counts(from, now) && self.way != Some(way) {
            self.changes.push_back(frame);
            (self.way, self.turned) = (Some(way), Some(now));
        } else if self.way == Some(way) {
            // Further the same way: that is where it turns.
            self.turned = Some(now);
        }
        self.changes.retain(|change| change + RATE > frame);
        self.changes.len() / 2
    }
}

/// Looks at frames one after the other.
#[derive(Default)]
struct Watch {
    frames: usize,
    bright: Vec<Cell>,
    red: Vec<Cell>,
    /// What flashed, and in which frame.
    found: Vec<String>,
    /// How many frames were different from the one before.
    moved: usize,
    last: Option<ColorImage>,
}

/// How light each step of a channel is.
static LIGHT: LazyLock<[f32; 256]> = LazyLock::new(|| std::array::from_fn(|step| luminance(Color32::from_gray(step as u8))));

/// As [`luminance`], by a table: many millions are asked for.
fn light(pixel: Color32) -> f32 {
    let [red, green, blue] = [pixel.r(), pixel.g(), pixel.b()].map(|channel| LIGHT[usize::from(channel)]);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// How red a colour is, as WCAG has it, and whether that is a saturated red.
fn redness(colour: [f32; 3]) -> (f32, bool) {
    let [red, green, blue] = colour;
    let sum = red + green + blue;
    (((red - green - blue) * 320.0).max(0.0), sum > 0.0 && red / sum >= 0.8)
}

impl Watch {
    fn see(&mut self, picture: &ColorImage, what: &str) {
        self.frames += 1;
        if self.last.as_ref() == Some(picture) {
            return;
        }
        self.moved += 1;
        self.last = Some(picture.clone());
        let [width, height] = picture.size;
        let (columns, rows) = (width / CELL, height / CELL);
        self.bright.resize_with(columns * rows, Cell::default);
        self.red.resize_with(columns * rows, Cell::default);
        for row in 0..rows {
            for column in 0..columns {
                let mut lightness = 0.0;
                let mut sums = [0.0_f32; 3];
                let lines = (row * CELL..(row + 1) * CELL).map(|y| y * width + column * CELL);
                for pixel in lines.flat_map(|start| &picture.pixels[start..start + CELL]) {
                    lightness += light(*pixel);
                    for (sum, channel) in sums.iter_mut().zip([pixel.r(), pixel.g(), pixel.b()]) {
                        *sum += f32::from(channel) / 255.0;
                    }
                }
                let area = (CELL * CELL) as f32;
                let at = row * columns + column;
                let darkens = |from: f32, to: f32| (from - to).abs() >= CHANGE && from.min(to) < BRIGHT;
                let flashes = self.bright[at].see(self.frames, lightness / area, darkens);
                let (red, saturated) = redness(sums.map(|sum| sum / area));
                // A red that is none has nothing to turn from.
                let red = if saturated { red } else { 0.0 };
                let reddens = self.red[at].see(self.frames, red, |from, to| (from - to).abs() > 20.0);
                if flashes.max(reddens) > ALLOWED {
                    self.found.push(format!("{what}: {flashes} flashes and {reddens} red ones at {column}, {row}"));
                }
            }
        }
    }

    #[track_caller]
    fn is_calm(&self) {
        assert!(self.found.is_empty(), "{} times: {:#?}", self.found.len(), &self.found[..self.found.len().min(5)]);
    }
}

/// Looks for so many seconds while nobody does anything, or while a finger does this.
struct Eyes {
    watch: Watch,
    /// A sixtieth of a second is no whole number of milliseconds.
    owed: u64,
}

impl Eyes {
    fn new() -> Self {
        Self { watch: Watch::default(), owed: 0 }
    }

    fn frame(&mut self, window: &mut Headless, pass: &dyn Fn(Millis), events: Vec<Event>, what: &str) {
        self.owed += 1000;
        let span = self.owed / RATE as u64;
        self.owed -= span * RATE as u64;
        pass(Millis(span));
        window.frame(events);
        let picture = window.picture();
        self.watch.see(&picture, what);
    }

    fn look(&mut self, window: &mut Headless, pass: &dyn Fn(Millis), seconds: f32, what: &str) {
        for _ in 0..(seconds * RATE as f32) as usize {
            self.frame(window, pass, Vec::new(), what);
        }
    }

    /// A finger comes down for a tenth of a second, and what comes of it is looked at for a second and a half.
    #[track_caller]
    fn tap(&mut self, window: &mut Headless, pass: &dyn Fn(Millis), name: &str) {
        let things = window.landmarks().expect("something is drawn").things;
        let is_it = |thing: &&cardlast::ui::Landmark| thing.label == name && thing.role != egui::accesskit::Role::Label;
        let thing = things.iter().find(is_it).unwrap_or_else(|| {
            panic!("nothing is called {name:?}: {:#?}", things.iter().map(|thing| &thing.label).collect::<Vec<_>>())
        });
        let at: Pos2 = (thing.rect.center().to_vec2() / window.context().pixels_per_point()).to_pos2();
        let modifiers = egui::Modifiers::NONE;
        let button = |pressed| Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers };
        self.frame(window, pass, vec![Event::PointerMoved(at), button(true)], name);
        self.look(window, pass, 0.1, name);
        self.frame(window, pass, vec![button(false), Event::PointerGone], name);
        self.look(window, pass, 1.5, name);
    }
}

/// A window in which a point is less than a pixel, to look at all of its frames in no time.
const SMALL: [f32; 2] = [378.0, 672.0];

#[test]
fn a15_nothing_flashes_from_attract_to_the_number_whatever_is_switched_on() {
    let mut till = Till::open(SMALL);
    till.settle();
    let mut eyes = Eyes::new();
    let clock = till.clock.clone();
    let pass = move |span| clock.pass(span);
    // Long enough for two dishes on show.
    eyes.look(&mut till.window, &pass, 26.0, "attract");
    assert!(eyes.watch.moved >= 2, "the dishes on show change: {}", eyes.watch.moved);
    let way = ["Easier to use", "Strong contrast", "Large text", "Strong contrast", "Large text", "Done", "Eat in"];
    for name in way.into_iter().chain(["Add Fries", "Burger, €8.90", "Cooking: Medium", "Add · €8.90", "Call staff"]) {
        eyes.tap(&mut till.window, &pass, name);
    }
    for name in
        ["See my order", "Show the simulated terminal", "Bank declines", "Put the simulated terminal away", "Pay €12.40 by card"]
    {
        eyes.tap(&mut till.window, &pass, name);
    }
    assert_eq!(till.screen(), ScreenName::Card.key());
    eyes.tap(&mut till.window, &pass, "Hold card here");
    eyes.look(&mut till.window, &pass, 4.0, "declined");
    assert_eq!(till.screen(), ScreenName::Review.key());
    eyes.tap(&mut till.window, &pass, "Pay €12.40 by card");
    for name in
        ["Insert card", "Key 0", "Key 0", "Key 0", "Key 0", "Green key, OK", "Key 1", "Key 2", "Key 3", "Key 4", "Green key, OK"]
    {
        eyes.tap(&mut till.window, &pass, name);
    }
    eyes.look(&mut till.window, &pass, 4.0, "approved");
    eyes.tap(&mut till.window, &pass, "Remove card");
    eyes.look(&mut till.window, &pass, 3.0, "number");
    assert_eq!(till.screen(), ScreenName::Number.key());
    for name in ["See the receipt", "Close", "Finish"] {
        eyes.tap(&mut till.window, &pass, name);
    }
    assert_eq!(till.screen(), ScreenName::Attract.key());
    assert!(eyes.watch.moved > 60, "the ways between screens were looked at: {}", eyes.watch.moved);
    println!("{} frames looked at, {} of them unlike the one before", eyes.watch.frames, eyes.watch.moved);
    eyes.watch.is_calm();
}

#[test]
fn a15_nothing_flashes_while_a_payment_is_looked_for_nor_while_time_runs_out() {
    let mut till = Till::open(SMALL);
    let mut eyes = Eyes::new();
    let clock = till.clock.clone();
    let pass = move |span| clock.pass(span);
    for name in ["Eat in", "Add Fries", "See my order", "Pay €3.50 by card"] {
        eyes.tap(&mut till.window, &pass, name);
    }
    till.arrange(Trouble::LineDown);
    eyes.look(&mut till.window, &pass, 8.0, "checking");
    assert_eq!(till.screen(), ScreenName::Checking.key());
    eyes.watch.is_calm();
    let mut till = Till::open(SMALL);
    let mut eyes = Eyes::new();
    let clock = till.clock.clone();
    let pass = move |span| clock.pass(span);
    for name in ["Eat in", "Add Fries"] {
        eyes.tap(&mut till.window, &pass, name);
    }
    till.clock.pass(Millis::from_secs(56));
    eyes.look(&mut till.window, &pass, 34.0, "still there?");
    assert!(till.sees("Are you still there?") || till.screen() == ScreenName::Attract.key());
    assert!(eyes.watch.moved > 25, "the seconds are counted down: {}", eyes.watch.moved);
    eyes.watch.is_calm();
}

#[test]
fn a15_nothing_flashes_at_the_cash_machine() {
    let clock = clock();
    let panel = Panel::default();
    let mut cash = Cash::over(egui::vec2(SMALL[0], SMALL[1]), panel, Practice::new(clock.clone()), clock.clone());
    cash.on(atm::ScreenName::Welcome);
    let mut eyes = Eyes::new();
    let passing = clock.clone();
    let pass = move |span| passing.pass(span);
    eyes.look(&mut cash.window, &pass, 6.0, "welcome");
    let forty = super::window::words("en").money(euros("40.00"));
    let (confirm, take) = (format!("Yes, {forty}"), format!("Take {forty}"));
    let way = ["English", "Cash", &forty, &confirm, "Put the card in", "Key 1", "Key 2", "Key 3", "Key 4", "Green key, OK"];
    for name in way {
        eyes.tap(&mut cash.window, &pass, name);
        eyes.look(&mut cash.window, &pass, 2.0, name);
    }
    for name in ["Take the card", &take, "Yes, print it", "Take the receipt"] {
        eyes.tap(&mut cash.window, &pass, name);
        eyes.look(&mut cash.window, &pass, 3.0, name);
    }
    eyes.look(&mut cash.window, &pass, 6.0, "goodbye");
    assert!(eyes.watch.moved > 30, "{}", eyes.watch.moved);
    println!("{} frames looked at, {} of them unlike the one before", eyes.watch.frames, eyes.watch.moved);
    eyes.watch.is_calm();
}

/// WCAG 2.2.2: only a countdown goes on by itself for longer than five seconds once somebody is there.
#[test]
fn a15_nothing_moves_by_itself_for_longer_than_five_seconds_once_somebody_is_there() {
    let mut till = Till::open(SMALL);
    let clock = till.clock.clone();
    let pass = move |span| clock.pass(span);
    let comes_to_rest = |till: &mut Till, what: &str| {
        let mut eyes = Eyes::new();
        eyes.look(&mut till.window, &pass, 5.0, what);
        let picture = till.window.picture();
        eyes.look(&mut till.window, &pass, 4.0, what);
        assert!(picture == till.window.picture(), "{what} never comes to rest");
        let mut eyes = Eyes::new();
        eyes.look(&mut till.window, &pass, 3.0, what);
        assert_eq!(eyes.watch.moved, 1, "{what}: only the first frame is unlike nothing");
    };
    // On attract somebody touches the screen, and the dishes on show stay.
    let mut eyes = Eyes::new();
    eyes.tap(&mut till.window, &pass, "English");
    comes_to_rest(&mut till, "attract after a touch");
    for (name, screen) in [
        ("Eat in", ScreenName::Menu),
        ("Burger, €8.90", ScreenName::Product),
        ("Cooking: Medium", ScreenName::Product),
        ("Add · €8.90", ScreenName::Menu),
        ("See my order", ScreenName::Review),
        ("Pay €8.90 by card", ScreenName::Card),
        ("Insert card", ScreenName::Card),
        ("Key 1", ScreenName::Card),
    ] {
        eyes.tap(&mut till.window, &pass, name);
        assert_eq!(till.screen(), screen.key());
        comes_to_rest(&mut till, name);
    }
}

/// A picture of one colour, with a patch of another.
fn patch(ground: Color32, patch: Option<Color32>) -> ColorImage {
    let mut picture = ColorImage::filled([240, 240], ground);
    let Some(patch) = patch else { return picture };
    for y in 96..132 {
        picture.pixels[y * 240 + 96..y * 240 + 132].fill(patch);
    }
    picture
}

/// Frames in which a patch is there for so many frames and away for as many.
fn flasher(on: Color32, off: Color32, half: usize) -> Watch {
    let mut watch = Watch::default();
    for frame in 0..RATE * 3 {
        let colour = if (frame / half).is_multiple_of(2) { on } else { off };
        watch.see(&patch(Color32::from_gray(90), Some(colour)), "planted");
    }
    watch
}

#[test]
fn a15_what_flashes_is_found_and_what_does_not_is_not() {
    let grey = Color32::from_gray;
    // Five times a second, and six.
    for half in [6, 5] {
        assert!(!flasher(grey(255), grey(0), half).found.is_empty(), "{half}");
        // A little lighter and darker is enough.
        assert!(!flasher(grey(140), grey(90), half).found.is_empty(), "{half}");
        // As light as each other, and one is red.
        let (red, dull) = (Color32::from_rgb(255, 0, 0), grey(127));
        assert!((luminance(red) - luminance(dull)).abs() < CHANGE);
        assert!(!flasher(red, dull, half).found.is_empty(), "{half}");
    }
    // Twice a second, hardly lighter, or nothing at all.
    assert!(flasher(grey(255), grey(0), 15).found.is_empty());
    assert!(flasher(grey(100), grey(90), 5).found.is_empty());
    assert!(flasher(grey(90), grey(90), 5).found.is_empty());
    // In steps that are small each, five times a second.
    let mut watch = Watch::default();
    for frame in 0..RATE * 3 {
        let step = [90, 110, 130, 150, 170, 190, 190, 170, 150, 130, 110, 90][frame % 12];
        watch.see(&patch(grey(90), Some(grey(step))), "planted");
    }
    assert!(!watch.found.is_empty(), "a fade that comes and goes is a flash too");
    // A screen that changes for good is none.
    let mut watch = Watch::default();
    for frame in 0..RATE {
        watch.see(&patch(grey(if frame < 30 { 250 } else { 5 }), None), "planted");
    }
    assert!(watch.found.is_empty(), "{:?}", watch.found);
}

/// The same with the real window: a widget that flashes is caught by the frames that the tests above look at.
#[test]
fn a15_a_flasher_in_a_window_is_caught() {
    struct Flasher(cardlast::fake::FakeClock);
    impl cardlast::ui::Scene for Flasher {
        fn advance(&mut self, _ctx: &egui::Context) {}

        fn draw(&mut self, ui: &mut egui::Ui) {
            use cardlast::port::Clock as _;
            let on = (self.0.now().at.0 / 100).is_multiple_of(2);
            let rect = egui::Rect::from_min_size(egui::pos2(60.0, 60.0), egui::vec2(60.0, 60.0));
            ui.painter().rect_filled(rect, 0.0, if on { Color32::WHITE } else { Color32::BLACK });
        }
    }
    let clock = clock();
    let scene = Flasher(clock.clone());
    let mut window = Headless::of(egui::vec2(240.0, 240.0), |_, _, _| Box::new(scene));
    let mut eyes = Eyes::new();
    eyes.look(&mut window, &|span| clock.pass(span), 2.0, "planted");
    assert!(!eyes.watch.found.is_empty(), "five times a second");
}
