//! What a selection costs, and how a bundle's price falls to its parts.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::line::Line;
use super::selection::Selection;
use crate::catalogue::{Catalogue, ItemKind, ServiceMode, TaxClassId};
use crate::money::{Money, MoneyError, TaxShare, TaxTable, allocate};

/// The price of one of a line, and which tax classes share it. The shares always sum to the unit price.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LinePrice {
    /// Price of one, tax included.
    pub unit: Money,
    /// The part of `unit` that belongs to each tax class.
    pub shares: BTreeMap<TaxClassId, Money>,
}

/// Prices one of a selection.
///
/// A product costs its price and its options'. A bundle costs its price, the upcharges of its parts and all options; that sum is
/// split over the parts' tax classes in proportion to the list prices of what fills them (largest remainder, so the parts sum exactly).
///
/// # Errors
/// [`MoneyError::OutOfRange`] when the sum is negative or absurd; a checked menu cannot bring that about.
pub fn line_price(catalogue: &Catalogue, selection: &Selection) -> Result<LinePrice, MoneyError> {
    let currency = catalogue.currency();
    let pieces = selection.pieces(catalogue);
    let mut unit = Money::zero(currency);
    let mut classes = Vec::new();
    let mut weights = Vec::new();
    for piece in &pieces {
        let modifiers = Money::sum(currency, piece.modifiers.iter().map(|modifier| modifier.price))?;
        let list = piece.item.price.checked_add(modifiers)?;
        let charged = match piece.part {
            None => list,
            Some(part) => {
                let choice = part.choices.iter().find(|choice| choice.product == piece.item.id);
                choice.map_or(Money::zero(currency), |choice| choice.upcharge).checked_add(modifiers)?
            }
        };
        unit = unit.checked_add(charged)?;
        if let ItemKind::Product(product) = &piece.item.kind {
            classes.push(product.tax.clone());
            weights.push(if list.is_negative() { Money::zero(currency) } else { list });
        }
    }
    if unit.is_negative() {
        return Err(MoneyError::OutOfRange);
    }
    let mut shares = BTreeMap::new();
    for (class, share) in classes.into_iter().zip(allocate(unit, &weights)?) {
        let so_far = shares.get(&class).copied().unwrap_or(Money::zero(currency));
        shares.insert(class, so_far.checked_add(share)?);
    }
    Ok(LinePrice { unit, shares })
}

/// What an order comes to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Totals {
    /// To pay, tax included.
    pub total: Money,
    /// One row per tax rate, lowest first; their gross amounts sum to `total`.
    pub taxes: Vec<TaxShare>,
}

impl Totals {
    /// Adds lines up, with the tax rates of a service mode on a day.
    ///
    /// # Errors
    /// [`MoneyError`] when the sum is out of range.
    pub fn of(catalogue: &Catalogue, lines: &[Line], service: ServiceMode, date: Date) -> Result<Self, MoneyError> {
        let mut table = TaxTable::new(catalogue.currency());
        let mut total = Money::zero(catalogue.currency());
        for line in lines {
            total = total.checked_add(line.total()?)?;
            for (class, share) in &line.price().shares {
                // Invariant: the catalogue was checked, so every class exists and has a period.
                let rates = line.rates(catalogue, class, date).ok_or(MoneyError::BadRate)?;
                table.add(rates.of(service), share.checked_mul(line.quantity())?)?;
            }
        }
        Ok(Self { total, taxes: table.rows() })
    }
}
