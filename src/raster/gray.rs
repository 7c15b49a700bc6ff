//! Grey pictures: turning and resampling.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

/// A grey picture, one octet a pixel: 0 = black, 255 = white; rows from the top without padding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gray {
    /// Pixels a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width` × `height` octets.
    pub data: Vec<u8>,
}

/// Side of the squares in which a picture is turned, so that both sides stay in the cache.
const TURN_BLOCK: usize = 32;

impl Gray {
    /// An all-white picture.
    pub fn white(width: u32, height: u32) -> Self {
        Self { width, height, data: vec![255; width as usize * height as usize] }
    }

    /// Turned clockwise by quarter turns.
    pub fn rotated(&self, quarter_turns: u8) -> Self {
        let (width, height) = (self.width as usize, self.rows_present());
        match quarter_turns % 4 {
            1 => self.turned(|x, y| x * height + (height - 1 - y)),
            2 => {
                let mut data = self.data.get(..width * height).unwrap_or(&[]).to_vec();
                data.reverse();
                Self { width: self.width, height: height as u32, data }
            }
            3 => self.turned(|x, y| (width - 1 - x) * height + y),
            _ => self.clone(),
        }
    }

    /// Swaps the sides; `place` says where a pixel goes.
    fn turned(&self, place: impl Fn(usize, usize) -> usize) -> Self {
        let (width, height) = (self.width as usize, self.rows_present());
        let mut data = vec![255; width * height];
        for y0 in (0..height).step_by(TURN_BLOCK) {
            for x0 in (0..width).step_by(TURN_BLOCK) {
                for y in y0..(y0 + TURN_BLOCK).min(height) {
                    let row = self.data.get(y * width + x0..y * width + (x0 + TURN_BLOCK).min(width));
                    for (x, pixel) in (x0..).zip(row.unwrap_or(&[])) {
                        if let Some(target) = data.get_mut(place(x, y)) {
                            *target = *pixel;
                        }
                    }
                }
            }
        }
        Self { width: height as u32, height: self.width, data }
    }

    /// Rows for which there is data, whatever `height` claims.
    pub(super) fn rows_present(&self) -> usize {
        self.data.len().checked_div(self.width as usize).unwrap_or(0).min(self.height as usize)
    }

    /// One row; empty beyond the last.
    pub(super) fn row(&self, y: usize) -> &[u8] {
        let width = self.width as usize;
        self.data.get(y.saturating_mul(width)..).and_then(|rest| rest.get(..width)).unwrap_or(&[])
    }

    /// A part (left, top, width, height in pixels), resampled. White where there is nothing.
    pub(super) fn part_resampled(&self, part: [f64; 4], size: (u32, u32), filter: FilterType) -> Self {
        let own = (self.width, self.rows_present() as u32);
        let whole = [0.0, 0.0, f64::from(own.0), f64::from(own.1)];
        if size == own && part == whole && own.1 == self.height {
            return self.clone();
        }
        let [left, top, width, height] = part;
        let (width, height) = (width.min(f64::from(own.0) - left), height.min(f64::from(own.1) - top));
        let mut target = Image::new(size.0, size.1, PixelType::U8);
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).crop(left, top, width, height);
        let done = ImageRef::new(own.0, own.1, &self.data, PixelType::U8)
            .is_ok_and(|source| Resizer::new().resize(&source, &mut target, &options).is_ok());
        if done { Self { width: size.0, height: size.1, data: target.into_vec() } } else { Self::white(size.0, size.1) }
    }
}
