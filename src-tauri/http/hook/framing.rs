//! A strict reader of request heads in front of the HTTP library, which is lenient where proxies disagree.
//!
//! The library takes a bare line feed for the end of a line, and a length beside chunks; two programs that read
//! such a request differently can be made to see different requests. This wrapper gives the library one head at
//! a time, says of each whether it is well framed, and knows when the connection is between two requests, which
//! is what times depend on. It never changes a byte.

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::limits::HookLimits;

const READ_BYTES: usize = 8 << 10;
const HEAD_END: &[u8] = b"\r\n\r\n";

/// How a head frames its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Framing {
    /// Well framed; another request may follow on the connection.
    Sound,
    /// Well framed in chunks; the connection ends with it.
    Last,
    /// Not to be trusted; refused.
    Broken,
}

/// What the wrapper and the service of one connection tell each other.
#[derive(Debug, Default)]
pub(in crate::http) struct Exchange {
    framings: Mutex<VecDeque<Framing>>,
    answering: AtomicBool,
}

impl Exchange {
    /// The framing of the request that the library hands over now.
    pub(in crate::http) fn next_framing(&self) -> Framing {
        self.framings.lock().unwrap_or_else(PoisonError::into_inner).pop_front().unwrap_or(Framing::Broken)
    }

    /// Whether a request is being answered. No time runs for the next one meanwhile.
    pub(in crate::http) fn is_answering(&self) -> bool {
        self.answering.load(Ordering::Acquire)
    }

    pub(in crate::http) fn set_answering(&self, answering: bool) {
        self.answering.store(answering, Ordering::Release);
    }

    fn push(&self, framing: Framing) {
        self.framings.lock().unwrap_or_else(PoisonError::into_inner).push_back(framing);
    }
}

/// Where in a request the next byte belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Head,
    Body(u64),
    /// To the end of the connection.
    Rest,
}

/// A connection whose heads are checked and whose pauses are limited.
pub(in crate::http) struct Guarded<T> {
    inner: T,
    exchange: Arc<Exchange>,
    limits: HookLimits,
    place: Place,
    /// Received and not looked at, or not complete enough to be looked at.
    waiting: BytesMut,
    /// Looked at, for the library.
    ready: BytesMut,
    /// Between requests: when the pause or the head has lasted too long.
    read_limit: Option<Pin<Box<Sleep>>>,
    head_begun: bool,
    first: bool,
    write_limit: Option<Pin<Box<Sleep>>>,
}

impl<T> Guarded<T> {
    pub(in crate::http) fn new(inner: T, exchange: Arc<Exchange>, limits: HookLimits) -> Self {
        Self {
            inner,
            exchange,
            limits,
            place: Place::Head,
            waiting: BytesMut::new(),
            ready: BytesMut::new(),
            read_limit: None,
            head_begun: false,
            first: true,
            write_limit: None,
        }
    }

    /// The connection itself, for reading what is left of it.
    pub(in crate::http) fn into_inner(self) -> T {
        self.inner
    }

    /// Moves what may be handed on from `waiting` to `ready`.
    fn advance(&mut self) {
        match self.place {
            Place::Rest => self.ready = self.waiting.split(),
            Place::Body(left) => {
                let length = usize::try_from(left).unwrap_or(usize::MAX).min(self.waiting.len());
                self.ready = self.waiting.split_to(length);
                self.count(length);
            }
            Place::Head => self.advance_head(),
        }
    }

    fn advance_head(&mut self) {
        // Empty lines before a request are allowed and mean nothing.
        while self.waiting.starts_with(b"\r\n") {
            self.waiting.advance(2);
        }
        if self.waiting.is_empty() {
            return;
        }
        let end = self.waiting.windows(HEAD_END.len()).position(|window| window == HEAD_END);
        let length = end.map_or(self.waiting.len(), |end| end.saturating_add(HEAD_END.len()));
        let head = self.waiting.get(..length).unwrap_or_default();
        if !is_clean(head, end.is_some()) || length > self.limits.header_bytes {
            // The library answers what it refuses itself; what it would take is refused by its framing.
            self.hand_on(Framing::Broken, Place::Rest);
            return;
        }
        if end.is_none() {
            return;
        }
        let (framing, place) = framing(head);
        let rest = self.waiting.split_off(length);
        self.hand_on(framing, place);
        self.waiting = rest;
    }

    fn hand_on(&mut self, framing: Framing, place: Place) {
        self.exchange.push(framing);
        self.ready = self.waiting.split();
        self.place = place;
        self.read_limit = None;
        self.head_begun = false;
        self.first = false;
    }

    /// Counts bytes of a body.
    fn count(&mut self, length: usize) {
        if let Place::Body(left) = self.place {
            let left = left.saturating_sub(u64::try_from(length).unwrap_or(u64::MAX));
            self.place = if left == 0 { Place::Head } else { Place::Body(left) };
        }
    }

    /// Ready with an error when the pause before a head, or the head itself, has lasted too long.
    fn poll_read_limit(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        if self.place != Place::Head || self.exchange.is_answering() {
            self.read_limit = None;
            return Poll::Pending;
        }
        let begun = !self.waiting.is_empty();
        if self.read_limit.is_none() || begun != self.head_begun {
            let time = if begun || self.first { self.limits.header_time } else { self.limits.idle_time };
            self.head_begun = begun;
            // The first head has one limit from the connection's first moment on.
            if self.read_limit.is_none() || !self.first {
                self.read_limit = Some(sleep(time));
            }
        }
        poll_limit(self.read_limit.as_mut(), cx)
    }
}

fn sleep(time: Duration) -> Pin<Box<Sleep>> {
    Box::pin(tokio::time::sleep_until(Instant::now() + time))
}

fn poll_limit(limit: Option<&mut Pin<Box<Sleep>>>, cx: &mut Context<'_>) -> Poll<io::Error> {
    match limit {
        Some(limit) => limit.as_mut().poll(cx).map(|()| io::ErrorKind::TimedOut.into()),
        None => Poll::Pending,
    }
}

/// No control characters, and no line feed or carriage return but in pairs. A head that is not complete may end
/// in half a pair.
fn is_clean(head: &[u8], complete: bool) -> bool {
    let mut last = 0u8;
    for &byte in head {
        let clean = match (last, byte) {
            (b'\r', b'\n') => true,
            (b'\r', _) | (_, b'\n') => false,
            (_, b'\t' | b'\r') => true,
            (_, byte) => byte >= 0x20 && byte != 0x7f,
        };
        if !clean {
            return false;
        }
        last = byte;
    }
    !complete || last == b'\n'
}

/// What a complete, clean head says about what follows it.
fn framing(head: &[u8]) -> (Framing, Place) {
    let broken = (Framing::Broken, Place::Rest);
    let mut lines = head.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    // A fragment is no part of a request's target.
    if lines.next().is_none_or(|request_line| request_line.contains(&b'#')) {
        return broken;
    }
    let (mut length, mut chunked) = (None, false);
    for line in lines.filter(|line| !line.is_empty()) {
        // A line that begins with a blank continues the one before: obsolete, and read differently by everyone.
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            return broken;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return broken };
        let (name, value) = line.split_at(colon);
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            if chunked || !value.eq_ignore_ascii_case(b"chunked") {
                return broken;
            }
            chunked = true;
        } else if name.eq_ignore_ascii_case(b"content-length") {
            // One length, in digits: the same one twice is no use to an honest sender.
            let Some(value) = decimal(value).filter(|_| length.is_none()) else { return broken };
            length = Some(value);
        }
    }
    match (length, chunked) {
        (Some(_), true) => broken,
        (None, true) => (Framing::Last, Place::Rest),
        (None | Some(0), false) => (Framing::Sound, Place::Head),
        (Some(length), false) => (Framing::Sound, Place::Body(length)),
    }
}

fn decimal(digits: &[u8]) -> Option<u64> {
    let plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    if plain { str::from_utf8(digits).ok()?.parse().ok() } else { None }
}

impl<T: AsyncRead + Unpin> AsyncRead for Guarded<T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            if this.ready.is_empty() && !this.waiting.is_empty() {
                this.advance();
            }
            if !this.ready.is_empty() {
                let length = this.ready.len().min(out.remaining());
                out.put_slice(&this.ready.split_to(length));
                return Poll::Ready(Ok(()));
            }
            if let Poll::Ready(error) = this.poll_read_limit(cx) {
                return Poll::Ready(Err(error));
            }
            let mut chunk = [0u8; READ_BYTES];
            let mut buffer = ReadBuf::new(&mut chunk);
            ready!(Pin::new(&mut this.inner).poll_read(cx, &mut buffer))?;
            if buffer.filled().is_empty() {
                // The end. Half a head goes to the library, which knows what to say of it.
                this.ready = this.waiting.split();
                if this.ready.is_empty() {
                    return Poll::Ready(Ok(()));
                }
                this.place = Place::Rest;
            }
            this.waiting.extend_from_slice(buffer.filled());
        }
    }
}

impl<T: AsyncWrite + Unpin> Guarded<T> {
    /// Starts or ends the time that an answer may wait to be read.
    fn limit_write<R>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<R>>) -> Poll<io::Result<R>> {
        if written.is_ready() {
            self.write_limit = None;
            return written;
        }
        let time = self.limits.write_time;
        let limit = self.write_limit.get_or_insert_with(|| sleep(time));
        poll_limit(Some(limit), cx).map(Err)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Guarded<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.limit_write(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(cx);
        self.limit_write(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_sound_only_when_every_reader_would_read_it_alike() {
        let head = |lines: &str| format!("POST /x HTTP/1.1\r\nHost: a\r\n{lines}\r\n");
        for (lines, expected) in [
            ("", (Framing::Sound, Place::Head)),
            ("Content-Length: 0\r\n", (Framing::Sound, Place::Head)),
            ("Content-Length: 5\r\n", (Framing::Sound, Place::Body(5))),
            ("content-length:5 \r\n", (Framing::Sound, Place::Body(5))),
            ("Transfer-Encoding: chunked\r\n", (Framing::Last, Place::Rest)),
            ("Content-Length: 5\r\nContent-Length: 5\r\n", (Framing::Broken, Place::Rest)),
            ("Content-Length: 5\r\nContent-Length: 6\r\n", (Framing::Broken, Place::Rest)),
            ("Content-Length: 5, 5\r\n", (Framing::Broken, Place::Rest)),
            ("Content-Length: -1\r\n", (Framing::Broken, Place::Rest)),
            ("Content-Length: +1\r\n", (Framing::Broken, Place::Rest)),
            ("Content-Length: 1e3\r\n", (Framing::Broken, Place::Rest)),
            ("Content-Length: 0x10\r\n", (Framing::Broken, Place::Rest)),
            ("Content-Length: 99999999999999999999\r\n", (Framing::Broken, Place::Rest)),
            ("Content-Length:\r\n", (Framing::Broken, Place::Rest)),
            ("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", (Framing::Broken, Place::Rest)),
            ("Transfer-Encoding: gzip, chunked\r\n", (Framing::Broken, Place::Rest)),
            ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", (Framing::Broken, Place::Rest)),
            ("Transfer-Encoding: identity\r\n", (Framing::Broken, Place::Rest)),
            ("X: a\r\n b\r\n", (Framing::Broken, Place::Rest)),
            ("nonsense\r\n", (Framing::Broken, Place::Rest)),
        ] {
            assert_eq!(framing(head(lines).as_bytes()), expected, "{lines:?}");
        }
        assert_eq!(framing(b"POST /x#y HTTP/1.1\r\n\r\n").0, Framing::Broken);
    }

    #[test]
    fn only_paired_line_ends_and_visible_characters_are_clean() {
        for (head, complete, clean) in [
            ("POST / HTTP/1.1\r\nA: b\tc\r\n\r\n", true, true),
            ("POST / HTTP/1.1\r", false, true),
            ("POST", false, true),
            ("POST / HTTP/1.1\nA: b\r\n\r\n", true, false),
            ("POST / HTTP/1.1\r\nA: b\rc\r\n\r\n", true, false),
            ("POST / HTTP/1.1\r\nA: b\0\r\n\r\n", true, false),
            ("POST / HTTP/1.1\r\nA: \u{1b}[2J\r\n\r\n", true, false),
            ("\u{16}\u{3}\u{1}", false, false),
        ] {
            assert_eq!(is_clean(head.as_bytes(), complete), clean, "{head:?}");
        }
    }
}
