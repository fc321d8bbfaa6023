//! What a terminal without a printer wants printed: lines, one by one or in blocks, and whose copy they are.

use super::apdu::{Apdu, code};
use super::fields::Fields;
use super::text::of_cp437;
use super::tlv::{Tlv, tag};
use crate::payment::{CardSlip, SlipCopy, SlipMatter};

/// As many lines are kept of all slips of one command.
const MOST_LINES: usize = 400;

#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Sheet {
    copy: Option<SlipCopy>,
    lines: Vec<String>,
}

/// Slips that are being printed.
#[derive(Debug, Default)]
pub(super) struct Slips {
    done: Vec<Sheet>,
    open: Sheet,
    count: usize,
}

impl Slips {
    /// Takes a command to print.
    pub fn take(&mut self, apdu: &Apdu) {
        if apdu.code() == code::PRINT_LINE {
            let Some((attribute, text)) = apdu.data().split_first() else { return };
            // With this attribute the text is a number of feeds.
            if *attribute != FEED {
                self.line(text);
            }
            self.attribute(*attribute);
            return;
        }
        let fields = Fields::decode(apdu.data());
        self.open.copy = match fields.object(&[tag::RECEIPT_TYPE]) {
            Some([1]) => Some(SlipCopy::Merchant),
            Some([2]) => Some(SlipCopy::Customer),
            Some(_) | None => self.open.copy,
        };
        let mut attribute = 0;
        for object in Tlv::find(fields.objects(), &[tag::PRINT_TEXTS]).map(Tlv::objects).unwrap_or_default() {
            match object.tag() {
                tag::TEXT_LINE => self.line(object.value()),
                tag::PRINT_ATTRIBUTE => attribute = object.value().first().copied().unwrap_or_default(),
                _ => {}
            }
        }
        self.attribute(attribute);
    }

    fn line(&mut self, text: &[u8]) {
        self.count += 1;
        if self.count <= MOST_LINES {
            self.open.lines.push(of_cp437(text).trim_end().to_owned());
        }
    }

    /// The highest bit ends a slip, but not when it stands alone.
    fn attribute(&mut self, attribute: u8) {
        if attribute & 0x80 != 0 && attribute != 0x80 {
            self.end();
        }
    }

    fn end(&mut self) {
        let sheet = std::mem::take(&mut self.open);
        if sheet.lines.iter().any(|line| !line.is_empty()) {
            self.done.push(sheet);
        }
    }

    /// Hands the slips out. Where the terminal does not say whose a copy is its words may, and else the last one is the customer's; those of
    /// the end of a day are all the restaurant's.
    pub fn hand_out(&mut self, matter: &SlipMatter) -> Vec<CardSlip> {
        self.end();
        let sheets = std::mem::take(&mut self.done);
        self.count = 0;
        let last = sheets.len().saturating_sub(1);
        let copy = |(at, sheet): (usize, &Sheet)| {
            if *matter == SlipMatter::EndOfDay {
                return SlipCopy::Merchant;
            }
            let told = sheet.copy.or_else(|| sheet.lines.iter().find_map(|line| copy_by_words(line)));
            told.unwrap_or(if at == last { SlipCopy::Customer } else { SlipCopy::Merchant })
        };
        sheets.iter().enumerate().map(|(at, sheet)| CardSlip::new(matter.clone(), copy((at, sheet)), &sheet.lines)).collect()
    }
}

/// An attribute of a line that has feeds instead of text.
const FEED: u8 = 0xff;

fn copy_by_words(line: &str) -> Option<SlipCopy> {
    let line = line.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| line.contains(word));
    if says(&["kundenbeleg", "customer copy", "customer receipt"]) {
        Some(SlipCopy::Customer)
    } else if says(&["händlerbeleg", "merchant copy", "merchant receipt"]) {
        Some(SlipCopy::Merchant)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::cp437;
    use super::*;
    use crate::id::{AttemptId, FreshId};

    fn line(attribute: u8, text: &str) -> Apdu {
        Apdu::new(code::PRINT_LINE, [vec![attribute], cp437(text)].concat())
    }

    fn block(kind: u8, lines: &[&str], last: u8) -> Apdu {
        let mut texts: Vec<Tlv> = lines.iter().map(|line| Tlv::plain(tag::TEXT_LINE, cp437(line))).collect();
        texts.push(Tlv::plain(tag::PRINT_ATTRIBUTE, [last]));
        let objects = vec![Tlv::plain(tag::RECEIPT_TYPE, [kind]), Tlv::of(tag::PRINT_TEXTS, texts)];
        Apdu::new(code::PRINT_BLOCK, Fields::default().with_objects(objects).encode())
    }

    fn handed(slips: &mut Slips) -> Vec<(SlipCopy, Vec<String>)> {
        let attempt = AttemptId::from(FreshId::from_random_bytes([7; 16]));
        slips.hand_out(&SlipMatter::Payment(attempt)).into_iter().map(|slip| (slip.copy(), slip.lines().to_vec())).collect()
    }

    #[test]
    fn lines_become_slips_and_their_words_tell_whose() {
        let mut slips = Slips::default();
        for apdu in
            [line(0x40, "** Händlerbeleg **"), line(0, ""), line(0x81, "8,90"), line(0x40, "Kundenbeleg"), line(0xff, "\u{3}")]
        {
            slips.take(&apdu);
        }
        let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            handed(&mut slips),
            [(SlipCopy::Merchant, owned(&["** Händlerbeleg **", "", "8,90"])), (SlipCopy::Customer, owned(&["Kundenbeleg"])),]
        );
        assert_eq!(handed(&mut slips), [], "they are handed out once");
    }

    #[test]
    fn a_slip_may_span_blocks_and_the_terminal_says_whose_it_is() {
        let mut slips = Slips::default();
        slips.take(&block(2, &["a"], 0x40));
        slips.take(&block(2, &["b"], 0x81));
        slips.take(&block(1, &["c"], 0xff));
        let kinds: Vec<_> = handed(&mut slips).into_iter().map(|(copy, lines)| (copy, lines.len())).collect();
        assert_eq!(kinds, [(SlipCopy::Customer, 2), (SlipCopy::Merchant, 1)]);
    }

    #[test]
    fn of_the_end_of_a_day_everything_is_the_restaurants() {
        let mut slips = Slips::default();
        slips.take(&line(0x40, "Kassenschnitt"));
        slips.take(&line(0x81, "Summe 21,80"));
        let copies: Vec<_> = slips.hand_out(&SlipMatter::EndOfDay).iter().map(CardSlip::copy).collect();
        assert_eq!(copies, [SlipCopy::Merchant]);
    }

    #[test]
    fn a_terminal_that_prints_without_end_takes_no_more_memory() {
        let mut slips = Slips::default();
        for _ in 0..10_000 {
            slips.take(&line(0, "x"));
        }
        assert_eq!(slips.open.lines.len(), MOST_LINES);
    }
}
