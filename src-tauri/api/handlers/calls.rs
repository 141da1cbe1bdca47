//! The list of all calls.

use super::{Result, ask, call, people};
use crate::{
    api::{
        Api,
        wire::{Audio, CallRow, CallsCounts, CallsFilter, CallsPage, CallsReq},
    },
    app::App,
    model::{LineId, item::Item, merge::value},
    store::{CallCounts, CallFilter, CallMarks, CallScope, ListedCall},
};

pub async fn calls_page(api: &Api, req: CallsReq) -> Result<CallsPage> {
    ask(api, move |app| {
        let CallsReq { filter, line_id, outgoing, cursor, limit } = req;
        let filter = match filter {
            CallsFilter::All => CallFilter::All,
            CallsFilter::Missed => CallFilter::Missed,
            CallsFilter::Voicemail => CallFilter::Voicemail,
            CallsFilter::Recorded => CallFilter::Recorded,
            CallsFilter::Transcript => CallFilter::Transcript,
        };
        let scope = CallScope { line: line_id.map(LineId), outgoing };
        let page = app.store.calls_page(filter, &scope, cursor.as_deref(), limit as usize)?;
        let CallCounts { all, missed, voicemail, recorded, transcript } = page.counts;
        Ok(CallsPage {
            rows: page.calls.into_iter().map(|listed| row(app, listed)).collect::<Result<_>>()?,
            next: page.next,
            counts: CallsCounts { all, missed, voicemail, recorded, transcript },
            lines: app.store.lines()?.into_iter().map(people::line_of).collect(),
        })
    })
    .await
}

fn row(app: &App, listed: ListedCall) -> Result<CallRow> {
    let ListedCall { call: found, conversation, target } = listed;
    let store = &app.store;
    let CallMarks { line: _, outgoing, outcome, voicemail, recorded, transcript, summary, who: _ } =
        CallMarks::of(&found, target.as_ref());
    let people = match &target {
        Some(target) => people::people(store, &target.others)?,
        None => Vec::new(),
    };
    let title = people::title(&people);
    let line = match &target {
        Some(target) => Some(people::line(store, &target.line)?),
        None => None,
    };
    let answered_by = match value(&found.answered_by) {
        Some(user) => Some(people::user_author(store, Some(user))?),
        None => None,
    };
    let (outcome, duration_ms, detail) = (call::outcome_of(outcome), call::talked_ms(&found), call::detail(&found));
    let (audio, at, id) = (heard(app, &found)?, found.at().0, found.id.0.clone());
    app.want_media(&Item::Call(Box::new(found)));
    Ok(CallRow {
        id,
        conversation_id: conversation.map(|id| id.0),
        line,
        people,
        title,
        outgoing,
        at,
        outcome,
        duration_ms,
        answered_by,
        detail,
        recorded,
        has_voicemail: voicemail,
        has_transcript: transcript,
        has_summary: summary,
        audio,
    })
}

/// The recordings, else the voicemail. A list draws no waveforms.
fn heard(app: &App, found: &crate::model::call::Call) -> Result<Vec<Audio>> {
    let mut audio = call::audios(app, found)?;
    if audio.is_empty() {
        audio.extend(call::voicemail(app, found)?.and_then(|voicemail| voicemail.audio));
    }
    audio.iter_mut().for_each(|one| one.peaks.clear());
    Ok(audio)
}
