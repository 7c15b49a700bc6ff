//! Rows as changing elements: the columns at which the colour differs from the pel before (T.4 §4.2.2), beginning
//! with white. Even places change to black, odd ones to white; columns rise and lie left of the page's width.

/// Lists the changing elements of a packed row.
pub(super) fn changes_of(row: &[u8], width: u32, changes: &mut Vec<u32>) {
    changes.clear();
    let mut last_pel = 0u64;
    let mut column = 0u32;
    let (words, rest) = row.as_chunks::<8>();
    let tail = rest.iter().rev().fold(0u64, |word, octet| word >> 8 | u64::from(*octet) << 56);
    let tail = (!rest.is_empty()).then_some(tail);
    for word in words.iter().map(|octets| u64::from_be_bytes(*octets)).chain(tail) {
        let mut edges = word ^ (word >> 1 | last_pel << 63);
        while edges != 0 {
            let bit = edges.leading_zeros();
            changes.push(column + bit);
            edges &= !(1 << (63 - bit));
        }
        last_pel = word & 1;
        column += 64;
    }
    // The pels behind the width are white: a row that ends in black changes there.
    if changes.last().is_some_and(|last| *last >= width) {
        changes.pop();
    }
}

/// Adds a change while decoding. A run of length 0 takes the change before it back.
pub(super) fn push_change(changes: &mut Vec<u32>, column: u32) {
    if changes.last() == Some(&column) {
        changes.pop();
    } else {
        changes.push(column);
    }
}

/// Blackens the black runs in a white packed row.
pub(super) fn paint(changes: &[u32], width: u32, row: &mut [u8]) {
    for run in changes.chunks(2) {
        if let Some(from) = run.first() {
            blacken(row, *from, run.get(1).copied().unwrap_or(width));
        }
    }
}

fn blacken(row: &mut [u8], from: u32, to: u32) {
    let (first, last) = (from as usize / 8, to as usize / 8);
    let head = 0xFFu8 >> (from % 8);
    let tail = !(0xFFu8 >> (to % 8));
    let Some(octets) = row.get_mut(first..) else { return };
    match octets.get_mut(..=last - first) {
        // `to` lies in the row's last octet or before.
        Some([only]) => *only |= head & tail,
        Some([start, middle @ .., end]) => {
            *start |= head;
            middle.fill(0xFF);
            *end |= tail;
        }
        // `to` is the end of the row.
        _ => {
            if let [start, rest @ ..] = octets {
                *start |= head;
                rest.fill(0xFF);
            }
        }
    }
}
