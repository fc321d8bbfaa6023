//! Whatever happens to the files, loading ends with a menu or with problems, and never with a panic.

use std::fs;
use std::path::{Path, PathBuf};

use cardlast::catalogue::{Loader, Paint, create};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::minimal::{Menu, today};

/// Change it to look elsewhere; a failure prints the damage that it shrank to.
const SEED: u64 = 20_261_122;

/// One way to damage a file, in parts of its length.
#[derive(Debug, Clone)]
enum Damage {
    Truncate(u16),
    Overwrite(u16, u8),
    Insert(u16, String),
    Delete(u16, u8),
    /// Copies a stretch of the file to another place.
    Repeat(u16, u16, u8),
}

fn damage() -> impl Strategy<Value = Damage> {
    let scrap = prop_oneof![
        Just("\"".to_owned()),
        Just("]".to_owned()),
        Just("[[".to_owned()),
        Just("{".to_owned()),
        Just("=".to_owned()),
        Just("\n".to_owned()),
        Just("'''".to_owned()),
        Just("-".to_owned()),
        Just("\u{feff}".to_owned()),
        Just("é\u{301}".to_owned()),
        Just("[[product]]\n".to_owned()),
        Just("nan".to_owned()),
        Just("\r".to_owned()),
        Just("99999999999999999999".to_owned()),
    ];
    prop_oneof![
        1 => any::<u16>().prop_map(Damage::Truncate),
        3 => (any::<u16>(), any::<u8>()).prop_map(|(at, byte)| Damage::Overwrite(at, byte)),
        4 => (any::<u16>(), scrap).prop_map(|(at, scrap)| Damage::Insert(at, scrap)),
        3 => (any::<u16>(), any::<u8>()).prop_map(|(at, length)| Damage::Delete(at, length)),
        2 => (any::<u16>(), any::<u16>(), any::<u8>()).prop_map(|(from, to, length)| Damage::Repeat(from, to, length)),
    ]
}

impl Damage {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let position = |part: u16, length: usize| usize::from(part) * length / usize::from(u16::MAX);
        match self {
            Self::Truncate(at) => bytes.truncate(position(*at, bytes.len())),
            Self::Overwrite(at, byte) => {
                let at = position(*at, bytes.len().saturating_sub(1));
                if let Some(target) = bytes.get_mut(at) {
                    *target = *byte;
                }
            }
            Self::Insert(at, scrap) => {
                let at = position(*at, bytes.len());
                bytes.splice(at..at, scrap.bytes());
            }
            Self::Delete(at, length) => {
                let at = position(*at, bytes.len());
                bytes.drain(at..(at + usize::from(*length)).min(bytes.len()));
            }
            Self::Repeat(from, to, length) => {
                let from = position(*from, bytes.len());
                let stretch = bytes[from..(from + usize::from(*length)).min(bytes.len())].to_vec();
                let to = position(*to, bytes.len());
                bytes.splice(to..to, stretch);
            }
        }
    }
}

/// The files of a menu that are worth damaging: all texts and one picture.
fn subjects(dir: &Path, picture: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        ["restaurant", "taxes", "hours", "options"].iter().map(|name| dir.join(format!("{name}.toml"))).collect();
    let entries = fs::read_dir(dir.join("categories")).expect("categories");
    files.extend(entries.map(|entry| entry.expect("an entry").path()));
    files.sort();
    files.push(picture.to_owned());
    files
}

#[test]
fn a_damaged_template_yields_a_menu_or_problems() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let dir = folder.path().join("menu");
    create(&dir).expect("the template is written");
    damage_and_load(&dir, &dir.join("pictures/burger.png"), 200);
}

/// The menu that comes with the program.
#[test]
fn a_damaged_demo_menu_yields_a_menu_or_problems() {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("menu");
    if !demo.exists() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let dir = folder.path().join("menu");
    copy(&demo, &dir);
    damage_and_load(&dir, &dir.join("pictures/classic-burger.webp"), 80);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("created");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

fn damage_and_load(dir: &Path, picture: &Path, cases: u32) {
    let files = subjects(dir, picture);
    let loader = std::cell::RefCell::new(Loader::new(dir));
    loader.borrow_mut().load(today()).expect("undamaged, it loads");
    let mut runner =
        TestRunner::new(Config { cases, rng_seed: RngSeed::Fixed(SEED), failure_persistence: None, ..Config::default() });
    let strategy = (0..files.len(), prop::collection::vec(damage(), 1..4));
    let loaded = std::cell::Cell::new(0_u32);
    runner
        .run(&strategy, |(at, damages)| {
            let whole = fs::read(&files[at]).expect("a file");
            let mut bytes = whole.clone();
            damages.iter().for_each(|damage| damage.apply(&mut bytes));
            fs::write(&files[at], &bytes).expect("written");
            let result = loader.borrow_mut().load(today());
            fs::write(&files[at], &whole).expect("written");
            match result {
                Ok(_) => loaded.set(loaded.get() + 1),
                Err(problems) => {
                    prop_assert!(problems.has_errors());
                    let drawn = problems.render(Paint::Plain);
                    prop_assert!(drawn.contains("error"), "{drawn}");
                    prop_assert!(problems.iter().all(|problem| !problem.remedy().is_empty() && !problem.message().is_empty()));
                }
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("seed {SEED}: {failure}"));
    assert!(loaded.get() > 0 && loaded.get() < cases, "some of {cases} load and some do not: {}", loaded.get());
    loader.into_inner().load(today()).expect("undamaged, it loads again");
}

#[test]
fn monstrous_files_end_in_problems_soon() {
    let long = |piece: &str| piece.repeat(900_000 / piece.len());
    for (name, text) in [
        ("brackets", format!("id = {}", long("["))),
        ("braces", format!("id = {}", long("{a="))),
        ("dots", format!("{}b = 1", long("a."))),
        ("header", format!("[{}b]", long("a."))),
        ("one line", format!("id = \"{}\"", long("x"))),
        ("quotes", long("\"\"\"")),
        ("keys", (0..60_000).map(|at| format!("k{at} = {at}\n")).collect()),
        ("nothing but errors", long("= 1\n")),
        ("nothing but products", long("[[product]]\n")),
        ("a chain of bundles", (0..6_000).map(chained_bundle).collect()),
        ("zeros", long("\0")),
    ] {
        let menu = Menu::minimal();
        menu.write("categories/30-monster.toml", text.as_bytes());
        let problems = menu.load().expect_err(name);
        assert!(problems.has_errors() && !problems.render(Paint::Plain).is_empty(), "{name}");
    }
}

fn chained_bundle(at: u32) -> String {
    format!("[[bundle]]\nid = \"b{at}\"\nprice = \"1\"\n[[bundle.part]]\nid = \"p\"\nchoices = [\"b{}\"]\n", at + 1)
}

#[test]
fn more_items_than_anyone_sells_are_refused_at_once() {
    let menu = Menu::minimal();
    for file in ["30", "31", "32"] {
        menu.write(&format!("categories/{file}-flood.toml"), "[[product]]\n".repeat(87_000).as_bytes());
    }
    let problems = menu.load().expect_err("too many");
    assert!(problems.iter().any(|problem| problem.message() == "the menu has more than 200000 items"), "{problems}");
}

#[test]
fn ten_thousand_products_load() {
    let menu = Menu::minimal();
    let product = |at: u32| {
        format!(
            "[[product]]\nid = \"p{at}\"\nname = {{ fr = \"P {at}\", en = \"P {at}\" }}\ndescription = {{ fr = \"D\", en = \"D\" }}\nprice = \
             \"1.00\"\ntax = \"prepared\"\npicture = \"fries.png\"\nkcal = 1\nallergens = {{}}\noptions = [\"sauces\"]\n"
        )
    };
    for file in 0..10 {
        let products: String = (file * 1000..(file + 1) * 1000).map(product).collect();
        let text = format!("id = \"c{file}\"\nname = {{ fr = \"C\", en = \"C\" }}\n{products}");
        menu.write(&format!("categories/3{file}-many.toml"), text.as_bytes());
    }
    assert_eq!(menu.load().unwrap_or_else(|problems| panic!("{problems}")).catalogue.items().len(), 10_004);
}
