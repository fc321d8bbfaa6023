//! The measures of the core. Read ratios within one run; machines are shared and noisy.
#![allow(clippy::unwrap_used, reason = "a measure that cannot be set up has nothing to say")]
#![allow(missing_docs, reason = "the macros of the harness make functions without a word")]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use cardlast::catalogue::{Catalogue, ItemId, ServiceMode, SoldOut, load};
use cardlast::fake::SeededIds;
use cardlast::id::OrderRevision;
use cardlast::machine::kiosk::{CartIntent, Event, Intent, Kiosk, Policy};
use cardlast::order::{Cart, CartLimits, Selection};
use cardlast::port::IdSource;
use cardlast::time::{Now, Timestamp, WallTime};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

fn now() -> Now {
    Now { at: Timestamp(0), wall: WallTime::parse("2026-11-24T12:30:00+01:00").unwrap() }
}

fn demo() -> Arc<Catalogue> {
    let menu = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    Arc::new(load(&menu, jiff::civil::date(2026, 11, 24)).unwrap().catalogue)
}

fn item(id: &str) -> ItemId {
    ItemId::new(id).unwrap()
}

fn limits(menu: &Catalogue) -> CartLimits {
    CartLimits { ceiling: cardlast::money::Money::from_minor(10_000_000, menu.currency()).unwrap() }
}

/// One step of the machine: a cart line counted up and down.
#[divan::bench]
fn step_change_quantity(bencher: Bencher<'_, '_>) {
    let mut ids = SeededIds::new(1);
    let mut kiosk = Kiosk::new(demo(), Policy::default());
    let mut tap = |kiosk: &mut Kiosk, intent| {
        let fresh = ids.mint();
        let _ = black_box(kiosk.step(now(), Event::Customer { intent, fresh }));
    };
    let _ = kiosk.step(now(), Event::Boot { open: vec![], reversals: vec![], cart: None });
    tap(&mut kiosk, Intent::Start(ServiceMode::Takeaway));
    tap(&mut kiosk, Intent::Cart { change: CartIntent::QuickAdd(item("classic-burger")), seen: OrderRevision(0) });
    let mut revision = 1;
    bencher.bench_local(|| {
        let change = CartIntent::Quantity { line: cardlast::id::LineId(1), quantity: 1 + revision % 9 };
        tap(&mut kiosk, Intent::Cart { change, seen: OrderRevision(revision) });
        revision += 1;
    });
}

/// One step of the machine: a touch that only the time-outs care about.
#[divan::bench]
fn step_touch(bencher: Bencher<'_, '_>) {
    let mut ids = SeededIds::new(1);
    let mut kiosk = Kiosk::new(demo(), Policy::default());
    let _ = kiosk.step(now(), Event::Boot { open: vec![], reversals: vec![], cart: None });
    bencher.bench_local(|| {
        let _ = black_box(kiosk.step(now(), Event::Customer { intent: Intent::Touch, fresh: ids.mint() }));
    });
}

fn cart_of_fifty(menu: &Catalogue) -> Cart {
    let mut cart = Cart::new(ServiceMode::Takeaway);
    let nothing = SoldOut::default();
    for candidate in menu.items() {
        if cart.lines().len() == 50 {
            break;
        }
        let selection = Selection::with_defaults(menu, &candidate.id, &nothing).unwrap();
        // What needs a choice first is passed over.
        let _ = cart.add(menu, &nothing, limits(menu), selection, 3, None);
    }
    assert_eq!(cart.lines().len(), 50, "the demo menu has fifty things that need no choice");
    cart
}

/// Total and taxes of a cart with 50 lines.
#[divan::bench]
fn price_50_lines(bencher: Bencher<'_, '_>) {
    let menu = demo();
    let cart = cart_of_fifty(&menu);
    let date = now().wall.local().date;
    bencher.bench_local(|| black_box(&cart).totals(&menu, date).unwrap());
}

/// A menu of so many products from its files: read, check and index everything. One picture serves them all.
#[divan::bench(args = [60, 1_000, 10_000], sample_count = 5, sample_size = 1)]
fn load_menu(bencher: Bencher<'_, '_>, products: usize) {
    let folder = tempfile::tempdir().unwrap();
    write_menu(folder.path(), products);
    bencher.bench_local(|| load(folder.path(), jiff::civil::date(2026, 11, 24)).unwrap());
}

fn write_menu(folder: &Path, products: usize) {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    for file in ["restaurant.toml", "taxes.toml", "hours.toml"] {
        fs::copy(demo.join(file), folder.join(file)).unwrap();
    }
    fs::create_dir(folder.join("pictures")).unwrap();
    fs::create_dir(folder.join("categories")).unwrap();
    fs::copy(demo.join("pictures/fries.webp"), folder.join("pictures/fries.webp")).unwrap();
    for (category, start) in (0..products).step_by(100).enumerate() {
        let mut text = format!(
            "id = \"c-{category}\"\nname = {{ fr = \"Rayon {category}\", en = \"Shelf {category}\" }}\npicture = \"fries.webp\"\n"
        );
        for product in start..(start + 100).min(products) {
            text.push_str(&format!(
                "[[product]]\nid = \"p-{product}\"\nname = {{ fr = \"Plat {product}\", en = \"Dish {product}\" }}\n\
                 description = {{ fr = \"Un plat\", en = \"A dish\" }}\nprice = \"8.90\"\ntax = \"prepared\"\npicture = \"fries.webp\"\n\
                 kcal = 500\nallergens = {{ contains = [\"milk\"] }}\n"
            ));
        }
        fs::write(folder.join(format!("categories/{category:04}.toml")), text).unwrap();
    }
}

/// The view of a menu of 108 items, as it is built after every step.
#[divan::bench]
fn build_view(bencher: Bencher<'_, '_>) {
    let mut ids = SeededIds::new(1);
    let mut kiosk = Kiosk::new(demo(), Policy::default());
    let _ = kiosk.step(now(), Event::Boot { open: vec![], reversals: vec![], cart: None });
    let start = Event::Customer { intent: Intent::Start(ServiceMode::Takeaway), fresh: ids.mint() };
    let _ = kiosk.step(now(), start);
    bencher.bench_local(|| black_box(kiosk.view(now())));
}

/// A full status information of a card terminal: read with its objects, and written again.
#[divan::bench]
fn status_information(bencher: Bencher<'_, '_>) {
    use cardlast::device::zvt::{ApduReader, Fields};
    const TOLD: &str = "040F5A270004000000002500490978 0C225558 0D0405 22F0F8EEEEEEEEEEEE8074 870231 3B3735303037310000 0B000975 1960 \
        2952523535 0E2405 8A06 8C01 8BF1F14D6173746572436172640 02A383034303131393236202020202020 062E \
        2F081F1201021F100100 601B4307A000000004101044104465626974204D6173746572636172 64 1F2B0410015008";
    let digits: Vec<u8> = TOLD.bytes().filter(u8::is_ascii_hexdigit).collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    let mut told: Vec<u8> = digits.chunks(2).map(byte).collect();
    // With its objects it is longer than the vector that it is made of.
    told[2] = u8::try_from(told.len() - 3).unwrap();
    bencher.bench_local(|| {
        let mut rest = black_box(told.as_slice());
        let apdu = ApduReader::default().read(&mut rest).unwrap().unwrap();
        let fields = Fields::decode(apdu.data());
        assert!(fields.unparsed().is_none());
        black_box(fields.encode())
    });
}
