//! Checking a script's claims.

use std::sync::PoisonError;

use super::command::Expectation;
use super::player::Player;
use crate::catalogue::{Allergen, AllergenGroup, Availability, Fit, ItemId};
use crate::document::receipt_text;
use crate::machine::kiosk::{CartView, ItemCard, MenuView, Notice, NumberView, ProductView, ScreenView, View};
use crate::words::Words;

/// The cart on screen, if one is.
pub(super) fn cart_of(view: &View) -> Option<&CartView> {
    match &view.screen {
        ScreenView::Menu(menu) => Some(&menu.cart),
        ScreenView::Review(review) => Some(&review.cart),
        ScreenView::StartOver(cart) => Some(cart),
        ScreenView::Starting
        | ScreenView::Attract(_)
        | ScreenView::Product(_)
        | ScreenView::Card(_)
        | ScreenView::Checking(_)
        | ScreenView::Placing(_)
        | ScreenView::Number(_)
        | ScreenView::Staff(_)
        | ScreenView::OutOfService => None,
    }
}

fn is<T: PartialEq + std::fmt::Debug>(what: &str, expected: &T, found: &T) -> Result<(), String> {
    if expected == found { Ok(()) } else { Err(format!("expected {what} {expected:?}, found {found:?}")) }
}

fn cart(view: &View) -> Result<&CartView, String> {
    cart_of(view).ok_or_else(|| format!("no cart on screen {}", view.name))
}

fn menu(view: &View) -> Result<&MenuView, String> {
    match &view.screen {
        ScreenView::Menu(menu) => Ok(menu),
        _ => Err(format!("no menu on screen {}", view.name)),
    }
}

fn page(view: &View) -> Result<&ProductView, String> {
    match &view.screen {
        ScreenView::Product(page) => Ok(page),
        _ => Err(format!("no product on screen {}", view.name)),
    }
}

fn number(view: &View) -> Result<&NumberView, String> {
    match &view.screen {
        ScreenView::Number(number) => Ok(number),
        _ => Err(format!("no number on screen {}", view.name)),
    }
}

fn card(view: &View, item: &ItemId) -> Result<ItemCard, String> {
    menu(view)?.card(item).ok_or_else(|| format!("no {item} on the menu"))
}

fn total(view: &View) -> Result<String, String> {
    match &view.screen {
        ScreenView::Product(page) => Ok(page.total.to_string()),
        ScreenView::Card(card) | ScreenView::Checking(card) => Ok(card.amount.to_string()),
        ScreenView::Placing(total) => Ok(total.to_string()),
        ScreenView::Number(number) => Ok(number.total.to_string()),
        ScreenView::Staff(staff) => Ok(staff.total.to_string()),
        _ => cart(view).map(|cart| cart.total.to_string()),
    }
}

/// Checks one claim; the error says what was expected and what is.
pub(super) fn check(player: &Player, claim: &Expectation) -> Result<(), String> {
    let view = player.view();
    let kiosk = player.driver().kiosk();
    match claim {
        Expectation::Screen(screen) => is("screen", screen, &view.name),
        Expectation::Total(amount) => is("total", amount, &total(&view)?),
        Expectation::Lines(count) => is("lines", count, &cart(&view)?.lines.len()),
        Expectation::Items(count) => is("items", count, &cart(&view)?.count),
        Expectation::Line { item, quantity } => {
            let found: u32 = cart(&view)?.lines.iter().filter(|line| line.item == *item).map(|line| line.quantity).sum();
            is(&format!("so many of {item}:"), quantity, &found)
        }
        Expectation::NoLine(item) => {
            is(&format!("a line of {item}:"), &false, &cart(&view)?.lines.iter().any(|line| line.item == *item))
        }
        Expectation::Note { item, note } => {
            let line = cart(&view)?.lines.iter().find(|line| line.item == *item);
            let line = line.ok_or_else(|| format!("no line of {item} in the cart"))?;
            is(&format!("note of {item}"), note, &line.note.clone().unwrap_or_default())
        }
        Expectation::LineSoldOut(item) => {
            let marked = cart(&view)?.lines.iter().any(|line| line.item == *item && line.sold_out);
            is(&format!("{item} marked as sold out:"), &true, &marked)
        }
        Expectation::LineGone(item) => {
            let marked = cart(&view)?.lines.iter().any(|line| line.item == *item && line.gone && line.sold_out);
            is(&format!("{item} marked as gone from the menu:"), &true, &marked)
        }
        Expectation::KeptCart(kept) => is("a cart kept over a crash:", kept, &player.keeps_cart()),
        Expectation::Notice(name) => is("notice", name, &view.notice.as_ref().map_or("none", notice_key).to_owned()),
        Expectation::NoNotice => is("notice", &"none", &view.notice.as_ref().map_or("none", notice_key)),
        Expectation::Rejected(key) => {
            let found: Vec<_> = player.rejections.iter().map(|rejection| rejection.key().to_owned()).collect();
            if found.contains(key) { Ok(()) } else { Err(format!("expected a rejection \"{key}\", found {found:?}")) }
        }
        Expectation::Ignored(key) => {
            let ignored = &player.tally.lock().unwrap_or_else(PoisonError::into_inner).ignored;
            let known = ignored.contains(&key.as_str());
            if known { Ok(()) } else { Err(format!("expected news ignored as \"{key}\", found {ignored:?}")) }
        }
        Expectation::Language(tag) => is("language", tag, &view.language.tag().to_owned()),
        Expectation::ServiceIs(service) => is("service", &Some(*service), &kiosk.service()),
        Expectation::Number(expected) => is("number", expected, &number(&view)?.number.to_string()),
        Expectation::Tickets(count) => is("tickets", count, &player.kitchen.tickets().len()),
        Expectation::HandedOver(count) => is("tickets handed over, repeats included:", count, &player.kitchen.handed_over()),
        Expectation::TicketSays(words) => says("ticket", words, player.kitchen.tickets().last().map(|paper| paper.text.as_str())),
        Expectation::TicketSaysNot(words) => {
            let ticket = player.kitchen.tickets().pop().ok_or("there is no ticket")?;
            if ticket.text.contains(words.as_str()) {
                return Err(format!("the ticket says {words:?}:\n{}", ticket.text));
            }
            Ok(())
        }
        Expectation::Receipts(count) => is("receipts", count, &player.printer.printed().len()),
        Expectation::ReceiptSays(words) => says("receipt", words, player.printer.printed().last().map(|job| job.text.as_str())),
        Expectation::ReceiptOnScreen(words) => {
            let order = &number(&view)?.order;
            says("receipt on screen", words, Some(&receipt_text(order, &Words::new(&view.language))))
        }
        Expectation::Printing(receipt) => is("the printed receipt to be", &receipt.key(), &number(&view)?.receipt.key()),
        Expectation::Card(off) => {
            let found = kiosk.card_offer().err().map(|off| off.key().to_owned());
            is("cards off because", off, &found)
        }
        Expectation::Prompts(count) => is("card prompts", count, &player.prompts()),
        Expectation::Charged(amounts) => {
            let found: Vec<_> = player.charged().iter().map(ToString::to_string).collect();
            is("charged at the terminal", amounts, &found)
        }
        Expectation::Orders(count) => is("accepted orders", count, &player.orders()?),
        Expectation::Balanced => player.balanced(),
        Expectation::Undecided(count) => is("decisions of staff without an answer", count, &player.undecided()),
        Expectation::Recorded(kinds) => is("the latest records", kinds, &player.recorded(kinds.len())?),
        Expectation::Tax { rate, tax } => match &view.screen {
            ScreenView::Review(review) => {
                let row = review.taxes.iter().find(|share| share.rate.to_string() == *rate);
                is(&format!("tax at {rate} %:"), &Some(tax.clone()), &row.map(|share| share.tax.to_string()))
            }
            _ => Err(format!("no taxes on screen {}", view.name)),
        },
        Expectation::Price { item, price } => is(&format!("price of {item}"), price, &card(&view, item)?.price.to_string()),
        Expectation::Found(items) => is("found", items, &menu(&view)?.items.to_vec()),
        Expectation::Dimmed(item, dimmed) => is(&format!("{item} dimmed:"), dimmed, &(card(&view, item)?.fit == Fit::Unfit)),
        Expectation::Available(item, available) => {
            let found = card(&view, item)?.availability == Availability::Available;
            is(&format!("{item} available:"), available, &found)
        }
        Expectation::StillThere(asked) => is("\"still there?\" asked:", asked, &view.still_there.is_some()),
        Expectation::MayCancel(may) => {
            let found = matches!(&view.screen, ScreenView::Card(card) if card.may_cancel);
            is("cancel offered:", may, &found)
        }
        Expectation::CardStage(stage) => match &view.screen {
            ScreenView::Card(card) | ScreenView::Checking(card) => {
                is("the payment to be at", stage, &card.stage.key().to_owned())
            }
            _ => Err(format!("no payment on screen {}", view.name)),
        },
        Expectation::Kcal(kcal) => is("kcal", kcal, &page(&view)?.kcal),
        Expectation::Allergen(name, present) => {
            let page = page(&view)?;
            let found = match (AllergenGroup::parse(name), Allergen::parse(name)) {
                (Some(group), _) => page.allergens.group(group).is_some(),
                (None, Some(allergen)) => page.allergens.iter().any(|(known, _)| known == allergen),
                (None, None) => return Err(format!("\"{name}\" is no allergen")),
            };
            is(&format!("{name} in {}:", page.item), present, &found)
        }
        Expectation::ToChoose(count) => is("choices still to make:", count, &page(&view)?.unmet.len()),
        Expectation::Screens(screens) => {
            is("screens", screens, &player.tally.lock().unwrap_or_else(PoisonError::into_inner).screens)
        }
        Expectation::Stopped => is("stopped:", &true, &player.stopped),
        Expectation::OpenAttempts(count) => is("open attempts", count, &kiosk.state().open_attempts().len()),
        Expectation::Reversals(count) => is("reversals", count, &kiosk.state().reversals().len()),
        Expectation::Alarms(count) => is("alarms", count, &player.tally.lock().unwrap_or_else(PoisonError::into_inner).alarms),
        Expectation::CheckId => match &view.screen {
            ScreenView::Number(number) => is("\"check ID\":", &true, &number.check_id),
            ScreenView::Review(review) => is("an age limit:", &true, &review.minimum_age.is_some()),
            ScreenView::Product(page) => is("an age limit:", &true, &page.minimum_age.is_some()),
            _ => Err(format!("no age limit on screen {}", view.name)),
        },
    }
}

fn says(paper: &str, words: &str, text: Option<&str>) -> Result<(), String> {
    match text {
        None => Err(format!("there is no {paper}")),
        Some(text) if text.contains(words) => Ok(()),
        Some(text) => Err(format!("expected {words:?} on the {paper}:\n{text}")),
    }
}

fn notice_key(notice: &Notice) -> &'static str {
    match notice {
        Notice::NotCharged(why) => why.key(),
        Notice::SoldOut(_) => "sold-out",
        Notice::StaffCalled => "staff-called",
        Notice::ServiceChanged => "service-changed",
        Notice::WelcomeBack => "welcome-back",
        Notice::CounterFailed => "counter-failed",
    }
}
