//! Every tree of the store and the form of every key. Nothing else makes or reads a key.
//!
//! Keys are big-endian and of fixed width within a tree, so that the order of bytes is the order of things.
//! Text ids (`AC…`, a contact's id) become the first 16 bytes of their BLAKE3 hash.
//!
//! | tree | key | row |
//! |---|---|---|
//! | `item` | conversation 16, moment 8, item 16 | a timeline item; conversation zero while it has no place |
//! | `where` | item 16, or conversation as it was when decided 16 | where the row is now |
//! | `long` | tree 1, key of the long row, chunk 2 | a piece of a row that is longer than `row::INLINE` |
//! | `transcript` | call 16 | what was said |
//! | `conversation` | conversation 16 | state and summary |
//! | `bucket` | key of an `item` row | counts of the items from this one to the next bucket |
//! | `mark` | conversation 16, conversation as it was when decided 16 | what people decided about it |
//! | `alias` | kind 1, hash 16 | what a Quo conversation id or a line's number stands for |
//! | `wait` | alias 17, dependent kind 1, dependent 16 | what moves when the alias changes |
//! | `party_conversation` | party 16, conversation 16 | who is in which conversation |
//! | `opt` | party 16 | may this number be texted |
//! | `contact` | contact 16 | a contact |
//! | `contact_number` | party 16, contact 16 | whose number this is |
//! | `contact_name` | name 32, contact 16 | contacts by name |
//! | `contact_match` | e-mail address, or name and firm 16, contact 16 | who may be the same |
//! | `contact_own` | contact 16 | tags, note, merging, and a change on its way to Quo |
//! | `contact_merged` | contact that stands 16, contact that went into it 16 | who went into whom |
//! | `contact_pending` | contact 16 | a change waits to be written to Quo |
//! | `contact_apart` | contact 16, greater contact 16 | alike, and not the same |
//! | `inbox_push` | conversation of Quo's 16 | a mark waits to be written to Quo |
//! | `import` | import 16 | an import of contacts |
//! | `imported` | import 16, number 4 | what an import made of one contact |
//! | `line`, `user`, `task` | id 16 | as the name says |
//! | `delivery` | position 8 | what became of a delivery |
//! | `dead` | position 8 | dead letters |
//! | `retry` | position 8 | deliveries to be tried again |
//! | `seen` | dedupe key 16 | position of the first delivery that carried it |
//! | `media` | address 16 | what became of a file |
//! | `setting` | name 16 | a setting |
//! | `outbox` | item 16 | texts on their way that are not settled |
//! | `meta` | name | position, totals, row counts and sums |
//! | `listing` | kind 1, first moment 8 (or 0xff, kind 1, Quo's conversation 16) | what Quo has in a stretch of history |
//! | `part` | call 16 | how it stands with the parts of a call at Quo |
//! | `history` | nothing | how far history was read |
//! | `follow_up` | follow-up 16 | what is to be done |
//! | `saved_search` | search 16 | a search kept at hand |
//! | `calls` | moment 8, item 16 | all calls in order of time |
//! | `snippet` | snippet 16 | a snippet |
//! | `scheduled` | text 16 | a text that goes out later |
//! | `drafted` | conversation 16 | a draft is kept here |
//! | `failed` | moment 8, item 16 | a text of ours that did not arrive |
//! | `settled` | item 16 | a failed text that needs nothing more |
//! | `filed` | item 16 | items that name a file, so that nobody reads a million to find which are missing |
//! | `stale` | position 8 | things whose search documents changed in the batch that ended there |

use crate::model::history::HistoryKind;
use crate::model::{ConversationId, ItemId, Party, QuoConversationId, UtcMillis};

/// 16 bytes that stand for a text id.
pub type Key16 = [u8; 16];

/// No conversation: what has no place yet.
pub const NOWHERE: Key16 = [0; 16];

macro_rules! trees {
    ($($name:ident => $text:literal,)*) => {
        /// A tree of the store. The order is part of the digest.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Tree { $(#[doc = $text] $name),* }

        impl Tree {
            /// All trees, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its name in the engine.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

trees! {
    Item => "item",
    Where => "where",
    Long => "long",
    Transcript => "transcript",
    Conversation => "conversation",
    Bucket => "bucket",
    Mark => "mark",
    Alias => "alias",
    Wait => "wait",
    PartyConversation => "party_conversation",
    Opt => "opt",
    Contact => "contact",
    ContactNumber => "contact_number",
    Line => "line",
    User => "user",
    Task => "task",
    Delivery => "delivery",
    Dead => "dead",
    Retry => "retry",
    Seen => "seen",
    Media => "media",
    Setting => "setting",
    Outbox => "outbox",
    Meta => "meta",
    Stale => "stale",
    Listing => "listing",
    Part => "part",
    History => "history",
    ContactName => "contact_name",
    ContactMatch => "contact_match",
    ContactOwn => "contact_own",
    ContactMerged => "contact_merged",
    ContactPending => "contact_pending",
    ContactApart => "contact_apart",
    InboxPush => "inbox_push",
    FollowUp => "follow_up",
    SavedSearch => "saved_search",
    Calls => "calls",
    Snippet => "snippet",
    Scheduled => "scheduled",
    Drafted => "drafted",
    Failed => "failed",
    Settled => "settled",
    Import => "import",
    Imported => "imported",
    Filed => "filed",
}

impl Tree {
    /// Its place in [`Tree::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    pub(crate) fn byte(self) -> u8 {
        self as u8
    }

    /// Whether what it holds depends on the order in which records were written down.
    #[must_use]
    pub fn is_bound_to_positions(self) -> bool {
        matches!(
            self,
            Self::Delivery
                | Self::Dead
                | Self::Retry
                | Self::Seen
                | Self::Meta
                | Self::Listing
                | Self::Part
                | Self::History
        )
    }

    /// Whether what it holds is said by the digest: not what only the search index still has to be told.
    #[must_use]
    pub fn is_in_digest(self) -> bool {
        self != Self::Stale
    }
}

/// Names of the rows in [`Tree::Meta`].
pub mod meta {
    /// Version of the stored form.
    pub const SCHEMA: &[u8] = b"schema";
    /// Journal position that is applied.
    pub const POSITION: &[u8] = b"position";
    /// Totals of everything kept.
    pub const TOTALS: &[u8] = b"totals";
    /// Row counts and sums of every tree.
    pub const LEDGER: &[u8] = b"ledger";
}

/// The first 16 bytes of the BLAKE3 hash of `text`.
#[must_use]
pub fn hash16(text: &str) -> Key16 {
    let mut key = NOWHERE;
    blake3::Hasher::new().update(text.as_bytes()).finalize_xof().fill(&mut key);
    key
}

/// Key of a timeline item.
#[must_use]
pub fn item16(id: &ItemId) -> Key16 {
    hash16(id.as_str())
}

/// Key of a party.
#[must_use]
pub fn party16(party: &Party) -> Key16 {
    hash16(&party.key())
}

/// Key of a conversation; `None` if the text is no id of ours.
#[must_use]
pub fn conversation16(id: &ConversationId) -> Option<Key16> {
    let mut key = NOWHERE;
    let text = id.as_str().as_bytes();
    if text.len() != 32 {
        return None;
    }
    for (byte, pair) in key.iter_mut().zip(text.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = hex_digit(*high)? << 4 | hex_digit(*low)?;
    }
    Some(key)
}

/// The conversation with this key.
#[must_use]
pub fn conversation_id(key: &Key16) -> ConversationId {
    ConversationId(hex(key))
}

/// Bytes as hex digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hex digits as bytes.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs
        .map(|pair| match pair {
            [high, low] => Some(hex_digit(*high)? << 4 | hex_digit(*low)?),
            _ => None,
        })
        .collect()
}

fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// A moment as eight bytes whose order is the order of time.
#[must_use]
pub fn moment(at: UtcMillis) -> [u8; 8] {
    (at.0 ^ i64::MIN).to_be_bytes()
}

/// Where an item stands in its conversation: moment, then item.
pub type Place24 = [u8; 24];

/// Moment and item as one key.
#[must_use]
pub fn place24(at: UtcMillis, item: &Key16) -> Place24 {
    let mut key = [0; 24];
    let (head, tail) = key.split_at_mut(8);
    head.copy_from_slice(&moment(at));
    tail.copy_from_slice(item);
    key
}

/// The moment of a [`Place24`].
#[must_use]
pub fn moment_of(place: &Place24) -> UtcMillis {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(place).for_each(|(to, from)| *to = *from);
    UtcMillis(i64::from_be_bytes(bytes) ^ i64::MIN)
}

/// The item of a [`Place24`].
#[must_use]
pub fn second_of_place(place: &Place24) -> Key16 {
    let mut key = NOWHERE;
    key.iter_mut().zip(place.iter().skip(8)).for_each(|(to, from)| *to = *from);
    key
}

/// Key of an item's row.
#[must_use]
pub fn item_key(conversation: &Key16, place: &Place24) -> Vec<u8> {
    [conversation.as_slice(), place].concat()
}

/// The place in the key of an item's row.
#[must_use]
pub fn place_of(key: &[u8]) -> Option<Place24> {
    key.get(16..)?.try_into().ok()
}

/// Whether counting begins anew at this item: about every 256th, by its hash, so that the buckets are the same in
/// whichever order items came.
#[must_use]
pub fn begins_bucket(place: &Place24) -> bool {
    place.get(8) == Some(&0)
}

/// Two keys in a row.
#[must_use]
pub fn pair(first: &[u8], second: &[u8]) -> Vec<u8> {
    [first, second].concat()
}

/// Key of a contact in the list by name: the name's letters, cut or filled to 32 bytes, then the contact.
#[must_use]
pub fn named(name: &str, contact: &Key16) -> Vec<u8> {
    let mut key = vec![0; 32];
    key.iter_mut().zip(name.bytes()).for_each(|(to, from)| *to = from);
    key.extend_from_slice(contact);
    key
}

/// The contact in such a key.
#[must_use]
pub fn contact_of_named(key: &[u8]) -> Option<Key16> {
    key.get(32..)?.try_into().ok()
}

/// Key of what an import made of its contact with this number.
#[must_use]
pub fn imported(import: &Key16, number: u32) -> Vec<u8> {
    [import.as_slice(), &number.to_be_bytes()].concat()
}

/// The second 16 bytes of a pair.
#[must_use]
pub fn second16(key: &[u8]) -> Option<Key16> {
    key.get(16..32)?.try_into().ok()
}

/// Key of a record's position.
#[must_use]
pub fn position(seq: u64) -> Vec<u8> {
    seq.to_be_bytes().to_vec()
}

/// The position in a key.
#[must_use]
pub fn position_of(key: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(key.try_into().ok()?))
}

/// Key of one chunk of a long row.
#[must_use]
pub fn chunk(tree: Tree, key: &[u8], number: u16) -> Vec<u8> {
    [&[tree.byte()], key, &number.to_be_bytes()].concat()
}

/// What may be known later under another name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AliasKind {
    /// A conversation id of Quo's.
    Quo = 1,
    /// A line's number.
    Number = 2,
}

/// Key of an alias.
pub type Alias17 = [u8; 17];

/// Key of an alias.
#[must_use]
pub fn alias(kind: AliasKind, text: &str) -> Alias17 {
    let mut key = [kind as u8; 17];
    key.iter_mut().skip(1).zip(hash16(text)).for_each(|(to, from)| *to = from);
    key
}

/// What depends on an alias.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dependent {
    /// A timeline item.
    Item(Key16),
    /// Decisions about a conversation.
    Mark(Key16),
    /// Another alias of the kind [`AliasKind::Quo`].
    Quo(Key16),
}

/// Key that says that `dependent` waits for `alias`.
#[must_use]
pub fn wait(alias: &Alias17, dependent: Dependent) -> Vec<u8> {
    let (kind, key) = match dependent {
        Dependent::Item(key) => (1, key),
        Dependent::Mark(key) => (2, key),
        Dependent::Quo(key) => (3, key),
    };
    [alias.as_slice(), &[kind], &key].concat()
}

/// The dependent in such a key.
#[must_use]
pub fn dependent_of(key: &[u8]) -> Option<Dependent> {
    let id: Key16 = key.get(18..)?.try_into().ok()?;
    match key.get(17)? {
        1 => Some(Dependent::Item(id)),
        2 => Some(Dependent::Mark(id)),
        3 => Some(Dependent::Quo(id)),
        _ => None,
    }
}

/// First byte of the keys of stretches that are conversations.
const OF_CONVERSATION: u8 = 0xff;

/// First byte of the keys of a history.
#[must_use]
pub fn history(kind: HistoryKind) -> u8 {
    match kind {
        HistoryKind::Messages => 1,
        HistoryKind::Calls => 2,
    }
}

/// Key of what Quo has from a moment on.
#[must_use]
pub fn listing(kind: HistoryKind, from: UtcMillis) -> Vec<u8> {
    [[history(kind)].as_slice(), &moment(from)].concat()
}

/// Key of what Quo has in one conversation.
#[must_use]
pub fn listing_of(kind: HistoryKind, conversation: &QuoConversationId) -> Vec<u8> {
    [[OF_CONVERSATION, history(kind)].as_slice(), &hash16(conversation.as_str())].concat()
}

/// What the keys of all conversations' stretches of a kind begin with.
#[must_use]
pub fn listings_of(kind: HistoryKind) -> [u8; 2] {
    [OF_CONVERSATION, history(kind)]
}

/// Key of the one row that says how far history was read.
pub const PROGRESS: &[u8] = b"progress";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_sort_as_time_does_and_come_back() {
        let moments = [i64::MIN, -1, 0, 1, 1_790_000_000_000, i64::MAX].map(UtcMillis);
        let keys = moments.map(|at| place24(at, &[7; 16]));
        assert!(keys.is_sorted());
        assert_eq!(keys.map(|key| moment_of(&key)), moments);
    }

    #[test]
    fn a_conversation_id_is_its_key_in_hex() {
        let id = ConversationId("00112233445566778899aabbccddeeff".into());
        assert_eq!(conversation_id(&conversation16(&id).unwrap()), id);
        for text in ["", "00", "zz112233445566778899aabbccddeeff", "é0112233445566778899aabbccddeef"] {
            assert_eq!(conversation16(&ConversationId(text.into())), None, "{text}");
        }
    }
}
