//! Tornado and break-even lines.

use cardlast::study::arrivals::Arrivals;
use cardlast::study::chain::{CardReturn, Hazard};
use cardlast::study::dwell::Shape;
use cardlast::study::metrics::Metric;
use cardlast::study::plan::{Engine, Plan};
use cardlast::study::sensitivity::{Counting, Input, Parameter, Scenario, Side, break_even, exact, loss, sampled, tornado};

use crate::printed;
use crate::reference::{pin_first, pin_last};

#[test]
fn pin_last_is_the_worse_one_where_customers_do_not_look() {
    let flows = [&pin_first(Shape::Exponential), &pin_last(Shape::Exponential)];
    let unnoticed = (Parameter::Unnoticed, Side::Both);
    let line = break_even(flows, unnoticed, (0.0, 1.0), 21, Counting::First).unwrap();
    // The pending loss rises in proportion to what goes unnoticed: 0.03625338394 at one in ten.
    let expected = 0.1 * 0.2618256795 / 0.03625338394;
    assert_eq!(line.crossings.len(), 1);
    assert!((line.crossings[0] - expected).abs() < 1e-8, "{:?} for {expected}", line.crossings);
    assert!(line.points[0].first > line.points[0].second && line.points[20].first < line.points[20].second);
    printed("loss where all is noticed", line.points[0].second, "0");
    printed("loss of the other", line.points[7].first, ".2618256795");
    let every = break_even(flows, unnoticed, (0.0, 1.0), 21, Counting::Every).unwrap();
    assert!(every.crossings[0] > line.crossings[0], "the upper bound favours PIN last a little longer");
}

#[test]
fn more_passers_by_and_more_forgotten_cards_have_their_lines_too() {
    let (mut first, mut last) = (pin_first(Shape::Exponential), pin_last(Shape::Exponential));
    let card = |forgotten| Some(CardReturn { forgotten, retained_after_s: 30.0, loss: 250.0 });
    first.states[6].card_return = card(0.0);
    last.states[6].card_return = card(0.02);
    let forgotten = break_even([&first, &last], (Parameter::Forgotten, Side::Second), (0.0, 0.1), 11, Counting::First).unwrap();
    assert_eq!(forgotten.crossings.len(), 1);
    last.states[6].card_return = card(forgotten.crossings[0]);
    let (one, other) = (loss(&first, Counting::First).unwrap(), loss(&last, Counting::First).unwrap());
    assert!((one - other).abs() < 1e-12, "at the crossing both lose {one} and {other}");
    last.states[6].card_return = None;
    let rate = break_even([&first, &last], (Parameter::PasserByRate, Side::Both), (0.0, 1.0), 51, Counting::First).unwrap();
    assert_eq!(rate.points[0].first, 0.0, "nobody comes, nothing is lost");
    assert!(rate.points.windows(2).all(|pair| pair[0].first < pair[1].first), "more strangers, more losses");
}

#[test]
fn the_widest_bar_of_a_tornado_comes_first() {
    let arrivals = Arrivals::constant(0.05, 7200.0).unwrap();
    let plan = Plan { arrivals, machines: 2, days: 30, seed: 3, patience: None, slices: 12, engine: Engine::Walk };
    let base = Scenario { chain: pin_first(Shape::Exponential), plan };
    let input = |name: &str, low: f64, high: f64, set: fn(&mut Scenario, f64)| Input {
        name: name.to_owned(),
        low,
        high,
        set: Box::new(set),
    };
    let inputs = [
        input("customers unnoticing", 0.0, 1.0, |scenario, value| scenario.chain.passer_by.unnoticed = value),
        input("who press a key", 0.04, 0.06, |scenario, value| scenario.chain.passer_by.presses = value),
        input("passers-by", 1.0 / 180.0, 1.0 / 45.0, |scenario, value| scenario.chain.passer_by.rate_per_s = value),
        input("price of a press", 100.0, 100.0, |scenario, value| {
            for state in &mut scenario.chain.states {
                if let Hazard::Exposed { loss, .. } = &mut state.hazard {
                    *loss = value;
                }
            }
        }),
    ];
    let bars = tornado(&base, &inputs, &|scenario| exact(scenario, Metric::LossFirst));
    let names: Vec<&str> = bars.iter().map(|bar| bar.input.as_str()).collect();
    assert_eq!(names, ["passers-by", "who press a key", "customers unnoticing", "price of a press"]);
    assert!(bars[0].low.1 < bars[0].high.1 && bars[3].width() == 0.0);
    let queue =
        [input("customers", 0.03, 0.07, |scenario, value| scenario.plan.arrivals = Arrivals::constant(value, 7200.0).unwrap())];
    let bars = tornado(&base, &queue, &|scenario| sampled(scenario, Metric::Wait));
    assert!(bars[0].high.1.unwrap() > 3.0 * bars[0].low.1.unwrap(), "{bars:?}");
    let nonsense = [input("no machine", 0.0, 2.0, |scenario, value| scenario.plan.machines = value as u32)];
    let bars = tornado(&base, &nonsense, &|scenario| sampled(scenario, Metric::Wait));
    assert!(bars[0].low.1.is_none() && bars[0].width().is_infinite(), "{bars:?}");
}
