//! Prices, and what options do to them.

use super::Slip::{Do, Edit};
use super::{DRINKS, FOOD, OPTIONS, Row, error, warning};

pub fn prices() -> Vec<Row> {
    vec![
        error(
            "price as a float",
            Edit(FOOD, "\"3.20\"", "3.2"),
            "`price` is a number without quotes",
            "write price = \"3.20\"",
            "categories/10-food.toml:9",
        ),
        error(
            "price as an integer",
            Edit(FOOD, "\"3.20\"", "3"),
            "`price` is a number without quotes",
            "write price = \"3.00\"",
            "categories/10-food.toml:9",
        ),
        error(
            "price as nan",
            Edit(FOOD, "\"3.20\"", "nan"),
            "`price` is a number without quotes",
            "write price = ",
            "categories/10-food.toml:9",
        ),
        error(
            "negative price",
            Edit(FOOD, "\"3.20\"", "\"-3.20\""),
            "`price` may not be negative",
            "write price = \"3.20\"",
            "categories/10-food.toml:9",
        ),
        error(
            "too precise price",
            Edit(FOOD, "\"3.20\"", "\"3.205\""),
            "too precise: EUR has at most 2 decimals",
            "round it",
            "categories/10-food.toml:9",
        ),
        error(
            "price out of range",
            Edit(FOOD, "\"3.20\"", "\"99999999\""),
            "`price` is out of range",
            "at most 10000000.00",
            "categories/10-food.toml:9",
        ),
        error(
            "comma and sign",
            Edit(FOOD, "\"3.20\"", "\"3,20 €\""),
            "is no amount of money: \"3,20 €\"",
            "write price = \"3.20\"",
            "categories/10-food.toml:9",
        ),
        error(
            "words for a price",
            Edit(FOOD, "\"3.20\"", "\"three\""),
            "is no amount of money",
            "digits and a decimal point",
            "categories/10-food.toml:9",
        ),
        error(
            "nothing by accident",
            Edit(FOOD, "\"3.20\"", "\"0.00\""),
            "product \"fries\" has a price of nothing",
            "add `free = true`",
            "categories/10-food.toml:9",
        ),
        error(
            "free with a price",
            Edit(DRINKS, "\"0.00\"", "\"1.00\""),
            "product \"water\" is marked free but has a price of 1.00",
            "remove `free = true`",
            "categories/20-drinks.toml:10",
        ),
        error(
            "options below nothing",
            Edit(OPTIONS, "\"-0.10\"", "\"-4.00\""),
            "options could bring product \"fries\" below nothing",
            "raise the price",
            "categories/10-food.toml:9",
        ),
        warning(
            "options down to nothing",
            Edit(OPTIONS, "\"-0.10\"", "\"-3.20\""),
            "options could bring product \"fries\" down to nothing",
            "raise the price",
            "categories/10-food.toml:9",
        ),
        error(
            "negative upcharge",
            Edit(FOOD, "\"0.50\"", "\"-0.50\""),
            "`price` may not be negative",
            "write price = \"0.50\"",
            "categories/10-food.toml:39",
        ),
        error(
            "default option costs",
            Edit(OPTIONS, "default = false", "default = true"),
            "option \"mayo\" is chosen by default and raises the price by 0.30",
            "remove `default = true`",
            "options.toml:17",
        ),
        error(
            "default choice costs",
            Edit(FOOD, "default = \"burger\"", "default = \"fries\""),
            "the default \"fries\" of part \"main\" raises the price by 0.50",
            "choose a default without upcharge",
            "categories/10-food.toml:40",
        ),
        warning(
            "no way to the price shown",
            Do(|menu| {
                menu.replace(OPTIONS, "min = 0", "min = 2");
            }),
            "can never be had for its own price",
            "let one option cost nothing more",
            "categories/10-food.toml:15",
        ),
        warning(
            "no part for the price shown",
            Do(|menu| {
                menu.replace(FOOD, "choices = [\"burger\", {", "choices = [{");
                menu.replace(FOOD, "default = \"burger\"\n", "");
            }),
            "every choice of part \"main\" costs more",
            "let one choice carry no price",
            "categories/10-food.toml:36",
        ),
    ]
}
