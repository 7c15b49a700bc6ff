//! The fonts that come with the program, for cover pages.

/// Inter and JetBrains Mono (OFL), as [`Fonts::new`](super::Fonts::new) takes them: the first is used where a template
/// names none.
pub static SHIPPED_FONTS: [&[u8]; 4] = [
    include_bytes!("../../assets/fonts/Inter-Regular.otf"),
    include_bytes!("../../assets/fonts/Inter-Medium.otf"),
    include_bytes!("../../assets/fonts/Inter-SemiBold.otf"),
    include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf"),
];
