//! What exactly a customer wants of one item: options, and what fills the parts of a bundle.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalogue::{Allergens, Catalogue, Diet, Group, GroupId, Item, ItemId, ItemKind, Modifier, OptionId, PartId, SoldOut};

/// Where a modifier group hangs: on the item itself, or on the product that fills a part of the bundle.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// The part, or `None` for the item itself.
    pub part: Option<PartId>,
    /// The group.
    pub group: GroupId,
}

/// A product in a part of a bundle, with its own options.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartSelection {
    /// The product.
    pub product: ItemId,
    /// Its options by group; groups without a chosen option are absent.
    pub options: BTreeMap<GroupId, BTreeSet<OptionId>>,
}

/// An item with everything that was chosen about it. Two equal selections are the same thing to cook.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Selection {
    item: ItemId,
    options: BTreeMap<GroupId, BTreeSet<OptionId>>,
    parts: BTreeMap<PartId, PartSelection>,
}

/// Why a choice cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SelectionError {
    /// The menu of this session has no such item, group, option, part or choice.
    #[error("no such thing on this menu: {0}")]
    NotOnMenu(String),
    /// The option or product is sold out.
    #[error("sold out: {0}")]
    SoldOut(String),
    /// The group is full: `max` options are chosen already.
    #[error("no more than {max} of {group}")]
    GroupFull {
        /// The group.
        group: GroupId,
        /// Its limit.
        max: u32,
    },
}

/// What still has to be chosen, or chosen again, before a selection can be ordered.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Unmet {
    /// A group needs so many options more.
    Choose {
        /// Where.
        slot: Slot,
        /// How many more.
        missing: u32,
    },
    /// A part of the bundle is empty.
    Fill {
        /// Which part.
        part: PartId,
    },
    /// A chosen option has been sold out since.
    SoldOutOption {
        /// Where.
        slot: Slot,
        /// Which.
        option: OptionId,
    },
    /// The product in a part has been sold out since.
    SoldOutPart {
        /// Which part.
        part: PartId,
    },
    /// The item itself is sold out.
    SoldOutItem,
}

impl Selection {
    /// The item with its default options and default parts, leaving out what is sold out.
    ///
    /// # Errors
    /// [`SelectionError::NotOnMenu`] when the menu has no such item.
    pub fn with_defaults(catalogue: &Catalogue, item: &ItemId, sold_out: &SoldOut) -> Result<Self, SelectionError> {
        let found = catalogue.item(item).ok_or_else(|| SelectionError::NotOnMenu(item.to_string()))?;
        let mut parts = BTreeMap::new();
        if let ItemKind::Bundle(bundle) = &found.kind {
            for part in &bundle.parts {
                let orderable = |id: &&ItemId| catalogue.item(id).is_some_and(|item| !catalogue.is_sold_out(item, sold_out));
                let only = (part.choices.len() == 1).then(|| &part.choices[0].product);
                if let Some(product) = part.default.as_ref().or(only).filter(orderable)
                    && let Some(product) = catalogue.item(product)
                {
                    let options = default_options(catalogue, product, sold_out);
                    parts.insert(part.id.clone(), PartSelection { product: product.id.clone(), options });
                }
            }
        }
        Ok(Self { item: item.clone(), options: default_options(catalogue, found, sold_out), parts })
    }

    /// A selection as it was kept. It may name what the menu does not have (any more): see [`Selection::is_on`].
    #[must_use]
    pub const fn kept(
        item: ItemId,
        options: BTreeMap<GroupId, BTreeSet<OptionId>>,
        parts: BTreeMap<PartId, PartSelection>,
    ) -> Self {
        Self { item, options, parts }
    }

    /// Whether the menu has all of it: the item, its parts, what fills them and every option.
    #[must_use]
    pub fn is_on(&self, catalogue: &Catalogue) -> bool {
        let Some(item) = catalogue.item(&self.item) else { return false };
        let fills = |part: &PartId, filled: &PartSelection| match &item.kind {
            ItemKind::Product(_) => false,
            ItemKind::Bundle(bundle) => {
                let part = bundle.parts.iter().find(|candidate| candidate.id == *part);
                part.is_some_and(|part| part.choices.iter().any(|choice| choice.product == filled.product))
                    && catalogue.item(&filled.product).is_some_and(|product| has_options(catalogue, product, &filled.options))
            }
        };
        has_options(catalogue, item, &self.options) && self.parts.iter().all(|(part, filled)| fills(part, filled))
    }

    /// The options of the item itself, by group; groups without a chosen option are absent.
    #[must_use]
    pub const fn options(&self) -> &BTreeMap<GroupId, BTreeSet<OptionId>> {
        &self.options
    }

    /// The item.
    #[must_use]
    pub const fn item(&self) -> &ItemId {
        &self.item
    }

    /// What fills the parts of a bundle, by part.
    #[must_use]
    pub const fn parts(&self) -> &BTreeMap<PartId, PartSelection> {
        &self.parts
    }

    /// Whether an option is chosen in a slot.
    #[must_use]
    pub fn has(&self, slot: &Slot, option: &OptionId) -> bool {
        self.chosen(slot).is_some_and(|options| options.contains(option))
    }

    /// The options chosen in a slot, if any.
    #[must_use]
    pub fn chosen(&self, slot: &Slot) -> Option<&BTreeSet<OptionId>> {
        match &slot.part {
            None => self.options.get(&slot.group),
            Some(part) => self.parts.get(part)?.options.get(&slot.group),
        }
    }

    /// Chooses an option that is not chosen, or lets go of one that is. In a group of which exactly one may be chosen, the new
    /// choice replaces the old one; letting go below the minimum is allowed and answered by [`Selection::unmet`].
    ///
    /// # Errors
    /// [`SelectionError`]; the selection is unchanged then.
    pub fn toggle(
        &mut self,
        catalogue: &Catalogue,
        sold_out: &SoldOut,
        slot: &Slot,
        option: &OptionId,
    ) -> Result<(), SelectionError> {
        let group = self.group_at(catalogue, slot)?;
        let unknown = || SelectionError::NotOnMenu(format!("{}/{option}", slot.group));
        group.options.iter().find(|modifier| modifier.id == *option).ok_or_else(unknown)?;
        let options = self.options_at(slot)?;
        let chosen = options.entry(slot.group.clone()).or_default();
        let outcome = if chosen.remove(option) {
            Ok(())
        } else if sold_out.options.contains(&(slot.group.clone(), option.clone())) {
            Err(SelectionError::SoldOut(option.to_string()))
        } else if group.max == 1 {
            chosen.clear();
            chosen.insert(option.clone());
            Ok(())
        } else if chosen.len() as u64 >= u64::from(group.max) {
            Err(SelectionError::GroupFull { group: group.id.clone(), max: group.max })
        } else {
            chosen.insert(option.clone());
            Ok(())
        };
        options.retain(|_, chosen| !chosen.is_empty());
        outcome
    }

    /// Fills a part of the bundle with one of its choices, with that product's default options.
    ///
    /// # Errors
    /// [`SelectionError`]; the selection is unchanged then.
    pub fn fill(
        &mut self,
        catalogue: &Catalogue,
        sold_out: &SoldOut,
        part: &PartId,
        product: &ItemId,
    ) -> Result<(), SelectionError> {
        let unknown = || SelectionError::NotOnMenu(format!("{part}/{product}"));
        let bundle = catalogue.item(&self.item).ok_or_else(unknown)?;
        let ItemKind::Bundle(parts) = &bundle.kind else { return Err(unknown()) };
        let part = parts.parts.iter().find(|candidate| candidate.id == *part).ok_or_else(unknown)?;
        part.choices.iter().find(|choice| choice.product == *product).ok_or_else(unknown)?;
        let item = catalogue.item(product).ok_or_else(unknown)?;
        if catalogue.is_sold_out(item, sold_out) {
            return Err(SelectionError::SoldOut(product.to_string()));
        }
        if self.parts.get(&part.id).is_none_or(|filled| filled.product != *product) {
            let options = default_options(catalogue, item, sold_out);
            self.parts.insert(part.id.clone(), PartSelection { product: product.clone(), options });
        }
        Ok(())
    }

    /// Everything that stands between this selection and the kitchen, in the order of the product page. Empty means ready.
    #[must_use]
    pub fn unmet(&self, catalogue: &Catalogue, sold_out: &SoldOut) -> Vec<Unmet> {
        let Some(item) = catalogue.item(&self.item) else { return vec![Unmet::SoldOutItem] };
        let mut unmet = Vec::new();
        if catalogue.is_sold_out(item, sold_out) {
            unmet.push(Unmet::SoldOutItem);
        }
        if let ItemKind::Bundle(bundle) = &item.kind {
            for part in &bundle.parts {
                match self.parts.get(&part.id).and_then(|filled| catalogue.item(&filled.product)) {
                    None => unmet.push(Unmet::Fill { part: part.id.clone() }),
                    Some(product) if catalogue.is_sold_out(product, sold_out) => {
                        unmet.push(Unmet::SoldOutPart { part: part.id.clone() });
                    }
                    Some(product) => self.unmet_groups(catalogue, sold_out, Some(&part.id), product, &mut unmet),
                }
            }
        }
        self.unmet_groups(catalogue, sold_out, None, item, &mut unmet);
        unmet
    }

    fn unmet_groups(
        &self,
        catalogue: &Catalogue,
        sold_out: &SoldOut,
        part: Option<&PartId>,
        item: &Item,
        unmet: &mut Vec<Unmet>,
    ) {
        for group in item.groups.iter().filter_map(|id| catalogue.group(id)) {
            let slot = Slot { part: part.cloned(), group: group.id.clone() };
            let chosen = self.chosen(&slot);
            for option in chosen.into_iter().flatten() {
                if sold_out.options.contains(&(group.id.clone(), option.clone())) {
                    unmet.push(Unmet::SoldOutOption { slot: slot.clone(), option: option.clone() });
                }
            }
            let count = u32::try_from(chosen.map_or(0, BTreeSet::len)).unwrap_or(u32::MAX);
            if count < group.min {
                unmet.push(Unmet::Choose { slot, missing: group.min - count });
            }
        }
    }

    /// The item, then the products in its parts, each with the modifiers chosen on it, in menu order.
    #[must_use]
    pub fn pieces<'menu>(&self, catalogue: &'menu Catalogue) -> Vec<Piece<'menu>> {
        let Some(item) = catalogue.item(&self.item) else { return Vec::new() };
        let mut pieces = vec![Piece { part: None, item, modifiers: chosen_modifiers(catalogue, item, &self.options) }];
        if let ItemKind::Bundle(bundle) = &item.kind {
            for part in &bundle.parts {
                if let Some(filled) = self.parts.get(&part.id)
                    && let Some(product) = catalogue.item(&filled.product)
                {
                    let modifiers = chosen_modifiers(catalogue, product, &filled.options);
                    pieces.push(Piece { part: Some(part), item: product, modifiers });
                }
            }
        }
        pieces
    }

    /// Energy in kcal of one, all options and parts included; never below nothing.
    #[must_use]
    pub fn kcal(&self, catalogue: &Catalogue) -> u32 {
        let pieces = self.pieces(catalogue);
        let sum: i64 = pieces
            .iter()
            .map(|piece| {
                let own = match &piece.item.kind {
                    ItemKind::Product(product) => i64::from(product.kcal),
                    ItemKind::Bundle(_) => 0,
                };
                own + piece.modifiers.iter().map(|modifier| i64::from(modifier.kcal)).sum::<i64>()
            })
            .sum();
        u32::try_from(sum.max(0)).unwrap_or(u32::MAX)
    }

    /// Allergens of one, all options and parts included.
    #[must_use]
    pub fn allergens(&self, catalogue: &Catalogue) -> Allergens {
        let mut all = Allergens::default();
        for piece in self.pieces(catalogue) {
            if let ItemKind::Product(product) = &piece.item.kind {
                all.extend(&product.allergens);
            }
            for modifier in piece.modifiers {
                all.extend(&modifier.allergens);
            }
        }
        all
    }

    /// Dietary marks that hold for all of it.
    #[must_use]
    pub fn diets(&self, catalogue: &Catalogue) -> BTreeSet<Diet> {
        let mut kept: BTreeSet<Diet> = Diet::ALL.into_iter().collect();
        for piece in self.pieces(catalogue) {
            if let ItemKind::Product(product) = &piece.item.kind {
                kept.retain(|diet| product.diets.contains(diet));
            }
            for modifier in piece.modifiers {
                kept.retain(|diet| modifier.diets.contains(diet));
            }
        }
        kept
    }

    /// The strictest minimum age in years of anything in it.
    #[must_use]
    pub fn minimum_age(&self, catalogue: &Catalogue) -> Option<u8> {
        let pieces = self.pieces(catalogue);
        let ages = pieces.iter().filter_map(|piece| match &piece.item.kind {
            ItemKind::Product(product) => product.minimum_age,
            ItemKind::Bundle(_) => None,
        });
        ages.max()
    }

    fn group_at<'menu>(&self, catalogue: &'menu Catalogue, slot: &Slot) -> Result<&'menu Group, SelectionError> {
        let unknown = || SelectionError::NotOnMenu(slot.group.to_string());
        let owner = match &slot.part {
            None => &self.item,
            Some(part) => &self.parts.get(part).ok_or_else(unknown)?.product,
        };
        let item = catalogue.item(owner).ok_or_else(unknown)?;
        let id = item.groups.iter().find(|group| **group == slot.group).ok_or_else(unknown)?;
        catalogue.group(id).ok_or_else(unknown)
    }

    fn options_at(&mut self, slot: &Slot) -> Result<&mut BTreeMap<GroupId, BTreeSet<OptionId>>, SelectionError> {
        match &slot.part {
            None => Ok(&mut self.options),
            Some(part) => {
                let filled = self.parts.get_mut(part).ok_or_else(|| SelectionError::NotOnMenu(part.to_string()))?;
                Ok(&mut filled.options)
            }
        }
    }
}

/// One product (or the bundle itself) inside a selection.
#[derive(Debug)]
pub struct Piece<'menu> {
    /// The part it fills; `None` for the item itself.
    pub part: Option<&'menu crate::catalogue::Part>,
    /// The item.
    pub item: &'menu Item,
    /// The options chosen on it, in menu order.
    pub modifiers: Vec<&'menu Modifier>,
}

fn default_options(catalogue: &Catalogue, item: &Item, sold_out: &SoldOut) -> BTreeMap<GroupId, BTreeSet<OptionId>> {
    let mut options = BTreeMap::new();
    for group in item.groups.iter().filter_map(|id| catalogue.group(id)) {
        let available = |modifier: &&Modifier| !sold_out.options.contains(&(group.id.clone(), modifier.id.clone()));
        let defaults = group.options.iter().filter(|modifier| modifier.default).filter(available);
        let chosen: BTreeSet<_> = defaults.map(|modifier| modifier.id.clone()).collect();
        if !chosen.is_empty() {
            options.insert(group.id.clone(), chosen);
        }
    }
    options
}

fn has_options(catalogue: &Catalogue, item: &Item, options: &BTreeMap<GroupId, BTreeSet<OptionId>>) -> bool {
    let has = |group: &GroupId, option| item.groups.contains(group) && catalogue.modifier(group, option).is_some();
    options.iter().all(|(group, chosen)| chosen.iter().all(|option| has(group, option)))
}

fn chosen_modifiers<'menu>(
    catalogue: &'menu Catalogue,
    item: &Item,
    options: &BTreeMap<GroupId, BTreeSet<OptionId>>,
) -> Vec<&'menu Modifier> {
    let groups = item.groups.iter().filter_map(|id| catalogue.group(id));
    groups
        .flat_map(|group| {
            let chosen = options.get(&group.id);
            group.options.iter().filter(move |modifier| chosen.is_some_and(|chosen| chosen.contains(&modifier.id)))
        })
        .collect()
}
