//! Where everything is that is tapped, as the kiosk itself says, in whatever way a customer wants the screen.

use std::path::Path;

use cardlast::catalogue::{Catalogue, CategoryId, load};
use cardlast::locale::Language;
use cardlast::words::{Value, Words};

use super::program::{Program, Thing};
use super::screen::{Area, Screen};

/// How a customer wants the screen.
pub struct Mode {
    /// What it is called in the table.
    pub name: &'static str,
    /// The kiosk's settings.
    pub config: &'static str,
    /// The language's tag.
    pub language: &'static str,
    /// What is switched on in the panel of what makes it easier: keys of words.
    pub switches: &'static [&'static str],
}

/// As the kiosk is installed.
pub const PLAIN: Mode = Mode { name: "as installed", config: "", language: "fr", switches: &[] };

/// Everything else.
pub const MODES: [Mode; 8] = [
    Mode { name: "in dark", config: "[screen]\ntheme = \"dark\"", ..PLAIN },
    Mode { name: "in high contrast", switches: &["access-contrast"], ..PLAIN },
    Mode { name: "in large", switches: &["access-large"], ..PLAIN },
    Mode { name: "within low reach", switches: &["access-reach"], ..PLAIN },
    Mode { name: "with all of these at once", switches: &["access-contrast", "access-large", "access-reach"], ..PLAIN },
    Mode { name: "while it speaks", config: "[speech]\nengine = \"capture\"", switches: &["access-speech"], ..PLAIN },
    Mode { name: "in Arabic", language: "ar", ..PLAIN },
    Mode { name: "in Chinese", language: "zh", ..PLAIN },
];

/// See the module's text.
pub struct Places {
    /// What is tapped at attract before anything is ordered, one after the other.
    pub way: Vec<(i16, i16)>,
    /// Two categories to go to and fro between.
    pub tabs: [(i16, i16); 2],
    /// Every category, and what scrolls to it.
    pub rail: Vec<(i16, i16)>,
    /// A product's card.
    pub card: Thing,
    /// What is behind the page of that product.
    pub next_card: Area,
    /// Its plus.
    pub take: (i16, i16),
    /// What takes that back.
    pub undo: (i16, i16),
    /// What the cart comes to.
    pub total: Area,
    /// What leads from the page back.
    pub close: (i16, i16),
}

/// What things are called in a language.
struct Names {
    words: Words,
    language: Language,
    menu: std::sync::Arc<Catalogue>,
}

impl Names {
    fn new(tag: &str) -> Self {
        let language = Language::new(tag).expect("a language");
        let menu = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
        let menu = load(&menu, jiff::civil::date(2026, 11, 24)).expect("the menu that is shipped").catalogue;
        Self { words: Words::new(&language), language, menu: menu.into() }
    }

    fn category(&self, id: &str) -> String {
        let id = CategoryId::new(id).expect("a slug");
        self.menu.category(&id).expect("a category of the menu").name.get(&self.language).to_owned()
    }

    /// A control called by this key; where that goes on with a product's name, by the rest of it.
    fn control(&self, key: &str) -> impl Fn(&Thing) -> bool + use<> {
        self.called(key, "")
    }

    /// What moves the list of categories.
    fn scroll(&self, key: &str) -> impl Fn(&Thing) -> bool + use<> {
        self.called(key, &self.words.get("list-categories"))
    }

    fn called(&self, key: &str, what: &str) -> impl Fn(&Thing) -> bool + use<> {
        let name = self.words.with(key, &[("what", Value::Text(what))]);
        let name = name.trim().to_owned();
        move |thing| thing.control && (thing.label.starts_with(&name) || thing.label.ends_with(&name))
    }
}

/// Goes the way once with a kiosk that says where everything is.
pub fn scout(screen: &Screen, mode: &Mode) -> Places {
    let data = tempfile::tempdir().expect("a folder");
    let kiosk = Program::start(screen, data.path(), mode.config, true);
    let names = Names::new(mode.language);
    let mut way = Vec::new();
    let mut tap = |place: (i16, i16)| {
        screen.tap(place);
        way.push(place);
    };
    let chosen = Words::new(&names.language).get("language-name");
    tap(kiosk.find("attract", |thing| thing.role == "radiobutton" && thing.label == chosen).middle());
    if !mode.switches.is_empty() {
        tap(kiosk.find("attract", names.control("access")).middle());
        for switch in mode.switches {
            tap(kiosk.find("attract", names.control(switch)).middle());
        }
        tap(kiosk.find("attract", names.control("access-done")).middle());
    }
    tap(kiosk.find("attract", names.control("service-takeaway")).middle());
    let first = names.category("burgers");
    // The open category is brought into view before anybody looks.
    screen.settle();
    let first_tab = kiosk.find("menu", |thing| thing.role == "tab" && thing.label.starts_with(&first));
    let first = first_tab.middle();
    let tabs = || kiosk.controls().into_iter().filter(|thing| thing.role == "tab").map(|tab| tab.middle());
    let mut rail: Vec<_> = tabs().collect();
    let second = names.category("salads");
    let second = kiosk.controls().into_iter().find(|thing| thing.role == "tab" && thing.label.starts_with(&second));
    // In large letters fewer of them stand side by side.
    let whole = |thing: &&Thing| thing.role == "tab" && thing.middle() != first && thing.area.3 >= first_tab.area.3;
    let controls = kiosk.controls();
    let second = second.or_else(|| controls.iter().find(whole).cloned()).expect("two categories").middle();
    let below = kiosk.controls().into_iter().find(names.scroll("scroll-down"));
    if let Some(below) = below {
        screen.tap(below.middle());
        rail.push(below.middle());
        rail.extend(tabs());
        screen.tap(kiosk.find("menu", names.scroll("scroll-up")).middle());
    }
    screen.tap(first);
    let total = names.words.get("to-review");
    let is_card =
        |thing: &Thing| thing.control && thing.role == "button" && thing.label.contains('€') && !thing.label.contains(&total);
    let cards: Vec<Thing> = kiosk.controls().into_iter().filter(is_card).collect();
    let card = cards[0].clone();
    // One card alone may fill the room.
    let next_card = cards.get(1).map_or(card.area, |next| next.area);
    let take = kiosk.find("menu", names.control("take")).middle();
    let total = kiosk.find("menu", |thing| thing.role == "status" && thing.label.contains('€')).area;
    screen.tap(take);
    let undo = kiosk.find("menu", names.control("undo")).middle();
    screen.tap(card.middle());
    let close = kiosk.find("product", names.control("product-back")).middle();
    Places { way, tabs: [first, second], rail, card, next_card, take, undo, total, close }
}
