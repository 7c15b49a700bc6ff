//! Fields, wrapping, conditions, rows, further pages.

use proptest::prelude::*;

use super::{fonts, lines, options, sheets, template};
use crate::cover::{CoverOptions, Field, Locale, OnPage, Sample, Template, builtin, builtin_template, compose, sample};
use crate::model::{Bitmap, CoverInfo, Dither, JobId, PageWidth, Person, Resolution, Timestamp};

fn info() -> CoverInfo {
    CoverInfo {
        recipient: Person {
            name: "Jana Albrecht".into(),
            street_address: "Parkallee 12\nHaus B".into(),
            city: "Berlin".into(),
            zip_code: "10115".into(),
            ..Person::default()
        },
        subject: "Befunde & <Termine>".into(),
        time_sent: Some(Timestamp(1_795_267_200_000)),
        page_count: Some(12_345),
        job: Some(JobId(7)),
        ..CoverInfo::default()
    }
}

fn check_text(content: &str, expected: &[&str]) {
    assert_eq!(lines(&sheets(&template(content), &info())[0]), expected, "{content}");
}

#[test]
fn every_field_has_a_name_that_finds_it_and_a_label() {
    for field in Field::ALL {
        assert_eq!(field.name().parse(), Ok(*field));
        assert!(!field.label().is_empty());
    }
    assert_eq!(Field::Recipient(crate::cover::PersonField::FaxNumber).label(), "Recipient's fax number");
}

#[test]
fn words_take_the_place_of_the_placeholder() {
    check_text(r#"<text y="9" data-field="recipient.name">X</text>"#, &["Jana Albrecht"]);
    check_text(r#"<text y="9" data-field="message.subject">X</text>"#, &["Befunde & <Termine>"]);
    check_text(r#"<text y="9">To <tspan data-field="recipient.name">X</tspan>!</text>"#, &["To Jana Albrecht!"]);
    check_text(
        r#"<text y="9" data-width="90">To <tspan data-field="recipient.name">X</tspan>!</text>"#,
        &["To Jana Albrecht!"],
    );
    check_text(r#"<text y="9" data-field="fax.pages">X</text>"#, &["12,345"]);
    check_text(r#"<text y="9" data-field="fax.date" data-format="%d.%m.%y">X</text>"#, &["21.11.26"]);
    check_text(r#"<text y="9" data-field="fax.time_sent">X</text>"#, &["21 Nov 2026, 13:20"]);
}

#[test]
fn what_is_not_known_shows_neither_placeholder_nor_label() {
    check_text(r#"<text y="9" data-field="sender.name">X</text>"#, &[]);
    check_text(r#"<text y="9" data-field="sender.shoe_size">X</text>"#, &[]);
    check_text(
        r#"<g data-hide-when-empty="yes"><text y="9">From</text><text y="9" data-field="sender.name">X</text></g>"#,
        &[],
    );
    check_text(r#"<text y="9" data-if="sender.name">a</text><text y="9" data-unless="sender.name">b</text>"#, &["b"]);
    check_text(r#"<text y="9" data-if="sender.name recipient.name">a</text>"#, &["a"]);
    let placeholders =
        ["Albrecht", "Hoffmann", "Praxis", "Vorbefunde", "Margaret", "Northgate", "5550", "5557", "48213"];
    for builtin in builtin() {
        let sheets = sheets(&builtin_template(builtin.name).unwrap(), &CoverInfo::default());
        let text = lines(&sheets[0]).join(" ");
        assert!(placeholders.iter().all(|word| !text.contains(word)), "{}: {text}", builtin.name);
    }
}

#[test]
fn an_unknown_field_is_told_with_its_line_and_the_one_that_was_meant() {
    let template = template("\n<text y=\"9\" data-field=\"recipient.nme\">X</text>");
    let [warning] = template.warnings() else { panic!("{:?}", template.warnings()) };
    assert_eq!(warning.to_string().split(':').next(), Some("line 2, column 1"));
    assert!(warning.to_string().contains("did you mean \"recipient.name\"?"), "{warning}");
}

#[test]
fn rows_repeat_and_close_up() {
    let repeated = r#"<g data-repeat="recipient.address" data-step="5"><text y="9" data-field="item">X</text></g>"#;
    check_text(repeated, &["Parkallee 12", "Haus B", "Berlin", "10115"]);
    let stack = r#"<g data-stack="6"><text y="10" data-field="sender.name">X</text><text y="16" data-field="recipient.name">X</text><rect id="r" y="22" width="5" height="1"/></g>"#;
    let top = |content: &str| {
        let sheets = sheets(&template(content), &info());
        sheets[0].boxes().iter().filter_map(|found| found.ink).map(|ink| ink.top).fold(0.0, f32::max)
    };
    assert!((top(&stack.replacen("<text", "<text data-hide-when-empty=\"yes\"", 1)) - 16.0).abs() < 0.01);
    assert!((top(stack) - 22.0).abs() < 0.01);
}

#[test]
fn text_that_does_not_fit_is_wrapped_shrunk_or_cut() {
    let long = CoverInfo { subject: "many words that do not fit in thirty millimetres".into(), ..info() };
    let text = |fit: &str| format!(r#"<text y="9" data-field="message.subject" data-width="30" {fit}>X</text>"#);
    let wrapped = lines(&sheets(&template(&text("")), &long)[0]);
    assert!(wrapped.len() > 2 && wrapped.join(" ") == long.subject, "{wrapped:?}");
    let clipped = lines(&sheets(&template(&text(r#"data-fit="clip""#)), &long)[0]);
    assert!(clipped.len() == 1 && clipped[0].ends_with('…') && clipped[0].starts_with("many words"), "{clipped:?}");
    let shrunk = &sheets(&template(&text(r#"data-fit="shrink" data-min-size="0.2""#)), &long)[0];
    assert_eq!(lines(shrunk), [long.subject.as_str()]);
    for fit in ["", r#"data-fit="clip""#, r#"data-fit="shrink" data-min-size="0.2""#] {
        let sheet = &sheets(&template(&text(fit)), &long)[0];
        let widest = sheet.boxes().iter().filter_map(|found| found.ink).map(|ink| ink.width).fold(0.0, f32::max);
        assert!(widest <= 30.05, "{fit}: {widest} mm");
    }
}

#[test]
fn boxes_name_the_place_in_the_file_and_frames_the_room() {
    let content = r#"<rect x="10" y="20" width="30" height="5"/><text x="50" y="40" data-field="sender.name" data-width="20">X</text>"#;
    let template = template(content);
    let options = CoverOptions { frames: true, ..options(Resolution::Fine) };
    let sheets = compose(&template, &info(), &options, &fonts()).unwrap();
    let boxes = sheets[0].boxes();
    let ink = boxes[0].ink.unwrap();
    assert!((ink.left - 10.0).abs() < 0.01 && (ink.width - 30.0).abs() < 0.01, "{boxes:?}");
    let frame = boxes[1].frame.expect("an empty text has its frame");
    assert!((frame.left - 50.0).abs() < 0.01 && (frame.width - 20.0).abs() < 0.01 && boxes[1].ink.is_none());
    assert_eq!(boxes[1].offset - boxes[0].offset, content.find("<text").unwrap());
}

#[test]
fn a_note_of_no_given_height_stands_on_the_first_page_as_far_as_it_goes() {
    let template = template(r#"<text x="10" y="20" data-field="message.note" data-width="80">Note</text>"#);
    let short = CoverInfo { note: "First\nsecond".to_owned(), ..CoverInfo::default() };
    let pages = sheets(&template, &short);
    assert_eq!(pages.len(), 1);
    assert_eq!(lines(&pages[0]), ["First", "second"]);
    let long = CoverInfo { note: "word ".repeat(2_000), ..CoverInfo::default() };
    let pages = sheets(&template, &long);
    assert!(pages.len() > 1 && lines(&pages[0]).len() > 5, "{} pages", pages.len());
}

#[test]
fn further_pages_count() {
    let template = builtin_template("business").unwrap();
    let sheets = sheets(&template, &sample(Sample::Long));
    assert_eq!(sheets.len(), 3);
    assert!(lines(&sheets[0]).contains(&"29".to_owned()), "27 pages and two more of the cover");
    assert!(lines(&sheets[2]).iter().any(|line| line == "continued, page 3"));
}

#[test]
fn fills_are_as_grey_on_the_line_as_they_are_called() {
    use crate::cover::edit::{Drawing, Edit, Fill, NewObject, Property, Rect, Size};
    let share = |fill, resolution| {
        let mut drawing = Drawing::open(&Drawing::empty_page(Size::new(100.0, 100.0))).unwrap();
        let at = Rect::new(20.0, 20.0, 80.0, 80.0);
        let new = drawing.apply(&Edit::Insert { shape: NewObject::Rectangle, at, page: OnPage::First }).unwrap();
        for property in [Property::Fill(fill), Property::LineWidth(0.0)] {
            drawing.apply(&Edit::Set { objects: new.clone(), property }).unwrap();
        }
        let template = Template::parse("fill", drawing.source().as_bytes()).unwrap();
        let page = sheets(&template, &info())[0].fax_page(resolution, PageWidth::default()).unwrap().bitmap;
        let pels: u32 = page.data().iter().map(|octet| octet.count_ones()).sum();
        let (x, y) = resolution.pels_per_metre();
        f64::from(pels) / (60.0 * 60.0 * f64::from(x) * f64::from(y) / 1e6)
    };
    for resolution in [Resolution::Standard, Resolution::Fine, Resolution::Superfine] {
        let of = |fill| share(fill, resolution);
        let expected = [(Fill::White, 0.0), (Fill::Light, 0.125), (Fill::Medium, 0.25), (Fill::Dark, 0.5)];
        for (fill, expected) in expected.into_iter().chain([(Fill::Black, 1.0)]) {
            assert!((of(fill) - expected).abs() < 0.04, "{fill:?} at {resolution:?}: {}", of(fill));
        }
        for fill in [Fill::Lines, Fill::Diagonal, Fill::Cross] {
            assert!((0.08..0.7).contains(&of(fill)), "{fill:?} at {resolution:?}: {}", of(fill));
        }
    }
}

#[test]
fn labels_speak_the_language_of_the_place() {
    let text = |content: &str, locale| {
        let options = CoverOptions { locale, ..options(Resolution::Standard) };
        lines(&compose(&template(content), &info(), &options, &fonts()).unwrap()[0])
    };
    let label = r#"<text y="9" data-label="pages">Pages</text>"#;
    assert_eq!(text(label, Locale::EnGb), ["Pages"]);
    assert_eq!(text(label, Locale::De), ["Seiten"]);
    let within = r#"<text y="9" data-width="90"><tspan data-label="from">From</tspan> <tspan data-field="recipient.name">X</tspan></text>"#;
    assert_eq!(text(within, Locale::Fr), ["De Jana Albrecht"]);
    let bare = within.replace(" data-width=\"90\"", "");
    assert_eq!(text(&bare, Locale::Nl), ["Van Jana Albrecht"]);
    let by_inkscape = r#"<text data-label="date"><tspan x="5" y="9">Date</tspan></text>"#;
    assert_eq!(text(by_inkscape, Locale::Es), ["Fecha"]);
    let wrong = template(r#"<text y="9" data-label="shoe-size">Shoe size</text>"#);
    assert_eq!(lines(&sheets(&wrong, &info())[0]), ["Shoe size"]);
    assert!(wrong.warnings()[0].to_string().contains("data-label"), "{:?}", wrong.warnings());
}

#[test]
fn no_template_has_a_word_of_another_language() {
    let english = [
        "To",
        "From",
        "Date",
        "Pages",
        "Phone",
        "Company",
        "page",
        "pages",
        "the",
        "this",
        "This",
        "and",
        "Signature",
        "Matter",
        "Sent",
        "call",
        "Attention",
        "Confidential",
        "URGENT",
        "continued",
    ];
    // Words that are the same in English and in the other language.
    let allowed = |locale: Locale| match locale {
        Locale::Fr => vec!["Date", "Pages", "page", "pages", "Signature", "URGENT"],
        _ => Vec::new(),
    };
    for builtin in builtin() {
        let template = builtin_template(builtin.name).unwrap();
        for locale in [Locale::De, Locale::Fr, Locale::Es, Locale::It, Locale::Nl] {
            let info = CoverInfo { note: "x\n".repeat(90), subject: "S".into(), ..sample(Sample::Short) };
            let options = CoverOptions { locale, ..options(Resolution::Standard) };
            let sheets = compose(&template, &info, &options, &fonts()).unwrap();
            assert!(sheets.len() > 1);
            let text: String = sheets.iter().flat_map(lines).collect::<Vec<_>>().join(" ");
            let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).collect();
            let left: Vec<_> = english.iter().filter(|word| words.contains(word)).collect();
            let left: Vec<_> = left.into_iter().filter(|word| !allowed(locale).contains(word)).collect();
            assert!(left.is_empty(), "{} in {locale}: {left:?} in {text}", builtin.name);
            for ink in sheets.iter().flat_map(|sheet| sheet.boxes()).filter_map(|found| found.ink) {
                let inside = ink.left >= 15.0 && ink.left + ink.width <= 195.0;
                assert!(inside, "{} in {locale}: {ink:?}", builtin.name);
            }
            assert!(!text.contains('…'), "{} in {locale}: cut: {text}", builtin.name);
        }
    }
}

#[test]
fn a_picture_is_dithered_as_it_says() {
    let gray = image::GrayImage::from_fn(64, 64, |x, _| image::Luma([(x * 4) as u8]));
    let mut png = std::io::Cursor::new(Vec::new());
    gray.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let data = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, png.into_inner());
    let page = |of_picture: Dither| {
        let template = template(&format!(
            r#"<image x="10" y="10" width="60" height="60" data-dither="{of_picture}" xlink:href="data:image/png;base64,{data}"/>"#
        ));
        assert!(template.warnings().is_empty(), "{:?}", template.warnings());
        sheets(&template, &info())[0].fax_page(Resolution::Fine, PageWidth::default()).unwrap().bitmap
    };
    let pages: Vec<Bitmap> = Dither::ALL.iter().map(|dither| page(*dither)).collect();
    for (n, one) in pages.iter().enumerate() {
        let black = one.data().iter().map(|octet| octet.count_ones()).sum::<u32>();
        assert!(black > 10_000, "the picture is there");
        // Tones are tones for the automatic choice too: it alone may look like another.
        assert!(n == 0 || pages.iter().skip(n + 1).all(|other| other != one), "{:?}", Dither::ALL[n]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, rng_seed: proptest::test_runner::RngSeed::Fixed(8), failure_persistence: None, ..ProptestConfig::default() })]

    /// The words on all pages are the note's words, in order, whatever is in it.
    #[test]
    fn a_long_note_loses_no_word(words in proptest::collection::vec("[a-zA-Zäöüß,.&<>0-9-]{1,14}|ist|und|\n|\n\n", 1..700)) {
        let note = words.join(" ");
        let content = r#"<text x="10" y="20" data-field="message.note" data-width="80" data-height="60">X</text>
            <g data-page="continuation"><text x="10" y="10" data-field="message.note" data-width="80" data-height="80">X</text></g>"#;
        let info = CoverInfo { note: note.clone(), ..CoverInfo::default() };
        let sheets = sheets(&template(content), &info);
        let drawn: String = sheets.iter().flat_map(lines).collect::<Vec<_>>().concat();
        let without_spaces = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(without_spaces(&drawn), without_spaces(&note));
    }
}
