//! How a document is kept in the index: a few bytes beside its words.
//!
//! Quo's ids are mostly hexadecimal digits, which no packer makes smaller, so they are kept as half as many bytes.
//! What all documents of one conversation share is kept once (a dictionary-coded column, see [`encode_place`]).

use super::doc::{Doc, DocKey, From};
use super::schema::Meta;
use crate::model::{ContactId, ConversationId, LineId, Party, UtcMillis};

/// Writes numbers and texts one after the other.
#[derive(Default)]
pub(super) struct Writer(Vec<u8>);

impl Writer {
    fn uint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    fn int(&mut self, value: i64) {
        self.uint(((value << 1) ^ (value >> 63)) as u64);
    }

    fn text(&mut self, text: &str) {
        self.uint(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.uint(items.len() as u64);
        for item in items {
            each(self, item);
        }
    }

    fn optional<T>(&mut self, item: Option<T>, each: impl FnOnce(&mut Self, T)) {
        self.0.push(u8::from(item.is_some()));
        if let Some(item) = item {
            each(self, item);
        }
    }

    /// An id: a short beginning, then lower-case hexadecimal digits, packed; anything else as it is.
    fn id(&mut self, id: &str) {
        let bytes = id.as_bytes();
        let hex_len = bytes.iter().rev().take_while(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')).count() & !1;
        let prefix_len = bytes.len() - hex_len;
        let packed: Option<Vec<u8>> = bytes
            .get(prefix_len..)
            .filter(|hex| hex.len() >= 8 && hex.len() <= 126 && prefix_len <= 15)
            .map(|hex| hex.chunks_exact(2).map(|pair| pair.iter().fold(0, |n, b| n << 4 | nibble(*b))).collect());
        match packed {
            Some(packed) => {
                // The lowest bit says "packed", four bits count the beginning, the rest counts the packed bytes.
                self.uint((packed.len() as u64) << 5 | (prefix_len as u64) << 1 | 1);
                self.0.extend_from_slice(bytes.get(..prefix_len).unwrap_or_default());
                self.0.extend_from_slice(&packed);
            }
            None => {
                self.uint((id.len() as u64) << 1);
                self.0.extend_from_slice(bytes);
            }
        }
    }

    fn party(&mut self, party: &Party) {
        match party {
            Party::Phone(number) => match number.strip_prefix('+').and_then(|digits| digits.parse::<u64>().ok()) {
                Some(value) if format!("+{value}") == *number => {
                    self.0.push(0);
                    self.uint(value);
                }
                _ => {
                    self.0.push(1);
                    self.text(number);
                }
            },
            Party::ShortCode(code) => {
                self.0.push(2);
                self.text(code);
            }
            Party::Withheld => self.0.push(3),
            Party::Other(text) => {
                self.0.push(4);
                self.text(text);
            }
        }
    }
}

fn nibble(b: u8) -> u8 {
    if b.is_ascii_digit() { b - b'0' } else { b.wrapping_sub(b'a').wrapping_add(10) & 0xf }
}

/// Reads what [`Writer`] wrote; `None` if it cannot be that.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn uint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let b = self.byte()?;
            value |= u64::from(b & 0x7f) << shift;
            if b & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn int(&mut self) -> Option<i64> {
        let value = self.uint()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    fn bytes(&mut self, len: u64) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(usize::try_from(len).ok()?)?;
        self.0 = rest;
        Some(bytes)
    }

    fn text(&mut self) -> Option<String> {
        let len = self.uint()?;
        std::str::from_utf8(self.bytes(len)?).ok().map(str::to_owned)
    }

    fn list<T>(&mut self, mut each: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.uint()?;
        let mut items = Vec::new();
        for _ in 0..count {
            items.push(each(self)?);
        }
        Some(items)
    }

    fn optional<T>(&mut self, each: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.byte()? {
            0 => Some(None),
            _ => each(self).map(Some),
        }
    }

    fn id(&mut self) -> Option<String> {
        let head = self.uint()?;
        if head & 1 == 0 {
            return std::str::from_utf8(self.bytes(head >> 1)?).ok().map(str::to_owned);
        }
        let begin = std::str::from_utf8(self.bytes(head >> 1 & 0xf)?).ok()?;
        let packed = self.bytes(head >> 5)?;
        let mut id = String::with_capacity(begin.len() + 2 * packed.len());
        id.push_str(begin);
        for byte in packed {
            for digit in [byte >> 4, byte & 0xf] {
                id.push(char::from_digit(u32::from(digit), 16)?);
            }
        }
        Some(id)
    }

    fn party(&mut self) -> Option<Party> {
        Some(match self.byte()? {
            0 => Party::Phone(format!("+{}", self.uint()?)),
            1 => Party::Phone(self.text()?),
            2 => Party::ShortCode(self.text()?),
            3 => Party::Withheld,
            4 => Party::Other(self.text()?),
            _ => return None,
        })
    }
}

/// What a document shares with the others of its conversation.
pub(super) fn encode_place(doc: &Doc) -> Vec<u8> {
    let mut w = Writer::default();
    w.optional(doc.conversation.as_ref(), |w, id| w.id(id.as_str()));
    w.optional(doc.line.as_ref(), |w, id| w.id(id.as_str()));
    w.list(&doc.parties, Writer::party);
    w.list(&doc.contacts, |w, id| w.id(id.as_str()));
    if doc.key.item().is_none() {
        // A contact's own id and numbers are what `from:` and `with:` need of it: to be read without its words.
        w.id(&doc.key.owner);
        w.list(&doc.numbers, Writer::party);
    }
    w.0
}

/// Id and numbers of a contact, out of its place.
pub(super) fn contact_of_place(place: &[u8]) -> Option<(String, Vec<Party>)> {
    let mut r = Reader(place);
    r.optional(Reader::id)?;
    r.optional(Reader::id)?;
    r.list(Reader::party)?;
    r.list(Reader::id)?;
    Some((r.id()?, r.list(Reader::party)?))
}

/// What is a document's own.
pub(super) fn encode_own(doc: &Doc) -> Vec<u8> {
    let mut w = Writer::default();
    w.id(&doc.key.owner);
    w.uint(u64::from(doc.key.part));
    w.text(&doc.text);
    // Most documents have none of the rest.
    let Doc { from, start_ms, speaker, also, numbers, .. } = doc;
    let rest = [
        !also.is_empty(),
        !numbers.is_empty() && doc.key.item().is_some(),
        from.party.is_some(),
        from.contact.is_some(),
        !from.names.is_empty(),
        start_ms.is_some(),
        speaker.is_some(),
    ];
    w.0.push(rest.iter().rev().fold(0, |bits, set| bits << 1 | u8::from(*set)));
    if rest[0] {
        w.list(also, |w, text| w.text(text));
    }
    if rest[1] {
        w.list(numbers, Writer::party);
    }
    if let Some(party) = &from.party {
        match doc.parties.iter().position(|p| p == party) {
            Some(at) => w.uint(at as u64 + 1),
            None => {
                w.uint(0);
                w.party(party);
            }
        }
    }
    if let Some(contact) = &from.contact {
        match doc.contacts.iter().position(|c| c == contact) {
            Some(at) => w.uint(at as u64 + 1),
            None => {
                w.uint(0);
                w.id(contact.as_str());
            }
        }
    }
    if rest[4] {
        w.list(&from.names, |w, text| w.text(text));
    }
    if let Some(ms) = start_ms {
        w.int(*ms);
    }
    if let Some(speaker) = speaker {
        w.text(speaker);
    }
    w.0
}

/// Puts a document together again.
pub(super) fn decode(own: &[u8], place: &[u8], at: i64, meta: Meta) -> Option<Doc> {
    let mut p = Reader(place);
    let conversation = p.optional(Reader::id)?.map(ConversationId);
    let line = p.optional(Reader::id)?.map(LineId);
    let parties = p.list(Reader::party)?;
    let contacts: Vec<ContactId> = p.list(|r| r.id().map(ContactId))?;
    let mut r = Reader(own);
    let key = DocKey { kind: meta.kind()?, owner: r.id()?, part: u32::try_from(r.uint()?).ok()? };
    let text = r.text()?;
    let rest = r.byte()?;
    let has = |bit: u8| rest >> bit & 1 == 1;
    let also = if has(0) { r.list(Reader::text)? } else { Vec::new() };
    let numbers = if key.item().is_none() {
        contact_of_place(place)?.1
    } else if has(1) {
        r.list(Reader::party)?
    } else {
        Vec::new()
    };
    let mut from = From::default();
    if has(2) {
        from.party = Some(match r.uint()?.checked_sub(1) {
            Some(at) => parties.get(usize::try_from(at).ok()?)?.clone(),
            None => r.party()?,
        });
    }
    if has(3) {
        from.contact = Some(match r.uint()?.checked_sub(1) {
            Some(at) => contacts.get(usize::try_from(at).ok()?)?.clone(),
            None => ContactId(r.id()?),
        });
    }
    if has(4) {
        from.names = r.list(Reader::text)?;
    }
    let start_ms = if has(5) { Some(r.int()?) } else { None };
    let speaker = if has(6) { Some(r.text()?) } else { None };
    Some(Doc {
        key,
        text,
        also,
        numbers,
        at: UtcMillis(at),
        conversation,
        contacts,
        line,
        direction: meta.direction(),
        parties,
        from,
        flags: meta.flags(),
        start_ms,
        speaker,
    })
}

#[cfg(test)]
mod tests {
    use super::super::doc::{DocKind, Flags};
    use super::*;
    use crate::model::{Direction, ItemId};
    use proptest::prelude::*;

    #[test]
    fn ids_of_quo_take_half_the_bytes_and_come_back() {
        for id in [
            "ACx0123456789abcdef0123456789abcdef",
            "664d0db69fab8a9f2b4f9d2e",
            "num:+17735550118",
            "",
            "a",
            "é0123456789",
        ] {
            let mut w = Writer::default();
            w.id(id);
            assert_eq!(Reader(&w.0).id().as_deref(), Some(id));
        }
        let mut w = Writer::default();
        // Made here, since scanners take the written form for a key.
        w.id(&format!("AC{}", "0123456789abcdef".repeat(2)));
        assert!(w.0.len() <= 20);
    }

    fn party() -> impl Strategy<Value = Party> {
        prop_oneof![
            "\\+[1-9][0-9]{6,14}".prop_map(Party::Phone),
            "\\+0[0-9]{6}".prop_map(Party::Phone),
            "[0-9]{3,8}".prop_map(Party::ShortCode),
            Just(Party::Withheld),
            ".*".prop_map(Party::Other)
        ]
    }

    proptest! {
        #[test]
        fn every_document_comes_back_as_it_was(
            kind in 0usize..9, owner in ".{0,20}|AC[0-9a-f]{32}", part: u32, text in ".*",
            also in proptest::collection::vec(".*", 0..3), numbers in proptest::collection::vec(party(), 0..3),
            parties in proptest::collection::vec(party(), 0..3), at: i64, from_first: bool, other in party(),
            contacts in proptest::collection::vec("[0-9a-f]{24}|num:.*", 0..3), start_ms: Option<i64>, bits in 0u64..16,
            direction in 0usize..3, speaker in proptest::option::of(".*"), conversation in proptest::option::of("[0-9a-f]{32}")
        ) {
            let key = DocKey { kind: DocKind::ALL[kind], owner, part };
            let doc = Doc {
                also, numbers, start_ms, speaker,
                conversation: conversation.map(ConversationId),
                line: Some(LineId("PN1".into())),
                flags: Flags::from_bits(bits),
                direction: [None, Some(Direction::Incoming), Some(Direction::Outgoing)][direction],
                from: From {
                    party: if from_first { parties.first().cloned() } else { Some(other) },
                    contact: contacts.first().cloned().map(ContactId),
                    names: vec!["Dana".into()],
                },
                contacts: contacts.into_iter().map(ContactId).collect(),
                parties,
                ..Doc::new(key, text, UtcMillis(at))
            };
            let back = decode(&encode_own(&doc), &encode_place(&doc), at, Meta::of(&doc));
            prop_assert_eq!(back, Some(doc));
        }

        #[test]
        fn damaged_bytes_give_nothing_or_something_but_never_a_panic(own: Vec<u8>, place: Vec<u8>, meta: u64) {
            let _ = decode(&own, &place, 0, Meta(meta));
        }
    }

    #[test]
    fn a_key_has_its_item_unless_it_is_a_contact() {
        assert_eq!(DocKey::contact(&ContactId("x".into())).item(), None);
        let item = ItemId("AC1".into());
        assert_eq!(DocKey::of_item(DocKind::Text, &item, 0).item(), Some(item));
    }
}
