//! Stored JSON text straight into columns. Reads only what our own writer prints; anything else is an error.

use super::columns::Pairs;
use super::places::{ItemsSink, PlacesSink};
use crate::model::Position;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// What the entries of one object are added to.
pub(super) trait Sink {
    /// Takes the value of the entry `name`.
    fn take<'de, M: MapAccess<'de>>(&mut self, name: &str, map: &mut M) -> Result<(), M::Error>;
    /// The object has ended.
    fn end_row(&mut self);
}

/// Adds the object in `text` to `sink`, as one more row.
pub(super) fn read_row(text: &str, mut sink: impl Sink) -> Result<(), serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(text);
    json.deserialize_map(RowVisitor(&mut sink))?;
    json.end()?;
    sink.end_row();
    Ok(())
}

/// `{"medkit": 2}`
impl Sink for ItemsSink<'_> {
    fn take<'de, M: MapAccess<'de>>(&mut self, name: &str, map: &mut M) -> Result<(), M::Error> {
        self.items.counts.push(map.next_value()?);
        self.items.names.push(self.names.number(name));
        Ok(())
    }

    fn end_row(&mut self) {
        self.items.row_ends.push(self.items.names.len() as u32);
    }
}

/// `{"medkit": [1, 2], "duck": [[1, 2], [3, 4]]}`
impl Sink for PlacesSink<'_> {
    fn take<'de, M: MapAccess<'de>>(&mut self, name: &str, map: &mut M) -> Result<(), M::Error> {
        let places = &mut *self.places;
        let whole = map.next_value_seed(PointsSeed(&mut places.points))?;
        places.whole.push(whole);
        places.names.push(self.names.number(name));
        places.point_ends.push(places.points.len() as u32);
        Ok(())
    }

    fn end_row(&mut self) {
        self.places.row_ends.push(self.places.names.len() as u32);
    }
}

/// `{"experiment": "variant"}`
impl Sink for &mut Pairs {
    fn take<'de, M: MapAccess<'de>>(&mut self, name: &str, map: &mut M) -> Result<(), M::Error> {
        let value: Text<'_> = map.next_value()?;
        self.push(name, &value.0);
        Ok(())
    }

    fn end_row(&mut self) {
        Pairs::end_row(self);
    }
}

/// Text that is copied only where it has escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

struct RowVisitor<'s, S>(&'s mut S);

impl<'de, S: Sink> Visitor<'de> for RowVisitor<'_, S> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(name) = map.next_key::<Text<'de>>()? {
            self.0.take(&name.0, &mut map)?;
        }
        Ok(())
    }
}

/// A point or a list of points; answers whether it was the first.
struct PointsSeed<'p>(&'p mut Vec<Position>);

impl<'de> DeserializeSeed<'de> for PointsSeed<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for PointsSeed<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a point or points")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<bool, A::Error> {
        let mut whole = false;
        while let Some(element) = list.next_element()? {
            match element {
                Element::Point(point) => self.0.push(point),
                Element::Number(x) => {
                    self.0.push(point(Some(x), &mut list)?);
                    whole = true;
                }
            }
        }
        Ok(whole)
    }
}

/// The rest of a point, after its first coordinate.
fn point<'de, A: SeqAccess<'de>>(x: Option<f64>, rest: &mut A) -> Result<Position, A::Error> {
    let (y, z) = (rest.next_element()?, rest.next_element()?);
    let point = x.zip(y).and_then(|(x, y)| Position::of(x, y, z));
    point.ok_or_else(|| A::Error::custom("a point needs two or three finite numbers"))
}

enum Element {
    Number(f64),
    Point(Position),
}

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ElementVisitor)
    }
}

struct ElementVisitor;

impl<'de> Visitor<'de> for ElementVisitor {
    type Value = Element;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or a point")
    }

    fn visit_f64<E>(self, x: f64) -> Result<Element, E> {
        Ok(Element::Number(x))
    }

    fn visit_u64<E>(self, x: u64) -> Result<Element, E> {
        Ok(Element::Number(x as f64))
    }

    fn visit_i64<E>(self, x: i64) -> Result<Element, E> {
        Ok(Element::Number(x as f64))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Element, A::Error> {
        let x = list.next_element()?;
        Ok(Element::Point(point(x, &mut list)?))
    }
}
