//! What the file holds: wire types of its own. Money is in integer minor units.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::SessionError;
use super::age::Stamp;
use crate::catalogue::{
    AllergenGroup, Diet, FoodFilter, GroupId, ItemId, MenuVersion, OptionId, PartId, ServiceMode, TaxClassId,
};
use crate::locale::{Language, Localised};
use crate::money::{Currency, Money, TaxRate};
use crate::order::{KeptCart, KeptLine, LineLabels, LinePrice, LockedDetail, Note, PartSelection, Rates, Selection};
use crate::time::{Millis, SinceBoot, WallTime};

/// A kept cart with when and after what it was kept.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CartRecord {
    pub(super) after: u64,
    touched: String,
    boot: Option<(String, u64)>,
    menu: String,
    language: String,
    avoid: Vec<String>,
    diets: Vec<String>,
    service: String,
    currency: String,
    lines: Vec<LineRecord>,
}

type OptionsRecord = BTreeMap<String, BTreeSet<String>>;
type TextRecord = BTreeMap<String, String>;

#[derive(Debug, Serialize, Deserialize)]
struct LineRecord {
    item: String,
    options: OptionsRecord,
    parts: BTreeMap<String, (String, OptionsRecord)>,
    quantity: u32,
    note: Option<String>,
    unit: i64,
    shares: BTreeMap<String, i64>,
    /// Eaten in, taken away.
    rates: BTreeMap<String, (String, String)>,
    name: TextRecord,
    details: Vec<(u8, TextRecord)>,
    minimum_age: Option<u8>,
}

const fn unreadable<E>(what: &'static str) -> impl FnOnce(E) -> SessionError {
    move |_| SessionError::Unreadable(what)
}

impl CartRecord {
    pub(super) fn new(cart: &KeptCart, after: u64, stamp: &Stamp) -> Self {
        let currency = cart.lines.first().map_or(Currency::EUR, |line| line.price.unit.currency());
        Self {
            after,
            touched: stamp.wall.to_string(),
            boot: stamp.boot.as_ref().map(|boot| (boot.boot.clone(), boot.up.0)),
            menu: cart.menu.0.to_string(),
            language: cart.language.tag().to_owned(),
            avoid: cart.filter.avoid.iter().map(|group| group.key().to_owned()).collect(),
            diets: cart.filter.diets.iter().map(|diet| diet.key().to_owned()).collect(),
            service: cart.service.key().to_owned(),
            currency: currency.code().to_owned(),
            lines: cart.lines.iter().map(LineRecord::from).collect(),
        }
    }

    pub(super) fn stamp(&self) -> Result<Stamp, SessionError> {
        let boot = self.boot.as_ref().map(|(boot, up)| SinceBoot { boot: boot.clone(), up: Millis(*up) });
        Ok(Stamp { wall: WallTime::parse(&self.touched).map_err(unreadable("time"))?, boot })
    }

    pub(super) fn restore(&self) -> Result<KeptCart, SessionError> {
        let currency = Currency::parse(&self.currency)?;
        let avoid = self.avoid.iter().map(|key| AllergenGroup::parse(key)).collect::<Option<_>>();
        let diets = self.diets.iter().map(|key| Diet::parse(key)).collect::<Option<_>>();
        let filter = avoid.zip(diets).map(|(avoid, diets)| FoodFilter { avoid, diets });
        Ok(KeptCart {
            menu: MenuVersion(Arc::from(self.menu.as_str())),
            language: Language::new(&self.language).ok_or(SessionError::Unreadable("language"))?,
            filter: filter.ok_or(SessionError::Unreadable("filter"))?,
            service: ServiceMode::parse(&self.service).ok_or(SessionError::Unreadable("service mode"))?,
            lines: self.lines.iter().map(|line| line.restore(currency)).collect::<Result<_, _>>()?,
        })
    }
}

impl From<&KeptLine> for LineRecord {
    fn from(line: &KeptLine) -> Self {
        let part = |(part, filled): (&PartId, &PartSelection)| {
            (part.to_string(), (filled.product.to_string(), options_record(&filled.options)))
        };
        let rates = |rates: &Rates| (rates.dine_in.to_string(), rates.takeaway.to_string());
        Self {
            item: line.selection.item().to_string(),
            options: options_record(line.selection.options()),
            parts: line.selection.parts().iter().map(part).collect(),
            quantity: line.quantity,
            note: line.note.as_ref().map(|note| note.as_str().to_owned()),
            unit: line.price.unit.minor(),
            shares: line.price.shares.iter().map(|(class, share)| (class.to_string(), share.minor())).collect(),
            rates: line.rates.iter().map(|(class, of)| (class.to_string(), rates(of))).collect(),
            name: texts(&line.labels.name),
            details: line.labels.details.iter().map(|detail| (detail.depth, texts(&detail.name))).collect(),
            minimum_age: line.labels.minimum_age,
        }
    }
}

impl LineRecord {
    fn restore(&self, currency: Currency) -> Result<KeptLine, SessionError> {
        let class = |key: &String| TaxClassId::new(key).map_err(unreadable("tax class"));
        let share = |(key, minor): (&String, &i64)| Ok((class(key)?, Money::from_minor(*minor, currency)?));
        let rates = |(key, (dine_in, takeaway)): (&String, &(String, String))| {
            Ok((class(key)?, Rates { dine_in: TaxRate::parse(dine_in)?, takeaway: TaxRate::parse(takeaway)? }))
        };
        let shares = self.shares.iter().map(share).collect::<Result<_, SessionError>>()?;
        Ok(KeptLine {
            selection: self.selection()?,
            quantity: self.quantity,
            note: self.note.as_deref().and_then(Note::new),
            price: LinePrice { unit: Money::from_minor(self.unit, currency)?, shares },
            labels: self.labels()?,
            rates: self.rates.iter().map(rates).collect::<Result<_, SessionError>>()?,
        })
    }

    fn selection(&self) -> Result<Selection, SessionError> {
        let part = |(part, (product, chosen)): (&String, &(String, OptionsRecord))| {
            let part = PartId::new(part).map_err(unreadable("part"))?;
            let product = ItemId::new(product).map_err(unreadable("item"))?;
            Ok((part, PartSelection { product, options: options(chosen)? }))
        };
        let item = ItemId::new(&self.item).map_err(unreadable("item"))?;
        let parts = self.parts.iter().map(part).collect::<Result<_, SessionError>>()?;
        Ok(Selection::kept(item, options(&self.options)?, parts))
    }

    fn labels(&self) -> Result<LineLabels, SessionError> {
        let detail = |(depth, name): &(u8, TextRecord)| Ok(LockedDetail { depth: *depth, name: localised(name)? });
        Ok(LineLabels {
            name: localised(&self.name)?,
            details: self.details.iter().map(detail).collect::<Result<_, SessionError>>()?,
            minimum_age: self.minimum_age,
        })
    }
}

fn options_record(options: &BTreeMap<GroupId, BTreeSet<OptionId>>) -> OptionsRecord {
    let chosen = |chosen: &BTreeSet<OptionId>| chosen.iter().map(ToString::to_string).collect();
    options.iter().map(|(group, options)| (group.to_string(), chosen(options))).collect()
}

fn options(record: &OptionsRecord) -> Result<BTreeMap<GroupId, BTreeSet<OptionId>>, SessionError> {
    let chosen = |chosen: &BTreeSet<String>| chosen.iter().map(|option| OptionId::new(option)).collect::<Result<_, _>>();
    let group = |(group, options): (&String, _)| Ok((GroupId::new(group)?, chosen(options)?));
    record.iter().map(group).collect::<Result<_, crate::catalogue::BadSlug>>().map_err(unreadable("option"))
}

fn texts(text: &Localised) -> TextRecord {
    text.iter().map(|(language, text)| (language.tag().to_owned(), text.to_owned())).collect()
}

fn localised(texts: &TextRecord) -> Result<Localised, SessionError> {
    let texts = texts.iter().map(|(tag, text)| Some((Language::new(tag)?, text.clone())));
    texts.collect::<Option<_>>().and_then(Localised::new).ok_or(SessionError::Unreadable("text"))
}
