//! The menu: categories, what is shown of them, and one card at a time.
//!
//! A menu may have a hundred thousand products, so the view lists ids and makes a card only when a screen asks for it.

use std::sync::Arc;

use super::super::Kiosk;
use super::super::state::{Ordering, Session};
use super::cart::CartView;
use crate::catalogue::{Availability, Catalogue, CategoryId, Diet, Fit, FoodFilter, ItemId, ItemKind, Picture, SoldOut};
use crate::locale::Localised;
use crate::money::Money;
use crate::order::Selection;
use crate::time::{LocalTime, Now};

/// The menu with the cart beside it.
#[derive(Debug, Clone)]
pub struct MenuView {
    /// The cart.
    pub cart: CartView,
    /// The categories.
    pub categories: Vec<CategoryTab>,
    /// What the grid shows.
    pub shown: Shown,
    /// The items of the grid.
    pub items: Arc<[ItemId]>,
    /// What the customer does not eat.
    pub filter: FoodFilter,
    menu: Arc<Catalogue>,
    sold_out: Arc<SoldOut>,
    local: LocalTime,
}

/// A category in the rail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryTab {
    /// Its id.
    pub id: CategoryId,
    /// Its name.
    pub name: Localised,
    /// Its picture.
    pub picture: Option<Picture>,
    /// Whether it is open.
    pub selected: bool,
}

/// What the grid shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// A category.
    Category(Option<CategoryId>),
    /// What was found for these words.
    Search(String),
}

/// A product or bundle in the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemCard {
    /// Its id.
    pub id: ItemId,
    /// Its name.
    pub name: Localised,
    /// Its price with default options.
    pub price: Money,
    /// Its picture.
    pub picture: Picture,
    /// Whether it can be had now.
    pub availability: Availability,
    /// Whether it suits the filter.
    pub fit: Fit,
    /// Whether it can be added without choosing anything.
    pub quick: bool,
    /// Dietary marks with default options.
    pub diets: Vec<Diet>,
    /// Energy with default options, in kcal.
    pub kcal: u32,
    /// Smallest age at which it may be sold.
    pub minimum_age: Option<u8>,
    /// Whether it is a bundle.
    pub bundle: bool,
}

impl MenuView {
    /// One card of the grid; `None` for an id that is not on this menu.
    #[must_use]
    pub fn card(&self, id: &ItemId) -> Option<ItemCard> {
        let item = self.menu.item(id)?;
        let defaults = Selection::with_defaults(&self.menu, id, &self.sold_out).ok()?;
        Some(ItemCard {
            id: item.id.clone(),
            name: item.name.clone(),
            price: item.price,
            picture: item.picture.clone(),
            availability: self.menu.availability(item, &self.sold_out, self.local),
            fit: self.filter.judge_item(&self.menu, item),
            quick: defaults.unmet(&self.menu, &self.sold_out).is_empty(),
            diets: defaults.diets(&self.menu).into_iter().collect(),
            kcal: defaults.kcal(&self.menu),
            minimum_age: defaults.minimum_age(&self.menu),
            bundle: matches!(item.kind, ItemKind::Bundle(_)),
        })
    }

    /// The menu behind it, for pictures and words.
    #[must_use]
    pub const fn menu(&self) -> &Arc<Catalogue> {
        &self.menu
    }
}

impl Kiosk {
    pub(super) fn menu_view(&self, now: Now, session: &Session, ordering: &Ordering) -> MenuView {
        let menu = &self.session_menu;
        let browse = &ordering.browse;
        let tabs = menu.categories().iter().map(|category| CategoryTab {
            id: category.id.clone(),
            name: category.name.clone(),
            picture: category.picture.clone(),
            selected: browse.search.is_none() && browse.category.as_ref() == Some(&category.id),
        });
        let (shown, items) = match &browse.search {
            Some(words) => (Shown::Search(words.clone()), self.found.clone()),
            None => {
                let category = browse.category.as_ref().and_then(|id| menu.category(id));
                let items = category.map(|category| category.items.clone()).unwrap_or_default();
                (Shown::Category(browse.category.clone()), items)
            }
        };
        MenuView {
            cart: self.cart_view(session, &ordering.cart),
            categories: tabs.collect(),
            shown,
            items,
            filter: browse.filter.clone(),
            menu: menu.clone(),
            sold_out: self.state.sold_out.clone(),
            local: now.wall.local(),
        }
    }
}
