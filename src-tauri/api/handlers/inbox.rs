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
        let InboxReq { tab, line_id, cursor, limit } = req;
        let tab = match tab {
            InboxTab::Waiting => Tab::Waiting,
            InboxTab::Unread => Tab::Unread,
            InboxTab::Open => Tab::Open,
            InboxTab::Done => Tab::Done,
            InboxTab::All => Tab::All,
        };
        let line = line_id.map(LineId);
        let page = app.store.inbox_page(tab, line.as_ref(), cursor.as_deref(), limit as usize)?;
        let TabCounts { waiting, unread, open, done, all, unread_items: _ } = page.counts;
        let rows = page.rows.into_iter().map(|row| people::row(&app.store, row)).collect::<Result<_>>()?;
        Ok(InboxPage {
            rows,
            next: page.next,
            counts: InboxCounts { waiting, unread, open, done, all },
            lines: app.store.lines()?.into_iter().map(people::line_of).collect(),
        })
    })
    .await
}
