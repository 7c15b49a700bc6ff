//! Tones as a regular screen of dots.
//!
//! Dots grow in clusters along the rows, because runs of black are what every fax coding is good at, and because
//! clusters outlive copying. Rows of dots are set against each other by half a period, and the pattern repeats after
//! about a millimetre both ways, whatever the shape of the pels.

use crate::model::Resolution;

/// Thresholds of a screen.
pub(super) struct Screen {
    width: usize,
    /// A row of thresholds, `width` wide, for each row of the pattern, repeated to the width of a page.
    rows: Vec<Vec<u8>>,
}

impl Screen {
    /// For pages of some width in pels.
    pub(super) fn new(resolution: Resolution, page_width: usize) -> Self {
        let (width, height) = match resolution {
            Resolution::Standard => (8, 4),
            Resolution::Fine => (8, 8),
            Resolution::Superfine => (8, 16),
            Resolution::Dpi300 => (12, 12),
            Resolution::Dpi400 => (16, 16),
        };
        let thresholds = thresholds(width, height);
        let rows = thresholds
            .chunks_exact(width)
            .map(|row| row.iter().copied().cycle().take(page_width + width).collect())
            .collect();
        Self { width, rows }
    }

    /// The thresholds of a row from a column on: a pel is black when its level is below.
    pub(super) fn row(&self, y: usize, from: usize) -> &[u8] {
        let row = y.checked_rem(self.rows.len()).and_then(|y| self.rows.get(y));
        row.and_then(|row| row.get(from % self.width.max(1)..)).unwrap_or(&[])
    }
}

/// The pattern: two dots, one in the middle and one in the corners, each pel's rank by its distance from the nearest.
fn thresholds(width: usize, height: usize) -> Vec<u8> {
    let spot = |n: usize| {
        let x = (n % width) as f64 / width as f64;
        let y = (n / width) as f64 / height as f64;
        let (x, y) = (x * std::f64::consts::TAU, y * std::f64::consts::TAU);
        // The second term stretches the dots along the rows; the last makes ranks unique, in an order that turns
        // around the dot.
        x.cos() * y.cos() + STRETCH * (2.0 * y).cos() + 1e-3 * (x + 2.0 * y).sin()
    };
    let mut order: Vec<usize> = (0..width * height).collect();
    order.sort_by(|a, b| spot(*b).total_cmp(&spot(*a)));
    let mut thresholds = vec![0; width * height];
    for (rank, place) in order.iter().enumerate() {
        // The first pel to turn black does so just below white.
        if let Some(threshold) = thresholds.get_mut(*place) {
            *threshold = 255 - ((rank * 2 + 1) * 255 / (2 * width * height)) as u8;
        }
    }
    thresholds
}

/// How much longer dots are than high.
const STRETCH: f64 = 0.25;
