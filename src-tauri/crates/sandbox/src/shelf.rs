//! A collection that keeps the order in which things were made and finds them by id.

use std::collections::{BTreeMap, HashMap};

/// Things by id, in the order of their making.
#[derive(Debug, Clone)]
pub(crate) struct Shelf<T> {
    items: BTreeMap<u64, T>,
    places: HashMap<String, u64>,
    next: u64,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self {
            items: BTreeMap::new(),
            places: HashMap::new(),
            next: 1,
        }
    }
}

impl<T> Shelf<T> {
    /// Puts a thing at the end, or in the place of the one with the same id.
    pub(crate) fn put(&mut self, id: &str, item: T) {
        let place = *self.places.entry(id.to_owned()).or_insert(self.next);
        if place == self.next {
            self.next += 1;
        }
        self.items.insert(place, item);
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<&T> {
        self.items.get(self.places.get(id)?)
    }

    pub(crate) fn by_id_mut(&mut self, id: &str) -> Option<&mut T> {
        self.items.get_mut(self.places.get(id)?)
    }

    pub(crate) fn take(&mut self, id: &str) -> Option<T> {
        let place = self.places.remove(id)?;
        self.items.remove(&place)
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.items.values()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.items.values_mut()
    }

    /// Each thing with its place, from the first after `place` on: what a cursor goes on from.
    pub(crate) fn after(&self, place: u64) -> impl Iterator<Item = (u64, &T)> {
        self.items
            .range(place + 1..)
            .map(|(place, item)| (*place, item))
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }
}
