//! The real window from outside: synthetic fingers on an X server of its own, and the time until the first pixel changes. Also how long
//! a start takes, and what the program weighs.
//!
//! A talking kiosk first says where everything is; what is measured is a silent one, as it is installed.
#![allow(clippy::unwrap_used, reason = "a measure that cannot be set up has nothing to say")]
#![allow(clippy::print_stdout, reason = "a measure prints")]
#![allow(clippy::disallowed_methods, reason = "a stopwatch")]
#![allow(clippy::float_arithmetic, reason = "percentages")]

mod program;
mod screen;
#[path = "../support/sheet.rs"]
mod sheet;

use std::path::Path;
use std::time::{Duration, Instant};

use program::{Program, Thing, binary};
use screen::{Area, EVERYTHING, Screen};
use sheet::{Row, Samples, verdict};

const TAPS: usize = 60;
const STARTS: usize = 12;
/// A finger stays down so long.
const HOLD: Duration = Duration::from_millis(60);
const MB: f64 = 1_000_000.0;

/// Where things are, as the kiosk itself says.
struct Places {
    begin: (i16, i16),
    /// Two categories to go to and fro between.
    tabs: [(i16, i16); 2],
    /// Every category, and what scrolls to it.
    rail: Vec<(i16, i16)>,
    card: Thing,
    next_card: Area,
    take: (i16, i16),
    undo: (i16, i16),
    total: Area,
    close: (i16, i16),
}

fn starts_with(label: &str) -> impl Fn(&Thing) -> bool {
    move |thing| thing.control && thing.label.starts_with(label)
}

fn is_card(thing: &Thing) -> bool {
    thing.control && thing.role == "button" && thing.label.contains("\u{a0}€") && !thing.label.starts_with("Voir")
}

fn scout(screen: &Screen) -> Places {
    let data = tempfile::tempdir().unwrap();
    let kiosk = Program::start(screen, data.path(), true);
    let begin = kiosk.find("attract", starts_with("À emporter")).middle();
    screen.tap(begin);
    let tab = |name: &'static str| kiosk.find("menu", move |thing| thing.role == "tab" && thing.label.starts_with(name)).middle();
    let tabs = [tab("Burgers"), tab("Salades")];
    let mut rail: Vec<_> = kiosk.controls().iter().filter(|thing| thing.role == "tab").map(Thing::middle).collect();
    if let Some(down) = kiosk.controls().iter().find(|thing| thing.label.starts_with("Descendre, rubriques")) {
        screen.tap(down.middle());
        rail.push(down.middle());
        rail.extend(kiosk.controls().iter().filter(|thing| thing.role == "tab").map(Thing::middle));
        screen.tap(kiosk.find("menu", starts_with("Monter, rubriques")).middle());
    }
    screen.tap(tabs[0]);
    let cards: Vec<Thing> = kiosk.controls().into_iter().filter(is_card).collect();
    let (card, next_card) = (cards[0].clone(), cards[1].area);
    let take = kiosk.find("menu", starts_with("Ajouter ")).middle();
    let total = kiosk.find("menu", |thing| thing.role == "status" && thing.label.starts_with("Total")).area;
    screen.tap(take);
    let undo = kiosk.find("menu", starts_with("Annuler la modification")).middle();
    screen.tap(card.middle());
    let close = kiosk.find("product", starts_with("Retour")).middle();
    Places { begin, tabs, rail, card, next_card, take, undo, total, close }
}

/// Process start to the first frame, and to the last change of any pixel.
fn starts(screen: &Screen, rows: &mut Vec<Row>) {
    let data = tempfile::tempdir().unwrap();
    let (mut first, mut settled) = (Samples::default(), Samples::default());
    for _ in 0..STARTS {
        // The one before has left.
        screen.quiet(Duration::from_millis(500));
        let nothing = screen.pixels(EVERYTHING);
        let kiosk = Program::start(screen, data.path(), false);
        first.push(screen.changed(EVERYTHING, &nothing, kiosk.started));
        let shown = first.latest();
        let last = screen.quiet(Duration::from_millis(800)).map_or(shown, |last| last - kiosk.started);
        settled.push(last.max(shown));
        assert!(screen.pixels(EVERYTHING) != nothing, "the kiosk is on the screen");
    }
    rows.push(first.row("start of the process → first frame", None, ""));
    rows.push(settled.row(
        "start of the process → attract with its pictures, nothing changes any more",
        Some(Duration::from_millis(500)),
        "2.2 s",
    ));
}

/// Presses here and answers how long each area takes to change: one when the finger comes down, one when it goes up.
fn tap(screen: &Screen, place: (i16, i16), down: Option<(Area, &mut Samples)>, up: Option<(Area, &mut Samples)>) {
    screen.point(place);
    let before = down.as_ref().map(|(area, _)| screen.pixels(*area));
    let pressed = screen.press();
    if let (Some((area, samples)), Some(before)) = (down, before) {
        samples.push(screen.changed(area, &before, pressed));
    }
    screen.quiet(HOLD);
    let before = up.as_ref().map(|(area, _)| screen.pixels(*area));
    let released = screen.release();
    if let (Some((area, samples)), Some(before)) = (up, before) {
        samples.push(screen.changed(area, &before, released));
    }
    screen.settle();
}

fn taps(screen: &Screen, places: &Places, rows: &mut Vec<Row>) {
    let [mut press, mut jump, mut open, mut take, mut category] = <[Samples; 5]>::default();
    for at in 0..TAPS {
        tap(screen, places.tabs[(at + 1) % 2], None, Some((places.card.area, &mut category)));
    }
    screen.tap(places.tabs[0]);
    for _ in 0..TAPS {
        tap(screen, places.take, None, Some((places.total, &mut take)));
        screen.tap(places.undo);
    }
    for _ in 0..TAPS {
        let card = (places.card.area, &mut press);
        tap(screen, places.card.middle(), Some(card), Some((places.next_card, &mut open)));
        screen.tap(places.close);
    }
    for _ in 0..TAPS {
        screen.point((places.total.0, places.total.1));
        let before = screen.pixels(places.card.area);
        let pressed = screen.jump_and_press(places.card.middle());
        jump.push(screen.changed(places.card.area, &before, pressed));
        screen.quiet(HOLD);
        screen.release();
        screen.settle();
        screen.tap(places.close);
    }
    let aim = Some(Duration::from_millis(33));
    rows.push(take.row("tap on plus → total of the cart", aim, "54 / 64 ms"));
    rows.push(category.row("tap on a category → its first card", aim, ""));
    rows.push(open.row("tap on a card → page of the product", aim, ""));
    rows.push(press.row("finger down on a card → its highlight", aim, ""));
    rows.push(jump.row("the same where the pointer jumps and presses at once", None, ""));
}

/// Share of a core used while nobody touches anything.
fn idle(screen: &Screen, kiosk: &Program, place: &str, yardstick: &str) -> Row {
    screen.settle();
    let (span, before) = (Duration::from_secs(20), kiosk.ticks());
    let begun = Instant::now();
    while let Some(left) = span.checked_sub(begun.elapsed()) {
        std::thread::park_timeout(left);
    }
    let percent = (kiosk.ticks() - before) as f64 * 0.01 / begun.elapsed().as_secs_f64() * 100.0;
    Row {
        measure: format!("a core while {place}, 20 s"),
        median: format!("{percent:.2} %"),
        aim: verdict("< 1 %", percent < 1.0),
        yardstick: yardstick.to_owned(),
        ..Row::default()
    }
}

fn memory(kiosk: &Program, when: &str, yardstick: &str) -> Row {
    let megabytes = kiosk.pss() as f64 / MB;
    Row {
        measure: format!("memory (PSS) {when}"),
        median: format!("{megabytes:.0} MB"),
        aim: verdict("< 120 MB", megabytes < 120.0),
        yardstick: yardstick.to_owned(),
        ..Row::default()
    }
}

fn bytes_below(path: &Path) -> u64 {
    let about = path.metadata().unwrap();
    if about.is_file() {
        return about.len();
    }
    path.read_dir().unwrap().map(|entry| bytes_below(&entry.unwrap().path())).sum()
}

fn disk(kiosk: &Program, rows: &mut Vec<Row>) {
    let menu = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    let (program, menu) = (bytes_below(&binary()) as f64 / MB, bytes_below(&menu) as f64 / MB);
    rows.push(Row {
        measure: format!("installed: program {program:.1} MB, menu with its pictures {menu:.1} MB"),
        median: format!("{:.1} MB", program + menu),
        aim: verdict("< 60 MB", program + menu < 60.0),
        yardstick: "717 MiB".to_owned(),
        ..Row::default()
    });
    rows.push(Row {
        measure: "the system's own libraries that it opens".to_owned(),
        median: format!("{:.0} MB", kiosk.libraries() as f64 / MB),
        ..Row::default()
    });
}

fn main() {
    let screen = Screen::open();
    let places = scout(&screen);
    let mut rows = Vec::new();
    starts(&screen, &mut rows);
    let data = tempfile::tempdir().unwrap();
    screen.settle();
    let kiosk = Program::start(&screen, data.path(), false);
    screen.quiet(Duration::from_secs(1));
    let fresh = memory(&kiosk, "at attract after the start", "485 MB");
    let resting = idle(&screen, &kiosk, "attract waits", "11 %");
    screen.tap(places.begin);
    taps(&screen, &places, &mut rows);
    for place in &places.rail {
        screen.tap(*place);
    }
    rows.extend([fresh, memory(&kiosk, "after every category was looked at", ""), resting]);
    rows.push(idle(&screen, &kiosk, "the menu waits, nothing moves", ""));
    disk(&kiosk, &mut rows);
    sheet::keep("window", &rows);
}
