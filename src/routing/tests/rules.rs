//! Which rules hold for which faxes, as a table, and what a fax's ways are.

use super::*;
use crate::model::{Hours, RuleMethod, Weekday};

/// A rule as a person writes it.
fn rule(json: &str) -> RoutingRule {
    let rule: RoutingRule = serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"));
    RoutingRule { name: json.to_owned(), ..rule }
}

fn check(json: &str, expected: bool, change: impl Fn(&mut RoutedFax)) {
    let mut fax = stored().fax;
    change(&mut fax);
    assert_eq!(matches(&rule(json), &fax), expected, "{json} for {fax:#?}");
}

#[test]
fn each_condition_holds_or_not() {
    let table: &[(&str, bool)] = &[
        ("{}", true),
        (r#"{"enabled": false}"#, false),
        // From: the caller's number or the identification.
        (r#"{"from": ["+49 30*"]}"#, true),
        (r#"{"from": ["0049301234-5"]}"#, true),
        (r#"{"from": ["praxis*"]}"#, true),
        (r#"{"from": ["*PARK"]}"#, true),
        (r#"{"from": ["praxis"]}"#, false),
        (r#"{"from": ["+1*", "prax?s am park"]}"#, true),
        (r#"{"from": [""]}"#, false),
        (r#"{"caller": ["praxis*"]}"#, false),
        (r#"{"tsid": ["+49*"]}"#, false),
        (r#"{"tsid": ["praxis*"], "caller": ["*12345"]}"#, true),
        (r#"{"tsid": ["praxis*"], "caller": ["*99"]}"#, false),
        // To: number, routing string or name.
        (r#"{"to": ["42"]}"#, true),
        (r#"{"to": ["+493055542"]}"#, true),
        (r#"{"to": ["lab*"]}"#, true),
        (r#"{"to": ["4"]}"#, false),
        (r#"{"csid": ["+4930555"]}"#, true),
        (r#"{"ports": ["virtual-2", "virtual-1"]}"#, true),
        (r#"{"ports": ["virtual-2"]}"#, false),
        // 14:07 on a Thursday.
        (r#"{"days": ["thu"]}"#, true),
        (r#"{"days": ["mon", "wed"]}"#, false),
        (r#"{"hours": {"from_min": 840, "to_min": 848}}"#, true),
        (r#"{"hours": {"from_min": 840, "to_min": 847}}"#, false),
        (r#"{"hours": {"from_min": 1200, "to_min": 420}}"#, false),
        (r#"{"min_pages": 2, "max_pages": 2}"#, true),
        (r#"{"min_pages": 3}"#, false),
        (r#"{"max_pages": 1}"#, false),
        (r#"{"incomplete": true}"#, false),
    ];
    for (json, expected) in table {
        check(json, *expected, |_| {});
    }
}

#[test]
fn a_night_belongs_to_the_day_it_began() {
    let night = r#"{"days": ["fri"], "hours": {"from_min": 1200, "to_min": 420}}"#;
    let at = |text: &str| Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond());
    // The machine's clock is an hour ahead of these.
    for (time, expected) in [
        ("2026-03-06T18:59:59Z", false),
        ("2026-03-06T19:00:00Z", true),
        ("2026-03-07T05:59:59Z", true),
        ("2026-03-07T06:00:00Z", false),
        ("2026-03-06T02:00:00Z", false),
        ("2026-03-07T19:00:00Z", false),
    ] {
        check(night, expected, |fax| fax.received_at = at(time));
    }
}

#[test]
fn callers_who_hide_their_number_can_be_told() {
    check(r#"{"caller": [""]}"#, true, |fax| fax.caller_id.clear());
    check(r#"{"from": [""]}"#, false, |fax| fax.caller_id.clear());
    check(r#"{"from": ["*"]}"#, false, |fax| {
        fax.caller_id.clear();
        fax.tsid = StationId::default();
    });
}

#[test]
fn faxes_that_broke_off_go_only_where_a_rule_for_them_sends_them() {
    let broke_off = |fax: &mut RoutedFax| fax.outcome = Outcome::ReceptionBroken;
    check("{}", false, broke_off);
    check(r#"{"incomplete": true}"#, true, broke_off);
    let mut fax = stored().fax;
    broke_off(&mut fax);
    assert!(plan(&fax, &[], &[enabled(MethodId::FOLDER, "/srv")], &[]).is_empty());
}

#[test]
fn a_cruel_pattern_takes_no_time() {
    let pattern = format!("{{\"from\": [\"{}b\"]}}", "*a".repeat(90));
    check(&pattern, false, |fax| fax.caller_id = "a".repeat(20_000));
}

fn enabled(method: MethodId, data: &str) -> PortRouting {
    PortRouting { method, enabled: true, data: data.into() }
}

fn sends(rule: RoutingRule, method: MethodId, data: &str) -> RoutingRule {
    let mut rule = rule;
    rule.methods.push(RuleMethod { method, data: data.into() });
    rule
}

/// The methods with their data, as planned.
fn planned(rules: &[RoutingRule], port: &[PortRouting]) -> Vec<String> {
    let (settings, _) = tokio::sync::watch::channel(MailSettings::default());
    let methods = Router::built_in(Mailer::new(settings.subscribe())).infos(&[]);
    let routes = plan(&stored().fax, rules, port, &methods);
    routes.iter().map(|route| format!("{:?} {}", route.method, route.data.text().unwrap())).collect()
}

#[test]
fn without_a_rule_the_ports_enabled_methods_run_by_priority() {
    let off = PortRouting { enabled: false, ..enabled(MethodId::INBOX, "") };
    let port = [enabled(MethodId::PRINT, "laser"), off, enabled(MethodId::FOLDER, "/srv")];
    assert_eq!(planned(&[], &port), ["folder /srv", "print laser"]);
}

#[test]
fn rules_add_up_until_one_says_stop_and_replace_what_the_port_says() {
    let going_on = RoutingRule { stop: false, ..rule("{}") };
    let rules = [
        sends(going_on.clone(), MethodId::PRINT, "laser"),
        sends(rule(r#"{"from": ["nobody"]}"#), MethodId::FOLDER, "/never"),
        sends(sends(going_on, MethodId::FOLDER, "/b"), MethodId::PRINT, "laser"),
        sends(rule("{}"), MethodId::FOLDER, "/a"),
        sends(rule("{}"), MethodId::FOLDER, "/too late"),
    ];
    let port = [enabled(MethodId::INBOX, "")];
    assert_eq!(planned(&rules, &port), ["folder /b", "folder /a", "print laser"], "the same way once");
    assert_eq!(planned(&[rule("{}")], &port), [""; 0], "junk stays in the archive");
}

#[test]
fn a_rule_names_itself_and_a_method_that_is_gone_stays_visible() {
    let gone = MethodId(7);
    let rules = [sends(sends(rule("{}"), gone, ""), MethodId::FOLDER, "/a")];
    let routes = plan(&stored().fax, &rules, &[], &[]);
    assert_eq!(routes.len(), 2);
    assert!(routes.iter().all(|route| route.rule.as_deref() == Some("{}")));
}

#[test]
fn rules_that_cannot_be_meant_are_refused() {
    assert!(check_rule(&RoutingRule { name: " ".into(), ..RoutingRule::default() }).is_err());
    let named = RoutingRule { name: "Night".into(), days: vec![Weekday::Sun], ..RoutingRule::default() };
    assert!(check_rule(&named).is_ok());
    assert!(check_rule(&RoutingRule { hours: Some(Hours { from_min: 0, to_min: 1440 }), ..named.clone() }).is_err());
    assert!(check_rule(&RoutingRule { min_pages: Some(3), max_pages: Some(2), ..named.clone() }).is_err());
    assert!(check_rule(&RoutingRule { from: vec!["x".repeat(201)], ..named }).is_err());
}
