//! The brush's tools, beside the board.

use leptos::prelude::*;

use super::brush_board::undo_or_redo;
use super::controls::{Segments, Slider};
use crate::brush::{Brush, LEAST_RADIUS, MOST_RADIUS, View};
use crate::studio::Studio;
use crate::text_of_edits as text;

/// The panel while the brush is in hand.
#[component]
pub fn BrushTools(studio: Studio, brush: RwSignal<Brush>, put_away: Callback<()>) -> impl IntoView {
    let keeps = Memo::new(move |_| brush.with(|brush| brush.keeps));
    let radius = Memo::new(move |_| brush.with(|brush| brush.radius));
    let zoom = Memo::new(move |_| brush.with(|brush| brush.view.zoom));
    let can_undo = Memo::new(move |_| studio.edits.with(|edits| edits.as_ref().is_some_and(|edits| !edits.strokes().drawn().is_empty())));
    let can_redo = Memo::new(move |_| studio.edits.with(|edits| edits.as_ref().is_some_and(|edits| edits.strokes().can_redo())));
    let closer = move |factor: f32| brush.update(|brush| brush.view = brush.view.zoomed(factor, [0.5, 0.5]));
    view! {
        <section class="panel brush-tools" aria-label=text::BRUSH>
            <div class="group">
                <Segments
                    name="brush" legend=text::BRUSH_MODE options=vec![(true, text::KEEP), (false, text::ERASE)] chosen=keeps
                    choose=Callback::new(move |keeps| brush.update(|brush| brush.keeps = keeps))
                />
                <Slider
                    label=text::SIZE min=LEAST_RADIUS max=MOST_RADIUS step=0.002 value=radius words=text::brush_size
                    slide=Callback::new(move |radius| brush.update(|brush| brush.radius = radius))
                />
            </div>
            <div class="group row">
                <div class="buttons">
                    // Not `disabled`, which would take the focus away with the last stroke.
                    <button
                        type="button" class="plain small" data-test="undo" aria-disabled=move || (!can_undo.get()).then_some("true")
                        on:click=move |_| undo_or_redo(studio, false)
                    >{text::UNDO}</button>
                    <button
                        type="button" class="plain small" data-test="redo" aria-disabled=move || (!can_redo.get()).then_some("true")
                        on:click=move |_| undo_or_redo(studio, true)
                    >{text::REDO}</button>
                </div>
                <div class="buttons" role="group" aria-label=text::ZOOM>
                    <button type="button" class="plain small" aria-label=text::ZOOM_OUT on:click=move |_| closer(1.0 / 1.5)>"−"</button>
                    <button
                        type="button" class="plain small zoom" aria-label=text::ZOOM_FIT
                        on:click=move |_| brush.update(|brush| brush.view = View::WHOLE)
                    >{move || text::zoom(zoom.get())}</button>
                    <button type="button" class="plain small" aria-label=text::ZOOM_IN data-test="zoom-in" on:click=move |_| closer(1.5)>"+"</button>
                </div>
            </div>
            <button type="button" class="button" data-test="brush-done" on:click=move |_| put_away.run(())>{text::BRUSH_DONE}</button>
            <div class="group">
                <p class="hint">{text::BRUSH_HELP}</p>
                <details class="keys"><summary>{text::KEYS}</summary><p class="hint">{text::BRUSH_KEYS}</p></details>
                <p class="unseen" id="brush-keys">{text::BRUSH_KEYS}</p>
            </div>
        </section>
    }
}
