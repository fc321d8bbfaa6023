//! Drives sampled sessions of a flow through the machine that it names, before anybody is timed.
//!
//! A flow that names a machine describes people. What they do must be something the machine lets them do, and where the flow says which screen
//! they see, the machine must show it. Every edge is taken at least once, by the shortest way, and seeded sessions are walked besides.

use std::collections::{BTreeSet, VecDeque};
use std::path::Path;

use crate::handwritten::{Log, Problems};
use crate::id::KioskId;
use crate::script::{self, PlayError, PlayOptions, Step};
use crate::study::chain::{Chain, Target};
use crate::study::random::{Rng, Streams, unit};

use super::model::{Flow, Machine, Said};

/// Seeded sessions that are driven besides the one for each edge.
const SAMPLED: u64 = 40;
/// Longer sessions are cut to the shortest way out.
const LONGEST: usize = 120;
/// So many refusals are looked for.
const MOST_PROBLEMS: usize = 20;

/// An edge: which state, and which of its edges.
type Way = (usize, usize);

/// What was driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Driven {
    /// Sessions.
    pub sessions: usize,
    /// Events that the machine took.
    pub events: usize,
}

/// Drives the flow through its machine; nothing for a flow that names none.
///
/// # Errors
/// Every event that the machine refuses, with its place in the flow file, the state and the reason.
pub fn drive(flow: &Flow, file: &Path, options: &PlayOptions) -> Result<Option<Driven>, Problems> {
    drive_by(flow, file, |steps| script::drive(steps, options))
}

/// As [`drive`], for a flow of the cash machine, which needs no menu.
///
/// # Errors
/// As [`drive`].
pub fn drive_atm(flow: &Flow, file: &Path, letter: KioskId) -> Result<Option<Driven>, Problems> {
    drive_by(flow, file, |steps| script::drive_atm(steps, letter, 1))
}

fn drive_by(flow: &Flow, file: &Path, play: impl Fn(&[Step]) -> Result<(), PlayError>) -> Result<Option<Driven>, Problems> {
    let Some(machine) = flow.machine else { return Ok(None) };
    let log = Log::new();
    let actions = Actions::of(flow, machine, file, &log);
    if log.has_errors() {
        return Err(log.finish());
    }
    let sessions = sessions(&flow.chain);
    let mut seen = BTreeSet::new();
    let mut driven = Driven { sessions: sessions.len(), events: 0 };
    let mut open = &sessions[..];
    while !open.is_empty() && seen.len() < MOST_PROBLEMS {
        let (steps, origins) = actions.steps(open);
        driven.events = driven.events.max(steps.len());
        let (line, message) = match play(&steps) {
            Ok(()) => break,
            Err(PlayError::Step { line, message }) => (line, message),
            Err(error @ (PlayError::Folder(_) | PlayError::Journal(_))) => {
                log.error(
                    crate::handwritten::Place::whole(file),
                    format!("the {} could not be started: {error}", machine.name()),
                    "look whether the temporary folder can be written to",
                );
                break;
            }
        };
        let Some(origin) = origins.get(line.wrapping_sub(1)) else { break };
        // A screen is the state's, whichever way leads on from it.
        let way = if origin.at == At::Screen { (origin.way.0, 0) } else { origin.way };
        if seen.insert((way, origin.at)) {
            report(flow, machine, origin, &message, &log);
        }
        // The machine is not where the flow thinks; the next session begins at a fresh one.
        open = &open[origin.session + 1..];
    }
    if log.has_errors() { Err(log.finish()) } else { Ok(Some(driven)) }
}

/// Where a step comes from.
#[derive(Debug, Clone, Copy)]
struct Origin {
    session: usize,
    /// The edge that led to its state, within the session.
    before: Option<Way>,
    way: Way,
    at: At,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum At {
    /// An event of the edge.
    Event(usize),
    /// The screen of the state that the edge leaves.
    Screen,
    /// The screen after the end.
    Ready,
}

fn report(flow: &Flow, machine: Machine, origin: &Origin, message: &str, log: &Log) {
    let state = &flow.states[origin.way.0];
    let (id, name) = (&state.id, machine.name());
    match origin.at {
        At::Event(at) => {
            let Some(said) = state.events[origin.way.1].get(at) else { return };
            let remedy = "write what the machine takes in that state, or let the edge leave from another state; `cardlast play` tries a story out";
            let message = format!("the {name} does not take \"{}\" in state \"{id}\": {message}", said.text);
            log.error_with(said.place.clone(), (state.place.clone(), "in this state"), message, remedy);
        }
        At::Screen => {
            let Some(said) = &state.screen else { return };
            let message = format!("the {name} shows another screen in state \"{id}\": {message}");
            let remedy = "write the screen that it shows, or the event that leads to this one";
            match origin.before {
                Some((from, edge)) => {
                    log.error_with(said.place.clone(), (flow.states[from].edges[edge].clone(), "after this"), message, remedy);
                }
                None => log.error(said.place.clone(), message, remedy),
            }
        }
        At::Ready => {
            let place = state.edges[origin.way.1].clone();
            let message = format!("the {name} is not ready for the next customer after state \"{id}\": {message}");
            log.error(place, message, "end the session with an event such as \"finish\", or let its time-out pass: \"wait 95s\"");
        }
    }
}

/// The events of a flow in the machine's own words.
struct Actions<'a> {
    flow: &'a Flow,
    events: Vec<Vec<Vec<Step>>>,
    screens: Vec<Option<Step>>,
    ready: Option<Step>,
}

impl<'a> Actions<'a> {
    fn of(flow: &'a Flow, machine: Machine, file: &Path, log: &Log) -> Self {
        let parse = |said: &Said, text: &str| match script::parse(file, &format!("{}{text}", machine.preamble())) {
            Ok(steps) => steps.into_iter().last(),
            Err(errors) => {
                for error in errors {
                    log.error(
                        said.place.clone(),
                        format!("{}: {}", machine.name(), error.message),
                        format!("expected {}", error.expected),
                    );
                }
                None
            }
        };
        let states = flow.states.iter();
        let events = states.map(|state| {
            let edges = state.events.iter().map(|edge| edge.iter().filter_map(|said| parse(said, &said.text)).collect());
            edges.collect()
        });
        let screen = |said: &Said| parse(said, &format!("expect screen {}", said.text));
        Actions {
            flow,
            events: events.collect(),
            screens: flow.states.iter().map(|state| state.screen.as_ref().and_then(screen)).collect(),
            ready: script::parse(file, &format!("{}expect screen {}", machine.preamble(), machine.ready()))
                .ok()
                .and_then(|steps| steps.into_iter().last()),
        }
    }

    /// All sessions as one script, one customer after the other; the line of each step is its number.
    fn steps(&self, sessions: &[Vec<Way>]) -> (Vec<Step>, Vec<Origin>) {
        let (mut steps, mut origins) = (Vec::new(), Vec::new());
        let mut add = |step: &Step, origin: Origin| {
            origins.push(origin);
            steps.push(Step { line: origins.len(), ..step.clone() });
        };
        for (session, ways) in sessions.iter().enumerate() {
            for (at, way) in ways.iter().enumerate() {
                let before = at.checked_sub(1).map(|before| ways[before]);
                let origin = |at| Origin { session, before, way: *way, at };
                if let Some(screen) = &self.screens[way.0] {
                    add(screen, origin(At::Screen));
                }
                for (number, event) in self.events[way.0][way.1].iter().enumerate() {
                    add(event, origin(At::Event(number)));
                }
                if let (Some(ready), true) = (&self.ready, at + 1 == ways.len()) {
                    add(ready, origin(At::Ready));
                }
            }
        }
        debug_assert_eq!(self.flow.states.len(), self.events.len(), "every state has its events");
        (steps, origins)
    }
}

/// One session through each edge, by the shortest way, and seeded ones.
fn sessions(chain: &Chain) -> Vec<Vec<Way>> {
    let out = ways_out(chain);
    let mut sessions = Vec::new();
    for (at, state) in chain.states.iter().enumerate() {
        for (edge, _) in state.edges.iter().enumerate().filter(|(_, edge)| edge.probability > 0.0) {
            let mut ways = way_to(chain, at);
            ways.push((at, edge));
            finish(chain, &out, &mut ways);
            sessions.push(ways);
        }
    }
    sessions.extend((0..SAMPLED).map(|number| sampled(chain, &out, number)));
    sessions
}

/// Completes a session by the shortest way out.
fn finish(chain: &Chain, out: &[usize], ways: &mut Vec<Way>) {
    while let Some((at, edge)) = ways.last().copied() {
        match chain.states[at].edges[edge].to {
            Target::State(to) => ways.push((to, out[to])),
            Target::Outcome(_) => return,
        }
    }
}

/// The edge of each state that leads out by the fewest steps.
fn ways_out(chain: &Chain) -> Vec<usize> {
    let mut distance = vec![usize::MAX; chain.states.len()];
    let mut edge_out = vec![0; chain.states.len()];
    for _ in 0..chain.states.len() {
        for (at, state) in chain.states.iter().enumerate() {
            for (number, edge) in state.edges.iter().enumerate().filter(|(_, edge)| edge.probability > 0.0) {
                let through = match edge.to {
                    Target::State(to) => distance[to].saturating_add(1),
                    Target::Outcome(_) => 1,
                };
                if through < distance[at] {
                    (distance[at], edge_out[at]) = (through, number);
                }
            }
        }
    }
    edge_out
}

/// The shortest way from the start to a state.
fn way_to(chain: &Chain, goal: usize) -> Vec<Way> {
    let mut came: Vec<Option<Way>> = vec![None; chain.states.len()];
    let mut open = VecDeque::from([0]);
    while let Some(at) = open.pop_front() {
        for (number, edge) in chain.states[at].edges.iter().enumerate().filter(|(_, edge)| edge.probability > 0.0) {
            if let Target::State(to) = edge.to
                && to != 0
                && came[to].is_none()
            {
                came[to] = Some((at, number));
                open.push_back(to);
            }
        }
    }
    let mut ways = Vec::new();
    let mut at = goal;
    while let Some(way) = came[at].filter(|_| at != 0) {
        ways.push(way);
        at = way.0;
    }
    ways.reverse();
    ways
}

/// A session as chance has it, always the same one for a number.
fn sampled(chain: &Chain, out: &[usize], number: u64) -> Vec<Way> {
    let mut stream = Streams::new(1, "conformance").of(number);
    let (mut ways, mut at) = (Vec::new(), 0);
    while ways.len() < LONGEST {
        let edges = &chain.states[at].edges;
        let mut left = unit(stream.next_u64());
        let hit = edges.iter().position(|edge| {
            left -= edge.probability;
            left < 0.0
        });
        let Some(edge) = hit.or_else(|| edges.iter().rposition(|edge| edge.probability > 0.0)) else { break };
        ways.push((at, edge));
        match edges[edge].to {
            Target::State(to) => at = to,
            Target::Outcome(_) => return ways,
        }
    }
    finish(chain, out, &mut ways);
    ways
}
