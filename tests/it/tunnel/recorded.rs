//! Tools that are not here, played by a program that says what the real ones said.

use super::{is_up, until};
use crate::support::Browser;
use serde_json::{Value, json};
use std::path::Path;

/// A program `name` in `folder` that notes how it was run and says `says`.
fn fake(folder: &Path, name: &str, says: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::create_dir_all(folder).unwrap();
    let here = folder.display();
    let text = format!(
        "#!/bin/sh\nprintf '%s\\n' \"$@\" > {here}/args\nenv > {here}/env\ncat >&2 <<'SAYS'\n{says}\nSAYS\nexec sleep 600\n"
    );
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

fn recording(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tunnel").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().filter(|line| !line.starts_with(">>> ") && !line.starts_with("# ")).collect::<Vec<_>>().join("\n")
}

fn path_with(folder: &Path) -> String {
    format!("{}:/usr/bin:/bin", folder.display())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_tool_is_named_with_how_to_get_it_and_found_once_it_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let tools = dir.path().join("tools");
    let path = path_with(&tools);
    let variables = [("RINGBOOK_TUNNEL", "cloudflared"), ("PATH", path.as_str())];
    let (ringbook, browser) = Browser::with_server(&dir.path().join("data"), &variables).await;
    let tunnel = until(&browser, |state| state["phase"] == "missing").await;
    assert_eq!(tunnel["state"]["cause"], "cloudflared is not installed");
    assert!(tunnel["state"]["cure"].as_str().unwrap().contains("https://developers.cloudflare.com/"));
    let kinds = tunnel["kinds"].as_array().unwrap();
    let quick = kinds.iter().find(|kind| kind["kind"] == "cloudflaredQuick").unwrap();
    assert_eq!((&quick["program"], &quick["installed"]), (&json!("cloudflared"), &json!(false)));
    assert_eq!(quick["getEverywhere"].as_array().unwrap().len(), 3);
    let test = browser.call("test_tunnel", json!({})).await;
    assert_eq!(test["steps"][0]["outcome"], "failed");
    assert_eq!(test["steps"][0]["cause"], "cloudflared is not installed");

    fake(&tools, "cloudflared", &recording("cloudflared-quick-2023.txt"));
    let address = "https://buffalo-garden-cardiff-motel.trycloudflare.com";
    let tunnel = until(&browser, |state| state["publicUrl"] == address).await;
    assert!(!is_up(&tunnel["state"]), "nobody has reached it yet");
    assert_eq!(tunnel["state"]["webhookUrl"], format!("{address}/webhooks/quo"));
    ringbook.terminate();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tools_get_their_secret_and_none_of_ringbooks_own() {
    let dir = tempfile::tempdir().unwrap();
    let token = "a-token-of-cloudflares-0123456789";
    for (line, program, recorded, variable) in [
        ("cloudflared:hooks.example.com", "cloudflared", "cloudflared-named-unauthorized.txt", "TUNNEL_TOKEN"),
        ("ngrok", "ngrok", "ngrok-3.txt", "NGROK_AUTHTOKEN"),
    ] {
        if cfg!(feature = "ngrok") && program == "ngrok" {
            continue;
        }
        let tools = dir.path().join(program);
        fake(&tools, program, &recording(recorded));
        let path = path_with(&tools);
        let variables = [
            ("RINGBOOK_TUNNEL", line),
            ("RINGBOOK_TUNNEL_SECRET", token),
            ("RINGBOOK_QUO_KEY", "a-key-of-quos"),
            ("PATH", path.as_str()),
        ];
        let data = dir.path().join(format!("data-{program}"));
        let (ringbook, browser) = Browser::with_server(&data, &variables).await;
        let said = |state: &Value| state["cause"].is_string() || state["publicUrl"].is_string();
        until(&browser, |state| said(state) && tools.join("env").exists()).await;
        let args = std::fs::read_to_string(tools.join("args")).unwrap();
        assert!(!args.contains(token), "{args}");
        let env = std::fs::read_to_string(tools.join("env")).unwrap();
        assert!(env.contains(&format!("{variable}={token}\n")), "{program} did not get its secret");
        assert!(!env.contains("RINGBOOK_") && !env.contains("a-key-of-quos"), "{program} got what is not its own");
        ringbook.terminate();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_service_refuses_is_shown_with_its_cure() {
    let dir = tempfile::tempdir().unwrap();
    for (line, program, recorded, cause, cure) in [
        (
            "tailscale",
            "tailscale",
            "tailscale-not-enabled.txt",
            "Funnel is not switched on",
            "login.tailscale.com/f/funnel",
        ),
        (
            "cloudflared",
            "cloudflared",
            "cloudflared-quick-too-many.txt",
            "no more quick addresses",
            "wait some minutes",
        ),
    ] {
        let tools = dir.path().join(program);
        fake(&tools, program, &recording(recorded));
        let path = path_with(&tools);
        let variables = [("RINGBOOK_TUNNEL", line), ("PATH", path.as_str())];
        let data = dir.path().join(format!("data-{program}"));
        let (ringbook, browser) = Browser::with_server(&data, &variables).await;
        let shown = |state: &Value| {
            let has = |key: &str, words: &str| state[key].as_str().is_some_and(|text| text.contains(words));
            state["phase"] == "refused" && has("cause", cause) && has("cure", cure)
        };
        until(&browser, shown).await;
        ringbook.terminate();
    }
}
