//! The eight numbers that Class 2 has for DIS and DCS (`+FDCC`, `+FDIS`, `+FDCS`; T.32 Table 21), and what modems say they
//! take of them.

use crate::model::{Capabilities, Coding, Modulation, PageWidth, RateStep, Resolution};

use super::dialect::Dialect;

/// DIS or DCS in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// Resolution. In Class 2.0 bits, of which a choice has one.
    pub vr: u8,
    /// Bit rate, 0 for 2400 to 5 for 14400; V.34 goes on to 13.
    pub br: u8,
    /// Width: A4, B4, A3.
    pub wd: u8,
    /// Length: A4, B4, any.
    pub ln: u8,
    /// Coding: MH, MR, MR uncompressed, MMR.
    pub df: u8,
    /// Error correction; what number means what is the modem's opinion.
    pub ec: u8,
    /// Binary file transfer, which is not used.
    pub bf: u8,
    /// Scan line time.
    pub st: u8,
}

/// Fields of a line.
pub(super) const FIELDS: usize = 8;
/// The fastest rate without V.34.
const BR_14400: u8 = 5;
const BR_RATES: [RateStep; 6] = [
    RateStep::V27_2400,
    RateStep::V27_4800,
    // The modem may use V.17 for these two and does not say so.
    RateStep::V29_7200,
    RateStep::V29_9600,
    RateStep::V17_12000,
    RateStep::V17_14400,
];
/// Resolutions by their bit in VR.
const VR_BITS: [(u8, Resolution); 7] = [
    (0x01, Resolution::Fine),
    (0x02, Resolution::Superfine),
    (0x04, Resolution::Dpi400),
    (0x08, Resolution::Standard),
    (0x10, Resolution::Fine),
    (0x20, Resolution::Superfine),
    (0x40, Resolution::Dpi300),
];
/// Those in inches, which are not offered: our pages are metric.
const VR_INCH: u8 = 0x38;
const DF_MR: u8 = 1;
const DF_MMR: u8 = 3;
const LN_ANY: u8 = 2;
/// Milliseconds a row takes at least, at standard and at finer resolutions, by ST.
const ST_MILLIS: [(u8, u8); 8] = [(0, 0), (5, 5), (10, 5), (10, 10), (20, 10), (20, 20), (40, 20), (40, 40)];

impl Parameters {
    /// Reads `1,5,0,2,0,0,0,0`. Missing fields are 0, further ones are ignored; none when it is no such list.
    pub(super) fn parse(text: &str, radix: u32) -> Option<Self> {
        let mut fields = [0u8; FIELDS];
        let mut any = false;
        for (field, text) in fields.iter_mut().zip(text.split(',')) {
            let text = text.trim().trim_matches('"');
            if text.is_empty() {
                continue;
            }
            *field = number(text, radix).and_then(|value| u8::try_from(value).ok())?;
            any = true;
        }
        let [vr, br, wd, ln, df, ec, bf, st] = fields;
        any.then_some(Self { vr, br, wd, ln, df, ec, bf, st })
    }

    const fn fields(&self) -> [u8; FIELDS] {
        [self.vr, self.br, self.wd, self.ln, self.df, self.ec, self.bf, self.st]
    }

    /// As it is written, the first `count` fields.
    pub(super) fn list(&self, dialect: Dialect, count: usize) -> String {
        let hex = dialect.words().radix == 16;
        let text = |value: &u8| if hex { format!("{value:X}") } else { value.to_string() };
        self.fields().iter().take(count).map(text).collect::<Vec<_>>().join(",")
    }

    /// The rate. V.34's count as the fastest other.
    pub fn rate(&self) -> RateStep {
        BR_RATES.get(usize::from(self.br)).copied().unwrap_or(RateStep::V17_14400)
    }

    /// Bits a second on the line.
    pub(super) fn rate_bps(&self) -> u32 {
        // Each step is 2400 bit/s, in V.34 too.
        2_400 * (u32::from(self.br.min(13)) + 1)
    }

    /// The resolution of a page.
    pub fn resolution(&self) -> Resolution {
        VR_BITS.iter().rev().find(|(bit, _)| self.vr & bit != 0).map_or(Resolution::Standard, |(_, found)| *found)
    }

    /// What can be received, in DIS. A machine that does a finer one does fine, too.
    pub fn resolutions(&self) -> Vec<Resolution> {
        let mut all = vec![Resolution::Standard];
        if self.vr & 0x37 != 0 {
            all.push(Resolution::Fine);
        }
        for (bit, resolution) in VR_BITS {
            if self.vr & bit != 0 && !all.contains(&resolution) {
                all.push(resolution);
            }
        }
        all.sort();
        all
    }

    /// The width.
    pub const fn width(&self) -> PageWidth {
        match self.wd {
            1 => PageWidth::B4,
            2 => PageWidth::A3,
            // The half widths 3 and 4 are obsolete, and a page of them is a page with white beside it.
            _ => PageWidth::A4,
        }
    }

    /// Pages of any length.
    pub const fn is_unlimited(&self) -> bool {
        self.ln >= LN_ANY
    }

    /// The coding of a page; none for one we do not have (uncompressed mode, JBIG).
    pub const fn coding(&self) -> Option<Coding> {
        match self.df {
            0 => Some(Coding::Mh),
            DF_MR => Some(Coding::Mr),
            DF_MMR => Some(Coding::Mmr),
            _ => None,
        }
    }

    /// Error correction.
    pub const fn ecm(&self) -> bool {
        self.ec != 0
    }

    /// Milliseconds a row takes at the least.
    pub fn min_scan_ms(&self, resolution: Resolution) -> u8 {
        let (standard, finer) = ST_MILLIS.get(usize::from(self.st)).copied().unwrap_or((0, 0));
        if resolution == Resolution::Standard { standard } else { finer }
    }

    /// In words, as DIS and DCS are told elsewhere: `14400 fine B4 MR`.
    pub fn words(&self) -> String {
        let mut words = vec![self.rate_bps().to_string(), self.resolution().to_string()];
        match self.width() {
            PageWidth::A4 => {}
            PageWidth::B4 => words.push("B4".to_owned()),
            PageWidth::A3 => words.push("A3".to_owned()),
        }
        if self.ecm() {
            words.push("ECM".to_owned());
        }
        words.push(self.coding().map_or_else(|| format!("DF {}", self.df), |coding| coding.to_string()));
        words.join(" ")
    }

    /// The same at the next lower rate; none at the lowest.
    pub(super) fn slower(self) -> Option<Self> {
        Some(Self { br: self.br.min(BR_14400).checked_sub(1)?, ..self })
    }
}

/// A number as modems write it: one digit may be hexadecimal in every dialect, since V.34's rates need it.
pub(super) fn number(text: &str, radix: u32) -> Option<u32> {
    let text = text.trim();
    let radix = if text.len() == 1 { 16 } else { radix };
    u32::from_str_radix(text, radix).ok()
}

/// The values a field may have.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Values(Vec<(u8, u8)>);

impl Values {
    fn has(&self, value: u8) -> bool {
        self.0.iter().any(|(from, to)| (*from..=*to).contains(&value))
    }

    /// The largest allowed one that is not above `limit`; 0 when there is none.
    fn most(&self, limit: u8) -> u8 {
        (0..=limit).rev().find(|value| self.has(*value)).unwrap_or(0)
    }
}

/// What a modem takes in `+FDCC=` (its answer to `+FDCC=?`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offers {
    fields: Vec<Values>,
    bits: bool,
}

impl Offers {
    /// What a modem can do at the least when it says nothing one can read.
    pub(super) fn assumed(dialect: Dialect) -> Self {
        Self::parse("(0,1),(0-5),(0-2),(0-2),(0,1),(0),(0),(0-7)", dialect)
            .unwrap_or(Self { fields: Vec::new(), bits: false })
    }

    /// Reads `(0,1),(0-5),(0-2),(0-2),(0,3),(0-2),(0),(0-7)` in the many ways it is written: with the command's name
    /// before it, with parentheses around the whole, with single values without any.
    pub(super) fn parse(text: &str, dialect: Dialect) -> Option<Self> {
        let radix = dialect.words().radix;
        let text = text.rsplit_once(':').map_or(text, |(_, list)| list).trim();
        let mut fields = groups(text);
        if let [whole] = fields.as_slice()
            && whole.contains('(')
        {
            // Parentheses around everything.
            fields = groups(whole);
        }
        let values = |field: &String| {
            let mut ranges = Vec::new();
            for part in field.split(',') {
                let part = part.trim().trim_matches(['(', ')']);
                let (from, to) = part.split_once('-').unwrap_or((part, part));
                let read = |text: &str| number(text, radix).and_then(|value| u8::try_from(value).ok());
                ranges.push((read(from)?, read(to)?));
            }
            Some(Values(ranges))
        };
        let fields: Vec<Values> = fields.iter().take(FIELDS).map(values).collect::<Option<_>>()?;
        // Fewer than rate and resolution say nothing.
        (fields.len() >= 2).then_some(Self { fields, bits: !matches!(dialect, Dialect::Class2) })
    }

    /// Fields the modem knows; more in a command give ERROR.
    pub(super) fn count(&self) -> usize {
        self.fields.len()
    }

    fn has(&self, field: usize, value: u8) -> bool {
        self.fields.get(field).map_or(value == 0, |values| values.has(value))
    }

    fn most(&self, field: usize, limit: u8) -> u8 {
        self.fields.get(field).map_or(0, |values| values.most(limit))
    }

    /// What the modem may be told to offer, out of what we can do. `ecm`: error correction may be used.
    pub(super) fn offering(&self, own: &Capabilities, dialect: Dialect, ecm: bool) -> Parameters {
        let wanted = |resolution: &Resolution| own.resolutions.contains(resolution);
        let mut vr = u8::from(wanted(&Resolution::Fine) && self.has(0, 1));
        if self.bits {
            for (bit, resolution) in VR_BITS {
                let with = vr | bit;
                if bit & VR_INCH == 0 && wanted(&resolution) && (self.has(0, bit) || self.has(0, with)) {
                    vr = with;
                }
            }
            if !self.has(0, vr) && self.fields.first().is_some_and(|values| values.0.iter().all(|(a, b)| a == b)) {
                // The bits are listed one by one: any of them may be set.
            } else if !self.has(0, vr) {
                vr = self.most(0, vr);
            }
        }
        let correction = dialect.words().correction.iter().copied().find(|value| self.has(5, *value));
        let ec = correction.filter(|_| ecm && own.ecm).unwrap_or(0);
        let has = |coding: Coding| own.codings.contains(&coding);
        let df = if ec != 0 && has(Coding::Mmr) && self.has(4, DF_MMR) {
            DF_MMR
        } else {
            u8::from(has(Coding::Mr) && self.has(4, DF_MR))
        };
        Parameters {
            vr,
            br: self.most(1, fastest(own)),
            wd: self.most(2, width_code(own.width)),
            ln: self.most(3, if own.unlimited_length { LN_ANY } else { 1 }),
            df,
            ec,
            bf: 0,
            st: 0,
        }
    }
}

/// BR of the fastest rate.
fn fastest(own: &Capabilities) -> u8 {
    let fastest = own.rates.iter().map(|step| step.rate_bps).max().unwrap_or(2_400);
    let without_v17 = !own.rates.iter().any(|step| step.modulation == Modulation::V17);
    let code = (fastest / 2_400).saturating_sub(1).min(BR_14400.into()) as u8;
    // 7200 and 9600 may still be V.17: the modem chooses.
    if without_v17 { code.min(3) } else { code }
}

const fn width_code(width: PageWidth) -> u8 {
    match width {
        PageWidth::A4 => 0,
        PageWidth::B4 => 1,
        PageWidth::A3 => 2,
    }
}

/// What is wanted of the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Its own resolution.
    pub resolution: Resolution,
    /// Its width.
    pub width: PageWidth,
    /// The fastest rate for it, as BR.
    pub fastest: u8,
}

/// The session for a page: the best both sides can do.
pub(super) fn choose(own: Parameters, remote: Parameters, wish: Wish, dialect: Dialect) -> Parameters {
    let (ours, theirs) = (own.resolutions(), remote.resolutions());
    let common = |resolution: &Resolution| ours.contains(resolution) && theirs.contains(resolution);
    let resolution = Resolution::ALL.into_iter().rev().filter(|r| *r <= wish.resolution).find(common);
    let vr = match (resolution.unwrap_or(Resolution::Standard), dialect) {
        (Resolution::Standard, _) => 0,
        (Resolution::Fine, _) | (_, Dialect::Class2) => 1,
        (Resolution::Superfine, _) => 0x02,
        (Resolution::Dpi400, _) => 0x04,
        (Resolution::Dpi300, _) => 0x40,
    };
    let ec = if remote.ecm() { own.ec } else { 0 };
    let df = match own.df.min(remote.df) {
        DF_MMR if ec != 0 => DF_MMR,
        0 => 0,
        // 2 is MR with uncompressed mode, which includes MR.
        _ => DF_MR,
    };
    Parameters {
        vr,
        br: own.br.min(remote.br).min(wish.fastest),
        wd: own.wd.min(width_code(wish.width)).min(if remote.wd > 2 { 0 } else { remote.wd }),
        ln: own.ln.min(remote.ln),
        df,
        ec,
        bf: 0,
        st: remote.st,
    }
}

/// The outermost groups of a list: what stands in parentheses, or a bare value.
fn groups(text: &str) -> Vec<String> {
    let mut groups = Vec::new();
    let mut depth = 0usize;
    let mut group = String::new();
    for character in text.chars() {
        match character {
            '(' => {
                if depth > 0 {
                    group.push(character);
                }
                depth += 1;
            }
            ')' => {
                depth = depth.saturating_sub(1);
                if depth > 0 {
                    group.push(character);
                }
            }
            ',' if depth == 0 => groups.push(std::mem::take(&mut group)),
            ' ' => {}
            _ => group.push(character),
        }
    }
    groups.push(group);
    groups.retain(|group| !group.is_empty());
    groups
}
