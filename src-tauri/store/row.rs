//! How a record becomes a row: versioned, compressed where that helps, cut into chunks where it is long.
//!
//! The first byte of a row holds its form (two bits) and up to six flags, so that scans can count without reading
//! records. The record itself is postcard of an enum whose variants are its versions.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Error;
use super::keys::Tree;

/// The longest record that stays in its row; longer ones go into chunks.
pub const INLINE: usize = 4 * 1024;
/// Bytes of one chunk.
pub const CHUNK: usize = 8 * 1000;
/// From this length on compressing is tried.
const WORTH_PACKING: usize = 1024;
/// The longest record that is unpacked: a transcript of a whole day is far below it.
const MOST_UNPACKED: usize = 256 << 20;

const FORM: u8 = 0b11;
const PLAIN: u8 = 0;
const PACKED: u8 = 1;
const CHUNKED: u8 = 2;

/// A record with its stored versions.
pub trait Record: Sized {
    /// The record as its newest version, as bytes.
    fn encode(&self) -> Result<Vec<u8>, postcard::Error>;
    /// Reads any version.
    fn decode(bytes: &[u8]) -> Result<Self, postcard::Error>;
}

/// Gives a type its versioned enum: `stored!(StoredContact, Contact)`.
macro_rules! stored {
    ($($(#[$doc:meta])* $stored:ident($writing:ident): $record:ty;)*) => {$(
        $(#[$doc])*
        #[derive(serde::Deserialize)]
        enum $stored {
            V1($record),
        }

        #[derive(serde::Serialize)]
        enum $writing<'a> {
            V1(&'a $record),
        }

        impl crate::store::row::Record for $record {
            fn encode(&self) -> Result<Vec<u8>, postcard::Error> {
                crate::store::row::to_bytes(&$writing::V1(self))
            }

            fn decode(bytes: &[u8]) -> Result<Self, postcard::Error> {
                match crate::store::row::from_bytes(bytes)? {
                    $stored::V1(record) => Ok(record),
                }
            }
        }
    )*};
}
pub(super) use stored;

pub fn to_bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_stdvec(value)
}

pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, postcard::Error> {
    postcard::from_bytes(bytes)
}

/// A row ready to be written, and its chunks.
pub struct Packed {
    /// The row.
    pub row: Vec<u8>,
    /// What did not fit.
    pub chunks: Vec<Vec<u8>>,
}

/// Makes the row of `bytes` with `flags` (six bits).
pub fn pack(bytes: Vec<u8>, flags: u8) -> Packed {
    let flags = flags << 2;
    if bytes.len() < WORTH_PACKING {
        return Packed { row: head(flags | PLAIN, &bytes), chunks: Vec::new() };
    }
    let packed = lz4_flex::compress_prepend_size(&bytes);
    if packed.len() <= INLINE {
        return Packed { row: head(flags | PACKED, &packed), chunks: Vec::new() };
    }
    let chunks: Vec<Vec<u8>> = packed.chunks(CHUNK).map(<[u8]>::to_vec).collect();
    let count = u16::try_from(chunks.len()).unwrap_or(u16::MAX);
    Packed { row: head(flags | CHUNKED, &count.to_be_bytes()), chunks }
}

fn head(first: u8, rest: &[u8]) -> Vec<u8> {
    [&[first], rest].concat()
}

/// The flags of a row.
pub fn flags(row: &[u8]) -> u8 {
    row.first().map_or(0, |first| first >> 2)
}

/// Number of chunks that a row has besides itself.
pub fn chunk_count(row: &[u8]) -> u16 {
    match row {
        [first, high, low] if first & FORM == CHUNKED => u16::from_be_bytes([*high, *low]),
        _ => 0,
    }
}

/// The bytes of a record from its row; `chunk` gives the chunks by number.
pub fn unpack(
    tree: Tree,
    row: &[u8],
    mut chunk: impl FnMut(u16) -> Result<Option<Vec<u8>>, Error>,
) -> Result<Vec<u8>, Error> {
    let damaged = |what: &str| Error::Damaged { tree, what: what.to_owned() };
    let (first, rest) = row.split_first().ok_or_else(|| damaged("empty row"))?;
    let packed = match first & FORM {
        PLAIN => return Ok(rest.to_vec()),
        PACKED => rest.to_vec(),
        CHUNKED => {
            let mut packed = Vec::new();
            for number in 0..chunk_count(row) {
                packed.extend(chunk(number)?.ok_or_else(|| damaged("missing chunk"))?);
            }
            packed
        }
        _ => return Err(damaged("unknown form")),
    };
    let (size, body) = lz4_flex::block::uncompressed_size(&packed).map_err(|error| damaged(&error.to_string()))?;
    if size > MOST_UNPACKED {
        return Err(damaged("unreasonable length"));
    }
    lz4_flex::decompress(body, size).map_err(|error| damaged(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_length_comes_back_and_no_piece_is_too_long() {
        for (length, random) in
            [(0, false), (1023, true), (1024, false), (5000, true), (300_000, true), (3 << 20, false)]
        {
            let bytes: Vec<u8> = (0..length as u64)
                .map(|n| if random { (n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33) as u8 } else { b'a' })
                .collect();
            let packed = pack(bytes.clone(), 0b101_010);
            assert_eq!(flags(&packed.row), 0b101_010);
            assert_eq!(usize::from(chunk_count(&packed.row)), packed.chunks.len());
            assert!(
                packed
                    .chunks
                    .iter()
                    .chain([&packed.row])
                    .all(|piece| piece.len() <= crate::store::engine::MOST_VALUE_BYTES)
            );
            let read = unpack(Tree::Item, &packed.row, |n| Ok(packed.chunks.get(usize::from(n)).cloned())).unwrap();
            assert_eq!(read, bytes);
        }
    }

    #[test]
    fn a_row_that_is_not_whole_is_named() {
        let packed = pack((0..9000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).collect(), 0);
        assert!(unpack(Tree::Item, &packed.row, |_| Ok(None)).is_err());
        assert!(unpack(Tree::Item, &[], |_| Ok(None)).is_err());
        assert!(unpack(Tree::Item, &[PACKED, 255, 255, 255, 255, 0], |_| Ok(None)).is_err());
        assert!(unpack(Tree::Item, &[3], |_| Ok(None)).is_err());
    }
}
