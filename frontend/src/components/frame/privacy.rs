//! Privacy panel: the exact text that leaves the page, and the switch for it.

use leptos::html;
use leptos::prelude::*;

use crate::telemetry::Telemetry;
use crate::telemetry::outbox::{Consent, Outbox};
use crate::text;

/// Privacy panel. A native dialog: the browser handles focus, Esc and the page behind it.
#[component]
pub fn Privacy(telemetry: Telemetry, is_open: RwSignal<bool>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (is_open.get(), dialog.open()) {
            // It throws only for a dialog that is open or not on the page.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            (true, true) | (false, false) => {}
        }
    });
    let reason = move || match telemetry.consent() {
        Consent::On => None,
        Consent::Off => Some(text::COUNTING_OFF),
        Consent::OffByBrowser => Some(text::COUNTING_OFF_BY_BROWSER),
    };
    let waiting = move || telemetry.outbox.with(|outbox| outbox.batches().join("\n"));
    let sent = move || telemetry.outbox.with(|outbox| outbox.last_sent().map(str::to_owned));
    view! {
        <dialog class="privacy" aria-labelledby="privacy-title" node_ref=dialog on:close=move |_| is_open.set(false)>
            <h2 id="privacy-title">{text::PRIVACY}</h2>
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
                <pre data-test="beacon-waiting" tabindex="0">{move || Some(waiting()).filter(|text| !text.is_empty()).unwrap_or_else(|| text::NOTHING_YET.to_owned())}</pre>
            })}
            {move || sent().map(|sent| view! {
                <h3>{text::SENT}</h3>
                <pre data-test="beacon-sent" tabindex="0">{sent}</pre>
            })}
            <div class="actions"><button type="button" class="button" on:click=move |_| is_open.set(false)>{text::CLOSE}</button></div>
        </dialog>
    }
}
