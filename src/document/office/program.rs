//! Where LibreOffice is, and the settings it runs with.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::document::RendererOptions;

/// Names of the program in a folder.
const NAMES: &[&str] = if cfg!(windows) { &["soffice.com", "soffice.exe"] } else { &["soffice", "libreoffice"] };

/// Folders where it is installed, apart from those of `PATH`.
const PLACES: &[&str] = if cfg!(windows) {
    &["C:\\Program Files\\LibreOffice\\program", "C:\\Program Files (x86)\\LibreOffice\\program"]
} else if cfg!(target_os = "macos") {
    &["/Applications/LibreOffice.app/Contents/MacOS"]
} else {
    &["/usr/bin", "/usr/local/bin", "/usr/lib/libreoffice/program", "/opt/libreoffice/program", "/snap/bin"]
};

/// Looks for the program: in the options' places, then in the system's.
pub(in crate::document) fn find(options: &RendererOptions) -> Option<PathBuf> {
    let chosen =
        options.office_paths.iter().find_map(|path| if path.is_file() { Some(path.clone()) } else { in_folder(path) });
    if chosen.is_some() || !options.system_office {
        return chosen;
    }
    let path = std::env::var_os("PATH");
    let mut folders: Vec<PathBuf> =
        path.as_deref().map(|path| std::env::split_paths(path).collect()).unwrap_or_default();
    folders.extend(PLACES.iter().map(PathBuf::from));
    folders.extend(versions());
    folders.iter().find_map(|folder| in_folder(folder))
}

fn in_folder(folder: &Path) -> Option<PathBuf> {
    NAMES.iter().map(|name| folder.join(name)).find(|file| file.is_file())
}

/// `/opt/libreoffice24.8/program` and the like, where the project's own packages put it; the newest first.
fn versions() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("/opt").into_iter().flatten().flatten();
    let is_office = |name: &OsStr| name.to_string_lossy().starts_with("libreoffice");
    let mut found: Vec<PathBuf> =
        entries.filter(|entry| is_office(&entry.file_name())).map(|entry| entry.path().join("program")).collect();
    found.sort();
    found.reverse();
    found
}

/// The settings of a fresh profile: no macros, no active content, links and pictures from elsewhere left alone, and no
/// way into a network: what goes there nevertheless meets a proxy that is not there.
pub(super) fn settings() -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<oor:items xmlns:oor=\"http://openoffice.org/2001/registry\" \
         xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n",
    );
    for (path, name, value) in SETTINGS {
        text += &format!(
            "<item oor:path=\"/org.openoffice.{path}\"><prop oor:name=\"{name}\" oor:op=\"fuse\">\
             <value>{value}</value></prop></item>\n"
        );
    }
    text += "</oor:items>\n";
    text
}

const SETTINGS: &[(&str, &str, &str)] = &[
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "DisablePythonRuntime", "true"),
    ("Office.Common/Security/Scripting", "DisableOLEAutomation", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    // 1 is never.
    ("Office.Calc/Content/Update", "Link", "1"),
    // 2 is a proxy set by hand; nobody listens at the discard port.
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetFTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetFTPProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
    ("Office.Java/VirtualMachine", "Enable", "false"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Office.Common/Misc", "CrashReport", "false"),
    ("Office.Recovery/RecoveryInfo", "Enabled", "false"),
    ("Office.Common/Filter/PDF/Export", "ExportBookmarks", "false"),
];
