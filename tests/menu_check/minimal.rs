//! The smallest menu that has one of everything, and means to damage it.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use cardlast::catalogue::{Loaded, Problems, load};
use jiff::civil::Date;

pub const RESTAURANT: &str = r#"name = "Chez nous"
languages = ["fr", "en"]
currency = "EUR"
time_zone = "Europe/Paris"
[merchant]
legal_name = "Chez nous SARL"
address = ["1 rue de la Gare", "75000 Paris"]
vat_number = "FR00000000000"
"#;

pub const TAXES: &str = r#"[[class]]
id = "prepared"
[[class.rate]]
from = "2014-01-01"
until = "2025-12-31"
dine_in = "10"
takeaway = "10"
[[class.rate]]
from = "2026-01-01"
dine_in = "10"
takeaway = "5.5"
"#;

pub const HOURS: &str = r#"[[daypart]]
id = "breakfast"
name = { fr = "Matin", en = "Breakfast" }
days = ["mon", "sat"]
from = "06:30"
until = "11:00"
"#;

pub const OPTIONS: &str = r#"[[group]]
id = "sauces"
name = { fr = "Sauces", en = "Sauces" }
min = 0
max = 2

[[group.option]]
id = "ketchup"
name = { fr = "Ketchup", en = "Ketchup" }
price = "-0.10"
kcal = 20
diets = ["vegan"]

[[group.option]]
id = "mayo"
name = { fr = "Mayo", en = "Mayo" }
price = "0.30"
allergens = { contains = ["eggs"] }
default = false
"#;

pub const FOOD: &str = r#"id = "food"
name = { fr = "Plats", en = "Food" }
picture = "food.png"

[[product]]
id = "fries"
name = { fr = "Frites", en = "Fries" }
description = { fr = "Coupées ici", en = "Cut here" }
price = "3.20"
tax = "prepared"
picture = "fries.png"
kcal = 410
allergens = { contains = ["celery"], may_contain = ["gluten:wheat"] }
diets = ["vegan"]
options = ["sauces"]

[[product]]
id = "burger"
name = { fr = "Burger", en = "Burger" }
description = { fr = "Au bœuf", en = "Beef" }
price = "8.90"
tax = "prepared"
picture = "burger.png"
kcal = 640
allergens = { contains = ["gluten:wheat", "milk"] }
minimum_age = 3
origin = { fr = "France", en = "France" }

[[bundle]]
id = "meal"
name = { fr = "Menu", en = "Meal" }
description = { fr = "Un burger et des frites", en = "A burger and fries" }
price = "10.90"
picture = "meal.png"

[[bundle.part]]
id = "main"
name = { fr = "Plat", en = "Main" }
choices = ["burger", { product = "fries", price = "0.50" }]
default = "burger"
"#;

pub const DRINKS: &str = r#"id = "drinks"
name = { fr = "Boissons", en = "Drinks" }
dayparts = ["breakfast"]

[[product]]
id = "water"
name = { fr = "Eau", en = "Water" }
description = { fr = "Du robinet", en = "From the tap" }
price = "0.00"
free = true
tax = "prepared"
picture = "water.png"
kcal = 0
allergens = {}
"#;

/// A menu in a temporary folder.
pub struct Menu {
    folder: tempfile::TempDir,
}

impl Menu {
    pub fn minimal() -> Self {
        let menu = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        for (name, text) in [
            ("restaurant.toml", RESTAURANT),
            ("taxes.toml", TAXES),
            ("hours.toml", HOURS),
            ("options.toml", OPTIONS),
            ("categories/10-food.toml", FOOD),
            ("categories/20-drinks.toml", DRINKS),
        ] {
            menu.write(name, text.as_bytes());
        }
        for name in ["food", "fries", "burger", "meal", "water"] {
            menu.write(&format!("pictures/{name}.png"), &picture(4));
        }
        menu
    }

    pub fn dir(&self) -> PathBuf {
        self.folder.path().join("menu")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folder");
        fs::write(&path, bytes).expect("file");
    }

    #[track_caller]
    pub fn replace(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).expect("a text");
        assert!(text.contains(from), "{name} contains {from:?}");
        self.write(name, text.replacen(from, to, 1).as_bytes());
    }

    pub fn load(&self) -> Result<Loaded, Problems> {
        load(&self.dir(), today())
    }
}

pub fn today() -> Date {
    jiff::civil::date(2026, 11, 22)
}

/// A plain square picture.
pub fn picture(side: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let square = image::RgbaImage::from_pixel(side, side, image::Rgba([200, 100, 50, 255]));
    square.write_to(&mut bytes, image::ImageFormat::Png).expect("a PNG");
    bytes.into_inner()
}

/// A path without the temporary folder.
pub fn below(menu: &Menu, path: &Path) -> String {
    path.strip_prefix(menu.dir()).unwrap_or(path).display().to_string()
}
