//! Laws of pricing and of the cart, on random carts of the demo menu. The seed of a failure is printed and kept beside this file.

use std::path::Path;
use std::sync::LazyLock;

use cardlast::catalogue::{Catalogue, ServiceMode, SoldOut, load};
use cardlast::fake::SeededIds;
use cardlast::id::{LineId, OrderId};
use cardlast::money::{Currency, Money, TaxRate, allocate};
use cardlast::order::{Cart, CartLimits, LockTerms, MAX_LINES, MAX_QUANTITY, Note, Selection, Slot};
use cardlast::port::IdSource;
use cardlast::time::{Now, Timestamp, WallTime};
use proptest::prelude::*;

static MENU: LazyLock<Catalogue> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    load(&folder, jiff::civil::date(2026, 11, 24)).expect("the demo menu is fine").catalogue
});

fn now() -> Now {
    Now { at: Timestamp(0), wall: WallTime::parse("2026-11-24T12:30:00+01:00").expect("a time") }
}

fn limits() -> CartLimits {
    CartLimits { ceiling: Money::from_minor(50_000, MENU.currency()).expect("an amount") }
}

/// One thing a customer may do to a cart; the numbers are taken modulo what there is.
#[derive(Debug, Clone)]
enum Act {
    Add { item: usize, choices: Vec<(usize, usize)>, quantity: u32, note: bool },
    Quantity { line: u32, quantity: u32 },
    Remove { line: u32 },
    Note { line: u32 },
    Service,
    Undo,
    Redo,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (any::<usize>(), prop::collection::vec((any::<usize>(), any::<usize>()), 0..6), 1..120_u32, any::<bool>())
            .prop_map(|(item, choices, quantity, note)| Act::Add { item, choices, quantity, note }),
        2 => (1..20_u32, 0..120_u32).prop_map(|(line, quantity)| Act::Quantity { line, quantity }),
        1 => (1..20_u32).prop_map(|line| Act::Remove { line }),
        1 => (1..20_u32).prop_map(|line| Act::Note { line }),
        1 => Just(Act::Service),
        2 => Just(Act::Undo),
        1 => Just(Act::Redo),
    ]
}

/// Everything of a cart that a customer sees.
fn seen(cart: &Cart) -> (ServiceMode, Vec<cardlast::order::Line>) {
    (cart.service(), cart.lines().to_vec())
}

fn selection(item: usize, choices: &[(usize, usize)]) -> Selection {
    let nothing = SoldOut::default();
    let item = &MENU.items()[item % MENU.items().len()];
    let mut selection = Selection::with_defaults(&MENU, &item.id, &nothing).expect("it is on the menu");
    for (group, option) in choices {
        let Some(id) = item.groups.get(group % item.groups.len().max(1)) else { continue };
        let group = MENU.group(id).expect("a checked menu");
        let slot = Slot { part: None, group: id.clone() };
        // A full group refuses, and that is fine.
        let _ = selection.toggle(&MENU, &nothing, &slot, &group.options[option % group.options.len()].id);
    }
    selection
}

fn apply(cart: &mut Cart, act: &Act) -> bool {
    let nothing = SoldOut::default();
    let done = match act {
        Act::Add { item, choices, quantity, note } => {
            let note = note.then(|| Note::new("sauce on the side")).flatten();
            cart.add(&MENU, &nothing, limits(), selection(*item, choices), *quantity, note).map(|_| ())
        }
        Act::Quantity { line, quantity } => cart.set_quantity(limits(), LineId(*line), *quantity),
        Act::Remove { line } => cart.remove(limits(), LineId(*line)),
        Act::Note { line } => cart.set_note(limits(), LineId(*line), Note::new("no salt")),
        Act::Service => cart.set_service(limits(), cart.service().other()),
        Act::Undo => cart.undo(),
        Act::Redo => cart.redo(),
    };
    done.is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// Whatever is done: lines sum to the total, tax rates sum to the total, nothing is negative, limits hold, and what was refused
    /// changed nothing.
    #[test]
    fn parts_sum_to_the_whole_and_limits_hold(acts in prop::collection::vec(act(), 1..40)) {
        let mut cart = Cart::new(ServiceMode::Takeaway);
        for act in &acts {
            let before = (seen(&cart), cart.revision());
            if !apply(&mut cart, act) {
                prop_assert_eq!(&before, &(seen(&cart), cart.revision()), "a refusal changed the cart");
            }
            let totals = cart.totals(&MENU, now().wall.local().date).expect("in range");
            let lines = cart.lines().iter().map(|line| line.total().expect("in range"));
            prop_assert_eq!(Money::sum(MENU.currency(), lines).expect("in range"), totals.total);
            let gross = Money::sum(MENU.currency(), totals.taxes.iter().map(|share| share.gross)).expect("in range");
            prop_assert_eq!(gross, totals.total);
            for share in &totals.taxes {
                prop_assert_eq!(share.net.checked_add(share.tax).expect("in range"), share.gross);
                prop_assert!(!share.tax.is_negative() && !share.net.is_negative());
            }
            prop_assert!(cart.lines().len() <= MAX_LINES);
            for line in cart.lines() {
                prop_assert!((1..=MAX_QUANTITY).contains(&line.quantity()));
                prop_assert!(!line.price().unit.is_negative());
                let shares = Money::sum(MENU.currency(), line.price().shares.values().copied()).expect("in range");
                prop_assert_eq!(shares, line.price().unit, "the tax classes share the unit price exactly");
            }
        }
    }

    /// Undo restores exactly what was there before, all the way back; redo brings everything again.
    #[test]
    fn undo_restores_exactly(acts in prop::collection::vec(act(), 1..30)) {
        let mut cart = Cart::new(ServiceMode::DineIn);
        let mut states = vec![seen(&cart)];
        for act in acts.iter().filter(|act| !matches!(act, Act::Undo | Act::Redo)) {
            let before = cart.revision();
            if apply(&mut cart, act) && cart.revision() != before {
                states.push(seen(&cart));
            }
        }
        let last = cart.revision();
        for state in states.iter().rev().skip(1) {
            cart.undo().expect("there is something to undo");
            prop_assert_eq!(&seen(&cart), state);
        }
        prop_assert!(cart.undo().is_err(), "nothing is left to undo");
        for state in states.iter().skip(1) {
            cart.redo().expect("there is something to redo");
            prop_assert_eq!(&seen(&cart), state);
        }
        prop_assert!(cart.revision() >= last, "the revision never goes back");
    }

    /// A lock keeps what was on screen, and giving it up gives the same cart back under a new revision.
    #[test]
    fn a_lock_keeps_the_order_and_gives_the_cart_back(acts in prop::collection::vec(act(), 1..20), seed in any::<u64>()) {
        let mut cart = Cart::new(ServiceMode::Takeaway);
        for act in &acts {
            apply(&mut cart, act);
        }
        let nothing = SoldOut::default();
        let order = OrderId::from(SeededIds::new(seed).mint());
        let language = MENU.default_language();
        let terms = LockTerms { order, catalogue: &MENU, sold_out: &nothing, language, now: now() };
        let total = cart.totals(&MENU, now().wall.local().date).expect("in range").total;
        let before = (seen(&cart), cart.revision());
        match cart.lock(&terms) {
            Ok((locked, aside)) => {
                prop_assert_eq!(locked.amount(), total);
                prop_assert_eq!(locked.subject().lines.len(), before.0.1.len());
                let cart = aside.reopen(locked);
                prop_assert_eq!(&seen(&cart), &before.0);
                prop_assert!(cart.revision() > before.1);
            }
            Err((cart, _)) => {
                prop_assert!(total.is_zero(), "only an empty or free cart cannot be locked");
                prop_assert_eq!(&seen(&cart), &before.0);
            }
        }
    }

    /// Largest remainder: the parts sum to the whole, none is more than a cent from its exact share, and equal weights differ by a cent.
    #[test]
    fn a_split_is_exact_and_fair(total in 0..1_000_000_i64, weights in prop::collection::vec(0..100_000_i64, 1..12)) {
        let euros = |minor| Money::from_minor(minor, Currency::EUR).expect("in range");
        let amounts: Vec<_> = weights.iter().copied().map(euros).collect();
        let parts = allocate(euros(total), &amounts).expect("nothing is negative");
        prop_assert_eq!(parts.iter().map(Money::minor).sum::<i64>(), total);
        let sum: i64 = weights.iter().sum();
        for (part, weight) in parts.iter().zip(&weights) {
            prop_assert!(!part.is_negative());
            if sum > 0 {
                let exact = i128::from(total) * i128::from(*weight);
                let off = (i128::from(part.minor()) * i128::from(sum) - exact).abs();
                prop_assert!(off < i128::from(sum), "{part} for {weight} of {sum} in {total}");
            }
        }
    }

    /// The tax inside a price is what the rule says, to half a cent.
    #[test]
    fn tax_is_inside_the_price(gross in 0..10_000_000_i64, hundredths in 0..10_000_i64) {
        let rate = TaxRate::parse(&format!("{}.{:02}", hundredths / 100, hundredths % 100)).expect("a rate");
        let share = rate.share_of(Money::from_minor(gross, Currency::EUR).expect("in range"));
        // net * (100 + r) = gross * 100, within half a cent of net
        let off = i128::from(share.net.minor()) * i128::from(10_000 + hundredths) - i128::from(gross) * 10_000;
        prop_assert!(off.abs() * 2 <= i128::from(10_000 + hundredths));
    }
}
