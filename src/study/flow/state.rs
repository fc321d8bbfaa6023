//! Reads one `[[state]]`: how things stand in it, how long it lasts, what a stranger could do, and where it goes on.

use crate::handwritten::{Field, Log, Names, Place, Reader, key, nearest, quote};
use crate::study::chain::{CardReturn, Hazard, State};
use crate::study::dwell::{Dwell, Shape};

use super::duration::{SPREAD_KEY, TIME_KEY, shape_words, spread, time};
use super::model::{Amount, Card, Machine, Said, Source, Standing};
use super::numbers::{Inputs, Kind, number, source, sourced, words};

/// An edge as it stands in the file, before anybody knows where it leads.
#[derive(Debug)]
pub(super) struct ReadEdge {
    pub(super) to: Said,
    pub(super) probability: f64,
    pub(super) place: Place,
}

/// A state as it stands in the file.
#[derive(Debug)]
pub(super) struct ReadState {
    pub(super) state: State,
    pub(super) standing: Standing,
    pub(super) edges: Vec<ReadEdge>,
    /// The whole list of edges, and whether all of them could be read.
    pub(super) row: Option<Place>,
    pub(super) whole: bool,
}

/// What all states of a file share.
#[derive(Debug)]
pub(super) struct Common {
    pub(super) machine: Option<Machine>,
    pub(super) source: Source,
    pub(super) shape: (Shape, Source),
    /// Keys that a stranger could press (K).
    pub(super) keys: Option<f64>,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    State(usize),
    End(usize),
}

/// A short name: lower case letters, digits and hyphens.
pub(super) fn id(field: &Field<'_>) -> Option<Said> {
    let text = field.text()?;
    let fine = !text.is_empty()
        && text.len() <= 40
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !fine {
        let message = format!("{} is no good id", quote(text));
        field.error(message, "write lower case letters, digits and hyphens, at most 40, such as \"take-card\"");
        return None;
    }
    Some(Said { text: text.to_owned(), place: field.place() })
}

/// Reads a state; `number` is its place among the states.
pub(super) fn read(
    mut reader: Reader<'_>,
    number: usize,
    common: &Common,
    names: &mut Names<Named>,
    inputs: &mut Inputs,
) -> ReadState {
    let log = reader.scope.log;
    let id = reader.required(key("id", "id = \"menu\"")).and_then(|field| id(&field));
    if let Some(id) = &id {
        reader.call(format!("state \"{}\"", id.text));
        names.claim(&id.text, id.place.clone(), Named::State(number), log);
    }
    let place = id.as_ref().map_or_else(|| reader.place(), |id| id.place.clone());
    let id = id.map_or_else(|| format!("state-{}", number + 1), |id| id.text);
    let title =
        reader.optional(key("title", "title = \"The menu\"")).and_then(|field| words(&field)).unwrap_or_else(|| id.clone());
    let around = source(&reader).unwrap_or_else(|| common.source.clone());
    let what = format!("\"{title}\"");
    let length = reader.required(TIME_KEY);
    let spreads = reader.optional(SPREAD_KEY);
    let length = length.and_then(|field| time(&field, &what, &around, inputs));
    let shape = spreads.and_then(|field| spread(&field, &around));
    if let Some((shape, source)) = &shape {
        inputs.keep(format!("spread of {what}: {}", shape_words(*shape)), shape.cv_squared().sqrt(), "sd/mean", source.clone());
    }
    let taps = match reader.optional(key("taps", "taps = 2")) {
        Some(field) => field.number(0..=1000).and_then(|taps| u32::try_from(taps).ok()),
        None => length.and_then(|length| length.taps),
    };
    let flag = |name: &'static str, example: &'static str| {
        reader.optional(key(name, example)).and_then(|field| field.flag()).unwrap_or(false)
    };
    let interstitial = flag("interstitial", "interstitial = true");
    let absent = flag("absent", "absent = true");
    let authenticated = flag("authenticated", "authenticated = true");
    let card = choice(&reader, "card", "card = \"machine\"", [Card::Customer, Card::Machine].map(|card| (card.word(), card)));
    let amounts = [Amount::None, Amount::Pending, Amount::Locked].map(|amount| (amount.word(), amount));
    let amount = choice(&reader, "amount", "amount = \"pending\"", amounts).unwrap_or(Amount::None);
    let offers = reader.optional(key("offers", "offers = [\"dishes\", \"review\"]"));
    let offers = offers.map(|field| field.list()).unwrap_or_default();
    let screen = reader.optional(key("screen", "screen = \"menu\""));
    let screen = screen.and_then(|field| {
        if common.machine.is_none() {
            let remedy = "remove it, or name the machine at the top: machine = \"kiosk\"";
            field.error("a screen of a machine that the flow does not name".to_owned(), remedy);
        }
        Some(Said { text: words(&field)?, place: field.place() })
    });
    let purpose = reader.optional(key("purpose", "purpose = \"splash\"")).and_then(|field| words(&field));
    let pending = amount == Amount::Pending;
    let hazard = hazard(&reader, &what, (authenticated, pending), common, &around, inputs);
    let card_return = reader
        .optional(key("card-return", "card-return = { forgotten = 0.001, kept-after = 30, loss = 150 }"))
        .and_then(|field| card_return(&field, &what, &around, inputs));
    let next = reader.required(key("next", "next = [{ to = \"done\", p = 1.0 }]"));
    let row = next.as_ref().map(Field::place);
    let (mut edges, mut events, mut places, mut whole) = (Vec::new(), Vec::new(), Vec::new(), next.is_some());
    for (at, entry) in next.iter().flat_map(Field::list).enumerate() {
        match edge(&entry, at, &what, common, &around, inputs) {
            Some((edge, said)) => {
                places.push(edge.place.clone());
                edges.push(edge);
                events.push(said);
            }
            None => whole = false,
        }
    }
    reader.finish();
    let state = State {
        name: title,
        purpose: purpose.unwrap_or_else(|| id.clone()),
        dwell: Dwell { mean_s: length.map_or(1.0, |length| length.mean_s), shape: shape.map_or(common.shape.0, |shape| shape.0) },
        taps: taps.unwrap_or(0),
        interstitial,
        absent,
        hazard,
        card_return,
        edges: Vec::new(),
    };
    let offers = offers.iter().filter_map(words).collect();
    let card = card.unwrap_or(Card::Customer);
    let standing = Standing { id, offers, card, authenticated, amount, screen, place, events, edges: places };
    ReadState { state, standing, edges, row, whole }
}

/// One word of a few.
fn choice<T: Copy, const N: usize>(
    reader: &Reader<'_>,
    name: &'static str,
    example: &'static str,
    all: [(&str, T); N],
) -> Option<T> {
    let field = reader.optional(key(name, example))?;
    let word = field.text()?;
    let found = all.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
    if found.is_none() {
        let known = all.map(|(known, _)| known);
        let remedy = match nearest(word, known) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("write one of: {}", known.join(", ")),
        };
        field.error(format!("`{name}` cannot be {}", quote(word)), remedy);
    }
    found
}

/// What a press by a stranger does: it depends on who is authenticated and on whether the amount can still change.
fn hazard(
    reader: &Reader<'_>,
    what: &str,
    (authenticated, pending): (bool, bool),
    common: &Common,
    around: &Source,
    inputs: &mut Inputs,
) -> Hazard {
    let none = if authenticated { Hazard::Exposed { harmful_share: 0.0, loss: 0.0 } } else { Hazard::Harmless };
    let Some(field) = reader.optional(key("hostile", "hostile = { harmful = 2, loss = 100 }")) else { return none };
    let Some(table) = field.table(&format!("`hostile` of {what}")) else { return none };
    let harmful = table.required(key("harmful", "harmful = 2"));
    let loss = table.required(key("loss", "loss = 100"));
    let around = source(&table).unwrap_or_else(|| around.clone());
    table.finish();
    if !authenticated && !pending {
        let remedy = "say who holds what (authenticated = true, or amount = \"pending\"), or remove `hostile`";
        field.error(format!("nobody is authenticated in {what} and no amount is pending, so no press can cost anything"), remedy);
        return none;
    }
    let harmful = harmful.and_then(|field| {
        let (count, source) = sourced(&field, Kind::Money, &around)?;
        match common.keys {
            None => {
                field.error(
                    "harmful keys of a pad of unknown size".to_owned(),
                    "say how many keys there are: keys = 16 in [passer-by]",
                );
                None
            }
            Some(keys) if count > keys => {
                field.error(format!("{count} of {keys} keys do harm"), "write at most as many as `keys` in [passer-by]");
                None
            }
            Some(keys) => {
                inputs.keep(format!("harmful keys in {what}"), count, "keys", source);
                Some(count / keys)
            }
        }
    });
    let loss = loss.and_then(|field| inputs.take(&field, Kind::Money, &around, format!("loss by a harmful press in {what}")));
    let (Some(harmful_share), Some(loss)) = (harmful, loss) else { return none };
    if authenticated { Hazard::Exposed { harmful_share, loss } } else { Hazard::Pending { harmful_share, loss } }
}

fn card_return(field: &Field<'_>, what: &str, around: &Source, inputs: &mut Inputs) -> Option<CardReturn> {
    let table = field.table(&format!("`card-return` of {what}"))?;
    let forgotten = table.required(key("forgotten", "forgotten = 0.001"));
    let kept = table.required(key("kept-after", "kept-after = 30"));
    let loss = table.required(key("loss", "loss = 150"));
    let around = source(&table).unwrap_or_else(|| around.clone());
    table.finish();
    let forgotten = forgotten.and_then(|field| inputs.take(&field, Kind::Share, &around, "cards forgotten".to_owned()));
    let kept = kept.and_then(|field| inputs.take(&field, Kind::SomeSeconds, &around, "time until a card is kept".to_owned()));
    let loss = loss.and_then(|field| inputs.take(&field, Kind::Money, &around, "loss by a card found".to_owned()));
    Some(CardReturn { forgotten: forgotten?, retained_after_s: kept?, loss: loss? })
}

fn edge(
    entry: &Field<'_>,
    at: usize,
    what: &str,
    common: &Common,
    around: &Source,
    inputs: &mut Inputs,
) -> Option<(ReadEdge, Vec<Said>)> {
    let table = entry.table(&format!("edge {} of {what}", at + 1))?;
    let to = table.required(key("to", "to = \"menu\""));
    let probability = table.required(key("p", "p = 0.5"));
    let event = table.optional(key("event", "event = \"review\", or event = \"none\""));
    let around = source(&table).unwrap_or_else(|| around.clone());
    table.finish();
    let probability = probability.and_then(|field| number(&field, Kind::Share));
    let said = events(entry, event.as_ref(), common, entry.scope.log);
    let to_field = to?;
    let to = Said { text: to_field.text()?.to_owned(), place: to_field.place() };
    let probability = probability?;
    inputs.keep(format!("probability from {what} to \"{}\"", to.text), probability, "probability", around);
    Some((ReadEdge { to, probability, place: entry.place() }, said))
}

fn events(entry: &Field<'_>, event: Option<&Field<'_>>, common: &Common, log: &Log) -> Vec<Said> {
    match (event, common.machine) {
        (None, None) => Vec::new(),
        (None, Some(machine)) => {
            let message = format!("the edge does not say what happens at the {}", machine.name());
            log.error(entry.place(), message, "add event = \"…\" in the words of flow scripts, or event = \"none\"");
            Vec::new()
        }
        (Some(event), None) => {
            let remedy = "remove it, or name the machine at the top: machine = \"kiosk\"";
            event.error("an event of a machine that the flow does not name".to_owned(), remedy);
            Vec::new()
        }
        (Some(event), Some(_)) => {
            let all = if event.is_text() { vec![*event] } else { event.list() };
            let said = all.iter().filter_map(|field| Some(Said { text: words(field)?, place: field.place() }));
            said.filter(|said| said.text != NO_EVENT).collect()
        }
    }
}

/// An edge that the machine does not notice.
const NO_EVENT: &str = "none";
