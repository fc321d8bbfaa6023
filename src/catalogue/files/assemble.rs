//! Puts the catalogue together from what was read, when all of it is whole.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::bundle::ReadPart;
use super::category::{ReadCategory, ReadItem, ReadKind};
use super::options::ReadGroup;
use super::pictures::PictureDigest;
use super::restaurant::Identity;
use super::values::{At, House};
use crate::catalogue::daypart::Daypart;
use crate::catalogue::model::{
    Bundle, CatalogueDraft, Category, Choice, Item, ItemKind, MenuVersion, Part, Picture, Product, SoldOut, TaxClass,
};
use crate::catalogue::slug::CategoryId;

/// Pictures that are fine: file and digest by name below `pictures/`.
pub(super) type Pictures = BTreeMap<String, (PathBuf, PictureDigest)>;

/// All that was read, whole or not.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) house: House,
    pub(super) identity: Option<Identity>,
    pub(super) tax_classes: Vec<Option<TaxClass>>,
    pub(super) hours: Vec<Option<Daypart>>,
    pub(super) groups: Vec<ReadGroup>,
    pub(super) categories: Vec<ReadCategory>,
    pub(super) pictures: Pictures,
    pub(super) digests: BTreeMap<String, [u8; 32]>,
}

impl Read {
    /// The draft of a catalogue; `None` when a piece is missing, which was reported when it was read.
    pub(super) fn assemble(self) -> Option<CatalogueDraft> {
        let version = version(&self.digests, &self.pictures);
        let identity = self.identity?;
        let mut sold_out = SoldOut::default();
        let mut groups = Vec::with_capacity(self.groups.len());
        for read in self.groups {
            sold_out.options.extend(read.sold_out.into_iter().map(|option| (read.id.clone(), option)));
            groups.push(read.group?);
        }
        let mut categories = Vec::with_capacity(self.categories.len());
        let mut items = Vec::new();
        for read in self.categories {
            let id = read.id?;
            let picture = match (read.wants_picture, read.picture) {
                (false, _) => None,
                (true, name) => Some(picture(&name?, &self.pictures)?),
            };
            let mut ids = Vec::with_capacity(read.items.len());
            for item in read.items {
                let marked = item.sold_out;
                let item = assemble_item(item, &id, &self.pictures)?;
                if marked {
                    sold_out.items.insert(item.id.clone());
                }
                ids.push(item.id.clone());
                items.push(item);
            }
            categories.push(Category { id, name: read.name?, picture, dayparts: values(read.dayparts), items: ids.into() });
        }
        Some(CatalogueDraft {
            version,
            restaurant: identity.restaurant,
            languages: self.house.languages,
            currency: self.house.currency,
            time_zone: identity.time_zone,
            tax_classes: self.tax_classes.into_iter().collect::<Option<_>>()?,
            dayparts: self.hours.into_iter().collect::<Option<_>>()?,
            groups,
            categories,
            items,
            sold_out,
        })
    }
}

/// The first 16 hex digits of the SHA-256 over path and SHA-256 of every file that was read, in order of path.
fn version(texts: &BTreeMap<String, [u8; 32]>, pictures: &Pictures) -> MenuVersion {
    let pictures = pictures.iter().map(|(name, (_, digest))| (format!("pictures/{name}"), *digest));
    let files: BTreeMap<String, [u8; 32]> = texts.clone().into_iter().chain(pictures).collect();
    let mut hasher = Sha256::new();
    for (path, digest) in &files {
        hasher.update((path.len() as u64).to_be_bytes());
        hasher.update(path.as_bytes());
        hasher.update(digest);
    }
    let digits: String = hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    MenuVersion(Arc::from(digits))
}

fn assemble_item(read: ReadItem, category: &CategoryId, pictures: &Pictures) -> Option<Item> {
    let kind = match read.kind {
        ReadKind::Product(product) => {
            let food = product.food?;
            ItemKind::Product(Product {
                tax: product.tax?.value,
                kcal: product.kcal?,
                allergens: food.allergens,
                diets: food.diets,
                minimum_age: whole(product.minimum_age)?,
            })
        }
        ReadKind::Bundle(parts) => {
            ItemKind::Bundle(Bundle { parts: parts.into_iter().map(assemble_part).collect::<Option<_>>()? })
        }
    };
    Some(Item {
        id: read.id?.value,
        category: category.clone(),
        name: read.name?,
        description: read.description?,
        price: read.price?.value,
        picture: picture(&read.picture?, pictures)?,
        groups: values(read.groups),
        dayparts: values(read.dayparts),
        origin: whole(read.origin)?,
        kind,
    })
}

fn assemble_part(read: ReadPart) -> Option<Part> {
    let choice = |choice: super::bundle::ReadChoice| Some(Choice { product: choice.product.value, upcharge: choice.upcharge? });
    Some(Part {
        id: read.id?,
        name: read.name?,
        choices: read.choices.into_iter().map(choice).collect::<Option<_>>()?,
        default: whole(read.default)?.map(|default| default.value),
    })
}

/// Turns "not there, or there and perhaps unreadable" around: `None` only when it is unreadable.
#[allow(clippy::option_option, reason = "the outer level says whether it could be read")]
fn whole<T>(value: Option<Option<T>>) -> Option<Option<T>> {
    match value {
        None => Some(None),
        Some(value) => value.map(Some),
    }
}

fn picture(name: &At<String>, pictures: &Pictures) -> Option<Picture> {
    let (path, digest) = pictures.get(&name.value)?;
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    Some(Picture { path: path.clone(), fingerprint: u64::from_be_bytes(first) })
}

fn values<T>(list: Vec<At<T>>) -> Vec<T> {
    list.into_iter().map(|entry| entry.value).collect()
}
