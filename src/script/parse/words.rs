//! A line's words, one after the other: what each kind of word may be, and what is said of one that is not.

use super::super::command::LineName;
use super::{Problem, Words, problem, slug};
use crate::catalogue::{ItemId, ServiceMode};
use crate::fake::KitchenMood;
use crate::machine::kiosk::ScreenName;
use crate::payment::{StaffVerdict, Tender};
use crate::time::{Millis, WallTime};

impl Words<'_> {
    pub(in crate::script) fn next(&mut self, expected: &str) -> Result<&str, Problem> {
        match self.all.get(self.at) {
            Some(word) => {
                self.at += 1;
                Ok(word)
            }
            None => problem("the line ends too early", expected),
        }
    }

    pub(in crate::script) fn peek(&self) -> Option<&str> {
        self.all.get(self.at).map(String::as_str)
    }

    pub(in crate::script) fn rest(&mut self) -> Vec<String> {
        let rest = self.all[self.at..].to_vec();
        self.at = self.all.len();
        rest
    }

    pub(in crate::script) fn exactly(&mut self, word: &str) -> Result<(), Problem> {
        match self.next(word)? {
            found if found == word => Ok(()),
            found => problem(format!("\"{found}\" stands in the way"), word),
        }
    }

    pub(in crate::script) fn one_of<T: Copy>(&mut self, known: &[(&str, T)]) -> Result<T, Problem> {
        let expected = known.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        let word = self.next(&expected)?;
        match known.iter().find(|(name, _)| *name == word) {
            Some((_, value)) => Ok(*value),
            None => problem(format!("\"{word}\" is none of these"), expected),
        }
    }

    pub(in crate::script) fn span_or_none(&mut self) -> Result<Millis, Problem> {
        if self.peek().is_some() { self.span() } else { Ok(Millis(0)) }
    }

    /// Which payment, what of it, who says so and why.
    pub(in crate::script) fn staff(&mut self) -> Result<(String, StaffVerdict, String, String), Problem> {
        self.exactly("resolves")?;
        let reference = self.next("the attempt's reference, or \"it\"")?.to_owned();
        let verdict = self.one_of(&[("charged", StaffVerdict::Charged), ("not-charged", StaffVerdict::NotCharged)])?;
        self.exactly("by")?;
        let by = self.next("who decides, in quotes")?.to_owned();
        self.exactly("because")?;
        let reason = self.next("how they know, in quotes")?.to_owned();
        Ok((reference, verdict, by, reason))
    }

    pub(in crate::script) fn fails(&mut self) -> Result<bool, Problem> {
        self.one_of(&[("fails", true), ("works", false)])
    }

    pub(in crate::script) fn kitchen(&mut self) -> Result<KitchenMood, Problem> {
        self.one_of(&[("works", KitchenMood::Works), ("fails", KitchenMood::Fails), ("silent", KitchenMood::Silent)])
    }

    pub(in crate::script) fn item(&mut self) -> Result<ItemId, Problem> {
        let word = self.next("an item's id")?;
        slug(word)
    }

    pub(in crate::script) fn items(&mut self) -> Result<Vec<ItemId>, Problem> {
        self.rest().iter().map(|word| slug(word)).collect()
    }

    pub(in crate::script) fn line_name(&mut self) -> Result<LineName, Problem> {
        if self.peek() == Some("line") {
            self.at += 1;
            return Ok(LineName::Position(self.count()?));
        }
        Ok(LineName::Item(self.item()?))
    }

    pub(in crate::script) fn service(&mut self) -> Result<ServiceMode, Problem> {
        self.one_of(&[("dine-in", ServiceMode::DineIn), ("takeaway", ServiceMode::Takeaway)])
    }

    pub(in crate::script) fn tender(&mut self) -> Result<Tender, Problem> {
        self.one_of(&[("card", Tender::Card), ("counter", Tender::Counter)])
    }

    pub(in crate::script) fn screen(&mut self) -> Result<ScreenName, Problem> {
        let known = ScreenName::ALL.map(ScreenName::key).join(", ");
        let word = self.next(&known)?;
        match ScreenName::parse(word) {
            Some(screen) => Ok(screen),
            None => problem(format!("\"{word}\" is no screen"), known),
        }
    }

    pub(in crate::script) fn number(&mut self) -> Result<u32, Problem> {
        let word = self.next("a number")?;
        word.parse().or_else(|_| problem(format!("\"{word}\" is no number"), "a whole number"))
    }

    pub(in crate::script) fn count(&mut self) -> Result<usize, Problem> {
        Ok(usize::try_from(self.number()?).unwrap_or(usize::MAX))
    }

    pub(in crate::script) fn times(&mut self) -> Result<u32, Problem> {
        let word = self.next("a count such as x2")?;
        let count = word.strip_prefix('x').and_then(|count| count.parse().ok());
        count.map_or_else(|| problem(format!("\"{word}\" is no count"), "a count such as x2"), Ok)
    }

    pub(in crate::script) fn span(&mut self) -> Result<Millis, Problem> {
        const FORM: &str = "a time such as 500ms, 30s, 5m or 2h";
        let word = self.next(FORM)?;
        let at = word.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(word.len());
        let (digits, unit) = word.split_at(at);
        let each = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => return problem(format!("\"{word}\" is no time"), FORM),
        };
        match digits.parse::<u64>().ok().and_then(|count| count.checked_mul(each)) {
            Some(span) => Ok(Millis(span)),
            None => problem(format!("\"{word}\" is no time"), FORM),
        }
    }

    pub(in crate::script) fn wall(&mut self) -> Result<WallTime, Problem> {
        const FORM: &str = "a date and time with offset such as 2026-11-22T12:30:00+01:00";
        let word = self.next(FORM)?;
        WallTime::parse(word).or_else(|_| problem(format!("\"{word}\" is no date and time"), FORM))
    }
}
