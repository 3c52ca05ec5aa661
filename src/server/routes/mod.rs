//! One file per route. Handlers read the request, ask the store or the queue, and print the answer.

mod active_players;
mod activity;
mod aggregate;
mod annotations;
mod arrivals;
mod assets;
mod change_names;
mod clear;
mod compare_maps;
mod dashboard;
mod dead_letter_groups;
mod dead_letters;
mod docs;
mod drop_dead_letters;
mod economy;
mod event_counts;
mod event_places;
mod events;
mod flows;
mod funnel;
mod health;
mod heatmap;
mod home;
mod item_activity;
mod items;
mod jobs;
mod journey;
mod loot_before;
mod map_picture;
mod maps;
mod match_detail;
mod matches;
mod name_list;
mod names;
mod newest_events;
mod places_of_rows;
mod players;
mod quality;
mod rate_by_level;
mod regions;
mod regions_over_time;
mod remove_map;
mod replay_dead_letters;
mod retention;
mod sessions;
mod set_map;
mod sheet_places;
mod sheet_summary;
mod sheets_within;
mod spread;
mod stats;
mod stats_field;
mod stats_fields;
mod submit;
mod submit_batch;
mod views;
mod ws_live;
mod ws_telemetry;

use super::endpoint::Endpoint;
use super::error::ApiError;
use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, web};
use std::collections::BTreeMap;
use utoipa_actix_web::service_config::ServiceConfig;

/// Everything that is served. Order matters: actix gives a request to the first prefix that fits, for good.
pub(super) fn all(config: &mut web::ServiceConfig, endpoints: &[Endpoint], base_path: &str) {
    let refusals = refusals(endpoints);
    for prefix in ["/api/v1", "/api"] {
        let scope = web::scope(prefix)
            .configure(|config| api(&mut ServiceConfig::new(config)))
            .service(docs::openapi)
            .configure(|config| {
                for (path, refusal) in &refusals {
                    if let Some(path) = path.strip_prefix("/api") {
                        refuse(config, path, refusal);
                    }
                }
            });
        config.service(scope);
    }
    probes(&mut ServiceConfig::new(config));
    docs::pages(config, base_path);
    config
        .service(ws_live::ws_live)
        .service(ws_telemetry::ws_telemetry)
        .service(home::home)
        .service(assets::style)
        .service(assets::script)
        .service(assets::reference_style)
        .service(assets::reference_script)
        .service(assets::shown_text)
        .service(assets::icon)
        .configure(dashboard::pages);
    for (path, refusal) in &refusals {
        if !path.starts_with("/api/") {
            refuse(config, path, refusal);
        }
    }
    config.default_service(web::to(async || Err::<HttpResponse, _>(ApiError::NotFound)));
}

/// The API, under a prefix, by who may call it; the busiest first, because they are tried in order.
pub(super) fn api(config: &mut ServiceConfig<'_>) {
    ingest(config);
    read(config);
    keep(config);
    admin(config);
}

/// For games: what sends.
fn ingest(config: &mut ServiceConfig<'_>) {
    config
        .service(submit::submit)
        .service(submit_batch::submit_batch)
        .service(events::events);
}

/// For people and dashboards: what changes nothing.
fn read(config: &mut ServiceConfig<'_>) {
    config
        .service(stats::stats)
        .service(aggregate::aggregate)
        .service(heatmap::heatmap)
        .service(heatmap::heatmap_of)
        .service(activity::activity)
        .service(item_activity::item_activity)
        .service(spread::spread)
        .service(stats_fields::stats_fields)
        .service(stats_field::stats_field)
        .service(items::item_outcomes)
        .service(items::item_by_level)
        .service(economy::economy)
        .service(economy::currencies)
        .service(sheet_summary::sheet_summary)
        .service(sheet_places::sheet_places)
        .service(sheets_within::sheets_within)
        .service(journey::journey)
        .service(journey::journey_of)
        .service(event_counts::event_counts)
        .service(newest_events::newest_events)
        .service(event_places::event_places)
        .service(event_places::event_places_of)
        .service(loot_before::loot_before)
        .service(loot_before::loot_before_of)
        .service(rate_by_level::rate_by_level)
        .service(rate_by_level::rate_by_level_of)
        .service(flows::flows)
        .service(funnel::funnel_steps)
        .service(matches::matches)
        .service(match_detail::match_detail)
        .service(match_detail::match_of)
        .service(players::players)
        .service(active_players::daily_players)
        .service(active_players::monthly_players)
        .service(retention::retention)
        .service(sessions::sessions)
        .service(sessions::session_summary)
        .service(compare_maps::compare_maps)
        .service(maps::all_maps)
        .service(maps::one_map)
        .service(maps::map_of)
        .service(map_picture::map_picture)
        .service(map_picture::map_picture_of)
        .service(regions::regions)
        .service(regions_over_time::regions_over_time)
        .service(names::names)
        .service(name_list::name_list)
        .service(quality::quality)
        .service(arrivals::arrivals)
        .service(dead_letters::dead_letters)
        .service(dead_letter_groups::dead_letter_groups)
        .service(jobs::jobs)
        .service(jobs::job)
        .service(health::health);
}

/// For people and their build servers: what they keep beside the data.
fn keep(config: &mut ServiceConfig<'_>) {
    config
        .service(views::views)
        .service(views::save_view)
        .service(views::delete_view)
        .service(views::delete_view_of)
        .service(annotations::annotations)
        .service(annotations::annotate)
        .service(annotations::delete_annotation)
        .service(economy::set_economy)
        .service(economy::remove_economy);
}

/// For operators: what changes stored data.
fn admin(config: &mut ServiceConfig<'_>) {
    config
        .service(replay_dead_letters::replay_dead_letters)
        .service(drop_dead_letters::drop_dead_letters)
        .service(change_names::merge_names)
        .service(change_names::hide_names)
        .service(change_names::track_names)
        .service(set_map::set_map)
        .service(set_map::set_map_of)
        .service(remove_map::remove_map)
        .service(remove_map::remove_map_of)
        .service(regions::set_region)
        .service(regions::remove_region)
        .service(clear::clear);
}

/// For orchestrators, without a prefix.
pub(super) fn probes(config: &mut ServiceConfig<'_>) {
    config.service(health::live).service(health::ready);
}

/// Path → the methods it takes, as an `Allow` header says them.
fn refusals(endpoints: &[Endpoint]) -> BTreeMap<String, String> {
    let undescribed = [
        "/",
        "/dashboard",
        "/api/openapi.json",
        "/ws/live",
        "/ws/telemetry",
    ];
    let undescribed = undescribed.map(|path| (path, Method::GET));
    let described = endpoints
        .iter()
        .map(|endpoint| (endpoint.path.as_str(), endpoint.method.clone()));
    let mut methods = BTreeMap::<_, Vec<&str>>::new();
    let all: Vec<_> = described.chain(undescribed).collect();
    for (path, method) in &all {
        let allowed = methods.entry((*path).to_owned()).or_default();
        allowed.push(method.as_str());
        if *method == Method::GET {
            allowed.push("HEAD");
        }
    }
    methods
        .into_iter()
        .map(|(path, allowed)| (path, allowed.join(", ")))
        .collect()
}

/// Registered after the real handlers of `path`: reached only by other methods.
fn refuse(config: &mut web::ServiceConfig, path: &str, allowed: &str) {
    let allowed = allowed.to_owned();
    let handler = move |request: HttpRequest| {
        std::future::ready(Err::<HttpResponse, _>(ApiError::MethodNotAllowed {
            method: request.method().clone(),
            allowed: allowed.clone(),
        }))
    };
    config.service(web::resource(path).to(handler));
}
