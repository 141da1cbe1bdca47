//! Many contacts at one time: imports, exports, tags everywhere, deleting; and everything with one person.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::contacts::ContactFieldKind;
use super::{LabelledValue, Line, TimelineItem};

wire! {
    /// A piece of a file of contacts, in base64: at most 512 KiB of it.
    pub struct ImportPieceReq {
        /// None for the first piece.
        pub import_id: Option<String>,
        /// Name of the file.
        pub name: String,
        pub size_bytes: u64,
        /// Where in the file the piece begins.
        pub offset: u64,
        pub data: String,
    }

    /// How much of the file is here.
    pub struct ImportPiece {
        pub import_id: String,
        pub received: u64,
    }

    /// How a file is to be read, and what is to be done with it.
    pub struct ImportSettings {
        /// What each column is; empty for vCards.
        pub columns: Vec<ColumnUse>,
        /// Country of numbers that name none: two letters.
        pub country: String,
        /// Where the file and a contact differ, the file stands.
        pub take_file: bool,
        /// Quo is not to have it.
        pub only_here: bool,
    }

    /// What a column is.
    #[serde(tag = "kind")]
    pub enum ColumnUse {
        Skip,
        FirstName,
        MiddleName,
        LastName,
        FullName,
        Company,
        Role,
        Phone { label: String },
        Email { label: String },
        /// The label of the column that follows.
        NextLabel,
        Tags,
        Note,
        /// A custom field.
        Field { name: String },
    }

    /// What an import would do; nothing is changed by asking.
    pub struct ImportPlanReq {
        pub import_id: String,
        /// None for what is guessed.
        pub settings: Option<ImportSettings>,
        /// Only rows that become this.
        pub only: Option<ImportShown>,
        /// Rows before the page.
        pub offset: u64,
        /// Rows of the page, at most 200.
        pub limit: u32,
    }

    /// Which rows to show.
    pub enum ImportShown { Created, Changed, Joined, Same, Refused, Different, LeftOut }

    /// What an import would do.
    pub struct ImportPlan {
        pub name: String,
        pub format: ImportFormat,
        /// How the text is written: `UTF-8`, `windows-1252`, …
        pub encoding: String,
        /// Why the file is not read, if so; then there is no plan.
        pub problem: Option<ImportProblem>,
        pub settings: ImportSettings,
        /// Columns of a table.
        pub columns: Vec<ImportColumn>,
        /// Custom fields that a column can be.
        pub fields: Vec<String>,
        pub counts: ImportCounts,
        pub rows: Vec<ImportRow>,
        /// Rows on all pages.
        pub total: u64,
        /// What contacts do not have: `pictures`, `addresses`, …
        pub ignored: Vec<ImportIgnored>,
        /// Quo would be told of it.
        pub connected: bool,
    }

    /// What a file is.
    pub enum ImportFormat { Csv, Vcard }

    /// Where a file is no list of contacts.
    pub struct ImportProblem {
        pub row: Option<u64>,
        pub column: Option<String>,
        /// Lower case, no full stop.
        pub sentence: String,
    }

    /// A column with some of its values.
    pub struct ImportColumn {
        pub name: String,
        pub samples: Vec<String>,
    }

    /// What is in the file and not taken over.
    pub struct ImportIgnored {
        pub what: String,
        pub count: u64,
    }

    /// How many rows become what.
    #[derive(Default)]
    pub struct ImportCounts {
        pub created: u64,
        pub changed: u64,
        pub joined: u64,
        pub same: u64,
        pub refused: u64,
        pub different: u64,
        pub left_out: u64,
    }

    /// A row and what becomes of it.
    pub struct ImportRow {
        /// As a spreadsheet counts, or the number of the card.
        pub row: u64,
        pub name: String,
        pub outcome: ImportOutcome,
        /// The contact that it changes.
        pub onto: Option<String>,
        pub contact_id: Option<String>,
        /// The earlier row whose contact it belongs to.
        pub joined: Option<u64>,
        /// `name`, `company`, `role`, `number`, `email`, `tag`, `note` or a custom field, and the value.
        pub adds: Vec<LabelledValue>,
        pub differences: Vec<ImportDifference>,
        /// Sentences.
        pub left_out: Vec<String>,
        /// Why it is not taken.
        pub reason: Option<String>,
    }

    /// What becomes of a row.
    pub enum ImportOutcome { Created, Changed, Joined, Same, Refused }

    /// A difference between a contact and the file.
    pub struct ImportDifference {
        /// `name`, `company`, `role`, `note` or a custom field.
        pub name: String,
        pub mine: String,
        pub file: String,
    }

    /// Applies an import: all of it or nothing.
    pub struct ApplyImportReq {
        pub import_id: String,
        pub settings: ImportSettings,
        /// As the plan said; if it would do something else by now, nothing is done.
        pub expected: ImportCounts,
    }

    /// An import that was applied.
    pub struct ImportApplied {
        pub import_id: String,
        pub created: u64,
        pub changed: u64,
    }

    /// An import.
    pub struct ImportReq { pub import_id: String }

    /// An import that was undone.
    pub struct ImportUndone {
        /// Contacts that are gone.
        pub removed: u64,
        /// Contacts that are as they were.
        pub reverted: u64,
        /// Contacts that stay, because somebody changed them since.
        pub kept: u64,
    }

    /// Every import, newest first.
    pub struct Imports { pub imports: Vec<ImportInfo> }

    /// An import in the list.
    pub struct ImportInfo {
        pub id: String,
        pub name: String,
        pub at: i64,
        pub created: u64,
        pub changed: u64,
        pub only_here: bool,
        pub undone_at: Option<i64>,
    }

    /// Writes the contacts of a list into a file.
    pub struct ExportContactsReq {
        pub format: ExportFormat,
        /// As in `contacts_page`.
        pub starting: String,
        pub tag: Option<String>,
    }

    /// In which form.
    pub enum ExportFormat { Csv, Vcard4, Vcard3 }

    /// A file to be fetched as media are.
    pub struct ExportedFile {
        pub media_id: String,
        pub name: String,
        pub contacts: u64,
    }

    /// Contacts that were deleted.
    pub struct ContactsRemoved {
        /// For bringing them back.
        pub contact_ids: Vec<String>,
        pub name: String,
        /// Quo deletes it too.
        pub at_quo: bool,
    }

    /// Ids of contacts.
    pub struct ContactIds { pub contact_ids: Vec<String> }

    /// Every tag that a contact has, by name.
    pub struct TagsInUse { pub tags: Vec<TagInUse> }

    /// A tag and how many contacts have it.
    pub struct TagInUse {
        pub name: String,
        pub contacts: u64,
    }

    /// Gives a tag another name everywhere.
    pub struct ChangeTagReq {
        pub tag: String,
        /// None takes it away.
        pub to: Option<String>,
    }

    /// What became of it.
    pub struct TagChanged {
        pub contacts: u64,
        pub undo_id: String,
    }

    /// Undoes it.
    pub struct UndoTagReq { pub undo_id: String }

    /// The custom fields of the workspace.
    pub struct ContactKinds { pub definitions: Vec<ContactFieldKind> }

    /// Everything with one person, newest first.
    pub struct PersonTimelineReq {
        pub contact_id: String,
        /// `next` of an earlier page.
        pub after: Option<String>,
        /// Items of a page, at most 200.
        pub limit: u32,
    }

    /// A page of everything with one person.
    pub struct PersonTimeline {
        pub items: Vec<PersonItem>,
        pub next: Option<String>,
        pub total: u64,
    }

    /// An item with where it belongs.
    pub struct PersonItem {
        pub conversation_id: String,
        pub line: Line,
        /// Names of the others, if it is a group.
        pub group: Option<String>,
        pub item: TimelineItem,
    }
}
