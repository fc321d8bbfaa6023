//! The chains whose numbers are known from elsewhere: an ordering session of about 25 steps, and two ways to draw money.
#![allow(dead_code, reason = "tests and benches each use a part")]

use cardlast::study::chain::{Chain, Edge, Hazard, Outcome, PasserBy, State, Target};
use cardlast::study::dwell::{Dwell, Shape};

/// States by name and mean, edges as "Name probability, …"; outcomes are Done, which completes, and Abandon.
pub fn chain(name: &str, shape: Shape, states: &[(&str, f64, &str)]) -> Chain {
    let target = |to: &str| match to {
        "Done" => Target::Outcome(0),
        "Abandon" => Target::Outcome(1),
        to => Target::State(states.iter().position(|(name, ..)| *name == to).expect("a state of the chain")),
    };
    let edge = |words: &str| {
        let (to, probability) = words.trim().split_once(' ').expect("a name and a probability");
        Edge { probability: probability.parse().expect("a number"), to: target(to) }
    };
    let state = |(name, mean_s, edges): &(&str, f64, &str)| {
        State::plain(name, Dwell { mean_s: *mean_s, shape }, edges.split(',').map(edge).collect())
    };
    let outcome = |name: &str, completed| Outcome { name: name.to_owned(), completed };
    Chain {
        name: name.to_owned(),
        states: states.iter().map(state).collect(),
        outcomes: vec![outcome("Done", true), outcome("Abandon", false)],
        passer_by: PasserBy::NOBODY,
    }
}

/// When the card of an ordering session is asked for.
#[derive(Clone, Copy, PartialEq)]
pub enum Card {
    First,
    Last,
}

/// Chain B25. Every key of a stranger counts, and costs 1.
pub fn b25(shape: Shape, card: Card, rate_per_s: f64) -> Chain {
    let mut chain = chain(
        "B25",
        shape,
        &[
            ("Start", 2.0, "Browse 1"),
            ("Browse", 4.5, "Browse .33, Item .56, Cart .10, Abandon .01"),
            ("Item", 4.0, "Browse .55, Item .33, Cart .12"),
            ("Cart", 3.5, "Browse .38, Cart .20, Card .41, Abandon .01"),
            ("Card", 4.0, "Pin .98, Abandon .02"),
            ("Pin", 1.2, "Pin .75, Confirm .25"),
            ("Confirm", 2.5, "Take .95, Pin .05"),
            ("Take", 3.0, "Done 1"),
        ],
    );
    chain.passer_by = PasserBy { rate_per_s, presses: 1.0, unnoticed: 0.0 };
    for state in &mut chain.states {
        state.purpose = "session".to_owned();
        state.taps = 1;
        let exposed = match card {
            Card::First => state.name != "Start",
            Card::Last => ["Confirm", "Take"].contains(&state.name.as_str()),
        };
        if exposed {
            state.hazard = Hazard::Exposed { harmful_share: 1.0, loss: 1.0 };
        }
    }
    chain
}

const TELLER: PasserBy = PasserBy { rate_per_s: 1.0 / 90.0, presses: 0.05, unnoticed: 0.1 };

fn exposed(keys: f64, loss: f64) -> Hazard {
    Hazard::Exposed { harmful_share: keys / 16.0, loss }
}

fn pending(keys: f64, loss: f64) -> Hazard {
    Hazard::Pending { harmful_share: keys / 16.0, loss }
}

fn furnish(chain: &mut Chain, taps: &[u32], hazards: &[(&str, Hazard)]) {
    chain.passer_by = TELLER;
    for (state, taps) in chain.states.iter_mut().zip(taps) {
        state.taps = *taps;
    }
    for (name, hazard) in hazards {
        chain.states.iter_mut().find(|state| state.name == *name).expect("a state of the chain").hazard = *hazard;
    }
}

/// Drawing money, PIN first.
pub fn pin_first(shape: Shape) -> Chain {
    let mut chain = chain(
        "PIN first",
        shape,
        &[
            ("Insert", 2.0, "Splash 1"),
            ("Splash", 1.5, "Pin .97, Abandon .03"),
            ("Pin", 5.0, "Menu .92, Pin .05, Abandon .03"),
            ("Menu", 4.0, "Amount .85, Menu .10, Abandon .05"),
            ("Amount", 6.0, "Confirm .90, Menu .08, Abandon .02"),
            ("Confirm", 3.0, "TakeCard .95, Amount .05"),
            ("TakeCard", 2.5, "Done 1"),
        ],
    );
    let hazards = [("Menu", exposed(2.0, 100.0)), ("Amount", exposed(6.0, 180.0)), ("Confirm", exposed(1.0, 40.0))];
    furnish(&mut chain, &[0, 1, 5, 1, 2, 1, 0], &hazards);
    chain.states[1].interstitial = true;
    chain
}

/// Drawing money, PIN last.
pub fn pin_last(shape: Shape) -> Chain {
    let mut chain = chain(
        "PIN last",
        shape,
        &[
            ("Menu", 4.0, "Amount .85, Menu .10, Abandon .05"),
            ("Amount", 6.0, "Review .90, Menu .08, Abandon .02"),
            ("Review", 3.0, "Card .93, Amount .05, Abandon .02"),
            ("Card", 2.0, "Pin 1"),
            ("Pin", 5.0, "Authorise .94, Pin .05, Abandon .01"),
            ("Authorise", 1.5, "TakeCard 1"),
            ("TakeCard", 2.5, "Done 1"),
        ],
    );
    let hazards = [
        ("Menu", pending(2.0, 100.0)),
        ("Amount", pending(6.0, 180.0)),
        ("Review", pending(6.0, 180.0)),
        ("Authorise", exposed(0.0, 0.0)),
    ];
    furnish(&mut chain, &[1, 2, 1, 0, 5, 0, 0], &hazards);
    chain
}
