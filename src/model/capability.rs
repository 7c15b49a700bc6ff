//! What a fax terminal can do: resolutions, widths, codings, modulations and rates, as T.30 Table 2 names them.

use serde::{Deserialize, Serialize};

/// The density of a page's pels. Inch and metric variants are one here, as receivers treat them.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
pub enum Resolution {
    /// R8 × 3.85 lines/mm (204 × 98 per inch).
    #[serde(rename = "standard")]
    Standard,
    /// R8 × 7.7 lines/mm (204 × 196 per inch), DIS bit 15.
    #[default]
    #[serde(rename = "fine")]
    Fine,
    /// R8 × 15.4 lines/mm (204 × 391 per inch), DIS bit 41.
    #[serde(rename = "superfine")]
    Superfine,
    /// 300 × 300 per inch, DIS bit 42.
    #[serde(rename = "300")]
    Dpi300,
    /// R16 × 15.4 lines/mm (408 × 391 per inch) or 400 × 400, DIS bit 43.
    #[serde(rename = "400")]
    Dpi400,
}

impl Resolution {
    /// All of them, coarsest first.
    pub const ALL: [Self; 5] = [Self::Standard, Self::Fine, Self::Superfine, Self::Dpi300, Self::Dpi400];

    /// Pels per metre across and down. Metric, exact to a tenth of a per cent (R8 is 1728 pels on 215 mm).
    pub const fn pels_per_metre(self) -> (u32, u32) {
        match self {
            Self::Standard => (8037, 3850),
            Self::Fine => (8037, 7700),
            Self::Superfine => (8037, 15400),
            Self::Dpi300 => (11811, 11811),
            Self::Dpi400 => (16074, 15400),
        }
    }

    /// Pels per inch across and down as TIFF class F writes them.
    pub const fn dpi(self) -> (u32, u32) {
        match self {
            Self::Standard => (204, 98),
            Self::Fine => (204, 196),
            Self::Superfine => (204, 391),
            Self::Dpi300 => (300, 300),
            Self::Dpi400 => (408, 391),
        }
    }

    /// The name on the command line and in the settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Fine => "fine",
            Self::Superfine => "superfine",
            Self::Dpi300 => "300",
            Self::Dpi400 => "400",
        }
    }

    /// The resolution whose lines per inch are nearest to a TIFF's or modem's figures.
    pub fn nearest(x_dpi: f32, y_dpi: f32) -> Self {
        if x_dpi > 350.0 {
            Self::Dpi400
        } else if x_dpi > 252.0 {
            Self::Dpi300
        } else if y_dpi > 290.0 {
            Self::Superfine
        } else if !(1.0..=147.0).contains(&y_dpi) {
            Self::Fine
        } else {
            Self::Standard
        }
    }
}

impl std::str::FromStr for Resolution {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|resolution| resolution.name() == text)
            .ok_or_else(|| format!("unknown resolution {text:?}; use standard, fine, superfine, 300 or 400"))
    }
}

impl std::fmt::Display for Resolution {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// The recording width, DIS/DCS bits 17 and 18.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PageWidth {
    /// 215 mm.
    #[default]
    A4,
    /// 255 mm.
    B4,
    /// 303 mm.
    A3,
}

impl PageWidth {
    /// All of them, narrowest first.
    pub const ALL: [Self; 3] = [Self::A4, Self::B4, Self::A3];

    /// Pels a row at a resolution (T.4 Table 1; `coding.md` §1).
    pub const fn pels(self, resolution: Resolution) -> u32 {
        match (resolution, self) {
            (Resolution::Standard | Resolution::Fine | Resolution::Superfine, Self::A4) => 1728,
            (Resolution::Standard | Resolution::Fine | Resolution::Superfine, Self::B4) => 2048,
            (Resolution::Standard | Resolution::Fine | Resolution::Superfine, Self::A3) => 2432,
            (Resolution::Dpi300, Self::A4) => 2592,
            (Resolution::Dpi300, Self::B4) => 3072,
            (Resolution::Dpi300, Self::A3) => 3648,
            (Resolution::Dpi400, Self::A4) => 3456,
            (Resolution::Dpi400, Self::B4) => 4096,
            (Resolution::Dpi400, Self::A3) => 4864,
        }
    }

    /// The narrowest width that holds `pels`; the widest when none does.
    pub fn holding(pels: u32, resolution: Resolution) -> Self {
        Self::ALL.into_iter().find(|width| width.pels(resolution) >= pels).unwrap_or(Self::A3)
    }
}

/// How a page's pels are coded on the line and in TIFF.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Coding {
    /// T.4 one-dimensional, Modified Huffman. Every terminal takes it.
    #[default]
    Mh,
    /// T.4 two-dimensional, Modified READ.
    Mr,
    /// T.6, Modified Modified READ. Only with error correction.
    Mmr,
    /// T.85, JBIG with one resolution layer. Only with error correction.
    Jbig,
}

impl Coding {
    /// The name on the command line and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mh => "mh",
            Self::Mr => "mr",
            Self::Mmr => "mmr",
            Self::Jbig => "jbig",
        }
    }
}

impl std::str::FromStr for Coding {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "mh" => Ok(Self::Mh),
            "mr" => Ok(Self::Mr),
            "mmr" => Ok(Self::Mmr),
            "jbig" => Ok(Self::Jbig),
            _ => Err(format!("unknown page coding {text:?}; use mh, mr, mmr or jbig")),
        }
    }
}

impl std::fmt::Display for Coding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Mh => "MH",
            Self::Mr => "MR",
            Self::Mmr => "MMR",
            Self::Jbig => "JBIG",
        })
    }
}

/// The page modems of T.30.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Modulation {
    /// 2400 and 4800 bit/s.
    V27ter,
    /// 7200 and 9600 bit/s.
    V29,
    /// 7200 to 14400 bit/s.
    V17,
}

impl std::fmt::Display for Modulation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::V27ter => "V.27ter",
            Self::V29 => "V.29",
            Self::V17 => "V.17",
        })
    }
}

/// A modulation with one of its bit rates: one step of the fallback ladder, one value of DCS bits 11 to 14.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RateStep {
    /// The modem.
    pub modulation: Modulation,
    /// Bits a second.
    pub rate_bps: u32,
}

impl RateStep {
    /// 14400 bit/s V.17.
    pub const V17_14400: Self = Self { modulation: Modulation::V17, rate_bps: 14_400 };
    /// 12000 bit/s V.17.
    pub const V17_12000: Self = Self { modulation: Modulation::V17, rate_bps: 12_000 };
    /// 9600 bit/s V.17.
    pub const V17_9600: Self = Self { modulation: Modulation::V17, rate_bps: 9_600 };
    /// 7200 bit/s V.17.
    pub const V17_7200: Self = Self { modulation: Modulation::V17, rate_bps: 7_200 };
    /// 9600 bit/s V.29.
    pub const V29_9600: Self = Self { modulation: Modulation::V29, rate_bps: 9_600 };
    /// 7200 bit/s V.29.
    pub const V29_7200: Self = Self { modulation: Modulation::V29, rate_bps: 7_200 };
    /// 4800 bit/s V.27ter.
    pub const V27_4800: Self = Self { modulation: Modulation::V27ter, rate_bps: 4_800 };
    /// 2400 bit/s V.27ter.
    pub const V27_2400: Self = Self { modulation: Modulation::V27ter, rate_bps: 2_400 };
    /// The fallback ladder, fastest first (V.17 → V.29 → V.27ter).
    pub const LADDER: [Self; 6] =
        [Self::V17_14400, Self::V17_12000, Self::V29_9600, Self::V29_7200, Self::V27_4800, Self::V27_2400];
}

impl std::fmt::Display for RateStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bit/s {}", self.rate_bps, self.modulation)
    }
}

/// What a terminal announces in DIS or is allowed to use: a port's own limits, or the remote's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Capabilities {
    /// Steps of the ladder it can use, fastest first.
    pub rates: Vec<RateStep>,
    /// Resolutions, [`Resolution::Standard`] always among them.
    pub resolutions: Vec<Resolution>,
    /// The widest page.
    pub width: PageWidth,
    /// Codings, [`Coding::Mh`] always among them.
    pub codings: Vec<Coding>,
    /// Error correction mode (T.30 Annex A).
    pub ecm: bool,
    /// Pages of unlimited length.
    pub unlimited_length: bool,
    /// Minimum scan line time at fine resolution, milliseconds: 0, 5, 10, 20 or 40.
    pub min_scan_ms: u8,
}

impl Default for Capabilities {
    fn default() -> Self {
        Self {
            rates: RateStep::LADDER.to_vec(),
            resolutions: Resolution::ALL.to_vec(),
            width: PageWidth::A3,
            codings: vec![Coding::Mh, Coding::Mr, Coding::Mmr, Coding::Jbig],
            ecm: true,
            unlimited_length: true,
            min_scan_ms: 0,
        }
    }
}
