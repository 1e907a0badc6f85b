//! Console: messages on standard error, reports on standard output. A reader that has gone is no failure: the cut-outs are written nevertheless.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

/// Line on standard error, after the program's name.
pub fn say(line: impl Display) {
    // Nowhere is left to tell of it.
    let _ = writeln!(std::io::stderr().lock(), "offcut: {line}");
}

/// Report on standard error.
pub fn report_to_stderr(text: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Report on standard output.
pub fn report(text: impl Display) {
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => say(format_args!("the report cannot be written to standard output ({error})")),
        _ => {}
    }
}
