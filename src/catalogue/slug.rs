//! The ids that a restaurant writes in its menu files.

use std::fmt;
use std::sync::Arc;

/// Why a text is no slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id is made of lower-case letters a-z, digits and single hyphens, at most 64 characters, such as \"oat-milk\"")]
pub struct BadSlug;

fn check(text: &str) -> Result<Arc<str>, BadSlug> {
    let letters = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let hyphens = !text.starts_with('-') && !text.ends_with('-') && !text.contains("--");
    if text.is_empty() || text.len() > 64 || !letters || !hyphens {
        return Err(BadSlug);
    }
    Ok(text.into())
}

macro_rules! slug_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks the form.
            ///
            /// # Errors
            /// [`BadSlug`] for anything but a kebab-case slug.
            pub fn new(text: &str) -> Result<Self, BadSlug> {
                check(text).map(Self)
            }

            /// The slug as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

slug_id!(
    /// A product or a bundle.
    ItemId
);
slug_id!(
    /// A category of the menu.
    CategoryId
);
slug_id!(
    /// A modifier group ("option group" in menu files).
    GroupId
);
slug_id!(
    /// A modifier ("option" in menu files), unique inside its group.
    OptionId
);
slug_id!(
    /// One part of a bundle: its burger, its side, its drink.
    PartId
);
slug_id!(
    /// A class of goods that are taxed alike.
    TaxClassId
);
slug_id!(
    /// A stretch of the day such as breakfast.
    DaypartId
);
