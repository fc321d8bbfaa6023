//! Simulated sessions as tapes that the window shows: the one place that knows both the study and the screen.

use crate::money::{Currency, MoneyError};
use crate::study::chain::{ChainError, Hazard, State};
use crate::study::flow::{Amount as Held, Card, Flow, Standing};
use crate::study::replay::{Replay, Visit as Walked, Whom, millis, money, percent};
use crate::ui::compare::Archive;
use crate::ui::compare::tape::{Amount, Customer, Danger, Place, Tape, Visit};

/// Why a flow cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum TapeError {
    /// It cannot be played.
    #[error("the flow \"{flow}\" cannot be played: {source}")]
    Chain {
        /// The flow.
        flow: String,
        /// Why.
        source: ChainError,
    },
    /// Its losses are no amounts.
    #[error("the losses of the flow \"{flow}\" cannot be shown: {source}")]
    Money {
        /// The flow.
        flow: String,
        /// Why.
        source: MoneyError,
    },
}

/// Any customer of these flows, on the same random numbers in each.
///
/// # Errors
/// [`TapeError`] when one of them cannot be played or shown.
pub fn archive(flows: Vec<Flow>) -> Result<Archive, TapeError> {
    let mut shown = Vec::new();
    for flow in flows {
        flow.chain.check().map_err(|source| TapeError::Chain { flow: flow.id.clone(), source })?;
        let places = places(&flow).map_err(|source| TapeError::Money { flow: flow.id.clone(), source })?;
        shown.push((flow, places));
    }
    Ok(Box::new(move |customer: Customer| {
        let Customer { seed, day, number } = customer;
        let whom = Whom { seed, day: day.saturating_sub(1), customer: number.saturating_sub(1) };
        // They were checked above, so that each of them has a session.
        shown.iter().filter_map(|(flow, places)| Some(tape(flow, places, &Replay::of(&flow.chain, whom).ok()?))).collect()
    }))
}

/// A customer of the study as the window counts them.
#[must_use]
pub const fn customer(whom: Whom) -> Customer {
    Customer { seed: whom.seed, day: whom.day.saturating_add(1), number: whom.customer.saturating_add(1) }
}

fn places(flow: &Flow) -> Result<Vec<Place>, MoneyError> {
    let currency = Currency::parse(&flow.currency)?;
    let unnoticed = percent(flow.chain.passer_by.unnoticed);
    let place = |(standing, state): (&Standing, &State)| {
        let danger = match state.hazard {
            Hazard::Harmless => Danger::None,
            Hazard::Exposed { harmful_share, .. } if harmful_share <= 0.0 => Danger::Idle,
            Hazard::Exposed { harmful_share, loss } => {
                Danger::Exposed { loss: money(loss, currency)?, percent: percent(harmful_share) }
            }
            // A key that changes nothing, or for nothing, is none to show.
            Hazard::Pending { harmful_share, loss } if harmful_share <= 0.0 || loss <= 0.0 => Danger::None,
            Hazard::Pending { loss, .. } => Danger::Pending { loss: money(loss, currency)?, unnoticed },
        };
        Ok(Place {
            title: state.name.clone(),
            offers: standing.offers.clone(),
            card_inside: standing.card == Card::Machine,
            amount: match standing.amount {
                Held::None => Amount::None,
                Held::Pending => Amount::Pending,
                Held::Locked => Amount::Locked,
            },
            taps: state.taps,
            interstitial: state.interstitial,
            absent: state.absent,
            danger,
        })
    };
    flow.states.iter().zip(&flow.chain.states).map(place).collect()
}

fn tape(flow: &Flow, places: &[Place], replay: &Replay) -> Tape {
    let visit = |walked: &Walked| Visit { place: walked.state, at: millis(walked.at_s), until: millis(walked.until_s) };
    let outcome = &flow.chain.outcomes[replay.outcome];
    let count = |inputs: usize| u32::try_from(inputs).unwrap_or(u32::MAX);
    Tape {
        flow: flow.title.clone(),
        places: places.to_vec(),
        visits: replay.visits.iter().map(visit).collect(),
        end: outcome.name.clone(),
        completed: outcome.completed,
        assumed: (count(flow.inputs.iter().filter(|input| input.source.is_assumed()).count()), count(flow.inputs.len())),
    }
}
