//! What is shipped: every preset reads, and those of the reference reproduce its values.

use std::path::Path;

use cardlast::study::flow::{self, Flow, Source};
use cardlast::study::session::Session;

use crate::root;

fn preset(name: &str) -> Flow {
    match flow::preset(name).expect("a preset").flow() {
        Ok(flow) => flow,
        Err(problems) => panic!("{problems}"),
    }
}

/// Agrees to all digits printed.
#[track_caller]
fn is(value: f64, printed: &str) {
    let decimals = printed.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    assert_eq!(format!("{value:.decimals$}"), printed);
}

#[test]
fn every_preset_reads_and_every_file_is_a_preset() {
    let files = std::fs::read_dir(root().join("assets/flows")).expect("a folder").count();
    assert_eq!(files, flow::PRESETS.len());
    for shipped in flow::PRESETS {
        let flow = preset(shipped.name);
        assert_eq!(flow.id, shipped.name);
        assert!(!flow.about.is_empty() && !flow.title.is_empty(), "{}", shipped.name);
        assert_eq!(flow.states.len(), flow.chain.states.len());
    }
    for (name, text) in flow::PROFILES {
        let profile = flow::read_profile(Path::new(name), text, None).unwrap_or_else(|problems| panic!("{problems}"));
        let twice = flow::read_profile(Path::new(name), text, Some(2000.0)).unwrap_or_else(|problems| panic!("{problems}"));
        assert!((twice.arrivals.expected() - 2000.0).abs() < 1e-6, "{name}");
        assert!(profile.arrivals.peak_rate() > profile.arrivals.mean_rate(), "{name} has a peak");
    }
}

#[test]
fn the_cash_machine_of_old_has_the_reference_values() {
    let session = Session::of(&preset("atm-pin-first").chain).expect("a chain");
    is(session.completed, "0.862521794");
    is(session.time_s.mean, "24.07175948");
    is(session.steps.mean, "6.933703095");
    is(session.taps.mean, "10.16418925");
    is(session.taps.variance, "6.513142132");
    is(session.interstitials, "1");
    is(session.exposed_s, "13.3101918");
    is(session.cv_squared(), "0.2528087428");
    is(session.passed_by, "0.1326169681");
    is(session.tapped, "0.001667873162");
    is(session.loss_first, "0.2618256795");
    is(session.loss_every, "0.2622461201");
    assert_eq!(session.loss_pending, 0.0);
    is(session.sessions_per_hour(), "149.5528402");
}

#[test]
fn the_cash_machine_that_asks_last_has_the_reference_values() {
    let session = Session::of(&preset("atm-pin-last").chain).expect("a chain");
    is(session.completed, "0.889401204");
    is(session.time_s.mean, "24.25548692");
    is(session.steps.mean, "6.870836187");
    is(session.taps.mean, "9.051767131");
    is(session.taps.variance, "7.908242623");
    is(session.interstitials, "0");
    is(session.exposed_s, "1.33410181");
    is(session.cv_squared(), "0.2541077228");
    is(session.passed_by, "0.0145803476");
    assert_eq!((session.loss_first, session.loss_every), (0.0, 0.0));
    is(session.loss_pending, "0.03625338394");
    is(session.completed_per_hour(), "132.0049498");
}

#[test]
fn the_chain_of_25_steps_is_the_one_of_the_reference() {
    let session = Session::of(&preset("b25").chain).expect("a chain");
    is(session.steps.mean, "25.47899106");
    is(session.completed, "0.8735914717");
    is(session.time_s.mean, "90.61864589");
    is(session.exposed_s, "4.919699341");
    is(session.time_s.variance.sqrt(), "71.69414134");
}

#[test]
fn cash_before_card_forgets_more_cards_and_loses_more() {
    let [before, after] = ["atm-cash-first", "atm-pin-first"].map(|name| Session::of(&preset(name).chain).expect("a chain"));
    assert!(before.forgotten > 10.0 * after.forgotten && before.loss_found > 10.0 * after.loss_found);
    // Forgotten and found, once the card is given back.
    is(before.found / before.completed, "0.00566937379");
}

#[test]
fn what_nobody_measured_is_called_assumed() {
    for shipped in flow::PRESETS {
        let flow = preset(shipped.name);
        for input in &flow.inputs {
            let cited = match &input.source {
                Source::Assumed => continue,
                Source::Cited(words) | Source::Built(words) => words,
            };
            let known = ["Cogulator", "Card, Moran", "Kieras", "MacKenzie", "this program"];
            assert!(known.iter().any(|source| cited.contains(source)), "{}: {} by {cited}", shipped.name, input.what);
            assert_eq!(input.source.to_string().starts_with("assumed"), input.source.is_assumed());
        }
        assert!(flow.inputs.iter().any(|input| input.source == Source::Assumed), "{}", shipped.name);
    }
}

/// Times by operators: mental act, touches, a novice's factor, the machine's own time.
#[test]
fn times_are_built_from_operators() {
    let text = "title = \"T\"\n[[state]]\nid = \"a\"\n\
time = { operators = [\"think\", \"2 touch\", \"4 key\"], factor = 1.5, response = 0.5 }\nnext = [{ to = \"z\", p = 1.0 }]\n[[end]]\nid = \"z\"\ncompleted = true\n";
    let flow = flow::read(Path::new("t.toml"), text).unwrap_or_else(|problems| panic!("{problems}"));
    let state = &flow.chain.states[0];
    is(state.dwell.mean_s, "5.525");
    assert_eq!(state.taps, 6);
    let source = flow.inputs.iter().find(|input| input.what.starts_with("mean time")).expect("an input").source.to_string();
    assert_eq!(
        source,
        "assumed in part: think, 2 touch, 4 key by Cogulator default table (MITRE) and Card, Moran & Newell 1983; times 1.5 (assumed); machine 0.5 s (assumed)"
    );
}
