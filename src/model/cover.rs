//! What a cover page tells: persons, message, call. The fields are those of `FAX_COVERPAGE_INFO`, with what the later
//! object model adds. How a template shows them is `cover`'s business.

use serde::{Deserialize, Serialize};

use super::named::named;

/// A sender or a recipient as a cover page and the phone book know one. Everything may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Person {
    /// As written in an address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The number of the fax, as a person writes it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub fax_number: String,
    /// Company or practice.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub company: String,
    /// Job title.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Department.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub department: String,
    /// Room or floor.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub office_location: String,
    /// Street with its number; may have several lines.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub street_address: String,
    /// City.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// State or province.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub state: String,
    /// Postal code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub zip_code: String,
    /// Country or region.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub country: String,
    /// Telephone at work.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub office_phone: String,
    /// Telephone at home.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub home_phone: String,
    /// Mail address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// To whose account a call is charged; of senders.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub billing_code: String,
}

impl Person {
    /// The names of the fields, as they are in JSON, on the command line and after `recipient.` or `sender.` in a
    /// template.
    pub const FIELDS: [&str; 15] = [
        "name",
        "fax_number",
        "company",
        "title",
        "department",
        "office_location",
        "street_address",
        "city",
        "state",
        "zip_code",
        "country",
        "office_phone",
        "home_phone",
        "email",
        "billing_code",
    ];

    /// A field by its name; none for an unknown name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        let value = match name {
            "name" => &self.name,
            "fax_number" => &self.fax_number,
            "company" => &self.company,
            "title" => &self.title,
            "department" => &self.department,
            "office_location" => &self.office_location,
            "street_address" => &self.street_address,
            "city" => &self.city,
            "state" => &self.state,
            "zip_code" => &self.zip_code,
            "country" => &self.country,
            "office_phone" => &self.office_phone,
            "home_phone" => &self.home_phone,
            "email" => &self.email,
            "billing_code" => &self.billing_code,
            _ => return None,
        };
        Some(value)
    }

    /// A field to be written, by its name; none for an unknown name.
    pub fn field_mut(&mut self, name: &str) -> Option<&mut String> {
        let value = match name {
            "name" => &mut self.name,
            "fax_number" => &mut self.fax_number,
            "company" => &mut self.company,
            "title" => &mut self.title,
            "department" => &mut self.department,
            "office_location" => &mut self.office_location,
            "street_address" => &mut self.street_address,
            "city" => &mut self.city,
            "state" => &mut self.state,
            "zip_code" => &mut self.zip_code,
            "country" => &mut self.country,
            "office_phone" => &mut self.office_phone,
            "home_phone" => &mut self.home_phone,
            "email" => &mut self.email,
            "billing_code" => &mut self.billing_code,
            _ => return None,
        };
        Some(value)
    }

    /// Nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        Self::FIELDS.iter().all(|name| self.field(name).is_none_or(str::is_empty))
    }
}

/// What one cover page of one fax tells (`FAX_COVERPAGE_INFO`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct CoverInfo {
    /// To whom.
    pub recipient: Person,
    /// From whom.
    pub sender: Person,
    /// What it is about.
    pub subject: String,
    /// The message; may have many lines.
    pub note: String,
    /// When it is sent.
    pub time_sent: Option<super::Timestamp>,
    /// Pages of the fax, this one counted.
    pub page_count: Option<u32>,
    /// The job's number, for the job code.
    pub job: Option<super::JobId>,
}

/// The cover page that a submission wants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct CoverChoice {
    /// A cover of the server by its name. Empty with `svg`.
    pub name: String,
    /// The file of a cover that the server does not keep (a local one); none: the named one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub svg: Option<String>,
    /// The message on it.
    pub note: String,
    /// The language of its labels, dates and numbers, as the setting `locale` has it: `de`. Empty: the server's.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub locale: String,
}

named! {
    /// Whose a cover page is.
    pub enum CoverScope: "scope" {
        /// Compiled in; it cannot be changed, but copied.
        #[default]
        BuiltIn = "builtin",
        /// Everybody's.
        Common = "common",
        /// One user's own. A server setting can forbid to send with it.
        Personal = "personal",
    }
}

/// A cover page as lists show it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CoverSummary {
    /// What it is called on the command line and in submissions; unique.
    pub name: String,
    /// For people.
    pub title: String,
    /// Whose.
    pub scope: CoverScope,
    /// When it was last changed; none for those compiled in.
    pub changed_at: Option<super::Timestamp>,
    /// A new fax begins with it.
    pub is_default: bool,
    /// Why it cannot be used: its file is broken. None: it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_read_and_written_by_its_name() {
        for name in Person::FIELDS {
            let mut person = Person::default();
            assert!(person.is_empty());
            *person.field_mut(name).unwrap() = "x".to_owned();
            assert_eq!(person.field(name), Some("x"));
            assert!(!person.is_empty());
            let json = serde_json::to_value(&person).unwrap();
            assert_eq!(json, serde_json::json!({ name: "x" }), "the name in JSON");
        }
        assert_eq!(Person::default().field("shoe_size"), None);
    }
}
