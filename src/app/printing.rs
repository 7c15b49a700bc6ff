//! Printing with the system's command.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// Hands a PDF to the system's printer, or to the named one: `lp` of CUPS, else `lpr`.
///
/// # Errors
/// A sentence that says what is missing.
pub(super) fn print(pdf: &[u8], printer: Option<&str>) -> Result<(), String> {
    print_copies(pdf, printer, 1)
}

/// The same, so often.
///
/// # Errors
/// As [`print`].
pub(super) fn print_copies(pdf: &[u8], printer: Option<&str>, copies: u32) -> Result<(), String> {
    if cfg!(windows) {
        return Err(
            "Windows has no command that prints a PDF; write the page with `cover render … page.pdf` and print \
                    it from there"
                .to_owned(),
        );
    }
    let mut missing = true;
    let mut problem = String::new();
    for (program, option, often) in [("lp", "-d", "-n"), ("lpr", "-P", "-#")] {
        let mut command = Command::new(program);
        if copies > 1 {
            // `lpr` wants its number without a blank; `lp` takes it so, too.
            command.arg(format!("{often}{copies}"));
        }
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

/// The names of the printers there are, as CUPS tells them; none where it is not installed or does not answer.
pub(super) fn printers() -> Vec<String> {
    let output = Command::new("lpstat").arg("-e").stdin(Stdio::null()).stderr(Stdio::null()).output();
    let Ok(output) = output else { return Vec::new() };
    let said = String::from_utf8_lossy(&output.stdout);
    said.lines().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
