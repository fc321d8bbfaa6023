//! The player against tapes of every shape.

use proptest::prelude::*;

use super::*;
use crate::money::Currency;
use crate::ui::compare::tape::{Amount, Place, Visit};

fn euros(minor: i64) -> Money {
    Money::from_minor(minor, Currency::EUR).expect("an amount")
}

fn place(title: &str, taps: u32, interstitial: bool, danger: Danger) -> Place {
    Place {
        title: title.to_owned(),
        offers: Vec::new(),
        card_inside: danger.is_authenticated(),
        amount: Amount::None,
        taps,
        interstitial,
        absent: false,
        danger,
    }
}

fn places() -> Vec<Place> {
    vec![
        place("Menu", 1, false, Danger::None),
        place("Splash", 2, true, Danger::Idle),
        place("Review", 3, false, Danger::Pending { loss: euros(1800), unnoticed: 10 }),
        place("Amount", 5, false, Danger::Exposed { loss: euros(18_000), percent: 38 }),
    ]
}

/// A tape through these states, so long in each.
fn tape(steps: &[(usize, u64)]) -> Tape {
    let mut at = 0;
    let visits = steps.iter().map(|(place, length)| {
        let visit = Visit { place: *place, at: Millis(at), until: Millis(at + length) };
        at += length;
        visit
    });
    Tape {
        flow: "a flow".into(),
        places: places(),
        visits: visits.collect(),
        end: "Done".into(),
        completed: true,
        assumed: (1, 1),
    }
}

fn two() -> Player {
    Player::new(vec![tape(&[(0, 1000), (3, 2000), (1, 500)]), tape(&[(2, 1500), (0, 700)])])
}

#[test]
fn steps_stop_at_every_change_on_either_side_and_at_the_end() {
    let mut player = two();
    let mut seen = Vec::new();
    while !player.is_over() {
        player.step();
        seen.push(player.now().0);
    }
    assert_eq!(seen, [1000, 1500, 2200, 3000, 3500]);
    player.step();
    assert_eq!(player.now(), Millis(3500), "there is nothing after the end");
}

#[test]
fn a_stranger_takes_money_only_where_somebody_is_exposed() {
    let mut player = two();
    player.press();
    assert_eq!(
        [0, 1].map(|side| player.effect(side, Millis(0))),
        [Effect::Nothing, Effect::Changed { loss: euros(1800), unnoticed: 10 }]
    );
    assert_eq!([0, 1].map(|side| player.taken(side)), [None, None]);
    player.step();
    player.press();
    player.press();
    assert_eq!(player.effect(0, player.now()), Effect::Taken(euros(18_000)));
    assert_eq!([0, 1].map(|side| player.taken(side)), [Some(euros(36_000)), None], "each press counts");
    player.step();
    player.step();
    assert_eq!(player.effect(1, player.now()), Effect::Over);
    player.step();
    assert_eq!(player.effect(0, player.now()), Effect::NoKey);
}

#[test]
fn a_step_back_takes_back_what_had_not_happened_yet() {
    let mut player = two();
    player.step();
    let before = player.clone();
    player.step();
    player.press();
    player.back();
    assert_eq!(player, before);
    player.press();
    player.back();
    player.back();
    assert_eq!(player, two(), "the start is the start");
    player.press();
    player.back();
    assert_eq!(player, two(), "even a press at the very start");
}

#[test]
fn sums_grow_to_what_the_session_was() {
    let player = two();
    let sums = |at: u64| player.tapes()[0].sums(Millis(at));
    assert_eq!((sums(0).taps, sums(0).exposed), (0, Millis(0)));
    assert_eq!((sums(1000).taps, sums(1999).taps), (1, 1), "a tap counts when its state is over");
    assert_eq!(sums(1700).exposed, Millis(700));
    assert_eq!((sums(2999).interstitials, sums(3000).interstitials), (0, 1), "an interstitial counts when it is seen");
    let end = sums(99_999);
    assert_eq!((end.time, end.taps, end.interstitials, end.exposed), (Millis(3500), 8, 1, Millis(2500)));
}

#[test]
fn playing_stops_at_the_end_and_begins_anew_from_there() {
    let mut player = two();
    player.pass(5_000_000);
    assert_eq!(player.now(), Millis(0), "nothing moves while it is halted");
    player.play();
    player.set_speed(16);
    assert_eq!(player.until_next(), Some(62_500));
    player.pass(10_000_000);
    assert!(player.is_over() && !player.is_playing());
    assert_eq!(player.until_next(), None);
    player.play();
    assert_eq!((player.now(), player.is_playing()), (Millis(0), true));
}

fn any_tape() -> impl Strategy<Value = Tape> {
    prop::collection::vec((0_usize..4, 0_u64..3000), 1..12).prop_map(|steps| tape(&steps))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn as_many_steps_back_as_forth_lead_to_where_one_was(tapes in prop::collection::vec(any_tape(), 1..3), acts in prop::collection::vec(any::<bool>(), 0..20)) {
        let start = Player::new(tapes);
        let mut player = start.clone();
        let mut been = vec![player.clone()];
        for press in acts {
            if press && player.now() > Millis(0) {
                player.press();
                *been.last_mut().expect("somewhere") = player.clone();
            } else if !player.is_over() {
                player.step();
                been.push(player.clone());
            }
        }
        while let Some(was) = been.pop() {
            prop_assert_eq!(&player, &was);
            player.back();
        }
        prop_assert_eq!(&player, &start);
    }

    #[test]
    fn time_in_pieces_is_time(tape in any_tape(), pieces in prop::collection::vec(0_u64..40_000, 0..40), speed in prop::sample::select(SPEEDS.to_vec())) {
        let mut whole = Player::new(vec![tape]);
        whole.set_speed(speed);
        whole.playing = true;
        let mut cut = whole.clone();
        whole.pass(pieces.iter().sum());
        pieces.iter().for_each(|piece| cut.pass(*piece));
        prop_assert_eq!(cut, whole);
    }

    #[test]
    fn what_is_shown_never_passes_what_the_session_was(tape in any_tape(), at in 0_u64..40_000) {
        let (sums, end) = (tape.sums(Millis(at)), tape.sums(tape.length()));
        prop_assert!(sums.time <= end.time && sums.taps <= end.taps && sums.interstitials <= end.interstitials);
        prop_assert!(sums.exposed <= end.exposed && sums.exposed <= sums.time);
        let taps: u32 = tape.visits.iter().map(|visit| tape.places[visit.place].taps).sum();
        prop_assert_eq!(end.taps, taps);
        prop_assert_eq!(tape.place(Millis(at)).is_none(), at >= tape.length().0);
    }
}
