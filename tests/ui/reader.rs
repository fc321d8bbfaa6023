//! A screen reader's view: everything is found in the accessibility tree by role and name, and used through it alone.

use std::sync::Arc;

use cardlast::catalogue::ItemId;
use cardlast::fake::FakeClock;
use cardlast::locale::Language;
use cardlast::machine::kiosk::{Policy, ScreenName};
use cardlast::time::Millis;
use cardlast::ui::atm::AtmApp;
use cardlast::ui::theme::POINTS_PER_MM;
use cardlast::ui::{Panel, Scene as _};
use cardlast::words::{Words, spoken};
use egui::accesskit::{Action, Live, Role, Toggled};
use egui_kittest::kittest::NodeT as _;
use egui_kittest::{Harness, Node};

use super::atm::{Practice, clock};
use super::support::{long_menu, options};
use super::window::{LANDSCAPE, PORTRAIT, Window, euros, words};

/// Somebody who has nothing but the tree.
struct Reader<'a, State> {
    harness: &'a mut Harness<'static, State>,
}

impl<State> Reader<'_, State> {
    #[track_caller]
    fn find(&self, role: Role, name: &str) -> Node<'_> {
        let nodes: Vec<_> = self.harness.root().children_recursive().collect();
        let names: Vec<_> = nodes.iter().filter_map(|node| node.accesskit_node().label()).collect();
        let found = nodes.into_iter().find(|node| {
            let node = node.accesskit_node();
            node.role() == role && node.label().as_deref() == Some(name)
        });
        found.unwrap_or_else(|| panic!("no {role:?} is called {name:?}: {names:#?}"))
    }

    /// The names of controls, and what texts say.
    fn texts(&self) -> Vec<String> {
        let root = self.harness.root();
        let said = |node: Node<'_>| node.accesskit_node().label().or_else(|| node.value());
        root.children_recursive().filter_map(said).collect()
    }

    fn says(&self, text: &str) -> bool {
        self.texts().iter().any(|said| said.contains(text))
    }

    fn run(&mut self) {
        for _ in 0..6 {
            if self.harness.run_ok().is_some() {
                return;
            }
        }
    }

    /// Puts the focus on it, as a reader does, sees that it arrives, and has it do what it does.
    #[track_caller]
    fn use_it(&mut self, role: Role, name: &str) -> &mut Self {
        let node = self.find(role, name);
        assert!(node.accesskit_node().data().supports_action(Action::Focus), "{name:?} takes no focus");
        node.focus();
        self.run();
        let node = self.find(role, name);
        assert!(node.accesskit_node().is_focused(), "{name:?} did not get the focus");
        node.click_accesskit();
        self.run();
        self
    }

    #[track_caller]
    fn hears(&mut self, text: &str) -> &mut Self {
        assert!(self.says(text), "nothing says {text:?}: {:#?}", self.texts());
        self
    }
}

#[test]
fn a_whole_purchase_through_the_tree_alone() {
    for size in [PORTRAIT, LANDSCAPE] {
        let mut window = Window::open(size);
        let mut reader = Reader { harness: &mut window.harness };
        reader.use_it(Role::Button, "Eat in").use_it(Role::Button, "Burger, €8.90").hears("Choose 1 more: Cooking");
        reader.use_it(Role::RadioButton, "Cooking: Medium").use_it(Role::CheckBox, "Extras: Cheddar, +€0.80");
        let chosen = |reader: &Reader<'_, _>, role, name: &str| reader.find(role, name).accesskit_node().toggled();
        assert_eq!(chosen(&reader, Role::CheckBox, "Extras: Cheddar, +€0.80"), Some(egui::accesskit::Toggled::True));
        assert_eq!(chosen(&reader, Role::CheckBox, "Extras: Bacon, +€1.20"), Some(egui::accesskit::Toggled::False));
        reader.use_it(Role::Button, "Add · €9.70").hears("Your order: 1\u{a0}item").use_it(Role::Tab, "Drinks");
        reader.use_it(Role::Button, "Add Cola").hears("Total €12.60").use_it(Role::Button, "See my order");
        reader.hears("1 × Burger").hears("VAT 10%").use_it(Role::Button, "Pay €12.60 by card").hears("Hold or insert your card");
        reader.use_it(Role::Button, "Hold card here").hears("A01").hears("Paid: €12.60").use_it(Role::Button, "Finish");
        window.on(ScreenName::Attract);
        assert_eq!(window.taps, 0, "no finger");
    }
}

impl<State> Reader<'_, State> {
    /// The one control of this role whose name begins so.
    #[track_caller]
    fn name_of(&self, role: Role, begins: &str) -> String {
        let root = self.harness.root();
        let named = root.children_recursive().filter(|node| node.accesskit_node().role() == role);
        let mut found = named.filter_map(|node| node.accesskit_node().label()).filter(|name| name.starts_with(begins));
        let name = found.next().unwrap_or_else(|| panic!("no {role:?} is called {begins:?}…: {:#?}", self.texts()));
        assert_eq!(found.next(), None, "only one is called {begins:?}…");
        name
    }
}

/// A purchase from the house's menu with a choice that costs more, in this language, through the tree alone.
fn buys_in(language: &Language) {
    let menu = options().menu;
    let words = Words::new(language);
    let (item, group) = (ItemId::new("cappuccino").expect("a slug"), "milk");
    let item = menu.item(&item).expect("it is on the menu");
    let group = menu.groups().iter().find(|known| known.id.as_str() == group).expect("it is on the menu");
    let option = group.options.iter().find(|option| option.id.as_str() == "oat-milk").expect("it is on the menu");
    let category = menu.categories().iter().find(|category| category.id == item.category).expect("it has one");
    let total = item.price.checked_add(option.price).expect("a small sum");
    let (price, total) = (words.money(item.price), words.money(total));
    let amount = |key: &str| words.with(key, &[("amount", total.as_str().into())]);

    let mut window = Window::selling(PORTRAIT, Arc::clone(&menu), Policy::default());
    let mut reader = Reader { harness: &mut window.harness };
    if *language != *menu.default_language() {
        reader.use_it(Role::RadioButton, &words.get("language-name"));
    }
    let tree = reader.harness.root().accesskit_node().language().map(str::to_owned);
    assert_eq!(tree.as_deref(), Some(language.tag()), "a reader speaks the language that is on the screen");
    reader.hears(&words.get("attract-promise")).use_it(Role::Button, &words.get("service-takeaway"));
    reader.use_it(Role::Tab, category.name.get(language));
    let card = reader.name_of(Role::Button, &format!("{}, {price}", item.name.get(language)));
    reader.use_it(Role::Button, &card).hears(item.description.get(language));
    let (group_name, option_name) = (group.name.get(language), option.name.get(language));
    let chip = words.with("option-of", &[("group", group_name.into()), ("option", option_name.into())]);
    let role = if group.max == 1 { Role::RadioButton } else { Role::CheckBox };
    let chip = reader.name_of(role, &chip);
    reader.use_it(role, &chip).use_it(Role::Button, &amount("product-add"));
    reader.hears(&words.with("cart-title", &[("count", 1.into())])).use_it(Role::Button, &words.get("to-review"));
    let line = words.with("review-line", &[("count", 1.into()), ("what", item.name.get(language).into())]);
    reader.hears(&line).hears(option_name).hears(&total);
    reader.use_it(Role::Button, &amount("pay-card")).hears(&words.get("card-present-card"));
    reader.use_it(Role::Button, &words.get("terminal-tap-card")).hears("A01").hears(&amount("number-paid"));
    reader.use_it(Role::Button, &words.get("number-finish"));
    window.on(ScreenName::Attract);
    assert_eq!(window.taps, 0, "no finger");
}

#[test]
fn a01_a_whole_purchase_through_the_tree_alone_in_every_language() {
    let languages: Vec<Language> = spoken().filter_map(Language::new).collect();
    assert!(languages.len() >= 8, "{languages:?}");
    assert!(languages.iter().all(|language| options().menu.languages().contains(language)), "the house's menu speaks them all");
    languages.iter().for_each(buys_in);
}

/// A cash machine that speaks every language, behind nothing but its tree, and its clock.
fn cash_machine() -> (Harness<'static, ()>, FakeClock) {
    let [width, height] = PORTRAIT;
    let panel = Panel { short_mm: width / POINTS_PER_MM, long_mm: height / POINTS_PER_MM, ..Panel::default() };
    let clock = clock();
    let draw = |ui: &mut egui::Ui, app: &mut AtmApp| {
        app.advance(ui.ctx());
        app.draw(ui);
    };
    let build = {
        let clock = clock.clone();
        let french = Language::new("fr").expect("a tag");
        let others = spoken().filter_map(Language::new).filter(|other| *other != french).collect();
        move |ctx: &egui::Context| AtmApp::new(ctx, Box::new(Practice::speaking(clock.clone(), others)), panel, None)
    };
    let (mut app, mut build) = (None, Some(build));
    let show = move |ui: &mut egui::Ui| match &mut app {
        // Fonts are there from the next frame on.
        None => app = build.take().map(|build| build(ui.ctx())),
        Some(app) => draw(ui, app),
    };
    (Harness::builder().with_size(egui::Vec2::from(PORTRAIT)).with_max_steps(8).build_ui(show), clock)
}

/// Forty euros from the cash machine in this language, through the tree alone.
fn draws_cash_in(language: &Language) {
    let (mut harness, clock) = cash_machine();
    let mut reader = Reader { harness: &mut harness };
    let passes = |reader: &mut Reader<'_, _>, text: &str| {
        for _ in 0..80 {
            if reader.says(text) {
                return;
            }
            clock.pass(cardlast::time::Millis(250));
            reader.harness.step();
            reader.run();
        }
        panic!("it never says {text:?}: {:#?}", reader.texts());
    };
    let (french, words) = (words("fr"), Words::new(language));
    let forty = words.money(euros("40.00"));
    let amount = |key: &str| words.with(key, &[("amount", forty.as_str().into())]);
    passes(&mut reader, &french.get("atm-key-withdraw"));
    if language.tag() != "fr" {
        reader.use_it(Role::Button, &french.get("language-choose"));
        // More languages than side keys: the way to the others is one of them.
        reader.use_it(Role::Button, &words.get("language-name"));
    }
    let tree = reader.harness.root().accesskit_node().language().map(str::to_owned);
    assert_eq!(tree.as_deref(), Some(language.tag()), "a reader speaks the language that is on the display");
    reader.use_it(Role::Button, &words.get("atm-key-withdraw")).use_it(Role::Button, &forty);
    reader.use_it(Role::Button, &amount("atm-key-confirm"));
    let insert = words.get("atm-slot-insert");
    passes(&mut reader, &insert);
    reader.use_it(Role::Button, &insert);
    passes(&mut reader, &words.get("atm-pin"));
    for digit in [1, 2, 3, 4] {
        reader.use_it(Role::Button, &words.with("terminal-digit", &[("digit", digit.into())]));
    }
    reader.use_it(Role::Button, &words.get("terminal-enter-name"));
    let (take_card, take_cash) = (words.get("atm-slot-take"), amount("atm-tray-take"));
    passes(&mut reader, &take_card);
    reader.use_it(Role::Button, &take_card);
    passes(&mut reader, &take_cash);
    reader.use_it(Role::Button, &take_cash);
    let finish = words.get("atm-key-finish");
    passes(&mut reader, &finish);
    reader.use_it(Role::Button, &finish).hears(&words.get("atm-told-goodbye"));
}

#[test]
fn a01_cash_through_the_tree_alone_in_every_language() {
    spoken().filter_map(Language::new).for_each(|language| draws_cash_in(&language));
}

/// Somebody who only looks around with a reader is there.
#[test]
fn a10_looking_around_with_a_reader_keeps_the_order() {
    let mut window = Window::reach(PORTRAIT, ScreenName::Menu);
    for name in ["Search", "Undo", "See my order", "Start over", "Search", "Undo"] {
        window.pass(Millis::from_secs(50));
        let mut reader = Reader { harness: &mut window.harness };
        reader.find(Role::Button, name).focus();
        reader.run();
    }
    window.does_not_see("Are you still there?").on(ScreenName::Menu);
}

fn wait(reader: &mut Reader<'_, ()>, clock: &FakeClock, seconds: u64) {
    for _ in 0..seconds {
        clock.pass(Millis::from_secs(1));
        reader.harness.step();
        reader.run();
    }
}

/// And what was switched on before anything was begun stays for as long as somebody looks around.
#[test]
fn a11_what_is_switched_on_at_the_cash_machine_stays_while_a_reader_looks_around() {
    let (mut harness, clock) = cash_machine();
    let mut reader = Reader { harness: &mut harness };
    let french = words("fr");
    let (access, large, done) = (french.get("access"), french.get("access-large"), french.get("access-done"));
    wait(&mut reader, &clock, 2);
    reader.use_it(Role::Button, &access).use_it(Role::Switch, &large).use_it(Role::Button, &done);
    let is_on = |reader: &mut Reader<'_, ()>| {
        reader.use_it(Role::Button, &access);
        let toggled = reader.find(Role::Switch, &large).accesskit_node().toggled();
        reader.use_it(Role::Button, &done);
        toggled.expect("a switch is on or off") == Toggled::True
    };
    for _ in 0..3 {
        wait(&mut reader, &clock, 40);
        reader.find(Role::Button, &french.get("atm-key-withdraw")).focus();
        reader.run();
    }
    assert!(is_on(&mut reader), "somebody is there");
    wait(&mut reader, &clock, 70);
    assert!(!is_on(&mut reader), "nobody is there");
}

/// At the cash machine, too, where what is being chosen would be lost.
#[test]
fn a10_looking_around_the_cash_machine_with_a_reader_keeps_the_time() {
    let (mut harness, clock) = cash_machine();
    let mut reader = Reader { harness: &mut harness };
    let french = words("fr");
    let forty = french.money(euros("40.00"));
    wait(&mut reader, &clock, 2);
    reader.use_it(Role::Button, &french.get("atm-key-withdraw"));
    wait(&mut reader, &clock, 2);
    for _ in 0..4 {
        wait(&mut reader, &clock, 40);
        reader.find(Role::Button, &forty).focus();
        reader.run();
    }
    reader.hears(&french.get("atm-amount"));
    wait(&mut reader, &clock, 70);
    assert!(!reader.says(&forty), "without anybody it asks: {:#?}", reader.texts());
}

#[test]
fn every_node_says_what_it_is_in_the_order_of_the_keys_and_the_window_has_a_name() {
    for screen in ScreenName::ALL {
        let mut pad = super::keys::Pad::at(Window::reach(PORTRAIT, screen));
        let root = pad.window.harness.root();
        let window = root.accesskit_node();
        assert_eq!(window.label().as_deref(), Some("Chez Test"), "{screen}: the window's name");
        let mut names = Vec::new();
        for node in root.children_recursive() {
            let node = node.accesskit_node();
            if !node.data().supports_action(Action::Click) || node.role() == Role::Unknown && node.label().is_none() {
                continue;
            }
            let known = [Role::Button, Role::CheckBox, Role::RadioButton, Role::Switch, Role::Tab];
            assert!(known.contains(&node.role()), "{screen}: {:?} is a {:?}", node.label(), node.role());
            names.push(node.label().filter(|label| !label.trim().is_empty()).unwrap_or_else(|| panic!("{screen}: no name")));
        }
        pad.next();
        let start = pad.on();
        let mut keys = vec![start.clone()];
        for _ in 1..names.len() {
            pad.next();
            keys.push(pad.on());
        }
        // The same round, wherever it begins; devices that stand over the screen come after it for both.
        let begin = names.iter().position(|name| *name == start).unwrap_or_else(|| panic!("{screen}: {start:?} in {names:?}"));
        names.rotate_left(begin);
        let (mut of_the_tree, mut of_the_keys) = (names.clone(), keys.clone());
        of_the_tree.sort();
        of_the_keys.sort();
        assert_eq!(of_the_tree, of_the_keys, "{screen}");
        if !matches!(screen, ScreenName::Card | ScreenName::Checking | ScreenName::Placing | ScreenName::Review) {
            assert_eq!(names, keys, "{screen}: the tree and the keys go the same way");
        }
    }
}

#[test]
fn rows_that_are_not_drawn_yet_are_reached_through_the_tree() {
    let mut window = Window::selling(PORTRAIT, long_menu(&[], 60), Policy::default());
    let mut reader = Reader { harness: &mut window.harness };
    reader.use_it(Role::Button, "Eat in");
    let mut pages = 0;
    while !reader.says("Dish 60, ") {
        reader.use_it(Role::Button, "Scroll down, dishes");
        pages += 1;
        assert!(pages < 40, "the last dish never comes");
    }
    reader.use_it(Role::Button, "Dish 60, €1.00").hears("Made to order.");
}

#[test]
fn news_is_live_and_what_cannot_be_used_is_told_so() {
    let mut window = Window::reach(PORTRAIT, ScreenName::Menu);
    window.tap("Call staff");
    let nodes: Vec<_> = window.harness.root().children_recursive().collect();
    let live = nodes.iter().find(|node| node.accesskit_node().label().is_some_and(|label| label.contains("Somebody is coming")));
    assert_eq!(live.expect("the notice").accesskit_node().data().live(), Some(Live::Polite));
    let redo = nodes.iter().find(|node| node.accesskit_node().label().is_some_and(|label| label.starts_with("Redo")));
    assert!(redo.expect("the key").accesskit_node().is_disabled());
}
