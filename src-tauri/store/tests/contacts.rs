//! Contacts by name, who may be the same, and who stands for whom.

use super::{apply, decide, in_memory};
use crate::model::contact_edit::{ContactEdit, ContactFields, EditStep, new_contact};
use crate::model::decision::Decided;
use crate::model::event::{Event, Labelled};
use crate::model::{ContactId, UtcMillis};
use crate::store::{Alike, ContactsQuery, Store};

fn fields(first: &str, phone: &str, email: &str) -> ContactFields {
    let one = |value: &str| match value {
        "" => Vec::new(),
        value => vec![Labelled { label: String::new(), value: value.to_owned() }],
    };
    ContactFields { first_name: first.into(), phones: one(phone), emails: one(email), ..ContactFields::default() }
}

fn known(store: &Store, id: &str, fields: &ContactFields) {
    apply(store, &[Event::Contact(fields.fact(ContactId::from(id), UtcMillis(10)))], 1);
}

fn names(store: &Store, query: &ContactsQuery) -> (Vec<String>, Option<Vec<u8>>) {
    let page = store.contacts_page(query).unwrap();
    (page.rows.into_iter().map(|row| row.contact.name().unwrap_or_default()).collect(), page.next)
}

#[test]
fn contacts_are_listed_by_name_page_by_page_whatever_their_letters_wear() {
    let store = in_memory();
    for (id, name) in [("c1", "zoe"), ("c2", "Élodie"), ("c3", "Anna"), ("c4", "eduard"), ("c5", "")] {
        known(&store, id, &fields(name, "+17735550118", ""));
    }
    let mut query = ContactsQuery { most: 2, ..ContactsQuery::default() };
    let (first, next) = names(&store, &query);
    assert_eq!((first, next.is_some()), (vec!["Anna".into(), "eduard".into()], true));
    query.after = next;
    let (second, next) = names(&store, &query);
    assert_eq!(second, ["Élodie", "zoe"]);
    query.after = next;
    assert_eq!(names(&store, &query), (vec![String::new()], None));
    let starting = ContactsQuery { starting: "ÉL".into(), most: 9, ..ContactsQuery::default() };
    assert_eq!(names(&store, &starting).0, ["Élodie"]);
    apply(&store, &[Event::ContactDeleted { id: ContactId::from("c3"), at: UtcMillis(20) }], 1);
    known(&store, "c1", &fields("zoe", "+17735550118", ""));
    assert_eq!(names(&store, &ContactsQuery { most: 9, ..ContactsQuery::default() }).0.len(), 4);
}

#[test]
fn lookalikes_have_a_number_an_address_or_a_name_in_common() {
    let store = in_memory();
    known(&store, "c1", &fields("Jane", "+17735550118", ""));
    known(&store, "c2", &fields("J. W.", "(773) 555-0118", "J@example.com"));
    known(&store, "c3", &fields("Janet", "", "j@Example.com"));
    known(&store, "c4", &fields("Ola", "", ""));
    known(&store, "c5", &fields("olá!", "", ""));
    let ids = |ids: &[&str]| ids.iter().map(|id| ContactId::from(*id)).collect::<Vec<_>>();
    let found: Vec<_> = store.lookalikes(9).unwrap().into_iter().map(|group| (group.why, group.contacts)).collect();
    let expected =
        [(Alike::Number, ids(&["c1", "c2"])), (Alike::Email, ids(&["c2", "c3"])), (Alike::Name, ids(&["c4", "c5"]))];
    assert_eq!(found, expected);
    decide(&store, 30, Decided::ContactsKeptApart { contacts: ids(&["c5", "c4"]) });
    decide(&store, 31, Decided::ContactsMerged { kept: ContactId::from("c1"), gone: ids(&["c2"]) });
    let found: Vec<_> = store.lookalikes(9).unwrap().into_iter().map(|group| group.why).collect();
    assert_eq!(found, [Alike::Email], "what went into the first is now its own");
    let merged = store.contact(&ContactId::from("c2"), 9).unwrap().unwrap();
    assert_eq!((merged.contact.id.as_str(), merged.numbers.len()), ("c1", 1));
    decide(&store, 32, Decided::ContactsUnmerged { back: ids(&["c2"]) });
    assert_eq!(store.contact(&ContactId::from("c2"), 9).unwrap().unwrap().contact.id.as_str(), "c2");
}

#[test]
fn a_new_contact_gives_way_to_the_one_that_it_became_and_keeps_its_tags() {
    let store = in_memory();
    let (local, quo) = (new_contact("u1"), ContactId::from("c9"));
    let wanted = fields("Omar", "+17735550122", "");
    let edit =
        ContactEdit { id: "e1".into(), contact: local.clone(), base: ContactFields::default(), wanted: wanted.clone() };
    decide(&store, 40, Decided::ContactEdited(edit));
    decide(&store, 41, Decided::ContactTagged { contact: local.clone(), tags: vec!["supplier".into()] });
    assert_eq!(store.contact_edits_waiting().unwrap().len(), 1);
    known(&store, "c9", &wanted);
    let step = EditStep::Pushed { quo: quo.clone() };
    decide(&store, 42, Decided::ContactEditMoved { id: "e1".into(), contact: local.clone(), step });
    assert!(store.contact_edits_waiting().unwrap().is_empty());
    assert_eq!(store.contact(&local, 9).unwrap().unwrap().contact.id, quo);
    assert_eq!(store.contact_own(&local, &[]).unwrap().tags, ["supplier"]);
    assert_eq!(store.contacts_page(&ContactsQuery { most: 9, ..ContactsQuery::default() }).unwrap().rows.len(), 1);
}
