//! What a request asks in its address, strictly: unknown names, repeated names and wrong values are all faults, and all
//! of them are told at once. Nothing falls back to a default in silence. What there is to ask is declared in `wire/`.

mod kind;
mod query;

pub(super) use query::NO_NAME_OF_ROWS;

use super::error::ApiError;
use super::{nul, percent};
use crate::wire::{DIMENSION, Parameters};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use query::Query;
use std::future::{Ready, ready};

/// The parameters of a request, as an argument of its handler: `()`, one kind, or a tuple of kinds.
#[derive(Debug)]
pub(super) struct Asked<K>(pub(super) K);

impl<K: Kinds> FromRequest for Asked<K> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request.query_string()).map(Self))
    }
}

/// Reads a query string.
///
/// # Errors
/// All faults of it.
pub(super) fn read<K: Kinds>(raw: &str) -> Result<K, ApiError> {
    let mut query = Query::default();
    for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        query.give(name, value);
    }
    let kinds = K::take(&mut query);
    query.finish(kinds)
}

/// The segment of a request's path that names something, counted from the path's end. It is read as it was sent:
/// actix decodes it guessing.
///
/// # Errors
/// What is wrong with it, as a fault of `field`.
pub(super) fn named<T>(
    request: &HttpRequest,
    field: &str,
    from_end: usize,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<T, ApiError> {
    let segment = request.uri().path().rsplit('/').nth(from_end);
    percent::decode(segment.unwrap_or_default())
        .and_then(nul::refuse)
        .and_then(|name| parse(&name))
        .map_err(|reason| ApiError::of(field, reason))
}

/// Kinds of parameters that are asked together; tuples of them may have tuples in them.
pub(super) trait Kinds: Sized {
    /// Takes what is theirs; `None` when a fault was noted.
    fn take(query: &mut Query<'_>) -> Option<Self>;
}

impl Kinds for () {
    fn take(_: &mut Query<'_>) -> Option<Self> {
        Some(())
    }
}

impl<P: Parameters> Kinds for P {
    fn take(query: &mut Query<'_>) -> Option<Self> {
        query.kind()
    }
}

/// Kinds of a question about rows, which are found by the names they came with: what stands for many names is refused.
#[derive(Debug)]
pub(super) struct OfRows<K>(pub(super) K);

impl<K: Kinds> Kinds for OfRows<K> {
    fn take(query: &mut Query<'_>) -> Option<Self> {
        let kinds = K::take(query);
        query.refuse_others(|_| true);
        kinds.map(Self)
    }
}

/// Kinds of a question that is answered from totals of a game mode, and by rows where it is of a variant, a value of a
/// dimension or a map.
#[derive(Debug)]
pub(super) struct ArmOfRows<K>(pub(super) K);

impl<K: Kinds> Kinds for ArmOfRows<K> {
    fn take(query: &mut Query<'_>) -> Option<Self> {
        let kinds = K::take(query);
        query.refuse_others(|name| ["experiment", "variant", DIMENSION, "map"].contains(&name));
        kinds.map(Self)
    }
}

macro_rules! tuples_of_kinds {
    ($(($($kind:ident),+))*) => {$(
        impl<$($kind: Kinds),+> Kinds for ($($kind,)+) {
            fn take(query: &mut Query<'_>) -> Option<Self> {
                // All are read before one that is missing ends it.
                let kinds = ($($kind::take(query),)+);
                #[allow(non_snake_case, reason = "each value is named like its type")]
                let ($($kind,)+) = kinds;
                Some(($($kind?,)+))
            }
        }
    )*};
}

tuples_of_kinds! { (A, B) (A, B, C) (A, B, C, D) }

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cursor, ItemKind, Millis};
    use crate::wire::{BySlice, OfItem, Paged, TimeRange, WholeOr};
    use actix_web::test::TestRequest;

    type Pages = Paged<WholeOr<1_000, 10_000>, Cursor>;

    #[test]
    fn what_stands_for_many_names_is_asked_of_totals_alone() {
        let of_totals = super::read::<BySlice>("game_mode=%20(other)").unwrap();
        assert!(of_totals.game_mode.unwrap().is_other());
        assert_eq!(
            faults::<OfRows<(BySlice, TimeRange)>>("game_mode=+(other)"),
            [format!("game_mode: {NO_NAME_OF_ROWS}")]
        );
        assert_eq!(faults::<OfRows<BySlice>>("game_mode=(other)"), [""; 0]);
        type Partly = ArmOfRows<BySlice>;
        assert_eq!(faults::<Partly>("game_mode=+(other)"), [""; 0]);
        for (asked, named) in [
            ("dim.city=+(other)", DIMENSION),
            ("map=+(other)", "map"),
            ("experiment=a&variant=+(other)", "variant"),
        ] {
            let told = faults::<Partly>(asked);
            assert_eq!(told, [format!("{named}: {NO_NAME_OF_ROWS}")]);
        }
    }

    #[test]
    fn what_is_known_elsewhere_is_told_with_where() {
        for (told, of) in [
            (faults::<BySlice>("since=2026-01-01"), "/api/activity"),
            (faults::<BySlice>("build=1.3"), "as dim.build"),
        ] {
            assert!(told.len() == 1 && told[0].contains(of), "{told:?}");
        }
        let told = faults::<TimeRange>("map=dust");
        assert_eq!(
            told,
            ["map: is not a known parameter; known are since, until"]
        );
    }

    fn faults<K: Kinds>(raw: &str) -> Vec<String> {
        match read::<K>(raw) {
            Err(ApiError::Invalid(faults)) => {
                faults.as_slice().iter().map(ToString::to_string).collect()
            }
            Err(error) => panic!("{error:?}"),
            Ok(_) => Vec::new(),
        }
    }

    #[test]
    fn good_values_are_read() {
        let (page, range): (Pages, TimeRange) =
            read("limit=5&since=1970-01-01+00:00:01&cursor=7").unwrap();
        assert_eq!((page.limit.0, page.cursor), (5, Some(Cursor(7))));
        assert_eq!(range.since, Some(Millis(1_000)));
        assert_eq!(read::<Pages>("").unwrap().limit.0, 1_000);
        assert_eq!(read::<OfItem>("item=a%2Bb").unwrap().item.as_str(), "a+b");
    }

    #[test]
    fn every_wrong_value_is_a_fault_with_its_name() {
        for (raw, named) in [
            ("limit=abc", "limit: must be a whole number"),
            ("limit=", "limit: must be a whole number"),
            ("limit=0", "limit: must be a whole number"),
            ("limit=10001", "limit: must be a whole number"),
            ("limit=1&limit=2", "limit: is given twice"),
            ("cursor=-1", "cursor: must be the value of `next`"),
            ("since=yesterday", "since: must be an ISO 8601 time"),
            (
                "since=2026-01-02&until=2026-01-01",
                "until: must not be before",
            ),
            (
                "limti=5",
                "limti: is not a known parameter; known are since, until, limit, cursor",
            ),
            ("limit=%ff", "limit: is not UTF-8"),
            ("%zz=1", "query: has a %"),
        ] {
            let told = faults::<(TimeRange, Pages)>(raw);
            assert!(
                told.len() == 1 && told[0].contains(named),
                "{raw}: {told:?}"
            );
        }
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let told = faults::<(TimeRange, Pages)>("limit=x&cursor=y&z=1&since=q&until=p");
        assert_eq!(told.len(), 5, "{told:?}");
    }

    #[test]
    fn what_is_required_is_missed_once_and_what_is_wrong_is_not_missed() {
        assert_eq!(faults::<OfItem>(""), ["item: is required"]);
        assert_eq!(faults::<OfItem>("item=+"), ["item: must not be empty"]);
        assert_eq!(faults::<BySlice>("variant=a"), ["experiment: is required"]);
        assert_eq!(faults::<BySlice>("experiment=a"), ["variant: is required"]);
        let told = faults::<BySlice>("experiment=&variant=a");
        assert_eq!(told, ["experiment: must not be empty"]);
    }

    #[test]
    fn a_path_may_name_anything_that_a_sheet_may_name() {
        let item = |path: &str| {
            let request = TestRequest::with_uri(path).to_http_request();
            named(&request, "item", 0, ItemKind::parse)
        };
        for (path, name) in [
            ("/api/heatmap/rubber_duck", "rubber_duck"),
            ("/api/heatmap/caf%C3%A9%20au%20lait", "café au lait"),
            ("/api/heatmap/a%2Fb%2525", "a/b%25"),
        ] {
            assert_eq!(item(path).unwrap().as_str(), name);
        }
        assert!(item("/api/heatmap/%00").is_err());
        assert!(item("/api/heatmap/%20").is_err());
    }
}
