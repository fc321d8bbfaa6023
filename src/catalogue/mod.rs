//! The menu: products, bundles, modifier groups, dayparts, tax classes; read from the files a restaurant owner edits.
//!
//! What it is for: turning `menu/` into a whole, valid [`Catalogue`] or into a list of problems with file, line and remedy.
//! What it refuses to know: carts, prices of a chosen selection, payment. The model half touches no file; only `files` and `watch` do.
//! Its invariant: a [`Catalogue`] that exists is consistent, so later code never checks a menu again.

mod daypart;
mod food;
mod model;
mod query;
mod slug;
mod files;
mod watch;

pub use crate::handwritten::{Paint, Problem, Problems, Severity};
pub use daypart::{Availability, Daypart};
pub use files::{Loaded, Loader, TemplateError, create, decode_picture, load};
pub use food::{Allergen, AllergenGroup, Allergens, Cereal, Diet, Nut, Presence};
pub use model::{
    Bundle, Catalogue, CatalogueDraft, Category, Choice, DanglingReference, Group, Item, ItemKind, MenuVersion, Modifier, Part,
    Picture, Product, Restaurant, ServiceMode, SoldOut, TaxClass, TaxPeriod,
};
pub use query::{Fit, FoodFilter};
pub use slug::{BadSlug, CategoryId, DaypartId, GroupId, ItemId, OptionId, PartId, TaxClassId};
pub use watch::{MenuWatcher, WatchError, WatchMethod};
