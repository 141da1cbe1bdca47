//! The one window: what it shows, what it refuses, where it goes when it is closed.

use super::{core::Host, opener, save};
use tauri::{
    AppHandle, Emitter as _, Manager as _, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
    webview::{NewWindowResponse, PermissionResponse},
};
use tauri_plugin_window_state::StateFlags;

/// Label of the window, also in the capabilities of tauri.conf.json.
pub const LABEL: &str = "main";

/// Name of the event that asks the page to open a link.
const LINK_EVENT: &str = "link";

/// What is remembered between starts. Not whether it was visible: one closed to the tray must come back.
pub const REMEMBERED: StateFlags =
    StateFlags::SIZE.union(StateFlags::POSITION).union(StateFlags::MAXIMIZED).union(StateFlags::FULLSCREEN);

/// Opens the window on the interface, at a link that was handed over.
///
/// Files dropped on it are swallowed by the window system's drop handler, which is on by default: the page is not
/// left, and nothing reads them.
pub fn build(app: &AppHandle, host: &Host, link: Option<&str>) -> tauri::Result<()> {
    let page = link.and_then(first_page).unwrap_or_else(|| "index.html".to_owned());
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App(page.into()))
        .title("Ringbook")
        .inner_size(1240.0, 820.0)
        .min_inner_size(720.0, 480.0)
        .center()
        .on_navigation({
            let app = app.clone();
            move |url| {
                let ours = is_interface(url);
                if !ours {
                    leave(&app, url);
                }
                ours
            }
        })
        .on_new_window({
            let app = app.clone();
            move |url, _features| {
                leave(&app, &url);
                NewWindowResponse::Deny
            }
        })
        .on_document_title_changed(|window, title| {
            if let Err(error) = window.set_title(&title) {
                tracing::warn!(%error, "cannot change the title of the window");
            }
        })
        .on_download(|_view, _event| false)
        .on_permission_request(|_view, _kind| PermissionResponse::Deny)
        .build()?;
    close_to_tray(&window, host.clone());
    Ok(())
}

/// The page that opens a link: what a link means is read by the core, asked by the page.
fn first_page(link: &str) -> Option<String> {
    let mut address = Url::parse("tauri://localhost/").ok()?;
    address.query_pairs_mut().append_pair("url", link);
    Some(format!("index.html#/link?{}", address.query()?))
}

/// Asks the page to open a link.
pub fn open_link(app: &AppHandle, link: &str) {
    if let Err(error) = app.emit_to(LABEL, LINK_EVENT, link) {
        tracing::warn!(%error, "cannot tell the window what to open");
    }
}

/// What becomes of a link out of the interface: a file of a text is saved, an address is opened outside.
fn leave(app: &AppHandle, url: &Url) {
    if !save::take_over(app, url) {
        opener::open(url);
    }
}

/// Brings the window to the front, from the tray or from behind others.
pub fn present(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    for done in [window.show(), window.unminimize(), window.set_focus()] {
        if let Err(error) = done {
            tracing::warn!(%error, "cannot bring the window to the front");
        }
    }
}

/// Whether the person is looking at this conversation right now: the address names it and the window has the focus.
pub fn is_showing(app: &AppHandle, conversation_id: &str) -> bool {
    let Some(window) = app.get_webview_window(LABEL) else { return false };
    let is_in_front = window.is_focused().unwrap_or(false) && window.is_visible().unwrap_or(false);
    is_in_front && window.url().is_ok_and(|url| names_thread(&url, conversation_id))
}

/// Whether the address after `#` has this conversation open (`…/thread/{id}`).
fn names_thread(url: &Url, conversation_id: &str) -> bool {
    let path = url.fragment().unwrap_or_default().split('?').next().unwrap_or_default();
    path.split_once("/thread/").is_some_and(|(_, id)| id == conversation_id)
}

fn close_to_tray(window: &WebviewWindow, host: Host) {
    let closing = window.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event
            && host.closes_to_tray()
        {
            api.prevent_close();
            if let Err(error) = closing.hide() {
                tracing::warn!(%error, "cannot hide the window");
            }
        }
    });
}

/// Whether an address belongs to the embedded interface.
fn is_interface(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // Where a scheme of one's own cannot be a page's address, the window system uses this name.
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_never_leaves_the_interface() {
        for (address, ours) in [
            ("tauri://localhost", true),
            ("tauri://localhost/index.html#/inbox/open", true),
            ("tauri://elsewhere/", false),
            ("https://example.com/", false),
            ("https://tauri.localhost.evil.example/", false),
            ("http://127.0.0.1:8790/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
            ("blob:tauri://localhost/1", false),
            ("about:blank", false),
        ] {
            assert_eq!(is_interface(&Url::parse(address).unwrap()), ours, "{address}");
        }
    }

    #[test]
    fn a_link_that_was_handed_over_is_the_first_page_and_cannot_lead_out_of_it() {
        let page = first_page("sms:+17735550118?body=a&b#c\"").unwrap();
        assert_eq!(page, "index.html#/link?url=sms%3A%2B17735550118%3Fbody%3Da%26b%23c%22");
        let whole = Url::parse("tauri://localhost").unwrap().join(&page).unwrap();
        assert!(is_interface(&whole), "{whole}");
    }

    #[test]
    fn the_open_thread_is_read_from_the_address() {
        let url = Url::parse("tauri://localhost/index.html#/inbox/open/thread/c17?item=i4").unwrap();
        assert!(names_thread(&url, "c17"));
        assert!(!names_thread(&url, "c1"));
        assert!(!names_thread(&Url::parse("tauri://localhost/#/inbox/open").unwrap(), "c17"));
    }
}
