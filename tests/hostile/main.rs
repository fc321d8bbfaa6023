//! Hostile menus (F21): the corpus of the fuzz targets is replayed through the same entry functions, and a seeded run of mutations goes
//! on from there. `make fuzz` runs libFuzzer on them for as long as one likes; what it finds becomes a file of `tests/fuzz/corpus`.

#[path = "../fuzz/entry.rs"]
mod entry;

use std::fs;
use std::path::{Path, PathBuf};

use cardlast::catalogue::{ItemId, load};
use cardlast::money::{Currency, Money};
use entry::{Bench, Came};

fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let mut files: Vec<_> = fs::read_dir(folder).expect("a corpus").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), fs::read(path).expect("a file"))).collect()
}

/// How many came to what: a corpus that only ever fails, or never does, shows little.
#[derive(Debug, Default)]
struct Outcomes {
    menus: usize,
    problems: usize,
}

impl Outcomes {
    fn add(&mut self, came: Came) {
        match came {
            Came::Menu => self.menus += 1,
            Came::Problems => self.problems += 1,
        }
    }
}

#[test]
fn the_corpus_of_texts_ends_in_menus_or_problems() {
    let (mut bench, mut outcomes) = (Bench::new(), Outcomes::default());
    for (_, data) in corpus("menu_text") {
        outcomes.add(bench.text(&data));
    }
    assert!(outcomes.menus >= 8 && outcomes.problems >= 30, "{outcomes:?}");
    for at in 0..bench.texts().len() {
        let good = [&[u8::try_from(at).expect("few files")][..], &bench.texts()[at].1.clone()].concat();
        assert_eq!(bench.text(&good), Came::Menu, "nothing of what went before is left");
    }
}

#[test]
fn the_corpus_of_pictures_ends_in_menus_or_problems() {
    let (mut bench, mut outcomes) = (Bench::new(), Outcomes::default());
    for (_, data) in corpus("menu_picture") {
        outcomes.add(bench.picture(&data));
    }
    assert!(outcomes.menus >= 3 && outcomes.problems >= 8, "{outcomes:?}");
}

/// A picture of few bytes and many pixels is either within bounds or refused, and what it needs is given back.
#[test]
fn a_bomb_of_a_picture_takes_no_more_memory_than_is_allowed() {
    let mut bench = Bench::new();
    let before = resident_high_water();
    for (path, data) in corpus("menu_picture") {
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("bomb")) {
            bench.picture(&data);
        }
    }
    let grown = resident_high_water().saturating_sub(before);
    assert!(grown < 400 << 20, "it took {} MiB", grown >> 20);
}

/// The most memory that this process had at a time, in bytes.
fn resident_high_water() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()).map_or(0, |kibibytes| kibibytes << 10)
}

const SCRAPS: &[&str] = &[
    "\"",
    "'''",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    "\n",
    "\r",
    "-",
    "0",
    "\u{feff}",
    "\u{202e}",
    "e\u{301}",
    "\u{0}",
    "[[product]]\n",
    "id = ",
    "price = \"79228162514264337593543950335\"\n",
    "price = \"-0.01\"\n",
    "max = 18446744073709551615\n",
    "kcal = -1\n",
    "nan",
    "inf",
    "99999999999999999999.99",
    "2026-02-30",
    "choices = [",
    "default = true\n",
    "a.b.c.d.e = 1\n",
    "\\u0000",
    "../../etc/passwd",
];

fn mutate(data: &mut Vec<u8>, other: &[u8], rng: &mut fastrand::Rng) {
    let place = |data: &[u8], rng: &mut fastrand::Rng| rng.usize(..=data.len());
    match rng.u8(..7) {
        0 => data.truncate(place(data, rng)),
        1 => {
            if let Some(byte) = {
                let at = place(data, rng);
                data.get_mut(at)
            } {
                *byte ^= 1 << rng.u8(..8);
            }
        }
        2 | 3 => {
            let (at, scrap) = (place(data, rng), SCRAPS[rng.usize(..SCRAPS.len())]);
            data.splice(at..at, scrap.bytes());
        }
        4 => {
            let from = place(data, rng);
            let to = (from + rng.usize(..60)).min(data.len());
            data.drain(from..to);
        }
        5 => {
            let from = place(data, rng);
            let stretch = data[from..(from + rng.usize(..400)).min(data.len())].to_vec();
            let at = place(data, rng);
            data.splice(at..at, stretch);
        }
        _ => {
            let from = place(other, rng);
            let stretch = other[from..(from + rng.usize(..400)).min(other.len())].to_vec();
            let at = place(data, rng);
            data.splice(at..at, stretch);
        }
    }
}

fn seed() -> u64 {
    std::env::var("SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20_261_127)
}

/// So many mutations of a corpus, each through an entry function.
fn run(target: &str, cases: usize, mut enter: impl FnMut(&[u8]) -> Came) -> Outcomes {
    let corpus = corpus(target);
    let is_good = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("good"));
    let good: Vec<_> = corpus.iter().filter(|(path, _)| is_good(path)).cloned().collect();
    let mut rng = fastrand::Rng::with_seed(seed());
    let mut outcomes = Outcomes::default();
    for case in 0..cases {
        let other = &corpus[rng.usize(..corpus.len())].1;
        let from = if rng.bool() { &good } else { &corpus };
        let (from, mut data) = from[rng.usize(..from.len())].clone();
        for _ in 0..rng.usize(1..4) {
            mutate(&mut data, other, &mut rng);
        }
        let entered = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| enter(&data)));
        match entered {
            Ok(came) => outcomes.add(came),
            Err(_) => {
                let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{target}-{case}"));
                fs::write(&kept, &data).expect("somewhere to keep it");
                panic!("SEED={}: case {case}, from {}, kept as {}", seed(), from.display(), kept.display());
            }
        }
    }
    outcomes
}

#[test]
fn mutated_texts_end_in_menus_or_problems() {
    let mut bench = Bench::new();
    let outcomes = run("menu_text", 1_000, |data| bench.text(data));
    assert!(outcomes.menus >= 40 && outcomes.problems >= 500, "{outcomes:?}");
}

#[test]
fn mutated_pictures_end_in_menus_or_problems() {
    let mut bench = Bench::new();
    let outcomes = run("menu_picture", 400, |data| bench.picture(data));
    assert!(outcomes.menus >= 5 && outcomes.problems >= 100, "{outcomes:?}");
}

/// What the entry functions must see, planted: a menu that the loader would never have let through.
#[test]
fn a_menu_with_a_price_below_nothing_is_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("menu");
    cardlast::catalogue::create(&dir).expect("the template is written");
    let menu = load(&dir, jiff::civil::date(2026, 11, 24)).unwrap_or_else(|problems| panic!("{problems}")).catalogue;
    assert_eq!(entry::complaints(&menu), Vec::<String>::new());
    let mut draft = menu.to_draft();
    let burger = draft.items.iter_mut().find(|item| item.groups.is_empty()).expect("a product without choices");
    let id: ItemId = burger.id.clone();
    burger.price = Money::from_minor(-1, Currency::EUR).expect("an amount");
    let bent = draft.finish().expect("it names what is there");
    assert!(
        entry::complaints(&bent).iter().any(|complaint| complaint.starts_with(id.as_str())),
        "{:?}",
        entry::complaints(&bent)
    );
}

/// Cut off anywhere, a picture of any format is a problem or a picture, and nothing worse.
#[test]
fn a_picture_of_every_format_may_be_cut_anywhere() {
    let mut bench = Bench::new();
    for format in [image::ImageFormat::Png, image::ImageFormat::Jpeg, image::ImageFormat::WebP] {
        let pixels = image::RgbImage::from_fn(24, 16, |x, y| image::Rgb([x as u8 * 9, y as u8 * 11, (x * y) as u8]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        pixels.write_to(&mut bytes, format).expect("it can be encoded");
        let whole = bytes.into_inner();
        assert_eq!(bench.picture(&whole), Came::Menu, "{format:?}");
        let cuts: Vec<_> = (0..whole.len()).step_by(1 + whole.len() / 24).map(|end| bench.picture(&whole[..end])).collect();
        assert_eq!(cuts[0], Came::Problems, "{format:?}: nothing is no picture");
    }
}
