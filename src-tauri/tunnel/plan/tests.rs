//! What is run for each configuration, to the letter.

use super::*;
use crate::tunnel::Kind;

const HOOK: &str = "/webhooks/quo";

fn hook() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8791))
}

/// The arguments, one a line, and the variables, or why there are none because the program is not here.
fn run(config: &Config, secret: Option<&str>, folder: &Path) -> Result<(Vec<String>, Vec<&'static str>), Unplannable> {
    let secret = secret.map(|secret| SecretString::from(secret.to_owned()));
    let files = Files { folder: folder.to_owned() };
    match Plan::make(config, secret.as_ref(), hook(), HOOK, &files)?.run {
        Run::Child { command, .. } => {
            let args = command.args.iter().map(|arg| arg.to_string_lossy().into_owned()).collect();
            Ok((args, command.env.iter().map(|(name, _)| *name).collect()))
        }
        run => panic!("no program but {run:?}"),
    }
}

fn ssh_config(change: impl FnOnce(&mut Config)) -> Config {
    let mut config: Config = "ssh:me@host.example.com".parse().unwrap();
    change(&mut config);
    config
}

#[test]
fn ssh_forwards_the_hook_port_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let (args, env) = run(&ssh_config(|_| ()), None, dir.path()).unwrap();
    let args = args.join(" ");
    assert!(args.starts_with("-v -T -N -R *:0:127.0.0.1:8791 -o BatchMode=yes -o ExitOnForwardFailure=yes"), "{args}");
    assert!(args.ends_with("-- me@host.example.com"), "{args}");
    assert!(env.is_empty());
    let given: Config =
        "ssh:me@host.example.com,port=2222,remote-port=9000,url=https://hooks.example.com".parse().unwrap();
    let args = run(&given, None, dir.path()).unwrap().0.join(" ");
    assert!(args.contains("-R 127.0.0.1:9000:127.0.0.1:8791") && args.contains("-p 2222"), "{args}");
    let announced: Config = "ssh:nokey@localhost.run,announced".parse().unwrap();
    let args = run(&announced, None, dir.path()).unwrap().0.join(" ");
    assert!(args.starts_with("-v -T -R 80:127.0.0.1:8791"), "without -N, as the address is said in a session: {args}");
}

#[test]
fn a_secret_is_never_an_argument() {
    let secret = "a-secret-token-0123456789";
    let dir = tempfile::tempdir().unwrap();
    for line in ["cloudflared:hooks.example.com", "ngrok", "ngrok:hooks.ngrok.app"] {
        let config: Config = line.parse().unwrap();
        match run(&config, Some(secret), dir.path()) {
            Ok((args, env)) => {
                assert!(args.iter().all(|arg| !arg.contains(secret)), "{line}: {args:?}");
                assert_eq!(env.len(), 1, "{line}");
            }
            // The program is not on this computer; the arguments are the same wherever it is.
            Err(Unplannable::Missing(tool)) => assert_eq!(Some(tool), config.kind().tool()),
            Err(error) => panic!("{line}: {error}"),
        }
        for file in std::fs::read_dir(dir.path()).unwrap().flatten() {
            assert!(!std::fs::read_to_string(file.path()).unwrap().contains(secret), "{line}: in a file");
        }
    }
    let env = vec![("TUNNEL_TOKEN", SecretString::from(secret.to_owned()))];
    let command = Command { program: "cloudflared".into(), args: vec![], env };
    assert_eq!(command.without_secrets(&format!("token {secret} refused")), "token ••• refused");
    assert!(!format!("{command:?}").contains(secret));
}

#[test]
fn cloudflareds_rules_let_one_path_of_one_name_through() {
    let rules = ingress("hooks.example.com", "my tunnel: \"x\"", "/home/me/c.json", hook(), HOOK);
    assert_eq!(
        rules,
        "tunnel: \"my tunnel: \\\"x\\\"\"\ncredentials-file: \"/home/me/c.json\"\ningress:\n  - hostname: \"hooks.example.com\"\n    \
         path: \"^/webhooks/quo$\"\n    service: \"http://127.0.0.1:8791\"\n  - service: http_status:404\n"
    );
}

#[test]
fn the_tunnels_files_are_their_owners_only() {
    let dir = tempfile::tempdir().unwrap();
    let files = Files { folder: dir.path().join("tunnel") };
    let path = files.write("x.yml", "{}\n").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&files.folder), mode(&path)), (0o700, 0o600));
    }
}

#[test]
fn a_hook_port_on_every_address_is_reached_on_this_machine() {
    assert_eq!(reachable("0.0.0.0:8791".parse().unwrap()).to_string(), "127.0.0.1:8791");
    assert_eq!(reachable("[::]:8791".parse().unwrap()).to_string(), "[::1]:8791");
    assert_eq!(reachable("192.168.1.4:8791".parse().unwrap()).to_string(), "192.168.1.4:8791");
}

#[test]
fn every_kind_says_what_it_needs_and_how_to_get_it() {
    for kind in Kind::ALL {
        let Some(tool) = kind.tool() else { continue };
        for how in [tool.get.debian, tool.get.macos, tool.get.windows, tool.get_here()] {
            assert!(!how.is_empty(), "{kind:?}");
        }
        assert!(tool.get.page.starts_with("https://"), "{kind:?}");
    }
}
