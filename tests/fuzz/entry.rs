//! What hostile menus are put to: one file of a good menu is replaced, the menu is loaded, and whatever comes of it must be in order.
//!
//! Shared by the fuzz targets and by `tests/hostile`. In order means: no panic; a menu whose prices and totals are none below nothing and
//! that can be ordered from to the limits; or a list of problems, each with a file that is there, a place inside it, and a remedy, in a
//! text of bounded length.

use std::fs;
use std::path::PathBuf;

use cardlast::catalogue::{Catalogue, Item, ItemKind, Loader, Paint, Problems, ServiceMode, SoldOut, decode_picture};
use cardlast::money::Money;
use cardlast::order::{Cart, CartLimits, MAX_QUANTITY, Selection, Slot};
use jiff::civil::{Date, date};

/// So much is a problem list at most, written out: nobody reads more, and a log must not fill a disk.
const LONGEST_REPORT: usize = 4 << 20;

/// What came of a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    Menu,
    Problems,
}

/// A folder with a good menu, of which one file after the other is spoilt.
pub struct Bench {
    _folder: tempfile::TempDir,
    dir: PathBuf,
    texts: Vec<(PathBuf, Vec<u8>)>,
    picture: (PathBuf, Vec<u8>),
    /// Remembers the pictures, which a spoilt text leaves as they are.
    loader: Loader,
}

const fn today() -> Date {
    date(2026, 11, 24)
}

impl Bench {
    pub fn new() -> Self {
        let shared = std::path::Path::new("/dev/shm");
        let folder = if shared.is_dir() { tempfile::tempdir_in(shared) } else { tempfile::tempdir() }.expect("a folder");
        let dir = folder.path().join("menu");
        cardlast::catalogue::create(&dir).expect("the template is written");
        let mut texts: Vec<PathBuf> =
            ["restaurant", "taxes", "hours", "options"].map(|name| dir.join(name).with_extension("toml")).into();
        let mut categories: Vec<PathBuf> =
            fs::read_dir(dir.join("categories")).expect("categories").map(|entry| entry.expect("an entry").path()).collect();
        categories.sort();
        texts.extend(categories);
        let with_content = |path: PathBuf| {
            let bytes = fs::read(&path).unwrap_or_default();
            (path, bytes)
        };
        let picture = (dir.join("pictures/burger.png"), small_picture());
        assert!(picture.0.is_file(), "the template has a burger");
        // Small ones, so that what is looked at again and again is the one that is spoilt.
        for entry in fs::read_dir(dir.join("pictures")).expect("pictures") {
            fs::write(entry.expect("an entry").path(), &picture.1).expect("a file in memory");
        }
        let texts = texts.into_iter().map(with_content).collect();
        let loader = Loader::new(&dir);
        let mut bench = Self { _folder: folder, dir, texts, picture, loader };
        assert_eq!(judge(&mut bench.loader), Came::Menu, "the template is a good menu");
        bench
    }

    /// How many texts a menu has: the first byte of an input names one.
    pub fn texts(&self) -> &[(PathBuf, Vec<u8>)] {
        &self.texts
    }

    /// The first byte names the file, the rest takes its place.
    pub fn text(&mut self, data: &[u8]) -> Came {
        let Some((which, content)) = data.split_first() else { return Came::Menu };
        let (path, good) = &self.texts[usize::from(*which) % self.texts.len()];
        fs::write(path, content).expect("a file in memory");
        let came = judge(&mut self.loader);
        if good.is_empty() { fs::remove_file(path) } else { fs::write(path, good) }.expect("a file in memory");
        came
    }

    /// The bytes take the place of a picture.
    pub fn picture(&mut self, data: &[u8]) -> Came {
        let (path, good) = &self.picture;
        fs::write(path, data).expect("a file in memory");
        // A fresh one: within a tick of the clock a file of the same length looks the same.
        let came = judge(&mut Loader::new(&self.dir));
        let drawn = decode_picture(path);
        assert_eq!(drawn.is_some(), came == Came::Menu, "what is checked is what is drawn");
        if let Some(image) = drawn {
            assert!(image.width() <= 4096 && image.height() <= 4096, "{} by {}", image.width(), image.height());
        }
        fs::write(path, good).expect("a file in memory");
        came
    }
}

fn small_picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(2, 2).write_to(&mut bytes, image::ImageFormat::Png).expect("it can be encoded");
    bytes.into_inner()
}

fn judge(loader: &mut Loader) -> Came {
    match loader.load(today()) {
        Ok(loaded) => {
            let complaints = complaints(&loaded.catalogue);
            assert!(complaints.is_empty(), "{complaints:?}");
            in_order(&loaded.warnings);
            Came::Menu
        }
        Err(problems) => {
            assert!(problems.has_errors(), "a menu without errors is refused");
            in_order(&problems);
            Came::Problems
        }
    }
}

/// Every problem says where, what and what to do.
fn in_order(problems: &Problems) {
    let drawn = problems.render(Paint::Plain);
    assert!(drawn.len() <= LONGEST_REPORT, "a report of {} bytes", drawn.len());
    for problem in problems.iter() {
        assert!(!problem.message().is_empty() && !problem.remedy().is_empty(), "{problem:?}");
        assert!(problem.file().file_name().is_some(), "{problem:?}");
        if let Some((line, column)) = problem.position() {
            assert!(line >= 1 && column >= 1, "{problem:?}");
        }
        assert!(problem.short().len() < 64 * 1024, "a line of {} bytes", problem.short().len());
    }
}

/// What is wrong with a menu that was found to be fine: it must be possible to order all of it, for no less than nothing.
pub fn complaints(menu: &Catalogue) -> Vec<String> {
    let mut found = Vec::new();
    for item in menu.items() {
        if item.price.is_negative() {
            found.push(format!("{} costs {}", item.id, item.price));
        }
        if menu.category(&item.category).is_none() {
            found.push(format!("{} is in no category", item.id));
        }
        if let Err(error) = order(menu, item) {
            found.push(format!("{}: {error}", item.id));
        }
        for (_, name) in item.name.iter() {
            let _ = menu.search(name);
        }
    }
    found
}

/// Orders as many of it as can be, with its defaults, and with every option as far as they can be had.
fn order(menu: &Catalogue, item: &Item) -> Result<(), String> {
    let nothing = SoldOut::default();
    let mut selection = Selection::with_defaults(menu, &item.id, &nothing).map_err(|error| error.to_string())?;
    let ceiling = Money::from_minor(100_000_000, menu.currency()).map_err(|error| error.to_string())?;
    let limits = CartLimits { ceiling };
    for with_options in [false, true] {
        if with_options {
            choose_everything(menu, item, &mut selection);
        }
        let mut cart = Cart::new(ServiceMode::Takeaway);
        // What is not complete, or too dear, is refused; that is in order.
        if cart.add(menu, &nothing, limits, selection.clone(), MAX_QUANTITY, None).is_err() {
            continue;
        }
        for service in [ServiceMode::DineIn, ServiceMode::Takeaway] {
            cart.set_service(limits, service).map_err(|error| error.to_string())?;
            let totals = cart.totals(menu, today()).map_err(|error| error.to_string())?;
            if totals.total.is_negative() || totals.total.minor() > ceiling.minor() {
                return Err(format!("{MAX_QUANTITY} of it come to {}", totals.total));
            }
            if totals.taxes.iter().any(|share| share.tax.is_negative() || share.net.is_negative()) {
                return Err("its tax is below nothing".to_owned());
            }
        }
    }
    Ok(())
}

fn choose_everything(menu: &Catalogue, item: &Item, selection: &mut Selection) {
    let nothing = SoldOut::default();
    if let ItemKind::Bundle(bundle) = &item.kind {
        for part in &bundle.parts {
            for choice in &part.choices {
                let _ = selection.fill(menu, &nothing, &part.id, &choice.product);
            }
        }
    }
    for id in &item.groups {
        let Some(group) = menu.group(id) else { continue };
        for option in &group.options {
            let slot = Slot { part: None, group: id.clone() };
            let _ = selection.toggle(menu, &nothing, &slot, &option.id);
        }
    }
}
