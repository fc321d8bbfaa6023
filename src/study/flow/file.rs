//! Reads a flow file, and looks at what no state can know by itself: names, rows, ways in and out.

use std::path::Path;
use std::sync::Arc;

use crate::handwritten::{Decimals, Log, Names, Place, Problems, Reader, SourceFile, key, nearest, quote, with_document};
use crate::study::chain::{Chain, Edge, Outcome, PasserBy, ROW_TOLERANCE, Target};
use crate::study::dwell::Shape;

use super::duration::{SPREAD_KEY, shape_words, spread};
use super::model::{Flow, Machine, Source};
use super::numbers::{Inputs, Kind, source, sourced, words};
use super::state::{self, Common, Named, ReadState};

/// The most states of a flow.
const MOST_STATES: usize = 200;

/// Reads a flow from the text of a file.
///
/// # Errors
/// Everything that is wrong with it, at once.
pub fn read(path: &Path, text: &str) -> Result<Flow, Problems> {
    let file = SourceFile::new(path.to_owned(), text.to_owned());
    let log = Log::new();
    let flow = with_document(&file, Decimals::Bare, &log, |reader| whole(reader, path, text));
    match flow {
        Some(flow) if !log.has_errors() => match flow.chain.check() {
            Ok(()) => Ok(flow),
            Err(error) => {
                log.error(Place::whole(path), error.to_string(), "this is a bug of the program: please report it with the file");
                Err(log.finish())
            }
        },
        Some(_) | None => Err(log.finish()),
    }
}

fn whole(reader: Reader<'_>, path: &Path, text: &str) -> Option<Flow> {
    let log = reader.scope.log;
    let mut inputs = Inputs::default();
    let title = reader.required(key("title", "title = \"Kiosk, card last\"")).and_then(|field| words(&field));
    let about = reader.optional(key("about", "about = \"The card is asked for last.\"")).and_then(|field| words(&field));
    let currency = reader.optional(key("currency", "currency = \"EUR\"")).and_then(|field| words(&field));
    let machine = machine(&reader);
    let around = source(&reader).unwrap_or(Source::Assumed);
    let shape = reader.optional(SPREAD_KEY).and_then(|field| spread(&field, &around));
    let shape = shape.unwrap_or((Shape::Exponential, Source::Assumed));
    inputs.keep(format!("spread of times: {}", shape_words(shape.0)), shape.0.cv_squared().sqrt(), "sd/mean", shape.1.clone());
    let passer_by = reader.optional(key("passer-by", "[passer-by]"));
    let strangers = passer_by.and_then(|field| field.table("[passer-by]")).map(|table| strangers(table, &around, &mut inputs));
    let (passer_by, keys) = strangers.unwrap_or((PasserBy::NOBODY, None));
    let common = Common { machine, source: around, shape, keys };
    let mut names = Names::new("state or end");
    let states: Vec<ReadState> = reader
        .tables(key("state", "[[state]]"), "a state")
        .into_iter()
        .take(MOST_STATES)
        .enumerate()
        .map(|(number, table)| state::read(table, number, &common, &mut names, &mut inputs))
        .collect();
    let ends = reader.tables(key("end", "[[end]]"), "an end");
    let ends: Vec<Outcome> = ends.into_iter().enumerate().filter_map(|(at, table)| end(table, at, &mut names)).collect();
    let whole_file = reader.place();
    reader.finish();
    if states.is_empty() && !log.has_broken_syntax() {
        log.error(whole_file.clone(), "the flow has no state", "add a [[state]]; the first one is where every session starts");
        return None;
    }
    if !ends.iter().any(|end| end.completed) && !log.has_broken_syntax() {
        log.error(whole_file, "no end of the flow is completed", "add an [[end]] with completed = true");
    }
    let chain = Chain { name: title.clone().unwrap_or_default(), states: Vec::new(), outcomes: ends, passer_by };
    let flow = Flow {
        id: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        title: title.unwrap_or_default(),
        about: about.unwrap_or_default(),
        currency: currency.unwrap_or_else(|| "EUR".to_owned()),
        machine,
        chain,
        states: Vec::new(),
        inputs: inputs.0,
        text: Arc::from(text),
    };
    Some(joined(flow, states, &names, log))
}

fn machine(reader: &Reader<'_>) -> Option<Machine> {
    let field = reader.optional(key("machine", "machine = \"kiosk\""))?;
    let word = field.text()?;
    let found = Machine::ALL.into_iter().find(|machine| machine.name() == word);
    if found.is_none() {
        let names = Machine::ALL.map(Machine::name);
        let remedy = match nearest(word, names) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("write one of: {}; or remove the line when no machine of this program is meant", names.join(", ")),
        };
        field.error(format!("there is no machine {}", quote(word)), remedy);
    }
    found
}

/// The strangers, and how many keys there are for them.
fn strangers(table: Reader<'_>, around: &Source, inputs: &mut Inputs) -> (PasserBy, Option<f64>) {
    let around = source(&table).unwrap_or_else(|| around.clone());
    let every = table.required(key("every", "every = 90"));
    let presses = table.required(key("presses", "presses = 0.05"));
    let unnoticed = table.required(key("unnoticed", "unnoticed = 0.1"));
    let keys = table.optional(key("keys", "keys = 16"));
    table.finish();
    let every = every.and_then(|field| inputs.take(&field, Kind::SomeSeconds, &around, "one passer-by every".to_owned()));
    let presses = presses.and_then(|field| inputs.take(&field, Kind::Share, &around, "passers-by who press a key".to_owned()));
    let unnoticed = unnoticed
        .and_then(|field| inputs.take(&field, Kind::Share, &around, "changes of a pending order that go unnoticed".to_owned()));
    let keys = keys.and_then(|field| {
        let (keys, source) = sourced(&field, Kind::Factor, &around)?;
        inputs.keep("keys a stranger can press".to_owned(), keys, "keys", source);
        Some(keys)
    });
    let passer_by = PasserBy {
        rate_per_s: every.map_or(0.0, |seconds| 1.0 / seconds),
        presses: presses.unwrap_or(0.0),
        unnoticed: unnoticed.unwrap_or(0.0),
    };
    (passer_by, keys)
}

fn end(mut table: Reader<'_>, at: usize, names: &mut Names<Named>) -> Option<Outcome> {
    let id = table.required(key("id", "id = \"done\"")).and_then(|field| state::id(&field));
    if let Some(id) = &id {
        table.call(format!("end \"{}\"", id.text));
        names.claim(&id.text, id.place.clone(), Named::End(at), table.scope.log);
    }
    let title = table.optional(key("title", "title = \"Paid\"")).and_then(|field| words(&field));
    let completed = table.required(key("completed", "completed = true")).and_then(|field| field.flag());
    table.finish();
    let name = title.or_else(|| id.map(|id| id.text)).unwrap_or_default();
    Some(Outcome { name, completed: completed.unwrap_or(true) })
}

/// Puts the states together, and says what is wrong with the ways between them.
fn joined(mut flow: Flow, states: Vec<ReadState>, names: &Names<Named>, log: &Log) -> Flow {
    let mut all_known = !log.has_errors();
    for read in &states {
        for edge in &read.edges {
            all_known &= names.check(&edge.to.text, &edge.to.place, log);
        }
        check_row(read, log);
    }
    let ways: Vec<Vec<Option<Named>>> = states
        .iter()
        .map(|read| {
            let alive =
                read.edges.iter().map(|edge| (edge.probability > 0.0).then(|| names.get(&edge.to.text).copied()).flatten());
            alive.collect()
        })
        .collect();
    // What is reached through a name that is not there cannot be known.
    if all_known {
        check_ways(&states, &ways, log);
    }
    for read in states {
        let mut state = read.state;
        for edge in &read.edges {
            let to = match names.get(&edge.to.text) {
                Some(Named::State(at)) => Target::State(*at),
                Some(Named::End(at)) => Target::Outcome(*at),
                None => Target::Outcome(0),
            };
            state.edges.push(Edge { probability: edge.probability, to });
        }
        flow.chain.states.push(state);
        flow.states.push(read.standing);
    }
    flow
}

fn check_row(read: &ReadState, log: &Log) {
    let Some(row) = &read.row else { return };
    let id = &read.standing.id;
    if read.edges.is_empty() {
        if read.whole {
            log.error(row.clone(), format!("state \"{id}\" has no way out"), "add an edge such as { to = \"done\", p = 1.0 }");
        }
        return;
    }
    let sum: f64 = read.edges.iter().map(|edge| edge.probability).sum();
    if read.whole && (sum - 1.0).abs() > ROW_TOLERANCE {
        let missing = 1.0 - sum;
        let remedy = if missing > 0.0 {
            format!("{} is missing: add an edge, or raise a probability", rounded(missing))
        } else {
            format!("{} is too much: lower a probability", rounded(-missing))
        };
        log.error(row.clone(), format!("the probabilities of state \"{id}\" sum to {} instead of 1", rounded(sum)), remedy);
    }
    let said = |at: usize| read.standing.events.get(at).into_iter().flatten().map(|said| said.text.as_str()).collect::<Vec<_>>();
    for (at, edge) in read.edges.iter().enumerate() {
        let first = read.edges[..at]
            .iter()
            .enumerate()
            .find(|(before, first)| first.to.text == edge.to.text && said(*before) == said(at));
        if let Some((_, first)) = first {
            let message = format!("the edge from \"{id}\" to \"{}\" stands twice", edge.to.text);
            log.error_with(
                edge.place.clone(),
                (first.place.clone(), "first here"),
                message,
                "make one of the two, with both probabilities",
            );
        }
    }
}

/// States that nobody comes to, and states that nobody leaves for good.
fn check_ways(states: &[ReadState], ways: &[Vec<Option<Named>>], log: &Log) {
    let mut reached = vec![false; states.len()];
    let mut open = vec![0];
    while let Some(at) = open.pop() {
        if std::mem::replace(&mut reached[at], true) {
            continue;
        }
        open.extend(ways[at].iter().filter_map(|way| match way {
            Some(Named::State(to)) => Some(*to),
            Some(Named::End(_)) | None => None,
        }));
    }
    let mut ends = vec![false; states.len()];
    for _ in 0..states.len() {
        for at in 0..states.len() {
            ends[at] = ends[at]
                || ways[at].iter().any(|way| match way {
                    Some(Named::State(to)) => ends[*to],
                    Some(Named::End(_)) => true,
                    None => false,
                });
        }
    }
    for (at, read) in states.iter().enumerate() {
        let id = &read.standing.id;
        if !reached[at] {
            let remedy =
                format!("add an edge to \"{id}\" from a state that is reached, or remove it; sessions start in the first state");
            log.error(read.standing.place.clone(), format!("no session ever comes to state \"{id}\""), remedy);
        } else if !ends[at] && !read.edges.is_empty() {
            let remedy = "let one of its edges, or one of a state after it, lead to an end";
            log.error(read.standing.place.clone(), format!("a session in state \"{id}\" would never end"), remedy);
        }
    }
}

/// A sum of decimals as people would write it.
fn rounded(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}
