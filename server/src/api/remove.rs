//! `POST /api/remove`: a photo in, a cut-out back.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;

use super::answer::{self, Origin};
use super::cache::Kept;
use super::refusal::Refusal;
use super::wishes::{Reader, Wishes};
use super::{Api, sender, upload};
use crate::operators::observe::Trace;

/// `GET`: with rembg, the picture at `url` would be fetched.
pub async fn never_fetches(headers: HeaderMap) -> Response {
    Refusal::NeverFetches.into_answer(&headers)
}

/// Cuts out the photo of a request. When its client goes away, this future is dropped and the work ends.
pub async fn remove(State(api): State<Arc<Api>>, request: Request) -> Response {
    let start = Instant::now();
    let (parts, mut body) = request.into_parts();
    let done = tokio::time::timeout(api.time, cut_out(&api, &parts, &mut body)).await;
    match done.unwrap_or(Err(Refusal::TooSlow { allowed: api.time })) {
        Ok((kept, wishes, origin)) => {
            let total = start.elapsed();
            let trace = parts.extensions.get::<Trace>().map(|trace| &trace.0);
            api.account.cut_out(trace, wishes.model, kept.confidence.verdict, origin, total);
            answer::with(kept, &wishes, origin, total)
        }
        Err(refusal) => {
            api.account.refused(&refusal);
            upload::drain(&parts.headers, &mut body).await;
            refusal.into_answer(&parts.headers)
        }
    }
}

async fn cut_out(api: &Arc<Api>, parts: &Parts, body: &mut Body) -> Result<(Kept, Arc<Wishes>, Origin), Refusal> {
    sender::check(&parts.headers)?;
    api.clients.check(parts)?;
    let mut reader = Reader::default();
    let Query(query) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map_err(|_| Refusal::Wish("The query cannot be read.".to_owned()))?;
    query.iter().try_for_each(|(name, value)| reader.take(name, value))?;
    let slot = api.admission.enter()?;
    let body = upload::read(&parts.headers, body, api.max_bytes).await?;
    let photo = upload::photo(&parts.headers, body, &mut reader).await?;
    let wishes = Arc::new(reader.finish(api.networks.models(), api.limits, &parts.headers)?);
    let key = {
        let (api, wishes, photo) = (Arc::clone(api), Arc::clone(&wishes), photo.clone());
        tokio::task::spawn_blocking(move || api.cache.key(&photo, &wishes)).await.map_err(|_| Refusal::Stopping)?
    };
    if let Some(kept) = api.cache.get(key) {
        return Ok((kept, wishes, Origin::Cached));
    }
    let (result, photo, times) = api.pool.cut_out(photo, Arc::clone(&wishes), slot).await?;
    api.admission.took(times.work());
    let kept = Kept::new(result, &wishes);
    api.cache.keep(key, &kept);
    Ok((kept, wishes, Origin::Made { times, photo }))
}
