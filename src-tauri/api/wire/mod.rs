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
mod calls;
mod composer;
mod contacts;
mod desk;
mod health;
mod insights;
mod people;
mod sync;
mod triage;
mod tunnel;

mod follow_ups;

pub use account::*;
pub use backup::*;
pub use calls::*;
pub use composer::*;
pub use contacts::*;
pub use desk::*;
pub use health::*;
pub use insights::*;
pub use people::*;
pub use sync::*;
pub use triage::*;
pub use tunnel::*;

pub use follow_ups::*;

/// Every wire type as TypeScript, in the order of the files.
#[must_use]
pub fn declarations(config: &ts_rs::Config) -> Vec<String> {
    [
        account::declarations,
        composer::declarations,
        contacts::declarations,
        desk::declarations,
        health::declarations,
        sync::declarations,
        tunnel::declarations,
        backup::declarations,
        triage::declarations,
        follow_ups::declarations,
        calls::declarations,
        insights::declarations,
        people::declarations,
    ]
    .into_iter()
    .flat_map(|of_file| of_file(config))
    .collect()
}
