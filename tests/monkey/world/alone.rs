//! What a monkey does when it does one thing only: the same wish again and again, payments that are told of without end.

use std::sync::Arc;

use cardlast::catalogue::{Catalogue, ItemId, ServiceMode};
use cardlast::id::{AttemptId, OrderRevision, Rrn, Stan};
use cardlast::machine::kiosk::{BrowseIntent, CartIntent, Event, Intent, Kiosk, Policy, ScreenName, Witness};
use cardlast::payment::{ApprovalFacts, CardScheme, EntryMode, Tender, TerminalEvent, TerminalHealth};
use cardlast::port::IdSource as _;
use cardlast::time::{Millis, Now};

use super::World;
use crate::hands;
use crate::menus::MENUS;

impl World {
    pub fn mint(&mut self) -> AttemptId {
        AttemptId::from(self.ids.mint())
    }

    /// One of every wish, for fingers that know only one.
    pub fn one_of_each(&mut self) -> Vec<Intent> {
        let menu: Arc<Catalogue> = MENUS[0].clone();
        let revision = OrderRevision::default();
        (0..hands::WISHES).map(|which| hands::any(&menu, revision, which, &mut self.dice)).collect()
    }

    /// A customer with something in the cart, on the menu or on the review.
    pub fn settle_with_a_cart(&mut self, at_review: bool) {
        let kiosk = Kiosk::new(MENUS[0].clone(), Policy::default());
        (self.witness, self.kiosk) = (Witness::new(&kiosk), kiosk);
        let fries = ItemId::new("fries").expect("a slug");
        let add = Intent::Cart { change: CartIntent::QuickAdd(fries), seen: OrderRevision::default() };
        let review = at_review.then_some(Intent::Browse(BrowseIntent::Review));
        let boot = Event::Boot { open: Vec::new(), reversals: Vec::new(), cart: None };
        self.step(boot).expect("it starts");
        for intent in [Intent::Start(ServiceMode::Takeaway), add].into_iter().chain(review) {
            self.tap(intent);
        }
        assert_ne!(self.kiosk.screen_name(), ScreenName::Attract);
    }

    fn tap(&mut self, intent: Intent) {
        let fresh = self.ids.mint();
        self.step(Event::Customer { intent, fresh }).unwrap_or_else(|slip| panic!("{slip}"));
    }

    /// A card payment that is approved and accepted.
    pub fn pay(&mut self) -> ApprovalFacts {
        self.settle_with_a_cart(true);
        self.step(Event::Terminal(TerminalEvent::Health(TerminalHealth::Ready))).unwrap_or_else(|slip| panic!("{slip}"));
        self.tap(Intent::Pay { tender: Tender::Card, seen: self.revision() });
        self.store_all();
        let request = self.latest.clone().expect("the terminal is asked");
        let facts = ApprovalFacts {
            attempt: request.attempt(),
            amount: request.amount(),
            reference: Rrn("R1".to_owned()),
            stan: Stan(1),
            auth_code: "042117".to_owned(),
            scheme: CardScheme("CB".to_owned()),
            card: None,
            entry: EntryMode::Contactless,
        };
        let (attempt, reference) = (facts.attempt, facts.reference.clone());
        let confirmed = TerminalEvent::Confirmed { attempt, reference };
        for news in [TerminalEvent::ApprovalOffered(Box::new(facts.clone())), confirmed] {
            self.step(Event::Terminal(news)).unwrap_or_else(|slip| panic!("{slip}"));
            self.store_all();
        }
        assert_eq!(self.kiosk.screen_name(), ScreenName::Number);
        facts
    }

    fn store_all(&mut self) {
        while let Some(entry) = self.journal.waiting.pop_front() {
            let written = self.journal.store(&entry, self.now);
            self.step(Event::Written(written)).unwrap_or_else(|slip| panic!("{slip}"));
        }
    }

    /// Of these payments nobody has asked for, and the journal does not come to answer; what is recorded of them.
    pub fn told_of(&mut self, payments: impl Iterator<Item = ApprovalFacts>) -> usize {
        let mut recorded = 0;
        for facts in payments {
            self.step(Event::Terminal(TerminalEvent::ApprovalOffered(Box::new(facts)))).unwrap_or_else(|slip| panic!("{slip}"));
            recorded += self.journal.waiting.len();
            self.store_all();
            self.now = Now { at: self.now.at.after(Millis(5_000)), wall: self.now.wall.after(Millis(5_000)) };
            self.step(Event::Tick).unwrap_or_else(|slip| panic!("{slip}"));
            self.terminal.wire.clear();
        }
        recorded
    }

    /// The machine's memory, written out, in bytes.
    pub fn weight(&self) -> usize {
        format!("{:?}", self.kiosk.state()).len()
    }

    /// The same wish again and again, about whatever is on the screen; journal and terminal answer at once. How long until attract.
    pub fn repeat_until_attract(&mut self, intent: &Intent, every: Millis, at_most: Millis) -> Millis {
        let begun = self.now.at;
        while self.kiosk.screen_name() != ScreenName::Attract {
            let seen = self.revision();
            let fresh_look = match intent.clone() {
                Intent::Cart { change, .. } => Intent::Cart { change, seen },
                Intent::Pay { tender, .. } => Intent::Pay { tender, seen },
                other @ (Intent::Start(_)
                | Intent::Touch
                | Intent::StillHere
                | Intent::Speak(_)
                | Intent::CallStaff
                | Intent::Browse(_)
                | Intent::Product(_)
                | Intent::CancelPayment
                | Intent::Receipt
                | Intent::Finish) => other,
            };
            self.tap(fresh_look);
            self.store_all();
            self.now = Now { at: self.now.at.after(every), wall: self.now.wall.after(every) };
            self.step(Event::Tick).unwrap_or_else(|slip| panic!("{slip}"));
            let lasted = self.now.at.since(begun);
            assert!(lasted.0 <= at_most.0 + 1_000, "{} keeps the kiosk for ever", intent.name());
        }
        self.now.at.since(begun)
    }
}
