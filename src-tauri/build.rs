//! Prepares the window's build; nothing else needs a build step.
fn main() {
    #[cfg(feature = "desktop")]
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new()) {
        println!("cargo:error={error:#}");
    }
}
