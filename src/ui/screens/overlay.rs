//! What lies over a screen for a while: "still there?", notices and short answers to what was refused.

use egui::{Align2, Area, Id, Order, Rect, Ui, Vec2, vec2};

use crate::catalogue::Availability;
use crate::machine::kiosk::{Intent, Notice, View};
use crate::machine::{CardOff, Rejection};
use crate::order::{CartError, SelectionError};
use crate::payment::NotCharged;
use crate::time::Millis;
use crate::ui::focus;
use crate::ui::outbox::Outbox;
use crate::ui::theme::{Face, space, touch};
use crate::ui::widgets::{Cut as _, House as _, Tone, notice_height};
use crate::words::Words;

use super::page;

/// Asks whether somebody is there. Any touch answers, and the button is for those who want one; only the button does where the question
/// insists.
pub fn still_there(ui: &mut Ui, left: Millis, insists: bool, words: &Words, out: &mut Outbox) {
    let title = words.get("still-there-title");
    let ((), beside) = ui.modal(&title, vec2(860.0, 560.0), |ui, rect| {
        let mut area = rect;
        let button = area.cut_bottom(touch::FORWARD + space::M, space::M);
        let foot = area.cut_bottom(area.height() * 0.2, space::XS);
        let what = words.get(if insists { "still-there-button" } else { "still-there-what" });
        page::stack(ui, &mut area, &[page::heading(&title), page::telling(&what)]);
        let seconds = u32::try_from(left.secs_rounded_up()).unwrap_or(u32::MAX);
        let rest = words.with("still-there-left", &[("seconds", seconds.into())]);
        ui.say(foot, &rest, Face::title(), Align2::CENTER_CENTER, 2);
        focus::way_back(ui);
        if ui.primary_button(button, &words.get("still-there-yes"), None, None) {
            out.send(Intent::StillHere);
        }
    });
    if beside && !insists {
        out.send(Intent::StillHere);
    }
}

/// The sentence of a notice, and how urgent it is.
#[must_use]
pub fn notice(notice: &Notice, view: &View, words: &Words) -> (String, Tone) {
    match notice {
        Notice::NotCharged(NotCharged::Declined(decline)) => {
            (words.get(&format!("declined-{}", decline.reason.key())), Tone::Warning)
        }
        Notice::NotCharged(NotCharged::CancelledHere) => (words.get("not-charged-cancelled-here"), Tone::Calm),
        Notice::NotCharged(
            why @ (NotCharged::CancelledAtTerminal
            | NotCharged::NoCard
            | NotCharged::Unreachable
            | NotCharged::Busy
            | NotCharged::NotRecorded
            | NotCharged::TakenBack
            | NotCharged::NotFound),
        ) => (words.get(&format!("not-charged-{}", why.key())), Tone::Warning),
        Notice::SoldOut(items) => {
            let menu = &view.restaurant;
            let names = items.iter().filter_map(|id| menu.item(id)).map(|item| item.name.get(&view.language).to_owned());
            let names = words.list(&names.collect::<Vec<_>>());
            (words.with("notice-sold-out", &[("what", names.into())]), Tone::Warning)
        }
        Notice::StaffCalled => (words.get("notice-staff-called"), Tone::Calm),
        Notice::ServiceChanged => (words.get("notice-service-changed"), Tone::Calm),
        Notice::WelcomeBack => (words.get("notice-welcome-back"), Tone::Calm),
        Notice::CounterFailed => (words.get("notice-counter-failed"), Tone::Warning),
    }
}

/// A notice takes no more of the height than this for what the terminal adds to it.
const NOTICE_SHARE: f32 = 0.22;

/// As [`notice`], with what the terminal says where a room of this size can spare it: the terminal shows its own words, too, and the order
/// matters more than to say them twice.
pub fn notice_in(ui: &Ui, room: Vec2, about: &Notice, view: &View, words: &Words) -> (String, Tone) {
    let (sentence, tone) = notice(about, view, words);
    let longer = terminal_says(about, words).map(|more| words.sentences(&sentence, &more));
    let fits = |longer: &String| notice_height(ui, longer, room.x) <= room.y * NOTICE_SHARE;
    (longer.filter(fits).unwrap_or(sentence), tone)
}

/// What the terminal itself says of the matter of a notice: to be added to the notice where there is room.
#[must_use]
pub fn terminal_says(notice: &Notice, words: &Words) -> Option<String> {
    let Notice::NotCharged(NotCharged::Declined(decline)) = notice else { return None };
    let said = Some(decline.said.as_str()).filter(|said| !said.is_empty())?;
    Some(words.with("terminal-says", &[("words", said.into())]))
}

/// What a customer should read about a refusal. Late fingers and repeats are no news to anybody.
#[must_use]
pub fn refusal(rejection: &Rejection, view: &View, words: &Words) -> Option<String> {
    match rejection {
        Rejection::WrongScreen(_)
        | Rejection::Stale { .. }
        | Rejection::Repeat
        | Rejection::OtherAttempt
        | Rejection::SecondReference
        | Rejection::ClosedAsNotCharged
        | Rejection::CustomerThere
        | Rejection::BeingTakenBack
        | Rejection::UnknownLanguage(_)
        | Rejection::NotOnMenu(_)
        // A cash machine says these on its own screens.
        | Rejection::NotOnScreen(_)
        | Rejection::Withdrawal(_)
        | Rejection::NotNow(_)
        | Rejection::OtherAmount
        | Rejection::Selection(SelectionError::NotOnMenu(_))
        | Rejection::Cart(CartError::NoSuchLine(_) | CartError::NothingToUndo | CartError::NothingToRedo) => None,
        Rejection::NotAvailable(Availability::OnlyDuring(id)) => {
            let daypart = view.restaurant.daypart(id)?;
            let span = [("from", words.clock(daypart.from_minute).into()), ("until", words.clock(daypart.until_minute).into())];
            Some(words.with("refused-not-now", &span))
        }
        Rejection::NotAvailable(Availability::SoldOut | Availability::Available)
        | Rejection::Selection(SelectionError::SoldOut(_)) => Some(words.get("refused-sold-out")),
        Rejection::Selection(SelectionError::GroupFull { max, .. }) => {
            Some(words.with("refused-group-full", &[("max", (*max).into())]))
        }
        Rejection::Cart(CartError::LineFull) => {
            Some(words.with("refused-line-full", &[("max", crate::order::MAX_QUANTITY.into())]))
        }
        Rejection::Cart(CartError::CartFull) => Some(words.get("refused-cart-full")),
        Rejection::Cart(CartError::OverCeiling(ceiling)) => {
            Some(words.with("refused-over-ceiling", &[("amount", words.money(*ceiling).into())]))
        }
        Rejection::Cart(CartError::Incomplete(_)) => Some(words.get("refused-incomplete")),
        Rejection::Cart(CartError::Money(_)) | Rejection::Lock(crate::order::LockError::Money(_)) => {
            Some(words.get("refused-amount"))
        }
        Rejection::Lock(crate::order::LockError::Empty) => Some(words.get("blocked-empty")),
        Rejection::Lock(crate::order::LockError::SoldOut(_)) => Some(words.get("blocked-sold-out-in-cart")),
        Rejection::Lock(crate::order::LockError::NothingToPay) => Some(words.get("blocked-nothing-to-pay")),
        Rejection::CardOff(off) => Some(card_off(off, words)),
        Rejection::CounterOff => Some(words.get("counter-off")),
        Rejection::TooLate => Some(words.get("refused-too-late")),
        Rejection::NotInService => Some(words.get("refused-not-in-service")),
    }
}

/// Why cards are not taken now.
#[must_use]
pub fn card_off(off: &CardOff, words: &Words) -> String {
    let reference = match off {
        CardOff::Unresolved(reference) | CardOff::Reversing(reference) => reference.as_str(),
        CardOff::NoTerminal
        | CardOff::Unheard
        | CardOff::Busy
        | CardOff::Unreachable
        | CardOff::NoJournal
        | CardOff::KitchenBehind
        | CardOff::JournalDamaged
        | CardOff::Stopping => "",
    };
    words.with(&format!("card-off-{}", off.key()), &[("reference", reference.into())])
}

/// Shows a short sentence over the body, near its top.
pub fn toast(ui: &mut Ui, body: Rect, words: &str) {
    let width = (body.width() - space::L * 2.0).min(820.0);
    let height = notice_height(ui, words, width);
    let rect = Rect::from_center_size(egui::pos2(body.center().x, body.top() + space::M + height / 2.0), vec2(width, height));
    Area::new(Id::unique("toast")).order(Order::Foreground).fixed_pos(rect.min).interactable(false).fade_in(false).show(
        ui.ctx(),
        |ui| {
            ui.allocate_exact_size(rect.size().max(egui::Vec2::ZERO), egui::Sense::hover());
            ui.notice_bar(rect, words, Tone::Warning);
        },
    );
}
