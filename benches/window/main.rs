//! The real window from outside: synthetic fingers on an X server of its own, and the time until the first pixel changes. Also how long
//! a start takes, and what the program weighs.
//!
//! A talking kiosk first says where everything is; what is measured is a silent one, as it is installed.
#![allow(clippy::unwrap_used, reason = "a measure that cannot be set up has nothing to say")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a measure prints, and says how far it is")]
#![allow(clippy::disallowed_methods, reason = "a stopwatch")]
#![allow(clippy::float_arithmetic, reason = "percentages")]

mod places;
mod program;
mod screen;
#[path = "../support/sheet.rs"]
mod sheet;

use std::path::Path;
use std::time::{Duration, Instant};

use places::{MODES, Mode, PLAIN, Places, scout};
use program::{Program, binary};
use screen::{Area, EVERYTHING, Screen};
use sheet::{Row, Samples, ms, verdict};

const TAPS: usize = 60;
const TAPS_IN_A_MODE: usize = 20;
const STARTS: usize = 12;
/// A finger stays down so long.
const HOLD: Duration = Duration::from_millis(60);
const MB: f64 = 1_000_000.0;

/// Process start to the first frame, and to the last change of any pixel.
fn starts(screen: &Screen, rows: &mut Vec<Row>) {
    let data = tempfile::tempdir().unwrap();
    let (mut first, mut settled) = (Samples::default(), Samples::default());
    for _ in 0..STARTS {
        // The one before has left.
        screen.quiet(Duration::from_millis(500));
        let nothing = screen.pixels(EVERYTHING);
        let kiosk = Program::start(screen, data.path(), PLAIN.config, false);
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

/// How long a screen takes to answer.
#[derive(Default)]
struct Answers {
    take: Samples,
    category: Samples,
    open: Samples,
    press: Samples,
}

/// So many taps of each kind.
fn answers(screen: &Screen, places: &Places, taps: usize) -> Answers {
    let mut answers = Answers::default();
    // Where few categories stand side by side, the other one may be the one that is open already.
    screen.tap(places.tabs[0]);
    for at in 0..taps {
        tap(screen, places.tabs[(at + 1) % 2], None, Some((places.card.area, &mut answers.category)));
    }
    screen.tap(places.tabs[0]);
    for _ in 0..taps {
        tap(screen, places.take, None, Some((places.total, &mut answers.take)));
        screen.tap(places.undo);
    }
    for _ in 0..taps {
        let card = (places.card.area, &mut answers.press);
        tap(screen, places.card.middle(), Some(card), Some((places.next_card, &mut answers.open)));
        screen.tap(places.close);
    }
    answers
}

/// What every tap is aimed at: two frames of a screen of 60 Hz.
const TWO_FRAMES: Duration = Duration::from_millis(33);

fn taps(screen: &Screen, places: &Places, rows: &mut Vec<Row>) {
    let Answers { take, category, open, press } = answers(screen, places, TAPS);
    let mut jump = Samples::default();
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
    let aim = Some(TWO_FRAMES);
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
        aim: verdict("< 100 MB", megabytes < 100.0),
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

/// The same in another mode, in one row: taps of four kinds, then every category.
fn in_mode(screen: &Screen, mode: &Mode) -> Row {
    let places = scout(screen, mode);
    let data = tempfile::tempdir().unwrap();
    screen.settle();
    let kiosk = Program::start(screen, data.path(), mode.config, false);
    screen.quiet(Duration::from_secs(1));
    places.way.iter().for_each(|place| screen.tap(*place));
    let Answers { take, category, open, press } = answers(screen, &places, TAPS_IN_A_MODE);
    places.rail.iter().for_each(|place| screen.tap(*place));
    let samples = [take, category, open, press];
    let list = |of: fn(&Samples) -> Duration| samples.iter().map(|samples| ms(of(samples))).collect::<Vec<_>>().join(" / ");
    let met = samples.iter().all(|samples| samples.percentile(95) < TWO_FRAMES);
    let memory = kiosk.pss() as f64 / MB;
    Row {
        measure: format!(
            "{}: plus / category / card / press as above (n = {TAPS_IN_A_MODE} each), PSS then {memory:.0} MB",
            mode.name
        ),
        median: list(Samples::median),
        high: list(|samples| samples.percentile(95)),
        aim: verdict(&format!("< {}, < 100 MB", ms(TWO_FRAMES)), met && memory < 100.0),
        yardstick: String::new(),
    }
}

/// As it is installed: everything that is measured.
fn as_installed(screen: &Screen) -> Vec<Row> {
    let places = scout(screen, &PLAIN);
    let mut rows = Vec::new();
    starts(screen, &mut rows);
    let data = tempfile::tempdir().unwrap();
    screen.settle();
    let kiosk = Program::start(screen, data.path(), PLAIN.config, false);
    screen.quiet(Duration::from_secs(1));
    let fresh = memory(&kiosk, "at attract after the start", "485 MB");
    let resting = idle(screen, &kiosk, "attract waits", "11 %");
    places.way.iter().for_each(|place| screen.tap(*place));
    taps(screen, &places, &mut rows);
    for place in &places.rail {
        screen.tap(*place);
    }
    rows.extend([fresh, memory(&kiosk, "after every category was looked at", ""), resting]);
    rows.push(idle(screen, &kiosk, "the menu waits, nothing moves", ""));
    disk(&kiosk, &mut rows);
    rows
}

/// With the word `modes` only the other modes are measured, with `installed` only the usual one, with words of a mode's name only that;
/// nothing is kept for the table then.
fn main() {
    let screen = Screen::open();
    let asked = |word: &str| std::env::args().any(|argument| argument == word);
    let one: Vec<&Mode> = MODES.iter().filter(|mode| asked(mode.name)).collect();
    let (no_modes, only_modes) = (asked("installed"), asked("modes") || !one.is_empty());
    let mut rows = if only_modes { Vec::new() } else { as_installed(&screen) };
    let modes = if one.is_empty() { MODES.iter().collect() } else { one };
    for mode in modes.into_iter().filter(|_| !no_modes) {
        let row = in_mode(&screen, mode);
        eprint!("{}", sheet::lines(std::slice::from_ref(&row)));
        rows.push(row);
    }
    if no_modes || only_modes {
        print!("{}", sheet::lines(&rows));
    } else {
        sheet::keep("window", &rows);
    }
}
