//! Drawing the canvas: paper, picture, grid, guides, rulers, selection; and what the pointer does on it.

use egui::{
    Align2, Color32, CursorIcon, EventFilter, FontId, Frame, Id, Key, Margin, Modifiers, PointerButton, Pos2,
    Rect as ScreenRect, Response, Role, Sense, Shape, Stroke, StrokeKind, TextEdit, Ui, UiBuilder, WidgetInfo, pos2,
    vec2,
};

use super::super::ctx::PaneCtx;
use super::super::theme::{Theme, font};
use super::action::Tool;
use super::editor::{Drag, Editor, GRID_MM, Handle};
use super::rendering::Picture;
use super::view::{page_rect, sharp};
use crate::cover::edit::{Object, ObjectKind, Point, Rect, Way};
use crate::lang::{self, words};

/// Width of the rulers, points.
pub(super) const RULER: f32 = 18.0;
/// One step of an arrow key, millimetres.
const STEP_MM: f64 = 1.0;

/// A texture and the part of the page it shows.
pub(super) struct Shown {
    texture: egui::TextureHandle,
    part: Rect,
}

impl Shown {
    /// Takes over a picture, into the texture that was shown before.
    pub(super) fn replace(old: Option<Self>, picture: Picture, ctx: &egui::Context, name: &str) -> Self {
        let options =
            egui::TextureOptions { magnification: egui::TextureFilter::Nearest, ..egui::TextureOptions::LINEAR };
        let texture = match old {
            Some(mut old) => {
                old.texture.set(picture.image, options);
                old.texture
            }
            None => ctx.load_texture(name, picture.image, options),
        };
        Self { texture, part: picture.part }
    }
}

/// The page on its ground: shadow, paper, picture. `picture` may show more or less than the page.
pub(super) fn paper_ui(theme: &Theme, ui: &Ui, canvas: ScreenRect, editor: &Editor, picture: Option<&Shown>) {
    let page = editor.view.rect(canvas, page_rect(editor.drawing.page_mm()));
    let shadow = egui::Shadow { offset: [0, 2], blur: 10, spread: 0, color: theme.shadow };
    ui.painter().add(shadow.as_shape(page, 0));
    ui.painter().rect_filled(page, 0, theme.paper);
    if let Some(shown) = picture {
        let whole = ScreenRect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        let rect = editor.view.rect(canvas, shown.part);
        ui.painter().with_clip_rect(page.intersect(ui.clip_rect())).image(shown.texture.id(), rect, whole, theme.paper);
    }
    ui.painter().rect_stroke(page, 0, theme.outline(), StrokeKind::Outside);
}

/// The whole canvas with its rulers in `room`. Returns the canvas's own rectangle and response.
pub(super) fn canvas_ui(
    ctx: &PaneCtx<'_>,
    ui: &mut Ui,
    room: ScreenRect,
    editor: &mut Editor,
    picture: Option<&Shown>,
) -> (ScreenRect, Response) {
    let canvas = ScreenRect::from_min_max(room.min + vec2(RULER, RULER), room.max);
    editor.view.settle(canvas, editor.drawing.page_mm());
    editor.middle = canvas.size() / 2.0;
    let id = canvas_id();
    let response = ui.interact(canvas, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, lang::text("cover-canvas")));
    if !std::mem::replace(&mut editor.seen, true) {
        response.request_focus();
    }
    take_focus(ui, id, &response);
    wheel(ui, canvas, &mut editor.view);
    pointer(ui, canvas, &response, editor);
    let mut inside = ui.new_child(UiBuilder::new().max_rect(canvas));
    inside.set_clip_rect(canvas.intersect(ui.clip_rect()));
    paper_ui(ctx.theme, &inside, canvas, editor, picture);
    if editor.grid {
        paint_grid(ctx.theme, &inside, canvas, editor);
    }
    paint_guides(ctx.theme, &inside, canvas, editor);
    objects_ui(&inside, canvas, editor);
    paint_selection(ctx.theme, &inside, canvas, editor, &response);
    typing_ui(ctx.theme, &mut inside, canvas, editor);
    rulers_ui(ctx.theme, ui, room, canvas, editor);
    (canvas, response)
}

/// Where the keyboard is while objects are moved by it.
pub(super) fn canvas_id() -> Id {
    Id::unique("cover canvas")
}

/// The canvas has the keyboard whenever no other control does; arrows and Tab stay with it.
fn take_focus(ui: &Ui, id: Id, response: &Response) {
    let free = ui.memory(|memory| memory.focused().is_none());
    if response.clicked() || response.drag_started() || free && !ui.ctx().any_popup_open() {
        response.request_focus();
        // What keeps Tab here holds from the next frame on, which must not wait for that very key.
        ui.ctx().request_repaint();
    }
    let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: false };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
}

/// Wheel: scroll, or zoom with Ctrl or two fingers.
fn wheel(ui: &Ui, canvas: ScreenRect, view: &mut super::view::View) {
    let hover = ui.input(|input| input.pointer.hover_pos()).filter(|at| canvas.contains(*at));
    let Some(at) = hover.filter(|_| ui.ctx().layer_id_at(hover.unwrap_or_default()) == Some(ui.layer_id())) else {
        return;
    };
    let (zoom, scroll) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta()));
    if (zoom - 1.0).abs() > 1e-4 {
        view.zoom(zoom, at - canvas.min);
    } else {
        view.pan(scroll);
    }
}

fn pointer(ui: &Ui, canvas: ScreenRect, response: &Response, editor: &mut Editor) {
    let (at, origin, modifiers, space) = ui.input(|input| {
        let pointer = &input.pointer;
        (pointer.interact_pos(), pointer.press_origin(), input.modifiers, input.key_down(Key::Space))
    });
    let Some(at) = at else { return };
    let now = editor.view.mm(canvas, at);
    if response.drag_started() {
        let panned = response.drag_started_by(PointerButton::Middle) || space;
        let start = editor.view.mm(canvas, origin.unwrap_or(at));
        if panned {
            editor.drag = Some(Drag::Pan);
        } else if response.drag_started_by(PointerButton::Primary) {
            start_drag(editor, start, modifiers);
        }
    }
    if response.dragged() {
        match editor.drag {
            Some(Drag::Pan) => editor.view.pan(response.drag_delta()),
            Some(_) => editor.drag_to(now, modifiers.shift, modifiers.alt),
            None => {}
        }
    }
    if response.drag_stopped() {
        editor.drop_drag(!canvas.contains(at));
    } else if response.double_clicked() {
        editor.finish_typing();
        editor.open_at(now);
    } else if response.clicked() {
        click(editor, now, modifiers);
    } else if response.secondary_clicked() {
        editor.finish_typing();
        match editor.object_at(now) {
            Some(id) if !editor.selection.contains(&id) => editor.select(id, false),
            Some(_) => {}
            None => editor.selection.clear(),
        }
    }
    if response.contains_pointer() || response.dragged() {
        cursor(ui, editor, now, space);
    }
}

fn start_drag(editor: &mut Editor, start: Point, modifiers: Modifiers) {
    editor.finish_typing();
    let none = crate::cover::edit::Snapped::default();
    if editor.tool != Tool::Select {
        editor.drag = Some(Drag::Insert { start, now: start });
        return;
    }
    if let (Some(handle), Some(from)) = (editor.handle_at(start), editor.selection_box()) {
        editor.drag = Some(Drag::Resize { handle, start, from, to: from, snapped: none });
        return;
    }
    let hit = editor.object_at(start).filter(|id| editor.drawing.object(*id).is_some_and(|object| !object.locked));
    editor.drag = match hit {
        Some(id) => {
            if !editor.selection.contains(&id) {
                editor.select(id, modifiers.shift);
            }
            Some(Drag::Move { start, by: Way::ZERO, snapped: none })
        }
        None => editor.take_guide(start).or(Some(Drag::Marquee { start, now: start, added: modifiers.shift })),
    };
}

fn click(editor: &mut Editor, now: Point, modifiers: Modifiers) {
    editor.finish_typing();
    if editor.tool != Tool::Select {
        editor.drag = Some(Drag::Insert { start: now, now });
        editor.drop_drag(false);
        return;
    }
    match editor.object_at(now) {
        Some(id) => editor.select(id, modifiers.shift),
        None if !modifiers.shift => {
            editor.selection.clear();
            editor.entered = None;
        }
        None => {}
    }
}

fn cursor(ui: &Ui, editor: &Editor, now: Point, space: bool) {
    let resizing = match &editor.drag {
        Some(Drag::Resize { handle, .. }) => Some(*handle),
        None => editor.handle_at(now),
        Some(_) => None,
    };
    let icon = match (&editor.drag, resizing) {
        (Some(Drag::Pan), _) => CursorIcon::Grabbing,
        (None, _) if space => CursorIcon::Grab,
        _ if editor.tool != Tool::Select => CursorIcon::Crosshair,
        (_, Some(Handle { across: 0, .. })) => CursorIcon::ResizeVertical,
        (_, Some(Handle { down: 0, .. })) => CursorIcon::ResizeHorizontal,
        (_, Some(handle)) if handle.across == handle.down => CursorIcon::ResizeNwSe,
        (_, Some(_)) => CursorIcon::ResizeNeSw,
        (Some(Drag::Move { .. }), _) => CursorIcon::Move,
        (Some(Drag::Guide { vertical, .. }), _) if *vertical => CursorIcon::ResizeHorizontal,
        (Some(Drag::Guide { .. }), _) => CursorIcon::ResizeVertical,
        _ => CursorIcon::Default,
    };
    ui.ctx().set_cursor_icon(icon);
}

/// Every object as a node of the accessibility tree; one that is chosen there is selected.
fn objects_ui(ui: &Ui, canvas: ScreenRect, editor: &mut Editor) {
    let mut chosen = None;
    for object in editor.on_page() {
        let rect = editor.view.rect(canvas, object.bounds).expand(1.0);
        if !rect.intersects(canvas) {
            continue;
        }
        let id = canvas_id().with(object.id.0);
        let response = ui.interact(rect.intersect(canvas), id, Sense::hover());
        let selected = editor.selection.contains(&object.id);
        response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, selected, spoken(editor, object)));
        ui.ctx().accesskit_node_builder(id, |node| node.add_action(egui::accesskit::Action::Click));
        if ui.input(|input| input.has_accesskit_action_request(id, egui::accesskit::Action::Click)) {
            chosen = Some(object.id);
        }
    }
    if let Some(id) = chosen {
        editor.select(id, false);
    }
}

/// An object in words: what it is, what it says, whether it is locked.
fn spoken(editor: &Editor, object: &Object) -> String {
    let mut words = match object.kind {
        ObjectKind::Field => match editor.drawing.properties(object.id).field {
            Some(field) => words!("cover-object-field", field = super::data::field_label(field)),
            None => words!("cover-object-unknown", name = object.name),
        },
        kind => format!("{}: {}", kind_word(kind), object.name),
    };
    if object.locked {
        words.push_str(lang::text("cover-object-locked"));
    }
    words
}

/// What an object is, in a word.
pub(super) fn kind_word(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Text => lang::text("cover-text"),
        ObjectKind::Field => lang::text("cover-kind-field"),
        ObjectKind::Rectangle => lang::text("cover-box"),
        ObjectKind::Ellipse => lang::text("cover-ellipse"),
        ObjectKind::Line => lang::text("cover-line"),
        ObjectKind::Path => lang::text("cover-kind-path"),
        ObjectKind::Picture => lang::text("cover-picture"),
        ObjectKind::JobCode => lang::text("cover-job-code"),
        ObjectKind::Group => lang::text("cover-kind-group"),
        ObjectKind::Foreign => lang::text("cover-kind-drawing"),
    }
}

fn paint_grid(theme: &Theme, ui: &Ui, canvas: ScreenRect, editor: &Editor) {
    let page = editor.drawing.page_mm();
    let mut step = GRID_MM;
    while step as f32 * editor.view.scale < 8.0 {
        step *= 2.0;
    }
    let stroke = Stroke::new(1.0, theme.accent.gamma_multiply(0.14));
    let shown = editor.view.rect(canvas, page_rect(page)).intersect(canvas);
    let mut lines = Vec::new();
    let mut at = step;
    while at < page.width.max(page.height) {
        let corner = editor.view.point(canvas, Point::new(at, at));
        let corner = sharp(corner, ui.ctx().pixels_per_point());
        if at < page.width {
            lines.push(Shape::vline(corner.x, shown.y_range(), stroke));
        }
        if at < page.height {
            lines.push(Shape::hline(shown.x_range(), corner.y, stroke));
        }
        at += step;
    }
    ui.painter().extend(lines);
}

fn paint_guides(theme: &Theme, ui: &Ui, canvas: ScreenRect, editor: &Editor) {
    let stroke = Stroke::new(1.0, theme.accent.gamma_multiply(0.6));
    let page = editor.view.rect(canvas, page_rect(editor.drawing.page_mm())).intersect(canvas);
    let dragged = match &editor.drag {
        Some(Drag::Guide { vertical, at }) => Some((*vertical, *at)),
        _ => None,
    };
    let all = editor.guides.vertical.iter().map(|at| (true, *at));
    for (vertical, at) in all.chain(editor.guides.horizontal.iter().map(|at| (false, *at))).chain(dragged) {
        let place = sharp(editor.view.point(canvas, Point::new(at, at)), ui.ctx().pixels_per_point());
        let ends = match vertical {
            true => [pos2(place.x, page.top()), pos2(place.x, page.bottom())],
            false => [pos2(page.left(), place.y), pos2(page.right(), place.y)],
        };
        ui.painter().extend(Shape::dashed_line(&ends, stroke, 4.0, 3.0));
    }
}

/// Outlines, handles, the lines that pull, and what is being drawn.
fn paint_selection(theme: &Theme, ui: &Ui, canvas: ScreenRect, editor: &Editor, response: &Response) {
    let painter = ui.painter();
    let outline = |rect: Rect, stroke: Stroke| {
        painter.rect_stroke(editor.view.rect(canvas, rect), 0, stroke, StrokeKind::Middle);
    };
    let strong = Stroke::new(1.5, theme.accent);
    let weak = Stroke::new(1.0, theme.accent.gamma_multiply(0.55));
    if let Some(group) = editor.entered.and_then(|id| editor.drawing.object(id)) {
        let rect = editor.view.rect(canvas, group.bounds).expand(4.0);
        let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
        painter.extend(Shape::dashed_line(&corners, weak, 5.0, 3.0));
    }
    hover_outline(theme, ui, canvas, editor, response);
    let moved = |rect: Rect| match &editor.drag {
        Some(Drag::Move { by, .. }) => rect + *by,
        Some(Drag::Resize { from, to, .. }) => stretched(rect, *from, *to),
        _ => rect,
    };
    let selected: Vec<&Object> = editor.selected().collect();
    for object in &selected {
        let rect = if object.locked { object.bounds } else { moved(object.bounds) };
        outline(rect, if selected.len() == 1 { strong } else { weak });
    }
    if let Some(all) = editor.selection_box().map(moved) {
        if selected.len() > 1 {
            outline(all, strong);
        }
        let moving = matches!(editor.drag, Some(Drag::Move { .. }));
        if editor.can_change() && !moving && editor.typing.is_none() {
            for handle in editor.handles(all) {
                let at = editor.view.point(canvas, handle.place(all));
                let square = ScreenRect::from_center_size(at, vec2(7.0, 7.0));
                painter.rect(square, 1, theme.panel, Stroke::new(1.3, theme.accent), StrokeKind::Middle);
            }
        }
        if let (Some(Drag::Move { snapped, .. } | Drag::Resize { snapped, .. }), true) =
            (&editor.drag, response.dragged())
        {
            let line = Stroke::new(1.0, theme.bad);
            if let Some(x) = snapped.vertical {
                let x = sharp(editor.view.point(canvas, Point::new(x, 0.0)), ui.ctx().pixels_per_point()).x;
                painter.vline(x, canvas.y_range(), line);
            }
            if let Some(y) = snapped.horizontal {
                let y = sharp(editor.view.point(canvas, Point::new(0.0, y)), ui.ctx().pixels_per_point()).y;
                painter.hline(canvas.x_range(), y, line);
            }
            place_note(theme, ui, canvas, editor, all);
        }
    }
    match &editor.drag {
        Some(Drag::Marquee { start, now, .. }) => {
            let rect = editor.view.rect(canvas, Rect::from_points(*start, *now));
            painter.rect(rect, 0, theme.accent.gamma_multiply(0.10), weak, StrokeKind::Inside);
        }
        Some(Drag::Insert { start, now }) if editor.tool == Tool::Line => {
            let ends = [*start, *now].map(|end| editor.view.point(canvas, end));
            painter.line_segment(ends, strong);
        }
        Some(Drag::Insert { start, now }) => outline(Rect::from_points(*start, *now), strong),
        _ => {}
    }
}

/// The object a click would select.
fn hover_outline(theme: &Theme, ui: &Ui, canvas: ScreenRect, editor: &Editor, response: &Response) {
    let at = response.hover_pos().filter(|_| editor.drag.is_none() && editor.tool == Tool::Select);
    let hovered = at.and_then(|at| editor.object_at(editor.view.mm(canvas, at)));
    if let Some(object) = hovered.and_then(|id| editor.drawing.object(id))
        && !editor.selection.contains(&object.id)
    {
        let stroke = Stroke::new(1.0, theme.accent.gamma_multiply(0.45));
        ui.painter().rect_stroke(editor.view.rect(canvas, object.bounds), 0, stroke, StrokeKind::Middle);
    }
}

/// Place and size beside what is dragged.
fn place_note(theme: &Theme, ui: &Ui, canvas: ScreenRect, editor: &Editor, rect: Rect) {
    let unit = editor.unit;
    let words = match &editor.drag {
        Some(Drag::Resize { .. }) => format!("{} × {}", unit.written(rect.width()), unit.written(rect.height())),
        _ => format!("{}, {}", unit.written(rect.x0), unit.written(rect.y0)),
    };
    let corner = editor.view.rect(canvas, rect).left_bottom() + vec2(0.0, 10.0);
    let galley = ui.painter().layout_no_wrap(words, font::secondary_medium(), theme.on_accent);
    let ground = ScreenRect::from_min_size(corner, galley.size() + vec2(12.0, 6.0));
    ui.painter().rect_filled(ground, 5, theme.accent);
    ui.painter().galley(ground.min + vec2(6.0, 3.0), galley, theme.on_accent);
}

/// Where a box comes to lie when the one around it is resized.
fn stretched(rect: Rect, from: Rect, to: Rect) -> Rect {
    let axis = |at: f64, old: (f64, f64), new: (f64, f64)| {
        let width = old.1 - old.0;
        if width.abs() < 1e-9 { new.0 } else { new.0 + (at - old.0) / width * (new.1 - new.0) }
    };
    let x = |at| axis(at, (from.x0, from.x1), (to.x0, to.x1));
    let y = |at| axis(at, (from.y0, from.y1), (to.y0, to.y1));
    Rect::new(x(rect.x0), y(rect.y0), x(rect.x1), y(rect.y1))
}

/// Words typed in their place.
fn typing_ui(theme: &Theme, ui: &mut Ui, canvas: ScreenRect, editor: &mut Editor) {
    let Some(typing) = editor.typing.clone() else { return };
    let Some(object) = editor.drawing.object(typing.object) else {
        editor.typing = None;
        return;
    };
    let size = editor.drawing.properties(object.id).size_pt.unwrap_or(11.0) * 25.4 / 72.0;
    let letters = (size as f32 * editor.view.scale).clamp(9.0, 120.0);
    let rect = editor.view.rect(canvas, object.bounds);
    let mut typing = typing;
    let id = canvas_id().with("words");
    let width = rect.width().max(160.0);
    let room = ScreenRect::from_min_size(rect.min - vec2(5.0, 4.0), vec2(width + 10.0, rect.height() + 8.0));
    let mut inside = ui.new_child(UiBuilder::new().max_rect(room));
    let frame = Frame::new()
        .fill(theme.panel)
        .stroke(Stroke::new(1.5, theme.accent))
        .corner_radius(3)
        .inner_margin(Margin::symmetric(5, 3));
    let edit = TextEdit::multiline(&mut typing.words)
        .id(id)
        .frame(frame)
        .font(FontId::proportional(letters))
        .desired_rows(1)
        .desired_width(width);
    let response = inside.add(edit).accessible_name(lang::text("cover-words"));
    if typing.starts {
        response.request_focus();
        typing.starts = false;
    } else if response.lost_focus() {
        editor.typing = Some(typing);
        editor.finish_typing();
        return;
    }
    let enter = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
    editor.typing = Some(typing);
    if enter {
        editor.finish_typing();
    }
}

/// Rulers at the top and the left; guides are pulled out of them. Their corner changes the unit.
fn rulers_ui(theme: &Theme, ui: &Ui, room: ScreenRect, canvas: ScreenRect, editor: &mut Editor) {
    let top = ScreenRect::from_min_max(pos2(canvas.left(), room.top()), pos2(room.right(), canvas.top()));
    let left = ScreenRect::from_min_max(pos2(room.left(), canvas.top()), pos2(canvas.left(), room.bottom()));
    for (rect, vertical, name) in
        [(top, false, lang::text("cover-ruler-across")), (left, true, lang::text("cover-ruler-down"))]
    {
        let response = ui.interact(rect, canvas_id().with(name), Sense::drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, name));
        let at = ui.input(|input| input.pointer.interact_pos());
        if let Some(at) = at {
            let now = editor.view.mm(canvas, at);
            if response.drag_started() {
                let at = if vertical { now.x } else { now.y };
                editor.drag = Some(Drag::Guide { vertical, at });
            }
            if response.dragged() {
                editor.drag_to(now, false, false);
            }
            if response.drag_stopped() {
                editor.drop_drag(!canvas.contains(at));
            }
        }
        ui.painter().rect_filled(rect, 0, theme.raised);
        paint_ruler(theme, ui, rect, canvas, editor, vertical);
        let icon = if vertical { CursorIcon::ResizeHorizontal } else { CursorIcon::ResizeVertical };
        response.on_hover_cursor(icon).on_hover_text(lang::text("cover-drag-guide"));
    }
    ui.painter().hline(room.x_range(), canvas.top() - 0.5, theme.outline());
    ui.painter().vline(canvas.left() - 0.5, room.y_range(), theme.outline());
    let corner = ScreenRect::from_min_max(room.min, canvas.min);
    let response = ui.interact(corner, canvas_id().with("unit"), Sense::click());
    let name = words!("cover-rulers-in", unit = editor.unit.name());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    ui.painter().rect_filled(corner.shrink2(vec2(0.5, 0.5)), 0, theme.raised);
    let words = editor.unit.name();
    ui.painter().text(corner.center(), Align2::CENTER_CENTER, words, FontId::proportional(8.5), theme.ink_label);
    if response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(lang::text("cover-units-tip")).clicked() {
        editor.unit = editor.unit.other();
    }
}

fn paint_ruler(theme: &Theme, ui: &Ui, rect: ScreenRect, canvas: ScreenRect, editor: &Editor, vertical: bool) {
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    if let Some(selection) = editor.selection_box() {
        let shown = editor.view.rect(canvas, selection);
        let part = match vertical {
            true => ScreenRect::from_x_y_ranges(rect.x_range(), shown.y_range()),
            false => ScreenRect::from_x_y_ranges(shown.x_range(), rect.y_range()),
        };
        painter.rect_filled(part, 0, theme.accent_tint);
    }
    let (step, parts) = editor.unit.ruler_step(editor.view.scale, 44.0);
    let step_mm = step / editor.unit.per_mm() / f64::from(parts);
    let ends = [canvas.min, canvas.max].map(|at| editor.view.mm(canvas, at));
    let range = match vertical {
        true => (ends.first().map_or(0.0, |end| end.y), ends.last().map_or(0.0, |end| end.y)),
        false => (ends.first().map_or(0.0, |end| end.x), ends.last().map_or(0.0, |end| end.x)),
    };
    let ink = theme.ink_label;
    let stroke = Stroke::new(1.0, ink.gamma_multiply(0.6));
    let mut tick = (range.0 / step_mm).floor() as i64;
    while (tick as f64) * step_mm <= range.1 {
        let mm = tick as f64 * step_mm;
        let place = sharp(editor.view.point(canvas, Point::new(mm, mm)), ui.ctx().pixels_per_point());
        let whole = tick.rem_euclid(i64::from(parts)) == 0;
        let length = if whole { 9.0 } else { 4.0 };
        if vertical {
            painter.hline(rect.right() - length..=rect.right(), place.y, stroke);
        } else {
            painter.vline(place.x, rect.bottom() - length..=rect.bottom(), stroke);
        }
        if whole {
            let words = number(mm * editor.unit.per_mm());
            label_at(&painter, rect, place, vertical, &words, ink);
        }
        tick += 1;
    }
}

fn label_at(painter: &egui::Painter, rect: ScreenRect, place: Pos2, vertical: bool, words: &str, ink: Color32) {
    let font = FontId::proportional(8.5);
    if vertical {
        let galley = painter.layout_no_wrap(words.to_owned(), font, ink);
        let at = pos2(rect.left() + 2.0, place.y + galley.size().x + 3.0);
        let mut shape = egui::epaint::TextShape::new(at, galley, ink);
        shape.angle = -std::f32::consts::FRAC_PI_2;
        painter.add(shape);
    } else {
        painter.text(pos2(place.x + 3.0, rect.top() + 1.0), Align2::LEFT_TOP, words, font, ink);
    }
}

fn number(value: f64) -> String {
    format!("{}", (value * 1000.0).round() / 1000.0 + 0.0)
}

/// Keys of the canvas alone: arrows move, Tab selects.
pub(super) fn canvas_keys(ui: &Ui, editor: &mut Editor) {
    if !ui.memory(|memory| memory.has_focus(canvas_id())) || editor.typing.is_some() {
        return;
    }
    let mut way = Way::ZERO;
    ui.input_mut(|input| {
        for (key, towards) in [
            (Key::ArrowLeft, Way::new(-1.0, 0.0)),
            (Key::ArrowRight, Way::new(1.0, 0.0)),
            (Key::ArrowUp, Way::new(0.0, -1.0)),
            (Key::ArrowDown, Way::new(0.0, 1.0)),
        ] {
            way += towards * (input.count_and_consume_key(Modifiers::SHIFT, key) as f64 * 10.0);
            way += towards * input.count_and_consume_key(Modifiers::NONE, key) as f64;
        }
    });
    if way != Way::ZERO {
        editor.nudge(way * STEP_MM);
    }
    let (back, on) = ui.input_mut(|input| {
        (input.consume_key(Modifiers::SHIFT, Key::Tab), input.consume_key(Modifiers::NONE, Key::Tab))
    });
    if back || on {
        editor.act(super::action::CoverAction::SelectNext(on));
    }
}

/// The part of the page that is seen, for the worker: left, top, width, height in millimetres.
pub(super) fn visible_part(editor: &Editor, canvas: ScreenRect, pixels_per_point: f32) -> Option<[f32; 4]> {
    let page = editor.drawing.page_mm();
    // On whole pixels, so that each pixel of the picture is one of the screen.
    let seen = editor.view.rect(canvas, page_rect(page)).intersect(canvas);
    let seen = ScreenRect::from_min_max(
        (seen.min * pixels_per_point).floor() / pixels_per_point,
        (seen.max * pixels_per_point).ceil() / pixels_per_point,
    );
    let (from, to) = (editor.view.mm(canvas, seen.min), editor.view.mm(canvas, seen.max));
    let part = [from.x as f32, from.y as f32, (to.x - from.x) as f32, (to.y - from.y) as f32];
    (seen.width() > 0.0 && seen.height() > 0.0).then_some(part)
}
