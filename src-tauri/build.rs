//! Prepares the window's build; nothing else needs a build step.
fn main() {
    // Without a line of this kind cargo would run the script, and build everything anew, for any file that changes.
    println!("cargo:rerun-if-changed=src-tauri/build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        // A release carries the interface inside, so it must follow it; a debug build reads it when it runs.
        // The folder must exist, or cargo would take it for changed each time.
        if let Err(error) = std::fs::create_dir_all("ui/dist") {
            println!("cargo:warning=cannot make ui/dist: {error}");
        }
        println!("cargo:rerun-if-changed=ui/dist");
    }
    #[cfg(feature = "desktop")]
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new()) {
        println!("cargo:error={error:#}");
    }
}
