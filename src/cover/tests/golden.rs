//! Every template at standard and fine with short, long and missing data, as looked at and found good.
//!
//! `FAXWELL_BLESS=1` writes the pictures anew; look at them before they are kept.

use std::path::{Path, PathBuf};

use super::{fonts, options};
use crate::cover::{Locale, Sample, builtin, builtin_template, compose, render, sample};
use crate::model::{Bitmap, Paper, Resolution};

/// Pels that may differ: processors round the edges of curves in different ways.
const TOLERANCE: usize = 60;

fn path(name: &str) -> PathBuf {
    Path::new(file!()).parent().unwrap().join("golden").join(format!("{name}.png"))
}

fn write(path: &Path, bitmap: &Bitmap) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut encoder = png::Encoder::new(std::fs::File::create(path).unwrap(), bitmap.width(), bitmap.rows());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::High);
    let white: Vec<u8> = bitmap.data().iter().map(|octet| !octet).collect();
    encoder.write_header().unwrap().write_image_data(&white).unwrap();
}

fn check_picture(name: &str, bitmap: &Bitmap) -> usize {
    let path = path(name);
    if std::env::var_os("FAXWELL_BLESS").is_some() {
        write(&path, bitmap);
    }
    let kept = image::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).into_luma8();
    assert_eq!((bitmap.width(), bitmap.rows()), kept.dimensions(), "{name}");
    let differ = kept.enumerate_pixels().filter(|(x, y, pixel)| bitmap.is_black(*x, *y) != (pixel.0[0] < 128)).count();
    assert!(differ <= TOLERANCE, "{name}: {differ} pels differ from {}", path.display());
    differ
}

#[test]
fn every_template_looks_as_it_was_found_good() {
    for builtin in builtin() {
        let template = builtin_template(builtin.name).unwrap();
        for kind in [Sample::Short, Sample::Long, Sample::Missing] {
            for resolution in [Resolution::Standard, Resolution::Fine] {
                let pages = render(&template, &sample(kind), &options(resolution), &fonts()).unwrap();
                let name = format!("{}-{}-{}", builtin.name, kind.name(), resolution.name());
                check_picture(&name, &pages[0].bitmap);
                // One further page a template is enough to see how they look.
                if kind == Sample::Long && resolution == Resolution::Standard {
                    check_picture(&format!("{name}-2"), &pages[1].bitmap);
                }
                assert_eq!(pages.len() > 1, kind == Sample::Long, "{name}");
            }
        }
    }
}

/// `FAXWELL_LOOK=folder` writes the pictures there, to be looked at.
#[test]
fn every_template_is_the_same_page_at_every_resolution_and_in_every_language() {
    let look = std::env::var_os("FAXWELL_LOOK").map(PathBuf::from);
    // Square metres of ink: pages are not equally wide at all resolutions.
    let ink = |page: &crate::model::FaxPage| {
        let pels: u32 = page.bitmap.data().iter().map(|octet| octet.count_ones()).sum();
        let (x, y) = page.resolution.pels_per_metre();
        f64::from(pels) / (f64::from(x) * f64::from(y))
    };
    for builtin in builtin() {
        let template = builtin_template(builtin.name).unwrap();
        let page = |resolution, locale, kind| {
            let options = crate::cover::CoverOptions { locale, ..options(resolution) };
            let made = render(&template, &sample(kind), &options, &fonts()).unwrap().swap_remove(0);
            if let Some(folder) = &look {
                let name = format!("{}-{}-{locale}-{}.png", builtin.name, kind.name(), resolution.name());
                write(&folder.join(name), &made.bitmap);
            }
            made
        };
        let fine = page(Resolution::Fine, Locale::EnGb, Sample::Short);
        for resolution in Resolution::ALL.iter().copied() {
            let made = page(resolution, Locale::EnGb, Sample::Short);
            let (ink, of_fine) = (ink(&made), ink(&fine));
            // Strokes are rounded to whole pels, of which there are few at standard.
            let far = if resolution == Resolution::Standard { 0.15 } else { 0.06 };
            assert!((ink / of_fine - 1.0).abs() < far, "{} at {resolution:?}: {ink} and {of_fine}", builtin.name);
            let apart = (made.size_mm().1 - fine.size_mm().1).abs();
            assert!(apart < 0.5, "{} at {resolution:?}: {apart} mm", builtin.name);
        }
        for locale in [Locale::De, Locale::Fr] {
            let made = page(Resolution::Fine, locale, Sample::Short);
            assert!(made.bitmap != fine.bitmap, "{} in {locale}", builtin.name);
        }
        page(Resolution::Superfine, Locale::De, Sample::Missing);
        page(Resolution::Superfine, Locale::De, Sample::Long);
    }
}

#[test]
fn every_template_is_read_without_a_warning_and_says_how_further_pages_look() {
    for builtin in builtin() {
        let template = builtin_template(builtin.name).unwrap();
        assert!(template.warnings().is_empty(), "{}: {:?}", builtin.name, template.warnings());
        assert_eq!(template.title(), builtin.title);
        assert!(template.has_continuation() && template.adapts());
    }
    assert!(builtin::continuation().warnings().is_empty());
}

#[test]
fn other_paper_gets_a_page_of_its_own_height_with_everything_on_it() {
    for builtin in builtin() {
        let template = builtin_template(builtin.name).unwrap();
        for (paper, rows) in [(Paper::A4, 2287), (Paper::Letter, 2151), (Paper::Legal, 2738)] {
            let options = crate::cover::CoverOptions { paper: Some(paper), ..options(Resolution::Fine) };
            let sheets = compose(&template, &sample(Sample::Long), &options, &fonts()).unwrap();
            for sheet in &sheets {
                let page = sheet.fax_page(options.resolution, options.width).unwrap();
                assert_eq!(page.bitmap.rows(), rows, "{} on {paper}", builtin.name);
                let (width, height) = sheet.paper_mm();
                for ink in sheet.boxes().iter().filter_map(|found| found.ink) {
                    let inside = ink.left >= 15.0 && ink.left + ink.width <= width - 15.0;
                    let inside = inside && ink.top >= 10.0 && ink.top + ink.height <= height - 10.0;
                    assert!(inside, "{} on {paper}: {ink:?}", builtin.name);
                }
            }
        }
    }
}

#[test]
fn system_fonts_write_what_ours_lack() {
    let mut system = cosmic_text::fontdb::Database::new();
    system.load_system_fonts();
    let fonts = crate::cover::Fonts::with_system(&crate::cover::SHIPPED_FONTS, Some(system));
    for (kind, letter) in [(Sample::Cjk, '山'), (Sample::Arabic, 'ل')] {
        if !fonts.has(letter) {
            println!("skipped: no font of this system has {letter:?}");
            continue;
        }
        let template = builtin_template("medical").unwrap();
        let sheets = compose(&template, &sample(kind), &options(Resolution::Fine), &fonts).unwrap();
        let missing = sheets.iter().flat_map(|sheet| glyphs(sheet.tree().root())).filter(|glyph| *glyph == 0).count();
        assert_eq!(missing, 0, "{kind:?}: letters that no font has");
        for ink in sheets[0].boxes().iter().filter_map(|found| found.ink) {
            let inside = ink.left >= 18.4 && ink.left + ink.width <= 191.5;
            assert!(inside, "{kind:?}: a line is wider than its place: {ink:?}");
        }
    }
}

fn glyphs(group: &resvg::usvg::Group) -> Vec<u32> {
    let mut found = Vec::new();
    for node in group.children() {
        match node {
            resvg::usvg::Node::Group(group) => found.extend(glyphs(group)),
            resvg::usvg::Node::Text(text) => {
                let glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
                found.extend(glyphs.map(|glyph| glyph.id.0));
            }
            _ => {}
        }
    }
    found
}
