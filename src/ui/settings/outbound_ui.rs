//! The section of outgoing faxes: which lines carry which numbers, by country and area; and groups of lines in the order
//! in which they are taken.

use egui::{Id, Ui, vec2};

use super::SettingsPane;
use super::data::Needle;
use super::request::SettingsRequest;
use super::row_ui::{columns, message, words_ui};
use super::rules_ui::tools_ui;
use crate::lang::{self, words};
use crate::model::{
    ALL_DEVICES, Outbound, OutboundGroup, OutboundRule, OutboundStatus, OutboundTarget, OutboundView, PortId, PortView,
};
use crate::ui::command::UiCommand;
use crate::ui::ctx::PaneCtx;
use crate::ui::icon;
use crate::ui::theme::{Theme, font, space};
use crate::ui::widgets::{Button, choice, divider, empty_state, icon_button, label, section, text_field};

/// What is being written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum OutboundForm {
    /// Where faxes to a country or area go.
    Rule {
        /// Country and area that it had; none for a new one.
        old: Option<(u16, String)>,
        /// Digits; empty is any.
        country: String,
        /// Digits; empty is any.
        area: String,
        /// Which lines.
        target: OutboundTarget,
    },
    /// Lines in their order.
    Group {
        /// The name it had; none for a new one.
        old: Option<String>,
        /// Its name.
        name: String,
        /// The first first.
        ports: Vec<PortId>,
    },
}

/// What the engine told, and what is being changed.
#[derive(Debug, Default)]
pub(super) struct OutboundState {
    /// It was asked and nothing changed since.
    pub(super) asked: bool,
    pub(super) view: Option<OutboundView>,
    pub(super) form: Option<OutboundForm>,
    /// Why it could not be read, or a change was refused.
    pub(super) trouble: Option<String>,
}

impl OutboundForm {
    /// A rule for numbers that none was made for.
    pub(super) fn new_rule() -> Self {
        let target = OutboundTarget::Group(ALL_DEVICES.to_owned());
        Self::Rule { old: None, country: String::new(), area: String::new(), target }
    }

    /// A group without lines.
    pub(super) fn new_group() -> Self {
        Self::Group { old: None, name: String::new(), ports: Vec::new() }
    }

    fn of_rule(rule: &OutboundRule) -> Self {
        let country = if rule.country == 0 { String::new() } else { rule.country.to_string() };
        let old = Some((rule.country, rule.area.clone()));
        Self::Rule { old, country, area: rule.area.clone(), target: rule.target.clone() }
    }

    fn of_group(group: &OutboundGroup) -> Self {
        Self::Group { old: Some(group.name.clone()), name: group.name.clone(), ports: group.ports.clone() }
    }

    /// Groups and rules with what is filled in.
    ///
    /// # Errors
    /// What does not fit.
    fn merged(&self, mut all: Outbound) -> Result<Outbound, String> {
        match self {
            Self::Rule { old, country, area, target } => {
                let country = country.trim().trim_start_matches('+');
                let country = match country {
                    "" => 0,
                    digits => {
                        digits.parse().ok().filter(|code| *code > 0).ok_or_else(|| lang::text("outbound-no-country"))?
                    }
                };
                let area = area.trim().trim_start_matches('0').to_owned();
                all.rules.retain(|rule| old.as_ref() != Some(&(rule.country, rule.area.clone())));
                all.rules.push(OutboundRule { country, area, target: target.clone() });
            }
            Self::Group { old, name, ports } => {
                let name = name.trim().to_owned();
                if name.is_empty() {
                    return Err(lang::text("outbound-needs-name").to_owned());
                }
                all.groups.retain(|group| old.as_ref() != Some(&group.name));
                all.groups.push(OutboundGroup { name: name.clone(), ports: ports.clone() });
                // Rules go along with a group that gets another name.
                for rule in &mut all.rules {
                    if let OutboundTarget::Group(used) = &mut rule.target
                        && Some(&*used) == old.as_ref()
                    {
                        used.clone_from(&name);
                    }
                }
            }
        }
        all.checked().map_err(|error| crate::ui::format::sentence(&error.to_string()))
    }
}

impl SettingsPane {
    pub(super) fn outbound_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        if !std::mem::replace(&mut self.outbound.asked, true) {
            ctx.push(UiCommand::Settings(SettingsRequest::LoadOutbound));
        }
        let theme = ctx.theme;
        if let Some(trouble) = &self.outbound.trouble {
            ui.add_space(10.0);
            ui.horizontal(|ui| {
                ui.add_space(space::CARD);
                message(theme, ui, theme.bad, trouble);
            });
            ui.add_space(10.0);
        }
        let Some(view) = &self.outbound.view else {
            ui.add_space(16.0);
            ui.horizontal(|ui| {
                ui.add_space(space::CARD);
                label(ui, icon::HOURGLASS, font::icon(15.0), theme.ink_secondary);
                label(ui, lang::text("rules-reading"), font::secondary(), theme.ink_secondary);
            });
            return;
        };
        let set = |outbound: Outbound| {
            ctx.push(UiCommand::Settings(SettingsRequest::SetOutbound { outbound, revision: view.revision }));
        };
        match &mut self.outbound.form {
            Some(form) => match form_ui(theme, ui, form, &view.outbound, &ports(ctx)) {
                Some(FormOrder::Cancel) => (self.outbound.form, self.outbound.trouble) = (None, None),
                Some(FormOrder::Save) => match form.merged(view.outbound.clone()) {
                    Ok(outbound) => set(outbound),
                    Err(why) => self.outbound.trouble = Some(why),
                },
                None => {}
            },
            None => {
                let mut edit = None;
                rules_ui(ctx, ui, view, &mut edit, &set);
                groups_ui(ctx, ui, view, &mut edit, &set);
                if edit.is_some() {
                    (self.outbound.form, self.outbound.trouble) = (edit, None);
                    self.scroll_to_top = true;
                }
            }
        }
    }
}

/// The lines that can send, with their names.
fn ports(ctx: &PaneCtx<'_>) -> Vec<(PortId, String)> {
    let named = |port: &PortView| (port.info.id.clone(), port.info.settings.name.clone());
    ctx.snapshot.ports.iter().map(|port| named(port)).collect()
}

fn name_of<'a>(ports: &'a [(PortId, String)], id: &'a PortId) -> &'a str {
    ports.iter().find(|(port, _)| port == id).map_or(id.0.as_str(), |(_, name)| name)
}

fn place_words(rule: &OutboundRule) -> String {
    match (rule.country, rule.area.as_str()) {
        (0, _) => lang::text("outbound-any").to_owned(),
        (country, "") => format!("+{country}"),
        (country, area) => format!("+{country} {area}"),
    }
}

fn target_words(target: &OutboundTarget, ports: &[(PortId, String)]) -> String {
    match target {
        OutboundTarget::Port(port) => words!("outbound-line", line = name_of(ports, port)),
        OutboundTarget::Group(name) if name == ALL_DEVICES => lang::text("outbound-all").to_owned(),
        OutboundTarget::Group(name) => words!("outbound-group", group = name),
    }
}

/// What is wrong with the lines of a rule or group.
fn status_words(status: OutboundStatus) -> Option<&'static str> {
    match status {
        OutboundStatus::Valid => None,
        OutboundStatus::Empty => Some(lang::text("outbound-empty")),
        OutboundStatus::None => Some(lang::text("outbound-none-there")),
        OutboundStatus::Some => Some(lang::text("outbound-some-there")),
    }
}

type Edit = Option<OutboundForm>;

fn rules_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, view: &OutboundView, edit: &mut Edit, set: &dyn Fn(Outbound)) {
    let theme = ctx.theme;
    let ports = ports(ctx);
    if view.outbound.rules.is_empty() {
        ui.allocate_ui(vec2(ui.available_width(), 226.0), |ui| {
            ui.set_min_height(226.0);
            let (title, hint) = (lang::text("outbound-no-rules"), lang::text("outbound-no-rules-hint"));
            empty_state(theme, ui, icon::SIGNPOST, title, hint, None);
        });
        divider(theme, ui);
    }
    for (place, rule) in view.outbound.rules.iter().enumerate() {
        let title = place_words(rule);
        let wrong = view.rules.get(place).copied().and_then(status_words);
        let about = target_words(&rule.target, &ports);
        columns(
            theme,
            ui,
            &format!("outbound-rule-{place}"),
            |ui| words(theme, ui, (&title, &about), wrong),
            |ui| {
                tools_ui(ui, |ui| {
                    if icon_button(theme, ui, icon::TRASH, &words!("outbound-remove", what = title), false).clicked() {
                        let mut outbound = view.outbound.clone();
                        outbound.rules.remove(place);
                        set(outbound);
                    }
                    let change = words!("outbound-change", what = title);
                    if icon_button(theme, ui, icon::PENCIL_SIMPLE, &change, false).clicked() {
                        *edit = Some(OutboundForm::of_rule(rule));
                    }
                });
            },
        );
    }
    add_ui(theme, ui, &SettingsRequest::NewOutboundRule, edit, OutboundForm::new_rule);
}

fn groups_ui(ctx: &PaneCtx<'_>, ui: &mut Ui, view: &OutboundView, edit: &mut Edit, set: &dyn Fn(Outbound)) {
    let theme = ctx.theme;
    let ports = ports(ctx);
    ui.add_space(14.0);
    section(theme, ui, lang::text("outbound-groups"));
    for (place, group) in view.outbound.groups.iter().enumerate() {
        let wrong = view.groups.get(place).copied().and_then(status_words);
        let lines: Vec<&str> = group.ports.iter().map(|port| name_of(&ports, port)).collect();
        let about = lines.join(", ");
        let used = OutboundTarget::Group(group.name.clone());
        let is_used = view.outbound.rules.iter().any(|rule| rule.target == used);
        let salt = format!("outbound-group-{place}");
        columns(
            theme,
            ui,
            &salt,
            |ui| words(theme, ui, (&group.name, &about), wrong),
            |ui| {
                tools_ui(ui, |ui| {
                    ui.add_enabled_ui(!is_used, |ui| {
                        let name = words!("outbound-remove", what = group.name);
                        let button = icon_button(theme, ui, icon::TRASH, &name, false);
                        if button.on_disabled_hover_text(lang::text("outbound-group-used")).clicked() {
                            let mut outbound = view.outbound.clone();
                            outbound.groups.remove(place);
                            set(outbound);
                        }
                    });
                    let change = words!("outbound-change", what = group.name);
                    if icon_button(theme, ui, icon::PENCIL_SIMPLE, &change, false).clicked() {
                        *edit = Some(OutboundForm::of_group(group));
                    }
                });
            },
        );
    }
    add_ui(theme, ui, &SettingsRequest::NewOutboundGroup, edit, OutboundForm::new_group);
}

/// A title with what stands below it, and what is wrong with it.
fn words(theme: &Theme, ui: &mut Ui, (title, about): (&str, &str), wrong: Option<&str>) {
    words_ui(theme, ui, (title, about, ""), &Needle::default(), false);
    if let Some(wrong) = wrong {
        message(theme, ui, theme.warning, wrong);
    }
}

fn add_ui(theme: &Theme, ui: &mut Ui, request: &SettingsRequest, edit: &mut Edit, form: fn() -> OutboundForm) {
    ui.add_space(14.0);
    ui.horizontal(|ui| {
        ui.add_space(space::CARD);
        if Button::of(&UiCommand::Settings(request.clone())).ui(theme, ui).clicked() {
            *edit = Some(form());
        }
    });
}

enum FormOrder {
    Cancel,
    Save,
}

fn form_ui(
    theme: &Theme,
    ui: &mut Ui,
    form: &mut OutboundForm,
    all: &Outbound,
    ports: &[(PortId, String)],
) -> Option<FormOrder> {
    match form {
        OutboundForm::Rule { country, area, target, .. } => {
            rule_form_ui(theme, ui, (country, area, target), all, ports)
        }
        OutboundForm::Group { name, ports: chosen, .. } => group_form_ui(theme, ui, name, chosen, ports),
    }
    let mut order = None;
    ui.add_space(14.0);
    ui.horizontal(|ui| {
        ui.add_space(space::CARD);
        if Button::primary(lang::text("save")).ui(theme, ui).clicked() {
            order = Some(FormOrder::Save);
        }
        if Button::secondary(lang::text("cancel")).ui(theme, ui).clicked() {
            order = Some(FormOrder::Cancel);
        }
    });
    order
}

fn row_ui(theme: &Theme, ui: &mut Ui, (title, about): (&str, &str), control: impl FnOnce(&mut Ui)) {
    columns(theme, ui, title, |ui| words_ui(theme, ui, (title, about, ""), &Needle::default(), false), control);
}

fn rule_form_ui(
    theme: &Theme,
    ui: &mut Ui,
    (country, area, target): (&mut String, &mut String, &mut OutboundTarget),
    all: &Outbound,
    ports: &[(PortId, String)],
) {
    let field = |name: &str| Id::unique(("outbound", name));
    let title = lang::text("outbound-country");
    row_ui(theme, ui, (title, lang::text("outbound-country-about")), |ui| {
        text_field(theme, ui, field("country"), title, country, lang::text("outbound-any-country"), 1);
    });
    let title = lang::text("outbound-area");
    row_ui(theme, ui, (title, lang::text("outbound-area-about")), |ui| {
        text_field(theme, ui, field("area"), title, area, lang::text("outbound-whole-country"), 1);
    });
    let everything = OutboundTarget::Group(ALL_DEVICES.to_owned());
    let groups = all.groups.iter().map(|group| OutboundTarget::Group(group.name.clone()));
    let lines = ports.iter().map(|(port, _)| OutboundTarget::Port(port.clone()));
    let targets: Vec<OutboundTarget> = std::iter::once(everything).chain(groups).chain(lines).collect();
    let words: Vec<String> = targets.iter().map(|target| target_words(target, ports)).collect();
    let choices: Vec<(usize, &str)> = words.iter().map(String::as_str).enumerate().collect();
    let title = lang::text("outbound-by");
    row_ui(theme, ui, (title, lang::text("outbound-by-about")), |ui| {
        let selected = targets.iter().position(|one| one == target).unwrap_or(usize::MAX);
        let width = ui.available_width();
        let chosen = choice(theme, ui, title, selected, &choices, width);
        if let Some(chosen) = chosen.and_then(|place| targets.get(place)) {
            target.clone_from(chosen);
        }
    });
}

fn group_form_ui(theme: &Theme, ui: &mut Ui, name: &mut String, chosen: &mut Vec<PortId>, ports: &[(PortId, String)]) {
    let title = lang::text("outbound-group-name");
    row_ui(theme, ui, (title, lang::text("outbound-group-name-about")), |ui| {
        text_field(theme, ui, Id::unique(("outbound", "group")), title, name, "", 1);
    });
    let mut order = None;
    for (place, port) in chosen.iter().enumerate() {
        let line = name_of(ports, port);
        let title = format!("{}. {line}", place + 1);
        row_ui(theme, ui, (&title, ""), |ui| {
            tools_ui(ui, |ui| {
                let last = place + 1 == chosen.len();
                if icon_button(theme, ui, icon::TRASH, &words!("outbound-leave-out", line = line), false).clicked() {
                    order = Some((place, None));
                }
                let later = words!("outbound-later", line = line);
                if icon_button(theme, ui, icon::CARET_DOWN, &later, false).clicked() && !last {
                    order = Some((place, Some(place + 1)));
                }
                let earlier = words!("outbound-earlier", line = line);
                if icon_button(theme, ui, icon::CARET_UP, &earlier, false).clicked() && place > 0 {
                    order = Some((place, Some(place - 1)));
                }
            });
        });
    }
    match order {
        Some((place, Some(other))) => chosen.swap(place, other),
        Some((place, None)) => drop(chosen.remove(place)),
        None => {}
    }
    let rest: Vec<&(PortId, String)> = ports.iter().filter(|(port, _)| !chosen.contains(port)).collect();
    if rest.is_empty() {
        return;
    }
    let mut choices = vec![(None, lang::text("outbound-choose-line"))];
    choices.extend(rest.iter().enumerate().map(|(place, (_, name))| (Some(place), name.as_str())));
    let title = lang::text("outbound-add-line");
    row_ui(theme, ui, (title, lang::text("outbound-add-line-about")), |ui| {
        let width = ui.available_width();
        let picked = choice(theme, ui, title, None, &choices, width).flatten();
        chosen.extend(picked.and_then(|place| rest.get(place)).map(|(port, _)| port.clone()));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str) -> OutboundGroup {
        OutboundGroup { name: name.to_owned(), ports: vec!["a".into()] }
    }

    #[test]
    fn a_changed_rule_takes_its_place_and_one_that_makes_no_sense_says_why() {
        let rule = |country, area: &str| OutboundRule {
            country,
            area: area.to_owned(),
            target: OutboundTarget::Group(ALL_DEVICES.to_owned()),
        };
        let all = Outbound { groups: Vec::new(), rules: vec![rule(49, "30")] };
        let OutboundForm::Rule { old, target, .. } = OutboundForm::of_rule(&rule(49, "30")) else { panic!() };
        let form = |country: &str, area: &str| OutboundForm::Rule {
            old: old.clone(),
            country: country.to_owned(),
            area: area.to_owned(),
            target: target.clone(),
        };
        assert_eq!(form("+43", "01").merged(all.clone()).map(|all| all.rules), Ok(vec![rule(43, "1")]));
        assert_eq!(form("", "").merged(all.clone()).map(|all| all.rules), Ok(vec![rule(0, "")]));
        for (country, area) in [("x", ""), ("0", ""), ("", "30"), ("49", "3x")] {
            assert!(form(country, area).merged(all.clone()).is_err(), "{country:?} {area:?}");
        }
        assert!(OutboundForm::new_group().merged(all).is_err(), "a group needs a name");
    }

    #[test]
    fn rules_follow_a_group_that_gets_another_name() {
        let target = OutboundTarget::Group("far".to_owned());
        let rules = vec![OutboundRule { country: 1, area: String::new(), target }];
        let all = Outbound { groups: vec![group("far")], rules };
        let OutboundForm::Group { old, ports, .. } = OutboundForm::of_group(&group("far")) else { panic!() };
        let changed = OutboundForm::Group { old, name: "abroad".to_owned(), ports }.merged(all).unwrap();
        assert_eq!(changed.groups, [group("abroad")]);
        assert_eq!(changed.rules[0].target, OutboundTarget::Group("abroad".to_owned()));
    }
}
