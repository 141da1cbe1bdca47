//! Names of lines and people, read from Quo at start, with each new key and every hour, written down only when they
//! changed.

use super::App;
use crate::{
    ingest::record::ApiFacts,
    journal::{Journal as _, Kind, NewRecord},
    model::event::{Event, LineFact, UserFact},
    quo::Quo,
};
use std::{sync::Arc, time::Duration};

const EVERY: Duration = Duration::from_secs(3600);

/// Starts reading, while there is a key.
pub fn start(app: &Arc<App>) {
    let (app, token) = (app.clone(), app.token.clone());
    let mut changes = app.quo_changes();
    app.tasks.clone().spawn(async move {
        loop {
            let quo = changes.borrow_and_update().clone();
            let reading = async {
                if let Some(quo) = &quo {
                    read(&app, quo).await;
                    tokio::time::sleep(EVERY).await;
                } else {
                    std::future::pending::<()>().await;
                }
            };
            tokio::select! {
                () = token.cancelled() => return,
                changed = changes.changed() => if changed.is_err() { return },
                () = reading => {}
            }
        }
    });
}

async fn read(app: &App, quo: &Quo) {
    let lines = match quo.lines().await {
        Ok(lines) => lines,
        Err(error) => return tracing::warn!(%error, "names of lines could not be read from Quo"),
    };
    let known = app.store.lines().unwrap_or_default();
    let now = app.seam.now();
    let mut events = Vec::new();
    for line in lines {
        let same = known.iter().any(|known| {
            known.id == line.id
                && known.name == line.name
                && known.symbol == line.symbol
                && known.number.as_ref() == Some(&line.number)
        });
        if !same {
            let (id, name, symbol) = (line.id, line.name, line.symbol);
            events.push(Event::Line(LineFact { id, number: Some(line.number), name, symbol, at: now }));
        }
    }
    match quo.members().await {
        Ok(members) => {
            let known = app.store.users().unwrap_or_default();
            let news = members
                .into_iter()
                .filter(|member| !known.iter().any(|known| known.id == member.id && known.name.value == member.name));
            events.extend(news.map(|member| Event::User(UserFact { id: member.id, name: member.name, at: now })));
        }
        Err(error) => tracing::warn!(%error, "names of people could not be read from Quo"),
    }
    if events.is_empty() {
        return;
    }
    let facts = ApiFacts::V1 { source: "GET /phone-numbers, /users".to_owned(), events };
    let Ok(payload) = serde_json::to_vec(&facts) else { return };
    let record = NewRecord { kind: Kind::ApiObject, at: now, payload: payload.into() };
    if let Err(error) = app.journal.append(vec![record]).await {
        tracing::warn!(%error, "names of lines could not be written down; they are read again in an hour");
    }
}
