//! The walk engine: customer after customer, each session from start to end, with a list of the times at which the machines are free again.
//!
//! Customers are served in the order in which they came, so one may look ahead: the next is served by whichever machine is free first
//! (Kiefer and Wolfowitz 1955). No list of future events is needed, which is what makes it fast. Patience fits in: a customer leaves who
//! would have to wait longer than they care to, and those behind never know.

use super::book::{Book, Day, Histograms, Played};
use super::plan::{Cast, Plan};
use super::program::{Draws, Many, One, Pace, Program, Risk};

/// Plays one day. The histograms get what it adds.
pub fn day(cast: &Cast, plan: &Plan, day: u32, histograms: &mut Histograms) -> Day {
    match cast.sessions() {
        [streams] => play(cast, plan, day, histograms, |number| One(streams.of(number))),
        streams => play(cast, plan, day, histograms, |number| Many(streams.iter().map(|stream| stream.of(number)).collect())),
    }
}

fn play<D: Draws>(cast: &Cast, plan: &Plan, day: u32, histograms: &mut Histograms, draws: impl Fn(u64) -> D) -> Day {
    let program = cast.program();
    let arrivals = cast.arrivals(plan, day);
    let mut book = Book::open(program, plan.arrivals.open_s(), plan.slices, histograms);
    let mut free = vec![0.0; plan.machines as usize];
    for (at, arrival_s) in arrivals.into_iter().enumerate() {
        let number = Cast::customer(day, at);
        let machine = first_free(&free);
        let start_s = arrival_s.max(free[machine]);
        if let Some(patience_s) = cast.patience(number)
            && start_s > arrival_s + patience_s
        {
            book.enter(arrival_s, patience_s, None);
            continue;
        }
        let played = session(program, start_s, draws(number));
        free[machine] = played.end_s;
        book.enter(arrival_s, start_s - arrival_s, Some(&played));
    }
    book.close()
}

#[inline(always)]
fn session(program: &Program, start_s: f64, mut draws: impl Draws) -> Played {
    let (mut pace, mut risk) = (Pace::default(), Risk::default());
    let (outcome, last) = program.play(&mut draws, &mut pace, &mut risk);
    Played { end_s: start_s + pace.time_s, pace, risk, outcome, last }
}

/// The machine that is free first; of several, the one with the lowest number.
#[inline]
fn first_free(free: &[f64]) -> usize {
    let mut best = 0;
    for (machine, until) in free.iter().enumerate() {
        if *until < free[best] {
            best = machine;
        }
    }
    best
}
