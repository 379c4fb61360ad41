//! Every path of a team that is answered. A macro joins the parts, so that a line stays a line.

use axum::http::Method;

use super::{directory, policies, resources, secrets, servers, token};
use crate::routes::{Route, on};

/// A path below the team, a resource group or a project.
macro_rules! at {
    (team $rest:literal) => {
        concat!("/v1/teams/{team}", $rest)
    };
    (group $rest:literal) => {
        concat!("/v1/teams/{team}/resource_groups/{group}", $rest)
    };
    (project $rest:literal) => {
        concat!(
            "/v1/teams/{team}/resource_groups/{group}/projects/{project}",
            $rest
        )
    };
}

pub(crate) const ROUTES: &[Route] = &[
    on(Method::POST, at!(team "/service_token"), token::issue),
    on(Method::GET, at!(team "/current_user"), token::current_user),
    on(
        Method::GET,
        at!(team "/vault/jwks.json"),
        directory::vault_keys,
    ),
    on(Method::GET, at!(team "/templates"), directory::templates),
    on(Method::GET, at!(team "/settings"), directory::settings),
    on(
        Method::PUT,
        at!(team "/settings"),
        directory::update_settings,
    ),
    on(Method::GET, at!(team "/team_stats"), directory::stats),
    on(Method::GET, at!(team "/users"), directory::users),
    on(Method::GET, at!(team "/users/{user}"), directory::user),
    on(
        Method::GET,
        at!(team "/users/{user}/groups"),
        directory::user_groups,
    ),
    on(Method::GET, at!(team "/groups"), directory::groups),
    on(Method::POST, at!(team "/groups"), directory::create_group),
    on(Method::GET, at!(team "/groups/{group}"), directory::group),
    on(
        Method::PUT,
        at!(team "/groups/{group}"),
        directory::update_group,
    ),
    on(
        Method::DELETE,
        at!(team "/groups/{group}"),
        directory::delete_group,
    ),
    on(
        Method::GET,
        at!(team "/groups/{group}/users"),
        directory::members,
    ),
    on(
        Method::POST,
        at!(team "/groups/{group}/users"),
        directory::add_member,
    ),
    on(
        Method::DELETE,
        at!(team "/groups/{group}/users/{user}"),
        directory::remove_member,
    ),
    on(
        Method::GET,
        at!(team "/service_users"),
        directory::service_users,
    ),
    on(
        Method::GET,
        at!(team "/service_users/{user}"),
        directory::read_service_user,
    ),
    on(
        Method::GET,
        at!(team "/service_users/{user}/keys"),
        directory::keys,
    ),
    on(
        Method::POST,
        at!(team "/service_users/{user}/keys"),
        directory::rotate_keys,
    ),
    on(
        Method::DELETE,
        at!(team "/service_users/{user}/keys/{key}"),
        directory::delete_key,
    ),
    on(Method::GET, at!(team "/resource_groups"), resources::groups),
    on(
        Method::POST,
        at!(team "/resource_groups"),
        resources::create_group,
    ),
    on(Method::GET, at!(group ""), resources::group),
    on(Method::PUT, at!(group ""), resources::update_group),
    on(Method::DELETE, at!(group ""), resources::delete_group),
    on(Method::GET, at!(group "/all_servers"), servers::all_servers),
    on(
        Method::GET,
        at!(group "/all_server_accounts"),
        servers::all_server_accounts,
    ),
    on(
        Method::GET,
        at!(group "/all_okta_universal_directory_accounts"),
        servers::all_directory_accounts,
    ),
    on(Method::GET, at!(group "/projects"), resources::projects),
    on(
        Method::POST,
        at!(group "/projects"),
        resources::create_project,
    ),
    on(Method::GET, at!(project ""), resources::project),
    on(Method::PUT, at!(project ""), resources::update_project),
    on(Method::DELETE, at!(project ""), resources::delete_project),
    on(
        Method::GET,
        at!(project "/servers"),
        servers::project_servers,
    ),
    on(
        Method::GET,
        at!(project "/servers/{server}"),
        servers::server,
    ),
    on(
        Method::GET,
        at!(project "/servers/{server}/server_accounts"),
        servers::server_accounts,
    ),
    on(
        Method::GET,
        at!(project "/server_accounts"),
        servers::server_accounts,
    ),
    on(
        Method::GET,
        at!(project "/server_accounts/{account}"),
        servers::server_account,
    ),
    on(
        Method::GET,
        at!(project "/okta_universal_directory_accounts"),
        servers::directory_accounts,
    ),
    on(
        Method::POST,
        at!(project "/rotate_resource"),
        servers::touch,
    ),
    on(
        Method::POST,
        at!(project "/checkin_resource"),
        servers::touch,
    ),
    on(Method::POST, at!(team "/checkin_resource"), servers::touch),
    on(Method::GET, at!(team "/servers"), servers::servers),
    on(Method::GET, at!(team "/all_servers"), servers::all_servers),
    on(
        Method::GET,
        at!(team "/all_server_accounts"),
        servers::all_server_accounts,
    ),
    on(
        Method::GET,
        at!(team "/all_okta_universal_directory_accounts"),
        servers::all_directory_accounts,
    ),
    on(
        Method::POST,
        at!(team "/server_accounts/{account}/reveal_credentials"),
        servers::reveal,
    ),
    on(
        Method::GET,
        at!(team "/secret_folders"),
        secrets::team_folders,
    ),
    on(Method::GET, at!(team "/secrets"), secrets::own),
    on(
        Method::GET,
        at!(project "/secret_folders"),
        secrets::project_folders,
    ),
    on(
        Method::POST,
        at!(project "/secret_folders"),
        secrets::create_folder,
    ),
    on(
        Method::GET,
        at!(project "/secret_folders/{folder}"),
        secrets::folder,
    ),
    on(
        Method::PUT,
        at!(project "/secret_folders/{folder}"),
        secrets::update_folder,
    ),
    on(
        Method::DELETE,
        at!(project "/secret_folders/{folder}"),
        secrets::delete_folder,
    ),
    on(
        Method::GET,
        at!(project "/secret_folders/{folder}/items"),
        secrets::folder_items,
    ),
    on(Method::POST, at!(project "/secrets"), secrets::create),
    on(Method::GET, at!(project "/secrets/{secret}"), secrets::read),
    on(
        Method::POST,
        at!(project "/secrets/{secret}"),
        secrets::reveal,
    ),
    on(
        Method::PUT,
        at!(project "/secrets/{secret}"),
        secrets::update,
    ),
    on(
        Method::DELETE,
        at!(project "/secrets/{secret}"),
        secrets::delete,
    ),
    on(
        Method::GET,
        at!(team "/security_policy"),
        policies::policies,
    ),
    on(
        Method::POST,
        at!(team "/security_policy"),
        policies::create_policy,
    ),
    on(
        Method::GET,
        at!(team "/security_policy/{policy}"),
        policies::policy,
    ),
    on(
        Method::PUT,
        at!(team "/security_policy/{policy}"),
        policies::update_policy,
    ),
    on(
        Method::DELETE,
        at!(team "/security_policy/{policy}"),
        policies::delete_policy,
    ),
    on(
        Method::GET,
        at!(team "/sudo_command_bundles"),
        policies::bundles,
    ),
    on(
        Method::POST,
        at!(team "/sudo_command_bundles"),
        policies::create_bundle,
    ),
    on(
        Method::GET,
        at!(team "/sudo_command_bundles/{bundle}"),
        policies::bundle,
    ),
    on(
        Method::PUT,
        at!(team "/sudo_command_bundles/{bundle}"),
        policies::update_bundle,
    ),
    on(
        Method::DELETE,
        at!(team "/sudo_command_bundles/{bundle}"),
        policies::delete_bundle,
    ),
];
