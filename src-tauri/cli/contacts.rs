//! `ringbook contacts`: into a file, and from one.

use super::{
    Exit,
    local::{Source, refused, source},
    run,
};
use anyhow::Context as _;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use clap::{Args, Subcommand};
use ringbook::{
    api::{
        Announcements, Api, ApiSurface,
        surface::Surface as _,
        wire::{ApiError, ExportedFile, ImportApplied, ImportPiece, ImportPlan, ImportProblem},
    },
    app::config::Config,
};
use serde_json::{Value, json};
use std::{
    io::{Read as _, Write},
    path::{Path, PathBuf},
};

/// Bytes of a file that are handed over at one time.
const PIECE: usize = 384 << 10;
/// Rows that are read at one time.
const PAGE: u64 = 200;

/// The commands of `ringbook contacts`.
#[derive(Debug, Subcommand)]
pub enum ContactsCommand {
    /// Write all contacts as a table (CSV) or as vCards
    Export {
        #[command(flatten)]
        form: ExportForm,
        /// Only those with this tag
        #[arg(long, value_name = "TAG")]
        tag: Option<String>,
        /// File to write; standard output without it
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Take contacts from a CSV or vCard file: all of it, or nothing
    ///
    /// A row with a number or an address that a contact has changes that contact; what it lacks is added, and where both
    /// say something else the contact stands. Ends with code 5 if rows were refused.
    Import {
        /// The file; - for standard input
        file: PathBuf,
        /// Say what would be done, and do nothing
        #[arg(long)]
        dry_run: bool,
        /// Where the file and a contact differ, the file stands
        #[arg(long)]
        take_file: bool,
        /// Quo is not to have it
        #[arg(long)]
        only_here: bool,
    },
}

/// In which form.
#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = false)]
pub struct ExportForm {
    /// A table for spreadsheets
    #[arg(long)]
    csv: bool,
    /// vCard 4.0
    #[arg(long)]
    vcard: bool,
    /// vCard 3.0, for older telephones
    #[arg(long)]
    vcard3: bool,
}

/// `ringbook contacts`.
pub fn contacts(config: &Config, command: ContactsCommand, as_json: bool) -> anyhow::Result<Exit> {
    run::logging();
    run::runtime()?.block_on(async {
        let source = source(config).await?;
        let done = match command {
            ContactsCommand::Export { form, tag, out } => export(&source, &form, tag, out.as_deref()).await,
            ContactsCommand::Import { file, dry_run, take_file, only_here } => {
                import(&source, &file, dry_run, (take_file, only_here), as_json).await
            }
        };
        source.close().await;
        done
    })
}

async fn ask<T: serde::de::DeserializeOwned>(
    source: &Source,
    command: &str,
    input: Value,
) -> anyhow::Result<Result<T, ApiError>> {
    Ok(match source.call(command, input).await? {
        Ok(answer) => Ok(serde_json::from_value(answer)?),
        Err(error) => Err(error),
    })
}

async fn export(source: &Source, form: &ExportForm, tag: Option<String>, out: Option<&Path>) -> anyhow::Result<Exit> {
    let format = if form.csv {
        "csv"
    } else if form.vcard3 {
        "vcard3"
    } else {
        "vcard4"
    };
    let input = json!({ "format": format, "starting": "", "tag": tag });
    let file: ExportedFile = match ask(source, "export_contacts", input).await? {
        Ok(file) => file,
        Err(error) => return Ok(refused(source, &error).await),
    };
    let body = match source {
        Source::Beside(presence) => {
            let url = format!("http://{}/m/{}/{}", presence.address(), presence.token, file.media_id);
            let answer =
                super::local::client()?.get(url).send().await.context("the running Ringbook does not answer")?;
            answer.error_for_status()?.bytes().await?.to_vec()
        }
        Source::Here(app) => {
            let surface = ApiSurface(Api::new(app.clone(), Announcements::default()));
            let media = surface.media(&file.media_id).context("the file is gone already")?;
            std::fs::read(media.path)?
        }
    };
    match out {
        None => {
            let mut out = std::io::stdout().lock();
            out.write_all(&body)?;
            out.flush()?;
        }
        Some(path) => {
            let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let mut aside = tempfile::NamedTempFile::new_in(folder)
                .with_context(|| format!("cannot write to {}", folder.display()))?;
            aside.write_all(&body)?;
            aside.as_file().sync_all()?;
            aside.persist(path).with_context(|| format!("cannot write {}", path.display()))?;
            writeln!(std::io::stderr(), "{} contacts are in {}.", file.contacts, path.display())?;
        }
    }
    Ok(Exit::Ok)
}

async fn import(
    source: &Source,
    file: &Path,
    dry_run: bool,
    (take_file, only_here): (bool, bool),
    as_json: bool,
) -> anyhow::Result<Exit> {
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes)?;
    } else {
        bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    }
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (mut import_id, mut offset) = (None::<String>, 0_usize);
    while import_id.is_none() || offset < bytes.len() {
        let piece = bytes.get(offset..bytes.len().min(offset.saturating_add(PIECE))).unwrap_or_default();
        let input = json!({
            "importId": import_id, "name": name, "sizeBytes": bytes.len(), "offset": offset,
            "data": STANDARD.encode(piece),
        });
        match ask::<ImportPiece>(source, "import_piece", input).await? {
            Ok(taken) => import_id = Some(taken.import_id),
            Err(error) => return Ok(refused(source, &error).await),
        }
        offset = offset.saturating_add(piece.len());
    }
    let guessed = json!({ "importId": import_id, "settings": null, "only": null, "offset": 0, "limit": 1 });
    let guessed: ImportPlan = match ask(source, "import_plan", guessed).await? {
        Ok(plan) => plan,
        Err(error) => return Ok(refused(source, &error).await),
    };
    if let Some(problem) = guessed.problem {
        super::tell(&sentence(&problem));
        return Ok(Exit::Failed);
    }
    let mut settings = guessed.settings;
    (settings.take_file, settings.only_here) = (take_file, only_here);
    let mut rows = Vec::new();
    let plan = loop {
        let input = json!({
            "importId": import_id, "settings": settings, "only": null, "offset": rows.len(), "limit": PAGE,
        });
        let mut page: ImportPlan = match ask(source, "import_plan", input).await? {
            Ok(plan) => plan,
            Err(error) => return Ok(refused(source, &error).await),
        };
        let last = page.rows.is_empty();
        rows.append(&mut page.rows);
        if last || rows.len() as u64 >= page.total {
            page.rows = rows;
            break page;
        }
    };
    let mut out = std::io::stdout().lock();
    let unwell = if plan.counts.refused > 0 { Exit::Unwell } else { Exit::Ok };
    if dry_run {
        if as_json {
            writeln!(out, "{}", serde_json::to_string(&plan)?)?;
        } else {
            print_plan(&mut out, &plan)?;
        }
        return Ok(unwell);
    }
    let input = json!({ "importId": import_id, "settings": settings, "expected": plan.counts });
    match ask::<ImportApplied>(source, "apply_import", input).await? {
        Ok(applied) if as_json => writeln!(out, "{}", json!({ "applied": applied, "counts": plan.counts }))?,
        Ok(applied) => {
            print_plan(&mut out, &plan)?;
            writeln!(out, "Imported: {} new, {} changed.", applied.created, applied.changed)?;
        }
        Err(error) => return Ok(refused(source, &error).await),
    }
    Ok(unwell)
}

fn sentence(problem: &ImportProblem) -> String {
    let ImportProblem { row, column, sentence } = problem;
    let place = match (row, column) {
        (Some(row), Some(column)) => format!("row {row}, {column}: "),
        (Some(row), None) => format!("row {row}: "),
        (None, _) => String::new(),
    };
    format!("{place}{sentence}; nothing was changed")
}

fn print_plan(out: &mut impl Write, plan: &ImportPlan) -> anyhow::Result<()> {
    // What a stranger wrote must not steer the terminal.
    let plain = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    for row in &plan.rows {
        if let Some(reason) = &row.reason {
            writeln!(out, "  row {}: {} is refused: {}", row.row, plain(&row.name), plain(reason))?;
        }
        for left_out in &row.left_out {
            writeln!(out, "  row {}: {}, left out: {}", row.row, plain(&row.name), plain(left_out))?;
        }
        for one in &row.differences {
            let (mine, file) = (plain(&one.mine), plain(&one.file));
            writeln!(
                out,
                "  row {}: {}, {}: here “{mine}”, in the file “{file}”",
                row.row,
                plain(&row.name),
                one.name
            )?;
        }
    }
    let counts = &plan.counts;
    writeln!(
        out,
        "{}: {} new, {} changed, {} that belong to another row, {} with nothing new, {} refused.",
        plain(&plan.name),
        counts.created,
        counts.changed,
        counts.joined,
        counts.same,
        counts.refused
    )?;
    Ok(())
}
