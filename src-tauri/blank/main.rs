//! An empty Tauri window: what a window costs before anything is in it.
//!
//! `cargo xtask bench` measures it beside the console, with the same sign of readiness.

#[path = "../src/readiness.rs"]
mod readiness;

use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() {
    tauri::Builder::default()
        .setup(|app| {
            let window = WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .title("Blank")
                .inner_size(1200.0, 820.0);
            readiness::announced(window, "main").build()?;
            Ok(())
        })
        .run(tauri::generate_context!("blank/tauri.conf.json"))
        .expect("a blank window can be run");
}
