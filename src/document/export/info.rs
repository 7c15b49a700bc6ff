//! What an exported file says about itself beside its pages.

use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp as Instant, Zoned};

use crate::model::Timestamp;

/// Title, origin and time of an exported file; all optional. TIFF and PDF have places for all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentInfo {
    /// What the document is called: DocumentName, Title.
    pub title: Option<String>,
    /// From whom it is; PDF only.
    pub author: Option<String>,
    /// A sentence about it: ImageDescription, Subject.
    pub description: Option<String>,
    /// The program that made it: Software, Creator.
    pub software: Option<String>,
    /// When its pages were made or received: DateTime, CreationDate.
    pub created: Option<Timestamp>,
    /// Minutes by which the time shown is ahead of UTC. TIFF has local time without a zone.
    pub utc_offset_min: i32,
}

impl DocumentInfo {
    /// The time of creation on the clock of its zone; `None` outside the years 1 to 9999.
    fn local(&self) -> Option<Zoned> {
        let offset = Offset::from_seconds(self.utc_offset_min.checked_mul(60)?).ok()?;
        let instant = Instant::from_millisecond(self.created?.0).ok()?;
        Some(instant.to_zoned(TimeZone::fixed(offset))).filter(|time| time.year() > 0)
    }

    /// `YYYY:MM:DD HH:MM:SS`, as TIFF 6.0 has it.
    pub(in crate::document) fn tiff_time(&self) -> Option<String> {
        self.local().map(|time| time.strftime("%Y:%m:%d %H:%M:%S").to_string())
    }

    /// `D:YYYYMMDDHHMMSS+hh'mm'`, as ISO 32000-1 §7.9.4 has it.
    pub(super) fn pdf_time(&self) -> Option<String> {
        self.local().map(|time| {
            let zone = time.strftime("%:z").to_string().replace(':', "'");
            format!("D:{}{zone}'", time.strftime("%Y%m%d%H%M%S"))
        })
    }

    /// `YYYY-MM-DDTHH:MM:SS+hh:mm`, as XMP has it.
    pub(super) fn xmp_time(&self) -> Option<String> {
        self.local().map(|time| time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }
}
