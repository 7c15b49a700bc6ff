//! The console's own controls, painted with the theme's tokens. None of them knows a job or a port.
//!
//! Each takes the [`Theme`](super::theme::Theme) and a `&mut Ui`, and announces itself to AccessKit.

mod button;
mod card;
mod empty;
mod input;
mod menu;
mod nav;
mod pill;
mod progress;
mod row;
mod sheet;
mod switch;
mod tabs;
mod terms;
mod text;

pub(crate) use button::{Button, icon_button, quiet_button, text_width};
pub(crate) use card::{card, divider, section, split_columns, top_bar};
pub(crate) use empty::empty_state;
pub(crate) use input::{choice, field_label, search_box, secret_field, small_choice, text_field};
pub(crate) use menu::{MenuEntry, command_menu};
pub(crate) use nav::{NavCount, NavEntry};
pub(crate) use pill::{badge, dot, paint_pill, paint_pill_on_tint, pill};
pub(crate) use progress::progress_bar;
pub(crate) use row::{Row, paint_thumbnail};
pub(crate) use sheet::sheet;
pub(crate) use switch::{switch, switch_named};
pub(crate) use tabs::tabs;
pub(crate) use terms::{explain, explained};
pub(crate) use text::{label, paint_text, paint_wrapped, truncated, wrapped};
