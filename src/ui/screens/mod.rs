//! The screens, one file each. A screen draws its view and puts what the customer wants into the outbox; it decides nothing. What it
//! keeps between frames is looks: what is unfolded, what is being written.

pub mod attract;
pub mod card;
pub mod cart;
pub mod checking;
pub mod chrome;
pub mod filter;
pub mod languages;
pub mod menu;
pub mod number;
pub mod out_of_service;
pub mod overlay;
pub mod placing;
pub mod product;
pub mod review;
pub mod staff;
pub mod start_over;
pub mod starting;
pub mod terminal;

pub(in crate::ui) mod food;
mod page;
mod receipt;

/// Everything that screens keep between frames; forgotten when a customer leaves.
#[derive(Debug, Default)]
pub struct Looks {
    /// Whether the panel of what makes it easier is open.
    pub access: bool,
    /// Of the attract screen.
    pub attract: attract::AttractLooks,
    /// Of the choice of languages.
    pub languages: languages::LanguageLooks,
    /// Of the menu.
    pub menu: menu::MenuLooks,
    /// Of the order number.
    pub number: number::NumberLooks,
    /// Of a product's page.
    pub product: product::ProductLooks,
    /// Of the simulated terminal.
    pub terminal: terminal::TerminalLooks,
}
