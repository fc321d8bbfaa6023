//! What becomes of a payment, in words.

use cardlast::machine::kiosk::ScreenName;

use super::window::{PORTRAIT, Window};

#[test]
fn a_declined_card_leads_back_to_the_order_and_says_so() {
    let mut window = Window::reach(PORTRAIT, ScreenName::Card);
    window.tap("Bank declines").tap("Hold card here").on(ScreenName::Review);
    window.sees("There is not enough on this card. Nothing was charged.").sees("1 × Fries");
}

#[test]
fn cancelling_keeps_the_order() {
    let mut window = Window::reach(PORTRAIT, ScreenName::Card);
    window.tap("Cancel and keep my order").on(ScreenName::Review).sees("Cancelled. Nothing was charged").sees("1 × Fries");
}
