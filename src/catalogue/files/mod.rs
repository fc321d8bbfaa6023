//! The file half of the catalogue: reads a menu folder into a whole, valid [`Catalogue`], or into a list of [`Problems`].
//!
//! What it is for: telling a restaurant owner everything that is wrong at once, each thing with its place and a remedy. What it
//! refuses to know: what the menu is used for, and what time it is; the day comes in from outside, for tax rates. Its
//! invariant: whatever stands in the folder, it yields a catalogue or at least one problem, and never panics.
//!
//! Reading goes in this order: [`folder`] finds files, [`crate::handwritten`] parses and walks them, one module per file
//! kind makes half-read values of them, [`check`] looks across files, [`pictures`] at pictures, and `assemble` builds.

mod folder;
mod document;
mod values;
mod restaurant;
mod taxes;
mod hours;
mod food;
mod options;
mod category;
mod bundle;
mod check;
mod stamp;
mod pictures;
mod assemble;
mod template;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::model::{Catalogue, CatalogueDraft};
use crate::handwritten::{Decimals, Log, Names, Place, Problems, quote, with_document};
use crate::money::Currency;
use assemble::{Pictures, Read};
use category::{CategoryNames, ReadCategory};
use check::Known;
use document::Shared;
use folder::Folder;
use options::ReadGroup;
use pictures::PictureCache;
use values::House;

pub use pictures::decode_picture;
pub(super) use stamp::FolderStamp;
pub use template::{TemplateError, create};

/// A menu that can be used.
#[derive(Debug)]
pub struct Loaded {
    /// The menu.
    pub catalogue: Catalogue,
    /// What is probably not meant, though it can be used.
    pub warnings: Problems,
}

/// Reads the menu in `dir`; `today` is for tax rates. See [`Loader`] for reading again and again.
///
/// # Errors
/// [`Problems`] with everything that is wrong.
pub fn load(dir: &Path, today: Date) -> Result<Loaded, Problems> {
    Loader::new(dir).load(today)
}

/// Reads one menu folder, again and again; pictures that did not change are not decoded twice.
#[derive(Debug)]
pub struct Loader {
    dir: PathBuf,
    pictures: PictureCache,
}

impl Loader {
    /// A loader for the menu in `dir`, which need not exist yet.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), pictures: PictureCache::default() }
    }

    /// For a quick start: the first load takes pictures at their header's word instead of decoding each to its last pixel. One that
    /// turns out to be damaged is shown as an empty plate and logged; one that changes later is looked at whole before it goes live.
    #[must_use]
    pub fn trusting_headers_at_first(mut self) -> Self {
        self.pictures.trust_headers_once();
        self
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Reads the whole menu; `today` is for tax rates.
    ///
    /// # Errors
    /// [`Problems`] with everything that is wrong.
    pub fn load(&mut self, today: Date) -> Result<Loaded, Problems> {
        let log = Log::new();
        let folder = Folder::read(&self.dir, &log);
        let read = self.read(folder, today, &log);
        let catalogue = if log.has_errors() { None } else { put_together(read, &self.dir, &log) };
        let problems = log.finish();
        match catalogue {
            Some(catalogue) => Ok(Loaded { catalogue, warnings: problems }),
            None => Err(problems),
        }
    }

    fn read(&mut self, folder: Folder, today: Date, log: &Log) -> Read {
        let stand_in = House { languages: Vec::new(), currency: Currency::EUR };
        let (house, identity) = match &folder.restaurant {
            Some(file) => with_document(file, Decimals::Quoted, log, restaurant::read_restaurant),
            None => (stand_in, None),
        };
        let shared = Shared { house: &house, log };
        let (mut taxes, mut dayparts, mut groups) = (Names::new("tax class"), Names::new("daypart"), Names::new("option group"));
        let tax_classes = match &folder.taxes {
            Some(file) => with_document(file, Decimals::Quoted, log, |reader| taxes::read_taxes(reader, today, &mut taxes)),
            None => {
                // Every product would be blamed for the one file that is not there.
                log.mark_broken_syntax();
                Vec::new()
            }
        };
        let hours = match &folder.hours {
            Some(file) => with_document(file, Decimals::Quoted, log, |reader| hours::read_hours(reader, shared, &mut dayparts)),
            None => Vec::new(),
        };
        let mut read_groups: Vec<ReadGroup> = Vec::new();
        for file in &folder.options {
            read_groups
                .extend(with_document(file, Decimals::Quoted, log, |reader| options::read_options(reader, shared, &mut groups)));
        }
        let mut names = CategoryNames { categories: Names::new("category"), items: Names::new("item"), item_count: 0 };
        let mut categories: Vec<ReadCategory> = Vec::new();
        for file in &folder.categories {
            categories
                .push(with_document(file, Decimals::Quoted, log, |reader| category::read_category(reader, shared, &mut names)));
        }
        names.items.kind = "product";
        let known = Known { taxes: &taxes, dayparts: &dayparts, groups: &groups, items: &names.items };
        check::check(&categories, &read_groups, &known, &self.dir, log);
        let pictures = self.look_at_pictures(&categories, log);
        Read { house, identity, tax_classes, hours, groups: read_groups, categories, pictures, digests: folder.digests }
    }

    /// Looks at every picture once, and reports each bad one where it is first used.
    fn look_at_pictures(&mut self, categories: &[ReadCategory], log: &Log) -> Pictures {
        let folder = self.dir.join("pictures");
        let mut first_use: BTreeMap<&str, &Place> = BTreeMap::new();
        for category in categories {
            let items = category.items.iter().filter_map(|item| item.picture.as_ref());
            for picture in category.picture.iter().chain(items) {
                first_use.entry(&picture.value).or_insert(&picture.place);
            }
        }
        let verdicts = self.pictures.inspect(&folder, first_use.keys().copied());
        let mut fine = Pictures::default();
        for (name, verdict) in verdicts {
            match verdict {
                Ok(digest) => drop(fine.insert(name.to_owned(), (folder.join(name), digest))),
                Err((message, remedy)) => {
                    if let Some(place) = first_use.get(name) {
                        log.error((*place).clone(), format!("{message}: {}", quote(name)), remedy);
                    }
                }
            }
        }
        fine
    }
}

/// Builds the catalogue of a menu without errors. That this can fail is a bug, which must not stop the kiosk.
fn put_together(read: Read, dir: &Path, log: &Log) -> Option<Catalogue> {
    let reason = match read.assemble().map(CatalogueDraft::finish) {
        Some(Ok(catalogue)) => return Some(catalogue),
        Some(Err(dangling)) => dangling.to_string(),
        None => "a part of it was lost".to_owned(),
    };
    let remedy = "this is a bug of the program: please report it together with the menu";
    log.error(Place::whole(dir), format!("the menu could not be put together: {reason}"), remedy);
    None
}
