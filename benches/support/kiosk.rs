//! A kiosk without a window: the real driver over stand-ins, with a menu as large as wanted.

use std::path::Path;
use std::sync::{Arc, Mutex};

use cardlast::catalogue::{Catalogue, Category, CategoryId, Item, ItemId, ItemKind, MenuVersion, load};
use cardlast::driver::{Driver, Ports, Pumped, Recovered};
use cardlast::fake::{CartShelf, FakeClock, Kitchen, Printer, SeededIds};
use cardlast::id::KioskId;
use cardlast::journal::{JournalWorker, Store, StoreOptions};
use cardlast::locale::Localised;
use cardlast::machine::kiosk::{Intent, Policy};
use cardlast::payment::{Faceplate, Training};
use cardlast::port::Inline;
use cardlast::time::WallTime;
use cardlast::ui::{Engine, Frame};

/// A menu of so many products in so many categories, made of the demo's products again and again.
pub fn menu(products: usize, categories: usize) -> Arc<Catalogue> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    let demo = load(&folder, jiff::civil::date(2026, 11, 24)).unwrap().catalogue;
    let patterns: Vec<Item> = demo.items().iter().filter(|item| is_plain(item)).cloned().collect();
    let mut draft = demo.to_draft();
    let shelf = |at: usize| CategoryId::new(&format!("shelf-{}", at % categories)).unwrap();
    let product = |at: usize| {
        let pattern = &patterns[at % patterns.len()];
        let name = numbered(&pattern.name, at);
        Item { id: ItemId::new(&format!("product-{at}")).unwrap(), category: shelf(at), name, ..pattern.clone() }
    };
    let category = |at: usize| {
        let pattern = &demo.categories()[at % demo.categories().len()];
        let items = (at..products).step_by(categories).map(|at| ItemId::new(&format!("product-{at}")).unwrap()).collect();
        Category { id: shelf(at), name: numbered(&pattern.name, at), dayparts: Vec::new(), items, ..pattern.clone() }
    };
    draft.version = MenuVersion(format!("{products} in {categories}").into());
    draft.items = (0..products).map(product).collect();
    draft.categories = (0..categories).map(category).collect();
    draft.sold_out = cardlast::catalogue::SoldOut::default();
    Arc::new(draft.finish().unwrap())
}

/// A product that is there all day.
fn is_plain(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Product(_)) && item.dayparts.is_empty()
}

fn numbered(name: &Localised, at: usize) -> Localised {
    Localised::new(name.iter().map(|(language, text)| (language.clone(), format!("{text} {at}"))).collect()).unwrap()
}

/// A driver on this menu with a journal in a folder; everything is done at once on the caller's thread.
pub fn driver(menu: Arc<Catalogue>, folder: &Path) -> Driver {
    let store = Store::open(StoreOptions {
        path: folder.join(format!("{}.db", menu.version().0)),
        kiosk: KioskId::new('A').unwrap(),
        cut_over_minutes: 240,
        house: menu.default_language().clone(),
        training: true,
    });
    let ports = Ports {
        clock: Box::new(FakeClock::at(WallTime::parse("2026-11-24T12:30:00+01:00").unwrap())),
        ids: Box::new(SeededIds::new(1)),
        terminal: None,
        journal: Box::new(Inline::new(JournalWorker::new(store.unwrap()))),
        kitchen: Box::new(Kitchen::default()),
        printer: Box::new(Printer::default()),
        carts: Box::new(CartShelf::default()),
        menus: None,
    };
    let policy = Policy { training: Training(true), ceiling_minor: 100_000_000, ..Policy::default() };
    Driver::new(menu, policy, ports, Recovered::default())
}

/// Hands that reach past the screen: what is put here, the customer wants.
pub type Hands = Arc<Mutex<Vec<Intent>>>;

/// The window's engine over such a driver.
pub struct Hurried {
    /// The driver.
    pub driver: Driver,
    /// What the customer wants besides what is tapped.
    pub hands: Hands,
}

impl Engine for Hurried {
    fn pump(&mut self, intents: Vec<Intent>) -> Frame {
        for intent in self.hands.lock().unwrap().drain(..).chain(intents) {
            self.driver.submit(intent);
        }
        let Pumped { view, seq, now, rejections, wake_in, stop } = self.driver.pump();
        Frame { view, now, rejections, wake_in, stop, seq }
    }

    fn faceplate(&self) -> Option<Arc<dyn Faceplate>> {
        None
    }
}
