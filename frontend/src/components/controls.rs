//! The few controls that panel and brush are made of. All are the browser's own, so keys, touch and screen readers work as everywhere.

use leptos::prelude::*;

/// A choice of one, as buttons in a row.
#[component]
pub fn Segments<T>(
    /// For the browser: what belongs together.
    name: &'static str,
    /// What is chosen.
    legend: &'static str,
    /// Values and what they are called.
    options: Vec<(T, &'static str)>,
    /// What is chosen now.
    #[prop(into)]
    chosen: Signal<T>,
    /// Takes the choice.
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

/// A number, with what it is in words beside it.
#[component]
pub fn Slider(
    /// Its name.
    label: &'static str,
    /// The smallest value.
    min: f32,
    /// The largest one.
    max: f32,
    /// From one to the next.
    step: f32,
    /// The value now.
    #[prop(into)]
    value: Signal<f32>,
    /// The value in words.
    words: fn(f32) -> String,
    /// Takes the value while it moves.
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

/// On or off.
#[component]
pub fn Switch(
    /// Its name.
    label: &'static str,
    /// For tests.
    test: &'static str,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// Takes the change.
    turn: Callback<bool>,
) -> impl IntoView {
    view! {
        <label class="switch">
            <input type="checkbox" role="switch" data-test=test prop:checked=on on:change=move |event| turn.run(event_target_checked(&event)) />
            <span>{label}</span>
        </label>
    }
}
