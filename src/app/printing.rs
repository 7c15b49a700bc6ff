//! Printing with the system's command.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// Hands a PDF to the system's printer, or to the named one: `lp` of CUPS, else `lpr`.
///
/// # Errors
/// A sentence that says what is missing.
pub(super) fn print(pdf: &[u8], printer: Option<&str>) -> Result<(), String> {
    if cfg!(windows) {
        return Err(
            "Windows has no command that prints a PDF; write the page with `cover render … page.pdf` and print \
                    it from there"
                .to_owned(),
        );
    }
    let mut missing = true;
    let mut problem = String::new();
    for (program, option) in [("lp", "-d"), ("lpr", "-P")] {
        let mut command = Command::new(program);
        if let Some(printer) = printer {
            command.args([option, printer]);
        }
        let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let Ok(mut child) = child else { continue };
        missing = false;
        // A command that ends before it has read everything says why below.
        let written = child.stdin.take().map(|mut input| input.write_all(pdf));
        let output = child.wait_with_output().map_err(|error| error.to_string())?;
        match (output.status.success(), written) {
            (true, Some(Ok(()))) => return Ok(()),
            _ => problem = format!("{program}: {}", String::from_utf8_lossy(&output.stderr).trim()),
        }
    }
    if missing {
        return Err(
            "neither lp nor lpr is here; install CUPS, or write the page with `cover render … page.pdf`".to_owned()
        );
    }
    Err(problem)
}
