//! The real window: opened on a display of its own and driven as a person would.

mod desk;
mod page;
mod service;

use crate::simulator::{self, Options, Simulator, webhooks::Generation};
use desk::{Desk, PATIENCE};
use page::Page;
use service::{Asked, Service};
use std::time::{Duration, Instant};
use thirtyfour::Key;

const DANA: &str = "+17735550141";
const OMAR: &str = "+17735550167";

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

/// Quo's stand-in, delivering to this desk, and what the window must know of it.
async fn quo_for(desk: &Desk) -> (Simulator, [(&'static str, String); 3]) {
    let quo = Simulator::start(Options { scale: 0.01, ..Options::default() }).await.unwrap();
    let (_, secret) = quo.webhook(Generation::Dated, &format!("http://{}/webhooks/quo", desk.hook), None);
    let variables = [
        ("RINGBOOK_SIGNING_SECRETS", secret),
        ("RINGBOOK_QUO_URL", quo.url()),
        ("RINGBOOK_QUO_KEY", simulator::KEY.to_owned()),
    ];
    (quo, variables)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_arrives_is_read_found_answered_and_delivered() {
    let Some(binary) = desk::binary() else { return };
    let desk = Desk::new(binary);
    let (quo, variables) = quo_for(&desk).await;
    let page = Page::open(&desk, "whole-path", &variables).await;
    desk.wait_until_open();
    page.find("nav").await;

    quo.inbound(DANA, "The gutter over the porch came loose in the storm");
    let row = page.find("a[aria-label*='gutter over the porch'][aria-label*='1 unread']").await;
    page.picture("arrived").await;

    row.click().await.unwrap();
    page.thread_until("the text is read", |thread| thread.contains("The gutter over the porch")).await;
    page.find("a[aria-label*='gutter over the porch']:not([aria-label*='unread'])").await;

    page.find("body").await.send_keys(Key::Control + "f").await.unwrap();
    page.find("input[role=combobox]").await.send_keys("porch gut").await.unwrap();
    page.until("it is found", |text| text.contains("1 found")).await;
    let hit = page.find("[role=option]").await;
    assert!(hit.text().await.unwrap().contains("over the porch"), "{}", page.text().await);
    page.picture("found").await;
    page.find("input[role=combobox]").await.send_keys(Key::Enter + "").await.unwrap();

    let field = page.find("textarea").await;
    field.send_keys("We can be there at four").await.unwrap();
    field.send_keys(Key::Control + Key::Enter).await.unwrap();
    page.thread_until("the answer is delivered", |thread| {
        thread.contains("We can be there at four") && thread.contains("delivered") && !thread.contains("not delivered")
    })
    .await;
    page.picture("delivered").await;

    let accepted = quo.accepted();
    assert_eq!(accepted.iter().map(|text| text.text.as_str()).collect::<Vec<_>>(), ["We can be there at four"]);
    assert_eq!(accepted[0].to, [DANA]);
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_on_a_notification_opens_the_thread() {
    let Some(binary) = desk::binary() else { return };
    let desk = Desk::new(binary);
    let mut service = Service::start(&desk.bus).await;
    let (quo, variables) = quo_for(&desk).await;
    let page = Page::open(&desk, "notification", &variables).await;
    desk.wait_until_open();
    page.find("nav").await;

    quo.inbound(DANA, "Is <b>Tuesday</b> & Friday fine?");
    let Asked::Shown { id, replaced, title, body } = service.next().await else { panic!("nothing was shown") };
    assert!(!replaced);
    assert_eq!(title, "(773) 555-0141");
    assert_eq!(body, "Is &lt;b&gt;Tuesday&lt;/b&gt; &amp; Friday fine?");
    quo.inbound(DANA, "Or Monday");
    let second = service.next().await;
    assert!(
        matches!(&second, Asked::Shown { id: same, replaced: true, body, .. } if *same == id && body == "Or Monday"),
        "{second:?}"
    );

    service.click(id).await;
    assert_eq!(service.next().await, Asked::TakenBack(id));
    page.thread_until("the announced thread is open", |thread| thread.contains("Or Monday")).await;
    page.picture("clicked").await;

    // One that is read in the window goes away by itself.
    quo.inbound(OMAR, "Please call about the skylight");
    let third = service.next().await;
    let Asked::Shown { id: other, replaced: false, .. } = third else { panic!("{third:?}") };
    assert_ne!(other, id);
    page.find("a[aria-label*='skylight']").await.click().await.unwrap();
    assert_eq!(service.next().await, Asked::TakenBack(other));
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_announced_is_taken_back_at_the_end() {
    let Some(binary) = desk::binary() else { return };
    let desk = Desk::new(binary);
    let mut service = Service::start(&desk.bus).await;
    let (quo, variables) = quo_for(&desk).await;
    let mut window = desk::Group::spawn(desk.command(desk.binary()).args(desk.arguments()).envs(variables));
    desk.wait_until_open();
    quo.inbound(DANA, "Good morning");
    let shown = service.next().await;
    let Asked::Shown { id, .. } = shown else { panic!("{shown:?}") };
    let (took, code) = tokio::task::block_in_place(|| window.terminate());
    assert_eq!(code, Some(0), "{}", desk.read_log());
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!(service.next().await, Asked::TakenBack(id));
}

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

/// Calls a command as the page does.
fn rpc(command: &str, payload: &serde_json::Value) -> String {
    format!("window.__TAURI_INTERNALS__.invoke('rpc', {{ command: '{command}', payload: {payload} }})")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warning_is_announced_in_the_app_and_by_a_notification_and_taken_back_when_it_is_over() {
    let Some(binary) = desk::binary() else { return };
    let desk = Desk::new(binary);
    let mut service = Service::start(&desk.bus).await;
    let page = Page::open(&desk, "warning", &[]).await;
    desk.wait_until_open();
    page.find("nav").await;

    // A folder for backups, which then goes away.
    let out = desk.data().with_file_name("backups");
    let wish = serde_json::json!({ "folder": out, "atMinute": 180, "keepDays": 7, "keepWeeks": 4, "media": true });
    let kept = page.wait_for(&rpc("save_backup", &wish)).await;
    assert!(kept.get("refused").is_none(), "{kept}");
    let settled = async |good: bool| {
        let began = Instant::now();
        loop {
            let now = page.wait_for(&rpc("backup", &serde_json::json!({}))).await;
            if now["running"].is_null() && !now["last"].is_null() && now["last"]["problem"].is_null() == good {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{now:#}\n{}", desk.read_log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    settled(true).await;
    let away = out.with_extension("away");
    std::fs::rename(&out, &away).unwrap();
    std::fs::write(&out, b"not a folder").unwrap();
    let again = serde_json::json!({ "folder": null, "media": null, "keepDays": null, "keepWeeks": null });
    page.wait_for(&rpc("back_up", &again)).await;

    let Asked::Shown { id, replaced, title, body } = service.next().await else { panic!("nothing was shown") };
    assert!(!replaced);
    assert_eq!(title, "The backup failed");
    assert!(body.starts_with("The last backup could not be made"), "{body}");
    page.until("the banner says so", |text| text.contains("The backup failed") && text.contains("Open Backup")).await;
    page.picture("raised").await;

    // The next failure says nothing new.
    settled(false).await;
    page.wait_for(&rpc("back_up", &again)).await;
    settled(false).await;
    std::fs::remove_file(&out).unwrap();
    std::fs::rename(&away, &out).unwrap();
    page.wait_for(&rpc("back_up", &again)).await;
    assert_eq!(service.next().await, Asked::TakenBack(id), "once, and taken back");
    page.until("the banner is gone", |text| !text.contains("The backup failed")).await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_screen_shows_the_sample_and_comes_back() {
    let Some(binary) = desk::binary() else { return };
    let desk = Desk::new(binary);
    let page = Page::open(&desk, "look-around", &[]).await;
    desk.wait_until_open();
    page.until("the first screen is there", |text| text.contains("Look around with sample data")).await;
    page.picture("welcome").await;
    page.press("Look around").await;
    page.until("the sample is shown", |text| text.contains("Sample data:") && text.contains("Leave sample data")).await;
    page.find("a[aria-label*='unread']").await;
    page.picture("sample").await;
    page.press("Leave sample data").await;
    page.until("the workspace is back", |text| {
        text.contains("Look around with sample data") && !text.contains("Sample data:")
    })
    .await;
    page.close().await;
}

/// A screen of the rail: its address, something that it shows, what is pressed there, and what that shows.
const SCREENS: [(&str, &str, &str, &str); 9] = [
    ("#/contacts", "Amy Vandersloot", "[aria-label='Contacts by name'] a", "With them"),
    ("#/follow-ups", "Choose a follow-up", "a[href^='#/follow-ups/due/call/']", "Next steps"),
    ("#/calls", "they answered", "[aria-label='All calls'] a[aria-label*='they answered']", "Summary"),
    ("#/insights", "Busiest hours", "button[aria-label^='Answered: ']", "Answered calls"),
    ("#/outbox", "cannot take texts", "[role=tab][aria-label^=Drafts]", "No drafts"),
    ("#/connection", "Listening for Quo", "", ""),
    ("#/ledger", "Messages", "", ""),
    ("#/settings", "Time to take a text back", "", ""),
    ("#/inbox", "Grace Lim", "a[aria-label^='Simone Archer']", "dripping"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_opens_in_the_window_and_a_table_is_saved_among_the_downloads() {
    let Some(binary) = desk::binary() else { return };
    let desk = Desk::new(binary);
    let page = Page::open(&desk, "screens", &[]).await;
    desk.wait_until_open();
    page.until("the first screen is there", |text| text.contains("Look around with sample data")).await;
    page.press("Look around").await;
    page.until("the sample is shown", |text| text.contains("Simone Archer")).await;
    for (address, shows, pressed, then) in SCREENS {
        let name = &address[2..];
        page.press_at(&format!("nav a[href^='{address}']")).await;
        page.until(&format!("{name} is there"), |text| text.contains(shows)).await;
        page.picture(name).await;
        if !pressed.is_empty() {
            page.press_at(pressed).await;
            page.until(&format!("{name} shows more"), |text| text.contains(then)).await;
            page.picture(&format!("{name}-opened")).await;
        }
        if name == "insights" {
            page.find("[role=dialog]").await.send_keys(Key::Escape + "").await.unwrap();
            page.find("button[aria-label='By line as CSV']").await.click().await.unwrap();
            page.find("[role=menuitem]").await.click().await.unwrap();
            page.until("it is saved", |text| text.contains("Saved: insights-lines-")).await;
            let began = Instant::now();
            let saved = loop {
                if let Some(file) = desk.saved("insights-lines-") {
                    break file;
                }
                assert!(began.elapsed() < PATIENCE, "the table is among the downloads");
                tokio::time::sleep(Duration::from_millis(20)).await;
            };
            assert!(std::fs::read_to_string(saved).unwrap().starts_with("\u{feff}Line,Number,Answered,"));
        }
    }
    // From the keys alone to somebody, and back to all of the desk.
    page.find("body").await.send_keys(Key::Control + "k").await.unwrap();
    page.find("[role=dialog] input").await.send_keys("Grace Lim").await.unwrap();
    page.find("[role=dialog] [role=option][aria-selected=true] mark").await;
    page.find("[role=dialog] input").await.send_keys(Key::Enter + "").await.unwrap();
    page.until("she is there", |text| text.contains("Realtor, Northbranch Realty") && text.contains("With them")).await;
    page.picture("by-keys").await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_restored_from_the_first_screen_of_the_window() {
    let Some(binary) = desk::binary() else { return };
    let desk = Desk::new(binary);
    let source = tempfile::tempdir().unwrap();
    let (data, out) = (source.path().join("data"), source.path().join("out"));
    let here =
        crate::support::Here::start(crate::support::here::config(&data, |_| {}), ringbook::seam::Seam::system()).await;
    here.receive(crate::support::here::texts(1..60)).await;
    here.settle().await;
    let wish = ringbook::backup::Wish { media: true, keep: ringbook::backup::Keep::default() };
    here.app.back_up(out.clone(), wish).await.unwrap();
    here.stop().await;

    let page = Page::open(&desk, "restore", &[]).await;
    desk.wait_until_open();
    page.until("the first screen is there", |text| text.contains("Restore a backup")).await;
    let button = "[...document.querySelectorAll('button')].find(one => one.textContent === 'NAME')";
    // It can be pressed once the folder was asked whether it may be replaced.
    let press = "new Promise(done => { const look = () => { const found = BUTTON; \
                 if (found && !found.disabled) { found.click(); done(1) } else setTimeout(look, 20) }; look() })";
    page.wait_for(&press.replace("BUTTON", &button.replace("NAME", "Restore a backup"))).await;
    page.find("input[name=backup-folder]").await.send_keys(format!("{}", out.display())).await.unwrap();
    page.press("Look for backups").await;
    page.until("the backup is listed", |text| text.contains("59 records")).await;
    page.picture("found").await;
    page.press("Restore this backup").await;
    page.until("what was backed up is there", |text| text.contains("of the roof")).await;
    page.picture("restored").await;
    page.close().await;
}
