//! What is wrong with a file, said so that who wrote it can mend it: where, what, and what to write instead.
//!
//! A [`Problem`] knows a place in a file. It can be drawn with the line and a caret, or said in one line for a log.

use std::borrow::Cow;
use std::fmt;
use std::io::IsTerminal;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The menu cannot be used.
    Error,
    /// The menu can be used, but is probably not what was meant.
    Warning,
}

/// Whether a drawing of problems carries terminal colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Plain text.
    Plain,
    /// With ANSI escape sequences.
    Coloured,
}

impl Paint {
    /// Coloured on a terminal, unless `NO_COLOR` is set; plain anywhere else.
    #[must_use]
    pub fn fitting(output: &impl IsTerminal) -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        if output.is_terminal() && !unwanted { Self::Coloured } else { Self::Plain }
    }
}

/// A file as it was read, kept to show its lines.
#[derive(Debug)]
pub(crate) struct SourceFile {
    pub(crate) path: PathBuf,
    pub(crate) text: String,
    line_starts: OnceLock<Vec<usize>>,
}

impl SourceFile {
    pub(crate) fn new(path: PathBuf, text: String) -> Arc<Self> {
        Arc::new(Self { path, text, line_starts: OnceLock::new() })
    }

    fn line_starts(&self) -> &[usize] {
        self.line_starts.get_or_init(|| {
            let after = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(after).collect()
        })
    }

    /// Number and text of the line where `span` begins.
    pub(crate) fn line(&self, span: &Range<usize>) -> (usize, &str) {
        let (line, text, _) = self.excerpt(span);
        (line, text)
    }

    /// The first line of `span`: its number, its text without line end, and the part of it that lies in the span. Any span
    /// will do, also one beyond the text or inside a letter.
    fn excerpt(&self, span: &Range<usize>) -> (usize, &str, Range<usize>) {
        let start = self.text.floor_char_boundary(span.start.min(self.text.len()));
        let line = self.line_starts().partition_point(|line_start| *line_start <= start).max(1);
        let line_start = self.line_starts()[line - 1];
        let rest = &self.text[line_start..];
        let text = rest.split('\n').next().unwrap_or(rest);
        let text = text.strip_suffix('\r').unwrap_or(text);
        let local_start = (start - line_start).min(text.len());
        let local_end = text.ceil_char_boundary(span.end.saturating_sub(line_start).clamp(local_start, text.len()));
        (line, text, local_start..local_end)
    }
}

/// A place in a file; without span, the file as a whole.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) file: Arc<SourceFile>,
    pub(crate) span: Option<Range<usize>>,
}

impl Place {
    /// A file or folder as a whole.
    pub(crate) fn whole(path: &Path) -> Self {
        Self { file: SourceFile::new(path.to_owned(), String::new()), span: None }
    }

    fn order(&self) -> (&Path, usize) {
        (&self.file.path, self.span.as_ref().map_or(0, |span| span.start))
    }
}

/// One thing that is wrong: where, what, and what to do about it.
#[derive(Debug, Clone)]
pub struct Problem {
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) remedy: String,
    pub(crate) place: Place,
    pub(crate) related: Option<(Place, &'static str)>,
}

impl Problem {
    /// How bad it is.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong: lower case, no full stop.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> &str {
        &self.remedy
    }

    /// The file or folder.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.place.file.path
    }

    /// The place in the file, in bytes; `None` when the file as a whole is meant.
    #[must_use]
    pub fn span(&self) -> Option<Range<usize>> {
        self.place.span.clone()
    }

    /// Line and column (in characters), both from 1; `None` when the file as a whole is meant.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        let (line, text, part) = self.place.file.excerpt(self.place.span.as_ref()?);
        Some((line, text[..part.start].chars().count() + 1))
    }

    /// The other place that has to do with it, such as the first use of a doubled id: file, line and column.
    #[must_use]
    pub fn related(&self) -> Option<(&Path, usize, usize)> {
        let (place, _) = self.related.as_ref()?;
        let (line, text, part) = place.file.excerpt(place.span.as_ref()?);
        Some((&place.file.path, line, text[..part.start].chars().count() + 1))
    }

    /// One line for logs: `menu/options.toml:3:5: message`.
    #[must_use]
    pub fn short(&self) -> String {
        let file = shown(self.file());
        let mark = match self.severity {
            Severity::Error => "",
            Severity::Warning => "warning: ",
        };
        match self.position() {
            Some((line, column)) => format!("{file}:{line}:{column}: {mark}{}", self.message),
            None => format!("{file}: {mark}{}", self.message),
        }
    }

    /// Several lines for people: message, place, the line with a caret, remedy.
    #[must_use]
    pub fn render(&self, paint: Paint) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(self.message.as_str()));
        group = draw(group, &self.place, AnnotationKind::Primary, None);
        if let Some((place, label)) = &self.related {
            group = draw(group, place, AnnotationKind::Context, Some(label));
        }
        let renderer = match paint {
            Paint::Plain => Renderer::plain(),
            Paint::Coloured => Renderer::styled(),
        };
        renderer.render(&[group.element(Level::HELP.message(self.remedy.as_str()))])
    }
}

fn draw<'a>(group: Group<'a>, place: &'a Place, kind: AnnotationKind, label: Option<&'a str>) -> Group<'a> {
    let Some(span) = &place.span else {
        return group.element(Origin::path(shown(&place.file.path)));
    };
    let (line, text, part) = place.file.excerpt(span);
    let annotation = kind.span(part).label(label.map(Cow::Borrowed));
    group.element(Snippet::source(text).line_start(line).path(shown(&place.file.path)).annotation(annotation))
}

/// A path as people read it; line breaks and the like in a file name are escaped.
fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    if text.chars().any(char::is_control) { text.escape_debug().to_string() } else { text }
}

/// Everything that is wrong with a menu, in order of file and line.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    list: Vec<Problem>,
    omitted: usize,
}

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    /// One short line per problem.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.list.iter().enumerate() {
            let line_break = if at == 0 { "" } else { "\n" };
            write!(f, "{line_break}{}", problem.short())?;
        }
        if self.omitted > 0 { write!(f, "\n… and {} more", self.omitted) } else { Ok(()) }
    }
}

impl Problems {
    /// So many are drawn in full; the rest is counted.
    pub const DRAWN: usize = 50;
    /// So many are kept, besides those of whole files; the rest is counted.
    pub const KEPT: usize = 1000;

    pub(crate) fn new(mut list: Vec<Problem>, omitted: usize) -> Self {
        list.sort_by(|one, other| one.place.order().cmp(&other.place.order()));
        Self { list, omitted }
    }

    /// The problems that were kept.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.list.iter()
    }

    /// How many there are, kept or not.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.list.len() + self.omitted
    }

    /// Whether all is well.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether one of them keeps the menu from being used.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// All of them drawn for people, with a blank line between two.
    #[must_use]
    pub fn render(&self, paint: Paint) -> String {
        let mut drawn: Vec<String> = self.list.iter().take(Self::DRAWN).map(|problem| problem.render(paint)).collect();
        let rest = self.count() - drawn.len();
        if rest > 0 {
            drawn.push(format!("… and {rest} more"));
        }
        drawn.join("\n\n")
    }
}
