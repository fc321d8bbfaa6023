//! The menus that get published: the demo menu, and three that differ by what is sold out and by what it costs.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use cardlast::catalogue::{Catalogue, ItemId, MenuVersion, SoldOut, load};

pub static MENUS: LazyLock<[Arc<Catalogue>; 3]> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    let demo = load(&folder, jiff::civil::date(2026, 11, 24)).unwrap_or_else(|problems| panic!("{problems}")).catalogue;
    let ids: Vec<ItemId> = demo.items().iter().map(|item| item.id.clone()).collect();
    let without = |one_in: usize| SoldOut { items: ids.iter().step_by(one_in).cloned().collect(), ..SoldOut::default() };
    let sold_out = |one_in, version: &str| {
        let mut draft = demo.to_draft();
        draft.version = MenuVersion(version.into());
        draft.sold_out = without(one_in);
        Arc::new(draft.finish().expect("only marks are added"))
    };
    let (few, half) = (sold_out(5, "few are sold out"), sold_out(2, "half of it is sold out"));
    [Arc::new(demo), few, half]
});
