//! Octets from a modem, taken apart into lines and data (V.250 §5, T.31 §8.3).
//!
//! Whoever reads says which of the two comes next, since only the meaning of a line tells.

use super::DLE;

/// What comes from a modem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A line, without its end; never empty.
    Line(String),
    /// Octets of data, DLE taken out.
    Data(Vec<u8>),
    /// DLE ETX: lines follow.
    DataEnd,
}

/// Longest line that is kept; the rest of a longer one is dropped. The longest of a modem are frames in hexadecimal.
const LINE_MAX: usize = 1024;
/// Octets that may wait to be read; more than any modem holds back.
const WAITING_MAX: usize = 1 << 20;

const ETX: u8 = 0x03;
const SUB: u8 = 0x1A;

/// Takes apart what a modem sends.
#[derive(Debug, Default)]
pub struct Reader {
    waiting: Vec<u8>,
    /// How many of them are read.
    read: usize,
    line: Vec<u8>,
    in_data: bool,
    /// The line ended with CR; an LF still belongs to it.
    after_cr: bool,
    after_dle: bool,
}

impl Reader {
    /// Takes octets as they come.
    pub fn push(&mut self, octets: &[u8]) {
        self.waiting.drain(..self.read);
        self.read = 0;
        if self.waiting.len() + octets.len() <= WAITING_MAX {
            self.waiting.extend_from_slice(octets);
        }
    }

    /// Data follow from here on, until [`Item::DataEnd`].
    pub const fn expect_data(&mut self) {
        self.in_data = true;
        self.after_dle = false;
    }

    /// Lines follow from here on: the data ended in another way than with DLE ETX.
    pub const fn expect_lines(&mut self) {
        self.in_data = false;
    }

    /// Forgets what has come and not been read.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The next item; none until more octets come.
    pub fn next_item(&mut self) -> Option<Item> {
        if self.in_data { self.next_data() } else { self.next_line() }
    }

    fn next_line(&mut self) -> Option<Item> {
        while let Some(&octet) = self.waiting.get(self.read) {
            let ends_before = self.after_cr && octet != b'\n';
            if ends_before {
                // A modem that ends its lines with CR alone.
                self.after_cr = false;
                if let Some(line) = self.take_line() {
                    return Some(line);
                }
            }
            self.read += 1;
            match octet {
                b'\n' => {
                    self.after_cr = false;
                    if let Some(line) = self.take_line() {
                        return Some(line);
                    }
                }
                b'\r' => self.after_cr = true,
                // XON and XOFF may come when the modem believes in software flow control, NUL when it is switched on.
                0 | 0x11 | 0x13 => {}
                _ if self.line.len() < LINE_MAX => self.line.push(octet),
                _ => {}
            }
        }
        None
    }

    fn take_line(&mut self) -> Option<Item> {
        let text = String::from_utf8_lossy(&self.line).trim().to_owned();
        self.line.clear();
        (!text.is_empty()).then_some(Item::Line(text))
    }

    fn next_data(&mut self) -> Option<Item> {
        // The LF of CONNECT's line when its CR was enough to end it.
        if std::mem::take(&mut self.after_cr) && self.waiting.get(self.read) == Some(&b'\n') {
            self.read += 1;
        }
        let mut data = Vec::new();
        while let Some(&octet) = self.waiting.get(self.read) {
            if self.after_dle {
                if octet == ETX && !data.is_empty() {
                    // The data before it are an item of their own; this one is read again.
                    return Some(Item::Data(data));
                }
                self.after_dle = false;
                self.read += 1;
                match octet {
                    ETX => {
                        self.in_data = false;
                        return Some(Item::DataEnd);
                    }
                    DLE => data.push(DLE),
                    // Two of them (T.31 §8.2.4, double escape).
                    SUB => data.extend([DLE, DLE]),
                    // Anything else has no meaning here (T.31 §6.3.1).
                    _ => {}
                }
                continue;
            }
            self.read += 1;
            if octet == DLE {
                self.after_dle = true;
            } else {
                data.push(octet);
            }
        }
        (!data.is_empty()).then_some(Item::Data(data))
    }
}

/// Octets as they cross the port: each DLE doubled. The end is [`DATA_END`].
pub fn stuffed(octets: &[u8]) -> Vec<u8> {
    let mut stuffed = Vec::with_capacity(octets.len() + octets.len() / 64 + 2);
    for &octet in octets {
        stuffed.push(octet);
        if octet == DLE {
            stuffed.push(DLE);
        }
    }
    stuffed
}

/// Ends data in either direction.
pub const DATA_END: [u8; 2] = [DLE, ETX];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn items(reader: &mut Reader) -> Vec<Item> {
        std::iter::from_fn(|| reader.next_item()).collect()
    }

    fn line(text: &str) -> Item {
        Item::Line(text.to_owned())
    }

    #[test]
    fn lines_end_with_cr_lf_or_one_of_them() {
        let mut reader = Reader::default();
        reader.push(b"\r\nOK\r\n\r\n+FMI: X\r\r\nERROR\nRING\rN");
        assert_eq!(items(&mut reader), [line("OK"), line("+FMI: X"), line("ERROR"), line("RING")]);
        reader.push(b"O CARRIER\r\n");
        assert_eq!(items(&mut reader), [line("NO CARRIER")]);
    }

    #[test]
    fn data_begin_right_behind_the_line_and_lines_right_behind_the_data() {
        let mut reader = Reader::default();
        reader.push(b"\r\nCONNECT\r\n\x0A\xFF\x10\x10\x13\x10\x03\r\nOK\r\n");
        assert_eq!(reader.next_item(), Some(line("CONNECT")));
        reader.expect_data();
        let rest = items(&mut reader);
        assert_eq!(rest, [Item::Data(vec![0x0A, 0xFF, 0x10, 0x13]), Item::DataEnd, line("OK")]);
    }

    #[test]
    fn a_modem_that_never_ends_its_line_costs_no_memory() {
        let mut reader = Reader::default();
        for _ in 0..1000 {
            reader.push(&[b'x'; 4096]);
            assert_eq!(reader.next_item(), None);
        }
        assert!(reader.line.len() <= LINE_MAX && reader.waiting.len() <= 4096);
    }

    proptest! {
        #[test]
        fn stuffed_data_come_back_however_they_are_cut(octets: Vec<u8>, cut in 1usize..40) {
            let mut sent = stuffed(&octets);
            sent.extend(DATA_END);
            let mut reader = Reader::default();
            reader.expect_data();
            let mut data = Vec::new();
            let mut ended = false;
            for piece in sent.chunks(cut) {
                reader.push(piece);
                for item in items(&mut reader) {
                    match item {
                        Item::Data(more) => data.extend(more),
                        Item::DataEnd => ended = true,
                        Item::Line(text) => prop_assert!(false, "{}", text),
                    }
                }
            }
            prop_assert_eq!(data, octets);
            prop_assert!(ended);
        }
    }
}
