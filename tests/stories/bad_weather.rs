//! What goes wrong between the console and an org loses nothing, leads nowhere and does nothing
//! twice.

use stories::trust::bad_weather::{behind, is_behind, measure};

/// Runs itself again in the network, whose way the environment of a process tells.
#[tokio::test(flavor = "multi_thread")]
async fn in_all_sixteen_kinds_of_bad_weather_nothing_hangs_is_lost_or_goes_astray() {
    const THIS: &str =
        "bad_weather::in_all_sixteen_kinds_of_bad_weather_nothing_hangs_is_lost_or_goes_astray";
    if !is_behind() {
        let mut again = tokio::process::Command::new(std::env::current_exe().unwrap());
        again.args(["--exact", THIS, "--nocapture"]);
        assert!(behind(again).await.unwrap().success());
        return;
    }
    let mut said = Vec::new();
    let figures = measure(80, 16, |line| said.push(line.to_owned())).await;
    for figure in &figures {
        println!("{figure}");
    }
    assert!(figures.iter().all(|figure| figure.met), "{said:#?}");
}
