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
mod contacts;
mod desk;
mod health;
mod people;
mod sync;
mod tunnel;

pub use account::*;
pub use contacts::*;
pub use desk::*;
pub use health::*;
pub use people::*;
pub use sync::*;
pub use tunnel::*;

/// Every wire type as TypeScript, in the order of the files.
#[must_use]
pub fn declarations(config: &ts_rs::Config) -> Vec<String> {
    [
        account::declarations,
        contacts::declarations,
        desk::declarations,
        health::declarations,
        sync::declarations,
        tunnel::declarations,
        people::declarations,
    ]
    .into_iter()
    .flat_map(|of_file| of_file(config))
    .collect()
}
