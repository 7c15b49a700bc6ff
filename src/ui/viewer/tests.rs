//! Paging and zooming, without drawing.

use super::*;

#[test]
fn pages_turn_within_the_document() {
    let mut viewer = Viewer::default();
    viewer.act(ViewerAction::PreviousPage, 3);
    assert_eq!(viewer.page, 1);
    for _ in 0..5 {
        viewer.act(ViewerAction::NextPage, 3);
    }
    assert_eq!(viewer.page, 3);
}

#[test]
fn a_page_fits_whole_or_by_its_width() {
    let a4 = (210.0, 297.0);
    let mut viewer = Viewer::default();
    assert_eq!(viewer.scale_for(a4, 420.0, 297.0), 1.0);
    viewer.act(ViewerAction::FitWidth, 1);
    assert_eq!(viewer.scale_for(a4, 420.0, 297.0), 2.0);
    viewer.act(ViewerAction::Rotate, 1);
    assert_eq!(viewer.turned(a4), (297.0, 210.0));
}

#[test]
fn zoom_goes_in_steps_and_has_ends() {
    let mut viewer = Viewer { shown_scale: 4.0, ..Viewer::default() };
    viewer.act(ViewerAction::ZoomIn, 1);
    assert_eq!(viewer.zoom, Zoom::Scale(5.0));
    let tiny = Viewer { shown_scale: 0.4, ..Viewer::default() };
    let mut smaller = tiny.clone();
    smaller.act(ViewerAction::ZoomOut, 1);
    assert_eq!(smaller.zoom, Zoom::Scale(0.4));
}

#[test]
fn another_document_begins_on_its_first_page_with_the_same_zoom() {
    let mut viewer = Viewer { page: 4, turns: 1, inverted: true, zoom: Zoom::FitWidth, ..Viewer::default() };
    viewer.restart();
    assert_eq!((viewer.page, viewer.turns, viewer.inverted, viewer.zoom), (1, 0, false, Zoom::FitWidth));
}
