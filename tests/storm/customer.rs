//! Customers: they look at the screen and mostly do what a person would; some do what nobody should.

use cardlast::catalogue::{Catalogue, FoodFilter, ItemId, OptionId, ServiceMode};
use cardlast::id::{LineId, OrderRevision};
use cardlast::locale::Language;
use cardlast::machine::kiosk::{BrowseIntent, CartIntent, CartView, Intent, ProductIntent, ProductView, ScreenView, Shown, View};
use cardlast::money::Money;
use cardlast::order::Slot;
use cardlast::payment::Tender;
use cardlast::time::Millis;

use crate::dice::Dice;
use crate::fault::{Fault, Fired};
use crate::plan::Course;

/// The one in front of the screen, and how many are still to come.
pub struct Customers {
    left: u64,
    hostile: u64,
    /// How many lines this one wants.
    wants: usize,
    gone: bool,
    dice: Dice,
    fired: Fired,
}

/// What a customer does and how long they wait before the next.
pub struct Doing {
    pub intents: Vec<Intent>,
    pub pause: Millis,
}

impl Customers {
    pub fn new(seed: u64, course: &Course, fired: Fired) -> Self {
        let dice = Dice::new(seed, "customers");
        Self { left: course.customers, hostile: course.hostile, wants: 1, gone: false, dice, fired }
    }

    /// Nobody comes any more and nobody is there.
    pub fn all_served(&self, view: Option<&View>) -> bool {
        let idle = view.is_some_and(|view| matches!(view.screen, ScreenView::Attract(_) | ScreenView::OutOfService));
        self.left == 0 && (idle || self.gone)
    }

    pub fn act(&mut self, view: &View) -> Doing {
        let pause = Millis(self.dice.between(200, 3_000));
        if self.gone {
            // Nobody is there until the screen is everybody's again.
            if !matches!(view.screen, ScreenView::Attract(_)) {
                return Doing { intents: Vec::new(), pause: Millis(5_000) };
            }
            self.gone = false;
        }
        if self.dice.percent(self.hostile) {
            self.fired.add(Fault::HostileFinger);
            return Doing { intents: self.nonsense(view), pause };
        }
        if !matches!(view.screen, ScreenView::Attract(_) | ScreenView::OutOfService) && self.dice.percent(self.hostile / 4) {
            self.fired.add(Fault::WalkOff);
            self.gone = true;
            return Doing { intents: Vec::new(), pause };
        }
        let intents: Vec<_> = self.sense(view).into_iter().collect();
        let twice = !intents.is_empty() && self.dice.percent(self.hostile / 2);
        let intents = if twice { [intents.clone(), intents].concat() } else { intents };
        Doing { intents, pause }
    }

    fn sense(&mut self, view: &View) -> Option<Intent> {
        match &view.screen {
            ScreenView::Starting | ScreenView::Placing(_) | ScreenView::OutOfService => None,
            ScreenView::Attract(_) => self.begin(view),
            ScreenView::Menu(menu) => {
                let shown: Vec<_> = menu.items.to_vec();
                self.on_menu(&menu.cart, &shown, view)
            }
            ScreenView::Product(product) => Some(self.on_product(product)),
            ScreenView::Review(review) => {
                let cart = &review.cart;
                if cart.lines.is_empty() || self.dice.percent(8) {
                    return Some(Intent::Browse(BrowseIntent::Menu));
                }
                if let Some(line) = cart.lines.iter().find(|line| line.sold_out || line.gone) {
                    return Some(Intent::Cart { change: CartIntent::Remove(line.id), seen: cart.revision });
                }
                let open: Vec<_> = review.offers.iter().filter(|offer| offer.available).map(|offer| offer.tender).collect();
                let card = open.contains(&Tender::Card) && self.dice.percent(80);
                let tender = if card { Some(Tender::Card) } else { self.dice.pick(&open).copied() };
                Some(tender.map_or(Intent::Touch, |tender| Intent::Pay { tender, seen: cart.revision }))
            }
            ScreenView::StartOver(cart) => {
                let change = if self.dice.percent(30) { CartIntent::StartOver } else { CartIntent::KeepOrder };
                Some(Intent::Cart { change, seen: cart.revision })
            }
            ScreenView::Card(card) => {
                if card.may_cancel && self.dice.percent(2) {
                    Some(Intent::CancelPayment)
                } else {
                    self.fidget(10)
                }
            }
            ScreenView::Checking(_) => self.fidget(5),
            ScreenView::Number(_) => match self.dice.below(10) {
                0..4 => Some(Intent::Receipt),
                4..7 => Some(Intent::Finish),
                _ => None,
            },
            ScreenView::Staff(_) => self.dice.percent(20).then_some(Intent::Finish),
        }
    }

    fn fidget(&mut self, chance: u64) -> Option<Intent> {
        self.dice.percent(chance).then_some(Intent::Touch)
    }

    fn begin(&mut self, view: &View) -> Option<Intent> {
        if self.left == 0 {
            return None;
        }
        if self.dice.percent(15) {
            return self.dice.pick(&view.languages).cloned().map(Intent::Speak);
        }
        self.left -= 1;
        self.wants = 1 + self.dice.index(3);
        Some(Intent::Start(if self.dice.percent(50) { ServiceMode::DineIn } else { ServiceMode::Takeaway }))
    }

    fn on_menu(&mut self, cart: &CartView, shown: &[ItemId], view: &View) -> Option<Intent> {
        let seen = cart.revision;
        let menu = &view.restaurant;
        if cart.lines.len() >= self.wants && self.dice.percent(85) {
            return Some(Intent::Browse(BrowseIntent::Review));
        }
        Some(match self.dice.below(30) {
            0..14 => Intent::Cart { change: CartIntent::QuickAdd(self.item(menu, shown)?), seen },
            14..19 => Intent::Product(ProductIntent::Open(self.item(menu, shown)?)),
            19..23 => Intent::Browse(BrowseIntent::Category(self.dice.pick(menu.categories())?.id.clone())),
            23 if menu_is_searched(view) => Intent::Browse(BrowseIntent::CloseSearch),
            23 => Intent::Browse(BrowseIntent::Search("burger".to_owned())),
            24 => Intent::Cart { change: CartIntent::Undo, seen },
            25 => Intent::Cart { change: CartIntent::Redo, seen },
            26 => Intent::Cart { change: CartIntent::AskStartOver, seen },
            27 => self.on_line(cart)?,
            28 => Intent::Cart { change: CartIntent::Service(cart.service.other()), seen },
            _ => Intent::Browse(BrowseIntent::Filter(FoodFilter::default())),
        })
    }

    fn item(&mut self, menu: &Catalogue, shown: &[ItemId]) -> Option<ItemId> {
        if self.dice.percent(70) {
            self.dice.pick(shown).cloned()
        } else {
            self.dice.pick(menu.items()).map(|item| item.id.clone())
        }
    }

    fn on_line(&mut self, cart: &CartView) -> Option<Intent> {
        let line = self.dice.pick(&cart.lines)?;
        let (line, seen) = (line.id, cart.revision);
        let change = match self.dice.below(4) {
            0 => CartIntent::Remove(line),
            1 => CartIntent::Note { line, text: "no salt".to_owned() },
            2 => return Some(Intent::Product(ProductIntent::Reopen(line))),
            _ => CartIntent::Quantity { line, quantity: u32::try_from(self.dice.below(6)).unwrap_or(1) },
        };
        Some(Intent::Cart { change, seen })
    }

    fn on_product(&mut self, product: &ProductView) -> Intent {
        let groups: Vec<_> = product.groups.iter().chain(product.parts.iter().flat_map(|part| part.groups.iter())).collect();
        let owing: Vec<_> = groups.iter().filter(|group| group.chosen < group.min).copied().collect();
        let choose = if owing.is_empty() && self.dice.percent(25) { groups } else { owing };
        if let Some(group) = self.dice.pick(&choose) {
            let free: Vec<_> = group.options.iter().filter(|option| !option.sold_out).collect();
            if let Some(option) = self.dice.pick(&free) {
                return Intent::Product(ProductIntent::Toggle { slot: group.slot.clone(), option: option.id.clone() });
            }
        }
        let unfilled = product.parts.iter().find(|part| part.choices.iter().all(|choice| !choice.selected));
        if let Some(part) = unfilled
            && let Some(choice) = self.dice.pick(&part.choices)
        {
            return Intent::Product(ProductIntent::Fill { part: part.id.clone(), product: choice.product.clone() });
        }
        Intent::Product(match self.dice.below(12) {
            0 => ProductIntent::Close,
            1 => ProductIntent::Quantity(2),
            2 => ProductIntent::Note("sauce on the side".to_owned()),
            _ if product.unmet.is_empty() => ProductIntent::Add { seen: product.revision },
            _ => ProductIntent::Close,
        })
    }

    /// A finger, or several, without regard to what is on the screen.
    fn nonsense(&mut self, view: &View) -> Vec<Intent> {
        (0..=self.dice.below(3)).filter_map(|_| self.one_nonsense(view)).collect()
    }

    fn one_nonsense(&mut self, view: &View) -> Option<Intent> {
        let seen = OrderRevision(u32::try_from(self.dice.below(6)).unwrap_or(0));
        let menu = &view.restaurant;
        let line = LineId(u32::try_from(self.dice.below(4)).unwrap_or(0));
        let cart = |change| Intent::Cart { change, seen };
        Some(match self.dice.below(33) {
            0 => Intent::Start(ServiceMode::Takeaway),
            1 => Intent::Touch,
            2 => Intent::StillHere,
            3 => Intent::Speak(Language::new("xx")?),
            4 => Intent::CallStaff,
            5 => Intent::Browse(BrowseIntent::Search("\u{202e}'; DROP TABLE record; --".to_owned())),
            6 => Intent::Browse(BrowseIntent::CloseSearch),
            7 => Intent::Browse(BrowseIntent::Review),
            8 => Intent::Browse(BrowseIntent::Menu),
            9 => Intent::Product(ProductIntent::Quantity(u32::MAX)),
            10 => Intent::Product(ProductIntent::Add { seen }),
            11 => Intent::Product(ProductIntent::Close),
            12 => cart(CartIntent::QuickAdd(self.dice.pick(menu.items())?.id.clone())),
            13 => cart(CartIntent::Quantity { line, quantity: u32::MAX }),
            14 => cart(CartIntent::Remove(line)),
            15 => cart(CartIntent::StartOver),
            16 => cart(CartIntent::AskStartOver),
            17 => Intent::Pay { tender: Tender::Card, seen },
            18 => Intent::Pay { tender: Tender::Counter, seen },
            19 => Intent::CancelPayment,
            20 => {
                let group = self.dice.pick(menu.groups())?;
                let option: OptionId = self.dice.pick(&group.options)?.id.clone();
                Intent::Product(ProductIntent::Toggle { slot: Slot { part: None, group: group.id.clone() }, option })
            }
            21 => Intent::Browse(BrowseIntent::Category(self.dice.pick(menu.categories())?.id.clone())),
            22 => Intent::Browse(BrowseIntent::Filter(FoodFilter::default())),
            23 => Intent::Product(ProductIntent::Open(self.dice.pick(menu.items())?.id.clone())),
            24 => Intent::Product(ProductIntent::Reopen(line)),
            25 => Intent::Product(ProductIntent::Note("\u{0}".repeat(300))),
            26 => cart(CartIntent::Note { line, text: "x".repeat(10_000) }),
            27 => cart(CartIntent::Service(ServiceMode::DineIn)),
            28 => cart(CartIntent::Undo),
            29 => cart(CartIntent::Redo),
            30 => cart(CartIntent::KeepOrder),
            31 => Intent::Receipt,
            _ => Intent::Finish,
        })
    }
}

fn menu_is_searched(view: &View) -> bool {
    matches!(&view.screen, ScreenView::Menu(menu) if matches!(menu.shown, Shown::Search(_)))
}

/// The total that stands on the review, for whoever presses "pay".
pub fn total_on_review(view: &View) -> Option<Money> {
    match &view.screen {
        ScreenView::Review(review) => Some(review.cart.total),
        _ => None,
    }
}
