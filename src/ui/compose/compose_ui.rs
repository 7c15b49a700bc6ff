//! Drawing the compose pane: the form at the left, exactly what will be sent at the right.

use egui::{
    Align, CornerRadius, Frame, Layout, Margin, Rect, ScrollArea, Sense, Stroke, TextEdit, Ui, UiBuilder, pos2, vec2,
};

use super::super::command::{PageAction, UiCommand};
use super::super::ctx::PaneCtx;
use super::super::pages::{PageKey, PagePicture};
use super::super::theme::{font, space};
use super::super::widgets::{
    Button, card, choice, divider, empty_state, field_label, icon_button, label, text_field, top_bar, truncated,
    wrapped,
};
use super::super::{format, icon};
use super::draft::{When, seconds_on_line};
use super::{ComposePane, DocumentState};
use crate::lang::{self, words};
use crate::model::{Dither, JobId, LongPages, Priority, Resolution};

/// Points.
const FORM: f32 = 520.0;
const HEADER: f32 = 64.0;

fn resolutions() -> [(Resolution, &'static str); 3] {
    [
        (Resolution::Standard, lang::text("resolution-standard")),
        (Resolution::Fine, lang::text("resolution-fine")),
        (Resolution::Superfine, lang::text("resolution-superfine")),
    ]
}
/// How grey becomes black and white.
fn dithers() -> [(Dither, &'static str); 4] {
    [
        (Dither::Auto, lang::text("dither-auto")),
        (Dither::Text, lang::text("dither-text")),
        (Dither::Photo, lang::text("dither-photo")),
        (Dither::Ordered, lang::text("dither-dots")),
    ]
}
fn long_pages() -> [(LongPages, &'static str); 3] {
    [
        (LongPages::Keep, lang::text("long-keep")),
        (LongPages::Split, lang::text("long-split")),
        (LongPages::Shrink, lang::text("long-shrink")),
    ]
}
fn blank_pages() -> [(bool, &'static str); 2] {
    [(false, lang::text("blank-sent")), (true, lang::text("blank-left-out"))]
}
fn when() -> [(When, &'static str); 3] {
    [
        (When::Now, lang::text("edit-now")),
        (When::At, lang::text("edit-at")),
        (When::Discount, lang::text("edit-discount")),
    ]
}
fn priorities() -> [(Priority, &'static str); 3] {
    [
        (Priority::High, lang::text("priority-high")),
        (Priority::Normal, lang::text("priority-normal")),
        (Priority::Low, lang::text("priority-low")),
    ]
}

/// Points: the row of what can be done with a page.
const FOOT: f32 = 44.0;

impl ComposePane {
    pub(super) fn pane_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        self.bar_ui(ctx, ui);
        let room = ui.available_rect_before_wrap();
        let form = Rect::from_min_size(room.min, vec2(FORM.min(room.width() * 0.45), room.height()));
        let rest = Rect::from_min_max(pos2(form.right() + space::GAP, room.top()), room.max);
        card(ctx.theme, ui, form, |ui| {
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                Frame::new().inner_margin(Margin::symmetric(20, 16)).show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 6.0;
                    self.form_ui(ctx, ui);
                });
            });
        });
        card(ctx.theme, ui, rest, |ui| self.preview_ui(ctx, ui));
    }

    /// Of all pages, coded.
    fn octets(&self) -> u64 {
        let (made, octets) = self
            .documents
            .iter()
            .fold((0, 0), |(pages, octets), document| (pages + u64::from(document.pages), octets + document.octets));
        let sent = u64::from(self.pages() - self.cover.size().0);
        self.cover.size().1 + octets * sent / made.max(1)
    }

    fn bar_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let octets = self.octets();
        let recipients = u64::try_from(self.draft.recipients.len()).unwrap_or(1).max(1);
        let seconds = seconds_on_line(self.pages(), octets) * recipients;
        let text = match (self.sending, seconds) {
            (true, _) => lang::text("compose-preparing").to_owned(),
            (false, 0) => lang::text("action-send").to_owned(),
            (false, seconds) => {
                words!("compose-send-about", time = format::duration(std::time::Duration::from_secs(seconds)))
            }
        };
        let mut send = false;
        top_bar(
            ctx.theme,
            ui,
            lang::text("pane-compose"),
            |_| {},
            |ui| {
                let button = Button::primary(text).icon(icon::PAPER_PLANE_TILT).enabled(!self.sending);
                send = button.tooltip(lang::text("key-ctrl-enter")).ui(ctx.theme, ui).clicked();
            },
        );
        let key = egui::KeyboardShortcut::new(egui::Modifiers::COMMAND, egui::Key::Enter);
        send |= !self.sending && ui.ctx().input_mut(|input| input.consume_shortcut(&key));
        if send {
            self.send(ctx);
        }
    }

    fn form_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        field_label(ctx.theme, ui, lang::text("compose-to"));
        self.recipients_ui(ctx, ui);
        self.notes_ui(ctx, ui);
        if let Some(problem) = self.problem.clone() {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                label(ui, icon::WARNING_CIRCLE, font::icon(15.0), ctx.theme.bad);
                wrapped(ui, problem, font::body(), ctx.theme.bad);
            });
        }
        ui.add_space(6.0);
        field_label(ctx.theme, ui, lang::text("compose-subject"));
        let id = ui.make_persistent_id("subject");
        text_field(
            ctx.theme,
            ui,
            id,
            lang::text("compose-subject"),
            &mut self.draft.subject,
            lang::text("compose-subject-hint"),
            1,
        );
        ui.add_space(6.0);
        self.cover_ui(ctx, ui);
        ui.add_space(6.0);
        field_label(ctx.theme, ui, lang::text("compose-documents"));
        self.documents_ui(ctx, ui);
        ui.add_space(6.0);
        self.settings_ui(ctx, ui);
    }

    /// The cover page and its note.
    fn cover_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        field_label(ctx.theme, ui, lang::text("book-cover"));
        let usable = ctx.snapshot.covers.iter().filter(|cover| cover.problem.is_none());
        let choices: Vec<(&str, &str)> = std::iter::once(("", lang::text("settings-cover-none")))
            .chain(usable.map(|cover| (cover.name.as_str(), cover.title.as_str())))
            .collect();
        let width = ui.available_width();
        if let Some(chosen) =
            choice(ctx.theme, ui, lang::text("book-cover"), self.draft.cover.as_str(), &choices, width)
        {
            self.draft.cover = chosen.to_owned();
        }
        if self.draft.cover.is_empty() {
            return;
        }
        ui.add_space(6.0);
        field_label(ctx.theme, ui, lang::text("compose-note"));
        let id = ui.make_persistent_id("note");
        text_field(
            ctx.theme,
            ui,
            id,
            lang::text("compose-note"),
            &mut self.draft.note,
            lang::text("compose-note-hint"),
            4,
        );
        if let Some(problem) = &self.cover.problem {
            wrapped(ui, problem.as_str(), font::secondary(), ctx.theme.bad);
        }
    }

    fn documents_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let (mut remove, mut up, mut again) = (None, None, None);
        for (index, document) in self.documents.iter_mut().enumerate() {
            let frame =
                Frame::new().fill(ctx.theme.panel).stroke(ctx.theme.outline()).corner_radius(space::CONTROL_RADIUS);
            frame.inner_margin(Margin { left: 12, right: 4, top: 2, bottom: 2 }).show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.set_min_height(30.0);
                    label(ui, icon::FILE_TEXT, font::icon(16.0), ctx.theme.ink_secondary);
                    let tools = 84.0;
                    let words = ui.available_width() - tools;
                    ui.allocate_ui_with_layout(vec2(words, 30.0), Layout::left_to_right(Align::Center), |ui| {
                        let facts = match &document.state {
                            DocumentState::Rendering => words!("compose-so-far", pages = format::pages(document.pages)),
                            _ => format::pages(document.pages),
                        };
                        let facts_width = 92.0;
                        let name = document.name();
                        ui.scope(|ui| {
                            ui.set_max_width((words - facts_width).max(60.0));
                            truncated(ui, name, font::body(), ctx.theme.ink);
                        });
                        label(ui, facts, font::secondary(), ctx.theme.ink_secondary);
                    });
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        let name = document.name();
                        if icon_button(ctx.theme, ui, icon::X, &words!("compose-remove", name = name), false).clicked()
                        {
                            remove = Some(index);
                        }
                        if index > 0
                            && icon_button(
                                ctx.theme,
                                ui,
                                icon::CARET_UP,
                                &words!("compose-move-up", name = name),
                                false,
                            )
                            .clicked()
                        {
                            up = Some(index);
                        }
                    });
                });
                match &document.state {
                    DocumentState::Rendering => {}
                    DocumentState::Ready(warnings) => {
                        for warning in warnings {
                            wrapped(ui, warning.as_str(), font::secondary(), ctx.theme.warning);
                        }
                    }
                    DocumentState::Failed(error) => {
                        wrapped(ui, error.as_str(), font::secondary(), ctx.theme.bad);
                    }
                    DocumentState::PasswordNeeded(error) => {
                        wrapped(ui, error.as_str(), font::secondary(), ctx.theme.bad);
                        ui.horizontal(|ui| {
                            let edit = TextEdit::singleline(&mut document.password).password(true).desired_width(180.0);
                            let response = ui
                                .add(edit.hint_text(lang::text("mail-password")))
                                .accessible_name(lang::text("mail-password"));
                            let entered =
                                response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
                            if Button::secondary(lang::text("compose-open")).small().ui(ctx.theme, ui).clicked()
                                || entered
                            {
                                again = Some(index);
                            }
                        });
                        ui.add_space(6.0);
                    }
                }
            });
        }
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 48.0), Sense::click());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, lang::text("compose-add-files")));
        let ink = if response.hovered() { ctx.theme.accent } else { ctx.theme.ink_secondary };
        dashed(ui, rect, Stroke::new(1.0, if response.hovered() { ctx.theme.accent } else { ctx.theme.line }));
        let text = words!("compose-drop", icon = icon::PLUS);
        ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, text, font::body(), ink);
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            ctx.push(UiCommand::AddFiles);
        }
        if let Some(index) = remove {
            self.remove_document(index);
        }
        if let Some(index) = up {
            self.move_document_up(index);
        }
        if let Some(index) = again {
            self.render_again(Some(index));
        }
    }

    fn settings_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let width = (ui.available_width() - 2.0 * 10.0) / 3.0;
        let mut resolution = None;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            ui.vertical(|ui| {
                ui.set_width(width);
                field_label(ctx.theme, ui, lang::text("compose-resolution"));
                resolution = choice(
                    ctx.theme,
                    ui,
                    lang::text("compose-resolution"),
                    self.draft.resolution,
                    &resolutions(),
                    width,
                );
            });
            ui.vertical(|ui| {
                ui.set_width(width);
                field_label(ctx.theme, ui, lang::text("edit-when"));
                let chosen = choice(ctx.theme, ui, lang::text("edit-when"), self.draft.when, &when(), width);
                self.draft.when = chosen.unwrap_or(self.draft.when);
                if self.draft.when == When::At {
                    let id = ui.make_persistent_id("at");
                    text_field(ctx.theme, ui, id, lang::text("edit-time"), &mut self.draft.at, "14:30", 1);
                }
            });
            ui.vertical(|ui| {
                ui.set_width(width);
                field_label(ctx.theme, ui, lang::text("edit-priority"));
                let chosen =
                    choice(ctx.theme, ui, lang::text("edit-priority"), self.draft.priority, &priorities(), width);
                self.draft.priority = chosen.unwrap_or(self.draft.priority);
            });
        });
        if let Some(resolution) = resolution.filter(|resolution| *resolution != self.draft.resolution) {
            self.draft.resolution = resolution;
            self.render_again(None);
        }
        ui.add_space(12.0);
        let before = self.draft.setup;
        let setup = &mut self.draft.setup;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            ui.vertical(|ui| {
                ui.set_width(width);
                field_label(ctx.theme, ui, lang::text("compose-pictures"));
                let chosen = choice(ctx.theme, ui, lang::text("compose-pictures"), setup.dither, &dithers(), width);
                setup.dither = chosen.unwrap_or(setup.dither);
            });
            ui.vertical(|ui| {
                ui.set_width(width);
                field_label(ctx.theme, ui, lang::text("compose-long"));
                let chosen =
                    choice(ctx.theme, ui, lang::text("compose-long"), setup.layout.long_pages, &long_pages(), width);
                setup.layout.long_pages = chosen.unwrap_or(setup.layout.long_pages);
            });
            ui.vertical(|ui| {
                ui.set_width(width);
                field_label(ctx.theme, ui, lang::text("compose-blank"));
                let chosen =
                    choice(ctx.theme, ui, lang::text("compose-blank"), setup.skip_blank, &blank_pages(), width);
                setup.skip_blank = chosen.unwrap_or(setup.skip_blank);
            });
        });
        if self.draft.setup != before {
            self.render_again(None);
        }
    }

    /// What can be done with the page shown.
    fn page_tools_ui(&self, ctx: &PaneCtx<'_>, ui: &mut Ui, pages: u32) {
        let page = self.viewer.page();
        label(ui, words!("page-of-pages", page = page, pages = pages), font::secondary(), ctx.theme.ink_secondary);
        if page <= self.cover.size().0 {
            label(ui, lang::text("page-is-cover"), font::secondary(), ctx.theme.ink_secondary);
            return;
        }
        ui.add_space(8.0);
        ui.spacing_mut().item_spacing.x = 6.0;
        let back = self.arrangement.is_touched().then_some(PageAction::AllBack);
        for action in [PageAction::Up, PageAction::Down, PageAction::Turn, PageAction::LeaveOut].into_iter().chain(back)
        {
            let command = UiCommand::Page(action);
            let info = command.info();
            let name = if info.key.is_empty() {
                info.text.to_owned()
            } else {
                words!("name-with-key", key = info.key, name = info.text)
            };
            if icon_button(ctx.theme, ui, info.icon, &name, false).clicked() {
                ctx.push(command);
            }
        }
    }

    fn preview_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let pages = self.pages();
        if pages == 0 {
            let busy = self.documents.iter().any(|document| document.state == DocumentState::Rendering);
            let title = if busy { lang::text("compose-making") } else { lang::text("compose-nothing") };
            let hint = lang::text("compose-nothing-hint");
            empty_state(ctx.theme, ui, icon::FILE_TEXT, title, hint, None);
            return;
        }
        let room = ui.available_rect_before_wrap();
        let header = Rect::from_min_size(room.min, vec2(room.width(), HEADER)).shrink2(vec2(space::CARD, 0.0));
        let mut tools = ui.new_child(UiBuilder::new().max_rect(header).layout(Layout::right_to_left(Align::Center)));
        self.viewer.tools_ui(ctx.theme, &mut tools, ctx.commands);
        let words =
            Rect::from_min_max(header.min + vec2(0.0, 13.0), pos2(tools.min_rect().left() - 12.0, header.bottom()));
        let mut words = ui.new_child(UiBuilder::new().max_rect(words).layout(Layout::top_down(Align::Min)));
        words.spacing_mut().item_spacing.y = 2.0;
        truncated(&mut words, lang::text("compose-exactly"), font::heading(), ctx.theme.ink);
        let octets = self.octets();
        let left_out = u32::try_from(self.arrangement.left_out()).unwrap_or(u32::MAX);
        let (across, down) = self.draft.resolution.dpi();
        let mut facts = vec![format::pages(pages), format!("{across} × {down} dpi"), format::size(octets)];
        if left_out > 0 {
            facts.push(words!("pages-left-out", count = left_out));
        }
        if ctx.snapshot.configuration.banner {
            facts.push(lang::text("compose-banner").to_owned());
        }
        truncated(&mut words, facts.join(" · "), font::secondary(), ctx.theme.ink_secondary);
        ui.add_space(HEADER);
        divider(ctx.theme, ui);
        let rest = ui.available_rect_before_wrap();
        let foot = Rect::from_min_max(pos2(rest.left(), rest.bottom() - FOOT), rest.max);
        let ground = Rect::from_min_max(rest.min, foot.right_top());
        ui.painter().rect_filled(ground, CornerRadius::ZERO, ctx.theme.background);
        ui.painter().hline(foot.x_range(), foot.top() + 0.5, ctx.theme.outline());
        let inside = foot.shrink2(vec2(space::CARD, 0.0));
        let mut tools = ui.new_child(
            UiBuilder::new().id_salt("page tools").max_rect(inside).layout(Layout::left_to_right(Align::Center)),
        );
        self.page_tools_ui(ctx, &mut tools, pages);
        let places = self.places();
        let pictures = &self.rendering.pictures;
        let page_of = |page: u32, max_px, inverted| match places.get(page as usize - 1).copied().flatten() {
            Some((rendering, page)) => {
                pictures.picture_inverted(PageKey { job: JobId(rendering), page }, max_px, inverted)
            }
            None => PagePicture::Loading,
        };
        let covers = self.cover.size().0;
        let mut shown = ui.new_child(UiBuilder::new().id_salt("pages").max_rect(ground));
        shown.set_clip_rect(ground.intersect(ui.clip_rect()));
        let moved = self.viewer.arranging_ui(ctx.theme, &mut shown, pages, &page_of, covers);
        if let Some((from, to)) = moved {
            self.move_page(from, to);
        }
    }
}

fn dashed(ui: &Ui, rect: Rect, stroke: Stroke) {
    let rect = rect.shrink(0.5);
    let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
    ui.painter().extend(egui::Shape::dashed_line(&corners, stroke, 4.0, 3.0));
}
