//! Each connector, from *New Connection* to *Delete*.

use anyhow::Result;
use stories::window::{CONNECTORS, Connector, Start};

use crate::harness::{Harness, test};
use crate::place::Place;

pub(crate) async fn tell(harness: &mut Harness) {
    test!(harness, okta_connects_tests_reauthorizes_and_is_deleted);
    test!(
        harness,
        okta_realms_connects_tests_reauthorizes_and_is_deleted
    );
    test!(
        harness,
        okta_devices_connects_tests_reauthorizes_and_is_deleted
    );
    test!(
        harness,
        okta_privileged_access_connects_tests_reauthorizes_and_is_deleted
    );
    test!(
        harness,
        a_connection_outlives_the_program_and_its_secrets_open_again
    );
}

async fn okta_connects_tests_reauthorizes_and_is_deleted() -> Result<()> {
    whole_life(CONNECTORS[0]).await
}

async fn okta_realms_connects_tests_reauthorizes_and_is_deleted() -> Result<()> {
    whole_life(CONNECTORS[1]).await
}

async fn okta_devices_connects_tests_reauthorizes_and_is_deleted() -> Result<()> {
    whole_life(CONNECTORS[2]).await
}

async fn okta_privileged_access_connects_tests_reauthorizes_and_is_deleted() -> Result<()> {
    whole_life(CONNECTORS[3]).await
}

async fn whole_life(connector: Connector) -> Result<()> {
    let place = Place::with_practice_org().await?;
    let job = place.job();

    job.connect(connector).await?;
    job.test(connector.nickname).await?;
    job.reauthorize(connector).await?;
    job.test(connector.nickname).await?;
    job.delete(connector).await?;

    place.page().says("No connections yet").await?;
    place.app.close().await
}

async fn a_connection_outlives_the_program_and_its_secrets_open_again() -> Result<()> {
    // An org beside the console, because the console's own ends with it.
    let org = sandbox::Sandbox::start(sandbox::Settings::default()).await?;
    let place = Place::with_orgs_on_this_computer().await?;
    let folder = tempfile::tempdir()?;
    let start = Start {
        data_dir: Some(folder.path().to_owned()),
        loopback_orgs: true,
        ..Start::default()
    };
    let place = place.restart(start.clone()).await?;
    crate::wizard::connect_to(&place, &org, "Lasting").await?;

    let place = place.restart(start).await?;
    place
        .page()
        .find("button", "More actions for Lasting")
        .await?;
    place.job().test("Lasting").await?;
    place.app.close().await
}
