//! Response of a server whose API is off.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::any;

/// Routes of an API that is off: the sentence that says how to switch it on.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    ["/api", "/api/", "/api/remove", "/api/remove/"].into_iter().fold(Router::new(), |router, path| router.route(path, any(off)))
}

async fn off() -> (StatusCode, &'static str) {
    (StatusCode::NOT_FOUND, "The API of this server is off. Its operator can switch it on by starting it with --api or OFFCUT_API=1.\n")
}
