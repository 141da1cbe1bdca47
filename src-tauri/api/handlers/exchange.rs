//! Contacts from a file and into one, tags everywhere, deleting and bringing back.

use super::{Result, ask};
use crate::{
    api::{
        Api,
        wire::{
            ApiError, ApplyImportReq, ChangeTagReq, Code, ColumnUse, ContactFieldKind, ContactIds, ContactIdsReq,
            ContactKinds, ContactReq, ContactsRemoved, ExportContactsReq, ExportFormat, ExportedFile, ImportApplied,
            ImportColumn, ImportCounts, ImportDifference, ImportFormat, ImportIgnored, ImportInfo, ImportOutcome,
            ImportPiece, ImportPieceReq, ImportPlan, ImportPlanReq, ImportProblem, ImportReq, ImportRow,
            ImportSettings, ImportShown, ImportUndone, Imports, LabelledValue, Nothing, TagChanged, TagInUse,
            TagsInUse, UndoTagReq,
        },
    },
    app::people::{self, Counts, Form, Format, Outcome, PlanView, PlannedRow, Settings, mapping::Use},
    model::{ContactId, event::Labelled, people::ImportHead},
    quo::FieldDefinition,
    store::ImportRecord,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Rows of a page.
const MOST_ROWS: u32 = 200;

pub async fn import_piece(api: &Api, req: ImportPieceReq) -> Result<ImportPiece> {
    let ImportPieceReq { import_id, name, size_bytes, offset, data } = req;
    let bad = |_| ApiError::new(Code::BadInput, "data is not base64");
    let piece = STANDARD.decode(data).map_err(bad)?;
    let (import_id, received) = api.app.import_piece(import_id, &name, size_bytes, offset, &piece)?;
    Ok(ImportPiece { import_id, received })
}

pub async fn import_plan(api: &Api, req: ImportPlanReq) -> Result<ImportPlan> {
    ask(api, move |app| {
        let ImportPlanReq { import_id, settings, only, offset, limit } = req;
        let view = app.import_plan(&import_id, settings.map(settings_in))?;
        let connected = app.quo().is_some();
        Ok(plan_out(view, only.as_ref(), offset, limit.clamp(1, MOST_ROWS), connected))
    })
    .await
}

fn plan_out(view: PlanView, only: Option<&ImportShown>, offset: u64, limit: u32, connected: bool) -> ImportPlan {
    let PlanView { name, problem, content, settings, fields, plan } = view;
    let fitting = || plan.rows.iter().filter(|row| only.is_none_or(|only| is_shown(row, only)));
    let skip = usize::try_from(offset).unwrap_or(usize::MAX);
    let rows = fitting().skip(skip).take(limit as usize).map(row_out).collect();
    let column = |(name, samples)| ImportColumn { name, samples };
    ImportPlan {
        name,
        format: match content.as_ref().map(|content| content.format()) {
            Some(Format::Vcard) => ImportFormat::Vcard,
            Some(Format::Csv) | None => ImportFormat::Csv,
        },
        encoding: content.as_ref().map(|content| content.encoding.to_owned()).unwrap_or_default(),
        problem: problem.map(|people::Problem { row, column, sentence }| ImportProblem { row, column, sentence }),
        settings: settings_out(settings),
        columns: content.map(|content| content.columns()).unwrap_or_default().into_iter().map(column).collect(),
        fields,
        counts: ImportCounts {
            left_out: plan.rows.iter().filter(|row| !row.left_out.is_empty()).count() as u64,
            ..counts_out(plan.counts)
        },
        rows,
        total: fitting().count() as u64,
        ignored: plan
            .ignored
            .iter()
            .map(|(what, count)| ImportIgnored { what: (*what).into(), count: *count })
            .collect(),
        connected,
    }
}

fn is_shown(row: &PlannedRow, only: &ImportShown) -> bool {
    match only {
        ImportShown::Created => row.outcome == Outcome::Created,
        ImportShown::Changed => row.outcome == Outcome::Changed,
        ImportShown::Joined => row.outcome == Outcome::Joined,
        ImportShown::Same => row.outcome == Outcome::Same,
        ImportShown::Refused => row.outcome == Outcome::Refused,
        ImportShown::Different => !row.differences.is_empty(),
        ImportShown::LeftOut => !row.left_out.is_empty(),
    }
}

fn counts_out(counts: Counts) -> ImportCounts {
    let Counts { created, changed, joined, same, refused, different } = counts;
    ImportCounts { created, changed, joined, same, refused, different, left_out: 0 }
}

fn row_out(row: &PlannedRow) -> ImportRow {
    let PlannedRow { row, name, outcome, onto, contact, joined, adds, differences, left_out, reason } = row.clone();
    let added = |Labelled { label, value }| LabelledValue { label, value };
    let differs = |people::plan::Difference { name, mine, file }| ImportDifference { name, mine, file };
    ImportRow {
        row,
        name,
        outcome: match outcome {
            Outcome::Created => ImportOutcome::Created,
            Outcome::Changed => ImportOutcome::Changed,
            Outcome::Joined => ImportOutcome::Joined,
            Outcome::Same => ImportOutcome::Same,
            Outcome::Refused => ImportOutcome::Refused,
        },
        onto,
        contact_id: contact.map(|contact| contact.0),
        joined,
        adds: adds.into_iter().map(added).collect(),
        differences: differences.into_iter().map(differs).collect(),
        left_out,
        reason,
    }
}

fn settings_in(settings: ImportSettings) -> Settings {
    let ImportSettings { columns, country, take_file, only_here } = settings;
    let column = |column| match column {
        ColumnUse::Skip => Use::Skip,
        ColumnUse::FirstName => Use::FirstName,
        ColumnUse::MiddleName => Use::MiddleName,
        ColumnUse::LastName => Use::LastName,
        ColumnUse::FullName => Use::FullName,
        ColumnUse::Company => Use::Company,
        ColumnUse::Role => Use::Role,
        ColumnUse::Phone { label } => Use::Phone(label),
        ColumnUse::Email { label } => Use::Email(label),
        ColumnUse::NextLabel => Use::NextLabel,
        ColumnUse::Tags => Use::Tags,
        ColumnUse::Note => Use::Note,
        ColumnUse::Field { name } => Use::Field(name),
    };
    Settings { columns: columns.into_iter().map(column).collect(), country, take_file, here: only_here }
}

fn settings_out(settings: Settings) -> ImportSettings {
    let Settings { columns, country, take_file, here } = settings;
    let column = |column| match column {
        Use::Skip => ColumnUse::Skip,
        Use::FirstName => ColumnUse::FirstName,
        Use::MiddleName => ColumnUse::MiddleName,
        Use::LastName => ColumnUse::LastName,
        Use::FullName => ColumnUse::FullName,
        Use::Company => ColumnUse::Company,
        Use::Role => ColumnUse::Role,
        Use::Phone(label) => ColumnUse::Phone { label },
        Use::Email(label) => ColumnUse::Email { label },
        Use::NextLabel => ColumnUse::NextLabel,
        Use::Tags => ColumnUse::Tags,
        Use::Note => ColumnUse::Note,
        Use::Field(name) => ColumnUse::Field { name },
    };
    ImportSettings { columns: columns.into_iter().map(column).collect(), country, take_file, only_here: here }
}

pub async fn apply_import(api: &Api, req: ApplyImportReq) -> Result<ImportApplied> {
    let ApplyImportReq { import_id, settings, expected } = req;
    let ImportCounts { created, changed, joined, same, refused, different, left_out: _ } = expected;
    let expected = Counts { created, changed, joined, same, refused, different };
    let applied = api.app.apply_import(&import_id, settings_in(settings), expected).await?;
    let people::Applied { id, created, changed } = applied;
    Ok(ImportApplied { import_id: id, created, changed })
}

pub async fn imports(api: &Api, _: Nothing) -> Result<Imports> {
    ask(api, |app| {
        let info = |ImportRecord { position: _, at, head, undone_at }| {
            let ImportHead { id, name, created, changed, here } = head;
            ImportInfo { id, name, at: at.0, created, changed, only_here: here, undone_at: undone_at.map(|at| at.0) }
        };
        Ok(Imports { imports: app.imports()?.into_iter().map(info).collect() })
    })
    .await
}

pub async fn undo_import(api: &Api, req: ImportReq) -> Result<ImportUndone> {
    let people::Undone { removed, reverted, kept } = api.app.undo_import(&req.import_id).await?;
    Ok(ImportUndone { removed, reverted, kept })
}

pub async fn export_contacts(api: &Api, req: ExportContactsReq) -> Result<ExportedFile> {
    ask(api, move |app| {
        let ExportContactsReq { format, starting, tag } = req;
        let form = match format {
            ExportFormat::Csv => Form::Csv,
            ExportFormat::Vcard4 => Form::Vcard4,
            ExportFormat::Vcard3 => Form::Vcard3,
        };
        let people::Exported { id, name, contacts } = app.export_contacts(&starting, tag.as_deref(), form)?;
        Ok(ExportedFile { media_id: id, name, contacts })
    })
    .await
}

pub async fn remove_contact(api: &Api, req: ContactReq) -> Result<ContactsRemoved> {
    let removed = api.app.remove_contact(&ContactId(req.contact_id)).await?;
    let people::Removed { contacts, name, at_quo } = removed;
    Ok(ContactsRemoved { contact_ids: contacts.into_iter().map(|id| id.0).collect(), name, at_quo })
}

pub async fn restore_contacts(api: &Api, req: ContactIdsReq) -> Result<ContactIds> {
    let contacts: Vec<ContactId> = req.contact_ids.into_iter().map(ContactId).collect();
    let now_are = api.app.restore_contacts(&contacts).await?;
    Ok(ContactIds { contact_ids: now_are.into_iter().map(|id| id.0).collect() })
}

pub async fn contact_tags(api: &Api, _: Nothing) -> Result<TagsInUse> {
    ask(api, |app| {
        let tag = |crate::store::TagCount { name, contacts }| TagInUse { name, contacts };
        Ok(TagsInUse { tags: app.store.tags_in_use()?.into_iter().map(tag).collect() })
    })
    .await
}

pub async fn change_tag(api: &Api, req: ChangeTagReq) -> Result<TagChanged> {
    let people::TagChanged { contacts, undo } = api.app.change_tag(&req.tag, req.to.as_deref()).await?;
    Ok(TagChanged { contacts, undo_id: undo })
}

pub async fn undo_tag_change(api: &Api, req: UndoTagReq) -> Result<Nothing> {
    api.app.undo_tag_change(&req.undo_id).await?;
    Ok(Nothing {})
}

pub async fn let_contacts_alike(api: &Api, req: ContactIdsReq) -> Result<Nothing> {
    api.app.let_contacts_alike(req.contact_ids.into_iter().map(ContactId).collect()).await?;
    Ok(Nothing {})
}

pub async fn contact_kinds(api: &Api, _: Nothing) -> Result<ContactKinds> {
    ask(api, |app| {
        let kind = |FieldDefinition { key: _, name, kind }| ContactFieldKind { name, kind };
        Ok(ContactKinds { definitions: app.contact_fields()?.into_iter().map(kind).collect() })
    })
    .await
}
