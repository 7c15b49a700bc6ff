//! The 32 functions and 2 callbacks of the Windows fax service by name (`winfax.md` §3): each with its success, its
//! documented errors as Win32 numbers, and its denial.

use super::bench::{Bench, Script};
use super::plugged::{extension, provider};
use crate::api::{ErrorKind, FaxError, FaxServer, JobOrder};
use crate::model::*;

/// The documentation's list, and the callbacks.
const FUNCTIONS: [&str; 34] = [
    "FaxAbort",
    "FaxAccessCheck",
    "FaxClose",
    "FaxCompleteJobParams",
    "FaxConnectFaxServer",
    "FaxEnableRoutingMethod",
    "FaxEnumGlobalRoutingInfo",
    "FaxEnumJobs",
    "FaxEnumPorts",
    "FaxEnumRoutingMethods",
    "FaxFreeBuffer",
    "FaxGetConfiguration",
    "FaxGetDeviceStatus",
    "FaxGetJob",
    "FaxGetLoggingCategories",
    "FaxGetPageData",
    "FaxGetPort",
    "FaxGetRoutingInfo",
    "FaxInitializeEventQueue",
    "FaxOpenPort",
    "FaxPrintCoverPage",
    "FaxRegisterRoutingExtension",
    "FaxRegisterServiceProvider",
    "FaxSendDocument",
    "FaxSendDocumentForBroadcast",
    "FaxSetConfiguration",
    "FaxSetGlobalRoutingInfo",
    "FaxSetJob",
    "FaxSetLoggingCategories",
    "FaxSetPort",
    "FaxSetRoutingInfo",
    "FaxStartPrintJob",
    "FAX_RECIPIENT_CALLBACK",
    "FAX_ROUTING_INSTALLATION_CALLBACK",
];

const DENIED: u32 = 5;
const INVALID_HANDLE: u32 = 6;
const INVALID_DATA: u32 = 13;
const BAD_UNIT: u32 = 20;
const INVALID_PARAMETER: u32 = 87;
const FILE_NOT_FOUND: u32 = 2;
const INVALID_FUNCTION: u32 = 1;
const DEVICE_IN_USE: u32 = 2404;

#[track_caller]
fn fails<T>(result: Result<T, FaxError>, number: u32) {
    match result {
        Ok(_) => panic!("it succeeds"),
        Err(error) => assert_eq!(error.win32(), number, "{error}"),
    }
}

/// Somebody with every right but these.
async fn without(bench: &Bench, rights: &str) -> FaxServer {
    let missing: Rights = rights.parse().unwrap();
    bench.server.set_rights("user:ben".parse().unwrap(), Rights::ALL.without(missing)).await.unwrap();
    bench.server.acting_for(Caller::new("ben", Door::Network))
}

fn with_content(mut submission: Submission) -> Submission {
    for document in &mut submission.documents {
        document.content = Some(Content(std::fs::read(&document.path).unwrap().into()));
    }
    submission
}

#[tokio::test(start_paused = true)]
async fn every_function_succeeds_fails_and_is_denied_as_documented() {
    for name in FUNCTIONS {
        let bench = Bench::with_lines(&[("line-1", "1001")]).await;
        println!("{name}");
        match name {
            "FaxConnectFaxServer" | "FaxClose" | "FaxFreeBuffer" | "FaxAccessCheck" | "FaxInitializeEventQueue" => {
                connection(&bench, name).await;
            }
            "FaxSendDocument"
            | "FaxSendDocumentForBroadcast"
            | "FAX_RECIPIENT_CALLBACK"
            | "FaxCompleteJobParams"
            | "FaxStartPrintJob"
            | "FaxPrintCoverPage" => sending(&bench, name).await,
            "FaxEnumJobs" | "FaxGetJob" | "FaxSetJob" | "FaxAbort" | "FaxGetPageData" => jobs(&bench, name).await,
            "FaxEnumPorts" | "FaxOpenPort" | "FaxGetPort" | "FaxSetPort" | "FaxGetDeviceStatus" => {
                ports(&bench, name).await;
            }
            "FaxGetConfiguration" | "FaxSetConfiguration" | "FaxGetLoggingCategories" | "FaxSetLoggingCategories" => {
                configuration(&bench, name).await;
            }
            "FaxRegisterServiceProvider" | "FaxRegisterRoutingExtension" | "FAX_ROUTING_INSTALLATION_CALLBACK" => {
                registration(&bench, name).await;
            }
            _ => routing(&bench, name).await,
        }
    }
}

async fn connection(bench: &Bench, name: &str) {
    let nobody = bench.server.acting_for(Caller::new("nobody", Door::Network));
    match name {
        "FaxConnectFaxServer" => {
            // A handle is connected; without any right the first call says so.
            assert!(bench.server.call(crate::api::Command::Snapshot).await.is_ok());
            fails(nobody.call(crate::api::Command::Snapshot).await, DENIED);
        }
        "FaxAccessCheck" => {
            let ben = without(bench, "port_set").await;
            let granted = |rights: &str| ben.check_access(rights.parse().unwrap(), None);
            assert!(granted("port_query").await.unwrap().granted);
            // Not allowed is an answer, no error.
            assert!(!granted("port_set").await.unwrap().granted);
            let held = granted("job_submit").await.unwrap().held;
            assert_eq!(held.mask(Generation::Winfax), 0x7f & !0x20);
            fails(nobody.check_access(Rights::NONE, None).await, DENIED);
        }
        "FaxInitializeEventQueue" => {
            let mut events = bench.server.subscribe();
            let id = bench.send("5551", 1).await;
            bench.final_job(id).await;
            let mut seen = Vec::new();
            while let Some(event) = events.try_next() {
                if let EventKind::Fax { id: event, job: Some(job), .. } = &event.kind
                    && *job == id
                {
                    seen.push(*event);
                }
            }
            assert_eq!(seen.first(), Some(&EventId::JobQueued));
            assert_eq!(seen.last(), Some(&EventId::Deleted));
            let place = |id| seen.iter().position(|event| *event == id).unwrap();
            assert!(place(EventId::Dialing) < place(EventId::Sending));
            assert!(place(EventId::Sending) < place(EventId::Completed));
        }
        // Values are owned and handles close themselves; that of a port ends its lease, and events go on.
        _ => {
            let line = PortId::from("line-1");
            let mut events = bench.server.subscribe();
            let handle = bench.server.clone();
            let open = handle.open_port_to_change(line.clone()).await.unwrap();
            open.close().await.unwrap();
            drop(handle);
            drop(bench.server.open_port_to_change(line).await.unwrap());
            bench.send("5551", 1).await;
            assert!(events.next().await.is_some());
        }
    }
}

async fn sending(bench: &Bench, name: &str) {
    match name {
        "FaxSendDocument" => {
            let id = bench.send("5551", 1).await;
            assert_eq!(bench.final_job(id).await.status, JobStatus::Completed);
            let mut missing = bench.submission(&["5551"], 1);
            missing.documents[0].path = bench.dir.path().join("none.pdf");
            fails(bench.server.send(missing.clone()).await, FILE_NOT_FOUND);
            std::fs::write(&missing.documents[0].path, b"%PDF-broken").unwrap();
            fails(bench.server.send(missing).await, INVALID_DATA);
            let mut nobody = bench.submission(&["5551"], 1);
            nobody.recipients.clear();
            fails(bench.server.send(nobody).await, INVALID_PARAMETER);
            let ben = without(bench, "submit").await;
            bench.server.set_rights("user:ben".parse().unwrap(), "query_ports".parse().unwrap()).await.unwrap();
            fails(ben.send(with_content(bench.submission(&["5551"], 1))).await, DENIED);
        }
        "FaxSendDocumentForBroadcast" | "FAX_RECIPIENT_CALLBACK" => {
            // The list of recipients stands for the callback; its end for the callback's FALSE.
            let (jobs, _) = bench.server.send(bench.submission(&["5551", "5552", "5553"], 1)).await.unwrap();
            assert_eq!(jobs.len(), 3);
            assert!(jobs.iter().all(|job| job.broadcast_id == jobs[0].broadcast_id));
            let files = std::fs::read_dir(bench.dir.path().join("data/documents")).unwrap();
            let documents = files.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|e| e == "tif"));
            assert_eq!(documents.count(), 1, "the document is stored once");
        }
        "FaxCompleteJobParams" => {
            let (mut configuration, revision) = bench.server.configuration().await.unwrap();
            configuration.set("station.name", "Praxis").unwrap();
            configuration.set("sender.billing_code", "4711").unwrap();
            bench.server.set_configuration(configuration, revision).await.unwrap();
            let job = bench.server.default_job().await.unwrap();
            assert_eq!((job.sender_name.as_str(), job.sender.billing_code.as_str()), ("Praxis", "4711"));
        }
        "FaxStartPrintJob" => {
            let mut print = bench.server.start_print(bench.submission(&["5551"], 1));
            print.page(std::fs::read(bench.document(1)).unwrap());
            let (jobs, _) = print.finish().await.unwrap();
            assert_eq!(jobs[0].pages, 2);
            let mut nobody = bench.submission(&["5551"], 1);
            nobody.recipients.clear();
            fails(bench.server.start_print(nobody).finish().await, INVALID_PARAMETER);
            bench.server.start_print(bench.submission(&["5551"], 1)).abort();
            assert_eq!(bench.server.jobs(JobFilter::All).await.unwrap().len(), 1);
        }
        _ => {
            let mut print = bench.server.start_print(bench.submission(&["5551"], 1));
            print.cover_page(CoverChoice { name: "business".into(), ..CoverChoice::default() });
            assert!(print.finish().await.unwrap().0[0].has_cover);
            let mut print = bench.server.start_print(bench.submission(&["5551"], 1));
            print.cover_page(CoverChoice { name: "none".into(), ..CoverChoice::default() });
            fails(print.finish().await, FILE_NOT_FOUND);
        }
    }
}

async fn jobs(bench: &Bench, name: &str) {
    bench.script("line-1", &[Script::Hang(0)]);
    let id = bench.send("5551", 1).await;
    bench.status(id, JobStatus::InProgress).await;
    let none = JobId(999);
    match name {
        "FaxEnumJobs" => {
            assert_eq!(bench.server.jobs(JobFilter::Queue).await.unwrap()[0].id, id);
            bench.server.set_rights("user:ben".parse().unwrap(), "query_ports".parse().unwrap()).await.unwrap();
            fails(bench.server.acting_for(Caller::new("ben", Door::Network)).jobs(JobFilter::All).await, DENIED);
        }
        "FaxGetJob" => {
            assert_eq!(bench.server.job(id).await.unwrap().id, id);
            fails(bench.server.job(none).await, INVALID_PARAMETER);
            // To those who may not see it, it is not there.
            fails(without(bench, "job_query").await.job(id).await, INVALID_PARAMETER);
        }
        "FaxSetJob" => {
            bench.server.set_job(id, 2).await.unwrap();
            bench.server.set_job(id, 3).await.unwrap();
            fails(bench.server.set_job(id, 9).await, INVALID_PARAMETER);
            fails(bench.server.set_job(none, 2).await, INVALID_PARAMETER);
            fails(without(bench, "job_manage").await.set_job(id, 2).await, DENIED);
            bench.server.set_job(id, 1).await.unwrap();
            bench.status(id, JobStatus::Canceled).await;
            // The same number starts a job again that has ended.
            assert!(!bench.server.set_job(id, 3).await.unwrap().status.is_final());
        }
        "FaxAbort" => {
            fails(without(bench, "job_manage").await.order(id, JobOrder::Cancel).await, DENIED);
            assert_eq!(bench.server.order(id, JobOrder::Cancel).await.unwrap().status, JobStatus::Canceling);
            fails(bench.server.order(id, JobOrder::Cancel).await, INVALID_FUNCTION);
            fails(bench.server.order(none, JobOrder::Cancel).await, INVALID_PARAMETER);
        }
        _ => {
            let page = bench.server.page(id, 1).await.unwrap();
            let file = crate::document::TiffFile::open(std::sync::Arc::<[u8]>::from(page.tiff)).unwrap();
            let decoded = file.page(0).unwrap();
            assert_eq!((decoded.bitmap.width(), decoded.bitmap.rows()), (page.width, page.rows));
            fails(bench.server.page(none, 1).await, INVALID_PARAMETER);
            fails(without(bench, "job_query").await.page(id, 1).await, INVALID_PARAMETER);
        }
    }
}

async fn ports(bench: &Bench, name: &str) {
    let (line, none) = (PortId::from("line-1"), PortId::from("none"));
    match name {
        "FaxEnumPorts" => {
            assert_eq!(bench.server.ports().await.unwrap().len(), 1);
            fails(without(bench, "port_query").await.ports().await, DENIED);
        }
        "FaxOpenPort" => {
            let open = bench.server.open_port_to_change(line.clone()).await.unwrap();
            fails(bench.server.open_port_to_change(line.clone()).await, INVALID_HANDLE);
            assert!(bench.server.open_port(line.clone()).await.is_ok());
            fails(bench.server.open_port(none.clone()).await, BAD_UNIT);
            drop(open);
            fails(without(bench, "port_query").await.open_port(line.clone()).await, DENIED);
            fails(without(bench, "port_set").await.open_port_to_change(line).await, DENIED);
        }
        "FaxGetPort" => {
            let open = bench.server.open_port(line.clone()).await.unwrap();
            assert_eq!(open.info().await.unwrap().info.id, line);
            fails(bench.server.port(none).await, FILE_NOT_FOUND);
            fails(without(bench, "port_query").await.port(line).await, DENIED);
        }
        "FaxSetPort" => {
            let open = bench.server.open_port_to_change(line.clone()).await.unwrap();
            let update = PortUpdate { rings: Some(4), ..PortUpdate::default() };
            assert_eq!(open.update(update.clone()).await.unwrap().info.settings.rings, 4);
            let wrong = PortUpdate { rings: Some(1_000), ..PortUpdate::default() };
            fails(open.update(wrong).await, INVALID_PARAMETER);
            fails(bench.server.set_port(line.clone(), update.clone()).await, DEVICE_IN_USE);
            drop(open);
            fails(without(bench, "port_set").await.set_port(line, update).await, DENIED);
        }
        _ => {
            let open = bench.server.open_port(line.clone()).await.unwrap();
            let status = open.status().await.unwrap();
            assert_eq!((status.status, status.job_type), (DeviceStatus::Available, JobTypeCode::Unknown));
            fails(bench.server.port_status(none).await, FILE_NOT_FOUND);
            fails(without(bench, "port_query").await.port_status(line).await, DENIED);
        }
    }
}

async fn configuration(bench: &Bench, name: &str) {
    let (configuration, revision) = bench.server.configuration().await.unwrap();
    match name {
        "FaxGetConfiguration" => fails(without(bench, "config_query").await.configuration().await, DENIED),
        "FaxSetConfiguration" => {
            let wrong = Configuration { retries: 1_000, ..configuration.clone() };
            fails(bench.server.set_configuration(wrong, revision).await, INVALID_PARAMETER);
            let ben = without(bench, "config_set").await;
            fails(ben.set_configuration(configuration.clone(), revision).await, DENIED);
            bench.server.set_configuration(configuration.clone(), revision).await.unwrap();
            fails(bench.server.set_configuration(configuration, revision).await, DEVICE_IN_USE);
        }
        "FaxGetLoggingCategories" => {
            assert_eq!(bench.server.logging().await.unwrap(), Logging::default());
            fails(without(bench, "config_query").await.logging().await, DENIED);
        }
        _ => {
            let new = [(LogCategory::Outbound, LogLevel::Max), (LogCategory::Init, LogLevel::None)];
            bench.server.set_logging(&new).await.unwrap();
            let logging = bench.server.logging().await.unwrap();
            assert_eq!(
                (logging.outbound, logging.init, logging.inbound),
                (LogLevel::Max, LogLevel::None, LogLevel::Med)
            );
            fails(without(bench, "config_set").await.set_logging(&new).await, DENIED);
        }
    }
}

async fn routing(bench: &Bench, name: &str) {
    let line = PortId::from("line-1");
    let methods = bench.server.routing_methods().await.unwrap();
    let (folder, none) = (MethodId::FOLDER, MethodId(7));
    let data = RoutingData::from(bench.dir.path().to_str().unwrap());
    match name {
        "FaxEnumGlobalRoutingInfo" => {
            assert!(methods.len() >= 4);
            fails(without(bench, "config_query").await.routing_methods().await, DENIED);
        }
        "FaxSetGlobalRoutingInfo" => {
            let order = bench.server.set_routing_priority(folder, 1).await.unwrap();
            assert_eq!(order[0].id, folder);
            fails(bench.server.set_routing_priority(none, 1).await, INVALID_DATA);
            fails(without(bench, "config_set").await.set_routing_priority(folder, 2).await, DENIED);
        }
        "FaxEnumRoutingMethods" => {
            assert_eq!(bench.server.port_routing_methods(line.clone()).await.unwrap().len(), methods.len());
            fails(without(bench, "port_query").await.port_routing_methods(line).await, DENIED);
        }
        "FaxEnableRoutingMethod" => {
            let open = bench.server.open_port_to_change(line.clone()).await.unwrap();
            open.set_routing_info(folder, data).await.unwrap();
            let ways = open.enable_method(folder, true).await.unwrap();
            assert!(ways.iter().any(|way| way.method == folder && way.enabled));
            fails(open.enable_method(none, true).await, INVALID_DATA);
            drop(open);
            fails(without(bench, "port_set").await.enable_method(line, folder, false).await, DENIED);
        }
        "FaxGetRoutingInfo" => {
            bench.server.set_routing_info(line.clone(), folder, data.clone()).await.unwrap();
            let open = bench.server.open_port(line.clone()).await.unwrap();
            assert_eq!(open.routing_info(folder).await.unwrap(), data);
            fails(open.routing_info(none).await, INVALID_DATA);
            fails(without(bench, "port_query").await.routing_info(line, folder).await, DENIED);
        }
        "FaxSetRoutingInfo" => {
            bench.server.set_routing_info(line.clone(), folder, data.clone()).await.unwrap();
            fails(bench.server.set_routing_info(line.clone(), none, data.clone()).await, INVALID_DATA);
            fails(without(bench, "port_set").await.set_routing_info(line, folder, data).await, DENIED);
        }
        other => panic!("{other} is not walked"),
    }
}

async fn registration(bench: &Bench, name: &str) {
    let id = MethodId(0xabc);
    let ben = without(bench, "administer").await;
    let elsewhere = bench.server.acting_for(Caller::new("ada", Door::Network));
    match name {
        "FaxRegisterServiceProvider" => {
            let info = bench.server.register_provider(provider("plug")).await.unwrap().unwrap();
            assert_eq!((info.health.status.code(), info.ports.len()), (0, 1));
            // Nothing of it may be missing; the name is unique.
            for wrong in [
                provider("plug"),
                provider(""),
                ProviderSpec { friendly_name: String::new(), ..provider("new") },
                ProviderSpec { image: String::new(), ..provider("new") },
            ] {
                fails(bench.server.register_provider(wrong).await, INVALID_PARAMETER);
            }
            // What cannot be loaded is registered only when that is asked for, and says so.
            let broken = ProviderSpec { image: "/opt/broken.so".into(), ..provider("broken") };
            fails(bench.server.register_provider(broken.clone()).await, 126);
            let info = bench.server.register_provider_unchecked(broken).await.unwrap().unwrap();
            assert_eq!((info.health.status.code(), info.ports.len()), (4, 0));
            fails(ben.register_provider(provider("other")).await, DENIED);
            fails(elsewhere.register_provider(provider("other")).await, INVALID_FUNCTION);
            fails(ben.unregister_provider("plug").await, DENIED);
            fails(bench.server.unregister_provider("none").await, FILE_NOT_FOUND);
            bench.server.unregister_provider("plug").await.unwrap();
        }
        "FaxRegisterRoutingExtension" => {
            bench.server.register_extension(extension("stamp", id)).await.unwrap().unwrap();
            for wrong in [
                extension("stamp", MethodId(7)),
                extension("other", id),
                extension("other", MethodId::EMAIL),
                ExtensionSpec { image: String::new(), ..extension("other", MethodId(7)) },
            ] {
                fails(bench.server.register_extension(wrong).await, INVALID_PARAMETER);
            }
            fails(ben.register_extension(extension("other", MethodId(7))).await, DENIED);
            fails(elsewhere.register_extension(extension("other", MethodId(7))).await, INVALID_FUNCTION);
            fails(ben.unregister_extension("stamp").await, DENIED);
            bench.server.unregister_extension("stamp").await.unwrap();
            fails(bench.server.unregister_extension("stamp").await, FILE_NOT_FOUND);
        }
        _ => {
            // The list of methods stands for the callback; its end for the callback's FALSE. Names have at most 100
            // characters.
            let mut spec = extension("stamp", id);
            let first = spec.methods[0].clone();
            spec.methods.push(MethodSpec { name: "x".repeat(100), id: MethodId(0xabd), ..first.clone() });
            bench.server.register_extension(spec.clone()).await.unwrap();
            let methods = bench.server.routing_methods().await.unwrap();
            assert_eq!(methods.iter().filter(|method| method.extension == "Stamps").count(), 2);
            for wrong in [
                MethodSpec { name: "x".repeat(101), ..first.clone() },
                MethodSpec { friendly_name: String::new(), ..first.clone() },
                MethodSpec { function: "no name".into(), ..first },
            ] {
                let wrong = ExtensionSpec { methods: vec![wrong], ..extension("other", MethodId(9)) };
                fails(bench.server.register_extension(wrong).await, INVALID_PARAMETER);
            }
            let none = ExtensionSpec { methods: Vec::new(), ..extension("other", MethodId(9)) };
            fails(bench.server.register_extension(none).await, INVALID_PARAMETER);
        }
    }
}

#[test]
fn errors_have_the_numbers_that_are_documented() {
    let number = |kind| FaxError::new(kind, "").win32();
    assert_eq!(number(ErrorKind::AccessDenied), DENIED);
    assert_eq!(FaxError::new(ErrorKind::NotFound, "").with_win32(BAD_UNIT).win32(), BAD_UNIT);
    let json = serde_json::to_string(&FaxError::new(ErrorKind::NotFound, "x").with_win32(BAD_UNIT)).unwrap();
    let back: FaxError = serde_json::from_str(&json).unwrap();
    assert_eq!(back.win32(), BAD_UNIT, "{json}");
}
