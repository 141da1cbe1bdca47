//! Which column of a table is what of a contact: guessed by the words of its name, changed by a person.

use super::{
    draft::{Draft, clean, shortened, split_name},
    table::{SAFE, Table, begins_formula},
};

/// What a column is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Use {
    /// It is left out.
    Skip,
    /// Given name.
    FirstName,
    /// A name between given and family name.
    MiddleName,
    /// Family name.
    LastName,
    /// The whole name.
    FullName,
    /// Firm.
    Company,
    /// Role.
    Role,
    /// A number with this label.
    Phone(String),
    /// An e-mail address with this label.
    Email(String),
    /// The label of the column that follows.
    NextLabel,
    /// Tags.
    Tags,
    /// Words of the note.
    Note,
    /// A custom field of this name.
    Field(String),
}

/// What each column is, as its name says. Google, Outlook, iCloud and Quo write these names.
#[must_use]
pub fn guess(headers: &[String], fields: &[String]) -> Vec<Use> {
    let plain: Vec<String> = headers.iter().map(|header| words(header)).collect();
    let mut uses: Vec<Use> =
        headers.iter().zip(&plain).map(|(header, plain)| guess_one(header, plain, fields)).collect();
    let has = |uses: &[Use], wanted: &Use| uses.contains(wanted);
    if has(&uses, &Use::FirstName) || has(&uses, &Use::LastName) {
        uses.iter_mut().filter(|one| **one == Use::FullName).for_each(|one| *one = Use::Skip);
    }
    // Outlook's "Title" is a form of address where there is a "Job Title".
    if plain.iter().any(|name| name.contains("job title") || name.contains("organization title")) {
        for (one, _) in uses.iter_mut().zip(&plain).filter(|(_, name)| name.as_str() == "title") {
            *one = Use::Skip;
        }
    }
    // A label stands before what it is the label of.
    for at in 0..uses.len() {
        let follows = uses.get(at + 1).is_some_and(|next| matches!(next, Use::Phone(_) | Use::Email(_)));
        if let Some(one) = uses.get_mut(at).filter(|one| **one == Use::NextLabel && !follows) {
            *one = Use::Skip;
        }
    }
    uses
}

fn words(header: &str) -> String {
    let plain: String = header
        .chars()
        .flat_map(char::to_lowercase)
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn guess_one(header: &str, plain: &str, fields: &[String]) -> Use {
    match plain {
        "first name" | "given name" | "firstname" | "first" | "forename" => return Use::FirstName,
        "middle name" | "additional name" | "middlename" => return Use::MiddleName,
        "last name" | "family name" | "lastname" | "surname" | "last" => return Use::LastName,
        "name" | "full name" | "display name" | "contact name" | "fullname" | "contact" | "customer" | "client" => {
            return Use::FullName;
        }
        "company"
        | "organization"
        | "organisation"
        | "organization name"
        | "organization 1 name"
        | "company name"
        | "business"
        | "business name"
        | "account"
        | "account name"
        | "firm" => return Use::Company,
        "job title" | "title" | "role" | "organization title" | "organization 1 title" | "position" | "jobtitle" => {
            return Use::Role;
        }
        "tags" | "tag" | "labels" | "categories" | "category" | "group membership" | "groups" | "group" => {
            return Use::Tags;
        }
        "notes" | "note" | "comments" | "comment" => return Use::Note,
        _ => {}
    }
    if let Some(field) = fields.iter().find(|field| words(field) == plain) {
        return Use::Field(field.clone());
    }
    let is = |word: &str| plain.split(' ').any(|one| one == word);
    let is_label = is("type") || is("label");
    if is("email") || plain.contains("e mail") || is("mail") {
        return match (is_label, is("display")) {
            (true, _) => Use::NextLabel,
            (_, true) => Use::Skip,
            _ => Use::Email(label_of(header, &["e-mail", "email", "mail", "address", "addresses", "value", "-"])),
        };
    }
    if is("fax") || is("pager") || is("yomi") || is("phonetic") || is("extension") {
        return Use::Skip;
    }
    let phone = ["phone", "phones", "mobile", "cell", "telephone", "tel", "cellphone", "handy"].into_iter().any(is);
    if phone {
        return if is_label { Use::NextLabel } else { Use::Phone(phone_label(header, plain)) };
    }
    Use::Skip
}

fn phone_label(header: &str, plain: &str) -> String {
    for (word, label) in [("mobile", "Mobile"), ("cell", "Mobile"), ("cellphone", "Mobile"), ("business", "Work")] {
        if plain.split(' ').any(|one| one == word) {
            return label.to_owned();
        }
    }
    label_of(header, &["phone", "phones", "telephone", "tel", "number", "numbers", "value", "-"])
}

/// What a column's name says beyond what it is: "Home Phone 2" is a "Home".
fn label_of(header: &str, known: &[&str]) -> String {
    let words = header.split_whitespace().filter(|word| {
        let plain = word.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '-').to_lowercase();
        !known.contains(&plain.as_str()) && !plain.chars().all(|letter| letter.is_ascii_digit())
    });
    let label = words.collect::<Vec<_>>().join(" ");
    if label.eq_ignore_ascii_case("primary") || label.eq_ignore_ascii_case("other") { String::new() } else { label }
}

/// The contacts of a table.
#[must_use]
pub fn drafts(table: &Table, uses: &[Use], country: &str) -> Vec<Draft> {
    table.rows.iter().map(|(row, cells)| draft(*row, cells, table, uses, country)).collect()
}

fn draft(row: u64, cells: &[String], table: &Table, uses: &[Use], country: &str) -> Draft {
    let mut draft = Draft::new(row);
    if cells.iter().skip(table.headers.len()).any(|cell| !cell.trim().is_empty()) {
        let (has, named) = (cells.len(), table.headers.len());
        draft.refuse(format!(
            "it has {has} cells, and the first row names {named} columns; a comma may lack its quotes"
        ));
    }
    let (mut full, mut middle, mut label) = (String::new(), String::new(), None::<String>);
    for ((cell, header), wanted) in cells.iter().zip(&table.headers).zip(uses) {
        let (cell, safe) = match cell.strip_prefix(SAFE) {
            Some(cell) => (cell, true),
            None => (cell.as_str(), false),
        };
        let next_label = label.take();
        let trimmed = cell.trim();
        if trimmed.is_empty() || trimmed == "-" || *wanted == Use::Skip {
            continue;
        }
        if !safe && is_formula(trimmed) {
            let shown = shortened(trimmed);
            draft.refuse(format!("{header}: “{shown}” is a formula; write a ' before it if it is meant as it stands"));
            continue;
        }
        match wanted {
            Use::Skip => {}
            Use::FirstName => draft.text(|fields| &mut fields.first_name, header, cell),
            Use::MiddleName => middle = clean(cell),
            Use::LastName => draft.text(|fields| &mut fields.last_name, header, cell),
            Use::FullName => full = clean(cell),
            Use::Company => draft.text(|fields| &mut fields.company, header, cell),
            Use::Role => draft.text(|fields| &mut fields.role, header, cell),
            Use::Phone(named) => {
                draft.phone(header, next_label.as_deref().unwrap_or(named), cell, country);
            }
            Use::Email(named) => draft.email(header, next_label.as_deref().unwrap_or(named), cell),
            Use::NextLabel => label = Some(clean(trimmed.trim_start_matches("* "))),
            Use::Tags => draft.tags(header, cell),
            Use::Note => draft.note(header, cell),
            Use::Field(name) => draft.field(header, name, cell),
        }
    }
    draft.text(|fields| &mut fields.first_name, "Middle Name", &middle);
    if !full.is_empty() && draft.fields.first_name.is_empty() && draft.fields.last_name.is_empty() {
        let (first, last) = split_name(&full);
        draft.text(|fields| &mut fields.first_name, "Name", &first);
        draft.text(|fields| &mut fields.last_name, "Name", &last);
    }
    draft.checked()
}

/// What a spreadsheet would work out instead of showing it. Numbers may begin with a plus.
fn is_formula(cell: &str) -> bool {
    if cell.starts_with(['+', '-']) {
        return !cell.chars().skip(1).all(|letter| letter.is_ascii_digit() || " -().,/:+;extEXT#".contains(letter));
    }
    begins_formula(cell)
}
