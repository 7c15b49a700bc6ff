//! The QM coder (T.82 §6.8): pels to octets and back, each pel with the context it is coded in.
//!
//! Both directions keep `slack`, the amount by which the interval register A may shrink before anything but a
//! subtraction happens. A pel as expected, most of them, so costs one look-up, one subtraction and one comparison, and
//! a run of such pels in one context is coded at once.

use super::states::Expectation;

/// One direction of the coder.
pub(super) trait Coder {
    /// Whether the pels are known before they are coded.
    const ENCODES: bool;

    /// Whether eight more pels can be coded with the octets at hand.
    fn is_ready(&self) -> bool;

    /// Codes a pel. The encoder is given it and returns it; the decoder ignores the one given and finds it out.
    fn pel(&mut self, context: &mut Expectation, pel: u32) -> u32;

    /// How many pels as expected can follow in a context before more than a subtraction happens.
    fn likely_pels(&self, context: Expectation) -> u32;

    /// Codes that many pels as expected, not more than [`Coder::likely_pels`].
    fn pass(&mut self, context: Expectation, pels: u32);
}

/// A never falls below this without being renormalised.
const LEAST_A: i32 = 0x8000;
/// A at the beginning of a stripe.
const FIRST_A: i32 = 0x1_0000;
/// The marker's first octet; stuffed with a zero octet in coded data.
const ESC: u8 = 0xFF;
const STUFF: u8 = 0x00;

/// The encoder's registers within a stripe. Octets go to an [`EncodedOctets`], which holds back those that a carry can
/// still change.
#[derive(Clone, Copy, Debug)]
pub(super) struct EncoderRegisters {
    slack: i32,
    c: u32,
    /// Shifts until the next octet is complete.
    ct: u32,
}

impl EncoderRegisters {
    /// The registers at the beginning of a stripe (INITENC of T.82).
    pub(super) const FIRST: Self = Self { slack: FIRST_A - LEAST_A, c: 0, ct: 11 };
}

/// Octets of a stripe on their way out.
#[derive(Debug, Default)]
pub(super) struct EncodedOctets {
    /// The octet that a carry can still increase.
    buffer: Option<u8>,
    /// FF octets behind it, which a carry would turn to zeros.
    stacked: u64,
    /// Octets that are final.
    pub(super) out: Vec<u8>,
}

impl EncodedOctets {
    /// Octets that come before all coded ones and are not coded themselves.
    pub(super) fn beginning_with(octets: &[u8]) -> Self {
        Self { out: octets.to_vec(), ..Self::default() }
    }

    fn put(&mut self, octet: u8) {
        self.out.push(octet);
        if octet == ESC {
            self.out.push(STUFF);
        }
    }

    /// Lets the held back octets go with a carry.
    fn settle_with_carry(&mut self) {
        if let Some(buffer) = self.buffer.take() {
            self.put(buffer.wrapping_add(1));
        }
        for _ in 0..std::mem::take(&mut self.stacked) {
            self.put(0);
        }
    }

    /// Lets the held back octets go unchanged.
    fn settle(&mut self) {
        if let Some(buffer) = self.buffer.take() {
            self.put(buffer);
        }
        for _ in 0..std::mem::take(&mut self.stacked) {
            self.put(ESC);
        }
    }

    /// Takes eight bits and a carry in bit 8 (BYTEOUT of T.82).
    #[inline(never)]
    fn take(&mut self, bits: u32) {
        if bits > 0xFF {
            self.settle_with_carry();
        } else if bits == 0xFF {
            self.stacked += 1;
            return;
        } else {
            self.settle();
        }
        self.buffer = Some((bits & 0xFF) as u8);
    }

    /// Ends a stripe (FLUSH of T.82). Zero octets at the end are left out: a decoder supplies them itself.
    pub(super) fn flush(&mut self, registers: EncoderRegisters) {
        let EncoderRegisters { slack, c, ct } = registers;
        let a = (slack + LEAST_A) as u32;
        // The value of the interval with the most zeros at its end.
        let cleared = (c + a - 1) & 0xFFFF_0000;
        let c = (if cleared < c { cleared + LEAST_A as u32 } else { cleared }) << ct;
        let rest = c & 0x07FF_F800;
        if c > 0x07FF_FFFF {
            if rest == 0 {
                // Zeros that a carry makes of the held back FFs are zeros at the end.
                self.stacked = 0;
            }
            self.settle_with_carry();
        } else {
            self.settle();
        }
        if rest != 0 {
            self.put((c >> 19) as u8);
            if c & 0x0007_F800 != 0 {
                self.put((c >> 11) as u8);
            }
        }
    }
}

/// Encodes pels of one stripe.
pub(super) struct ArithmeticEncoder<'a> {
    pub(super) registers: EncoderRegisters,
    octets: &'a mut EncodedOctets,
}

impl<'a> ArithmeticEncoder<'a> {
    pub(super) fn new(registers: EncoderRegisters, octets: &'a mut EncodedOctets) -> Self {
        Self { registers, octets }
    }

    #[inline(always)]
    fn renormalise(&mut self, a: i32) {
        let registers = &mut self.registers;
        let mut shift = (a as u32).leading_zeros() - LEAST_A.leading_zeros();
        registers.slack = (a << shift) - LEAST_A;
        while shift >= registers.ct {
            registers.c <<= registers.ct;
            shift -= registers.ct;
            registers.ct = 8;
            self.octets.take(registers.c >> 19);
            registers.c &= 0x0007_FFFF;
        }
        registers.c <<= shift;
        registers.ct -= shift;
    }
}

impl Coder for ArithmeticEncoder<'_> {
    const ENCODES: bool = true;

    #[inline(always)]
    fn is_ready(&self) -> bool {
        true
    }

    #[inline(always)]
    fn pel(&mut self, context: &mut Expectation, pel: u32) -> u32 {
        let expected = *context;
        let lsz = expected.lsz() as i32;
        let slack = self.registers.slack - lsz;
        if pel == expected.mps() {
            if slack >= 0 {
                self.registers.slack = slack;
                return pel;
            }
            let mut a = slack + LEAST_A;
            // The less probable symbol has the larger interval here: the two are exchanged.
            if a < lsz {
                self.registers.c += a as u32;
                a = lsz;
            }
            *context = expected.after_mps();
            self.renormalise(a);
        } else {
            let mut a = slack + LEAST_A;
            if a >= lsz {
                self.registers.c += a as u32;
                a = lsz;
            }
            *context = expected.after_lps();
            self.renormalise(a);
        }
        pel
    }

    #[inline(always)]
    fn likely_pels(&self, context: Expectation) -> u32 {
        self.registers.slack as u32 / context.lsz()
    }

    #[inline(always)]
    fn pass(&mut self, context: Expectation, pels: u32) {
        self.registers.slack -= (context.lsz() * pels) as i32;
    }
}

/// Bits that eight pels take at the most: an interval of 1 is renormalised by 15 bits.
const OCTET_OF_PELS_BITS: i64 = 8 * 15;

/// Octets with which a stripe can be begun.
const FIRST_OCTETS: i64 = (OCTET_OF_PELS_BITS + 16) / 8;

/// What the decoder does when the octets at hand end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Supply {
    /// It waits for more.
    Waits,
    /// Zeros follow, as behind the end of a stripe.
    Zeros,
    /// Zeros follow in place of octets that were lost; pels that rest on them are worth nothing.
    ZerosUnused,
}

/// The decoder's registers within a stripe.
#[derive(Clone, Copy, Debug)]
pub(super) struct DecoderRegisters {
    slack: i32,
    /// CH in bits 63 to 48, bits to come below.
    c: u64,
    /// How many bits to come are in `c`; negative while CH itself is not complete.
    bits: i32,
    /// How many octets of the data have gone into `c`, zeros behind its end included.
    position: usize,
}

impl DecoderRegisters {
    /// The registers at the beginning of a stripe, nothing read.
    pub(super) const FIRST: Self = Self { slack: 0, c: 0, bits: -16, position: 0 };

    /// Octets that have been read and are not needed any more.
    pub(super) fn forget_read(&mut self, held: usize) -> usize {
        let read = self.position.min(held);
        self.position -= read;
        read
    }

    /// Whether the pels so far rest on octets that were there, none on zeros supplied behind them.
    pub(super) fn rests_on(&self, held: usize) -> bool {
        self.position as i64 * 8 - i64::from(self.bits) <= held as i64 * 8
    }

    /// Whether a stripe has been begun.
    fn is_begun(&self) -> bool {
        self.bits >= 0
    }
}

/// Decodes pels of one stripe.
pub(super) struct ArithmeticDecoder<'a> {
    pub(super) registers: DecoderRegisters,
    /// The stripe's octets without stuffing, as far as they are at hand.
    data: &'a [u8],
    supply: Supply,
}

impl<'a> ArithmeticDecoder<'a> {
    /// Continues at the registers' place in `data`; `None` when there are not yet enough octets to begin a stripe.
    pub(super) fn new(registers: DecoderRegisters, data: &'a [u8], supply: Supply) -> Option<Self> {
        let mut decoder = Self { registers, data, supply };
        if registers.is_begun() {
            decoder.fetch();
            return Some(decoder);
        }
        if supply == Supply::Waits && (data.len() as i64) < FIRST_OCTETS {
            return None;
        }
        decoder.fetch();
        decoder.set_a(FIRST_A);
        Some(decoder)
    }

    #[inline(always)]
    fn ch(&self) -> i32 {
        (self.registers.c >> 48) as i32
    }

    /// The value of A at which something happens: CH is reached, or renormalisation is due.
    #[inline(always)]
    fn floor(&self) -> i32 {
        LEAST_A.max(self.ch() + 1)
    }

    #[inline(always)]
    fn set_a(&mut self, a: i32) {
        self.registers.slack = a - self.floor();
    }

    /// Fills `c` so far that a renormalisation finds its bits.
    #[inline(always)]
    fn fetch(&mut self) {
        while self.registers.bits < 16 {
            let registers = &mut self.registers;
            let rest = self.data.get(registers.position..).unwrap_or(&[]);
            if let Some(octets) = rest.first_chunk::<4>() {
                registers.c |= u64::from(u32::from_be_bytes(*octets)) << (16 - registers.bits);
                registers.bits += 32;
                registers.position += 4;
            } else if let Some(octet) = rest.first() {
                registers.c |= u64::from(*octet) << (40 - registers.bits);
                registers.bits += 8;
                registers.position += 1;
            } else if self.supply != Supply::Waits {
                registers.bits += 32;
                registers.position += 4;
            } else {
                return;
            }
        }
    }
}

impl Coder for ArithmeticDecoder<'_> {
    const ENCODES: bool = false;

    #[inline(always)]
    fn is_ready(&self) -> bool {
        let unread = self.data.len() as i64 - self.registers.position as i64;
        self.supply != Supply::Waits || unread * 8 + i64::from(self.registers.bits) >= OCTET_OF_PELS_BITS
    }

    #[inline(always)]
    fn pel(&mut self, context: &mut Expectation, _pel: u32) -> u32 {
        let expected = *context;
        let mps = expected.mps();
        let lsz = expected.lsz() as i32;
        let slack = self.registers.slack - lsz;
        if slack >= 0 {
            self.registers.slack = slack;
            return mps;
        }
        let mut a = slack + self.floor();
        let more_probable = if self.ch() < a {
            a >= lsz
        } else {
            self.registers.c -= (a as u64) << 48;
            let exchanged = a < lsz;
            a = lsz;
            exchanged
        };
        *context = if more_probable { expected.after_mps() } else { expected.after_lps() };
        let shift = (a as u32).leading_zeros() - LEAST_A.leading_zeros();
        self.registers.c <<= shift;
        self.registers.bits -= shift as i32;
        self.fetch();
        self.set_a(a << shift);
        if more_probable { mps } else { 1 - mps }
    }

    #[inline(always)]
    fn likely_pels(&self, context: Expectation) -> u32 {
        self.registers.slack as u32 / context.lsz()
    }

    #[inline(always)]
    fn pass(&mut self, context: Expectation, pels: u32) {
        self.registers.slack -= (context.lsz() * pels) as i32;
    }
}
