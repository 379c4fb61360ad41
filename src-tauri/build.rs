//! Tells Tauri which commands exist, so that each needs a permission, and embeds the window.

mod command_list {
    include!("src/command_list.rs");
}

macro_rules! names {
    ($($name:ident),+ $(,)?) => { &[$(stringify!($name)),+] };
}

fn main() {
    println!("cargo:rerun-if-changed=src/command_list.rs");
    println!("cargo:rerun-if-changed=../ui/dist");
    let manifest = tauri_build::AppManifest::new().commands(command_list::every_command!(names));
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    tauri_build::try_build(attributes).expect("the shell's configuration is right");
}
