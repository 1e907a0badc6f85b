//! `GET /stats`, `/stats.csv` and `/stats.css`: the same result in the format that is asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query as Parameters, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderName};
use axum::response::{Html, IntoResponse, Response};

use super::{json_report, stats_csv, stats_page};
use crate::error::RequestError;
use crate::html_page::stylesheet;
use crate::negotiate::prefers_html;
use crate::statistics::SharedState;
use crate::statistics::query::Query;
use crate::statistics::query_result::QueryResult;

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
    let wants_html = !parameters.contains_key("format") && prefers_html(&headers);
    let result = run(state, &parameters).await?;
    Ok(if wants_html {
        (CACHING, Html(stats_page::page(&result))).into_response()
    } else {
        (CACHING, Json(json_report::report(&result))).into_response()
    })
}

/// Steps of the statistics as a table for spreadsheets.
///
/// # Errors
/// When the query has an unknown value.
pub async fn csv(
    State(state): State<Arc<SharedState>>,
    Parameters(parameters): Parameters<BTreeMap<String, String>>,
) -> Result<impl IntoResponse, RequestError> {
    let result = run(state, &parameters).await?;
    let name = format!("attachment; filename=\"offcut-{}-{}.csv\"", result.query.range.name, result.query.dimension.name);
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name), (CACHE_CONTROL, "no-store".to_owned())];
    Ok((headers, stats_csv::table(&result)))
}

/// Style of the page.
pub async fn style() -> impl IntoResponse {
    stylesheet(include_str!("stats_page.css"))
}

/// Result of the query in an address. File and database block, so that it runs on a thread that may.
async fn run(state: Arc<SharedState>, parameters: &BTreeMap<String, String>) -> Result<QueryResult, RequestError> {
    let query = Query::parse(parameters, state.now())?;
    tokio::task::spawn_blocking(move || state.query(query)).await.map_err(|_| RequestError::Internal)
}
