//! Location of the SQLite file, by flag and environment.

use std::ffi::OsString;
use std::path::PathBuf;

/// Name of the SQLite file in its folder.
const FILE: &str = "stats.sqlite";

/// SQLite file in this folder, or else in that of the environment: systemd may name several, the first is the main one; then the XDG base directories.
pub fn file(data: Option<PathBuf>, variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let systemd = || std::env::split_paths(&set("STATE_DIRECTORY")?).next();
    let xdg = || set("XDG_STATE_HOME").filter(|path| path.is_absolute());
    let home = || set("HOME").map(|home| home.join(".local/state"));
    let folder = data.or_else(systemd).or_else(|| xdg().or_else(home).map(|state| state.join("offcut")));
    folder.map(|folder| folder.join(FILE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flag_precedes_systemd_then_xdg_then_home() {
        let all = [("STATE_DIRECTORY", "/var/lib/offcut:/var/lib/other"), ("XDG_STATE_HOME", "/state"), ("HOME", "/home/me")];
        let odd = [("STATE_DIRECTORY", ""), ("XDG_STATE_HOME", "not/absolute")];
        for (data, variables, expected) in [
            (Some("/data"), &all[..], Some("/data/stats.sqlite")),
            (None, &all[..], Some("/var/lib/offcut/stats.sqlite")),
            (None, &all[1..], Some("/state/offcut/stats.sqlite")),
            (None, &all[2..], Some("/home/me/.local/state/offcut/stats.sqlite")),
            (None, &odd[..], None),
        ] {
            let variable = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value));
            assert_eq!(file(data.map(PathBuf::from), variable), expected.map(PathBuf::from));
        }
    }
}
