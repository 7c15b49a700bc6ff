//! The fields a template may show, with their names in files and for people.

use std::fmt;
use std::str::FromStr;

/// What is told about a person. Names after `recipient.` and `sender.`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PersonField {
    /// As written in an address.
    Name,
    /// The number of the fax.
    FaxNumber,
    /// Company or practice.
    Company,
    /// Job title.
    Title,
    /// Department.
    Department,
    /// Room or floor.
    OfficeLocation,
    /// Street with its number; may have several lines.
    StreetAddress,
    /// City.
    City,
    /// State or province.
    State,
    /// Postal code.
    ZipCode,
    /// Country or region.
    Country,
    /// Telephone at work.
    OfficePhone,
    /// Telephone at home.
    HomePhone,
    /// Mail address.
    Email,
    /// To whose account a call is charged.
    BillingCode,
    /// Street, city, state, postal code and country, in lines as the locale writes addresses.
    Address,
}

/// What a template may show. The set is that of `FAX_COVERPAGE_INFO`, with what the later object model adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// About whom the fax goes to: `recipient.…`.
    Recipient(PersonField),
    /// About whom it comes from: `sender.…`.
    Sender(PersonField),
    /// `message.subject`: what it is about.
    Subject,
    /// `message.note`: the message; may have many lines and flow to further pages.
    Note,
    /// `fax.time_sent`: date and time of sending.
    TimeSent,
    /// `fax.date`: the date of sending.
    Date,
    /// `fax.time`: the time of sending.
    Time,
    /// `fax.pages`: pages of the fax, all covers counted.
    PageCount,
    /// `fax.page`: the number of the cover's page at hand, from 1.
    Page,
    /// `fax.job`: the job's number.
    Job,
    /// `fax.job_code`: the job's number as a code that machines read.
    JobCode,
    /// `fax.banner`: one line with time, sender, recipient and page count.
    Banner,
    /// `item`: the line at hand in a row that is repeated.
    Item,
}

/// Declares names, labels and both lists of fields.
macro_rules! fields {
    ($( $field:ident $name:literal $label:literal, )+) => {
        impl PersonField {
            /// All of them, as a form shows them.
            pub const ALL: &'static [Self] = &[$( Self::$field, )+];

            /// The name after `recipient.` or `sender.`.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$field => $name, )+ }
            }

            /// For people, without whose it is: "Fax number".
            pub const fn label(self) -> &'static str {
                match self { $( Self::$field => $label, )+ }
            }
        }

        impl Field {
            /// All of them, as a palette shows them.
            pub const ALL: &'static [Self] = &[
                $( Self::Recipient(PersonField::$field), )+
                $( Self::Sender(PersonField::$field), )+
                Self::Subject, Self::Note, Self::TimeSent, Self::Date, Self::Time, Self::PageCount, Self::Page,
                Self::Job, Self::JobCode, Self::Banner, Self::Item,
            ];

            /// The name in a template.
            pub const fn name(self) -> &'static str {
                match self {
                    $( Self::Recipient(PersonField::$field) => concat!("recipient.", $name), )+
                    $( Self::Sender(PersonField::$field) => concat!("sender.", $name), )+
                    Self::Subject => "message.subject",
                    Self::Note => "message.note",
                    Self::TimeSent => "fax.time_sent",
                    Self::Date => "fax.date",
                    Self::Time => "fax.time",
                    Self::PageCount => "fax.pages",
                    Self::Page => "fax.page",
                    Self::Job => "fax.job",
                    Self::JobCode => "fax.job_code",
                    Self::Banner => "fax.banner",
                    Self::Item => "item",
                }
            }
        }
    };
}

fields! {
    Name "name" "Name",
    FaxNumber "fax_number" "Fax number",
    Company "company" "Company",
    Title "title" "Job title",
    Department "department" "Department",
    OfficeLocation "office_location" "Office",
    StreetAddress "street_address" "Street",
    City "city" "City",
    State "state" "State or province",
    ZipCode "zip_code" "Postal code",
    Country "country" "Country",
    OfficePhone "office_phone" "Phone",
    HomePhone "home_phone" "Phone at home",
    Email "email" "E-mail",
    BillingCode "billing_code" "Billing code",
    Address "address" "Address",
}

impl Field {
    /// For people, with whose it is: "Recipient's fax number".
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Recipient(field) => format!("Recipient's {}", small(field.label())),
            Self::Sender(field) => format!("Sender's {}", small(field.label())),
            other => other.short_label().to_owned(),
        }
    }

    /// For people, where it is plain whose it is: "Fax number".
    #[must_use]
    pub const fn short_label(self) -> &'static str {
        match self {
            Self::Recipient(field) | Self::Sender(field) => field.label(),
            Self::Subject => "Subject",
            Self::Note => "Note",
            Self::TimeSent => "Date and time",
            Self::Date => "Date",
            Self::Time => "Time",
            Self::PageCount => "Page count",
            Self::Page => "Page number",
            Self::Job => "Job number",
            Self::JobCode => "Job code",
            Self::Banner => "Banner line",
            Self::Item => "Repeated line",
        }
    }

    /// The heading it stands under in a palette.
    #[must_use]
    pub const fn group(self) -> FieldGroup {
        match self {
            Self::Recipient(_) => FieldGroup::Recipient,
            Self::Sender(_) => FieldGroup::Sender,
            Self::Subject | Self::Note => FieldGroup::Message,
            _ => FieldGroup::Fax,
        }
    }

    /// Whether its value may have more than one line.
    #[must_use]
    pub const fn is_multiline(self) -> bool {
        matches!(
            self,
            Self::Note
                | Self::Recipient(PersonField::Address | PersonField::StreetAddress)
                | Self::Sender(PersonField::Address | PersonField::StreetAddress)
        )
    }

    /// The field whose name is most like a wrong one.
    pub(super) fn like(name: &str) -> Option<&'static str> {
        let name = name.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        let by_distance = |field: &Self| (edits(&name, field.name()), field.name());
        let (distance, like) = Self::ALL.iter().map(by_distance).min()?;
        (distance <= 1 + like.len() / 4).then_some(like)
    }
}

/// The headings fields stand under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldGroup {
    /// Whom the fax goes to.
    Recipient,
    /// Whom it comes from.
    Sender,
    /// What it says.
    Message,
    /// When, how many pages, which job.
    Fax,
}

impl FieldGroup {
    /// All of them, as a palette shows them.
    pub const ALL: [Self; 4] = [Self::Recipient, Self::Sender, Self::Message, Self::Fax];

    /// For people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Recipient => "Recipient",
            Self::Sender => "Sender",
            Self::Message => "Message",
            Self::Fax => "Fax",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that no field has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no field {0:?}")]
pub struct UnknownField(pub String);

impl FromStr for Field {
    type Err = UnknownField;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.iter().find(|field| field.name() == name.trim());
        known.copied().ok_or_else(|| UnknownField(name.trim().chars().take(80).collect()))
    }
}

fn small(label: &str) -> String {
    let mut characters = label.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// Letters to add, drop or change to make one word the other.
fn edits(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (n, letter) in one.chars().take(64).enumerate() {
        let mut next = vec![n + 1];
        for (m, (wanted, pair)) in other.iter().zip(row.windows(2)).enumerate() {
            let (Some(corner), Some(above)) = (pair.first(), pair.get(1)) else { continue };
            let left = next.get(m).copied().unwrap_or(usize::MAX - 1);
            next.push((corner + usize::from(*wanted != letter)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(usize::MAX)
}
