//! The command surface: one list of commands, two transports.
#![allow(missing_docs, reason = "the wire types' fields say what they are by name; each type has its sentence")]

pub mod changes;
mod handlers;
pub mod link;
pub mod schema;
pub mod session;
pub mod surface;
pub mod wire;

use crate::{
    app::App,
    media::{BlobId, blob},
    store::Effects,
};
use changes::ChangeFeed;
use futures::future::BoxFuture;
use serde_json::Value;
use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock, PoisonError, RwLock, Weak},
};
use surface::{MediaFile, Surface};
use tokio_util::sync::CancellationToken;
use wire::{ApiError, InboxReq, InboxTab, Tag};

/// The command surface over an open data folder.
pub struct Api {
    /// What the commands work on.
    pub app: Arc<App>,
    feed: Arc<ChangeFeed>,
    listening: RwLock<Option<SocketAddr>>,
}

/// The change feed before there is an [`App`] to ask: what is announced while the folder opens is not lost.
#[derive(Clone, Default)]
pub struct Announcements {
    feed: Arc<ChangeFeed>,
    // The app holds the callback: held the other way round too, neither would ever let go of the folder.
    app: Arc<OnceLock<Weak<App>>>,
}

impl Announcements {
    /// The callback to open the [`App`] with.
    #[must_use]
    pub fn announce(&self) -> crate::app::Announce {
        let this = self.clone();
        Arc::new(move |effects: &Effects| this.publish(effects))
    }

    fn publish(&self, effects: &Effects) {
        let Effects {
            items,
            contacts,
            conversations,
            arrivals,
            settings,
            outbox,
            deliveries,
            sync,
            ledger,
            returned,
            follow_ups,
        } = effects;
        let mut general = Vec::new();
        let mut stale = |yes: bool, tag: Tag| {
            if yes {
                general.push(tag);
            }
        };
        // Names and tags of contacts are in its rows.
        stale(!conversations.is_empty() || !contacts.is_empty() || *settings, Tag::Inbox);
        stale(!conversations.is_empty() || *deliveries || *settings, Tag::Status);
        stale(!contacts.is_empty(), Tag::Contacts);
        stale(*outbox, Tag::Outbox);
        stale(*deliveries, Tag::Connection);
        stale(*settings, Tag::Settings);
        stale(!items.is_empty() || !contacts.is_empty(), Tag::Search);
        stale(!items.is_empty(), Tag::Call);
        stale(*sync, Tag::Sync);
        stale(*ledger, Tag::Ledger);
        stale(*follow_ups, Tag::FollowUps);
        // A flood is announced once for all, so that screens read again once and not a thousand times.
        if conversations.len() > 50 {
            general.extend([Tag::Timeline, Tag::Conversation]);
        } else {
            for id in conversations {
                let arrival = arrivals.iter().rev().find(|(conversation, _)| conversation == id);
                let app = || self.app.get()?.upgrade();
                let told = match arrival {
                    Some((id, item)) => app().and_then(|app| handlers::arrival(&app, id, item)),
                    None if returned.contains(id) => app().and_then(|app| handlers::returned(&app, id)),
                    None => None,
                };
                self.feed.publish(vec![Tag::Timeline, Tag::Conversation], Some(id.0.clone()), told);
            }
        }
        if !general.is_empty() {
            self.feed.publish(general, None, None);
        }
    }
}

/// As many rows as the inbox asks for at first.
const FIRST_ROWS: u32 = 40;

impl Api {
    /// The commands over `app`, whose changes `announcements` tells. To be called on the async runtime.
    #[must_use]
    pub fn new(app: Arc<App>, announcements: Announcements) -> Arc<Self> {
        // Set once: an Announcements belongs to one App.
        let _ = announcements.app.set(Arc::downgrade(&app));
        let feed = announcements.feed.clone();
        app.when_the_account_changes(move || feed.publish(vec![Tag::Connection, Tag::Status], None, None));
        let this = Arc::new(Self { app, feed: announcements.feed, listening: RwLock::default() });
        this.tell_of_building();
        this.tell_of_health();
        this.tell_of_backups();
        this.read_ahead();
        this
    }

    /// Asks for what is shown first before anybody does: with a million texts its rows come from all over the disk, and
    /// the page needs some moments to be there.
    fn read_ahead(self: &Arc<Self>) {
        let api = self.clone();
        self.app.spawn(async move {
            for tab in [InboxTab::Open, InboxTab::Waiting] {
                let first = InboxReq { tab, line_id: None, tag: None, cursor: None, limit: FIRST_ROWS };
                if let Err(error) = handlers::inbox_page(&api, first).await {
                    tracing::debug!(?error, "the first rows could not be read ahead");
                }
            }
        });
    }

    /// Tells the screens how far store or index is while it is made anew, and to read everything again afterwards.
    fn tell_of_building(&self) {
        let (feed, mut building) = (self.feed.clone(), self.app.building_changes());
        self.app.spawn(async move {
            // The sender lives as long as the app.
            while building.changed().await.is_ok() {
                let over = building.borrow_and_update().is_none();
                feed.publish(if over { Tag::ALL.to_vec() } else { vec![Tag::Status] }, None, None);
            }
        });
    }

    /// Tells the screens, and the window's notifications, when a warning is raised or cleared.
    fn tell_of_health(&self) {
        let (feed, mut health) = (self.feed.clone(), self.app.health_changes());
        self.app.spawn(async move {
            // The sender lives as long as the app.
            while health.changed().await.is_ok() {
                feed.publish(vec![Tag::Health, Tag::Status, Tag::Connection], None, None);
            }
        });
    }

    /// Tells the screens how far a backup or a restore is, and what came of it.
    fn tell_of_backups(&self) {
        let (feed, mut changes) = (self.feed.clone(), self.app.backup_changes());
        self.app.spawn(async move {
            // The sender lives as long as the app.
            while changes.changed().await.is_ok() {
                changes.borrow_and_update();
                feed.publish(vec![Tag::Backup], None, None);
            }
        });
    }

    /// Tells the Connection screen where deliveries are received.
    pub fn set_listening(&self, address: Option<SocketAddr>) {
        *self.listening.write().unwrap_or_else(PoisonError::into_inner) = address;
    }

    /// Tells the screens of each change of the tunnel, until `stop`.
    pub async fn follow_tunnel(self: Arc<Self>, stop: CancellationToken) {
        let mut state = self.app.tunnel_state();
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                changed = state.changed() => if changed.is_err() { return },
            }
            self.feed.publish(vec![Tag::Connection, Tag::Status], None, None);
        }
    }

    fn listening(&self) -> Option<SocketAddr> {
        *self.listening.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// [`Api`] as a transport uses it.
#[derive(Clone)]
pub struct ApiSurface(pub Arc<Api>);

impl Surface for ApiSurface {
    fn call<'a>(&'a self, command: &'a str, payload: Value) -> BoxFuture<'a, Result<Value, ApiError>> {
        handlers::run(self.0.clone(), command.to_owned(), payload)
    }

    fn changes(&self) -> &ChangeFeed {
        &self.0.feed
    }

    fn media(&self, id: &str) -> Option<MediaFile> {
        if let Some((path, mime)) = self.0.app.handed_out(id) {
            return Some(MediaFile { path, mime: mime.to_owned(), inline: false });
        }
        let id = BlobId::parse(id)?;
        let path = self.0.app.blobs.path(&id)?;
        let mime = self.0.app.blobs.look(&id).ok()?.mime;
        Some(MediaFile { path, inline: blob::may_be_inline(&mime), mime })
    }

    fn is_demo(&self) -> bool {
        self.0.app.config.demo
    }
}

/// Expands `$then!` with every command: kind, name, input, output, and the tags it reads or makes stale.
///
/// The single truth for the router, the TypeScript map and the API page: a command that is listed here without
/// a handler does not compile.
#[macro_export]
macro_rules! for_each_command {
    ($then:ident) => {
        $then! {
            query status(Nothing) -> Status, tags [Status];
            query inbox_page(InboxReq) -> InboxPage, tags [Inbox];
            query conversation(ConversationReq) -> Conversation, tags [Conversation];
            query timeline_page(TimelineReq) -> TimelinePage, tags [Timeline];
            query call_page(CallReq) -> CallPage, tags [Call];
            query search(SearchReq) -> SearchPage, tags [Search];
            query contact_card(ContactReq) -> ContactCard, tags [Contacts];
            query contacts_page(ContactsReq) -> ContactsPage, tags [Contacts];
            query contact_page(ContactReq) -> ContactPage, tags [Contacts];
            query contact_duplicates(Nothing) -> DuplicatesPage, tags [Contacts];
            query merge_preview(MergeReq) -> MergePreview, tags [Contacts];
            query outbox_page(Nothing) -> OutboxPage, tags [Outbox];
            query measure(MeasureReq) -> Measure, tags [];
            query connection(Nothing) -> Connection, tags [Connection];
            query deliveries_page(DeliveriesReq) -> DeliveriesPage, tags [Connection];
            query delivery(DeliveryReq) -> Delivery, tags [Connection];
            query sync_progress(Nothing) -> SyncProgress, tags [Sync];
            query ledger(LedgerReq) -> Ledger, tags [Ledger];
            query health(Nothing) -> Health, tags [Health, Connection];
            query media_status(Nothing) -> MediaStatus, tags [Call, Settings];
            query settings(Nothing) -> Settings, tags [Settings];
            query tunnel(Nothing) -> Tunnel, tags [Connection];
            mutation send_text(SendReq) -> OutboxEntry, tags [Outbox, Timeline, Inbox, Conversation];
            mutation cancel_send(OutboxReq) -> OutboxEntry, tags [Outbox, Timeline, Inbox, Conversation];
            mutation resolve_send(ResolveReq) -> OutboxEntry, tags [Outbox, Timeline, Inbox];
            mutation save_draft(DraftReq) -> Nothing, tags [Inbox];
            mutation mark(MarkReq) -> Nothing, tags [Inbox, Conversation, Timeline, Status];
            mutation add_note(NoteReq) -> TimelineItem, tags [Timeline, Inbox];
            mutation set_opt_out(OptReq) -> Nothing, tags [Conversation, Inbox];
            mutation save_contact(SaveContactReq) -> ContactSaved, tags [Contacts, Inbox, Conversation, Search];
            mutation resolve_contact(ResolveContactReq) -> Nothing, tags [Contacts, Inbox, Conversation];
            mutation settle_contact(SettleContactReq) -> Nothing, tags [Contacts, Inbox, Conversation];
            mutation set_contact_tags(ContactTagsReq) -> Nothing, tags [Contacts];
            mutation set_contact_note(ContactNoteReq) -> Nothing, tags [Contacts];
            mutation merge_contacts(MergeReq) -> Nothing, tags [Contacts, Inbox, Conversation, Search];
            mutation unmerge_contacts(ContactIdsReq) -> Nothing, tags [Contacts, Inbox, Conversation, Search];
            mutation keep_contacts_apart(ContactIdsReq) -> Nothing, tags [Contacts];
            mutation tick_next_step(TickReq) -> Nothing, tags [Call, Timeline, FollowUps];
            mutation replay_dead_letters(ReplayReq) -> Replayed, tags [Connection, Inbox, Timeline];
            mutation sync_pause(Nothing) -> SyncProgress, tags [Sync];
            mutation sync_resume(Nothing) -> SyncProgress, tags [Sync];
            mutation sync_now(Nothing) -> SyncProgress, tags [Sync];
            mutation audit(AuditReq) -> SyncProgress, tags [Sync];
            mutation fetch_media(FetchMediaReq) -> Nothing, tags [Timeline, Call];
            mutation save_settings(Settings) -> Settings, tags [Settings, Status];
            mutation save_tunnel(SaveTunnelReq) -> TunnelSaved, tags [Connection, Status];
            mutation test_tunnel(Nothing) -> TunnelTest, tags [Connection];
            query account(Nothing) -> Account, tags [Connection];
            mutation connect(ConnectReq) -> Account, tags [Connection, Status];
            mutation unlock_secrets(UnlockReq) -> Account, tags [Connection, Status];
            mutation retry_step(RetryStepReq) -> Account, tags [Connection];
            mutation disconnect(Nothing) -> Disconnected, tags [Connection, Status];
            query webhooks(Nothing) -> Webhooks, tags [Connection];
            mutation create_webhook(CreateWebhookReq) -> WebhookRow, tags [Connection];
            mutation test_webhook(WebhookReq) -> WebhookTest, tags [];
            mutation rotate_webhook(WebhookReq) -> WebhookRow, tags [Connection];
            mutation delete_webhook(WebhookReq) -> Nothing, tags [Connection];
            query diagnosis(Nothing) -> Diagnosis, tags [];
            query backup(Nothing) -> Backup, tags [Backup, Settings];
            mutation save_backup(BackupSettings) -> Backup, tags [Backup];
            mutation back_up(BackUpReq) -> Backup, tags [Backup];
            mutation stop_backup(Nothing) -> Backup, tags [Backup];
            query restore(Nothing) -> Restore, tags [Backup];
            query backups_in(FolderReq) -> BackupsIn, tags [];
            mutation start_restore(RestoreReq) -> Restore, tags [Backup];
            mutation stop_restore(Nothing) -> Restore, tags [Backup];
            query inbox_ids(InboxIdsReq) -> InboxIds, tags [];
            mutation change_inbox(ChangeInboxReq) -> ChangedInbox, tags [Inbox, Conversation, Timeline, Status];
            mutation restore_inbox(RestoreInboxReq) -> Nothing, tags [Inbox, Conversation, Timeline, Status];
            query follow_ups(FollowUpsReq) -> FollowUpsPage, tags [FollowUps];
            query follow_up_counts(FollowUpCountsReq) -> FollowUpCounts, tags [FollowUps];
            query follow_ups_about(FollowUpsAboutReq) -> FollowUpsAbout, tags [FollowUps];
            query call_promises(CallReq) -> CallPromises, tags [FollowUps, Call];
            query follow_up_reminders(Nothing) -> FollowUpReminders, tags [FollowUps];
            mutation make_follow_ups(MakeFollowUpsReq) -> FollowUpsMade, tags [FollowUps];
            mutation change_follow_ups(ChangeFollowUpsReq) -> Nothing, tags [FollowUps, Call, Timeline];
            query saved_searches(Nothing) -> SavedSearches, tags [Settings];
            query saved_search_counts(Nothing) -> SavedSearchCounts, tags [];
            mutation save_search(SaveSearchReq) -> SavedSearchRow, tags [Settings];
            mutation remove_search(SearchIdReq) -> Nothing, tags [Settings];
            query open_link(LinkReq) -> LinkTarget, tags [];
            query calls_page(CallsReq) -> CallsPage, tags [Call, Contacts, Settings];
            query insights(InsightsReq) -> Insights, tags [Settings];
            query insight_rows(InsightRowsReq) -> InsightRows, tags [Settings];
            query insights_csv(InsightsCsvReq) -> CsvFile, tags [];
            mutation export_insights(InsightsCsvReq) -> InsightsFile, tags [];
            query snippets(Nothing) -> Snippets, tags [Settings];
            mutation save_snippet(SaveSnippetReq) -> Snippet, tags [Settings];
            mutation remove_snippet(SnippetReq) -> Nothing, tags [Settings];
            query composer_settings(Nothing) -> ComposerSettings, tags [Settings];
            mutation save_composer_settings(ComposerSettings) -> ComposerSettings, tags [Settings];
            query send_time(SendTimeReq) -> SendTime, tags [Settings];
            query scheduled_texts(ConversationReq) -> ScheduledTexts, tags [Outbox];
            query outbox_desk(Nothing) -> OutboxDesk, tags [Outbox, Contacts];
            query outbox_counts(Nothing) -> OutboxCounts, tags [Outbox];
            mutation schedule_text(ScheduleReq) -> ScheduledText, tags [Outbox, Inbox, Conversation];
            mutation cancel_scheduled(CancelScheduledReq) -> PutBack, tags [Outbox, Inbox, Conversation];
            mutation restore_scheduled(ScheduledReq) -> PutBack, tags [Outbox, Inbox, Conversation];
            mutation send_scheduled_now(ScheduledReq) -> OutboxEntry, tags [Outbox, Timeline, Inbox, Conversation];
            mutation retry_text(FailedReq) -> OutboxEntry, tags [Outbox, Timeline, Inbox, Conversation];
            mutation settle_failure(SettleFailureReq) -> Nothing, tags [Outbox];
            query placeholder_values(ConversationReq) -> PlaceholderValues, tags [Conversation, Contacts];
            mutation start_conversation(StartConversationReq) -> StartedConversation, tags [];
            query contact_kinds(Nothing) -> ContactKinds, tags [Contacts];
            query contact_tags(Nothing) -> TagsInUse, tags [Contacts];
            query person_timeline(PersonTimelineReq) -> PersonTimeline, tags [Timeline, Contacts];
            query imports(Nothing) -> Imports, tags [Contacts];
            query import_plan(ImportPlanReq) -> ImportPlan, tags [Contacts];
            mutation import_piece(ImportPieceReq) -> ImportPiece, tags [];
            mutation apply_import(ApplyImportReq) -> ImportApplied, tags [Contacts, Inbox, Conversation, Search];
            mutation undo_import(ImportReq) -> ImportUndone, tags [Contacts, Inbox, Conversation, Search];
            mutation export_contacts(ExportContactsReq) -> ExportedFile, tags [];
            mutation remove_contact(ContactReq) -> ContactsRemoved, tags [Contacts, Inbox, Conversation, Search];
            mutation restore_contacts(ContactIdsReq) -> ContactIds, tags [Contacts, Inbox, Conversation, Search];
            mutation change_tag(ChangeTagReq) -> TagChanged, tags [Contacts];
            mutation undo_tag_change(UndoTagReq) -> Nothing, tags [Contacts];
            mutation let_contacts_alike(ContactIdsReq) -> Nothing, tags [Contacts];
        }
    };
}
