//! What a script lets the terminals do: the scripted one says what it is told to, the simulated one is tapped.

use super::Player;
use crate::fake::{SeededIds, TerminalHandle};
use crate::id::{AttemptId, Rrn};
use crate::money::{Currency, Money};
use crate::payment::{Decline, DeclineReason, TerminalEvent, TerminalHealth, TerminalTap};
use crate::port::{Clock, IdSource};
use crate::script::command::TerminalAct;

impl Player<'_> {
    /// Makes it do so, or says why it cannot.
    pub(super) fn terminal_acts(&mut self, act: &TerminalAct) -> Result<(), String> {
        let now = self.clock.now().at;
        match act {
            TerminalAct::Tap(tap) => {
                self.simulated.with(|device| device.tap(now, *tap));
                Ok(())
            }
            TerminalAct::Pin(digits) => {
                for digit in digits.bytes().filter(u8::is_ascii_digit) {
                    self.simulated.with(|device| device.tap(now, TerminalTap::Digit(digit - b'0')));
                }
                self.simulated.with(|device| device.tap(now, TerminalTap::Enter));
                Ok(())
            }
            other => scripted(&self.terminal, &mut self.ids, self.menu.currency(), other),
        }
    }
}

/// Makes a scripted terminal do so, or says why it cannot.
pub(in crate::script) fn scripted(
    terminal: &TerminalHandle,
    ids: &mut SeededIds,
    currency: Currency,
    act: &TerminalAct,
) -> Result<(), String> {
    match act {
        TerminalAct::Tap(_) | TerminalAct::Pin(_) => return Err("only the simulated terminal has keys".to_owned()),
        TerminalAct::Gone => terminal.say(TerminalEvent::Health(TerminalHealth::Unreachable)),
        TerminalAct::Occupied => terminal.say(TerminalEvent::Health(TerminalHealth::Busy)),
        TerminalAct::Back => terminal.say(TerminalEvent::Health(TerminalHealth::Ready)),
        TerminalAct::Cancels(habit) => terminal.set_cancel(*habit),
        TerminalAct::LooksUp(habit) => terminal.set_look_up(*habit),
        TerminalAct::Refunds(habit) => terminal.set_refund(*habit),
        TerminalAct::Confirms(confirms) => terminal.set_confirms(*confirms),
        TerminalAct::Approved { amount, auth, reference } => {
            let amount = amount.as_ref().map(|amount| Money::parse(amount, currency)).transpose();
            let amount = amount.map_err(|error| error.to_string())?;
            terminal.approve(amount, auth, reference.clone().map(Rrn)).ok_or(NOT_ASKED)?;
        }
        TerminalAct::DeclinedUnheard(code) => terminal.decline_unheard(decline(code)).ok_or(NOT_ASKED)?,
        TerminalAct::Stranger(amount) => {
            let amount = Money::parse(amount, currency).map_err(|error| error.to_string())?;
            terminal.approve_stranger(AttemptId::from(ids.mint()), amount);
        }
        TerminalAct::Reconciled => terminal.say(TerminalEvent::Reconciled),
        TerminalAct::ApprovedUnheard => {
            terminal.authorise(None, "042117", None).ok_or(NOT_ASKED)?;
        }
        TerminalAct::Progress(_)
        | TerminalAct::Declined { .. }
        | TerminalAct::CancelledAtTerminal
        | TerminalAct::Cancelled
        | TerminalAct::NoCard
        | TerminalAct::Unreachable
        | TerminalAct::Busy
        | TerminalAct::Unknown(_)
        | TerminalAct::Reversed(_) => {
            let attempt = terminal.latest().ok_or(NOT_ASKED)?;
            if let Some(event) = terminal_event(act, attempt) {
                terminal.say(event);
            }
        }
        TerminalAct::Confirmed | TerminalAct::TakenBack => {
            let attempt = terminal.latest().ok_or(NOT_ASKED)?;
            // Of a payment that the kiosk has heard nothing of, if there is no other.
            let reference = terminal.latest_reference().unwrap_or_else(|| Rrn("unheard".to_owned()));
            terminal.say(if *act == TerminalAct::Confirmed {
                TerminalEvent::Confirmed { attempt, reference }
            } else {
                TerminalEvent::TakenBack { attempt, reference }
            });
        }
    }
    Ok(())
}

const NOT_ASKED: &str = "the terminal has not been asked for anything yet";

fn terminal_event(act: &TerminalAct, attempt: AttemptId) -> Option<TerminalEvent> {
    Some(match act {
        TerminalAct::Progress(progress) => TerminalEvent::Progress { attempt, progress: *progress },
        TerminalAct::Declined { code, said } => {
            TerminalEvent::Declined { attempt, decline: Decline { said: said.clone(), ..decline(code) } }
        }
        TerminalAct::CancelledAtTerminal => TerminalEvent::CancelledAtTerminal { attempt },
        TerminalAct::Cancelled => TerminalEvent::Cancelled { attempt },
        TerminalAct::NoCard => TerminalEvent::NoCard { attempt },
        TerminalAct::Unreachable => TerminalEvent::Unreachable { attempt },
        TerminalAct::Busy => TerminalEvent::Busy { attempt },
        TerminalAct::Unknown(reason) => TerminalEvent::Unknown { attempt, reason: *reason },
        TerminalAct::Reversed(reference) => TerminalEvent::Reversed { attempt, reference: Rrn(reference.clone()) },
        TerminalAct::Approved { .. }
        | TerminalAct::ApprovedUnheard
        | TerminalAct::DeclinedUnheard(_)
        | TerminalAct::Stranger(_)
        | TerminalAct::Confirmed
        | TerminalAct::TakenBack
        | TerminalAct::Reconciled
        | TerminalAct::Gone
        | TerminalAct::Occupied
        | TerminalAct::Back
        | TerminalAct::Cancels(_)
        | TerminalAct::LooksUp(_)
        | TerminalAct::Refunds(_)
        | TerminalAct::Confirms(_)
        | TerminalAct::Tap(_)
        | TerminalAct::Pin(_) => return None,
    })
}

fn decline(code: &str) -> Decline {
    Decline::new(DeclineReason::of_response_code(code), code.to_owned())
}
