//! Reading a body within its limits.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Body;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout_at};

use super::limits::HookLimits;

/// The unit in which large bodies share their memory.
const SHARE_BYTES: usize = 1 << 10;

/// Why a body was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is longer than is accepted.
    TooLarge,
    /// It came too slowly.
    TooSlow,
    /// Its framing is broken, or it ended early.
    Broken,
    /// Too many other large bodies are under way.
    Crowded,
}

/// The memory that bodies above [`HookLimits::small_body_bytes`] take together.
#[derive(Debug)]
pub(super) struct LargeBodies(Semaphore);

impl LargeBodies {
    pub(super) fn new(limits: &HookLimits) -> Self {
        Self(Semaphore::new(limits.large_bodies.max(limits.body_bytes).div_ceil(SHARE_BYTES)))
    }

    async fn share(&self, bytes: usize, until: Instant) -> Result<SemaphorePermit<'_>, Unread> {
        let shares = u32::try_from(bytes.div_ceil(SHARE_BYTES)).map_err(|_| Unread::TooLarge)?;
        match timeout_at(until, self.0.acquire_many(shares)).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(Unread::Crowded),
        }
    }
}

/// A body that is complete, with the share of memory it holds until it is dropped.
pub(super) struct Complete<'a> {
    pub(super) bytes: Bytes,
    _share: Option<SemaphorePermit<'a>>,
}

/// Reads all of `body`, of which the sender announced `declared` bytes if it did.
///
/// # Errors
/// [`Unread`] as soon as it is too long, too slow or broken.
pub(super) async fn read<'a, B>(
    body: B,
    declared: Option<usize>,
    limits: &HookLimits,
    large: &'a LargeBodies,
) -> Result<Complete<'a>, Unread>
where
    B: Body<Data = Bytes>,
{
    let mut body = std::pin::pin!(body);
    let mut begun = Instant::now();
    let mut bytes = BytesMut::with_capacity(declared.unwrap_or(0).min(limits.small_body_bytes));
    let mut share = None;
    loop {
        let frame = match timeout_at(time_is_up(begun, bytes.len(), limits), body.frame()).await {
            Err(_) => return Err(Unread::TooSlow),
            Ok(Some(Err(_))) => return Err(Unread::Broken),
            Ok(None) => return Ok(Complete { bytes: bytes.freeze(), _share: share }),
            Ok(Some(Ok(frame))) => frame,
        };
        let Ok(data) = frame.into_data() else { continue };
        let length = bytes.len().saturating_add(data.len());
        if length > limits.body_bytes {
            return Err(Unread::TooLarge);
        }
        if length > limits.small_body_bytes && share.is_none() {
            let wanted = declared.unwrap_or(limits.body_bytes).max(length);
            let waiting_since = Instant::now();
            share = Some(large.share(wanted, waiting_since + limits.body_time).await?);
            // Waiting for others is not the sender's slowness.
            begun += waiting_since.elapsed();
            bytes.reserve(wanted.saturating_sub(bytes.len()));
        }
        bytes.extend_from_slice(&data);
    }
}

/// When a body that began then and has come this far is too slow, if nothing more comes.
fn time_is_up(begun: Instant, received: usize, limits: &HookLimits) -> Instant {
    let floor = u64::from(limits.body_floor.max(1));
    let received = u64::try_from(received).unwrap_or(u64::MAX);
    let paid_for = Duration::from_millis(received.saturating_mul(1_000) / floor);
    begun + limits.body_time.min(limits.body_floor_after.max(paid_for))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use hyper::body::Frame;

    use super::*;

    fn endless(frame: usize, read: Arc<AtomicUsize>) -> impl Body<Data = Bytes, Error = Infallible> {
        let frames = futures::stream::repeat_with(move || {
            read.fetch_add(frame, Ordering::Relaxed);
            Ok(Frame::data(Bytes::from(vec![b'x'; frame])))
        });
        http_body_util::StreamBody::new(frames)
    }

    #[tokio::test]
    async fn no_more_is_read_than_the_limit_and_one_buffer() {
        let limits = HookLimits::default();
        let large = LargeBodies::new(&limits);
        let taken = Arc::new(AtomicUsize::new(0));
        let result = read(endless(limits.header_bytes, taken.clone()), None, &limits, &large).await;
        assert_eq!(result.map(|_| ()).unwrap_err(), Unread::TooLarge);
        let taken = taken.load(Ordering::Relaxed);
        assert!(taken <= limits.body_bytes + (64 << 10), "{taken}");
    }

    #[tokio::test]
    async fn large_bodies_share_their_memory_and_small_ones_need_none() {
        let limits = HookLimits {
            large_bodies: 5 << 20,
            body_time: Duration::from_millis(50),
            body_floor_after: Duration::from_millis(50),
            ..HookLimits::default()
        };
        let large = LargeBodies::new(&limits);
        let body = |length: usize| http_body_util::Full::new(Bytes::from(vec![b'x'; length]));
        let held = read(body(5 << 20), Some(5 << 20), &limits, &large).await.unwrap();
        assert_eq!(held.bytes.len(), 5 << 20);
        let second = read(body(200 << 10), Some(200 << 10), &limits, &large).await;
        assert_eq!(second.map(|_| ()).unwrap_err(), Unread::Crowded);
        assert!(read(body(128 << 10), Some(128 << 10), &limits, &large).await.is_ok());
        drop(held);
        assert!(read(body(200 << 10), None, &limits, &large).await.is_ok());
    }

    #[test]
    fn a_body_has_the_time_that_its_bytes_have_paid_for() {
        let limits = HookLimits::default();
        let begun = Instant::now();
        let seconds = |received: usize| time_is_up(begun, received, &limits).duration_since(begun).as_secs();
        assert_eq!(seconds(0), 5);
        assert_eq!(seconds(320 << 10), 5);
        assert_eq!(seconds(640 << 10), 10);
        assert_eq!(seconds(5 << 20), 15);
        assert_eq!(seconds(usize::MAX), 15);
    }
}
