//! What becomes of a payment, in words: every prompt, every end, and what to do next, in both languages.

use std::sync::atomic::Ordering;

use cardlast::machine::kiosk::{Event, KitchenHealth, ScreenName, ScreenView};
use cardlast::payment::{
    Decline, DeclineReason, Entry, JournalHealth, LookUpAnswer, Progress, TerminalEvent, TerminalHealth, UnknownReason,
};
use cardlast::time::Millis;

use super::support::{Owed, TestEngine, journal};
use super::window::{LANGUAGES, PORTRAIT, Window, euros};

/// A customer who is asked for a card, in each language.
fn paying() -> impl Iterator<Item = Window> {
    LANGUAGES.into_iter().map(|tag| Window::reach_in(tag, PORTRAIT, ScreenName::Card))
}

impl Window {
    /// The order is on the review as it was, with this sentence above it, and can be paid again.
    #[track_caller]
    fn is_back_with(&mut self, key: &str) {
        self.on(ScreenName::Review).sees_word(key, &[]);
        let ScreenView::Review(review) = &self.harness.state().view().screen else { panic!("the review has a view of its own") };
        assert_eq!((review.cart.lines.len(), review.cart.total), (1, euros("3.50")));
        let amount = self.words().money(euros("3.50"));
        self.sees_word("pay-counter", &[("amount", amount.into())]);
    }

    /// Nobody knows what became of the payment.
    fn lose_the_line(&mut self) -> &mut Self {
        self.terminal(|attempt| TerminalEvent::Unknown { attempt, reason: UnknownReason::LineDropped }).on(ScreenName::Checking)
    }

    fn find(&mut self, answer: LookUpAnswer) -> &mut Self {
        self.terminal(|attempt| TerminalEvent::LookedUp { attempt, answer })
    }

    /// An approval of the latest payment, for so much.
    fn approval(&self, amount: &str) -> TerminalEvent {
        let (attempt, _, stan) = self.engine.lock().expect("no panic").asked().expect("a payment was asked for");
        TestEngine::approval(attempt, euros(amount), stan)
    }
}

#[test]
fn every_step_at_the_terminal_says_what_to_do() {
    for mut window in paying() {
        for progress in Progress::ALL {
            window.terminal(|attempt| TerminalEvent::Progress { attempt, progress }).on(ScreenName::Card);
            let key = format!("card-{}", progress.key());
            window.sees_word(&key, &[]).sees_word(&format!("{key}-more"), &[]);
            let amount = window.words().money(euros("3.50"));
            window.sees(&amount);
        }
    }
}

#[test]
fn an_approved_card_leads_to_the_number() {
    for mut window in paying() {
        let approval = window.approval("3.50");
        window.tell(Event::Terminal(approval)).on(ScreenName::Number).sees("A01");
        let amount = window.words().money(euros("3.50"));
        window.sees_word("number-paid", &[("amount", amount.into())]).sees_word("number-next-paid", &[]);
    }
}

/// However long card and bank take: whoever stands at the terminal is not asked whether they are there.
#[test]
fn a10_nobody_is_asked_whether_they_are_there_while_the_card_is_undecided() {
    for mut window in paying() {
        let question = window.words().get("still-there-title");
        for step in [Progress::PresentCard, Progress::EnterPin, Progress::Authorising] {
            window.terminal(|attempt| TerminalEvent::Progress { attempt, progress: step });
            for _ in 0..4 {
                window.pass(Millis::from_secs(20)).does_not_see(&question);
            }
        }
    }
}

#[test]
fn every_refusal_is_said_with_what_to_do_next() {
    for reason in DeclineReason::ALL {
        for mut window in paying() {
            let decline = Decline::new(reason, "05".to_owned());
            window.terminal(|attempt| TerminalEvent::Declined { attempt, decline });
            let key = format!("declined-{}", reason.key());
            window.is_back_with(&key);
            let sentences = window.words().get(&key).matches('.').count();
            assert!(sentences >= 3, "{key} says why, that nothing was charged, and what to do");
        }
    }
}

/// Behind the kiosk's own sentence where there is room, and named as the terminal's: it may be in another language.
#[test]
fn what_the_terminal_says_of_a_refusal_is_shown_too() {
    let said = "Zahlung nicht möglich: bitte andere Karte";
    for mut window in paying() {
        let decline = Decline { said: said.to_owned(), ..Decline::new(DeclineReason::Refused, "05".to_owned()) };
        window.terminal(|attempt| TerminalEvent::Declined { attempt, decline });
        let words = window.words();
        let sentence = words.sentences(&words.get("declined-refused"), &words.with("terminal-says", &[("words", said.into())]));
        window.sees(&sentence);
    }
}

#[test]
fn every_other_end_without_a_charge_is_said() {
    type End = fn(cardlast::id::AttemptId) -> TerminalEvent;
    let ends: [(&str, End); 5] = [
        ("cancelled-at-terminal", |attempt| TerminalEvent::CancelledAtTerminal { attempt }),
        ("cancelled-here", |attempt| TerminalEvent::Cancelled { attempt }),
        ("no-card", |attempt| TerminalEvent::NoCard { attempt }),
        ("unreachable", |attempt| TerminalEvent::Unreachable { attempt }),
        ("busy", |attempt| TerminalEvent::Busy { attempt }),
    ];
    for (key, end) in ends {
        for mut window in paying() {
            window.terminal(end).is_back_with(&format!("not-charged-{key}"));
        }
    }
}

#[test]
fn cancelling_on_the_screen_keeps_the_order() {
    for mut window in paying() {
        window.tap_word("card-cancel", &[]).is_back_with("not-charged-cancelled-here");
    }
}

#[test]
fn a_payment_that_cannot_be_recorded_does_not_begin() {
    for tag in LANGUAGES {
        let mut window = Window::reach_in(tag, PORTRAIT, ScreenName::Review);
        window.knobs.by_hand.store(true, Ordering::Relaxed);
        let amount = window.words().money(euros("3.50"));
        window.tap_word("pay-card", &[("amount", amount.into())]).on(ScreenName::Card).sees_word("card-waking", &[]);
        let owed = window.engine.lock().expect("no panic").owed().to_vec();
        let [Owed::Entry(intent @ Entry::Intent { .. })] = owed.as_slice() else { panic!("only the intent is owed: {owed:?}") };
        window.tell(Event::WriteFailed(intent.key())).is_back_with("not-charged-not-recorded");
    }
}

#[test]
fn an_approval_for_another_amount_is_taken_back() {
    for mut window in paying() {
        let approval = window.approval("0.50");
        window.tell(Event::Terminal(approval)).is_back_with("not-charged-taken-back");
    }
}

#[test]
fn an_unknown_payment_is_checked_and_found_in_time() {
    for mut window in paying() {
        window.lose_the_line().sees_word("checking-title", &[]).sees_word("checking-do-not-pay", &[]);
        let TerminalEvent::ApprovalOffered(facts) = window.approval("3.50") else { panic!("an approval is one") };
        window.find(LookUpAnswer::Approved(facts)).on(ScreenName::Number).sees("A01");
    }
}

#[test]
fn an_unknown_payment_that_was_none_gives_the_order_back() {
    let decline = Decline::new(DeclineReason::Expired, "54".to_owned());
    for mut window in paying() {
        window.lose_the_line().find(LookUpAnswer::Declined(decline.clone())).is_back_with("declined-expired");
    }
    for mut window in paying() {
        window.lose_the_line().find(LookUpAnswer::NotCharged).is_back_with("not-charged-taken-back");
    }
    for mut window in paying() {
        // Silence for as long as a payment may take, and then the terminal has never heard of it.
        window.pass(Millis::from_secs(131)).on(ScreenName::Checking);
        window.find(LookUpAnswer::NotFound).on(ScreenName::Checking);
        window.find(LookUpAnswer::NotFound).is_back_with("not-charged-not-found");
    }
}

#[test]
fn an_unknown_payment_that_nobody_can_tell_of_goes_to_staff_with_a_reference() {
    for mut window in paying() {
        window.lose_the_line().pass(Millis::from_secs(46)).on(ScreenName::Staff);
        let ScreenView::Staff(staff) = window.harness.state().view().screen.clone() else {
            panic!("staff have a view of their own")
        };
        window.sees(&staff.reference).sees_word("staff-say", &[]).sees_word("staff-calm", &[]);
        window.tap_word("staff-finish", &[]).on(ScreenName::Attract);
        let why = window.words().with("card-off-unresolved", &[("reference", staff.reference.as_str().into())]);
        window.sees_word("attract-card-off", &[("why", why.into())]);
    }
}

#[test]
fn a_terminal_that_is_not_there_says_so_on_the_button() {
    let gone = [(TerminalHealth::Unreachable, "card-off-unreachable"), (TerminalHealth::Busy, "card-off-busy")];
    for (health, key) in gone {
        for tag in LANGUAGES {
            let mut window = Window::reach_in(tag, PORTRAIT, ScreenName::Review);
            window.tell(Event::Terminal(TerminalEvent::Health(health)));
            let amount = window.words().money(euros("3.50"));
            let button = window.words().with("pay-card", &[("amount", amount.into())]);
            let named = format!("{button}. {}", window.words().get(key));
            window.tap(&named).on(ScreenName::Review);
        }
    }
}

#[test]
fn a_journal_that_fails_ends_the_service_and_begins_it_again() {
    for tag in LANGUAGES {
        let mut window = Window::reach_in(tag, PORTRAIT, ScreenName::OutOfService);
        window.sees_word("out-of-service-title", &[]).sees_word("out-of-service-what", &[]);
        window.tell(journal(JournalHealth::Well)).on(ScreenName::Attract);
    }
}

#[test]
fn a_kitchen_that_is_behind_ends_the_service_and_takes_nothing_out_of_hands() {
    for tag in LANGUAGES {
        let mut window = Window::reach_in(tag, PORTRAIT, ScreenName::Attract);
        window.tell(Event::KitchenHealth(KitchenHealth::Behind)).on(ScreenName::OutOfService);
        window.sees_word("out-of-service-title", &[]).sees_word("out-of-service-what", &[]);
        window.tell(Event::KitchenHealth(KitchenHealth::KeepsUp)).on(ScreenName::Attract);
        let mut window = Window::reach_in(tag, PORTRAIT, ScreenName::Review);
        window.tell(Event::KitchenHealth(KitchenHealth::Behind)).on(ScreenName::Review);
        window.sees_word("card-off-kitchen-behind", &[]);
        window.tell(Event::KitchenHealth(KitchenHealth::KeepsUp)).on(ScreenName::Review);
        let why = window.words().get("card-off-kitchen-behind");
        window.does_not_see(&why);
    }
}

#[test]
fn an_order_for_the_counter_that_cannot_be_stored_comes_back() {
    for tag in LANGUAGES {
        let mut window = Window::reach_in(tag, PORTRAIT, ScreenName::Placing);
        let owed = window.engine.lock().expect("no panic").owed().to_vec();
        let [Owed::Entry(order)] = owed.as_slice() else { panic!("only the order is owed: {owed:?}") };
        window.tell(Event::WriteFailed(order.key())).is_back_with("notice-counter-failed");
    }
}
