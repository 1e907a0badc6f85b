//! Man pages and shell completions of a command, from the definition that parses its arguments.

use std::fs;
use std::io::Result;
use std::path::Path;

use clap::{Command, ValueEnum};
use clap_complete::Shell;

/// Writes a man page for the command and for each of its subcommands (`NAME.1`, `NAME-SUBCOMMAND.1`), and a completion for each shell, into a folder that is
/// made if it is not there. Hidden subcommands have no page.
///
/// # Errors
/// When the folder cannot be written.
pub fn write(mut command: Command, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    clap_mangen::generate_to(command.clone(), folder)?;
    let name = command.get_name().to_owned();
    for shell in Shell::value_variants() {
        clap_complete::generate_to(*shell, &mut command, &name, folder)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Arg;

    use super::*;

    #[test]
    fn flags_subcommands_and_variables_are_in_the_pages() {
        let folder = tempfile::tempdir().unwrap();
        let flag = |name: &'static str| Arg::new(name).long(name).env("KNIFE_EDGE").help("How sharp");
        let command =
            Command::new("knife").version("1.2").subcommand(Command::new("cut").arg(flag("edge"))).subcommand(Command::new("inner").hide(true));
        write(command, &folder.path().join("made")).unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join("made").join(name));
        assert!(read("knife.1").unwrap().contains("knife\\-cut(1)"));
        let page = read("knife-cut.1").unwrap();
        assert!(page.contains("\\-\\-edge") && page.contains("How sharp") && page.contains("KNIFE_EDGE"), "{page}");
        assert!(read("knife-inner.1").is_err(), "hidden subcommands have no page");
        for completion in ["knife.bash", "_knife", "knife.fish"] {
            assert!(read(completion).unwrap().contains("edge"), "{completion}");
        }
    }
}
