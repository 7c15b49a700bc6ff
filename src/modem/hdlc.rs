//! HDLC framing of pages with error correction, which a Class 1 modem leaves to us (T.4 §A.3, ISO/IEC 13239): flags, zero
//! insertion and FCS, in bit streams whose octets have their first bit in the least significant place.

/// Flag: 01111110.
const FLAG: u8 = 0x7E;
/// Octets of a frame that is still being received, at the most: 256 octets of data, four before them, two of FCS, and room
/// for damage.
const FRAME_MAX: usize = 300;

/// The FCS of a frame (T.30 §5.3.5: CRC-16, x^16 + x^12 + x^5 + 1, ones complement), in the order of its octets.
pub fn fcs(octets: &[u8]) -> [u8; 2] {
    let mut register = 0xFFFFu16;
    for octet in octets {
        register ^= u16::from(*octet);
        for _ in 0..8 {
            let carry = register & 1 == 1;
            register >>= 1;
            if carry {
                register ^= 0x8408;
            }
        }
    }
    (!register).to_le_bytes()
}

/// The frame without its FCS; none when that does not fit.
pub fn checked(octets: &[u8]) -> Option<&[u8]> {
    let (frame, last) = octets.split_at_checked(octets.len().checked_sub(2)?)?;
    (fcs(frame) == last).then_some(frame)
}

/// Makes the bit stream of frames.
#[derive(Debug, Default)]
pub struct Framer {
    out: Vec<u8>,
    bits: u32,
    count: u32,
}

impl Framer {
    /// So many flags.
    pub fn flags(&mut self, count: usize) {
        for _ in 0..count {
            self.bits(u32::from(FLAG), 8);
        }
    }

    /// A frame with its FCS and one flag behind it.
    pub fn frame(&mut self, octets: &[u8]) {
        let mut ones = 0;
        for octet in octets.iter().chain(&fcs(octets)) {
            for n in 0..8 {
                let bit = u32::from(octet >> n & 1);
                self.bits(bit, 1);
                ones = if bit == 1 { ones + 1 } else { 0 };
                if ones == 5 {
                    self.bits(0, 1);
                    ones = 0;
                }
            }
        }
        self.flags(1);
    }

    /// The stream, its last octet filled with the beginning of another flag.
    pub fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            let missing = 8 - self.count;
            self.bits(u32::from(FLAG) & ((1 << missing) - 1), missing);
        }
        self.out
    }

    fn bits(&mut self, bits: u32, count: u32) {
        self.bits |= bits << self.count;
        self.count += count;
        while self.count >= 8 {
            self.out.push((self.bits & 0xFF) as u8);
            self.bits >>= 8;
            self.count -= 8;
        }
    }
}

/// A frame found in a bit stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its octets without FCS; with it when it is wrong.
    pub octets: Vec<u8>,
    /// The FCS fits.
    pub good: bool,
}

/// Finds frames in a bit stream.
#[derive(Debug, Default)]
pub struct Deframer {
    ones: u32,
    /// Between flags; none while no flag has come or after an abort.
    frame: Option<Vec<u8>>,
    octet: u8,
    bits: u32,
}

impl Deframer {
    /// Takes octets of the stream.
    pub fn push(&mut self, octets: &[u8], mut found: impl FnMut(Found)) {
        for octet in octets {
            for n in 0..8 {
                if let Some(frame) = self.bit(octet >> n & 1) {
                    found(frame);
                }
            }
        }
    }

    fn bit(&mut self, bit: u8) -> Option<Found> {
        if bit == 1 {
            self.ones += 1;
            match self.ones {
                // Might be a flag or an abort: no data any more.
                6 => {}
                7.. => self.frame = None,
                _ => self.data(1),
            }
            return None;
        }
        let ones = std::mem::take(&mut self.ones);
        match ones {
            // Inserted by the sender.
            5 => None,
            6 => self.flag(),
            _ => {
                self.data(0);
                None
            }
        }
    }

    fn data(&mut self, bit: u8) {
        let Some(frame) = &mut self.frame else { return };
        self.octet = self.octet >> 1 | bit << 7;
        self.bits += 1;
        if self.bits == 8 {
            self.bits = 0;
            frame.push(self.octet);
            if frame.len() > FRAME_MAX {
                self.frame = None;
            }
        }
    }

    fn flag(&mut self) -> Option<Found> {
        // The flag's first zero and five ones were taken for data.
        let whole = self.bits == 6;
        self.bits = 0;
        let frame = self.frame.replace(Vec::new())?;
        // Address, control, FCF and FCS at least.
        if frame.len() < 5 {
            return None;
        }
        let good = if whole { checked(&frame).map(<[u8]>::to_vec) } else { None };
        let is_good = good.is_some();
        Some(Found { octets: good.unwrap_or(frame), good: is_good })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RCP: [u8; 3] = [0xFF, 0x03, 0x86];

    fn found_in(stream: &[u8]) -> Vec<Found> {
        let mut found = Vec::new();
        Deframer::default().push(stream, |frame| found.push(frame));
        found
    }

    #[test]
    fn the_fcs_is_that_of_known_frames() {
        assert_eq!(fcs(&[0xFF, 0x13, 0xFB]), [0x9A, 0xF6]);
        assert_eq!(fcs(&[0xFF, 0x13, 0x2F]), [0x33, 0x66]);
        assert_eq!(checked(&[0xFF, 0x13, 0xEC, 0xA4, 0x92]), Some(&[0xFF, 0x13, 0xEC][..]));
        assert_eq!(checked(&[0xFF, 0x13, 0xEC, 0xA4, 0x93]), None);
        assert_eq!(checked(&[0xFF]), None);
    }

    #[test]
    fn three_rcp_are_on_the_line_what_the_standard_says() {
        let mut framer = Framer::default();
        framer.flags(1);
        (0..3).for_each(|_| framer.frame(&RCP));
        let stream = framer.finish();
        let wanted = [
            0x7E, 0xDF, 0x07, 0x18, 0xA6, 0x2D, 0xFB, 0x7D, 0x1F, 0x60, 0x98, 0xB6, 0xEC, 0xF7, 0x7D, 0x80, 0x61, 0xDA,
            0xB2,
        ];
        assert_eq!(stream.get(..wanted.len()), Some(&wanted[..]), "{stream:02X?}");
        assert_eq!(found_in(&stream), vec![Found { octets: RCP.to_vec(), good: true }; 3]);
    }

    #[test]
    fn an_abort_costs_the_frame_it_is_in_alone() {
        let mut framer = Framer::default();
        framer.flags(2);
        framer.frame(&RCP);
        let mut stream = framer.finish();
        stream.extend([0x12, 0x34, 0xFF, 0xFF]);
        let mut framer = Framer::default();
        framer.flags(2);
        framer.frame(&[0xFF, 0x03, 0x06, 0x00, 0x10]);
        stream.extend(framer.finish());
        let good: Vec<_> = found_in(&stream).into_iter().filter(|frame| frame.good).map(|frame| frame.octets).collect();
        assert_eq!(good, [RCP.to_vec(), vec![0xFF, 0x03, 0x06, 0x00, 0x10]]);
    }

    proptest! {
        #[test]
        fn frames_come_back_from_any_bit_position(
            frames in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 3..260), 1..6),
            shift in 0u32..8,
        ) {
            let mut framer = Framer::default();
            framer.bits(0, shift);
            framer.flags(3);
            frames.iter().for_each(|frame| framer.frame(frame));
            let found = found_in(&framer.finish());
            prop_assert!(found.iter().all(|frame| frame.good));
            prop_assert_eq!(found.into_iter().map(|frame| frame.octets).collect::<Vec<_>>(), frames);
        }

        #[test]
        fn noise_makes_no_endless_frame(noise: Vec<u8>) {
            prop_assert!(found_in(&noise).iter().all(|frame| frame.octets.len() <= FRAME_MAX));
        }
    }
}
