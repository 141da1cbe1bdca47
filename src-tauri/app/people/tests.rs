use super::{
    draft::Draft,
    exporting::{Form, Written, write},
    mapping::Use,
    plan::{Known, Outcome, Plan, Standing, plan},
    staged::{Content, Format, Settings},
};
use crate::model::{ContactId, contact_edit::ContactFields, event::Labelled};
use proptest::prelude::*;
use std::{collections::BTreeMap, convert::Infallible};

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/contacts/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn drafts(bytes: &[u8], fields: &[&str]) -> Vec<Draft> {
    let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
    let content = Content::read(bytes).unwrap();
    let columns = content.guess(&fields);
    let settings = Settings { columns, country: "US".into(), take_file: false, here: false };
    content.drafts(&settings, &fields).drafts
}

/// A contact in one line, as a table of expectations can hold it.
fn shown(draft: &Draft) -> String {
    let Draft { fields, tags, note, left_out, refused, .. } = draft;
    let entries =
        |list: &[Labelled]| list.iter().map(|one| format!("{}={}", one.label, one.value)).collect::<Vec<_>>().join(" ");
    let parts = [
        format!("{}|{}", fields.first_name, fields.last_name),
        format!("{}|{}", fields.company, fields.role),
        entries(&fields.phones),
        entries(&fields.emails),
        entries(&fields.fields),
        tags.join(","),
        note.replace('\n', "/"),
        left_out.join(","),
        refused.clone().unwrap_or_default(),
    ];
    parts.join(" · ")
}

fn all_shown(bytes: &[u8], fields: &[&str]) -> Vec<String> {
    drafts(bytes, fields).iter().map(shown).collect()
}

#[test]
fn a_google_export_is_read_with_its_labels_and_groups() {
    assert_eq!(
        all_shown(&file("google.csv"), &[]),
        [
            "Adaeze|Okonkwo · Okonkwo Dental|Owner · Mobile=+13125550141 Work=+13125550142 Work=+13125550143 · \
             Work=adaeze@okonkwo.example Home=ada@home.example ·  · Customers · Prefers texts./Gate code 4711. ·  · ",
            "Björn Erik|Lindqvist · | · Mobile=+442079460018 ·  ·  ·  ·  ·  · ",
            "| · Harbor Roofing Supply| · Main ext. 204=+13125550177 · =orders@harbor.example ·  · Suppliers ·  ·  · ",
        ]
    );
}

#[test]
fn an_outlook_export_in_the_code_page_of_windows_is_read_with_its_accents() {
    assert_eq!(
        all_shown(&file("outlook.csv"), &[]),
        [
            "Renée|Fàbregas · Côte Cleaning|Bookkeeper · Work=+14155550110 Home=+14155550111 Mobile=+14155550112 · \
             =renee@cote.example =r.f@home.example ·  · VIP,Monthly · Pays on the 3rd ·  · ",
            "Tom|Ahlgren · | · Mobile=+14155550120 · =tom@ahlgren.example ·  ·  ·  ·  · ",
        ]
    );
}

#[test]
fn an_iphones_cards_are_read_with_folded_lines_and_apples_labels() {
    assert_eq!(
        all_shown(&file("iphone.vcf"), &[]),
        [
            "Sofia|Marchetti · Marchetti Law, PLLC|Partner · Mobile=+16465550133 Assistant=+16465550134 Back \
             office=+16465550135 · Work=sofia@marchetti.example ·  · Clients,Litigation · Likes to be called after \
             four./Has a very long note that was folded by the telephone in the middle of a word. ·  · ",
            "| · Pier 9 Diner| · Main=+16465550140 ·  ·  ·  ·  ·  · ",
        ]
    );
    let with_address = drafts(&file("iphone.vcf"), &["Address"]);
    assert_eq!(with_address[0].fields.fields[0].value, "12 Mercer St, New York, NY, 10013, USA");
}

#[test]
fn an_androids_cards_of_version_2_are_read_with_quoted_printable() {
    assert_eq!(
        all_shown(&file("android.vcf"), &[]),
        [
            "Jürgen|Kühn · | · Mobile=+17735550151 Home=+17735550152 · Home=juergen@kuehn.example ·  ·  · \
             Dachrinnen im Oktober ·  · ",
            "Luz|Ortega · | · Mobile=+17735550154 ·  ·  ·  ·  ·  · ",
        ]
    );
}

#[test]
fn a_quo_export_in_utf_16_is_read_with_its_custom_fields() {
    assert_eq!(
        all_shown(&file("quo.csv"), &["Lead source"]),
        [
            "Dana|Whitfield · Whitfield & Sons|Owner · =+17735550118 · =dana@whitfield.example · Lead source=Referral · \
             roof,insurance · Call before nine ·  · ",
            "Omar|Reyes · | · =+17735550122 =+17735550123 ·  ·  ·  ·  ·  · ",
        ]
    );
}

#[test]
fn what_is_no_list_of_contacts_says_where() {
    for (bytes, row, column, words) in [
        (b"" as &[u8], None, None, "empty"),
        (b"PK\x03\x04rest", None, None, "Excel"),
        (b"Name,Phone\nDana,\x00\x01\x02\n", Some(2), None, "not text"),
        (b"Name,Phone\nDana,\"773 555 0118\nOmar,773\n", Some(2), Some("Phone"), "never closed"),
        (b"Name,Phone\n\"Dana\"x,773 555 0118\n", Some(2), Some("Name"), "closed in the middle"),
        (b"Name,Phone\n", None, None, "no row"),
        (b"BEGIN:VCARD\nVERSION:3.0\nFN:Dana\n", Some(1), None, "END:VCARD"),
        (b"BEGIN:VCARD\nFN:Dana\nEND:VCARD\nnonsense\n", None, None, "line 4"),
    ] {
        let problem = Content::read(bytes).unwrap_err();
        assert_eq!((problem.row, problem.column.as_deref()), (row, column), "{problem:?}");
        assert!(problem.sentence.contains(words), "{problem:?}");
    }
}

#[test]
fn a_hostile_row_is_refused_by_name_and_the_others_are_not() {
    let long = "x".repeat(1 << 20);
    let text = format!(
        "Name,Company,Phone\n=cmd|' /C calc'!A0,Evil,773 555 0101\nOmar,{long},773 555 0102\nLuz,\"a, b\",773 555 0103,\
         surplus\nDana,Roofs,call me\n,,773 555 0104\n"
    );
    let drafts = drafts(text.as_bytes(), &[]);
    let refused: Vec<_> = drafts.iter().map(|draft| (draft.row, draft.refused.as_deref().unwrap_or("-"))).collect();
    assert!(refused[0].1.contains("Name") && refused[0].1.contains("formula"), "{refused:?}");
    assert!(refused[1].1.contains("Company") && refused[1].1.contains("1,000 characters"), "{refused:?}");
    assert!(refused[2].1.contains("4 cells"), "{refused:?}");
    assert_eq!(refused[3], (5, "-"));
    assert_eq!(drafts[3].left_out, ["Phone: “call me” is not a phone number"]);
    assert_eq!(refused[4], (6, "it has no name and no company"));
}

#[test]
fn columns_are_guessed_by_the_words_of_their_names() {
    let fields = vec!["VIP".to_owned()];
    for (header, wanted) in [
        ("Given Name", Use::FirstName),
        ("Surname", Use::LastName),
        ("Organisation", Use::Company),
        ("Cell Phone", Use::Phone("Mobile".into())),
        ("Home Phone 2", Use::Phone("Home".into())),
        ("Primary Phone", Use::Phone(String::new())),
        ("Business Fax", Use::Skip),
        ("E-mail 2 Address", Use::Email(String::new())),
        ("E-mail Display Name", Use::Skip),
        ("Work Email", Use::Email("Work".into())),
        ("Group Membership", Use::Tags),
        ("vip", Use::Field("VIP".into())),
        ("Photo", Use::Skip),
    ] {
        assert_eq!(super::mapping::guess(&[header.to_owned()], &fields), [wanted], "{header}");
    }
    let both = ["Name", "Given Name", "Phone 1 - Type", "Phone 1 - Value"].map(str::to_owned);
    let wanted = [Use::Skip, Use::FirstName, Use::NextLabel, Use::Phone(String::new())];
    assert_eq!(super::mapping::guess(&both, &[]), wanted);
}

#[derive(Default)]
struct Book(BTreeMap<&'static str, Standing>);

impl Known for Book {
    type Error = Infallible;

    fn by_number(&self, number: &str) -> Result<Option<ContactId>, Infallible> {
        let has = |standing: &&Standing| standing.whole.phones.iter().any(|phone| phone.value == number);
        Ok(self.0.values().find(has).map(|standing| standing.contact.clone()))
    }

    fn by_email(&self, email: &str) -> Result<Option<ContactId>, Infallible> {
        let has =
            |standing: &&Standing| standing.whole.emails.iter().any(|held| held.value.eq_ignore_ascii_case(email));
        Ok(self.0.values().find(has).map(|standing| standing.contact.clone()))
    }

    fn standing(&self, contact: &ContactId) -> Result<Standing, Infallible> {
        Ok(self.0[contact.as_str()].clone())
    }
}

fn entry(label: &str, value: &str) -> Labelled {
    Labelled { label: label.into(), value: value.into() }
}

fn book() -> Book {
    let alone = ContactFields {
        first_name: "Dana".into(),
        last_name: "Whitfield".into(),
        company: "Whitfield & Sons".into(),
        phones: vec![entry("", "+17735550118")],
        emails: vec![entry("", "Dana@Whitfield.example")],
        ..ContactFields::default()
    };
    let whole = alone.clone();
    let (contact, tags) = (ContactId::from("c1"), Vec::new());
    let standing = Standing { contact, base: None, alone, whole, tags, note: String::new() };
    Book(BTreeMap::from([("c1", standing)]))
}

fn planned(text: &str, take_file: bool) -> Plan {
    let Ok(plan) = plan(drafts(text.as_bytes(), &[]), &book(), take_file);
    plan
}

#[test]
fn a_known_number_or_address_changes_its_contact_and_only_adds() {
    let text = "First Name,Last Name,Company,Role,Phone,Phone 2,Email,Tags\n\
                Dana,Whitfield,,Owner,773-555-0118,773-555-0119,,roof\n\
                ,,Whitfield and Daughters,,,,dana@whitfield.example,\n\
                Dana,Whitfield,,,773 555 0118,,,\n\
                Omar,Reyes,,,773-555-0122,,,\n\
                O.,Reyes,,,773-555-0122,,omar@reyes.example,\n";
    let mine = planned(text, false);
    let outcomes: Vec<Outcome> = mine.rows.iter().map(|row| row.outcome).collect();
    use Outcome::{Changed, Created, Joined, Same};
    assert_eq!(outcomes, [Changed, Same, Same, Created, Joined]);
    let adds: Vec<_> = mine.rows[0].adds.iter().map(|add| (add.label.as_str(), add.value.as_str())).collect();
    assert_eq!(adds, [("role", "Owner"), ("number", "(773) 555-0119"), ("tag", "roof")]);
    let difference = &mine.rows[1].differences[0];
    assert_eq!((difference.name.as_str(), difference.file.as_str()), ("company", "Whitfield and Daughters"));
    assert_eq!(mine.rows[4].joined, Some(5));
    assert_eq!(mine.targets.len(), 2);
    assert_eq!(mine.targets[0].fields.after.company, "Whitfield & Sons");
    assert_eq!(mine.targets[1].fields.after.first_name, "Omar");
    assert_eq!(mine.targets[1].fields.after.emails.len(), 1);
    let theirs = planned(text, true);
    assert_eq!(theirs.targets[0].fields.after.company, "Whitfield and Daughters");
    assert_eq!(theirs.targets[1].fields.after.first_name, "O.");
    assert_eq!(theirs.targets[0].fields.after.phones.len(), 2, "nothing is taken away either way");
}

#[test]
fn cards_and_tables_are_told_apart() {
    let format = |bytes: &[u8]| Content::read(bytes).unwrap().format();
    assert_eq!(format(b"\n\nbegin:vcard\nFN:A\nend:vcard\n"), Format::Vcard);
    assert_eq!(format("\u{feff}BEGIN:VCARD\r\nFN:A\r\nEND:VCARD\r\n".as_bytes()), Format::Vcard);
    assert_eq!(format(b"sep=;\nName;Phone\nDana;773 555 0118\n"), Format::Csv);
}

fn text() -> impl Strategy<Value = String> {
    // What a hand or another program could have put there: formulas, quotes, dividers, lines, every script.
    let any = "[=+@'\"a-zA-Z0-9,;:\\\\| .éß漢🙂-]{0,24}";
    any.prop_map(|text| super::draft::clean(&text)).prop_filter("blank cells say nothing", |text| text != "-")
}

fn named() -> impl Strategy<Value = String> {
    text().prop_map(|text| if text.is_empty() { "Dana".to_owned() } else { text })
}

fn label() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), Just("Mobile".into()), Just("Work".into()), "[A-Z][a-z]{2,8}( [a-z]{2,5})?"]
}

fn written() -> impl Strategy<Value = Written> {
    let phones = proptest::collection::vec((label(), 100_u32..199), 0..4);
    let emails = proptest::collection::vec((label(), "[a-z]{1,8}"), 0..3);
    let names = (named(), text(), text(), text());
    let rest = (proptest::collection::vec("[A-Za-zé]{1,9}", 0..3), text(), proptest::option::of(named()));
    (names, phones, emails, rest).prop_map(|((first, last, company, role), phones, emails, (tags, note, vip))| {
        let mut made = Written {
            fields: ContactFields { first_name: first, last_name: last, company, role, ..ContactFields::default() },
            tags: Vec::new(),
            note,
        };
        for (label, number) in phones {
            let value = format!("+1773555{number:04}");
            if !made.fields.phones.iter().any(|held| held.value == value) {
                made.fields.phones.push(Labelled { label, value });
            }
        }
        for (label, name) in emails {
            let value = format!("{name}@example.com");
            if !made.fields.emails.iter().any(|held| held.value == value) {
                made.fields.emails.push(Labelled { label, value });
            }
        }
        made.fields.fields.extend(vip.map(|value| Labelled { label: "Lead source".into(), value }));
        for tag in tags {
            if !made.tags.iter().any(|held: &String| held.to_lowercase() == tag.to_lowercase()) {
                made.tags.push(tag);
            }
        }
        made
    })
}

fn back(contacts: &[Written], form: Form) -> Vec<Written> {
    let bytes = write(contacts, form).unwrap();
    drafts(&bytes, &["Lead source"])
        .into_iter()
        .map(|draft| {
            assert_eq!((&draft.refused, draft.left_out.len()), (&None, 0), "{draft:?}");
            Written { fields: draft.fields, tags: draft.tags, note: draft.note }
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_as_a_table_is_read_as_it_was(contacts in proptest::collection::vec(written(), 1..5)) {
        prop_assert_eq!(back(&contacts, Form::Csv), contacts);
    }

    #[test]
    fn what_is_written_as_cards_is_read_as_it_was(contacts in proptest::collection::vec(written(), 1..4)) {
        prop_assert_eq!(back(&contacts, Form::Vcard4), contacts.clone());
        prop_assert_eq!(back(&contacts, Form::Vcard3), contacts);
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(content) = Content::read(&bytes) {
            let settings = Settings { columns: content.guess(&[]), country: "US".into(), take_file: true, here: true };
            content.drafts(&settings, &[]);
        }
    }
}

#[test]
fn no_cell_of_an_export_is_a_formula() {
    let evil = ["=1+1", "+cmd", "-2", "@SUM(A1)", "'=x"].map(|text| Written {
        fields: ContactFields { first_name: "A".into(), company: text.into(), ..ContactFields::default() },
        tags: vec![text.into()],
        note: text.into(),
    });
    let bytes = write(&evil, Form::Csv).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    for record in reader.records() {
        for cell in record.unwrap().iter() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
    }
}
