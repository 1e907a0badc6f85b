//! Privacy panel: the exact text that leaves the page, what stays on the device, and the switches for both.

use leptos::prelude::*;

use crate::components::dialog::Sheet;
use crate::page::Page;
use crate::telemetry::outbox::{Consent, Outbox};
use crate::text::{self, kept_text};

/// Privacy panel.
#[component]
pub fn Privacy(page: Page, is_open: RwSignal<bool>) -> impl IntoView {
    let telemetry = page.telemetry;
    let reason = move || match telemetry.consent() {
        Consent::On => None,
        Consent::Off => Some(text::COUNTING_OFF.text()),
        Consent::OffByBrowser => Some(text::COUNTING_OFF_BY_BROWSER.text()),
    };
    let waiting = move || telemetry.outbox.with(|outbox| outbox.batches().join("\n"));
    let sent = move || telemetry.outbox.with(|outbox| outbox.last_sent().map(str::to_owned));
    view! {
        <Sheet title=text::PRIVACY id="privacy-title" is_open>
            {text::PRIVACY_BODY.map(|paragraph| view! { <p>{paragraph}</p> }).collect_view()}
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    prop:checked=move || telemetry.consent() == Consent::On
                    disabled=move || telemetry.consent() == Consent::OffByBrowser
                    on:change=move |event| telemetry.switch(event_target_checked(&event))
                />
                <span>{text::COUNTING}</span>
            </label>
            <p class="hint" role="status">{reason}</p>
            {move || telemetry.outbox.with(Outbox::consent).eq(&Consent::On).then(|| view! {
                <h3>{text::WAITING}</h3>
                <pre data-test="beacon-waiting" tabindex="0" dir="ltr">{move || Some(waiting()).filter(|text| !text.is_empty()).unwrap_or_else(|| text::NOTHING_YET.text())}</pre>
            })}
            {move || sent().map(|sent| view! {
                <h3>{text::SENT}</h3>
                <pre data-test="beacon-sent" tabindex="0" dir="ltr">{sent}</pre>
            })}
            <Stays page is_open />
        </Sheet>
    }
}

/// What stays on the device.
#[component]
fn Stays(page: Page, is_open: RwSignal<bool>) -> impl IntoView {
    let keeping = page.keeping;
    // Until it is known that the browser does not do it.
    let is_possible = move || keeping.is_possible.get() != Some(false);
    let state = move || kept_text::state(is_possible(), keeping.is_on.get(), keeping.kept.get());
    let is_something = move || keeping.kept.get().0 + keeping.offered.get() + page.state.with(|state| state.items().len()) > 0;
    let clear = move |_| {
        page.clear_everything();
        // What became of it is said on the page.
        is_open.set(false);
    };
    view! {
        <h2>{kept_text::STAYS}</h2>
        <p>{kept_text::stays}</p>
        <label class="switch">
            <input
                type="checkbox"
                role="switch"
                data-test="keeping"
                prop:checked=move || is_possible() && keeping.is_on.get()
                disabled=move || !is_possible()
                on:change=move |event| page.switch_keeping(event_target_checked(&event))
            />
            <span>{kept_text::KEEPING}</span>
        </label>
        <p class="hint" role="status" data-test="kept">{state}</p>
        {move || is_something().then(|| view! {
            <div><button type="button" class="plain small" data-test="clear" on:click=clear>{kept_text::CLEAR_EVERYTHING}</button></div>
        })}
    }
}
