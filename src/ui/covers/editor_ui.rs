//! Drawing the editor: top bar, palette, canvas with its toolbar, properties, and the sheets over it.

use egui::{Align, Color32, Frame, Id, Key, Layout, Modal, Rect as ScreenRect, Ui, UiBuilder, pos2, vec2};

use super::super::command::UiCommand;
use super::super::ctx::PaneCtx;
use super::super::format;
use super::super::icon;
use super::super::theme::{Theme, font, space};
use super::super::widgets::{
    Button, card, choice, field_label, icon_button, label, small_choice, text_field, top_bar, truncated, wrapped,
};
use super::action::{CoverAction, Tool};
use super::canvas_ui::{canvas_keys, canvas_ui, paper_ui};
use super::data::{scope_word, tidy_name};
use super::editor::{Editor, Preview};
use super::menu_ui::action_entry;
use super::palette_ui::palette_ui;
use super::properties_ui::properties_ui;
use super::{CoverSheet, CoversPane};
use crate::cover::Sample;
use crate::cover::edit::{AlignEdge, Axis, Order};
use crate::lang::{self, words};
use crate::model::{CoverScope, Resolution};

/// Width of the palette and of the properties, points.
const PALETTE: f32 = 190.0;
const PROPERTIES: f32 = 250.0;
/// Height of the toolbar.
const TOOLBAR: f32 = 54.0;

fn samples() -> [(Sample, &'static str); 5] {
    [
        (Sample::Short, super::data::sample_label(Sample::Short)),
        (Sample::Long, super::data::sample_label(Sample::Long)),
        (Sample::Missing, super::data::sample_label(Sample::Missing)),
        (Sample::Cjk, super::data::sample_label(Sample::Cjk)),
        (Sample::Arabic, super::data::sample_label(Sample::Arabic)),
    ]
}
fn resolutions() -> [(Resolution, &'static str); 2] {
    [(Resolution::Standard, lang::text("resolution-standard")), (Resolution::Fine, lang::text("resolution-fine"))]
}
fn scopes() -> [(CoverScope, &'static str); 2] {
    [(CoverScope::Common, lang::text("cover-shelf-common")), (CoverScope::Personal, lang::text("cover-shelf-personal"))]
}

impl CoversPane {
    pub(super) fn editor_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let Some(mut editor) = self.editor.take() else { return };
        keys(ctx, ui);
        editor_bar(ctx, ui, &editor);
        let room = ui.available_rect_before_wrap();
        let gap = space::GAP - 2.0;
        let palette = ScreenRect::from_min_size(room.min, vec2(PALETTE, room.height()));
        let properties = ScreenRect::from_min_max(pos2(room.right() - PROPERTIES, room.top()), room.max);
        let centre = ScreenRect::from_min_max(
            pos2(palette.right() + gap, room.top()),
            pos2(properties.left() - gap, room.bottom()),
        );
        palette_ui(ctx, ui, palette, &editor);
        card(ctx.theme, ui, centre, |ui| self.centre_ui(ctx, ui, centre.shrink(1.0), &mut editor));
        properties_ui(ctx, ui, properties, &mut editor, self.canvas.rendering.families());
        self.editor = Some(editor);
    }

    fn centre_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui, centre: ScreenRect, editor: &mut Editor) {
        let bar = ScreenRect::from_min_size(centre.min, vec2(centre.width(), TOOLBAR));
        toolbar_ui(ctx, ui, bar, editor);
        ui.painter().hline(centre.x_range(), bar.bottom() - 0.5, ctx.theme.outline());
        let mut room = ScreenRect::from_min_max(pos2(centre.left(), bar.bottom()), centre.max);
        let ground = egui::CornerRadius { nw: 0, ne: 0, sw: space::CARD_RADIUS - 1, se: space::CARD_RADIUS - 1 };
        ui.painter().rect_filled(room, ground, ctx.theme.background);
        self.canvas.notes_ui(ctx, ui, &mut room, editor);
        let mut drawn = room;
        let beside = (editor.preview == Preview::Beside).then(|| {
            drawn.set_right(room.left() + (room.width() / 2.0).round());
            ScreenRect::from_min_max(pos2(drawn.right(), room.top()), room.max)
        });
        let picture = match editor.preview {
            Preview::Instead => self.canvas.line(),
            Preview::Off | Preview::Beside => self.canvas.screen(),
        };
        let (canvas, response) = canvas_ui(ctx, ui, drawn, editor, picture);
        canvas_keys(ui, editor);
        response.context_menu(|ui| context_menu(ctx, ui, editor));
        if let Some(beside) = beside {
            ui.painter().vline(beside.left() + 0.5, beside.y_range(), ctx.theme.outline());
            let mut inside = ui.new_child(UiBuilder::new().max_rect(beside));
            inside.set_clip_rect(beside.intersect(ui.clip_rect()));
            // The same part of the page as beside it.
            let same = ScreenRect::from_min_max(
                pos2(beside.left(), canvas.top()),
                pos2(beside.left() + canvas.width(), canvas.bottom()),
            );
            paper_ui(ctx.theme, &inside, same, editor, self.canvas.line());
        }
        pages_ui(ctx, ui, canvas, editor, editor.pages(self.canvas.pages));
        let shown = ui.ctx().pixels_per_point();
        self.canvas.order(editor, canvas, shown, &self.options);
    }

    /// The sheet over the pane; what it leads to.
    pub(super) fn sheet_ui(&mut self, ctx: &PaneCtx<'_>, ui: &Ui) {
        let Some(mut sheet) = self.sheet.take() else { return };
        let theme = ctx.theme;
        let frame = Frame::new()
            .fill(theme.panel)
            .stroke(theme.outline())
            .corner_radius(space::CARD_RADIUS)
            .inner_margin(22)
            .shadow(ui.visuals().window_shadow);
        let modal = Modal::new(Id::unique("cover sheet")).frame(frame).backdrop_color(Color32::from_black_alpha(90));
        let response = modal.show(ui.ctx(), |ui| {
            ui.set_width(380.0);
            match &mut sheet {
                CoverSheet::SaveAs { name, scope, starts, .. } => save_as_ui(theme, ui, name, scope, starts),
                CoverSheet::Rename { to, starts, .. } => rename_ui(theme, ui, to, starts),
                CoverSheet::Leave => leave_ui(theme, ui),
            }
        });
        match response.inner {
            Some(Verdict::Agreed) => self.sheet_agreed(ctx, sheet),
            Some(Verdict::Otherwise) => self.leave(),
            Some(Verdict::Cancelled) => {}
            None if response.should_close() => {}
            None => self.sheet = Some(sheet),
        }
    }
}

/// How a sheet was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Agreed,
    /// Leave without saving.
    Otherwise,
    Cancelled,
}

fn buttons(theme: &Theme, ui: &mut Ui, agreed: &str, enabled: bool, otherwise: Option<&str>) -> Option<Verdict> {
    ui.add_space(18.0);
    let entered = enabled && ui.input(|input| input.key_pressed(Key::Enter));
    let clicked = ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        let yes = Button::primary(agreed).enabled(enabled).ui(theme, ui).clicked() && enabled;
        let no = Button::secondary(lang::text("cancel")).ui(theme, ui).clicked();
        let other = otherwise.is_some_and(|words| Button::secondary(words).ui(theme, ui).clicked());
        match (yes, no, other) {
            (true, ..) => Some(Verdict::Agreed),
            (_, true, _) => Some(Verdict::Cancelled),
            (_, _, true) => Some(Verdict::Otherwise),
            _ => None,
        }
    });
    clicked.inner.or(entered.then_some(Verdict::Agreed))
}

fn name_field(theme: &Theme, ui: &mut Ui, name: &mut String, starts: &mut bool) {
    field_label(theme, ui, lang::text("edit-name"));
    let response = text_field(
        theme,
        ui,
        Id::unique("cover name"),
        lang::text("cover-name"),
        name,
        lang::text("cover-name-hint"),
        1,
    );
    if std::mem::take(starts) {
        response.request_focus();
    }
}

fn save_as_ui(
    theme: &Theme,
    ui: &mut Ui,
    name: &mut String,
    scope: &mut CoverScope,
    starts: &mut bool,
) -> Option<Verdict> {
    label(ui, lang::text("cover-save-title"), font::title(), theme.ink);
    ui.add_space(10.0);
    name_field(theme, ui, name, starts);
    ui.add_space(8.0);
    field_label(theme, ui, lang::text("cover-whose"));
    if let Some(chosen) = choice(theme, ui, lang::text("cover-whose"), *scope, &scopes(), 376.0) {
        *scope = chosen;
    }
    let hint = match scope {
        CoverScope::Personal => lang::text("cover-personal-hint"),
        _ => lang::text("cover-common-hint"),
    };
    wrapped(ui, hint, font::secondary(), theme.ink_secondary);
    buttons(theme, ui, lang::text("save"), !tidy_name(name).is_empty(), None)
}

fn rename_ui(theme: &Theme, ui: &mut Ui, to: &mut String, starts: &mut bool) -> Option<Verdict> {
    label(ui, lang::text("cover-rename-title"), font::title(), theme.ink);
    ui.add_space(10.0);
    name_field(theme, ui, to, starts);
    buttons(theme, ui, lang::text("cover-rename"), !tidy_name(to).is_empty(), None)
}

fn leave_ui(theme: &Theme, ui: &mut Ui) -> Option<Verdict> {
    label(ui, lang::text("cover-leave-title"), font::title(), theme.ink);
    ui.add_space(8.0);
    let words = lang::text("cover-leave-hint");
    wrapped(ui, words, font::body(), theme.ink_secondary);
    buttons(theme, ui, lang::text("save"), true, Some(lang::text("cover-leave-unsaved")))
}

/// The title, what is edited, and what concerns the whole page.
fn editor_bar(ctx: &PaneCtx<'_>, ui: &mut Ui, editor: &Editor) {
    let state = match (&editor.name, editor.is_changed()) {
        (None, _) => lang::text("cover-state-new"),
        (_, true) => lang::text("cover-state-changed"),
        (_, false) => lang::text("cover-state-saved"),
    };
    let words = match editor.name {
        Some(_) => format!("{} · {} · {state}", editor.title, scope_word(editor.scope)),
        None => format!("{} · {state}", editor.title),
    };
    let bar = |ui: &mut Ui| {
        let save = CoverAction::Save;
        let button = Button::primary(lang::text("save")).icon(save.info().icon).tooltip(save.tooltip(ui.ctx()));
        if button.ui(ctx.theme, ui).clicked() {
            ctx.push(UiCommand::Cover(save));
        }
        for action in [CoverAction::SaveAs, CoverAction::Print] {
            let info = action.info();
            let button = Button::secondary(info.text).icon(info.icon).tooltip(action.tooltip(ui.ctx()));
            if button.ui(ctx.theme, ui).clicked() {
                ctx.push(UiCommand::Cover(action));
            }
        }
        for action in [CoverAction::Redo, CoverAction::Undo] {
            tool_button(ctx, ui, editor, action, false);
        }
    };
    top_bar(
        ctx.theme,
        ui,
        lang::text("pane-covers"),
        |ui| {
            tool_button(ctx, ui, editor, CoverAction::Close, false);
            truncated(ui, words, font::secondary(), ctx.theme.ink_secondary);
        },
        bar,
    );
}

/// A square button of an action; pale when it would do nothing.
fn tool_button(ctx: &PaneCtx<'_>, ui: &mut Ui, editor: &Editor, action: CoverAction, on: bool) {
    let info = action.info();
    let enabled = editor.allows(action);
    let tooltip = action.tooltip(ui.ctx());
    let clicked = ui
        .add_enabled_ui(enabled, |ui| {
            let response = icon_button(ctx.theme, ui, info.icon, info.text, on);
            response.on_hover_text(tooltip).clicked()
        })
        .inner;
    if clicked {
        ctx.push(UiCommand::Cover(action));
    }
}

fn toolbar_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, bar: ScreenRect, editor: &mut Editor) {
    let inner = bar.shrink2(vec2(14.0, 0.0));
    let mut right = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center)));
    right.set_clip_rect(bar.intersect(ui.clip_rect()));
    right.spacing_mut().item_spacing.x = 8.0;
    preview_ui(ctx, &mut right, editor);
    let samples = small_choice(ctx.theme, &mut right, lang::text("cover-sample"), editor.sample, &samples(), 150.0);
    if let Some(sample) = samples {
        editor.sample = sample;
    }
    let rest = ScreenRect::from_min_max(inner.min, pos2(right.min_rect().left() - 8.0, inner.bottom()));
    let mut left = ui.new_child(UiBuilder::new().max_rect(rest).layout(Layout::left_to_right(Align::Center)));
    left.set_clip_rect(rest.expand2(vec2(2.0, 0.0)).intersect(ui.clip_rect()));
    left.spacing_mut().item_spacing.x = 6.0;
    let groups: [&[CoverAction]; 4] = [
        &[
            CoverAction::Tool(Tool::Select),
            CoverAction::Tool(Tool::Text),
            CoverAction::Tool(Tool::Rectangle),
            CoverAction::Tool(Tool::Line),
            CoverAction::InsertPicture,
        ],
        &[AlignEdge::Left, AlignEdge::Centre, AlignEdge::Right, AlignEdge::Top].map(CoverAction::Align),
        &[
            CoverAction::Align(AlignEdge::Middle),
            CoverAction::Align(AlignEdge::Bottom),
            CoverAction::Distribute(Axis::Across),
            CoverAction::Distribute(Axis::Down),
        ],
        &[
            CoverAction::Order(Order::Front),
            CoverAction::Order(Order::Back),
            CoverAction::Group,
            CoverAction::Ungroup,
            CoverAction::Rotate(true),
            CoverAction::Lock,
        ],
    ];
    // What has no room is in the menu behind the dots, which is always there.
    let button = 34.0 + 6.0;
    let mut room = rest.width() - button;
    let mut hidden: Vec<CoverAction> = Vec::new();
    for (number, action) in
        groups.iter().enumerate().flat_map(|(number, group)| group.iter().map(move |it| (number, *it)))
    {
        room -= button;
        if number == 0 || room > 0.0 && hidden.is_empty() {
            let on = action == CoverAction::Tool(editor.tool);
            tool_button(ctx, &mut left, editor, action, on);
        } else {
            hidden.push(action);
        }
    }
    hidden.extend([CoverAction::Order(Order::Up), CoverAction::Order(Order::Down), CoverAction::Rotate(false)]);
    let more = icon_button(ctx.theme, &mut left, icon::DOTS_THREE, lang::text("cover-more"), false);
    egui::Popup::menu(&more).width(256.0).gap(4.0).show(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        let view = [
            CoverAction::ZoomFit,
            CoverAction::ZoomActual,
            CoverAction::Grid,
            CoverAction::Snap,
            CoverAction::Units,
            CoverAction::Export,
        ];
        for action in hidden.iter().chain(&view) {
            if action_entry(ctx.theme, ui, *action, editor.allows(*action)).clicked() {
                ctx.push(UiCommand::Cover(*action));
                ui.close();
            }
        }
    });
}

/// Which of the cover's pages is seen, below it; nothing when there is only one.
fn pages_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, canvas: ScreenRect, editor: &Editor, pages: usize) {
    if pages < 2 {
        return;
    }
    let own = CoverAction::OwnFurtherPages;
    let offers_own = editor.sheet > 0 && editor.allows(own);
    let size = vec2(if offers_own { 330.0 } else { 168.0 }, 34.0);
    // So low that it covers nothing but the page's margin when all of the page is seen.
    let room = ScreenRect::from_center_size(pos2(canvas.center().x, canvas.bottom() - 2.0 - size.y / 2.0), size);
    let mut inside = ui.new_child(
        UiBuilder::new().max_rect(room.shrink2(vec2(4.0, 2.0))).layout(Layout::left_to_right(Align::Center)),
    );
    // The page below it gets no clicks meant for the gaps between the buttons.
    inside.interact(room, Id::unique("pages of the cover"), egui::Sense::click_and_drag());
    let (fill, line) = (ctx.theme.panel, ctx.theme.outline());
    inside.painter().rect(room, space::CONTROL_RADIUS, fill, line, egui::StrokeKind::Inside);
    inside.spacing_mut().item_spacing.x = 4.0;
    for (action, enabled) in
        [(CoverAction::Turn(false), editor.sheet > 0), (CoverAction::Turn(true), editor.sheet + 1 < pages)]
    {
        if action == CoverAction::Turn(true) {
            let words = words!("outbox-page-of", page = editor.sheet + 1, pages = pages);
            let words =
                inside.add_sized(vec2(92.0, 30.0), egui::Label::new(egui::RichText::new(words).font(font::body())));
            words.on_hover_text(lang::text("cover-next-page-tip"));
        }
        let info = action.info();
        let tooltip = action.tooltip(inside.ctx());
        let button =
            |ui: &mut Ui| icon_button(ctx.theme, ui, info.icon, info.text, false).on_hover_text(tooltip).clicked();
        if inside.add_enabled_ui(enabled, button).inner {
            ctx.push(UiCommand::Cover(action));
        }
    }
    if offers_own {
        let info = own.info();
        let button = Button::secondary(info.text).small().tooltip(info.tooltip);
        if button.ui(ctx.theme, &mut inside).clicked() {
            ctx.push(UiCommand::Cover(own));
        }
    }
}

/// The switch to what the line carries, its resolution, and whether it stands beside the page.
fn preview_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, editor: &mut Editor) {
    let on = editor.preview != Preview::Off;
    let action = CoverAction::FaxPreview;
    let button = if on {
        Button::primary(lang::text("cover-fax-preview"))
    } else {
        Button::secondary(lang::text("cover-fax-preview"))
    };
    if button.small().tooltip(action.info().tooltip).ui(ctx.theme, ui).clicked() {
        ctx.push(UiCommand::Cover(action));
    }
    if on {
        tool_button(ctx, ui, editor, CoverAction::Beside, editor.preview == Preview::Beside);
        let chosen =
            small_choice(ctx.theme, ui, lang::text("compose-resolution"), editor.resolution, &resolutions(), 92.0);
        if let Some(resolution) = chosen {
            editor.resolution = resolution;
        }
    }
}

fn context_menu(ctx: &PaneCtx<'_>, ui: &mut Ui, editor: &Editor) {
    ui.set_width(256.0);
    ui.spacing_mut().item_spacing.y = 1.0;
    let nothing = editor.selection.is_empty();
    let actions: &[CoverAction] = if nothing {
        &[CoverAction::Paste, CoverAction::SelectAll, CoverAction::ZoomFit, CoverAction::Grid, CoverAction::Snap]
    } else {
        &[
            CoverAction::EditText,
            CoverAction::Cut,
            CoverAction::Copy,
            CoverAction::Paste,
            CoverAction::Duplicate,
            CoverAction::Delete,
            CoverAction::Order(Order::Front),
            CoverAction::Order(Order::Up),
            CoverAction::Order(Order::Down),
            CoverAction::Order(Order::Back),
            CoverAction::Group,
            CoverAction::Ungroup,
            CoverAction::Rotate(true),
            CoverAction::Rotate(false),
            CoverAction::Lock,
        ]
    };
    for action in actions {
        let enabled = editor.allows(*action);
        if action_entry(ctx.theme, ui, *action, enabled).clicked() {
            ctx.push(UiCommand::Cover(*action));
            ui.close();
        }
    }
}

/// Keys of the editor. Deaf while words are typed, but for saving.
fn keys(ctx: &PaneCtx<'_>, ui: &Ui) {
    let typing = ui.ctx().text_edit_focused();
    for action in CoverAction::KEYED {
        let deaf = typing && !matches!(action, CoverAction::Save | CoverAction::SaveAs | CoverAction::Print);
        let Some(shortcut) = action.shortcut().filter(|_| !deaf) else { continue };
        if ui.input_mut(|input| input.consume_shortcut(&shortcut)) {
            ctx.push(UiCommand::Cover(action));
        }
    }
    if typing {
        return;
    }
    let also = [
        (egui::Modifiers::COMMAND, Key::Y, CoverAction::Redo),
        (egui::Modifiers::NONE, Key::Backspace, CoverAction::Delete),
        (egui::Modifiers::COMMAND, Key::Equals, CoverAction::ZoomIn),
    ];
    for (modifiers, key, action) in also {
        if ui.input_mut(|input| input.consume_key(modifiers, key)) {
            ctx.push(UiCommand::Cover(action));
        }
    }
    if !ui.ctx().any_popup_open() && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape)) {
        ctx.push(UiCommand::Escape);
    }
    // The system's clipboard keys come as events of their own.
    ui.input_mut(|input| {
        input.events.retain(|event| {
            let command = match event {
                egui::Event::Copy => UiCommand::Cover(CoverAction::Copy),
                egui::Event::Cut => UiCommand::Cover(CoverAction::Cut),
                egui::Event::Paste(text) => UiCommand::CoverPaste(text.clone()),
                _ => return true,
            };
            ctx.push(command);
            false
        });
    });
}

impl super::Canvas {
    /// Why a change was not made, why the page cannot be drawn, what in it is not drawn; at the canvas's upper edge.
    fn notes_ui(&self, ctx: &PaneCtx<'_>, ui: &mut Ui, room: &mut ScreenRect, editor: &Editor) {
        let theme = ctx.theme;
        let mut notes: Vec<(String, bool)> = Vec::new();
        notes.extend(editor.problem.clone().map(|problem| (problem, true)));
        notes.extend(self.problem.clone().map(|problem| (format::sentence(&problem), true)));
        if self.pages > 1 {
            notes.push((words!("cover-note-goes-on", pages = self.pages), false));
        }
        if let Some(first) = self.warnings.first() {
            let more = match self.warnings.len() {
                1 => String::new(),
                many => format!(" {}", words!("cover-and-more", count = many - 1)),
            };
            notes.push((format!("{}{more}", format::sentence(first)), false));
        }
        for (words, bad) in notes {
            let strip = ScreenRect::from_min_size(room.min, vec2(room.width(), 30.0));
            let (ink, ground) = if bad { (theme.bad, theme.bad_tint) } else { (theme.ink_secondary, theme.raised) };
            ui.painter().rect_filled(strip, 0, ground);
            let mut inside = ui.new_child(
                UiBuilder::new().max_rect(strip.shrink2(vec2(14.0, 0.0))).layout(Layout::left_to_right(Align::Center)),
            );
            label(&mut inside, if bad { icon::WARNING_CIRCLE } else { icon::INFO }, font::icon(15.0), ink);
            truncated(&mut inside, words, font::secondary(), ink);
            ui.painter().hline(strip.x_range(), strip.bottom() - 0.5, theme.outline());
            room.min.y = strip.bottom();
        }
    }
}
