//! How much a stranger may ask of the hook port.

use std::time::Duration;

/// The hook port's limits. The defaults are right for the product; tests make times short and sizes small.
#[derive(Debug, Clone)]
pub struct HookLimits {
    /// From the connection's or request's first byte to the end of its headers; also for a connection that
    /// never says anything.
    pub header_time: Duration,
    /// From the end of one answer to the next request on the same connection.
    pub idle_time: Duration,
    /// From the end of the headers to the end of the body.
    pub body_time: Duration,
    /// How long a body may be slower than [`HookLimits::body_floor`] at its beginning.
    pub body_floor_after: Duration,
    /// Bytes per second that a body must have on average after that.
    pub body_floor: u32,
    /// How long an answer may wait to be read.
    pub write_time: Duration,
    /// Headers of one request.
    pub headers: usize,
    /// Bytes of one request's head, request line included. At least 8 KiB.
    pub header_bytes: usize,
    /// Bytes of one body. What arrives above it is read only as far as the connection's buffer goes.
    pub body_bytes: usize,
    /// A body up to this may always be read; a longer one needs its share of [`HookLimits::large_bodies`].
    pub small_body_bytes: usize,
    /// Bytes that all longer bodies together may take while they are read and recorded. They wait in turn.
    pub large_bodies: usize,
    /// Connections at a time.
    pub connections: usize,
    /// When all connections are taken, the one that has been sending its request for the longest is closed for a
    /// new one, but none younger than this.
    pub evict_after: Duration,
    /// At the stop, how long requests under way may take to be answered.
    pub stop_time: Duration,
    /// After an answer that ends a connection, how long unread bytes are taken in, so that the sender reads the
    /// answer and not a reset.
    pub linger_time: Duration,
    /// How many such bytes.
    pub linger_bytes: usize,
}

impl Default for HookLimits {
    /// Honest deliveries are a few KiB and take milliseconds; these leave room for a thousand times that.
    fn default() -> Self {
        Self {
            header_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(30),
            body_time: Duration::from_secs(15),
            body_floor_after: Duration::from_secs(5),
            body_floor: 64 << 10,
            write_time: Duration::from_secs(15),
            headers: 64,
            header_bytes: 16 << 10,
            body_bytes: 5 << 20,
            small_body_bytes: 128 << 10,
            large_bodies: 24 << 20,
            connections: 256,
            evict_after: Duration::from_secs(1),
            stop_time: Duration::from_secs(4),
            linger_time: Duration::from_secs(1),
            linger_bytes: 48 << 10,
        }
    }
}
