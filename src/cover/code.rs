//! The job's number as a code that machines read, drawn as one path: QR, or Code 128 (ISO/IEC 15417).

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// `data-code`: which code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CodeKind {
    /// A square that cameras find at any angle.
    #[default]
    Qr,
    /// Bars that hand scanners read.
    Code128,
}

/// Characters that a code takes.
const LONGEST: usize = 48;
/// Bars and spaces of Code 128's symbols in modules, three bars and three spaces each; the last is the stop sign, which
/// ends in a fourth bar.
const PATTERNS: [&str; 107] = [
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213", "221312",
    "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132", "221231", "213212",
    "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211", "212123", "212321", "232121",
    "111323", "131123", "131321", "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331",
    "132131", "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131", "311123",
    "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111", "111224", "111422", "121124",
    "121421", "141122", "141221", "112214", "112412", "122114", "122411", "142112", "142211", "241211", "221114",
    "413111", "241112", "134111", "111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112",
    "421211", "212141", "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
];
const START_B: usize = 104;
const START_C: usize = 105;
const STOP: usize = 106;

/// Path data of a code within a box (left, top, width, height); empty when the text cannot be coded.
pub(super) fn code_path(kind: CodeKind, text: &str, area: [f32; 4]) -> String {
    if text.is_empty() || text.len() > LONGEST || !text.bytes().all(|octet| (32..127).contains(&octet)) {
        return String::new();
    }
    match kind {
        CodeKind::Qr => qr(text, area),
        CodeKind::Code128 => bars(text, area),
    }
}

/// As large as fits, in the middle, with the quiet zone of four modules left to the white around it.
fn qr(text: &str, [left, top, width, height]: [f32; 4]) -> String {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return String::new() };
    let modules = code.size();
    let side = width.min(height);
    let module = side / modules as f32;
    let (left, top) = (left + (width - side) / 2.0, top + (height - side) / 2.0);
    let mut path = String::new();
    for y in 0..modules {
        let mut x = 0;
        while x < modules {
            let run = (x..modules).take_while(|x| code.get_module(*x, y)).count() as i32;
            if run > 0 {
                let _ = write!(
                    path,
                    "M{} {}h{}v{}h{}z",
                    left + x as f32 * module,
                    top + y as f32 * module,
                    run as f32 * module,
                    module,
                    -(run as f32) * module
                );
            }
            x += run.max(1);
        }
    }
    path
}

/// Bars as high as the box, over all of its width.
fn bars(text: &str, [left, top, width, height]: [f32; 4]) -> String {
    let symbols = symbols(text);
    let widths: Vec<u32> = symbols
        .iter()
        .filter_map(|symbol| PATTERNS.get(*symbol))
        .flat_map(|pattern| pattern.chars().filter_map(|digit| digit.to_digit(10)))
        .collect();
    let module = width / widths.iter().sum::<u32>().max(1) as f32;
    let mut path = String::new();
    let mut x = 0;
    for (n, modules) in widths.into_iter().enumerate() {
        if n % 2 == 0 {
            let bar = modules as f32 * module;
            let _ = write!(path, "M{} {top}h{bar}v{height}h{}z", left + x as f32 * module, -bar);
        }
        x += modules;
    }
    path
}

/// Start, characters, check sum, stop. Pairs of digits take one symbol in set C; everything else is set B.
fn symbols(text: &str) -> Vec<usize> {
    let octets = text.as_bytes();
    let is_pairs = octets.len().is_multiple_of(2) && octets.iter().all(u8::is_ascii_digit);
    let mut symbols = vec![if is_pairs { START_C } else { START_B }];
    if is_pairs {
        let digit = |octet: &u8| usize::from(octet - b'0');
        symbols.extend(octets.as_chunks::<2>().0.iter().map(|[ten, one]| digit(ten) * 10 + digit(one)));
    } else {
        symbols.extend(octets.iter().map(|octet| usize::from(octet.saturating_sub(32))));
    }
    let check: usize = symbols.iter().enumerate().map(|(n, symbol)| n.max(1) * symbol).sum();
    symbols.extend([check % 103, STOP]);
    symbols
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_128_has_the_check_sum_of_the_standard() {
        // Odd: set B. "PJJ123C" is the worked example of the literature: sum 879, check symbol 55.
        assert_eq!(symbols("PJJ123C"), [START_B, 48, 42, 42, 17, 18, 19, 35, 55, STOP]);
        assert_eq!(symbols("4711"), [START_C, 47, 11, (105 + 47 + 22) % 103, STOP]);
        let modules = |pattern: &&str| pattern.chars().filter_map(|digit| digit.to_digit(10)).sum::<u32>();
        assert!(PATTERNS.iter().take(STOP).all(|pattern| modules(pattern) == 11), "every symbol is 11 modules wide");
        assert_eq!(PATTERNS.last().map(modules), Some(13));
    }

    /// Reads bars as a scanner does: each symbol is the pattern whose six widths are nearest.
    fn scanned(row: &[bool]) -> Vec<usize> {
        let first = row.iter().position(|black| *black).unwrap();
        let last = row.iter().rposition(|black| *black).unwrap();
        let runs: Vec<f32> = row[first..=last].chunk_by(|one, other| one == other).map(|it| it.len() as f32).collect();
        let mut symbols = Vec::new();
        for six in runs[..runs.len() - 1].chunks(6) {
            let module = six.iter().sum::<f32>() / 11.0;
            let far = |pattern: &&str| {
                let widths = pattern.chars().filter_map(|digit| digit.to_digit(10)).map(|digit| digit as f32);
                widths.zip(six).map(|(width, run)| (run / module - width).powi(2)).sum::<f32>()
            };
            let nearest = (0..PATTERNS.len()).min_by(|a, b| far(&PATTERNS[*a]).total_cmp(&far(&PATTERNS[*b])));
            symbols.extend(nearest);
        }
        symbols
    }

    #[test]
    fn bars_on_the_page_are_read_back_at_every_resolution() {
        use crate::cover::tests::{sheets, template};
        use crate::model::{CoverInfo, JobId, PageWidth, Resolution};

        let box_of = |width| {
            format!(
                r#"<rect x="30.3" y="20.7" width="{width}" height="12" data-field="fax.job_code" data-code="code128"/>"#
            )
        };
        for (job, width) in [(48_213, 28), (1_048_576, 36), (7, 20), (99_999_999, 40)] {
            let info = CoverInfo { job: Some(JobId(job)), ..CoverInfo::default() };
            let sheet = sheets(&template(&box_of(width)), &info).swap_remove(0);
            for resolution in Resolution::ALL {
                let page = sheet.fax_page(resolution, PageWidth::default()).unwrap().bitmap;
                let middle = page.rows() * 26 / 100;
                let row: Vec<bool> = (0..page.width()).map(|x| page.is_black(x, middle)).collect();
                assert_eq!(scanned(&row), symbols(&job.to_string()), "job {job} at {resolution:?}");
            }
        }
    }

    #[test]
    fn codes_stay_in_their_box_and_refuse_what_they_cannot_say() {
        for kind in [CodeKind::Qr, CodeKind::Code128] {
            assert!(code_path(kind, "", [0.0, 0.0, 10.0, 10.0]).is_empty());
            assert!(code_path(kind, "Ä", [0.0, 0.0, 10.0, 10.0]).is_empty());
            let path = code_path(kind, "48213", [5.0, 7.0, 20.0, 20.0]);
            let starts = path.split('M').skip(1).filter_map(|bar| bar.split(['h', ' ']).next()?.parse::<f32>().ok());
            assert!(starts.into_iter().all(|x| (5.0..25.0).contains(&x)), "{path}");
        }
    }
}
