//! Tools of the brush, beside its canvas.

use leptos::prelude::*;

use super::brush_canvas::undo_or_redo;
use super::controls::{Segments, Slider};
use crate::editing::{Brush, MAX_RADIUS, MIN_RADIUS, View};
use crate::page::editor::Editor;
use crate::text::{editor_text as text, keys_text};

/// Panel while the brush is in use.
#[component]
pub fn BrushTools(editor: Editor, brush: RwSignal<Brush>, end_brush: Callback<()>) -> impl IntoView {
    let keeps = Memo::new(move |_| brush.with(|brush| brush.keeps));
    let radius = Memo::new(move |_| brush.with(|brush| brush.radius));
    let zoom = Memo::new(move |_| brush.with(|brush| brush.view.zoom));
    let can_undo = Memo::new(move |_| editor.edits.with(|edits| edits.as_ref().is_some_and(|edits| !edits.strokes().drawn().is_empty())));
    let can_redo = Memo::new(move |_| editor.edits.with(|edits| edits.as_ref().is_some_and(|edits| edits.strokes().can_redo())));
    let closer = move |factor: f32| brush.update(|brush| brush.view = brush.view.zoomed(factor, [0.5, 0.5]));
    view! {
        <section class="panel brush-tools" aria-label=text::BRUSH>
            <div class="group">
                <Segments
                    name="brush" legend=text::BRUSH_MODE options=vec![(true, text::KEEP), (false, text::ERASE)] chosen=keeps
                    choose=Callback::new(move |keeps| brush.update(|brush| brush.keeps = keeps))
                />
                <Slider
                    label=text::SIZE min=MIN_RADIUS max=MAX_RADIUS step=0.002 value=radius words=text::brush_size
                    slide=Callback::new(move |radius| brush.update(|brush| brush.radius = radius))
                />
            </div>
            <div class="group row">
                <div class="buttons">
                    // Not `disabled`, which would take the focus away with the last stroke.
                    <button
                        type="button" class="plain small" data-test="undo" aria-disabled=move || (!can_undo.get()).then_some("true")
                        on:click=move |_| undo_or_redo(editor, false)
                    >{text::UNDO}</button>
                    <button
                        type="button" class="plain small" data-test="redo" aria-disabled=move || (!can_redo.get()).then_some("true")
                        on:click=move |_| undo_or_redo(editor, true)
                    >{text::REDO}</button>
                </div>
                <div class="buttons" role="group" aria-label=text::ZOOM>
                    <button type="button" class="plain small" aria-label=text::ZOOM_OUT on:click=move |_| closer(1.0 / 1.5)>"−"</button>
                    <button
                        type="button" class="plain small zoom" aria-label=move || text::zoom_fit(zoom.get())
                        on:click=move |_| brush.update(|brush| brush.view = View::WHOLE)
                    >{move || text::zoom(zoom.get())}</button>
                    <button type="button" class="plain small" aria-label=text::ZOOM_IN data-test="zoom-in" on:click=move |_| closer(1.5)>"+"</button>
                </div>
            </div>
            <button type="button" class="button" data-test="brush-done" on:click=move |_| end_brush.run(())>{text::BRUSH_DONE}</button>
            <div class="group">
                <p class="hint">{text::BRUSH_HELP}</p>
                <details class="keys"><summary>{keys_text::TITLE}</summary><p class="hint">{|| keys_text::sentence(keys_text::BRUSH)}</p></details>
                <p class="unseen" id="brush-keys">{|| keys_text::sentence(keys_text::BRUSH)}</p>
            </div>
        </section>
    }
}
