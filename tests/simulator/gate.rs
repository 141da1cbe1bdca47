//! Who may ask, and how often: keys and the token bucket of each.

use std::{
    collections::{BTreeSet, HashMap},
    time::Instant,
};

/// The keys of the workspace.
#[derive(Default)]
pub struct Gate {
    pub keys: BTreeSet<String>,
    buckets: HashMap<String, Bucket>,
}

struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl Gate {
    /// Whether a header's value is a key. One integrator saw `Bearer <key>` accepted; the docs say it is not used.
    pub fn knows(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// Takes a token; `false` is a 429. `per_second` 0 has no limit.
    pub fn admit(&mut self, key: &str, per_second: u32) -> bool {
        if per_second == 0 {
            return true;
        }
        let most = f64::from(per_second);
        let now = Instant::now();
        let bucket = self.buckets.entry(key.to_owned()).or_insert(Bucket { tokens: most, filled: now });
        bucket.tokens = (bucket.tokens + now.duration_since(bucket.filled).as_secs_f64() * most).min(most);
        bucket.filled = now;
        if bucket.tokens < 1.0 {
            return false;
        }
        bucket.tokens -= 1.0;
        true
    }
}
