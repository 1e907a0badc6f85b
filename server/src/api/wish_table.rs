//! The one list of options: what reads them, what the page says about them, and what the OpenAPI document is held to.
//!
//! Names and switches are those of `rembg s` where it has them (its query and form parameters of version 2.0.86).

use std::str::FromStr;

use matting::{Background, Colour, EncodeQuality, FileType, Margin, Metadata, Percent, Quality, Shadow};

/// An option of a request, in the query or as a field of the form.
pub struct Wish {
    /// Its name.
    pub name: &'static str,
    /// Other names for the same.
    pub aliases: &'static [&'static str],
    /// What may be written.
    pub values: &'static str,
    /// What it does, for people.
    pub meaning: &'static str,
    /// What a value changes.
    pub take: Take,
}

impl std::fmt::Debug for Wish {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wish").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What a value changes.
#[derive(Clone, Copy)]
pub enum Take {
    /// The draft, or a sentence about what is wrong with the value.
    Draft(fn(&mut Draft, &str) -> Result<(), String>),
    /// Nothing: rembg's clients send it, and the answer names it as ignored.
    Nothing,
}

/// What was wished so far.
#[derive(Debug, Default)]
pub struct Draft {
    /// The name of a network.
    pub model: Option<String>,
    /// How much work goes into the matte.
    pub quality: Option<Quality>,
    /// rembg's switch for better edges.
    pub alpha_matting: bool,
    /// Only the alpha.
    pub only_mask: bool,
    /// Leave the old background's colour in the soft edge.
    pub keep_edge_colour: bool,
    /// A colour behind the subject.
    pub colour: Option<Colour>,
    /// The photo's own background, out of focus.
    pub blur: Option<Percent<0, 20>>,
    /// A shadow, so dark.
    pub shadow: Option<Percent<0, 100>>,
    /// Cut to the subject.
    pub trim: Option<Margin>,
    /// The type of the result's file.
    pub format: Option<FileType>,
    /// How much a lossy file keeps.
    pub encode_quality: Option<EncodeQuality>,
    /// What is kept of what the camera wrote.
    pub metadata: Metadata,
    /// The photo is made so small first.
    pub max_side: Option<u32>,
}

/// Smallest [`Draft::max_side`]: below it there is nothing to see.
const LEAST_MAX_SIDE: u32 = 16;

/// Every option, the most used first.
pub const WISHES: &[Wish] = &[
    Wish {
        name: "format",
        aliases: &[],
        values: "png, webp, avif or jpeg",
        meaning: "The type of the result. Without it the Accept header decides, and PNG where that leaves it open. JPEG gets a white background where there is none.",
        take: Take::Draft(|draft, text| text.parse().map(|format| draft.format = Some(format))),
    },
    Wish {
        name: "encode_quality",
        aliases: &[],
        values: "1 to 100",
        meaning: "How much a file that may lose detail keeps. WebP is lossless without it; AVIF takes 80 and JPEG 90. PNG has none.",
        take: Take::Draft(|draft, text| text.parse().map(|quality| draft.encode_quality = Some(quality))),
    },
    Wish {
        name: "quality",
        aliases: &[],
        values: "raw, fast, balanced or best",
        meaning: "How much work goes into the edges: balanced unless told. raw is the network's map alone, which is what rembg gives by default.",
        take: Take::Draft(|draft, text| {
            let quality = Quality::ALL.iter().find(|quality| quality.word() == text);
            draft.quality = Some(*quality.ok_or_else(|| format!("\"{text}\" is not known: write raw, fast, balanced or best"))?);
            Ok(())
        }),
    },
    Wish {
        name: "om",
        aliases: &["only_mask"],
        values: "true or false",
        meaning: "Only the alpha of the cut-out, as a gray picture. A mask has no background: bgc, bgblur and shadow are then ignored.",
        take: Take::Draft(|draft, text| switch(text).map(|on| draft.only_mask = on)),
    },
    Wish {
        name: "bgc",
        aliases: &["bgcolor"],
        values: "R,G,B,A, R,G,B, #rrggbb, #rrggbbaa or a name such as white",
        meaning: "A colour behind the subject.",
        take: Take::Draft(|draft, text| text.parse().map(|colour| draft.colour = Some(colour))),
    },
    Wish {
        name: "bgblur",
        aliases: &[],
        values: "true, or 0 to 20 per cent of the longer side",
        meaning: "The photo's own background, out of focus: by 2 per cent unless told.",
        take: Take::Draft(|draft, text| effect(text, Background::default_radius()).map(|blur| draft.blur = blur)),
    },
    Wish {
        name: "shadow",
        aliases: &[],
        values: "true, or 0 to 100 per cent",
        meaning: "A soft shadow under the subject, so dark: 35 per cent unless told.",
        take: Take::Draft(|draft, text| effect(text, Shadow::default().opacity).map(|shadow| draft.shadow = shadow)),
    },
    Wish {
        name: "trim",
        aliases: &[],
        values: "true, or a margin such as 5% or 40px",
        meaning: "Cut to the subject, with a margin of 5% unless told.",
        take: Take::Draft(|draft, text| effect(text, Margin::default()).map(|trim| draft.trim = trim)),
    },
    Wish {
        name: "max_side",
        aliases: &[],
        values: "16 to 65535 pixels",
        meaning: "Make a larger photo so small before anything else. Off unless told: the result has the size of the photo.",
        take: Take::Draft(|draft, text| {
            let side = text.parse().ok().filter(|side| (LEAST_MAX_SIDE..=u32::from(u16::MAX)).contains(side));
            draft.max_side = Some(side.ok_or_else(|| format!("\"{text}\" is not a number of pixels from {LEAST_MAX_SIDE} to {}", u16::MAX))?);
            Ok(())
        }),
    },
    Wish {
        name: "metadata",
        aliases: &[],
        values: "none, no-place or all",
        meaning: "What to keep of what the camera wrote about the photo: nothing unless told. Thumbnail and maker notes never stay.",
        take: Take::Draft(|draft, text| text.parse().map(|metadata| draft.metadata = metadata)),
    },
    Wish {
        name: "keep_edge_colour",
        aliases: &[],
        values: "true or false",
        meaning: "Leave the old background's colour in the soft edge.",
        take: Take::Draft(|draft, text| switch(text).map(|on| draft.keep_edge_colour = on)),
    },
    Wish {
        name: "model",
        aliases: &[],
        values: "the name of a network that is here",
        meaning: "The network: u2netp unless told.",
        take: Take::Draft(|draft, text| {
            draft.model = Some(text.to_owned());
            Ok(())
        }),
    },
    Wish {
        name: "a",
        aliases: &["alpha_matting"],
        values: "true or false",
        meaning: "As rembg's: the same as quality=balanced, which is the default here.",
        take: Take::Draft(|draft, text| switch(text).map(|on| draft.alpha_matting = on)),
    },
    Wish {
        name: "af",
        aliases: &[],
        values: "anything",
        meaning: "rembg's foreground threshold. Ignored: the unknown band is found from the network's map.",
        take: Take::Nothing,
    },
    Wish { name: "ab", aliases: &[], values: "anything", meaning: "rembg's background threshold. Ignored, as af.", take: Take::Nothing },
    Wish { name: "ae", aliases: &[], values: "anything", meaning: "rembg's erosion of the trimap. Ignored, as af.", take: Take::Nothing },
    Wish {
        name: "ppm",
        aliases: &["post_process_mask"],
        values: "anything",
        meaning: "rembg's post-processing. Ignored: stray islands are always dropped, and the edge is never made hard.",
        take: Take::Nothing,
    },
    Wish {
        name: "dc",
        aliases: &[],
        values: "anything",
        meaning: "rembg's decontamination of edges. Ignored: it is always done unless keep_edge_colour is on.",
        take: Take::Nothing,
    },
    Wish {
        name: "vm",
        aliases: &[],
        values: "anything",
        meaning: "rembg's second network for edges. Ignored: there is none here.",
        take: Take::Nothing,
    },
    Wish { name: "extras", aliases: &[], values: "anything", meaning: "Parameters of rembg's own networks. Ignored.", take: Take::Nothing },
];

/// The option with this name.
pub fn named(name: &str) -> Option<&'static Wish> {
    WISHES.iter().find(|wish| wish.name == name || wish.aliases.contains(&name))
}

/// A name alone switches on, as in `?om`.
fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "" | "true" | "1" | "yes" | "on" | "t" | "y" => Ok(true),
        "false" | "0" | "no" | "off" | "f" | "n" => Ok(false),
        _ => Err(format!("\"{text}\" is not known: write true or false")),
    }
}

/// On as usual, off, or a value of its own. 0 and 1 are values.
fn effect<T: FromStr<Err = String>>(text: &str, usual: T) -> Result<Option<T>, String> {
    match text.to_ascii_lowercase().as_str() {
        "" | "true" | "yes" | "on" => Ok(Some(usual)),
        "false" | "no" | "off" => Ok(None),
        _ => text.parse().map(Some),
    }
}
