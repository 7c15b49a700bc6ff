//! The fonts cover pages are drawn with: ours, and those of the system for what ours lack.
//!
//! Nothing is looked for here: the caller hands in both. A face of the system is taken over into memory the first time
//! a page needs it, and remembered with what it was needed for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cosmic_text::fontdb as system_fonts;
use resvg::usvg::{self, FontFamily, FontResolver, FontStyle, fontdb};
use skrifa::{FontRef, MetadataProvider as _};

/// Fonts with what is known about them; cheap to clone, and clones share what they have learnt.
#[derive(Clone)]
pub struct Fonts(Arc<Inner>);

struct Inner {
    system: Option<system_fonts::Database>,
    shipped: Vec<fontdb::ID>,
    learnt: Mutex<Learnt>,
}

/// What drawing has found out.
struct Learnt {
    /// Ours, and faces of the system taken over so far. Only ever added to, so that numbers of faces stay.
    database: Arc<fontdb::Database>,
    /// Faces of the system by their number there.
    taken: HashMap<system_fonts::ID, Option<fontdb::ID>>,
    /// Which face has a character.
    fallback: HashMap<(char, bool), Option<fontdb::ID>>,
    /// Widths of words in user units, by the style they are set in.
    widths: HashMap<(u64, Box<str>), f32>,
    /// What else is known of styles.
    styles: HashMap<u64, LetterStyle>,
}

/// What a style makes of letters.
#[derive(Clone, Copy, Debug)]
pub(super) struct LetterStyle {
    /// Their size in user units.
    pub(super) size: f32,
    /// Which part of a line lies before its place: 0 when it begins there, 1 when it ends there.
    pub(super) anchor: f32,
}

/// Our fonts have all letters up to here.
const LAST_LATIN: char = '\u{24F}';
/// Words whose widths are kept.
const WORDS: usize = 50_000;
/// Octets of a font file that is taken over.
const LARGEST_FONT: usize = 64 << 20;
/// Families that are asked first for what our fonts lack: sober, legible in black and white, and with Latin letters of
/// their own, because one family sets all of a text. Those with one script alone come after them.
const PREFERRED: [&str; 16] = [
    "Segoe UI",
    "Arial",
    "DejaVu Sans",
    "Noto Sans",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Microsoft YaHei",
    "Yu Gothic",
    "Malgun Gothic",
    "Helvetica Neue",
    "PingFang SC",
    "Hiragino Sans",
    "Geeza Pro",
    "Noto Sans Arabic",
    "Noto Naskh Arabic",
    "Noto Sans Hebrew",
];

impl Fonts {
    /// Fonts that are always there. The first one is used where a template names none or one that is missing.
    #[must_use]
    pub fn new(shipped: &[&'static [u8]]) -> Self {
        Self::with_system(shipped, None)
    }

    /// Those, and fonts of the system for families a template names and for scripts that ours lack. The caller has
    /// looked for them: `database.load_system_fonts()`.
    #[must_use]
    pub fn with_system(shipped: &[&'static [u8]], system: Option<system_fonts::Database>) -> Self {
        let mut database = fontdb::Database::new();
        let mut ids = Vec::new();
        for octets in shipped {
            ids.extend(database.load_font_source(fontdb::Source::Binary(Arc::new(*octets))));
        }
        if let Some((family, _)) = ids.first().and_then(|id| database.face(*id)).and_then(|face| face.families.first())
        {
            let family = family.clone();
            database.set_serif_family(&family);
            database.set_sans_serif_family(&family);
            database.set_cursive_family(&family);
            database.set_fantasy_family(&family);
        }
        let mono = ids.iter().filter_map(|id| database.face(*id)).find(|face| face.monospaced);
        if let Some((family, _)) = mono.and_then(|face| face.families.first()) {
            let family = family.clone();
            database.set_monospace_family(family);
        }
        let learnt = Learnt {
            database: Arc::new(database),
            taken: HashMap::new(),
            fallback: HashMap::new(),
            widths: HashMap::new(),
            styles: HashMap::new(),
        };
        Self(Arc::new(Inner { system, shipped: ids, learnt: Mutex::new(learnt) }))
    }

    /// The families there are, sorted: ours first, then the system's. For choosing one.
    #[must_use]
    pub fn families(&self) -> Vec<String> {
        let name = |families: &[(String, fontdb::Language)]| families.first().map(|(name, _)| name.clone());
        let database = self.database();
        let mut ours: Vec<String> =
            self.0.shipped.iter().filter_map(|id| database.face(*id)).filter_map(|face| name(&face.families)).collect();
        ours.dedup();
        let system = self.0.system.iter().flat_map(|system| system.faces());
        let mut others: Vec<String> =
            system.filter_map(|face| face.families.first().map(|(name, _)| name.clone())).collect();
        others.sort();
        others.dedup();
        others.retain(|family| !ours.contains(family));
        ours.extend(others);
        ours
    }

    /// Whether any font has the character.
    #[must_use]
    pub fn has(&self, character: char) -> bool {
        let database = self.database();
        self.0.shipped.iter().any(|id| has_character(&database, *id, character))
            || self.learnt().fallback(&self.0, character, false).is_some()
    }

    /// The family of the system that has the first letter of a text that ours lack. All of the text is set in it: the
    /// library that draws would do so, but only once it has met the letter, and then words measured alone are not as
    /// wide as words in their line.
    pub(super) fn family_for(&self, text: &str) -> Option<String> {
        let mut learnt = self.learnt();
        for character in text.chars().filter(|character| *character > LAST_LATIN && !character.is_whitespace()) {
            let Some(id) = learnt.fallback(&self.0, character, false) else { continue };
            if self.0.shipped.contains(&id) {
                continue;
            }
            let face = learnt.database.face(id)?;
            return face.families.first().map(|(family, _)| family.clone());
        }
        None
    }

    /// All faces taken over so far.
    pub(super) fn database(&self) -> Arc<fontdb::Database> {
        self.learnt().database.clone()
    }

    /// How the library that draws asks for fonts.
    pub(super) fn resolver(&self) -> FontResolver<'static> {
        let (for_fonts, for_characters) = (self.clone(), self.clone());
        FontResolver {
            select_font: Box::new(move |font, database| {
                let mut learnt = for_fonts.learnt();
                let id = learnt.select(&for_fonts.0, font);
                *database = learnt.database.clone();
                id
            }),
            select_fallback: Box::new(move |character, used, database| {
                let mut learnt = for_characters.learnt();
                let is_bold =
                    used.first().and_then(|id| learnt.database.face(*id)).is_some_and(|face| face.weight.0 > 500);
                let id = learnt.fallback(&for_characters.0, character, is_bold);
                *database = learnt.database.clone();
                id.filter(|id| !used.contains(id))
            }),
        }
    }

    /// The width of a word in a style, when it has been measured.
    pub(super) fn width(&self, style: u64, word: &str) -> Option<f32> {
        self.learnt().widths.get(&(style, Box::from(word))).copied()
    }

    /// What a style makes of letters, when any have been measured.
    pub(super) fn style(&self, style: u64) -> Option<LetterStyle> {
        self.learnt().styles.get(&style).copied()
    }

    /// Remembers what was measured.
    pub(super) fn learn(&self, widths: Vec<(u64, Box<str>, f32)>, styles: Vec<(u64, LetterStyle)>) {
        let mut learnt = self.learnt();
        if learnt.widths.len() + widths.len() > WORDS {
            learnt.widths.clear();
        }
        if learnt.styles.len() + styles.len() > WORDS {
            learnt.styles.clear();
        }
        learnt.widths.extend(widths.into_iter().map(|(style, word, width)| ((style, word), width)));
        learnt.styles.extend(styles);
    }

    /// What is learnt stays true even when a thread died while learning.
    fn learnt(&self) -> MutexGuard<'_, Learnt> {
        self.0.learnt.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let system = self.0.system.as_ref().map_or(0, system_fonts::Database::len);
        write!(f, "Fonts({} shipped, {system} of the system)", self.0.shipped.len())
    }
}

impl Learnt {
    /// The face for a style: one of the families named, ours before the system's; else our first family.
    fn select(&mut self, inner: &Inner, font: &usvg::Font) -> Option<fontdb::ID> {
        let style = match font.style() {
            FontStyle::Normal => fontdb::Style::Normal,
            FontStyle::Italic => fontdb::Style::Italic,
            FontStyle::Oblique => fontdb::Style::Oblique,
        };
        let ours = |database: &fontdb::Database, family: fontdb::Family<'_>| {
            let weight = fontdb::Weight(font.weight());
            database.query(&fontdb::Query { families: &[family], weight, stretch: fontdb::Stretch::Normal, style })
        };
        for family in font.families() {
            let FontFamily::Named(name) = family else {
                let generic = match family {
                    FontFamily::Monospace => fontdb::Family::Monospace,
                    _ => fontdb::Family::SansSerif,
                };
                return ours(&self.database, generic);
            };
            let id = self.of_system(inner, name, font).or_else(|| ours(&self.database, fontdb::Family::Name(name)));
            if id.is_some() {
                return id;
            }
        }
        ours(&self.database, fontdb::Family::SansSerif)
    }

    /// A face of the system, unless the family is ours.
    fn of_system(&mut self, inner: &Inner, family: &str, font: &usvg::Font) -> Option<fontdb::ID> {
        let is_ours = |id: &fontdb::ID| {
            let face = self.database.face(*id);
            face.is_some_and(|face| face.families.iter().any(|(name, _)| name.eq_ignore_ascii_case(family)))
        };
        if inner.shipped.iter().any(is_ours) {
            return None;
        }
        let query = system_fonts::Query {
            families: &[system_fonts::Family::Name(family)],
            weight: system_fonts::Weight(font.weight()),
            stretch: system_fonts::Stretch::Normal,
            style: match font.style() {
                FontStyle::Normal => system_fonts::Style::Normal,
                FontStyle::Italic => system_fonts::Style::Italic,
                FontStyle::Oblique => system_fonts::Style::Oblique,
            },
        };
        let id = inner.system.as_ref()?.query(&query)?;
        self.take(inner, id)
    }

    /// The face that has a character: ours, else the best of the system's.
    fn fallback(&mut self, inner: &Inner, character: char, is_bold: bool) -> Option<fontdb::ID> {
        if let Some(known) = self.fallback.get(&(character, is_bold)) {
            return *known;
        }
        let database = self.database.clone();
        let taken = self.taken.values().flatten().copied();
        let of_weight = |id: &fontdb::ID| database.face(*id).is_some_and(|face| (face.weight.0 > 500) == is_bold);
        let here = inner.shipped.iter().copied().chain(taken).filter(of_weight);
        let mut found = here.into_iter().find(|id| has_character(&database, *id, character));
        if found.is_none() {
            found = self.search(inner, character, is_bold);
        }
        self.fallback.insert((character, is_bold), found);
        found
    }

    /// Looks through the system's fonts: preferred families first, upright before slanted, the weight wanted first.
    fn search(&mut self, inner: &Inner, character: char, is_bold: bool) -> Option<fontdb::ID> {
        let system = inner.system.as_ref()?;
        let rank = |face: &system_fonts::FaceInfo| {
            let is_named = |name: &str| face.families.iter().any(|(family, _)| family == name);
            let family = PREFERRED.iter().position(|name| is_named(name)).unwrap_or(PREFERRED.len());
            let is_plain = face.style == system_fonts::Style::Normal && face.stretch == system_fonts::Stretch::Normal;
            let wanted = if is_bold { 700 } else { 400 };
            (family, !is_plain, face.weight.0.abs_diff(wanted), face.post_script_name.clone())
        };
        let mut faces: Vec<&system_fonts::FaceInfo> = system.faces().collect();
        faces.sort_by_cached_key(|face| rank(face));
        let has = |face: &&system_fonts::FaceInfo| {
            let look = |octets: &[u8], index| {
                FontRef::from_index(octets, index).is_ok_and(|font| font.charmap().map(character).is_some())
            };
            system.with_face_data(face.id, look).unwrap_or(false)
        };
        let id = faces.into_iter().find(has)?.id;
        self.take(inner, id)
    }

    /// Takes a face of the system over into memory.
    fn take(&mut self, inner: &Inner, id: system_fonts::ID) -> Option<fontdb::ID> {
        if let Some(known) = self.taken.get(&id) {
            return *known;
        }
        let system = inner.system.as_ref()?;
        let copied = system.with_face_data(id, |octets, index| {
            (octets.len() <= LARGEST_FONT).then(|| (Arc::new(octets.to_vec()), index))
        });
        let taken = copied.flatten().and_then(|(octets, index)| {
            let database = Arc::make_mut(&mut self.database);
            let ids = database.load_font_source(fontdb::Source::Binary(octets));
            let of_index = |id: &fontdb::ID| database.face(*id).is_some_and(|face| face.index == index);
            let wanted = ids.iter().copied().find(of_index);
            // The other faces of a collection would answer for families that nobody chose.
            for id in ids.iter().filter(|id| Some(**id) != wanted) {
                database.remove_face(*id);
            }
            wanted
        });
        self.taken.insert(id, taken);
        taken
    }
}

fn has_character(database: &fontdb::Database, id: fontdb::ID, character: char) -> bool {
    let look = |octets: &[u8], index| {
        FontRef::from_index(octets, index).is_ok_and(|font| font.charmap().map(character).is_some())
    };
    database.with_face_data(id, look).unwrap_or(false)
}
