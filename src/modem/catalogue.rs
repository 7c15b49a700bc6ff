//! The families of modems that are known: the profiles in `assets/modems`, and the user's own before them.

use super::profile::Profile;

/// Profiles that come with the program, by file name. The first that fits counts: chips that call themselves by another
/// maker's name, too, stand before that maker.
const BUILT_IN: &[(&str, &str)] = &[
    ("usrobotics", include_str!("../../assets/modems/usrobotics.toml")),
    ("multitech", include_str!("../../assets/modems/multitech.toml")),
    ("lucent", include_str!("../../assets/modems/lucent.toml")),
    ("silabs", include_str!("../../assets/modems/silabs.toml")),
    ("zyxel", include_str!("../../assets/modems/zyxel.toml")),
    ("intel-537", include_str!("../../assets/modems/intel-537.toml")),
    ("early-class2", include_str!("../../assets/modems/early-class2.toml")),
    ("conexant", include_str!("../../assets/modems/conexant.toml")),
    ("rockwell", include_str!("../../assets/modems/rockwell.toml")),
    ("generic", include_str!("../../assets/modems/generic.toml")),
];

/// A user's profile that cannot be read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("the modem profile {file} cannot be read: {error}")]
pub struct BadProfile {
    /// Its file.
    pub file: String,
    /// What is wrong and where.
    #[source]
    pub error: toml::de::Error,
}

/// All families, the user's first.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    profiles: Vec<Profile>,
}

impl Catalogue {
    /// The families that come with the program, and before them those of the user's files, given as name and text; and
    /// which of the files cannot be used.
    pub fn new(user_files: &[(String, String)]) -> (Self, Vec<BadProfile>) {
        let (mut profiles, mut bad) = (Vec::new(), Vec::new());
        for (file, text) in user_files {
            match Profile::parse(text) {
                Ok(profile) => profiles.push(profile),
                Err(error) => bad.push(BadProfile { file: file.clone(), error }),
            }
        }
        profiles.extend(BUILT_IN.iter().filter_map(|(_, text)| Profile::parse(text).ok()));
        (Self { profiles }, bad)
    }

    /// The family of a modem by what it says of itself (ATI, `+FMI?`, `+FMM?`, the USB name); the standard one when it is
    /// none of the known.
    pub fn family(&self, identity: &str) -> Profile {
        self.profiles.iter().find(|profile| profile.fits(identity)).cloned().unwrap_or_else(standard)
    }

    /// All of them, in the order they are tried.
    pub fn profiles(&self) -> &[Profile] {
        &self.profiles
    }
}

/// A built-in profile by the name of its file.
pub fn named(file: &str) -> Option<Profile> {
    let (_, text) = BUILT_IN.iter().find(|(name, _)| *name == file)?;
    Profile::parse(text).ok()
}

/// The profile of a modem of which nothing is known.
pub fn standard() -> Profile {
    named("generic").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_can_be_read_and_has_a_name_of_its_own() {
        let mut names = Vec::new();
        for (file, text) in BUILT_IN {
            let profile = Profile::parse(text).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert!(!profile.recognize.is_empty(), "{file} fits no modem");
            assert!(!names.contains(&profile.name), "{} twice", profile.name);
            for class in &profile.classes {
                assert!(["1", "1.0", "2", "2.0", "2.1"].contains(&class.as_str()), "{file}: class {class}");
            }
            assert!([17, 18].contains(&profile.class2.receive_trigger), "{file}");
            names.push(profile.name);
        }
    }

    #[test]
    fn modems_find_their_family_by_what_they_say() {
        let (catalogue, bad) = Catalogue::new(&[]);
        assert_eq!(bad, []);
        for (identity, name) in [
            ("56000 CX93001-EIS_V0.2013-V92 OK", "Conexant"),
            ("V1.520-V90_2M_DLP CONEXANT", "Conexant"),
            ("CONEXANT ACF", "Conexant"),
            ("U.S. Robotics 56K FAX USB V1.2.23", "U.S. Robotics"),
            ("USRobotics Courier V.Everything", "U.S. Robotics"),
            ("MT5634ZBA Serial V.90 Fax Data Modem Multi-Tech Systems", "Multi-Tech"),
            ("MT9234ZBA LUCENT", "Multi-Tech"),
            ("LT V.92 1.0 MT5634ZBA-USB-V92", "Multi-Tech"),
            ("LT V.92 Data+Fax Modem Version 6.00", "Lucent / Agere"),
            ("AGERE OCM V.92 MR2.0", "Lucent / Agere"),
            ("Si2493 Revision D", "Silicon Labs"),
            ("ZyXEL U1496E V 6.14", "ZyXEL"),
            ("Ambient MD3200 Intel 537EP", "Intel 537"),
            ("ROCKWELL RC144DPi V1.503", "Rockwell"),
            ("RC32ACL V2.2-V32", "Rockwell"),
            ("iaxmodem v. 1.3", "Standard modem"),
            ("FAXLINE CLASS 2 EMULATION", "Standard modem"),
            ("Acme 5600 supermodem", "Standard modem"),
        ] {
            assert_eq!(catalogue.family(identity).name, name, "{identity}");
        }
    }

    #[test]
    fn the_users_files_come_first_and_bad_ones_are_told() {
        let own = "name = \"My modem\"\nrecognize = [\"cx93001\"]\n[class2]\nneeds_rtc = true\n";
        let files = [("mine.toml".to_owned(), own.to_owned()), ("bad.toml".to_owned(), "nonsense = 1".to_owned())];
        let (catalogue, bad) = Catalogue::new(&files);
        let family = catalogue.family("CX93001-EIS");
        assert!(family.name == "My modem" && family.class2.needs_rtc);
        assert_eq!(bad.len(), 1);
        let told = bad.first().map(ToString::to_string).unwrap_or_default();
        assert!(told.contains("bad.toml") && told.contains("nonsense"), "{told}");
    }
}
