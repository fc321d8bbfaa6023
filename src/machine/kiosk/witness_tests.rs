//! The witness can see: each invariant is broken on purpose, and it says so. A check that cannot fail would be no check.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::state::{Phase, SessionStage};
use super::{Effect, Effects, Event, Intent, Kiosk, Policy, Witness};
use crate::catalogue::{
    Allergens, Catalogue, CatalogueDraft, Category, CategoryId, FoodFilter, Item, ItemId, ItemKind, MenuVersion, Picture,
    Product, Restaurant, ServiceMode, SoldOut, TaxClass, TaxClassId, TaxPeriod,
};
use crate::id::{AttemptId, FreshId, OrderNumber, Rrn, Stan};
use crate::locale::{Language, Localised};
use crate::machine::Rejection;
use crate::machine::kiosk::{BrowseIntent, CartIntent};
use crate::money::{Currency, Money, TaxRate};
use crate::order::{KeptCart, RecoveredCart};
use crate::payment::{
    AcceptedOrder, Approval, ApprovalFacts, CardScheme, Confirmation, Entry, EntryMode, Numbering, OpenAttempt, PaymentRequest,
    StaffDecision, StaffEnd, StaffVerdict, Tender, TerminalCommand, TerminalEvent, TerminalHealth, Training, UnknownReason,
    WriteKey, Written,
};
use crate::time::{Millis, Now, Timestamp, WallTime};

fn now(at: u64) -> Now {
    let wall = WallTime::parse("2026-11-24T12:30:00+01:00").expect("a time");
    Now { at: Timestamp(at), wall }
}

fn numbering(number: OrderNumber) -> Numbering {
    let accepted_at = now(0).wall;
    Numbering { business_day: accepted_at.business_day(240), number, accepted_at }
}

fn menu(version: &str) -> Arc<Catalogue> {
    let language = Language::new("en").expect("a tag");
    let text = |text: &str| Localised::new(BTreeMap::from([(language.clone(), text.to_owned())])).expect("a text");
    let rate = TaxRate::parse("10").expect("a rate");
    let category = CategoryId::new("burgers").expect("a slug");
    let tax = TaxClassId::new("prepared").expect("a slug");
    let burger = Item {
        id: ItemId::new("burger").expect("a slug"),
        category: category.clone(),
        name: text("Burger"),
        description: text("A burger"),
        price: Money::from_minor(890, Currency::EUR).expect("a price"),
        picture: Picture { path: PathBuf::new(), fingerprint: 0 },
        groups: Vec::new(),
        dayparts: Vec::new(),
        origin: None,
        kind: ItemKind::Product(Product {
            tax: tax.clone(),
            kcal: 600,
            allergens: Allergens::default(),
            diets: BTreeSet::new(),
            minimum_age: None,
        }),
    };
    let draft = CatalogueDraft {
        version: MenuVersion(version.into()),
        restaurant: Restaurant { name: "R".into(), legal_name: "R".into(), address: vec![], vat_number: "X".into() },
        languages: vec![language.clone()],
        currency: Currency::EUR,
        time_zone: jiff::tz::TimeZone::UTC,
        tax_classes: vec![TaxClass {
            id: tax,
            periods: vec![TaxPeriod { from: jiff::civil::date(2014, 1, 1), until: None, dine_in: rate, takeaway: rate }],
        }],
        dayparts: vec![],
        groups: vec![],
        categories: vec![Category {
            id: category,
            name: text("Burgers"),
            picture: None,
            dayparts: vec![],
            items: vec![burger.id.clone()].into(),
        }],
        items: vec![burger],
        sold_out: SoldOut::default(),
    };
    Arc::new(draft.finish().expect("a whole menu"))
}

/// A kiosk and its witness, led through honest steps.
struct Stage {
    kiosk: Kiosk,
    witness: Witness,
    seq: u64,
}

impl Stage {
    fn new() -> Self {
        let kiosk = Kiosk::new(menu("one"), Policy::default());
        let witness = Witness::new(&kiosk);
        let mut stage = Self { kiosk, witness, seq: 0 };
        stage.honest(Event::Boot { open: vec![], reversals: vec![], cart: None });
        stage.honest(Event::Terminal(TerminalEvent::Health(TerminalHealth::Ready)));
        stage
    }

    fn honest(&mut self, event: Event) -> Vec<Effect> {
        self.honest_at(0, event)
    }

    fn honest_at(&mut self, at: u64, event: Event) -> Vec<Effect> {
        let outcome = self.kiosk.step(now(at), event.clone());
        self.witness.observe(now(at), &event, &outcome, &self.kiosk).expect("an honest step breaks nothing");
        outcome.expect("an honest step is not refused").into_iter().collect()
    }

    fn tap(&mut self, intent: Intent) -> Vec<Effect> {
        let byte = u8::try_from(self.seq + 1).unwrap_or(255);
        self.seq += 1;
        self.honest(Event::Customer { intent, fresh: FreshId::from_random_bytes([byte; 16]) })
    }

    fn written(&mut self, key: WriteKey, stan: Option<Stan>, number: Option<OrderNumber>) -> Vec<Effect> {
        self.seq += 1;
        let number = number.map(numbering);
        self.honest(Event::Written(Written { key, seq: self.seq, stan, number }))
    }

    /// Up to the card prompt; the attempt.
    fn at_the_prompt() -> (Self, AttemptId) {
        let (mut stage, attempt) = Self::locked();
        stage.written(WriteKey::Intent(attempt), Some(Stan(1)), None);
        (stage, attempt)
    }

    /// Locked, the intent not durable yet; the attempt.
    fn locked() -> (Self, AttemptId) {
        let mut stage = Self::new();
        stage.tap(Intent::Start(ServiceMode::Takeaway));
        let change = CartIntent::QuickAdd(ItemId::new("burger").expect("a slug"));
        stage.tap(Intent::Cart { change, seen: crate::id::OrderRevision(0) });
        stage.tap(Intent::Browse(BrowseIntent::Review));
        let effects = stage.tap(Intent::Pay { tender: Tender::Card, seen: crate::id::OrderRevision(1) });
        let attempt = effects.iter().find_map(|effect| {
            let Effect::Record(Entry::Intent { attempt, .. }) = effect else { return None };
            Some(*attempt)
        });
        (stage, attempt.expect("paying records an intent"))
    }

    fn facts(attempt: AttemptId) -> ApprovalFacts {
        ApprovalFacts {
            attempt,
            amount: Money::from_minor(890, Currency::EUR).expect("an amount"),
            reference: Rrn("R1".into()),
            stan: Stan(1),
            auth_code: "1".into(),
            scheme: CardScheme("Demo".into()),
            card: None,
            entry: EntryMode::Contactless,
        }
    }

    /// Shows the witness a step that the machine did not take.
    fn forged(&mut self, event: Event, effects: Vec<Effect>) -> &'static str {
        let mut forged = Effects::none();
        for effect in effects {
            forged.push(effect);
        }
        let outcome: Result<Effects, Rejection> = Ok(forged);
        self.witness.observe(now(0), &event, &outcome, &self.kiosk).expect_err("the witness sees it").id
    }
}

fn authorise(stage: &Stage) -> Effect {
    let Some(super::Session { stage: SessionStage::Paying(paying), .. }) = stage.kiosk.state.session() else {
        panic!("a card is being paid with")
    };
    let request = crate::payment::PaymentRequest::new(paying.checkout.locked(), paying.checkout.attempt());
    Effect::Terminal(TerminalCommand::Authorise { request, stan: Stan(1) })
}

#[test]
fn i1_a_prompt_before_the_intent_is_durable_is_seen() {
    let (mut stage, _) = Stage::locked();
    let prompt = authorise(&stage);
    assert_eq!(stage.forged(Event::Tick, vec![prompt]), "I1");
}

#[test]
fn i2_a_second_prompt_for_one_attempt_is_seen() {
    let (mut stage, _) = Stage::at_the_prompt();
    let prompt = authorise(&stage);
    assert_eq!(stage.forged(Event::Tick, vec![prompt]), "I2");
}

#[test]
fn i3_and_i7_a_confirmed_payment_that_nobody_holds_is_seen() {
    let (mut stage, attempt) = Stage::at_the_prompt();
    stage.kiosk.state.phase = Phase::Attract(super::Attract::default());
    stage.kiosk.session_menu = stage.kiosk.live_menu.clone();
    stage.witness.leap_to(super::ScreenName::Attract);
    let id =
        stage.forged(Event::Terminal(TerminalEvent::Confirmed { attempt, reference: Stage::facts(attempt).reference }), vec![]);
    assert_eq!(id, "I3");
}

#[test]
fn i7_an_approval_that_is_forgotten_is_seen() {
    let (mut stage, attempt) = Stage::at_the_prompt();
    stage.kiosk.state.phase = Phase::Attract(super::Attract::default());
    stage.kiosk.session_menu = stage.kiosk.live_menu.clone();
    stage.witness.leap_to(super::ScreenName::Attract);
    let offered = TerminalEvent::ApprovalOffered(Box::new(Stage::facts(attempt)));
    assert_eq!(stage.forged(Event::Terminal(offered), vec![]), "I7");
}

#[test]
fn i4_an_approval_for_another_amount_is_seen() {
    let (mut stage, attempt) = Stage::at_the_prompt();
    let Some(super::Session { stage: SessionStage::Paying(paying), .. }) = stage.kiosk.state.session() else {
        panic!("a card is being paid with")
    };
    let request = crate::payment::PaymentRequest::new(paying.checkout.locked(), attempt);
    let approval = crate::payment::Approval::matching(&request, Stage::facts(attempt)).expect("it matches");
    stage.witness.forget_amount(attempt);
    assert_eq!(stage.forged(Event::Tick, vec![Effect::Record(Entry::Approved { approval: Box::new(approval) })]), "I4");
}

#[test]
fn i5_a_prompt_without_the_latest_lock_is_seen() {
    let (stage, _) = Stage::at_the_prompt();
    let prompt = authorise(&stage);
    let mut other = Stage::new();
    assert_eq!(other.forged(Event::Tick, vec![prompt]), "I5");
}

#[test]
fn i6_an_old_menu_at_attract_is_seen() {
    let mut stage = Stage::new();
    stage.kiosk.session_menu = menu("another");
    assert_eq!(stage.forged(Event::Tick, vec![]), "I6");
}

#[test]
fn i8_a_locked_order_that_changes_is_seen() {
    let (mut stage, _) = Stage::at_the_prompt();
    stage.witness.bend_lock();
    assert_eq!(stage.forged(Event::Tick, vec![]), "I8");
}

#[test]
fn i9_a_sequence_that_goes_back_and_a_number_given_twice_are_seen() {
    let (mut stage, attempt) = Stage::at_the_prompt();
    let back = Written { key: WriteKey::NotCharged(attempt), seq: 1, stan: None, number: None };
    assert_eq!(stage.forged(Event::Written(back), vec![]), "I9");
    let kiosk = crate::id::KioskId::new('A').expect("a letter");
    let mut stage = Stage::new();
    for (order, seq) in [(8, 50), (9, 51)] {
        let order = crate::id::OrderId::from(FreshId::from_random_bytes([order; 16]));
        let number = Some(numbering(OrderNumber::new(kiosk, 1)));
        let event = Event::Written(Written { key: WriteKey::Accepted(order), seq, stan: None, number });
        let outcome = Ok(Effects::none());
        let seen = stage.witness.observe(now(0), &event, &outcome, &stage.kiosk);
        assert_eq!(seen.err().map(|violation| violation.id), (seq == 51).then_some("I9"));
    }
}

#[test]
fn i10_cards_offered_while_an_outcome_is_unknown_are_seen() {
    let (stage, _) = Stage::at_the_prompt();
    let prompt = authorise(&stage);
    let (mut stage, attempt) = Stage::at_the_prompt();
    // The witness is told that the attempt was never asked, and the kiosk is given an older one that nobody resolved.
    stage.witness.forget_asked(attempt);
    let Some(super::Session { stage: SessionStage::Paying(paying), .. }) = stage.kiosk.state.session() else {
        panic!("a card is being paid with")
    };
    let older = AttemptId::from(FreshId::from_random_bytes([200; 16]));
    let checkout = paying.checkout.clone();
    stage.kiosk.state.unresolved.insert(older, checkout);
    assert_eq!(stage.forged(Event::Tick, vec![prompt]), "I10");
}

#[test]
fn i11_a_customer_left_without_a_deadline_is_seen() {
    let mut stage = Stage::new();
    stage.tap(Intent::Start(ServiceMode::DineIn));
    if let Some(session) = stage.kiosk.session_mut() {
        session.idle.last_touch = Timestamp(u64::MAX);
        session.idle.ask_by = Timestamp(u64::MAX);
    }
    assert_eq!(stage.forged(Event::Tick, vec![]), "I11");
}

#[test]
fn i12_an_open_attempt_that_is_not_taken_up_is_seen() {
    let (stage, attempt) = Stage::at_the_prompt();
    let Some(super::Session { stage: SessionStage::Paying(paying), .. }) = stage.kiosk.state.session() else {
        panic!("a card is being paid with")
    };
    let locked = paying.checkout.locked().clone();
    let open = vec![OpenAttempt { locked, attempt, stan: Stan(1), approved: None, taken_back: vec![], age: None }];
    let mut restarted = Stage::new();
    assert_eq!(restarted.forged(Event::Boot { open, reversals: vec![], cart: None }, vec![]), "I12");
}

#[test]
fn i13_an_accepted_order_without_a_durable_approval_is_seen() {
    let (mut stage, attempt) = Stage::at_the_prompt();
    let Some(super::Session { stage: SessionStage::Paying(paying), .. }) = stage.kiosk.state.session() else {
        panic!("a card is being paid with")
    };
    let locked = paying.checkout.locked().clone();
    let request = crate::payment::PaymentRequest::new(&locked, attempt);
    let approval = crate::payment::Approval::matching(&request, Stage::facts(attempt)).expect("it matches");
    let order = crate::payment::AcceptedOrder::paid(locked, approval, crate::payment::Training(true)).expect("it matches");
    assert_eq!(stage.forged(Event::Tick, vec![Effect::Record(Entry::Accepted { order: Box::new(order) })]), "I13");
}

#[test]
fn i1_a_confirmation_before_the_result_is_durable_is_seen() {
    let (mut stage, attempt) = Stage::at_the_prompt();
    let reference = Stage::facts(attempt).reference;
    let confirm = TerminalCommand::Confirm { attempt, reference, decision: Confirmation::Stored };
    assert_eq!(stage.forged(Event::Tick, vec![Effect::Terminal(confirm)]), "I1");
}

#[test]
fn a_screen_change_outside_the_table_is_seen() {
    let mut stage = Stage::new();
    stage.witness.leap_to(super::ScreenName::Number);
    let event = Event::Terminal(TerminalEvent::Health(TerminalHealth::Ready));
    assert_eq!(stage.forged(event, vec![]), "screens");
}

/// A cart of one burger, kept.
fn kept(stage: &Stage) -> KeptCart {
    let Some(super::Session { stage: SessionStage::Ordering(ordering), language, .. }) = stage.kiosk.state.session() else {
        panic!("somebody is choosing")
    };
    let menu = &stage.kiosk.session_menu;
    KeptCart {
        menu: menu.version().clone(),
        language: language.clone(),
        filter: FoodFilter::default(),
        service: ordering.cart.service(),
        lines: ordering.cart.keep(menu, now(0).wall.local().date),
    }
}

fn choosing() -> Stage {
    let mut stage = Stage::new();
    stage.tap(Intent::Start(ServiceMode::Takeaway));
    let change = CartIntent::QuickAdd(ItemId::new("burger").expect("a slug"));
    stage.tap(Intent::Cart { change, seen: crate::id::OrderRevision(0) });
    stage
}

#[test]
fn i6_a_cart_kept_at_attract_and_one_that_comes_back_too_late_are_seen() {
    let cart = kept(&choosing());
    let mut stage = Stage::new();
    assert_eq!(stage.forged(Event::Tick, vec![Effect::SaveCart(Box::new(cart.clone()))]), "I6");
    for (age, locked_since) in [(None, false), (Some(Millis::from_secs(60)), false), (Some(Millis(0)), true)] {
        let cart = Some(Box::new(RecoveredCart { cart: cart.clone(), age, locked_since }));
        let mut stage = choosing();
        stage.witness.leap_to(super::ScreenName::Starting);
        assert_eq!(stage.forged(Event::Boot { open: vec![], reversals: vec![], cart }, vec![]), "I6");
    }
}

#[test]
fn i12_a_locked_cart_that_is_kept_and_one_that_comes_back_before_its_payment_are_seen() {
    let cart = kept(&choosing());
    let (mut stage, attempt) = Stage::at_the_prompt();
    let Some(super::Session { stage: SessionStage::Paying(paying), .. }) = stage.kiosk.state.session() else {
        panic!("a card is being paid with")
    };
    let locked = paying.checkout.locked().clone();
    assert_eq!(stage.forged(Event::Tick, vec![Effect::SaveCart(Box::new(cart.clone()))]), "I12");
    let mut stage = choosing();
    stage.witness.leap_to(super::ScreenName::Starting);
    let mut checkout = Stage::at_the_prompt().0.kiosk.state.clone();
    let Phase::Session(session) = &mut checkout.phase else { panic!("a card is being paid with") };
    let SessionStage::Paying(paying) = session.stage.clone() else { panic!("a card is being paid with") };
    stage.kiosk.state.unresolved.insert(attempt, paying.checkout);
    let open = vec![OpenAttempt { locked, attempt, stan: Stan(1), approved: None, taken_back: vec![], age: None }];
    let cart = Some(Box::new(RecoveredCart { cart, age: Some(Millis(0)), locked_since: false }));
    assert_eq!(stage.forged(Event::Boot { open, reversals: vec![], cart }, vec![]), "I12");
}

/// A payment that nobody knows about, its customer sent to staff; with its approval stored or without.
fn with_staff(approved: bool) -> (Stage, AttemptId, PaymentRequest) {
    let (mut stage, attempt) = Stage::at_the_prompt();
    let Some(super::Session { stage: SessionStage::Paying(paying), .. }) = stage.kiosk.state.session() else {
        panic!("a card is being paid with")
    };
    let request = PaymentRequest::new(paying.checkout.locked(), attempt);
    if approved {
        stage.honest(Event::Terminal(TerminalEvent::ApprovalOffered(Box::new(Stage::facts(attempt)))));
        stage.written(WriteKey::Approved(attempt, Rrn("R1".into())), None, None);
    }
    stage.honest(Event::Terminal(TerminalEvent::Unknown { attempt, reason: UnknownReason::LineDropped }));
    stage.honest_at(45_000, Event::Tick);
    assert!(stage.kiosk.state.unresolved.contains_key(&attempt), "it waits for staff");
    (stage, attempt, request)
}

fn says(attempt: AttemptId, verdict: StaffVerdict) -> StaffDecision {
    StaffDecision::new(attempt, verdict, "Ada", "the slip").expect("a decision")
}

/// What was locked for the attempt that waits.
fn locked(stage: &Stage, attempt: AttemptId) -> crate::order::LockedOrder {
    stage.kiosk.state.unresolved[&attempt].locked().clone()
}

fn resolved(decision: StaffDecision, end: StaffEnd) -> Vec<Effect> {
    vec![Effect::Record(Entry::StaffResolved { decision, end })]
}

#[test]
fn i13_a_decision_that_nobody_took_is_seen() {
    let (mut stage, attempt, _) = with_staff(false);
    let effects = resolved(says(attempt, StaffVerdict::NotCharged), StaffEnd::GivenUp);
    assert_eq!(stage.forged(Event::Tick, effects), "I13");
    let (mut stage, attempt, _) = with_staff(false);
    let decision = says(attempt, StaffVerdict::Charged);
    let order = AcceptedOrder::said_paid(locked(&stage, attempt), decision, Training(true)).expect("they say charged");
    let accepted = Effect::Record(Entry::Accepted { order: Box::new(order) });
    assert_eq!(stage.forged(Event::Tick, vec![accepted]), "I13", "an order accepted on a word that nobody gave");
}

#[test]
fn i13_and_i3_what_goes_against_the_word_of_staff_is_seen() {
    let (mut stage, attempt, request) = with_staff(true);
    let approval = Approval::matching(&request, Stage::facts(attempt)).expect("it matches");
    let order = AcceptedOrder::paid(locked(&stage, attempt), approval, Training(true)).expect("it matches");
    let not_charged = says(attempt, StaffVerdict::NotCharged);
    let effects = resolved(not_charged.clone(), StaffEnd::Accepted(Box::new(order)));
    assert_eq!(stage.forged(Event::StaffDecided(not_charged), effects), "I13");
    for end in
        [StaffEnd::GivenUp, StaffEnd::TakenBack(Box::new(Stage::facts(attempt))), StaffEnd::GivenBack(vec![Rrn("R1".into())])]
    {
        let (mut stage, attempt, _) = with_staff(false);
        let charged = says(attempt, StaffVerdict::Charged);
        assert_eq!(stage.forged(Event::StaffDecided(charged.clone()), resolved(charged, end)), "I3");
    }
}

#[test]
fn i7_a_stored_approval_that_staff_give_up_is_seen() {
    let (mut stage, attempt, _) = with_staff(true);
    let decision = says(attempt, StaffVerdict::NotCharged);
    assert_eq!(stage.forged(Event::StaffDecided(decision.clone()), resolved(decision, StaffEnd::GivenUp)), "I7");
}

#[test]
fn i7_an_approval_after_staff_said_not_charged_that_is_dropped_is_seen() {
    let (mut stage, attempt, _) = with_staff(false);
    stage.honest_at(45_000, Event::StaffDecided(says(attempt, StaffVerdict::NotCharged)));
    stage.written(WriteKey::StaffResolved(attempt, crate::payment::StaffMatter::Payment), None, None);
    let offered = TerminalEvent::ApprovalOffered(Box::new(Stage::facts(attempt)));
    assert_eq!(stage.forged(Event::Terminal(offered), vec![]), "I7");
}

#[test]
fn i2_a_second_decision_about_one_payment_is_seen() {
    let (mut stage, attempt, _) = with_staff(false);
    let order = locked(&stage, attempt);
    stage.honest_at(45_000, Event::StaffDecided(says(attempt, StaffVerdict::NotCharged)));
    let charged = says(attempt, StaffVerdict::Charged);
    let order = AcceptedOrder::said_paid(order, charged.clone(), Training(true)).expect("they say charged");
    let effects = resolved(charged.clone(), StaffEnd::Accepted(Box::new(order)));
    assert_eq!(stage.forged(Event::StaffDecided(charged), effects), "I2");
}

#[test]
fn i4_another_order_than_the_one_that_was_asked_for_is_seen() {
    let (mut stage, attempt, _) = with_staff(false);
    stage.witness.forget_amount(attempt);
    let charged = says(attempt, StaffVerdict::Charged);
    let order = AcceptedOrder::said_paid(locked(&stage, attempt), charged.clone(), Training(true)).expect("they say charged");
    let effects = resolved(charged.clone(), StaffEnd::Accepted(Box::new(order)));
    assert_eq!(stage.forged(Event::StaffDecided(charged), effects), "I4");
}

#[test]
fn i10_cards_offered_before_a_decision_is_durable_are_seen() {
    let (mut stage, attempt, _) = with_staff(false);
    stage.honest_at(45_000, Event::StaffDecided(says(attempt, StaffVerdict::NotCharged)));
    assert!(stage.kiosk.card_offer().is_err(), "off until it is durable");
    stage.written(WriteKey::StaffResolved(attempt, crate::payment::StaffMatter::Payment), None, None);
    assert_eq!(stage.kiosk.card_offer(), Ok(()));
}
