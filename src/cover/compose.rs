//! A template filled with what one fax tells: each page as a drawing of its own.
//!
//! The elements are written anew, without what a drawing cannot need and with the fields' words in the place of the
//! template's, and read by the library that draws. A note too long for its place goes on on further pages.

use jiff::tz::TimeZone;
use resvg::usvg::{self, Tree};

use super::Locale;
use super::cost::affordable;
use super::error::CoverError;
use super::fill::{Filler, NoteEnd};
use super::fonts::Fonts;
use super::locale::TimeFormat;
use super::marks::OnPage;
use super::measure::{Measure, base};
use super::sheet::Sheet;
use super::template::{Inner, Template};
use super::values::Values;
use crate::model::{CoverInfo, PageWidth, Paper, Resolution};

/// How a cover page is drawn.
#[derive(Clone, Debug)]
pub struct CoverOptions {
    /// The pels of the page.
    pub resolution: Resolution,
    /// The sheet's width.
    pub width: PageWidth,
    /// Paper of another height, for templates that adapt; the template's own otherwise.
    pub paper: Option<Paper>,
    /// How dates, numbers and addresses are written.
    pub locale: Locale,
    /// Where the time of sending is told.
    pub zone: TimeZone,
    /// Whether places of text are kept for [`Sheet::boxes`], empty ones too. An editor wants them.
    pub frames: bool,
}

impl Default for CoverOptions {
    fn default() -> Self {
        Self {
            resolution: Resolution::default(),
            width: PageWidth::default(),
            paper: None,
            locale: Locale::default(),
            zone: TimeZone::UTC,
            frames: false,
        }
    }
}

/// Pages a cover may have.
const MOST_PAGES: usize = 50;
/// Octets of a note that are looked at.
const LONGEST_NOTE: usize = 400_000;
/// Elements and letters written on one page.
const LONGEST_PAGE: usize = 32 << 20;

/// Fills a template: its pages as drawings, one at least. [`super::render`] makes fax pages of them.
///
/// `info.page_count` counts the cover as one page; further pages of the cover are added where a template shows the
/// count.
///
/// # Errors
/// [`CoverError`], when the note does not fit on 50 pages or the drawing takes too long.
pub fn compose(
    template: &Template,
    info: &CoverInfo,
    options: &CoverOptions,
    fonts: &Fonts,
) -> Result<Vec<Sheet>, CoverError> {
    let own = &*template.0;
    if info.note.len() > LONGEST_NOTE {
        return Err(CoverError::NoteTooLong { pages: MOST_PAGES });
    }
    let further = further_pages(own);
    let other = (!further).then(super::builtin::continuation);
    let mut values = Values::new(info, options.locale, &options.zone);
    let note = values.of(super::Field::Note, &TimeFormat::default());
    let plan = plan(own, other, options, &mut values, &note, fonts)?;
    let mut sheets = Vec::new();
    for (n, (from, to)) in plan.iter().enumerate() {
        values.on_page(n + 1, plan.len());
        let template = if n == 0 { own } else { other.map_or(own, |other| &*other.0) };
        let page = if n == 0 { OnPage::First } else { OnPage::Continuation };
        let size = PageSize::of(own, template, options);
        let end = NoteEnd::At(to - from);
        let mut filler = Filler::new(template, &values, fonts, page, size, note.get(*from..).unwrap_or_default(), end);
        filler.keep_frames(options.frames);
        let filled = filler.fill();
        if filled.svg.len() > LONGEST_PAGE {
            return Err(CoverError::TooComplex { what: "what is written on one page" });
        }
        let tree = read(&filled.svg, template, options, fonts)?;
        affordable(&tree)?;
        sheets.push(Sheet::new(tree, size.paper_mm, filled.ids, filled.dithers, filled.page_dither));
    }
    Ok(sheets)
}

/// The parts of the note that stand on each page, as octets from … to.
fn plan(
    own: &Inner,
    other: Option<&Template>,
    options: &CoverOptions,
    values: &mut Values<'_>,
    note: &str,
    fonts: &Fonts,
) -> Result<Vec<(usize, usize)>, CoverError> {
    let mut plan = Vec::new();
    let mut from = note.len() - note.trim_start_matches('\n').len();
    loop {
        let is_first = plan.is_empty();
        values.on_page(plan.len() + 1, plan.len() + 1);
        let template = if is_first { own } else { other.map_or(own, |other| &*other.0) };
        let page = if is_first { OnPage::First } else { OnPage::Continuation };
        let size = PageSize::of(own, template, options);
        let rest = note.get(from..).unwrap_or_default();
        let filler = Filler::new(template, values, fonts, page, size, rest, NoteEnd::WhereFull);
        // The words of all further pages are measured with the second.
        if plan.len() < 2 {
            let mut measure = Measure::new(template, fonts);
            filler.measure(&mut measure);
            measure.run();
            let mut measure = Measure::new(template, fonts);
            filler.measure_wide(&mut measure);
            measure.run();
        }
        let taken = filler.fill().note_taken;
        plan.push((from, from + taken));
        from += taken;
        let rest = note.get(from..).unwrap_or_default();
        from += rest.len() - rest.trim_start_matches('\n').len();
        if note.get(from..).unwrap_or_default().trim().is_empty() {
            return Ok(plan);
        }
        if plan.len() >= MOST_PAGES || (taken == 0 && !is_first) {
            return Err(CoverError::NoteTooLong { pages: plan.len() });
        }
    }
}

/// Whether the template says how further pages look, with a place for the note.
fn further_pages(template: &Inner) -> bool {
    template.marks.iter().any(|(id, marks)| {
        let is_further = |page: Option<OnPage>| matches!(page, Some(OnPage::Continuation | OnPage::Every));
        let mut at = Some(*id);
        let mut on_further = is_further(marks.page);
        while let Some(id) = at {
            on_further |= is_further(template.marks(id).and_then(|marks| marks.page));
            at = template.document.node(id).and_then(|node| node.parent);
        }
        on_further && template.flows(*id)
    })
}

/// The size of a page that is filled.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageSize {
    pub(super) paper_mm: (f32, f32),
    /// What of the template's units it shows.
    pub(super) view: [f32; 4],
    /// User units it is longer than the template.
    pub(super) longer: f32,
}

impl PageSize {
    /// Another paper keeps the drawing's scale and its left and right margins alike.
    fn of(own: &Inner, template: &Inner, options: &CoverOptions) -> Self {
        let [left, top, width, height] = template.view;
        let wanted = match options.paper {
            Some(paper) if own.adapts => Some((width_mm(paper), paper.height_mm())),
            _ if std::ptr::eq(own, template) => None,
            _ => Some(own.paper_mm),
        };
        let Some(paper_mm) = wanted else {
            return Self { paper_mm: template.paper_mm, view: template.view, longer: 0.0 };
        };
        let unit = width / template.paper_mm.0;
        let wider = (paper_mm.0 - template.paper_mm.0) * unit;
        let longer = (paper_mm.1 - template.paper_mm.1) * unit;
        Self { paper_mm, view: [left - wider / 2.0, top, width + wider, height + longer], longer }
    }
}

/// Millimetres across.
const fn width_mm(paper: Paper) -> f32 {
    match paper {
        Paper::A4 => 210.0,
        Paper::Letter | Paper::Legal => 215.9,
    }
}

fn read(svg: &str, template: &Inner, options: &CoverOptions, fonts: &Fonts) -> Result<Tree, CoverError> {
    let options = usvg::Options {
        languages: options.locale.languages(),
        image_href_resolver: template.document.pictures.resolver(),
        font_resolver: fonts.resolver(),
        fontdb: fonts.database(),
        ..base()
    };
    Tree::from_str(svg, &options).map_err(|error| CoverError::NotDrawn { what: error.to_string() })
}
