//! Drawing the viewer: thumbnails, the page on its ground, the tools in the header.

use egui::WidgetInfo;
use egui::{Color32, CornerRadius, Mesh, Pos2, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2};

use super::super::command::{CommandSink, UiCommand, ViewerAction};
use super::super::pages::PagePicture;
use super::super::theme::{Theme, font};
use super::super::widgets::icon_button;
use super::{PageOf, ThumbnailSide, Viewer, Zoom};
use crate::lang::{self, words};

/// Points.
const THUMBNAIL: Vec2 = Vec2::new(72.0, 98.0);
const THUMBNAIL_GAP: f32 = 10.0;
/// Around the page.
const MARGIN: f32 = 16.0;
/// What a page is taken for until it is known: A4.
const A4_MM: (f32, f32) = (215.0, 297.0);
/// Physical pixels asked for at the most.
const MAX_PX: u32 = 4096;

impl Viewer {
    /// Thumbnails and the page, filling the rest of `ui`.
    pub(crate) fn ui(&mut self, theme: &Theme, ui: &mut Ui, pages: u32, page_of: &PageOf<'_>) {
        self.show_ui(theme, ui, pages, page_of, Strip { side: ThumbnailSide::Left, fixed: None });
    }

    /// The same with thumbnails behind the page that can be dragged to another place, all but the first `fixed` ones.
    /// The page that was moved and where to: places from 0, counted from the first that can be.
    pub(crate) fn arranging_ui(
        &mut self,
        theme: &Theme,
        ui: &mut Ui,
        pages: u32,
        page_of: &PageOf<'_>,
        fixed: u32,
    ) -> Option<(usize, usize)> {
        self.show_ui(theme, ui, pages, page_of, Strip { side: ThumbnailSide::Right, fixed: Some(fixed as usize) })
    }

    fn show_ui(
        &mut self,
        theme: &Theme,
        ui: &mut Ui,
        pages: u32,
        page_of: &PageOf<'_>,
        strip: Strip,
    ) -> Option<(usize, usize)> {
        let (side, fixed) = (strip.side, strip.fixed);
        let mut moved = None;
        self.page = self.page.clamp(1, pages.max(1));
        let mut room = ui.available_rect_before_wrap();
        let column = THUMBNAIL.x + 2.0 * THUMBNAIL_GAP + 8.0;
        if pages > 1 {
            let strip = match side {
                ThumbnailSide::Left => {
                    let (strip, rest) = room.split_left_right_at_x(room.left() + column);
                    room = rest;
                    strip
                }
                ThumbnailSide::Right => {
                    let (rest, strip) = room.split_left_right_at_x(room.right() - column);
                    room = rest;
                    strip
                }
            };
            ui.scope_builder(egui::UiBuilder::new().max_rect(strip).id_salt("thumbnails"), |ui| {
                moved = self.thumbnails_ui(theme, ui, pages, page_of, fixed);
            });
        }
        ui.scope_builder(egui::UiBuilder::new().max_rect(room).id_salt("page"), |ui| self.page_ui(theme, ui, page_of));
        moved
    }

    /// Zoom, fit and turn, right to left in a header.
    pub(crate) fn tools_ui(&self, theme: &Theme, ui: &mut Ui, commands: &CommandSink) {
        for action in [ViewerAction::ZoomIn, ViewerAction::ZoomOut] {
            tool(theme, ui, commands, action, false);
        }
        let (text, next) = match self.zoom {
            Zoom::FitPage => (lang::text("viewer-fit-page").to_owned(), ViewerAction::FitWidth),
            Zoom::FitWidth => (lang::text("viewer-fit-width").to_owned(), ViewerAction::FitPage),
            Zoom::Scale(scale) => (format!("{:.0} %", scale * 25.4 / 96.0 * 100.0), ViewerAction::FitPage),
        };
        let label = egui::RichText::new(text).font(font::secondary()).color(theme.ink_secondary);
        if ui.add(egui::Button::new(label).frame(false)).on_hover_text(lang::text("viewer-fit-tip")).clicked() {
            commands.push(UiCommand::Viewer(next));
        }
        tool(theme, ui, commands, ViewerAction::Invert, self.inverted);
        tool(theme, ui, commands, ViewerAction::Rotate, false);
    }

    fn thumbnails_ui(
        &mut self,
        theme: &Theme,
        ui: &mut Ui,
        pages: u32,
        page_of: &PageOf<'_>,
        fixed: Option<usize>,
    ) -> Option<(usize, usize)> {
        let mut moved = None;
        let row = THUMBNAIL.y + THUMBNAIL_GAP;
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().auto_shrink(false).show_rows(ui, row, pages as usize, |ui, rows| {
            for index in rows {
                let page = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
                let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), row), Sense::click());
                let movable = fixed.filter(|fixed| index >= *fixed);
                let response = match movable {
                    Some(fixed) => {
                        let dragged = response.interact(Sense::click_and_drag());
                        if let Some(to) = drop_place(theme, ui, &dragged, rect, index, fixed..pages as usize)
                            && to != index
                        {
                            moved = Some((index - fixed, to - fixed));
                        }
                        dragged
                    }
                    None => response,
                };
                let room = Rect::from_center_size(rect.center() + Vec2::new(0.0, THUMBNAIL_GAP / 2.0), THUMBNAIL);
                let picture = page_of(page, physical(ui, THUMBNAIL), false);
                let sheet = sheet_rect(&picture, room);
                paint_page(theme, ui, &picture, sheet, 0);
                if page == self.page {
                    let ring = sheet.expand(1.0);
                    ui.painter().rect_stroke(
                        ring,
                        CornerRadius::same(2),
                        Stroke::new(2.0, theme.accent),
                        StrokeKind::Outside,
                    );
                }
                named(&response, &words!("viewer-page", page = page), page == self.page);
                if response.clicked() || response.drag_started() {
                    self.show_page(page, pages);
                }
            }
        });
        moved
    }

    fn page_ui(&mut self, theme: &Theme, ui: &mut Ui, page_of: &PageOf<'_>) {
        let room = ui.available_size() - Vec2::splat(2.0 * MARGIN);
        // The size on paper is known once any picture of the page is here.
        let known = |picture: &PagePicture| match picture {
            PagePicture::Ready { size_mm, .. } => *size_mm,
            PagePicture::Loading | PagePicture::Failed(_) => A4_MM,
        };
        let first = page_of(self.page, physical(ui, THUMBNAIL), self.inverted);
        let paper_mm = known(&first);
        let size_mm = self.turned(paper_mm);
        let scale = self.scale_for(size_mm, room.x, room.y);
        self.shown_scale = scale;
        let wanted = physical(ui, Vec2::new(paper_mm.0, paper_mm.1) * scale);
        let picture = match page_of(self.page, wanted, self.inverted) {
            PagePicture::Loading => first,
            other => other,
        };
        let size = Vec2::new(size_mm.0, size_mm.1) * scale;
        let mut area = ScrollArea::both().auto_shrink(false).id_salt(("page", self.page));
        if std::mem::take(&mut self.to_top) {
            area = area.scroll_offset(Vec2::ZERO);
        }
        area.show(ui, |ui| {
            let whole = ui.available_size().max(size + Vec2::splat(2.0 * MARGIN));
            let (rect, response) = ui.allocate_exact_size(whole, Sense::drag());
            let sheet = Rect::from_center_size(rect.center(), size);
            paint_page(theme, ui, &picture, sheet, self.turns);
            if response.dragged() {
                ui.scroll_with_delta(response.drag_delta());
            }
            named(&response, &words!("viewer-picture", page = self.page), false);
        });
    }
}

/// How the thumbnails stand.
#[derive(Clone, Copy, Debug)]
struct Strip {
    side: ThumbnailSide,
    /// How many at the beginning stay where they are; none: all of them.
    fixed: Option<usize>,
}

/// While a thumbnail is dragged a line shows where it would go; where it goes when it is let go.
fn drop_place(
    theme: &Theme,
    ui: &Ui,
    dragged: &Response,
    rect: Rect,
    index: usize,
    places: std::ops::Range<usize>,
) -> Option<usize> {
    if !dragged.dragged() && !dragged.drag_stopped() {
        return None;
    }
    let pointer = dragged.interact_pointer_pos()?;
    let rows = ((pointer.y - rect.center().y) / rect.height()).round() as isize;
    let to = index.saturating_add_signed(rows).clamp(places.start, places.end.saturating_sub(1));
    if dragged.drag_stopped() {
        return Some(to);
    }
    let from_here = to as f32 - index as f32 + if to > index { 1.0 } else { 0.0 };
    let y = rect.top() + THUMBNAIL_GAP / 2.0 + from_here * rect.height();
    ui.painter().hline(rect.x_range(), y, Stroke::new(2.0, theme.accent));
    None
}

fn tool(theme: &Theme, ui: &mut Ui, commands: &CommandSink, action: ViewerAction, on: bool) {
    let command = UiCommand::Viewer(action);
    let info = command.info();
    if icon_button(theme, ui, info.icon, info.text, on).clicked() {
        commands.push(command);
    }
}

fn named(response: &Response, label: &str, selected: bool) {
    response.widget_info(|| WidgetInfo::selected(Role::Image, true, selected, label));
}

/// Points to physical pixels, within what a texture may have.
fn physical(ui: &Ui, size: Vec2) -> (u32, u32) {
    let scale = ui.ctx().pixels_per_point();
    let px = |points: f32| (points * scale).round().clamp(1.0, MAX_PX as f32) as u32;
    (px(size.x), px(size.y))
}

/// Where a page lies in its room, true aspect, centred at the top.
pub(crate) fn sheet_rect(picture: &PagePicture, room: Rect) -> Rect {
    let (width, height) = match picture {
        PagePicture::Ready { size_mm, .. } => *size_mm,
        PagePicture::Loading | PagePicture::Failed(_) => A4_MM,
    };
    let scale = (room.width() / width.max(1.0)).min(room.height() / height.max(1.0));
    Rect::from_center_size(room.center(), Vec2::new(width, height) * scale)
}

/// A sheet of paper with a page on it, turned by quarter turns to the right.
pub(crate) fn paint_page(theme: &Theme, ui: &Ui, picture: &PagePicture, sheet: Rect, turns: u8) {
    let sheet = match picture {
        PagePicture::Ready { texture, .. } => snapped(ui, sheet, texture.size_vec2(), turns),
        PagePicture::Loading | PagePicture::Failed(_) => sheet,
    };
    let painter = ui.painter();
    painter.rect_filled(sheet.translate(Vec2::new(0.0, 1.0)).expand(1.0), CornerRadius::same(2), theme.shadow);
    painter.rect_filled(sheet, CornerRadius::ZERO, theme.paper);
    painter.rect_stroke(sheet, CornerRadius::ZERO, Stroke::new(1.0, theme.line), StrokeKind::Outside);
    match picture {
        PagePicture::Ready { texture, .. } => paint_turned(ui, texture, sheet, turns, theme.paper),
        PagePicture::Loading => {}
        PagePicture::Failed(error) => {
            if sheet.width() > 160.0 {
                let room = sheet.shrink(16.0);
                let text = painter.layout(error.clone(), font::body(), theme.bad, room.width());
                painter.galley(room.left_top(), text, theme.bad);
            }
        }
    }
}

/// The sheet moved and sized by less than two pixels so that every pixel of the picture falls on one of the screen;
/// otherwise fine text loses or doubles rows.
fn snapped(ui: &Ui, sheet: Rect, picture_px: Vec2, turns: u8) -> Rect {
    let scale = ui.ctx().pixels_per_point();
    let picture_px = if turns % 2 == 1 { picture_px.yx() } else { picture_px };
    let off = (sheet.size() * scale - picture_px).abs();
    let size = if off.max_elem() < 2.0 { picture_px / scale } else { sheet.size() };
    let corner = sheet.center() - size / 2.0;
    let corner = Pos2::new((corner.x * scale).round() / scale, (corner.y * scale).round() / scale);
    Rect::from_min_size(corner, size)
}

fn paint_turned(ui: &Ui, texture: &egui::TextureHandle, sheet: Rect, turns: u8, tint: Color32) {
    let mut mesh = Mesh::with_texture(texture.id());
    let corners = [sheet.left_top(), sheet.right_top(), sheet.right_bottom(), sheet.left_bottom()];
    let texels = [Pos2::new(0.0, 0.0), Pos2::new(1.0, 0.0), Pos2::new(1.0, 1.0), Pos2::new(0.0, 1.0)];
    // Turned right once, the sheet's left top shows the picture's left bottom.
    let shifted = texels.iter().cycle().skip(4 - usize::from(turns % 4));
    for (pos, uv) in corners.into_iter().zip(shifted) {
        mesh.vertices.push(egui::epaint::Vertex { pos, uv: *uv, color: tint });
    }
    mesh.add_triangle(0, 1, 2);
    mesh.add_triangle(0, 2, 3);
    ui.painter().add(mesh);
}
