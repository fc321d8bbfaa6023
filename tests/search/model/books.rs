//! What really happened, kept apart from the machine's opinion: the terminal's ledger, the journal's records, the kitchen's slips.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use cardlast::id::{AttemptId, OrderId, Rrn, Stan};
use cardlast::money::{Currency, Money};
use cardlast::order::LockedOrder;
use cardlast::payment::{AlarmReason, ApprovalFacts, CardScheme, EntryMode, ReversalReason};

use super::menu::SHOWN;

/// The journal's projection of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Row {
    Absent,
    Open,
    Approved,
    NotCharged,
    Accepted,
    Reversing,
    Reversed,
}

/// The journal's projection of one reversal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Back {
    None,
    Pending(ReversalReason),
    Done,
}

/// How a payment stands in the terminal's own ledger. Money moves only at `Charged`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    Unheard,
    Asked,
    Declined,
    /// Approved by the card's side, not confirmed.
    Offered,
    Charged,
    /// Cancelled, refused by the kiosk, or let go by the terminal before anybody confirmed it.
    Free,
    Reversed,
}

/// Which of the payments of one attempt: a terminal that misbehaves makes a second one.
pub type Which = usize;

/// One attempt in all three books. Numbered by its first appearance.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attempt {
    pub id: AttemptId,
    /// The customer whose order it pays.
    pub customer: u8,
    pub locked: Lock,
    pub row: Row,
    /// The payment whose approval is in the journal.
    pub approved: Option<Which>,
    pub backs: [Back; 2],
    pub alarms: u8,
    pub handed: bool,
    pub standing: [Standing; 2],
    /// The terminal approved another amount than it was asked for.
    pub other_amount: bool,
    /// The program that runs has heard of these approvals.
    pub heard: [bool; 2],
    /// The terminal refuses for good to take it back.
    pub refuses: bool,
    /// The terminal has been sent the command.
    pub sent: bool,
    /// A restart found it open.
    pub resumed: bool,
    /// That was too late to accept it, or nobody can tell.
    pub too_late: bool,
}

/// The lock as it was when the intent was handed over. All locks of the model are alike but for their moment, and the machine's own
/// memory holds that as long as it matters.
#[derive(Debug, Clone)]
pub struct Lock(pub Arc<LockedOrder>);

impl PartialEq for Lock {
    fn eq(&self, other: &Self) -> bool {
        self.0.locked_at() == other.0.locked_at() && self.0.order() == other.0.order()
    }
}

impl Eq for Lock {}

impl Hash for Lock {
    fn hash<H: Hasher>(&self, _hasher: &mut H) {}
}

impl Attempt {
    pub fn new(id: AttemptId, customer: u8, locked: LockedOrder) -> Self {
        Self {
            id,
            customer,
            locked: Lock(Arc::new(locked)),
            row: Row::Absent,
            approved: None,
            backs: [Back::None; 2],
            alarms: 0,
            handed: false,
            standing: [Standing::Unheard; 2],
            other_amount: false,
            heard: [false; 2],
            refuses: false,
            sent: false,
            resumed: false,
            too_late: false,
        }
    }

    /// Nobody knows yet what becomes of it, or a payment of it is being taken back: no other card may be taken.
    pub fn is_unresolved(&self) -> bool {
        let reversing = self.backs.iter().any(|back| matches!(back, Back::Pending(_)));
        reversing || self.is_open()
    }

    /// The journal has no end for it, and the terminal may have heard of it.
    pub fn is_open(&self) -> bool {
        matches!(self.row, Row::Open | Row::Approved) && (self.sent || self.resumed)
    }

    /// What has come to an end is filed away before the next customer: of it the rules read only how it ended.
    pub fn file_away(&mut self) {
        let over = matches!(self.row, Row::NotCharged | Row::Accepted | Row::Reversed);
        if over && !self.is_unresolved() {
            let Self { handed, sent, resumed, too_late, approved, .. } = self;
            (*handed, *sent, *resumed, *too_late) = (false, true, false, false);
            *approved = approved.filter(|_| self.row == Row::Accepted);
        }
    }

    /// The payment stands as far as the terminal is concerned, though perhaps unconfirmed.
    pub fn is_live(&self, which: Which) -> bool {
        matches!(self.standing[which], Standing::Offered | Standing::Charged)
    }

    /// An order was accepted on this payment.
    pub fn is_accepted(&self, which: Which) -> bool {
        self.row == Row::Accepted && self.approved == Some(which)
    }

    /// The payment that the terminal tells of when it is asked about the attempt: one that stands, and of two the confirmed one.
    pub fn told_of(&self) -> Which {
        let stands = |standing| move |which: &Which| self.standing[*which] == standing;
        let charged = [0, 1].into_iter().find(stands(Standing::Charged));
        charged.or_else(|| [0, 1].into_iter().find(stands(Standing::Offered))).unwrap_or(0)
    }

    pub fn has_alarm(&self, reason: AlarmReason) -> bool {
        self.alarms & bit(reason) != 0
    }

    pub fn ring(&mut self, reason: AlarmReason) {
        self.alarms |= bit(reason);
    }
}

const fn bit(reason: AlarmReason) -> u8 {
    1 << reason as u8
}

/// An accepted order in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Accepted {
    pub order: OrderId,
    pub customer: u8,
    /// The attempt that paid it; `None` is to be paid at the counter.
    pub paid: Option<usize>,
    /// The kitchen has its slip.
    pub cooked: bool,
}

/// What the terminal states about a payment.
pub fn facts(number: usize, attempt: &Attempt, which: Which) -> ApprovalFacts {
    let minor = if attempt.other_amount && which == 0 { SHOWN + 100 } else { SHOWN };
    ApprovalFacts {
        attempt: attempt.id,
        amount: Money::from_minor(minor, Currency::EUR).expect("an amount"),
        reference: Rrn(format!("R{number}{which}")),
        stan: stan(number),
        auth_code: String::new(),
        scheme: CardScheme(String::new()),
        card: None,
        entry: EntryMode::Contactless,
    }
}

pub fn stan(number: usize) -> Stan {
    Stan(u32::try_from(number).expect("few attempts") + 1)
}

/// The payment that a reference names.
pub fn which(reference: &Rrn) -> Which {
    usize::from(reference.0.ends_with('1'))
}
