//! The fax file list does what `winfax.md` §6.3 says.

use super::*;

fn route(method: MethodId, priority: u32) -> PlannedRoute {
    PlannedRoute { method, data: "as planned".into(), priority, rule: None }
}

fn list() -> FileList {
    FileList::new("/archive/17.tif", vec![route(MethodId::FOLDER, 2), route(MethodId::EMAIL, 3)])
}

#[test]
fn the_received_fax_is_first_and_stays() {
    let mut list = list();
    assert_eq!(list.file(FileNumber::RECEIVED).unwrap().path, PathBuf::from("/archive/17.tif"));
    assert_eq!(list.delete("/archive/17.tif".as_ref()), Err(FileListError::ReceivedFax));
    assert_eq!(list.files().count(), 1);
}

#[test]
fn numbers_are_for_ever_and_owners_known() {
    let mut list = list();
    let text = list.add("/tmp/17.txt", MethodId::FOLDER).unwrap();
    let other = list.add("/tmp/17.pdf", MethodId::FOLDER).unwrap();
    assert_eq!((text, other), (FileNumber(1), FileNumber(2)));
    assert_eq!(list.add("/tmp/17.txt", MethodId::EMAIL), Ok(text), "the same file has the same number");
    assert_eq!(list.file(text).unwrap().owner, Some(MethodId::FOLDER));
    assert_eq!(list.delete("/tmp/17.txt".as_ref()), Ok(text), "whoever added it");
    assert_eq!(list.delete("/tmp/17.txt".as_ref()), Err(FileListError::NoSuchFile));
    assert_eq!(list.file(text), Err(FileListError::NoSuchFile));
    assert_eq!(list.add("/tmp/new.txt", MethodId::EMAIL), Ok(FileNumber(3)), "no number is used again");
    assert!(matches!(list.add("relative.txt", MethodId::EMAIL), Err(FileListError::NotAbsolute(_))));
}

#[test]
fn a_list_has_an_end() {
    let mut list = list();
    for number in 1..FileList::MAX_FILES {
        list.add(format!("/tmp/{number}"), MethodId::FOLDER).unwrap();
    }
    assert_eq!(list.add("/tmp/last", MethodId::FOLDER), Err(FileListError::Full));
}

#[test]
fn data_is_changed_for_later_methods_that_have_not_run() {
    let mut list = list();
    let new = || RoutingData::from("new");
    let refused = Err(FileListError::NotLater(MethodId::FOLDER));
    assert_eq!(list.modify_routing_data(MethodId::EMAIL, MethodId::FOLDER, new()), refused, "earlier");
    assert_eq!(list.modify_routing_data(MethodId::FOLDER, MethodId::FOLDER, new()), refused, "itself");
    let gone = Err(FileListError::NotLater(MethodId::PRINT));
    assert_eq!(list.modify_routing_data(MethodId::FOLDER, MethodId::PRINT, new()), gone, "not planned");
    list.modify_routing_data(MethodId::FOLDER, MethodId::EMAIL, new()).unwrap();
    assert_eq!(list.routes()[1].route.data, new());
    list.begin(1).unwrap();
    let run = Err(FileListError::NotLater(MethodId::EMAIL));
    assert_eq!(list.modify_routing_data(MethodId::FOLDER, MethodId::EMAIL, new()), run, "it has run");
    assert_eq!(FileListError::NotLater(MethodId::EMAIL).win32(), 13, "ERROR_INVALID_DATA");
    let much = RoutingData(vec![0; FileList::MAX_DATA + 1]);
    assert_eq!(list.modify_routing_data(MethodId::FOLDER, MethodId::EMAIL, much), Err(FileListError::TooMuchData));
}

#[test]
fn the_list_is_kept_between_tries() {
    let mut list = list();
    list.add("/tmp/17.txt", MethodId(9)).unwrap();
    list.begin(0).unwrap();
    let json = serde_json::to_string(&list).unwrap();
    let back: FileList = serde_json::from_str(&json).unwrap();
    assert_eq!(back, list);
    assert!(back.routes()[0].begun && !back.routes()[1].begun);
}
