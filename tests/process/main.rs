//! The real process, killed and cheated by the system at every call of a sale, and started again.
//!
//! What is real: a process of its own (this program, started again as a till) with the shipped driver, machine, journal, cart keeper,
//! spool folders, clock and ids on their own threads, real files, SIGKILL, and errors from the system. What is not: there is no window
//! (a customer taps by themselves) and the terminal is a line to the process that is not killed, so that its ledger survives. The kiosk
//! with its window, as it is shipped, is tried in `real.rs` for what only it can show.
//!
//! With the feature `planted-bugs` one thing only is tried: whether bugs that are planted in the till are found.
//!
//! How a call is hit: a small library (`saboteur.c`) stands between the till and the system. It counts each write, sync, rename, new
//! file and exchange, and lets one of them go wrong; `strace` bears it witness that nothing goes past it.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a test that says how far it came, and what it could not do")]
#![cfg_attr(feature = "planted-bugs", allow(dead_code, reason = "only what finds planted bugs is at work then"))]

mod atm;
mod bank;
#[allow(dead_code, reason = "the storm uses all of it")]
#[path = "../storm/checker/books.rs"]
mod books;
mod checker;
#[allow(dead_code, reason = "a small storm throws fewer dice")]
#[path = "../storm/dice.rs"]
mod dice;
mod emulated;
mod line;
mod mount;
mod panics;
mod real;
mod saboteur;
mod scene;
#[allow(dead_code, clippy::disallowed_methods, reason = "the measures use all of it, and it waits for pixels")]
#[path = "../../benches/window/screen.rs"]
mod screen;
mod sweep;
mod till;
mod window;
mod witness;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use checker::Verdict;
use saboteur::{Call, How, LIBRARY, Strike, at_each, ends_of_bursts};
use screen::Screen;
use sweep::{Before, FRESH, Report};

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args().collect();
    if words.get(1).is_some_and(|word| word == scene::TILL) {
        let orders = till::Orders::read(&words[2..]).expect("a till is told what to do by the test only");
        return till::run(&orders);
    }
    if words.get(1).is_some_and(|word| word == scene::ATM) {
        let orders = till::Orders::read(&words[2..]).expect("a cash machine is told what to do by the test only");
        return atm::run(&orders);
    }
    let mut arguments = Arguments::from_args();
    // A sweep keeps the machine busy, a story mostly waits for a window.
    arguments.test_threads = Some(2);
    let trials = trials();
    libtest_mimic::run(&arguments, trials).exit_code()
}

type Sweep = fn() -> Verdict;
type Story = fn(&Screen) -> Verdict;

#[cfg(not(feature = "planted-bugs"))]
const SWEEPS: &[(&str, Sweep)] = &[
    ("nothing_goes_past_the_saboteur", nothing_goes_past_the_saboteur),
    ("killed_at_every_call", killed_at_every_call),
    ("killed_in_the_middle_of_every_write", killed_in_the_middle_of_every_write),
    ("an_error_at_every_call", an_error_at_every_call),
    ("a_disk_that_is_full_from_any_write_on", a_disk_that_is_full_from_any_write_on),
    ("killed_again_while_it_recovers", killed_again_while_it_recovers),
    ("an_error_while_it_recovers", an_error_while_it_recovers),
    ("a_cash_machine_killed_at_every_call", atm::killed_at_every_call),
    ("a_cash_machine_and_an_error_at_every_call", atm::an_error_at_every_call),
    ("killed_at_every_exchange_with_a_real_terminals_protocol", emulated::killed::killed_at_every_exchange),
    ("a_storm_over_real_sockets", emulated::storm::over_sockets),
    ("a_panic_at_every_point", panics::a_panic_at_every_point),
    ("too_little_memory", panics::too_little_memory),
];

#[cfg(feature = "planted-bugs")]
const SWEEPS: &[(&str, Sweep)] = &[
    ("planted_bugs_are_found", planted_bugs_are_found),
    ("planted_bugs_are_found_over_real_sockets", planted_bugs_are_found_over_real_sockets),
];

#[cfg(not(feature = "planted-bugs"))]
const STORIES: &[(&str, Story)] = &[
    ("the_kiosk_killed_in_a_payment", real::killed_in_a_payment),
    ("a_second_kiosk_on_the_same_files_refuses", real::a_second_kiosk_on_the_same_files_refuses),
    ("a_spoilt_file_is_put_aside_and_cards_wait", real::a_spoilt_file_is_put_aside_and_cards_wait),
    ("the_wall_clock_jumps", real::the_wall_clock_jumps),
    ("the_computer_sleeps", real::the_computer_sleeps),
    ("the_display_is_lost_in_a_payment", real::the_display_is_lost_in_a_payment),
    ("a_cash_machine_whose_files_are_not_there", atm::shut::files_that_are_not_there),
];

/// They need a disk of their own.
#[cfg(not(feature = "planted-bugs"))]
const DISK_STORIES: &[(&str, Story)] = &[
    ("a_small_disk_fills_up", real::a_small_disk_fills_up),
    ("a_small_disk_fills_up_in_a_payment", real::a_small_disk_fills_up_in_a_payment),
    ("a_start_on_a_disk_that_cannot_be_used", real::a_start_on_a_disk_that_cannot_be_used),
    ("a_cash_machine_on_a_disk_that_may_not_be_written", atm::shut::a_disk_that_may_not_be_written),
];

#[cfg(feature = "planted-bugs")]
const STORIES: &[(&str, Story)] = &[];
#[cfg(feature = "planted-bugs")]
const DISK_STORIES: &[(&str, Story)] = &[];

fn trials() -> Vec<Trial> {
    let library = LIBRARY.as_ref().err().cloned();
    let screen = window::is_absent().or_else(|| library.clone());
    let disk = mount::is_absent().or_else(|| screen.clone());
    let say = |what: &str, why: &Option<String>| {
        if let Some(why) = why {
            eprintln!("SKIPPED: {what}. {why}");
        }
    };
    say("nothing was killed", &library);
    say("the kiosk with its window was not tried", &screen);
    say("no disk was filled or made read-only", &disk);
    let sweeps = SWEEPS.iter().map(|(name, run)| {
        let run = *run;
        Trial::test(*name, move || run().map_err(Failed::from)).with_ignored_flag(library.is_some())
    });
    let story = |(name, story): &(&str, Story), absent: bool| {
        let story = *story;
        Trial::test(*name, move || story(&Screen::open()).map_err(Failed::from)).with_ignored_flag(absent)
    };
    let stories = STORIES.iter().map(|entry| story(entry, screen.is_some()));
    let disks = DISK_STORIES.iter().map(|entry| story(entry, disk.is_some()));
    // In turns, so that there is always something to do.
    let (mut sweeps, mut stories) = (sweeps, stories.chain(disks));
    let mut trials = Vec::new();
    loop {
        let (sweep, story) = (sweeps.next(), stories.next());
        if sweep.is_none() && story.is_none() {
            return trials;
        }
        trials.extend(sweep.into_iter().chain(story));
    }
}

fn nothing_goes_past_the_saboteur() -> Verdict {
    match witness::is_absent() {
        None => witness::agrees(),
        Some(why) => {
            eprintln!("SKIPPED: whether the saboteur sees every call was not compared. {why}");
            Ok(())
        }
    }
}

/// Every point of a sale, beginning with an empty folder.
fn whole_sale(how: How, which: impl Fn(&&Call) -> bool, name: &str) -> Result<Report, String> {
    let calls = FRESH.trace()?;
    let strikes: Vec<_> = at_each(how, &calls).into_iter().filter(|strike| which(&&strike.call)).collect();
    let report = FRESH.sweep(&strikes);
    report.hit_all(&strikes)?;
    report.conclude(name)
}

fn killed_at_every_call() -> Verdict {
    whole_sale(How::Kill, |_| true, "killed before every call").map(|_| ())
}

fn killed_in_the_middle_of_every_write() -> Verdict {
    whole_sale(How::Tear, |call| call.is_write(), "killed in the middle of every write").map(|_| ())
}

fn an_error_at_every_call() -> Verdict {
    let report = whole_sale(How::InputOutput, |_| true, "one error at every call")?;
    let stuck = report.ends.get("stuck").copied().unwrap_or(0);
    if stuck == 0 { Ok(()) } else { Err(format!("one error that passes left {stuck} tills where they could not go on")) }
}

fn a_disk_that_is_full_from_any_write_on() -> Verdict {
    whole_sale(How::FullOnwards, |call| call.takes_room(), "a disk that is full from any write on").map(|_| ())
}

/// Where the till falls the first time: a payment is open in each of the ways in which one can be.
fn falls() -> [(&'static str, Strike); 5] {
    let fall = |name, what, at| Strike { how: How::Kill, call: Call::new(name, what), at };
    [
        ("asked for, and the terminal does not know", fall("send", "socket", 2)),
        ("approved, and nobody has read it", fall("recv", "socket", 6)),
        ("stored, and the terminal does not know", fall("send", "socket", 3)),
        ("confirmed, and nobody has read it", fall("recv", "socket", 7)),
        ("accepted, and half in the kitchen", fall("rename", "kitchen/*.json.part", 1)),
    ]
}

/// The cart's file has no part in it, and whether it is touched at all is a matter of time.
fn while_it_recovers(how: How, name: &str) -> Verdict {
    for (what, fell) in falls() {
        let before = Before { fell: Some(&fell), plant: None };
        let mut calls = before.trace()?;
        calls.retain(|call| !call.what.starts_with("session"));
        before.sweep(&ends_of_bursts(at_each(how, &calls))).conclude(&format!("{name}: {what}"))?;
    }
    Ok(())
}

fn killed_again_while_it_recovers() -> Verdict {
    while_it_recovers(How::Kill, "killed again")
}

fn an_error_while_it_recovers() -> Verdict {
    while_it_recovers(How::InputOutput, "an error while it recovers")
}

/// Bugs that somebody might make, and that show when a till falls: in the books, or because the till's own witness ends it.
#[cfg(feature = "planted-bugs")]
fn planted_bugs_are_found() -> Verdict {
    use cardlast::planted::Bug;
    let bugs =
        [Bug::ConfirmBeforeStored, Bug::ReuseAttemptId, Bug::NoKitchenDedupe, Bug::ForgetIntentAtRestart, Bug::CardWhileUnknown];
    let calls = FRESH.trace()?;
    let worth = |call: &Call| call.is_exchange() || call.name == "rename" || call.what == "journal.mark" || call.is_sync();
    let strikes: Vec<_> = at_each(How::Kill, &calls).into_iter().filter(|strike| worth(&strike.call)).collect();
    FRESH.sweep(&strikes).conclude("nothing planted")?;
    let mut missed = Vec::new();
    for bug in bugs {
        let report = Before { fell: None, plant: Some(bug.name()) }.sweep(&strikes);
        let first = report.findings.first().map_or("not found", |first| first.lines().next().unwrap_or_default());
        println!("{:<26}{} findings: {first}", bug.name(), report.findings.len());
        missed.extend(report.findings.is_empty().then_some(bug.name()));
    }
    if missed.is_empty() { Ok(()) } else { Err(format!("not found: {missed:?}")) }
}

#[cfg(feature = "planted-bugs")]
fn planted_bugs_are_found_over_real_sockets() -> Verdict {
    use cardlast::planted::Bug;
    for bug in [Bug::ForgetIntentAtRestart, Bug::AmountNotCompared, Bug::ReuseAttemptId] {
        let findings = emulated::storm::blow(Some(bug.name()))?;
        let first = findings.first().ok_or_else(|| format!("{} was not found", bug.name()))?;
        println!("{:<26}over sockets: {}", bug.name(), first.lines().next().unwrap_or_default());
    }
    Ok(())
}
