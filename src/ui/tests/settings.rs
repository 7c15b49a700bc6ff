//! The settings by clicks and keys: what is saved, what is refused beside its field, and what others change meanwhile.

use egui::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::*;
use crate::model::{
    ExtensionHealth, MailSettings, MethodId, Outbound, OutboundGroup, OutboundRule, OutboundTarget, PortRouting,
    ProviderInfo, Revision, RoutingData, RoutingMethodInfo, RoutingRule, RuleMethod, Secret,
};

impl Console {
    fn settings() -> Self {
        let mut console = Self::open(office());
        console.requests();
        console.type_key("8");
        console
    }

    /// Replaces what stands in a field, and leaves the field.
    fn fill(&mut self, name: &str, text: &str) {
        let role = match name {
            "Methods" => Role::MultilineTextInput,
            _ if name.starts_with("Password") => Role::PasswordInput,
            _ => Role::TextInput,
        };
        self.harness.get_by_role_and_label(role, name).focus();
        self.settle();
        self.harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
        self.settle();
        self.harness.get_by_role_and_label(role, name).type_text(text);
        self.settle();
        self.harness.key_press(Key::Enter);
        self.settle();
    }

    fn flip(&mut self, name: &str) {
        self.harness.get_by_role_and_label(Role::Switch, name).scroll_to_me();
        self.settle();
        self.harness.get_by_role_and_label(Role::Switch, name).click();
        self.settle();
    }

    fn save_rule(&mut self) {
        self.harness.get_by_label("Save the rule").scroll_to_me();
        self.settle();
        self.click("Save the rule");
    }

    fn publish(&mut self, change: impl FnOnce(&mut Configuration), revision: u64) {
        let mut snapshot = office();
        let mut configuration = (*snapshot.configuration).clone();
        change(&mut configuration);
        snapshot.configuration = Arc::new(configuration);
        snapshot.configuration_revision = Revision(revision);
        self.end.publish(Arc::new(snapshot));
        self.settle();
    }
}

/// What a request would make of the settings, with the revision it is based on.
fn change(command: &Command) -> Option<(Configuration, Revision)> {
    match command {
        Command::SetConfiguration { configuration, revision } => Some((configuration.clone(), *revision)),
        _ => None,
    }
}

fn configured(command: &Command) -> Result<Reply, FaxError> {
    let (configuration, revision) = change(command).ok_or_else(FaxError::unreachable)?;
    Ok(Reply::Configuration(configuration, Revision(revision.0 + 1)))
}

fn conflict() -> FaxError {
    FaxError::new(ErrorKind::Conflict, "the settings have changed")
}

fn method(id: MethodId, name: &str, priority: u32) -> RoutingMethodInfo {
    RoutingMethodInfo {
        id,
        name: name.to_owned(),
        function: String::new(),
        extension: "Faxwell".to_owned(),
        image: String::new(),
        enabled: true,
        priority,
    }
}

fn night() -> RoutingRule {
    RoutingRule {
        name: "Night".to_owned(),
        hours: "18:00-07:30".parse().ok(),
        methods: vec![RuleMethod { method: MethodId::EMAIL, data: RoutingData::from("desk@example.com") }],
        ..RoutingRule::default()
    }
}

/// An engine with two methods, one rule and a mail server.
fn routing(command: &Command) -> Result<Reply, FaxError> {
    Ok(match command {
        Command::RoutingMethods | Command::SetRoutingOrder { .. } => {
            Reply::RoutingMethods(vec![method(MethodId::FOLDER, "Folder", 1), method(MethodId::EMAIL, "E-mail", 2)])
        }
        Command::RoutingRules => Reply::RoutingRules(vec![night()], Revision(7)),
        Command::SetRoutingRules { rules, revision } => {
            Reply::RoutingRules(rules.clone(), Revision(revision.0.saturating_add(1)))
        }
        Command::MailSettings => Reply::MailSettings {
            settings: Box::new(MailSettings {
                server: "mail.example.com".to_owned(),
                user: "fax".to_owned(),
                ..MailSettings::default()
            }),
            password_set: true,
        },
        Command::SetMailSettings { settings, .. } => {
            Reply::MailSettings { settings: Box::new(settings.clone()), password_set: true }
        }
        Command::PortRouting { .. } => Reply::PortRouting(vec![PortRouting {
            method: MethodId::FOLDER,
            enabled: false,
            data: RoutingData::from("/srv/fax"),
        }]),
        Command::SetPortRouting { .. } => {
            return Err(FaxError::new(ErrorKind::InvalidData, "the folder /srv/fax is not there"));
        }
        Command::CheckRouting { .. } => Reply::Text("the folder can be written".to_owned()),
        _ => Reply::Done,
    })
}

#[test]
fn a_value_is_saved_when_its_field_is_left_and_a_switch_at_once() {
    let mut console = Console::settings();
    assert!(console.shows("Who you are on the telephone line"));
    console.click("Sending settings");
    console.fill("Further tries", "7");
    let asked = console.answer(configured);
    assert_eq!(asked.len(), 1);
    let (configuration, revision) = change(&asked[0]).unwrap();
    assert_eq!((configuration.retries, revision), (7, Revision(0)));
    assert!(console.shows("Saved"));
    console.flip("Banner line");
    let (configuration, _) = change(&console.answer(configured)[0]).unwrap();
    assert!(!configuration.banner);
}

#[test]
fn what_does_not_fit_is_said_beside_the_field_and_not_sent() {
    let mut console = Console::settings();
    console.click("Sending settings");
    console.fill("Further tries", "many");
    assert!(console.requests().is_empty());
    assert!(console.shows("This takes a whole number from 0 to 100"));
    console.click("Undo the change of Further tries");
    assert!(!console.shows("This takes a whole number from 0 to 100"));
    console.fill("Further tries", "9");
    let refuse = |_: &Command| Err(FaxError::new(ErrorKind::Storage, "the disk is full"));
    console.answer(refuse);
    assert!(console.shows("The disk is full"));
}

#[test]
fn a_search_finds_settings_everywhere_and_marks_the_sections() {
    let mut console = Console::settings();
    console.type_key("/");
    console.harness.get_by_role_and_label(Role::TextInput, "Search").type_text("cheap hours");
    console.settle();
    assert!(console.shows("Cheap hours begin") && console.shows("Cheap hours end"));
    assert!(!console.shows("Further tries"));
    assert!(console.shows("Sending settings, 2 found") && console.shows("Receiving settings, 0 found"));
    console.click("Clear search");
    assert!(!console.shows("Cheap hours begin"));
}

#[test]
fn a_change_of_another_setting_meanwhile_is_kept() {
    let mut console = Console::settings();
    console.click("Sending settings");
    console.fill("Further tries", "7");
    let now = Configuration { banner: false, ..(*office().configuration).clone() };
    let answer = |command: &Command| match command {
        Command::SetConfiguration { revision: Revision(0), .. } => Err(conflict()),
        Command::Configuration => Ok(Reply::Configuration(now.clone(), Revision(4))),
        _ => configured(command),
    };
    assert_eq!(console.answer(answer).len(), 1);
    assert_eq!(console.answer(answer), [Command::Configuration]);
    let (configuration, revision) = change(&console.answer(answer)[0]).unwrap();
    assert_eq!((configuration.retries, configuration.banner, revision), (7, false, Revision(4)));
    assert!(console.shows("Saved"));
}

#[test]
fn a_value_that_somebody_else_has_set_is_overwritten_only_when_asked() {
    let mut console = Console::settings();
    console.click("Sending settings");
    console.fill("Further tries", "7");
    let now = Configuration { retries: 5, ..(*office().configuration).clone() };
    let answer = |command: &Command| match command {
        Command::SetConfiguration { revision: Revision(0), .. } => Err(conflict()),
        Command::Configuration => Ok(Reply::Configuration(now.clone(), Revision(4))),
        _ => configured(command),
    };
    console.answer(answer);
    console.publish(|configuration| configuration.retries = 5, 4);
    console.answer(answer);
    assert!(console.shows("Somebody else has set this to 5 meanwhile"));
    assert!(console.requests().is_empty());
    console.click("Keep mine");
    let (configuration, revision) = change(&console.answer(answer)[0]).unwrap();
    assert_eq!((configuration.retries, revision), (7, Revision(4)));
}

#[test]
fn a_line_is_set_and_its_routing_checked_and_refused_in_place() {
    let mut console = Console::settings();
    console.click("Lines settings");
    assert_eq!(console.answer(routing).len(), 5, "methods, rules, mail, and the routing of two lines");
    console.click("Settings of Virtual 2");
    console.fill("Answers after of Virtual 2", "4");
    let update = PortUpdate { rings: Some(4), ..PortUpdate::default() };
    assert_eq!(console.requests(), [Command::SetPort { port: "virtual-2".into(), update }]);
    console.answer(routing);
    console.flip("Folder of Virtual 2");
    let (port, method) = ("virtual-2".into(), MethodId::FOLDER);
    let wanted = Command::SetPortRouting { port, method, enabled: Some(true), data: None };
    assert_eq!(console.answer(routing), [wanted]);
    assert!(console.shows("The folder /srv/fax is not there"));
    console.harness.get_all_by_label("Check").next().unwrap().scroll_to_me();
    console.settle();
    console.harness.get_all_by_label("Check").next().unwrap().click();
    console.settle();
    let check = Command::CheckRouting { method: MethodId::FOLDER, data: RoutingData::from("/srv/fax") };
    assert_eq!(console.answer(routing), [check]);
    assert!(console.shows("The folder can be written"));
}

#[test]
fn a_rule_is_written_by_a_form_and_changed_in_its_place() {
    let mut console = Console::settings();
    console.click("Routing settings");
    console.answer(routing);
    assert!(console.shows("1. Night") && console.shows("Hours 18:00-07:30 → e-mail desk@example.com"));
    console.click("Change rule Night");
    console.fill("Pages", "2-");
    console.save_rule();
    let rule = RoutingRule { min_pages: Some(2), ..night() };
    let save = Command::SetRoutingRules { rules: vec![rule], revision: Revision(7) };
    assert_eq!(console.answer(|_| Err(conflict())), std::slice::from_ref(&save));
    assert!(console.shows("Somebody else has changed the rules meanwhile"));
    console.answer(routing);
    console.save_rule();
    assert_eq!(console.answer(routing), [save]);
    assert!(console.shows("pages 2-"), "the list shows it");
    console.flip("Rule Night");
    let off = |command: &Command| matches!(command, Command::SetRoutingRules { rules, .. } if !rules[0].enabled);
    assert!(off(&console.answer(routing)[0]));
}

#[test]
fn a_mail_password_goes_in_and_is_never_shown() {
    let mut console = Console::settings();
    console.click("Mail server settings");
    console.answer(routing);
    assert!(!console.shows("hunter2"));
    console.fill("Password at the mail server", "hunter2");
    assert!(!console.shows("hunter2"));
    console.harness.get_by_label("Save mail server").scroll_to_me();
    console.settle();
    console.click("Save mail server");
    let asked = console.answer(routing);
    let [Command::SetMailSettings { settings, password }] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!((settings.server.as_str(), password), ("mail.example.com", &Some(Secret::new("hunter2"))));
    assert!(console.shows("Saved"));
    console.fill("Sender of mail", "fax@example.com");
    console.harness.get_by_label("Save mail server").scroll_to_me();
    console.settle();
    console.click("Save mail server");
    let asked = console.answer(routing);
    assert!(matches!(&asked[0], Command::SetMailSettings { password: None, .. }), "the password stays as it was");
}

/// An engine with one group, one rule, a provider that fell and no extension.
pub(super) fn outgoing(command: &Command) -> Result<Reply, FaxError> {
    let far = OutboundGroup { name: "far".to_owned(), ports: vec!["virtual-2".into(), "virtual-1".into()] };
    let rule = OutboundRule { country: 49, area: "30".to_owned(), target: OutboundTarget::Port("virtual-1".into()) };
    let view = |outbound: &Outbound, revision| Reply::Outbound(Box::new(outbound.view(revision, |_| true)));
    Ok(match command {
        Command::Outbound => view(&Outbound { groups: vec![far], rules: vec![rule] }, Revision(3)),
        Command::SetOutbound { outbound, revision } => view(outbound, Revision(revision.0 + 1)),
        Command::Providers => Reply::Providers(vec![ProviderInfo {
            name: "copier".to_owned(),
            friendly_name: "Copier in the hall".to_owned(),
            image: "/opt/fax/copier.so".to_owned(),
            together: false,
            health: ExtensionHealth {
                failures: 2,
                last_failure: "it crashed".to_owned(),
                ..ExtensionHealth::default()
            },
            ports: vec!["copier-1".into()],
            page: String::new(),
        }]),
        Command::RoutingExtensions => Reply::Extensions(Vec::new()),
        _ => Reply::Done,
    })
}

#[test]
fn which_lines_carry_which_numbers_is_said_by_forms() {
    let mut console = Console::settings();
    console.click("Outgoing faxes settings");
    assert_eq!(console.answer(outgoing), [Command::Outbound]);
    assert!(console.shows("+49 30") && console.shows("Line Virtual 1") && console.shows("Virtual 2, Virtual 1"));

    console.click("Add rule for numbers");
    console.fill("Country code", "no number");
    console.click("Save");
    assert!(console.shows("A country code is a number") && console.requests().is_empty());
    console.fill("Country code", "+1");
    console.harness.get_by_role_and_label(Role::ComboBox, "Carried by").click();
    console.settle();
    console.click("Group far");
    console.click("Save");
    let asked = console.answer(outgoing);
    let [Command::SetOutbound { outbound, revision: Revision(3) }] = asked.as_slice() else { panic!("{asked:?}") };
    let added = OutboundRule { country: 1, area: String::new(), target: OutboundTarget::Group("far".to_owned()) };
    assert!(outbound.rules.len() == 2 && outbound.rules[0] == added, "{outbound:?}");
    assert!(console.harness.get_by_label("Remove far").accesskit_node().is_disabled(), "a rule uses it");

    console.click("Change far");
    console.click("Take Virtual 1 earlier");
    console.click("Save");
    let asked = console.answer(|_| Err(conflict()));
    let [Command::SetOutbound { outbound, .. }] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(outbound.groups[0].ports, ["virtual-1".into(), "virtual-2".into()]);
    assert!(console.shows("Somebody else has changed the rules meanwhile"));
    console.answer(outgoing);
    console.click("Cancel");

    console.click("Remove +49 30");
    let asked = console.answer(outgoing);
    let [Command::SetOutbound { outbound, .. }] = asked.as_slice() else { panic!("{asked:?}") };
    assert!(outbound.rules.is_empty(), "the other one was of another engine: {outbound:?}");
    assert!(console.shows("Every fax takes the free line with the best rank"));
}

#[test]
fn plug_ins_are_listed_with_their_state_registered_and_removed() {
    let mut console = Console::settings();
    console.click("Plug-ins settings");
    assert_eq!(console.answer(outgoing), [Command::Providers, Command::RoutingExtensions]);
    for part in ["Copier in the hall", "/opt/fax/copier.so", "Line copier-1", "Works", "2 failures", "it crashed"] {
        assert!(console.shows(part), "{part}");
    }
    console.click("Remove Copier in the hall");
    assert!(console.requests().is_empty(), "it is asked first");
    console.click("Remove it");
    assert_eq!(console.answer(outgoing), [Command::UnregisterProvider { name: "copier".to_owned() }]);

    console.answer(outgoing);
    console.click("Add plug-in");
    console.click("Routing extension");
    console.fill("Name for people", "Archive");
    console.fill("Internal name", "archive");
    console.fill("Library", "archive.so");
    console.click("Register");
    assert!(console.requests().is_empty());
    console.fill("Library", "/opt/fax/archive.so");
    let guid = "{6bbf7bfe-9af2-11d0-abf7-00c04fd91a4e}";
    console.fill("Methods", &format!("Copy;Into the archive;CopyToArchive;{guid}"));
    console.click("Register");
    let asked = console.answer(|_| Err(FaxError::new(ErrorKind::Storage, "the file is not there")));
    let [Command::RegisterExtension { spec, unchecked: false }] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!((spec.name.as_str(), spec.image.as_str()), ("archive", "/opt/fax/archive.so"));
    assert_eq!(spec.methods[0].function, "CopyToArchive");
    assert!(console.shows("The file is not there") && console.shows("Register"), "the form stays");
}
