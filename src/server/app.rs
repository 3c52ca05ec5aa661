//! Assembles actix's server: layers, limits of connections, and the routes under their prefixes.

use super::connection::{Admission, Metered};
use super::guard::guard;
use super::leaving;
use super::observe::observe;
use super::state::AppState;
use super::{request_id, routes};
use actix_cors::Cors;
use actix_http::HttpService;
use actix_http::error::DispatchError;
use actix_server::Server;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::dev::AppConfig;
use actix_web::http::header::{RETRY_AFTER, VARY};
use actix_web::middleware::{Condition, DefaultHeaders, from_fn};
use actix_web::rt::net::TcpStream;
use actix_web::{App, Error, web};
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

/// Far above what one process is given sockets for: the limit that counts is the system's.
const MAX_CONNECTIONS_PER_WORKER: usize = 100_000;
/// How long a request's head may take.
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// How long the rest of a body that nobody reads is waited for, so that its sender reads the answer first.
const DISCONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// How long a silent connection is kept.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// Threads per worker for large bodies; they bound how many are inflated or parsed at once.
const HEAVY_THREADS_PER_WORKER: usize = 2;
/// How long a browser may remember what CORS allowed, in seconds.
const CORS_MAX_AGE: usize = 3_600;

/// The server, not yet running. What `actix_web::HttpServer` does, but with connections that we have a say in.
pub(super) fn server(
    state: Arc<AppState>,
    admission: Admission,
    listener: TcpListener,
) -> io::Result<Server> {
    let workers = state.options.workers;
    let drain_seconds = state.options.drain_timeout.as_secs();
    let factory = move || {
        let origins = &state.options.cors_origins;
        let other_pages_may_read = !origins.is_empty();
        App::new()
            .app_data(web::Data::from(Arc::clone(&state)))
            .configure(|config| {
                routes::all(config, &state.endpoints, &state.options.base_path);
            })
            .wrap(from_fn(leaving::one_of_few))
            .wrap(Condition::new(other_pages_may_read, cors(origins)))
            .wrap(Condition::new(other_pages_may_read, vary_by_origin()))
            .wrap(from_fn(guard))
            .wrap(from_fn(observe))
    };
    let builder = Server::build();
    let stops = builder.graceful_shutdown_signal();
    let protocol = move || {
        let stops = stops.clone();
        let app = factory().into_factory();
        let app = app.map_err(|error: Error| error.error_response());
        HttpService::build()
            .graceful_shutdown_signal(move || {
                let stops = stops.clone();
                async move { stops.notified().await }
            })
            .client_request_timeout(HEAD_TIMEOUT)
            .client_disconnect_timeout(DISCONNECT_TIMEOUT)
            .keep_alive(KEEP_ALIVE)
            .on_connect_ext(|stream: &Metered, data| {
                data.insert(stream.meter());
            })
            .h1(map_config(app, |()| AppConfig::default()))
    };
    let connection = move || {
        let admission = admission.clone();
        let admitted = fn_service(move |stream: TcpStream| {
            let admission = admission.clone();
            async move {
                let peer = stream.peer_addr().ok();
                Ok((
                    admission.admit(stream).await.map_err(DispatchError::Io)?,
                    peer,
                ))
            }
        });
        admitted.and_then(protocol())
    };
    let server = builder
        .workers(workers)
        .worker_max_blocking_threads(HEAVY_THREADS_PER_WORKER)
        .max_concurrent_connections(MAX_CONNECTIONS_PER_WORKER)
        .shutdown_timeout(drain_seconds)
        .disable_signals()
        .listen("loot", listener, connection)?
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
        .allowed_methods(["GET", "POST", "PUT", "DELETE"])
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
