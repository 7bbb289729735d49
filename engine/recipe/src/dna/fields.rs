//! Reading an object of the older form while remembering what was understood of it.

use crate::text::{Document, Kind, ValueIndex};

/// The members of one object. `null` means absent.
pub(super) struct Fields<'d, 't> {
    document: &'d Document<'t>,
    members: Vec<Member>,
}

struct Member {
    name: String,
    value: ValueIndex,
    is_read: bool,
}

impl<'d, 't> Fields<'d, 't> {
    /// The members of an object; none for another value.
    pub fn new(document: &'d Document<'t>, object: ValueIndex) -> Self {
        let members = document
            .members(object)
            .filter(|&(_, value)| document.value(value).kind != Kind::Null)
            .map(|(key, value)| Member { name: document.string(key).into_owned(), value, is_read: false })
            .collect();
        Self { document, members }
    }

    /// Value of the first of several names that is there. All of them count as understood.
    pub fn take(&mut self, names: &[&str]) -> Option<ValueIndex> {
        let mut found = None;
        for name in names {
            if let Some(member) = self.members.iter_mut().find(|member| member.name == *name) {
                member.is_read = true;
                found = found.or(Some(member.value));
            }
        }
        found
    }

    /// Text of the first of several names that is there and holds one, in lower case with `_` for spaces and hyphens.
    pub fn take_word(&mut self, names: &[&str]) -> Option<String> {
        let value = self.take(names)?;
        (self.document.value(value).kind == Kind::String).then(|| word(&self.document.string(value)))
    }

    /// True if a member of this name is there.
    pub fn has(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.name == name)
    }

    /// Names and values that nobody asked for.
    pub fn unread(&self) -> impl Iterator<Item = (&str, ValueIndex)> {
        self.members.iter().filter(|member| !member.is_read).map(|member| (member.name.as_str(), member.value))
    }
}

/// A name as names are compared: lower case, `_` for spaces and hyphens.
pub(super) fn word(text: &str) -> String {
    text.trim().to_ascii_lowercase().replace([' ', '-'], "_")
}
