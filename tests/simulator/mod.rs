//! A stand-in for Quo over HTTP: both REST generations as far as Ringbook uses them, both webhook generations
//! signed and delivered with retries, and faults by switch.
//!
//! It shares no code with Ringbook: it is the other side, written from Quo's documentation alone. Start with
//! [`Simulator::start`]; the same things can be had by hand over `/_sim/…` (see [`control`]).
#![allow(dead_code, reason = "the tests and the example each use a part of it")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

pub mod contacts;
pub mod control;
pub mod core;
pub mod cursor;
pub mod delivery;
pub mod events;
pub mod events_legacy;
pub mod failure;
pub mod faults;
pub mod gate;
pub mod history;
pub mod ids;
pub mod ledger;
pub mod media;
pub mod pace;
pub mod query;
pub mod quirks;
pub mod rest;
pub mod rest_dated;
pub mod rest_v1;
pub mod rest_webhooks;
pub mod scenario;
pub mod sending;
pub mod server;
pub mod sign;
pub mod tasks;
pub mod webhooks;
pub mod wire_dated;
pub mod wire_v1;
pub mod world;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, OnceLock},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
};

use self::{
    core::{Core, Now},
    events::Fact,
    faults::{Armed, Fault},
    ledger::{Accepted, Ledger, Logged},
    media::Shelf,
    quirks::Quirks,
    scenario::NewCall,
    sending::NewText,
    webhooks::{Delivery, Generation, Hooks},
    world::{Direction, MAIN_LINE, MediaRef, World},
};

/// The key of a simulator that was given none.
pub const KEY: &str = "sim-key-0001";

/// How a simulator is set up.
pub struct Options {
    /// 0 takes a free port. Always on loopback.
    pub port: u16,
    pub keys: Vec<String>,
    /// Makes ids repeatable.
    pub seed: Option<u64>,
    /// Its clock; the system's when left out. Signing times come from it too.
    pub now: Option<Now>,
    /// Real time per simulated time of every delay.
    pub scale: f64,
    pub quirks: Quirks,
    /// Deliveries on their way at one time.
    pub connections: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            keys: vec![KEY.into()],
            seed: None,
            now: None,
            scale: 1.0,
            quirks: Quirks::default(),
            connections: 16,
        }
    }
}

/// A running simulator; it stops when dropped.
pub struct Simulator {
    pub core: Arc<Core>,
    address: SocketAddr,
}

impl Simulator {
    /// Binds and serves. Needs a tokio runtime.
    pub async fn start(options: Options) -> std::io::Result<Self> {
        let Options { port, keys, seed, now, scale, quirks, connections } = options;
        // A second call finds the provider installed, which is all it wants.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let now = now.unwrap_or_else(|| Arc::new(system_now));
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(std::io::Error::other)?;
        let core = Arc::new(Core {
            began: Instant::now(),
            pace: pace::Pace::new(scale),
            quirks: Mutex::new(quirks.clone()),
            gate: Mutex::default(),
            faults: Mutex::default(),
            world: Mutex::new(World::new(seed, now())),
            hooks: Mutex::new(Hooks::default()),
            cursors: Mutex::default(),
            ledger: Mutex::new(Ledger::default()),
            shelf: OnceLock::new(),
            history: Default::default(),
            http,
            slots: Semaphore::new(connections.max(1)),
            listening: watch::Sender::new(true),
            bound: watch::Sender::new(true),
            busy: watch::Sender::new(0),
            tasks: Default::default(),
            stop: Default::default(),
            now,
        });
        let shelf = core.shelf.get_or_init(|| Shelf::new(format!("http://{address}")));
        shelf.life_ms.store(quirks.media_life_ms, std::sync::atomic::Ordering::Relaxed);
        core.gate.lock().unwrap().keys.extend(keys);
        core.tasks.spawn(server::serve(Arc::clone(&core), listener, address));
        Ok(Self { core, address })
    }

    /// Where the API is, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Changes the switches.
    pub fn quirks(&self, change: impl FnOnce(&mut Quirks)) {
        let mut quirks = self.core.quirks.lock().unwrap();
        change(&mut quirks);
        self.core.shelf().life_ms.store(quirks.media_life_ms, std::sync::atomic::Ordering::Relaxed);
    }

    /// The next `times` sends meet this fault.
    pub fn fault(&self, fault: Fault, times: u32) {
        self.core.faults.lock().unwrap().arm(Armed::sends(fault, times));
    }

    /// The next `times` requests that begin with `on` (`GET /messages`) meet this fault.
    pub fn fault_on(&self, on: &str, fault: Fault, times: u32) {
        self.core.faults.lock().unwrap().arm(Armed { fault, times, on: on.into() });
    }

    /// Disarms what was armed.
    pub fn clear_faults(&self) {
        self.core.faults.lock().unwrap().clear();
    }

    /// Closes the port, so that connections are refused, or opens it again. Open connections are reset.
    pub async fn listen(&self, on: bool) {
        self.core.listening.send_replace(on);
        // The sender lives in `core`.
        let _ = self.core.bound.subscribe().wait_for(|bound| *bound == on).await;
    }

    /// A key is deleted in Quo: it is refused from now on.
    pub fn revoke_key(&self, key: &str) {
        self.core.gate.lock().unwrap().keys.remove(key);
    }

    /// A key is made in Quo.
    pub fn add_key(&self, key: &str) {
        self.core.gate.lock().unwrap().keys.insert(key.to_owned());
    }

    /// Adds a webhook for every event of its generation; its id and signing secret.
    pub fn webhook(&self, generation: Generation, url: &str, secret: Option<&str>) -> (String, String) {
        control::add_webhook(&self.core, generation, url, secret)
    }

    /// A webhook of 2026-03-30 that some program made under this name.
    pub fn webhook_named(&self, label: &str, url: &str) -> String {
        let (id, _) = self.webhook(Generation::Dated, url, None);
        self.core.hooks.lock().unwrap().webhook_mut(&id).expect("just made").label = Some(label.to_owned());
        id
    }

    /// Every webhook of both generations.
    pub fn webhooks(&self) -> Vec<webhooks::Webhook> {
        self.core.hooks.lock().unwrap().webhooks.clone()
    }

    /// Somebody deletes a webhook in another program.
    pub fn forget_webhook(&self, id: &str) {
        self.core.hooks.lock().unwrap().webhooks.retain(|webhook| webhook.id != id);
    }

    /// A text comes in on the main line.
    pub fn inbound(&self, from: &str, text: &str) -> String {
        self.inbound_with(MAIN_LINE, &[from], text, Vec::new())
    }

    /// A text comes in, with everyone in it (the sender first) and its pictures.
    pub fn inbound_with(&self, line: &str, people: &[&str], text: &str, media: Vec<MediaRef>) -> String {
        sending::receive(&self.core, self.new_text(line, people, text, media, Direction::Incoming))
            .expect("the line exists")
    }

    /// A text is sent from the Quo app and delivered.
    pub fn sent_in_app(&self, line: &str, to: &str, text: &str) -> String {
        let id = self.history(line, &[to], text, Direction::Outgoing, self.core.now_ms());
        self.core.emit(&Fact::MessageDelivered(id.clone()));
        id
    }

    /// A text in history that no webhook hears of.
    pub fn history(&self, line: &str, people: &[&str], text: &str, direction: Direction, created_ms: i64) -> String {
        let mut new = self.new_text(line, people, text, Vec::new(), direction);
        new.created_ms = created_ms;
        sending::put_text(&mut self.core.world.lock().unwrap(), new).expect("the line exists")
    }

    fn new_text(&self, line: &str, people: &[&str], text: &str, media: Vec<MediaRef>, direction: Direction) -> NewText {
        NewText {
            line: line.into(),
            people: people.iter().map(|number| (*number).to_owned()).collect(),
            text: text.into(),
            media,
            direction,
            created_ms: self.core.now_ms(),
        }
    }

    /// A file on the media server.
    pub fn file(&self, mime: &str, bytes: Vec<u8>) -> MediaRef {
        let id = self.core.world.lock().unwrap().ids.short("file");
        self.core.shelf().put(&id, mime, bytes);
        MediaRef { id, mime: Some(mime.into()), name: None }
    }

    /// A call happens.
    pub fn call(&self, new: &NewCall) -> String {
        scenario::call(&self.core, new).expect("the line exists")
    }

    /// Sends a body as it stands, signed, to the webhooks of a generation.
    pub fn deliver(&self, generation: Generation, body: &str) -> Vec<String> {
        self.core.emit_body(generation, body.to_owned())
    }

    /// Waits until every delivery and every text's fate is at its end.
    pub async fn idle(&self) {
        // The sender lives in `core`.
        let _ = self.core.busy.subscribe().wait_for(|count| *count == 0).await;
    }

    /// Every accepted send.
    pub fn accepted(&self) -> Vec<Accepted> {
        self.core.ledger.lock().unwrap().accepted.clone()
    }

    /// Sends accepted more than once.
    pub fn doubles(&self) -> Vec<(String, usize)> {
        self.core.ledger.lock().unwrap().doubles()
    }

    /// The requests so far, in the order they ended.
    pub fn requests(&self) -> Vec<Logged> {
        self.core.ledger.lock().unwrap().requests.iter().cloned().collect()
    }

    /// The delivery log of all webhooks.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.core.hooks.lock().unwrap().deliveries.clone()
    }

    /// A line's id by its number.
    pub fn line_id(&self, number: &str) -> String {
        self.core.world.lock().unwrap().line(number).expect("the line exists").id.clone()
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.core.stop.cancel();
    }
}

fn system_now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
