//! How long it takes to keep a renewal: the console says so in its log.

use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, SubscriberExt};

/// What was said so far, in microseconds.
#[derive(Clone, Default)]
pub(super) struct Keeping(Arc<Mutex<Vec<u64>>>);

/// Listens from now on; `None` where somebody else listens already.
pub(super) fn watch() -> Option<Keeping> {
    let keeping = Keeping::default();
    let rotation = Targets::new().with_target("connections::rotation", Level::DEBUG);
    let listening = tracing_subscriber::registry().with(keeping.clone().with_filter(rotation));
    tracing::subscriber::set_global_default(listening).ok()?;
    Some(keeping)
}

impl Keeping {
    pub(super) fn milliseconds(&self) -> Vec<f64> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        #[expect(clippy::cast_precision_loss, reason = "minutes at the most")]
        let milliseconds = |one: &u64| *one as f64 / 1_000.0;
        all.iter().map(milliseconds).collect()
    }
}

impl<S: Subscriber> Layer<S> for Keeping {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut &*self);
    }
}

impl Visit for &Keeping {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "microseconds" {
            self.0
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(value);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
