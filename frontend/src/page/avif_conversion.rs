//! AVIFs of finished photos: made of their PNGs one after the other, the photo that is shown first, while the worker goes on with other things.

use std::pin::pin;

use futures::future::{Either, select};
use leptos::prelude::*;
use leptos::task::spawn_local;
use matting::OutputFormat;

use super::Page;
use super::photo::PictureFile;
use crate::editing::{Conversion, Edits};
use crate::protocol::Failure;
use crate::runtime::avif_encoder::AvifEncoder;
use crate::state::PhotoId;

impl Page {
    /// Makes AVIFs as long as the page is open. The encoder ends once none is wanted, since its memory never shrinks.
    pub(super) fn make_avifs(self) {
        spawn_local(async move {
            let mut encoder = None;
            loop {
                encoder = match self.wanted_avif() {
                    Some((id, conversion)) => self.make_avif(encoder.take(), id, conversion).await,
                    None => {
                        drop(encoder.take());
                        self.changes.notified().await;
                        None
                    }
                };
            }
        });
    }

    /// Makes an AVIF, or stops when it is not wanted any more; returns the encoder where it can make another one.
    async fn make_avif(self, encoder: Option<AvifEncoder>, id: PhotoId, conversion: Conversion<PictureFile>) -> Option<AvifEncoder> {
        let (png, size, quality) = (conversion.png.file.blob.clone(), conversion.png.size, conversion.quality);
        let work = async move {
            OutputFormat::Avif.check_size(size)?;
            let encoder = match encoder {
                Some(encoder) => encoder,
                None => AvifEncoder::start().await?,
            };
            self.editor.has_encoder.set(true);
            let avif = encoder.encode(&png, quality).await?;
            Ok::<_, Failure>((PictureFile::new(&avif, OutputFormat::Avif), encoder))
        };
        let mut work = pin!(work);
        let outcome = loop {
            match select(work, pin!(self.changes.notified())).await {
                Either::Left((outcome, _)) => break outcome,
                Either::Right((_, rest)) => work = rest,
            }
            let is_wanted = |edits: &Edits<PictureFile>| edits.conversion().is_some_and(|wanted| wanted.recipe == conversion.recipe);
            if untrack(|| self.editor.with_edits(id, is_wanted)) != Some(true) {
                return None;
            }
        };
        let (file, encoder) = match outcome {
            Ok((file, encoder)) => (Ok(file), Some(encoder)),
            Err(failure) => (Err(failure), None),
        };
        self.editor.finish_conversion(id, conversion, file);
        encoder
    }

    fn wanted_avif(self) -> Option<(PhotoId, Conversion<PictureFile>)> {
        self.editor.wanted_avif().or_else(|| {
            self.state.with_untracked(|state| {
                state.items().iter().find_map(|item| {
                    let is_shown = state.shown() == Some(item.id);
                    let conversion = untrack(|| self.editor.with_edits(item.id, Edits::conversion)).flatten();
                    conversion.filter(|_| !is_shown).map(|conversion| (item.id, conversion))
                })
            })
        })
    }
}
