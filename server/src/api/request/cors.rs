//! CORS (cross-origin resource sharing) for the sites listed by `--api-origins`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ALLOW, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::origin_check;
use crate::api::api_state::Api;
use crate::origin::SiteOrigin;

/// Headers that a page may read beside those that it always may.
pub const EXPOSED: &str = "content-disposition, retry-after, server-timing, x-cache, x-offcut-doubt, x-offcut-error, x-offcut-ignored, x-offcut-notes, x-offcut-size, \
    x-offcut-stage, x-offcut-verdict, x-request-id";

/// Seconds for which a browser need not ask again.
const MAX_AGE: &str = "7200";

/// Headers of Private Network Access: the request of a preflight from a public site's page, and its permission.
const REQUEST_PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// `Origin` of a request, if it is `listed`.
pub fn listed_origin<'a>(headers: &'a HeaderMap, listed: &[SiteOrigin]) -> Option<&'a HeaderValue> {
    // Two of them are no browser's.
    let mut origins = headers.get_all(ORIGIN).iter();
    let origin = origins.next().filter(|_| origins.next().is_none())?;
    listed.iter().any(|site| site.is(origin)).then_some(origin)
}

/// Middleware that lets pages of listed sites read every response of these routes, errors too. There are no cookies, so credentials are never allowed.
pub async fn allow_listed_origins(State(api): State<Arc<Api>>, request: Request, next: Next) -> Response {
    if api.origins.is_empty() {
        return next.run(request).await;
    }
    let origin = listed_origin(request.headers(), &api.origins).cloned();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_name(ORIGIN));
    if let Some(origin) = origin {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    }
    response
}

/// Response to `OPTIONS` of a route that takes these methods, written as in `Allow`.
fn options(api: &Api, request: &HeaderMap, allow: &'static str) -> Response {
    let mut headers = HeaderMap::from_iter([(ALLOW, HeaderValue::from_static(allow))]);
    // A browser asks before it sends a photo of a page of another site.
    if request.contains_key(ORIGIN) && request.contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
        if let Err(error) = origin_check::check(request, &api.origins) {
            return error.into_response(request);
        }
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(allow));
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(MAX_AGE));
        // Headers that are not known here change nothing, and a proxy before this server may want some.
        if let Some(asked) = request.get(ACCESS_CONTROL_REQUEST_HEADERS) {
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
        }
        if request.contains_key(REQUEST_PRIVATE_NETWORK) {
            headers.insert(ALLOW_PRIVATE_NETWORK, HeaderValue::from_static("true"));
        }
        for name in [ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_REQUEST_HEADERS, REQUEST_PRIVATE_NETWORK] {
            headers.append(VARY, HeaderValue::from_name(name));
        }
    }
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Response to `OPTIONS` of the photos' route.
pub async fn photo_options(State(api): State<Arc<Api>>, headers: HeaderMap) -> Response {
    options(&api, &headers, "POST, GET, HEAD, OPTIONS")
}

/// Response to `OPTIONS` of a document.
pub async fn document_options(State(api): State<Arc<Api>>, headers: HeaderMap) -> Response {
    options(&api, &headers, "GET, HEAD, OPTIONS")
}
