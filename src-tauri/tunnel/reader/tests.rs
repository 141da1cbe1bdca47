//! Recorded output of real tools (names, numbers and addresses changed), with what each line means.
//!
//! In `tests/fixtures/tunnel`, a line that begins with `>>> ` is what the line before it must be read as; a line
//! without one must mean nothing. The file's name says which tool it is.

use super::{Cloudflared, Ngrok, Reader, Said, Ssh, Tailscale, https_urls, plain};
use std::{fs, path::Path};

fn words(said: &Said) -> String {
    match said {
        Said::Address(url) => format!("address {url}"),
        Said::Connected => "connected".to_owned(),
        Said::Lost(cause) => format!("lost: {cause}"),
        Said::Refused(trouble) => {
            assert!(!trouble.cure.is_empty(), "a refusal without a cure: {}", trouble.cause);
            format!("refused: {}", trouble.cause)
        }
        Said::Trouble(cause) => format!("trouble: {cause}"),
    }
}

fn reader(name: &str) -> Box<dyn Reader> {
    match name {
        name if name.starts_with("ssh-announced-") => Box::new(Ssh::new("localhost.run", false, true)),
        name if name.starts_with("ssh-") => Box::new(Ssh::new("127.0.0.1", false, false)),
        name if name.starts_with("cloudflared-quick-") => Box::new(Cloudflared::new(false)),
        name if name.starts_with("cloudflared-named-") => Box::new(Cloudflared::new(true)),
        name if name.starts_with("ngrok-") => Box::new(Ngrok::default()),
        name if name.starts_with("tailscale-") => Box::new(Tailscale),
        name => panic!("{name}: of which tool?"),
    }
}

#[test]
fn what_the_tools_said_is_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tunnel");
    let mut files = 0;
    for file in fs::read_dir(folder).unwrap().flatten() {
        let name = file.file_name().into_string().unwrap();
        let text = fs::read_to_string(file.path()).unwrap();
        let mut reader = reader(&name);
        let mut lines = text.lines().filter(|line| !line.starts_with("# ")).peekable();
        while let Some(line) = lines.next() {
            let mut wanted = Vec::new();
            while let Some(meaning) = lines.next_if(|line| line.starts_with(">>> ")) {
                wanted.push(meaning.trim_start_matches(">>> ").to_owned());
            }
            let read: Vec<String> = reader.read(line).iter().map(words).collect();
            assert_eq!(read, wanted, "{name}: {line}");
        }
        files += 1;
    }
    assert!(files >= 20, "only {files} recordings were found");
}

#[test]
fn an_address_that_is_known_beforehand_is_not_replaced() {
    let mut ssh = Ssh::new("host.example.com", true, false);
    let line = "Allocated port 41235 for remote forward to 127.0.0.1:8791";
    assert_eq!(ssh.read(line), [Said::Connected]);
    let mut cloudflared = Cloudflared::new(true);
    let line = "2026-01-01T00:00:00Z INF |  https://four-dashed-word-names.trycloudflare.com  |";
    assert_eq!(cloudflared.read(line), []);
}

#[test]
fn any_line_can_be_read() {
    let long = "https://".repeat(500);
    let odd =
        ["", "\u{1b}[", "\u{1b}[31", "https://", "https://[", "url=", "msg=\"", "connIndex=", "ERR_NGROK_", &long];
    let extra =
        ["Registered tunnel connection connIndex=99999999999999", "Allocated port 99999999 for", "\u{0}\u{7f}é…"];
    for line in odd.into_iter().chain(extra) {
        for tool in ["ssh-announced-", "ssh-", "cloudflared-quick-", "cloudflared-named-", "ngrok-", "tailscale-"] {
            reader(tool).read(line);
        }
    }
    assert_eq!(plain("\u{1b}[32mgreen\u{1b}[0m\u{7}"), "green");
    let found: Vec<String> =
        https_urls("a https://a.example/x?y, b \"https://b.example:8443/\"").iter().map(ToString::to_string).collect();
    assert_eq!(found, ["https://a.example/", "https://b.example:8443/"]);
}
