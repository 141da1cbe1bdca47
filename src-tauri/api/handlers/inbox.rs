//! The inbox.

use super::{Result, ask, people};
use crate::{
    api::{
        Api,
        wire::{InboxCounts, InboxPage, InboxReq, InboxTab},
    },
    model::LineId,
    store::{Tab, TabCounts},
};

pub async fn inbox_page(api: &Api, req: InboxReq) -> Result<InboxPage> {
    ask(api, move |app| {
        let InboxReq { tab, line_id, tag, cursor, limit } = req;
        let line = line_id.map(LineId);
        let (tab, limit) = (tab_of(&tab), limit as usize);
        let page = app.store.inbox_page_with(tab, line.as_ref(), tag.as_deref(), cursor.as_deref(), limit)?;
        let TabCounts { waiting, unread, open, snoozed, done, all } = page.counts;
        let rows = page.rows.into_iter().map(|row| people::row(&app.store, row)).collect::<Result<_>>()?;
        Ok(InboxPage {
            rows,
            next: page.next,
            counts: InboxCounts { waiting, unread, open, snoozed, done, all },
            lines: app.store.lines()?.into_iter().map(people::line_of).collect(),
        })
    })
    .await
}

/// The store's tab.
pub fn tab_of(tab: &InboxTab) -> Tab {
    match tab {
        InboxTab::Waiting => Tab::Waiting,
        InboxTab::Unread => Tab::Unread,
        InboxTab::Open => Tab::Open,
        InboxTab::Snoozed => Tab::Snoozed,
        InboxTab::Done => Tab::Done,
        InboxTab::All => Tab::All,
    }
}
