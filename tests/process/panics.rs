//! F28: a thread of the till panics. It ends as a whole, and what it left is taken up as after a power cut.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use cardlast::port::Worker;

use crate::checker::Verdict;
use crate::scene::{End, Meals, Scene};
use crate::sweep::{LONG, PATIENCE, for_each, recovers};
use crate::till;

/// Where a till is told to panic: `journal 5`, the fifth point that its journal passes. Every job of a thread has one before and one
/// after it, every step of the machine one.
const PANIC: &str = "TILL_PANICS";

/// A thread of the till.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The machine's, between a step and its effects.
    Driver,
    Journal,
    Kitchen,
    Printer,
    Cart,
}

impl Place {
    const ALL: [Self; 5] = [Self::Driver, Self::Journal, Self::Kitchen, Self::Printer, Self::Cart];

    const fn name(self) -> &'static str {
        match self {
            Self::Driver => "driver",
            Self::Journal => "journal",
            Self::Kitchen => "kitchen",
            Self::Printer => "printer",
            Self::Cart => "cart",
        }
    }
}

static PASSED: [AtomicUsize; Place::ALL.len()] = [const { AtomicUsize::new(0) }; Place::ALL.len()];

static WANTED: LazyLock<Option<(String, usize)>> = LazyLock::new(|| {
    let text = std::env::var(PANIC).ok()?;
    let (place, number) = text.split_once(' ')?;
    Some((place.to_owned(), number.parse().ok()?))
});

/// A point at which a thread may panic.
pub fn pass(place: Place) {
    let number = PASSED[place as usize].fetch_add(1, Ordering::Relaxed) + 1;
    if WANTED.as_ref().is_some_and(|(wanted, at)| wanted == place.name() && *at == number) {
        panic!("as it was told to: {} {number}", place.name());
    }
}

/// Says on the error output how many points there were.
pub fn tell() {
    for place in Place::ALL {
        eprintln!("passed {} {}", place.name(), PASSED[place as usize].load(Ordering::Relaxed));
    }
}

/// A worker that panics before or after one of its jobs.
pub struct Slips<W> {
    place: Place,
    worker: W,
}

impl<W> Slips<W> {
    pub const fn new(place: Place, worker: W) -> Self {
        Self { place, worker }
    }
}

impl<W: Worker> Worker for Slips<W> {
    type Request = W::Request;
    type News = W::News;

    fn work(&mut self, request: W::Request, news: &mut dyn FnMut(W::News)) {
        pass(self.place);
        self.worker.work(request, news);
        pass(self.place);
    }

    fn idle(&mut self, news: &mut dyn FnMut(W::News)) {
        self.worker.idle(news);
    }

    fn rest(&self) -> Option<std::time::Duration> {
        self.worker.rest()
    }
}

/// Every point of a sale.
pub fn a_panic_at_every_point() -> Verdict {
    let calm = Scene::new(None).run(Meals::One, None, LONG);
    let mut points = Vec::new();
    for line in calm.said.lines().filter_map(|line| line.strip_prefix("passed ")) {
        let (place, count) = line.split_once(' ').ok_or("a line about points")?;
        let count: usize = count.parse().map_err(|_| format!("a count: {line}"))?;
        if count == 0 {
            return Err(format!("the {place} has no part in a sale"));
        }
        points.extend((1..=count).map(|number| format!("{place} {number}")));
    }
    let found = Mutex::new((BTreeMap::<String, usize>::new(), Vec::new()));
    for_each(&points, |point| {
        let scene = Scene::new(None);
        let run = scene.run_with(Meals::One, PATIENCE, |command| {
            command.env(PANIC, point);
        });
        let fired = run.said.contains("as it was told to");
        let verdict = match run.end {
            // Threads take turns differently in each run: a point may not be come to.
            End::Code(till::SOLD) if !fired => Ok(()),
            End::Panicked if fired => recovers(&scene),
            end @ (End::Code(_) | End::Panicked | End::Killed) => Err(format!("the till {end}: {}", run.said)),
        };
        let mut found = found.lock().expect("no panic while reporting");
        let place = point.split(' ').next().unwrap_or_default();
        *found.0.entry(place.to_owned()).or_default() += usize::from(fired);
        found.1.extend(verdict.err().map(|what| format!("{point}: {what}")));
    });
    let (fired, findings) = found.into_inner().expect("no panic while reporting");
    println!("a panic at every point: {fired:?} of {} points", points.len());
    let total: usize = fired.values().sum();
    if total + 4 < points.len() || fired.len() < Place::ALL.len() || fired.values().any(|count| *count == 0) {
        return Err(format!("only {total} of {} points were come to: {fired:?}", points.len()));
    }
    if findings.is_empty() { Ok(()) } else { Err(findings.join("\n")) }
}

/// The till is given less and less memory: it starts not at all, dies at some allocation of its sale, or sells; and what it left is
/// taken up.
pub fn too_little_memory() -> Verdict {
    const MEBIBYTE: u64 = 1 << 20;
    // What a till has mapped, code and stacks and arenas included: from too little for its first thread to plenty.
    let limits: Vec<u64> = (0..60).map(|step| (24 + step) * MEBIBYTE).collect();
    let found = Mutex::new((BTreeMap::<String, usize>::new(), Vec::new()));
    for_each(&limits, |limit| {
        let scene = Scene::new(None);
        let run = scene.run_with(Meals::One, PATIENCE, |command| {
            let shell = scene.below(command, &format!("ulimit -v {}; exec \"$0\" \"$@\"", limit / 1024));
            *command = shell;
        });
        let verdict = recovers(&scene).map_err(|what| format!("{} MiB, where the till {}: {what}", limit / MEBIBYTE, run.end));
        let mut found = found.lock().expect("no panic while reporting");
        *found.0.entry(run.end.to_string()).or_default() += 1;
        found.1.extend(verdict.err());
    });
    let (ends, findings) = found.into_inner().expect("no panic while reporting");
    println!("too little memory: {ends:?}");
    if !ends.contains_key("sold") || ends.len() < 2 {
        return Err(format!("these limits show nothing: {ends:?}"));
    }
    if findings.is_empty() { Ok(()) } else { Err(findings.join("\n")) }
}
