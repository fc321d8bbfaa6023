//! How problems look when they are drawn for people.

use cardlast::catalogue::{Paint, Problems};

use crate::minimal::{Menu, today};

const FOOD: &str = "categories/10-food.toml";

/// Damages the minimal menu, and compares everything that is said about it.
#[track_caller]
fn check(slip: impl FnOnce(&Menu), expected: &str) {
    let menu = Menu::minimal();
    slip(&menu);
    let problems = match cardlast::catalogue::load(&menu.dir(), today()) {
        Ok(loaded) => loaded.warnings,
        Err(problems) => problems,
    };
    let drawn = problems.render(Paint::Plain).replace(&menu.dir().display().to_string(), "menu");
    assert_eq!(drawn, expected.trim(), "\n{drawn}\n");
}

#[test]
fn a_bare_number() {
    check(
        |menu| menu.replace(FOOD, "\"3.20\"", "3.2"),
        r#"
error: `price` is a number without quotes; amounts are written in quotes so that they stay exact
 --> menu/categories/10-food.toml:9:9
  |
9 | price = 3.2
  |         ^^^
  |
  = help: write price = "3.20"
"#,
    );
}

#[test]
fn an_id_used_twice_shows_both_places() {
    check(
        |menu| menu.replace("categories/20-drinks.toml", "id = \"water\"", "id = \"fries\""),
        r#"
error: the product id "fries" is used twice
 --> menu/categories/20-drinks.toml:6:6
  |
6 | id = "fries"
  |      ^^^^^^^
  |
 ::: menu/categories/10-food.toml:6:6
  |
6 | id = "fries"
  |      ------- first used here
  |
  = help: give one of the two another id
"#,
    );
}

#[test]
fn a_slip_of_the_finger_and_an_amount_with_a_comma() {
    check(
        |menu| {
            menu.replace(FOOD, "kcal = 410", "kcla = 410");
            menu.replace("options.toml", "\"0.30\"", "\"0,30\"");
        },
        r#"
error: unknown key "kcla" in product "fries"
  --> menu/categories/10-food.toml:12:1
   |
12 | kcla = 410
   | ^^^^
   |
   = help: did you mean `kcal`?

error: `price` is no amount of money: "0,30"
  --> menu/options.toml:17:9
   |
17 | price = "0,30"
   |         ^^^^^^
   |
   = help: write price = "0.30"
"#,
    );
}

#[test]
fn a_line_that_is_not_understood() {
    check(
        |menu| menu.replace(FOOD, "price = \"3.20\"", "price = 3,20"),
        r#"
error: this line is not understood: unexpected key or value, expected newline, `#`
 --> menu/categories/10-food.toml:9:10
  |
9 | price = 3,20
  |          ^
  |
  = help: write amounts in quotes and with a point: "3.20"
"#,
    );
}

#[test]
fn a_warning_and_a_file_that_is_not_there() {
    check(
        |menu| {
            menu.replace(FOOD, "\"milk\"] }", "\"milk\"] }\ndiets = [\"lactose-free\"]");
            std::fs::remove_file(menu.path("restaurant.toml")).expect("removed");
        },
        r#"
warning: product "burger" is marked lactose-free but contains milk
  --> menu/categories/10-food.toml:26:10
   |
26 | diets = ["lactose-free"]
   |          ^^^^^^^^^^^^^^
   |
   = help: make sure that it is lactose-free milk, or remove the mark

error: the file restaurant.toml is missing
--> menu/restaurant.toml
 = help: add it: it holds the restaurant's name, languages, currency and time zone; `cardlast menu new FOLDER` writes an example
"#,
    );
}

#[test]
fn accents_before_the_caret_do_not_move_it() {
    check(
        |menu| menu.replace(FOOD, "{ fr = \"Coupées ici\", en = \"Cut here\" }", "{ fr = \"Coupées à côté\", en = \"\" }"),
        r#"
error: a text of `description` is empty
 --> menu/categories/10-food.toml:8:45
  |
8 | description = { fr = "Coupées à côté", en = "" }
  |                                             ^^
  |
  = help: write the words between the quotes
"#,
    );
}

#[test]
fn one_line_for_logs() {
    let menu = Menu::minimal();
    menu.replace(FOOD, "\"3.20\"", "3.2");
    let problems = menu.load().expect_err("a bare number is no price");
    let line = problems.to_string().replace(&menu.dir().display().to_string(), "menu");
    let expected = "menu/categories/10-food.toml:9:9: `price` is a number without quotes; amounts are written in quotes so that they \
                    stay exact";
    assert_eq!(line, expected);
    let first = problems.iter().next().expect("one problem");
    assert_eq!((first.position(), first.span()), (Some((9, 9)), Some(198..201)));
}

#[test]
fn colours_only_when_asked_for() {
    let menu = Menu::minimal();
    menu.replace(FOOD, "\"3.20\"", "3.2");
    let problems = menu.load().expect_err("a bare number is no price");
    assert!(problems.render(Paint::Coloured).contains('\u{1b}'));
    assert!(!problems.render(Paint::Plain).contains('\u{1b}'));
}

#[test]
fn a_flood_of_problems_is_counted_and_not_drawn() {
    let menu = Menu::minimal();
    menu.write("categories/30-flood.toml", "[[product]]\n".repeat(2000).as_bytes());
    let problems = menu.load().expect_err("empty products");
    assert!(problems.count() > 10_000, "{}", problems.count());
    let kept = problems.iter().count();
    assert!((Problems::KEPT..Problems::KEPT + 10).contains(&kept), "{kept} kept");
    assert!(problems.render(Paint::Plain).ends_with("more"));
}
