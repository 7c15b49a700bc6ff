//! What a user may do: one internal set of rights, and the masks of the three generations of the object model made of it
//! (`winfax.md` §1.8, §1.9; their bits have different meanings, so masks never convert into each other by casting).

use std::collections::BTreeSet;
use std::fmt;
use std::ops::BitOr;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! rights {
    ($( $(#[doc = $doc:expr])* $variant:ident = $bit:literal, $name:literal; )*) => {
        /// One right. Rights about jobs are about everybody's; one's own jobs may be seen and managed with any right to
        /// submit.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Right { $( $(#[doc = $doc])* $variant = $bit, )* }

        impl Right {
            /// All of them.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// Its name on the command line, in JSON and in the database. Never changed once released.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )* }
            }

            /// What it allows, for people.
            pub const fn text(self) -> &'static str {
                match self { $( Self::$variant => concat!($( $doc ),*).trim_ascii(), )* }
            }
        }
    };
}

rights! {
    /// Send with low priority.
    SubmitLow = 0, "submit_low";
    /// Send with normal priority, fetch, lay out.
    SubmitNormal = 1, "submit_normal";
    /// Send with high priority.
    SubmitHigh = 2, "submit_high";
    /// See everybody's faxes in the outgoing queue.
    QueryOutJobs = 3, "query_out_jobs";
    /// Pause, resume, restart and cancel everybody's faxes in the outgoing queue.
    ManageOutJobs = 4, "manage_out_jobs";
    /// See faxes that are being received.
    QueryInJobs = 5, "query_in_jobs";
    /// End the reception of faxes.
    ManageInJobs = 6, "manage_in_jobs";
    /// Read the configuration.
    QueryConfig = 7, "query_config";
    /// Change the configuration.
    ManageConfig = 8, "manage_config";
    /// See the lines and what they do.
    QueryPorts = 9, "query_ports";
    /// Change lines, answer and end calls on them.
    ManagePorts = 10, "manage_ports";
    /// Read all received faxes.
    QueryInArchive = 11, "query_in_archive";
    /// Delete received faxes and route them again.
    ManageInArchive = 12, "manage_in_archive";
    /// Read everybody's sent faxes.
    QueryOutArchive = 13, "query_out_archive";
    /// Delete everybody's sent faxes.
    ManageOutArchive = 14, "manage_out_archive";
    /// Give received faxes to users.
    ManageReceiveFolder = 15, "manage_receive_folder";
    /// Give and take rights and tokens, register plug-ins, stop the engine.
    Administer = 16, "administer";
}

/// A set of rights. In JSON a list of their names; the names of [`Rights::BUNDLES`] are taken too.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Rights(u32);

impl Rights {
    /// No right.
    pub const NONE: Self = Self(0);
    /// Every right.
    pub const ALL: Self = Self((1 << Right::ALL.len()) - 1);
    /// To submit at any priority.
    pub const SUBMIT: Self = Self::of(&[Right::SubmitLow, Right::SubmitNormal, Right::SubmitHigh]);
    /// Who may look into the phone book and use the cover pages: whoever sends, or reads the settings.
    pub const BOOK_USERS: Self = Self::of(&[Right::SubmitLow, Right::QueryConfig]);
    const JOB_QUERY: Self = Self::of(&[Right::QueryOutJobs, Right::QueryInJobs]);
    const JOB_MANAGE: Self = Self::of(&[Right::ManageOutJobs, Right::ManageInJobs]);
    const READ: Self = Self::of(&[
        Right::QueryOutJobs,
        Right::QueryInJobs,
        Right::QueryConfig,
        Right::QueryPorts,
        Right::QueryInArchive,
        Right::QueryOutArchive,
    ]);

    /// Sets with a name: the seven rights of the first generation (`FAX_JOB_SUBMIT` and so on), and what people say.
    pub const BUNDLES: &'static [(&'static str, Self)] = &[
        ("job_submit", Self::of(&[Right::SubmitLow, Right::SubmitNormal])),
        ("job_query", Self::JOB_QUERY),
        ("job_manage", Self::JOB_MANAGE),
        ("config_query", Self::of(&[Right::QueryConfig])),
        ("config_set", Self::of(&[Right::ManageConfig])),
        ("port_query", Self::of(&[Right::QueryPorts])),
        ("port_set", Self::of(&[Right::ManagePorts])),
        ("submit", Self::of(&[Right::SubmitLow, Right::SubmitNormal])),
        ("read", Self::READ),
        ("inbox", Self::of(&[Right::QueryInArchive, Right::ManageInArchive, Right::ManageReceiveFolder])),
        ("all", Self::ALL),
    ];

    /// These rights.
    pub const fn of(rights: &[Right]) -> Self {
        let mut set = 0;
        let mut rest = rights;
        while let [first, others @ ..] = rest {
            set |= 1 << *first as u32;
            rest = others;
        }
        Self(set)
    }

    /// Whether the right is among them. A higher priority includes the lower ones.
    pub const fn has(self, right: Right) -> bool {
        self.includes(Self::of(&[right]))
    }

    /// Whether all of `wanted` are among them.
    pub const fn includes(self, wanted: Self) -> bool {
        wanted.0 & !self.implied().0 == 0
    }

    /// Whether any of `wanted` is among them.
    pub const fn has_any(self, wanted: Self) -> bool {
        wanted.0 & self.implied().0 != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// These without `others`.
    #[must_use]
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// With the rights that follow from them.
    #[must_use]
    pub const fn implied(self) -> Self {
        let mut set = self.0;
        if set & (1 << Right::SubmitHigh as u32) != 0 {
            set |= 1 << Right::SubmitNormal as u32;
        }
        if set & (1 << Right::SubmitNormal as u32) != 0 {
            set |= 1 << Right::SubmitLow as u32;
        }
        Self(set)
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::ALL.iter().copied().filter(move |right| self.0 & (1 << *right as u32) != 0)
    }

    /// The mask of a generation: its bits of which everything is among the rights.
    pub fn mask(self, generation: Generation) -> u32 {
        let held = generation.bits().iter().filter(|(_, rights)| self.includes(*rights));
        held.fold(0, |mask, (bit, _)| mask | bit)
    }

    /// What a mask of a generation stands for; bits it does not know stand for nothing.
    pub fn from_mask(generation: Generation, mask: u32) -> Self {
        let named = generation.bits().iter().filter(|(bit, _)| mask & bit != 0);
        named.fold(Self::NONE, |set, (_, rights)| set | *rights)
    }
}

impl BitOr for Rights {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<T: IntoIterator<Item = Right>>(rights: T) -> Self {
        rights.into_iter().fold(Self::NONE, |set, right| set | Self::of(&[right]))
    }
}

/// A right or a bundle by its name.
impl FromStr for Rights {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim().to_ascii_lowercase().replace('-', "_");
        let right = Right::ALL.iter().find(|right| right.name() == name).map(|right| Self::of(&[*right]));
        let bundle = || Self::BUNDLES.iter().find(|(bundle, _)| *bundle == name).map(|(_, rights)| *rights);
        right.or_else(bundle).ok_or_else(|| {
            let names: BTreeSet<&str> = Right::ALL
                .iter()
                .map(|right| right.name())
                .chain(Self::BUNDLES.iter().map(|(name, _)| *name))
                .collect();
            let names: Vec<&str> = names.into_iter().collect();
            format!("there is no right {text:?}; there are: {}", names.join(", "))
        })
    }
}

impl fmt::Display for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ALL {
            return f.write_str("all");
        }
        let names: Vec<&str> = self.iter().map(Right::name).collect();
        f.write_str(&if names.is_empty() { "none".to_owned() } else { names.join(", ") })
    }
}

impl fmt::Debug for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rights({self})")
    }
}

impl schemars::JsonSchema for Rights {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rights".into()
    }

    fn json_schema(_generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let rights = Right::ALL.iter().map(|right| right.name());
        let names: Vec<&str> = rights.chain(Self::BUNDLES.iter().map(|(name, _)| *name)).collect();
        schemars::json_schema!({ "type": "array", "items": { "type": "string", "enum": names } })
    }
}

impl Serialize for Rights {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Right::name))
    }
}

impl<'de> Deserialize<'de> for Rights {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = Vec::<String>::deserialize(deserializer)?;
        names.iter().try_fold(Self::NONE, |set, name| {
            name.parse().map(|rights: Self| set | rights).map_err(serde::de::Error::custom)
        })
    }
}

/// A generation of the object model, with a layout of masks of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// `FAX_JOB_SUBMIT` … `FAX_JOB_MANAGE`: seven bits.
    Winfax,
    /// `far…`: eleven bits.
    Extended,
    /// `far2…`: ten bits.
    Extended2,
}

impl Generation {
    /// Its bits and what each stands for.
    const fn bits(self) -> &'static [(u32, Rights)] {
        match self {
            Self::Winfax => WINFAX,
            Self::Extended => FAR,
            Self::Extended2 => FAR2,
        }
    }
}

const WINFAX: &[(u32, Rights)] = &[
    (0x01, Rights::of(&[Right::SubmitLow, Right::SubmitNormal])),
    (0x02, Rights::JOB_QUERY),
    (0x04, Rights::of(&[Right::QueryConfig])),
    (0x08, Rights::of(&[Right::ManageConfig])),
    (0x10, Rights::of(&[Right::QueryPorts])),
    (0x20, Rights::of(&[Right::ManagePorts])),
    (0x40, Rights::JOB_MANAGE),
];

const QUERY_CONFIG: Rights = Rights::of(&[Right::QueryConfig, Right::QueryPorts]);
const MANAGE_CONFIG: Rights = Rights::of(&[Right::ManageConfig, Right::ManagePorts]);

const FAR: &[(u32, Rights)] = &[
    (0x001, Rights::of(&[Right::SubmitLow])),
    (0x002, Rights::of(&[Right::SubmitNormal])),
    (0x004, Rights::of(&[Right::SubmitHigh])),
    (0x008, Rights::JOB_QUERY),
    (0x010, Rights::JOB_MANAGE),
    (0x020, QUERY_CONFIG),
    (0x040, MANAGE_CONFIG),
    (0x080, Rights::of(&[Right::QueryInArchive])),
    (0x100, Rights::of(&[Right::ManageInArchive])),
    (0x200, Rights::of(&[Right::QueryOutArchive])),
    (0x400, Rights::of(&[Right::ManageOutArchive])),
];

const FAR2: &[(u32, Rights)] = &[
    (0x001, Rights::of(&[Right::SubmitLow])),
    (0x002, Rights::of(&[Right::SubmitNormal])),
    (0x004, Rights::of(&[Right::SubmitHigh])),
    (0x008, Rights::of(&[Right::QueryOutJobs])),
    (0x010, Rights::of(&[Right::ManageOutJobs])),
    (0x020, QUERY_CONFIG),
    (0x040, MANAGE_CONFIG),
    (0x080, Rights::of(&[Right::QueryInArchive, Right::QueryOutArchive])),
    (0x100, Rights::of(&[Right::ManageInArchive, Right::ManageOutArchive])),
    (0x200, Rights::of(&[Right::ManageReceiveFolder, Right::QueryInJobs, Right::ManageInJobs])),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_reads_back_its_name() {
        for right in Right::ALL {
            assert_eq!(right.name().parse(), Ok(Rights::of(&[*right])));
            assert!(!right.text().is_empty());
        }
        let json = serde_json::to_string(&Rights::SUBMIT).unwrap();
        assert_eq!(json, r#"["submit_low","submit_normal","submit_high"]"#);
        assert_eq!(serde_json::from_str::<Rights>(&json).unwrap(), Rights::SUBMIT);
        assert_eq!(serde_json::from_str::<Rights>(r#"["all"]"#).unwrap(), Rights::ALL);
        assert!("fly".parse::<Rights>().unwrap_err().contains("query_ports"));
    }

    #[test]
    fn masks_of_all_generations_go_in_and_out() {
        for (generation, all) in
            [(Generation::Winfax, 0x7f), (Generation::Extended, 0x7ff), (Generation::Extended2, 0x3ff)]
        {
            assert_eq!(Rights::ALL.mask(generation), all);
            for bit in (0..11).map(|shift| 1 << shift).filter(|bit| bit & all != 0) {
                let rights = Rights::from_mask(generation, bit);
                assert!(rights.mask(generation) & bit != 0, "{generation:?} {bit:#x}");
            }
        }
        // The same number stands for different things.
        assert!(Rights::from_mask(Generation::Extended, 0x200).has(Right::QueryOutArchive));
        assert!(Rights::from_mask(Generation::Extended2, 0x200).has(Right::ManageReceiveFolder));
        assert_eq!(Rights::from_mask(Generation::Winfax, 0x100), Rights::NONE);
    }

    #[test]
    fn a_higher_priority_includes_the_lower_ones() {
        let high = Rights::of(&[Right::SubmitHigh]);
        assert!(high.has(Right::SubmitLow) && high.has(Right::SubmitNormal));
        assert!(!Rights::of(&[Right::SubmitLow]).has(Right::SubmitNormal));
    }
}
