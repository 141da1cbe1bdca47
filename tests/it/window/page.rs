//! The page in the window, driven through WebKit's own driver.

use super::desk::{Desk, Group, PATIENCE, free_port, wait_for_port};
use serde_json::{Value, json};
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};
use thirtyfour::{Capabilities, WebDriver, prelude::*};

/// The window's page.
pub struct Page {
    pub driver: WebDriver,
    name: &'static str,
    _process: Group,
}

impl Page {
    /// Opens the window on this desk, with further variables. `name` is that of the test, for the pictures.
    pub async fn open(desk: &Desk, name: &'static str, variables: &[(&str, String)]) -> Self {
        // A second call finds the provider installed, which is all it wants.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let port = free_port();
        let mut command = desk.command("WebKitWebDriver");
        command.args([format!("--port={port}"), "--host=127.0.0.1".to_owned()]);
        // The window takes orders from the driver only if it was started for that.
        command.env("TAURI_WEBVIEW_AUTOMATION", "true").envs(variables.iter().map(|(name, value)| (name, value)));
        let process = Group::spawn(&mut command);
        wait_for_port(&format!("127.0.0.1:{port}"));
        let mut wanted = Capabilities::new();
        let window = json!({ "binary": desk.binary(), "args": desk.arguments() });
        wanted.set("webkitgtk:browserOptions", window).unwrap();
        let driver = match WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await {
            Ok(driver) => driver,
            Err(error) => panic!("the window does not open: {error}\n{}", desk.read_log()),
        };
        Self { driver, name, _process: process }
    }

    /// The element with this role and name, or label, once it is there and shown.
    pub async fn find(&self, selector: &str) -> WebElement {
        let query = self.driver.query(By::Css(selector.to_owned())).wait(PATIENCE, Duration::from_millis(50));
        match query.and_displayed().first().await {
            Ok(element) => element,
            Err(error) => {
                self.picture("lost").await;
                panic!("no {selector} on the page: {error}\n{}", self.text().await)
            }
        }
    }

    /// Waits until the text of the page is as wanted.
    pub async fn until(&self, what: &str, wanted: impl Fn(&str) -> bool) {
        self.until_in("body", what, wanted).await;
    }

    /// Waits until the open thread is as wanted.
    pub async fn thread_until(&self, what: &str, wanted: impl Fn(&str) -> bool) {
        self.until_in("[role=region][aria-label^=Messages]", what, wanted).await;
    }

    async fn until_in(&self, selector: &str, what: &str, wanted: impl Fn(&str) -> bool) {
        let script = format!("const found = document.querySelector({selector:?}); return found ? found.innerText : ''");
        let began = Instant::now();
        loop {
            let text = self.run(&script).await.as_str().unwrap_or_default().to_owned();
            if wanted(&text) {
                return;
            }
            if began.elapsed() > PATIENCE {
                self.picture("lost").await;
                panic!("waited in vain until {what}; it shows:\n{text}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Everything the page shows.
    pub async fn text(&self) -> String {
        let text = self.run("return document.body ? document.body.innerText : ''").await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script in the page and gives what it returns.
    pub async fn run(&self, script: &str) -> Value {
        self.driver.execute(script.to_owned(), vec![]).await.unwrap().json().clone()
    }

    /// Presses the button with these words.
    pub async fn press(&self, words: &str) {
        let script =
            format!("[...document.querySelectorAll('button')].find(one => one.textContent === {words:?}).click()");
        self.run(&script).await;
    }

    /// Presses what a selector finds first, once it is there, wherever it lies.
    pub async fn press_at(&self, selector: &str) {
        self.find(selector).await;
        self.run(&format!("document.querySelector({selector:?}).click()")).await;
    }

    /// Awaits a promise in the page: what it came to, or `{"refused": …}`.
    pub async fn wait_for(&self, promise: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1]; \
             Promise.resolve().then(() => {promise}).then(done, error => done({{ refused: error }}))"
        );
        self.driver.execute_async(script, vec![]).await.unwrap().json().clone()
    }

    /// Keeps a picture of the window beside the test's binaries.
    ///
    /// A picture taken right after a change may show the frame before it, so two frames are waited for.
    pub async fn picture(&self, what: &str) {
        self.wait_for("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))").await;
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("window");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{}-{what}.png", self.name));
        self.driver.screenshot(&file).await.unwrap();
    }

    /// Closes the window.
    pub async fn close(self) {
        self.driver.quit().await.unwrap();
    }
}
