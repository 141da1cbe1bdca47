//! The tray icon: how many conversations are unread, and the way back to the window.

use super::window;
#[cfg(target_os = "linux")]
use futures::StreamExt as _;
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};
use tauri::{
    AppHandle, Wry,
    image::Image,
    include_image,
    menu::{Menu, MenuItem, PredefinedMenuItem},
    tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent},
};

const OPEN: &str = "open";
const UNREAD: &str = "unread";
const QUIT: &str = "quit";

/// The icon in the tray and its menu.
#[derive(Clone)]
pub struct Tray {
    icon: TrayIcon<Wry>,
    line: MenuItem<Wry>,
    shown: Arc<AtomicU64>,
    /// Whether the desktop shows icons at all.
    visible: Arc<AtomicBool>,
}

/// Puts the icon into the tray; none where there can be no tray, which is no failure.
pub fn build(app: &AppHandle) -> Option<Tray> {
    if !has_tray_library() {
        tracing::info!("no tray icon: libayatana-appindicator3 is not installed");
        return None;
    }
    let built = try_build(app);
    if let Err(error) = &built {
        tracing::warn!(%error, "no tray icon");
    }
    built.ok()
}

fn try_build(app: &AppHandle) -> tauri::Result<Tray> {
    let open = MenuItem::with_id(app, OPEN, "Open Ringbook", true, None::<&str>)?;
    let line = MenuItem::with_id(app, UNREAD, words(0), true, None::<&str>)?;
    let quit = MenuItem::with_id(app, QUIT, "Quit", true, None::<&str>)?;
    let menu = Menu::with_items(app, &[&open, &line, &PredefinedMenuItem::separator(app)?, &quit])?;
    let icon = TrayIconBuilder::with_id("main")
        .icon(picture(false))
        .icon_as_template(true)
        .tooltip("Ringbook")
        .menu(&menu)
        .show_menu_on_left_click(false)
        .on_menu_event(|app, event| match event.id().as_ref() {
            QUIT => app.exit(0),
            OPEN | UNREAD => window::present(app),
            _ => {}
        })
        .on_tray_icon_event(|tray, event| {
            if let TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. } = event {
                window::present(tray.app_handle());
            }
        })
        .build(app)?;
    let visible = Arc::new(AtomicBool::new(cfg!(not(target_os = "linux"))));
    #[cfg(target_os = "linux")]
    tauri::async_runtime::spawn(watch_for_panel(visible.clone()));
    Ok(Tray { icon, line, shown: Arc::default(), visible })
}

/// Keeps `visible` true while some panel shows icons: an icon that nobody shows is no way back to a hidden window.
///
/// Source: the StatusNotifierWatcher of freedesktop.org, whose owner is the panel.
#[cfg(target_os = "linux")]
async fn watch_for_panel(visible: Arc<AtomicBool>) {
    const PANEL: &str = "org.kde.StatusNotifierWatcher";
    let watching = async {
        let bus = zbus::Connection::session().await?;
        let proxy = zbus::fdo::DBusProxy::new(&bus).await?;
        let mut changes = proxy.receive_name_owner_changed_with_args(&[(0, PANEL)]).await?;
        visible.store(proxy.name_has_owner(PANEL.try_into()?).await?, Ordering::Relaxed);
        while let Some(change) = changes.next().await {
            visible.store(change.args()?.new_owner().is_some(), Ordering::Relaxed);
        }
        zbus::Result::Ok(())
    };
    if let Err(error) = watching.await {
        tracing::info!(%error, "cannot ask for a panel; closing the window ends Ringbook");
    }
}

impl Tray {
    /// Whether a person can see the icon.
    pub fn is_visible(&self) -> bool {
        self.visible.load(Ordering::Relaxed)
    }

    /// Shows the number of unread conversations: in the menu, and as a dot and a number where the tray has room for it.
    pub fn show_unread(&self, unread: u64) {
        let before = self.shown.swap(unread, Ordering::Relaxed);
        if before == unread {
            return;
        }
        let words = words(unread);
        let title = (unread > 0).then(|| unread.to_string());
        let mut done = vec![
            self.line.set_text(&words),
            self.icon.set_title(title),
            self.icon.set_tooltip(Some(format!("Ringbook: {words}"))),
        ];
        if (before == 0) != (unread == 0) {
            done.push(self.icon.set_icon_with_as_template(Some(picture(unread > 0)), true));
        }
        for error in done.into_iter().filter_map(Result::err) {
            tracing::warn!(%error, "cannot change the tray icon");
        }
    }
}

/// The icon without or with its dot. One system wants a mask that it colours itself, the others a picture.
fn picture(is_unread: bool) -> Image<'static> {
    match (cfg!(target_os = "macos"), is_unread) {
        (false, false) => include_image!("assets/icons/tray.png"),
        (false, true) => include_image!("assets/icons/tray-unread.png"),
        (true, false) => include_image!("assets/icons/tray-template.png"),
        (true, true) => include_image!("assets/icons/tray-template-unread.png"),
    }
}

fn words(unread: u64) -> String {
    match unread {
        0 => "Nothing unread".to_owned(),
        unread => format!("{unread} unread"),
    }
}

/// The tray library is loaded by name when the first icon is made, and its absence would end the process.
#[cfg(target_os = "linux")]
fn has_tray_library() -> bool {
    const NAMES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
    let in_path = |variable: &str| {
        let folders = std::env::var_os(variable).unwrap_or_default();
        std::env::split_paths(&folders).any(|folder| NAMES.iter().any(|name| folder.join(name).exists()))
    };
    // The loader's own list of what is installed: names and paths, each ended by a zero byte.
    let cache = std::fs::read("/etc/ld.so.cache").unwrap_or_default();
    let listed = cache.split(|byte| *byte == 0).filter_map(|entry| std::str::from_utf8(entry).ok()).any(|entry| {
        entry.starts_with('/') && NAMES.iter().any(|name| entry.ends_with(name)) && std::path::Path::new(entry).exists()
    });
    listed || in_path("LD_LIBRARY_PATH")
}

#[cfg(not(target_os = "linux"))]
fn has_tray_library() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_menu_says_how_much_is_unread() {
        assert_eq!([words(0), words(1), words(12)], ["Nothing unread", "1 unread", "12 unread"]);
    }
}
