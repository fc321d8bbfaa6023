//! Allergens and dietary marks.

use super::Slip::{Do, Edit};
use super::{FOOD, OPTIONS, Row, error, warning};

pub fn food() -> Vec<Row> {
    vec![
        error(
            "unknown allergen",
            Edit(FOOD, "[\"celery\"]", "[\"celary\"]"),
            "there is no allergen \"celary\"",
            "did you mean \"celery\"?",
            "categories/10-food.toml:13",
        ),
        error(
            "gluten without cereal",
            Edit(FOOD, "\"gluten:wheat\"]", "\"gluten\"]"),
            "gluten must name its cereal",
            "\"gluten:wheat\", \"gluten:rye\"",
            "categories/10-food.toml:13",
        ),
        error(
            "nuts without kind",
            Edit(FOOD, "[\"celery\"]", "[\"nuts\"]"),
            "nuts must name their kind",
            "\"nuts:almond\"",
            "categories/10-food.toml:13",
        ),
        error(
            "cereal without gluten",
            Edit(FOOD, "[\"celery\"]", "[\"rye\"]"),
            "there is no allergen \"rye\"",
            "did you mean \"gluten:rye\"?",
            "categories/10-food.toml:13",
        ),
        error(
            "allergen twice",
            Edit(FOOD, "[\"celery\"]", "[\"celery\", \"gluten:wheat\"]"),
            "\"gluten:wheat\" stands twice in `may_contain`",
            "remove one",
            "categories/10-food.toml:13",
        ),
        error(
            "allergens as a list",
            Edit(FOOD, "{ contains = [\"celery\"], may_contain = [\"gluten:wheat\"] }", "[\"celery\"]"),
            "`allergens` must be a table, not a list",
            "contains = [",
            "categories/10-food.toml:13",
        ),
        error(
            "unknown diet",
            Edit(FOOD, "diets = [\"vegan\"]", "diets = [\"vegna\"]"),
            "there is no dietary mark \"vegna\"",
            "did you mean \"vegan\"?",
            "categories/10-food.toml:14",
        ),
        error(
            "vegan with eggs",
            Edit(FOOD, "[\"celery\"]", "[\"eggs\"]"),
            "product \"fries\" is marked vegan but contains eggs",
            "remove \"vegan\" from diets",
            "categories/10-food.toml:14",
        ),
        error(
            "vegetarian with fish",
            Do(|menu| {
                menu.replace(FOOD, "diets = [\"vegan\"]", "diets = [\"vegetarian\"]");
                menu.replace(FOOD, "[\"celery\"]", "[\"fish\"]");
            }),
            "marked vegetarian but contains fish",
            "remove \"vegetarian\"",
            "categories/10-food.toml:14",
        ),
        error(
            "kosher with crustaceans",
            Do(|menu| {
                menu.replace(FOOD, "diets = [\"vegan\"]", "diets = [\"kosher\"]");
                menu.replace(FOOD, "[\"celery\"]", "[\"crustaceans\"]");
            }),
            "marked kosher but contains crustaceans",
            "remove \"kosher\"",
            "categories/10-food.toml:14",
        ),
        error(
            "gluten-free with wheat",
            Edit(FOOD, "\"milk\"] }", "\"milk\"] }\ndiets = [\"gluten-free\"]"),
            "marked gluten-free but contains gluten:wheat",
            "remove \"gluten-free\"",
            "categories/10-food.toml:26",
        ),
        warning(
            "gluten-free with oats",
            Do(|menu| {
                menu.replace(FOOD, "diets = [\"vegan\"]", "diets = [\"gluten-free\"]");
                menu.replace(FOOD, "[\"celery\"]", "[\"gluten:oats\"]");
            }),
            "marked gluten-free and contains oats",
            "certified",
            "categories/10-food.toml:14",
        ),
        warning(
            "gluten-free with traces",
            Edit(FOOD, "diets = [\"vegan\"]", "diets = [\"gluten-free\"]"),
            "may contain traces of gluten",
            "20 mg/kg",
            "categories/10-food.toml:14",
        ),
        warning(
            "lactose-free with milk",
            Edit(FOOD, "\"milk\"] }", "\"milk\"] }\ndiets = [\"lactose-free\"]"),
            "marked lactose-free but contains milk",
            "lactose-free milk",
            "categories/10-food.toml:26",
        ),
        error(
            "vegan option with eggs",
            Edit(OPTIONS, "[\"eggs\"] }", "[\"eggs\"] }\ndiets = [\"vegan\"]"),
            "option \"mayo\" is marked vegan but contains eggs",
            "remove \"vegan\"",
            "options.toml:19",
        ),
    ]
}
