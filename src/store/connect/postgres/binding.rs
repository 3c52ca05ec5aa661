//! Values on their way into a statement of PostgreSQL's, one by one.

use crate::store::connect::statement::Value;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgTypeInfo};
use sqlx::query::Query;
use sqlx::{Encode, Postgres, Type};

pub(in crate::store) type Bound<'q> = Query<'q, Postgres, PgArguments>;

/// Binds `values` in their order, after those that are bound.
pub(in crate::store) fn bind_each<'q>(mut query: Bound<'q>, values: &[Value<'_>]) -> Bound<'q> {
    for value in values {
        query = match value {
            Value::Null => query.bind(Untyped),
            Value::Bigint(n) => query.bind(*n),
            Value::Double(x) => query.bind(*x),
            Value::Text(text) => query.bind(text.to_string()),
            Value::Bytea(bytes) => query.bind(bytes.to_vec()),
        };
    }
    query
}

/// A null of the type that the statement wants there. A statement is prepared once, with the types of the first values it
/// is run with, and the bytes of all later values are read as these: after a null that was called a number, a text would
/// be read as one.
struct Untyped;

/// PostgreSQL's `unknown`: it then looks where the parameter stands.
const UNKNOWN: Oid = Oid(705);

impl Type<Postgres> for Untyped {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(UNKNOWN)
    }
}

impl Encode<'_, Postgres> for Untyped {
    fn encode_by_ref(&self, _: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Ok(IsNull::Yes)
    }
}
