//! Notes while a document is read, and their places once it is.

use std::{iter::Peekable, vec::IntoIter};

use gve_shared::{
    import::{ImportNote, ImportOutcome},
    problem::TextRange,
};

use crate::text::{Document, Kind, ROOT, ValueIndex, push_token};

/// A note about a value of the document.
pub(super) struct Note {
    pub outcome: ImportOutcome,
    pub index: ValueIndex,
    pub message: String,
}

/// Gives every note its pointer and its range, in the order of the document. One walk over the document and one over
/// the text serve all of them: a document can have as many notes as nodes.
pub(super) fn placed(document: &Document<'_>, mut notes: Vec<Note>) -> Vec<ImportNote> {
    notes.sort_by_key(|note| note.index);
    let mut walk = Walk {
        document,
        waiting: notes.into_iter().peekable(),
        place: Place { text: document.text, byte: 0, line: 1, column: 1, offset: 0 },
        placed: Vec::new(),
        pointer: String::new(),
    };
    walk.visit(ROOT);
    walk.placed
}

struct Walk<'d, 't> {
    document: &'d Document<'t>,
    waiting: Peekable<IntoIter<Note>>,
    place: Place<'t>,
    placed: Vec<ImportNote>,
    pointer: String,
}

impl Walk<'_, '_> {
    fn visit(&mut self, at: ValueIndex) {
        while let Some(note) = self.waiting.next_if(|note| note.index <= at) {
            let value = self.document.value(at);
            let is_container = matches!(value.kind, Kind::Object | Kind::Array);
            // Of a container only the bracket is marked: underlining a whole tree would point at nothing.
            let end = if is_container { value.start + 1 } else { value.end };
            self.placed.push(ImportNote {
                outcome: note.outcome,
                pointer: self.pointer.clone(),
                range: Some(self.place.range(value.start as usize, end as usize)),
                message: note.message,
            });
        }
        let document = self.document;
        match document.value(at).kind {
            Kind::Array => {
                for (position, child) in document.elements(at).enumerate() {
                    self.descend(child, &position.to_string());
                }
            }
            Kind::Object => {
                for (key, child) in document.members(at) {
                    if self.is_awaited_before(document.value(child).next) {
                        self.descend(child, &document.string(key));
                    }
                }
            }
            _ => {}
        }
    }

    fn is_awaited_before(&mut self, next: u32) -> bool {
        self.waiting.peek().is_some_and(|note| note.index < next as usize)
    }

    fn descend(&mut self, child: ValueIndex, token: &str) {
        if !self.is_awaited_before(self.document.value(child).next) {
            return;
        }
        let length = self.pointer.len();
        push_token(&mut self.pointer, token);
        self.visit(child);
        self.pointer.truncate(length);
    }
}

/// A place in the text that only moves forward.
struct Place<'t> {
    text: &'t str,
    byte: usize,
    line: u32,
    column: u32,
    offset: u32,
}

impl Place<'_> {
    fn range(&mut self, start: usize, end: usize) -> TextRange {
        for character in self.text[self.byte..start.max(self.byte)].chars() {
            let units = character.len_utf16() as u32;
            self.offset += units;
            (self.line, self.column) =
                if character == '\n' { (self.line + 1, 1) } else { (self.line, self.column + units) };
        }
        self.byte = self.byte.max(start);
        let length: usize = self.text[start..end].chars().map(char::len_utf16).sum();
        TextRange { line: self.line, column: self.column, start: self.offset, end: self.offset + length as u32 }
    }
}
