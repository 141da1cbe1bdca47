//! `ngrok --log stdout --log-format logfmt`: `t=… lvl=info msg="started tunnel" … url=https://…`.

use super::{Reader, Said, base, plain};
use crate::tunnel::Trouble;

/// Reads ngrok.
#[derive(Debug, Default)]
pub struct Ngrok {
    lost: bool,
}

impl Reader for Ngrok {
    fn read(&mut self, line: &str) -> Vec<Said> {
        let line = plain(line);
        let word = |key: &str| field(&line, key);
        let message = word("msg").unwrap_or_default();
        if message == "started tunnel" {
            let url = word("url").filter(|url| url.starts_with("https://")).and_then(|url| base(&url));
            return url.map_or_else(Vec::new, |url| vec![Said::Address(url), Said::Connected]);
        }
        if message.starts_with("session closed, starting reconnect loop") {
            self.lost = true;
            return vec![Said::Lost("ngrok lost its connection and makes it again".to_owned())];
        }
        if message == "client session established" {
            return if std::mem::take(&mut self.lost) { vec![Said::Connected] } else { vec![] };
        }
        if let Some(refused) = refusal(&line) {
            return vec![refused];
        }
        if message == "failed to reconnect session" {
            return vec![Said::Trouble("ngrok's service cannot be reached".to_owned())];
        }
        vec![]
    }
}

/// The value of `key` in a line of logfmt.
fn field(line: &str, key: &str) -> Option<String> {
    let start = format!("{key}=");
    let at = line
        .match_indices(&start)
        .map(|(at, _)| at)
        .find(|at| *at == 0 || line.get(..*at).is_some_and(|before| before.ends_with(' ')))?;
    let value = line.get(at + start.len()..)?;
    let Some(quoted) = value.strip_prefix('"') else {
        return Some(value.split(' ').next().unwrap_or_default().to_owned());
    };
    let mut out = String::new();
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    Some(out)
}

/// What ngrok's error number in `text` means, if there is one.
///
/// Source: ngrok, "Error Codes" (ngrok.com/docs/errors).
#[must_use]
pub fn refusal(text: &str) -> Option<Said> {
    let (_, rest) = text.split_once("ERR_NGROK_")?;
    let code: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let (cause, cure) = match code.as_str() {
        "105" | "106" | "107" | "109" | "110" => {
            ("ngrok does not accept the authtoken".to_owned(), "copy the authtoken again from ngrok's dashboard")
        }
        "4018" => {
            ("ngrok wants an account".to_owned(), "make a free account at ngrok.com and paste its authtoken here")
        }
        "108" => (
            "this ngrok account is in use by another program already".to_owned(),
            "end the other ngrok, or use an account of its own for Ringbook",
        ),
        "334" | "308" => (
            "the ngrok address is in use by another program already".to_owned(),
            "end the other ngrok, or choose another domain",
        ),
        "319" | "320" | "313" => (
            "the domain is not reserved for this ngrok account".to_owned(),
            "reserve it in ngrok's dashboard, or leave the domain empty",
        ),
        "120" | "121" => ("this ngrok program is too old".to_owned(), "run ngrok update"),
        "802" | "803" | "804" => return Some(Said::Trouble("ngrok has trouble of its own".to_owned())),
        _ => (format!("ngrok refused with ERR_NGROK_{code}"), "ngrok.com/docs/errors says what that means"),
    };
    Some(Said::Refused(Trouble::new(cause, cure)))
}
