//! Where a download may go, how large and slow it may be, and how it goes on after a break (SSRF-1…3, MED-3).

use super::server::{Bait, Deed, Server, answer, header, path};
use ringbook::media::{BlobStore, Error, Fetcher, Limits, policy::Exception};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::{io::AsyncWriteExt as _, net::TcpStream};

struct Bench {
    dir: tempfile::TempDir,
    fetcher: Fetcher,
}

impl Bench {
    fn new(server: &Server, limits: Limits) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let blobs = BlobStore::open(dir.path()).unwrap();
        let fetcher = Fetcher::new(blobs, Exception::loopback(&server.url), limits).unwrap();
        Self { dir, fetcher }
    }

    async fn fetch(&self, url: &str) -> Result<ringbook::media::Blob, Error> {
        self.fetcher.fetch(url, false, &mut None).await
    }

    /// Files in the folder, half ones among them.
    fn files(&self) -> usize {
        std::fs::read_dir(self.dir.path()).unwrap().flatten().filter(|entry| entry.path().is_file()).count()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_redirect_leads_to_this_machine_or_its_networks() {
    let bait = Bait::lay().await;
    let server = Server::saying(|head| {
        // `/3/rest` goes on to `/2/rest`; `/0/rest` to what `rest` names, as hex.
        let (_, rest) = path(head).split_once('/').unwrap();
        let (hops, target) = rest.split_once('/').unwrap();
        let to = match hops.parse::<u32>().unwrap() {
            0 => {
                let bytes: Vec<u8> = (0..target.len() / 2)
                    .map(|at| u8::from_str_radix(&target[at * 2..at * 2 + 2], 16).unwrap())
                    .collect();
                String::from_utf8(bytes).unwrap()
            }
            hops => format!("/{}/{target}", hops - 1),
        };
        answer("302 Found", &[("location", &to), ("content-length", "0")], b"")
    })
    .await;
    let bench = Bench::new(&server, Limits::default());
    let port = bait.url.split(':').nth(2).unwrap().split('/').next().unwrap().to_owned();
    let targets = [
        bait.url.clone(),
        format!("https://127.0.0.1:{port}/"),
        format!("//127.0.0.1:{port}/"),
        format!("http://localhost:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://0x7f000001:{port}/"),
        format!("http://user@127.0.0.1:{port}/"),
        "https://10.0.0.1/".to_owned(),
        "https://192.168.1.1/admin".to_owned(),
        "https://169.254.169.254/latest/meta-data/".to_owned(),
        "https://metadata.google.internal/".to_owned(),
        "https://100.64.0.1/".to_owned(),
        "https://[fd00::1]/".to_owned(),
        "https://[::ffff:127.0.0.1]/".to_owned(),
        "http://files.example.com/".to_owned(),
        "https://files.example.com:8443/".to_owned(),
        "ftp://files.example.com/x".to_owned(),
        "file:///etc/passwd".to_owned(),
        "gopher://127.0.0.1/".to_owned(),
        "data:text/plain,x".to_owned(),
    ];
    for target in &targets {
        let hex: String = target.bytes().map(|byte| format!("{byte:02x}")).collect();
        for hops in 0..=2 {
            let error = bench.fetch(&format!("{}/{hops}/{hex}", server.url)).await.unwrap_err();
            assert!(matches!(error, Error::Address(_)), "{target} after {hops} hops: {error}");
        }
        for hops in [3, 4, 9] {
            let error = bench.fetch(&format!("{}/{hops}/{hex}", server.url)).await.unwrap_err();
            assert!(matches!(error, Error::Address(_) | Error::TooManyHops), "{target} after {hops} hops: {error}");
        }
    }
    let asked = server.heads.lock().unwrap().len();
    bench.fetch(&format!("{}/90/00", server.url)).await.unwrap_err();
    assert_eq!(server.heads.lock().unwrap().len() - asked, 4, "one request and three hops");
    assert_eq!(bait.touched.load(Ordering::SeqCst), 0, "a private address was connected to");
    for head in server.heads.lock().unwrap().iter() {
        for name in ["authorization", "cookie", "referer"] {
            assert_eq!(header(head, name), None, "{head}");
        }
    }
    assert_eq!(bench.files(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_leads_inside_is_refused_before_anything_is_sent() {
    let server = Server::saying(|_| answer("200 OK", &[], b"x")).await;
    let bench = Bench::new(&server, Limits::default());
    for url in ["https://localhost/x", "https://printer.local/x", "http://127.0.0.1:1/x", "https://127.0.0.1/x"] {
        assert!(matches!(bench.fetch(url).await, Err(Error::Address(_))), "{url}");
    }
    assert!(server.heads.lock().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_large_or_too_slow_is_given_up_and_leaves_nothing() {
    let deed: Deed = Arc::new(|head: String, mut stream: TcpStream| {
        Box::pin(async move {
            // Whoever reads goes away early; that is the point.
            match path(&head) {
                "/said" => {
                    let _ = stream.write_all(&answer("200 OK", &[("content-length", "99999999999")], b"x")).await;
                    std::future::pending::<()>().await;
                }
                "/endless" => {
                    let _ = stream.write_all(&answer("200 OK", &[("transfer-encoding", "chunked")], b"")).await;
                    let chunk = [b"10000\r\n".as_slice(), &[7_u8; 0x10000], b"\r\n"].concat();
                    while stream.write_all(&chunk).await.is_ok() {}
                }
                "/silent" => std::future::pending::<()>().await,
                "/stops" => {
                    let _ = stream.write_all(&answer("200 OK", &[("content-length", "1000")], b"half")).await;
                    std::future::pending::<()>().await;
                }
                _ => {
                    let _ = stream.write_all(&answer("200 OK", &[("content-length", "100000")], b"")).await;
                    while stream.write_all(b"drop").await.is_ok() {
                        tokio::time::sleep(Duration::from_millis(20)).await; // a slow sender
                    }
                }
            }
        })
    });
    let server = Server::start(deed).await;
    let limits = Limits {
        file_bytes: 1 << 20,
        first_byte: Duration::from_millis(500),
        silence: Duration::from_millis(500),
        slow: Duration::from_secs(1),
        total: Duration::from_secs(20),
        ..Limits::default()
    };
    let bench = Bench::new(&server, limits);
    for (path, wanted) in [
        ("/said", "larger"),
        ("/endless", "larger"),
        ("/silent", "too long"),
        ("/stops", "too long"),
        ("/drips", "too long"),
    ] {
        let error = bench.fetch(&format!("{}{path}", server.url)).await.unwrap_err().to_string();
        assert!(error.contains(wanted), "{path}: {error}");
        assert_eq!(bench.files(), 0, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_download_that_breaks_goes_on_where_it_was() {
    let whole: Arc<Vec<u8>> = Arc::new((0..300_000_u32).map(|n| (n % 251) as u8).collect());
    let sent = whole.clone();
    let deed: Deed = Arc::new(move |head: String, mut stream: TcpStream| {
        let sent = sent.clone();
        Box::pin(async move {
            let from: usize = header(&head, "range")
                .map_or(0, |range| range.trim_start_matches("bytes=").trim_end_matches('-').parse().unwrap());
            let rest = &sent[from..];
            let (length, range) = (rest.len().to_string(), format!("bytes {from}-{}/{}", sent.len() - 1, sent.len()));
            let changed = path(&head) == "/changed" && from > 0;
            let bytes = if from == 0 {
                answer("200 OK", &[("content-length", &length), ("etag", "\"v1\"")], &rest[..100_000])
            } else if changed {
                // The file is another one by now: If-Range makes the other side send all of it.
                answer("200 OK", &[("content-length", "3"), ("etag", "\"v2\"")], b"new")
            } else {
                assert_eq!(header(&head, "if-range"), Some("\"v1\""));
                let most = rest.len().min(100_000);
                answer(
                    "206 Partial Content",
                    &[("content-length", &length), ("content-range", &range), ("etag", "\"v1\"")],
                    &rest[..most],
                )
            };
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        })
    });
    let server = Server::start(deed).await;
    let bench = Bench::new(&server, Limits::default());
    let url = format!("{}/file", server.url);
    let mut partial = None;
    for kept in [100_000, 200_000] {
        bench.fetcher.fetch(&url, false, &mut partial).await.unwrap_err();
        assert_eq!(partial.as_ref().unwrap().size_bytes(), kept);
    }
    let blob = bench.fetcher.fetch(&url, false, &mut partial).await.unwrap();
    assert_eq!((blob.size_bytes, blob.id.as_str()), (300_000, blake3::hash(&whole).to_hex().as_str()));
    assert_eq!(server.heads.lock().unwrap().len(), 3);

    let url = format!("{}/changed", server.url);
    bench.fetcher.fetch(&url, false, &mut partial).await.unwrap_err();
    let blob = bench.fetcher.fetch(&url, false, &mut partial).await.unwrap();
    assert_eq!(blob.id.as_str(), blake3::hash(b"new").to_hex().as_str());
    bench.fetcher.fetch(&format!("{}/file", server.url), false, &mut partial).await.unwrap_err();
    drop(partial);
    assert_eq!(bench.files(), 0, "a part that nobody goes on with stays nowhere");
}
