//! Reading scripts.

mod words;

use std::path::{Path, PathBuf};

use super::command::{Command, Expectation, Step, TerminalAct, TerminalKind};
use crate::catalogue::{AllergenGroup, Diet, FoodFilter, ItemId};
use crate::fake::{CancelHabit, LookUpHabit, Refund};
use crate::machine::kiosk::Receipt;
use crate::payment::{Progress, TerminalTap, Trouble, UnknownReason};

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: {message}\n  {line} | {text}\n  = help: expected {expected}", file.display())]
pub struct ScriptError {
    /// The file.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: usize,
    /// The line itself.
    pub text: String,
    /// What is wrong.
    pub message: String,
    /// What was expected.
    pub expected: String,
}

/// Reads a script.
///
/// # Errors
/// Every line that cannot be read, as [`ScriptError`]s.
pub fn parse(file: &Path, text: &str) -> Result<Vec<Step>, Vec<ScriptError>> {
    let mut steps = Vec::new();
    let mut errors = Vec::new();
    for (at, raw) in text.lines().enumerate() {
        let line = at + 1;
        let atm = matches!(steps.first(), Some(Step { command: Command::MachineAtm, .. }));
        let outcome = words(raw).and_then(|words| match words.as_slice() {
            [] => Ok(None),
            [machine, atm] if steps.is_empty() && machine == "machine" && atm == "atm" => Ok(Some(Command::MachineAtm)),
            all => Words { all, at: 0 }.whole(atm).map(Some),
        });
        match outcome {
            Ok(None) => {}
            Ok(Some(command)) => steps.push(Step { line, command, text: raw.trim().to_owned() }),
            Err(Problem { message, expected }) => {
                let text = raw.trim_end().to_owned();
                errors.push(ScriptError { file: file.to_owned(), line, text, message, expected });
            }
        }
    }
    if errors.is_empty() { Ok(steps) } else { Err(errors) }
}

pub(super) struct Problem {
    message: String,
    expected: String,
}

pub(super) fn problem<T>(message: impl Into<String>, expected: impl Into<String>) -> Result<T, Problem> {
    Err(Problem { message: message.into(), expected: expected.into() })
}

/// Splits a line into words; double quotes keep spaces together, `#` begins a comment.
fn words(line: &str) -> Result<Vec<String>, Problem> {
    let mut words = Vec::new();
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '#' => break,
            '"' => {
                let mut word = String::new();
                loop {
                    match letters.next() {
                        Some('"') => break,
                        Some(letter) => word.push(letter),
                        None => return problem("a quote is not closed", "a closing \""),
                    }
                }
                words.push(word);
            }
            letter if letter.is_whitespace() => {}
            letter => {
                let mut word = String::from(letter);
                while let Some(letter) = letters.next_if(|letter| !letter.is_whitespace() && *letter != '#') {
                    word.push(letter);
                }
                words.push(word);
            }
        }
    }
    Ok(words)
}

pub(super) struct Words<'a> {
    all: &'a [String],
    at: usize,
}

const COMMANDS: &str = "a command: at, wait, asleep, clock, crash, power-cut, spoil-cart, spoil-journal, agree-to-journal, stop, staff, journal, kitchen, printer, sold-out, back, price, off-menu, terminal, ceiling, kitchen-backlog, \
no-counter, start, speak, touch, still-here, call-staff, category, search, close-search, filter, open, reopen, toggle, fill, \
product-quantity, product-note, add, close, quick-add, quantity, remove, note, service, undo, redo, ask-start-over, start-over, \
keep-order, review, menu, pay, cancel, receipt, finish, late, twice, times, term or expect";

impl Words<'_> {
    fn whole(mut self, atm: bool) -> Result<Command, Problem> {
        let command = if atm { Command::Atm(Box::new(super::atm::command(&mut self)?)) } else { self.command_word()? };
        match self.all.get(self.at) {
            None => Ok(command),
            Some(word) => problem(format!("\"{word}\" is too much"), "the end of the line"),
        }
    }

    fn command_word(&mut self) -> Result<Command, Problem> {
        let word = self.next(COMMANDS)?.to_owned();
        Ok(match word.as_str() {
            "at" => Command::At(self.wall()?),
            "clock" => Command::ClockIs(self.wall()?),
            "wait" => Command::Wait(self.span()?),
            "asleep" => Command::Asleep(self.span()?),
            "crash" => Command::Crash { down: self.span_or_none()? },
            "power-cut" => Command::PowerCut { down: self.span_or_none()? },
            "spoil-cart" => Command::SpoilCart,
            "spoil-journal" => Command::SpoilJournal,
            "agree-to-journal" => Command::AgreeToJournal,
            "stop" => Command::Stop,
            "staff" => {
                let (reference, verdict, by, reason) = self.staff()?;
                Command::StaffResolves { reference, verdict, by, reason }
            }
            "journal" => Command::JournalFails(self.fails()?),
            "kitchen" => Command::Kitchen(self.kitchen()?),
            "printer" => Command::PrinterFails(self.fails()?),
            "sold-out" => self.sold_out(true)?,
            "back" => self.sold_out(false)?,
            "price" => Command::Price(self.item()?, self.next("a price such as 3.50")?.to_owned()),
            "off-menu" => self.off_menu()?,
            "terminal" => Command::TerminalKind(self.one_of(&[
                ("scripted", TerminalKind::Scripted),
                ("simulated", TerminalKind::Simulated),
                ("none", TerminalKind::None),
            ])?),
            "kitchen-backlog" => Command::KitchenBacklog(self.count()?),
            "ceiling" => Command::Ceiling(self.next("an amount such as 100.00")?.to_owned()),
            "no-counter" => Command::NoCounter,
            "start" => Command::Start(self.service()?),
            "speak" => Command::Speak(self.next("a language such as en")?.to_owned()),
            "touch" => Command::Touch,
            "still-here" => Command::StillHere,
            "call-staff" => Command::CallStaff,
            "category" => Command::Category(self.next("a category's id")?.to_owned()),
            "search" => Command::Search(self.next("words to look for, in quotes")?.to_owned()),
            "close-search" => Command::CloseSearch,
            "filter" => Command::Filter(self.filter()?),
            "open" => Command::Open(self.item()?),
            "reopen" => Command::Reopen(self.line_name()?),
            "toggle" => self.toggle()?,
            "fill" => {
                let part = self.next("a part's id")?.to_owned();
                self.exactly("with")?;
                Command::Fill { part, product: self.item()? }
            }
            "product-quantity" => Command::ProductQuantity(self.number()?),
            "product-note" => Command::ProductNote(self.next("a note, in quotes")?.to_owned()),
            "add" if self.peek().is_none() => Command::Add,
            "add" => self.add_item()?,
            "close" => Command::Close,
            "quick-add" => Command::QuickAdd(self.item()?),
            "quantity" => Command::Quantity(self.line_name()?, self.number()?),
            "remove" => Command::Remove(self.line_name()?),
            "note" => Command::Note(self.line_name()?, self.next("a note, in quotes")?.to_owned()),
            "service" => Command::Service(self.service()?),
            "undo" => Command::Undo,
            "redo" => Command::Redo,
            "ask-start-over" => Command::AskStartOver,
            "start-over" => Command::StartOver,
            "keep-order" => Command::KeepOrder,
            "review" => Command::Review,
            "menu" => Command::Menu,
            "pay" => Command::Pay(self.tender()?),
            "cancel" => Command::Cancel,
            "receipt" => Command::Receipt,
            "finish" => Command::Finish,
            "late" => Command::Late(Box::new(self.command_word()?)),
            "twice" => Command::Twice(Box::new(self.command_word()?)),
            "times" => self.times_over()?,
            "term" => Command::Terminal(self.terminal()?),
            "expect" => Command::Expect(self.expectation()?),
            other => return problem(format!("\"{other}\" is no command"), COMMANDS),
        })
    }

    pub(super) fn terminal(&mut self) -> Result<TerminalAct, Problem> {
        const ACTS: &str = "present-card, enter-pin, wrong-pin, authorising, remove-card, follow-terminal, please-wait, \
card-unreadable, taking-back, approved, approved-unheard, stranger, declined, \
declined-unheard, cancelled-at-terminal, cancelled, no-card, unreachable, busy, unknown, confirmed, taken-back, reversed, reconciled, gone, occupied, back, cancels, looks-up, refunds, \
confirms, tap, insert, remove, digit, enter, clear, press-cancel, pin or trouble";
        let word = self.next(ACTS)?.to_owned();
        if let Some(progress) = Progress::ALL.into_iter().find(|progress| progress.key() == word) {
            return Ok(TerminalAct::Progress(progress));
        }
        Ok(match word.as_str() {
            "approved" => {
                let (mut amount, mut auth, mut reference) = (None, "042117".to_owned(), None);
                while let Some(word) = self.peek().map(str::to_owned) {
                    self.at += 1;
                    match word.as_str() {
                        "auth" => auth = self.next("an authorisation code")?.to_owned(),
                        "for" => amount = Some(self.next("an amount")?.to_owned()),
                        "as" => reference = Some(self.next("a reference")?.to_owned()),
                        other => return problem(format!("\"{other}\" says nothing about an approval"), "auth, for or as"),
                    }
                }
                TerminalAct::Approved { amount, auth, reference }
            }
            "approved-unheard" => TerminalAct::ApprovedUnheard,
            "declined" => {
                let code = self.next("a response code such as 51")?.to_owned();
                let said = if self.peek().is_some() {
                    self.exactly("saying")?;
                    self.next("what the terminal says of it")?.to_owned()
                } else {
                    String::new()
                };
                TerminalAct::Declined { code, said }
            }
            "declined-unheard" => TerminalAct::DeclinedUnheard(self.next("a response code such as 51")?.to_owned()),
            "stranger" => TerminalAct::Stranger(self.next("an amount")?.to_owned()),
            "reconciled" => TerminalAct::Reconciled,
            "cancelled-at-terminal" => TerminalAct::CancelledAtTerminal,
            "cancelled" => TerminalAct::Cancelled,
            "no-card" => TerminalAct::NoCard,
            "unreachable" => TerminalAct::Unreachable,
            "busy" => TerminalAct::Busy,
            "unknown" => TerminalAct::Unknown(self.one_of(&[
                ("line-dropped", UnknownReason::LineDropped),
                ("silence", UnknownReason::Silence),
                ("garbled", UnknownReason::Garbled),
            ])?),
            "confirmed" => TerminalAct::Confirmed,
            "taken-back" => TerminalAct::TakenBack,
            "reversed" => TerminalAct::Reversed(self.next("the terminal's name of a payment")?.to_owned()),
            "gone" => TerminalAct::Gone,
            "occupied" => TerminalAct::Occupied,
            "back" => TerminalAct::Back,
            "cancels" => TerminalAct::Cancels(self.one_of(&[
                ("in-time", CancelHabit::InTime),
                ("too-late", CancelHabit::TooLate),
                ("silently", CancelHabit::Silent),
            ])?),
            "looks-up" => TerminalAct::LooksUp(self.one_of(&[
                ("honestly", LookUpHabit::Honest),
                ("in-progress", LookUpHabit::InProgress),
                ("not-found", LookUpHabit::NotFound),
                ("cannot-tell", LookUpHabit::CannotTell),
                ("silently", LookUpHabit::Silent),
            ])?),
            "refunds" => TerminalAct::Refunds(self.one_of(&[
                ("willingly", Refund::Willing),
                ("never", Refund::Refusing),
                ("silently", Refund::Silent),
            ])?),
            "confirms" => TerminalAct::Confirms(self.one_of(&[("yes", true), ("no", false)])?),
            "tap" => TerminalAct::Tap(TerminalTap::TapCard),
            "insert" => TerminalAct::Tap(TerminalTap::InsertCard),
            "remove" => TerminalAct::Tap(TerminalTap::RemoveCard),
            "enter" => TerminalAct::Tap(TerminalTap::Enter),
            "clear" => TerminalAct::Tap(TerminalTap::Clear),
            "press-cancel" => TerminalAct::Tap(TerminalTap::Cancel),
            "digit" => match self.number()? {
                digit @ 0..=9 => TerminalAct::Tap(TerminalTap::Digit(u8::try_from(digit).unwrap_or(0))),
                other => return problem(format!("{other} is no digit"), "0 to 9"),
            },
            "pin" => TerminalAct::Pin(self.next("four digits")?.to_owned()),
            "trouble" => {
                let word = self.next("a trouble")?.to_owned();
                let known = Trouble::ALL.map(Trouble::key).join(", ");
                match Trouble::parse(&word) {
                    Some(trouble) => TerminalAct::Tap(TerminalTap::Trouble(trouble)),
                    None => return problem(format!("\"{word}\" is no trouble"), known),
                }
            }
            other => return problem(format!("\"{other}\" is nothing a terminal does"), ACTS),
        })
    }

    fn expectation(&mut self) -> Result<Expectation, Problem> {
        const CLAIMS: &str = "screen, total, lines, items, line, no-line, note, line-sold-out, line-gone, kept-cart, no-kept-cart, notice, no-notice, rejected, ignored, language, service, \
number, tickets, handed-over, ticket, ticket-without, receipts, receipt, receipt-on-screen, printing, card, prompts, charged, orders, recorded, tax, price, found, dimmed, not-dimmed, \
available, unavailable, still-there, no-still-there, may-cancel, no-cancel, card-stage, kcal, allergen, no-allergen, to-choose, screens, stopped, \
open-attempts, reversals, undecided, balanced, alarms or check-id";
        let word = self.next(CLAIMS)?.to_owned();
        Ok(match word.as_str() {
            "screen" => Expectation::Screen(self.screen()?),
            "total" => Expectation::Total(self.next("an amount")?.to_owned()),
            "lines" => Expectation::Lines(self.count()?),
            "items" => Expectation::Items(self.number()?),
            "line" => Expectation::Line { item: self.item()?, quantity: self.times()? },
            "no-line" => Expectation::NoLine(self.item()?),
            "line-sold-out" => Expectation::LineSoldOut(self.item()?),
            "line-gone" => Expectation::LineGone(self.item()?),
            "kept-cart" => Expectation::KeptCart(true),
            "no-kept-cart" => Expectation::KeptCart(false),
            "notice" => Expectation::Notice(self.next("a notice's name")?.to_owned()),
            "no-notice" => Expectation::NoNotice,
            "note" => Expectation::Note { item: self.item()?, note: self.next("a note, in quotes; \"\" for none")?.to_owned() },
            "ignored" => Expectation::Ignored(self.next("a rejection's name")?.to_owned()),
            "handed-over" => Expectation::HandedOver(self.number()?),
            "rejected" => Expectation::Rejected(self.next("a rejection's name")?.to_owned()),
            "language" => Expectation::Language(self.next("a language")?.to_owned()),
            "service" => Expectation::ServiceIs(self.service()?),
            "number" => Expectation::Number(self.next("a number such as A01")?.to_owned()),
            "tickets" => Expectation::Tickets(self.count()?),
            "ticket" => Expectation::TicketSays(self.next("words on the ticket")?.to_owned()),
            "ticket-without" => Expectation::TicketSaysNot(self.next("words not on the ticket")?.to_owned()),
            "receipts" => Expectation::Receipts(self.count()?),
            "receipt" => Expectation::ReceiptSays(self.next("words on the receipt")?.to_owned()),
            "receipt-on-screen" => Expectation::ReceiptOnScreen(self.next("words on the receipt")?.to_owned()),
            "printing" => Expectation::Printing(self.one_of(&[
                ("not-asked", Receipt::NotAsked),
                ("asked", Receipt::Asked),
                ("printed", Receipt::Printed),
                ("failed", Receipt::Failed),
            ])?),
            "card" => match self.next("on, or why it is off")? {
                "on" => Expectation::Card(None),
                "off" => Expectation::Card(Some(self.next("why cards are off")?.to_owned())),
                other => return problem(format!("\"{other}\" is neither"), "on or off"),
            },
            "prompts" => Expectation::Prompts(self.number()?),
            "charged" => Expectation::Charged(self.rest()),
            "orders" => Expectation::Orders(self.count()?),
            "balanced" => Expectation::Balanced,
            "undecided" => Expectation::Undecided(self.count()?),
            "recorded" => Expectation::Recorded(self.rest()),
            "tax" => Expectation::Tax {
                rate: self.next("a rate such as 5.5")?.to_owned(),
                tax: self.next("an amount of tax")?.to_owned(),
            },
            "price" => Expectation::Price { item: self.item()?, price: self.next("a price")?.to_owned() },
            "found" => Expectation::Found(self.items()?),
            "dimmed" => Expectation::Dimmed(self.item()?, true),
            "not-dimmed" => Expectation::Dimmed(self.item()?, false),
            "available" => Expectation::Available(self.item()?, true),
            "unavailable" => Expectation::Available(self.item()?, false),
            "still-there" => Expectation::StillThere(true),
            "no-still-there" => Expectation::StillThere(false),
            "may-cancel" => Expectation::MayCancel(true),
            "no-cancel" => Expectation::MayCancel(false),
            "card-stage" => Expectation::CardStage(self.next("how far a payment is, such as enter-pin")?.to_owned()),
            "kcal" => Expectation::Kcal(self.number()?),
            "allergen" => Expectation::Allergen(self.next("an allergen")?.to_owned(), true),
            "no-allergen" => Expectation::Allergen(self.next("an allergen")?.to_owned(), false),
            "to-choose" => Expectation::ToChoose(self.count()?),
            "screens" => {
                let mut screens = Vec::new();
                while self.peek().is_some() {
                    screens.push(self.screen()?);
                }
                Expectation::Screens(screens)
            }
            "stopped" => Expectation::Stopped,
            "open-attempts" => Expectation::OpenAttempts(self.count()?),
            "reversals" => Expectation::Reversals(self.count()?),
            "alarms" => Expectation::Alarms(self.count()?),
            "check-id" => Expectation::CheckId,
            other => return problem(format!("\"{other}\" is nothing to expect"), CLAIMS),
        })
    }

    fn add_item(&mut self) -> Result<Command, Problem> {
        let item = self.item()?;
        let quantity = if self.peek().is_some_and(|word| word.starts_with('x')) { self.times()? } else { 1 };
        let mut with = Vec::new();
        let mut note = None;
        while let Some(word) = self.peek().map(str::to_owned) {
            self.at += 1;
            match word.as_str() {
                "with" => {
                    while let Some(choice) = self.peek().filter(|word| *word != "note").map(str::to_owned) {
                        self.at += 1;
                        with.push(choice.trim_end_matches(',').to_owned());
                    }
                }
                "note" => note = Some(self.next("a note, in quotes")?.to_owned()),
                other => return problem(format!("\"{other}\" says nothing about an item"), "x2, with or note"),
            }
        }
        Ok(Command::AddItem { item, quantity, with, note })
    }

    /// The rest of the line so many times, `{n}` counting from 1.
    fn times_over(&mut self) -> Result<Command, Problem> {
        const MOST: u32 = 1_000;
        let count = self.number()?;
        if count == 0 || count > MOST {
            return problem(format!("{count} times is too few or too many"), format!("1 to {MOST}"));
        }
        let rest = self.rest();
        let nth = |n: u32| {
            let words: Vec<String> = rest.iter().map(|word| word.replace("{n}", &n.to_string())).collect();
            Words { all: &words, at: 0 }.whole(false)
        };
        (1..=count).map(nth).collect::<Result<_, _>>().map(Command::Times)
    }

    fn toggle(&mut self) -> Result<Command, Problem> {
        const FORM: &str = "group/option, or part:group/option";
        let word = self.next(FORM)?.to_owned();
        let (part, rest) = match word.split_once(':') {
            Some((part, rest)) => (Some(part.to_owned()), rest.to_owned()),
            None => (None, word.clone()),
        };
        match rest.split_once('/') {
            Some((group, option)) => Ok(Command::Toggle { part, group: group.to_owned(), option: option.to_owned() }),
            None => problem(format!("\"{word}\" names no option"), FORM),
        }
    }

    fn sold_out(&mut self, gone: bool) -> Result<Command, Problem> {
        let word = self.next("an item, or group/option")?.to_owned();
        match word.split_once('/') {
            Some((group, option)) => Ok(Command::SoldOutOption(group.to_owned(), option.to_owned(), gone)),
            None => Ok(Command::SoldOut(slug(&word)?, gone)),
        }
    }

    fn off_menu(&mut self) -> Result<Command, Problem> {
        let word = self.next("an item, or group/option")?.to_owned();
        match word.split_once('/') {
            Some((group, option)) => Ok(Command::OffMenuOption(group.to_owned(), option.to_owned())),
            None => Ok(Command::OffMenu(slug(&word)?)),
        }
    }

    fn filter(&mut self) -> Result<FoodFilter, Problem> {
        let mut filter = FoodFilter::default();
        for word in self.rest() {
            let allergen = word.strip_prefix("no-").and_then(AllergenGroup::parse);
            match (word.as_str(), allergen, Diet::parse(&word)) {
                ("nothing", _, _) => {}
                (_, Some(group), _) => {
                    filter.avoid.insert(group);
                }
                (_, None, Some(diet)) => {
                    filter.diets.insert(diet);
                }
                (_, None, None) => {
                    return problem(format!("\"{word}\" is no filter"), "nothing, no-ALLERGEN or a diet, such as no-milk vegan");
                }
            }
        }
        Ok(filter)
    }
}

fn slug(word: &str) -> Result<ItemId, Problem> {
    ItemId::new(word).or_else(|error| problem(format!("\"{word}\" is no id"), error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(line: &str) -> String {
        let text = format!("# a comment\n{line}\n");
        parse(Path::new("lunch.flow"), &text).expect_err("a bad line")[0].to_string()
    }

    #[test]
    fn a_bad_line_names_file_line_and_what_was_expected() {
        for (line, message, expected) in [
            ("strat takeaway", "\"strat\" is no command", "start"),
            ("start", "the line ends too early", "dine-in, takeaway"),
            ("start upstairs", "\"upstairs\" is none of these", "dine-in, takeaway"),
            ("wait soon", "\"soon\" is no time", "30s"),
            ("add fries y2", "\"y2\" says nothing", "x2, with or note"),
            ("search \"burger", "a quote is not closed", "a closing"),
            ("expect screen kitchen", "\"kitchen\" is no screen", "attract"),
            ("term approved by 3", "\"by\" says nothing", "auth, for or as"),
            ("quantity Fries 2", "\"Fries\" is no id", "lower-case"),
            ("at tomorrow", "\"tomorrow\" is no date", "2026-11-22T12:30:00+01:00"),
            ("finish now", "\"now\" is too much", "the end of the line"),
            ("toggle cheddar", "\"cheddar\" names no option", "group/option"),
            ("times 0 undo", "0 times is too few", "1 to 1000"),
            ("times 3 nod", "\"nod\" is no command", "start"),
        ] {
            let text = error(line);
            assert!(text.starts_with("lunch.flow:2: "), "{text}");
            assert!(text.contains(message), "{line:?} gave {text}");
            assert!(text.contains(expected), "{line:?} gave {text}");
        }
    }

    #[test]
    fn all_bad_lines_are_told_at_once() {
        let errors = parse(Path::new("x.flow"), "start\nfinish\nnonsense\n").expect_err("two bad lines");
        assert_eq!(errors.iter().map(|error| error.line).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn the_story_of_the_readme_is_read() {
        let text = "start takeaway\nadd flat-white x2 with oat-milk note \"extra hot\"\npay card\nterm approved auth 042117\n";
        let steps = parse(Path::new("x.flow"), text).expect("a good script");
        assert_eq!(steps.len(), 4);
        let Command::AddItem { quantity, with, note, .. } = &steps[1].command else { panic!("an item is added") };
        assert_eq!((*quantity, with.as_slice(), note.as_deref()), (2, &["oat-milk".to_owned()][..], Some("extra hot")));
    }
}
