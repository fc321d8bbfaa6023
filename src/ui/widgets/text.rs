//! Texts: laid out in a rectangle, cut with an ellipsis rather than clipped, and told to screen readers.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextWrapping};
use egui::{Align, Align2, Galley, Rect, Sense, TextFormat, Ui, WidgetInfo, pos2};

use super::bidi::{self, Direction, Run};
use super::ideographs::{self, is_ideograph};
use super::layout::{as_read, writing};
use crate::ui::inspection::{self, DrawnKind};
use crate::ui::landmarks;
use crate::ui::theme::Face;

/// A text laid out.
#[derive(Debug, Clone)]
pub struct Laid {
    /// Where its letters are.
    pub galley: Arc<Galley>,
    /// It is all there: neither cut short nor broken inside a word.
    pub whole: bool,
    /// A row ends in the middle of a word.
    pub broken: bool,
}

impl Laid {
    /// How much it covers.
    pub fn size(&self) -> egui::Vec2 {
        self.galley.size()
    }
}

/// Lays a text out in so many rows of this width at most. `align` is left and right as they are on the screen.
pub fn lay(ui: &Ui, text: &str, face: Face, width: f32, rows: usize, align: Align) -> Laid {
    let house = writing();
    if bidi::concerns(text, house) {
        return lay_in_order(ui, text, face, (width, rows), align, house);
    }
    let format = TextFormat { font_id: face.font(), color: face.colour.into(), ..TextFormat::default() };
    let text = drawable(text);
    let text = in_lines(ui, &text, &format, (width, rows), align).unwrap_or(text);
    let mut job = LayoutJob::single_section(text, format);
    job.wrap = TextWrapping { max_width: width, max_rows: rows, ..TextWrapping::default() };
    job.halign = align;
    let galley = ui.painter().layout_job(job);
    let broken = breaks_a_word(&galley);
    Laid { whole: !galley.elided && !broken, broken, galley }
}

/// A text of Chinese signs with its lines ended where they may end; nothing where that is left to egui.
fn in_lines(ui: &Ui, text: &str, format: &TextFormat, (width, rows): (f32, usize), align: Align) -> Option<String> {
    if !width.is_finite() || rows < 2 || !text.chars().any(is_ideograph) {
        return None;
    }
    let mut job = LayoutJob::single_section(text.to_owned(), format.clone());
    job.wrap.max_width = f32::INFINITY;
    let row = ui.painter().layout_job(job);
    let [row] = row.rows.as_slice() else { return None };
    let glyphs = row.row.glyphs.iter().map(|glyph| (glyph.chr, glyph.pos.x, glyph.pos.x + glyph.advance_width));
    let measured: Vec<ideographs::Measured> = glyphs.collect();
    if !measured.iter().map(|(letter, ..)| *letter).eq(text.chars()) {
        return None;
    }
    let begins = ideographs::breaks(&measured, width, rows, align == Align::Center)?;
    let mut ended = String::with_capacity(text.len() + begins.len());
    for (index, letter) in text.chars().enumerate() {
        if begins.contains(&index) {
            ended.truncate(ended.trim_end_matches(' ').len());
            ended.push('\n');
        }
        ended.push(letter);
    }
    Some(ended)
}

/// The same for a text with letters that run from right to left. See [`bidi`].
fn lay_in_order(ui: &Ui, text: &str, face: Face, (width, rows): (f32, usize), align: Align, house: Direction) -> Laid {
    let width_of = |line: &[Run]| {
        let mut job = LayoutJob::default();
        append(&mut job, line, face);
        ui.painter().layout_job(job).size().x
    };
    let mut lines = bidi::lines(&drawable(text), house, |line| width_of(line) <= width);
    let mut whole = lines.len() <= rows && lines.iter().all(|line| lines_fit(width_of(line), width));
    if lines.len() > rows {
        whole = false;
        lines.truncate(rows);
        let ends_left = lines.last().and_then(|line| line.first()).is_some_and(|run| run.direction == Direction::RightToLeft);
        if let Some(last) = lines.last_mut() {
            let more = Run { text: "…".to_owned(), direction: Direction::LeftToRight };
            last.insert(if ends_left { 0 } else { last.len() }, more);
        }
    }
    let mut job = LayoutJob::default();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            job.append("\n", 0.0, format(face, Direction::LeftToRight));
        }
        append(&mut job, line, face);
    }
    job.wrap.max_width = if width.is_finite() { width * 2.0 } else { width };
    job.halign = align;
    Laid { galley: ui.painter().layout_job(job), whole, broken: false }
}

/// Half a point is nothing that anybody sees.
fn lines_fit(line: f32, width: f32) -> bool {
    line <= width + 0.5
}

fn append(job: &mut LayoutJob, line: &[Run], face: Face) {
    // egui takes the first glyph for the beginning of a row. From right to left that may be the dots of a letter, which stand somewhere
    // in the middle of it: what nobody sees goes first.
    if line.first().is_some_and(|run| run.direction == Direction::RightToLeft) {
        job.append(NOTHING, 0.0, format(face, Direction::LeftToRight));
    }
    for run in line {
        job.append(&run.text, 0.0, format(face, run.direction));
    }
}

/// A letter without width.
const NOTHING: &str = "\u{200b}";

/// All runs of a line are equally high, whatever their typefaces say of themselves, so that they stand on one line.
fn format(face: Face, direction: Direction) -> TextFormat {
    let font_id = if direction == Direction::RightToLeft { face.font_from_right() } else { face.font() };
    let line_height = Some((font_id.size * LINE_HEIGHT).round());
    TextFormat { font_id, color: face.colour.into(), line_height, ..TextFormat::default() }
}

/// The height of a line with letters that run from right to left, in sizes of the text.
const LINE_HEIGHT: f32 = 1.3;

/// How high a text is when it is as wide as this.
pub fn height(ui: &Ui, text: &str, face: Face, width: f32, rows: usize) -> f32 {
    lay(ui, text, face, width, rows, Align::Min).size().y
}

/// How wide a text is in one row.
pub fn width(ui: &Ui, text: &str, face: Face) -> f32 {
    lay(ui, text, face, f32::INFINITY, 1, Align::Min).size().x.ceil()
}

/// The face in which a text fits: smaller rather than cut off or broken inside a word.
pub fn fitting(ui: &Ui, text: &str, face: Face, room: egui::Vec2, rows: usize) -> Face {
    let mut face = face;
    while let Some(size) = face.size.smaller() {
        if fits(ui, text, face, room, rows) {
            break;
        }
        face.size = size;
    }
    face
}

/// Whether a text finds room without being cut off or broken inside a word.
pub fn fits(ui: &Ui, text: &str, face: Face, room: egui::Vec2, rows: usize) -> bool {
    let laid = lay(ui, text, face, room.x, rows, Align::Min);
    let too_high = laid.galley.rows.len() > 1 && laid.size().y > room.y + 1.0;
    laid.whole && !too_high
}

/// A text with rows about equally long, so that no single word is left over for the last one. Lines of Chinese are so already.
fn balanced(ui: &Ui, text: &str, face: Face, (width, rows): (f32, usize), align: Align) -> Laid {
    let laid = lay(ui, text, face, width, rows, align);
    let count = laid.galley.rows.len();
    if count < 2 || !laid.whole || text.chars().any(is_ideograph) {
        return laid;
    }
    let (mut low, mut high, mut best) = (width / count as f32, width, laid);
    while high - low > width * BALANCED {
        let middle = low.midpoint(high);
        let tried = lay(ui, text, face, middle, rows, align);
        if tried.whole && tried.galley.rows.len() <= count {
            (high, best) = (middle, tried);
        } else {
            low = middle;
        }
    }
    best
}

/// Rows that differ by less than this part of the room are equally long.
const BALANCED: f32 = 0.05;

/// Whether a row ends in the middle of a word. Chinese has no words that a line must not end in.
fn breaks_a_word(galley: &Galley) -> bool {
    let letters = galley.rows.iter().take(galley.rows.len().saturating_sub(1));
    letters.filter(|row| !row.ends_with_newline).any(|row| {
        let last = row.row.glyphs.last().map(|glyph| glyph.chr);
        // What a space holds that must not end a line is one word.
        last.is_some_and(|letter| letter == '\u{a0}' || (letter.is_alphanumeric() && !is_ideograph(letter)))
    })
}

/// Draws a text and says nothing to screen readers: for texts inside controls that say it themselves.
pub fn draw(ui: &Ui, rect: Rect, text: &str, face: Face, align: Align2, rows: usize) -> Rect {
    place(ui, rect, text, face, align, rows, align.x() == Align::Center)
}

/// The same; `level` for rows about equally long.
fn place(ui: &Ui, rect: Rect, text: &str, face: Face, align: Align2, rows: usize, level: bool) -> Rect {
    let align = as_read(align);
    let face = fitting(ui, text, face, rect.size(), rows);
    let Laid { galley, whole, broken } = if level {
        balanced(ui, text, face, (rect.width(), rows), align.x())
    } else {
        lay(ui, text, face, rect.width(), rows, align.x())
    };
    let size = galley.size();
    let x = match align.x() {
        Align::Min => rect.min.x,
        Align::Center => rect.center().x,
        Align::Max => rect.max.x,
    };
    let y = match align.y() {
        Align::Min => rect.min.y,
        Align::Center => rect.center().y - size.y / 2.0,
        Align::Max => rect.max.y - size.y,
    };
    let used = galley.rect.translate(egui::vec2(x, y));
    inspection::note(ui, DrawnKind::Text { whole, broken, rows: galley.rows.len(), size: face.size.points() }, text, used, rect);
    ui.painter().galley(pos2(x, y), galley, face.colour.into());
    used
}

/// Draws a text that stands for itself; answers what it covers.
pub fn say(ui: &mut Ui, rect: Rect, text: &str, face: Face, align: Align2, rows: usize) -> Rect {
    let used = draw(ui, rect, text, face, align, rows);
    announce(ui, used, Role::Label, text);
    used
}

/// A name that stands for itself, with rows about equally long wherever they begin.
pub fn say_level(ui: &mut Ui, rect: Rect, text: &str, face: Face, align: Align2, rows: usize) -> Rect {
    let used = place(ui, rect, text, face, align, rows, true);
    announce(ui, used, Role::Label, text);
    used
}

/// Tells screen readers about a part of the screen that is no control.
pub fn announce(ui: &mut Ui, rect: Rect, role: Role, text: &str) {
    let id = ui.next_auto_id();
    ui.skip_ahead_auto_ids(1);
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(role, true, text));
    if role == Role::Status {
        // News is told as it comes.
        ui.ctx().accesskit_node_builder(id, |node| node.set_live(egui::accesskit::Live::Polite));
    }
    landmarks::note_visible(ui.ctx(), id, rect.intersect(ui.clip_rect()));
}

/// The narrow no-break space that French amounts are grouped with is missing in the house font; the ordinary one stands in. Nor does a
/// line begin with a mark that has a space before it, as French sets it, or end with one that it sets a space behind.
fn drawable(text: &str) -> String {
    let mut letters = text.chars().peekable();
    let (mut drawable, mut last) = (String::with_capacity(text.len()), None);
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        let held = matches!(next, Some(':' | ';' | '?' | '!' | '»' | '%' | '·')) || last == Some('«');
        drawable.push(if letter == '\u{202f}' || (letter == ' ' && held) { '\u{a0}' } else { letter });
        last = Some(letter);
    }
    drawable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_begins_with_a_mark_that_has_a_space_before_it() {
        assert_eq!(drawable("Votre commande : 3 articles ?"), "Votre commande\u{a0}: 3 articles\u{a0}?");
        assert_eq!(drawable("comme « sauce à part »"), "comme «\u{a0}sauce à part\u{a0}»");
        assert_eq!(drawable("1\u{202f}200,00 € à 10 %"), "1\u{a0}200,00 € à 10\u{a0}%");
        assert_eq!(drawable("Toevoegen · € 15,80"), "Toevoegen\u{a0}· € 15,80");
        assert_eq!(drawable("Your order: 3 items"), "Your order: 3 items");
    }

    #[test]
    fn a_letter_with_dots_is_in_the_middle_of_its_key() {
        let ctx = egui::Context::default();
        crate::ui::theme::apply(&ctx);
        let arabic = crate::locale::Language::new("ar").expect("a tag");
        let keys = crate::words::Words::new(&arabic).get("keyboard-rows");
        let mut measured = 0;
        ctx.run_ui(egui::RawInput::default(), |ui| {
            super::super::layout::read_in(&arabic);
            for letter in keys.chars().filter(|letter| letter.is_alphabetic()) {
                let laid = lay(ui, &letter.to_string(), Face::title().regular(), 100.0, 1, Align::Center);
                // What is left and right of a letter's ink is part of it, and a little different on both sides.
                let off = laid.galley.mesh_bounds.center().x;
                assert!(off.abs() < 3.0, "{letter} is {off} points beside the middle");
                measured += 1;
            }
        })
        .textures_delta
        .clear();
        super::super::layout::read_in(&crate::locale::Language::new("en").expect("a tag"));
        assert!(measured > 30, "{measured} letters");
    }
}
