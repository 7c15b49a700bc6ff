//! Sets of frame numbers: what PPR asks for, what is still to be sent (T.30 Annex A.4.4).

/// A set of frame numbers; as PPR's field, frame 0 is the first transmitted bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::t30) struct FrameSet([u8; 32]);

impl FrameSet {
    /// No frame.
    pub(in crate::t30) const EMPTY: Self = Self([0; 32]);

    /// Frames 0 to `count` - 1.
    pub(in crate::t30) fn first(count: usize) -> Self {
        let mut set = Self::EMPTY;
        (0..=u8::MAX).take(count).for_each(|frame| set.insert(frame));
        set
    }

    /// PPR's field; what is missing of it asks for nothing.
    pub(in crate::t30) fn parse(fif: &[u8]) -> Self {
        let mut set = Self::EMPTY;
        set.0.iter_mut().zip(fif).for_each(|(octet, received)| *octet = *received);
        set
    }

    /// PPR's field.
    pub(in crate::t30) fn fif(&self) -> Vec<u8> {
        self.0.to_vec()
    }

    /// Adds a frame.
    pub(in crate::t30) fn insert(&mut self, frame: u8) {
        if let Some(octet) = self.0.get_mut(usize::from(frame / 8)) {
            *octet |= 1 << (frame % 8);
        }
    }

    /// Whether a frame is in it.
    pub(in crate::t30) fn contains(&self, frame: u8) -> bool {
        self.0.get(usize::from(frame / 8)).is_some_and(|octet| octet & (1 << (frame % 8)) != 0)
    }

    /// Those in both.
    pub(in crate::t30) fn and(&self, other: &Self) -> Self {
        let mut set = *self;
        set.0.iter_mut().zip(other.0).for_each(|(octet, other)| *octet &= other);
        set
    }

    /// How many.
    pub(in crate::t30) fn len(&self) -> u32 {
        self.0.iter().map(|octet| octet.count_ones()).sum()
    }

    /// Whether there is none.
    pub(in crate::t30) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The frames, lowest first.
    pub(in crate::t30) fn iter(&self) -> impl Iterator<Item = u8> + '_ {
        (0..=u8::MAX).filter(|frame| self.contains(*frame))
    }
}
