//! The real window: opened on a display of its own and driven as a person would.

mod desk;
mod page;
mod service;

use desk::{Desk, PATIENCE};
use page::Page;
use std::time::{Duration, Instant};

/// Orders that the page must not be able to give the window or the system.
const FORBIDDEN: [&str; 14] = [
    "plugin:window|close",
    "plugin:window|set_title",
    "plugin:webview|create_webview_window",
    "plugin:webview|internal_toggle_devtools",
    "plugin:event|emit",
    "plugin:event|emit_to",
    "plugin:app|version",
    "plugin:path|resolve_directory",
    "plugin:tray|new",
    "plugin:menu|new",
    "plugin:fs|read_text_file",
    "plugin:shell|execute",
    "plugin:http|fetch",
    "plugin:window-state|save_window_state",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_page_can_neither_leave_nor_reach_the_system() {
    let Some(binary) = desk::binary() else { return };
    let desk = Desk::new(binary);
    let page = Page::open(&desk, "limits", &[]).await;
    page.until("the page is there", |text| !text.trim().is_empty()).await;
    let address = page.run("return location.href").await;

    for order in FORBIDDEN {
        let answer = page.wait_for(&format!("window.__TAURI_INTERNALS__.invoke('{order}', {{}})")).await;
        assert!(answer["refused"].is_string(), "{order}: {answer}");
    }
    assert_eq!(page.run("return typeof window.__TAURI__").await, "undefined");
    // A driver's script may do what the page's own may not, so the attempt is made by the page's own means.
    let inline = "const script = document.createElement('script'); script.textContent = 'window.ran = 1'; \
                  document.head.append(script); return window.ran === undefined";
    assert_eq!(page.run(inline).await, true, "an inline script ran");
    let foreign = page.wait_for("fetch('https://example.com/')").await;
    assert!(foreign.get("refused").is_some(), "{foreign}");

    for (link, target) in [
        ("https://example.com/roof?a=b", "_blank"),
        ("http://example.com/", "_self"),
        ("mailto:dana@example.com", "_self"),
        ("tel:+15035550142", "_blank"),
        ("file:///etc/passwd", "_self"),
        ("https://bank.example@evil.example/", "_blank"),
        ("javascript:document.title='gone'", "_self"),
        ("data:text/html,gone", "_self"),
        ("ms-settings:privacy", "_blank"),
    ] {
        page.run(&format!(
            "const link = document.createElement('a'); link.id = 'tried'; link.href = {link:?}; \
             link.target = '{target}'; link.rel = 'noopener'; link.textContent = 'tried'; \
             link.style.cssText = 'position: fixed; inset: 0; z-index: 99999'; document.body.append(link)"
        ))
        .await;
        // A click of the driver is a person's: only such a one may ask for another window.
        page.find("#tried").await.click().await.unwrap();
        page.run("document.getElementById('tried').remove()").await;
    }
    // Nobody clicked here: the first is not even asked for, the second goes outside like a link.
    page.run("window.open('https://example.com/popup'); location.href = 'https://example.com/left'").await;

    let wanted = [
        "http://example.com/",
        "https://example.com/left",
        "https://example.com/roof?a=b",
        "mailto:dana@example.com",
        "tel:+15035550142",
    ];
    let began = Instant::now();
    let mut opened = desk.opened();
    while opened.len() < wanted.len() && began.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(50)).await;
        opened = desk.opened();
    }
    opened.sort();
    assert_eq!(opened, wanted);
    assert_eq!(page.run("return location.href").await, address, "the page was left");
    assert_eq!(page.driver.windows().await.unwrap().len(), 1, "a second window was opened");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_shows_the_first_window_and_the_first_ends_cleanly() {
    let Some(binary) = desk::binary() else { return };
    let desk = Desk::new(binary);
    let mut first = desk.window();
    desk.wait_until_open();
    assert_eq!(desk.window().wait(), Some(0), "{}", desk.read_log());
    assert!(first.child().try_wait().unwrap().is_none(), "the first was ended by the second\n{}", desk.read_log());
    let (took, code) = first.terminate();
    assert_eq!(code, Some(0), "{}", desk.read_log());
    assert!(took < Duration::from_secs(5), "{took:?}");
    // What it held is free again: it can be started anew.
    let mut again = desk.window();
    desk.wait_until_open();
    assert_eq!(again.terminate().1, Some(0), "{}", desk.read_log());
}
