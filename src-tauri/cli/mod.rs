//! The command line: arguments, what each command prints, exit codes.

pub mod backup;
pub mod connect;
pub mod contacts;
pub mod insights;
pub mod ledger;
pub mod links;
pub mod local;
pub mod run;
pub mod webhooks;

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use ringbook::{
    app::config::{Config, Given},
    vault::Keeping,
};
use secrecy::SecretString;
use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

/// How a run ended. Scripts depend on these: they never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Ok = 0,
    /// It did not work; the reason is on standard error.
    Failed = 1,
    /// The arguments or the configuration are not understood (clap uses 2 as well).
    Usage = 2,
    /// The data folder was written by a newer Ringbook; nothing was changed.
    Newer = 3,
    /// Another Ringbook has the data folder open; nothing was changed.
    InUse = 4,
    /// `doctor` found something wrong, `ledger --check` something missing, or `contacts import` refused rows.
    Unwell = 5,
    /// An address cannot be listened on.
    Address = 6,
    /// The API key was not taken: Quo does not accept it, or it belongs to another workspace.
    KeyRefused = 7,
    /// The secrets are locked, or there is no place to keep them: a passphrase is needed.
    Locked = 8,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  it did not work; the reason is on standard error
  2  arguments or configuration not understood
  3  the data folder was written by a newer Ringbook; nothing was changed
  4  another Ringbook has the data folder open; nothing was changed
  5  doctor found something wrong, ledger --check something missing, or contacts import refused rows
  6  an address cannot be listened on
  7  the API key was not taken: Quo does not accept it, or it is another workspace's
  8  a passphrase is needed (RINGBOOK_PASSPHRASE), or it is not the right one

Configuration: flags, then variables, then the file ringbook.toml in the data folder, then defaults. Secrets come
by variable only: RINGBOOK_SIGNING_SECRETS (webhook signing secrets, comma-separated, each tried),
RINGBOOK_QUO_KEY (API key; `ringbook connect` keeps one instead), RINGBOOK_PASSWORD (sets the browser password at
start), RINGBOOK_PASSPHRASE (opens the sealed files of a computer without a keychain), RINGBOOK_TUNNEL_SECRET (what the
tunnel's service asks for), RINGBOOK_METRICS_TOKEN (opens /metrics to a scraper), RINGBOOK_COMPAT_SECRET (with
webhook.compat in the file).

First look: `ringbook demo` shows everything on sample data and sends nothing.";

/// Ringbook keeps a small business's whole phone life on its own computer.
///
/// Without a command it opens the window. It receives the webhooks of Quo (formerly OpenPhone), keeps every text,
/// call, voicemail, recording, summary and transcript, finds any word of them at once, and sends your answers.
#[derive(Debug, Parser)]
#[command(name = "ringbook", version, after_help = EXIT_CODES, max_term_width = 110, subcommand_negates_reqs = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// A link to open in the window: ringbook://…, tel:… or sms:…
    #[arg(value_name = "LINK", value_parser = link)]
    pub link: Option<String>,
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Folder of the journal, the store, the index and the media [default: where this platform keeps data]
    #[arg(long, env = "RINGBOOK_DATA", global = true, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// Address that receives webhooks; the only one a tunnel may reach [default: 127.0.0.1:8791]
    #[arg(long, env = "RINGBOOK_HOOK", global = true, value_name = "ADDRESS")]
    pub hook: Option<SocketAddr>,
    /// Address of the interface [default: 127.0.0.1:8790]
    #[arg(long, env = "RINGBOOK_UI", global = true, value_name = "ADDRESS")]
    pub ui: Option<SocketAddr>,
    /// Further names of the interface behind a reverse proxy, host:port
    #[arg(long, env = "RINGBOOK_UI_HOSTS", global = true, value_delimiter = ',', value_name = "NAMES", hide = true)]
    pub ui_hosts: Option<Vec<String>>,
    /// Base of Quo's API [default: https://api.quo.com]
    #[arg(long, env = "RINGBOOK_QUO_URL", global = true, value_name = "URL")]
    pub quo_url: Option<String>,
    /// Public address of the hook port, where you have one (behind a reverse proxy): https://hooks.example.com
    #[arg(long, env = "RINGBOOK_PUBLIC_URL", global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// Tunnel to open instead of the one in Settings: off, ssh:user@host, bore:SERVER, cloudflared, ngrok, tailscale …
    /// (assets/docs/tunnels.md has all of it)
    #[arg(long, env = "RINGBOOK_TUNNEL", global = true, value_name = "TUNNEL")]
    pub tunnel: Option<String>,
    /// Where the API key and signing secrets are kept: in the system's keychain, or in files sealed with
    /// RINGBOOK_PASSPHRASE [default: auto, the keychain if one answers]
    #[arg(long, env = "RINGBOOK_SECRETS", global = true, value_name = "PLACE", value_parser = keeping)]
    pub secrets: Option<Keeping>,
    /// Write JSON where a script would want it
    #[arg(long, global = true)]
    pub json: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the interface to browsers, without a window
    ///
    /// Prints the two addresses. With --json the first line is {"hook":"127.0.0.1:PORT","ui":"127.0.0.1:PORT"}.
    /// SIGTERM or Ctrl-C ends it cleanly.
    Serve,
    /// Look around on sample data in a throw-away folder; nothing is sent anywhere
    Demo {
        /// Use the browser even if a window is possible
        #[arg(long)]
        browser: bool,
    },
    /// Find any word of any text, call, voicemail or note
    ///
    /// Knows "phrases", -not, from: with: in:texts|calls|voicemail|notes has:recording|media before: after:
    /// is:missed|unread.
    Search {
        /// What to find
        #[arg(required = true, value_name = "QUERY", trailing_var_arg = true, allow_hyphen_values = true)]
        query: Vec<String>,
        /// Newest first instead of best first
        #[arg(long)]
        newest: bool,
        /// Hits per group
        #[arg(long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
        limit: u32,
    },
    /// Versions, paths, ports, sizes, positions; what is wrong and how to mend it
    Doctor {
        /// Read the whole journal and check every record
        #[arg(long)]
        thorough: bool,
    },
    /// Connect Quo: check an API key, keep it, register the webhook, see a test event arrive
    ///
    /// The key is read from standard input, or from RINGBOOK_QUO_KEY; never from an argument. Beside a running
    /// Ringbook each step is shown as it ends; without one the key is checked and kept, and the next start does the rest.
    Connect,
    /// The workspace's webhooks: list, create, test, rotate, delete, verify-samples
    Webhooks {
        /// What to do
        #[command(subcommand)]
        command: webhooks::WebhooksCommand,
    },
    /// Make store and index anew from the journal
    Rebuild,
    /// Write every contact, conversation, timeline item and dead letter, one JSON object a line
    Export {
        /// The only format so far
        #[arg(long, required = true)]
        jsonl: bool,
        /// File to write; standard output without it
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// What Quo has and what is here, by month, line and kind
    ///
    /// Counted in the data itself at this moment, against what Quo listed when its history was last read. --json
    /// writes the whole ledger (its fields are described in README.md).
    Ledger {
        /// End with code 5 unless everything of Quo's is here
        #[arg(long)]
        check: bool,
    },
    /// Copy everything to another folder, read it back, and thin out the earlier backups there
    ///
    /// Works beside a running Ringbook and without one. Not in it: the API key and signing secrets, the browser
    /// password, ringbook.toml. Settings can make a backup every night.
    Backup {
        /// The folder, new or with backups of this workspace
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
        /// Without recordings, voicemails, pictures and files
        #[arg(long)]
        no_media: bool,
        /// Keep the newest of so many days
        #[arg(long, default_value_t = 7, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=366))]
        keep_days: u16,
        /// Keep the newest of so many weeks
        #[arg(long, default_value_t = 4, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=520))]
        keep_weeks: u16,
    },
    /// Check a backup and make a data folder from it (--data names the folder; it must be new or empty)
    Restore {
        /// The folder that was backed up to, or the list of one backup in it
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
        /// The backup's name instead of the newest, as --list shows it
        #[arg(long, value_name = "NAME")]
        backup: Option<String>,
        /// Show the backups of the folder and change nothing
        #[arg(long)]
        list: bool,
    },
    /// Let other programs hand ringbook:, tel: and sms: links to Ringbook
    ///
    /// Writes a desktop entry and makes it the default with xdg-mime (Linux). A link opens something or fills a draft;
    /// it never sends anything.
    RegisterLinks {
        /// Take it back
        #[arg(long)]
        undo: bool,
    },
    /// How the business answers: answer rate, time to first reply, missed calls recovered
    ///
    /// In the zone of this computer, and in business hours as they are in Settings. --json writes all measures, --csv
    /// one of the tables: summary, lines, months, over-time, people, hours, reply-times. What each measure means:
    /// assets/docs/insights.md.
    Insights(insights::InsightsArgs),
    /// Contacts into a file, and from one: CSV and vCard
    Contacts {
        /// What to do
        #[command(subcommand)]
        command: contacts::ContactsCommand,
    },
    /// Set a new password for the browser, read from standard input
    Password,
    /// Print completions for a shell
    Completions {
        /// bash, zsh, fish, elvish or powershell
        shell: clap_complete::Shell,
    },
}

impl Common {
    /// The complete configuration.
    ///
    /// # Errors
    /// What is wrong in the file or the variables.
    pub fn config(&self) -> Result<Config, ringbook::app::config::Error> {
        let given = Given {
            data: self.data.clone(),
            hook: self.hook,
            ui: self.ui,
            ui_hosts: self.ui_hosts.clone(),
            quo_url: self.quo_url.clone(),
            quo_key: secret("RINGBOOK_QUO_KEY"),
            signing_secrets: secret("RINGBOOK_SIGNING_SECRETS"),
            password: secret("RINGBOOK_PASSWORD"),
            public_url: self.public_url.clone(),
            tunnel: self.tunnel.clone(),
            tunnel_secret: secret("RINGBOOK_TUNNEL_SECRET"),
            secrets: self.secrets,
            passphrase: secret("RINGBOOK_PASSPHRASE"),
            metrics_token: secret("RINGBOOK_METRICS_TOKEN"),
            ..Given::default()
        };
        Config::complete(given, secret("RINGBOOK_COMPAT_SECRET"))
    }
}

fn link(text: &str) -> Result<String, String> {
    if ringbook::api::link::is_link(text) {
        Ok(text.to_owned())
    } else {
        Err("expected a command (see --help), or a link that begins with ringbook:, tel: or sms:".to_owned())
    }
}

fn keeping(word: &str) -> Result<Keeping, String> {
    match word {
        "auto" => Ok(Keeping::Auto),
        "keychain" => Ok(Keeping::Keychain),
        "file" => Ok(Keeping::File),
        _ => Err("expected auto, keychain or file".to_owned()),
    }
}

fn secret(variable: &str) -> Option<SecretString> {
    std::env::var(variable).ok().filter(|value| !value.is_empty()).map(SecretString::from)
}

/// Runs the program.
#[must_use]
pub fn main() -> Exit {
    without_core_dumps();
    let cli = Cli::parse();
    if let Some(Command::Completions { shell }) = &cli.command {
        clap_complete::generate(*shell, &mut Cli::command(), "ringbook", &mut std::io::stdout());
        return Exit::Ok;
    }
    let config = match cli.common.config() {
        Ok(config) => config,
        Err(error) => {
            tell(&error);
            return Exit::Usage;
        }
    };
    let json = cli.common.json;
    let outcome = match cli.command {
        None => run::window(config, cli.link),
        Some(Command::Serve) => run::serve(config, json),
        Some(Command::Demo { browser }) => run::demo(config, &cli.common, browser),
        Some(Command::Search { query, newest, limit }) => local::search(&config, &query.join(" "), newest, limit, json),
        Some(Command::Doctor { thorough }) => local::doctor(&config, thorough, json),
        Some(Command::Connect) => connect::connect(&config, json),
        Some(Command::Webhooks { command }) => webhooks::webhooks(&config, command, json),
        Some(Command::Rebuild) => local::rebuild(&config, json),
        Some(Command::Export { jsonl: _, out }) => local::export(&config, out.as_deref()),
        Some(Command::Ledger { check }) => ledger::ledger(&config, check, json),
        Some(Command::Backup { out, no_media, keep_days, keep_weeks }) => {
            backup::backup(&config, &out, !no_media, (keep_days, keep_weeks), json)
        }
        Some(Command::Restore { folder, backup: _, list: true }) => backup::list(&folder, json),
        Some(Command::Restore { folder, backup: name, list: false }) => {
            backup::restore(config, &folder, name.as_deref(), json)
        }
        Some(Command::RegisterLinks { undo }) => links::register(undo, cli.common.data.as_deref()),
        Some(Command::Insights(args)) => insights::insights(&config, &args, json),
        Some(Command::Contacts { command }) => contacts::contacts(&config, command, json),
        Some(Command::Password) => local::password(&config),
        Some(Command::Completions { .. }) => Ok(Exit::Ok),
    };
    outcome.unwrap_or_else(|error| {
        tell(&format!("{error:#}"));
        run::exit_of(&error)
    })
}

/// A crash must not write the key and everybody's texts to a file.
fn without_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // A system that does not allow it is as it was.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

/// One line on standard error.
fn tell(words: &impl std::fmt::Display) {
    use std::io::Write as _;
    // Nowhere is left to report that standard error is closed.
    let _ = writeln!(std::io::stderr(), "ringbook: {words}");
}
