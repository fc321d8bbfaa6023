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
    let program = cast.program();
    match cast.sessions() {
        [streams] => play(cast, plan, day, histograms, |number, start_s, played| {
            session(program, start_s, &mut One(streams.of(number)), played);
        }),
        streams => {
            let mut draws = Many::default();
            play(cast, plan, day, histograms, |number, start_s, played| {
                draws.begin(streams, number);
                session(program, start_s, &mut draws, played);
            })
        }
    }
}

fn play(cast: &Cast, plan: &Plan, day: u32, histograms: &mut Histograms, mut session: impl FnMut(u64, f64, &mut Played)) -> Day {
    let arrivals = cast.arrivals(plan, day);
    let mut book = Book::open(cast.program(), plan.arrivals.open_s(), plan.slices, histograms);
    let mut played = Played::default();
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
        session(number, start_s, &mut played);
        free[machine] = played.end_s;
        book.enter(arrival_s, start_s - arrival_s, Some(&played));
    }
    book.close()
}

#[inline(always)]
fn session(program: &Program, start_s: f64, draws: &mut impl Draws, played: &mut Played) {
    played.pace = Pace::default();
    played.risk = Risk::default();
    (played.outcome, played.last) = program.play(draws, &mut played.pace, &mut played.risk);
    played.end_s = start_s + played.pace.time_s;
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
