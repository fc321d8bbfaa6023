//! Everything comes to rest: from here on the devices behave and nobody touches the screen. What is true then is what was promised.

use cardlast::machine::kiosk::ScreenName;
use cardlast::payment::{AlarmReason, TerminalCommand};

use super::books::{Attempt, Back, Row, Standing};
use super::journal::Post;
use super::restart::{Crash, Down};
use super::rule::{Broken, Rule};
use super::terminal::{Answer, Word};
use super::world::World;

/// So many things happen at most until all is quiet.
const MOST: usize = 120;

impl World {
    /// What is broken once everything has come to rest.
    pub fn rest(&self) -> Broken {
        let mut world = self.clone();
        world.left.losses = 0;
        world.left.quirks = u8::MAX;
        let quiet = (0..MOST).any(|_| !world.settle());
        world.look();
        world.hold(Rule::I11, quiet && world.kiosk.screen_name() == ScreenName::Attract);
        world.take_stock();
        world.broken
    }

    /// One thing that must happen; false when nothing is left to do.
    fn settle(&mut self) -> bool {
        if !self.post.is_empty() {
            return self.journal(Post::Stored);
        }
        if self.failing {
            return self.journal(Post::Mended);
        }
        if let Some(command) = self.first_command() {
            let answer = match command {
                // The cards have gone, and so has the customer.
                TerminalCommand::Authorise { .. } => Answer::Unreachable,
                TerminalCommand::Cancel { .. }
                | TerminalCommand::Confirm { .. }
                | TerminalCommand::LookUp { .. }
                | TerminalCommand::Reverse { .. }
                | TerminalCommand::Reconcile
                | TerminalCommand::Health => Answer::Honest,
            };
            return self.answer(answer);
        }
        if let Some(number) = self.asked() {
            return self.speak(number, Word::Decline);
        }
        if self.deaf {
            // Whoever waits for an answer that is lost waits for ever; somebody starts the program again.
            return self.crash(Crash { stored: 0, down: Down::Shortly, remembered: false });
        }
        self.wait()
    }

    fn take_stock(&mut self) {
        for number in 0..self.attempts.len() {
            self.take_stock_of(number);
        }
        for customer in 1..=self.begun {
            let charged: usize = self.attempts.iter().filter(|attempt| attempt.customer == customer).map(charges).sum();
            let counter = self.orders.iter().filter(|order| order.customer == customer && order.paid.is_none()).count();
            // A payment that a person looks after is no second one for the machine.
            self.hold(Rule::I2, charged + counter <= 1);
        }
        let cooked = self.orders.iter().all(|order| order.cooked);
        self.hold(Rule::I3, cooked);
    }

    fn take_stock_of(&mut self, number: usize) {
        let attempt = self.attempts[number].clone();
        let orders = self.orders.iter().filter(|order| order.paid == Some(number)).count();
        let charged = attempt.standing.contains(&Standing::Charged);
        let alarmed = attempt.refuses && attempt.has_alarm(AlarmReason::ReversalRefused);
        // Charged: one order, or a person knows. Ordered: charged.
        self.hold(Rule::I3, !charged || orders == 1 || alarmed);
        self.hold(Rule::I13, orders == 0 || (charged && orders == 1));
        // Approved and heard of: accepted, taken back, or a person knows.
        for place in [0, 1] {
            let left_lying = attempt.standing[place] == Standing::Offered && attempt.heard[place];
            self.hold(Rule::I7, !left_lying || alarmed);
        }
        // No end is left unwritten.
        let open = matches!(attempt.row, Row::Open | Row::Approved);
        self.hold(Rule::I12, !open || alarmed);
        let pending = attempt.backs.iter().any(|back| matches!(back, Back::Pending(_)));
        self.hold(Rule::I7, !pending || alarmed);
    }
}

/// Payments of an attempt that moved money and that nobody was told to look after.
fn charges(attempt: &Attempt) -> usize {
    let alarmed = attempt.has_alarm(AlarmReason::ReversalRefused);
    attempt.standing.iter().filter(|standing| **standing == Standing::Charged && !alarmed).count()
}
