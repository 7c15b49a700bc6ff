//! Rows as changing elements: the columns at which the colour differs from the pel before (T.4 §4.2.2), beginning
//! with white. Even places change to black, odd ones to white; columns rise and lie left of the page's width. Two at the
//! same column are a run of length 0, which some senders write; it changes no pel, but it does count where the next row
//! refers to this one, as libtiff has it.

use std::hint::select_unpredictable;

use crate::model::Bitmap;

/// The changing elements of one row. A guard of 0 lies before the first, guards of the page's width behind the last, so
/// that a look at the neighbours needs no test of where the list ends.
#[derive(Clone)]
pub(super) struct Changes {
    columns: Box<Columns>,
    len: usize,
    /// Whether no run has length 0.
    is_plain: bool,
    /// What [`Self::mark`] found, and whether that is this row's.
    marks: Box<Marks>,
    is_marked: bool,
}

/// Columns by place.
pub(super) type Columns = [u16; PLACES + BEYOND];
/// For each place, how near the neighbours are: see [`Changes::mark`].
pub(super) type Marks = [u16; PLACES + BEYOND];

/// Where the first change lies; the guard lies before it.
pub(super) const FIRST: usize = 1;
/// More than the widest page has columns, and a power of two: a place cut to this range needs no other test.
pub(super) const PLACES: usize = 1 << 15;
/// Places behind those: an octet may be added to a place, and then some.
const BEYOND: usize = 512;
/// Guards behind the last change, and more than a reader or writer looks ahead.
const GUARDS: usize = 16;

const _: () = assert!(Bitmap::MAX_WIDTH as usize + 64 + GUARDS + FIRST < PLACES, "every row has room");

impl Changes {
    /// None, which is a white row.
    pub(super) fn new(width: u16) -> Self {
        let mut new = Self { columns: zeros(), len: 0, is_plain: true, marks: zeros(), is_marked: false };
        new.close(FIRST, width, true);
        new
    }

    pub(super) fn as_slice(&self) -> &[u16] {
        self.columns.get(FIRST..FIRST + self.len).unwrap_or(&[])
    }

    /// The changes from place [`FIRST`] on, with the guards around them.
    pub(super) fn guarded(&self) -> &Columns {
        &self.columns
    }

    /// Room for changes from place [`FIRST`] on. [`Self::close`] ends what was written there.
    pub(super) fn room(&mut self) -> &mut Columns {
        &mut self.columns
    }

    /// Whether no run has length 0: only then do columns always rise.
    pub(super) fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// Says at which place the next change would lie, and puts the guards there; and whether no run has length 0.
    pub(super) fn close(&mut self, end: usize, width: u16, is_plain: bool) {
        self.len = end.saturating_sub(FIRST);
        self.is_plain = is_plain;
        self.is_marked = false;
        if let Some(guards) = self.columns.get_mut(end..end + GUARDS) {
            guards.fill(width);
        }
    }

    /// Prepares the row to be a reference while decoding. Marks for each change and some guards how many places b1 moves
    /// because of near neighbours, 0, 2 or 4, in bits of their own for each vertical mode: see [`mark_of`]. All guards but
    /// the first go far beyond the width, so that what goes on behind the row's end stays there.
    pub(super) fn mark(&mut self) -> (&Columns, &Marks) {
        if !self.is_marked {
            self.is_marked = true;
            let end = FIRST + self.len;
            if let Some([first, others @ ..]) = self.columns.get_mut(end..end + GUARDS) {
                others.fill(*first + 64);
            }
            let columns = self.columns.get(..end + GUARDS).unwrap_or(&[]);
            let behind = columns.iter().skip(2).zip(columns.iter().skip(4));
            let neighbours = columns.iter().zip(columns.iter().skip(1)).zip(behind);
            for (mark, ((before, column), (next, third))) in self.marks.iter_mut().skip(FIRST).zip(neighbours) {
                *mark = mark_of(column.wrapping_sub(*before), next.wrapping_sub(*column), third.wrapping_sub(*column));
            }
        }
        (&self.columns, &self.marks)
    }
}

/// How far b1 moves after a vertical mode, beyond what the mode alone says: bits 1 and 2 after L2, 3 and 4 after L3, 5 and
/// 6 after R1, 7 and 8 after R2, 9 and 10 after R3. Left, right and third are the distances to the change before b1 and
/// to the first and third behind it. L2 and L3 alone say one place back, R1 to R3 one place on.
fn mark_of(left: u16, right: u16, third: u16) -> u16 {
    u16::from(left > 1) << 1
        | u16::from(left > 2) << 3
        | u16::from(right <= 1) << 5
        | u16::from(right <= 2) << 7
        | (u16::from(right <= 3) + u16::from(third <= 3)) << 9
}

/// An array on the heap that costs nothing until it is used.
fn zeros<T: Default + Clone, const LENGTH: usize>() -> Box<[T; LENGTH]> {
    #[expect(clippy::expect_used, reason = "the length is the array's")]
    vec![T::default(); LENGTH].into_boxed_slice().try_into().ok().expect("as many as the array has")
}

/// Some columns from a place on. Places out of range are brought into it.
#[inline(always)]
pub(super) fn columns_at<const COUNT: usize>(columns: &Columns, place: usize) -> &[u16; COUNT] {
    const { assert!(COUNT <= BEYOND, "the last place has so many behind it") };
    let place = place % PLACES;
    columns.get(place..place + COUNT).and_then(|rest| rest.first_chunk()).unwrap_or(&[0; COUNT])
}

/// Finds the changing elements of packed rows, with memory for one.
pub(super) struct Finder {
    edges: Vec<u64>,
}

impl Finder {
    pub(super) fn new(width: u16) -> Self {
        Self { edges: vec![0; usize::from(width).div_ceil(64)] }
    }

    /// Lists the changing elements of a packed row. Bits behind the width count for nothing.
    pub(super) fn find(&mut self, row: &[u8], width: u16, changes: &mut Changes) {
        // Leftmost pel in the lowest bit: counting trailing zeros and clearing the lowest bit are fast everywhere.
        let (words, rest) = row.as_chunks::<8>();
        for (pels, octets) in self.edges.iter_mut().zip(words) {
            *pels = mirrored(u64::from_le_bytes(*octets));
        }
        if let Some(last) = self.edges.get_mut(words.len()..) {
            last.fill(0);
            if let Some(last) = last.first_mut() {
                let mut octets = [0; 8];
                octets.iter_mut().zip(rest).for_each(|(octet, from)| *octet = *from);
                *last = mirrored(u64::from_le_bytes(octets));
            }
        }
        let mut last_pel = 0u64;
        for word in &mut self.edges {
            let pels = *word;
            *word = pels ^ (pels << 1 | last_pel);
            last_pel = pels >> 63;
        }
        let mut end = FIRST;
        let mut column = 0u16;
        for edges in &self.edges {
            let mut edges = *edges;
            let count = edges.count_ones() as usize;
            // Four at once: how many there are cannot be predicted, and those too many are overwritten.
            for four in (0..count).step_by(4) {
                let room = changes.columns.get_mut(end + four..).and_then(|room| room.first_chunk_mut::<4>());
                let Some(places) = room else { return };
                for place in places {
                    *place = column + (edges | 1 << 63).trailing_zeros() as u16;
                    edges &= edges.wrapping_sub(1);
                }
            }
            end += count;
            column = column.wrapping_add(64);
        }
        // The pels behind the width are white: a row that ends in black changes there.
        while end > FIRST && changes.columns.get(end - 1).is_some_and(|last| *last >= width) {
            end -= 1;
        }
        changes.close(end, width, true);
    }
}

/// Adds a change at a place. Returns whether a run of length 0 lies before it.
pub(super) fn push_change(room: &mut Columns, end: &mut usize, column: u16) -> bool {
    let repeats = *end > FIRST && room.get(*end - 1) == Some(&column);
    if let Some(place) = room.get_mut(*end) {
        *place = column;
        *end += 1;
    }
    repeats
}

/// Paints rows, with memory for one.
pub(super) struct Painter {
    /// How many words make a row.
    len: usize,
    /// The bits of a row's last octet that are pels.
    last_octet: u8,
    /// Where black begins, and later the pels.
    to_black: Box<Words>,
    /// Where white begins again.
    to_white: Box<Words>,
}

/// Pels by column / 64, the leftmost in the highest bit: as many words as there are columns to tell.
type Words = [u64; 1 << 10];

impl Painter {
    pub(super) fn new(width: u16) -> Self {
        let spare = width.next_multiple_of(8) - width;
        Self { len: usize::from(width) / 64 + 1, last_octet: 0xFF << spare, to_black: zeros(), to_white: zeros() }
    }

    /// Makes a packed row of its changes, whatever was in it before.
    pub(super) fn paint(&mut self, changes: &Changes, row: &mut [u8]) {
        if changes.is_plain() {
            self.paint_plain(changes.as_slice(), row);
            return;
        }
        // Two changes at the same column are none.
        let mut plain: Vec<u16> = Vec::with_capacity(changes.as_slice().len());
        for column in changes.as_slice() {
            if plain.pop_if(|last| last == column).is_none() {
                plain.push(*column);
            }
        }
        self.paint_plain(&plain, row);
    }

    /// The same of changes without runs of length 0.
    fn paint_plain(&mut self, changes: &[u16], row: &mut [u8]) {
        if changes.is_empty() {
            row.fill(0);
            return;
        }
        for words in [&mut self.to_black, &mut self.to_white] {
            words.iter_mut().take(self.len).for_each(|word| *word = 0);
        }
        let (runs, rest) = changes.as_chunks::<2>();
        // Two marks that do not wait for each other.
        let (mut black, mut white) = (Mark::default(), Mark::default());
        for [to_black, to_white] in runs {
            black.set(&mut self.to_black, *to_black);
            white.set(&mut self.to_white, *to_white);
        }
        if let Some(to_black) = rest.first() {
            black.set(&mut self.to_black, *to_black);
        }
        // A pel is black behind an odd number of changes.
        for (word, to_white) in self.to_black.iter_mut().zip(self.to_white.iter()).take(self.len) {
            let mut pels = *word ^ *to_white;
            for distance in [1, 2, 4, 8, 16, 32] {
                pels ^= pels >> distance;
            }
            *word = pels;
        }
        let mut left = 0u64;
        let (octets, rest) = row.as_chunks_mut::<8>();
        for (eight, word) in octets.iter_mut().zip(self.to_black.iter()) {
            let pels = word ^ left;
            left = 0u64.wrapping_sub(pels & 1);
            *eight = pels.to_be_bytes();
        }
        if let Some(word) = self.to_black.get(octets.len()) {
            for (octet, pels) in rest.iter_mut().zip((word ^ left).to_be_bytes()) {
                *octet = pels;
            }
        }
        if let Some(last) = row.last_mut() {
            *last &= self.last_octet;
        }
    }
}

/// Sets bits of words from left to right. Writing each time, without asking whether the word is full, leaves nothing to
/// predict.
#[derive(Default)]
struct Mark {
    place: usize,
    bits: u64,
}

impl Mark {
    #[inline(always)]
    fn set(&mut self, words: &mut Words, column: u16) {
        let place = usize::from(column) / 64;
        self.bits = select_unpredictable(place == self.place, self.bits, 0) | 1 << 63 >> (column % 64);
        self.place = place;
        if let Some(word) = words.get_mut(place) {
            *word = self.bits;
        }
    }
}

/// Reverses the bits of each octet.
pub(super) fn mirrored(word: u64) -> u64 {
    const PAIRS: u64 = 0x5555_5555_5555_5555;
    const QUADS: u64 = 0x3333_3333_3333_3333;
    const NIBBLES: u64 = 0x0F0F_0F0F_0F0F_0F0F;
    let word = (word >> 1 & PAIRS) | (word & PAIRS) << 1;
    let word = (word >> 2 & QUADS) | (word & QUADS) << 2;
    (word >> 4 & NIBBLES) | (word & NIBBLES) << 4
}

/// Reverses the bits of each octet, eight octets at once.
pub(super) fn mirror(octets: &mut [u8]) {
    let (words, rest) = octets.as_chunks_mut::<8>();
    for word in words {
        *word = mirrored(u64::from_le_bytes(*word)).to_le_bytes();
    }
    for octet in rest {
        *octet = octet.reverse_bits();
    }
}
