//! Lines too long for the sheet become rows: broken at words (UAX #14), in the middle of one only when it is longer
//! than a row. Blanks hang over the edge; rows after the first keep the indent, behind a list's mark if there is one.

use std::ops::Range;

use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::lines::{Cell, Line};

/// Of a row, which an indent may take: a third.
const INDENT_PART: u32 = 3;

/// A row of a line: these cells, so many columns to the left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) cells: Range<usize>,
    pub(super) shift: u32,
}

/// Breaks a line into rows of `columns`; at least one, which may be empty. `indent` is that of the rows to follow,
/// which a line in parts carries from part to part.
pub(super) fn wrap(line: &Line, columns: u32, indent: &mut Option<u32>) -> Vec<Row> {
    let cells = &line.cells;
    if line.columns() <= columns {
        return vec![Row { cells: 0..cells.len(), shift: 0 }];
    }
    let indent = *indent.get_or_insert_with(|| hanging_indent(cells).min(columns / INDENT_PART));
    let breaks = break_places(cells);
    let mut rows = Vec::new();
    // The row's first cell, its shift, and the last place behind the first cell where it may end.
    let (mut first, mut shift, mut last_break) = (0, 0, None);
    let mut place = 0;
    while let Some(cell) = cells.get(place) {
        if place > first && breaks.get(place) == Some(&true) {
            last_break = Some(place);
        }
        if cell.end().saturating_sub(shift) > columns {
            let next = match last_break {
                Some(next) => next,
                // A word longer than the row; or blanks longer than it, which hang.
                None if place > first => stay_together(cells, first, place),
                None => place,
            };
            if next > first {
                rows.push(Row { cells: first..next, shift });
            } else if shift + indent >= cell.column {
                // A cell wider than the row: nothing can be done for it.
                place += 1;
                continue;
            }
            first = next;
            shift = cells.get(next).map_or(0, |cell| cell.column.saturating_sub(indent));
            last_break = None;
            place = next;
            continue;
        }
        place += 1;
    }
    rows.push(Row { cells: first..cells.len(), shift });
    rows
}

/// The last place up to `place` that does not part characters typed upon one another.
fn stay_together(cells: &[Cell], first: usize, place: usize) -> usize {
    let Some((before, column)) = cells.get(..place).zip(cells.get(place).map(|cell| cell.column)) else { return place };
    let start = before.iter().rposition(|cell| cell.end() <= column).map_or(0, |at| at + 1);
    if start > first { start } else { place }
}

/// For each cell, whether a row may begin with it.
fn break_places(cells: &[Cell]) -> Vec<bool> {
    let mut text = String::with_capacity(cells.len() + 16);
    // Where each cell begins in the text, for the walk beside the break places.
    let mut starts = Vec::with_capacity(cells.len());
    let mut column = 0;
    for cell in cells {
        if cell.column > column {
            text.push(' ');
        }
        // No row begins with what is typed upon the character before.
        let own_place = cell.column >= column;
        starts.push(own_place.then_some(text.len()));
        if own_place {
            text.push(cell.character);
        }
        column = column.max(cell.end());
    }
    let mut places =
        linebreaks(&text).filter(|(_, kind)| *kind == BreakOpportunity::Allowed).map(|(at, _)| at).peekable();
    let mut breaks = Vec::with_capacity(cells.len());
    for start in starts {
        let Some(start) = start else {
            breaks.push(false);
            continue;
        };
        while places.next_if(|at| *at < start).is_some() {}
        breaks.push(places.next_if(|at| *at == start).is_some());
    }
    breaks
}

/// Columns before the words of a line: its indent, and a list's mark with the blank behind it.
fn hanging_indent(cells: &[Cell]) -> u32 {
    let Some(first) = cells.first() else { return 0 };
    let mut word = cells.iter().enumerate();
    let end = word.find_map(|(place, cell)| {
        let next = cells.get(place + 1)?;
        (next.column > cell.end()).then_some((place + 1, next.column))
    });
    let Some((length, column)) = end else { return first.column };
    let mark = cells.get(..length).unwrap_or_default();
    let is_mark = match mark {
        [bullet] => matches!(bullet.character, '-' | '*' | '+' | '•' | '·' | '–' | '—' | '◦' | '▪' | '‣' | '>'),
        [number @ .., end] if number.len() <= 3 => {
            matches!(end.character, '.' | ')') && number.iter().all(|cell| cell.character.is_ascii_digit())
        }
        _ => false,
    };
    if is_mark { column } else { first.column }
}
