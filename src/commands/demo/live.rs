//! The game as it is played: what happened until the demo began at once, and then what happens, when it does.

use super::game;
use crate::client::{Client, Compression, ServerUrl, Transport};
use crate::commands::generate::pace::Speed;
use crate::commands::generate::population::{Played, Schedule, play};
use crate::commands::generate::upload_options::UploadOptions;
use crate::model::Millis;
use crate::runtime::clock;
use crate::runtime::stop::Stop;
use crate::simulator::Population;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Sheets per request: small enough for the bar to move.
const BATCH: u64 = 200;
const THREADS: usize = 2;
const RETRY_FOR: Duration = Duration::from_secs(30);

/// The game that goes on.
pub(super) struct Live {
    pub(super) population: Arc<Population>,
    pub(super) server: ServerUrl,
    /// What is before is the past.
    pub(super) since: Millis,
}

impl Live {
    /// Sends what happened until the demo began.
    pub(super) fn send_the_past(&self, stop: Stop) -> JoinHandle<anyhow::Result<Played>> {
        let past = Schedule {
            until: self.since,
            ..Schedule::all(self.since, Speed::Max)
        };
        let (population, server) = (self.population.clone(), self.server.clone());
        tokio::task::spawn_blocking(move || {
            game::describe(population.scenario(), &Client::new(server.clone()));
            play(&population, &options(server), past, &stop)
        })
    }

    /// Sends what happens from then on, until `stop`. All is played again from the beginning, which takes no time that counts.
    pub(super) fn go_on(&self, stop: Stop) -> JoinHandle<anyhow::Result<Played>> {
        let future = Schedule {
            from: self.since,
            // What happened while the numbers were shown comes at once.
            ..Schedule::all(Millis(clock::now_ms()), Speed::REALTIME)
        };
        let (population, server) = (self.population.clone(), self.server.clone());
        tokio::task::spawn_blocking(move || play(&population, &options(server), future, &stop))
    }
}

fn options(server: ServerUrl) -> UploadOptions {
    UploadOptions {
        server,
        threads: THREADS,
        batch: BATCH,
        rate: None,
        compression: Compression::None,
        transport: Transport::Http,
        retry_for: RETRY_FOR,
    }
}
