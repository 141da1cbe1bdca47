//! Quo's three bodies for an error (API.md section 2): v1, 2026-03-30, and the gateway's `{"error": …}`.

use serde::Deserialize;

use crate::quo::Refusal;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Body {
    error: Option<Inner>,
    #[serde(flatten)]
    plain: Inner,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Inner {
    message: Option<String>,
    code: Option<serde_json::Value>,
    key: Option<String>,
    title: Option<String>,
    trace: Option<serde_json::Value>,
}

/// What a body says about a refusal; a body of any other shape says nothing.
pub fn refusal(status: u16, body: &[u8]) -> Refusal {
    let Body { error, plain } = serde_json::from_slice(body).unwrap_or_default();
    let Inner { message, code, key, title, trace } = error.unwrap_or(plain);
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let message = message.or_else(|| {
        let text = "the answer is a web page; a proxy or the network may stand between this computer and Quo";
        is_web_page(body).then(|| text.to_owned())
    });
    let short = |text: String| text.chars().take(300).collect::<String>();
    Refusal {
        status,
        code: code.and_then(text).or(key),
        title: title.map(short),
        message: message.map(short),
        trace: trace.and_then(text),
    }
}

/// Whether a body is a page for a browser: a proxy's or a network's sign-in, never Quo's.
pub fn is_web_page(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_shapes_are_read_and_others_do_no_harm() {
        let v1 = refusal(400, br#"{"message":"m","code":"0206400","status":400,"docs":"d","title":"A2P Registration Not Approved","trace":"t"}"#);
        assert_eq!((v1.code.as_deref(), v1.trace.as_deref()), (Some("0206400"), Some("t")));
        assert!(v1.stops_all_sends());
        let dated = refusal(422, br#"{"title":"Unprocessable","message":"no","docs":"d","errors":[{"path":"/x"}]}"#);
        assert_eq!((dated.message.as_deref(), dated.stops_all_sends()), (Some("no"), false));
        let gateway = refusal(401, br#"{"error":{"message":"bad key","key":"UNAUTHORIZED","trace":"t2"}}"#);
        assert_eq!((gateway.code.as_deref(), gateway.message.as_deref()), (Some("UNAUTHORIZED"), Some("bad key")));
        for odd in [&b""[..], b"[]", b"null", b"{\"message\":7}", b"\xff"] {
            assert_eq!(refusal(400, odd), Refusal { status: 400, ..Refusal::default() });
        }
        let proxy = refusal(403, b"\n<!DOCTYPE html><html><body>Blocked");
        assert!(proxy.message.is_some_and(|message| message.contains("proxy")));
    }
}
