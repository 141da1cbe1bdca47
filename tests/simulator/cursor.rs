//! Page cursors: opaque, tied to one list, short-lived.

use std::collections::HashMap;

use super::{failure::Answer, ids::Ids};

struct Mark {
    list: String,
    after: String,
    expires_ms: i64,
}

/// The cursors handed out. A cursor holds the last row's id, so rows that arrive meanwhile shift nothing.
pub struct Cursors {
    marks: HashMap<String, Mark>,
    /// How long a cursor is good for.
    pub life_ms: i64,
}

impl Default for Cursors {
    fn default() -> Self {
        Self { marks: HashMap::new(), life_ms: 300_000 }
    }
}

impl Cursors {
    /// Cuts one page out of `rows` (already in the list's order), and the cursor after it.
    ///
    /// `list` names the list with its filters: a cursor of another list is refused like an expired one.
    pub fn page<T>(
        &mut self,
        ids: &mut Ids,
        rows: Vec<T>,
        id_of: impl Fn(&T) -> &str,
        request: PageRequest<'_>,
    ) -> Result<(Vec<T>, Option<String>), Answer> {
        let PageRequest { list, token, size, now_ms, dated } = request;
        let start = match token {
            None => 0,
            Some(token) => {
                let refuse = || match dated {
                    true => Answer::dated_fields(&[("/query/after", "Invalid or expired cursor")]),
                    false => Answer::v1(400, "0200400", "Bad Request", "Invalid page token"),
                };
                let mark = self.marks.get(token).filter(|mark| mark.list == list).ok_or_else(refuse)?;
                if mark.expires_ms < now_ms {
                    return Err(refuse());
                }
                rows.iter().position(|row| id_of(row) == mark.after).map_or(rows.len(), |at| at + 1)
            }
        };
        let more = rows.len() > start + size;
        let page: Vec<T> = rows.into_iter().skip(start).take(size).collect();
        let next = match page.last() {
            Some(last) if more => {
                let token = ids.short("c_");
                let mark =
                    Mark { list: list.to_owned(), after: id_of(last).to_owned(), expires_ms: now_ms + self.life_ms };
                self.marks.retain(|_, mark| mark.expires_ms >= now_ms);
                self.marks.insert(token.clone(), mark);
                Some(token)
            }
            _ => None,
        };
        Ok((page, next))
    }
}

/// What a page is cut by.
pub struct PageRequest<'a> {
    pub list: &'a str,
    pub token: Option<&'a str>,
    pub size: usize,
    pub now_ms: i64,
    pub dated: bool,
}
