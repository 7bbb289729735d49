//! From JSON pointers to places in the text.

use gve_shared::problem::{Diagnostic, TextRange};

use super::{Document, Kind, ROOT, StringPieces, ValueIndex};

/// Fills the `range` of diagnostics from their pointers.
///
/// A diagnostic of [`crate::bind`] about an expression comes with a range on line 0, whose offsets count within the
/// string at its pointer; here it becomes a range of the text. Diagnostics that already have a place keep it. Where a
/// pointer leads nowhere (a missing key), the nearest enclosing value is shown. A text that is not JSON changes nothing.
pub fn locate(text: &str, diagnostics: &mut [Diagnostic]) {
    let Ok(document) = Document::read(text) else { return };
    for diagnostic in diagnostics.iter_mut().filter(|d| d.range.is_none_or(|range| range.line == 0)) {
        let (index, found) = nearest(&document, &diagnostic.pointer);
        let value = document.value(index);
        let (start, end) = (value.start as usize, value.end as usize);
        diagnostic.range = Some(match diagnostic.range {
            Some(inner) if found && value.kind == Kind::String => {
                let body = &text[start + 1..end - 1];
                let place = |offset: u32| start + 1 + byte_of_utf16_offset(body, offset);
                range_between(text, place(inner.start), place(inner.end))
            }
            _ if matches!(value.kind, Kind::Object | Kind::Array) => range_between(text, start, start + 1),
            _ => range_between(text, start, end),
        });
    }
}

/// Range of the text between two byte offsets.
pub(crate) fn range_between(text: &str, start: usize, end: usize) -> TextRange {
    let utf16 = |part: &str| part.chars().map(char::len_utf16).sum::<usize>() as u32;
    let before = &text[..start];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let start_offset = utf16(before);
    TextRange {
        line: before.bytes().filter(|&byte| byte == b'\n').count() as u32 + 1,
        column: utf16(&before[line_start..]) + 1,
        start: start_offset,
        end: start_offset + utf16(&text[start..end.min(text.len())]),
    }
}

/// First byte and end of the value at a pointer, or of the deepest one on the way to it.
pub(crate) fn place_of(document: &Document<'_>, pointer: &str) -> (usize, usize) {
    let value = document.value(nearest(document, pointer).0);
    (value.start as usize, value.end as usize)
}

/// The value at a pointer, or the deepest one on the way to it.
fn nearest(document: &Document<'_>, pointer: &str) -> (ValueIndex, bool) {
    let mut at = ROOT;
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        let child = match document.value(at).kind {
            Kind::Array => token.parse().ok().and_then(|position: usize| document.elements(at).nth(position)),
            _ => document.member(at, &token),
        };
        match child {
            Some(child) => at = child,
            None => return (at, false),
        }
    }
    (at, true)
}

/// Byte offset in a JSON string's body of a UTF-16 offset in its content.
fn byte_of_utf16_offset(body: &str, offset: u32) -> usize {
    let mut units = 0;
    let mut bytes = 0;
    for (character, length) in StringPieces::new(body) {
        if units >= offset {
            break;
        }
        units += character.len_utf16() as u32;
        bytes += length;
    }
    bytes
}
