//! The commands that ask and end: search, doctor, rebuild, export, password. Each works beside a running
//! Ringbook, by asking it through its own door, and without one, by opening the folder.

use super::{Exit, run};
use anyhow::{Context as _, bail};
use ringbook::{
    api::{
        Announcements, Api, ApiSurface,
        session::Sessions,
        surface::Surface as _,
        wire::{Account, ApiError, Hit, SearchGroupKind, SearchPage, SecretsPlace},
    },
    app::{self, App, config::Config, presence::Presence},
    http::tools,
    seam::Seam,
};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufWriter, IsTerminal as _, Write},
    path::Path,
    sync::Arc,
};

/// A running Ringbook, or the folder opened here.
pub enum Source {
    /// It answers at its own door.
    Beside(Presence),
    /// Nobody else has it.
    Here(Arc<App>),
}

impl Source {
    /// Whether a Ringbook runs that goes on when this command has ended.
    pub fn is_running(&self) -> bool {
        matches!(self, Self::Beside(_))
    }

    /// Runs a command of the interface; the inner error is its answer.
    pub async fn call(&self, command: &str, input: Value) -> anyhow::Result<Result<Value, ApiError>> {
        match self {
            Self::Here(app) => {
                Ok(ApiSurface(Api::new(app.clone(), Announcements::default())).call(command, input).await)
            }
            Self::Beside(presence) => {
                let url = format!("http://{}/api/local/call/{command}", presence.address());
                let answer = client()?.post(url).json(&input).bearer_auth(&presence.token).send().await;
                let answer = answer.context("the running Ringbook does not answer")?;
                if answer.status().is_success() {
                    return Ok(Ok(answer.json().await?));
                }
                let status = answer.status();
                let error = answer.json().await.with_context(|| format!("the running Ringbook answered {status}"))?;
                Ok(Err(error))
            }
        }
    }

    /// Closes the folder, if it was opened here.
    pub async fn close(self) {
        if let Self::Here(app) = self {
            app.stop().await;
        }
    }
}

/// Says why a command was refused, and gives the exit code for it.
pub async fn refused(source: &Source, error: &ApiError) -> Exit {
    super::tell(&error.message);
    let account = source.call("account", json!({})).await;
    let account = account.ok().and_then(Result::ok).and_then(|answer| serde_json::from_value::<Account>(answer).ok());
    match account.map(|account| account.secrets) {
        Some(SecretsPlace::Locked | SecretsPlace::NeedsPassphrase | SecretsPlace::Damaged) => {
            super::tell(&"the secrets need their passphrase: set RINGBOOK_PASSPHRASE");
            Exit::Locked
        }
        _ => Exit::Failed,
    }
}

/// The exit code for a step of connecting that did not work.
pub fn exit_of(code: &str) -> Exit {
    match code {
        "key-refused" => Exit::KeyRefused,
        code if code.starts_with("vault-") => Exit::Locked,
        _ => Exit::Failed,
    }
}

/// The Ringbook that has the folder open, or the folder itself.
pub async fn source(config: &Config) -> anyhow::Result<Source> {
    match App::open_for_tools(config.clone(), Seam::system()).await {
        Ok(app) => Ok(Source::Here(app)),
        Err(app::Error::InUse(folder)) => match Presence::find(&config.data) {
            Some(presence) => Ok(Source::Beside(presence)),
            None => Err(app::Error::InUse(folder).into()),
        },
        Err(error) => Err(error.into()),
    }
}

pub fn client() -> anyhow::Result<reqwest::Client> {
    // reqwest is built without a provider of its own; whoever came first has set the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(reqwest::Client::builder().no_proxy().build()?)
}

async fn ask(presence: &Presence, what: &str, body: Option<Value>) -> anyhow::Result<reqwest::Response> {
    let url = format!("http://{}/api/local/{what}", presence.address());
    let request = match body {
        Some(body) => client()?.post(url).json(&body),
        None => client()?.get(url),
    };
    let response = request.bearer_auth(&presence.token).send().await.context("the running Ringbook does not answer")?;
    if !response.status().is_success() {
        bail!("the running Ringbook answered {}", response.status());
    }
    Ok(response)
}

/// `ringbook search`.
pub fn search(config: &Config, query: &str, newest: bool, limit: u32, as_json: bool) -> anyhow::Result<Exit> {
    run::logging();
    let order = if newest { "newest" } else { "relevance" };
    let input = json!({ "query": query, "order": order, "group": null, "cursor": null, "limit": limit, "conversationId": null });
    let page = run::runtime()?.block_on(async {
        match source(config).await? {
            Source::Beside(presence) => Ok(ask(&presence, "search", Some(input)).await?.json().await?),
            Source::Here(app) => {
                let found = ApiSurface(Api::new(app.clone(), Announcements::default())).call("search", input).await;
                app.stop().await;
                found.map_err(|error| anyhow::anyhow!(error.message))
            }
        }
    })?;
    let mut out = BufWriter::new(std::io::stdout());
    if as_json {
        writeln!(out, "{page}")?;
    } else {
        print_hits(&mut out, &serde_json::from_value(page)?)?;
    }
    out.flush()?;
    Ok(Exit::Ok)
}

fn print_hits(out: &mut impl Write, page: &SearchPage) -> anyhow::Result<()> {
    let bold = std::io::stdout().is_terminal();
    if let Some(notice) = &page.notice {
        writeln!(out, "{notice}")?;
    }
    for group in page.groups.iter().filter(|group| group.total > 0) {
        let name = match group.kind {
            SearchGroupKind::People => "People",
            SearchGroupKind::Messages => "Messages",
            SearchGroupKind::Calls => "Calls",
            SearchGroupKind::Notes => "Notes",
        };
        writeln!(out, "{name} ({})", group.total)?;
        for hit in &group.hits {
            writeln!(out, "  {}  {}  {}", day(hit.at), hit.title, snippet(hit, bold))?;
        }
    }
    if page.groups.iter().all(|group| group.total == 0) {
        writeln!(out, "Nothing found.")?;
    }
    Ok(())
}

fn day(at: i64) -> String {
    let moment = chrono::DateTime::from_timestamp_millis(at);
    moment.map(|moment| moment.with_timezone(&chrono::Local).format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}

fn snippet(hit: &Hit, bold: bool) -> String {
    let mut line = String::new();
    if let Some(start) = hit.start_ms {
        line.push_str(&format!("[{}:{:02}] ", start / 60_000, start / 1000 % 60));
    }
    for piece in &hit.snippet {
        // What a stranger wrote must not steer the terminal.
        let text: String = piece.text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        match (piece.hit, bold) {
            (true, true) => line.push_str(&format!("\x1b[1m{text}\x1b[0m")),
            _ => line.push_str(&text),
        }
    }
    line
}

/// `ringbook doctor`.
pub fn doctor(config: &Config, thorough: bool, as_json: bool) -> anyhow::Result<Exit> {
    run::logging();
    let report: Value = run::runtime()?.block_on(async {
        if let Some(report) = tools::examine_closed_folder(config, thorough)? {
            return Ok(report);
        }
        let presence =
            Presence::find(&config.data).context("another Ringbook has the folder open and says nothing of itself")?;
        let what = if thorough { "doctor?thorough=true" } else { "doctor" };
        Ok::<Value, anyhow::Error>(ask(&presence, what, None).await?.json().await?)
    })?;
    let mut out = std::io::stdout();
    if as_json {
        writeln!(out, "{report}")?;
    } else {
        tools::print_report(&mut out, &report)?;
    }
    let well = report.get("problems").and_then(Value::as_array).is_none_or(Vec::is_empty);
    Ok(if well { Exit::Ok } else { Exit::Unwell })
}

/// `ringbook rebuild`.
pub fn rebuild(config: &Config, as_json: bool) -> anyhow::Result<Exit> {
    run::logging();
    let report = App::rebuild(config.clone(), Seam::system(), &mut |building| {
        if !as_json && std::io::stderr().is_terminal() {
            // Progress that cannot be shown is not worth failing for.
            let _ = write!(std::io::stderr(), "\r{building}\x1b[K");
        }
    })?;
    let mut out = std::io::stdout();
    if as_json {
        writeln!(out, "{}", json!({ "records": report.records, "seconds": report.seconds }))?;
    } else {
        if std::io::stderr().is_terminal() {
            // The line of the progress.
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
        writeln!(out, "Store and index are made anew from {} records in {:.1} s.", report.records, report.seconds)?;
    }
    Ok(Exit::Ok)
}

/// `ringbook export --jsonl`.
pub fn export(config: &Config, file: Option<&Path>) -> anyhow::Result<Exit> {
    run::logging();
    match file {
        None => {
            let mut out = BufWriter::new(std::io::stdout().lock());
            write_export(config, &mut out)?;
            out.flush()?;
        }
        Some(path) => {
            let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let mut aside = tempfile::NamedTempFile::new_in(folder)
                .with_context(|| format!("cannot write to {}", folder.display()))?;
            write_export(config, &mut BufWriter::new(aside.as_file_mut()))?;
            aside.as_file().sync_all()?;
            aside.persist(path).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    Ok(Exit::Ok)
}

fn write_export(config: &Config, out: &mut impl Write) -> anyhow::Result<()> {
    run::runtime()?.block_on(async {
        match source(config).await? {
            Source::Beside(presence) => {
                let mut response = ask(&presence, "export", None).await?;
                while let Some(chunk) = response.chunk().await.context("the export broke off")? {
                    out.write_all(&chunk)?;
                }
            }
            Source::Here(app) => {
                let written = tools::export(&app, out);
                app.stop().await;
                written?;
            }
        }
        out.flush()?;
        Ok(())
    })
}

/// `ringbook password`.
pub fn password(config: &Config) -> anyhow::Result<Exit> {
    let mut line = String::new();
    if std::io::stdin().is_terminal() {
        writeln!(std::io::stderr(), "New password for the browser (8 characters or more), then Enter:")?;
    }
    std::io::stdin().lock().read_line(&mut line)?;
    std::fs::create_dir_all(&config.data)?;
    let sessions = Sessions::new(&config.data, Seam::system());
    sessions.set_password(&SecretString::from(line.trim_end_matches(['\r', '\n']).to_owned()))?;
    writeln!(std::io::stderr(), "The password is set. A running Ringbook asks for it from now on.")?;
    Ok(Exit::Ok)
}
