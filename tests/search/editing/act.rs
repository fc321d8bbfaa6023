//! What a customer may do, and doing it on both: the kiosk and the paper.

use cardlast::catalogue::ServiceMode;
use cardlast::id::OrderNumber;
use cardlast::id::OrderRevision;
use cardlast::machine::Rejection;
use cardlast::machine::kiosk::{BrowseIntent, CartIntent, Event, Intent, ProductIntent, ScreenName};
use cardlast::order::{Cart, CartError};
use cardlast::payment::{Numbering, Tender, WriteKey, Written};
use cardlast::time::Now;

use super::paper::{No, Paper};
use super::table::{Page, Seen, Table};
use crate::model::menu::{CHOICE, item};

/// What a customer may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Start,
    /// A dish of [`CHOICE`], from its card.
    Add(usize),
    /// So many of the line in this place.
    Count(usize, u32),
    Wish(usize),
    Undo,
    Redo,
    /// Eaten in, or taken away after all.
    Serve,
    Review,
    Menu,
    AskStartOver,
    KeepOrder,
    StartOver,
    Open(usize),
    Reopen(usize),
    /// One more on the product's page.
    OneMore,
    Take,
    Close,
    Pay,
    /// The journal has the order, or has not.
    Stored(bool),
    Finish,
    /// A finger meant for the order as it was one change ago.
    Late,
    /// A finger on a line while the order is being stored.
    TooLate,
    /// Nobody touches anything until the kiosk does something about it.
    Wait,
}

impl Table {
    pub fn possible(&self, acts: &mut Vec<Act>) {
        let changes = self.left.changes > 0;
        let lines = 0..self.paper.now.rows.len();
        match self.kiosk.screen_name() {
            ScreenName::Attract if !self.begun => acts.push(Act::Start),
            screen @ (ScreenName::Menu | ScreenName::Review) => {
                if changes {
                    acts.push(Act::Serve);
                    for at in lines {
                        let count = self.paper.now.rows[at].count;
                        acts.extend([Act::Count(at, count - 1), Act::Count(at, count + 1), Act::Count(at, 99), Act::Wish(at)]);
                        acts.push(Act::Reopen(at));
                    }
                }
                if self.left.turns > 0 {
                    acts.extend([Act::Undo, Act::Redo]);
                }
                if self.newest != OrderRevision::default() {
                    acts.push(Act::Late);
                }
                acts.push(Act::AskStartOver);
                if screen == ScreenName::Menu {
                    acts.push(Act::Review);
                    if changes {
                        acts.extend((0..CHOICE.len()).flat_map(|dish| [Act::Add(dish), Act::Open(dish)]));
                    }
                } else {
                    acts.push(Act::Menu);
                    if self.left.payments > 0 {
                        acts.push(Act::Pay);
                    }
                }
                if self.left.waits > 0 {
                    acts.push(Act::Wait);
                }
            }
            ScreenName::Product => {
                acts.push(Act::Close);
                if changes {
                    acts.extend([Act::OneMore, Act::Take]);
                }
            }
            ScreenName::StartOver => acts.extend([Act::KeepOrder, Act::StartOver]),
            ScreenName::Placing => acts.extend([Act::TooLate, Act::Stored(true), Act::Stored(false)]),
            ScreenName::Number => acts.push(Act::Finish),
            ScreenName::Attract
            | ScreenName::Starting
            | ScreenName::Card
            | ScreenName::Checking
            | ScreenName::Staff
            | ScreenName::OutOfService => {}
        }
    }

    /// False when the act leads nowhere new by itself.
    pub fn happen(&mut self, act: Act) -> bool {
        self.seen = Seen::default();
        let before = self.paper.now.rows.len();
        let done = self.carry_out(act);
        if self.paper.now.rows.len() < before && matches!(act, Act::Wish(_)) {
            self.seen.add(Seen::MERGED);
        }
        self.compare();
        done
    }

    fn carry_out(&mut self, act: Act) -> bool {
        match act {
            Act::Start => {
                self.begun = true;
                self.just(Intent::Start(ServiceMode::Takeaway))
            }
            Act::Add(dish) => {
                self.change(CartIntent::QuickAdd(item(CHOICE[dish].0)), |paper| paper.add(dish, 1, Self::ceiling()))
            }
            Act::Count(at, quantity) => {
                let line = self.line(at);
                self.change(CartIntent::Quantity { line, quantity }, |paper| paper.count(at, quantity, Self::ceiling()))
            }
            Act::Wish(at) => {
                let text = if self.paper.now.rows[at].wish { "" } else { "well done" }.to_owned();
                self.change(CartIntent::Note { line: self.line(at), text }, |paper| paper.wish(at, Self::ceiling()))
            }
            Act::Serve => {
                let dine_in = !self.paper.now.dine_in;
                let service = if dine_in { ServiceMode::DineIn } else { ServiceMode::Takeaway };
                self.change(CartIntent::Service(service), |paper| paper.serve(dine_in, Self::ceiling()))
            }
            Act::Undo => self.turn(CartIntent::Undo, Paper::undo),
            Act::Redo => self.turn(CartIntent::Redo, Paper::redo),
            Act::Review => self.just(Intent::Browse(BrowseIntent::Review)),
            Act::Menu => self.just(Intent::Browse(BrowseIntent::Menu)),
            Act::AskStartOver => self.just_cart(CartIntent::AskStartOver),
            Act::KeepOrder => self.just_cart(CartIntent::KeepOrder),
            Act::StartOver => {
                self.seen.add(Seen::STARTED_OVER);
                let over = self.just_cart(CartIntent::StartOver);
                self.paper = Paper::default();
                over
            }
            Act::Open(dish) => {
                self.page = Some(Page { dish, count: 1, editing: None });
                self.just(Intent::Product(ProductIntent::Open(item(CHOICE[dish].0))))
            }
            Act::Reopen(at) => {
                let row = &self.paper.now.rows[at];
                self.page = Some(Page { dish: row.dish, count: row.count, editing: Some(at) });
                let line = self.line(at);
                self.just(Intent::Product(ProductIntent::Reopen(line)))
            }
            Act::OneMore => self.one_more(),
            Act::Take => self.take(),
            Act::Close => {
                self.page = None;
                self.just(Intent::Product(ProductIntent::Close))
            }
            Act::Pay => self.pay(),
            Act::Stored(stored) => self.store(stored),
            Act::Finish => {
                self.paper = Paper::default();
                self.just(Intent::Finish)
            }
            Act::Late => self.late(),
            Act::TooLate => self.too_late(),
            Act::Wait => self.wait(),
        }
    }

    /// Something that paper knows nothing of and that is never refused.
    fn just(&mut self, intent: Intent) -> bool {
        if self.tap(intent).is_err() {
            self.wrong = Some("refused, and nobody knows why");
        }
        true
    }

    fn just_cart(&mut self, change: CartIntent) -> bool {
        let seen = self.newest;
        self.just(Intent::Cart { change, seen })
    }

    /// Held against each other: what the kiosk says, and what paper says.
    fn agree(&mut self, kiosk: &Result<(), Rejection>, paper: Result<(), No>) {
        let as_expected = match (kiosk, paper) {
            (Ok(()), Ok(())) => true,
            (Err(Rejection::Cart(error)), Err(no)) => matches!(
                (error, no),
                (CartError::LineFull, No::TooManyOfALine)
                    | (CartError::OverCeiling(_), No::TooDear)
                    | (CartError::NothingToUndo, No::NothingToUndo)
                    | (CartError::NothingToRedo, No::NothingToRedo)
            ),
            (Ok(()) | Err(_), Ok(()) | Err(_)) => false,
        };
        if !as_expected {
            self.wrong = Some("one refuses what the other does not");
        }
        match paper {
            Err(No::TooManyOfALine) => self.seen.add(Seen::TOO_MANY),
            Err(No::TooDear) => self.seen.add(Seen::TOO_DEAR),
            Ok(()) | Err(No::NothingToUndo | No::NothingToRedo) => {}
        }
    }

    fn change(&mut self, change: CartIntent, write: impl FnOnce(&mut Paper) -> Result<(), No>) -> bool {
        self.left.changes -= 1;
        let kiosk = self.tap(Intent::Cart { change, seen: self.newest });
        let paper = write(&mut self.paper);
        self.agree(&kiosk, paper);
        self.newer(kiosk.is_ok());
        true
    }

    fn turn(&mut self, change: CartIntent, turn: fn(&mut Paper) -> Result<(), No>) -> bool {
        self.left.turns -= 1;
        let again = change == CartIntent::Redo;
        let kiosk = self.tap(Intent::Cart { change, seen: self.newest });
        let paper = turn(&mut self.paper);
        self.agree(&kiosk, paper);
        self.newer(kiosk.is_ok());
        if again && paper.is_ok() {
            self.seen.add(Seen::REDONE);
        }
        true
    }

    /// Every change, an undo too, makes what fingers were meant for out of date.
    fn newer(&mut self, changed: bool) {
        let Some(revision) = self.cart().map(Cart::revision) else { return };
        if changed && revision <= self.newest || !changed && revision != self.newest {
            self.wrong = Some("a revision that does not grow with each change");
        }
        self.newest = revision;
    }

    fn one_more(&mut self) -> bool {
        let Some(page) = &mut self.page else { return false };
        if page.count > 2 {
            return false;
        }
        page.count += 1;
        let count = page.count;
        self.just(Intent::Product(ProductIntent::Quantity(count)))
    }

    fn take(&mut self) -> bool {
        self.left.changes -= 1;
        let Some(Page { dish, count, editing }) = self.page else { return false };
        let kiosk = self.tap(Intent::Product(ProductIntent::Add { seen: self.newest }));
        let paper = match editing {
            Some(at) => self.paper.count(at, count, Self::ceiling()),
            None => self.paper.add(dish, count, Self::ceiling()),
        };
        if editing.is_some() {
            self.seen.add(Seen::REPLACED);
        }
        self.agree(&kiosk, paper);
        self.page = self.page.filter(|_| kiosk.is_err());
        if kiosk.is_ok() {
            self.newer(true);
        }
        true
    }

    fn pay(&mut self) -> bool {
        self.left.payments -= 1;
        let paid = self.tap(Intent::Pay { tender: Tender::Counter, seen: self.newest });
        if paid.is_ok() == self.paper.now.rows.is_empty() {
            self.wrong = Some("an empty order is locked, or a full one is not");
        }
        true
    }

    fn store(&mut self, stored: bool) -> bool {
        let Some(order) = self.placing.take() else { return false };
        let key = WriteKey::Accepted(order.locked().order());
        if stored {
            self.seen.add(Seen::ORDERED);
            let number = OrderNumber::new(cardlast::id::KioskId::new('A').expect("a letter"), 1);
            let numbering = Numbering { business_day: self.now.wall.business_day(240), number, accepted_at: self.now.wall };
            let written = Written { key, seq: 3, stan: None, number: Some(numbering) };
            return self.step(Event::Written(written)).is_ok();
        }
        self.seen.add(Seen::CAME_BACK);
        let back = self.step(Event::WriteFailed(key)).is_ok();
        self.newer(true);
        back
    }

    /// Meant for what was on screen before the latest change.
    fn late(&mut self) -> bool {
        let before = self.cart().cloned();
        let seen = OrderRevision(self.newest.0 - 1);
        let change = CartIntent::Undo;
        let refused = matches!(self.tap(Intent::Cart { change, seen }), Err(Rejection::Stale { .. }));
        let pay = self.tap(Intent::Pay { tender: Tender::Counter, seen });
        let both = refused && matches!(pay, Err(Rejection::Stale { .. } | Rejection::WrongScreen(_)));
        if !both || self.cart() != before.as_ref() {
            self.wrong = Some("a late finger did something");
        }
        self.seen.add(Seen::LATE);
        true
    }

    fn too_late(&mut self) -> bool {
        let state = self.kiosk.state().clone();
        let refused = self.tap(Intent::Cart { change: CartIntent::Undo, seen: self.newest }).is_err();
        if !refused || self.kiosk.state() != &state {
            self.wrong = Some("I8: a locked order was changed");
        }
        false
    }

    fn wait(&mut self) -> bool {
        self.left.waits -= 1;
        while let Some(deadline) = self.kiosk.next_deadline() {
            let span = deadline.since(self.now.at);
            self.now = Now { at: self.now.at.after(span), wall: self.now.wall.after(span) };
            if self.step(Event::Tick).is_err() {
                self.wrong = Some("a tick is refused");
            }
        }
        self.seen.add(Seen::WENT_AWAY);
        self.paper = Paper::default();
        true
    }
}
