// The commands that the main window may call, once: `build.rs` makes a permission of each name, and
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
            arm_connection,
            disarm_connection,
            copy_details,
            delete_connection,
            action_form,
            candidates,
            predict_target,
            preview_action,
            run_action,
            copy_request,
            list_sessions,
            disconnect_session,
            connection_usage,
            list_scenarios,
            scenario,
            action_card,
            save_scenario,
            save_scenario_text,
            copy_scenario,
            delete_scenario,
            import_scenario,
            export_scenario,
            start_scenario,
            follow_scenario,
            next_step,
            stop_scenario,
            start_listing,
            follow_listing,
            stop_listing,
            reveal_output,
            list_runs,
            run_choices,
            run_details,
            delete_run,
            delete_all_runs,
            export_runs,
            history_settings,
            set_history_settings,
            mark_actions,
            least_scopes,
            copy_scope_request,
            pick_export,
            read_export,
            export_again,
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

// Those that a confirmation window may call, and no other window. Its side is
// `ui/src/ipc/confirmation.ts`.
macro_rules! every_confirmation_command {
    ($list:ident) => {
        $list![
            confirmation_question,
            confirmation_fits,
            answer_confirmation,
        ]
    };
}
pub(crate) use every_confirmation_command;
