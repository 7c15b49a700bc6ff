//! The look: colour tokens for light and dark, the type scale, spacing, and their application to egui.
//!
//! This is the only place where raw colours and font files occur. Everything else takes a [`Theme`].

use std::sync::Arc;

use egui::epaint::text::{FontData, FontDefinitions};
use egui::{Color32, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle, Vec2, Visuals};

use super::system_look::Wishes;
use crate::model::Appearance;

/// The colour tokens of one appearance.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Theme {
    /// Dark appearance.
    pub(crate) dark: bool,
    /// High contrast: colours far apart, outlines that stand out.
    pub(crate) contrast: bool,
    /// Behind everything.
    pub(crate) background: Color32,
    /// Cards, fields, buttons.
    pub(crate) panel: Color32,
    /// Section headings, hovered rows.
    pub(crate) raised: Color32,
    /// Hairlines and outlines.
    pub(crate) line: Color32,
    /// Text.
    pub(crate) ink: Color32,
    /// Secondary text.
    pub(crate) ink_secondary: Color32,
    /// Section labels: the faint ink, as dark as small text needs for AA contrast.
    pub(crate) ink_label: Color32,
    /// Decoration and placeholders only: does not reach AA.
    pub(crate) ink_faint: Color32,
    /// Sending, selection, primary actions.
    pub(crate) accent: Color32,
    /// The accent a little stronger, for a hovered primary button.
    pub(crate) accent_hover: Color32,
    /// Text on the accent.
    pub(crate) on_accent: Color32,
    /// Ground of selected rows and of what we send.
    pub(crate) accent_tint: Color32,
    /// Receiving.
    pub(crate) receive: Color32,
    /// Ground of what we receive.
    pub(crate) receive_tint: Color32,
    /// Confirmed.
    pub(crate) good: Color32,
    /// Ground of it.
    pub(crate) good_tint: Color32,
    /// Had to be repeated.
    pub(crate) warning: Color32,
    /// Ground of it.
    pub(crate) warning_tint: Color32,
    /// Failed.
    pub(crate) bad: Color32,
    /// Ground of it.
    pub(crate) bad_tint: Color32,
    /// Ground of neutral pills and of empty progress bars.
    pub(crate) neutral_tint: Color32,
    /// The page itself: multiply a page's texture with it.
    pub(crate) paper: Color32,
    /// Soft shadow of cards and pages.
    pub(crate) shadow: Color32,
}

impl Theme {
    /// The light appearance.
    pub(crate) fn light() -> Self {
        Self {
            dark: false,
            contrast: false,
            background: rgb(0xF6_F5_F2),
            panel: rgb(0xFF_FF_FF),
            raised: rgb(0xFB_FA_F8),
            line: rgb(0xE6_E3_DD),
            ink: rgb(0x1D_1C_1A),
            ink_secondary: rgb(0x6B_67_5F),
            ink_label: rgb(0x73_6E_65),
            ink_faint: rgb(0x9A_95_8B),
            accent: rgb(0x0F_6E_84),
            accent_hover: rgb(0x0C_5F_73),
            on_accent: rgb(0xFF_FF_FF),
            accent_tint: rgb(0xE3_F1_F4),
            receive: rgb(0x6A_4F_B3),
            receive_tint: rgb(0xED_E8_F9),
            good: rgb(0x2B_77_4A),
            good_tint: rgb(0xE4_F3_E9),
            warning: rgb(0x96_5D_08),
            warning_tint: rgb(0xFB_F0_DC),
            bad: rgb(0xB3_37_2E),
            bad_tint: rgb(0xFA_E6_E3),
            neutral_tint: rgb(0xEC_E9_E4),
            paper: rgb(0xFF_FF_FF),
            shadow: Color32::from_black_alpha(14),
        }
    }

    /// The dark appearance.
    pub(crate) fn dark() -> Self {
        Self {
            dark: true,
            contrast: false,
            background: rgb(0x14_16_19),
            panel: rgb(0x1C_1F_23),
            raised: rgb(0x22_26_2B),
            line: rgb(0x2E_33_39),
            ink: rgb(0xEC_EA_E6),
            ink_secondary: rgb(0xA3_A0_9A),
            ink_label: rgb(0x93_90_8A),
            ink_faint: rgb(0x75_73_6E),
            accent: rgb(0x4F_B6_CC),
            accent_hover: rgb(0x66_C3_D7),
            on_accent: rgb(0x0C_1A_1E),
            accent_tint: rgb(0x17_34_3B),
            receive: rgb(0xAE_98_EC),
            receive_tint: rgb(0x2B_25_40),
            good: rgb(0x6C_C0_8B),
            good_tint: rgb(0x1B_33_25),
            warning: rgb(0xE0_A9_4B),
            warning_tint: rgb(0x3A_2E_18),
            bad: rgb(0xEC_83_78),
            bad_tint: rgb(0x3E_23_20),
            neutral_tint: rgb(0x2E_33_39),
            paper: rgb(0xED_EB_E6),
            shadow: Color32::from_black_alpha(60),
        }
    }

    /// The light appearance in high contrast: text at 7 to 1, outlines at 3 to 1 and more.
    pub(crate) fn light_contrast() -> Self {
        let (black, white) = (rgb(0x00_00_00), rgb(0xFF_FF_FF));
        Self {
            contrast: true,
            background: white,
            panel: white,
            raised: rgb(0xF0_F0_F0),
            line: rgb(0x4A_4A_4A),
            ink: black,
            ink_secondary: rgb(0x26_26_26),
            ink_label: rgb(0x26_26_26),
            ink_faint: rgb(0x4A_4A_4A),
            accent: rgb(0x00_3F_5C),
            accent_hover: rgb(0x00_2B_40),
            on_accent: white,
            accent_tint: rgb(0xD5_EE_F7),
            receive: rgb(0x3B_1F_8F),
            receive_tint: rgb(0xEA_E2_FF),
            good: rgb(0x08_4A_22),
            good_tint: rgb(0xDC_F5_E4),
            warning: rgb(0x5C_36_00),
            warning_tint: rgb(0xFF_F0_D0),
            bad: rgb(0x86_0F_0A),
            bad_tint: rgb(0xFF_E4_E1),
            neutral_tint: rgb(0xE4_E4_E4),
            shadow: Color32::TRANSPARENT,
            ..Self::light()
        }
    }

    /// The dark appearance in high contrast.
    pub(crate) fn dark_contrast() -> Self {
        let (black, white) = (rgb(0x00_00_00), rgb(0xFF_FF_FF));
        Self {
            contrast: true,
            background: black,
            panel: black,
            raised: rgb(0x1C_1C_1C),
            line: rgb(0xB0_B0_B0),
            ink: white,
            ink_secondary: rgb(0xE4_E4_E4),
            ink_label: rgb(0xE4_E4_E4),
            ink_faint: rgb(0xB0_B0_B0),
            accent: rgb(0x7F_DF_FF),
            accent_hover: rgb(0xB0_EB_FF),
            on_accent: black,
            accent_tint: rgb(0x00_2F_42),
            receive: rgb(0xCB_BC_FF),
            receive_tint: rgb(0x24_1A_4A),
            good: rgb(0x86_EF_AC),
            good_tint: rgb(0x06_2E_17),
            warning: rgb(0xFF_CF_70),
            warning_tint: rgb(0x38_27_00),
            bad: rgb(0xFF_A8_9F),
            bad_tint: rgb(0x42_0E_0A),
            neutral_tint: rgb(0x2C_2C_2C),
            paper: white,
            shadow: Color32::TRANSPARENT,
            ..Self::dark()
        }
    }

    /// The appearance egui shows now: the user's choice, or the system's.
    pub(crate) fn of(ctx: &egui::Context) -> Self {
        let contrast = ctx.data(|data| data.get_temp::<bool>(contrast_id())).unwrap_or_default();
        Self::new(ctx.theme() == egui::Theme::Dark, contrast)
    }

    fn new(dark: bool, contrast: bool) -> Self {
        match (dark, contrast) {
            (false, false) => Self::light(),
            (true, false) => Self::dark(),
            (false, true) => Self::light_contrast(),
            (true, true) => Self::dark_contrast(),
        }
    }

    /// The hairline around cards, fields and buttons.
    pub(crate) fn outline(&self) -> Stroke {
        Stroke::new(1.0, self.line)
    }

    /// Text and ground colour of a tone.
    pub(crate) fn tone(&self, tone: Tone) -> (Color32, Color32) {
        match tone {
            Tone::Neutral => (self.ink_secondary, self.neutral_tint),
            Tone::Accent => (self.accent, self.accent_tint),
            Tone::Receive => (self.receive, self.receive_tint),
            Tone::Good => (self.good, self.good_tint),
            Tone::Warning => (self.warning, self.warning_tint),
            Tone::Bad => (self.bad, self.bad_tint),
        }
    }
}

/// What a coloured thing means. Pills, dots, bars and ladder entries take one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing special: waiting, idle.
    #[default]
    Neutral,
    /// Sending.
    Accent,
    /// Receiving.
    Receive,
    /// Confirmed.
    Good,
    /// Had to be repeated; a retry is due.
    Warning,
    /// Failed.
    Bad,
}

/// The type scale.
pub(crate) mod font {
    use super::{FontFamily, FontId, ICONS, ICONS_FILL, MEDIUM, SEMIBOLD};

    /// Pane titles: 19 px semibold.
    pub(crate) fn title() -> FontId {
        FontId::new(19.0, FontFamily::Name(SEMIBOLD.into()))
    }

    /// The brand's name: 16 px semibold.
    pub(crate) fn brand() -> FontId {
        FontId::new(16.0, FontFamily::Name(SEMIBOLD.into()))
    }

    /// Card titles: 15 px semibold.
    pub(crate) fn heading() -> FontId {
        FontId::new(15.0, FontFamily::Name(SEMIBOLD.into()))
    }

    /// Names in rows: 13 px semibold.
    pub(crate) fn strong() -> FontId {
        FontId::new(13.0, FontFamily::Name(SEMIBOLD.into()))
    }

    /// Buttons: 13 px medium.
    pub(crate) fn medium() -> FontId {
        FontId::new(13.0, FontFamily::Name(MEDIUM.into()))
    }

    /// Body: 13 px.
    pub(crate) fn body() -> FontId {
        FontId::new(13.0, FontFamily::Proportional)
    }

    /// Secondary text: 12 px.
    pub(crate) fn secondary() -> FontId {
        FontId::new(12.0, FontFamily::Proportional)
    }

    /// Pills, field labels, ladder entries: 12 px medium.
    pub(crate) fn secondary_medium() -> FontId {
        FontId::new(12.0, FontFamily::Name(MEDIUM.into()))
    }

    /// Section headings and badges: 11 px semibold.
    pub(crate) fn label() -> FontId {
        FontId::new(11.0, FontFamily::Name(SEMIBOLD.into()))
    }

    /// Times and frames: 12 px monospace.
    pub(crate) fn mono() -> FontId {
        FontId::new(12.0, FontFamily::Monospace)
    }

    /// A Phosphor icon, regular.
    pub(crate) fn icon(size: f32) -> FontId {
        FontId::new(size, FontFamily::Name(ICONS.into()))
    }

    /// A Phosphor icon, filled: what is selected.
    pub(crate) fn icon_fill(size: f32) -> FontId {
        FontId::new(size, FontFamily::Name(ICONS_FILL.into()))
    }
}

/// Spacing: everything lies on a grid of 4 px.
pub(crate) mod space {
    /// Width of the left rail.
    pub(crate) const RAIL: f32 = 196.0;
    /// Height of a pane's top bar.
    pub(crate) const TOP_BAR: f32 = 60.0;
    /// Height of the status bar.
    pub(crate) const STATUS_BAR: f32 = 28.0;
    /// Around and between cards.
    pub(crate) const GAP: f32 = 16.0;
    /// Inside cards, left and right.
    pub(crate) const CARD: f32 = 16.0;
    /// Corner radius of cards.
    pub(crate) const CARD_RADIUS: u8 = 11;
    /// Corner radius of buttons and fields.
    pub(crate) const CONTROL_RADIUS: u8 = 8;
    /// Height of buttons and fields in a top bar or a form.
    pub(crate) const CONTROL: f32 = 34.0;
    /// Height of small buttons.
    pub(crate) const CONTROL_SMALL: f32 = 28.0;
    /// Height of a section heading inside a card.
    pub(crate) const SECTION: f32 = 30.0;
}

const MEDIUM: &str = "medium";
const SEMIBOLD: &str = "semibold";
const ICONS: &str = "icons";
const ICONS_FILL: &str = "icons-fill";

/// Installs fonts and both appearances. Once, before the first frame.
pub(crate) fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    // A system that does not say is light.
    ctx.options_mut(|options| options.fallback_theme = egui::Theme::Light);
    apply(ctx, Appearance::System, Wishes::default());
}

/// Shows light, dark, as the system is, or in high contrast as light or dark as the system is. Who has the window follow
/// the system gets the contrast that is wished for there, too.
pub(crate) fn apply(ctx: &egui::Context, appearance: Appearance, wishes: Wishes) {
    let contrast = match appearance {
        Appearance::Contrast => true,
        Appearance::System => wishes.contrast,
        Appearance::Light | Appearance::Dark => false,
    };
    ctx.data_mut(|data| data.insert_temp(contrast_id(), contrast));
    ctx.set_style_of(egui::Theme::Light, style(&Theme::new(false, contrast)));
    ctx.set_style_of(egui::Theme::Dark, style(&Theme::new(true, contrast)));
    ctx.set_theme(preference(appearance, wishes.dark));
}

fn contrast_id() -> egui::Id {
    egui::Id::unique("high contrast")
}

const fn preference(appearance: Appearance, dark: Option<bool>) -> egui::ThemePreference {
    match (appearance, dark) {
        (Appearance::System | Appearance::Contrast, None) => egui::ThemePreference::System,
        (Appearance::Light, _) | (Appearance::System | Appearance::Contrast, Some(false)) => {
            egui::ThemePreference::Light
        }
        (Appearance::Dark, _) | (Appearance::System | Appearance::Contrast, Some(true)) => egui::ThemePreference::Dark,
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let files: [(&str, &'static [u8]); 6] = [
        ("Inter-Regular", include_bytes!("../../assets/fonts/Inter-Regular.otf")),
        ("Inter-Medium", include_bytes!("../../assets/fonts/Inter-Medium.otf")),
        ("Inter-SemiBold", include_bytes!("../../assets/fonts/Inter-SemiBold.otf")),
        ("JetBrainsMono", include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf")),
        (ICONS, egui_phosphor::Variant::Regular.font_bytes()),
        (ICONS_FILL, egui_phosphor::Variant::Fill.font_bytes()),
    ];
    for (name, bytes) in files {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    // What our faces lack (other scripts, symbols) still comes from egui's own faces.
    let fallback = |family: FontFamily, first: &[&str]| {
        let rest = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
        (family, first.iter().map(|name| (*name).to_owned()).chain(rest).collect::<Vec<_>>())
    };
    let families = [
        fallback(FontFamily::Proportional, &["Inter-Regular", ICONS]),
        fallback(FontFamily::Name(MEDIUM.into()), &["Inter-Medium", "Inter-Regular", ICONS]),
        fallback(FontFamily::Name(SEMIBOLD.into()), &["Inter-SemiBold", "Inter-Regular", ICONS]),
        fallback(FontFamily::Monospace, &["JetBrainsMono"]),
        fallback(FontFamily::Name(ICONS.into()), &[ICONS]),
        fallback(FontFamily::Name(ICONS_FILL.into()), &[ICONS_FILL]),
    ];
    fonts.families.extend(families);
    fonts
}

fn style(theme: &Theme) -> Style {
    let mut style = Style { visuals: visuals(theme), ..Style::default() };
    style.text_styles = [
        (TextStyle::Small, font::secondary()),
        (TextStyle::Body, font::body()),
        (TextStyle::Button, font::medium()),
        (TextStyle::Heading, font::title()),
        (TextStyle::Monospace, font::mono()),
    ]
    .into();
    style.spacing.item_spacing = Vec2::new(8.0, 4.0);
    style.spacing.button_padding = Vec2::new(12.0, 7.0);
    style.spacing.interact_size = Vec2::new(28.0, 28.0);
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.tooltip_width = 320.0;
    style.spacing.scroll.bar_width = 8.0;
    style.spacing.scroll.foreground_color = false;
    style.spacing.scroll.fade.strength = 0.0;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.45;
    style
}

fn visuals(theme: &Theme) -> Visuals {
    let mut visuals = if theme.dark { Visuals::dark() } else { Visuals::light() };
    let radius = CornerRadius::same(space::CONTROL_RADIUS);
    let outline = theme.outline();
    let ink = Stroke::new(1.0, theme.ink);
    for (widget, fill) in [
        (&mut visuals.widgets.noninteractive, theme.panel),
        (&mut visuals.widgets.inactive, theme.panel),
        (&mut visuals.widgets.hovered, theme.raised),
        (&mut visuals.widgets.active, theme.accent_tint),
        (&mut visuals.widgets.open, theme.raised),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = outline;
        widget.fg_stroke = ink;
        widget.corner_radius = radius;
        widget.expansion = 0.0;
    }
    // The handle of a scroll bar is the one filled widget that must stand out from a card.
    visuals.widgets.inactive.bg_fill = theme.line;
    visuals.widgets.hovered.bg_fill = theme.ink_faint;
    visuals.widgets.active.bg_fill = theme.ink_faint;
    visuals.override_text_color = None;
    visuals.weak_text_color = Some(theme.ink_secondary);
    visuals.selection.bg_fill = theme.accent_tint;
    visuals.selection.stroke = Stroke::new(1.5, theme.accent);
    visuals.hyperlink_color = theme.accent;
    visuals.faint_bg_color = theme.raised;
    visuals.extreme_bg_color = theme.panel;
    visuals.text_edit_bg_color = Some(theme.panel);
    visuals.code_bg_color = theme.raised;
    visuals.warn_fg_color = theme.warning;
    visuals.error_fg_color = theme.bad;
    visuals.window_fill = theme.panel;
    visuals.window_stroke = outline;
    visuals.window_corner_radius = CornerRadius::same(space::CARD_RADIUS);
    visuals.menu_corner_radius = CornerRadius::same(space::CONTROL_RADIUS);
    visuals.panel_fill = theme.background;
    let shadow = Shadow { offset: [0, 6], blur: 24, spread: 0, color: theme.shadow };
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    visuals.text_cursor.stroke = Stroke::new(1.5, theme.accent);
    visuals.indent_has_left_vline = false;
    visuals
}

#[expect(clippy::disallowed_methods, reason = "the tokens themselves are made here")]
const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ratio of two colours (WCAG 2.2, §1.4.3).
    fn ratio(a: Color32, b: Color32) -> f64 {
        let linear = |level: u8| {
            let level = f64::from(level) / 255.0;
            if level <= 0.040_45 { level / 12.92 } else { ((level + 0.055) / 1.055).powf(2.4) }
        };
        let luminance = |c: Color32| 0.2126 * linear(c.r()) + 0.7152 * linear(c.g()) + 0.0722 * linear(c.b());
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Every ink on every ground it is written on.
    fn check(theme: &Theme, least: f64) {
        let grounds = [("background", theme.background), ("panel", theme.panel), ("raised", theme.raised)];
        let inks = [
            ("ink", theme.ink),
            ("secondary", theme.ink_secondary),
            ("label", theme.ink_label),
            ("accent", theme.accent),
            ("receive", theme.receive),
            ("good", theme.good),
            ("warning", theme.warning),
            ("bad", theme.bad),
        ];
        let mut pairs: Vec<(String, Color32, Color32)> = Vec::new();
        for (ground_name, ground) in grounds {
            pairs.extend(inks.iter().map(|(name, ink)| (format!("{name} on {ground_name}"), *ink, ground)));
        }
        for tone in [Tone::Neutral, Tone::Accent, Tone::Receive, Tone::Good, Tone::Warning, Tone::Bad] {
            let (ink, ground) = theme.tone(tone);
            pairs.push((format!("{tone:?} on its tint"), ink, ground));
        }
        // A selected row.
        pairs.push(("ink on the selection".to_owned(), theme.ink, theme.accent_tint));
        pairs.push(("secondary ink on the selection".to_owned(), theme.ink_secondary, theme.accent_tint));
        pairs.push(("words on the accent".to_owned(), theme.on_accent, theme.accent));
        pairs.push(("words on the hovered accent".to_owned(), theme.on_accent, theme.accent_hover));
        for (name, ink, ground) in pairs {
            let ratio = ratio(ink, ground);
            assert!(ratio >= least, "{name} is {ratio:.2} to 1, dark: {}, contrast: {}", theme.dark, theme.contrast);
        }
    }

    #[test]
    fn the_systems_wishes_are_followed_where_the_system_is() {
        let look = |appearance, dark, contrast| {
            let egui = egui::Context::default();
            install(&egui);
            apply(&egui, appearance, Wishes { dark, contrast });
            egui.begin_pass(egui::RawInput::default());
            let theme = Theme::of(&egui);
            egui.end_pass().textures_delta.clear();
            (theme.dark, theme.contrast)
        };
        assert_eq!(look(Appearance::System, None, false), (false, false), "a system that does not say is light");
        assert_eq!(look(Appearance::System, Some(true), false), (true, false));
        assert_eq!(look(Appearance::System, Some(false), true), (false, true));
        assert_eq!(look(Appearance::Contrast, Some(true), false), (true, true));
        // What was chosen in Faxwell stands above.
        assert_eq!(look(Appearance::Light, Some(true), true), (false, false));
        assert_eq!(look(Appearance::Dark, Some(false), true), (true, false));
    }

    #[test]
    fn all_words_reach_the_contrast_of_aa() {
        check(&Theme::light(), 4.5);
        check(&Theme::dark(), 4.5);
    }

    #[test]
    fn high_contrast_reaches_aaa_and_has_outlines_one_sees() {
        for theme in [Theme::light_contrast(), Theme::dark_contrast()] {
            check(&theme, 7.0);
            for ground in [theme.background, theme.panel, theme.raised] {
                assert!(ratio(theme.line, ground) >= 3.0 && ratio(theme.ink_faint, ground) >= 4.5);
            }
        }
    }
}
