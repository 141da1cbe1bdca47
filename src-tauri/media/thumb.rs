//! Small pictures for lists: decoded within limits on pixels and memory, behind a panic boundary, off the async threads.

use super::Error;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, codecs::jpeg::JpegEncoder};
use std::{
    fs::File,
    io::BufReader,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

/// The longer edge of a small picture, in pixels.
pub const EDGE: u32 = 480;
/// A picture of more bytes than this gets a small one even if it has few pixels.
pub const SMALL_BYTES: u64 = 96 << 10;
const QUALITY: u8 = 82;
/// Wider or higher pictures are not decoded.
const MOST_PIXELS_A_SIDE: u32 = 16_384;
/// Nor pictures that need more memory than this.
const MOST_BYTES: u64 = 128 << 20;

/// Whether pictures of this type are made small.
#[must_use]
pub fn can_shrink(mime: &str) -> bool {
    format_of(mime).is_some()
}

fn format_of(mime: &str) -> Option<ImageFormat> {
    match mime {
        "image/jpeg" => Some(ImageFormat::Jpeg),
        "image/png" => Some(ImageFormat::Png),
        "image/gif" => Some(ImageFormat::Gif),
        "image/webp" => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// Makes a small JPEG of a picture of this type (by content), upright, on white; of an animation its first picture.
/// Blocks for up to a second or so: call it off the async threads, on few of them.
///
/// # Errors
/// [`Error::Picture`] if it cannot be decoded within the limits; [`Error::Disk`].
pub fn shrink(path: &Path, mime: &str) -> Result<Vec<u8>, Error> {
    let format = format_of(mime).ok_or_else(|| Error::Picture("of a type that is not decoded".to_owned()))?;
    // A decoder's bug must cost a picture and not the program.
    catch_unwind(AssertUnwindSafe(|| decode(path, format).and_then(|picture| encode(&picture))))
        .unwrap_or_else(|_| Err(Error::Picture("decoding it failed".to_owned())))
}

fn decode(path: &Path, format: ImageFormat) -> Result<DynamicImage, Error> {
    let file = File::open(path).map_err(|cause| Error::Disk { path: path.to_owned(), cause })?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(MOST_PIXELS_A_SIDE);
    limits.max_image_height = Some(MOST_PIXELS_A_SIDE);
    limits.max_alloc = Some(MOST_BYTES);
    let mut reader = ImageReader::with_format(BufReader::new(file), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    if decoder.total_bytes() > MOST_BYTES {
        return Err(Error::Picture("too many pixels".to_owned()));
    }
    // A picture without it, or with nonsense in it, is shown as it lies.
    let upright = decoder.orientation().ok();
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    if picture.width() > EDGE || picture.height() > EDGE {
        picture = picture.thumbnail(EDGE, EDGE);
    }
    if let Some(upright) = upright {
        picture.apply_orientation(upright);
    }
    Ok(picture)
}

fn encode(picture: &DynamicImage) -> Result<Vec<u8>, Error> {
    let mut flat = picture.to_rgba8();
    for pixel in flat.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let on_white = |part: u8| {
            let (part, alpha) = (u16::from(part), u16::from(alpha));
            u8::try_from((part * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        pixel.0 = [on_white(red), on_white(green), on_white(blue), u8::MAX];
    }
    let flat = DynamicImage::ImageRgba8(flat).into_rgb8();
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&flat).map_err(unreadable)?;
    Ok(bytes)
}

fn unreadable(error: image::ImageError) -> Error {
    Error::Picture(error.to_string())
}
