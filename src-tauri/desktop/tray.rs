//! The tray icon: how many items are unread, and the way back to the window.

use super::window;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tauri::{
    AppHandle, Wry,
    image::Image,
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
    plain: Image<'static>,
    dotted: Image<'static>,
    shown: Arc<AtomicU64>,
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
    built.ok().flatten()
}

fn try_build(app: &AppHandle) -> tauri::Result<Option<Tray>> {
    let Some(picture) = app.default_window_icon() else { return Ok(None) };
    let plain = picture.clone().to_owned();
    let dotted = Image::new_owned(with_dot(plain.rgba(), plain.width()), plain.width(), plain.height());

    let open = MenuItem::with_id(app, OPEN, "Open Ringbook", true, None::<&str>)?;
    let line = MenuItem::with_id(app, UNREAD, words(0), true, None::<&str>)?;
    let quit = MenuItem::with_id(app, QUIT, "Quit", true, None::<&str>)?;
    let menu = Menu::with_items(app, &[&open, &line, &PredefinedMenuItem::separator(app)?, &quit])?;
    let icon = TrayIconBuilder::with_id("main")
        .icon(plain.clone())
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
    Ok(Some(Tray { icon, line, plain, dotted, shown: Arc::default() }))
}

impl Tray {
    /// Shows the number of unread items: in the menu, and as a dot and a number where the tray has room for it.
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
            let picture = if unread == 0 { &self.plain } else { &self.dotted };
            done.push(self.icon.set_icon(Some(picture.clone())));
        }
        for error in done.into_iter().filter_map(Result::err) {
            tracing::warn!(%error, "cannot change the tray icon");
        }
    }
}

fn words(unread: u64) -> String {
    match unread {
        0 => "Nothing unread".to_owned(),
        unread => format!("{unread} unread"),
    }
}

/// The picture (rows of RGBA pixels) with a dot in its lower right corner.
fn with_dot(rgba: &[u8], width: u32) -> Vec<u8> {
    /// The colour for "new" of the interface's light theme.
    const COLOUR: [u8; 4] = [0xe5, 0x48, 0x4d, 0xff];
    let mut painted = rgba.to_vec();
    let size = i64::from(width.max(1));
    let radius = size * 11 / 48;
    let centre = size - radius - 1;
    for (number, pixel) in (0_i64..).zip(painted.chunks_exact_mut(4)) {
        let (x, y) = (number % size - centre, number / size - centre);
        let distance = x * x + y * y;
        let rim = radius + size / 24;
        if distance <= radius * radius {
            pixel.copy_from_slice(&COLOUR);
        } else if distance <= rim * rim {
            // A clear ring keeps the dot apart from the picture on any background.
            pixel.fill(0);
        }
    }
    painted
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
    fn the_dot_is_in_the_corner_and_the_rest_is_untouched() {
        let white = vec![255_u8; 48 * 48 * 4];
        let painted = with_dot(&white, 48);
        let pixel = |x: usize, y: usize| &painted[(y * 48 + x) * 4..][..4];
        assert_eq!(pixel(0, 0), [255; 4]);
        assert_eq!(pixel(36, 36), [0xe5, 0x48, 0x4d, 0xff]);
        assert_eq!(painted.len(), white.len());
    }

    #[test]
    fn an_empty_picture_does_no_harm() {
        assert!(with_dot(&[], 0).is_empty());
    }

    #[test]
    fn the_menu_says_how_much_is_unread() {
        assert_eq!([words(0), words(1), words(12)], ["Nothing unread", "1 unread", "12 unread"]);
    }
}
