//! One row per thing that can be wrong with a menu: the slip, what is said about it, and where.

use cardlast::catalogue::{Problems, Severity};

use crate::minimal::{Menu, below};

const FOOD: &str = "categories/10-food.toml";
const DRINKS: &str = "categories/20-drinks.toml";
const OPTIONS: &str = "options.toml";
const TAXES: &str = "taxes.toml";
const HOURS: &str = "hours.toml";
const HOUSE: &str = "restaurant.toml";

enum Slip {
    /// In this file, the first of these texts becomes the second.
    Edit(&'static str, &'static str, &'static str),
    /// This file has these bytes.
    Write(&'static str, &'static [u8]),
    /// This file or folder is gone.
    Remove(&'static str),
    /// Anything else.
    Do(fn(&Menu)),
}
use Slip::{Do, Edit, Remove, Write};

struct Row {
    name: &'static str,
    slip: Slip,
    message: &'static str,
    remedy: &'static str,
    at: &'static str,
    severity: Severity,
}

const fn error(name: &'static str, slip: Slip, message: &'static str, remedy: &'static str, at: &'static str) -> Row {
    Row { name, slip, message, remedy, at, severity: Severity::Error }
}

const fn warning(name: &'static str, slip: Slip, message: &'static str, remedy: &'static str, at: &'static str) -> Row {
    Row { name, slip, message, remedy, at, severity: Severity::Warning }
}

fn keys() -> Vec<Row> {
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

fn ids() -> Vec<Row> {
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

fn prices() -> Vec<Row> {
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

fn choices() -> Vec<Row> {
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

fn food() -> Vec<Row> {
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

fn pictures() -> Vec<Row> {
    vec![
        error(
            "picture missing",
            Remove("pictures/fries.png"),
            "this picture does not exist: \"fries.png\"",
            "mend the name",
            "categories/10-food.toml:11",
        ),
        error(
            "picture damaged",
            Write("pictures/fries.png", b"no picture"),
            "this picture cannot be decoded",
            "save it again",
            "categories/10-food.toml:11",
        ),
        error(
            "picture cut short",
            Do(|menu| {
                let whole = crate::minimal::picture(64);
                menu.write("pictures/fries.png", &whole[..whole.len() / 2]);
            }),
            "this picture cannot be decoded",
            "save it again",
            "categories/10-food.toml:11",
        ),
        error(
            "picture file too large",
            Do(|menu| menu.write("pictures/fries.png", &vec![0; 4 * 1024 * 1024 + 1])),
            "larger than 4 MiB",
            "save it smaller",
            "categories/10-food.toml:11",
        ),
        error(
            "picture with too many pixels",
            Do(|menu| menu.write("pictures/fries.png", &claims_to_be_huge())),
            "50000 by 50000 pixels",
            "save it smaller",
            "categories/10-food.toml:11",
        ),
        error(
            "picture is a folder",
            Do(|menu| {
                std::fs::remove_file(menu.path("pictures/fries.png")).expect("removed");
                std::fs::create_dir(menu.path("pictures/fries.png")).expect("created");
            }),
            "this picture is not a file",
            "put a picture file",
            "categories/10-food.toml:11",
        ),
        error(
            "picture outside",
            Edit(FOOD, "\"fries.png\"", "\"../fries.png\""),
            "must lie in the menu's folder pictures/",
            "copy the picture there",
            "categories/10-food.toml:11",
        ),
        error(
            "picture from the root",
            Edit(FOOD, "\"fries.png\"", "\"/etc/fries.png\""),
            "must lie in the menu's folder pictures/",
            "copy the picture there",
            "categories/10-food.toml:11",
        ),
        error(
            "picture of another kind",
            Edit(FOOD, "\"fries.png\"", "\"fries.gif\""),
            "must be a .webp, .png or .jpg file",
            "save the picture",
            "categories/10-food.toml:11",
        ),
        #[cfg(unix)]
        error(
            "picture is a link outward",
            Do(|menu| {
                let outside = menu.dir().with_file_name("outside.png");
                std::fs::write(&outside, crate::minimal::picture(4)).expect("written");
                std::fs::remove_file(menu.path("pictures/fries.png")).expect("removed");
                std::os::unix::fs::symlink(&outside, menu.path("pictures/fries.png")).expect("linked");
            }),
            "link that leaves the menu's folder",
            "copy the picture itself",
            "categories/10-food.toml:11",
        ),
    ]
}

/// A PNG whose header speaks of 50 000 by 50 000 pixels, with a right checksum.
fn claims_to_be_huge() -> Vec<u8> {
    let mut bytes = crate::minimal::picture(4);
    bytes[16..20].copy_from_slice(&50_000_u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&50_000_u32.to_be_bytes());
    let mut crc = u32::MAX;
    for byte in &bytes[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    bytes[29..33].copy_from_slice(&(!crc).to_be_bytes());
    bytes
}

fn house() -> Vec<Row> {
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

fn days() -> Vec<Row> {
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

fn folders() -> Vec<Row> {
    vec![
        error("no folder", Remove(""), "the menu folder does not exist", "cardlast menu new", ""),
        error(
            "empty folder",
            Do(|menu| {
                std::fs::remove_dir_all(menu.dir()).expect("removed");
                std::fs::create_dir(menu.dir()).expect("created");
            }),
            "the menu folder is empty",
            "cardlast menu new",
            "",
        ),
        error(
            "a file for a folder",
            Do(|menu| {
                std::fs::remove_dir_all(menu.dir()).expect("removed");
                std::fs::write(menu.dir(), "x").expect("written");
            }),
            "must be a folder, not a file",
            "cardlast menu new",
            "",
        ),
        error("no restaurant.toml", Remove(HOUSE), "the file restaurant.toml is missing", "add it", "restaurant.toml"),
        error("no taxes.toml", Remove(TAXES), "the file taxes.toml is missing", "add it", "taxes.toml"),
        error("no categories", Remove("categories"), "the menu has no categories", "10-burgers.toml", "categories"),
        error(
            "no products",
            Do(|menu| {
                menu.write(FOOD, b"id = \"food\"\nname = { fr = \"P\", en = \"F\" }\n");
                std::fs::remove_file(menu.path(DRINKS)).expect("removed");
            }),
            "the menu has no products",
            "add a [[product]]",
            "categories",
        ),
        warning(
            "empty category",
            Write("categories/30-more.toml", b"id = \"more\"\nname = { fr = \"P\", en = \"F\" }\n"),
            "category \"more\" has no products",
            "[[product]]",
            "categories/30-more.toml",
        ),
        error(
            "misspelt file",
            Write("tax.toml", b""),
            "the file \"tax.toml\" means nothing here",
            "did you mean taxes.toml?",
            "tax.toml",
        ),
        error(
            "misplaced file",
            Write("pictures/burgers.toml", b""),
            "the file \"burgers.toml\" means nothing here",
            "move it into categories/",
            "pictures/burgers.toml",
        ),
        error(
            "misspelt folder",
            Write("categorys/10-x.toml", b""),
            "the file \"10-x.toml\" means nothing here",
            "did you mean categories/10-x.toml?",
            "categorys/10-x.toml",
        ),
        error(
            "file too deep",
            Write("categories/more/10-x.toml", b""),
            "the file \"10-x.toml\" means nothing here",
            "did you mean categories/10-x.toml?",
            "categories/more/10-x.toml",
        ),
        warning(
            "hidden ending",
            Write("categories/30-x.toml.txt", b""),
            "this file is not read",
            "ends in .toml",
            "categories/30-x.toml.txt",
        ),
        error(
            "not UTF-8",
            Write(HOURS, b"[[daypart]]\nid = \"caf\xe9\"\n"),
            "this file is not UTF-8 text: byte 21 belongs to no letter",
            "encoding UTF-8",
            "hours.toml:2",
        ),
        error(
            "file too large",
            Do(|menu| menu.write(HOURS, &vec![b'\n'; 1024 * 1024 + 1])),
            "larger than 1 MiB",
            "split it",
            "hours.toml",
        ),
        error(
            "folder for a file",
            Do(|menu| {
                std::fs::remove_file(menu.path(HOURS)).expect("removed");
                std::fs::create_dir(menu.path(HOURS)).expect("created");
            }),
            "this is not a file",
            "replace it by a text file",
            "hours.toml",
        ),
        error(
            "file for a folder",
            Do(|menu| {
                std::fs::remove_dir_all(menu.path("categories")).expect("removed");
                menu.write("categories", b"");
            }),
            "categories must be a folder",
            "make it a folder",
            "categories",
        ),
        #[cfg(unix)]
        error(
            "link to nowhere",
            Do(|menu| {
                std::fs::remove_file(menu.path(HOURS)).expect("removed");
                std::os::unix::fs::symlink("nowhere.toml", menu.path(HOURS)).expect("linked");
            }),
            "this file cannot be read",
            "check that it exists",
            "hours.toml",
        ),
    ]
}

#[test]
fn every_slip_is_reported_with_place_and_remedy() {
    let rows: Vec<Row> =
        [keys(), ids(), prices(), choices(), food(), pictures(), house(), days(), folders()].into_iter().flatten().collect();
    assert!(rows.len() >= 100, "{} rows", rows.len());
    let failures: Vec<String> = rows.iter().filter_map(|row| check(row).err()).collect();
    assert!(failures.is_empty(), "{} of {} rows fail\n\n{}", failures.len(), rows.len(), failures.join("\n\n"));
}

fn check(row: &Row) -> Result<(), String> {
    let menu = Menu::minimal();
    match row.slip {
        Edit(file, from, to) => menu.replace(file, from, to),
        Write(file, bytes) => menu.write(file, bytes),
        Remove(name) if menu.path(name).is_dir() => std::fs::remove_dir_all(menu.path(name)).expect("removed"),
        Remove(name) => std::fs::remove_file(menu.path(name)).expect("removed"),
        Do(action) => action(&menu),
    }
    let problems: Problems = match (menu.load(), row.severity) {
        (Ok(loaded), Severity::Warning) => loaded.warnings,
        (Ok(_), Severity::Error) => return Err(format!("{}: loads", row.name)),
        (Err(problems), Severity::Warning) => return Err(format!("{}: does not load: {problems}", row.name)),
        (Err(problems), Severity::Error) => problems,
    };
    let place = |problem: &cardlast::catalogue::Problem| {
        let file = below(&menu, problem.file());
        problem.position().map_or(file.clone(), |(line, _)| format!("{file}:{line}"))
    };
    let fits = |problem: &&cardlast::catalogue::Problem| {
        problem.message().contains(row.message)
            && problem.remedy().contains(row.remedy)
            && place(problem) == row.at
            && problem.severity() == row.severity
    };
    let hits = problems.iter().filter(fits).count();
    let said: Vec<String> =
        problems.iter().map(|problem| format!("  {}: {} ({})", place(problem), problem.message(), problem.remedy())).collect();
    match hits {
        1 if problems.count() <= 2 => Ok(()),
        1 => Err(format!("{}: too many problems:\n{}", row.name, said.join("\n"))),
        _ => Err(format!("{}: wanted {}: {} ({})\n{}", row.name, row.at, row.message, row.remedy, said.join("\n"))),
    }
}
