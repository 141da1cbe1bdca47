//! What all parts of the simulator share, and how an event leaves the world for the webhooks.

use std::{
    sync::{Arc, Mutex, OnceLock},
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::sync::{Semaphore, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    cursor::Cursors,
    delivery,
    events::{self, Fact},
    faults::Faults,
    gate::Gate,
    ledger::Ledger,
    media::Shelf,
    pace::Pace,
    quirks::Quirks,
    webhooks::{Delivery, Generation, Hooks},
    wire_v1::Render,
    world::World,
};

/// Tells the time in unix milliseconds.
pub type Now = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The simulator's insides. Locks are taken in the order of the fields and never held over an await.
pub struct Core {
    pub now: Now,
    pub began: Instant,
    pub pace: Pace,
    pub quirks: Mutex<Quirks>,
    pub gate: Mutex<Gate>,
    pub faults: Mutex<Faults>,
    pub world: Mutex<World>,
    pub hooks: Mutex<Hooks>,
    pub cursors: Mutex<Cursors>,
    pub ledger: Mutex<Ledger>,
    pub shelf: OnceLock<Shelf>,
    pub history: super::history::History,
    pub http: reqwest::Client,
    /// Bounds the deliveries on their way at one time.
    pub slots: Semaphore,
    /// Whether the listener shall take connections, and whether it does.
    pub listening: watch::Sender<bool>,
    pub bound: watch::Sender<bool>,
    /// Work begun and not ended: fates of texts, deliveries.
    pub busy: watch::Sender<usize>,
    pub tasks: TaskTracker,
    pub stop: CancellationToken,
}

impl Core {
    pub fn now_ms(&self) -> i64 {
        (self.now)()
    }

    pub fn shelf(&self) -> &Shelf {
        self.shelf.get().expect("the shelf is set when the listener is bound")
    }

    pub fn quirks(&self) -> Quirks {
        self.quirks.lock().unwrap().clone()
    }

    /// Renders with the world as it is.
    pub fn render<'a>(&'a self, world: &'a World) -> Render<'a> {
        Render { world, shelf: self.shelf(), now_ms: self.now_ms() }
    }

    /// Starts work that ends with the simulator and counts as busy until then.
    pub fn spawn(self: &Arc<Self>, work: impl Future<Output = ()> + Send + 'static) {
        self.busy.send_modify(|count| *count += 1);
        let core = Arc::clone(self);
        self.tasks.spawn(async move {
            tokio::select! {
                () = core.stop.cancelled() => {}
                () = work => {}
            }
            core.busy.send_modify(|count| *count -= 1);
        });
    }

    /// Tells every webhook that wants it. The body is rendered now, so it says what was true when it happened.
    pub fn emit(self: &Arc<Self>, fact: &Fact) -> Option<String> {
        let quirks = self.quirks();
        if quirks.silent {
            return None;
        }
        let mut world = self.world.lock().unwrap();
        let event_id = world.ids.long("EV");
        let mut deliveries = Vec::new();
        {
            let mut hooks = self.hooks.lock().unwrap();
            for webhook in hooks.webhooks.clone() {
                let render = Render { world: &world, shelf: self.shelf(), now_ms: self.now_ms() };
                let rendered = events::render(render, &quirks, fact, &event_id, webhook.generation);
                let Some(rendered) = rendered else { continue };
                if !webhook.wants(fact.kind(), rendered.line_id.as_deref()) {
                    continue;
                }
                let delivery = Delivery {
                    id: world.ids.short("msg_"),
                    webhook_id: webhook.id.clone(),
                    event_id: Some(event_id.clone()),
                    resource_id: rendered.resource_id,
                    event_type: fact.kind().to_owned(),
                    body: rendered.body.to_string(),
                    status: "pending",
                    next_attempt_ms: Some(self.now_ms()),
                    created_ms: self.now_ms(),
                    attempts: Vec::new(),
                };
                deliveries.push(delivery.id.clone());
                hooks.push(delivery);
            }
        }
        drop(world);
        for (at, id) in deliveries.into_iter().enumerate() {
            let wait = first_wait(&quirks, fact, &id, at);
            self.spawn(delivery::run(Arc::clone(self), id, wait, "scheduled"));
        }
        Some(event_id)
    }

    /// Sends a body as it stands, signed, to every webhook of a generation; for the samples and for tampering.
    pub fn emit_body(self: &Arc<Self>, generation: Generation, body: String) -> Vec<String> {
        let parsed: Value = serde_json::from_str(&body).unwrap_or_default();
        let mut ids = Vec::new();
        let mut world = self.world.lock().unwrap();
        let mut hooks = self.hooks.lock().unwrap();
        let targets: Vec<String> =
            hooks.webhooks.iter().filter(|hook| hook.generation == generation).map(|hook| hook.id.clone()).collect();
        for webhook_id in targets {
            let delivery = Delivery {
                id: world.ids.short("msg_"),
                webhook_id,
                event_id: parsed["id"].as_str().map(Into::into),
                resource_id: None,
                event_type: parsed["type"].as_str().unwrap_or("unknown").into(),
                body: body.clone(),
                status: "pending",
                next_attempt_ms: Some(self.now_ms()),
                created_ms: self.now_ms(),
                attempts: Vec::new(),
            };
            ids.push(delivery.id.clone());
            hooks.push(delivery);
        }
        drop(hooks);
        drop(world);
        for id in &ids {
            self.spawn(delivery::run(Arc::clone(self), id.clone(), Duration::ZERO, "scheduled"));
        }
        ids
    }
}

fn first_wait(quirks: &Quirks, fact: &Fact, id: &str, at: usize) -> Duration {
    let mut wait = 0;
    if quirks.reorder_ms > 0 {
        // A different wait for each delivery, and the same one in a repeated run.
        let mixed = id.bytes().fold(at as u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        wait += mixed % quirks.reorder_ms;
    }
    if matches!(fact, Fact::SummaryCompleted(_) | Fact::TranscriptCompleted(_)) {
        wait += quirks.late_summary_ms;
    }
    Duration::from_millis(wait)
}
