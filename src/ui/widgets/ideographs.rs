//! Where lines of Chinese end. It has no spaces between words, so egui may end a line behind any sign: also behind an opening bracket, or
//! with one sign left over for the last line. Here a line ends neither so; it ends behind punctuation where that is not far, and it needs no
//! more lines than it must.

/// Whether a letter is a sign for a word or a syllable.
#[must_use]
pub const fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A letter, where it begins in a row that never ends, and where it ends.
pub type Measured = (char, f32, f32);

/// What a line costs that ends between two signs of which none is punctuation: perhaps within a word.
const WITHIN: f32 = 0.12;
/// What it costs behind a comma or a space.
const BEHIND_COMMA: f32 = 0.02;
/// What it costs to leave two signs over for the last line, and what one sign costs.
const TWO_LEFT: f32 = 0.3;
const ONE_LEFT: f32 = 10.0;

/// Before which letters new lines begin, in at most so many rows of this width; `level` for lines about equally long. Nothing where it
/// all finds room in one row, and where it finds none in so many.
#[must_use]
pub fn breaks(letters: &[Measured], width: f32, rows: usize, level: bool) -> Option<Vec<usize>> {
    let ends: Vec<usize> = (1..=letters.len()).filter(|end| may_end(letters, *end)).collect();
    let starts: Vec<usize> = std::iter::once(0).chain(ends.iter().copied()).collect();
    // The best way to come to each end in so many lines: what it costs, and where its last line begins.
    let mut ways = vec![(f32::INFINITY, 0); starts.len()];
    ways[0].0 = 0.0;
    let mut found: Vec<Vec<(f32, usize)>> = vec![ways];
    while found.len() <= rows {
        let before = found.last()?;
        let mut next = vec![(f32::INFINITY, 0); starts.len()];
        for (to, end) in starts.iter().enumerate().skip(1) {
            for from in (0..to).rev() {
                let line = &letters[starts[from]..*end];
                let Some(long) = length(line).filter(|long| *long <= width + 0.5) else { break };
                let last = *end == letters.len();
                let cost = before[from].0 + cost(line, letters.get(*end), 1.0 - long / width, (last, level));
                if cost < next[to].0 {
                    next[to] = (cost, from);
                }
            }
        }
        let done = next.last()?.0.is_finite();
        found.push(next);
        if done {
            break;
        }
    }
    let mut at = starts.len() - 1;
    if found.len() < 3 || !found.last()?[at].0.is_finite() {
        return None;
    }
    let mut begins = Vec::new();
    for line in found.iter().skip(2).rev() {
        at = line[at].1;
        begins.push(starts[at]);
    }
    begins.reverse();
    Some(begins)
}

/// Whether a line may end before this letter, or with the text.
fn may_end(letters: &[Measured], end: usize) -> bool {
    let Some((next, ..)) = letters.get(end) else { return true };
    let last = letters[end - 1].0;
    if closes(*next) || opens(last) || *next == ' ' || last == '\u{a0}' || *next == '\u{a0}' {
        return false;
    }
    last == ' ' || is_ideograph(last) || closes_wide(last) || is_ideograph(*next)
}

/// What must not end a line.
const fn opens(letter: char) -> bool {
    matches!(letter, '（' | '《' | '〈' | '【' | '「' | '『' | '“' | '‘' | '(' | '[' | '«')
}

/// What must not begin one.
const fn closes(letter: char) -> bool {
    closes_wide(letter) || matches!(letter, ')' | ']' | '»' | ',' | '.' | ':' | ';' | '!' | '?' | '%' | '·' | '…')
}

const fn closes_wide(letter: char) -> bool {
    matches!(letter, '，' | '。' | '、' | '：' | '；' | '？' | '！' | '）' | '》' | '〉' | '】' | '」' | '』' | '”' | '’')
}

/// How long a line is without the spaces at its end.
fn length(line: &[Measured]) -> Option<f32> {
    let (_, left, _) = line.first()?;
    let (.., right) = line.iter().rev().find(|(letter, ..)| *letter != ' ')?;
    Some(right - left)
}

/// What a line costs that leaves so large a part of its room empty.
fn cost(line: &[Measured], next: Option<&Measured>, empty: f32, (last, level): (bool, bool)) -> f32 {
    let room = if last && !level { 0.0 } else { empty * empty };
    let end = line.last().map_or(' ', |(letter, ..)| *letter);
    let end = match (last, end) {
        (true, _) => {
            let signs = line.iter().filter(|(letter, ..)| letter.is_alphanumeric());
            match signs.count() {
                0 | 1 => ONE_LEFT,
                2 if line.iter().any(|(letter, ..)| is_ideograph(*letter)) => TWO_LEFT,
                _ => 0.0,
            }
        }
        (false, '。' | '？' | '！') => 0.0,
        (false, end) if end == ' ' || closes_wide(end) || next.is_some_and(|(next, ..)| opens(*next)) => BEHIND_COMMA,
        (false, _) => WITHIN,
    };
    room + end
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of a text in which every sign is 2 wide and every other letter 1.
    fn lines(text: &str, width: f32, level: bool) -> Vec<String> {
        let mut at = 0.0;
        let measured: Vec<Measured> = text
            .chars()
            .map(|letter| {
                let left = at;
                at += if letter.is_ascii() { 1.0 } else { 2.0 };
                (letter, left, at)
            })
            .collect();
        let mut begins = breaks(&measured, width, 9, level).unwrap_or_default();
        begins.push(measured.len());
        let mut from = 0;
        begins
            .into_iter()
            .map(|to| {
                let line: String = text.chars().skip(from).take(to - from).collect();
                from = to;
                line.trim_end().to_owned()
            })
            .collect()
    }

    #[test]
    fn no_line_ends_with_an_opening_bracket_or_begins_with_a_closing_one() {
        for width in 8..40_u8 {
            for level in [false, true] {
                for line in lines("若无人察觉，之后损失 14.10 €：10%（假设）。陌生人按键可取走“钱”。", f32::from(width), level)
                {
                    assert!(!line.ends_with(opens), "{line} at {width}");
                    assert!(!line.starts_with(closes), "{line} at {width}");
                }
            }
        }
    }

    #[test]
    fn no_sign_is_left_over_for_the_last_line() {
        for text in [
            "无法联系您的银行。没有扣款。",
            "目前还不清楚您的卡是否已扣款。请向店员出示此编号：",
            "请到柜台付款",
            "浓缩咖啡配奶泡。",
        ] {
            for width in (10..40_u8).step_by(2) {
                for level in [false, true] {
                    let lines = lines(text, f32::from(width), level);
                    let last = lines.last().expect("a line").chars().filter(|letter| is_ideograph(*letter)).count();
                    assert!(last > 1, "{lines:?} at {width}");
                }
            }
        }
        assert_eq!(lines("过敏原与饮食（1）", 16.0, false), ["过敏原与", "饮食（1）"]);
    }

    #[test]
    fn numbers_stay_whole_and_a_sentence_ends_a_line_where_that_is_not_far() {
        assert_eq!(lines("到柜台支付 €14.10", 14.0, true), ["到柜台支付", "€14.10"]);
        assert_eq!(lines("银行拒绝了付款。没有扣款。请换一张卡", 20.0, false), ["银行拒绝了付款。", "没有扣款。请换一张卡"]);
    }

    #[test]
    fn it_takes_no_more_lines_than_it_must() {
        assert_eq!(lines("银行拒绝了请求", 14.0, false).len(), 1);
        assert_eq!(lines("银行拒绝了请求。", 14.0, false).len(), 2);
    }
}
