//! Pictures, files and sounds: what is done about them, and asking for them again.

use super::{Result, ask};
use crate::{
    api::{
        Api,
        wire::{ApiError, Code, FetchMediaReq, MediaState, MediaStatus, Nothing},
    },
    app::{
        App,
        fetching::{Doing, MediaCounts},
    },
    model::ItemId,
};

/// Why a file is left out.
pub const LEFT_OUT: &str = "It is left out to keep within the size you allow for files.";

/// What is being done about a file that is not here.
pub fn doing(app: &App, url: &str) -> MediaState {
    match app.media_doing(url) {
        Some(Doing::Fetching) => MediaState::Fetching,
        Some(Doing::Renewing) => MediaState::Renewing,
        Some(Doing::Waiting) | None => MediaState::Waiting,
    }
}

pub async fn media_status(api: &Api, _: Nothing) -> Result<MediaStatus> {
    ask(api, |app| {
        let MediaCounts { here, here_bytes, failed, left_out, left_out_bytes, waiting, fetching } =
            app.media_counts()?;
        Ok(MediaStatus {
            here,
            here_bytes,
            waiting,
            fetching,
            failed,
            left_out,
            left_out_bytes,
            budget_mib: app.settings()?.media_budget_mib,
        })
    })
    .await
}

pub async fn fetch_media(api: &Api, req: FetchMediaReq) -> Result<Nothing> {
    ask(api, move |app| {
        let item = app.store.item(&ItemId(req.item_id))?;
        let item = item.ok_or_else(|| ApiError::new(Code::NotFound, "there is no such text or call"))?;
        app.want_media_again(&item);
        Ok(Nothing {})
    })
    .await
}
