//! Which controls belong to which screen: a closed list, by the keys of their words. A control that is not named here was not asked for.

use std::collections::BTreeSet;

use cardlast::catalogue::{Catalogue, ItemKind};
use cardlast::locale::Language;
use cardlast::machine::kiosk::{LineView, ScreenName, ScreenView, View};
use cardlast::words::{Value, WordBook, Words};

use super::tree::Thing;

/// On every screen.
const HEADER: &[&str] = &["call-staff", "language-choose", "access", "access-reach"];

/// Panels that open from there, by the title that they are called after, and what is on them: it belongs nowhere else.
const PANELS: &[(&str, &[&str])] = &[
    ("language-title", &["language-close"]),
    ("access-title", &["access-reach", "access-large", "access-contrast", "access-done", "scroll-up", "scroll-down"]),
];

/// Of the simulated terminal, which is no part of the kiosk.
pub const DEVICE: &[&str] = &[
    "terminal-open",
    "terminal-close",
    "terminal-tap-card",
    "terminal-insert-card",
    "terminal-remove-card-out",
    "terminal-digit",
    "terminal-cancel-name",
    "terminal-clear-name",
    "terminal-enter-name",
    "trouble-decline",
    "trouble-slow",
    "trouble-line-down",
    "trouble-late-answer",
];

const KEYBOARD: &[&str] = &["key-backspace", "key-clear", "key-space", "key-done"];
const LISTS: &[&str] = &["scroll-up", "scroll-down"];
const LINES: &[&str] = &["line-change", "line-remove", "line-less", "line-more"];
const SERVICE: &[&str] = &["service-dine-in", "service-takeaway"];
const FILTER: &[&str] = &["filter-clear", "filter-done"];
const STILL_THERE: &[&str] = &["still-there-yes"];

/// The keys of a screen's own controls.
const fn own(screen: ScreenName) -> &'static [&'static [&'static str]] {
    match screen {
        ScreenName::Attract => &[SERVICE, DEVICE],
        ScreenName::Menu => {
            const OWN: &[&str] = &[
                "search",
                "search-change",
                "search-close",
                "filter",
                "filter-on",
                "undo",
                "redo",
                "start-over",
                "to-review",
                "take",
            ];
            &[OWN, SERVICE, LINES, LISTS, KEYBOARD, FILTER, STILL_THERE]
        }
        ScreenName::Product => {
            &[&["product-back", "product-keep", "product-add", "product-save", "note-write"], LINES, LISTS, KEYBOARD, STILL_THERE]
        }
        ScreenName::Review => {
            &[&["review-back", "start-over", "pay-card", "pay-counter"], SERVICE, LINES, LISTS, STILL_THERE, DEVICE]
        }
        ScreenName::StartOver => &[&["start-over-yes", "start-over-no"], STILL_THERE],
        ScreenName::Card => &[&["card-cancel"], DEVICE],
        ScreenName::Number => {
            const RECEIPT: &[&str] = &["number-receipt", "number-receipt-again", "number-receipt-show", "number-receipt-close"];
            &[&["number-finish"], RECEIPT, LISTS, DEVICE]
        }
        ScreenName::Staff => &[&["staff-finish"], DEVICE],
        ScreenName::Checking | ScreenName::Placing | ScreenName::OutOfService => &[DEVICE],
        ScreenName::Starting => &[],
    }
}

/// Screens on which the customer may still change the language.
pub const fn speaks(screen: ScreenName) -> bool {
    !matches!(screen, ScreenName::Starting | ScreenName::Card | ScreenName::Checking | ScreenName::Placing)
}

/// The first control that does not belong to the screen.
pub fn stranger<'a>(view: &View, book: &WordBook, things: &'a [Thing], dialogs: &[String]) -> Option<&'a Thing> {
    things.iter().filter(|thing| thing.control).find(|thing| !belongs(view, book, &thing.name, dialogs))
}

fn belongs(view: &View, book: &WordBook, name: &str, dialogs: &[String]) -> bool {
    let words = &book.of(&view.language);
    let open = PANELS.iter().filter(|(title, _)| dialogs.contains(&words.get(title))).flat_map(|(_, keys)| *keys);
    let keys = HEADER.iter().chain(open).chain(own(view.name).iter().copied().flatten());
    keys.copied().any(|key| is_called(words, key, name)) || is_language(view, book, name) || is_from_the_menu(view, words, name)
}

fn is_language(view: &View, book: &WordBook, name: &str) -> bool {
    speaks(view.name) && view.languages.iter().any(|language| book.of(language).get("language-name") == name)
}

/// Tabs, cards, chips, letters and notes: what the menu and the customer bring along.
fn is_from_the_menu(view: &View, words: &Words, name: &str) -> bool {
    let language = words.language();
    match &view.screen {
        ScreenView::Menu(menu) => {
            let tab = menu.categories.iter().any(|tab| tab.name.get(language) == name);
            let card = menu.items.iter().filter_map(|id| menu.card(id)).any(|card| {
                let price = words.money(card.price);
                name.starts_with(&format!("{}, {price}", card.name.get(language)))
            });
            let letter = matches!(menu.shown, cardlast::machine::kiosk::Shown::Search(_)) && name.chars().count() == 1;
            tab || card || letter || is_food(words, name)
        }
        ScreenView::Product(product) => {
            let groups = product.groups.iter().chain(product.parts.iter().flat_map(|part| &part.groups));
            let headings = groups.map(|group| &group.name).chain(product.parts.iter().map(|part| &part.name));
            let chip = |group: &str| {
                let head = words.with("option-of", &[("group", group.into()), ("option", "".into())]);
                name.starts_with(&head)
            };
            let quoted = words.with("note-quoted", &[("note", Value::from(product.note.as_str()))]);
            let note = name == quoted && !product.note.is_empty();
            headings.into_iter().any(|heading| chip(heading.get(language))) || note || name.chars().count() == 1
        }
        ScreenView::Starting
        | ScreenView::Attract(_)
        | ScreenView::Review(_)
        | ScreenView::StartOver(_)
        | ScreenView::Card(_)
        | ScreenView::Checking(_)
        | ScreenView::Placing(_)
        | ScreenView::Number(_)
        | ScreenView::Staff(_)
        | ScreenView::OutOfService => false,
    }
}

/// A chip of the filter.
fn is_food(words: &Words, name: &str) -> bool {
    let allergens = cardlast::catalogue::AllergenGroup::ALL.iter().map(|group| format!("allergen-{}", group.key()));
    let diets = cardlast::catalogue::Diet::ALL.iter().map(|diet| format!("diet-{}", diet.key()));
    let name = name.to_lowercase();
    allergens.chain(diets).any(|key| words.get(&key).to_lowercase() == name)
}

/// Whether a control may be called so by the message of this key: whatever the values, with or without the reason why it is off.
pub fn is_called(words: &Words, key: &str, name: &str) -> bool {
    const VALUE: &str = "\u{1}";
    let values = ["what", "amount", "digit"].map(|value| (value, Value::from(VALUE)));
    let counted = values.into_iter().chain([("count", Value::from(7))]);
    let pattern = words.with(key, &counted.collect::<Vec<_>>()).replace('7', VALUE);
    let mut rest = name;
    for (place, piece) in pattern.split(VALUE).enumerate() {
        let at = if place == 0 { rest.starts_with(piece).then_some(0) } else { rest.find(piece) };
        let Some(at) = at else { return false };
        rest = &rest[at + piece.len()..];
    }
    // What ends with a value takes the rest; a reason comes as a sentence of its own.
    rest.is_empty() || pattern.ends_with(VALUE) || rest.starts_with(". ")
}

/// The ids of everything on the menu that a text names.
pub fn dishes_in(menu: &Catalogue, language: &Language, text: &str) -> BTreeSet<String> {
    let items = menu.items().iter().map(|item| (item.id.as_str(), item.name.get(language)));
    let options = menu.groups().iter().flat_map(|group| &group.options);
    let options = options.map(|option| (option.id.as_str(), option.name.get(language)));
    items.chain(options).filter(|(_, name)| names(text, name)).map(|(id, _)| id.to_owned()).collect()
}

/// Whether a text has these words as words.
fn names(text: &str, name: &str) -> bool {
    let bare = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    text.match_indices(name).any(|(at, _)| bare(text[..at].chars().next_back()) && bare(text[at + name.len()..].chars().next()))
}

/// What choosing a dish brings along: the parts of a bundle that are preset or the only choice.
pub fn brought_along(menu: &Catalogue, id: &str) -> BTreeSet<String> {
    let item = menu.items().iter().find(|item| item.id.as_str() == id);
    let Some(ItemKind::Bundle(bundle)) = item.map(|item| &item.kind) else { return BTreeSet::new() };
    let preset = bundle.parts.iter().filter_map(|part| {
        let only = (part.choices.len() == 1).then(|| &part.choices[0].product);
        part.default.as_ref().or(only)
    });
    preset.map(|id| id.as_str().to_owned()).collect()
}

/// Whether nothing that was not chosen may be named on this screen.
pub const fn names_only_what_was_chosen(screen: ScreenName) -> bool {
    !matches!(screen, ScreenName::Menu | ScreenName::Product)
}

/// The lines of the cart, where the screen has one.
pub fn lines(view: &View) -> &[LineView] {
    match &view.screen {
        ScreenView::Menu(menu) => &menu.cart.lines,
        ScreenView::Review(review) => &review.cart.lines,
        ScreenView::StartOver(cart) => &cart.lines,
        ScreenView::Starting
        | ScreenView::Attract(_)
        | ScreenView::Product(_)
        | ScreenView::Card(_)
        | ScreenView::Checking(_)
        | ScreenView::Placing(_)
        | ScreenView::Number(_)
        | ScreenView::Staff(_)
        | ScreenView::OutOfService => &[],
    }
}
