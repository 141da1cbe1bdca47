//! What strangers send as pictures and files: typed by content, never trusted, never able to end the program (MED-1, 2).

use image::{DynamicImage, ImageFormat, RgbImage};
use ringbook::media::{BlobStore, blob::may_be_inline, thumb};
use std::io::Cursor;

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn photo(width: u32, height: u32) -> DynamicImage {
    let pixel = |x: u32, y: u32| image::Rgb([(x * 7 % 256) as u8, (y * 3 % 256) as u8, ((x ^ y) % 256) as u8]);
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, pixel))
}

const FORMATS: [(&str, ImageFormat); 4] = [
    ("image/jpeg", ImageFormat::Jpeg),
    ("image/png", ImageFormat::Png),
    ("image/gif", ImageFormat::Gif),
    ("image/webp", ImageFormat::WebP),
];

/// A PNG that says it is `width` × `height` and holds next to nothing.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut png = crate::simulator::media::picture(1, 1, [0, 0, 0]);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = !png[12..29].iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 })
    });
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    png
}

/// A GIF of many frames, of which only the first may be decoded.
fn film(frames: usize) -> Vec<u8> {
    let one = encoded(&photo(8, 8), ImageFormat::Gif);
    // Header, screen and colour table end where the first extension or image begins.
    let start = 13 + if one[10] & 0x80 == 0 { 0 } else { 3 << ((one[10] & 7) + 1) };
    let frame = &one[start..one.len() - 1];
    let mut gif = one[..start].to_vec();
    for _ in 0..frames {
        gif.extend_from_slice(frame);
    }
    gif.push(0x3b);
    gif
}

/// Pictures as strangers send them: whole, cut, spoilt, lying about their size, two things at once.
fn corpus() -> Vec<(String, Vec<u8>)> {
    let mut corpus: Vec<(String, Vec<u8>)> = Vec::new();
    for (width, height) in
        [(65_535, 65_535), (30_000, 30_000), (20_000, 1), (1, 4_000_000_000), (0, 0), (16_000, 16_000)]
    {
        corpus.push((format!("bomb {width}x{height}"), bomb(width, height)));
    }
    corpus.push(("a film of 30,000 frames".into(), film(30_000)));
    corpus.push(("16 bit".into(), encoded(&DynamicImage::ImageRgb16(photo(600, 500).to_rgb16()), ImageFormat::Png)));
    corpus
        .push(("transparent".into(), encoded(&DynamicImage::ImageRgba8(photo(600, 500).to_rgba8()), ImageFormat::Png)));
    corpus.push((
        "icon in icon".into(),
        [b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0\x68\x04\0\0\x16\0\0\0".as_slice(), &bomb(9_000, 9_000)].concat(),
    ));
    let mut dice = 0x2545_f491_4f6c_dd1d_u64;
    let mut roll = move || {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        usize::try_from(dice >> 11).unwrap()
    };
    for (mime, format) in FORMATS {
        let whole = encoded(&photo(640, 480), format);
        corpus.push((format!("whole {mime}"), whole.clone()));
        for part in 1..12 {
            corpus.push((format!("{mime} cut at {part}/12"), whole[..whole.len() * part / 12].to_vec()));
        }
        for number in 0..35 {
            let mut spoilt = whole.clone();
            for _ in 0..=number {
                let at = roll() % spoilt.len().min(if number % 2 == 0 { 200 } else { usize::MAX });
                spoilt[at] = (roll() % 256) as u8;
            }
            corpus.push((format!("{mime} spoilt {number}"), spoilt));
        }
        for tail in ["<script>alert(1)</script>", "PK\x03\x04", "%PDF-1.7"] {
            corpus.push((format!("{mime} and {tail}"), [whole.as_slice(), tail.as_bytes()].concat()));
        }
    }
    corpus
}

#[test]
fn no_picture_ends_the_program_and_every_small_one_is_small() {
    let dir = tempfile::tempdir().unwrap();
    let blobs = BlobStore::open(dir.path()).unwrap();
    let corpus = corpus();
    assert!(corpus.len() >= 200, "{}", corpus.len());
    let mut made = 0;
    for (name, bytes) in corpus {
        let blob = blobs.keep(&bytes).unwrap();
        let path = blobs.path(&blob.id).unwrap();
        match thumb::shrink(&path, &blob.mime) {
            Ok(small) => {
                let small = image::load_from_memory_with_format(&small, ImageFormat::Jpeg).unwrap();
                assert!(small.width() <= thumb::EDGE && small.height() <= thumb::EDGE, "{name}");
                made += 1;
            }
            Err(error) => assert!(!name.starts_with("whole"), "{name}: {error}"),
        }
    }
    assert!(made > 20);
}

#[test]
fn a_small_picture_stands_upright_and_on_white() {
    let dir = tempfile::tempdir().unwrap();
    let blobs = BlobStore::open(dir.path()).unwrap();
    // A JPEG whose EXIF says: turn me by a quarter.
    let jpeg = encoded(&photo(800, 400), ImageFormat::Jpeg);
    let exif = b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let turned = [&jpeg[..2], exif, &jpeg[2..]].concat();
    let blob = blobs.keep(&turned).unwrap();
    let small = thumb::shrink(&blobs.path(&blob.id).unwrap(), &blob.mime).unwrap();
    let small = image::load_from_memory(&small).unwrap();
    assert_eq!((small.width(), small.height()), (240, 480));
    let clear = DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(500, 500, image::Rgba([0, 0, 0, 0])));
    let blob = blobs.keep(&encoded(&clear, ImageFormat::Png)).unwrap();
    let small = image::load_from_memory(&thumb::shrink(&blobs.path(&blob.id).unwrap(), &blob.mime).unwrap()).unwrap();
    assert!(small.to_rgb8().pixels().all(|pixel| pixel.0.iter().all(|part| *part > 250)));
}

#[test]
fn what_a_file_is_shows_in_its_bytes_and_lies_are_for_download_only() {
    let dir = tempfile::tempdir().unwrap();
    let blobs = BlobStore::open(dir.path()).unwrap();
    let lies: [(&str, &[u8]); 15] = [
        ("html", b"<!DOCTYPE html><html><script>alert(1)</script></html>"),
        ("html without a head", b"<script>alert(1)</script>"),
        ("svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"),
        ("xml", b"<?xml version=\"1.0\"?><svg onload=\"alert(1)\"/>"),
        ("exe", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8\0\0\0\0\0\0\0@\0\0\0"),
        ("elf", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0>\0"),
        ("zip", b"PK\x03\x04\x14\0\0\0\x08\0"),
        ("pdf", b"%PDF-1.7\n1 0 obj"),
        ("script", b"#!/bin/sh\nrm -rf ~\n"),
        ("shortcut", b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F"),
        ("vcard", b"BEGIN:VCARD\nVERSION:3.0\nFN:Dana\nEND:VCARD\n"),
        ("text", b"just words"),
        ("nothing", b""),
        ("almost a gif", b"GIF88a<script>alert(1)</script>"),
        ("almost a jpeg", b"\xff\xd8<html>"),
    ];
    let mut judged = 0;
    for (what, bytes) in lies {
        // Whatever name, type or beginning white space goes with it.
        for around in [b"".as_slice(), b"\n", b"\xef\xbb\xbf", b"\0"] {
            let blob = blobs.keep(&[around, bytes].concat()).unwrap();
            assert!(!may_be_inline(&blob.mime), "{what} passes for {}", blob.mime);
            judged += 1;
        }
    }
    assert!(judged >= 60);
    for (mime, format) in FORMATS {
        let blob = blobs.keep(&encoded(&photo(8, 8), format)).unwrap();
        assert_eq!(blob.mime, mime);
        assert!(may_be_inline(&blob.mime));
    }
}
