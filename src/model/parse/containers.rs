//! Shapes of values that hold others: objects with free names, lists, points.

use super::at::At;
use super::field::Field;
use super::found::{Scalar, Seed, Shape};
use super::scalars::Real;
use crate::model::json::{AnyText, JsonObject};
use crate::model::name::BoundedText;
use crate::model::{Locations, Position};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;

/// An object whose keys are names of `K` and whose values are made by `each`.
pub(super) struct Entries<K, F> {
    pub(super) most: usize,
    pub(super) each: F,
    pub(super) keys: PhantomData<K>,
}

impl<'de, K, S, F> Shape<'de> for Entries<K, F>
where
    K: BoundedText + Ord,
    S: Shape<'de>,
    F: Fn() -> S,
{
    type Value = BTreeMap<K, S::Value>;

    fn wanted(&self) -> Cow<'static, str> {
        "an object".into()
    }

    fn object<A: MapAccess<'de>>(
        self,
        at: &At<'_>,
        mut entries: A,
    ) -> Result<Option<Self::Value>, A::Error> {
        let mut all = BTreeMap::new();
        let mut whole = true;
        let mut seen = 0;
        while let Some(key) = entries.next_key::<Key<'de>>()? {
            seen += 1;
            if seen > self.most {
                entries.next_value::<IgnoredAny>()?;
                continue;
            }
            let here = at.key(&key.0);
            let shape = (self.each)();
            let value = entries.next_value_seed(Seed { at: &here, shape })?;
            let name = K::parse_text(&key.0)
                .map_err(|reason| here.fault(format!("the name {reason}")))
                .ok();
            match (name, value) {
                (Some(name), Some(value)) => {
                    if all.insert(name, value).is_some() {
                        here.fault("is given twice");
                        whole = false;
                    }
                }
                _ => whole = false,
            }
        }
        if seen > self.most {
            at.fault(format!(
                "must have at most {} entries, got {seen}",
                self.most
            ));
            return Ok(None);
        }
        Ok(whole.then_some(all))
    }
}

/// Any object, taken as it is.
pub(super) struct FreeObject;

impl<'de> Shape<'de> for FreeObject {
    type Value = JsonObject;

    fn wanted(&self) -> Cow<'static, str> {
        "an object".into()
    }

    fn object<A: MapAccess<'de>>(
        self,
        _: &At<'_>,
        entries: A,
    ) -> Result<Option<Self::Value>, A::Error> {
        let text = AnyText.deserialize(MapAccessDeserializer::new(entries))?;
        Ok(Some(JsonObject::new(text)))
    }
}

/// A list of at most `most` values, each made by `each`.
pub(super) struct List<F> {
    pub(super) most: usize,
    pub(super) each: F,
}

impl<'de, S: Shape<'de>, F: Fn() -> S> Shape<'de> for List<F> {
    type Value = Vec<S::Value>;

    fn wanted(&self) -> Cow<'static, str> {
        "an array".into()
    }

    fn array<A: SeqAccess<'de>>(
        self,
        at: &At<'_>,
        mut items: A,
    ) -> Result<Option<Self::Value>, A::Error> {
        let mut all = Vec::new();
        let mut whole = true;
        let mut seen = 0;
        loop {
            if seen >= self.most {
                while items.next_element::<IgnoredAny>()?.is_some() {
                    seen += 1;
                }
                if seen > self.most {
                    at.fault(format!(
                        "must have at most {} entries, got {seen}",
                        self.most
                    ));
                    whole = false;
                }
                break;
            }
            let here = at.index(seen);
            let shape = (self.each)();
            match items.next_element_seed(Seed { at: &here, shape })? {
                Some(Some(item)) => all.push(item),
                Some(None) => whole = false,
                None => break,
            }
            seen += 1;
        }
        Ok(whole.then_some(all))
    }
}

/// One point `[x, y]`, `[x, y, z]` or `{"x": x, "y": y, "z": z}`.
pub(super) struct Point;

const POINT: &str = "a point [x, y] or [x, y, z] of finite numbers";

impl<'de> Shape<'de> for Point {
    type Value = Position;

    fn wanted(&self) -> Cow<'static, str> {
        POINT.into()
    }

    fn array<A: SeqAccess<'de>>(
        self,
        at: &At<'_>,
        mut items: A,
    ) -> Result<Option<Position>, A::Error> {
        let x = items.next_element_seed(coordinate(at))?;
        finish_point(at, items, x)
    }

    fn object<A: MapAccess<'de>>(
        self,
        at: &At<'_>,
        mut entries: A,
    ) -> Result<Option<Position>, A::Error> {
        let (mut x, mut y, mut z) = (Field::missing(), Field::missing(), Field::missing());
        let mut is_point = true;
        while let Some(Key(key)) = entries.next_key::<Key<'de>>()? {
            let here = at.key(&key);
            let map = &mut entries;
            match key.as_ref() {
                "x" => x.read(&here, map, Real::COORDINATE)?,
                "y" => y.read(&here, map, Real::COORDINATE)?,
                "z" => z.read_optional(&here, map, Real::COORDINATE)?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    here.fault("is not known: a point has x, y and z");
                    is_point = false;
                }
            }
        }
        let (x, y) = (x.required(at, "x"), y.required(at, "y"));
        let point = (|| Position::of(x?, y?, z.optional()?))();
        Ok(point.filter(|_| is_point))
    }
}

/// One point for the whole count, or one for each unit.
pub(super) struct LocationsShape;

impl<'de> Shape<'de> for LocationsShape {
    type Value = Locations;

    fn wanted(&self) -> Cow<'static, str> {
        "a point [x, y] or [x, y, z], or a list of points".into()
    }

    /// The first element tells which of the two it is.
    fn array<A: SeqAccess<'de>>(
        self,
        at: &At<'_>,
        mut items: A,
    ) -> Result<Option<Locations>, A::Error> {
        let seed = Seed {
            at,
            shape: PointOrCoordinate,
        };
        match items.next_element_seed(seed)?.flatten() {
            None => Ok(Some(Locations::Each(Vec::new()))),
            Some(Start::X(x)) => Ok(finish_point(at, items, Some(x))?.map(Locations::One)),
            Some(Start::Point(first)) => {
                let mut points = first.map(|point| vec![point]);
                for index in 1.. {
                    let here = at.index(index);
                    let seed = Seed {
                        at: &here,
                        shape: Point,
                    };
                    match (items.next_element_seed(seed)?, &mut points) {
                        (Some(Some(point)), Some(points)) => points.push(point),
                        (Some(_), _) => points = None,
                        (None, _) => break,
                    }
                }
                Ok(points.map(Locations::Each))
            }
        }
    }

    fn object<A: MapAccess<'de>>(
        self,
        at: &At<'_>,
        entries: A,
    ) -> Result<Option<Locations>, A::Error> {
        Ok(Point.object(at, entries)?.map(Locations::One))
    }
}

/// What a list of places begins with; a fault of it has been noted when it holds nothing.
enum Start {
    X(Option<f64>),
    Point(Option<Position>),
}

/// Always gives something: whatever the first element is, the ones after it are read and judged too.
struct PointOrCoordinate;

impl<'de> Shape<'de> for PointOrCoordinate {
    type Value = Start;

    fn wanted(&self) -> Cow<'static, str> {
        "a coordinate or a point".into()
    }

    fn scalar(self, at: &At<'_>, scalar: Scalar<'de>) -> Option<Start> {
        Some(Start::X(Real::COORDINATE.scalar(at, scalar)))
    }

    fn array<A: SeqAccess<'de>>(self, at: &At<'_>, items: A) -> Result<Option<Start>, A::Error> {
        let point = Point.array(&at.index(0), items)?;
        Ok(Some(Start::Point(point)))
    }

    fn object<A: MapAccess<'de>>(self, at: &At<'_>, entries: A) -> Result<Option<Start>, A::Error> {
        let point = Point.object(&at.index(0), entries)?;
        Ok(Some(Start::Point(point)))
    }
}

fn coordinate<'a>(at: &'a At<'a>) -> Seed<'a, Real> {
    Seed {
        at,
        shape: Real::COORDINATE,
    }
}

/// Reads the coordinates after the first. The outer `Option` says whether there was one, the inner one whether it was a
/// number.
fn finish_point<'de, A: SeqAccess<'de>>(
    at: &At<'_>,
    mut rest: A,
    x: Option<Option<f64>>,
) -> Result<Option<Position>, A::Error> {
    let y = rest.next_element_seed(coordinate(at))?;
    let z = rest.next_element_seed(coordinate(at))?;
    let mut more = 0;
    while rest.next_element::<IgnoredAny>()?.is_some() {
        more += 1;
    }
    let (Some(x), Some(y), 0) = (x, y, more) else {
        let got = more + [x, y, z].iter().flatten().count();
        let values = if got == 1 { "value" } else { "values" };
        at.fault(format!("must be {POINT}, got {got} {values}"));
        return Ok(None);
    };
    // A coordinate that is not a number has been noted already.
    Ok((|| match z {
        Some(z) => Position::of(x?, y?, Some(z?)),
        None => Position::new(x?, y?),
    })())
}

/// An object's key, borrowed from the input where it has no escapes.
pub(super) struct Key<'de>(pub(super) Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> serde::de::Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a key")
            }
            fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
            fn visit_borrowed_str<E: serde::de::Error>(self, key: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}
