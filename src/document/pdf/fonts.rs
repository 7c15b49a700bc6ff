//! Fonts that a PDF names but does not carry.
//!
//! A font of the system with the same name is best; for Chinese, Japanese and Korean any that has the script; for the
//! rest one about alike, in the end one of the standard fonts that hayro carries (ISO 32000-1 §9.6.2.2). The system's
//! fonts are looked at when the first document needs one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use cosmic_text::fontdb::{Database, Family, ID, Query, Style, Weight};
use hayro::hayro_interpret::FontResolverFn;
use hayro::hayro_interpret::font::{FallbackFontQuery, FontData, FontQuery};
use hayro::hayro_interpret::hayro_cmap::CidFamily;

/// Fonts that have a script: without serifs, with serifs.
type Families = [&'static [&'static str]; 2];

const JAPANESE: Families = [
    &[
        "Noto Sans CJK JP",
        "Noto Sans JP",
        "Source Han Sans JP",
        "IPAexGothic",
        "IPAGothic",
        "TakaoGothic",
        "VL Gothic",
        "Yu Gothic",
        "Meiryo",
        "MS Gothic",
        "Hiragino Sans",
        "Hiragino Kaku Gothic ProN",
    ],
    &[
        "Noto Serif CJK JP",
        "Noto Serif JP",
        "Source Han Serif JP",
        "IPAexMincho",
        "IPAMincho",
        "TakaoMincho",
        "Yu Mincho",
        "MS Mincho",
        "Hiragino Mincho ProN",
    ],
];
const SIMPLIFIED: Families = [
    &[
        "Noto Sans CJK SC",
        "Noto Sans SC",
        "Source Han Sans SC",
        "WenQuanYi Zen Hei",
        "WenQuanYi Micro Hei",
        "Droid Sans Fallback",
        "Microsoft YaHei",
        "SimHei",
        "PingFang SC",
        "Heiti SC",
    ],
    &["Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "AR PL UMing CN", "SimSun", "Songti SC", "STSong"],
];
const TRADITIONAL: Families = [
    &[
        "Noto Sans CJK TC",
        "Noto Sans TC",
        "Source Han Sans TC",
        "WenQuanYi Zen Hei",
        "Droid Sans Fallback",
        "Microsoft JhengHei",
        "PingFang TC",
        "Heiti TC",
    ],
    &[
        "Noto Serif CJK TC",
        "Noto Serif TC",
        "Source Han Serif TC",
        "AR PL UMing TW",
        "PMingLiU",
        "MingLiU",
        "Songti TC",
    ],
];
const KOREAN: Families = [
    &[
        "Noto Sans CJK KR",
        "Noto Sans KR",
        "Source Han Sans KR",
        "NanumGothic",
        "UnDotum",
        "Malgun Gothic",
        "Apple SD Gothic Neo",
    ],
    &[
        "Noto Serif CJK KR",
        "Noto Serif KR",
        "Source Han Serif KR",
        "NanumMyeongjo",
        "UnBatang",
        "Batang",
        "AppleMyungjo",
    ],
];
const LATIN: Families = [
    &["Liberation Sans", "Arimo", "Arial", "Helvetica", "Noto Sans", "DejaVu Sans"],
    &["Liberation Serif", "Tinos", "Times New Roman", "Times", "Noto Serif", "DejaVu Serif"],
];
const MONOSPACED: [&str; 6] =
    ["Liberation Mono", "Cousine", "Courier New", "Courier", "Noto Sans Mono", "DejaVu Sans Mono"];

/// Parts of names that say nothing about the family.
const SUFFIXES: [&str; 12] =
    ["bolditalic", "boldoblique", "bold", "italic", "oblique", "regular", "roman", "medium", "psmt", "ps", "mt", "std"];

/// Fonts that were asked for in vain, each once.
pub(super) type Missing = Arc<Mutex<Vec<String>>>;

/// The system's fonts.
static SYSTEM: OnceLock<Database> = OnceLock::new();

/// Answers hayro's questions for fonts.
pub(super) fn resolver(system_fonts: bool, missing: Missing) -> FontResolverFn {
    // Fonts of several scripts are large, and many fonts of a document end up with the same.
    let loaded: Mutex<HashMap<ID, FontData>> = Mutex::default();
    Arc::new(move |query| match query {
        FontQuery::Standard(font) => Some(font.get_font_data()),
        FontQuery::Fallback(query) => {
            let db = system_fonts.then(|| SYSTEM.get_or_init(system));
            let found = db.and_then(|db| load(db, choose(db, query)?, &loaded));
            if found.is_none()
                && let Some((language, _)) = script(query)
            {
                let mut missing = missing.lock().unwrap_or_else(PoisonError::into_inner);
                let name = query.post_script_name.as_deref().unwrap_or("without a name");
                let words = format!(
                    "The {language} font {name} is neither in the PDF nor on this machine, and no other {language} font \
                     is; its text is missing"
                );
                if !missing.contains(&words) {
                    missing.push(words);
                }
            }
            found.or_else(|| Some(query.pick_standard_font().get_font_data()))
        }
    })
}

fn system() -> Database {
    let mut db = Database::new();
    db.load_system_fonts();
    db
}

fn load(db: &Database, id: ID, loaded: &Mutex<HashMap<ID, FontData>>) -> Option<(FontData, u32)> {
    let mut loaded = loaded.lock().unwrap_or_else(PoisonError::into_inner);
    let index = db.face(id)?.index;
    if let Some(data) = loaded.get(&id) {
        return Some((Arc::clone(data), index));
    }
    let data: FontData = Arc::new(db.with_face_data(id, |data, _| data.to_vec())?);
    loaded.insert(id, Arc::clone(&data));
    Some((data, index))
}

/// The font of the system that comes nearest; `None` if a standard font does as well.
fn choose(db: &Database, query: &FallbackFontQuery) -> Option<ID> {
    let names = [&query.post_script_name, &query.font_name, &query.font_family];
    let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
    if let Some(face) = db.faces().find(|face| names.contains(&face.post_script_name.as_str())) {
        return Some(face.id);
    }
    let wanted: Vec<String> = names.iter().map(|name| family(name)).filter(|name| !name.is_empty()).collect();
    let of_family = db.faces().flat_map(|face| &face.families).find(|(name, _)| wanted.contains(&family(name)));
    if let Some((name, _)) = of_family {
        return styled(db, name, query);
    }
    if let Some((_, families)) = script(query) {
        return first(db, &families, query);
    }
    // A simple font is of Latin letters, for which the standard fonts do.
    query.character_collection.as_ref()?;
    if query.is_fixed_pitch {
        return MONOSPACED.iter().find_map(|name| styled(db, name, query));
    }
    first(db, &LATIN, query)
}

/// The script of a font of character identifiers, in words, and what has it.
fn script(query: &FallbackFontQuery) -> Option<(&'static str, Families)> {
    match query.character_collection.as_ref()?.family {
        CidFamily::AdobeJapan1 => Some(("Japanese", JAPANESE)),
        CidFamily::AdobeGB1 => Some(("Chinese", SIMPLIFIED)),
        CidFamily::AdobeCNS1 => Some(("Chinese", TRADITIONAL)),
        CidFamily::AdobeKorea1 => Some(("Korean", KOREAN)),
        CidFamily::AdobeIdentity | CidFamily::Custom { .. } => None,
    }
}

fn first(db: &Database, [plain, serif]: &Families, query: &FallbackFontQuery) -> Option<ID> {
    let name = query.post_script_name.as_deref().unwrap_or_default().to_ascii_lowercase();
    let has_serifs =
        query.is_serif || ["mincho", "ming", "song", "batang", "myeongjo"].iter().any(|m| name.contains(m));
    let (first, second) = if has_serifs { (serif, plain) } else { (plain, serif) };
    first.iter().chain(*second).find_map(|name| styled(db, name, query))
}

fn styled(db: &Database, family: &str, query: &FallbackFontQuery) -> Option<ID> {
    let weight = if query.is_bold { Weight::BOLD } else { Weight(query.font_weight.clamp(100, 900) as u16) };
    let style = if query.is_italic { Style::Italic } else { Style::Normal };
    db.query(&Query { families: &[Family::Name(family)], weight, style, ..Query::default() })
}

/// What is left of a font's name without style and without spelling: `TimesNewRomanPS-BoldMT` and `Times New Roman`
/// are of one family.
fn family(name: &str) -> String {
    let base = name.split([',', '-']).next().unwrap_or(name);
    let mut base: String = base.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    while let Some(shorter) = SUFFIXES.iter().find_map(|suffix| base.strip_suffix(suffix)).filter(|rest| rest.len() > 3)
    {
        base = shorter.to_owned();
    }
    base
}

#[cfg(test)]
mod tests {
    use super::*;
    use hayro::hayro_interpret::hayro_cmap::CharacterCollection;

    #[test]
    fn names_are_of_one_family_however_spelt() {
        for name in ["TimesNewRoman", "TimesNewRomanPSMT", "TimesNewRomanPS-BoldMT", "TimesNewRoman,BoldItalic"] {
            assert_eq!(family(name), family("Times New Roman"), "{name}");
        }
        assert_ne!(family("Arial"), family("ArialNarrow"));
        assert_eq!(family("ABC"), "abc");
    }

    #[test]
    fn what_no_font_can_show_is_told_once() {
        let missing = Missing::default();
        let resolve = resolver(false, Arc::clone(&missing));
        let query = |family| FallbackFontQuery {
            post_script_name: Some("HeiseiMin-W3".to_owned()),
            character_collection: Some(CharacterCollection { family, supplement: 2 }),
            ..FallbackFontQuery::default()
        };
        for _ in 0..2 {
            assert!(resolve(&FontQuery::Fallback(query(CidFamily::AdobeJapan1))).is_some());
        }
        assert!(resolve(&FontQuery::Fallback(query(CidFamily::AdobeIdentity))).is_some());
        let missing = missing.lock().unwrap();
        assert_eq!(missing.len(), 1, "{missing:?}");
        assert!(missing[0].contains("Japanese") && missing[0].contains("HeiseiMin-W3"), "{missing:?}");
    }

    #[test]
    fn a_system_font_is_found_by_its_name() {
        let mut db = Database::new();
        db.load_font_data(std::fs::read("assets/fonts/JetBrainsMono-Regular.ttf").unwrap());
        let named =
            |name: &str| FallbackFontQuery { post_script_name: Some(name.to_owned()), ..FallbackFontQuery::default() };
        for name in ["JetBrainsMono-Regular", "JetBrainsMono-Italic", "JetBrains Mono"] {
            assert!(choose(&db, &named(name)).is_some(), "{name}");
        }
        assert!(choose(&db, &named("Garamond")).is_none());
    }
}
