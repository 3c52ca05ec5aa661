//! `GET`, `PUT` and `DELETE /api/economy`: what of a game's data is money, and what became of it.

use crate::counting;
use crate::model::{Economy, EconomySaved, MAX_CURRENCIES, Millis, NewestRows};
use crate::runtime::clock;
use crate::server::asked::{Asked, OfRows};
use crate::server::body::{self, Format};
use crate::server::error::ApiError;
use crate::server::state::AppState;
use crate::wire::{
    Answer, BySlice, Deleted, EconomyBalance, EconomyToKeep, Error, EveryIfAny, InZone, OfCurrency,
    ReadErrors, TimeRange, WriteErrors,
};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, delete, get, put};

const MAX_REQUEST_BYTES: usize = 64 << 10;
const UNKNOWN: ApiError = ApiError::Unknown {
    field: "currency",
    what: "currency of this name was set (PUT /api/economy, or `loot economy set`)",
};

/// Read currencies
///
/// All of them, by name, with what brings each in and what takes it out.
#[utoipa::path(
    tag = "Read",
    responses((status = 200, description = "The currencies", body = Answer<Vec<Economy>>), ReadErrors)
)]
#[get("/economy/currencies")]
pub(super) async fn currencies(
    _: Asked<()>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let all = state.reader.economies().await?;
    Ok(HttpResponse::Ok().json(Answer::new(all)))
}

type Asking = (OfCurrency, (BySlice, TimeRange), InZone, EveryIfAny);

/// Read the balance of a currency
///
/// What came in and what went out, over time, by level and by player; how evenly it is spread, and whether it inflates: on each of the last seven
/// whole days more came in than went out. A balance is what came in less what went out in the time that is looked at. From the rows themselves, the newest first, as far as
/// 7 seconds go; `complete` and `covered_since` say how far that was, and all of the answer is of that time.
#[utoipa::path(
    tag = "Read",
    params(OfCurrency, BySlice, TimeRange, InZone, EveryIfAny),
    responses(
        (status = 200, description = "The balance", body = Answer<EconomyBalance>),
        (status = 404, description = "There is no such currency", body = Error),
        ReadErrors
    )
)]
#[get("/economy")]
pub(super) async fn economy(
    asked: Asked<OfRows<Asking>>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let Asked(OfRows((of, (slice, range), zone, every))) = asked;
    let mut all = state.reader.economies().await?;
    let is_named = of.currency.is_some();
    let wanted = of
        .or_usual()
        .map_err(|reason| ApiError::of("currency", reason))?;
    let named = all.iter().position(|one| one.currency == wanted);
    let place = named.or((!is_named && !all.is_empty()).then_some(0));
    let chosen = all.swap_remove(place.ok_or(UNKNOWN)?);
    let zone = zone.tz.unwrap_or_default();
    let asked = NewestRows {
        range,
        slice: slice.into(),
        ..NewestRows::default()
    };
    let now = Millis(clock::now_ms());
    let shape = (every.bucket, &zone);
    let answer = counting::balance(&state.reader, &chosen, &asked, shape, now).await?;
    Ok(HttpResponse::Ok().json(Answer::new(answer)))
}

/// Set a currency
///
/// Names what brings it into the game and what takes it out; what was set of it before is replaced. At most 20 are kept.
#[utoipa::path(
    tag = "Keep",
    params(OfCurrency),
    request_body(content = EconomyToKeep, example = json!({"sources": ["gold_earned", "event:quest_done#gold"], "sinks": ["gold_spent"]})),
    responses(
        (status = 200, description = "It is set", body = Answer<Economy>),
        (status = 400, description = "The request is wrong, or there are too many; nothing is set", body = Error),
        WriteErrors
    )
)]
#[put("/economy")]
pub(super) async fn set_economy(
    asked: Asked<OfCurrency>,
    request: HttpRequest,
    payload: Payload,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let currency = asked.0.or_usual();
    let currency = currency.map_err(|reason| ApiError::of("currency", reason))?;
    let json = [Format::Json];
    let body = body::read(&request, payload, &state, MAX_REQUEST_BYTES, &json).await?;
    let kept: EconomyToKeep = body.json()?;
    let kept = kept.read(currency)?;
    match state.ingest.save_economy(kept.clone()).await? {
        EconomySaved::Kept => Ok(HttpResponse::Ok().json(Answer::new(kept))),
        EconomySaved::Full => {
            let reason = format!(
                "there are {MAX_CURRENCIES} currencies, the most that are kept; remove one first (DELETE /api/economy)"
            );
            Err(ApiError::of("currency", reason))
        }
    }
}

/// Remove a currency
///
/// What was set of it is forgotten; data stay.
#[utoipa::path(
    tag = "Keep",
    params(OfCurrency),
    responses(
        (status = 200, description = "It is gone", body = Deleted),
        (status = 404, description = "There is no such currency", body = Error),
        WriteErrors
    )
)]
#[delete("/economy")]
pub(super) async fn remove_economy(
    asked: Asked<OfCurrency>,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let currency = asked.0.or_usual();
    let currency = currency.map_err(|reason| ApiError::of("currency", reason))?;
    if !state.ingest.delete_economy(currency).await? {
        return Err(UNKNOWN);
    }
    Ok(HttpResponse::Ok().json(Deleted { success: true }))
}
