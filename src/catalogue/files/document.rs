//! What the files of a menu have in common: names and ids.

use super::values::{House, slug};
use crate::catalogue::slug::BadSlug;
use crate::handwritten::{Key, Log, Names, Reader, key};

/// The name of nearly everything.
pub(super) const NAME: Key = key("name", "name = { fr = \"Frites\", en = \"Fries\" }");

/// What the readers of all files share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shared<'a> {
    pub(super) house: &'a House,
    pub(super) log: &'a Log,
}

/// Reads the `id` of a table, claims it, and calls the table by it from then on.
pub(super) fn named<Id: std::fmt::Display, T>(
    reader: &mut Reader<'_>,
    new: fn(&str) -> Result<Id, BadSlug>,
    names: &mut Names<T>,
    value: T,
) -> Option<super::values::At<Id>> {
    let field = reader.required(key("id", "id = \"oat-milk\""))?;
    let id = slug(&field, new)?;
    reader.call(format!("{} \"{}\"", names.kind, id.value));
    names.claim(&id.value.to_string(), id.place.clone(), value, reader.scope.log);
    Some(id)
}
