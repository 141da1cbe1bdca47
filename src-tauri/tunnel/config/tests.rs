//! Every field that is wrong is named, with what is right.

use super::*;

fn problems(line: &str) -> Vec<String> {
    match line.parse::<Config>() {
        Ok(config) => config.problems(false).iter().map(ToString::to_string).collect(),
        Err(problem) => vec![format!("line {problem}")],
    }
}

#[test]
fn what_is_right_is_taken() {
    for line in [
        "off",
        "own:https://hooks.example.com",
        "own:https://hooks.example.com:8443/",
        "own:http://127.0.0.1:8080",
        "ssh:me@host.example.com",
        "ssh:office,port=2222,remote-port=9000,remote-host=127.0.0.1,url=https://hooks.example.com",
        "ssh:me@[2001:db8::1]",
        "ssh:nokey@localhost.run,announced",
        "bore:bore.pub",
        "bore:203.0.113.4,port=12345,url=https://hooks.example.com",
        "cloudflared",
        "tailscale",
        "tailscale:8443",
    ] {
        assert_eq!(problems(line), Vec::<String>::new(), "{line}");
    }
    let token: Config = "cloudflared:hooks.example.com".parse().unwrap();
    assert_eq!(token.problems(true), []);
    assert_eq!(token.given_url().unwrap().as_str(), "https://hooks.example.com/");
}

#[test]
fn what_is_wrong_is_named() {
    for (line, begins) in [
        ("", "line tunnel: begin with"),
        ("wormhole:x", "line tunnel: begin with"),
        ("own", "line tunnel: own: needs an address"),
        ("own:hooks.example.com", "url: write it as"),
        ("own:ftp://hooks.example.com", "url: write it as"),
        ("own:http://hooks.example.com", "url: use https"),
        ("own:https://hooks.example.com/webhooks/quo", "url: give the address without a path"),
        ("own:https://me:pw@hooks.example.com", "url: leave out the name and password"),
        ("ssh", "line tunnel: ssh: needs a destination"),
        ("ssh:-oProxyCommand=x", "destination: a destination does not begin with a dash"),
        ("ssh:me@-oProxyCommand", "destination: a destination does not begin with a dash"),
        ("ssh:me@host;reboot", "destination: write it as user@host, without spaces"),
        ("ssh:me@host,port=0", "port: a port is 1 to 65535"),
        ("ssh:me@host,port=99999", "line tunnel: port is a number"),
        ("ssh:me@host,prot=22", "line tunnel: prot is not known here"),
        ("ssh:me@host,port=1,port=2", "line tunnel: port is given twice"),
        ("ssh:me@host,key=id_rsa", "identityFile: give the whole path"),
        ("ssh:me@host,key=/no/such/file", "identityFile: there is no such file"),
        ("ssh:me@host,announced,url=https://hooks.example.com", "announced: either"),
        ("bore", "line tunnel: bore: needs a server"),
        ("bore:bore.pub:7835", "server: write a host name"),
        ("bore:-x", "server: write a host name"),
        ("cloudflared:hooks.example.com", "secret: paste the tunnel's token"),
        ("cloudflared:https://hooks.example.com,tunnel=x", "hostname: write a name such as"),
        ("cloudflared:hooks.example.com,tunnel=x", "credentialsFile: name the file"),
        ("cloudflared:hooks.example.com,credentials=/x", "tunnel: name the tunnel"),
        ("ngrok:https://x.ngrok.app", "domain: write a name such as"),
        ("tailscale:80", "port: Funnel listens on"),
        ("tailscale:x", "line tunnel: tailscale: takes a port"),
    ] {
        let found = problems(line);
        assert!(found.first().is_some_and(|first| first.starts_with(begins)), "{line}: {found:?}");
    }
}

#[test]
fn a_setting_of_an_earlier_version_is_read() {
    let old = r#"{"kind":"ssh","destination":"me@host"}"#;
    let config: Config = serde_json::from_str(old).unwrap();
    assert_eq!(config, "ssh:me@host".parse().unwrap());
    for line in ["off", "own:https://a.example", "bore:b.example", "cloudflared", "tailscale:443", "ngrok"] {
        let config: Config = line.parse().unwrap();
        let kept = serde_json::to_string(&config).unwrap();
        assert_eq!(serde_json::from_str::<Config>(&kept).unwrap(), config);
    }
}
