//! What can be changed about a cut-out. Every change is shown at once.

use leptos::html;
use leptos::prelude::*;
use matting::{Colour, EncodeQuality, FileType, Fit, Metadata, Percent, Quality};

use super::controls::{Segments, Slider, Switch};
use super::drop_zone::ACCEPT;
use crate::choices::{Choices, FILE_TYPES, Kind, MOST_SHADOW};
use crate::studio::Studio;
use crate::text_of_edits as text;

/// The way from the panel to the choices and back.
#[derive(Clone, Copy)]
struct Chooser(Studio);

impl Chooser {
    fn read<T: Default + Clone + PartialEq + Send + Sync + 'static>(self, what: impl Fn(&Choices) -> T + Send + Sync + 'static) -> Signal<T> {
        let studio = self.0;
        Memo::new(move |_| studio.edits.with(|edits| edits.as_ref().map(|edits| what(edits.choices())).unwrap_or_default())).into()
    }

    fn write<T: 'static>(self, set: impl Fn(&mut Choices, T) + Send + Sync + 'static) -> Callback<T> {
        let studio = self.0;
        Callback::new(move |value| studio.edit(|edits| edits.choose(|choices| set(choices, value))))
    }
}

/// The panel.
#[component]
pub fn EditPanel(studio: Studio) -> impl IntoView {
    let chooser = Chooser(studio);
    let quality = chooser.read(|choices| Some(choices.quality));
    let mask_only = chooser.read(|choices| choices.mask_only);
    let qualities = [Quality::Fast, Quality::Balanced, Quality::Best, Quality::Raw].map(|quality| (Some(quality), text::of_quality(quality)));
    view! {
        <section class="panel" aria-label=text::PANEL>
            <div class="group">
                <Segments
                    name="quality" legend=text::QUALITY options=qualities.to_vec() chosen=quality
                    choose=chooser.write(|choices, quality: Option<Quality>| choices.quality = quality.unwrap_or_default())
                />
                <p class="hint">{move || quality.get().map(text::what_quality_does)}</p>
            </div>
            <fieldset class="group bare" disabled=mask_only>
                <BackgroundChoice studio />
                <ShadowChoice studio />
            </fieldset>
            <div class="group">
                <TrimChoice studio />
                <Switch label=text::MASK test="mask" on=mask_only turn=chooser.write(|choices, on| choices.mask_only = on) />
                {move || mask_only.get().then(|| view! { <p class="hint">{text::MASK_IS}</p> })}
            </div>
            <div class="group">
                <FileChoice studio />
            </div>
        </section>
    }
}

#[component]
fn BackgroundChoice(studio: Studio) -> impl IntoView {
    let chooser = Chooser(studio);
    let kind = chooser.read(|choices| Some(choices.kind));
    let blur = chooser.read(|choices| choices.blur.get());
    let kinds = Kind::ALL.map(|kind| (Some(kind), text::of_kind(kind)));
    view! {
        <Segments
            name="background" legend=text::BACKGROUND options=kinds.to_vec() chosen=kind
            choose=chooser.write(|choices, kind: Option<Kind>| choices.kind = kind.unwrap_or(Kind::Transparent))
        />
        {move || match kind.get() {
            None | Some(Kind::Transparent) => ().into_any(),
            Some(Kind::Colour) => view! { <ColourChoice studio /> }.into_any(),
            Some(Kind::Picture) => view! { <PictureChoice studio /> }.into_any(),
            Some(Kind::Blur) => view! {
                <Slider
                    label=text::BLUR min=0.2 max=8.0 step=0.1 value=blur words=text::percent
                    slide=chooser.write(|choices, value| choices.blur = Percent::clamped(value))
                />
            }.into_any(),
        }}
    }
}

#[component]
fn ColourChoice(studio: Studio) -> impl IntoView {
    let chooser = Chooser(studio);
    let colour = chooser.read(|choices| Some(choices.colour));
    let set = chooser.write(|choices, colour: Colour| choices.colour = colour);
    let picked = move |event| {
        if let Ok(colour) = event_target_value(&event).parse() {
            set.run(colour);
        }
    };
    let swatches = text::COLOURS.map(|(name, value)| {
        view! {
            <label class="swatch" title=name style=("--colour", text::hex(value))>
                <input type="radio" name="colour" aria-label=name prop:checked=move || colour.get() == Some(value) on:change=move |_| set.run(value) />
            </label>
        }
    });
    view! {
        <fieldset class="choice">
            <legend class="unseen">{text::COLOUR}</legend>
            <div class="swatches">
                {swatches.collect_view()}
                <label class="picker">
                    <input type="color" data-test="picker" prop:value=move || colour.get().map(text::hex) on:input=picked />
                    <span>{text::OTHER_COLOUR}</span>
                </label>
            </div>
        </fieldset>
    }
}

#[component]
fn PictureChoice(studio: Studio) -> impl IntoView {
    let chooser = Chooser(studio);
    let input = NodeRef::<html::Input>::new();
    let backdrop = chooser.read(|choices| choices.backdrop);
    let fit = chooser.read(|choices| choices.fit);
    let name = move || studio.backdrop(backdrop.get()).map(|backdrop| backdrop.name.to_string());
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            studio.choose_backdrop(file);
        }
        // The same file can then be chosen again.
        input.set_value("");
    };
    let fits = vec![(Fit::Cover, text::COVER), (Fit::Contain { bars: Colour::transparent() }, text::CONTAIN)];
    view! {
        <div class="picture">
            <input type="file" id="backdrop" class="unseen" accept=ACCEPT node_ref=input on:change=chosen />
            <label for="backdrop" class="plain small">{move || if backdrop.get().is_some() { text::OTHER_PICTURE } else { text::CHOOSE_PICTURE }}</label>
            <p class="hint name">{move || name().unwrap_or_else(|| text::PICTURE_STAYS.to_owned())}</p>
        </div>
        {move || backdrop.get().is_some().then(|| view! {
            <Segments name="fit" legend=text::FIT options=fits.clone() chosen=fit choose=chooser.write(|choices, fit| choices.fit = fit) />
        })}
    }
}

#[component]
fn ShadowChoice(studio: Studio) -> impl IntoView {
    let chooser = Chooser(studio);
    let is_on = chooser.read(|choices| choices.has_shadow);
    let opacity = chooser.read(|choices| choices.shadow.opacity.get());
    let blur = chooser.read(|choices| choices.shadow.blur.get());
    let down = chooser.read(|choices| choices.shadow.down.get());
    view! {
        <Switch label=text::SHADOW test="shadow" on=is_on turn=chooser.write(|choices, on| choices.has_shadow = on) />
        {move || is_on.get().then(|| view! {
            <div class="sliders">
                <Slider
                    label=text::STRENGTH min=5.0 max=100.0 step=5.0 value=opacity words=text::percent
                    slide=chooser.write(|choices, value| choices.shadow.opacity = Percent::clamped(value))
                />
                <Slider
                    label=text::SOFTNESS min=0.0 max=MOST_SHADOW step=0.1 value=blur words=text::percent
                    slide=chooser.write(|choices, value| choices.shadow.blur = Percent::clamped(value))
                />
                <Slider
                    label=text::DISTANCE min=0.0 max=MOST_SHADOW step=0.1 value=down words=text::percent
                    slide=chooser.write(|choices, value| choices.shadow.down = Percent::clamped(value))
                />
            </div>
        })}
    }
}

#[component]
fn TrimChoice(studio: Studio) -> impl IntoView {
    let chooser = Chooser(studio);
    let is_on = chooser.read(|choices| choices.trims);
    let margin = chooser.read(|choices| choices.margin.get());
    view! {
        <Switch label=text::TRIM test="trim" on=is_on turn=chooser.write(|choices, on| choices.trims = on) />
        {move || is_on.get().then(|| view! {
            <Slider
                label=text::MARGIN min=0.0 max=30.0 step=1.0 value=margin words=text::percent
                slide=chooser.write(|choices, value| choices.margin = Percent::clamped(value))
            />
        })}
    }
}

#[component]
fn FileChoice(studio: Studio) -> impl IntoView {
    let chooser = Chooser(studio);
    let file_type = chooser.read(|choices| choices.file_type);
    let quality = chooser.read(|choices| f32::from(choices.file_quality.get()));
    let metadata = chooser.read(|choices| choices.metadata);
    let file_types = FILE_TYPES.map(|file_type| (file_type, <&str>::from(file_type)));
    let amounts = [Metadata::None, Metadata::WithoutPlace, Metadata::All].map(|metadata| (metadata, text::of_metadata(metadata)));
    view! {
        <Segments
            name="file-type" legend=text::FILE_TYPE options=file_types.to_vec() chosen=file_type
            choose=chooser.write(|choices, file_type| choices.file_type = file_type)
        />
        <p class="hint">{move || text::what_file_type_is(file_type.get())}</p>
        {move || (file_type.get() != FileType::Png).then(|| view! {
            <Slider
                label=text::FILE_QUALITY min=30.0 max=100.0 step=5.0 value=quality
                words=if file_type.get() == FileType::WebP { text::webp_quality } else { text::file_quality }
                slide=chooser.write(|choices, value: f32| choices.file_quality = EncodeQuality::clamped(value as u8))
            />
        })}
        <Segments
            name="metadata" legend=text::METADATA options=amounts.to_vec() chosen=metadata
            choose=chooser.write(|choices, metadata| choices.metadata = metadata)
        />
        <p class="hint">{move || text::what_metadata_does(metadata.get())}</p>
    }
}
