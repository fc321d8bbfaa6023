//! Writing that runs from right to left: lines are broken as the sentence is read, and each line is then put into the order in which it
//! is seen.
//!
//! egui lays sections out one after the other from the left and shapes each with the direction of its letters. So a line goes to it as
//! its visual runs (Unicode's bidirectional algorithm), those from right to left in a typeface that has their letters: these are shaped as a
//! whole, and joined. What it refuses to know: where on the screen a text goes.

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

use crate::locale::Language;

/// In which direction something runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// As French does.
    #[default]
    LeftToRight,
    /// As Arabic does.
    RightToLeft,
}

impl Direction {
    /// In which direction a language is written.
    #[must_use]
    pub fn of(language: &Language) -> Self {
        if language.runs_from_right() { Self::RightToLeft } else { Self::LeftToRight }
    }
}

/// Letters that stand beside each other in a line, in the order in which they are seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What is drawn: the letters of a run from right to left in the order in which they are read, for they are turned when they are shaped.
    pub text: String,
    /// How it runs.
    pub direction: Direction,
}

/// Whether a text has to be put into order at all: it has letters that run from right to left, or none at all where lines do.
#[must_use]
pub fn concerns(text: &str, house: Direction) -> bool {
    // Nearly every text of every frame ends here: to look each of its letters up would cost more than to lay it out again.
    if house == Direction::LeftToRight && !text.chars().any(may_run_from_right) {
        return false;
    }
    if text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ') && !text.is_empty() {
        return false;
    }
    let mut letters = false;
    for level in text.chars().filter_map(of_letter) {
        if level.is_rtl() {
            return true;
        }
        letters = true;
    }
    house == Direction::RightToLeft && !letters && !text.is_empty()
}

/// The parts of Unicode that are kept for letters from right to left; not all in them are.
const fn may_run_from_right(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// How a letter runs; nothing for what has no direction of its own. A mark holds a sign at its number; it is no letter.
fn of_letter(letter: char) -> Option<Level> {
    let class = bidi_class(letter);
    if is_mark_of_direction(letter) {
        None
    } else if class == BidiClass::L {
        Some(Level::ltr())
    } else {
        matches!(class, BidiClass::R | BidiClass::AL).then(Level::rtl)
    }
}

/// How a text as a whole runs: as the house does where it has letters of that direction or none, else as its first letter.
fn base(text: &str, house: Direction) -> Level {
    let mut found = text.chars().filter_map(of_letter);
    let first = found.next();
    match (house, first) {
        (Direction::RightToLeft, Some(first)) if first.is_ltr() && found.all(|level| level.is_ltr()) => Level::ltr(),
        (Direction::RightToLeft, _) => Level::rtl(),
        (Direction::LeftToRight, first) => first.unwrap_or(Level::ltr()),
    }
}

/// The text as lines of runs. `fits` says whether a line, as it is read, finds room in one row; a word that finds none has a line of its own.
#[must_use]
pub fn lines(text: &str, house: Direction, fits: impl Fn(&[Run]) -> bool) -> Vec<Vec<Run>> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let level = base(paragraph, house);
        let info = BidiInfo::new(paragraph, Some(level));
        let Some(whole) = info.paragraphs.first() else {
            lines.push(Vec::new());
            continue;
        };
        let seen = |from: usize, to: usize| {
            let to = from + paragraph[from..to].trim_end_matches(' ').len();
            let (levels, runs) = info.visual_runs(whole, from..to);
            let runs = runs.into_iter().map(|run| as_seen(&paragraph[run.clone()], levels[run.start]));
            runs.filter(|run| !run.text.is_empty()).collect::<Vec<Run>>()
        };
        let mut from = 0;
        // Where a line could end: behind every space, and at the end.
        let mut last = 0;
        for (at, _) in paragraph.match_indices(' ').chain([(paragraph.len(), "")]) {
            let end = (at + 1).min(paragraph.len());
            let line = seen(from, end);
            if last > from && !fits(&line) {
                lines.push(seen(from, last));
                from = last;
            }
            last = end;
        }
        lines.push(seen(from, paragraph.len()));
    }
    lines
}

/// A run as egui must be given it. One without a letter of its direction would be shaped from left to right, so it is turned here.
fn as_seen(text: &str, level: Level) -> Run {
    let visible = |letter: &char| !is_mark_of_direction(*letter);
    if level.is_ltr() {
        return Run { text: text.chars().filter(visible).collect(), direction: Direction::LeftToRight };
    }
    let shaped = text.chars().any(|letter| matches!(bidi_class(letter), BidiClass::R | BidiClass::AL));
    let text =
        if shaped { text.chars().filter(visible).collect() } else { text.chars().rev().filter(visible).map(mirrored).collect() };
    Run { text, direction: Direction::RightToLeft }
}

/// The marks that say how something runs; nobody sees them.
fn is_mark_of_direction(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A bracket that opens to the left where one opened to the right.
const fn mirrored(letter: char) -> char {
    match letter {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        '‹' => '›',
        '›' => '‹',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_from_right_to_left_is_in_a_part_that_is_kept_for_them() {
        let from_right = |letter: &char| of_letter(*letter).is_some_and(|level| level.is_rtl());
        let letters: Vec<char> = ('\0'..=char::MAX).filter(from_right).collect();
        assert!(letters.len() > 1000, "{}", letters.len());
        let missed: Vec<_> = letters.iter().filter(|letter| !may_run_from_right(**letter)).collect();
        assert!(missed.is_empty(), "{missed:?}");
        assert!(!may_run_from_right('é') && !may_run_from_right('€') && !may_run_from_right('汉'));
    }

    /// What is seen from left to right, with runs from right to left spelt backwards, as an eye going right would spell them.
    fn seen(line: &[Run]) -> String {
        let spelt = |run: &Run| {
            let shaped = run.text.chars().any(|letter| matches!(bidi_class(letter), BidiClass::R | BidiClass::AL));
            if run.direction == Direction::RightToLeft && shaped {
                run.text.chars().rev().map(mirrored).collect()
            } else {
                run.text.clone()
            }
        };
        line.iter().map(spelt).collect()
    }

    fn one_line(text: &str, house: Direction) -> String {
        let lines = lines(text, house, |_| true);
        assert_eq!(lines.len(), 1);
        seen(&lines[0])
    }

    #[test]
    fn numbers_and_latin_names_keep_their_order_inside_arabic() {
        let house = Direction::RightToLeft;
        assert_eq!(one_line("دفع 12.50 بالبطاقة", house), "ةقاطبلاب 12.50 عفد");
        assert_eq!(one_line("شاي Earl Grey ساخن", house), "نخاس Earl Grey ياش");
        assert_eq!(one_line("من 06:30 إلى 11:00", house), "11:00 ىلإ 06:30 نم");
    }

    #[test]
    fn an_amount_stands_before_its_currency_as_one_reads_from_the_right() {
        let house = Direction::RightToLeft;
        assert_eq!(one_line("12.50\u{a0}€", house), "€\u{a0}12.50");
        assert_eq!(one_line("\u{200e}+0.80\u{a0}€", house), "€\u{a0}+0.80");
        assert_eq!(one_line("\u{200e}-0.50\u{a0}€", house), "€\u{a0}-0.50");
        assert_eq!(one_line("إضافة · 9.40\u{a0}€", house), "€\u{a0}9.40 · ةفاضإ");
    }

    #[test]
    fn brackets_open_towards_what_they_hold() {
        let house = Direction::RightToLeft;
        assert_eq!(one_line("بيكون (لحم)", house), "(محل) نوكيب");
        assert_eq!(one_line("الحساسية (3)", house), "(3) ةيساسحلا");
        assert_eq!(one_line("«سلطة»", house), "«ةطلس»");
    }

    #[test]
    fn a_latin_name_stays_as_it_is_and_a_stranger_among_latin_runs_its_own_way() {
        assert_eq!(one_line("Le Comptoir (exemple)", Direction::RightToLeft), "Le Comptoir (exemple)");
        assert_eq!(one_line("Mint (نعناع) tea", Direction::LeftToRight), "Mint (عانعن) tea");
        assert!(!concerns("Le Comptoir", Direction::RightToLeft));
        assert!(!concerns("12,50 €", Direction::LeftToRight));
        assert!(concerns("12.50 €", Direction::RightToLeft));
        assert!(concerns("العربية", Direction::LeftToRight));
    }

    #[test]
    fn a_paragraph_is_broken_as_it_is_read_and_then_turned_line_by_line() {
        let narrow = |line: &[Run]| line.iter().map(|run| run.text.chars().count()).sum::<usize>() <= 12;
        let broken = lines("طلبكم في المطبخ 12.50 الآن", Direction::RightToLeft, narrow);
        let broken: Vec<String> = broken.iter().map(|line| seen(line)).collect();
        assert_eq!(broken, ["يف مكبلط", "12.50 خبطملا", "نآلا"]);
    }

    #[test]
    fn a_word_without_room_has_a_line_of_its_own() {
        let broken = lines("كلمة طويلة", Direction::RightToLeft, |line| line.len() > 99);
        assert_eq!(broken.len(), 2);
        assert!(broken.iter().all(|line| !line.is_empty()));
    }
}
