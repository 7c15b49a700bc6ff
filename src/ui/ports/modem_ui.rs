//! Adding a modem, step by step: which port it is on, which number it has, and whether it works, with what to change
//! where it does not.

use egui::{Align, Id, Layout, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::super::command::UiCommand;
use super::super::ctx::PaneCtx;
use super::super::icon;
use super::super::theme::{font, space};
use super::super::widgets::{Button, choice, field_label, label, paint_text, sheet, text_field, wrapped};
use crate::api::FaxError;
use crate::lang::{self, words};
use crate::model::{DeviceFinding, DeviceTest, FaxNumber, FoundDevice, PortId, PortSettings, PortUpdate, PortView};

const WIDTH: f32 = 520.0;
/// Class names as people read them.
fn classes() -> [(&'static str, &'static str); 6] {
    [
        ("auto", lang::text("modem-best")),
        ("1", lang::text("modem-class-1")),
        ("1.0", lang::text("modem-class-1-0")),
        ("2", lang::text("modem-class-2")),
        ("2.0", lang::text("modem-class-2-0")),
        ("2.1", lang::text("modem-class-2-1")),
    ]
}

/// The wizard's state.
#[derive(Debug, Default)]
pub(super) struct ModemSheet {
    /// None while they are being looked for.
    devices: Option<Result<Vec<FoundDevice>, FaxError>>,
    device: String,
    number: String,
    class: &'static str,
    step: Step,
    /// A number to call when testing.
    test_number: String,
}

#[derive(Debug, Default)]
enum Step {
    /// Choosing the port.
    #[default]
    Choose,
    /// The line is being made.
    Adding,
    /// It could not be.
    Refused(FaxError),
    /// The modem is being looked at.
    Testing(PortId),
    /// What was found.
    Tested(PortId, Result<Vec<DeviceFinding>, FaxError>),
}

impl ModemSheet {
    /// For a line that is to be added.
    pub(super) fn new() -> Self {
        Self { class: "auto", ..Self::default() }
    }

    /// For a line that is there; the test has been asked for.
    pub(super) fn testing(port: PortId) -> Self {
        Self { step: Step::Testing(port), ..Self::new() }
    }

    pub(super) fn devices_found(&mut self, found: Result<Vec<FoundDevice>, FaxError>) {
        if let Ok(devices) = &found
            && self.device.is_empty()
            && let Some(free) = devices.iter().find(|device| !device.in_use)
        {
            self.device.clone_from(&free.path);
        }
        self.devices = Some(found);
    }

    /// The line was made: the modem is looked at right away.
    pub(super) fn added(&mut self, added: Result<PortView, FaxError>) -> Option<UiCommand> {
        match added {
            Ok(port) => {
                let port = port.info.id;
                self.step = Step::Testing(port.clone());
                Some(UiCommand::TestPort { port, test: DeviceTest::default() })
            }
            Err(error) => {
                self.step = Step::Refused(error);
                None
            }
        }
    }

    pub(super) fn tested(&mut self, port: PortId, findings: Result<Vec<DeviceFinding>, FaxError>) {
        if matches!(&self.step, Step::Testing(awaited) if *awaited == port) {
            self.step = Step::Tested(port, findings);
        }
    }

    /// Draws it; true when it is to be closed.
    pub(super) fn ui(&mut self, ctx: &PaneCtx<'_>, ui: &Ui) -> bool {
        let response = sheet(ctx.theme, ui, "modem", |ui| {
            ui.set_width(WIDTH);
            match &self.step {
                Step::Choose | Step::Adding | Step::Refused(_) => self.choose_ui(ctx, ui),
                Step::Testing(port) => {
                    let port = port.clone();
                    testing_ui(ctx, ui, &port)
                }
                Step::Tested(..) => self.tested_ui(ctx, ui),
            }
        });
        response.inner || response.should_close()
    }

    fn choose_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) -> bool {
        let theme = ctx.theme;
        label(ui, lang::text("modem-add-title"), font::title(), theme.ink);
        ui.add_space(4.0);
        wrapped(ui, lang::text("modem-plug-in"), font::body(), theme.ink_secondary);
        ui.add_space(12.0);
        match &self.devices {
            None => drop(label(ui, lang::text("modem-looking"), font::body(), theme.ink_secondary)),
            Some(Err(error)) => drop(wrapped(ui, error.message.clone(), font::body(), theme.bad)),
            Some(Ok(devices)) if devices.is_empty() => {
                let words = lang::text("modem-no-port");
                drop(wrapped(ui, words, font::body(), theme.warning));
            }
            Some(Ok(devices)) => {
                let mut chosen = None;
                ScrollArea::vertical().id_salt("devices").max_height(180.0).show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    for device in devices {
                        if device_ui(ctx, ui, device, self.device == device.path) {
                            chosen = Some(device.path.clone());
                        }
                    }
                });
                self.device = chosen.unwrap_or_else(|| std::mem::take(&mut self.device));
            }
        }
        ui.add_space(12.0);
        field_label(theme, ui, lang::text("modem-port"));
        let hint = if cfg!(windows) { "COM3" } else { "/dev/ttyACM0" };
        text_field(theme, ui, Id::unique("modem port"), lang::text("modem-port"), &mut self.device, hint, 1);
        ui.add_space(10.0);
        field_label(theme, ui, lang::text("modem-number"));
        text_field(
            theme,
            ui,
            Id::unique("modem number"),
            lang::text("modem-number"),
            &mut self.number,
            "+49 30 123456",
            1,
        );
        ui.add_space(10.0);
        field_label(theme, ui, lang::text("modem-fax-class"));
        if let Some(class) = choice(theme, ui, lang::text("modem-fax-class"), self.class, &classes(), WIDTH) {
            self.class = class;
        }
        if let Step::Refused(error) = &self.step {
            ui.add_space(10.0);
            wrapped(ui, error.message.clone(), font::body(), theme.bad);
        }
        ui.add_space(18.0);
        let adding = matches!(self.step, Step::Adding);
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let ready = !adding && !self.device.trim().is_empty();
            let words = if adding { lang::text("modem-adding") } else { lang::text("modem-add-and-test") };
            let add = Button::primary(words).enabled(ready).ui(theme, ui);
            let cancel = Button::secondary(lang::text("cancel")).ui(theme, ui);
            if add.clicked() {
                self.step = Step::Adding;
                ctx.push(UiCommand::AddPort(Box::new(self.settings())));
            }
            cancel.clicked()
        })
        .inner
    }

    fn settings(&self) -> PortUpdate {
        PortUpdate {
            device: Some(self.device.trim().to_owned()),
            number: Some(self.number.trim().to_owned()),
            modem_class: Some(self.class.to_owned()),
            ..PortUpdate::default()
        }
    }

    fn tested_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) -> bool {
        let theme = ctx.theme;
        let Step::Tested(port, findings) = &self.step else { return false };
        let port = port.clone();
        let works = findings.as_ref().is_ok_and(|findings| findings.iter().all(|finding| finding.good));
        let title = if works { lang::text("modem-works") } else { lang::text("modem-fails") };
        label(ui, title, font::title(), theme.ink);
        ui.add_space(12.0);
        match findings {
            Err(error) => drop(wrapped(ui, error.message.clone(), font::body(), theme.bad)),
            Ok(findings) => findings.iter().for_each(|finding| finding_ui(ctx, ui, finding)),
        }
        ui.add_space(12.0);
        field_label(theme, ui, lang::text("modem-test-call"));
        let id = Id::unique("modem test number");
        text_field(
            theme,
            ui,
            id,
            lang::text("modem-test-call"),
            &mut self.test_number,
            lang::text("modem-test-call-hint"),
            1,
        );
        ui.add_space(18.0);
        let number = FaxNumber::parse(self.test_number.trim()).ok();
        let typed_wrong = number.is_none() && !self.test_number.trim().is_empty();
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            let done = Button::primary(lang::text("modem-done")).ui(theme, ui).clicked();
            let again = Button::secondary(lang::text("modem-test-again")).enabled(!typed_wrong).ui(theme, ui);
            let remove = !works && Button::secondary(lang::text("modem-remove-line")).ui(theme, ui).clicked();
            if again.on_hover_text(lang::text("modem-test-again-tip")).clicked() {
                self.step = Step::Testing(port.clone());
                let test = DeviceTest { dial_tone: true, number };
                ctx.push(UiCommand::TestPort { port: port.clone(), test });
            }
            if remove {
                ctx.push(UiCommand::RemovePort(port.clone()));
            }
            done || remove
        })
        .inner
    }
}

fn testing_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, port: &PortId) -> bool {
    let name = ctx.snapshot.ports.iter().find(|view| view.info.id == *port);
    let name = name.map_or_else(|| port.to_string(), |view| view.info.settings.name.clone());
    label(ui, words!("modem-testing", name = name), font::title(), ctx.theme.ink);
    ui.add_space(8.0);
    let words = lang::text("modem-testing-hint");
    wrapped(ui, words, font::body(), ctx.theme.ink_secondary);
    ui.add_space(18.0);
    ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
        Button::secondary(lang::text("close")).ui(ctx.theme, ui).clicked()
    })
    .inner
}

/// A port to choose; true when it was.
fn device_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, device: &FoundDevice, selected: bool) -> bool {
    let theme = ctx.theme;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 44.0), Sense::click());
    let used = if device.in_use { format!(", {}", lang::text("modem-used")) } else { String::new() };
    let spoken = format!("{}, {}{used}", device.description, device.device);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, !device.in_use, selected, spoken.clone()));
    let fill = match (selected, response.hovered() || response.has_focus()) {
        (true, _) => theme.accent_tint,
        (false, true) => theme.raised,
        (false, false) => theme.panel,
    };
    ui.painter().rect_filled(rect, space::CONTROL_RADIUS, fill);
    let ink = if device.in_use { theme.ink_faint } else { theme.ink };
    let (left, width) = (rect.left() + 12.0, rect.width() - 24.0);
    let (first, second) = (pos2(left, rect.top() + 14.0), pos2(left, rect.top() + 31.0));
    let anchor = egui::Align2::LEFT_CENTER;
    paint_text(ui.painter(), first, anchor, &device.description, font::medium(), ink, width);
    let detail = format!("{}{used}", device.path);
    paint_text(ui.painter(), second, anchor, &detail, font::secondary(), theme.ink_secondary, width);
    response.clicked() && !device.in_use
}

fn finding_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, finding: &DeviceFinding) {
    let theme = ctx.theme;
    ui.horizontal_top(|ui| {
        let (mark, colour) = if finding.good { (icon::CHECK, theme.good) } else { (icon::WARNING, theme.warning) };
        label(ui, mark, font::icon(16.0), colour);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            wrapped(ui, format!("{}: {}", finding.what, finding.text), font::body(), theme.ink);
            if !finding.hint.is_empty() {
                wrapped(ui, finding.hint.clone(), font::secondary(), theme.ink_secondary);
            }
        });
    });
    ui.add_space(4.0);
}

/// Whether a line has a modem that an administrator added.
pub(super) fn is_modem(settings: &PortSettings) -> bool {
    !settings.device.is_empty()
}
