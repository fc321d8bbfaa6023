//! Stretches of the day, and whether a thing can be had now.

use jiff::civil::Weekday;

use super::model::{Catalogue, Item, ItemKind, SoldOut};
use super::slug::DaypartId;
use crate::locale::Localised;
use crate::time::LocalTime;

/// A stretch of the day such as breakfast, on some days of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Daypart {
    /// Its id.
    pub id: DaypartId,
    /// Its name.
    pub name: Localised,
    /// The days it begins on.
    pub days: Vec<Weekday>,
    /// First minute of day, 0 to 1439.
    pub from_minute: u16,
    /// First minute that no longer belongs to it; when not after `from_minute` it passes midnight.
    pub until_minute: u16,
}

impl Daypart {
    /// Whether the stretch is on at this local time. Past midnight it still belongs to the day it began on.
    #[must_use]
    pub fn contains(&self, now: LocalTime) -> bool {
        let minute = now.minute_of_day;
        let today = self.days.contains(&now.weekday());
        if self.from_minute < self.until_minute {
            return today && (self.from_minute..self.until_minute).contains(&minute);
        }
        let yesterday = self.days.contains(&now.weekday().previous());
        (today && minute >= self.from_minute) || (yesterday && minute < self.until_minute)
    }
}

/// Whether a thing can be had now, and if not, why.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Availability {
    /// Yes.
    Available,
    /// Not until staff take the mark away.
    SoldOut,
    /// Only in this daypart.
    OnlyDuring(DaypartId),
}

impl Catalogue {
    /// Whether an item can be had at this local time. An item is also sold out when one of its required groups has too few
    /// options left, and a bundle when every choice of one part is sold out.
    #[must_use]
    pub fn availability(&self, item: &Item, sold_out: &SoldOut, now: LocalTime) -> Availability {
        if self.is_sold_out(item, sold_out) {
            return Availability::SoldOut;
        }
        let category = self.category(&item.category).map(|category| category.dayparts.as_slice()).unwrap_or_default();
        for limits in [category, item.dayparts.as_slice()] {
            let open = |id: &DaypartId| self.daypart(id).is_some_and(|daypart| daypart.contains(now));
            if let Some(first) = limits.first()
                && !limits.iter().any(open)
            {
                return Availability::OnlyDuring(first.clone());
            }
        }
        Availability::Available
    }

    /// Whether an item is sold out, by its own mark or for want of options or parts.
    #[must_use]
    pub fn is_sold_out(&self, item: &Item, sold_out: &SoldOut) -> bool {
        let starved = |group: &super::slug::GroupId| {
            self.group(group).is_some_and(|group| {
                let left = group
                    .options
                    .iter()
                    .filter(|option| !sold_out.options.iter().any(|mark| mark.0 == group.id && mark.1 == option.id));
                (left.count() as u64) < u64::from(group.min)
            })
        };
        if sold_out.items.contains(&item.id) || item.groups.iter().any(starved) {
            return true;
        }
        match &item.kind {
            ItemKind::Product(_) => false,
            ItemKind::Bundle(bundle) => bundle.parts.iter().any(|part| {
                part.choices
                    .iter()
                    .all(|choice| self.item(&choice.product).is_none_or(|product| self.is_sold_out(product, sold_out)))
            }),
        }
    }

    /// A daypart by id.
    #[must_use]
    pub fn daypart(&self, id: &DaypartId) -> Option<&Daypart> {
        self.dayparts().iter().find(|daypart| daypart.id == *id)
    }
}
