//! The API's description, collected from the handlers: what is not described here is not served, and the other way round.

use super::endpoint::Endpoint;
use super::routes;
use actix_web::App;
use actix_web::http::Method;
use utoipa::openapi::{Info, LicenseBuilder, OpenApi, Server};
use utoipa_actix_web::AppExt;

/// The description (OpenAPI 3.1).
pub(super) fn document() -> OpenApi {
    let (_, mut document) = App::new()
        .into_utoipa_app()
        .service(utoipa_actix_web::scope("/api").configure(routes::api))
        .configure(routes::probes)
        .split_for_parts();
    let mut info = Info::new("loot", env!("CARGO_PKG_VERSION"));
    info.description = Some(DESCRIPTION.to_owned());
    info.license = Some(
        LicenseBuilder::new()
            .name("MIT")
            .identifier(Some("MIT"))
            .build(),
    );
    document.info = info;
    document
}

/// As [`document`], of a server that is reached below a path.
pub(super) fn below(base_path: &str) -> OpenApi {
    let mut document = document();
    if !base_path.is_empty() {
        document.servers = Some(vec![Server::new(base_path)]);
    }
    document
}

const DESCRIPTION: &str = "\
Game telemetry: send stat sheets and events, read totals, maps and quality.

Every address under `/api/` also answers under `/api/v1/`. Bodies may be compressed with `gzip`, `zstd`, `deflate` or `br`; \
answers are compressed where `Accept-Encoding` asks for `zstd` or `gzip`. A 2xx to a submission means that it is stored durably. \
Every answer carries `x-request-id`; errors have one shape.

Over WebSocket, `/ws/telemetry` takes the same sheets and events and `/ws/live` follows what is stored: see [the protocol](/docs/websocket).";

/// All endpoints of `document`, in the order in which they were registered.
pub(super) fn endpoints(document: &OpenApi) -> Vec<Endpoint> {
    let paths = document.paths.paths.iter();
    let all = paths.flat_map(|(path, item)| {
        let operations = [
            (Method::GET, &item.get),
            (Method::POST, &item.post),
            (Method::PUT, &item.put),
            (Method::DELETE, &item.delete),
        ];
        operations
            .into_iter()
            .filter_map(move |(method, operation)| {
                Some(Endpoint {
                    method,
                    path: path.clone(),
                    operation: serde_json::to_value(operation.as_ref()?).ok()?,
                })
            })
    });
    all.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_is_openapi_3_1_and_every_endpoint_says_what_it_does() {
        let document = document();
        let json = serde_json::to_value(&document).unwrap();
        assert_eq!(json["openapi"], "3.1.0");
        let endpoints = endpoints(&document);
        assert!(endpoints.len() >= 13, "{}", endpoints.len());
        for endpoint in endpoints {
            assert!(
                endpoint.operation["summary"].is_string(),
                "{}",
                endpoint.path
            );
            assert!(
                endpoint.operation["tags"][0].is_string(),
                "{}",
                endpoint.path
            );
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = serde_json::to_value(document()).unwrap();
        let text = document.to_string();
        for reference in text.split("\"$ref\":\"#").skip(1) {
            let pointer = reference.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    }
}
