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
    let commands = [
        command_list::every_command!(names) as &[&'static str],
        command_list::every_confirmation_command!(names),
    ];
    let manifest = tauri_build::AppManifest::new().commands(commands.concat().leak());
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    tauri_build::try_build(attributes).expect("the shell's configuration is right");
}
