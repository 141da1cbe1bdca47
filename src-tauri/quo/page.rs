//! Pages of Quo's lists: one call gives one page and an opaque cursor.

use std::fmt;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

/// Where the next page begins. Opaque and short-lived: resume by time, never by a kept cursor.
///
/// It remembers the cursors that led here, so a list that leads in a circle is noticed.
#[derive(Clone, PartialEq, Eq)]
pub struct Cursor {
    token: String,
    passed: Vec<[u8; 8]>,
}

/// Redacted: cursors may carry what was asked for.
impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor").field("pages", &self.passed.len()).finish_non_exhaustive()
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The rows that could be read, in Quo's order.
    pub rows: Vec<T>,
    /// Rows that could not be read, one sentence each that names the field and holds no content.
    pub unreadable: Vec<String>,
    /// The next page; `None` at the end.
    pub next: Option<Cursor>,
    /// Quo gave a cursor that led here before, so there is no next page although there may be more rows: ask
    /// again for what is older (or newer) than the last row.
    pub circular: bool,
}

impl<T> Page<T> {
    /// The same page with other rows; a row that cannot be made into one becomes unreadable.
    pub(super) fn try_map<U>(self, what: &str, make: impl Fn(T) -> Result<U, &'static str>) -> Page<U> {
        let Self { rows, mut unreadable, next, circular } = self;
        let mut made = Vec::with_capacity(rows.len());
        for row in rows {
            match make(row) {
                Ok(row) => made.push(row),
                Err(field) => unreadable.push(format!("{what}: {field} cannot be read")),
            }
        }
        Page { rows: made, unreadable, next, circular }
    }

    /// The same page with other rows.
    pub(super) fn map<U>(self, make: impl Fn(T) -> U) -> Page<U> {
        let Self { rows, unreadable, next, circular } = self;
        Page { rows: rows.into_iter().map(make).collect(), unreadable, next, circular }
    }
}

impl Cursor {
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    fn mark(token: &str) -> [u8; 8] {
        let mut mark = [0; 8];
        blake3::Hasher::new().update(token.as_bytes()).finalize_xof().fill(&mut mark);
        mark
    }

    /// The cursor `token`, met after `before`; `None` if it led somewhere already.
    fn after(before: Option<&Self>, token: String) -> Option<Self> {
        let mut passed = before.map(|cursor| cursor.passed.clone()).unwrap_or_default();
        let mark = Self::mark(&token);
        if passed.contains(&mark) {
            return None;
        }
        passed.push(mark);
        Some(Self { token, passed })
    }
}

/// A list as either generation sends it; rows are read one by one, so that one odd row costs no page.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Listed {
    #[serde(default)]
    data: Vec<Box<RawValue>>,
    next_cursor: Option<String>,
    next_page_token: Option<String>,
}

impl Listed {
    /// The page that followed `before`. `what` names a row to a person.
    pub(super) fn page<T: DeserializeOwned>(self, what: &str, before: Option<&Cursor>) -> Page<T> {
        let Self { data, next_cursor, next_page_token } = self;
        let (mut rows, mut unreadable) = (Vec::with_capacity(data.len()), Vec::new());
        for row in data {
            let mut json = serde_json::Deserializer::from_str(row.get());
            match serde_path_to_error::deserialize(&mut json) {
                Ok(row) => rows.push(row),
                Err(error) => unreadable.push(format!("{what}: {} cannot be read", error.path())),
            }
        }
        // One of them at most says something, and both may be there.
        let token = [next_cursor, next_page_token].into_iter().flatten().find(|token| !token.is_empty());
        let given = token.is_some();
        let next = token.and_then(|token| Cursor::after(before, token));
        // A cursor on an empty page leads nowhere: there was nothing, and nothing further is promised.
        let next = next.filter(|_| !(rows.is_empty() && unreadable.is_empty()));
        let circular = given && next.is_none() && !rows.is_empty();
        Page { rows, unreadable, next, circular }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(text: &str) -> Listed {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_list_that_leads_in_a_circle_ends_and_says_so() {
        let first: Page<u32> = listed(r#"{"data":[1],"nextCursor":"a"}"#).page("row", None);
        let second: Page<u32> = listed(r#"{"data":[2],"nextPageToken":"b"}"#).page("row", first.next.as_ref());
        let third: Page<u32> = listed(r#"{"data":[3],"nextCursor":"a"}"#).page("row", second.next.as_ref());
        assert!(first.next.is_some() && second.next.is_some());
        assert_eq!((third.next, third.circular), (None, true));
    }

    #[test]
    fn the_end_of_a_list_is_a_missing_a_null_or_an_empty_cursor_or_a_page_without_rows() {
        for end in [
            r#"{"data":[1],"nextCursor":null}"#,
            r#"{"data":[1]}"#,
            r#"{"data":[1],"nextCursor":null,"nextPageToken":null}"#,
            r#"{"data":[1],"nextCursor":""}"#,
            r#"{"data":[],"nextCursor":"more"}"#,
        ] {
            let page: Page<u32> = listed(end).page("row", None);
            assert_eq!((page.next, page.circular), (None, false), "{end}");
        }
    }

    #[test]
    fn one_odd_row_costs_no_page_and_is_named_without_its_content() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Row {
            id: String,
        }
        let page: Page<Row> = listed(r#"{"data":[{"id":"a"},{"id":{"secret":1}},{"id":"b"}]}"#).page("text", None);
        assert_eq!(page.rows.len(), 2);
        assert_eq!(page.unreadable, ["text: id cannot be read"]);
    }
}
