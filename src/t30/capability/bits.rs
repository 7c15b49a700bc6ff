//! The information field of DIS, DTC and DCS as numbered bits (T.30 Table 2).

/// A field's bits, numbered from 1 as in T.30 Table 2; bit 1 is sent first and lies in the least significant place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bits(Vec<u8>);

impl Bits {
    /// Three octets of zeros, the shortest field.
    pub(super) fn new() -> Self {
        Self(vec![0; 3])
    }

    /// Keeps what the extension bits (24, 32, 40 …) announce and drops stray octets behind.
    pub(super) fn received(fif: &[u8]) -> Self {
        let mut octets = Vec::with_capacity(fif.len());
        for (index, octet) in fif.iter().enumerate() {
            octets.push(*octet);
            if index >= 2 && octet & 0x80 == 0 {
                break;
            }
        }
        Self(octets)
    }

    /// The first two octets alone, as CTC has them.
    pub(super) fn first_two(fif: &[u8]) -> Self {
        Self(fif.iter().copied().take(2).collect())
    }

    /// Whether the bit is 1; an absent one is 0.
    pub(super) fn has(&self, bit: usize) -> bool {
        self.0.get((bit - 1) / 8).is_some_and(|octet| octet & (1 << ((bit - 1) % 8)) != 0)
    }

    /// Makes the bit 1.
    pub(super) fn set(&mut self, bit: usize) {
        let index = (bit - 1) / 8;
        if self.0.len() <= index {
            self.0.resize(index + 1, 0);
        }
        if let Some(octet) = self.0.get_mut(index) {
            *octet |= 1 << ((bit - 1) % 8);
        }
    }

    /// Makes the bit 1 where the condition holds.
    pub(super) fn set_if(&mut self, bit: usize, condition: bool) {
        if condition {
            self.set(bit);
        }
    }

    /// The numbers of the bits that are 1, extension bits left out.
    pub(super) fn ones(&self) -> impl Iterator<Item = usize> + '_ {
        (1..=self.0.len() * 8).filter(|bit| self.has(*bit) && !is_extension(*bit))
    }

    /// The octets with their extension bits.
    pub(super) fn into_fif(mut self) -> Vec<u8> {
        for last in 3..self.0.len() {
            self.set(last * 8);
        }
        self.0
    }

    /// The octets as they are.
    pub(super) fn into_octets(self) -> Vec<u8> {
        self.0
    }
}

/// Bits 24, 32, 40 … say that another octet follows.
const fn is_extension(bit: usize) -> bool {
    bit >= 24 && bit.is_multiple_of(8)
}
