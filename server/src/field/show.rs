//! `GET /stats`, `/stats.csv` and `/stats.css`: the same report in the form that is asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use super::gathered::Gathered;
use super::question::{Form, Question};
use super::report::Report;
use super::stats::Stats;
use super::{stats_csv, stats_page};
use crate::error::RequestError;
use crate::negotiate::prefers_html;

/// The form depends on what the client accepts.
const CACHING: [(HeaderName, &str); 2] = [(CACHE_CONTROL, "no-store"), (VARY, "accept")];

/// The statistics, in the form that the client prefers; `?format=json` asks for JSON whatever the client accepts.
///
/// # Errors
/// When the query asks for something that there is not.
pub async fn show(
    State(stats): State<Arc<Stats>>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, RequestError> {
    let (question, form) = Question::parse(&query)?;
    let html = form == Form::Accepted && prefers_html(&headers);
    Ok(match gather(&stats, question).await {
        Ok(gathered) => {
            let report = Report::new(&question, &gathered, &stats.ledger());
            if html {
                (CACHING, Html(stats_page::page(&question, gathered.stretch, &report))).into_response()
            } else {
                (CACHING, Json(report)).into_response()
            }
        }
        Err(sentence) if html => (StatusCode::BAD_GATEWAY, CACHING, Html(stats_page::trouble(&question, &sentence))).into_response(),
        Err(sentence) => unavailable(sentence),
    })
}

/// The steps of the statistics as a table for spreadsheets.
///
/// # Errors
/// When the query asks for something that there is not.
pub async fn csv(State(stats): State<Arc<Stats>>, Query(query): Query<BTreeMap<String, String>>) -> Result<Response, RequestError> {
    let (question, _) = Question::parse(&query)?;
    Ok(match gather(&stats, question).await {
        Ok(gathered) => {
            let name = format!("attachment; filename=\"offcut-{}-{}.csv\"", question.range.word(), question.split.word());
            let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CONTENT_DISPOSITION, name.as_str()), (CACHE_CONTROL, "no-store")];
            (headers, stats_csv::table(question.split, &gathered)).into_response()
        }
        Err(sentence) => unavailable(sentence),
    })
}

/// The look of the page: a file of its own, since the content security policy allows no inline styles.
pub async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")], include_str!("stats_page.css"))
}

/// From the fleet if there is one to ask, else from this server; a sentence when that fails.
async fn gather(stats: &Stats, question: Question) -> Result<Gathered, String> {
    let ledger = stats.ledger();
    if let Some(fleet) = stats.fleet() {
        return fleet.gather(&question, ledger.now()).await.map_err(|error| error.to_string());
    }
    let gathered = tokio::task::spawn_blocking(move || ledger.gather(&question)).await;
    match gathered {
        Ok(Ok(gathered)) => Ok(gathered),
        Ok(Err(error)) => Err(format!("The statistics cannot be read: {error}.")),
        Err(_) => Err("The statistics cannot be read because of a fault of this server.".to_owned()),
    }
}

fn unavailable(sentence: String) -> Response {
    (StatusCode::BAD_GATEWAY, CACHING, sentence + "\n").into_response()
}
