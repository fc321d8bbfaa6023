//! What can happen next, and making it happen.

use cardlast::catalogue::ServiceMode;
use cardlast::id::FreshId;
use cardlast::machine::kiosk::{BrowseIntent, CartIntent, Event, Intent, ScreenName};
use cardlast::payment::{Tender, TerminalCommand};
use cardlast::time::Millis;

use super::books::{Attempt, Standing};
use super::journal::Post;
use super::menu::burger;
use super::restart::Crash;
use super::terminal::{Answer, Word};
use super::world::World;

/// One thing that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A customer takes a burger and looks at the review.
    Begin,
    /// A customer whose cart came back looks at the review.
    Review,
    Pay(Tender),
    Cancel,
    Finish,
    /// The customer leaves before the order is locked.
    Leave,
    /// The journal works on the first letter.
    Journal(Post),
    /// The terminal takes the first command off the wire.
    Wire(Answer),
    /// The terminal says something about an attempt by itself.
    Terminal(usize, Word),
    /// Time passes until the machine wants something.
    Wait,
    Crash(Crash),
}

impl World {
    /// Everything that may happen now.
    pub fn possible(&self, acts: &mut Vec<Act>) {
        self.customer_may(acts);
        self.journal_may(acts);
        self.terminal_may(acts);
        self.time_may_pass(acts);
        self.may_crash(acts);
    }

    fn customer_may(&self, acts: &mut Vec<Act>) {
        match self.kiosk.screen_name() {
            ScreenName::Attract if self.left.customers > 0 => acts.push(Act::Begin),
            ScreenName::Menu => acts.push(Act::Review),
            ScreenName::Review => {
                if self.left.tries > 0 {
                    acts.push(Act::Pay(Tender::Card));
                }
                acts.push(Act::Pay(Tender::Counter));
            }
            ScreenName::Card => acts.push(Act::Cancel),
            ScreenName::Number | ScreenName::Staff => acts.push(Act::Finish),
            ScreenName::Attract
            | ScreenName::Starting
            | ScreenName::Product
            | ScreenName::StartOver
            | ScreenName::Checking
            | ScreenName::Placing
            | ScreenName::OutOfService => {}
        }
    }

    /// Time passes until the machine wants something. While nothing goes on behind the screen, a customer who does nothing for a while
    /// is one who leaves.
    fn time_may_pass(&self, acts: &mut Vec<Act>) {
        let state = self.kiosk.state();
        let quiet = state.unresolved().is_empty() && state.reversals().is_empty() && state.accepting().is_empty();
        match self.kiosk.screen_name() {
            ScreenName::Menu | ScreenName::Review if quiet => acts.push(Act::Leave),
            ScreenName::Number | ScreenName::Staff if quiet => {}
            // A command that only just left arrives or is lost before anybody runs out of time.
            ScreenName::Card if matches!(self.first_command(), Some(TerminalCommand::Authorise { .. })) => {}
            ScreenName::Attract
            | ScreenName::Starting
            | ScreenName::Menu
            | ScreenName::Product
            | ScreenName::Review
            | ScreenName::StartOver
            | ScreenName::Card
            | ScreenName::Checking
            | ScreenName::Placing
            | ScreenName::Number
            | ScreenName::Staff
            | ScreenName::OutOfService => acts.extend(self.kiosk.next_deadline().map(|_| Act::Wait)),
        }
    }

    /// Makes it happen; false when nothing changes.
    pub fn happen(&mut self, act: Act) -> bool {
        let done = match act {
            Act::Begin => self.begin(),
            Act::Review => self.tap(Intent::Browse(BrowseIntent::Review)),
            Act::Pay(tender) => self.pay(tender),
            Act::Cancel => self.tap(Intent::CancelPayment),
            Act::Finish => self.tap(Intent::Finish),
            Act::Journal(post) => self.journal(post),
            Act::Wire(answer) => self.answer(answer),
            Act::Terminal(number, word) => self.speak(number, word),
            Act::Leave => self.wait() && self.wait(),
            Act::Wait => self.wait(),
            Act::Crash(crash) => self.crash(crash),
        };
        self.store_what_nobody_waits_for();
        if !matches!(act, Act::Pay(_) | Act::Journal(_)) {
            self.forget_at_last();
        }
        self.look();
        done
    }

    fn tap(&mut self, intent: Intent) -> bool {
        // Only paying gives the id a meaning.
        let fresh = FreshId::from_random_bytes([self.minted + 1; 16]);
        self.step(Event::Customer { intent, fresh })
    }

    fn begin(&mut self) -> bool {
        if !self.tap(Intent::Start(ServiceMode::Takeaway)) {
            return false;
        }
        self.attempts.iter_mut().for_each(Attempt::file_away);
        self.left.customers -= 1;
        self.begun += 1;
        self.customer = self.begun;
        let seen = cardlast::id::OrderRevision::default();
        self.tap(Intent::Cart { change: CartIntent::QuickAdd(burger()), seen }) && self.tap(Intent::Browse(BrowseIntent::Review))
    }

    fn pay(&mut self, tender: Tender) -> bool {
        let Some(cardlast::machine::kiosk::SessionStage::Ordering(ordering)) = self.kiosk.state().session().map(|s| s.stage())
        else {
            return false;
        };
        let seen = ordering.cart().revision();
        let paid = self.tap(Intent::Pay { tender, seen });
        if paid {
            self.minted += 1;
            self.left.tries -= u8::from(tender == Tender::Card);
        }
        paid
    }

    pub fn wait(&mut self) -> bool {
        let Some(deadline) = self.kiosk.next_deadline() else { return false };
        self.pass(deadline.since(self.now.at));
        self.step(Event::Tick)
    }

    pub const fn pass(&mut self, span: Millis) {
        self.now.at = self.now.at.after(span);
        self.now.wall = self.now.wall.after(span);
    }

    /// A disk that was asked to forget a cart has done so by now.
    fn forget_at_last(&mut self) {
        self.kept = self.kept.take().filter(|kept| !kept.gone);
    }

    /// The first command on the wire.
    pub fn first_command(&self) -> Option<&TerminalCommand> {
        self.wire.first()
    }

    /// The attempt that has the terminal's attention.
    pub fn asked(&self) -> Option<usize> {
        self.attempts.iter().position(|attempt| attempt.standing[0] == Standing::Asked)
    }
}
