//! Messages on standard error: findings look like a compiler's, with the line they speak of.

use std::io::{self, IsTerminal, Write};

use gve_shared::problem::{Diagnostic, Severity, TextRange};

use crate::failure::Failure;

/// Characters of a line that are shown around a finding; the rest of longer lines is cut.
const WINDOW_CHARS: usize = 100;
/// Characters shown before a finding in a cut line.
const LEAD_CHARS: usize = 40;

/// What standard error can show.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    interactive: bool,
    color: bool,
}

#[derive(Clone, Copy)]
enum Paint {
    Error,
    Warning,
    Frame,
    Hint,
}

impl Terminal {
    /// Looks at standard error, `NO_COLOR` and `TERM`.
    pub(crate) fn detect() -> Self {
        let interactive = io::stderr().is_terminal();
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self { interactive: interactive && !dumb, color: interactive && !unwanted && !dumb }
    }

    /// Whether a person may be watching.
    pub(crate) fn is_interactive(&self) -> bool {
        self.interactive
    }

    /// One line that is no error.
    pub(crate) fn note(&self, text: &str) {
        self.write(&format!("{text}\n"));
    }

    /// Explains why a command failed.
    pub(crate) fn failure(&self, failure: &Failure) {
        let mut out = String::new();
        match failure {
            Failure::Input { diagnostics, name, text } => {
                for diagnostic in diagnostics {
                    out.push_str(&self.finding(diagnostic, name, text.as_deref()));
                }
                if diagnostics.len() > 1 {
                    out.push_str(&format!("{name}: {} findings\n", diagnostics.len()));
                }
            }
            Failure::File { path, action, reason, hint } => {
                out = self.plain(&format!("{} cannot be {action}: {reason}", path.display()), hint);
            }
            Failure::Usage { message, hint } | Failure::Machine { message, hint } => out = self.plain(message, hint),
            Failure::Internal(message) => {
                out = self.plain(message, "This is a fault of gve: please report it with the command and its input.");
            }
            Failure::Cancelled => out.push_str("cancelled\n"),
        }
        self.write(&out);
    }

    fn plain(&self, message: &str, hint: &str) -> String {
        format!("{} {message}\n{} {hint}\n", self.painted(Paint::Error, "error:"), self.painted(Paint::Hint, "hint:"))
    }

    /// One finding: what, where, the line with a caret, and advice.
    fn finding(&self, diagnostic: &Diagnostic, name: &str, text: Option<&str>) -> String {
        let (word, paint) = match diagnostic.severity {
            Severity::Error => ("error", Paint::Error),
            Severity::Warning => ("warning", Paint::Warning),
            Severity::Info => ("info", Paint::Hint),
        };
        let code = serde_json::to_value(diagnostic.code).ok();
        let code = code.as_ref().and_then(|code| code.as_str()).unwrap_or_default();
        let mut out = format!("{} {}\n", self.painted(paint, &format!("{word}[{code}]:")), diagnostic.message);
        match (diagnostic.range, text) {
            (Some(range), Some(text)) => out.push_str(&self.excerpt(range, name, text)),
            _ => out.push_str(&format!("  {} {name}\n", self.painted(Paint::Frame, "-->"))),
        }
        if !diagnostic.pointer.is_empty() {
            out.push_str(&format!("  {} at {}\n", self.painted(Paint::Frame, "="), diagnostic.pointer));
        }
        if let Some(hint) = &diagnostic.hint {
            out.push_str(&format!("{} {hint}\n", self.painted(Paint::Hint, "hint:")));
        }
        out
    }

    fn excerpt(&self, range: TextRange, name: &str, text: &str) -> String {
        let excerpt = Excerpt::new(range, text);
        let gutter = " ".repeat(range.line.to_string().len());
        let bar = self.painted(Paint::Frame, "|");
        format!(
            "{gutter}{} {name}:{}:{}\n{gutter} {bar}\n{} {bar} {}\n{gutter} {bar} {}{}\n",
            self.painted(Paint::Frame, "-->"),
            range.line,
            range.column,
            self.painted(Paint::Frame, &range.line.to_string()),
            excerpt.line,
            " ".repeat(excerpt.caret_start),
            self.painted(Paint::Error, &"^".repeat(excerpt.caret_length)),
        )
    }

    fn painted(&self, paint: Paint, text: &str) -> String {
        if !self.color {
            return text.to_owned();
        }
        let code = match paint {
            Paint::Error => "1;31",
            Paint::Warning => "1;33",
            Paint::Frame => "1;34",
            Paint::Hint => "1;36",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    fn write(&self, text: &str) {
        // Nobody is left to be told when standard error is closed.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }
}

/// The line of a finding, cut to what a terminal shows, and where the caret goes, in characters.
#[derive(Debug, PartialEq, Eq)]
struct Excerpt {
    line: String,
    caret_start: usize,
    caret_length: usize,
}

impl Excerpt {
    fn new(range: TextRange, text: &str) -> Self {
        let line = text.split('\n').nth(range.line.saturating_sub(1) as usize).unwrap_or_default();
        let line = line.trim_end_matches('\r');
        let start = characters_before(line, range.column.saturating_sub(1));
        let units = range.end.saturating_sub(range.start).max(1);
        let end = characters_before(line, range.column.saturating_sub(1).saturating_add(units));
        let count = line.chars().count();
        let first = if count > WINDOW_CHARS { start.saturating_sub(LEAD_CHARS) } else { 0 };
        // Control characters would move the caret or the terminal's cursor.
        let shown: String =
            line.chars().skip(first).take(WINDOW_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let (before, after) = (if first > 0 { "…" } else { "" }, if first + WINDOW_CHARS < count { "…" } else { "" });
        let caret_start = start - first + before.chars().count();
        let longest = (first + WINDOW_CHARS).saturating_sub(start).max(1);
        Self {
            line: format!("{before}{shown}{after}"),
            caret_start,
            caret_length: end.saturating_sub(start).clamp(1, longest),
        }
    }
}

/// Characters in the first `units` UTF-16 code units of a line.
fn characters_before(line: &str, units: u32) -> usize {
    let mut left = units as usize;
    line.chars()
        .take_while(|character| {
            let fits = left >= character.len_utf16();
            left = left.saturating_sub(character.len_utf16());
            fits
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(line: u32, column: u32, length: u32) -> TextRange {
        TextRange { line, column, start: 0, end: length }
    }

    #[test]
    fn the_caret_stands_under_what_is_meant() {
        let text = "{\n\t\"radus\": 1\r\n}";
        let excerpt = Excerpt::new(range(2, 2, 7), text);
        assert_eq!(excerpt, Excerpt { line: " \"radus\": 1".to_owned(), caret_start: 1, caret_length: 7 });
    }

    #[test]
    fn columns_count_utf16_code_units() {
        let excerpt = Excerpt::new(range(1, 4, 1), "😀éx");
        assert_eq!((excerpt.caret_start, excerpt.caret_length), (2, 1));
    }

    #[test]
    fn long_lines_are_cut_around_the_caret() {
        let text = format!("{}!{}", "a".repeat(5000), "b".repeat(5000));
        let excerpt = Excerpt::new(range(1, 5001, 1), &text);
        assert!(excerpt.line.chars().count() <= WINDOW_CHARS + 2);
        assert_eq!(excerpt.line.chars().nth(excerpt.caret_start), Some('!'));
    }

    #[test]
    fn a_range_beyond_the_text_does_no_harm() {
        for (line, column) in [(9, 1), (1, 900), (0, 0)] {
            Excerpt::new(range(line, column, u32::MAX), "short");
        }
    }

    #[test]
    fn findings_name_code_place_and_advice() {
        let terminal = Terminal { interactive: false, color: false };
        let mut problem = Diagnostic::error(gve_shared::problem::ProblemCode::RecipeUnknownKey, "/a", "unknown key")
            .with_hint("Write radius.");
        problem.range = Some(range(1, 3, 2));
        let text = terminal.finding(&problem, "ball.json", Some("{ ab }"));
        let expected = "error[recipe.unknown_key]: unknown key\n --> ball.json:1:3\n  |\n1 | { ab }\n  |   ^^\n  = at /a\nhint: Write radius.\n";
        assert_eq!(text, expected);
    }
}
