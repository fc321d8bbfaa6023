//! Orders of events that the search has found to break something once, kept as stories.

use cardlast::payment::Tender;

use crate::model::{Act, Bounds, Crash, Down, Post, World, explain};
use crate::model::{Answer, Word};

const BOUNDS: Bounds = Bounds { customers: 1, tries: 2, crashes: 1, losses: 1, faults: 1, quirks: 2 };

fn happens(acts: &[Act]) {
    let mut world = World::start(BOUNDS);
    for act in acts {
        assert!(world.happen(*act), "{act:?} is possible");
    }
    let sound = world.broken.names().is_empty() && world.rest().names().is_empty();
    assert!(sound, "{}", explain(&world));
}

/// Up to the approval, durable.
const APPROVED: [Act; 6] = [
    Act::Begin,
    Act::Pay(Tender::Card),
    Act::Journal(Post::Stored),
    Act::Wire(Answer::Honest),
    Act::Terminal(0, Word::Approve),
    Act::Journal(Post::Stored),
];

/// A crash as the acceptance has just been stored.
const CRASH: Act = Act::Crash(Crash { stored: 1, down: Down::Shortly, remembered: false });

#[test]
fn two_approvals_that_only_the_journal_can_judge_are_both_judged() {
    let confirmed = [Act::Wire(Answer::Honest), CRASH];
    let told = [Act::Terminal(0, Word::Second), Act::Terminal(0, Word::Again)];
    happens(&[&APPROVED[..], &confirmed[..], &told[..]].concat());
}

#[test]
fn a_payment_that_stands_is_not_taken_back_because_a_second_one_was() {
    let second = [Act::Terminal(0, Word::Second), Act::Journal(Post::Stored), Act::Wire(Answer::Honest), CRASH];
    let taken_back = [Act::Wire(Answer::Honest), Act::Journal(Post::Stored), Act::Terminal(0, Word::Again)];
    happens(&[&APPROVED[..], &second[..], &taken_back[..]].concat());
}

#[test]
fn a_second_payment_that_is_told_while_the_first_is_refused_is_taken_back() {
    let refused = [Act::Journal(Post::Failed), Act::Terminal(0, Word::Second), Act::Wire(Answer::Lost)];
    happens(&[&APPROVED[..5], &refused[..]].concat());
}

#[test]
fn a_payment_that_is_being_taken_back_is_accepted_by_no_restart() {
    // Only the reversal of the second payment is stored before the crash; the attempt itself is open when the terminal tells of it again.
    let refused = [Act::Journal(Post::Failed), Act::Terminal(0, Word::Second), Act::Wire(Answer::Honest)];
    for down in [Down::Shortly, Down::Long] {
        let crash = Act::Crash(Crash { stored: 1, down, remembered: false });
        happens(&[&APPROVED[..5], &refused[..], &[crash, Act::Wire(Answer::Honest)]].concat());
    }
}
