// The commands that the window may call, once: `build.rs` makes a permission of each name, and
// `commands.rs` answers to it. The window's side is `ui/src/ipc/commands.ts`.
macro_rules! every_command {
    ($list:ident) => {
        $list![
            console,
            start_sandbox,
            list_connectors,
            list_connections,
            connection,
            check_address,
            setup_sheet,
            make_key,
            begin_connect,
            begin_reauthorize,
            finish_sign_in,
            cancel_sign_in,
            open_sign_in_again,
            save_connection,
            discard_connection,
            test_connection,
            edit_connection,
            rename_connection,
            star_connection,
            copy_details,
            delete_connection,
            action_form,
            preview_action,
            run_action,
            copy_request,
            unlock_with_passphrase,
            use_session_only,
            retry_keyring,
            start_over_with_new_key,
            open_page,
            preference,
            set_preference,
        ]
    };
}
pub(crate) use every_command;
