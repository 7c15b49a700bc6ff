//! Fonts that a PDF names but does not carry.

use std::sync::Arc;

use hayro::hayro_interpret::FontResolverFn;
use hayro::hayro_interpret::font::FontQuery;

/// Answers hayro's questions for fonts.
pub(super) fn resolver(_system_fonts: bool) -> FontResolverFn {
    Arc::new(|query| match query {
        FontQuery::Standard(font) => Some(font.get_font_data()),
        FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
    })
}
