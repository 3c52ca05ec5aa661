//! `GET /api/activity/items`: units of each item over time.

use crate::model::{
    HourFilter, ItemActivity, ItemBucket, ItemKind, MAX_DISTINCT_ITEMS, SliceFilter,
};
use crate::server::error::ApiError;
use crate::server::query::Query;
use crate::server::schema;
use crate::server::state::AppState;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

const USUAL_MOST: u32 = 12;

/// Units of items over time.
#[derive(Serialize, ToSchema)]
struct ItemActivityAnswer {
    /// Always true.
    success: bool,
    /// The width of a bucket.
    bucket: &'static str,
    /// The items that are told apart, the most collected first.
    #[schema(value_type = Vec<String>)]
    items: Vec<ItemKind>,
    /// Buckets listed.
    count: usize,
    /// Oldest first; buckets without a unit are left out.
    #[schema(value_type = Vec<schema::ItemPoint>)]
    data: Vec<Point>,
}

#[derive(Serialize)]
struct Point {
    start: String,
    items: BTreeMap<ItemKind, u64>,
    other: u64,
}

/// Read what was collected over time
///
/// Units of the most collected items in each hour or day, or in all of them together with `bucket=all`, by the time
/// that sheets say themselves. At most the 10,000 newest buckets.
#[utoipa::path(
    tag = "Read",
    params(
        ("bucket" = Option<String>, Query, description = "`hour` (when absent), `day` or `all`", pattern = "^(hour|day|all)$", example = "day"),
        ("most" = Option<u32>, Query, description = "Items to tell apart; 12 when absent", minimum = 1, maximum = 5000),
        ("game_mode" = Option<String>, Query, description = "Only this game mode", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("experiment" = Option<String>, Query, description = "With `variant`: only those who were in it", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("variant" = Option<String>, Query, description = "With `experiment`: the variant", min_length = 1, max_length = 64, pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"),
        ("since" = Option<String>, Query, description = "Only from the hour that holds this on", format = DateTime, min_length = 10),
        ("until" = Option<String>, Query, description = "Only hours that begin before this; not before `since`", format = DateTime, min_length = 10),
    ),
    responses((status = 200, description = "Units over time", body = ItemActivityAnswer), schema::ReadErrors)
)]
#[get("/activity/items")]
pub(super) async fn item_activity(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, ApiError> {
    let known = [
        "bucket",
        "most",
        "game_mode",
        "experiment",
        "variant",
        "since",
        "until",
    ];
    let mut query = Query::read(request.query_string(), &known);
    let bucket = query.optional("bucket", ItemBucket::parse);
    let most = query
        .whole("most", MAX_DISTINCT_ITEMS)
        .unwrap_or(USUAL_MOST);
    let SliceFilter { game_mode, arm } = query.slice();
    let (since, until) = query.time_range();
    let filter = HourFilter {
        since,
        until,
        game_mode,
        arm,
    };
    let (bucket, filter) = query.finish((bucket.unwrap_or(ItemBucket::Hour), filter))?;
    let activity = state.reader.item_activity(&filter, bucket, most as usize);
    let ItemActivity { items, points } = activity.await?;
    let data: Vec<Point> = points
        .into_iter()
        .map(|point| Point {
            start: point.start.to_string(),
            items: items.iter().cloned().zip(point.units).collect(),
            other: point.other,
        })
        .collect();
    Ok(HttpResponse::Ok().json(ItemActivityAnswer {
        success: true,
        bucket: bucket.as_str(),
        items,
        count: data.len(),
        data,
    }))
}
