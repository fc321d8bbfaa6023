//! A till with a journal and no machine: sales of every kind and end, as the machine would hand them over.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use cardlast::catalogue::{Catalogue, ItemId, ServiceMode, SoldOut, load};
use cardlast::fake::{FakeClock, SeededIds};
use cardlast::id::{AttemptId, KioskId, OrderId, Rrn, Stan, TerminalId};
use cardlast::journal::{Store, StoreOptions, Verification, Verifier};
use cardlast::locale::Language;
use cardlast::money::Money;
use cardlast::order::{Cart, CartLimits, LockTerms, LockedOrder, Selection};
use cardlast::payment::{
    AcceptedOrder, AlarmReason, Approval, ApprovalFacts, CardScheme, Entry, EntryMode, NotCharged, PaymentRequest,
    ReversalReason, StaffDecision, StaffEnd, StaffVerdict, Training, UnknownReason, Written,
};
use cardlast::port::{Clock, IdSource};
use cardlast::time::{Millis, Now, WallTime};

pub static MENU: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    Arc::new(load(&folder, jiff::civil::date(2026, 11, 24)).expect("the demo menu is fine").catalogue)
});

pub fn options(folder: &Path) -> StoreOptions {
    StoreOptions {
        path: folder.join("journal.db"),
        kiosk: KioskId::new('A').expect("a letter"),
        cut_over_minutes: 240,
        house: MENU.default_language().clone(),
        training: true,
    }
}

pub fn verified(folder: &Path) -> Verification {
    Verifier::open(&options(folder).path).expect("a journal").full().expect("it can be checked")
}

pub struct Till {
    pub folder: tempfile::TempDir,
    pub store: Store,
    pub clock: FakeClock,
    /// What customers speak.
    pub language: Language,
    ids: SeededIds,
}

impl Till {
    pub fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = FakeClock::at(WallTime::parse("2026-11-24T12:30:00+01:00").expect("a time"));
        let store = Store::open(options(folder.path())).expect("a journal");
        Self { folder, store, clock, language: MENU.default_language().clone(), ids: SeededIds::new(seed) }
    }

    /// A till that has begun its day.
    pub fn open(seed: u64) -> Self {
        let mut till = Self::new(seed);
        till.begin();
        till
    }

    pub fn begin(&mut self) {
        self.write(&Entry::Boot);
        self.write(&Entry::MenuLoaded(MENU.version().clone()));
    }

    pub fn journal(&self) -> PathBuf {
        options(self.folder.path()).path
    }

    pub fn now(&self) -> Now {
        self.clock.now()
    }

    pub fn write(&mut self, entry: &Entry) -> Written {
        self.clock.pass(Millis(700));
        self.store.append(entry, self.clock.now()).expect("durable")
    }

    pub fn locked(&mut self, items: usize) -> LockedOrder {
        let nothing = SoldOut::default();
        let mut cart = Cart::new(if items.is_multiple_of(2) { ServiceMode::DineIn } else { ServiceMode::Takeaway });
        let ceiling = Money::from_minor(1_000_000, MENU.currency()).expect("an amount");
        for id in ["classic-burger", "fries", "cola"].into_iter().cycle().take(1 + items % 4) {
            let id = ItemId::new(id).expect("a slug");
            let selection = Selection::with_defaults(&MENU, &id, &nothing).expect("on the menu");
            cart.add(&MENU, &nothing, CartLimits { ceiling }, selection, 1, None).expect("it fits");
        }
        let order = OrderId::from(self.ids.mint());
        let terms = LockTerms { order, catalogue: &MENU, sold_out: &nothing, language: &self.language, now: self.clock.now() };
        cart.lock(&terms).expect("it can be locked").0
    }

    /// A lock and an intent; the attempt is open.
    pub fn ask(&mut self, items: usize) -> Asked {
        let locked = self.locked(items);
        let attempt = AttemptId::from(self.ids.mint());
        let intent = Entry::Intent { locked: Box::new(locked.clone()), attempt, terminal: TerminalId("simulated".to_owned()) };
        let stan = self.write(&intent).stan.expect("a number");
        let facts = ApprovalFacts {
            attempt,
            amount: locked.amount(),
            reference: Rrn(format!("R{:06}", stan.0)),
            stan,
            auth_code: "042117".to_owned(),
            scheme: CardScheme("visa".to_owned()),
            card: None,
            entry: EntryMode::Contactless,
        };
        Asked { locked, attempt, facts }
    }

    pub fn approve(&mut self, asked: &Asked) -> Approval {
        let approval =
            Approval::matching(&PaymentRequest::new(&asked.locked, asked.attempt), asked.facts.clone()).expect("it matches");
        self.write(&Entry::Approved { approval: Box::new(approval.clone()) });
        approval
    }

    pub fn accept(&mut self, asked: &Asked, approval: Approval) -> OrderId {
        let order = AcceptedOrder::paid(asked.locked.clone(), approval, Training(true)).expect("it matches");
        self.write(&Entry::Accepted { order: Box::new(order) });
        asked.locked.order()
    }

    /// Paid by card, not in the kitchen yet.
    pub fn paid(&mut self, items: usize) -> OrderId {
        let asked = self.ask(items);
        let approval = self.approve(&asked);
        self.accept(&asked, approval)
    }

    pub fn at_counter(&mut self, items: usize) -> OrderId {
        let locked = self.locked(items);
        let order = locked.order();
        self.write(&Entry::Accepted { order: Box::new(AcceptedOrder::pay_at_counter(locked, Training(true))) });
        order
    }

    pub fn reverse(&mut self, facts: &ApprovalFacts, reason: ReversalReason) {
        self.write(&Entry::ReversalIntent { facts: Box::new(facts.clone()), reason });
    }

    pub fn reversed(&mut self, facts: &ApprovalFacts) {
        self.write(&Entry::Reversed { attempt: facts.attempt, reference: facts.reference.clone() });
    }

    pub fn alarm(&mut self, attempt: AttemptId, reason: AlarmReason, facts: Option<&ApprovalFacts>) {
        self.write(&Entry::Alarm { attempt, reason, facts: facts.cloned().map(Box::new) });
    }

    /// A payment that this till never asked for.
    pub fn stranger(&mut self) -> AttemptId {
        let attempt = AttemptId::from(self.ids.mint());
        let facts = ApprovalFacts {
            attempt,
            amount: Money::from_minor(990, MENU.currency()).expect("an amount"),
            reference: Rrn(format!("S{attempt}")),
            stan: Stan(77),
            auth_code: "042117".to_owned(),
            scheme: CardScheme("visa".to_owned()),
            card: None,
            entry: EntryMode::Contactless,
        };
        self.alarm(attempt, AlarmReason::UnknownApproval, Some(&facts));
        attempt
    }

    /// Ada decides, and this follows.
    pub fn resolve(&mut self, attempt: AttemptId, verdict: StaffVerdict, end: impl FnOnce(&StaffDecision) -> StaffEnd) {
        let decision = StaffDecision::new(attempt, verdict, "Ada", "terminal slip 0042").expect("a decision");
        let end = end(&decision);
        self.write(&Entry::StaffResolved { decision, end });
    }

    /// An attempt that nobody knows about, and Ada says that its customer has paid.
    pub fn said_paid(&mut self, items: usize) -> Asked {
        let asked = self.ask(items);
        self.write(&Entry::OutcomeUnknown { attempt: asked.attempt, reason: UnknownReason::LineDropped });
        let locked = asked.locked.clone();
        self.resolve(asked.attempt, StaffVerdict::Charged, |decision| {
            let order = AcceptedOrder::said_paid(locked, decision.clone(), Training(true));
            StaffEnd::Accepted(Box::new(order.expect("she says so")))
        });
        asked
    }

    /// So many kinds of sales an older program knew, which had no staff to decide.
    pub const OLD_KINDS: u8 = 9;
    /// So many kinds of sales there are.
    pub const KINDS: u8 = 16;

    /// One sale of any kind: what can happen to one, by number.
    pub fn sale(&mut self, kind: u8, items: usize) {
        let kind = kind % Self::KINDS;
        if kind >= Self::OLD_KINDS {
            return self.sale_with_staff(kind, items);
        }
        match kind {
            0 => {
                let order = self.paid(items);
                self.write(&Entry::KitchenDelivered { order });
            }
            1 => {
                let order = self.at_counter(items);
                self.write(&Entry::KitchenDelivered { order });
                self.write(&Entry::ReceiptPrinted { order });
            }
            2 => {
                let asked = self.ask(items);
                self.write(&Entry::NotCharged { attempt: asked.attempt, why: NotCharged::CancelledHere });
            }
            3 => {
                let asked = self.ask(items);
                self.write(&Entry::OutcomeUnknown { attempt: asked.attempt, reason: UnknownReason::Silence });
                self.write(&Entry::HandedToStaff { attempt: asked.attempt });
            }
            4 => {
                let asked = self.ask(items);
                self.approve(&asked);
            }
            5 => {
                let asked = self.ask(items);
                self.approve(&asked);
                self.reverse(&asked.facts, ReversalReason::Late);
                self.reversed(&asked.facts);
            }
            6 => {
                let asked = self.ask(items);
                self.reverse(&asked.facts, ReversalReason::Mismatch);
                self.alarm(asked.attempt, AlarmReason::ReversalRefused, None);
            }
            7 => {
                // A second payment for an order that stands is taken back, and the first is left alone.
                let asked = self.ask(items);
                let approval = self.approve(&asked);
                self.accept(&asked, approval);
                let second = ApprovalFacts { reference: Rrn(format!("{}-2", asked.facts.reference)), ..asked.facts.clone() };
                self.reverse(&second, ReversalReason::SecondReference);
                self.reversed(&second);
            }
            _ => {
                self.paid(items);
            }
        }
    }

    fn sale_with_staff(&mut self, kind: u8, items: usize) {
        match kind {
            9 => {
                self.stranger();
            }
            10 => {
                // The approval turns up when the order is long made.
                let asked = self.said_paid(items);
                self.approve(&asked);
            }
            11 => {
                let asked = self.ask(items);
                self.write(&Entry::OutcomeUnknown { attempt: asked.attempt, reason: UnknownReason::Silence });
                self.resolve(asked.attempt, StaffVerdict::NotCharged, |_| StaffEnd::GivenUp);
                self.alarm(asked.attempt, AlarmReason::ContradictsStaff, None);
            }
            12 => {
                let asked = self.ask(items);
                self.approve(&asked);
                let facts = Box::new(asked.facts.clone());
                self.resolve(asked.attempt, StaffVerdict::NotCharged, |_| StaffEnd::TakenBack(facts));
                self.reversed(&asked.facts);
            }
            13 => {
                let asked = self.ask(items);
                self.reverse(&asked.facts, ReversalReason::Late);
                self.alarm(asked.attempt, AlarmReason::ReversalRefused, None);
                let reference = asked.facts.reference.clone();
                self.resolve(asked.attempt, StaffVerdict::NotCharged, |_| StaffEnd::GivenBack(vec![reference]));
            }
            14 => {
                let attempt = self.stranger();
                let seen = vec![AlarmReason::UnknownApproval];
                self.resolve(attempt, StaffVerdict::NotCharged, |_| StaffEnd::Seen(seen));
            }
            _ => {
                let asked = self.ask(items);
                let approval = self.approve(&asked);
                let order = AcceptedOrder::paid(asked.locked, approval, Training(true)).expect("it matches");
                self.resolve(asked.attempt, StaffVerdict::Charged, |_| StaffEnd::Accepted(Box::new(order)));
            }
        }
    }
}

/// An attempt that was asked for.
pub struct Asked {
    pub locked: LockedOrder,
    pub attempt: AttemptId,
    pub facts: ApprovalFacts,
}
