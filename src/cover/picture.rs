//! Pictures inside a template: taken out of their `data:` addresses, looked at without being decoded, and handed to
//! the library that draws by number.

use std::io::Cursor;
use std::sync::Arc;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use image::{ImageFormat, ImageReader};
use resvg::usvg::{ImageHrefResolver, ImageKind};

/// Pixels of one picture: A4 at 600 per inch.
const MOST_PIXELS: u64 = 40_000_000;
/// Pixels of all.
const MOST_PIXELS_IN_ALL: u64 = 60_000_000;
/// Other programs leave the padding out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);
/// What stands before a picture's number in place of its address.
const MARK: &str = "picture:";

/// A picture as it stands in the file.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    octets: Arc<Vec<u8>>,
    format: ImageFormat,
    pixels: u64,
}

impl Picture {
    /// The picture in an address.
    ///
    /// # Errors
    /// Why there is none; nothing when the address leads outside the file.
    pub(super) fn of_address(address: &str) -> Result<Self, Option<&'static str>> {
        let address = address.trim_start();
        let inside = address.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("data:")).and(address.get(5..));
        let (kind, data) = inside.ok_or(None)?.split_once(',').ok_or(Some("its address is broken"))?;
        if !kind.trim_end().to_ascii_lowercase().ends_with(";base64") {
            return Err(Some("only PNG, JPEG, GIF and WebP in base64 are drawn"));
        }
        let data: Vec<u8> = data.bytes().filter(|octet| !octet.is_ascii_whitespace()).collect();
        let octets = BASE64.decode(data).map_err(|_| Some("its base64 is broken"))?;
        let reader = ImageReader::new(Cursor::new(&octets)).with_guessed_format().map_err(|_| Some("it is broken"))?;
        let format = reader.format().filter(|format| {
            matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif | ImageFormat::WebP)
        });
        let format = format.ok_or(Some("only PNG, JPEG, GIF and WebP in base64 are drawn"))?;
        let (width, height) = reader.into_dimensions().map_err(|_| Some("it is broken"))?;
        let pixels = u64::from(width) * u64::from(height);
        if pixels > MOST_PIXELS {
            return Err(Some("it has more than 40 million pixels"));
        }
        Ok(Self { octets: Arc::new(octets), format, pixels })
    }
}

/// The pictures of a file; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Pictures(Vec<Picture>);

impl Pictures {
    /// Takes one in; what stands for it.
    pub(super) fn take(&mut self, picture: Picture) -> Result<String, &'static str> {
        let pixels: u64 = self.0.iter().map(|picture| picture.pixels).sum();
        if pixels + picture.pixels > MOST_PIXELS_IN_ALL {
            return Err("all pictures of the file together have more than 60 million pixels");
        }
        self.0.push(picture);
        Ok(format!("{MARK}{}", self.0.len() - 1))
    }

    /// Hands out these pictures and nothing else: no address is ever followed.
    pub(super) fn resolver(&self) -> ImageHrefResolver<'static> {
        let pictures = self.clone();
        ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(move |address, _| {
                let picture = pictures.0.get(address.strip_prefix(MARK)?.parse::<usize>().ok()?)?;
                let octets = picture.octets.clone();
                match picture.format {
                    ImageFormat::Png => Some(ImageKind::PNG(octets)),
                    ImageFormat::Jpeg => Some(ImageKind::JPEG(octets)),
                    ImageFormat::Gif => Some(ImageKind::GIF(octets)),
                    ImageFormat::WebP => Some(ImageKind::WEBP(octets)),
                    _ => None,
                }
            }),
        }
    }
}
