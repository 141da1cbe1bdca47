//! The command surface: one list of commands, two transports.
#![allow(missing_docs, reason = "the wire types' fields say what they are by name; each type has its sentence")]

pub mod changes;
pub mod schema;
pub mod session;
pub mod surface;
pub mod wire;

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
            query outbox_page(Nothing) -> OutboxPage, tags [Outbox];
            query measure(MeasureReq) -> Measure, tags [];
            query connection(Nothing) -> Connection, tags [Connection];
            query deliveries_page(DeliveriesReq) -> DeliveriesPage, tags [Connection];
            query delivery(DeliveryReq) -> Delivery, tags [Connection];
            query settings(Nothing) -> Settings, tags [Settings];
            mutation send_text(SendReq) -> OutboxEntry, tags [Outbox, Timeline, Inbox, Conversation];
            mutation cancel_send(OutboxReq) -> OutboxEntry, tags [Outbox, Timeline, Inbox, Conversation];
            mutation resolve_send(ResolveReq) -> OutboxEntry, tags [Outbox, Timeline, Inbox];
            mutation save_draft(DraftReq) -> Nothing, tags [Inbox];
            mutation mark(MarkReq) -> Nothing, tags [Inbox, Conversation, Timeline, Status];
            mutation add_note(NoteReq) -> TimelineItem, tags [Timeline, Inbox];
            mutation set_opt_out(OptReq) -> Nothing, tags [Conversation, Inbox];
            mutation tick_next_step(TickReq) -> Nothing, tags [Call, Timeline];
            mutation replay_dead_letters(ReplayReq) -> Replayed, tags [Connection, Inbox, Timeline];
            mutation save_settings(Settings) -> Settings, tags [Settings, Status];
        }
    };
}
