//! What makes two moments the same for a walk: the screen, what lies over it, and what decides which controls it has.

use cardlast::machine::kiosk::{CartView, MenuView, ProductView, ReviewView, ScreenName, ScreenView, Shown, View};
use egui::accesskit::Role;

use super::tree::Thing;
use super::world::World;

/// What a screen does not show and yet leads to different ones.
#[derive(Debug, Clone, Copy)]
pub struct Past {
    /// The page that the customer came from.
    pub back: ScreenName,
    /// Minutes went by at once.
    pub stalled: bool,
}

/// A name for the situation. Amounts, names of dishes and notices are left out: every control that shows up in a situation is tapped
/// in it, whichever dish brought it there. What lies over a screen hides what is below from the finger, so little of that counts then.
pub fn situation(view: &View, past: Past, things: &[Thing], world: &World) -> String {
    let name = view.name;
    let fails = world.journal_fails();
    if view.still_there.is_some() {
        return format!("{name}, still there? journal fails {fails}");
    }
    if things.iter().any(|thing| thing.covered) {
        let chosen = things.iter().any(|thing| thing.role == Role::CheckBox && thing.chosen == Some(true));
        return format!("{name} below a panel, something chosen {chosen}");
    }
    if things.iter().any(|thing| thing.control && thing.role == Role::Button && thing.name.chars().count() == 1) {
        let written = things.iter().any(|thing| thing.role == Role::Button && !thing.enabled);
        return format!("{name} with keys, nothing written {written}");
    }
    if matches!(name, ScreenName::Card | ScreenName::Checking | ScreenName::Placing) {
        let stored = world.has_stored_an_approval();
        return format!("{name} ({}) owed {:?} stored {stored} stalled {}", about(&view.screen), world.owed(), past.stalled);
    }
    let back = if matches!(name, ScreenName::Product | ScreenName::StartOver) { past.back.key() } else { "" };
    format!("{name} {back} ({}) journal fails {fails}", about(&view.screen))
}

fn about(screen: &ScreenView) -> String {
    match screen {
        ScreenView::Starting | ScreenView::OutOfService | ScreenView::Placing(_) | ScreenView::Staff(_) => String::new(),
        ScreenView::Attract(attract) => attract.card.as_ref().err().map_or("", cardlast::machine::CardOff::key).to_owned(),
        ScreenView::Menu(menu) => self::menu(menu),
        ScreenView::Product(product) => self::product(product),
        ScreenView::Review(review) => self::review(review),
        ScreenView::StartOver(view) => format!("{} lines", view.lines.len().min(1)),
        ScreenView::Card(card) | ScreenView::Checking(card) => {
            format!("{:?} {} {}", card.stage, card.may_cancel, card.cancelling)
        }
        ScreenView::Number(number) => format!("{:?}", number.receipt),
    }
}

fn menu(view: &MenuView) -> String {
    let searching = matches!(view.shown, Shown::Search(_));
    format!("searching {searching} {}", cart(&view.cart))
}

fn cart(view: &CartView) -> String {
    let blocked = view.blocked.as_ref().map_or("", cardlast::machine::kiosk::BlockedBy::key);
    format!("{} lines {blocked}", view.lines.len().min(2))
}

fn product(view: &ProductView) -> String {
    let ProductView { editing, parts, unmet, .. } = view;
    format!("changing {editing} bundle {} missing {}", !parts.is_empty(), unmet.len().min(1))
}

fn review(view: &ReviewView) -> String {
    let open: Vec<_> = view.offers.iter().map(|offer| offer.available).collect();
    format!("{} offers {open:?}", cart(&view.cart))
}
