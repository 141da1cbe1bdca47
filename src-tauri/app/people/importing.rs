//! Importing contacts: a file comes in pieces, is planned as often as its settings change, and is applied in one piece.

use super::{
    GRACE_MS,
    draft::Problem,
    in_records,
    plan::{Counts, Known, Plan, Standing, Target, plan},
    staged::{Content, GONE, Made, Settings},
};
use crate::{
    app::{
        App,
        contacts::{ContactError, ContactState},
    },
    model::{
        ContactId, Party, UtcMillis,
        contact_edit::{ContactFields, new_contact},
        decision::Decided,
        event::Labelled,
        people::{ContactChange, ImportHead, ImportedContact, Turned},
    },
    quo::{ContactField, FieldDefinition},
    store::ImportRecord,
};
use std::sync::Arc;

/// What an import would do, and how its file was read.
pub struct PlanView {
    /// Name of the file.
    pub name: String,
    /// Why the file is not read, if so.
    pub problem: Option<Problem>,
    /// What is in it.
    pub content: Option<Arc<Content>>,
    /// How it is read.
    pub settings: Settings,
    /// Names of the custom fields of the workspace.
    pub fields: Vec<String>,
    /// The plan; empty if there is a problem.
    pub plan: Arc<Plan>,
}

/// An import that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Which import.
    pub id: String,
    /// Contacts that are new.
    pub created: u64,
    /// Contacts that got something.
    pub changed: u64,
}

/// An import that was undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Undone {
    /// Contacts that are gone.
    pub removed: u64,
    /// Contacts that are as they were.
    pub reverted: u64,
    /// Contacts that stay, because somebody changed them since.
    pub kept: u64,
}

fn bad(sentence: impl Into<String>) -> ContactError {
    ContactError::BadInput(sentence.into())
}

impl App {
    /// Takes a piece of a file; without an id it is the first. Says which file it is, and how much of it is here.
    ///
    /// # Errors
    /// [`ContactError::BadInput`] if the file is too large or the piece is not the next one.
    pub fn import_piece(
        &self,
        id: Option<String>,
        name: &str,
        size: u64,
        offset: u64,
        piece: &[u8],
    ) -> Result<(String, u64), ContactError> {
        let mut staged = self.people.staged();
        let id = match id {
            Some(id) => id,
            None => {
                let id = self.seam.fresh_id().to_string();
                staged.begin(id.clone(), name, size).map_err(bad)?;
                id
            }
        };
        let here = staged.add(&id, offset, piece).map_err(bad)?;
        Ok((id, here))
    }

    /// What an import would do. Without settings they are guessed. Blocks while a large file is read.
    ///
    /// # Errors
    /// [`ContactError::NotFound`] if the file is not here any more.
    pub fn import_plan(&self, id: &str, settings: Option<Settings>) -> Result<PlanView, ContactError> {
        let definitions = self.contact_fields()?;
        let fields: Vec<String> = definitions.iter().map(|definition| definition.name.clone()).collect();
        let (name, content) = self.import_content(id)?;
        let guess = |columns| Settings { columns, country: self.home_country(), take_file: false, here: false };
        let content = match content {
            Ok(content) => content,
            Err(problem) => {
                let settings = settings.unwrap_or_else(|| guess(Vec::new()));
                let plan = Arc::new(Plan::default());
                return Ok(PlanView { name, problem: Some(problem), content: None, settings, fields, plan });
            }
        };
        let mut settings = settings.unwrap_or_else(|| guess(content.guess(&fields)));
        settings.columns.resize(content.columns().len(), super::mapping::Use::Skip);
        let plan = self.plan_of(id, &content, &settings, &definitions)?;
        Ok(PlanView { name, problem: None, content: Some(content), settings, fields, plan })
    }

    fn import_content(&self, id: &str) -> Result<(String, Result<Arc<Content>, Problem>), ContactError> {
        let (name, bytes) = {
            let mut staged = self.people.staged();
            let file = staged.get(id).ok_or_else(|| bad(GONE))?;
            if let Some(content) = &file.content {
                return Ok((file.name.clone(), content.clone()));
            }
            let bytes = file.whole().ok_or_else(|| bad("the file is not here whole"))?;
            (file.name.clone(), bytes)
        };
        let content = Content::read(&bytes).map(Arc::new);
        if let Some(file) = self.people.staged().get(id) {
            file.content = Some(content.clone());
        }
        Ok((name, content))
    }

    fn plan_of(
        &self,
        id: &str,
        content: &Content,
        settings: &Settings,
        definitions: &[FieldDefinition],
    ) -> Result<Arc<Plan>, ContactError> {
        let position = self.store.applied();
        if let Some(file) = self.people.staged().get(id)
            && let Some(made) = file.made.as_ref().filter(|made| made.settings == *settings)
            && made.position == position
        {
            return Ok(made.plan.clone());
        }
        let fields: Vec<String> = definitions.iter().map(|definition| definition.name.clone()).collect();
        let mut drafted = content.drafts(settings, &fields);
        for draft in &mut drafted.drafts {
            let (taken, refused) = fit(std::mem::take(&mut draft.fields.fields), definitions);
            draft.fields.fields = taken;
            draft.left_out.extend(refused);
        }
        let mut made = plan(drafted.drafts, &Asked(self), settings.take_file)?;
        made.ignored = drafted.ignored;
        let made = Arc::new(made);
        if let Some(file) = self.people.staged().get(id) {
            file.made = Some(Made { settings: settings.clone(), position, plan: made.clone() });
        }
        Ok(made)
    }

    /// Applies an import: all of it, or nothing. `expected` is what the person was shown.
    ///
    /// # Errors
    /// [`ContactError::BadInput`] if it would do something else by now, or nothing at all.
    pub async fn apply_import(
        self: &Arc<Self>,
        id: &str,
        settings: Settings,
        expected: Counts,
    ) -> Result<Applied, ContactError> {
        let file = self.people.staged().take(id).ok_or_else(|| bad(GONE))?;
        let name = file.name.clone();
        let content = file.content.clone();
        // Out of reach while it is applied, so that it is not applied twice; back again if it was not.
        let applied = self.apply_content(&name, content, settings, expected).await;
        if applied.is_err() {
            self.people.staged().put(file);
        }
        applied
    }

    async fn apply_content(
        self: &Arc<Self>,
        name: &str,
        content: Option<Result<Arc<Content>, Problem>>,
        settings: Settings,
        expected: Counts,
    ) -> Result<Applied, ContactError> {
        let content = match content {
            Some(Ok(content)) => content,
            Some(Err(problem)) => return Err(bad(problem.sentence)),
            None => return Err(bad("look at what the import would do first")),
        };
        let (app, here) = (self.clone(), settings.here);
        let planned = self.blocking(move || {
            let definitions = app.contact_fields()?;
            app.plan_of("", &content, &settings, &definitions)
        });
        let planned = planned.await.map_err(|_| bad("the import could not be planned; the log says more"))??;
        if planned.counts != expected {
            return Err(bad("the contacts changed since this was worked out; look at it again"));
        }
        let changed: Vec<Target> = planned.targets.iter().filter(|target| target.is_changed()).cloned().collect();
        if changed.is_empty() {
            return Err(bad("the file says nothing that is not here already"));
        }
        let id = self.seam.fresh_id().to_string();
        let due_at = UtcMillis(self.seam.now().0.saturating_add(GRACE_MS));
        let (mut created, mut changes) = (0_u64, Vec::with_capacity(changed.len()));
        for (number, target) in (0_u32..).zip(changed) {
            created += u64::from(target.contact.is_none());
            let contact = self.imported(&id, number, target);
            changes.push(ContactChange::Imported { contact: Box::new(contact), due_at, here });
        }
        let changed = (changes.len() as u64).saturating_sub(created);
        let head = ImportHead { id: id.clone(), name: name.to_owned(), created, changed, here };
        let mut records = vec![Decided::ImportMade(head)];
        records.extend(in_records(changes));
        self.decide(records).await?;
        self.write_contacts_now();
        Ok(Applied { id, created, changed })
    }

    fn imported(&self, import: &str, number: u32, target: Target) -> ImportedContact {
        let edit = self.seam.fresh_id().to_string();
        let differs = |tags: &Turned<Vec<String>>| tags.before != tags.after;
        ImportedContact {
            import: import.to_owned(),
            number,
            created: target.contact.is_none(),
            base: target.base,
            contact: target.contact.unwrap_or_else(|| new_contact(&edit)),
            edit,
            fields: target.fields,
            tags: Some(target.tags).filter(differs),
            note: Some(target.note).filter(|note| note.before != note.after),
        }
    }

    /// Every import, newest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn imports(&self) -> Result<Vec<ImportRecord>, ContactError> {
        Ok(self.store.imports()?)
    }

    /// Undoes an import: its new contacts go, and what it added to others goes, unless somebody changed it since.
    ///
    /// # Errors
    /// [`ContactError::NotFound`]; [`ContactError::BadInput`] if it is undone already.
    pub async fn undo_import(self: &Arc<Self>, id: &str) -> Result<Undone, ContactError> {
        let record = self.store.import(id)?.ok_or(ContactError::NotFound)?;
        if record.undone_at.is_some() {
            return Err(bad("this import is undone already"));
        }
        let (app, asked) = (self.clone(), id.to_owned());
        let worked_out = self.blocking(move || {
            let (mut changes, mut undone) = (Vec::new(), Undone::default());
            for imported in app.store.imported(&asked)? {
                app.undoing(imported, &mut changes, &mut undone)?;
            }
            Ok::<_, ContactError>((changes, undone))
        });
        let (changes, undone) =
            worked_out.await.map_err(|_| bad("the import could not be undone; the log says more"))??;
        let mut records = vec![Decided::ImportUndone { id: id.to_owned() }];
        records.extend(in_records(changes));
        self.decide(records).await?;
        self.write_contacts_now();
        Ok(undone)
    }

    fn undoing(
        &self,
        imported: ImportedContact,
        changes: &mut Vec<ContactChange>,
        undone: &mut Undone,
    ) -> Result<(), ContactError> {
        let ImportedContact { import: _, number: _, created, fields, base: _, edit, contact, tags, note } = imported;
        let state = match self.contact_state(&contact) {
            Ok(state) => state,
            // Somebody deleted it meanwhile.
            Err(ContactError::NotFound) => return Ok(()),
            Err(error) => return Err(error),
        };
        let ContactState { own, fields: now } = state;
        let touched = own.edit.as_ref().is_some_and(|row| row.edit.id != edit)
            || tags.as_ref().is_some_and(|tags| own.tags != sorted(&tags.after))
            || note.as_ref().is_some_and(|note| own.note != note.after)
            || (created && tags.is_none() && !own.tags.is_empty())
            || (created && note.is_none() && !own.note.is_empty());
        if created {
            if touched || !own.merged.is_empty() {
                undone.kept += 1;
                return Ok(());
            }
            changes.extend(self.removal(&own.id)?);
            undone.removed += 1;
            return Ok(());
        }
        let wanted = taken_back(&now, &fields);
        if wanted != now {
            let open = own.edit.filter(|row| row.step.is_open());
            let here = open.as_ref().is_some_and(|row| row.step == crate::model::contact_edit::EditStep::Kept);
            let base = open.map_or_else(|| now.clone(), |row| row.edit.base);
            let unique = self.seam.fresh_id().to_string();
            let edit = crate::model::contact_edit::ContactEdit { id: unique, contact: own.id.clone(), base, wanted };
            changes.push(ContactChange::Edited { edit: Box::new(edit), here });
        }
        if let Some(Turned { before, after }) = tags {
            let here = self.store.contact_tags(&own.id)?;
            let added = |tag: &String| after.contains(tag) && !before.contains(tag);
            let left: Vec<String> = here.iter().filter(|tag| !added(tag)).cloned().collect();
            if left != here {
                changes.push(ContactChange::Tagged { contact: own.id.clone(), tags: left });
            }
        }
        if let Some(note) = note.filter(|note| own.note == note.after) {
            changes.push(ContactChange::Noted { contact: own.id, text: note.before });
        }
        undone.reverted += 1;
        Ok(())
    }
}

fn sorted(tags: &[String]) -> Vec<String> {
    let mut tags = tags.to_vec();
    tags.sort();
    tags
}

/// What a contact says now without what an import brought: a text that still says it says again what it said before.
fn taken_back(now: &ContactFields, fields: &Turned<ContactFields>) -> ContactFields {
    let Turned { before, after } = fields;
    let text = |slot: fn(&ContactFields) -> &String| {
        let (now, before, after) = (slot(now), slot(before), slot(after));
        if now == after { before.clone() } else { now.clone() }
    };
    let list = |slot: fn(&ContactFields) -> &Vec<Labelled>| {
        let (now, before, after) = (slot(now), slot(before), slot(after));
        let same =
            |one: &Labelled, other: &Labelled| Party::parse(&one.value).key() == Party::parse(&other.value).key();
        let has = |list: &[Labelled], entry: &Labelled| list.iter().any(|held| same(held, entry));
        let stays = |entry: &&Labelled| has(before, entry) || !has(after, entry);
        now.iter().filter(stays).cloned().collect::<Vec<_>>()
    };
    let mut custom: Vec<Labelled> = Vec::new();
    for field in &now.fields {
        let value = |list: &[Labelled]| list.iter().find(|held| held.label == field.label).map(|it| it.value.clone());
        match (value(&before.fields), value(&after.fields)) {
            (was, Some(wrote)) if wrote == field.value => {
                custom.extend(was.map(|value| Labelled { label: field.label.clone(), value }));
            }
            _ => custom.push(field.clone()),
        }
    }
    ContactFields {
        first_name: text(|fields| &fields.first_name),
        last_name: text(|fields| &fields.last_name),
        company: text(|fields| &fields.company),
        role: text(|fields| &fields.role),
        phones: list(|fields| &fields.phones),
        emails: list(|fields| &fields.emails),
        fields: custom,
    }
}

/// The custom fields that Quo will take, and why it will not take the others.
fn fit(fields: Vec<Labelled>, definitions: &[FieldDefinition]) -> (Vec<Labelled>, Vec<String>) {
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for field in fields {
        let Some(definition) = definitions.iter().find(|definition| definition.name == field.label) else {
            taken.push(field);
            continue;
        };
        let mut trial = ContactField {
            id: None,
            key: None,
            name: definition.name.clone(),
            kind: definition.kind.clone(),
            value: serde_json::Value::Null,
        };
        match trial.write(&field.value) {
            Ok(()) => taken.push(field),
            Err(reason) => refused.push(format!("“{}”: {reason}", super::draft::shortened(&field.value))),
        }
    }
    (taken, refused)
}

/// The store, asked who is known.
struct Asked<'a>(&'a App);

impl Known for Asked<'_> {
    type Error = ContactError;

    fn by_number(&self, number: &str) -> Result<Option<ContactId>, ContactError> {
        let found = self.0.store.contact_by_party(&Party::Phone(number.to_owned()))?;
        Ok(found.map(|contact| contact.id))
    }

    fn by_email(&self, email: &str) -> Result<Option<ContactId>, ContactError> {
        Ok(self.0.store.contact_by_email(email)?.map(|contact| contact.id))
    }

    fn standing(&self, contact: &ContactId) -> Result<Standing, ContactError> {
        let file = self.0.store.contact(contact, 0)?.ok_or(ContactError::NotFound)?;
        let own = self.0.store.contact_own(&file.contact.id, &file.numbers)?;
        let alone = self.0.store.contact_alone(&own.id)?.as_ref().map(ContactFields::of).unwrap_or_default();
        let base = own.edit.filter(|row| row.step.is_open()).map(|row| row.edit.base);
        Ok(Standing {
            contact: own.id,
            base,
            alone,
            whole: ContactFields::of(&file.contact),
            tags: own.tags,
            note: own.note,
        })
    }
}
