//! Table of all parameters: parser, and description for the API page; the OpenAPI document is tested against it.
//!
//! Names and switches are those of `rembg s` where it has them (its query and form parameters of version 2.0.86); some are remove.bg's.

use std::str::FromStr;

use matting::{Background, Colour, EncodeQuality, Margin, Metadata, OutputFormat, Percent, Quality, Shadow};

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
    /// Name of a network.
    pub model: Option<String>,
    /// Quality of the matte.
    pub quality: Option<Quality>,
    /// Switch of rembg for better edges.
    pub alpha_matting: bool,
    /// Alpha only.
    pub only_mask: bool,
    /// Keep the old background's colour in the soft edge.
    pub keep_edge_colour: bool,
    /// Colour behind the subject.
    pub colour: Option<Colour>,
    /// Blur of the photo's own background.
    pub blur: Option<Percent<0, 20>>,
    /// Opacity of a shadow.
    pub shadow: Option<Percent<0, 100>>,
    /// Margin of a trim to the subject.
    pub trim: Option<Margin>,
    /// File type of the result.
    pub format: Option<OutputFormat>,
    /// Quality of a lossy file.
    pub encode_quality: Option<EncodeQuality>,
    /// Metadata to keep.
    pub metadata: Metadata,
    /// Longer side that a larger photo is scaled down to first.
    pub max_side: Option<u32>,
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
        kind: ParamKind::Value(|draft, text| {
            draft.format = if text == "auto" { None } else { Some(text.parse()?) };
            Ok(())
        }),
    },
    Param {
        name: "encode_quality",
        aliases: &[],
        values: "1 to 100",
        meaning: "Quality of a lossy file. Default: AVIF 80, JPEG 90; WebP is lossless without it. PNG has none.",
        kind: ParamKind::Value(|draft, text| text.parse().map(|quality| draft.encode_quality = Some(quality))),
    },
    Param {
        name: "quality",
        aliases: &[],
        values: "raw, fast, balanced or best",
        meaning: "Quality of the matte, against time. Default: balanced. raw is the saliency map alone, as in rembg by default.",
        kind: ParamKind::Value(|draft, text| {
            let quality = Quality::ALL.iter().find(|quality| quality.as_str() == text);
            draft.quality = Some(*quality.ok_or_else(|| format!("\"{text}\" is not known: write raw, fast, balanced or best"))?);
            Ok(())
        }),
    },
    Param {
        name: "om",
        aliases: &["only_mask"],
        values: "true or false",
        meaning: "Alpha of the cut-out only, as a gray picture. A mask has no background: bgc, bgblur and shadow are then ignored.",
        kind: ParamKind::Flag(|draft, text| switch(text).map(|on| draft.only_mask = on)),
    },
    Param {
        name: "bgc",
        aliases: &["bgcolor", "bg_color"],
        values: "R,G,B,A, R,G,B, #rrggbb, #rrggbbaa (with or without #) or a name such as white",
        meaning: "Colour behind the subject.",
        kind: ParamKind::Value(|draft, text| {
            // In an address # begins something else, and remove.bg's clients leave it out.
            let is_bare = [3, 4, 6, 8].contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
            let colour = if is_bare { format!("#{text}").parse() } else { text.parse() };
            colour.map(|colour| draft.colour = Some(colour))
        }),
    },
    Param {
        name: "bgblur",
        aliases: &[],
        values: "true, or 0 to 20 per cent of the longer side",
        meaning: "Blur of the photo's own background, by its radius. true: 2 per cent.",
        kind: ParamKind::Flag(|draft, text| effect(text, Background::default_radius()).map(|blur| draft.blur = blur)),
    },
    Param {
        name: "shadow",
        aliases: &[],
        values: "true, or 0 to 100 per cent",
        meaning: "Opacity of a soft shadow under the subject. true: 35 per cent.",
        kind: ParamKind::Flag(|draft, text| effect(text, Shadow::default().opacity).map(|shadow| draft.shadow = shadow)),
    },
    Param {
        name: "trim",
        aliases: &[],
        values: "true, or a margin such as 5% or 40px",
        meaning: "Trim to the subject, with a margin. true: 5%.",
        kind: ParamKind::Flag(|draft, text| effect(text, Margin::default()).map(|trim| draft.trim = trim)),
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
        kind: ParamKind::Value(|draft, text| text.parse().map(|metadata| draft.metadata = metadata)),
    },
    Param {
        name: "keep_edge_colour",
        aliases: &[],
        values: "true or false",
        meaning: "Keep the old background's colour in the soft edge.",
        kind: ParamKind::Flag(|draft, text| switch(text).map(|on| draft.keep_edge_colour = on)),
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

/// Value of a flag; a name alone switches it on, as in `?om`.
fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "" | "true" | "1" | "yes" | "on" | "t" | "y" => Ok(true),
        "false" | "0" | "no" | "off" | "f" | "n" => Ok(false),
        _ => Err(format!("\"{text}\" is not known: write true or false")),
    }
}

/// Value of an optional effect: on with its default, off, or a value. 0 and 1 are values.
fn effect<T: FromStr<Err = String>>(text: &str, usual: T) -> Result<Option<T>, String> {
    match text.to_ascii_lowercase().as_str() {
        "" | "true" | "yes" | "on" => Ok(Some(usual)),
        "false" | "no" | "off" => Ok(None),
        _ => text.parse().map(Some),
    }
}
