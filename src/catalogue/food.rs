//! What is in the food: the fourteen allergens of Regulation (EU) 1169/2011, Annex II, and dietary marks.

use std::collections::BTreeMap;

/// One allergen of Annex II. Cereals and nuts name their species, as the regulation wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Allergen {
    Gluten(Cereal),
    Crustaceans,
    Eggs,
    Fish,
    Peanuts,
    Soy,
    Milk,
    Nuts(Nut),
    Celery,
    Mustard,
    Sesame,
    Sulphites,
    Lupin,
    Molluscs,
}

/// Cereals that contain gluten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Cereal {
    Wheat,
    Rye,
    Barley,
    Oats,
    Spelt,
    Kamut,
}

/// Tree nuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Nut {
    Almond,
    Hazelnut,
    Walnut,
    Cashew,
    Pecan,
    Brazil,
    Pistachio,
    Macadamia,
}

/// The fourteen groups, without species; what a customer filters by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum AllergenGroup {
    Gluten,
    Crustaceans,
    Eggs,
    Fish,
    Peanuts,
    Soy,
    Milk,
    Nuts,
    Celery,
    Mustard,
    Sesame,
    Sulphites,
    Lupin,
    Molluscs,
}

impl AllergenGroup {
    /// All fourteen, in the order of Annex II.
    pub const ALL: [Self; 14] = [
        Self::Gluten,
        Self::Crustaceans,
        Self::Eggs,
        Self::Fish,
        Self::Peanuts,
        Self::Soy,
        Self::Milk,
        Self::Nuts,
        Self::Celery,
        Self::Mustard,
        Self::Sesame,
        Self::Sulphites,
        Self::Lupin,
        Self::Molluscs,
    ];

    /// The name used in menu files and as the key of its word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Gluten => "gluten",
            Self::Crustaceans => "crustaceans",
            Self::Eggs => "eggs",
            Self::Fish => "fish",
            Self::Peanuts => "peanuts",
            Self::Soy => "soy",
            Self::Milk => "milk",
            Self::Nuts => "nuts",
            Self::Celery => "celery",
            Self::Mustard => "mustard",
            Self::Sesame => "sesame",
            Self::Sulphites => "sulphites",
            Self::Lupin => "lupin",
            Self::Molluscs => "molluscs",
        }
    }

    /// Looks a group up by [`AllergenGroup::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.key() == key)
    }
}

impl Allergen {
    /// Every allergen with its species, in the order of Annex II.
    pub fn all() -> impl Iterator<Item = Self> {
        const CEREALS: [Cereal; 6] = [Cereal::Wheat, Cereal::Rye, Cereal::Barley, Cereal::Oats, Cereal::Spelt, Cereal::Kamut];
        const NUTS: [Nut; 8] =
            [Nut::Almond, Nut::Hazelnut, Nut::Walnut, Nut::Cashew, Nut::Pecan, Nut::Brazil, Nut::Pistachio, Nut::Macadamia];
        AllergenGroup::ALL.into_iter().flat_map(|group| -> Vec<Self> {
            match group {
                AllergenGroup::Gluten => CEREALS.map(Self::Gluten).to_vec(),
                AllergenGroup::Nuts => NUTS.map(Self::Nuts).to_vec(),
                AllergenGroup::Crustaceans => vec![Self::Crustaceans],
                AllergenGroup::Eggs => vec![Self::Eggs],
                AllergenGroup::Fish => vec![Self::Fish],
                AllergenGroup::Peanuts => vec![Self::Peanuts],
                AllergenGroup::Soy => vec![Self::Soy],
                AllergenGroup::Milk => vec![Self::Milk],
                AllergenGroup::Celery => vec![Self::Celery],
                AllergenGroup::Mustard => vec![Self::Mustard],
                AllergenGroup::Sesame => vec![Self::Sesame],
                AllergenGroup::Sulphites => vec![Self::Sulphites],
                AllergenGroup::Lupin => vec![Self::Lupin],
                AllergenGroup::Molluscs => vec![Self::Molluscs],
            }
        })
    }

    /// The group it belongs to.
    #[must_use]
    pub const fn group(self) -> AllergenGroup {
        match self {
            Self::Gluten(_) => AllergenGroup::Gluten,
            Self::Crustaceans => AllergenGroup::Crustaceans,
            Self::Eggs => AllergenGroup::Eggs,
            Self::Fish => AllergenGroup::Fish,
            Self::Peanuts => AllergenGroup::Peanuts,
            Self::Soy => AllergenGroup::Soy,
            Self::Milk => AllergenGroup::Milk,
            Self::Nuts(_) => AllergenGroup::Nuts,
            Self::Celery => AllergenGroup::Celery,
            Self::Mustard => AllergenGroup::Mustard,
            Self::Sesame => AllergenGroup::Sesame,
            Self::Sulphites => AllergenGroup::Sulphites,
            Self::Lupin => AllergenGroup::Lupin,
            Self::Molluscs => AllergenGroup::Molluscs,
        }
    }

    /// The species' name, for cereals and nuts only.
    #[must_use]
    pub const fn species(self) -> Option<&'static str> {
        match self {
            Self::Gluten(cereal) => Some(match cereal {
                Cereal::Wheat => "wheat",
                Cereal::Rye => "rye",
                Cereal::Barley => "barley",
                Cereal::Oats => "oats",
                Cereal::Spelt => "spelt",
                Cereal::Kamut => "kamut",
            }),
            Self::Nuts(nut) => Some(match nut {
                Nut::Almond => "almond",
                Nut::Hazelnut => "hazelnut",
                Nut::Walnut => "walnut",
                Nut::Cashew => "cashew",
                Nut::Pecan => "pecan",
                Nut::Brazil => "brazil",
                Nut::Pistachio => "pistachio",
                Nut::Macadamia => "macadamia",
            }),
            Self::Crustaceans
            | Self::Eggs
            | Self::Fish
            | Self::Peanuts
            | Self::Soy
            | Self::Milk
            | Self::Celery
            | Self::Mustard
            | Self::Sesame
            | Self::Sulphites
            | Self::Lupin
            | Self::Molluscs => None,
        }
    }

    /// The name in menu files: `milk`, `gluten:wheat`, `nuts:hazelnut`.
    #[must_use]
    pub fn key(self) -> String {
        match self.species() {
            Some(species) => format!("{}:{species}", self.group().key()),
            None => self.group().key().to_owned(),
        }
    }

    /// Looks an allergen up by [`Allergen::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::all().find(|allergen| allergen.key() == key)
    }
}

/// How surely an allergen is there. What is not listed is "no".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// Traces are possible.
    MayContain,
    /// It is an ingredient.
    Contains,
}

/// The allergens of a thing to eat.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Allergens(BTreeMap<Allergen, Presence>);

impl Allergens {
    /// Adds an allergen; "contains" wins over "may contain".
    pub fn add(&mut self, allergen: Allergen, presence: Presence) {
        let known = self.0.entry(allergen).or_insert(presence);
        *known = presence.max(*known);
    }

    /// Adds everything in `other`, as an option or a bundle part does to its product.
    pub fn extend(&mut self, other: &Self) {
        for (allergen, presence) in &other.0 {
            self.add(*allergen, *presence);
        }
    }

    /// Presence of any species of a group; `None` means "no".
    #[must_use]
    pub fn group(&self, group: AllergenGroup) -> Option<Presence> {
        self.0.iter().filter(|(allergen, _)| allergen.group() == group).map(|(_, presence)| *presence).max()
    }

    /// All that are there, in the order of Annex II.
    pub fn iter(&self) -> impl Iterator<Item = (Allergen, Presence)> {
        self.0.iter().map(|(allergen, presence)| (*allergen, *presence))
    }

    /// Those that are there for sure, or only perhaps.
    pub fn with(&self, wanted: Presence) -> impl Iterator<Item = Allergen> {
        self.iter().filter(move |(_, presence)| *presence == wanted).map(|(allergen, _)| allergen)
    }
}

/// A dietary mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Diet {
    Vegetarian,
    Vegan,
    GlutenFree,
    LactoseFree,
    Halal,
    Kosher,
}

impl Diet {
    /// All marks, in the order they are shown.
    pub const ALL: [Self; 6] = [Self::Vegetarian, Self::Vegan, Self::GlutenFree, Self::LactoseFree, Self::Halal, Self::Kosher];

    /// The name in menu files and the key of its word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Vegetarian => "vegetarian",
            Self::Vegan => "vegan",
            Self::GlutenFree => "gluten-free",
            Self::LactoseFree => "lactose-free",
            Self::Halal => "halal",
            Self::Kosher => "kosher",
        }
    }

    /// Looks a mark up by [`Diet::key`].
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|diet| diet.key() == key)
    }
}
