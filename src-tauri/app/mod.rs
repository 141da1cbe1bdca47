//! Opens the data folder, starts and stops everything in order: the only composition.
//!
//! Order of opening: folder and its format, journal (the lock), store, index, projector, outbox, media. What
//! brings work in (the listeners) is started above, in `http`, and stopped first.

pub mod account;
pub mod backups;
mod checking;
pub mod config;
pub mod contacts;
mod directory;
mod error;
pub mod fetching;
mod folder;
pub mod follow_ups;
mod handing;
pub mod health;
mod hearing;
pub mod insights;
mod key;
pub mod people;
pub mod presence;
mod rebuild;
mod recorded;
pub mod restoring;
mod sample;
pub mod scheduling;
pub mod settings;
pub mod syncing;
mod triage;
pub mod tunnelling;
mod waiting;

pub use error::Error;
pub use key::KeyState;
pub use rebuild::Rebuilt;

use crate::{
    ingest::{self, Building, Measures, Meter, Progress, Projector, What},
    journal::{FileJournal, Journal, JournalOptions, Kind, NewRecord, Seq},
    media::{BlobStore, Fetcher, Limits, policy::Exception},
    model::{
        Party,
        decision::{Decided, Decision, SendStep},
        item::Outgoing,
    },
    outbox::{self, Consent, Ledger, Outbox},
    quo::{Quo, QuoOptions},
    seam::Seam,
    search::Index,
    store::{Effects, OpenReport, Store},
    vault::{self, Keeping, Vault, VaultOptions},
    webhook::{
        intake::Intake,
        secret::SigningSecret,
        signature::{Compat, Verifier},
        stats::HookStats,
    },
};
use config::Config;
use recorded::Recorded;
use secrecy::ExposeSecret as _;
use settings::Settings;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::{sync::watch, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Called after each batch with what changed. Must not block.
pub type Announce = Arc<dyn Fn(&Effects) + Send + Sync>;

/// An open data folder with everything that works on it.
pub struct App {
    /// How this start was configured.
    pub config: Config,
    /// Time and chance.
    pub seam: Seam,
    /// The truth.
    pub journal: Arc<FileJournal>,
    /// What screens ask for.
    pub store: Store,
    /// What is searched.
    pub index: Arc<Index>,
    /// Texts on their way.
    pub outbox: Outbox,
    /// Files by content.
    pub blobs: BlobStore,
    /// Where deliveries come in.
    pub intake: Arc<Intake>,
    /// What opening the store found.
    pub store_report: OpenReport,
    /// Why the index was made anew at this start, if it was.
    pub index_report: Option<String>,
    consent: Arc<dyn Consent>,
    projector: Mutex<Option<Projector>>,
    progress: watch::Receiver<Progress>,
    meter: Meter,
    measures: Measures,
    fetching: fetching::Fetching,
    health: health::Health,
    hearing: hearing::Hearing,
    /// The tunnel that is wanted.
    pub tunnelling: tunnelling::Tunnelling,
    /// Keeping up with Quo's history.
    pub syncing: syncing::Syncing,
    /// Questions that somebody waits for.
    pub(crate) waiting: waiting::Waiting,
    announce: Announce,
    contacts: contacts::Contacts,
    follow_ups: follow_ups::FollowUps,
    scheduling: scheduling::Scheduling,
    people: people::People,
    handing: handing::Handing,
    token: CancellationToken,
    tasks: TaskTracker,
    keys: key::Keys,
    /// The account at Quo.
    pub account: account::Account,
    /// Signing secrets of the configuration; those of a run of the account come beside them.
    configured_secrets: Vec<SigningSecret>,
    recorded: Recorded,
    is_new: bool,
    backups: backups::Backups,
    restoring: restoring::Restoring,
}

struct StoreConsent(Store);

impl Consent for StoreConsent {
    fn opted_out(&self, party: &Party) -> bool {
        // A store that cannot be read must not let a text through to someone who may have opted out.
        self.0.opt_out(party).map_or(true, |state| state.is_some_and(|state| state.verdict.value.out))
    }
}

impl App {
    /// Opens the folder and starts everything but the listeners.
    ///
    /// # Errors
    /// [`Error::InUse`], [`Error::Newer`], or what part of the folder cannot be opened. A damaged store or index
    /// is no error: it is set aside and made anew from the journal.
    pub async fn start(config: Config, seam: Seam, announce: Announce) -> Result<Arc<Self>, Error> {
        // Beside the folder, so that the first screen need not wait for it.
        tokio::task::spawn_blocking(Party::prepare);
        let app = Self::open(config, seam, announce).await?;
        let token = app.token.clone();
        let outbox = app.outbox.clone();
        app.tasks.spawn(async move { outbox.run(token).await });
        fetching::start(&app);
        hearing::start(&app);
        directory::start(&app);
        key::start(&app);
        account::start(&app);
        if !app.config.demo {
            syncing::start(&app);
        }
        checking::start(&app);
        health::start(&app);
        contacts::start(&app);
        backups::start(&app);
        triage::start(&app);
        follow_ups::start(&app);
        scheduling::start(&app);
        Ok(app)
    }

    /// Opens the folder for a command that asks and ends: nothing is received, sent or fetched. Waits until
    /// store and index cover the journal.
    ///
    /// # Errors
    /// As [`App::start`].
    pub async fn open_for_tools(config: Config, seam: Seam) -> Result<Arc<Self>, Error> {
        let app = Self::open(config, seam, Arc::new(|_| {})).await?;
        app.wait_for(app.journal.last()).await;
        app.load_account().await;
        // The sender lives as long as the app.
        let _ = app.building_changes().wait_for(Option::is_none).await;
        Ok(app)
    }

    async fn open(config: Config, seam: Seam, announce: Announce) -> Result<Arc<Self>, Error> {
        let opening = config.clone();
        let parts = tokio::task::spawn_blocking({
            let seam = seam.clone();
            move || folder::open(&opening, &seam)
        });
        let folder::Parts { journal, opened, index, index_report, is_new, recorded } =
            parts.await.map_err(|error| Error::Part { what: "data folder", cause: error.to_string() })??;
        let journal = Arc::new(journal);
        let store = opened.store.clone();
        let index = Arc::new(index);

        let vault = open_vault(&config, &seam).await?;
        let account = account::Account::new(vault, &recorded, seam.now())?;
        let blobs = BlobStore::open(&config.data.join("media")).map_err(|cause| Error::part("media folder", &cause))?;
        blobs.sweep();
        let exception = Exception::loopback(&config.quo_url);
        let fetcher = Fetcher::new(blobs.clone(), exception, Limits::default());
        let fetcher = fetcher.map_err(|cause| Error::part("downloads", &cause))?;
        let (fetching, wanted) = fetching::Fetching::new(fetcher, announce.clone());

        let settings = Settings::load(&recorded).map_err(|cause| Error::part("settings", &cause))?;
        let quo = match &config.quo_key {
            None => None,
            Some(key) => Some(
                Quo::new(QuoOptions::new(config.quo_url.clone(), key.clone()))
                    .map_err(|cause| Error::part("connection to Quo", &cause))?,
            ),
        };
        let consent: Arc<dyn Consent> = Arc::new(StoreConsent(store.clone()));
        let configured_secrets = configured_secrets(&config)?;
        let verifier = Verifier::new(configured_secrets.clone(), configured_compat(&config)?);
        let intake = Arc::new(Intake::new(verifier, journal.clone(), seam.clock.clone()));
        let outbox = Outbox::new(
            recover_outbox(&journal, &store, &seam)?,
            journal.clone(),
            consent.clone(),
            seam.clone(),
            quo.clone(),
            settings.outbox(),
        );

        let tunnelling = tunnelling::Tunnelling::new(&config.data, config.tunnel_secret.clone(), &seam)?;
        let hearing = hearing::Hearing::new();
        let scheduling = scheduling::Scheduling::new(seam.now());
        let watching = health::Health::new(seam.now());
        let changed = watch::Sender::new(0);
        let backups = backups::Backups::new(&config.data, &seam, changed.clone());
        let restoring = restoring::Restoring::new(&seam, changed);
        let meter = Meter::new(seam.clock.clone());
        let measures = Measures::new().map_err(|cause| Error::part("measures", &cause))?;
        let parts = ingest::Parts {
            journal: journal.clone(),
            store: store.clone(),
            index: index.clone(),
            seam: seam.clone(),
            announce: wanted.beside(hearing.beside(scheduling.beside(announce.clone()))),
            meter: meter.clone(),
            measures: measures.clone(),
        };
        let projector = Projector::start(parts).map_err(|cause| Error::part("projector", &cause))?;
        let progress = projector.progress();
        Ok(Arc::new(Self {
            config,
            seam,
            journal,
            store,
            index,
            outbox,
            blobs,
            intake,
            consent,
            store_report: opened.report,
            index_report,
            projector: Mutex::new(Some(projector)),
            progress,
            meter,
            measures,
            fetching,
            health: watching,
            hearing,
            tunnelling,
            syncing: syncing::Syncing::new(),
            waiting: waiting::Waiting::default(),
            announce,
            contacts: contacts::Contacts::default(),
            follow_ups: follow_ups::FollowUps::default(),
            scheduling,
            people: people::People::default(),
            handing: handing::Handing::default(),
            token: CancellationToken::new(),
            tasks: TaskTracker::new(),
            keys: key::Keys::new(quo),
            account,
            configured_secrets,
            recorded,
            is_new,
            backups,
            restoring,
        }))
    }

    /// Whether the folder was empty at this start.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// Verifies deliveries with these secrets too, beside those of the configuration, from now on. They replace the
    /// ones given before.
    pub fn use_signing_secrets(&self, secrets: Vec<SigningSecret>) {
        let mut all = self.configured_secrets.clone();
        all.extend(secrets);
        self.intake.set_secrets(all);
    }

    /// What the hook port has seen.
    #[must_use]
    pub fn hook_stats(&self) -> &HookStats {
        self.intake.stats()
    }

    /// Who may be texted.
    #[must_use]
    pub fn consent(&self) -> Arc<dyn Consent> {
        self.consent.clone()
    }

    /// How far the projector is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress.borrow().clone()
    }

    /// What is being made anew right now, store or index, and how far it is.
    #[must_use]
    pub fn building(&self) -> Option<Building> {
        *self.meter.watch().borrow()
    }

    /// Every later state of [`App::building`], at most two a second.
    #[must_use]
    pub fn building_changes(&self) -> watch::Receiver<Option<Building>> {
        self.meter.watch()
    }

    /// The record through which everything can be found: nothing, while the index is being filled.
    #[must_use]
    pub fn findable_through(&self) -> u64 {
        match self.building() {
            Some(Building { what: What::Index, .. }) => 0,
            Some(Building { what: What::Store, .. }) | None => self.progress.borrow().through,
        }
    }

    /// What the projector counts.
    #[must_use]
    pub fn measures(&self) -> &Measures {
        &self.measures
    }

    /// Runs `task` until it ends or the app is stopped.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let token = self.token.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                () = token.cancelled() => {}
                () = task => {}
            }
        });
    }

    /// The settings in force.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn settings(&self) -> Result<Settings, crate::store::Error> {
        Settings::load(&self.recorded)
    }

    /// Runs what blocks; stopping the app waits for it, so that nothing holds on to the folder afterwards.
    pub(crate) fn blocking<T: Send + 'static>(&self, what: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
        self.tasks.spawn_blocking(what)
    }

    /// Waits until the record at `seq` has taken effect, or nothing can take effect any more.
    pub async fn wait_for(&self, seq: Seq) {
        let mut progress = self.progress.clone();
        // The sender lives as long as the projector; when that has ended there is nothing left to wait for.
        let _ = progress.wait_for(|progress| progress.through >= seq.0 || progress.stuck.is_some()).await;
    }

    /// Waits until the store covers what the journal holds at this moment. What asks the store what is missing waits for
    /// it: in one that is not whole yet everything seems to be.
    pub(crate) async fn whole(&self) {
        self.wait_for(self.journal.last()).await;
        // The sender lives as long as the app.
        let _ = self.building_changes().wait_for(Option::is_none).await;
    }

    /// Writes decisions down and waits until they have taken effect.
    ///
    /// # Errors
    /// [`Error::NotRecorded`]: nothing was decided then.
    pub async fn decide(&self, decided: Vec<Decided>) -> Result<(), Error> {
        let now = self.seam.now();
        let mut records = Vec::with_capacity(decided.len());
        for what in decided {
            let kind = kind_of(&what);
            let payload = Decision::new(now, what).encode();
            let payload = payload.map_err(|cause| Error::part("decision", &cause))?.into();
            records.push(NewRecord { kind, at: now, payload });
        }
        let appended = self.journal.append(records).await.map_err(Error::NotRecorded)?;
        self.wait_for(appended.last).await;
        Ok(())
    }

    /// Stops everything in order, with journal, store and index closed. Takes at most a few seconds.
    pub async fn stop(&self) {
        self.close_tunnel().await;
        self.token.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.fetching.stop();
        let projector = self.projector.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (journal, index) = (self.journal.clone(), self.index.clone());
        let closing = tokio::task::spawn_blocking(move || {
            if let Some(projector) = projector {
                projector.stop();
            }
            if let Err(error) = index.commit() {
                tracing::warn!(%error, "the index could not be committed; it catches up at the next start");
            }
            journal.close();
        });
        if closing.await.is_err() {
            tracing::error!("closing the data folder failed; the next start mends what is needed");
        }
    }

    pub(crate) fn options() -> JournalOptions {
        JournalOptions::default()
    }
}

async fn open_vault(config: &Config, seam: &Seam) -> Result<Vault, Error> {
    let keeping = if config.demo { Keeping::Memory } else { config.secrets };
    let options = VaultOptions { data: config.data.clone(), keeping, passphrase: config.passphrase.clone() };
    let seam = seam.clone();
    let opened = tokio::task::spawn_blocking(move || Vault::open(options, seam)).await;
    let opened = opened.map_err(|error| Error::Part { what: "vault", cause: error.to_string() })?;
    opened.map_err(|cause| match cause {
        vault::Error::WrongPassphrase | vault::Error::TooShort(_) => {
            Error::Setting { name: "RINGBOOK_PASSPHRASE", cause: cause.to_string() }
        }
        other => Error::part("vault", &other),
    })
}

fn configured_secrets(config: &Config) -> Result<Vec<SigningSecret>, Error> {
    let mut secrets = Vec::new();
    for (number, secret) in (1_usize..).zip(&config.signing_secrets) {
        let parsed = SigningSecret::parse(secret.expose_secret());
        secrets.push(parsed.map_err(|cause| Error::Setting {
            name: "RINGBOOK_SIGNING_SECRETS",
            cause: format!("secret {number}: {cause}"),
        })?);
    }
    Ok(secrets)
}

fn configured_compat(config: &Config) -> Result<Option<Compat>, Error> {
    let Some(config::Compat { scheme, secret, allow }) = &config.compat else { return Ok(None) };
    let compat = Compat::configured(scheme, secret.expose_secret(), allow);
    compat.map(Some).map_err(|cause| Error::Setting { name: "webhook.compat", cause: cause.to_string() })
}

fn recover_outbox(journal: &FileJournal, store: &Store, seam: &Seam) -> Result<Ledger, Error> {
    // The store may be behind the journal, or new: only one that is not tells what had not ended.
    let rows = if store.applied() > 0 {
        let unsettled = store.outbox().map_err(|cause| Error::part("outbox", &cause))?;
        Some(unsettled.into_iter().filter_map(row_of).collect())
    } else {
        None
    };
    Ledger::recover(journal, rows, seam.now()).map_err(|cause| Error::part("outbox", &cause))
}

fn row_of(outgoing: Outgoing) -> Option<outbox::Row> {
    let Outgoing { id: _, at, intent, step, quo: _ } = outgoing;
    Some(outbox::Row { intent: intent?, made_at: at, step: step.map(|(_, at, step)| (at, step)) })
}

fn kind_of(what: &Decided) -> Kind {
    match what {
        Decided::NoteAdded { .. } => Kind::Note,
        Decided::MarkedRead { .. }
        | Decided::Done { .. }
        | Decided::Reopened { .. }
        | Decided::NextStepTicked { .. }
        | Decided::OptOutSet { .. }
        | Decided::OptOutLifted { .. }
        | Decided::LineNamed { .. }
        | Decided::ContactEdited(_)
        | Decided::ContactEditMoved { .. }
        | Decided::ContactTagged { .. }
        | Decided::ContactNoted { .. }
        | Decided::ContactsMerged { .. }
        | Decided::ContactsUnmerged { .. }
        | Decided::ContactsKeptApart { .. }
        | Decided::InboxPushWanted { .. }
        | Decided::InboxPushed { .. }
        | Decided::DoneAsSeen { .. }
        | Decided::Snoozed { .. }
        | Decided::Woken { .. }
        | Decided::Pinned { .. }
        | Decided::FollowUpMade(_)
        | Decided::FollowUpChanged(_)
        | Decided::SnippetSaved(_)
        | Decided::SnippetRemoved { .. }
        | Decided::ConversationStarted { .. }
        | Decided::FailureSettled { .. }
        | Decided::ContactsChanged { .. }
        | Decided::ImportMade(_)
        | Decided::ImportUndone { .. }
        | Decided::ContactRemovalMoved { .. }
        | Decided::ContactsLetAlike { .. } => Kind::Mark,
        Decided::DraftSaved { .. } => Kind::Draft,
        Decided::SettingSaved { .. } | Decided::SearchSaved { .. } => Kind::Setting,
        Decided::DeadLetterReplayed { .. }
        | Decided::MediaFetched { .. }
        | Decided::HistoryRead(_)
        | Decided::PartsSeen { .. }
        | Decided::HistoryNoted(_)
        | Decided::FollowUpMoved { .. } => Kind::Outcome,
        Decided::SendIntended(_) | Decided::TextScheduled(_) => Kind::SendIntent,
        Decided::SendMoved { .. } | Decided::ScheduleMoved { .. } => Kind::SendState,
    }
}

/// The name of a step of a text on its way, for an export.
#[must_use]
pub fn step_name(step: &SendStep) -> &'static str {
    match step {
        SendStep::Queued { .. } => "queued",
        SendStep::Claimed { .. } => "sending",
        SendStep::Accepted { .. } => "sent",
        SendStep::Rejected { .. } => "rejected",
        SendStep::Unclear { .. } => "unclear",
        SendStep::NeedsYou { .. } => "needs you",
        SendStep::Cancelled { .. } => "cancelled",
    }
}
