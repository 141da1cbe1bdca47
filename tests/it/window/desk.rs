//! A desk of its own for each test: a display, a session bus, a home folder, and the window on it.

use rustix::process::{Pid, Signal, kill_process_group};
use std::{
    ffi::OsString,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// How long anything may take on a slow machine before the test is lost.
pub const PATIENCE: Duration = Duration::from_secs(40);

/// The binary with a window that the tests are to use.
///
/// None, with a word about it, if none is named: the binary of an ordinary test run has no window. Once it is
/// named, everything else must be there, too, and its absence fails the test.
pub fn binary() -> Option<PathBuf> {
    let Some(path) = std::env::var_os("RINGBOOK_WINDOW_BINARY").filter(|path| !path.is_empty()) else {
        assert!(
            std::env::var_os("RINGBOOK_WINDOW_REQUIRED").is_none(),
            "RINGBOOK_WINDOW_BINARY is not set, so the window cannot be tested"
        );
        eprintln!("passed over: RINGBOOK_WINDOW_BINARY names no binary with a window (`./run test` makes one)");
        return None;
    };
    let path = PathBuf::from(path);
    assert!(path.is_file(), "RINGBOOK_WINDOW_BINARY names {}, which is not there", path.display());
    for (tool, package) in [("Xvfb", "xvfb"), ("dbus-daemon", "dbus"), ("WebKitWebDriver", "webkit2gtk-driver")] {
        assert!(find(tool).is_some(), "{tool} is not installed (Debian: apt-get install {package})");
    }
    Some(path)
}

fn find(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// A process and all that it starts; ended when dropped.
pub struct Group(Child);

impl Group {
    pub fn spawn(command: &mut Command) -> Self {
        Self(command.process_group(0).spawn().unwrap())
    }

    pub fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    /// Asks the process to end; how long that took and its exit code.
    pub fn terminate(&mut self) -> (Duration, Option<i32>) {
        let began = Instant::now();
        rustix::process::kill_process(Pid::from_child(&self.0), Signal::TERM).unwrap();
        let code = self.wait();
        (began.elapsed(), code)
    }

    /// Waits for its end.
    pub fn wait(&mut self) -> Option<i32> {
        let began = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status.code();
            }
            assert!(began.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // It may have ended already, with all that it started.
        let _ = kill_process_group(Pid::from_child(&self.0), Signal::KILL);
        let _ = self.0.wait();
    }
}

/// A display, a session bus and a home.
pub struct Desk {
    binary: PathBuf,
    display: String,
    pub bus: String,
    home: TempDir,
    /// Where the window receives webhooks.
    pub hook: String,
    _processes: [Group; 2],
}

impl Desk {
    pub fn new(binary: PathBuf) -> Self {
        let home = tempfile::tempdir().unwrap();
        for folder in ["run", "bin"] {
            std::fs::create_dir(home.path().join(folder)).unwrap();
        }
        let run = home.path().join("run");
        std::fs::set_permissions(&run, std::fs::Permissions::from_mode(0o700)).unwrap();
        let mut xvfb = Command::new("Xvfb");
        xvfb.args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]);
        let (xvfb, number) = spawn_and_read(&mut xvfb);
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        bus.env("XDG_RUNTIME_DIR", &run).env("DISPLAY", format!(":{number}"));
        let (bus, address) = spawn_and_read(&mut bus);
        let hook = format!("127.0.0.1:{}", free_port());
        let opener = home.path().join("bin/xdg-open");
        std::fs::write(&opener, format!("#!/bin/sh\necho \"$@\" >> {}\n", home.path().join("opened").display()))
            .unwrap();
        std::fs::set_permissions(&opener, std::fs::Permissions::from_mode(0o755)).unwrap();
        Self { binary, display: format!(":{number}"), bus: address, home, hook, _processes: [xvfb, bus] }
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// What was saved under this beginning of a name: where the person's downloads go, or in the home where nothing says
    /// where that is.
    pub fn saved(&self, begins: &str) -> Option<PathBuf> {
        let folders = [self.home.path().join("Downloads"), self.home.path().to_owned()];
        let files = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().filter_map(Result::ok);
        files.map(|file| file.path()).find(|path| {
            path.is_file() && path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(begins))
        })
    }

    /// Addresses handed to the system's opener so far.
    pub fn opened(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.home.path().join("opened")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// What the window's process is started with.
    pub fn arguments(&self) -> Vec<String> {
        let data = self.data().display().to_string();
        ["--data", &data, "--hook", &self.hook, "--ui", "127.0.0.1:0"].map(str::to_owned).to_vec()
    }

    /// The binary.
    pub fn binary(&self) -> &Path {
        &self.binary
    }

    /// Starts the window by itself.
    pub fn window(&self) -> Group {
        Group::spawn(self.command(&self.binary).args(self.arguments()))
    }

    /// A program on this desk: nothing of the surroundings but PATH, with the opener's place in front.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        let mut path = OsString::from(self.home.path().join("bin"));
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        command.env_clear().env("PATH", path).env("HOME", self.home.path()).env("LANG", "C.UTF-8");
        command.env("DISPLAY", &self.display).env("GDK_BACKEND", "x11").env("NO_AT_BRIDGE", "1");
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.bus).env("XDG_RUNTIME_DIR", self.home.path().join("run"));
        command.env("RINGBOOK_LOG", "info").env("RUST_BACKTRACE", "1");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(self.log());
        command
    }

    /// Waits until the window's process takes webhooks: its data folder is open.
    pub fn wait_until_open(&self) {
        wait_for_port(&self.hook);
    }

    /// Everything the processes wrote.
    pub fn read_log(&self) -> String {
        std::fs::read_to_string(self.home.path().join("log")).unwrap_or_default()
    }

    fn log(&self) -> std::fs::File {
        std::fs::OpenOptions::new().create(true).append(true).open(self.home.path().join("log")).unwrap()
    }
}

/// Starts a server that prints one line when it is ready.
fn spawn_and_read(command: &mut Command) -> (Group, String) {
    let mut group = Group::spawn(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()));
    let mut line = String::new();
    BufReader::new(group.child().stdout.take().unwrap()).read_line(&mut line).unwrap();
    (group, line.trim().to_owned())
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// Waits until somebody listens.
pub fn wait_for_port(address: &str) {
    let began = Instant::now();
    while std::net::TcpStream::connect(address).is_err() {
        assert!(began.elapsed() < PATIENCE, "nobody listens on {address}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
