//! Names of the files of a set of cut-outs: allowed on every usual system, and different on each of them.

use std::collections::HashSet;

/// Longest name in bytes of UTF-8; no usual file system allows more.
const MAX_NAME_BYTES: usize = 255;

/// Names of devices on Windows, which no file may have, whatever its extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Names given so far.
#[derive(Debug, Default)]
pub struct OutputNames {
    /// Paths in lower case: Windows and macOS take letters of either case for one.
    taken: HashSet<String>,
}

impl OutputNames {
    /// Path of a file in `folder` (with slashes, may be empty) with the name `stem`, `suffix` (`-cutout`) and `extension`; with a number between these
    /// two where the name is taken.
    pub fn give(&mut self, folder: &str, stem: &str, suffix: &str, extension: &str) -> String {
        let folder: String = folder.split('/').filter(|part| !part.is_empty()).map(|part| allowed(part, "") + "/").collect();
        let mut number = 1;
        loop {
            let rest = if number == 1 { format!("{suffix}.{extension}") } else { format!("{suffix}-{number}.{extension}") };
            let path = folder.clone() + &allowed(stem, &rest);
            if self.taken.insert(path.to_lowercase()) {
                return path;
            }
            number += 1;
        }
    }
}

/// `stem` and `rest` as a name that every usual system takes: `_` in place of forbidden characters, and of dots and spaces at the end.
fn allowed(stem: &str, rest: &str) -> String {
    let replaced = |character: char| if character.is_control() || "<>:\"/\\|?*".contains(character) { '_' } else { character };
    let mut stem: String = stem.chars().map(replaced).collect();
    let mut end = stem.len().min(MAX_NAME_BYTES.saturating_sub(rest.len() + 1));
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    stem.truncate(end);
    if rest.is_empty() {
        let kept = stem.trim_end_matches(['.', ' ']).len();
        let cut = stem.len() - kept;
        stem.truncate(kept);
        stem.extend(std::iter::repeat_n('_', cut));
    }
    if stem.is_empty() || is_device(&format!("{stem}{rest}")) {
        stem.push('_');
    }
    stem + rest
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(' ').to_ascii_lowercase();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    DEVICES.contains(&stem.as_str()) || numbered.is_some_and(|number| number.chars().count() == 1 && "0123456789¹²³".contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(photos: &[(&str, &str)]) -> Vec<String> {
        let mut names = OutputNames::default();
        photos.iter().map(|(folder, stem)| names.give(folder, stem, "-cutout", "png")).collect()
    }

    #[test]
    fn photos_of_one_stem_get_numbers() {
        let given = names(&[("", "cat"), ("", "cat"), ("day 1", "cat"), ("", "CAT"), ("", "dog")]);
        assert_eq!(given, ["cat-cutout.png", "cat-cutout-2.png", "day 1/cat-cutout.png", "CAT-cutout-3.png", "dog-cutout.png"]);
        assert_eq!(names(&[("", "a"), ("", "a-cutout-2"), ("", "a")])[2], "a-cutout-2.png");
    }

    #[test]
    fn names_lead_nowhere_else_and_are_allowed_everywhere() {
        let given = names(&[("../..", "../etc/passwd"), ("/abs//x", "10:30?"), ("nul/b.", "a\nb"), ("c:", "..")]);
        assert_eq!(given, ["__/__/.._etc_passwd-cutout.png", "abs/x/10_30_-cutout.png", "nul_/b_/a_b-cutout.png", "c_/..-cutout.png"]);
        let mut bare = OutputNames::default();
        assert_eq!(bare.give("", "con", "", "png"), "con_.png");
        assert_eq!(bare.give("", "", "", "png"), "_.png");
        assert_eq!(bare.give("", "com1", "-cutout", "png"), "com1-cutout.png");
    }

    #[test]
    fn long_names_fit_and_stay_different() {
        let long = "猫".repeat(100);
        let given = names(&[("", &long), ("", &long)]);
        assert!(given.iter().all(|name| name.len() <= MAX_NAME_BYTES && name.ends_with(".png")) && given[0] != given[1], "{given:?}");
    }
}
