//! What covers are shown with while there is no fax: in the editor, in pictures, in tests.

use crate::model::{CoverInfo, JobId, Person, Timestamp};

/// What kind of fax a sample pretends to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sample {
    /// What most faxes have.
    #[default]
    Short,
    /// Every field, and a note that takes more than a page.
    Long,
    /// A number and nothing else.
    Missing,
    /// Chinese and Japanese names.
    Cjk,
    /// Arabic names and note.
    Arabic,
}

impl Sample {
    /// All of them, as a list shows them.
    pub const ALL: [Self; 5] = [Self::Short, Self::Long, Self::Missing, Self::Cjk, Self::Arabic];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Long => "long",
            Self::Missing => "missing",
            Self::Cjk => "cjk",
            Self::Arabic => "arabic",
        }
    }

    /// For people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Short => "Augenpraxis Mitte, short note",
            Self::Long => "Every field, long note",
            Self::Missing => "Only a fax number",
            Self::Cjk => "Chinese and Japanese names",
            Self::Arabic => "Arabic names and note",
        }
    }
}

impl std::str::FromStr for Sample {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|sample| sample.name().eq_ignore_ascii_case(text.trim()));
        known.ok_or_else(|| format!("unknown sample {text:?}; use short, long, missing, cjk or arabic"))
    }
}

/// What a fax of that kind tells.
#[must_use]
pub fn sample(kind: Sample) -> CoverInfo {
    let time_sent = Some(Timestamp(SENT));
    match kind {
        Sample::Short => CoverInfo {
            recipient: Person {
                name: "Dr. Jana Albrecht".into(),
                company: "Augenpraxis Mitte".into(),
                fax_number: "+49 30 5557 3321".into(),
                ..Person::default()
            },
            sender: Person {
                name: "Mira Hoffmann".into(),
                company: "Praxis am Park".into(),
                fax_number: "+49 30 5550 109".into(),
                office_phone: "+49 30 5550 100".into(),
                ..Person::default()
            },
            subject: "Überweisung und Vorbefunde".into(),
            note: "Liebe Kolleginnen und Kollegen,\n\nanbei die Überweisung mit den Vorbefunden. Termin bitte \
                   telefonisch vereinbaren. Die Patientin nimmt derzeit Marcumar, INR-Werte liegen bei.\n\n\
                   Mit freundlichen Grüßen\nMira Hoffmann"
                .into(),
            time_sent,
            page_count: Some(4),
            job: Some(JobId(48_213)),
        },
        Sample::Long => CoverInfo {
            recipient: full_person(
                ["Margaret Okonkwo-Fitzgerald", "Hollis, Pembroke & Vance LLP", "Senior Partner"],
                ["Litigation and Dispute Resolution", "14th floor, east wing"],
                ["1200 Commerce Street\nSuite 1400", "Philadelphia", "PA", "19103", "United States"],
                ["+1 215 555 0142", "+1 215 555 0147", "+1 610 555 0111", "m.okonkwo@hollispembroke.example"],
            ),
            sender: full_person(
                ["Jonathan Whitcombe", "Northgate Title & Escrow Company", "Closing Officer"],
                ["Commercial Closings", "Room 210"],
                ["88 Harbor View Drive", "Boston", "MA", "02110", "United States"],
                ["+1 617 555 0190", "+1 617 555 0100", "+1 781 555 0166", "j.whitcombe@northgate.example"],
            ),
            subject:
                "Closing documents for 41 Millbrook Lane: settlement statement, wire instructions and the seller's \
                      affidavit of title"
                    .into(),
            note: long_note(),
            time_sent,
            page_count: Some(27),
            job: Some(JobId(1_048_576)),
        },
        Sample::Missing => CoverInfo {
            recipient: Person { fax_number: "+44 20 7946 0018".into(), ..Person::default() },
            ..CoverInfo::default()
        },
        Sample::Cjk => CoverInfo {
            recipient: Person {
                name: "山田 花子".into(),
                company: "東京医療センター".into(),
                department: "放射線科".into(),
                fax_number: "+81 3 5555 0123".into(),
                ..Person::default()
            },
            sender: Person {
                name: "王小明".into(),
                company: "上海仁爱医院".into(),
                fax_number: "+86 21 5555 0188".into(),
                office_phone: "+86 21 5555 0100".into(),
                ..Person::default()
            },
            subject: "患者转诊资料 / 紹介状の送付".into(),
            note: "尊敬的山田医生：\n\n随函附上患者的转诊资料及既往检查结果，共四页。请您在方便时与我们联系，以便安排\
                   进一步的检查时间。患者目前正在服用抗凝药物，相关化验结果请见附页。\n\nご不明な点がございましたら、\
                   お電話にてお問い合わせください。どうぞよろしくお願い申し上げます。\n\n此致\n敬礼"
                .into(),
            time_sent,
            page_count: Some(4),
            job: Some(JobId(48_214)),
        },
        Sample::Arabic => CoverInfo {
            recipient: Person {
                name: "د. ليلى الحسيني".into(),
                company: "مستشفى النور التخصصي".into(),
                fax_number: "+966 11 555 0123".into(),
                ..Person::default()
            },
            sender: Person {
                name: "أحمد المنصوري".into(),
                company: "عيادة الشفاء".into(),
                fax_number: "+971 4 555 0188".into(),
                office_phone: "+971 4 555 0100".into(),
                ..Person::default()
            },
            subject: "إحالة المريض ونتائج الفحوصات".into(),
            note: "السادة الأطباء المحترمون،\n\nمرفق خطاب الإحالة مع نتائج الفحوصات السابقة (4 صفحات). نرجو تحديد موعد \
                   هاتفيًا على الرقم +971 4 555 0100 في أقرب وقت ممكن. تتناول المريضة حاليًا دواء Marcumar، ونتائج \
                   INR مرفقة.\n\nمع خالص التحية،\nأحمد المنصوري"
                .into(),
            time_sent,
            page_count: Some(4),
            job: Some(JobId(48_215)),
        },
    }
}

/// 21 November 2026, 13:20 UTC.
const SENT: i64 = 1_795_267_200_000;

fn full_person(
    [name, company, title]: [&str; 3],
    [department, office]: [&str; 2],
    [street, city, state, zip, country]: [&str; 5],
    [fax, phone, home, email]: [&str; 4],
) -> Person {
    Person {
        name: name.into(),
        fax_number: fax.into(),
        company: company.into(),
        title: title.into(),
        department: department.into(),
        office_location: office.into(),
        street_address: street.into(),
        city: city.into(),
        state: state.into(),
        zip_code: zip.into(),
        country: country.into(),
        office_phone: phone.into(),
        home_phone: home.into(),
        email: email.into(),
        billing_code: "NT-2026-0417".into(),
    }
}

fn long_note() -> String {
    let paragraphs = [
        "Dear Ms. Okonkwo-Fitzgerald,",
        "Enclosed please find the complete set of closing documents for the property at 41 Millbrook Lane, together with \
         the revised settlement statement that we discussed on Thursday. Every figure has been reconciled with the \
         lender's closing disclosure; the two lines that changed since the draft of 12 November are marked in the margin.",
        "Please note the wire instructions on page 9. For your client's protection we ask that you confirm the account \
         number by telephone, at a number you already have on file, before any funds are released. We never change wire \
         instructions by fax or by e-mail, and any message that claims otherwise should be treated as fraudulent.",
        "The seller's affidavit of title (pages 14 to 17) requires a notary's acknowledgment. If it is more convenient, our \
         office in Harbor View Drive has a notary available on weekdays between nine and five, and on Saturday mornings by \
         appointment.",
        "There remain three open points. First, the municipal lien certificate is valid for sixty days and will lapse on 4 \
         December; should the closing be postponed beyond that date, a new certificate has to be ordered, which takes the \
         city about ten working days. Second, the survey shows the neighbour's fence some eighteen inches inside our line; \
         the title insurer has agreed to insure over it if both parties sign the enclosed acknowledgment. Third, the \
         homeowners' association has not yet returned the estoppel letter, although we were told by telephone that nothing \
         is owed.",
        "Should you prefer to hold the closing in your own office, we can send the originals by courier on the morning of \
         the day before. In that case kindly return the signed counterparts the same way, so that the deed can be recorded \
         before the registry closes at four o'clock.",
        "With regard to the adjustment of taxes, we have followed the calendar-year method that is customary in the county, \
         with the seller responsible up to and including the day before the closing. Water and sewer charges are based on \
         a final reading that has been ordered for the eve of the closing; an escrow of two hundred dollars is held until \
         the bill arrives.",
    ];
    let more = [
        "We have also prepared, for your convenience, a checklist of every document with the number of originals that must \
         be signed and the persons who are to sign them. Items that your client may sign in advance are printed in bold. \
         Nothing on the list has to be witnessed unless it says so expressly.",
        "Thank you for your courtesy throughout this transaction. I remain at your disposal for any question, at the number \
         above or on my mobile telephone.",
        "Sincerely yours,",
        "Jonathan Whitcombe\nClosing Officer",
    ];
    let again = paragraphs.iter().skip(1).take(5);
    let all: Vec<&str> = paragraphs.iter().chain(again).chain(&more).copied().collect();
    all.join("\n\n")
}
