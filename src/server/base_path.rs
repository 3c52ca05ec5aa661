//! The path below which a reverse proxy serves us, such as `/loot`. Pages name it in all of their addresses; requests may
//! have it, where the proxy passes paths on as they are, or not, where it takes it away.

use actix_web::dev::ServiceRequest;
use actix_web::http::Uri;
use actix_web::http::uri::PathAndQuery;

/// Takes `base` from the path of a request.
pub(super) fn strip(request: &mut ServiceRequest, base: &str) {
    let Some(stripped) = stripped(request.uri(), base) else {
        return;
    };
    request.match_info_mut().get_mut().update(&stripped);
    request.head_mut().uri = stripped;
}

fn stripped(uri: &Uri, base: &str) -> Option<Uri> {
    let given = uri.path_and_query()?.as_str();
    let rest = given.strip_prefix(base).filter(|_| !base.is_empty())?;
    let rest = match rest.as_bytes().first() {
        Some(b'/') => rest.to_owned(),
        None | Some(b'?') => format!("/{rest}"),
        // Another path that begins alike.
        Some(_) => return None,
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(rest).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_is_taken_from_paths_below_it_alone() {
        let stripped = |path: &str| {
            let uri: Uri = path.parse().unwrap();
            super::stripped(&uri, "/loot").map(|uri| uri.to_string())
        };
        for (path, rest) in [
            ("/loot/api/stats?limit=1", Some("/api/stats?limit=1")),
            ("/loot/", Some("/")),
            ("/loot", Some("/")),
            ("/loot?a=1", Some("/?a=1")),
            ("/loot/api/matches/a%2Fb", Some("/api/matches/a%2Fb")),
            ("/looted/api", None),
            ("/api/stats", None),
        ] {
            assert_eq!(stripped(path).as_deref(), rest, "{path}");
        }
        assert_eq!(super::stripped(&"/api".parse().unwrap(), ""), None);
    }
}
