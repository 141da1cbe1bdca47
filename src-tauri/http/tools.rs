//! What `ringbook export` and `ringbook doctor` say, beside a running Ringbook and without one.

use super::{health::Condition, metrics, ui::LocalTools};
use crate::{
    app::{App, Error, account, config::Config},
    journal::{FileJournal, Journal as _, Writing},
    model::{
        ContactId, Direction, Party,
        event::{Labelled, Speaker, Utterance},
        item::Item,
        merge::value,
    },
    seam::Seam,
    search::{self, Index},
    store::{self, Anchor, DeliveryFilter, ListedFollowUp, OpenOptions, Store, Tab},
};
use axum::body::{Body, Bytes};
use serde_json::{Value, json};
use std::{
    io::{self, Write},
    net::SocketAddr,
    path::Path,
    sync::Arc,
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// Items read in one go.
const AT_ONCE: usize = 500;
/// Pieces of an export that may wait for a slow reader.
const WAITING_PIECES: usize = 16;

/// The tools beside a running Ringbook.
pub struct Tools {
    app: Arc<App>,
    hook: SocketAddr,
    ui: SocketAddr,
}

impl Tools {
    /// The tools of `app`, which listens on these addresses.
    #[must_use]
    pub fn new(app: Arc<App>, hook: SocketAddr, ui: SocketAddr) -> Self {
        Self { app, hook, ui }
    }
}

impl LocalTools for Tools {
    fn export(&self) -> Body {
        let (sender, receiver) = mpsc::channel::<io::Result<Bytes>>(WAITING_PIECES);
        let app = self.app.clone();
        tokio::task::spawn_blocking(move || {
            let mut out = io::BufWriter::with_capacity(64 << 10, Pipe(sender.clone()));
            let written = export(&app, &mut out).and_then(|()| Ok(out.flush()?));
            if let Err(error) = written {
                // The reader sees the export break off instead of a short one that looks whole.
                let _ = sender.blocking_send(Err(io::Error::other(error.to_string())));
            }
        });
        Body::from_stream(ReceiverStream::new(receiver))
    }

    fn doctor(&self, thorough: bool) -> Value {
        let App { journal, store, index, config, .. } = self.app.as_ref();
        let addresses = Some((self.hook, self.ui));
        let mut report = report(config, journal, Some(store), Some(index), thorough, addresses);
        let progress = self.app.progress();
        if let Some(object) = report.get_mut("journal").and_then(Value::as_object_mut) {
            object.insert("indexedThrough".to_owned(), json!(self.app.findable_through()));
        }
        if let (Some(problems), Some(why)) = (report.get_mut("problems").and_then(Value::as_array_mut), progress.stuck)
        {
            problems.push(json!({ "code": "stuck", "sentence": format!("records are not applied: {why}") }));
        }
        report
    }

    fn condition(&self) -> Condition {
        let app = &self.app;
        let accepting = app.is_accepting();
        let mut reasons: Vec<&'static str> = Vec::new();
        let mut add = |holds: bool, code: &'static str| {
            if holds {
                reasons.push(code);
            }
        };
        add(!accepting, "not_recording");
        add(app.progress().stuck.is_some(), "stuck");
        add(app.building().is_some(), "rebuilding");
        add(!app.journal.health().damage.is_empty(), "damage");
        reasons.extend(app.health().raised.iter().map(|raised| raised.warning.code()));
        Condition { accepting, reasons }
    }

    fn metrics(&self) -> Option<String> {
        metrics::render(&self.app).inspect_err(|error| tracing::error!(%error, "nothing can be measured")).ok()
    }
}

struct Pipe(mpsc::Sender<io::Result<Bytes>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = Bytes::copy_from_slice(bytes);
        self.0.blocking_send(Ok(piece)).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Why an export broke off.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The output cannot be written.
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
}

/// Writes every contact, conversation, timeline item and dead letter, one JSON object a line with `kind`, in a
/// stable order: by kind as listed, then by id, timelines by time. Times are UTC milliseconds.
///
/// # Errors
/// [`ExportError`].
pub fn export(app: &App, out: &mut impl Write) -> Result<(), ExportError> {
    let store = &app.store;
    let mut line = |value: Value| -> Result<(), ExportError> { Ok(writeln!(out, "{value}")?) };
    for id in contacts(store)? {
        if let Some((contact, numbers)) = store.contact_document(&id)? {
            let labelled = |entries: Option<&Vec<Labelled>>| -> Vec<Value> {
                entries
                    .into_iter()
                    .flatten()
                    .map(|entry| json!({ "label": entry.label, "value": entry.value }))
                    .collect()
            };
            line(json!({
                "kind": "contact", "id": id, "name": contact.name(), "company": contact.company(),
                "role": value(&contact.role), "numbers": numbers.iter().map(Party::key).collect::<Vec<_>>(),
                "phones": labelled(value(&contact.phones)), "emails": labelled(value(&contact.emails)),
                "fields": labelled(value(&contact.fields)),
            }))?;
        }
    }
    let mut conversations = Vec::new();
    let mut cursor = None;
    loop {
        let page = store.inbox_page(Tab::All, None, cursor.as_deref(), 200)?;
        conversations.extend(page.rows.into_iter().map(|row| row.id));
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    conversations.sort();
    for id in &conversations {
        if let Some(row) = store.conversation(id)? {
            line(json!({
                "kind": "conversation", "id": id, "line": row.target.line,
                "parties": row.target.others.iter().map(Party::key).collect::<Vec<_>>(),
                "items": row.items, "unread": row.unread, "done": row.done,
                "waitingSince": row.waiting_since, "firstAt": row.first_at, "lastAt": row.last_at,
                "draft": store.draft(id)?,
            }))?;
        }
    }
    for id in &conversations {
        let mut anchor = Anchor::Start;
        while let Some(page) = store.timeline_page(id, &anchor, AT_ONCE)? {
            for entry in &page.items {
                line(item(store, id.as_str(), &entry.item)?)?;
            }
            match page.after {
                Some(after) => anchor = Anchor::After(after),
                None => break,
            }
        }
    }
    for seq in store.dead_letters(usize::MAX)? {
        if let Some(row) = store.delivery(seq)? {
            line(json!({
                "kind": "deadLetter", "seq": seq, "at": row.record.at, "type": row.record.event_type,
                "generation": row.record.generation, "reason": row.record.reason, "sizeBytes": row.record.size_bytes,
            }))?;
        }
    }
    for listed in follow_ups(store)? {
        let row = listed.row;
        line(json!({
            "kind": "followUp", "id": row.id, "title": row.title(), "dueAt": row.due(), "doneAt": row.done_at(),
            "madeAt": row.made_at(), "conversation": listed.conversation, "item": listed.item,
        }))?;
    }
    for saved in store.saved_searches()? {
        if let Some(search) = saved.search() {
            line(json!({ "kind": "savedSearch", "id": saved.id, "name": search.name, "query": search.query }))?;
        }
    }
    Ok(())
}

/// Every follow-up that is on a list, by id.
fn follow_ups(store: &Store) -> Result<Vec<ListedFollowUp>, ExportError> {
    let mut all = Vec::new();
    for done in [false, true] {
        let mut cursor = None;
        loop {
            let page = store.follow_ups_page(done, cursor.as_deref(), AT_ONCE)?;
            all.extend(page.rows);
            match page.next {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
    }
    all.sort_by(|a, b| a.row.id.cmp(&b.row.id));
    Ok(all)
}

fn contacts(store: &Store) -> Result<Vec<ContactId>, ExportError> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let (ids, next) = store.contacts_after(cursor.as_deref(), AT_ONCE)?;
        let ended = ids.is_empty();
        all.extend(ids);
        match next {
            Some(next) if !ended => cursor = Some(next),
            _ => break,
        }
    }
    all.sort();
    all.dedup();
    Ok(all)
}

fn direction(direction: Option<Direction>) -> Value {
    match direction {
        Some(Direction::Incoming) => json!("incoming"),
        Some(Direction::Outgoing) => json!("outgoing"),
        None => Value::Null,
    }
}

fn item(store: &Store, conversation: &str, item: &Item) -> Result<Value, ExportError> {
    Ok(match item {
        Item::Message(message) => json!({
            "kind": "text", "id": message.id, "conversation": conversation, "at": message.at(),
            "direction": direction(Some(message.direction.value)), "from": message.from.value.key(),
            "text": message.words(), "state": format!("{:?}", message.reached.state).to_lowercase(),
            "error": message.reached.error, "user": value(&message.user),
            "media": message.files().iter().map(|file| json!({ "url": file.url, "mime": file.mime })).collect::<Vec<_>>(),
        }),
        Item::Note(note) => json!({
            "kind": "note", "id": note.id, "conversation": conversation, "at": note.at, "text": note.text,
        }),
        Item::Outgoing(outgoing) => json!({
            "kind": "outgoing", "id": item.id(), "conversation": conversation, "at": outgoing.at,
            "text": outgoing.intent.as_ref().map(|intent| intent.text.as_str()),
            "state": outgoing.step().map_or("queued", crate::app::step_name),
        }),
        Item::Call(call) => {
            let dialogue = store.call(&call.id)?.map(|file| file.dialogue).unwrap_or_default();
            let said = |utterance: &Utterance| {
                let speaker = match &utterance.speaker {
                    Speaker::User(user) => json!({ "user": user }),
                    Speaker::Party(party) => json!({ "party": party.key() }),
                    Speaker::Named(name) => json!({ "name": name }),
                };
                json!({ "speaker": speaker, "text": utterance.text, "startMs": utterance.start_ms, "endMs": utterance.end_ms })
            };
            json!({
                "kind": "call", "id": call.id, "conversation": conversation, "at": call.at(),
                "direction": direction(value(&call.direction).copied()),
                "outcome": format!("{:?}", call.outcome()).to_lowercase(),
                "answeredAt": call.answered_at, "completedAt": value(&call.completed_at), "durationS": value(&call.duration_s),
                "summary": call.summary.as_ref().map(|summary| &summary.lines),
                "nextSteps": call.summary.as_ref().map(|summary| &summary.next_steps),
                "voicemail": call.voicemail.as_ref().map(|voicemail| json!({
                    "transcript": value(&voicemail.transcript), "url": value(&voicemail.url), "durationMs": value(&voicemail.duration_ms),
                })),
                "recordings": call.recordings.iter().map(|(id, recording)| json!({
                    "id": id, "url": value(&recording.url), "durationMs": value(&recording.duration_ms),
                })).collect::<Vec<_>>(),
                "transcript": dialogue.iter().map(said).collect::<Vec<_>>(),
            })
        }
    })
}

/// What `doctor` says of a folder that nobody has open; `None` if somebody has. The journal is only read; a store that
/// does not open is set aside, as at any start.
///
/// # Errors
/// If the folder is of a newer version or cannot be read at all.
pub fn examine_closed_folder(config: &Config, thorough: bool) -> Result<Option<Value>, Error> {
    let data = config.data.as_path();
    if !data.join("journal").is_dir() {
        let nothing = json!({ "code": "empty", "sentence": "there is no data in this folder yet; `ringbook serve` or `ringbook` makes it" });
        return Ok(Some(
            json!({ "version": env!("CARGO_PKG_VERSION"), "data": data, "running": false, "problems": [nothing] }),
        ));
    }
    if FileJournal::is_locked(data.join("journal")) {
        return Ok(None);
    }
    let journal = FileJournal::open_reader(data.join("journal"));
    let journal = journal.map_err(|cause| Error::Part { what: "journal", cause: cause.to_string() })?;
    let options = OpenOptions { now: Seam::system().now(), ..OpenOptions::default() };
    let store = data.join("store").is_dir().then(|| Store::open(&data.join("store"), options));
    let index = data.join("index").is_dir().then(|| Index::open(&data.join("index"), search::Settings::default()));
    let mut problems = Vec::new();
    let store = match store {
        Some(Ok(opened)) => {
            if let Some(reason) = opened.report.reason {
                problems.push(json!({ "code": "store", "sentence": format!("the store was damaged ({reason}) and set aside; the next start makes it anew") }));
            }
            Some(opened.store)
        }
        Some(Err(error)) => {
            problems.push(json!({ "code": "store", "sentence": error.to_string() }));
            None
        }
        None => None,
    };
    let index = match index {
        Some(Ok(index)) => Some(index),
        Some(Err(error)) => {
            problems.push(json!({ "code": "index", "sentence": format!("the index cannot be opened ({error}); the next start makes it anew") }));
            None
        }
        None => None,
    };
    let mut report = report(config, &journal, store.as_ref(), index.as_ref(), thorough, None);
    if let Some(listed) = report.get_mut("problems").and_then(Value::as_array_mut) {
        listed.extend(problems);
    }
    if let Some(store) = store
        && let Err(error) = store.close()
    {
        tracing::warn!(%error, "the store could not be closed");
    }
    Ok(Some(report))
}

fn report(
    config: &Config,
    journal: &FileJournal,
    store: Option<&Store>,
    index: Option<&Index>,
    thorough: bool,
    addresses: Option<(SocketAddr, SocketAddr)>,
) -> Value {
    let health = journal.health();
    let mut problems = Vec::new();
    let mut problem = |code: &str, sentence: String| problems.push(json!({ "code": code, "sentence": sentence }));
    let mut damage: Vec<String> = health.damage.iter().map(ToString::to_string).collect();
    if thorough {
        damage = journal.verify().damage.iter().map(ToString::to_string).collect();
    }
    for place in &damage {
        problem(
            "damage",
            format!("the journal is damaged: {place}; restore that segment from a backup, everything else is readable"),
        );
    }
    for torn in &health.torn {
        problem("torn", format!("{torn}; what was cut off had not been acknowledged"));
    }
    match &health.writing {
        Writing::Accepting | Writing::ReadOnly | Writing::Closed => {}
        Writing::Refusing(why) => {
            problem("refusing", format!("nothing can be recorded: {why}; free some space, it goes on by itself"))
        }
    }
    // Once it was connected the secrets are in the vault, which is not opened for this.
    let was_connected = store.is_some_and(|store| matches!(store.setting(account::NAME), Ok(Some(_))));
    if config.signing_secrets.is_empty() && config.compat.is_none() && !was_connected {
        problem(
            "secret",
            "there is no signing secret, so deliveries are refused; connect Quo (`ringbook connect`), or set RINGBOOK_SIGNING_SECRETS"
                .to_owned(),
        );
    }
    let totals = store.map(Store::totals).unwrap_or_default();
    if totals.dead > 0 {
        problem(
            "dead",
            format!(
                "{} deliveries could not be read; the Connection screen shows why and tries them again",
                totals.dead
            ),
        );
    }
    if let Some(why) = store.and_then(Store::unhealthy) {
        problem("store", format!("the store cannot be trusted: {why}; `ringbook rebuild` makes it anew"));
    }
    let figures = store.map(Store::figures);
    let stored = store.map_or(0, Store::applied);
    let indexed = index.map_or(0, |index| index.covered());
    let dead =
        store.and_then(|store| store.deliveries(DeliveryFilter::Dead, None, 1).ok()).map_or(0, |page| page.total);
    let digest = thorough.then(|| {
        let hex = |digest: [u8; 32]| digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        json!({
            "store": store.and_then(|store| store.digest(false).ok()),
            "index": index.and_then(|index| index.digest().ok()).map(hex),
        })
    });
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "data": config.data,
        "running": addresses.is_some(),
        "hook": addresses.map_or(config.hook, |(hook, _)| hook).to_string(),
        "ui": addresses.map_or(config.ui, |(_, ui)| ui).to_string(),
        "journal": {
            "records": health.last.0, "sizeBytes": health.bytes, "segments": health.segments,
            "storedThrough": stored, "indexedThrough": indexed, "damage": damage,
            "torn": health.torn.iter().map(ToString::to_string).collect::<Vec<_>>(),
        },
        "sizes": {
            "journal": folder_bytes(&config.data.join("journal")),
            "store": figures.as_ref().map(|figures| figures.size_bytes),
            "index": folder_bytes(&config.data.join("index")),
            "media": folder_bytes(&config.data.join("media")),
        },
        "totals": {
            "messages": totals.messages, "calls": totals.calls, "recordings": totals.recordings, "summaries": totals.summaries,
            "transcripts": totals.transcripts, "voicemails": totals.voicemails, "contacts": totals.contacts, "notes": totals.notes,
            "deliveries": totals.deliveries, "conversations": figures.map(|figures| figures.conversations),
        },
        "documents": index.map(Index::documents),
        "deadLetters": dead,
        "digest": digest,
        "problems": problems,
    })
}

fn folder_bytes(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let size = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(meta) if meta.is_dir() => folder_bytes(&entry.path()),
        Ok(meta) => meta.len(),
        Err(_) => 0,
    };
    entries.flatten().map(size).sum()
}

/// Writes a report for a person.
///
/// # Errors
/// If `out` cannot be written.
pub fn print_report(out: &mut impl Write, report: &Value) -> io::Result<()> {
    let text = |pointer: &str| match report.pointer(pointer) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => "–".to_owned(),
        Some(other) => other.to_string(),
    };
    let size = |pointer: &str| {
        let bytes = report.pointer(pointer).and_then(Value::as_f64).unwrap_or_default();
        format!("{:.1} MiB", bytes / f64::from(1 << 20))
    };
    let running = report.pointer("/running").and_then(Value::as_bool).unwrap_or_default();
    writeln!(out, "Ringbook {}, {}", text("/version"), if running { "running" } else { "not running" })?;
    writeln!(out, "  data folder   {}", text("/data"))?;
    if report.get("journal").is_some() {
        writeln!(out, "  webhooks on   {}", text("/hook"))?;
        writeln!(out, "  interface on  {}", text("/ui"))?;
        writeln!(
            out,
            "  journal       {} records in {} segments, {}",
            text("/journal/records"),
            text("/journal/segments"),
            size("/sizes/journal")
        )?;
        writeln!(out, "  store         through record {}, {}", text("/journal/storedThrough"), size("/sizes/store"))?;
        writeln!(
            out,
            "  index         through record {}, {} documents, {}",
            text("/journal/indexedThrough"),
            text("/documents"),
            size("/sizes/index")
        )?;
        writeln!(out, "  media         {}", size("/sizes/media"))?;
        writeln!(
            out,
            "  kept          {} texts, {} calls, {} recordings, {} transcripts, {} contacts, {} conversations",
            text("/totals/messages"),
            text("/totals/calls"),
            text("/totals/recordings"),
            text("/totals/transcripts"),
            text("/totals/contacts"),
            text("/totals/conversations")
        )?;
    }
    let problems = report.get("problems").and_then(Value::as_array).cloned().unwrap_or_default();
    if problems.is_empty() {
        return writeln!(out, "Nothing is wrong.");
    }
    for problem in problems {
        writeln!(out, "! {}", problem.get("sentence").and_then(Value::as_str).unwrap_or_default())?;
    }
    Ok(())
}
