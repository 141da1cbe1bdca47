//! bore's client in this process: nothing to install.

use super::{Trouble, reader::Said};
use bore_cli::client::Client;
use secrecy::{ExposeSecret as _, SecretString};
use std::net::SocketAddr;
use tokio::sync::mpsc;
use url::Url;

/// Holds the tunnel until it ends. Gives why.
pub async fn run(
    server: &str,
    port: u16,
    secret: Option<&SecretString>,
    given: bool,
    hook: SocketAddr,
    said: &mpsc::Sender<Said>,
) -> Trouble {
    let host = hook.ip().to_string();
    let secret = secret.map(|secret| secret.expose_secret());
    let client = match Client::new(&host, hook.port(), server, port, secret).await {
        Ok(client) => client,
        Err(error) => {
            let words = format!("{error:#}");
            let refused = refusal(&words);
            if let Some(refused) = refused {
                // Nobody listens only when everything is being stopped.
                let _ = said.send(Said::Refused(refused)).await;
            }
            return Trouble::passing(format!("the bore server cannot be used: {words}"));
        }
    };
    let host = if server.contains(':') && !server.starts_with('[') { format!("[{server}]") } else { server.to_owned() };
    let url = Url::parse(&format!("http://{host}:{}/", client.remote_port()));
    for one in [url.ok().filter(|_| !given).map(Said::Address), Some(Said::Connected)].into_iter().flatten() {
        // As above.
        let _ = said.send(one).await;
    }
    match client.listen().await {
        Ok(()) => Trouble::passing("the bore server closed the connection"),
        Err(error) => Trouble::passing(format!("the connection to the bore server was lost: {error:#}")),
    }
}

/// What the server said, where trying again soon would not help.
fn refusal(words: &str) -> Option<Trouble> {
    if words.contains("requires authentication") {
        return Some(Trouble::new(
            "the bore server asks for a secret",
            "ask who runs it for the secret and paste it here",
        ));
    }
    if words.contains("invalid secret") || words.contains("server requires secret") {
        return Some(Trouble::new("the bore server does not accept the secret", "ask who runs it for the right one"));
    }
    if words.contains("no secret was required") {
        return Some(Trouble::new("the bore server asks for no secret", "remove the secret here"));
    }
    if words.contains("port number not in allowed range") || words.contains("port number too low") {
        return Some(Trouble::new("the bore server does not give that port", "choose another port, or none"));
    }
    None
}
