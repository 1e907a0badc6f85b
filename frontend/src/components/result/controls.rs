//! Controls of panel and brush. All are the browser's own, so keys, touch and screen readers work as everywhere.

use leptos::prelude::*;

use crate::text::Sentence;

/// Choice of one value, as buttons in a row.
#[component]
pub fn Segments<T>(
    /// Name of the group of radio buttons.
    name: &'static str,
    /// Legend.
    legend: Sentence,
    /// Values and their labels.
    options: Vec<(T, Sentence)>,
    /// Present value.
    #[prop(into)]
    chosen: Signal<T>,
    /// Receives the choice.
    choose: Callback<T>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let buttons = options.into_iter().map(|(value, label)| {
        view! {
            <label class="segment">
                <input type="radio" name=name prop:checked=move || chosen.get() == value on:change=move |_| choose.run(value) />
                <span>{label}</span>
            </label>
        }
    });
    view! {
        <fieldset class="choice">
            <legend>{legend}</legend>
            <div class="segments">{buttons.collect_view()}</div>
        </fieldset>
    }
}

/// Slider for a number, with the value in words beside it.
#[component]
pub fn Slider(
    /// Label.
    label: Sentence,
    /// Smallest value.
    min: f32,
    /// Largest value.
    max: f32,
    /// Step between values.
    step: f32,
    /// Present value.
    #[prop(into)]
    value: Signal<f32>,
    /// Text of a value.
    words: fn(f32) -> String,
    /// Receives the value while it moves.
    slide: Callback<f32>,
) -> impl IntoView {
    let moved = move |event| {
        if let Ok(value) = event_target_value(&event).parse() {
            slide.run(value);
        }
    };
    view! {
        <label class="slider">
            <span>{label}</span>
            <span class="value" aria-hidden="true">{move || words(value.get())}</span>
            <input
                type="range" min=min.to_string() max=max.to_string() step=step.to_string()
                aria-label=label aria-valuetext=move || words(value.get())
                prop:value=move || value.get().to_string() on:input=moved
            />
        </label>
    }
}

/// Switch.
#[component]
pub fn Switch(
    /// Label.
    label: Sentence,
    /// Name for tests.
    test: &'static str,
    /// True if it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// Receives the change.
    turn: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="switch">
            <input type="checkbox" role="switch" data-test=test prop:checked=on on:change=move |event| turn.run(event_target_checked(&event)) />
            <span>{label}</span>
        </label>
    }
}
