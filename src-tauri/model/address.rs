//! Addresses of files at Quo: signed ones change with every reading, and mean the same file.

/// Parameters that sign an address, or say how long it is good for, in lower case.
const SIGNING: [&str; 12] = [
    "expires",
    "expiry",
    "signature",
    "sig",
    "policy",
    "token",
    "key-pair-id",
    "googleaccessid",
    "awsaccesskeyid",
    "se",
    "sp",
    "sv",
];
/// Beginnings of such names.
const SIGNING_FAMILIES: [&str; 2] = ["x-amz-", "x-goog-"];

/// The part of an address that stays the same when it is signed anew: which file it is.
#[must_use]
pub fn lasting(url: &str) -> String {
    let bare = url.split('#').next().unwrap_or(url);
    let Some((path, query)) = bare.split_once('?') else { return bare.to_owned() };
    let signs = |pair: &str| {
        let name = pair.split('=').next().unwrap_or(pair).to_ascii_lowercase();
        SIGNING.contains(&name.as_str()) || SIGNING_FAMILIES.iter().any(|family| name.starts_with(family))
    };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !signs(pair)).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_signed_anew_means_the_same_file() {
        for (url, wanted) in [
            ("https://a.test/x.mp3", "https://a.test/x.mp3"),
            ("https://a.test/x.mp3?expires=1&signature=ab", "https://a.test/x.mp3"),
            ("https://a.test/x.mp3?Expires=1&Key-Pair-Id=K&Signature=ab#t=3", "https://a.test/x.mp3"),
            ("https://a.test/get?file=7&X-Amz-Date=2&X-Amz-Signature=ab", "https://a.test/get?file=7"),
            ("https://a.test/get?file=8&X-Goog-Expires=2", "https://a.test/get?file=8"),
            ("https://a.test/get?", "https://a.test/get"),
            ("", ""),
        ] {
            assert_eq!(lasting(url), wanted, "{url}");
        }
    }
}
