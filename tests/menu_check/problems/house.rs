//! The house, its texts, its taxes and its hours.

use super::Slip::{Do, Edit, Write};
use super::{FOOD, HOURS, HOUSE, Row, TAXES, error, warning};

pub fn house() -> Vec<Row> {
    vec![
        error(
            "unknown currency",
            Edit(HOUSE, "\"EUR\"", "\"eur\""),
            "the currency \"eur\" is not known",
            "write \"EUR\"",
            "restaurant.toml:3",
        ),
        error(
            "unknown time zone",
            Edit(HOUSE, "Europe/Paris", "Europe/Pariss"),
            "there is no time zone \"Europe/Pariss\"",
            "did you mean \"Europe/Paris\"?",
            "restaurant.toml:4",
        ),
        error(
            "unknown language",
            Edit(HOUSE, "\"en\"]", "\"english\"]"),
            "there is no language \"english\"",
            "did you mean \"en\"?",
            "restaurant.toml:2",
        ),
        error(
            "no such language code",
            Edit(HOUSE, "\"en\"]", "\"en\", \"qq\"]"),
            "there is no language \"qq\"",
            "two letters",
            "restaurant.toml:2",
        ),
        error(
            "language twice",
            Edit(HOUSE, "\"en\"]", "\"en\", \"fr\"]"),
            "\"fr\" stands twice in `languages`",
            "remove one",
            "restaurant.toml:2",
        ),
        error(
            "no language",
            Edit(HOUSE, "[\"fr\", \"en\"]", "[]"),
            "`languages` needs 1 to 12 entries",
            "languages = [",
            "restaurant.toml:2",
        ),
        error(
            "no address",
            Edit(HOUSE, "[\"1 rue de la Gare\", \"75000 Paris\"]", "[]"),
            "`address` needs 1 to 6 lines",
            "address = [",
            "restaurant.toml:7",
        ),
        error(
            "no merchant",
            Edit(
                HOUSE,
                "[merchant]\nlegal_name = \"Chez nous SARL\"\naddress = [\"1 rue de la Gare\", \"75000 Paris\"]\nvat_number = \"FR00000000000\"\n",
                "",
            ),
            "`merchant` is missing",
            "[merchant]",
            "restaurant.toml",
        ),
        error(
            "missing translation",
            Edit(FOOD, "{ fr = \"Frites\", en = \"Fries\" }", "{ fr = \"Frites\" }"),
            "`name` has no text in language \"en\"",
            "add en = ",
            "categories/10-food.toml:7",
        ),
        error(
            "translation into a strange language",
            Edit(FOOD, "en = \"Fries\" }", "en = \"Fries\", de = \"Pommes\" }"),
            "the restaurant has no language \"de\"",
            "`languages` in restaurant.toml",
            "categories/10-food.toml:7",
        ),
        error(
            "one text for all",
            Edit(FOOD, "{ fr = \"Frites\", en = \"Fries\" }", "\"Frites\""),
            "`name` needs one text per language",
            "write name = { fr = \"Frites\", en = \"Frites\" }",
            "categories/10-food.toml:7",
        ),
        error(
            "empty text",
            Edit(FOOD, "\"Fries\"", "\" \""),
            "a text of `name` is empty",
            "write the words",
            "categories/10-food.toml:7",
        ),
        error(
            "long name",
            Do(|menu| menu.replace(FOOD, "\"Fries\"", &format!("\"{}\"", "é".repeat(61)))),
            "has 61 letters; at most 60 fit",
            "shorten it",
            "categories/10-food.toml:7",
        ),
        error(
            "long description",
            Do(|menu| menu.replace(FOOD, "\"Cut here\"", &format!("\"{}\"", "x".repeat(401)))),
            "has 401 letters; at most 400 fit",
            "shorten it",
            "categories/10-food.toml:8",
        ),
        error(
            "control character",
            Edit(FOOD, "\"Fries\"", "\"Fri\\u0007es\""),
            "contains the control character \\u{7}",
            "one plain line",
            "categories/10-food.toml:7",
        ),
        error(
            "writing turned around",
            Edit(FOOD, "\"Fries\"", "\"Fri\\u202ees\""),
            "contains the control character \\u{202e}",
            "one plain line",
            "categories/10-food.toml:7",
        ),
    ]
}

pub fn days() -> Vec<Row> {
    vec![
        error(
            "overlapping rates",
            Edit(TAXES, "until = \"2025-12-31\"", "until = \"2026-02-01\""),
            "two rates of tax class \"prepared\" hold on 2026-01-01",
            "until = \"2025-12-31\"",
            "taxes.toml:9",
        ),
        error(
            "open rate before another",
            Edit(TAXES, "until = \"2025-12-31\"\n", ""),
            "two rates of tax class \"prepared\" hold on 2026-01-01",
            "until = \"2025-12-31\"",
            "taxes.toml:8",
        ),
        error(
            "gap between rates",
            Edit(TAXES, "until = \"2025-12-31\"", "until = \"2025-12-30\""),
            "has no rate between 2025-12-30 and 2026-01-01",
            "until = \"2025-12-31\"",
            "taxes.toml:9",
        ),
        warning(
            "no rate yet",
            Do(|menu| {
                menu.replace(TAXES, "2014-01-01", "2036-01-01");
                menu.replace(TAXES, "2025-12-31", "2036-12-31");
                menu.replace(TAXES, "\"2026-01-01\"", "\"2037-01-01\"");
            }),
            "has no rate for today, 2026-11-22; until 2036-01-01 the first one is used",
            "check the clock",
            "taxes.toml:4",
        ),
        warning(
            "no rate any more",
            Edit(TAXES, "from = \"2026-01-01\"", "from = \"2026-01-01\"\nuntil = \"2026-11-21\""),
            "has no rate for today, 2026-11-22; the one that ended on 2026-11-21 is still used",
            "add the rate",
            "taxes.toml:9",
        ),
        error(
            "until before from",
            Edit(TAXES, "until = \"2025-12-31\"", "until = \"2013-12-31\""),
            "the last day 2013-12-31 is before the first day 2014-01-01",
            "swap",
            "taxes.toml:5",
        ),
        error(
            "no such day",
            Edit(TAXES, "2014-01-01", "2014-02-30"),
            "\"2014-02-30\" is no date",
            "year-month-day",
            "taxes.toml:4",
        ),
        error(
            "date without quotes",
            Edit(TAXES, "\"2014-01-01\"", "2014-01-01"),
            "`from` must be a text in quotes, not a date",
            "write \"2014-01-01\"",
            "taxes.toml:4",
        ),
        error(
            "bad rate",
            Edit(TAXES, "dine_in = \"10\"", "dine_in = \"10 %\""),
            "\"10 %\" is no tax rate",
            "without a % sign",
            "taxes.toml:6",
        ),
        error(
            "rate as a number",
            Edit(TAXES, "takeaway = \"5.5\"", "takeaway = 5.5"),
            "`takeaway` must be a text in quotes",
            "write \"5.5\"",
            "taxes.toml:11",
        ),
        error(
            "class without rates",
            Write(TAXES, b"[[class]]\nid = \"prepared\"\n"),
            "tax class \"prepared\" has no rates",
            "[[class.rate]]",
            "taxes.toml:1",
        ),
        error(
            "no such time",
            Edit(HOURS, "\"06:30\"", "\"6:30\""),
            "\"6:30\" is no time of day",
            "two digits each",
            "hours.toml:5",
        ),
        error(
            "twenty-four o'clock",
            Edit(HOURS, "\"11:00\"", "\"24:00\""),
            "\"24:00\" is no time of day",
            "write \"00:00\" for midnight",
            "hours.toml:6",
        ),
        error(
            "no length",
            Edit(HOURS, "\"11:00\"", "\"06:30\""),
            "begins and ends at the same time",
            "needs no daypart",
            "hours.toml:6",
        ),
        error(
            "unknown weekday",
            Edit(HOURS, "\"sat\"", "\"Saturday\""),
            "\"Saturday\" is no day of the week",
            "write \"sat\"",
            "hours.toml:4",
        ),
        error("weekday twice", Edit(HOURS, "\"sat\"", "\"mon\""), "\"mon\" stands twice in `days`", "remove one", "hours.toml:4"),
        error(
            "no weekday",
            Edit(HOURS, "[\"mon\", \"sat\"]", "[]"),
            "`days` names no day",
            "leave it out for every day",
            "hours.toml:4",
        ),
    ]
}
