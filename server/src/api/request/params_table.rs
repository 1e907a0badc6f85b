//! Table of all parameters: parser, and description for the API page; the OpenAPI document is tested against it.
//!
//! Names and switches are those of `rembg s` where it has them (its query and form parameters of version 2.0.86); some are remove.bg's.

use matting::{NamedOptions, Preset, switch};

/// Parameter of a request, in the query or as a field of the form.
pub struct Param {
    /// Name.
    pub name: &'static str,
    /// Other names for the same.
    pub aliases: &'static [&'static str],
    /// Allowed values, for people.
    pub values: &'static str,
    /// Effect, for people.
    pub meaning: &'static str,
    /// Kind of parameter, with its parser.
    pub kind: ParamKind,
}

impl std::fmt::Debug for Param {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Param").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Parser of a value, which sets it; the error is a sentence.
pub type SetValue = fn(&mut PartialParams, &str) -> Result<(), String>;

/// Kind of a parameter.
#[derive(Clone, Copy)]
pub enum ParamKind {
    /// Flag: a name without a value switches it on.
    Flag(SetValue),
    /// Parameter with a value; an empty one counts as not given.
    Value(SetValue),
    /// No effect: rembg's clients send it, and the response names it as ignored.
    Ignored,
}

/// Parameters set so far.
#[derive(Debug, Default)]
pub struct PartialParams {
    /// Options that presets have, too.
    pub options: NamedOptions,
    /// Preset that has a say in what they leave open.
    pub preset: Option<&'static Preset>,
    /// Name of a network.
    pub model: Option<String>,
    /// Switch of rembg for better edges.
    pub alpha_matting: bool,
    /// Longer side that a larger photo is scaled down to first.
    pub max_side: Option<u32>,
}

impl PartialParams {
    /// Sets an option that presets have, too.
    fn named(&mut self, name: &str, text: &str) -> Result<(), String> {
        self.options.set(name, text).unwrap_or_else(|| Err(format!("{name} is not known")))
    }
}

/// Smallest [`PartialParams::max_side`] in pixels.
const SMALLEST_MAX_SIDE: u32 = 16;

/// All parameters, the most used first.
pub const PARAMS: &[Param] = &[
    Param {
        name: "format",
        aliases: &[],
        values: "png, webp, avif, jpeg or auto",
        meaning: "File type of the result. Default, and auto: by the Accept header, PNG among equals. JPEG gets a white background where there is none.",
        kind: ParamKind::Value(|draft, text| if text == "auto" { Ok(()) } else { draft.named("format", text) }),
    },
    Param {
        name: "encode_quality",
        aliases: &[],
        values: "1 to 100",
        meaning: "Quality of a lossy file. Default: AVIF 80, JPEG 90; WebP is lossless without it. PNG has none.",
        kind: ParamKind::Value(|draft, text| draft.named("encode_quality", text)),
    },
    Param {
        name: "quality",
        aliases: &[],
        values: "raw, fast, balanced or best",
        meaning: "Quality of the matte, against time. Default: balanced. raw is the saliency map alone, as in rembg by default.",
        kind: ParamKind::Value(|draft, text| draft.named("quality", text)),
    },
    Param {
        name: "om",
        aliases: &["only_mask"],
        values: "true or false",
        meaning: "Alpha of the cut-out only, as a gray picture. A mask has no background: bgc, bgblur and shadow are then ignored.",
        kind: ParamKind::Flag(|draft, text| draft.named("om", text)),
    },
    Param {
        name: "bgc",
        aliases: &["bgcolor", "bg_color"],
        values: "R,G,B,A, R,G,B, #rrggbb, #rrggbbaa (with or without #) or a name such as white",
        meaning: "Colour behind the subject.",
        kind: ParamKind::Value(|draft, text| draft.named("bgc", text)),
    },
    Param {
        name: "bgblur",
        aliases: &[],
        values: "true, or 0 to 20 per cent of the longer side",
        meaning: "Blur of the photo's own background, by its radius. true: 2 per cent.",
        kind: ParamKind::Flag(|draft, text| draft.named("bgblur", text)),
    },
    Param {
        name: "shadow",
        aliases: &[],
        values: "true, or 0 to 100 per cent",
        meaning: "Opacity of a soft shadow under the subject. true: 35 per cent.",
        kind: ParamKind::Flag(|draft, text| draft.named("shadow", text)),
    },
    Param {
        name: "shadow_right",
        aliases: &[],
        values: "-50 to 50 per cent of the longer side",
        meaning: "Distance of the shadow to the right of the subject. Default: 0 per cent.",
        kind: ParamKind::Value(|draft, text| draft.named("shadow_right", text)),
    },
    Param {
        name: "shadow_down",
        aliases: &[],
        values: "-50 to 50 per cent of the longer side",
        meaning: "Distance of the shadow below the subject. Default: 1.5 per cent.",
        kind: ParamKind::Value(|draft, text| draft.named("shadow_down", text)),
    },
    Param {
        name: "shadow_blur",
        aliases: &[],
        values: "0 to 20 per cent of the longer side",
        meaning: "Blur of the shadow, by its radius. Default: 1.5 per cent.",
        kind: ParamKind::Value(|draft, text| draft.named("shadow_blur", text)),
    },
    Param {
        name: "shadow_colour",
        aliases: &[],
        values: "as bgc",
        meaning: "Colour of the shadow. Default: black.",
        kind: ParamKind::Value(|draft, text| draft.named("shadow_colour", text)),
    },
    Param {
        name: "trim",
        aliases: &[],
        values: "true, or a margin such as 5% or 40px",
        meaning: "Trim to the subject, with a margin. true: 5%.",
        kind: ParamKind::Flag(|draft, text| draft.named("trim", text)),
    },
    Param {
        name: "outline",
        aliases: &[],
        values: "true, or 0 to 20 per cent of the longer side",
        meaning: "Line around the subject, as stickers have it, by its width: of the longer side of the photo or of the frame. Shadow and mask have it, too. true: 2 per cent.",
        kind: ParamKind::Flag(|draft, text| draft.named("outline", text)),
    },
    Param {
        name: "outline_colour",
        aliases: &[],
        values: "as bgc",
        meaning: "Colour of the outline. Default: white.",
        kind: ParamKind::Value(|draft, text| draft.named("outline_colour", text)),
    },
    Param {
        name: "frame",
        aliases: &[],
        values: "ratio such as 4:5, pixels such as 2000x2000, or millimetres such as 35x45mm",
        meaning: "Canvas that the subject is placed on, in place of the photo's own frame. On one of a ratio it keeps the photo's pixels; otherwise it is scaled, and enlarged in X-Offcut-Notes says that it got more pixels than the photo has.",
        kind: ParamKind::Value(|draft, text| draft.named("frame", text)),
    },
    Param {
        name: "frame_fill",
        aliases: &[],
        values: "1 to 400 per cent",
        meaning: "Share of the frame that the subject fills along the side that limits it. Default: 85 per cent. Up to 100 per cent nothing of it is cropped.",
        kind: ParamKind::Value(|draft, text| draft.named("frame_fill", text)),
    },
    Param {
        name: "frame_align",
        aliases: &[],
        values: "centre, top, bottom, left, right, or two such as bottom-left",
        meaning: "Place of the subject in the frame. Default: centre.",
        kind: ParamKind::Value(|draft, text| draft.named("frame_align", text)),
    },
    Param {
        name: "frame_margin",
        aliases: &[],
        values: "as 5% (of the shorter side) or 40px",
        meaning: "Edge of the frame that stays free. Default: 0px.",
        kind: ParamKind::Value(|draft, text| draft.named("frame_margin", text)),
    },
    Param {
        name: "frame_ground",
        aliases: &[],
        values: "1 to 100 per cent of the height, from the top",
        meaning: "Line that the lowest point of the subject stands on, in place of the vertical alignment.",
        kind: ParamKind::Value(|draft, text| draft.named("frame_ground", text)),
    },
    Param {
        name: "frame_dpi",
        aliases: &[],
        values: "10 to 2400 pixels for an inch",
        meaning: "Resolution that the file states; it also makes pixels of millimetres. Default: the photo's, 300 for millimetres.",
        kind: ParamKind::Value(|draft, text| draft.named("frame_dpi", text)),
    },
    Param {
        name: "preset",
        aliases: &[],
        values: "square, 4x5, 16x9, passport or sticker",
        meaning: "Options for a purpose: frame, background and what else it needs. Options beside it come first.",
        kind: ParamKind::Value(|draft, text| {
            draft.preset = Some(Preset::named(text).ok_or_else(|| format!("\"{text}\" is not known; these are: {}", Preset::names()))?);
            Ok(())
        }),
    },
    Param {
        name: "max_side",
        aliases: &[],
        values: "16 to 65535 pixels",
        meaning: "Longer side that a larger photo is scaled down to before anything else. Default: the result has the size of the photo.",
        kind: ParamKind::Value(|draft, text| {
            let side = text.parse().ok().filter(|side| (SMALLEST_MAX_SIDE..=u32::from(u16::MAX)).contains(side));
            draft.max_side = Some(side.ok_or_else(|| format!("\"{text}\" is not a number of pixels from {SMALLEST_MAX_SIDE} to {}", u16::MAX))?);
            Ok(())
        }),
    },
    Param {
        name: "metadata",
        aliases: &[],
        values: "none, no-place or all",
        meaning: "Metadata to keep: EXIF, XMP, IPTC and PNG text. Default: none. Thumbnail and maker notes never stay, the resolution always does.",
        kind: ParamKind::Value(|draft, text| draft.named("metadata", text)),
    },
    Param {
        name: "keep_edge_colour",
        aliases: &[],
        values: "true or false",
        meaning: "Keep the old background's colour in the soft edge.",
        kind: ParamKind::Flag(|draft, text| draft.named("keep_edge_colour", text)),
    },
    Param {
        name: "model",
        aliases: &[],
        values: "name of an available model",
        meaning: "Model. Default: u2netp.",
        kind: ParamKind::Value(|draft, text| {
            draft.model = Some(text.to_owned());
            Ok(())
        }),
    },
    Param {
        name: "a",
        aliases: &["alpha_matting"],
        values: "true or false",
        meaning: "rembg's alpha matting: the same as quality=balanced, which is the default here.",
        kind: ParamKind::Flag(|draft, text| switch(text).map(|on| draft.alpha_matting = on)),
    },
    Param {
        name: "af",
        aliases: &[],
        values: "anything",
        meaning: "rembg's foreground threshold. Ignored: the unknown band is found from the network's map.",
        kind: ParamKind::Ignored,
    },
    Param { name: "ab", aliases: &[], values: "anything", meaning: "rembg's background threshold. Ignored, as af.", kind: ParamKind::Ignored },
    Param { name: "ae", aliases: &[], values: "anything", meaning: "rembg's erosion of the trimap. Ignored, as af.", kind: ParamKind::Ignored },
    Param {
        name: "ppm",
        aliases: &["post_process_mask"],
        values: "anything",
        meaning: "rembg's post-processing. Ignored: stray islands are always dropped, and the edge is never made hard.",
        kind: ParamKind::Ignored,
    },
    Param {
        name: "dc",
        aliases: &[],
        values: "anything",
        meaning: "rembg's decontamination of edges. Ignored: it is always done unless keep_edge_colour is on.",
        kind: ParamKind::Ignored,
    },
    Param {
        name: "vm",
        aliases: &[],
        values: "anything",
        meaning: "rembg's second network for edges. Ignored: there is none here.",
        kind: ParamKind::Ignored,
    },
    Param {
        name: "size",
        aliases: &[],
        values: "anything",
        meaning: "remove.bg's size of the result. Ignored: max_side makes it smaller.",
        kind: ParamKind::Ignored,
    },
    Param {
        name: "type",
        aliases: &["type_level"],
        values: "anything",
        meaning: "remove.bg's kind of subject. Ignored: any subject is found.",
        kind: ParamKind::Ignored,
    },
    Param { name: "extras", aliases: &[], values: "anything", meaning: "Parameters of rembg's own networks. Ignored.", kind: ParamKind::Ignored },
];

/// Parameter of this name.
pub fn named(name: &str) -> Option<&'static Param> {
    PARAMS.iter().find(|param| param.name == name || param.aliases.contains(&name))
}
