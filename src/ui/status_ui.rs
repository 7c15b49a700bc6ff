//! The status bar: what each line does, in words; and the states of a window whose engine is not there.

use egui::{Align, Align2, CornerRadius, Layout, Rect, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo};
use egui::{pos2, vec2};

use super::app::Connection;
use super::ctx::PaneCtx;
use super::icon;
use super::ports::data::status_words;
use super::theme::{Theme, Tone, font};
use super::widgets::{dot, empty_state, label};
use crate::lang::{text, words};

/// Draws the status bar.
pub(super) fn status_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, connection: Connection) {
    let theme = ctx.theme;
    let bar = ui.max_rect();
    ui.painter().hline(bar.x_range(), bar.top() + 0.5, theme.outline());
    let inside = bar.shrink2(vec2(16.0, 0.0));
    let mut right =
        ui.new_child(UiBuilder::new().id_salt("today").max_rect(inside).layout(Layout::right_to_left(Align::Center)));
    let today = ctx.snapshot.today;
    let (sent, received, failed) = (today.sent, today.received, today.failed);
    let counts = if failed > 0 {
        words!("status-today-failed", sent = sent, received = received, failed = failed)
    } else {
        words!("status-today", sent = sent, received = received)
    };
    if connection != Connection::Waiting {
        label(&mut right, counts, font::secondary(), theme.ink_secondary);
    }
    let room = Rect::from_min_max(inside.min, pos2(right.min_rect().left() - 16.0, inside.bottom()));
    let mut left =
        ui.new_child(UiBuilder::new().id_salt("lines").max_rect(room).layout(Layout::left_to_right(Align::Center)));
    left.set_clip_rect(room.intersect(ui.clip_rect()));
    left.spacing_mut().item_spacing.x = 7.0;
    let words = match connection {
        Connection::Waiting => vec![(Tone::Neutral, text("status-starting").to_owned())],
        Connection::Gone => vec![(Tone::Bad, text("status-ended").to_owned())],
        Connection::Live if ctx.snapshot.configuration.queue_paused => {
            let paused = (Tone::Warning, text("status-queue-paused").to_owned());
            std::iter::once(paused).chain(status_words(ctx.snapshot)).collect()
        }
        Connection::Live => status_words(ctx.snapshot),
    };
    for (tone, text) in words {
        dot(theme, &mut left, tone);
        label(&mut left, text, font::secondary(), theme.ink_secondary);
        left.add_space(11.0);
    }
}

/// Before the engine's first picture.
pub(super) fn waiting_ui(ctx: &PaneCtx<'_>, ui: &mut Ui) {
    let hint = text("status-opening");
    drop(empty_state(ctx.theme, ui, icon::HOURGLASS, text("status-starting-short"), hint, None));
}

/// Across the top while the engine is away or does not answer; what is below is the last picture.
pub(super) fn trouble_ui(theme: &Theme, ui: &Ui, tone: Tone, text: &str) {
    let window = ui.ctx().content_rect();
    let painter = ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("gone")));
    let (ink, ground) = theme.tone(tone);
    let galley = painter.layout_no_wrap(text.to_owned(), font::medium(), ink);
    let size = galley.size() + vec2(28.0, 18.0);
    let rect = Rect::from_center_size(pos2(window.center().x, window.top() + 12.0 + size.y / 2.0), size);
    painter.rect(rect, CornerRadius::same(8), ground, Stroke::new(1.0, ink), StrokeKind::Inside);
    painter.galley(Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size()).min, galley, ink);
    let response = ui.interact(rect, egui::Id::unique("gone words"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Alert, true, text));
}
