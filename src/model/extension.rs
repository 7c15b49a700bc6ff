//! What can be plugged in: device providers and routing extensions as an administrator registers them
//! (`FaxRegisterServiceProvider`, `FaxRegisterRoutingExtension`) and as clients see them (`winfax.md` §3.8, §9).

use serde::{Deserialize, Serialize};

use super::{MethodId, PortId, named};

/// Characters a name may have: those of the installation callback.
pub const EXTENSION_NAME_CHARS: usize = 100;

/// A device provider to be loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ProviderSpec {
    /// Unique internal name, of which the names of its lines are made: letters, digits, `-`, `_` and `.`; a GUID's braces
    /// are taken off.
    pub name: String,
    /// Name for people.
    pub friendly_name: String,
    /// The shared library, with its whole path.
    pub image: String,
    /// All lines in one process, as the library may need it. Else each line has its own, so that a crash costs one call.
    #[serde(default)]
    pub together: bool,
}

/// A routing extension to be loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ExtensionSpec {
    /// Unique internal name.
    pub name: String,
    /// Name for people.
    pub friendly_name: String,
    /// The shared library, with its whole path.
    pub image: String,
    /// Its methods: what the installation callback gave, one after the other.
    pub methods: Vec<MethodSpec>,
}

/// A routing method of an extension (`FaxRoutingInstallationCallback`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MethodSpec {
    /// Its internal name.
    pub name: String,
    /// Its name for people.
    pub friendly_name: String,
    /// The function that the library exports for it.
    pub function: String,
    /// Its GUID.
    pub id: MethodId,
}

/// `Method;Friendly name;Function;{GUID}`, as the extended object model registers them.
impl std::str::FromStr for MethodSpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split(';').map(str::trim).collect();
        let [name, friendly_name, function, id] = parts.as_slice() else {
            return Err(format!("{text:?} is no method; write NAME;FRIENDLY NAME;FUNCTION;{{GUID}}"));
        };
        Ok(Self {
            name: (*name).to_owned(),
            friendly_name: (*friendly_name).to_owned(),
            function: (*function).to_owned(),
            id: id.parse()?,
        })
    }
}

/// The name without a GUID's braces; a sentence when it is none.
fn checked_name(name: &str) -> Result<String, String> {
    let bare = name.trim().trim_start_matches('{').trim_end_matches('}').to_ascii_lowercase();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if bare.is_empty() || bare.len() > 60 || !bare.chars().all(fits) {
        return Err(format!("{name:?} is no name; use up to 60 letters, digits, `-`, `_` and `.`"));
    }
    Ok(bare)
}

/// What both kinds must have, by the interface's own words: nothing may be missing.
fn checked(name: &str, friendly_name: &str, image: &str) -> Result<String, String> {
    let name = checked_name(name)?;
    if friendly_name.trim().is_empty() || friendly_name.chars().count() > EXTENSION_NAME_CHARS {
        return Err(format!("a name for people is needed, of up to {EXTENSION_NAME_CHARS} characters"));
    }
    // Written for the computer that loads it, whatever system that has.
    let whole =
        image.starts_with('/') || image.starts_with("\\\\") || image.get(1..3).is_some_and(|root| root == ":\\");
    if !whole || image.contains('\0') {
        return Err(format!("the library's file must be named with its whole path: {image:?}"));
    }
    Ok(name)
}

impl ProviderSpec {
    /// As it is kept, its name without ornament.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn checked(self) -> Result<Self, String> {
        Ok(Self { name: checked(&self.name, &self.friendly_name, &self.image)?, ..self })
    }
}

impl ExtensionSpec {
    /// Methods of one extension at the most.
    pub const MAX_METHODS: usize = 100;

    /// As it is kept, its name without ornament.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn checked(self) -> Result<Self, String> {
        let name = checked(&self.name, &self.friendly_name, &self.image)?;
        if self.methods.is_empty() || self.methods.len() > Self::MAX_METHODS {
            return Err(format!(
                "an extension has 1 to {} methods; this one has {}",
                Self::MAX_METHODS,
                self.methods.len()
            ));
        }
        for (place, method) in self.methods.iter().enumerate() {
            for text in [&method.name, &method.friendly_name, &method.function] {
                if text.trim().is_empty() || text.chars().count() > EXTENSION_NAME_CHARS {
                    return Err(format!("a method's names have 1 to {EXTENSION_NAME_CHARS} characters: {text:?}"));
                }
            }
            if !method.function.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                return Err(format!("{:?} is no function's name", method.function));
            }
            if self.methods.iter().take(place).any(|earlier| earlier.id == method.id) {
                return Err(format!("two methods have the GUID {}", method.id));
            }
        }
        Ok(Self { name, ..self })
    }
}

named! {
    /// Whether something plugged in was loaded (`FAX_PROVIDER_STATUS_ENUM`).
    pub enum ExtensionStatus: "status" {
        /// It works.
        #[default]
        Ok = "ok",
        /// The service could not even try.
        Server = "server",
        /// Its GUID makes no sense.
        Guid = "guid",
        /// It was made for another version of the interface.
        Version = "version",
        /// Its file is not there or is no library.
        Load = "load",
        /// It lacks a function.
        Export = "export",
        /// It says itself that it cannot work, or it failed when it was asked to begin.
        Init = "init",
    }
}

impl ExtensionStatus {
    /// The number in the object model.
    pub const fn code(self) -> u32 {
        match self {
            Self::Ok => 0,
            Self::Server => 1,
            Self::Guid => 2,
            Self::Version => 3,
            Self::Load => 4,
            Self::Export => 5,
            Self::Init => 6,
        }
    }

    /// For people.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Ok => "works",
            Self::Server => "could not be tried",
            Self::Guid => "has a bad GUID",
            Self::Version => "is made for another version",
            Self::Load => "cannot be loaded",
            Self::Export => "lacks a function",
            Self::Init => "did not begin",
        }
    }
}

/// How something plugged in is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct ExtensionHealth {
    /// Whether it was loaded.
    pub status: ExtensionStatus,
    /// What it said when it did not begin, a Win32 number (`InitErrorCode`); else 0.
    pub error_code: u32,
    /// Why it does not work, and what to do; empty when it does.
    pub text: String,
    /// The version of the interface it was made for; empty for what is built in.
    pub version: String,
    /// Crashes, hangs and answers without sense since it was loaded.
    pub failures: u32,
    /// The last of them; empty without any.
    pub last_failure: String,
}

/// A device provider (`IFaxDeviceProvider`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ProviderInfo {
    /// Unique internal name.
    pub name: String,
    /// Name for people.
    pub friendly_name: String,
    /// Its library (`ImageName`); empty for what is built in.
    #[serde(default)]
    pub image: String,
    /// All its lines share a process.
    #[serde(default)]
    pub together: bool,
    /// How it is.
    pub health: ExtensionHealth,
    /// Its lines.
    pub ports: Vec<PortId>,
    /// What it says of its set-up, for administrators; empty when it says nothing.
    #[serde(default)]
    pub page: String,
}

/// A routing extension (`IFaxInboundRoutingExtension`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ExtensionInfo {
    /// Unique internal name.
    pub name: String,
    /// Name for people.
    pub friendly_name: String,
    /// Its library.
    pub image: String,
    /// How it is.
    pub health: ExtensionHealth,
    /// Its methods.
    pub methods: Vec<MethodSpec>,
    /// What it says of its set-up, for administrators; empty when it says nothing.
    #[serde(default)]
    pub page: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_as_name_loses_its_braces_and_nothing_may_be_missing() {
        let spec = ProviderSpec {
            name: "{6BBF7BFE-9AF2-11d0-abf7-00c04fd91a4e}".into(),
            friendly_name: "Copier".into(),
            image: "/opt/copier.so".into(),
            together: false,
        };
        assert_eq!(spec.clone().checked().unwrap().name, "6bbf7bfe-9af2-11d0-abf7-00c04fd91a4e");
        for wrong in [
            ProviderSpec { name: String::new(), ..spec.clone() },
            ProviderSpec { name: "a b".into(), ..spec.clone() },
            ProviderSpec { friendly_name: " ".into(), ..spec.clone() },
            ProviderSpec { image: "copier.so".into(), ..spec.clone() },
        ] {
            assert!(wrong.clone().checked().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn methods_are_read_as_they_are_registered() {
        let method: MethodSpec = "stamp;Stamp it;FaxRouteStamp;{01234567-89ab-cdef-0123-456789abcdef}".parse().unwrap();
        assert_eq!((method.function.as_str(), method.friendly_name.as_str()), ("FaxRouteStamp", "Stamp it"));
        assert!("stamp;Stamp it".parse::<MethodSpec>().is_err());
        let spec = ExtensionSpec {
            name: "stamp".into(),
            friendly_name: "Stamps".into(),
            image: "/opt/stamp.so".into(),
            methods: vec![method.clone()],
        };
        assert!(spec.clone().checked().is_ok());
        assert!(ExtensionSpec { methods: vec![method.clone(), method.clone()], ..spec.clone() }.checked().is_err());
        let long = MethodSpec { name: "x".repeat(101), ..method };
        assert!(ExtensionSpec { methods: vec![long], ..spec.clone() }.checked().is_err());
        assert!(ExtensionSpec { methods: Vec::new(), ..spec }.checked().is_err());
    }
}
