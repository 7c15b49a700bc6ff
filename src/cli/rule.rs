//! Routing rules as people type and read them: `from=+49* hours=18:00-07:30 email=desk@example.com`.

use super::CliError;
use crate::model::{MethodId, RULE_CONDITIONS, RoutingData, RoutingRule, RuleCondition, RuleMethod};

/// A rule from its conditions and ways.
pub(super) fn read(name: &str, values: &[(String, String)]) -> Result<RoutingRule, CliError> {
    let mut rule = RoutingRule { name: name.trim().to_owned(), ..RoutingRule::default() };
    for (key, value) in values {
        let bad = |fits: &str| CliError::Usage(format!("{key} takes {fits}, not {value:?}"));
        let flag = || match value.as_str() {
            "true" | "on" | "yes" | "1" => Ok(true),
            "false" | "off" | "no" | "0" => Ok(false),
            _ => Err(bad("on or off")),
        };
        match rule.add_condition(key, value) {
            Ok(()) => continue,
            Err(Some(fits)) => return Err(CliError::Usage(fits)),
            Err(None) => {}
        }
        match key.as_str() {
            "incomplete" => rule.incomplete = flag()?,
            "stop" => rule.stop = flag()?,
            "enabled" => rule.enabled = flag()?,
            _ => {
                let method = key.parse::<MethodId>().map_err(|_| {
                    let problem = format!("a rule has no {key:?}; `faxwell route rule add --help` lists what it has");
                    CliError::NoSuchThing(problem)
                })?;
                rule.methods.push(RuleMethod { method, data: data(method, value)? });
            }
        }
    }
    Ok(rule)
}

/// A method's data. The engine may run in another directory: a folder gets its whole path.
pub(super) fn data(method: MethodId, text: &str) -> Result<RoutingData, CliError> {
    let text = text.trim();
    if method != MethodId::FOLDER || text.is_empty() || text.starts_with('{') {
        return Ok(RoutingData::from(text));
    }
    let path = std::path::absolute(text).map_err(|source| CliError::file("finding", text.as_ref(), source))?;
    Ok(RoutingData::from(&*path.to_string_lossy()))
}

/// A method's name on the command line, else its GUID.
pub(super) fn method_name(method: MethodId) -> String {
    method.name().map_or_else(|| method.to_string(), str::to_owned)
}

/// Data for a list.
pub(super) fn data_text(data: &RoutingData) -> String {
    data.text().map_or_else(|| format!("{} octets", data.0.len()), str::to_owned)
}

/// A rule's conditions as they are typed.
pub(super) fn conditions(rule: &RoutingRule) -> String {
    let text = |condition: &RuleCondition| {
        let value = rule.condition(condition.key)?;
        Some(format!("{}={value}", condition.key))
    };
    let mut words: Vec<String> = RULE_CONDITIONS.iter().filter_map(text).collect();
    let flags = [(rule.incomplete, "incomplete=on"), (!rule.stop, "stop=off"), (!rule.enabled, "enabled=off")];
    words.extend(flags.into_iter().filter(|(set, _)| *set).map(|(_, word)| word.to_owned()));
    words.join(" ")
}

/// Where a rule sends a fax, as it is typed.
pub(super) fn ways(rule: &RoutingRule) -> String {
    let way = |way: &RuleMethod| format!("{}={}", method_name(way.method), data_text(&way.data));
    rule.methods.iter().map(way).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(line: &str) -> Result<RoutingRule, CliError> {
        let values: Vec<_> =
            line.split_whitespace().map(|word| super::super::values::assignment(word).unwrap()).collect();
        read("Night", &values)
    }

    #[test]
    fn a_rule_is_shown_as_it_is_typed() {
        for line in [
            "from=+49*,030* to=42 caller= tsid=PRAXIS csid=1001 port=virtual-1,virtual-2 days=mon,sat hours=18:00-07:30 \
             pages=2-5 incomplete=on stop=off enabled=off",
            "pages=3",
            "pages=10-",
            "pages=-3",
            "",
        ] {
            let shown = conditions(&rule(line).unwrap());
            assert_eq!(shown, line.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        let night = rule("email=a@example.com,b@example.com folder=/srv/fax print=hall").unwrap();
        assert_eq!(ways(&night), "email=a@example.com,b@example.com folder=/srv/fax print=hall");
        let below = rule("folder=below").unwrap();
        assert!(std::path::Path::new(below.methods[0].data.text().unwrap()).is_absolute());
    }

    #[test]
    fn what_no_rule_can_mean_is_refused_with_what_it_can() {
        for (line, word) in [
            ("hours=night", "18:00-07:30"),
            ("days=someday", "mon"),
            ("pages=many", "2-5"),
            ("pages=-", "2-5"),
            ("incomplete=perhaps", "on or off"),
            ("form=+49*", "route rule add --help"),
        ] {
            let error = rule(line).unwrap_err().to_string();
            assert!(error.contains(word), "{line}: {error}");
        }
    }
}
