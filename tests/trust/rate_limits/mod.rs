//! The rate-limits suite: orgs that allow few requests a minute are asked for many, in virtual
//! time. All is done, nothing is sent in vain, and no org waits for another.

mod odd_headers;
mod steps;
mod storm;
mod town;

use std::time::Instant;

use anyhow::Result;
use tokio::sync::mpsc;

use self::steps::Steps;
use self::storm::Storm;
use self::town::Town;
use crate::trust::figure::Figure;

/// So many actions, spread over so many orgs.
pub async fn measure(actions: u64, orgs: u64, mut tell: impl FnMut(&str)) -> Vec<Figure> {
    let begun = Instant::now();
    let (say, mut said) = mpsc::unbounded_channel();
    match run(actions / orgs.max(1), orgs, say).await {
        Ok(figures) => {
            while let Ok(line) = said.try_recv() {
                tell(&line);
            }
            figures
        }
        Err(fault) => {
            tell(&format!("FAILED: {fault:#}"));
            vec![Figure::every_time(
                "actions that are done",
                0,
                actions,
                begun,
            )]
        }
    }
}

/// The orgs live here; the console in a runtime of one thread, where time can be stepped.
async fn run(each: u64, orgs: u64, say: mpsc::UnboundedSender<String>) -> Result<Vec<Figure>> {
    transport::install_crypto();
    // Some of them have left the org and are in no list.
    let people = usize::try_from(each / 2)? + 20;
    let all = town::found(orgs, people).await?;
    let one = town::found(1, 150).await?;
    let begun = Instant::now();
    let inside = tokio::task::spawn_blocking(move || {
        let runtime = || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
        };
        let storm = runtime()?.block_on(async {
            let town = Town::settles(all).await?;
            storm::storm(&town, each).await
        });
        let odd = runtime()?.block_on(async {
            let town = Town::settles(one).await?;
            let orgs = town.orgs.iter().map(|at| at.sandbox.knobs()).collect();
            let steps = Steps::begin(&town.clock, orgs);
            let mut borne = 0;
            for (name, wait) in odd_headers::FAULTS {
                match odd_headers::is_borne(&town, &steps, name, wait).await {
                    Ok(()) => borne += 1,
                    Err(fault) => drop(say.send(format!("FAILED {name}: {fault:#}"))),
                }
            }
            anyhow::Ok(borne)
        });
        anyhow::Ok((storm?, odd?))
    });
    let (storm, odd) = inside.await??;
    Ok(figures(&storm, odd, orgs, begun))
}

fn figures(storm: &Storm, odd: u64, orgs: u64, begun: Instant) -> Vec<Figure> {
    let Storm {
        asked,
        done,
        beyond,
        crossed,
        by_ideal,
        by_others,
    } = *storm;
    let at_most = |what: &str, most: f64, measured: f64| Figure {
        what: what.to_owned(),
        promised: format!("at most {most:.2}"),
        measured: format!("{measured:.3}"),
        trials: orgs,
        seconds: begun.elapsed().as_secs_f64(),
        met: measured <= most,
    };
    vec![
        Figure::every_time(
            &format!("actions on {orgs} orgs of 60 a minute that are done"),
            done.min(asked),
            asked,
            begun,
        ),
        Figure::never(
            "requests sent after an org had said until when it refuses them",
            beyond,
            asked,
            begun,
        ),
        at_most(
            "time that the slowest org took, by the least possible",
            1.05,
            by_ideal,
        ),
        at_most(
            "time that the slowest org took, by an ordinary one's",
            1.2,
            by_others,
        ),
        Figure::never(
            "actions that came to another org than their own",
            crossed,
            asked,
            begun,
        ),
        Figure::every_time(
            "refusals with odd headers that are waited out, for 1 to 90 seconds",
            odd,
            odd_headers::FAULTS.len() as u64,
            begun,
        ),
    ]
}
