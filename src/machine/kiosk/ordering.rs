//! Choosing: browsing, product pages and changes of the cart.

use std::sync::Arc;

use super::event::{BrowseIntent, CartIntent, ProductIntent};
use super::state::{Browse, Draft, Idle, Notice, Ordering, Page, Phase, Place, Session, SessionStage};
use super::{Effect, Effects, Kiosk, ScreenName};
use crate::catalogue::{Availability, Catalogue, Category, CategoryId, FoodFilter, ItemId, ServiceMode, SoldOut};
use crate::id::{LineId, OrderRevision};
use crate::locale::Language;
use crate::machine::Rejection;
use crate::order::{Cart, CartError, CartLimits, MAX_QUANTITY, Note, Selection, without_card_numbers};
use crate::time::{LocalTime, Now};

/// The longest text that is searched for, in letters; what is longer is cut.
const MAX_SEARCH_LETTERS: usize = 40;

/// What choosing needs to see and may change, borrowed apart.
struct Desk<'a> {
    ordering: &'a mut Ordering,
    notice: &'a mut Option<Notice>,
    found: &'a mut Arc<[ItemId]>,
    menu: &'a Catalogue,
    sold_out: &'a SoldOut,
    limits: CartLimits,
    screen: ScreenName,
}

impl Kiosk {
    pub(super) fn start(&mut self, now: Now, service: ServiceMode) -> Result<(), Rejection> {
        let Phase::Attract(attract) = &self.state.phase else { return Err(Rejection::WrongScreen(self.screen_name())) };
        if !self.is_in_service() {
            return Err(Rejection::NotInService);
        }
        let menu = self.live_menu.clone();
        let language = attract.chosen.as_ref().map_or_else(|| menu.default_language().clone(), |chosen| chosen.0.clone());
        let local = now.wall.local();
        let browse = Browse { category: first_category(&menu, local), search: None, filter: FoodFilter::default() };
        self.state.phase = Phase::Session(Box::new(Session {
            language,
            menu: menu.version().clone(),
            started: now,
            idle: Idle::begin(now.at, &self.policy),
            notice: None,
            stage: SessionStage::Ordering(Ordering { cart: Cart::new(service), place: Place::Menu, browse }),
        }));
        self.session_menu = menu;
        Ok(())
    }

    pub(super) fn speak(&mut self, now: Now, language: Language) -> Result<(), Rejection> {
        if !self.session_menu.languages().contains(&language) {
            return Err(Rejection::UnknownLanguage(language.to_string()));
        }
        match &mut self.state.phase {
            Phase::Starting => Err(Rejection::NotInService),
            Phase::Attract(attract) => {
                attract.chosen = Some((language, now.at));
                Ok(())
            }
            Phase::Session(session) => match session.stage {
                // The lock has fixed the language of the receipt.
                SessionStage::Paying(_) | SessionStage::Placing(_) => Err(Rejection::TooLate),
                SessionStage::Ordering(_) | SessionStage::Numbered(_) | SessionStage::WithStaff(_) => {
                    session.language = language;
                    Ok(())
                }
            },
        }
    }

    pub(super) fn call_staff(&mut self, effects: &mut Effects) -> Result<(), Rejection> {
        if self.state.phase == Phase::Starting {
            return Err(Rejection::NotInService);
        }
        if let Some(session) = self.session_mut() {
            session.notice = Some(Notice::StaffCalled);
        }
        effects.push(Effect::CallStaff);
        Ok(())
    }

    pub(super) fn browse(&mut self, intent: BrowseIntent) -> Result<(), Rejection> {
        self.desk()?.browse(intent)
    }

    pub(super) fn product(&mut self, now: Now, intent: ProductIntent) -> Result<(), Rejection> {
        self.desk()?.product(now.wall.local(), intent)
    }

    pub(super) fn change_cart(&mut self, now: Now, change: CartIntent, seen: OrderRevision) -> Result<(), Rejection> {
        let mut desk = self.desk()?;
        desk.check_revision(seen)?;
        if desk.change_cart(now.wall.local(), change)? == Leave::StartOver {
            self.clear_to_attract();
        }
        Ok(())
    }

    /// New sold-out marks: said once, and nothing else moves.
    pub(super) fn say_what_sold_out(&mut self, before: &SoldOut) {
        let Ok(desk) = self.desk() else { return };
        let cart = &desk.ordering.cart;
        let known: Vec<_> = cart.sold_out_lines(desk.menu, before).collect();
        let news = cart.sold_out_lines(desk.menu, desk.sold_out).filter(|line| !known.contains(line));
        let items: Vec<_> = news.filter_map(|id| cart.line(id)).map(|line| line.selection().item().clone()).collect();
        if !items.is_empty() {
            *desk.notice = Some(Notice::SoldOut(items));
        }
    }

    fn desk(&mut self) -> Result<Desk<'_>, Rejection> {
        let screen = self.screen_name();
        let limits = self.limits();
        let Self { state, session_menu, found, .. } = self;
        let super::State { phase, sold_out, .. } = state;
        let Phase::Session(session) = phase else { return Err(Rejection::WrongScreen(screen)) };
        let Session { stage, notice, .. } = &mut **session;
        let SessionStage::Ordering(ordering) = stage else { return Err(Rejection::WrongScreen(screen)) };
        Ok(Desk { ordering, notice, found, menu: session_menu, sold_out, limits, screen })
    }
}

/// Whether a change of the cart ends the session.
#[derive(PartialEq, Eq)]
enum Leave {
    Stay,
    StartOver,
}

impl Desk<'_> {
    fn browse(&mut self, intent: BrowseIntent) -> Result<(), Rejection> {
        let Browse { category, search, filter } = &mut self.ordering.browse;
        match (intent, &self.ordering.place) {
            (BrowseIntent::Category(id), Place::Menu) => {
                self.menu.category(&id).ok_or_else(|| Rejection::NotOnMenu(id.to_string()))?;
                *category = Some(id);
                *search = None;
            }
            (BrowseIntent::Search(text), Place::Menu) => {
                let plain: String =
                    without_card_numbers(&text).chars().filter(|letter| !letter.is_control()).take(MAX_SEARCH_LETTERS).collect();
                *self.found = self.menu.search(&plain).into();
                *search = Some(plain);
            }
            (BrowseIntent::CloseSearch, Place::Menu) => *search = None,
            (BrowseIntent::Filter(wanted), Place::Menu | Place::Product(_)) => *filter = wanted,
            (BrowseIntent::Review, Place::Menu) => self.ordering.place = Place::Review,
            (BrowseIntent::Menu, Place::Review) => self.ordering.place = Place::Menu,
            (
                BrowseIntent::Category(_)
                | BrowseIntent::Search(_)
                | BrowseIntent::CloseSearch
                | BrowseIntent::Filter(_)
                | BrowseIntent::Review
                | BrowseIntent::Menu,
                Place::Menu | Place::Product(_) | Place::Review | Place::AskStartOver(_),
            ) => return Err(Rejection::WrongScreen(self.screen)),
        }
        *self.notice = None;
        Ok(())
    }

    fn product(&mut self, local: LocalTime, intent: ProductIntent) -> Result<(), Rejection> {
        match intent {
            ProductIntent::Open(id) => self.open(local, &id),
            ProductIntent::Reopen(line) => self.reopen(line),
            ProductIntent::Add { seen } => {
                self.check_revision(seen)?;
                self.add_draft(local)
            }
            ProductIntent::Close => {
                self.ordering.place = self.draft()?.back.place();
                Ok(())
            }
            ProductIntent::Toggle { slot, option } => {
                let (menu, sold_out) = (self.menu, self.sold_out);
                Ok(self.draft()?.selection.toggle(menu, sold_out, &slot, &option)?)
            }
            ProductIntent::Fill { part, product } => {
                let (menu, sold_out) = (self.menu, self.sold_out);
                Ok(self.draft()?.selection.fill(menu, sold_out, &part, &product)?)
            }
            ProductIntent::Quantity(quantity) => {
                let draft = self.draft()?;
                if quantity == 0 || quantity > MAX_QUANTITY {
                    return Err(CartError::LineFull.into());
                }
                draft.quantity = quantity;
                Ok(())
            }
            ProductIntent::Note(text) => {
                self.draft()?.note = Note::new(&text);
                Ok(())
            }
        }?;
        *self.notice = None;
        Ok(())
    }

    fn open(&mut self, local: LocalTime, id: &ItemId) -> Result<(), Rejection> {
        self.only_on(&[ScreenName::Menu])?;
        self.available(local, id)?;
        let selection = Selection::with_defaults(self.menu, id, self.sold_out)?;
        let draft = Draft { selection, quantity: 1, note: None, editing: None, back: Page::Menu };
        self.ordering.place = Place::Product(Box::new(draft));
        Ok(())
    }

    fn reopen(&mut self, id: LineId) -> Result<(), Rejection> {
        self.only_on(&[ScreenName::Menu, ScreenName::Review])?;
        let back = if self.ordering.place == Place::Review { Page::Review } else { Page::Menu };
        let line = self.ordering.cart.line(id).ok_or(CartError::NoSuchLine(id))?;
        if line.is_gone() {
            return Err(Rejection::NotOnMenu(line.selection().item().to_string()));
        }
        let draft = Draft {
            selection: line.selection().clone(),
            quantity: line.quantity(),
            note: line.note().cloned(),
            editing: Some(id),
            back,
        };
        self.ordering.place = Place::Product(Box::new(draft));
        Ok(())
    }

    fn add_draft(&mut self, local: LocalTime) -> Result<(), Rejection> {
        let Draft { selection, quantity, note, editing, back } = self.draft()?.clone();
        let cart = &mut self.ordering.cart;
        match editing {
            Some(line) => cart.replace(self.menu, self.sold_out, self.limits, line, selection, quantity, note)?,
            None => {
                self.available(local, selection.item())?;
                let cart = &mut self.ordering.cart;
                cart.add(self.menu, self.sold_out, self.limits, selection, quantity, note)?
            }
        };
        self.ordering.place = back.place();
        Ok(())
    }

    fn change_cart(&mut self, local: LocalTime, change: CartIntent) -> Result<Leave, Rejection> {
        let leave = self.apply(local, change)?;
        if leave == Leave::Stay && *self.notice != Some(Notice::ServiceChanged) {
            *self.notice = None;
        }
        Ok(leave)
    }

    fn apply(&mut self, local: LocalTime, change: CartIntent) -> Result<Leave, Rejection> {
        let asked = matches!(self.ordering.place, Place::AskStartOver(_));
        match change {
            CartIntent::StartOver if asked => return Ok(Leave::StartOver),
            CartIntent::StartOver => return Err(Rejection::WrongScreen(self.screen)),
            CartIntent::KeepOrder => {
                let Place::AskStartOver(page) = self.ordering.place else { return Err(Rejection::WrongScreen(self.screen)) };
                self.ordering.place = page.place();
                return Ok(Leave::Stay);
            }
            CartIntent::Service(_)
            | CartIntent::QuickAdd(_)
            | CartIntent::Quantity { .. }
            | CartIntent::Remove(_)
            | CartIntent::Note { .. }
            | CartIntent::Undo
            | CartIntent::Redo
            | CartIntent::AskStartOver => self.only_on(&[ScreenName::Menu, ScreenName::Review])?,
        }
        *self.notice = None;
        let limits = self.limits;
        let cart = &mut self.ordering.cart;
        match change {
            CartIntent::Service(service) => {
                let changed = cart.service() != service && !cart.is_empty();
                cart.set_service(limits, service)?;
                *self.notice = changed.then_some(Notice::ServiceChanged);
            }
            CartIntent::QuickAdd(id) => {
                self.only_on(&[ScreenName::Menu])?;
                self.available(local, &id)?;
                let selection = Selection::with_defaults(self.menu, &id, self.sold_out)?;
                self.ordering.cart.add(self.menu, self.sold_out, limits, selection, 1, None)?;
            }
            CartIntent::Quantity { line, quantity } => cart.set_quantity(limits, line, quantity)?,
            CartIntent::Remove(line) => cart.remove(limits, line)?,
            CartIntent::Note { line, text } => cart.set_note(limits, line, Note::new(&text))?,
            CartIntent::Undo => cart.undo()?,
            CartIntent::Redo => cart.redo()?,
            CartIntent::AskStartOver => {
                let page = if self.ordering.place == Place::Review { Page::Review } else { Page::Menu };
                self.ordering.place = Place::AskStartOver(page);
            }
            CartIntent::StartOver | CartIntent::KeepOrder => {}
        }
        Ok(Leave::Stay)
    }

    fn draft(&mut self) -> Result<&mut Draft, Rejection> {
        match &mut self.ordering.place {
            Place::Product(draft) => Ok(draft),
            Place::Menu | Place::Review | Place::AskStartOver(_) => Err(Rejection::WrongScreen(self.screen)),
        }
    }

    fn available(&self, local: LocalTime, id: &ItemId) -> Result<(), Rejection> {
        let item = self.menu.item(id).ok_or_else(|| Rejection::NotOnMenu(id.to_string()))?;
        match self.menu.availability(item, self.sold_out, local) {
            Availability::Available => Ok(()),
            refused @ (Availability::SoldOut | Availability::OnlyDuring(_)) => Err(Rejection::NotAvailable(refused)),
        }
    }

    fn check_revision(&self, seen: OrderRevision) -> Result<(), Rejection> {
        let current = self.ordering.cart.revision();
        if seen == current { Ok(()) } else { Err(Rejection::Stale { seen, current }) }
    }

    fn only_on(&self, screens: &[ScreenName]) -> Result<(), Rejection> {
        if screens.contains(&self.screen) { Ok(()) } else { Err(Rejection::WrongScreen(self.screen)) }
    }
}

impl Page {
    pub(super) const fn place(self) -> Place {
        match self {
            Self::Menu => Place::Menu,
            Self::Review => Place::Review,
        }
    }
}

/// The category to begin with: the first that is served at this time of day.
pub(super) fn first_category(menu: &Catalogue, local: LocalTime) -> Option<CategoryId> {
    let served = menu.categories().iter().find(|category| is_served(menu, category, local));
    served.or_else(|| menu.categories().first()).map(|category| category.id.clone())
}

/// Whether a category has anything for this time of day.
fn is_served(menu: &Catalogue, category: &Category, local: LocalTime) -> bool {
    let nothing = SoldOut::default();
    let served = |id: &ItemId| {
        menu.item(id).is_some_and(|item| !matches!(menu.availability(item, &nothing, local), Availability::OnlyDuring(_)))
    };
    category.items.iter().any(served)
}
