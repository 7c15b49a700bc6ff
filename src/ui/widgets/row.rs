//! A row of a list: hover, selection, hairline; and the page thumbnail in it.

use egui::{Color32, CornerRadius, CursorIcon, Rect, Response, Role, Sense, Shadow, StrokeKind, Ui, WidgetInfo};
use egui::{pos2, vec2};

use super::super::pages::PagePicture;
use super::super::theme::Theme;
use super::card::rounded_top;

/// A row as wide as there is room. The caller paints into the rectangle [`Row::ui`] returns.
#[derive(Clone, Copy, Debug)]
#[must_use = "call ui to draw it"]
pub(crate) struct Row<'a> {
    /// Its accessible name: everything it says, in reading order.
    pub(crate) name: &'a str,
    /// Whether it is the selected one.
    pub(crate) selected: bool,
    /// Height in points, hairline included.
    pub(crate) height: f32,
}

impl Row<'_> {
    /// Draws ground and hairline.
    pub(crate) fn ui(self, theme: &Theme, ui: &mut Ui) -> (Rect, Response) {
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), self.height), Sense::click());
        response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, self.selected, self.name));
        if ui.is_rect_visible(rect) {
            let fill = match (self.selected, response.hovered()) {
                (true, _) => theme.accent_tint,
                (false, true) => theme.raised,
                (false, false) => Color32::TRANSPARENT,
            };
            ui.painter().rect_filled(rect, rounded_top(ui, rect), fill);
            ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, theme.outline());
            if response.has_focus() {
                let ring = egui::Stroke::new(1.5, theme.accent);
                ui.painter().rect_stroke(rect.shrink(2.0), CornerRadius::same(6), ring, StrokeKind::Inside);
            }
        }
        (rect, response.on_hover_cursor(CursorIcon::PointingHand))
    }
}

/// A page thumbnail at its true aspect inside `rect`, on paper, with a hairline; a blank sheet while it loads.
pub(crate) fn paint_thumbnail(theme: &Theme, ui: &Ui, rect: Rect, picture: &PagePicture) {
    let aspect = match picture {
        PagePicture::Ready { size_mm, .. } if size_mm.0 > 0.0 => size_mm.1 / size_mm.0,
        _ => 297.0 / 215.0,
    };
    let size = if rect.width() * aspect <= rect.height() {
        vec2(rect.width(), rect.width() * aspect)
    } else {
        vec2(rect.height() / aspect, rect.height())
    };
    let sheet = Rect::from_center_size(rect.center(), size);
    let shadow = Shadow { offset: [0, 1], blur: 3, spread: 0, color: theme.shadow };
    ui.painter().add(shadow.as_shape(sheet, CornerRadius::same(2)));
    ui.painter().rect_filled(sheet, 2, theme.paper);
    if let PagePicture::Ready { texture, .. } = picture {
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        ui.painter().image(texture.id(), sheet.shrink(0.5), whole, theme.paper);
    }
    ui.painter().rect_stroke(sheet, 2, theme.outline(), StrokeKind::Inside);
}
