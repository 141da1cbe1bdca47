//! What the screens get: shaped for showing, in `camelCase`, rendered to TypeScript.
//!
//! Times are UTC milliseconds, lengths are milliseconds unless the name says otherwise, ids are opaque text.
//! Only types of this folder derive `TS`; the generated file is `ui/src/api/schema.gen.ts`.

macro_rules! wire_type {
    (struct $(#[$meta:meta])* $name:ident $body:tt) => {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
        #[serde(rename_all = "camelCase")]
        $(#[$meta])*
        pub struct $name $body
    };
    (enum $(#[$meta:meta])* $name:ident $body:tt) => {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
        #[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
        $(#[$meta])*
        pub enum $name $body
    };
}

macro_rules! wire {
    ($($(#[$meta:meta])* pub $kind:ident $name:ident $body:tt)*) => {
        $(wire_type! { $kind $(#[$meta])* $name $body })*

        /// The types of this file as TypeScript, in its order.
        pub(super) fn declarations(config: &ts_rs::Config) -> Vec<String> {
            vec![$(<$name as TS>::decl(config)),*]
        }
    };
}

mod account;
mod backup;
mod call;
mod calls;
mod changes;
mod composer;
mod connection;
mod contacts;
mod follow_ups;
mod health;
mod inbox;
mod insights;
mod parties;
mod people;
mod search;
mod sending;
mod settings;
mod sync;
mod thread;
mod triage;
mod tunnel;

pub use account::*;
pub use backup::*;
pub use call::*;
pub use calls::*;
pub use changes::*;
pub use composer::*;
pub use connection::*;
pub use contacts::*;
pub use follow_ups::*;
pub use health::*;
pub use inbox::*;
pub use insights::*;
pub use parties::*;
pub use people::*;
pub use search::*;
pub use sending::*;
pub use settings::*;
pub use sync::*;
pub use thread::*;
pub use triage::*;
pub use tunnel::*;

/// Every wire type as TypeScript, in the order of the files.
#[must_use]
pub fn declarations(config: &ts_rs::Config) -> Vec<String> {
    [
        account::declarations,
        backup::declarations,
        call::declarations,
        calls::declarations,
        changes::declarations,
        composer::declarations,
        connection::declarations,
        contacts::declarations,
        follow_ups::declarations,
        health::declarations,
        inbox::declarations,
        insights::declarations,
        parties::declarations,
        people::declarations,
        search::declarations,
        sending::declarations,
        settings::declarations,
        sync::declarations,
        thread::declarations,
        triage::declarations,
        tunnel::declarations,
    ]
    .into_iter()
    .flat_map(|of_file| of_file(config))
    .collect()
}
