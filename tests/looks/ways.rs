//! What leads on is there in every mode, and what stands side by side is equally large.

use cardlast::machine::kiosk::ScreenName;
use cardlast::ui::inspection::DrawnKind;
use cardlast::words::Words;

use super::drawings::{DRAWINGS, Drawing, MENU, every_drawing};

/// The words of the controls without which a customer does not get on from a screen.
fn ways_on(screen: ScreenName) -> &'static [&'static str] {
    match screen {
        ScreenName::Staff => &["staff-finish"],
        ScreenName::Number => &["number-finish"],
        ScreenName::StartOver => &["start-over-no", "start-over-yes"],
        // Where there is little room it stands at the end of the lines.
        ScreenName::Review => &["service-dine-in", "service-takeaway"],
        ScreenName::Starting
        | ScreenName::Attract
        | ScreenName::Menu
        | ScreenName::Product
        | ScreenName::Card
        | ScreenName::Checking
        | ScreenName::Placing
        | ScreenName::OutOfService => &[],
    }
}

/// Ways on that are missing.
pub fn without_a_way_on(drawing: &Drawing) -> Vec<String> {
    let words = Words::new(&drawing.language);
    let there = |key: &str| {
        let label = words.get(key);
        drawing.drawn.iter().any(|drawn| drawn.kind == DrawnKind::Control && drawn.words == label)
    };
    let ways = drawing.screen.map_or(&[][..], ways_on);
    ways.iter().filter(|key| !there(key)).map(|key| format!("nothing leads on by {key:?}")).collect()
}

#[test]
fn every_screen_can_be_left_in_every_mode() {
    every_drawing(without_a_way_on);
    let asked = DRAWINGS.iter().filter(|drawing| drawing.screen.is_some_and(|screen| !ways_on(screen).is_empty())).count();
    assert!(asked > 100, "{asked} drawings were asked for a way on");
}

/// The sizes of the prices of dishes that are on sale side by side.
fn sizes_of_prices(drawing: &Drawing) -> Vec<f32> {
    let words = Words::new(&drawing.language);
    let prices: Vec<String> = MENU.items().iter().map(|item| words.money(item.price)).collect();
    // What stands on a card, and not in the order, which is drawn on its own ground beside or below them.
    let names: Vec<&str> = MENU.items().iter().map(|item| item.name.get(&drawing.language)).collect();
    let is_card = |words: &str| names.iter().any(|name| words.starts_with(&format!("{name}, ")));
    let controls = drawing.drawn.iter().filter(|drawn| drawn.kind == DrawnKind::Control && is_card(&drawn.words));
    let cards: Vec<egui::Rect> = controls.map(|drawn| drawn.rect.intersect(drawn.clip)).collect();
    let on_a_card = |rect: egui::Rect| cards.iter().any(|card| card.contains(rect.center()));
    let texts = drawing.drawn.iter().filter(|drawn| prices.contains(&drawn.words) && on_a_card(drawn.rect));
    let size = |kind: &DrawnKind| if let DrawnKind::Text { size, .. } = kind { Some(*size) } else { None };
    texts.filter_map(|drawn| size(&drawn.kind)).collect()
}

/// Prices side by side of which one is larger than the other.
pub fn uneven_prices(drawing: &Drawing) -> Vec<String> {
    if drawing.screen != Some(ScreenName::Menu) {
        return Vec::new();
    }
    let mut sizes = sizes_of_prices(drawing);
    sizes.sort_by(f32::total_cmp);
    sizes.dedup();
    if sizes.len() > 1 { vec![format!("prices of {sizes:?} points side by side")] } else { Vec::new() }
}

#[test]
fn prices_side_by_side_are_equally_large() {
    every_drawing(uneven_prices);
    let several =
        DRAWINGS.iter().filter(|drawing| drawing.screen == Some(ScreenName::Menu) && sizes_of_prices(drawing).len() > 1);
    let several = several.count();
    assert!(several > 100, "{several} drawings have prices side by side");
}

/// An order with something sold out in it that can neither be mended here nor taken to where it can.
fn stuck_with_what_is_sold_out(drawing: &Drawing) -> Vec<String> {
    if !drawing.name.starts_with("menu-sold-out") {
        return Vec::new();
    }
    let words = Words::new(&drawing.language);
    let remove = |name: &str| words.with("line-remove", &[("what", name.into())]);
    let mends: Vec<String> = MENU.items().iter().map(|item| remove(item.name.get(&drawing.language))).collect();
    // A way that is closed says why in its name.
    let leads = |name: &String| *name == words.get("to-review") || mends.contains(name);
    let open = drawing.drawn.iter().any(|drawn| drawn.kind == DrawnKind::Control && leads(&drawn.words));
    if open { Vec::new() } else { vec!["what is sold out can be removed nowhere".to_owned()] }
}

#[test]
fn what_is_sold_out_can_be_removed_in_every_mode() {
    every_drawing(stuck_with_what_is_sold_out);
    let asked = DRAWINGS.iter().filter(|drawing| drawing.name.starts_with("menu-sold-out")).count();
    assert!(asked > 50, "{asked} drawings have something sold out");
}
