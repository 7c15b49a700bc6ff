//! Where the adaptive pel serves best (T.82 Annex C): in the dots of an ordered dither, which repeat every few pels, the
//! pel one period to the left foretells the next one far better than the default place.

use super::header::Header;
use super::lines::Template;

/// Pels after which the place is judged (T.82 Annex C).
const PELS_TO_JUDGE: u32 = 2048;

/// Counts, at the beginning of each stripe, how often a pel equals the one at each candidate place.
pub(super) struct MoveFinder {
    width: u32,
    template: Template,
    max_move: u8,
    /// Per distance to the left how many pels were equal; at 0 for the default place on the row above.
    equal: [u32; 128],
    pels: u32,
    is_decided: bool,
    /// The row in words with the first pel in the most significant bit, and the row above.
    words: Vec<u64>,
    words_above: Vec<u64>,
}

impl MoveFinder {
    pub(super) fn new(header: &Header) -> Self {
        let words = (header.width as usize).div_ceil(64) + 2;
        Self {
            width: header.width,
            template: header.template,
            max_move: header.max_move,
            equal: [0; 128],
            pels: 0,
            is_decided: false,
            words: vec![0; words],
            words_above: vec![0; words],
        }
    }

    /// Judges what the last stripe showed and begins the next. `now` is the present place; a better one comes back.
    pub(super) fn begin_stripe(&mut self, now: u8) -> Option<u8> {
        let better = if self.pels > PELS_TO_JUDGE { self.judge(now) } else { None };
        self.equal = [0; 128];
        self.pels = 0;
        self.is_decided = false;
        better
    }

    /// Counts a row that is not coded as typical.
    pub(super) fn look_at(&mut self, row: &[u8], above: &[u8]) {
        let begin = u32::from(self.max_move);
        let end = self.width.saturating_sub(2);
        if self.is_decided || begin >= end {
            return;
        }
        to_words(row, &mut self.words);
        to_words(above, &mut self.words_above);
        for number in begin / 64..end.div_ceil(64) {
            let first = number * 64;
            let mut mask = u64::MAX;
            if first < begin {
                mask &= u64::MAX >> (begin - first);
            }
            if end - first < 64 {
                mask &= !(u64::MAX >> (end - first));
            }
            let own = shifted(&self.words, number, 0);
            let equal = |other: u64| (!(own ^ other) & mask).count_ones();
            self.equal[0] += equal(shifted(&self.words_above, number, -2));
            let from = self.template.nearest_move();
            let places = self.equal.iter_mut().enumerate().take(usize::from(self.max_move) + 1).skip(usize::from(from));
            for (place, count) in places {
                *count += equal(shifted(&self.words, number, place as i32));
            }
        }
        self.pels += end - begin;
        self.is_decided = self.pels > PELS_TO_JUDGE;
    }

    /// The criterion of T.82 Annex C: the best place must foretell seven pels in eight, and clearly more than the present
    /// one does, be it by being equal or by being always different.
    fn judge(&self, now: u8) -> Option<u8> {
        let all = self.pels;
        let count = |place: u8| self.equal.get(usize::from(place)).copied().unwrap_or(0);
        let places = self.template.nearest_move()..=self.max_move;
        let most = places.clone().map(count).max()?;
        let least = places.clone().map(count).min()?;
        let best = places.fold(0, |best, place| if count(place) > count(best) { place } else { best });
        let (least_of_all, most_of_all) = (least.min(count(0)), most.max(count(0)));
        let present = count(now);
        let [all, most, least, present] = [all, most, least, present].map(i64::from);
        let misses = all - most;
        let gain = most - present;
        let gain_inverse = most - (all - present);
        let worth = misses < all >> 3
            && gain > misses
            && gain > all >> 4
            && gain_inverse > misses
            && gain_inverse > all >> 4
            && most - least > all >> 2
            && (now != 0 || i64::from(most_of_all - least_of_all) > all >> 3);
        (worth && best != now).then_some(best)
    }
}

/// The row's octets in words.
fn to_words(row: &[u8], words: &mut [u64]) {
    for (octets, word) in row.chunks(8).zip(words) {
        let mut whole = [0; 8];
        for (octet, value) in whole.iter_mut().zip(octets) {
            *octet = *value;
        }
        *word = u64::from_be_bytes(whole);
    }
}

/// The 64 pels that lie `left` pels left of the word `number`; negative for pels on the right.
fn shifted(words: &[u64], number: u32, left: i32) -> u64 {
    let first = i64::from(number) * 64 - i64::from(left);
    let word = |at: i64| usize::try_from(at).ok().and_then(|at| words.get(at)).copied().unwrap_or(0);
    let (at, bits) = (first.div_euclid(64), first.rem_euclid(64) as u32);
    let two = u128::from(word(at)) << 64 | u128::from(word(at + 1));
    (two >> (64 - bits)) as u64
}
