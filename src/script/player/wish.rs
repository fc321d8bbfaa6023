//! What a scripted customer wants, in the machine's words.

use super::{Player, slug};
use crate::catalogue::{CategoryId, GroupId, ItemId, OptionId, PartId};
use crate::id::{LineId, OrderRevision};
use crate::locale::Language;
use crate::machine::kiosk::{BrowseIntent, CartIntent, Intent, ProductIntent, ScreenView};
use crate::order::Slot;
use crate::script::command::{Command, LineName};
use crate::script::expect;

impl Player<'_> {
    /// Opens the item, makes the choices as a customer would, and puts it into the cart.
    pub(super) fn add_item(&mut self, item: &ItemId, quantity: u32, with: &[String], note: Option<&str>) -> Result<(), String> {
        self.submit(Intent::Product(ProductIntent::Open(item.clone())));
        self.settle();
        if !self.rejections.is_empty() {
            return Ok(());
        }
        for choice in with {
            let intent = self.choice(choice)?;
            self.submit(Intent::Product(intent));
            self.settle();
        }
        if quantity != 1 {
            self.submit(Intent::Product(ProductIntent::Quantity(quantity)));
        }
        if let Some(note) = note {
            self.submit(Intent::Product(ProductIntent::Note(note.to_owned())));
        }
        self.settle();
        let seen = self.revision();
        self.submit(Intent::Product(ProductIntent::Add { seen }));
        Ok(())
    }

    /// `with` names a product for a part, or an option wherever the page has it.
    fn choice(&self, name: &str) -> Result<ProductIntent, String> {
        let view = self.view();
        let ScreenView::Product(page) = &view.screen else { return Err("no product's page is open".to_owned()) };
        for part in &page.parts {
            if let Some(choice) = part.choices.iter().find(|choice| choice.product.as_str() == name) {
                return Ok(ProductIntent::Fill { part: part.id.clone(), product: choice.product.clone() });
            }
        }
        let groups = page.groups.iter().chain(page.parts.iter().flat_map(|part| &part.groups));
        for group in groups {
            if let Some(option) = group.options.iter().find(|option| option.id.as_str() == name) {
                return Ok(ProductIntent::Toggle { slot: group.slot.clone(), option: option.id.clone() });
            }
        }
        Err(format!("\"{name}\" is no choice of {}", page.item))
    }

    /// What a command of a customer asks the machine for, of the order as it was seen.
    pub(super) fn intent(&self, command: &Command, seen: OrderRevision) -> Result<Intent, String> {
        let cart = |change| Intent::Cart { change, seen };
        Ok(match command {
            Command::Start(service) => Intent::Start(*service),
            Command::Speak(tag) => Intent::Speak(Language::new(tag).ok_or_else(|| format!("\"{tag}\" is no language"))?),
            Command::Touch => Intent::Touch,
            Command::StillHere => Intent::StillHere,
            Command::CallStaff => Intent::CallStaff,
            Command::Category(id) => Intent::Browse(BrowseIntent::Category(slug(CategoryId::new(id))?)),
            Command::Search(text) => Intent::Browse(BrowseIntent::Search(text.clone())),
            Command::CloseSearch => Intent::Browse(BrowseIntent::CloseSearch),
            Command::Filter(filter) => Intent::Browse(BrowseIntent::Filter(filter.clone())),
            Command::Review => Intent::Browse(BrowseIntent::Review),
            Command::Menu => Intent::Browse(BrowseIntent::Menu),
            Command::Open(item) => Intent::Product(ProductIntent::Open(item.clone())),
            Command::Reopen(line) => Intent::Product(ProductIntent::Reopen(self.line(line)?)),
            Command::Toggle { part, group, option } => {
                let part = part.as_ref().map(|part| slug(PartId::new(part))).transpose()?;
                let slot = Slot { part, group: slug(GroupId::new(group))? };
                Intent::Product(ProductIntent::Toggle { slot, option: slug(OptionId::new(option))? })
            }
            Command::Fill { part, product } => {
                Intent::Product(ProductIntent::Fill { part: slug(PartId::new(part))?, product: product.clone() })
            }
            Command::ProductQuantity(quantity) => Intent::Product(ProductIntent::Quantity(*quantity)),
            Command::ProductNote(text) => Intent::Product(ProductIntent::Note(text.clone())),
            Command::Add => Intent::Product(ProductIntent::Add { seen }),
            Command::Close => Intent::Product(ProductIntent::Close),
            Command::QuickAdd(item) => cart(CartIntent::QuickAdd(item.clone())),
            Command::Quantity(line, quantity) => cart(CartIntent::Quantity { line: self.line(line)?, quantity: *quantity }),
            Command::Remove(line) => cart(CartIntent::Remove(self.line(line)?)),
            Command::Note(line, text) => cart(CartIntent::Note { line: self.line(line)?, text: text.clone() }),
            Command::Service(service) => cart(CartIntent::Service(*service)),
            Command::Undo => cart(CartIntent::Undo),
            Command::Redo => cart(CartIntent::Redo),
            Command::AskStartOver => cart(CartIntent::AskStartOver),
            Command::StartOver => cart(CartIntent::StartOver),
            Command::KeepOrder => cart(CartIntent::KeepOrder),
            Command::Pay(tender) => Intent::Pay { tender: *tender, seen },
            Command::Cancel => Intent::CancelPayment,
            Command::Receipt => Intent::Receipt,
            Command::Finish => Intent::Finish,
            Command::At(_)
            | Command::Wait(_)
            | Command::ClockIs(_)
            | Command::Crash { .. }
            | Command::PowerCut { .. }
            | Command::SpoilCart
            | Command::SpoilJournal
            | Command::AgreeToJournal
            | Command::Stop
            | Command::StaffResolves { .. }
            | Command::JournalFails(_)
            | Command::KitchenFails(_)
            | Command::PrinterFails(_)
            | Command::SoldOut(..)
            | Command::SoldOutOption(..)
            | Command::Price(..)
            | Command::OffMenu(_)
            | Command::OffMenuOption(..)
            | Command::TerminalKind(_)
            | Command::Ceiling(_)
            | Command::NoCounter
            | Command::AddItem { .. }
            | Command::Late(_)
            | Command::Twice(_)
            | Command::Times(_)
            | Command::Terminal(_)
            | Command::MachineAtm
            | Command::Atm(_)
            | Command::Expect(_) => return Err("only something a customer does can be late or doubled".to_owned()),
        })
    }

    fn line(&self, name: &LineName) -> Result<LineId, String> {
        let view = self.view();
        let cart = expect::cart_of(&view).ok_or("no cart is on screen")?;
        let line = match name {
            LineName::Position(at) => cart.lines.get(at.wrapping_sub(1)),
            LineName::Item(item) => cart.lines.iter().find(|line| line.item == *item),
        };
        // A line that is gone is a case of its own: the customer may still tap where it was.
        match (line, name) {
            (Some(line), _) => Ok(line.id),
            (None, LineName::Position(at)) => Ok(LineId(u32::try_from(*at).unwrap_or(u32::MAX))),
            (None, LineName::Item(item)) => Err(format!("no line of {item} in the cart")),
        }
    }
}
