//! Customers, one after the other: what each wants is drawn from a seed.

use std::collections::BTreeMap;

use cardlast::catalogue::{Item, ItemId, ItemKind, ServiceMode, SoldOut};
use cardlast::id::OrderRevision;
use cardlast::machine::kiosk::{BrowseIntent, CardStage, CartIntent, Intent, Kiosk as Machine, ScreenName, ScreenView, View};
use cardlast::order::Selection;
use cardlast::payment::{Progress, Tender, TerminalTap, Trouble};
use cardlast::time::Millis;

use crate::dice::Dice;
use crate::kiosk::{Kiosk, MENU};

/// How a visit goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Visit {
    Card,
    CardAndCode,
    Counter,
    DeclinedThenCard,
    DeclinedThenCounter,
    CancelledOnScreenThenCounter,
    CancelledAtTerminalThenCard,
    NoCardThenCounter,
    LeavesTheMenu,
    LeavesTheReview,
}

const VISITS: &[(u64, Visit)] = &[
    (50, Visit::Card),
    (8, Visit::CardAndCode),
    (16, Visit::Counter),
    (6, Visit::DeclinedThenCard),
    (3, Visit::DeclinedThenCounter),
    (4, Visit::CancelledOnScreenThenCounter),
    (4, Visit::CancelledAtTerminalThenCard),
    (2, Visit::NoCardThenCounter),
    (4, Visit::LeavesTheMenu),
    (3, Visit::LeavesTheReview),
];

/// Above this a card must be put in (minor units).
const CONTACTLESS: i64 = 5_000;

/// All of them.
pub struct Customers {
    dice: Dice,
    items: Vec<ItemId>,
    pub visits: BTreeMap<Visit, u64>,
}

impl Customers {
    pub fn new(seed: u64) -> Self {
        let items: Vec<_> = MENU.items().iter().filter(|item| is_ready(item)).map(|item| item.id.clone()).collect();
        assert!(items.len() > 5, "a choice");
        Self { dice: Dice::new(seed, "customers"), items, visits: BTreeMap::new() }
    }

    /// Whether every kind has come.
    pub fn have_all_been(&self) -> bool {
        self.visits.len() == VISITS.len()
    }

    /// One visit, from attract to attract.
    pub fn visit(&mut self, kiosk: &mut Kiosk) {
        let visit = self.dice.weighted(VISITS);
        *self.visits.entry(visit).or_default() += 1;
        let service = if self.dice.percent(50) { ServiceMode::DineIn } else { ServiceMode::Takeaway };
        kiosk.touch(Intent::Start(service));
        for _ in 0..=self.dice.below(4) {
            self.pause(kiosk);
            let item = self.dice.pick(&self.items).expect("a choice").clone();
            self.change(kiosk, CartIntent::QuickAdd(item));
        }
        if self.dice.percent(30) {
            self.change(kiosk, CartIntent::Undo);
            self.change(kiosk, CartIntent::Redo);
        }
        if visit == Visit::LeavesTheMenu {
            return leave(kiosk);
        }
        self.pause(kiosk);
        kiosk.touch(Intent::Browse(BrowseIntent::Review));
        match visit {
            Visit::LeavesTheReview => return leave(kiosk),
            Visit::LeavesTheMenu => {}
            Visit::Card => self.card(kiosk, false),
            Visit::CardAndCode => self.card(kiosk, true),
            Visit::Counter => counter(kiosk),
            Visit::DeclinedThenCard => {
                self.declined(kiosk);
                self.card(kiosk, false);
            }
            Visit::DeclinedThenCounter => {
                self.declined(kiosk);
                counter(kiosk);
            }
            Visit::CancelledOnScreenThenCounter => {
                ask_for_card(kiosk);
                kiosk.touch(Intent::CancelPayment);
                back_at_review(kiosk);
                counter(kiosk);
            }
            Visit::CancelledAtTerminalThenCard => {
                ask_for_card(kiosk);
                kiosk.tap(TerminalTap::Cancel);
                back_at_review(kiosk);
                self.card(kiosk, false);
            }
            Visit::NoCardThenCounter => {
                ask_for_card(kiosk);
                kiosk.clock.pass(Millis::from_secs(61));
                kiosk.tap(TerminalTap::Clear);
                back_at_review(kiosk);
                counter(kiosk);
            }
        }
        self.take_number(kiosk);
    }

    fn pause(&mut self, kiosk: &Kiosk) {
        kiosk.clock.pass(Millis(self.dice.between(800, 6_000)));
    }

    fn change(&mut self, kiosk: &mut Kiosk, change: CartIntent) {
        let seen = revision(&kiosk.until("cart", |_, view| is_cart(view)));
        kiosk.touch(Intent::Cart { change, seen });
    }

    fn card(&mut self, kiosk: &mut Kiosk, code: bool) {
        let amount = ask_for_card(kiosk);
        if code || amount > CONTACTLESS {
            enter_code(kiosk);
            kiosk.bank_answers();
            kiosk.until("card out", |_, view| at(view, Progress::RemoveCard));
            kiosk.tap(TerminalTap::RemoveCard);
        } else {
            kiosk.tap(TerminalTap::TapCard);
            kiosk.until("the bank being asked", |_, view| at(view, Progress::Authorising));
            kiosk.bank_answers();
        }
        self.pause(kiosk);
    }

    fn declined(&mut self, kiosk: &mut Kiosk) {
        let amount = ask_for_card(kiosk);
        kiosk.tap(TerminalTap::Trouble(Trouble::Decline));
        if amount > CONTACTLESS {
            enter_code(kiosk);
        } else {
            kiosk.tap(TerminalTap::TapCard);
            kiosk.until("the bank being asked", |_, view| at(view, Progress::Authorising));
        }
        kiosk.bank_answers();
        back_at_review(kiosk);
    }

    fn take_number(&mut self, kiosk: &mut Kiosk) {
        kiosk.until("number", |_, view| view.name == ScreenName::Number);
        if self.dice.percent(40) {
            kiosk.touch(Intent::Receipt);
        }
        if self.dice.percent(70) {
            self.pause(kiosk);
            kiosk.touch(Intent::Finish);
        } else {
            kiosk.clock.pass(Millis::from_secs(20));
        }
        kiosk.until("attract", |_, view| view.name == ScreenName::Attract);
    }
}

/// Something that is sold all day and needs no choice.
fn is_ready(item: &Item) -> bool {
    let all_day = |category: &cardlast::catalogue::Category| category.id == item.category && category.dayparts.is_empty();
    let whole = |selection: Selection| selection.unmet(&MENU, &SoldOut::default()).is_empty();
    matches!(item.kind, ItemKind::Product(_))
        && item.dayparts.is_empty()
        && !MENU.is_sold_out(item, MENU.sold_out())
        && MENU.categories().iter().any(all_day)
        && Selection::with_defaults(&MENU, &item.id, &SoldOut::default()).is_ok_and(whole)
}

fn is_cart(view: &View) -> bool {
    matches!(view.screen, ScreenView::Menu(_) | ScreenView::Review(_))
}

fn revision(view: &View) -> OrderRevision {
    if let ScreenView::Menu(menu) = &view.screen {
        return menu.cart.revision;
    }
    let ScreenView::Review(review) = &view.screen else { panic!("no cart on {:?}", view.screen) };
    review.cart.revision
}

fn at(view: &View, progress: Progress) -> bool {
    matches!(&view.screen, ScreenView::Card(card) if card.stage == CardStage::At(progress))
}

fn pay(kiosk: &mut Kiosk, tender: Tender) -> i64 {
    let offered = |_: &Machine, view: &View| {
        matches!(&view.screen, ScreenView::Review(review)
            if review.offers.iter().any(|offer| offer.tender == tender && offer.available))
    };
    let view = kiosk.until("a way to pay", offered);
    let ScreenView::Review(review) = &view.screen else { panic!("the review is on screen") };
    let amount = review.cart.total.minor();
    kiosk.touch(Intent::Pay { tender, seen: review.cart.revision });
    amount
}

fn counter(kiosk: &mut Kiosk) {
    pay(kiosk, Tender::Counter);
}

fn ask_for_card(kiosk: &mut Kiosk) -> i64 {
    let amount = pay(kiosk, Tender::Card);
    kiosk.until("prompt for the card", |_, view| at(view, Progress::PresentCard));
    // The screen asks as soon as the terminal has been told to.
    kiosk.until_terminal_asks();
    amount
}

fn enter_code(kiosk: &mut Kiosk) {
    kiosk.tap(TerminalTap::InsertCard);
    kiosk.until("prompt for the code", |_, view| at(view, Progress::EnterPin));
    for digit in [4, 2, 4, 2] {
        kiosk.tap(TerminalTap::Digit(digit));
    }
    kiosk.tap(TerminalTap::Enter);
    kiosk.until("the bank being asked", |_, view| at(view, Progress::Authorising));
}

fn back_at_review(kiosk: &mut Kiosk) {
    kiosk.until("review again", |_, view| view.name == ScreenName::Review);
}

/// Nobody touches anything any more.
fn leave(kiosk: &mut Kiosk) {
    for _ in 0..2 {
        kiosk.clock.pass(Millis::from_secs(61));
        kiosk.until("somebody being missed", |_, _| true);
    }
    kiosk.until("attract", |_, view| view.name == ScreenName::Attract);
}
