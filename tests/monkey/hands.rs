//! A monkey's hands: every wish there is, on any screen. Half of them mean what the screen offers, so that it gets anywhere.

use cardlast::catalogue::{AllergenGroup, Catalogue, Diet, FoodFilter, ItemId, ServiceMode};
use cardlast::id::{LineId, OrderRevision};
use cardlast::locale::Language;
use cardlast::machine::kiosk::{BrowseIntent, CartIntent, CartView, Intent, ProductIntent, ProductView, ScreenView, View};
use cardlast::order::Slot;
use cardlast::payment::Tender;

use crate::dice::Dice;

/// What is searched for and written: nothing, much, and what has no business in a kiosk.
const WORDS: [&str; 8] =
    ["", "burger", "é", "\u{202e}fries\u{0}", "4111 1111 1111 1111", "'; drop table record", "🍟🍟🍟", " \t\n "];

/// Something that leads further on this screen.
pub fn sense(view: &View, dice: &mut Dice) -> Intent {
    match &view.screen {
        ScreenView::Starting | ScreenView::OutOfService | ScreenView::Checking(_) | ScreenView::Placing(_) => Intent::Touch,
        ScreenView::Attract(_) if dice.percent(20) => dice.pick(&view.languages).cloned().map_or(Intent::Touch, Intent::Speak),
        ScreenView::Attract(_) => Intent::Start(service(dice)),
        ScreenView::Menu(menu) => on_menu(view, &menu.cart, dice),
        ScreenView::Product(product) => on_product(product, dice),
        ScreenView::Review(review) => {
            let (cart, seen) = (&review.cart, review.cart.revision);
            let sick = cart.lines.iter().find(|line| line.sold_out || line.gone);
            match (sick, dice.below(10)) {
                (Some(line), _) => Intent::Cart { change: CartIntent::Remove(line.id), seen },
                (None, 0..5) => Intent::Pay { tender: Tender::Card, seen },
                (None, 5..7) => Intent::Pay { tender: Tender::Counter, seen },
                (None, 7) => Intent::Cart { change: CartIntent::AskStartOver, seen },
                (None, 8) => cart.lines.first().map_or(Intent::Touch, |line| Intent::Product(ProductIntent::Reopen(line.id))),
                (None, _) => Intent::Browse(BrowseIntent::Menu),
            }
        }
        ScreenView::StartOver(cart) => {
            let change = if dice.percent(30) { CartIntent::StartOver } else { CartIntent::KeepOrder };
            Intent::Cart { change, seen: cart.revision }
        }
        ScreenView::Card(card) if card.may_cancel && dice.percent(10) => Intent::CancelPayment,
        ScreenView::Card(_) => Intent::Touch,
        ScreenView::Number(_) => {
            if dice.percent(60) {
                Intent::Receipt
            } else {
                Intent::Finish
            }
        }
        ScreenView::Staff(_) => {
            if dice.percent(30) {
                Intent::Finish
            } else {
                Intent::CallStaff
            }
        }
    }
}

fn service(dice: &mut Dice) -> ServiceMode {
    if dice.percent(50) { ServiceMode::DineIn } else { ServiceMode::Takeaway }
}

fn on_menu(view: &View, cart: &CartView, dice: &mut Dice) -> Intent {
    let seen = cart.revision;
    let item = any_item(&view.restaurant, dice);
    let line = dice.pick(&cart.lines).map(|line| line.id);
    let on_line = |change: fn(LineId) -> CartIntent| line.map(|line| Intent::Cart { change: change(line), seen });
    match dice.below(20) {
        0..5 => Intent::Cart { change: CartIntent::QuickAdd(item), seen },
        5..8 => Intent::Product(ProductIntent::Open(item)),
        8 => on_line(|line| CartIntent::Quantity { line, quantity: 7 }).unwrap_or(Intent::Touch),
        9 => on_line(|line| CartIntent::Note { line, text: "no salt".to_owned() }).unwrap_or(Intent::Touch),
        10 => line.map_or(Intent::Touch, |line| Intent::Product(ProductIntent::Reopen(line))),
        11 => Intent::Cart { change: CartIntent::Undo, seen },
        12 => Intent::Cart { change: CartIntent::Redo, seen },
        13 => Intent::Cart { change: CartIntent::Service(cart.service.other()), seen },
        14 => Intent::Cart { change: CartIntent::AskStartOver, seen },
        _ => Intent::Browse(BrowseIntent::Review),
    }
}

fn on_product(product: &ProductView, dice: &mut Dice) -> Intent {
    let groups: Vec<_> = product.groups.iter().chain(product.parts.iter().flat_map(|part| part.groups.iter())).collect();
    let owing: Vec<_> = groups.iter().filter(|group| group.chosen < group.min).copied().collect();
    let wanted = if owing.is_empty() && dice.percent(20) { groups } else { owing };
    if let Some(option) = dice.pick(&wanted).and_then(|group| Some((group.slot.clone(), dice.pick(&group.options)?.id.clone()))) {
        return Intent::Product(ProductIntent::Toggle { slot: option.0, option: option.1 });
    }
    let unfilled = product.parts.iter().find(|part| part.choices.iter().all(|choice| !choice.selected));
    if let Some(choice) = unfilled.and_then(|part| Some((part.id.clone(), dice.pick(&part.choices)?.product.clone()))) {
        return Intent::Product(ProductIntent::Fill { part: choice.0, product: choice.1 });
    }
    Intent::Product(match dice.below(10) {
        0 => ProductIntent::Close,
        1 => ProductIntent::Quantity(3),
        2 => ProductIntent::Note("sauce on the side".to_owned()),
        _ => ProductIntent::Add { seen: product.revision },
    })
}

fn any_item(menu: &Catalogue, dice: &mut Dice) -> ItemId {
    dice.pick(menu.items()).expect("a menu has items").id.clone()
}

/// How many wishes [`any`] knows.
pub const WISHES: u64 = 34;

/// Any wish, on any screen, about anything: `which` of [`WISHES`].
pub fn any(menu: &Catalogue, revision: OrderRevision, which: u64, dice: &mut Dice) -> Intent {
    // Mostly what is on the screen, at times what was, or never will be.
    let seen = if dice.percent(80) { revision } else { OrderRevision(u32::try_from(dice.below(9)).unwrap_or(0)) };
    let line = LineId(u32::try_from(dice.below(6)).unwrap_or(0));
    let quantity = *dice.pick(&[0, 1, 2, 99, 100, u32::MAX]).expect("some");
    let words = || WORDS[usize::try_from(which).unwrap_or(0) % WORDS.len()];
    let text = if dice.percent(5) { "x".repeat(5_000) } else { dice.pick(&WORDS).copied().unwrap_or_else(words).to_owned() };
    let item = any_item(menu, dice);
    let cart = |change| Intent::Cart { change, seen };
    match which {
        0 => Intent::Start(service(dice)),
        1 => Intent::Touch,
        2 => Intent::StillHere,
        3 if dice.percent(50) => Intent::Speak(Language::new("xx").expect("a tag")),
        3 => Intent::Speak(dice.pick(menu.languages()).expect("a language").clone()),
        4 => Intent::CallStaff,
        5 => Intent::Browse(BrowseIntent::Category(dice.pick(menu.categories()).expect("a category").id.clone())),
        6 => Intent::Browse(BrowseIntent::Search(text)),
        7 => Intent::Browse(BrowseIntent::CloseSearch),
        8 => Intent::Browse(BrowseIntent::Filter(filter(dice))),
        9 => Intent::Browse(BrowseIntent::Review),
        10 => Intent::Browse(BrowseIntent::Menu),
        11 => Intent::Product(ProductIntent::Open(item)),
        12 => Intent::Product(ProductIntent::Reopen(line)),
        13 => toggle(menu, dice),
        14 => fill(menu, dice),
        15 => Intent::Product(ProductIntent::Quantity(quantity)),
        16 => Intent::Product(ProductIntent::Note(text)),
        17 => Intent::Product(ProductIntent::Add { seen }),
        18 => Intent::Product(ProductIntent::Close),
        19 => cart(CartIntent::Service(service(dice))),
        20 | 21 => cart(CartIntent::QuickAdd(item)),
        22 => cart(CartIntent::Quantity { line, quantity }),
        23 => cart(CartIntent::Remove(line)),
        24 => cart(CartIntent::Note { line, text }),
        25 => cart(CartIntent::Undo),
        26 => cart(CartIntent::Redo),
        27 => cart(CartIntent::AskStartOver),
        28 => cart(CartIntent::StartOver),
        29 => cart(CartIntent::KeepOrder),
        30 => Intent::Pay { tender: Tender::Card, seen },
        31 => Intent::Pay { tender: Tender::Counter, seen },
        32 => Intent::CancelPayment,
        33 if dice.percent(50) => Intent::Receipt,
        _ => Intent::Finish,
    }
}

fn filter(dice: &mut Dice) -> FoodFilter {
    let avoid = AllergenGroup::ALL.into_iter().filter(|_| dice.percent(20)).collect();
    FoodFilter { avoid, diets: Diet::ALL.into_iter().filter(|_| dice.percent(20)).collect() }
}

fn toggle(menu: &Catalogue, dice: &mut Dice) -> Intent {
    let group = dice.pick(menu.groups()).expect("a group");
    let option = dice.pick(&group.options).expect("an option").id.clone();
    Intent::Product(ProductIntent::Toggle { slot: Slot { part: None, group: group.id.clone() }, option })
}

fn fill(menu: &Catalogue, dice: &mut Dice) -> Intent {
    use cardlast::catalogue::ItemKind;
    let bundles = menu.items().iter().filter_map(|item| match &item.kind {
        ItemKind::Bundle(bundle) => Some(bundle),
        ItemKind::Product(_) => None,
    });
    let parts: Vec<_> = bundles.flat_map(|bundle| &bundle.parts).collect();
    let part = dice.pick(&parts).expect("the demo menu has meals");
    Intent::Product(ProductIntent::Fill {
        part: part.id.clone(),
        product: dice.pick(&part.choices).expect("a choice").product.clone(),
    })
}
