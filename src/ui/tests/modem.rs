//! Adding a modem by clicks, through what a screen reader is told.

use egui::Role;
use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::model::{DeviceFinding, DeviceTest, FaxNumber, FoundDevice, PortId, PortView};

fn found() -> Vec<FoundDevice> {
    let device = |path: &str, description: &str, in_use| FoundDevice {
        path: path.to_owned(),
        device: path.to_owned(),
        description: description.to_owned(),
        in_use,
    };
    vec![device("/dev/ttyS0", "Built-in port", true), device("/dev/ttyACM0", "USRobotics USR5637", false)]
}

fn modem() -> PortView {
    let mut view = port(3);
    view.info.id = PortId::from("serial-1");
    view.info.settings.name = "Modem 1".to_owned();
    view.info.settings.device = "/dev/ttyACM0".to_owned();
    view
}

/// An engine with these devices, on which a test finds this.
fn engine(findings: Vec<DeviceFinding>) -> impl Fn(&Command) -> Result<Reply, FaxError> {
    move |command| match command {
        Command::Devices => Ok(Reply::Devices(found())),
        Command::AddPort { .. } => Ok(Reply::Port(Box::new(modem()))),
        Command::TestPort { .. } => Ok(Reply::Findings(findings.clone())),
        _ => Ok(Reply::Done),
    }
}

#[test]
fn a_modem_is_added_and_tested_in_two_clicks() {
    let mut console = Console::open(office());
    console.requests();
    console.type_key("4");
    console.click("Add modem…");
    let works = engine(vec![DeviceFinding::good("Modem", "USRobotics 5637"), DeviceFinding::good("Fax class", "1")]);
    assert_eq!(console.answer(&works), [Command::Devices]);
    assert!(console.shows("Built-in port, /dev/ttyS0, used by a line"));
    assert!(console.harness.query_by_label("USRobotics USR5637, /dev/ttyACM0").is_some());
    console.click("Add and test");
    let settings = PortUpdate {
        device: Some("/dev/ttyACM0".to_owned()),
        number: Some(String::new()),
        modem_class: Some("auto".to_owned()),
        ..PortUpdate::default()
    };
    assert_eq!(console.answer(&works), [Command::AddPort { settings }]);
    let test = DeviceTest::default();
    assert_eq!(console.answer(&works), [Command::TestPort { port: "serial-1".into(), test }]);
    assert!(console.shows("The modem works") && console.shows("Modem: USRobotics 5637"));
    console.click("Done");
    assert!(!console.shows("The modem works"));
}

#[test]
fn a_modem_that_does_not_work_says_what_to_change_and_can_be_removed() {
    let mut console = Console::open(office());
    console.requests();
    console.type_key("4");
    console.click("Add modem…");
    let silent = engine(vec![DeviceFinding::bad("Modem", "no modem answers there", "Check the cable")]);
    console.answer(&silent);
    console.click("Add and test");
    console.answer(&silent);
    console.answer(&silent);
    assert!(console.shows("The modem does not work yet") && console.shows("Check the cable"));
    console.harness.get_by_role_and_label(Role::TextInput, "Test call to").focus();
    console.settle();
    console.harness.get_by_role_and_label(Role::TextInput, "Test call to").type_text("5551");
    console.settle();
    console.click("Test again");
    let test = DeviceTest { dial_tone: true, number: FaxNumber::parse("5551").ok() };
    assert_eq!(console.answer(&silent), [Command::TestPort { port: "serial-1".into(), test }]);
    console.click("Remove the line");
    assert_eq!(console.requests(), [Command::RemovePort { port: "serial-1".into() }]);
    assert!(console.shows("The line is removed"));
}

#[test]
fn a_refused_modem_leaves_the_form_open_with_the_reason() {
    let mut console = Console::open(office());
    console.requests();
    console.type_key("4");
    console.click("Add modem…");
    console.answer(engine(Vec::new()));
    console.click("Add and test");
    let refuse =
        |_: &Command| Err(FaxError::new(ErrorKind::InvalidParameter, "/dev/ttyACM0 already belongs to a line"));
    console.answer(refuse);
    assert!(console.shows("Add a modem") && console.shows("already belongs to a line"));
    console.click("Cancel");
    assert!(!console.shows("Add a modem"));
}
