//! What a customer switched on stays on for as long as they are there, also while they pay and whatever comes of it, and is gone when the
//! screen is free again. Told from what is drawn, said and named, not from the program's own opinion.

use cardlast::machine::{atm, kiosk::ScreenName};
use cardlast::payment::Trouble;
use cardlast::speech::Listener;
use cardlast::time::Millis;
use cardlast::ui::Headless;
use cardlast::ui::inspection::DrawnKind;
use cardlast::ui::theme::luminance;
use egui::{Key, Modifiers};

use super::atm::Cash;
use super::till::Till;
use super::window::{PORTRAIT, words};

/// What can be told of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "five wishes, each of its own")]
struct Wishes {
    /// Fewer points fit on the same panel.
    large: bool,
    /// Most of it is dark.
    contrast: bool,
    /// Nothing to touch is above what somebody reaches who sits.
    reach: bool,
    /// A key of the pad is answered by the voice.
    speech: bool,
    /// The header is in French.
    french: bool,
}

const ALL: Wishes = Wishes { large: true, contrast: true, reach: true, speech: true, french: true };
const NONE: Wishes = Wishes { large: false, contrast: false, reach: false, speech: false, french: false };

/// A panel of 27 inches whose lower edge is at 700 mm: what is above 1100 mm is out of reach.
const BOUND: f32 = 1.0 - 400.0 / 597.0;

impl Wishes {
    /// `usual` is the width of the window in points with nothing switched on. The pad's key leaves the focus where it was.
    fn of(window: &mut Headless, usual: f32, (listener, french): (&Listener, &str)) -> Self {
        let area = window.area();
        let bound = area.height() * BOUND - 2.0;
        let seen = |thing: &cardlast::ui::inspection::Drawn| thing.rect.intersect(thing.clip);
        let drawn = window.drawn();
        let controls = || drawn.iter().filter(|thing| thing.kind == DrawnKind::Control && seen(thing).is_positive());
        assert!(controls().count() > 0, "there is always something to touch");
        let picture = window.picture();
        let sample = || picture.pixels.iter().step_by(97);
        let bright = sample().map(|pixel| luminance(*pixel)).sum::<f32>() / sample().count() as f32;
        let french = drawn.iter().any(|thing| thing.words == french);
        let reach = controls().all(|thing| seen(thing).min.y >= bound);
        drop(listener.take());
        next_and_back(window);
        let speech = !listener.take().is_empty();
        Self { large: area.width() < usual * 0.95, contrast: bright < 0.25, reach, speech, french }
    }
}

/// A key of the pad, and the one that takes it back.
fn next_and_back(window: &mut Headless) {
    for (key, modifiers) in [(Key::Tab, Modifiers::NONE), (Key::Tab, Modifiers::SHIFT)] {
        for pressed in [true, false] {
            window.frame(vec![egui::Event::Key { key, physical_key: None, pressed, repeat: false, modifiers }]);
        }
        for _ in 0..4 {
            window.settle();
            window.frame(Vec::new());
        }
    }
}

/// Looks at the kiosk.
#[track_caller]
fn look(till: &mut Till, usual: f32) -> Wishes {
    let (listener, french) = (till.listener.clone(), words("fr").get("access"));
    till.settle();
    Wishes::of(&mut till.window, usual, (&listener, &french))
}

#[track_caller]
fn still(till: &mut Till, usual: f32) {
    let screen = till.screen();
    assert_eq!(look(till, usual), ALL, "on {screen}: {:#?}", till.texts());
}

/// A kiosk whose customer has switched everything on, at attract, on the panel itself.
fn wished() -> (Till, f32) {
    let mut till = Till::open(PORTRAIT);
    let usual = till.window.area().width();
    assert_eq!(look(&mut till, usual), NONE, "nothing is on before anybody asks");
    till.tap("Français").reads("fr").tap_word("access");
    for switch in ["access-large", "access-contrast", "access-reach", "access-speech"] {
        till.tap_word(switch);
    }
    till.tap_word("access-done");
    still(&mut till, usual);
    (till, usual)
}

/// Orders fries and is asked for a card.
fn pays((mut till, usual): (Till, f32), trouble: Trouble) -> (Till, f32) {
    till.tap_word("service-dine-in").on(ScreenName::Menu);
    still(&mut till, usual);
    till.tap("Ajouter Frites");
    still(&mut till, usual);
    till.tap_word("to-review").on(ScreenName::Review);
    still(&mut till, usual);
    till.tap("Payer 3,50\u{a0}€ par carte").on(ScreenName::Card).arrange(trouble);
    still(&mut till, usual);
    (till, usual)
}

#[track_caller]
fn is_free(till: &mut Till, usual: f32) {
    till.on(ScreenName::Attract).reads("en");
    assert_eq!(look(till, usual), NONE, "the next customer finds everything as usual: {:#?}", till.texts());
}

#[test]
fn a09_what_was_switched_on_lasts_through_a_payment_with_a_code_to_the_number_and_is_gone_at_attract() {
    let (mut till, usual) = pays(wished(), Trouble::None);
    till.tap_word("terminal-insert-card");
    still(&mut till, usual);
    for digit in [1, 2, 3, 4] {
        let name = till.words().with("terminal-digit", &[("digit", digit.into())]);
        till.tap(&name);
    }
    still(&mut till, usual);
    till.tap_word("terminal-enter-name").pass(Millis::from_secs(3));
    still(&mut till, usual);
    till.tap_word("terminal-remove-card-out").on(ScreenName::Number);
    still(&mut till, usual);
    till.tap_word("number-receipt-show");
    still(&mut till, usual);
    till.tap_word("number-receipt-close").tap_word("number-finish");
    is_free(&mut till, usual);
}

#[test]
fn a09_what_was_switched_on_lasts_after_a_decline_and_until_the_customer_has_gone() {
    let (mut till, usual) = pays(wished(), Trouble::Decline);
    till.tap_word("terminal-tap-card").on(ScreenName::Review);
    let declined = till.words().get("declined-insufficient-funds");
    assert!(till.sees(&declined), "{:#?}", till.texts());
    still(&mut till, usual);
    // Nobody does anything any more: the question, and then the screen is free.
    till.pass(Millis::from_secs(62));
    let asks = till.words().get("still-there-title");
    assert!(till.sees(&asks), "{:#?}", till.texts());
    is_free(&mut till, usual);
}

#[test]
fn a09_what_was_switched_on_lasts_while_a_payment_is_looked_for_and_on_the_way_to_staff() {
    let (mut till, usual) = pays(wished(), Trouble::LineDown);
    till.on(ScreenName::Checking);
    still(&mut till, usual);
    till.on(ScreenName::Staff);
    still(&mut till, usual);
    till.tap_word("staff-finish");
    is_free(&mut till, usual);
}

/// What somebody switched on before ordering, or the panel that they opened, is not there for the next one either.
#[test]
fn a11_a_customer_who_walks_away_before_ordering_leaves_nothing_switched_on_and_no_panel() {
    let mut till = Till::open(PORTRAIT);
    let usual = till.window.area().width();
    let title = words("en").get("access-title");
    till.tap_word("access").pass(Millis::from_secs(59));
    assert!(till.sees(&title), "whoever is still reading is left in peace");
    till.pass(Millis::from_secs(2));
    assert!(!till.sees(&title), "{:#?}", till.texts());
    for switch in ["access-large", "access-contrast", "access-reach"] {
        till.tap_word("access").tap_word(switch).tap_word("access-done");
        assert_ne!(look(&mut till, usual), NONE);
        till.pass(Millis::from_secs(61));
        assert_eq!(look(&mut till, usual), NONE, "after {switch}");
    }
}

#[track_caller]
fn look_at_the_machine(cash: &mut Cash, usual: f32) -> Wishes {
    let (listener, french) = (cash.listener.clone(), words("fr").get("access"));
    Wishes::of(&mut cash.window, usual, (&listener, &french))
}

#[test]
fn a09_what_was_switched_on_at_the_cash_machine_lasts_until_the_cash_is_taken_and_is_gone_then() {
    use atm::ScreenName as Screen;
    let mut cash = Cash::open(PORTRAIT);
    cash.on(Screen::Welcome);
    let usual = cash.window.area().width();
    // The house speaks French; a cash machine has no room for larger keys where all is low, and says so by leaving them as they are.
    let wished = Wishes { large: false, ..ALL };
    assert_eq!(look_at_the_machine(&mut cash, usual), Wishes { french: true, ..NONE });
    let french = words("fr");
    let word = |key: &str| french.get(key);
    cash.tap(&word("access"));
    for switch in ["access-contrast", "access-reach", "access-speech"] {
        cash.tap(&word(switch));
    }
    cash.tap(&word("access-done"));
    let still = |cash: &mut Cash| {
        let screen = cash.screen();
        assert_eq!(look_at_the_machine(cash, usual), wished, "on {screen}");
    };
    still(&mut cash);
    cash.tap(&word("atm-key-withdraw")).on(Screen::Amount);
    still(&mut cash);
    let forty = french.money(super::window::euros("40.00"));
    cash.tap(&forty).on(Screen::Confirm);
    still(&mut cash);
    cash.tap(&french.with("atm-key-confirm", &[("amount", forty.as_str().into())])).on(Screen::Card);
    still(&mut cash);
    cash.tap(&word("atm-slot-insert")).on(Screen::Pin);
    still(&mut cash);
    for digit in [1, 2, 3, 4] {
        cash.tap(&french.with("terminal-digit", &[("digit", digit.into())]));
    }
    cash.tap(&word("terminal-enter-name")).on(Screen::TakeCard);
    still(&mut cash);
    cash.tap(&word("atm-slot-take")).on(Screen::TakeCash);
    still(&mut cash);
    cash.tap(&french.with("atm-tray-take", &[("amount", forty.as_str().into())])).on(Screen::Receipt);
    still(&mut cash);
    cash.tap(&word("atm-key-finish")).on(Screen::Told);
    still(&mut cash);
    cash.pass(15).on(Screen::Welcome);
    assert_eq!(look_at_the_machine(&mut cash, usual), Wishes { french: true, ..NONE });
}

#[test]
fn a09_large_lasts_at_the_cash_machine_too() {
    use atm::ScreenName as Screen;
    let mut cash = Cash::open(PORTRAIT);
    cash.on(Screen::Welcome);
    let usual = cash.window.area().width();
    let french = words("fr");
    cash.tap(&french.get("access")).tap(&french.get("access-large")).tap(&french.get("access-done"));
    let large = Wishes { french: true, large: true, ..NONE };
    assert_eq!(look_at_the_machine(&mut cash, usual), large);
    cash.tap(&french.get("atm-key-withdraw")).on(Screen::Amount);
    assert_eq!(look_at_the_machine(&mut cash, usual), large);
    cash.press(Key::Escape).pass(15).on(Screen::Welcome);
    assert_eq!(look_at_the_machine(&mut cash, usual), Wishes { french: true, ..NONE });
}

#[test]
fn a11_somebody_who_walks_away_from_the_cash_machine_leaves_nothing_switched_on_and_no_panel() {
    use atm::ScreenName as Screen;
    let mut cash = Cash::open(PORTRAIT);
    cash.on(Screen::Welcome);
    let usual = cash.window.area().width();
    let french = words("fr");
    for switch in ["access-large", "access-contrast", "access-reach"] {
        cash.tap(&french.get("access")).tap(&french.get(switch)).tap(&french.get("access-done")).pass(55);
        assert_ne!(look_at_the_machine(&mut cash, usual), Wishes { french: true, ..NONE }, "whoever is there is left in peace");
        cash.pass(61);
        assert_eq!(look_at_the_machine(&mut cash, usual), Wishes { french: true, ..NONE }, "after {switch}");
    }
    cash.tap(&french.get("access")).sees(&french.get("access-title")).pass(61);
    let title = french.get("access-title");
    assert!(!cash.texts().contains(&title), "the panel");
}
