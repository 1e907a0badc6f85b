//! `GET /stats`, `/stats.csv` and `/stats.css`: the same result in the format that is asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query as Parameters, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use super::{json_report, stats_csv, stats_page};
use crate::error::RequestError;
use crate::negotiate::prefers_html;
use crate::statistics::query::Query;
use crate::statistics::query_result::QueryResult;
use crate::statistics::shared_state::SharedState;

/// Headers of an answer whose format depends on `Accept`.
const CACHING: [(HeaderName, &str); 2] = [(CACHE_CONTROL, "no-store"), (VARY, "accept")];

/// Statistics in the format that the client prefers; `?format=json` asks for JSON whatever the client accepts.
///
/// # Errors
/// When the query has an unknown value.
pub async fn show(
    State(state): State<Arc<SharedState>>,
    Parameters(parameters): Parameters<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, RequestError> {
    let (query, wants_json) = Query::parse(&parameters)?;
    let html = !wants_json && prefers_html(&headers);
    Ok(match run(state, query).await {
        Ok(result) if html => (CACHING, Html(stats_page::page(&result))).into_response(),
        Ok(result) => (CACHING, Json(json_report::report(&result))).into_response(),
        Err(sentence) if html => (StatusCode::BAD_GATEWAY, CACHING, Html(stats_page::error(query, &sentence))).into_response(),
        Err(sentence) => unavailable(sentence),
    })
}

/// Steps of the statistics as a table for spreadsheets.
///
/// # Errors
/// When the query has an unknown value.
pub async fn csv(
    State(state): State<Arc<SharedState>>,
    Parameters(parameters): Parameters<BTreeMap<String, String>>,
) -> Result<Response, RequestError> {
    let (query, _) = Query::parse(&parameters)?;
    Ok(match run(state, query).await {
        Ok(result) => {
            let name = format!("attachment; filename=\"offcut-{}-{}.csv\"", query.range.name, query.dimension.name);
            let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, name.as_str()), (CACHE_CONTROL, "no-store")];
            (headers, stats_csv::table(&result)).into_response()
        }
        Err(sentence) => unavailable(sentence),
    })
}

/// Style of the page: a file of its own, since the content security policy allows no inline styles.
pub async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")], include_str!("stats_page.css"))
}

/// Result of a query, or a sentence. File and database block, so that it runs on a thread that may.
async fn run(state: Arc<SharedState>, query: Query) -> Result<QueryResult, String> {
    match tokio::task::spawn_blocking(move || state.query(query)).await {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(error)) => Err(format!("The statistics cannot be read: {error}.")),
        Err(_) => Err("The statistics cannot be read because of a fault of this server.".to_owned()),
    }
}

fn unavailable(sentence: String) -> Response {
    (StatusCode::BAD_GATEWAY, CACHING, sentence + "\n").into_response()
}
