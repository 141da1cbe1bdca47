//! Where a request for a stranger's address may go (TRUST.md T9, SSRF-1…3, table D).
//!
//! https on port 443 only, no user name, no address of this machine or its networks, at most three hops, each
//! checked again; the connection goes to exactly the addresses that were checked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use url::{Host, Url};

/// Redirects followed.
pub const MAX_HOPS: usize = 3;
/// Longest address in bytes.
const MAX_URL: usize = 8192;

/// Why an address may not be asked. Nothing has been sent when this is said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not an address.
    #[error("it is not an address")]
    Malformed,
    /// Longer than 8 KiB.
    #[error("it is too long")]
    TooLong,
    /// Not https.
    #[error("only https is allowed")]
    Scheme,
    /// Another port than 443.
    #[error("only port 443 is allowed")]
    Port,
    /// A user name or password in the address.
    #[error("it holds a user name")]
    UserInfo,
    /// A name or address of this machine or its networks.
    #[error("it leads to this machine or its networks")]
    NotPublic,
}

/// The one origin on this machine that may be asked all the same: a stand-in for Quo named in the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception(String);

impl Exception {
    /// The origin of `url`, if it is plain http on a loopback address; `None` for everything else.
    #[must_use]
    pub fn loopback(url: &str) -> Option<Self> {
        let url = Url::parse(url).ok()?;
        let loopback = match url.host()? {
            Host::Ipv4(ip) => ip.is_loopback(),
            Host::Ipv6(ip) => ip.is_loopback(),
            Host::Domain(_) => false,
        };
        (loopback && url.scheme() == "http").then(|| Self(url.origin().ascii_serialization()))
    }
}

/// Reads and checks an address, before any look-up of its name.
///
/// # Errors
/// Says which rule it breaks.
pub fn check(text: &str, exception: Option<&Exception>) -> Result<Url, Refusal> {
    if text.len() > MAX_URL {
        return Err(Refusal::TooLong);
    }
    let url = Url::parse(text).map_err(|_| Refusal::Malformed)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::UserInfo);
    }
    if exception.is_some_and(|allowed| url.origin().ascii_serialization() == allowed.0) {
        return Ok(url);
    }
    if url.scheme() != "https" {
        return Err(Refusal::Scheme);
    }
    if url.port_or_known_default() != Some(443) {
        return Err(Refusal::Port);
    }
    match url.host() {
        None => Err(Refusal::Malformed),
        Some(Host::Ipv4(ip)) if !is_public(IpAddr::V4(ip)) => Err(Refusal::NotPublic),
        Some(Host::Ipv6(ip)) if !is_public(IpAddr::V6(ip)) => Err(Refusal::NotPublic),
        Some(Host::Domain(name)) if is_local_name(name) => Err(Refusal::NotPublic),
        Some(_) => Ok(url),
    }
}

/// Checks what a name resolved to: one address that is not public refuses them all (table D, D9).
///
/// # Errors
/// [`Refusal::NotPublic`]; also for an empty list.
pub fn check_resolved(addresses: &[SocketAddr]) -> Result<(), Refusal> {
    if addresses.is_empty() || addresses.iter().any(|address| !is_public(address.ip())) {
        return Err(Refusal::NotPublic);
    }
    Ok(())
}

fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost"
        || !name.contains('.')
        || [".localhost", ".local", ".internal", ".lan", ".home.arpa", ".intranet"]
            .iter()
            .any(|end| name.ends_with(end))
}

/// Whether an address is on the public internet.
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b)) // carrier-grade NAT, RFC 6598
        || (a == 192 && b == 0 && c == 0) // IETF protocol assignments, RFC 6890
        || (a == 198 && (b == 18 || b == 19))) // benchmarking, RFC 2544
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(v4) = ip.to_ipv4() {
        return is_public_v4(v4) && ip.to_ipv4_mapped().is_some();
    }
    let [s0, s1, s2, ..] = ip.segments();
    // Only 2000::/3 is given out for the public internet; inside it, ranges that lead elsewhere.
    (s0 & 0xe000) == 0x2000
        && !(s0 == 0x2001 && s1 < 0x0200) // protocol assignments, Teredo, ORCHID
        && !(s0 == 0x2001 && s1 == 0x0db8) // documentation
        && s0 != 0x2002 // 6to4 carries any IPv4 address
        && !(s0 == 0x3fff && s1 < 0x1000) // documentation, RFC 9637
        && !(s0 == 0x64 && s1 == 0xff9b && s2 <= 1) // NAT64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_this_machine_and_its_networks_are_refused_in_every_spelling() {
        for url in [
            "http://files.example.com/x",
            "ftp://files.example.com/x",
            "file:///etc/passwd",
            "gopher://files.example.com/",
            "data:text/plain,x",
            "javascript:alert(1)",
            "blob:https://files.example.com/x",
            "\\\\host\\share",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://0177.0.0.1/",
            "https://①②⑦.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::]/",
            "https://[fe80::1]/",
            "https://[fc00::1]/",
            "https://[fd7a:115c:a1e0::1]/",
            "https://[fd00:ec2::254]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[2002:7f00:1::]/",
            "https://localhost/",
            "https://localhost./",
            "https://foo.localhost/",
            "https://printer.local/",
            "https://router/",
            "https://169.254.169.254/",
            "https://metadata.google.internal/",
            "https://10.0.0.1/",
            "https://192.168.1.1/",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://media.quo.com@169.254.169.254/",
            "https://user:pw@files.example.com/",
            "https://files.example.com:22/",
            "https://files.example.com:80/",
            "https://files.example.com:8080/",
            "https://files.example.com:0/",
            "https://files.example.com:65536/",
            "https://1.1.1.1%2f@10.0.0.1/",
        ] {
            assert!(check(url, None).is_err(), "{url}");
        }
        assert_eq!(check(&format!("https://files.example.com/{}", "a".repeat(9000)), None), Err(Refusal::TooLong));
        for url in
            ["https://storage.googleapis.com/opstatics/x.mp3", "https://1.1.1.1/", "https://files.openphone.co:443/x"]
        {
            assert!(check(url, None).is_ok(), "{url}");
        }
    }

    #[test]
    fn one_private_address_among_public_ones_refuses_the_name() {
        let public: SocketAddr = "1.1.1.1:443".parse().unwrap();
        let private: SocketAddr = "10.0.0.1:443".parse().unwrap();
        assert_eq!(check_resolved(&[public]), Ok(()));
        assert_eq!(check_resolved(&[public, private]), Err(Refusal::NotPublic));
        assert_eq!(check_resolved(&[]), Err(Refusal::NotPublic));
    }

    #[test]
    fn only_the_configured_stand_in_on_this_machine_is_excepted() {
        let exception = Exception::loopback("http://127.0.0.1:4010");
        assert!(exception.is_some());
        assert!(check("http://127.0.0.1:4010/media/x", exception.as_ref()).is_ok());
        assert!(check("http://127.0.0.1:4011/media/x", exception.as_ref()).is_err());
        assert_eq!(Exception::loopback("https://api.quo.com"), None);
        assert_eq!(Exception::loopback("http://10.0.0.1:80"), None);
    }
}
