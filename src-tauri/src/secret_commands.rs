//! What the window may ask of the change of a secret: one line onto the use cases each, as in
//! `commands.rs`.

use connections::views::{EnterSecret, SecretChangeView};

use crate::commands::{Answer, Desks};

#[tauri::command]
pub(crate) async fn secret_change(desk: Desks<'_>, connection: String) -> Answer<SecretChangeView> {
    desk.console().await?.secret_change(&connection).await
}

#[tauri::command]
pub(crate) async fn enter_new_secret(
    desk: Desks<'_>,
    request: EnterSecret,
) -> Answer<SecretChangeView> {
    desk.console().await?.enter_new_secret(request).await
}

#[tauri::command]
pub(crate) async fn switch_secret(desk: Desks<'_>, connection: String) -> Answer<SecretChangeView> {
    desk.console().await?.switch_secret(&connection).await
}

#[tauri::command]
pub(crate) async fn finish_secret_change(
    desk: Desks<'_>,
    connection: String,
) -> Answer<SecretChangeView> {
    let console = desk.console().await?;
    console.finish_secret_change(&connection).await
}

#[tauri::command]
pub(crate) async fn back_out_of_secret_change(
    desk: Desks<'_>,
    connection: String,
) -> Answer<SecretChangeView> {
    let console = desk.console().await?;
    console.back_out_of_secret_change(&connection).await
}

#[tauri::command]
pub(crate) async fn rotate_service_key(
    desk: Desks<'_>,
    connection: String,
) -> Answer<SecretChangeView> {
    desk.console().await?.rotate_service_key(&connection).await
}
