//! `POST /api/remove`: a photo in, a cut-out back.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use beacon::Stage;
use tokio::task::JoinError;

use super::api_error::ApiError;
use super::api_state::Api;
use super::photo_response::{self, ResultSource};
use super::processing::cache::CachedResult;
use super::processing::job_progress::CurrentStage;
use super::request::params::{Params, ParamsBuilder};
use super::request::{base64_picture, origin_check, photo_source, upload};
use crate::monitoring::request_telemetry::Trace;

/// `GET`, which with rembg fetches the picture at `url`: always refused.
pub async fn reject_fetch(headers: HeaderMap) -> Response {
    ApiError::FetchUnsupported.into_response(&headers)
}

/// Cuts out the photo of a request. When its client goes away, this future is dropped and the work ends.
pub async fn remove(State(api): State<Arc<Api>>, request: Request) -> Response {
    let start = Instant::now();
    let (parts, mut body) = request.into_parts();
    let stage = CurrentStage::default();
    let done = tokio::time::timeout(api.time, cut_out(&api, &parts, &mut body, &stage)).await;
    let trace = parts.extensions.get::<Trace>().map(|trace| &trace.0);
    let done = done.unwrap_or_else(|_| Err(ApiError::TimedOut { allowed: api.time, stage: stage.get() }));
    let held = done.and_then(|(result, params, source)| {
        let file = api.admission.reserve_result(result.file)?;
        Ok((CachedResult { file, ..result }, params, source))
    });
    match held {
        Ok((result, params, source)) => {
            let total = start.elapsed();
            api.telemetry.cut_out(trace, result.confidence.verdict, source, total);
            photo_response::with(result, &params, source, total)
        }
        Err(error) => {
            api.telemetry.error(trace, &error);
            upload::drain(&parts.headers, &mut body).await;
            error.into_response(&parts.headers)
        }
    }
}

async fn cut_out(
    api: &Arc<Api>,
    parts: &Parts,
    body: &mut Body,
    stage: &CurrentStage,
) -> Result<(CachedResult, Arc<Params>, ResultSource), ApiError> {
    origin_check::check(&parts.headers, &api.origins)?;
    api.rate_limit.check(parts)?;
    let mut builder = ParamsBuilder::default();
    let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
    let Query(query) = query.map_err(|_| ApiError::InvalidParam("The query cannot be read.".to_owned()))?;
    query.iter().try_for_each(|(name, value)| builder.set(name, value))?;
    let mut admitted = api.admission.admit()?;
    let body = upload::read(&parts.headers, body, api.max_bytes, &mut admitted).await?;
    let sent = photo_source::find(&parts.headers, body, &mut builder).await?;
    let params = Arc::new(builder.build(&api.models.choices(), api.limits, &parts.headers)?);
    let (photo, key) = {
        let (api, params) = (Arc::clone(api), Arc::clone(&params));
        let work = move || {
            let photo = base64_picture::file_of(sent)?;
            let key = api.cache.key(&photo, &params);
            Ok((photo, key))
        };
        let stopped = |error: JoinError| if error.is_panic() { ApiError::Panicked { stage: Stage::Read } } else { ApiError::ShuttingDown };
        tokio::task::spawn_blocking(work).await.map_err(stopped)??
    };
    if let Some(result) = api.cache.get(key) {
        return Ok((result, params, ResultSource::Cached));
    }
    let slot = admitted.acquire_slot()?;
    let (result, times) = api.pool.cut_out(photo, Arc::clone(&params), slot, stage.clone()).await?;
    api.admission.record_duration(times.work());
    let result = CachedResult::new(result, &params);
    api.cache.insert(key, &result);
    Ok((result, params, ResultSource::Computed(times)))
}
