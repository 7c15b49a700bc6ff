//! Drawing the recipients: chips, the field they are typed into, what the phone book offers, and what is known of numbers.

use egui::{
    Align2, Area, CursorIcon, Frame, Id, Key, Margin, Modifiers, Order, Rect, Role, Sense, Stroke, TextEdit, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

use super::super::command::UiCommand;
use super::super::ctx::PaneCtx;
use super::super::icon;
use super::super::theme::{Tone, font, space};
use super::super::widgets::{label, paint_text, pill, wrapped};
use super::ComposePane;
use super::recipients::Offer;
use crate::lang::{self, words};

/// Points.
const OFFER: f32 = 44.0;
/// Warnings shown one by one.
const WARNINGS: usize = 3;

impl ComposePane {
    pub(super) fn recipients_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        for request in self.lookup.wanted(&self.draft) {
            ctx.push(UiCommand::Book(request));
        }
        let id = ui.make_persistent_id("recipients");
        let focused = ui.memory(|memory| memory.has_focus(id));
        let offers = self.lookup.offers(&self.draft, &ctx.snapshot.book.groups);
        let open = !offers.is_empty() && (focused || self.lookup.pointed);
        let mut taken = if open && focused { self.offer_keys(ui, &offers) } else { None };
        let stroke = if focused { Stroke::new(1.5, ctx.theme.accent) } else { ctx.theme.outline() };
        let frame = Frame::new().fill(ctx.theme.panel).stroke(stroke).corner_radius(space::CONTROL_RADIUS);
        let mut remove = None;
        // The ground lies beneath what is on it: a click on a cross or into the text is theirs.
        let ground = UiBuilder::new().sense(Sense::click());
        let show = |ui: &mut Ui| {
            ui.set_width(ui.available_width());
            // A row is as high as what is in it, which then stands in its middle.
            ui.spacing_mut().interact_size.y = 0.0;
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
                for (index, recipient) in self.draft.recipients.iter().enumerate() {
                    let note = self.lookup.note(&recipient.number);
                    let known = note.map_or("", |note| note.name.as_str());
                    let name = if recipient.name.is_empty() { known } else { &recipient.name };
                    let number = recipient.number.as_str();
                    let text = if name.is_empty() { number.to_owned() } else { format!("{name} {number}") };
                    let warned = note.and_then(lang::number_warning);
                    let tone = if warned.is_some() { Tone::Warning } else { Tone::Neutral };
                    let shown = pill(ctx.theme, ui, &text, tone);
                    let company = recipient.details.company.as_str();
                    let facts: Vec<String> =
                        [company.to_owned()].into_iter().chain(warned).filter(|text| !text.is_empty()).collect();
                    if !facts.is_empty() {
                        shown.on_hover_text(facts.join("\n"));
                    }
                    let cross = egui::Button::new(egui::RichText::new(icon::X).font(font::icon(11.0))).frame(false);
                    let response = ui.add(cross).on_hover_text(lang::text("compose-remove-recipient"));
                    response.widget_info(|| {
                        WidgetInfo::labeled(Role::Button, true, words!("compose-remove-one", text = text))
                    });
                    if response.clicked() {
                        remove = Some(index);
                    }
                }
                let hint = if self.draft.recipients.is_empty() {
                    lang::text("compose-recipients-hint")
                } else {
                    lang::text("compose-another")
                };
                let hint = egui::RichText::new(hint).font(font::body()).color(ctx.theme.ink_label);
                let width = (ui.available_size_before_wrap().x - 4.0).max(140.0);
                let edit = TextEdit::singleline(&mut self.draft.input).id(id).frame(Frame::NONE).hint_text(hint);
                let response = ui
                    .add(edit.margin(Margin::symmetric(3, 4)).desired_width(width))
                    .accessible_name(lang::text("compose-to"));
                if std::mem::take(&mut self.focus_recipients) {
                    response.request_focus();
                }
                let entered = ui.input(|input| input.key_pressed(Key::Enter));
                // A click on an offer leaves the field as well, and ends no typing.
                if response.lost_focus() && !self.draft.input.trim().is_empty() && !self.lookup.pointed {
                    self.problem = self.draft.take_input().err();
                    self.focus_recipients = entered;
                }
            });
        };
        let shown = ui.scope_builder(ground, |ui| frame.inner_margin(Margin::symmetric(9, 7)).show(ui, show));
        if shown.response.clicked() {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        if let Some(index) = remove {
            self.draft.recipients.remove(index);
        }
        if open {
            taken = taken.or(self.offers_ui(ctx, ui, shown.response.rect, &offers));
        } else {
            self.lookup.pointed = false;
        }
        if let Some(offer) = taken.and_then(|place| offers.get(place)) {
            if let Some(request) = self.draft.take_offer(offer) {
                ctx.push(UiCommand::Book(request));
            }
            self.problem = None;
            self.lookup.pointed = false;
            self.focus_recipients = true;
            ui.request_repaint();
        }
    }

    /// The keys of the open list, taken from the field; the offer that Enter takes.
    fn offer_keys(&mut self, ui: &Ui, offers: &[Offer]) -> Option<usize> {
        let last = offers.len().saturating_sub(1);
        ui.input_mut(|input| {
            if input.consume_key(Modifiers::NONE, Key::ArrowDown) {
                self.lookup.chosen = Some(self.lookup.chosen.map_or(0, |place| (place + 1).min(last)));
            }
            if input.consume_key(Modifiers::NONE, Key::ArrowUp) {
                self.lookup.chosen = self.lookup.chosen.and_then(|place| place.checked_sub(1));
            }
            let chosen = self.lookup.chosen.filter(|place| *place <= last)?;
            input.consume_key(Modifiers::NONE, Key::Enter).then_some(chosen)
        })
    }

    /// What the phone book offers, below the field; the one that was clicked.
    fn offers_ui(&mut self, ctx: &PaneCtx<'_>, ui: &Ui, field: Rect, offers: &[Offer]) -> Option<usize> {
        let theme = ctx.theme;
        let mut clicked = None;
        let area = Area::new(Id::unique("recipient offers")).order(Order::Foreground);
        let shown = area.fixed_pos(field.left_bottom() + vec2(0.0, 4.0)).show(ui.ctx(), |ui| {
            let frame = Frame::new()
                .fill(theme.panel)
                .stroke(theme.outline())
                .corner_radius(space::CONTROL_RADIUS)
                .shadow(ui.visuals().popup_shadow)
                .inner_margin(4);
            frame.show(ui, |ui| {
                ui.set_width(field.width() - 10.0);
                ui.spacing_mut().item_spacing.y = 0.0;
                for (place, offer) in offers.iter().enumerate() {
                    let (name, more) = offer.words();
                    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), OFFER), Sense::click());
                    let chosen = self.lookup.chosen == Some(place);
                    let spoken = format!("{name}, {more}");
                    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, &spoken));
                    if chosen || response.hovered() {
                        let ground = if chosen { theme.accent_tint } else { theme.raised };
                        ui.painter().rect_filled(rect, 6, ground);
                    }
                    let (sign, face, ink) = match offer {
                        Offer::Group(_) => (icon::USERS_THREE, font::icon(16.0), theme.ink_secondary),
                        Offer::Person(entry, _) if entry.favourite => {
                            (icon::STAR, font::icon_fill(15.0), theme.warning)
                        }
                        Offer::Person(..) => (icon::USER, font::icon(16.0), theme.ink_secondary),
                    };
                    let at = pos2(rect.left() + 18.0, rect.center().y);
                    ui.painter().text(at, Align2::CENTER_CENTER, sign, face, ink);
                    let (left, room) = (rect.left() + 38.0, rect.width() - 48.0);
                    let at = pos2(left, rect.center().y - 9.0);
                    paint_text(ui.painter(), at, Align2::LEFT_CENTER, &name, font::medium(), theme.ink, room);
                    let at = pos2(left, rect.center().y + 9.0);
                    let ink = theme.ink_secondary;
                    paint_text(ui.painter(), at, Align2::LEFT_CENTER, &more, font::secondary(), ink, room);
                    if response.on_hover_cursor(CursorIcon::PointingHand).clicked() {
                        clicked = Some(place);
                    }
                }
            });
        });
        self.lookup.pointed = shown.response.contains_pointer();
        clicked
    }

    /// What is known of the numbers that should be looked at before sending.
    pub(super) fn notes_ui(&self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let notes = self.draft.recipients.iter().filter_map(|recipient| self.lookup.note(&recipient.number));
        let warnings: Vec<String> = notes.filter_map(lang::number_warning).collect();
        let more = warnings.len().saturating_sub(WARNINGS);
        let mut shown: Vec<String> =
            warnings.into_iter().take(WARNINGS).map(|text| super::super::format::sentence(&text)).collect();
        if more > 0 {
            shown.push(words!("compose-more-warnings", count = more));
        }
        for warning in shown {
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                label(ui, icon::WARNING, font::icon(15.0), ctx.theme.warning);
                wrapped(ui, warning, font::secondary(), ctx.theme.warning);
            });
        }
    }
}
