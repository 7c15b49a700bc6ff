//! vCards and tables of other programs, damaged and hostile ones, and our own read back.

use proptest::prelude::*;

use super::*;
use crate::model::BookFormat;

fn people(octets: &[u8]) -> Vec<BookEntry> {
    read(octets, ReadOptions::default()).unwrap().people.into_iter().map(|(_, entry)| entry).collect()
}

fn faxes(entry: &BookEntry) -> Vec<(&str, &str)> {
    entry.numbers.iter().map(|number| (number.number.as_str(), number.label.as_str())).collect()
}

#[test]
fn cards_of_all_three_versions_are_read() {
    let cards = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg;;Dr.\r\n\
        ORG;ENCODING=QUOTED-PRINTABLE:B=C3=A4ckerei=\r\n am Tor\r\nTEL;WORK;FAX:030/5557 0142\r\nTEL;WORK;VOICE:030 555 1\r\n\
        END:VCARD\r\n\
        BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Lang\r\n er\r\nitem1.TEL;type=FAX:+49 (0)30 9\r\nitem1.X-ABLabel:_$!<HomeFAX>!$_\r\n\
        TEL;TYPE=\"fax,work\",pref:1002\r\nADR;TYPE=HOME:;;Weg 1;Ulm;;89073;\r\nADR;TYPE=WORK:;Room 7;Allee 2\\, Hof;Berlin;;10115;Germany\r\n\
        CATEGORIES:Doctors,A\\,B\r\nNOTE:first\\nsecond\r\nPHOTO;ENCODING=b:AAAA\r\nEND:VCARD\r\n\
        BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ohm\r\nTEL;TYPE=fax;VALUE=uri:tel:+49-30-5557;ext=12\r\nLANG:de\r\nEND:VCARD\r\n";
    let people = people(cards.as_bytes());
    assert_eq!(people.len(), 3);
    let names: Vec<&str> = people.iter().map(|entry| entry.person.name.as_str()).collect();
    assert_eq!(names, ["Dr. Jörg Müller", "Anna Langer", "Ohm"]);
    assert_eq!(people[0].person.company, "Bäckerei am Tor");
    assert_eq!(faxes(&people[0]), [("030/5557 0142", "Work")]);
    assert_eq!(people[0].person.office_phone, "030 555 1");
    assert_eq!(faxes(&people[1]), [("1002", "Work"), ("+49  30 9", "HomeFAX")], "the preferred one first");
    assert_eq!(people[1].person.street_address, "Allee 2, Hof");
    assert_eq!((people[1].person.office_location.as_str(), people[1].person.city.as_str()), ("Room 7", "Berlin"));
    assert_eq!(
        (people[1].groups.clone(), people[1].notes.as_str()),
        (vec!["A,B".into(), "Doctors".into()], "first\nsecond")
    );
    assert_eq!((faxes(&people[2]), people[2].language.as_str()), (vec![("+49-30-5557 x 12", "")], "de"));
}

#[test]
fn whoever_has_no_fax_number_is_told_with_the_line() {
    let cards = "BEGIN:VCARD\nFN:Voice\nTEL;TYPE=work:030 1\nEND:VCARD\nBEGIN:VCARD\nFN:Nothing\nEND:VCARD\n\
        BEGIN:VCARD\nFN:Odd\nTEL;TYPE=fax:ask Anna\nEND:VCARD\nBEGIN:VCARD\nTEL;TYPE=fax:1002\nEND:VCARD\n";
    let book = read(cards.as_bytes(), ReadOptions::default()).unwrap();
    let told: Vec<_> = book.skipped.iter().map(|one| (one.line, one.name.as_str(), one.reason.as_str())).collect();
    assert_eq!((book.read, book.people.len(), told.len()), (4, 0, 4));
    assert_eq!((told[0].0, told[0].1), (1, "Voice"));
    assert!(told[0].2.contains("marked as fax") && told[1].2.contains("no fax number"), "{told:?}");
    assert!(told[2].2.contains("cannot be dialled") && told[3].2.contains("a name or a company"), "{told:?}");
    let any = read(cards.as_bytes(), ReadOptions { any_number: true, ..ReadOptions::default() }).unwrap();
    assert_eq!(any.people.len(), 1);
    assert_eq!(faxes(&any.people[0].1), [("030 1", "")]);
}

#[test]
fn tables_of_outlook_and_google_are_read() {
    let outlook = "\"First Name\",\"Last Name\",\"Company\",\"Job Title\",\"Business Street\",\"Business City\",\"Business Fax\",\
        \"Home Fax\",\"Business Phone\",\"E-mail Address\",\"Categories\",\"Notes\"\r\n\
        \"Anna\",\"Langer\",\"Langer, Sons\",\"Boss\",\"Road 1\nBack door\",\"Ulm\",\"+1 (212) 555-0142\",\"1002\",\"555\",\"a@b.c\",\"VIP;Old\",\"says \"\"hi\"\"\"\r\n";
    let [anna] = people(outlook.as_bytes()).try_into().unwrap();
    assert_eq!((anna.person.name.as_str(), anna.person.company.as_str()), ("Anna Langer", "Langer, Sons"));
    assert_eq!(faxes(&anna), [("+1 (212) 555-0142", "Work"), ("1002", "Home")]);
    assert_eq!((anna.person.street_address.as_str(), anna.notes.as_str()), ("Road 1\nBack door", "says \"hi\""));
    assert_eq!(anna.groups, ["Old", "VIP"]);

    let google = "Name,Organization 1 - Name,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,Group Membership\n\
        Bert,Bert & Co,Mobile,0171 1,Work Fax,030 5557 ::: 030 5558,* myContacts ::: Doctors\n";
    let [bert] = people(google.as_bytes()).try_into().unwrap();
    assert_eq!(faxes(&bert), [("030 5557", "Work"), ("030 5558", "Work")]);
    assert_eq!((bert.groups.as_slice(), bert.person.office_phone.as_str()), (["Doctors".to_owned()].as_slice(), ""));
}

#[test]
fn encodings_and_separators_are_found_out() {
    let german =
        "Vorname;Nachname;Firma;Fax geschäftlich;Straße geschäftlich\r\nJörg;Müller;\"Müller; Söhne\";030 1;Weg 1\r\n";
    let latin: Vec<u8> = german.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let utf16 = |mark: &[u8], order: fn(u16) -> [u8; 2]| {
        mark.iter().copied().chain(german.encode_utf16().flat_map(order)).collect::<Vec<u8>>()
    };
    let mut marked = "\u{feff}".as_bytes().to_vec();
    marked.extend(german.bytes());
    let files = [
        german.as_bytes().to_vec(),
        marked,
        latin,
        utf16(&[0xff, 0xfe], u16::to_le_bytes),
        utf16(&[0xfe, 0xff], u16::to_be_bytes),
        utf16(&[], u16::to_le_bytes),
        format!("sep=;\n{german}").into_bytes(),
        german.replace(';', "\t").replace("Müller\t Söhne", "Müller; Söhne").into_bytes(),
    ];
    for (place, file) in files.iter().enumerate() {
        let [one] = people(file).try_into().unwrap_or_else(|found| panic!("file {place}: {found:?}"));
        assert_eq!(
            (one.person.name.as_str(), one.person.company.as_str()),
            ("Jörg Müller", "Müller; Söhne"),
            "{place}"
        );
        assert_eq!(one.person.street_address, "Weg 1", "{place}");
    }
}

#[test]
fn what_is_no_phone_book_is_refused_in_words() {
    for (octets, words) in [
        (&b""[..], "empty"),
        (b"hello", "heading"),
        (b"Name,Street\nAnna,Road", "heading"),
        (b"\0\0\0\0\0\0", "heading"),
        (b"%PDF-1.7 \xff\xfe\x00", "heading"),
    ] {
        let error = read(octets, ReadOptions::default()).unwrap_err().to_string();
        assert!(error.contains(words), "{octets:?}: {error}");
    }
    let cards = ReadOptions { format: Some(BookFormat::VCard), ..ReadOptions::default() };
    assert!(read(b"Name,Fax\nA,1", cards).unwrap_err().to_string().contains("card"));
    assert_eq!(read(&vec![b'a'; FILE_MAX + 1], ReadOptions::default()), Err(BookError::FileTooLarge));
}

#[test]
fn damaged_and_hostile_files_cost_little_and_lose_nobody_else() {
    let long = "x".repeat(5_000_000);
    let folds = "NOTE:a\n".to_owned() + &" b\n".repeat(1_000_000);
    let cards = format!(
        "BEGIN:VCARD\nFN:Cut off\nBEGIN:VCARD\n;;:::\n=\n.:\nTEL\nTEL;FAX\nTEL;TYPE=\"fax:1001\nFN:{long}\n{folds}END:VCARD\nEND:VCARD\n\
         BEGIN:VCARD\nFN:Good\nTEL;TYPE=fax:1002\n"
    );
    let book = read(cards.as_bytes(), ReadOptions::default()).unwrap();
    let names: Vec<&str> = book.people.iter().map(|(_, entry)| entry.label()).collect();
    assert_eq!(names, ["Good"], "{:?}", book.skipped.iter().map(|one| &one.reason).collect::<Vec<_>>());
    assert_eq!(book.skipped.len(), 2);
    let table = format!("Name,Fax\n\"Never closed,1001\nA,{long}\n");
    assert!(read(table.as_bytes(), ReadOptions::default()).unwrap().people.is_empty());
    let ragged = "Name,Fax\nA\nB,1002,more,and,more\n,\n\nC,1003\n";
    assert_eq!(people(ragged.as_bytes()).len(), 2);
    let bombs = "BEGIN:VCARD\n".repeat(PEOPLE_MAX + 1);
    assert_eq!(read(bombs.as_bytes(), ReadOptions::default()), Err(BookError::FileTooLarge));
}

#[test]
fn a_table_never_computes_in_a_spreadsheet() {
    let mut evil = entry(0, "=cmd|' /C calc'!A0", "", &["+49 30 5557"]);
    evil.notes = "@SUM(1)".to_owned();
    let written = write([&evil].into_iter(), BookFormat::Csv);
    let text = String::from_utf8(written.clone()).unwrap();
    assert!(text.contains("'=cmd") && text.contains("'@SUM") && text.contains(",+49 30 5557,"), "{text}");
    assert_eq!(people(&written), [evil]);
}

#[test]
fn written_lines_are_folded_within_characters() {
    let long = entry(0, &"Ä漢".repeat(60), "", &["1002"]);
    for format in [BookFormat::VCard, BookFormat::VCard3] {
        let text = String::from_utf8(write([&long].into_iter(), format)).unwrap();
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        assert_eq!(people(text.as_bytes()), std::slice::from_ref(&long));
    }
}

fn any_text() -> impl Strategy<Value = String> {
    // Everything that means something in some form, and what could be taken for an encoding.
    prop::string::string_regex("[a-zA-Z0-9äöüßЖ漢 ,;:\\\\\"'=+@#^|/<>-]{0,30}").unwrap()
}

fn any_number() -> impl Strategy<Value = BookNumber> {
    let number = prop::string::string_regex("\\+?[0-9][0-9 /-]{1,15}[0-9]( x [0-9]{1,3})?").unwrap();
    let csid = prop::string::string_regex("[ -~]{0,20}").unwrap();
    (number, any_text(), csid).prop_map(|(number, label, csid)| BookNumber {
        label: label.trim().to_owned(),
        csid: StationId::new(&csid),
        ..BookNumber::new(FaxNumber::parse(&number).unwrap())
    })
}

prop_compose! {
    fn any_entry()(
        fields in prop::collection::vec(any_text(), Person::FIELDS.len()),
        name in "[a-zA-Zäöü][a-zA-Z ,;'-]{0,20}",
        numbers in prop::collection::vec(any_number(), 1..4),
        ids in prop::collection::vec("[!-~]{1,20}", 0..3),
        groups in prop::collection::vec("[a-zA-Z0-9äöü][a-zA-Z0-9äöü ,:]{0,10}", 0..3),
        notes in prop::collection::vec(any_text(), 0..3),
        favourite in any::<bool>(),
    ) -> BookEntry {
        let mut person = Person::default();
        for (name, value) in Person::FIELDS.iter().zip(fields) {
            *person.field_mut(name).unwrap() = value;
        }
        person.name = name;
        let entry = BookEntry {
            person: Box::new(person),
            numbers,
            station_ids: ids.iter().map(|id| StationId::new(id)).collect(),
            groups,
            notes: notes.join("\n"),
            language: "de".to_owned(),
            cover: "business".to_owned(),
            favourite,
            ..BookEntry::default()
        };
        checked(entry).unwrap()
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_back(people_of in prop::collection::vec(any_entry(), 1..5)) {
        for format in [BookFormat::VCard, BookFormat::VCard3, BookFormat::Csv] {
            let written = write(people_of.iter(), format);
            let options = ReadOptions { format: Some(format), ..ReadOptions::default() };
            let book = read(&written, options).unwrap();
            let back: Vec<BookEntry> = book.people.into_iter().map(|(_, entry)| entry).collect();
            let mut expected = people_of.clone();
            for entry in &mut expected {
                // A card without a name bears its company's; one that is called as its company has none of its own.
                if entry.person.name == entry.person.company {
                    entry.person.name.clear();
                }
            }
            prop_assert_eq!(back, expected, "{}", String::from_utf8_lossy(&written));
        }
    }

    #[test]
    fn no_octets_are_too_much(octets in prop::collection::vec(any::<u8>(), 0..2_000), cards in any::<bool>()) {
        let head: &[u8] = if cards { b"BEGIN:VCARD\nTEL;FAX:" } else { b"name,fax\n" };
        let _refused = read(&[head, &octets].concat(), ReadOptions::default());
    }
}
