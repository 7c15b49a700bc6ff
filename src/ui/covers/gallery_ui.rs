//! Drawing the gallery: shelves of cards, each with the page as the line would carry it.

use egui::{Align2, CornerRadius, CursorIcon, Rect, Response, Role, ScrollArea, Sense, StrokeKind, Ui, WidgetInfo};
use egui::{pos2, vec2};

use super::super::command::UiCommand;
use super::super::ctx::PaneCtx;
use super::super::icon;
use super::super::theme::{Tone, font, space};
use super::super::widgets::MenuEntry;
use super::super::widgets::{
    Button, empty_state, icon_button, label, paint_pill, paint_text, paint_thumbnail, top_bar,
};
use super::data::{self, Card, Shelf};
use super::request::CoverRequest;
use super::{CoverSheet, CoversPane, Start};
use crate::cover::edit::Size;
use crate::lang::{self, words};
use crate::model::CoverScope;

/// Points.
const CARD: egui::Vec2 = vec2(212.0, 302.0);
const GAP: f32 = 16.0;
const THUMBNAIL: f32 = 236.0;

impl CoversPane {
    pub(super) fn gallery_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let covers = self.covers.clone();
        let own = covers.iter().filter(|cover| cover.scope != CoverScope::BuiltIn).count();
        let summary = words!("cover-summary", own = own, templates = covers.len() - own);
        let mut start = None;
        top_bar(
            ctx.theme,
            ui,
            lang::text("pane-covers"),
            |ui| drop(label(ui, summary, font::secondary(), ctx.theme.ink_secondary)),
            |ui| {
                start = self.new_ui(ctx, ui);
                let import = UiCommand::Covers(CoverRequest::ChooseDrawing);
                if Button::of(&import).ui(ctx.theme, ui).clicked() {
                    ctx.push(import);
                }
            },
        );
        if let Some(start) = start {
            self.start(ctx, &start);
            return;
        }
        if covers.is_empty() {
            empty_state(ctx.theme, ui, icon::LAYOUT, lang::text("cover-none"), lang::text("cover-none-hint"), None);
            return;
        }
        let shelves = data::shelves(&covers, ctx.now, ctx.zone);
        ScrollArea::vertical().id_salt("covers").auto_shrink(false).show(ui, |ui| {
            for shelf in &shelves {
                self.shelf_ui(ctx, ui, shelf);
            }
        });
    }

    /// The button for a new cover with its menu; what was chosen.
    fn new_ui(&self, ctx: &PaneCtx<'_>, ui: &mut Ui) -> Option<Start> {
        let button = Button::primary(lang::text("cover-new")).icon(icon::PLUS).ui(ctx.theme, ui);
        let mut chosen = None;
        egui::Popup::menu(&button).width(230.0).gap(4.0).show(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for (text, size) in
                [(lang::text("cover-empty-a4"), (210.0, 297.0)), (lang::text("cover-empty-letter"), (215.9, 279.4))]
            {
                if MenuEntry::new(text).icon(icon::FILE).ui(ctx.theme, ui).clicked() {
                    chosen = Some(Start::Empty(Size::new(size.0, size.1)));
                    ui.close();
                }
            }
            super::super::widgets::divider(ctx.theme, ui);
            for template in crate::cover::builtin() {
                if MenuEntry::new(template.title).icon(icon::LAYOUT).ui(ctx.theme, ui).clicked() {
                    chosen = Some(Start::Template(template.name.to_owned()));
                    ui.close();
                }
            }
        });
        chosen
    }

    fn shelf_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, shelf: &Shelf) {
        ui.add_space(4.0);
        label(ui, shelf.title, font::strong(), ctx.theme.ink_secondary);
        ui.add_space(6.0);
        let columns = (((ui.available_width() + GAP - 10.0) / (CARD.x + GAP)).floor() as usize).max(1);
        for row in shelf.cards.chunks(columns) {
            let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), CARD.y), Sense::hover());
            for (column, card) in (0_u16..).zip(row) {
                let at = pos2(line.left() + 1.0 + f32::from(column) * (CARD.x + GAP), line.top());
                self.card_ui(ctx, ui, Rect::from_min_size(at, CARD), card);
            }
            ui.add_space(GAP - 4.0);
        }
    }

    fn card_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, rect: Rect, card: &Card) {
        if !ui.is_rect_visible(rect) {
            return;
        }
        let theme = ctx.theme;
        let response = ui.interact(rect, ui.scope_id().with(("cover", &card.name)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &card.spoken));
        let radius = CornerRadius::same(space::CARD_RADIUS);
        let outline = match response.has_focus() || response.hovered() {
            true => egui::Stroke::new(1.0, theme.accent),
            false => theme.outline(),
        };
        ui.painter().rect(rect, radius, theme.panel, outline, StrokeKind::Inside);
        let ground = Rect::from_min_size(rect.min + vec2(1.0, 1.0), vec2(CARD.x - 2.0, THUMBNAIL));
        let upper = CornerRadius { nw: radius.nw - 1, ne: radius.ne - 1, sw: 0, se: 0 };
        ui.painter().rect_filled(ground, upper, theme.raised);
        ui.painter().hline(ground.x_range(), ground.bottom(), theme.outline());
        let sheet = ground.shrink(14.0);
        let pixels = sheet.size() * ui.ctx().pixels_per_point();
        let picture = self.thumbnails.picture(&card.name, (pixels.x as u32, pixels.y as u32));
        paint_thumbnail(theme, ui, sheet, &picture);
        let width = CARD.x - 2.0 * 14.0 - 30.0;
        let at = pos2(rect.left() + 14.0, ground.bottom() + 22.0);
        paint_text(ui.painter(), at, Align2::LEFT_CENTER, &card.title, font::strong(), theme.ink, width);
        let ink = if card.problem.is_some() { theme.bad } else { theme.ink_secondary };
        let at = at + vec2(0.0, 20.0);
        paint_text(ui.painter(), at, Align2::LEFT_CENTER, &card.detail, font::secondary(), ink, width);
        if card.is_default {
            let at = pos2(ground.right() - 10.0, ground.top() + 20.0);
            paint_pill(theme, ui.painter(), at, Align2::RIGHT_CENTER, lang::text("cover-default"), Tone::Accent);
        }
        let corner = Rect::from_center_size(pos2(rect.right() - 28.0, ground.bottom() + 32.0), vec2(34.0, 28.0));
        let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(corner));
        let name = words!("cover-more-about", title = card.title);
        let more = icon_button(theme, &mut inside, icon::DOTS_THREE, &name, false);
        self.card_menu(ctx, &more, card, false);
        self.card_menu(ctx, &response, card, true);
        let response = response.on_hover_cursor(CursorIcon::PointingHand);
        if response.clicked() {
            self.open_card(ctx, card);
        }
    }

    /// What can be done with a cover, from its button or by a secondary click.
    fn card_menu(&mut self, ctx: &PaneCtx<'_>, response: &Response, card: &Card, secondary: bool) {
        let mut show = |ui: &mut Ui| {
            ui.set_width(210.0);
            ui.spacing_mut().item_spacing.y = 2.0;
            self.card_entries(ctx, ui, card);
        };
        if secondary {
            response.context_menu(show);
        } else {
            egui::Popup::menu(response).gap(4.0).show(|ui| show(ui));
        }
    }

    fn card_entries(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, card: &Card) {
        let svg = self.thumbnails.svg(&card.name).map(|svg| svg.to_string());
        let here = svg.is_some();
        let own = card.scope != CoverScope::BuiltIn;
        let entry = |ui: &mut Ui, symbol: &'static str, text: &str, enabled: bool| {
            let clicked = MenuEntry::new(text).icon(symbol).enabled(enabled).ui(ctx.theme, ui).clicked();
            if clicked {
                ui.close();
            }
            clicked
        };
        let open = if own { lang::text("cover-edit") } else { lang::text("cover-new-from") };
        if entry(ui, icon::PENCIL_SIMPLE, open, here) {
            self.open_card(ctx, card);
        }
        let svg = svg.unwrap_or_default();
        if own && entry(ui, icon::COPY_SIMPLE, lang::text("cover-duplicate"), here) {
            let name = data::free_name(&card.name, &self.covers);
            ctx.push(UiCommand::Covers(CoverRequest::Save { name, scope: card.scope, svg: svg.clone() }));
        }
        if own && entry(ui, icon::TEXTBOX, lang::text("book-rename"), true) {
            self.sheet = Some(CoverSheet::Rename { name: card.name.clone(), to: card.name.clone(), starts: true });
        }
        let default = CoverRequest::MakeDefault((!card.is_default).then(|| card.name.clone()));
        if entry(ui, icon::STAR, default.info().text, true) {
            ctx.push(UiCommand::Covers(default));
        }
        if entry(ui, icon::EXPORT, lang::text("cover-export"), here) {
            ctx.push(UiCommand::Covers(CoverRequest::Export { name: card.name.clone(), svg: svg.clone() }));
        }
        if entry(ui, icon::PRINTER, lang::text("action-print-now"), here) {
            let request = CoverRequest::Print { name: card.title.clone(), svg: svg.clone(), sample: self.sample };
            ctx.push(UiCommand::Covers(request));
        }
        if own && entry(ui, icon::TRASH, lang::text("action-delete"), here) {
            let (name, scope) = (card.name.clone(), card.scope);
            ctx.push(UiCommand::Covers(CoverRequest::Delete { name, scope, svg }));
        }
    }
}
