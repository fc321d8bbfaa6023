//! The event engine: a clock that jumps from one happening to the next, and everybody where they are at that time.
//!
//! It is there to be watched, one happening at a time, and to check the walk engine, which looks ahead: for the same streams both give
//! the same bytes.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

use super::book::{Book, Day, Histograms, Played};
use super::plan::{Cast, Plan};
use super::program::{Many, Next, Pace, Risk};

/// Something that happened to a customer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Happening {
    /// When, in seconds after opening.
    pub at_s: f64,
    /// To whom, counted from 0 in the order of arrival.
    pub customer: usize,
    /// What.
    pub what: What,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Came.
    Arrived,
    /// Lost patience and left the queue.
    GaveUp,
    /// Began a session at this machine.
    Began {
        /// The machine, from 0.
        machine: usize,
    },
    /// Came to this state.
    Entered {
        /// The state.
        state: u32,
    },
    /// Ended the session.
    Ended {
        /// The machine that is free now.
        machine: usize,
        /// How.
        outcome: u32,
    },
}

/// One day that can be watched: an iterator over what happens, in the order of time.
#[derive(Debug)]
pub struct Watch<'a> {
    cast: &'a Cast,
    coming: VecDeque<f64>,
    due: BinaryHeap<Due>,
    queue: VecDeque<usize>,
    machines: Vec<Machine>,
    records: Vec<Record>,
    happened: VecDeque<Happening>,
    day: u32,
}

/// A customer's day.
#[derive(Debug)]
struct Record {
    arrival_s: f64,
    wait_s: f64,
    session: Option<Played>,
}

#[derive(Debug, Default)]
struct Machine {
    free_s: f64,
    session: Option<Session>,
}

#[derive(Debug)]
struct Session {
    customer: usize,
    start_s: f64,
    draws: Many,
    pace: Pace,
    risk: Risk,
    at: u32,
    next: Next,
}

/// What is due. At one instant machines come before customers: who would be served at the very moment they give up is served.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Due {
    at_s: f64,
    what: Coming,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Coming {
    StateOver { machine: usize },
    PatienceOver { customer: usize },
}

impl Eq for Due {}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        // The heap gives its greatest, and the earliest is wanted.
        other.at_s.total_cmp(&self.at_s).then(other.what.cmp(&self.what))
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Plays one day. The histograms get what it adds.
pub fn day(cast: &Cast, plan: &Plan, day: u32, histograms: &mut Histograms) -> Day {
    let mut watch = Watch::new(cast, plan, day);
    while watch.next().is_some() {}
    let mut book = Book::open(cast.program(), plan.arrivals.open_s(), plan.slices, histograms);
    for record in &watch.records {
        book.enter(record.arrival_s, record.wait_s, record.session.as_ref());
    }
    book.close()
}

impl<'a> Watch<'a> {
    /// The day before its first customer.
    pub fn new(cast: &'a Cast, plan: &Plan, day: u32) -> Self {
        Watch {
            cast,
            coming: cast.arrivals(plan, day).into(),
            due: BinaryHeap::new(),
            queue: VecDeque::new(),
            machines: (0..plan.machines).map(|_| Machine::default()).collect(),
            records: Vec::new(),
            happened: VecDeque::new(),
            day,
        }
    }

    /// Customers who stand in the queue now, first in line first.
    pub fn queue(&self) -> impl Iterator<Item = usize> + '_ {
        self.queue.iter().copied()
    }

    /// Who is at each machine, and in which state.
    pub fn machines(&self) -> impl Iterator<Item = Option<(usize, u32)>> + '_ {
        self.machines.iter().map(|machine| machine.session.as_ref().map(|session| (session.customer, session.at)))
    }

    /// The next thing that is due, which may be nothing to tell; nothing is left when it is false.
    fn advance(&mut self) -> bool {
        let due = self.due.peek().copied();
        match (self.coming.front().copied(), due) {
            (Some(arrival_s), None) => self.arrive(arrival_s),
            (Some(arrival_s), Some(due)) if arrival_s < due.at_s => self.arrive(arrival_s),
            (_, Some(due)) => {
                self.due.pop();
                match due.what {
                    Coming::StateOver { machine } => self.go_on(machine),
                    Coming::PatienceOver { customer } => self.give_up(customer, due.at_s),
                }
            }
            (None, None) => return false,
        }
        true
    }

    fn arrive(&mut self, arrival_s: f64) {
        self.coming.pop_front();
        let customer = self.records.len();
        self.records.push(Record { arrival_s, wait_s: 0.0, session: None });
        self.tell(arrival_s, customer, What::Arrived);
        let idle = self.machines.iter().enumerate().filter(|(_, machine)| machine.session.is_none());
        let longest_idle = idle.min_by(|(_, a), (_, b)| a.free_s.total_cmp(&b.free_s)).map(|(machine, _)| machine);
        match longest_idle {
            Some(machine) => self.begin(customer, machine, arrival_s),
            None => {
                self.queue.push_back(customer);
                if let Some(patience_s) = self.cast.patience(Cast::customer(self.day, customer)) {
                    self.records[customer].wait_s = patience_s;
                    self.due.push(Due { at_s: arrival_s + patience_s, what: Coming::PatienceOver { customer } });
                }
            }
        }
    }

    fn give_up(&mut self, customer: usize, at_s: f64) {
        // Who has been served meanwhile is not in the queue any more.
        if let Some(place) = self.queue.iter().position(|waiting| *waiting == customer) {
            self.queue.remove(place);
            self.tell(at_s, customer, What::GaveUp);
        }
    }

    fn begin(&mut self, customer: usize, machine: usize, start_s: f64) {
        self.records[customer].wait_s = start_s - self.records[customer].arrival_s;
        let number = Cast::customer(self.day, customer);
        let draws = Many::new(self.cast.sessions(), number);
        let (pace, risk) = (Pace::default(), Risk::default());
        self.tell(start_s, customer, What::Began { machine });
        self.machines[machine].session = Some(Session { customer, start_s, draws, pace, risk, at: 0, next: Next::State(0) });
        self.go_on(machine);
    }

    /// The state at this machine is over.
    fn go_on(&mut self, machine: usize) {
        let Some(session) = self.machines[machine].session.as_mut() else { return };
        let (customer, now_s) = (session.customer, session.start_s + session.pace.time_s);
        match session.next {
            Next::State(state) => {
                session.at = state;
                session.next = self.cast.program().step(state, &mut session.draws, &mut session.pace, &mut session.risk);
                let at_s = session.start_s + session.pace.time_s;
                self.due.push(Due { at_s, what: Coming::StateOver { machine } });
                self.tell(now_s, customer, What::Entered { state });
            }
            Next::Outcome(outcome) => {
                let played = Played { end_s: now_s, pace: session.pace, risk: session.risk, outcome, last: session.at };
                self.records[customer].session = Some(played);
                self.machines[machine] = Machine { free_s: now_s, session: None };
                self.tell(now_s, customer, What::Ended { machine, outcome });
                if let Some(next) = self.queue.pop_front() {
                    self.begin(next, machine, now_s);
                }
            }
        }
    }

    fn tell(&mut self, at_s: f64, customer: usize, what: What) {
        self.happened.push_back(Happening { at_s, customer, what });
    }
}

impl Iterator for Watch<'_> {
    type Item = Happening;

    fn next(&mut self) -> Option<Happening> {
        while self.happened.is_empty() && self.advance() {}
        self.happened.pop_front()
    }
}
