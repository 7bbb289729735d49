//! What stages made, for the next compile.

use std::{
    any::Any,
    sync::{Arc, Mutex, PoisonError},
};

use gve_field::digest::{Digest, digest_of};

/// Everything that decides what a stage makes, or a part of that by which something similar is found. A compile lives in
/// one process, so that the build of the compiler is no part of it.
pub(crate) type StageKey = Digest;

/// A key of some digests and numbers. `kind` tells kinds of keys apart.
pub(crate) fn key(kind: u32, digests: &[Digest], numbers: &[u32]) -> StageKey {
    let mut words = vec![kind, digests.len() as u32];
    words.extend(digests.iter().flat_map(|digest| [0, 32, 64, 96].map(|shift| (digest >> shift) as u32)));
    words.extend(numbers);
    digest_of(&words)
}

/// Results of stages, as many as fit; the one that was not used for longest goes first.
#[derive(Debug)]
pub(crate) struct StageCache {
    capacity_bytes: usize,
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    /// The one used last comes last.
    entries: Vec<Entry>,
    byte_count: usize,
}

#[derive(Debug)]
struct Entry {
    /// What it is found by; the first is its own alone.
    keys: Vec<StageKey>,
    value: Arc<dyn Any + Send + Sync>,
    byte_count: usize,
}

impl StageCache {
    pub fn new(capacity_bytes: usize) -> Self {
        Self { capacity_bytes, shelf: Mutex::default() }
    }

    /// The result used last of those with this key.
    pub fn find<T: Any + Send + Sync>(&self, key: StageKey) -> Option<Arc<T>> {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let place = shelf.entries.iter().rposition(|entry| entry.keys.contains(&key))?;
        let entry = shelf.entries.remove(place);
        let value = Arc::clone(&entry.value);
        shelf.entries.push(entry);
        value.downcast().ok()
    }

    /// Keeps a result of this size. One that is larger than everything that may be kept is not.
    pub fn keep<T: Any + Send + Sync>(&self, keys: Vec<StageKey>, value: &Arc<T>, byte_count: usize) {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = shelf.entries.iter().position(|entry| entry.keys.first() == keys.first()) {
            shelf.byte_count -= shelf.entries.remove(place).byte_count;
        }
        if byte_count > self.capacity_bytes {
            return;
        }
        shelf.entries.push(Entry { keys, value: Arc::<T>::clone(value), byte_count });
        shelf.byte_count += byte_count;
        while shelf.byte_count > self.capacity_bytes {
            shelf.byte_count -= shelf.entries.remove(0).byte_count;
        }
    }

    /// Forgets everything.
    pub fn clear(&self) {
        *self.shelf.lock().unwrap_or_else(PoisonError::into_inner) = Shelf::default();
    }

    pub fn byte_count(&self) -> usize {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner).byte_count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_not_used_for_longest_goes_first() {
        let cache = StageCache::new(100);
        let keep = |number: u32| cache.keep(vec![key(0, &[], &[number])], &Arc::new(number), 40);
        let find = |number: u32| cache.find::<u32>(key(0, &[], &[number])).map(|found| *found);
        keep(1);
        keep(2);
        assert_eq!(find(1), Some(1));
        keep(3);
        assert_eq!([find(1), find(2), find(3)], [Some(1), None, Some(3)]);
        assert_eq!(cache.byte_count(), 80);
        cache.keep(vec![key(0, &[], &[4])], &Arc::new(4_u32), 101);
        assert_eq!([find(1), find(4)], [Some(1), None]);
        keep(1);
        assert_eq!(cache.byte_count(), 80, "kept twice, counted once");
        cache.clear();
        assert_eq!((find(1), cache.byte_count()), (None, 0));
    }

    #[test]
    fn what_has_several_keys_is_found_by_any_and_the_newest_wins() {
        let cache = StageCache::new(100);
        let (first, second, family) = (key(0, &[1], &[]), key(0, &[2], &[]), key(1, &[], &[]));
        cache.keep(vec![first, family], &Arc::new("first"), 1);
        cache.keep(vec![second, family], &Arc::new("second"), 1);
        assert_eq!(cache.find::<&str>(family).as_deref(), Some(&"second"));
        assert_eq!(cache.find::<&str>(first).as_deref(), Some(&"first"));
        assert_eq!(cache.find::<&str>(family).as_deref(), Some(&"first"));
    }
}
