//! Signing in to the browser interface: one password, Argon2id, sessions that end.

use crate::{model::UtcMillis, seam::Seam};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use secrecy::{ExposeSecret as _, SecretString};
use std::{
    collections::{HashMap, VecDeque},
    io::Write as _,
    path::{Path, PathBuf},
    sync::Mutex,
};

/// Shortest password.
pub const MIN_PASSWORD: usize = 8;
/// Longest password in bytes: hashing more would be work for a stranger to order.
pub const MAX_PASSWORD: usize = 512;
/// Tries allowed in [`TRY_WINDOW_MS`], in total whoever asks: behind a proxy every caller looks alike (TRUST.md T7).
const TRIES: usize = 10;
const TRY_WINDOW_MS: i64 = 15 * 60 * 1000;
const IDLE_MS: i64 = 12 * 3600 * 1000;
const ABSOLUTE_MS: i64 = 7 * 24 * 3600 * 1000;

/// Why signing in, or setting the password, did not work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not the password.
    #[error("that is not the password")]
    Wrong,
    /// Too many wrong tries.
    #[error("too many wrong tries; wait {wait_minutes} min and try again")]
    TooMany {
        /// Whole minutes until a new try is allowed.
        wait_minutes: i64,
    },
    /// Too short or too long.
    #[error("a password has 8 to 512 characters")]
    Length,
    /// A password exists already.
    #[error("a password is set already; sign in with it")]
    AlreadySet,
    /// No password exists yet.
    #[error("no password is set yet; choose one first")]
    NotSet,
    /// The file with the hash cannot be read or written.
    #[error("cannot keep the password: {0}")]
    File(#[from] std::io::Error),
    /// The hash in the file is not one.
    #[error("the password file is damaged; remove it and set a new password with `ringbook password`")]
    Damaged,
}

/// The password and the sessions of the browser interface.
pub struct Sessions {
    file: PathBuf,
    seam: Seam,
    state: Mutex<State>,
}

/// Where the hash of the password lies in the data folder.
const FILE: &str = "password";

fn is_kept(file: &Path, password: &SecretString) -> bool {
    let kept = std::fs::read_to_string(file).unwrap_or_default();
    PasswordHash::new(kept.trim())
        .is_ok_and(|hash| argon2().verify_password(password.expose_secret().as_bytes(), &hash).is_ok())
}

#[derive(Default)]
struct State {
    /// Hash of the session id → session. Ids themselves are not kept.
    sessions: HashMap<[u8; 32], Session>,
    failures: VecDeque<UtcMillis>,
}

#[derive(Clone, Copy)]
struct Session {
    created: UtcMillis,
    seen: UtcMillis,
    /// It looks at sample data in the place of the workspace.
    looks_around: bool,
}

impl Session {
    fn is_over(self, now: UtcMillis) -> bool {
        now.0 - self.created.0 > ABSOLUTE_MS || now.0 - self.seen.0 > IDLE_MS
    }
}

impl Sessions {
    /// Sessions of the data folder `data`; the password's hash lies in its file `password` (0600).
    #[must_use]
    pub fn new(data: &Path, seam: Seam) -> Self {
        Self { file: data.join(FILE), seam, state: Mutex::default() }
    }

    /// Whether a password has been chosen.
    #[must_use]
    pub fn is_set_up(&self) -> bool {
        self.file.exists()
    }

    /// Chooses the first password and signs in.
    ///
    /// # Errors
    /// [`Error::AlreadySet`] once there is one; [`Error::Length`]; [`Error::File`].
    pub fn set_up(&self, password: &SecretString) -> Result<String, Error> {
        if self.is_set_up() {
            return Err(Error::AlreadySet);
        }
        self.set_password(password)?;
        Ok(self.begin())
    }

    /// Sets the password, ends all sessions. Slow by design: call it off the async threads.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::File`].
    pub fn set_password(&self, password: &SecretString) -> Result<(), Error> {
        let password = password.expose_secret();
        if password.chars().count() < MIN_PASSWORD || password.len() > MAX_PASSWORD {
            return Err(Error::Length);
        }
        let mut salt = [0_u8; 16];
        self.seam.entropy.fill(&mut salt);
        let hash = argon2()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map_err(|error| std::io::Error::other(error.to_string()))?
            .to_string();
        let folder = self.file.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?; // 0600 by tempfile's own rule
        file.write_all(hash.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(&self.file).map_err(|error| error.error)?;
        std::fs::File::open(folder)?.sync_all()?;
        self.lock().sessions.clear();
        Ok(())
    }

    /// Makes `password` the password, unless it is already: then sessions go on.
    ///
    /// # Errors
    /// As [`Sessions::set_password`].
    pub fn keep_password(&self, password: &SecretString) -> Result<(), Error> {
        if is_kept(&self.file, password) { Ok(()) } else { self.set_password(password) }
    }

    /// Whether `password` is the password of the data folder `data` already. Slow by design, and free to be asked
    /// before the folder is open.
    #[must_use]
    pub fn is_password_of(data: &Path, password: &SecretString) -> bool {
        is_kept(&data.join(FILE), password)
    }

    /// Signs in and gives a session id (256 random bits, base64url). Slow by design.
    ///
    /// # Errors
    /// [`Error::Wrong`], [`Error::TooMany`] at the eleventh wrong try within 15 min, [`Error::NotSet`].
    pub fn sign_in(&self, password: &SecretString) -> Result<String, Error> {
        let now = self.seam.clock.now();
        {
            let mut state = self.lock();
            while state.failures.front().is_some_and(|at| at.0 < now.0 - TRY_WINDOW_MS) {
                state.failures.pop_front();
            }
            if state.failures.len() >= TRIES {
                let oldest = state.failures.front().map_or(now.0, |at| at.0);
                return Err(Error::TooMany { wait_minutes: (oldest + TRY_WINDOW_MS - now.0) / 60_000 + 1 });
            }
            // Counted before trying, so that parallel tries cannot slip under the limit; taken back on success.
            state.failures.push_back(now);
        }
        let text = match std::fs::read_to_string(&self.file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(Error::NotSet),
            Err(error) => return Err(error.into()),
        };
        let hash = PasswordHash::new(text.trim()).map_err(|_| Error::Damaged)?;
        let password = password.expose_secret();
        if password.len() > MAX_PASSWORD || argon2().verify_password(password.as_bytes(), &hash).is_err() {
            return Err(Error::Wrong);
        }
        self.lock().failures.pop_back();
        Ok(self.begin())
    }

    /// Whether `id` is a live session; keeps it alive.
    #[must_use]
    pub fn check(&self, id: &str) -> bool {
        let now = self.seam.clock.now();
        let key = *blake3::hash(id.as_bytes()).as_bytes();
        let mut state = self.lock();
        match state.sessions.get_mut(&key) {
            Some(session) if session.is_over(now) => {
                state.sessions.remove(&key);
                false
            }
            Some(session) => {
                session.seen = now;
                true
            }
            None => false,
        }
    }

    /// Whether this session looks at sample data.
    #[must_use]
    pub fn looks_around(&self, id: &str) -> bool {
        let key = *blake3::hash(id.as_bytes()).as_bytes();
        self.lock().sessions.get(&key).is_some_and(|session| session.looks_around)
    }

    /// Makes this session look at sample data, or at the workspace again.
    pub fn look_around(&self, id: &str, on: bool) {
        let key = *blake3::hash(id.as_bytes()).as_bytes();
        if let Some(session) = self.lock().sessions.get_mut(&key) {
            session.looks_around = on;
        }
    }

    /// Whether any session that lives looks at sample data.
    #[must_use]
    pub fn anyone_looks_around(&self) -> bool {
        let now = self.seam.clock.now();
        self.lock().sessions.values().any(|session| session.looks_around && !session.is_over(now))
    }

    /// Ends a session.
    pub fn sign_out(&self, id: &str) {
        self.lock().sessions.remove(blake3::hash(id.as_bytes()).as_bytes());
    }

    fn begin(&self) -> String {
        use base64::Engine as _;
        let mut bytes = [0_u8; 32];
        self.seam.entropy.fill(&mut bytes);
        let id = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
        let now = self.seam.clock.now();
        let session = Session { created: now, seen: now, looks_around: false };
        self.lock().sessions.insert(*blake3::hash(id.as_bytes()).as_bytes(), session);
        id
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Argon2id, 64 MiB, 3 passes, 4 lanes: RFC 9106, second recommended choice.
fn argon2() -> Argon2<'static> {
    let params = Params::new(64 * 1024, 3, 4, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    #[test]
    fn the_eleventh_wrong_try_waits_and_a_session_ends() {
        let dir = tempfile::tempdir().unwrap();
        let (seam, clock) = Seam::scripted(1, UtcMillis(1_790_000_000_000));
        let sessions = Sessions::new(dir.path(), seam);
        assert!(matches!(sessions.sign_in(&secret("anything at all")), Err(Error::NotSet)));
        assert!(matches!(sessions.set_up(&secret("short")), Err(Error::Length)));
        let first = sessions.set_up(&secret("correct horse")).unwrap();
        assert!(matches!(sessions.set_up(&secret("another one")), Err(Error::AlreadySet)));
        assert!(sessions.check(&first) && !sessions.check("invented"));
        for _ in 0..9 {
            assert!(matches!(sessions.sign_in(&secret("wrong guess")), Err(Error::Wrong)));
        }
        assert!(matches!(sessions.sign_in(&secret("correct horse")), Err(Error::TooMany { .. })));
        clock.advance_ms(16 * 60 * 1000);
        let second = sessions.sign_in(&secret("correct horse")).unwrap();
        sessions.sign_out(&second);
        assert!(!sessions.check(&second) && sessions.check(&first));
        clock.advance_ms(13 * 3600 * 1000);
        assert!(!sessions.check(&first), "idle for 13 hours");
    }

    #[test]
    fn the_password_itself_is_nowhere_on_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let sessions = Sessions::new(dir.path(), Seam::system());
        sessions.set_password(&secret("correct horse")).unwrap();
        let kept = std::fs::read_to_string(dir.path().join("password")).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=65536,t=3,p=4$"), "{kept}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(dir.path().join("password")).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
