//! Keys and ids.

use super::Slip::Edit;
use super::{DRINKS, FOOD, HOUSE, OPTIONS, Row, TAXES, error, warning};

pub fn keys() -> Vec<Row> {
    vec![
        error(
            "unknown key with a near one",
            Edit(FOOD, "kcal = 410", "kcla = 410"),
            "unknown key \"kcla\" in product \"fries\"",
            "did you mean `kcal`?",
            "categories/10-food.toml:12",
        ),
        error(
            "unknown key far from any",
            Edit(FOOD, "kcal = 410", "kcal = 410\nweather = 1"),
            "unknown key \"weather\"",
            "the keys here are: id, name",
            "categories/10-food.toml:13",
        ),
        error(
            "missing key",
            Edit(FOOD, "kcal = 410\n", ""),
            "`kcal` is missing in product \"fries\"",
            "kcal = 640",
            "categories/10-food.toml:5",
        ),
        error(
            "missing allergens",
            Edit(DRINKS, "allergens = {}\n", ""),
            "`allergens` is missing in product \"water\"",
            "or allergens = {} when there are none",
            "categories/20-drinks.toml:5",
        ),
        error(
            "number where a text belongs",
            Edit(FOOD, "tax = \"prepared\"", "tax = 10"),
            "`tax` must be a text in quotes, not a number",
            "write \"10\"",
            "categories/10-food.toml:10",
        ),
        error(
            "text where a number belongs",
            Edit(FOOD, "kcal = 410", "kcal = \"410\""),
            "`kcal` must be a whole number",
            "kcal = 640",
            "categories/10-food.toml:12",
        ),
        error(
            "number out of range",
            Edit(FOOD, "kcal = 410", "kcal = -1"),
            "`kcal` is out of range",
            "from 0 to 20000",
            "categories/10-food.toml:12",
        ),
        error(
            "text where a list belongs",
            Edit(FOOD, "options = [\"sauces\"]", "options = \"sauces\""),
            "`options` must be a list",
            "write [\"sauces\"]",
            "categories/10-food.toml:15",
        ),
        error(
            "text where a flag belongs",
            Edit(OPTIONS, "default = false", "default = \"no\""),
            "`default` must be true or false",
            "default = true",
            "options.toml:19",
        ),
        error(
            "single brackets",
            Edit(
                TAXES,
                "[[class]]\nid = \"prepared\"\n[[class.rate]]\nfrom = \"2014",
                "[class]\nid = \"prepared\"\n[[class.rate]]\nfrom = \"2014",
            ),
            "`class` is a single table",
            "double brackets: [[class]]",
            "taxes.toml:1",
        ),
        error(
            "syntax: comma in an amount",
            Edit(FOOD, "price = \"3.20\"", "price = 3,20"),
            "not understood",
            "write amounts in quotes and with a point: \"3.20\"",
            "categories/10-food.toml:9",
        ),
        error(
            "syntax: open quote",
            Edit(HOUSE, "\"Chez nous\"", "\"Chez nous"),
            "not understood",
            "double quote on the same line",
            "restaurant.toml:1",
        ),
        error(
            "syntax: key given twice",
            Edit(FOOD, "kcal = 410", "kcal = 410\nkcal = 420"),
            "duplicate key",
            "remove one of the two",
            "categories/10-food.toml:13",
        ),
    ]
}

pub fn ids() -> Vec<Row> {
    vec![
        error(
            "doubled product",
            Edit(FOOD, "id = \"burger\"", "id = \"fries\""),
            "the product id \"fries\" is used twice",
            "another id",
            "categories/10-food.toml:18",
        ),
        error(
            "product and bundle share names",
            Edit(FOOD, "id = \"meal\"", "id = \"fries\""),
            "the bundle id \"fries\" is used twice",
            "another id",
            "categories/10-food.toml:30",
        ),
        error(
            "doubled across files",
            Edit(DRINKS, "id = \"water\"", "id = \"burger\""),
            "the product id \"burger\" is used twice",
            "another id",
            "categories/20-drinks.toml:6",
        ),
        error(
            "doubled option",
            Edit(OPTIONS, "id = \"mayo\"", "id = \"ketchup\""),
            "the option id \"ketchup\" is used twice",
            "another id",
            "options.toml:15",
        ),
        error(
            "doubled category",
            Edit(DRINKS, "id = \"drinks\"", "id = \"food\""),
            "the category id \"food\" is used twice",
            "another id",
            "categories/20-drinks.toml:1",
        ),
        error(
            "bad slug",
            Edit(FOOD, "id = \"fries\"", "id = \"Frites Belgïques\""),
            "is no good id",
            "write \"frites-belgiques\"",
            "categories/10-food.toml:6",
        ),
        error(
            "unknown group",
            Edit(FOOD, "[\"sauces\"]", "[\"sauce\"]"),
            "there is no option group \"sauce\"",
            "did you mean \"sauces\"?",
            "categories/10-food.toml:15",
        ),
        error(
            "group named twice",
            Edit(FOOD, "[\"sauces\"]", "[\"sauces\", \"sauces\"]"),
            "\"sauces\" stands twice in `options`",
            "remove one",
            "categories/10-food.toml:15",
        ),
        error(
            "unknown product",
            Edit(FOOD, "choices = [\"burger\"", "choices = [\"burger\", \"onion-rings\""),
            "there is no product \"onion-rings\"",
            "id of a product that exists",
            "categories/10-food.toml:39",
        ),
        error(
            "unknown tax class",
            Edit(FOOD, "tax = \"prepared\"", "tax = \"preparde\""),
            "there is no tax class \"preparde\"",
            "did you mean \"prepared\"?",
            "categories/10-food.toml:10",
        ),
        error(
            "unknown daypart",
            Edit(DRINKS, "[\"breakfast\"]", "[\"brekfast\"]"),
            "there is no daypart \"brekfast\"",
            "did you mean \"breakfast\"?",
            "categories/20-drinks.toml:3",
        ),
        warning(
            "unused group",
            Edit(FOOD, "options = [\"sauces\"]\n", ""),
            "no product uses the option group \"sauces\"",
            "or remove it",
            "options.toml:2",
        ),
    ]
}
