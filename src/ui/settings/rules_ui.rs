//! The section of routing: the rules in their order with a form for one of them, and the order of the methods.

use std::collections::BTreeMap;

use egui::{Align, Id, Layout, Ui, vec2};

use super::SettingsPane;
use super::data::Needle;
use super::lines_ui::{example, hint};
use super::request::SettingsRequest;
use super::row_ui::{columns, message, words_ui};
use crate::lang::{self, words};
use crate::model::{MethodId, RULE_CONDITIONS, RoutingData, RoutingMethodInfo, RoutingRule, RuleCondition, RuleMethod};
use crate::ui::command::UiCommand;
use crate::ui::ctx::PaneCtx;
use crate::ui::icon;
use crate::ui::theme::{Theme, font, space};
use crate::ui::widgets::{
    Button, choice, divider, empty_state, icon_button, label, section, switch_named, text_field, wrapped,
};

/// How the pattern that fits hidden numbers is typed.
fn hidden() -> &'static str {
    lang::text("rule-hidden")
}

/// A rule being written.
#[derive(Debug)]
pub(super) struct RuleForm {
    /// Its place among the rules; none for a new one.
    place: Option<usize>,
    name: String,
    enabled: bool,
    incomplete: bool,
    stop: bool,
    /// By name of the condition.
    conditions: BTreeMap<&'static str, String>,
    ways: Vec<(MethodId, String)>,
    trouble: Option<String>,
}

impl RuleForm {
    fn new() -> Self {
        Self::of(None, &RoutingRule::default())
    }

    fn of(place: Option<usize>, rule: &RoutingRule) -> Self {
        let text = |condition: &RuleCondition| {
            let text = rule.condition(condition.key)?;
            // A list with an empty pattern could not be told from an empty list.
            let shown = text.split(',').map(|part| if part.is_empty() { hidden() } else { part });
            Some((condition.key, shown.collect::<Vec<_>>().join(", ")))
        };
        let way = |way: &RuleMethod| (way.method, way.data.text().unwrap_or_default().to_owned());
        Self {
            place,
            name: rule.name.clone(),
            enabled: rule.enabled,
            incomplete: rule.incomplete,
            stop: rule.stop,
            conditions: RULE_CONDITIONS.iter().filter_map(text).collect(),
            ways: rule.methods.iter().map(way).collect(),
            trouble: None,
        }
    }

    /// The rule as it is filled in.
    ///
    /// # Errors
    /// What does not fit.
    fn rule(&self) -> Result<RoutingRule, String> {
        let mut rule = RoutingRule {
            name: self.name.trim().to_owned(),
            enabled: self.enabled,
            incomplete: self.incomplete,
            stop: self.stop,
            ..RoutingRule::default()
        };
        if rule.name.is_empty() {
            return Err(lang::text("rule-needs-name").to_owned());
        }
        for condition in &RULE_CONDITIONS {
            let text = self.conditions.get(condition.key).map(|text| text.trim()).unwrap_or_default();
            if text.is_empty() {
                continue;
            }
            let typed = text.split(',').map(str::trim).map(|part| if part == hidden() { "" } else { part });
            let typed = typed.collect::<Vec<_>>().join(",");
            rule.add_condition(condition.key, &typed)
                .map_err(|fits| format!("{}: {}", lang::condition_title(condition), fits.unwrap_or_default()))?;
        }
        let method = |(method, data): &(MethodId, String)| RuleMethod { method: *method, data: data.trim().into() };
        rule.methods = self.ways.iter().map(method).collect();
        Ok(rule)
    }

    /// The engine would not have it.
    pub(super) fn refused(&mut self, why: String) {
        self.trouble = Some(why);
    }
}

impl SettingsPane {
    pub(super) fn rules_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        self.need_routing(ctx);
        if let Some(trouble) = &self.routing.trouble {
            ui.add_space(10.0);
            ui.horizontal(|ui| {
                ui.add_space(space::CARD);
                message(ctx.theme, ui, ctx.theme.bad, trouble);
            });
            ui.add_space(10.0);
        }
        if let Some(form) = &mut self.rule {
            let order = form_ui(ctx.theme, ui, form, &self.routing.methods);
            match order {
                Some(FormOrder::Cancel) => self.rule = None,
                Some(FormOrder::Save(rule)) => self.save_rule(ctx, *rule),
                None => {}
            }
            return;
        }
        self.list_ui(ctx, ui);
        self.order_ui(ctx, ui);
    }

    fn save_rule(&self, ctx: &PaneCtx<'_>, rule: RoutingRule) {
        let Some((rules, revision)) = &self.routing.rules else { return };
        let mut rules = rules.clone();
        match self.rule.as_ref().and_then(|form| form.place).and_then(|place| rules.get_mut(place)) {
            Some(place) => *place = rule,
            None => rules.push(rule),
        }
        ctx.push(UiCommand::Settings(SettingsRequest::SetRules { rules, revision: *revision }));
    }

    /// The rules in their order.
    fn list_ui(&mut self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let theme = ctx.theme;
        let Some((rules, revision)) = &self.routing.rules else {
            ui.add_space(16.0);
            ui.horizontal(|ui| {
                ui.add_space(space::CARD);
                label(ui, icon::HOURGLASS, font::icon(15.0), theme.ink_secondary);
                label(ui, lang::text("rules-reading"), font::secondary(), theme.ink_secondary);
            });
            return;
        };
        let set = |rules: Vec<RoutingRule>| {
            ctx.push(UiCommand::Settings(SettingsRequest::SetRules { rules, revision: *revision }));
        };
        if rules.is_empty() {
            ui.allocate_ui(vec2(ui.available_width(), 226.0), |ui| {
                ui.set_min_height(226.0);
                let hint = lang::text("rules-none-hint");
                empty_state(theme, ui, icon::GIT_BRANCH, lang::text("rules-none"), hint, None);
            });
            divider(theme, ui);
        }
        let mut edit = None;
        for (place, rule) in rules.iter().enumerate() {
            let (conditions, ways) = (conditions_words(rule), ways_words(rule, &self.routing.methods));
            let title = format!("{}. {}", place + 1, rule.name);
            let about = format!("{conditions} → {ways}");
            columns(
                theme,
                ui,
                &format!("rule {place}"),
                |ui| words_ui(theme, ui, (&title, &about, ""), &Needle::default(), false),
                |ui| {
                    tools_ui(ui, |ui| {
                        let name = |what: &str| words!("rule-tool", what = what, rule = rule.name);
                        let with = |change: &dyn Fn(&mut Vec<RoutingRule>)| {
                            let mut rules = rules.clone();
                            change(&mut rules);
                            set(rules);
                        };
                        if icon_button(theme, ui, icon::TRASH, &name(lang::text("remove")), false).clicked() {
                            with(&|rules| drop(rules.remove(place)));
                        }
                        if icon_button(theme, ui, icon::CARET_DOWN, &name(lang::text("rule-move-down")), false)
                            .clicked()
                            && place + 1 < rules.len()
                        {
                            with(&|rules| rules.swap(place, place + 1));
                        }
                        if icon_button(theme, ui, icon::CARET_UP, &name(lang::text("rule-move-up")), false).clicked()
                            && place > 0
                        {
                            with(&|rules| rules.swap(place, place - 1));
                        }
                        if icon_button(theme, ui, icon::PENCIL_SIMPLE, &name(lang::text("action-change")), false)
                            .clicked()
                        {
                            edit = Some(RuleForm::of(Some(place), rule));
                        }
                        let words = if rule.enabled { lang::text("on") } else { lang::text("off") };
                        if switch_named(theme, ui, rule.enabled, words, &words!("rule-of", rule = rule.name)).clicked()
                        {
                            with(&|rules| {
                                if let Some(rule) = rules.get_mut(place) {
                                    rule.enabled = !rule.enabled;
                                }
                            });
                        }
                    });
                },
            );
        }
        ui.add_space(14.0);
        ui.horizontal(|ui| {
            ui.add_space(space::CARD);
            if Button::secondary(lang::text("rule-add")).icon(icon::PLUS).ui(theme, ui).clicked() {
                edit = Some(RuleForm::new());
            }
        });
        if edit.is_some() {
            self.rule = edit;
            self.scroll_to_top = true;
        }
    }

    /// In which order the methods of one fax run.
    fn order_ui(&self, ctx: &PaneCtx<'_>, ui: &mut Ui) {
        let methods = &self.routing.methods;
        if methods.is_empty() {
            return;
        }
        ui.add_space(14.0);
        section(ctx.theme, ui, lang::text("rules-order"));
        for (place, method) in methods.iter().enumerate() {
            let about = if method.enabled { hint(method.id) } else { lang::text("method-not-loaded") };
            let title = format!("{}. {}", place + 1, lang::method_name(method.id, &method.name));
            columns(
                ctx.theme,
                ui,
                &format!("method {place}"),
                |ui| words_ui(ctx.theme, ui, (&title, about, ""), &Needle::default(), false),
                |ui| {
                    tools_ui(ui, |ui| {
                        let swap = |other: usize| {
                            let mut order: Vec<MethodId> = methods.iter().map(|method| method.id).collect();
                            order.swap(place, other);
                            ctx.push(UiCommand::Settings(SettingsRequest::SetOrder(order)));
                        };
                        let later = words!("method-later", name = lang::method_name(method.id, &method.name));
                        if icon_button(ctx.theme, ui, icon::CARET_DOWN, &later, false).clicked()
                            && place + 1 < methods.len()
                        {
                            swap(place + 1);
                        }
                        let earlier = words!("method-earlier", name = lang::method_name(method.id, &method.name));
                        if icon_button(ctx.theme, ui, icon::CARET_UP, &earlier, false).clicked() && place > 0 {
                            swap(place - 1);
                        }
                    });
                },
            );
        }
    }
}

/// A row of small buttons, from the right edge leftwards.
pub(super) fn tools_ui(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let size = vec2(ui.available_width(), space::CONTROL_SMALL);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        contents(ui);
    });
}

enum FormOrder {
    Cancel,
    Save(Box<RoutingRule>),
}

fn form_ui(theme: &Theme, ui: &mut Ui, form: &mut RuleForm, methods: &[RoutingMethodInfo]) -> Option<FormOrder> {
    let none = Needle::default();
    let row = |ui: &mut Ui, title: &str, about: &str, control: &mut dyn FnMut(&mut Ui)| {
        columns(theme, ui, title, |ui| words_ui(theme, ui, (title, about, ""), &none, false), control);
    };
    let field = |name: &str| Id::unique(("rule", name));
    row(ui, lang::text("rule-name"), lang::text("rule-name-about"), &mut |ui| {
        text_field(theme, ui, field("name"), lang::text("rule-name-of"), &mut form.name, "", 1);
    });
    for condition in &RULE_CONDITIONS {
        let about = match condition.key {
            "caller" => lang::text("rule-caller-about"),
            _ => lang::condition_about(condition),
        };
        let text = form.conditions.entry(condition.key).or_default();
        row(ui, lang::condition_title(condition), about, &mut |ui| {
            text_field(
                theme,
                ui,
                field(condition.key),
                lang::condition_title(condition),
                text,
                lang::text("rule-any"),
                1,
            );
        });
    }
    let flags: [(&str, &str, &mut bool); 2] = [
        (lang::text("rule-broken-off"), lang::text("rule-broken-off-about"), &mut form.incomplete),
        (lang::text("rule-last"), lang::text("rule-last-about"), &mut form.stop),
    ];
    for (title, about, on) in flags {
        row(ui, title, about, &mut |ui| {
            if switch_named(theme, ui, *on, if *on { lang::text("on") } else { lang::text("off") }, title).clicked() {
                *on = !*on;
            }
        });
    }
    section(theme, ui, lang::text("settings-where-faxes"));
    if form.ways.is_empty() {
        ui.add_space(12.0);
        ui.horizontal(|ui| {
            ui.add_space(space::CARD);
            wrapped(ui, lang::text("rule-nowhere"), font::secondary(), theme.ink_secondary);
        });
        ui.add_space(12.0);
        divider(theme, ui);
    }
    let names: Vec<(MethodId, &str)> =
        methods.iter().map(|method| (method.id, lang::method_name(method.id, &method.name))).collect();
    let mut gone = None;
    for (place, (method, data)) in form.ways.iter_mut().enumerate() {
        let salt = format!("way {place}");
        let (about, sample) = (hint(*method), example(*method));
        columns(
            theme,
            ui,
            &salt,
            |ui| {
                let name = words!("rule-way", place = place + 1);
                if let Some(picked) = choice(theme, ui, &name, *method, &names, 180.0) {
                    *method = picked;
                }
                wrapped(ui, about, font::secondary(), theme.ink_secondary);
            },
            |ui| {
                let name = words!("rule-way-to", place = place + 1);
                text_field(theme, ui, field(&salt), &name, data, sample, 1);
                if Button::secondary(lang::text("rule-way-remove")).small().ui(theme, ui).clicked() {
                    gone = Some(place);
                }
            },
        );
    }
    if let Some(place) = gone {
        form.ways.remove(place);
    }
    let mut order = None;
    ui.add_space(14.0);
    if let Some(trouble) = &form.trouble {
        ui.horizontal(|ui| {
            ui.add_space(space::CARD);
            message(theme, ui, theme.bad, trouble);
        });
        ui.add_space(8.0);
    }
    ui.horizontal(|ui| {
        ui.add_space(space::CARD);
        if Button::primary(lang::text("rule-save")).ui(theme, ui).clicked() {
            match form.rule() {
                Ok(rule) => {
                    form.trouble = None;
                    order = Some(FormOrder::Save(Box::new(rule)));
                }
                Err(why) => form.trouble = Some(why),
            }
        }
        if Button::secondary(lang::text("cancel")).ui(theme, ui).clicked() {
            order = Some(FormOrder::Cancel);
        }
        if Button::secondary(lang::text("rule-way-add")).icon(icon::PLUS).ui(theme, ui).clicked() {
            form.ways.push((MethodId::FOLDER, String::new()));
        }
    });
    order
}

/// When a rule holds, in words.
fn conditions_words(rule: &RoutingRule) -> String {
    let word = |condition: &RuleCondition| {
        let text = rule.condition(condition.key)?;
        let shown: Vec<&str> = text.split(',').map(|part| if part.is_empty() { hidden() } else { part }).collect();
        Some(format!("{} {}", lang::small(lang::condition_title(condition)), shown.join(", ")))
    };
    let mut words: Vec<String> = RULE_CONDITIONS.iter().filter_map(word).collect();
    if rule.incomplete {
        words.push(lang::text("rule-is-broken-off").to_owned());
    }
    if words.is_empty() {
        lang::text("rule-every-fax").to_owned()
    } else {
        crate::ui::format::sentence(&words.join(" · "))
    }
}

/// Where a rule sends a fax, in words.
fn ways_words(rule: &RoutingRule, methods: &[RoutingMethodInfo]) -> String {
    let way = |way: &RuleMethod| {
        let name = methods
            .iter()
            .find(|method| method.id == way.method)
            .map_or(lang::text("rule-extension"), |method| lang::method_name(method.id, &method.name));
        format!("{} {}", lang::small(name), data_words(&way.data))
    };
    let ways: Vec<String> = rule.methods.iter().map(way).collect();
    if ways.is_empty() { lang::text("rule-inbox-alone").to_owned() } else { ways.join(", ") }
}

fn data_words(data: &RoutingData) -> String {
    data.text().map_or_else(|| words!("rule-octets", count = data.0.len()), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_comes_back_from_its_form() {
        let mut rule = RoutingRule { name: "Night".into(), stop: false, ..RoutingRule::default() };
        for (key, value) in [("from", "+49*,030*"), ("caller", ""), ("hours", "18:00-07:30"), ("pages", "2-5")] {
            rule.add_condition(key, value).unwrap();
        }
        rule.methods = vec![RuleMethod { method: MethodId::EMAIL, data: "a@example.com".into() }];
        assert_eq!(RuleForm::of(Some(0), &rule).rule(), Ok(rule.clone()));
        assert_eq!(conditions_words(&rule), "From +49*, 030* · caller's number hidden · hours 18:00-07:30 · pages 2-5");
    }

    #[test]
    fn what_no_rule_can_mean_is_said_with_its_field() {
        let mut form = RuleForm::new();
        assert_eq!(form.rule(), Err("The rule needs a name".to_owned()));
        form.name = "Night".into();
        form.conditions.insert("hours", "night".into());
        assert!(form.rule().unwrap_err().starts_with("Hours: "));
    }
}
