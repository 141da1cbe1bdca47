//! ngrok's agent in this process: nothing to install.

use super::{Trouble, reader, reader::Said};
use ngrok::prelude::*;
use secrecy::{ExposeSecret as _, SecretString};
use std::net::SocketAddr;
use tokio::{sync::mpsc, task::AbortHandle};
use url::Url;

/// Ends the forwarding task, and with it the tunnel, when it is dropped.
struct Forwarding(AbortHandle);

impl Drop for Forwarding {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Holds the tunnel until it ends. Gives why. The agent makes a lost connection again by itself.
pub async fn run(domain: Option<&str>, token: &SecretString, hook: SocketAddr, said: &mpsc::Sender<Said>) -> Trouble {
    let ended = async {
        let to = Url::parse(&format!("http://{hook}/")).map_err(|error| error.to_string())?;
        let session = ngrok::Session::builder().authtoken(token.expose_secret()).connect().await;
        let session = session.map_err(|error| error.to_string())?;
        let mut endpoint = session.http_endpoint();
        if let Some(domain) = domain {
            endpoint.domain(domain);
        }
        let mut forwarder = endpoint.listen_and_forward(to).await.map_err(|error| error.to_string())?;
        let _forwarding = Forwarding(forwarder.join().abort_handle());
        let url = reader::base(forwarder.url());
        for one in [url.map(Said::Address), Some(Said::Connected)].into_iter().flatten() {
            // Nobody listens only when everything is being stopped.
            let _ = said.send(one).await;
        }
        match forwarder.join().await {
            Ok(Ok(())) => Ok::<_, String>("ngrok closed the tunnel".to_owned()),
            Ok(Err(error)) => Err(error.to_string()),
            Err(error) => Err(error.to_string()),
        }
    };
    match ended.await {
        Ok(words) => Trouble::passing(words),
        Err(words) => {
            if let Some(refused) = reader::ngrok_refusal(&words) {
                // As above.
                let _ = said.send(refused).await;
            }
            Trouble::passing("ngrok's service cannot be used")
        }
    }
}
