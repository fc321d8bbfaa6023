//! Looking for things: search by words, and the filter for allergens and diets.

use std::collections::BTreeSet;

use pinyin::ToPinyin as _;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::food::{AllergenGroup, Allergens, Diet, Presence};
use super::model::{Catalogue, CatalogueDraft, Group, Item, ItemKind, Modifier};
use super::slug::ItemId;

/// The folded words of every item, in all languages, so that a search does no work twice.
#[derive(Debug, Default)]
pub(super) struct SearchIndex {
    names: Vec<String>,
    texts: Vec<String>,
}

impl SearchIndex {
    pub(super) fn new(draft: &CatalogueDraft) -> Self {
        let categories: Vec<String> = draft.categories.iter().map(|category| words(&category.name)).collect();
        let position: std::collections::HashMap<_, _> =
            draft.categories.iter().enumerate().map(|(at, category)| (&category.id, at)).collect();
        Self {
            names: draft.items.iter().map(|item| format!("{}{}", words(&item.name), spelt(&item.name))).collect(),
            texts: draft
                .items
                .iter()
                .map(|item| {
                    let home = position.get(&item.category).map_or("", |at| categories[*at].as_str());
                    format!("{} {home}", words(&item.description))
                })
                .collect(),
        }
    }
}

fn words(text: &crate::locale::Localised) -> String {
    let mut folded = String::new();
    for (_, text) in text.iter() {
        folded.push(' ');
        folded.push_str(&fold(text));
    }
    folded
}

/// Chinese names as a Latin keyboard spells them, from each sign on: `汉堡` gives `hanbao` and `bao`, and `hb` and `b` for the hurried.
fn spelt(text: &crate::locale::Localised) -> String {
    let mut spelt = String::new();
    for (_, text) in text.iter() {
        let syllables: Vec<&str> = text.chars().filter_map(|sign| sign.to_pinyin()).map(pinyin::Pinyin::plain).collect();
        for from in 0..syllables.len() {
            let (mut whole, mut initials) = (String::new(), String::new());
            for syllable in &syllables[from..] {
                whole.extend(syllable.nfkd().filter(|letter| !is_combining_mark(*letter)));
                initials.extend(syllable.chars().next());
            }
            spelt.extend([" ", &whole, " ", &initials]);
        }
    }
    spelt
}

/// Lower case without accents or ligatures, everything but letters and digits a space: `Œuf à la coque` becomes `oeuf a la coque`. What
/// Chinese writes without spaces becomes a word for each sign; Arabic loses its article and the shades of its letters.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'œ' | 'Œ' => folded.push_str("oe"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ة' => folded.push('ه'),
            'ى' => folded.push('ي'),
            'ـ' => {}
            '\u{3400}'..='\u{9fff}' => folded.extend([' ', letter, ' ']),
            _ if letter.is_alphanumeric() => folded.extend(letter.to_lowercase()),
            _ => folded.push(' '),
        }
    }
    if folded.contains("ال") { without_article(&folded) } else { folded }
}

/// `البرغر` is found as `برغر`, and the other way round.
fn without_article(folded: &str) -> String {
    let bare = |word: &str| {
        let rest = word.strip_prefix("ال").filter(|rest| rest.chars().count() > 1);
        format!(" {}", rest.unwrap_or(word))
    };
    folded.split(' ').map(bare).collect()
}

impl Catalogue {
    /// Items in which every word of `text` begins some word: matches in the name first, then in description and category,
    /// each in menu order. Accents and case do not count. Nothing but spaces finds nothing.
    #[must_use]
    pub fn search(&self, text: &str) -> Vec<ItemId> {
        let folded = fold(text);
        let wanted: Vec<String> = folded.split_whitespace().map(|word| format!(" {word}")).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut by_name = Vec::new();
        let mut by_text = Vec::new();
        for (at, item) in self.items().iter().enumerate() {
            let name = &self.search.names[at];
            let text = &self.search.texts[at];
            if wanted.iter().all(|word| name.contains(word)) {
                by_name.push(item.id.clone());
            } else if wanted.iter().all(|word| name.contains(word) || text.contains(word)) {
                by_text.push(item.id.clone());
            }
        }
        by_name.append(&mut by_text);
        by_name
    }
}

/// What a customer does not eat.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct FoodFilter {
    /// Allergens to avoid.
    pub avoid: BTreeSet<AllergenGroup>,
    /// Dietary marks that must be there.
    pub diets: BTreeSet<Diet>,
}

/// Whether something suits a [`FoodFilter`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// It suits.
    Fits,
    /// It suits, but traces of something to avoid are possible.
    Traces,
    /// It does not suit.
    Unfit,
}

impl FoodFilter {
    /// Whether nothing is filtered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.avoid.is_empty() && self.diets.is_empty()
    }

    /// Judges allergens and dietary marks.
    #[must_use]
    pub fn judge(&self, allergens: &Allergens, diets: &BTreeSet<Diet>) -> Fit {
        let diet_fit = if self.diets.iter().all(|diet| suits(diets, *diet)) { Fit::Fits } else { Fit::Unfit };
        diet_fit.max(self.judge_allergens(allergens))
    }

    fn judge_allergens(&self, allergens: &Allergens) -> Fit {
        let worst = self.avoid.iter().filter_map(|group| allergens.group(*group)).max();
        match worst {
            None => Fit::Fits,
            Some(Presence::MayContain) => Fit::Traces,
            Some(Presence::Contains) => Fit::Unfit,
        }
    }

    /// Judges one option by itself.
    #[must_use]
    pub fn judge_modifier(&self, modifier: &Modifier) -> Fit {
        self.judge(&modifier.allergens, &modifier.diets)
    }

    /// Judges an item as the best that a careful customer can make of it: its own contents, and for each required group or
    /// part the best choices that fill it. Optional extras do not count against it; they are judged one by one.
    #[must_use]
    pub fn judge_item(&self, catalogue: &Catalogue, item: &Item) -> Fit {
        let own = match &item.kind {
            ItemKind::Product(product) => self.judge(&product.allergens, &product.diets),
            ItemKind::Bundle(bundle) => bundle
                .parts
                .iter()
                .map(|part| {
                    let products = part.choices.iter().filter_map(|choice| catalogue.item(&choice.product));
                    products.map(|product| self.judge_item(catalogue, product)).min().unwrap_or(Fit::Unfit)
                })
                .max()
                .unwrap_or(Fit::Unfit),
        };
        let groups = item.groups.iter().filter_map(|id| catalogue.group(id));
        groups.map(|group| self.best_filling(group)).fold(own, Fit::max)
    }

    fn best_filling(&self, group: &Group) -> Fit {
        let mut fits: Vec<Fit> = group.options.iter().map(|option| self.judge_modifier(option)).collect();
        fits.sort_unstable();
        match usize::try_from(group.min) {
            Ok(0) | Err(_) => Fit::Fits,
            Ok(min) => fits.get(min - 1).copied().unwrap_or(Fit::Unfit),
        }
    }
}

/// A vegan thing is vegetarian and free of lactose too.
fn suits(marks: &BTreeSet<Diet>, wanted: Diet) -> bool {
    let implied = matches!(wanted, Diet::Vegetarian | Diet::LactoseFree) && marks.contains(&Diet::Vegan);
    implied || marks.contains(&wanted)
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn what_is_looked_for_is_folded_as_each_script_needs() {
        assert_eq!(fold("Œuf à la coque"), "oeuf a la coque");
        assert_eq!(fold("经典汉堡").split_whitespace().collect::<Vec<_>>(), ["经", "典", "汉", "堡"]);
        assert_eq!(fold("البرغر بالجبن").split_whitespace().collect::<Vec<_>>(), ["برغر", "بالجبن"]);
        assert_eq!(fold("قهوة"), fold("قهوه"));
        assert_eq!(fold("إسبريسو"), fold("اسبريسو"), "a hamza may be left out");
    }
}
