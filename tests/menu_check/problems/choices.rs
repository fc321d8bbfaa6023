//! Option groups and bundles.

use super::Slip::{Do, Edit, Write};
use super::{FOOD, OPTIONS, Row, error};
use crate::minimal::Menu;

pub fn choices() -> Vec<Row> {
    vec![
        error(
            "min above max",
            Edit(OPTIONS, "min = 0", "min = 3"),
            "min is 3, more than max, which is 2",
            "at most max",
            "options.toml:4",
        ),
        error(
            "max nothing",
            Edit(OPTIONS, "max = 2", "max = 0"),
            "max is 0: nothing could ever be chosen",
            "max = 1 or more",
            "options.toml:5",
        ),
        error("negative min", Edit(OPTIONS, "min = 0", "min = -1"), "`min` is out of range", "from 0 to 100", "options.toml:4"),
        error(
            "fewer options than min",
            Do(|menu| {
                menu.replace(OPTIONS, "min = 0", "min = 3");
                menu.replace(OPTIONS, "max = 2", "max = 3");
            }),
            "min is 3, but option group \"sauces\" has only 2 options",
            "add options",
            "options.toml:4",
        ),
        error(
            "more defaults than max",
            Do(|menu| {
                menu.replace(OPTIONS, "max = 2", "max = 1");
                menu.replace(OPTIONS, "kcal = 20", "kcal = 20\ndefault = true");
                menu.replace(OPTIONS, "price = \"0.30\"", "price = \"0.00\"");
                menu.replace(OPTIONS, "default = false", "default = true");
            }),
            "has 2 defaults, more than max, which is 1",
            "raise max",
            "options.toml:20",
        ),
        error(
            "group without options",
            Write(OPTIONS, b"[[group]]\nid = \"sauces\"\nname = { fr = \"S\", en = \"S\" }\nmin = 0\nmax = 1\n"),
            "option group \"sauces\" has no options",
            "[[group.option]]",
            "options.toml:1",
        ),
        error(
            "part without choices",
            Edit(FOOD, "choices = [\"burger\", { product = \"fries\", price = \"0.50\" }]", "choices = []"),
            "part \"main\" can never be filled",
            "choices = [",
            "categories/10-food.toml:39",
        ),
        error(
            "default elsewhere",
            Edit(FOOD, "default = \"burger\"", "default = \"water\""),
            "the default \"water\" is not among the choices",
            "choose another default",
            "categories/10-food.toml:40",
        ),
        error(
            "choice twice",
            Edit(FOOD, "[\"burger\", {", "[\"burger\", \"burger\", {"),
            "\"burger\" stands twice in `choices`",
            "remove one",
            "categories/10-food.toml:39",
        ),
        error(
            "bundle without parts",
            Edit(
                FOOD,
                "[[bundle.part]]\nid = \"main\"\nname = { fr = \"Plat\", en = \"Main\" }\nchoices = [\"burger\", { product = \"fries\", price = \"0.50\" }]\ndefault = \"burger\"\n",
                "",
            ),
            "bundle \"meal\" has no parts",
            "[[bundle.part]]",
            "categories/10-food.toml:29",
        ),
        error(
            "bundle in a bundle",
            Do(|menu| second_bundle(menu, "menu-two", "burger", "menu-two")),
            "bundle \"meal\" contains the bundle \"menu-two\"",
            "may only contain products",
            "categories/10-food.toml:39",
        ),
        error(
            "bundles in a ring",
            Do(|menu| second_bundle(menu, "menu-two", "meal", "menu-two")),
            "this bundle contains itself: meal → menu-two → meal",
            "may only contain products",
            "categories/10-food.toml:51",
        ),
        error(
            "bundle in itself",
            Edit(FOOD, "choices = [\"burger\"", "choices = [\"burger\", \"meal\""),
            "this bundle contains itself: meal → meal",
            "may only contain products",
            "categories/10-food.toml:39",
        ),
    ]
}

/// Adds a bundle that contains `inner`, and puts `outer_choice` among the choices of the first.
fn second_bundle(menu: &Menu, id: &str, inner: &str, outer_choice: &str) {
    menu.replace(FOOD, "choices = [\"burger\"", &format!("choices = [\"burger\", \"{outer_choice}\""));
    let bundle = format!(
        "\n[[bundle]]\nid = \"{id}\"\nname = {{ fr = \"M\", en = \"M\" }}\ndescription = {{ fr = \"D\", en = \"D\" }}\nprice = \"9.00\"\n\
         picture = \"meal.png\"\n[[bundle.part]]\nid = \"one\"\nname = {{ fr = \"P\", en = \"P\" }}\nchoices = [\"{inner}\"]\n"
    );
    menu.replace(FOOD, "default = \"burger\"\n", &format!("default = \"burger\"\n{bundle}"));
}
