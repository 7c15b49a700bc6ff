//! Letters that no shipped font has, spelt with ones it has.
//!
//! The banner's font covers Latin, Greek and Cyrillic. Names in other alphabets are romanised letter by letter, by the
//! common simplified forms of ISO 233, ISO 259, ISO 9984, ISO 9985 and Hepburn without their diacritics: enough to
//! recognise a sender by, no linguistics.

/// Romanisations of consecutive letters from one on, with spaces between; `-` stands for a letter without a sound.
const ALPHABETS: &[(char, &str)] = &[
    (
        '\u{531}',
        "A B G D E Z E E T Zh I L Kh Ts K H Dz Gh Ch M Y N Sh O Ch P J R S V T R Ts W P K O F - - - - - - - - - - \
         a b g d e z e e t zh i l kh ts k h dz gh ch m y n sh o ch p j r s v t r ts w p k o f ev",
    ),
    ('\u{5D0}', "' b g d h v z ch t y k k l m m n n s ' p p ts ts q r sh t"),
    ('\u{621}', "' a a u i i a b h t th j h kh d dh r z s sh s d t z ' gh - - - - - - f q k l m n h w a y"),
    ('\u{660}', "0 1 2 3 4 5 6 7 8 9"),
    ('\u{6F0}', "0 1 2 3 4 5 6 7 8 9"),
    ('\u{10D0}', "a b g d e v z t i k l m n o p zh r s t u p k gh q sh ch ts dz ts ch kh j h"),
    (
        '\u{3041}',
        "a a i i u u e e o o ka ga ki gi ku gu ke ge ko go sa za shi ji su zu se ze so zo ta da chi ji - tsu zu te de \
         to do na ni nu ne no ha ba pa hi bi pi fu bu pu he be pe ho bo po ma mi mu me mo ya ya yu yu yo yo ra ri ru re \
         ro wa wa i e o n vu",
    ),
];
/// Katakana lie this far behind hiragana.
const KATAKANA: u32 = 0x60;

/// A spelling of a letter for a font that lacks it; none for letters without one.
pub(super) fn spelling(letter: char) -> Option<String> {
    let code = u32::from(letter);
    if letter.is_whitespace() {
        return Some(" ".to_owned());
    }
    match letter {
        // Marks that change the letter before, directions of writing, joiners.
        '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{640}' | '\u{64B}'..='\u{65F}' => {
            return Some(String::new());
        }
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' => {
            return Some(String::new());
        }
        // Full-width forms of ASCII.
        '\u{FF01}'..='\u{FF5E}' => return char::from_u32(code - 0xFEE0).map(String::from),
        '、' | '،' => return Some(",".to_owned()),
        '。' => return Some(".".to_owned()),
        '「' | '」' | '『' | '』' => return Some("\"".to_owned()),
        '・' => return Some("·".to_owned()),
        'ー' => return Some("-".to_owned()),
        '؟' => return Some("?".to_owned()),
        _ => {}
    }
    let code = if ('\u{30A1}'..='\u{30F4}').contains(&letter) { code - KATAKANA } else { code };
    ALPHABETS.iter().find_map(|(first, letters)| {
        let place = code.checked_sub(u32::from(*first))? as usize;
        letters.split(' ').filter(|spelt| !spelt.is_empty()).nth(place).map(|spelt| spelt.replace('-', ""))
    })
}
