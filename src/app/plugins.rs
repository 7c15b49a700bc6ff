//! Plug-ins: this program as the process that hosts one, and what makes of registrations what joins the engine.

use std::ffi::OsStr;
use std::io;
use std::process::ExitCode;
use std::sync::Arc;

use faxwell::engine::ExtensionLoader;
use faxwell::model::{ExtensionSpec, ProviderSpec};
use faxwell::plugin::{self, HostProgram, PluginExtension, PluginLimits, PluginProvider};
use faxwell::provider::{DeviceProvider, PropertyStore};
use faxwell::routing::RoutingExtension;

use super::worker;

/// The one argument of a host. No command for people: it talks octets.
const ARGUMENT: &str = "plugin-host";

/// Hosts a plug-in for the engine that has started this process, if it was started for that.
pub(crate) fn serve() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().as_deref() != Some(OsStr::new(ARGUMENT)) || arguments.next().is_some() {
        return None;
    }
    let served = pipe().and_then(|output| plugin::serve(io::stdin(), output));
    // Without its engine there is nothing to do, whatever the plug-in's threads still do.
    std::process::exit(if served.is_ok() { 0 } else { 1 })
}

/// The pipe to the engine. What a plug-in prints goes to the standard error output instead, and so into the log.
#[cfg(unix)]
fn pipe() -> io::Result<impl io::Write + Send + 'static> {
    let pipe = nix::unistd::dup(io::stdout())?;
    nix::unistd::dup2_stdout(io::stderr())?;
    Ok(std::fs::File::from(pipe))
}

#[cfg(not(unix))]
fn pipe() -> io::Result<impl io::Write + Send + 'static> {
    Ok(io::stdout())
}

/// Loads plug-ins into processes of this program; none when the system does not say what this program is.
pub(super) fn loader() -> Option<Arc<dyn ExtensionLoader>> {
    let path = worker::program()?.path;
    Some(Arc::new(Loader(HostProgram { path, arguments: vec![ARGUMENT.into()] })))
}

struct Loader(HostProgram);

impl ExtensionLoader for Loader {
    fn provider(&self, spec: &ProviderSpec, properties: Arc<dyn PropertyStore>) -> Arc<dyn DeviceProvider> {
        Arc::new(PluginProvider::new(spec.clone(), self.0.clone(), PluginLimits::default(), properties))
    }

    fn extension(&self, spec: &ExtensionSpec, properties: Arc<dyn PropertyStore>) -> Arc<dyn RoutingExtension> {
        Arc::new(PluginExtension::new(spec.clone(), self.0.clone(), PluginLimits::default(), properties))
    }
}
