//! Colours as grey levels on white paper.

/// The grey level of a colour: the luma of Rec. 601, the weights of JPEG, less a quarter of what it exceeds the weaker
/// of red and green by.
///
/// Luma is taken of the encoded values, not of linear light: there red text would come out at half of white and blue
/// text beside it hardly darker, here they are at 57 and 22. Pure green and cyan, which alone would end above the
/// middle and vanish at a threshold, come below it; yellow, the colour of text markers, stays near white. Greys are
/// unchanged.
pub(in crate::document) fn luma(red: u8, green: u8, blue: u8) -> u8 {
    let luma = (u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114 + 500) / 1000;
    let excess = luma.saturating_sub(u32::from(red.min(green)));
    (luma - excess / 4) as u8
}

/// A level seen through `alpha` of opacity on white.
pub(in crate::document) fn on_white(level: u8, alpha: u8) -> u8 {
    let alpha = u32::from(alpha);
    ((u32::from(level) * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

/// The grey level of four inks, 255 = full ink.
pub(in crate::document) fn luma_of_inks(cyan: u8, magenta: u8, yellow: u8, black: u8) -> u8 {
    let light = |ink: u8| ((255 - u32::from(ink)) * (255 - u32::from(black)) / 255) as u8;
    luma(light(cyan), light(magenta), light(yellow))
}

pub(in crate::document) fn luma_of_rgb(samples: &[u8]) -> Vec<u8> {
    samples.as_chunks::<3>().0.iter().map(|[red, green, blue]| luma(*red, *green, *blue)).collect()
}

pub(in crate::document) fn luma_of_rgba(samples: &[u8]) -> Vec<u8> {
    let pixels = samples.as_chunks::<4>().0.iter();
    pixels.map(|[red, green, blue, alpha]| on_white(luma(*red, *green, *blue), *alpha)).collect()
}

pub(super) fn luma_of_gray_alpha(samples: &[u8]) -> Vec<u8> {
    samples.as_chunks::<2>().0.iter().map(|[level, alpha]| on_white(*level, *alpha)).collect()
}

/// The more significant octets of words in the machine's byte order.
pub(super) fn high_octets(samples: &[u8]) -> Vec<u8> {
    samples.as_chunks::<2>().0.iter().map(|word| (u16::from_ne_bytes(*word) >> 8) as u8).collect()
}
