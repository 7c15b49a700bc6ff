//! Toasts: a sentence for some seconds above the status bar, newest below; errors stay longer. A click shows what it
//! is about. They stand in the middle: the lower right corner has buttons.

use std::collections::VecDeque;
use std::time::Duration;

use egui::{
    Align2, CornerRadius, CursorIcon, Id, LayerId, Order, Rect, Role, Sense, Shadow, StrokeKind, Ui, UiBuilder,
};
use egui::{WidgetInfo, pos2, vec2};

use super::command::UiCommand;
use super::icon;
use super::theme::{Theme, Tone, font, space};
use crate::lang::text;
use crate::model::Timestamp;

const SHOWN: Duration = Duration::from_secs(5);
const ERROR_SHOWN: Duration = Duration::from_secs(12);
/// How long it is offered to take an order back.
pub(super) const UNDO_SHOWN: Duration = Duration::from_secs(10);
const MOST: usize = 5;
const WIDTH: f32 = 380.0;

/// The sentences on the screen.
#[derive(Debug, Default)]
pub(super) struct Toasts {
    toasts: VecDeque<Toast>,
    next_id: u64,
}

#[derive(Debug)]
struct Toast {
    id: u64,
    text: String,
    tone: Tone,
    click: Option<UiCommand>,
    /// What takes back what it tells.
    undo: Option<UiCommand>,
    until: Timestamp,
}

impl Toasts {
    /// Shows a sentence; the oldest goes when there are too many.
    pub(super) fn push(&mut self, text: String, tone: Tone, click: Option<UiCommand>, now: Timestamp) {
        let shown = if tone == Tone::Bad { ERROR_SHOWN } else { SHOWN };
        self.add(Toast { id: 0, text, tone, click, undo: None, until: now.plus(shown) });
    }

    /// Says what was done, with a button that takes it back.
    pub(super) fn push_undo(&mut self, text: String, undo: UiCommand, shown: Duration, now: Timestamp) {
        let until = now.plus(shown);
        self.add(Toast { id: 0, text, tone: Tone::Good, click: None, undo: Some(undo), until });
    }

    /// What was offered to be taken back is no longer.
    pub(super) fn drop_undo(&mut self) {
        self.toasts.retain(|toast| toast.undo.is_none());
    }

    fn add(&mut self, toast: Toast) {
        let toast = Toast { id: self.next_id, text: capitalised(&toast.text), ..toast };
        self.toasts.retain(|other| other.text != toast.text);
        self.toasts.push_back(toast);
        self.next_id += 1;
        if self.toasts.len() > MOST {
            self.toasts.pop_front();
        }
    }

    /// When the next one goes, from `now`.
    pub(super) fn next_change(&self, now: Timestamp) -> Option<Duration> {
        self.toasts.iter().map(|toast| toast.until.since(now).max(Duration::from_millis(50))).min()
    }

    /// Draws them; returns the command of a clicked one.
    pub(super) fn ui(&mut self, theme: &Theme, ui: &mut Ui, now: Timestamp) -> Option<UiCommand> {
        self.toasts.retain(|toast| toast.until > now);
        let window = ui.ctx().content_rect();
        let layer = LayerId::new(Order::Foreground, Id::unique("toasts"));
        let mut bottom = window.bottom() - space::STATUS_BAR - 14.0;
        let mut closed = None;
        let mut clicked = None;
        for toast in self.toasts.iter().rev() {
            let mut above = ui.new_child(UiBuilder::new().layer_id(layer).max_rect(window).id_salt(toast.id));
            above.set_clip_rect(window);
            let undo_width = if toast.undo.is_some() { 58.0 } else { 0.0 };
            let room = WIDTH - 84.0 - undo_width;
            let galley = above.painter().layout(toast.text.clone(), font::body(), theme.ink, room);
            let height = (galley.size().y + 22.0).max(42.0);
            let rect = Rect::from_min_size(pos2(window.center().x - WIDTH / 2.0, bottom - height), vec2(WIDTH, height));
            bottom = rect.top() - 8.0;
            let response = above.interact(rect, Id::unique(("toast", toast.id)), Sense::click());
            response.widget_info(|| WidgetInfo::labeled(Role::Alert, true, &toast.text));
            paint(theme, &above, rect, toast, galley);
            let cross = Rect::from_center_size(pos2(rect.right() - 22.0, rect.center().y), vec2(26.0, 26.0));
            let close = above.interact(cross, Id::unique(("close toast", toast.id)), Sense::click());
            close.widget_info(|| WidgetInfo::labeled(Role::Button, true, text("toast-close")));
            above.painter().text(cross.center(), Align2::CENTER_CENTER, icon::X, font::icon(13.0), theme.ink_secondary);
            let undone = toast.undo.is_some() && {
                let word = Rect::from_center_size(pos2(rect.right() - 66.0, rect.center().y), vec2(52.0, 28.0));
                undo_ui(theme, &above, word, toast.id)
            };
            if undone {
                clicked.clone_from(&toast.undo);
                closed = Some(toast.id);
            } else if close.on_hover_cursor(CursorIcon::PointingHand).clicked() {
                closed = Some(toast.id);
            } else if response.clicked() {
                clicked = toast.click.clone();
                closed = Some(toast.id);
            }
        }
        self.toasts.retain(|toast| Some(toast.id) != closed);
        clicked
    }
}

/// The button that takes back what a toast tells.
fn undo_ui(theme: &Theme, ui: &Ui, rect: Rect, id: u64) -> bool {
    let response = ui.interact(rect, Id::unique(("undo toast", id)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text("toast-undo")));
    let fill = if response.hovered() || response.has_focus() { theme.accent_tint } else { theme.panel };
    ui.painter().rect_filled(rect, CornerRadius::same(6), fill);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, text("toast-undo"), font::medium(), theme.accent);
    response.on_hover_cursor(CursorIcon::PointingHand).clicked()
}

/// Errors begin in lower case, since logs put something before them; on its own a sentence begins with a capital.
fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn paint(theme: &Theme, ui: &Ui, rect: Rect, toast: &Toast, galley: std::sync::Arc<egui::Galley>) {
    let radius = CornerRadius::same(space::CONTROL_RADIUS + 2);
    let shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: theme.shadow };
    let painter = ui.painter();
    painter.add(shadow.as_shape(rect, radius));
    painter.rect(rect, radius, theme.panel, theme.outline(), StrokeKind::Inside);
    let symbol = match toast.tone {
        Tone::Good | Tone::Receive => icon::CHECK_CIRCLE,
        Tone::Warning => icon::WARNING,
        Tone::Bad => icon::WARNING_CIRCLE,
        Tone::Neutral | Tone::Accent => icon::INFO,
    };
    let ink = theme.tone(toast.tone).0;
    painter.text(pos2(rect.left() + 23.0, rect.center().y), Align2::CENTER_CENTER, symbol, font::icon_fill(18.0), ink);
    painter.galley(pos2(rect.left() + 42.0, rect.center().y - galley.size().y / 2.0), galley, theme.ink);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_stay_longer_and_repeated_words_are_said_once() {
        let mut toasts = Toasts::default();
        let now = Timestamp(1_000);
        toasts.push("saved".into(), Tone::Good, None, now);
        toasts.push("no line".into(), Tone::Bad, None, now);
        toasts.push("saved".into(), Tone::Good, None, now);
        assert_eq!(toasts.toasts.len(), 2);
        assert_eq!(toasts.next_change(now), Some(SHOWN));
        for index in 0..10 {
            toasts.push(format!("{index}"), Tone::Neutral, None, now);
        }
        assert_eq!(toasts.toasts.len(), MOST);
    }
}
