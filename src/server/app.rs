//! Assembles actix's server: layers, limits of connections, and the routes under their prefixes.

use super::guard::guard;
use super::leaving;
use super::observe::observe;
use super::state::AppState;
use super::{request_id, routes};
use actix_cors::Cors;
use actix_web::dev::Server;
use actix_web::http::header::{RETRY_AFTER, VARY};
use actix_web::middleware::{Condition, DefaultHeaders, from_fn};
use actix_web::{App, HttpServer, web};
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

/// Far above what one process is given sockets for: the limit that counts is the system's.
const MAX_CONNECTIONS_PER_WORKER: usize = 100_000;
/// How long a request's head may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a silent connection is kept.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// Threads per worker for large bodies; they bound how many are inflated or parsed at once.
const HEAVY_THREADS_PER_WORKER: usize = 2;
/// How long a browser may remember what CORS allowed, in seconds.
const CORS_MAX_AGE: usize = 3_600;

/// The server, not yet running.
pub(super) fn server(state: Arc<AppState>, listener: TcpListener) -> io::Result<Server> {
    let workers = state.options.workers;
    let drain_seconds = state.options.drain_timeout.as_secs();
    let factory = move || {
        let origins = &state.options.cors_origins;
        let other_pages_may_read = !origins.is_empty();
        App::new()
            .app_data(web::Data::from(Arc::clone(&state)))
            .configure(|config| routes::all(config, &state.endpoints))
            .wrap(from_fn(leaving::one_of_few))
            .wrap(Condition::new(other_pages_may_read, cors(origins)))
            .wrap(Condition::new(other_pages_may_read, vary_by_origin()))
            .wrap(from_fn(guard))
            .wrap(from_fn(observe))
    };
    let server = HttpServer::new(factory)
        .workers(workers)
        .worker_max_blocking_threads(HEAVY_THREADS_PER_WORKER)
        .max_connections(MAX_CONNECTIONS_PER_WORKER)
        .client_request_timeout(HEAD_TIMEOUT)
        .keep_alive(KEEP_ALIVE)
        .shutdown_timeout(drain_seconds)
        .disable_signals()
        .listen(listener)?
        .run();
    Ok(server)
}

/// What the CORS layer leaves out where a request names no origin: a cache must not give that answer to a page of another one.
fn vary_by_origin() -> DefaultHeaders {
    let vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
    DefaultHeaders::new().add((VARY, vary))
}

fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "POST"])
        .allow_any_header()
        .expose_headers([request_id::HEADER, RETRY_AFTER])
        .max_age(CORS_MAX_AGE);
    if origins.iter().any(|origin| origin == "*") {
        return cors.allow_any_origin();
    }
    origins
        .iter()
        .fold(cors, |cors, origin| cors.allowed_origin(origin))
}
