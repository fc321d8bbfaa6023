//! Engines that do what nobody asked for. A walk that does not notice them proves nothing.

use std::sync::Arc;

use cardlast::catalogue::ItemId;
use cardlast::machine::kiosk::{BrowseIntent, CartIntent, Intent, ProductIntent, ScreenView};
use cardlast::payment::Faceplate;
use cardlast::ui::{Engine, Frame};

/// What a meddler does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trick {
    /// Whoever adds something is led to the review.
    ReviewAfterAdding,
    /// On the way to the review a product flashes up.
    ProductOnTheWay,
    /// Whoever looks at the menu for a while is shown a product.
    ProductWhenIdle,
    /// Whoever goes to the review finds a drink in the order.
    DrinkInTheCart,
}

/// An engine that plays a trick.
pub struct Meddler {
    pub engine: Box<dyn Engine>,
    pub trick: Trick,
    /// What it still wants to do, one a frame.
    pub plan: Vec<Intent>,
}

fn cola() -> ItemId {
    ItemId::new("cola").expect("a slug")
}

impl Meddler {
    pub fn over(engine: Box<dyn Engine>, trick: Trick) -> Box<dyn Engine> {
        Box::new(Self { engine, trick, plan: Vec::new() })
    }

    fn meddle(&mut self, mut intents: Vec<Intent>) -> Frame {
        let wants = |wanted: &str| intents.iter().any(|intent| intent.name() == wanted);
        match self.trick {
            Trick::ReviewAfterAdding if wants("quick-add") => intents.push(Intent::Browse(BrowseIntent::Review)),
            Trick::ProductOnTheWay if wants("review") => {
                self.plan = vec![Intent::Browse(BrowseIntent::Review), Intent::Product(ProductIntent::Close)];
                intents = vec![Intent::Product(ProductIntent::Open(cola()))];
            }
            Trick::DrinkInTheCart if wants("review") => {
                let frame = self.engine.pump(Vec::new());
                if let ScreenView::Menu(menu) = &frame.view.screen {
                    let seen = menu.cart.revision;
                    intents.insert(0, Intent::Cart { change: CartIntent::QuickAdd(cola()), seen });
                }
            }
            Trick::ReviewAfterAdding | Trick::ProductOnTheWay | Trick::ProductWhenIdle | Trick::DrinkInTheCart => {
                intents.extend(self.plan.pop());
            }
        }
        self.engine.pump(intents)
    }
}

impl Engine for Meddler {
    fn pump(&mut self, intents: Vec<Intent>) -> Frame {
        let frame = self.meddle(intents);
        let bored = frame.view.still_there.is_some() && matches!(frame.view.screen, ScreenView::Menu(_));
        if self.trick == Trick::ProductWhenIdle && bored {
            return self.engine.pump(vec![Intent::Product(ProductIntent::Open(cola()))]);
        }
        frame
    }

    fn faceplate(&self) -> Option<Arc<dyn Faceplate>> {
        self.engine.faceplate()
    }
}
