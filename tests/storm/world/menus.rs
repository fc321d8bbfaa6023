//! The demo menu, and what it may change into in the middle of a session.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use cardlast::catalogue::{Catalogue, MenuVersion, load};
use cardlast::money::Money;

/// The first one is live when the storm begins.
pub static MENUS: LazyLock<Vec<Arc<Catalogue>>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    let demo = load(&folder, jiff::civil::date(2026, 11, 24)).expect("the demo menu is fine").catalogue;
    let (dearer, sold_out) = (dearer(&demo), sold_out(&demo));
    [demo, dearer, sold_out].into_iter().map(Arc::new).collect()
});

fn dearer(menu: &Catalogue) -> Catalogue {
    let mut draft = menu.to_draft();
    draft.version = MenuVersion(Arc::from("dearer"));
    for item in draft.items.iter_mut().filter(|item| !item.price.is_zero()) {
        item.price = Money::from_minor(item.price.minor() + 30, item.price.currency()).expect("a small amount");
    }
    draft.finish().expect("nothing is missing")
}

fn sold_out(menu: &Catalogue) -> Catalogue {
    let mut draft = menu.to_draft();
    draft.version = MenuVersion(Arc::from("sold-out"));
    draft.sold_out.items.extend(menu.items().iter().step_by(3).map(|item| item.id.clone()));
    draft.finish().expect("nothing is missing")
}
