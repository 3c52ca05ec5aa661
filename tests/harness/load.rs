//! Clients that send what they have until each of it is acknowledged, to whatever servers there are, and remember
//! what was acknowledged.

use super::http::{self, Answer};
use super::socket::SocketClient;
use super::waiting::until;
use loot::store::Reader;
use serde_json::{Value, json};
use std::collections::{BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Sheets of a parcel; a parcel of an odd number is a single submit.
const PER_BATCH: usize = 7;

/// Parcels on their way.
pub(crate) struct Load {
    parcels: usize,
    servers: watch::Sender<Vec<SocketAddr>>,
    progress: Mutex<Progress>,
}

struct Progress {
    pending: VecDeque<usize>,
    acknowledged: Vec<usize>,
    put_off: usize,
}

impl Load {
    /// Starts `clients` that send `parcels`, each in a request.
    pub(crate) fn start(parcels: usize, clients: usize) -> (Arc<Self>, JoinSet<()>) {
        let load = Self::of(parcels);
        let mut running = JoinSet::new();
        for _ in 0..clients {
            running.spawn(Arc::clone(&load).send_all());
        }
        (load, running)
    }

    /// Starts `clients` that stream `parcels` over sockets, many at a time.
    pub(crate) fn start_streaming(parcels: usize, clients: usize) -> (Arc<Self>, JoinSet<()>) {
        let load = Self::of(parcels);
        let mut running = JoinSet::new();
        for _ in 0..clients {
            running.spawn(Arc::clone(&load).stream_all());
        }
        (load, running)
    }

    fn of(parcels: usize) -> Arc<Self> {
        let progress = Progress {
            pending: (0..parcels).collect(),
            acknowledged: Vec::new(),
            put_off: 0,
        };
        Arc::new(Self {
            parcels,
            servers: watch::Sender::default(),
            progress: Mutex::new(progress),
        })
    }

    /// Tells the clients where to send; nowhere when there is no server.
    pub(crate) fn send_to(&self, servers: &[SocketAddr]) {
        self.servers.send_replace(servers.to_vec());
    }

    pub(crate) fn acknowledged(&self) -> Vec<usize> {
        self.progress().acknowledged.clone()
    }

    /// How often a client was asked to try again later.
    pub(crate) fn put_off(&self) -> usize {
        self.progress().put_off
    }

    /// Waits until so many parcels are acknowledged, or all.
    pub(crate) async fn reaches(&self, parcels: usize) {
        let parcels = parcels.min(self.parcels);
        until("parcels are acknowledged", async || {
            self.progress().acknowledged.len() >= parcels
        })
        .await;
    }

    async fn send_all(self: Arc<Self>) {
        let mut servers = self.servers.subscribe();
        while self.progress().acknowledged.len() < self.parcels {
            let Some(parcel) = self.progress().pending.pop_front() else {
                // Another client has the last ones; they may come back.
                tokio::task::yield_now().await;
                continue;
            };
            let somewhere = servers
                .wait_for(|servers| !servers.is_empty())
                .await
                .unwrap()
                .clone();
            let (path, body) = request_of(parcel);
            let json = [("content-type", "application/json")];
            let bytes = http::request("POST", path, &json, body.to_string().as_bytes());
            let answer = http::exchange(somewhere[parcel % somewhere.len()], &bytes).await;
            self.note(parcel, answer);
        }
    }

    async fn stream_all(self: Arc<Self>) {
        let mut servers = self.servers.subscribe();
        while self.progress().acknowledged.len() < self.parcels {
            let somewhere = servers.wait_for(|servers| !servers.is_empty()).await;
            let address = somewhere.unwrap()[0];
            let mut unanswered = BTreeSet::new();
            self.stream_to(address, &mut unanswered).await;
            // The server went away: it may or may not have stored them.
            self.progress().pending.extend(unanswered);
            tokio::task::yield_now().await;
        }
    }

    /// Sends and reads answers until the connection ends, or there is nothing left.
    async fn stream_to(&self, address: SocketAddr, unanswered: &mut BTreeSet<usize>) -> Option<()> {
        let mut client = SocketClient::connect(address, "/ws/telemetry").await?;
        let hello = client.try_json().await?;
        let most = hello["max_unacknowledged"].as_u64().unwrap() as usize / 2;
        while self.progress().acknowledged.len() < self.parcels {
            while unanswered.len() < most
                && let Some(parcel) = self.take_pending()
            {
                unanswered.insert(parcel);
                client.try_send(&message_of(parcel)).await.ok()?;
            }
            if unanswered.is_empty() {
                tokio::task::yield_now().await;
                continue;
            }
            let answer = client.try_json().await?;
            let status = answer["status"].as_u64().unwrap();
            assert!(status == 200 || status == 201, "{answer}");
            let parcel = answer["ref"].as_u64().unwrap() as usize;
            assert!(unanswered.remove(&parcel), "answered twice: {answer}");
            self.progress().acknowledged.push(parcel);
        }
        Some(())
    }

    fn take_pending(&self) -> Option<usize> {
        self.progress().pending.pop_front()
    }

    fn note(&self, parcel: usize, answer: Option<Answer>) {
        let mut progress = self.progress();
        match answer {
            Some(answer) if (200..300).contains(&answer.status) => {
                assert_ne!(
                    answer.status,
                    207,
                    "something was refused: {}",
                    answer.text()
                );
                progress.acknowledged.push(parcel);
            }
            Some(answer) => {
                assert_eq!(answer.status, 503, "{}", answer.text());
                assert!(
                    answer.header("retry-after").is_some(),
                    "{:?}",
                    answer.headers
                );
                answer.expect_error(503);
                progress.put_off += 1;
                progress.pending.push_back(parcel);
            }
            // The server went away before it answered: it may or may not have stored it.
            None => progress.pending.push_back(parcel),
        }
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap()
    }

    /// The number of sheets in all parcels.
    pub(crate) fn sheets(&self) -> u64 {
        (0..self.parcels)
            .map(|parcel| sheets_of(parcel).len() as u64)
            .sum()
    }

    /// Asserts that every sheet of an acknowledged parcel is stored, and once.
    pub(crate) async fn assert_acknowledged_is_stored(&self, reader: &Reader) {
        let stored = stored_keys(reader).await;
        for parcel in self.acknowledged() {
            for sheet in sheets_of(parcel) {
                let key = sheet["sheet_id"].as_str().unwrap();
                let times = stored.iter().filter(|stored| *stored == key).count();
                assert_eq!(
                    times, 1,
                    "sheet {key} was acknowledged and is stored {times} times"
                );
            }
        }
        let integrity = reader.integrity().await.unwrap();
        assert!(integrity.is_sound(), "{integrity:#?}");
    }

    /// Asserts that the database holds exactly what was to be sent.
    pub(crate) async fn assert_all_is_stored_once(&self, reader: &Reader) {
        self.assert_acknowledged_is_stored(reader).await;
        let totals = reader.totals(None).await.unwrap();
        assert_eq!(totals.total_stat_sheets, self.sheets());
        assert_eq!(totals.total_events, self.sheets());
        let units: u64 = (0..self.parcels)
            .flat_map(sheets_of)
            .map(|sheet| units_of(&sheet))
            .sum();
        assert_eq!(totals.units(), units);
        assert_eq!(reader.quality().await.unwrap().rejected, 0);
    }
}

fn units_of(sheet: &Value) -> u64 {
    let items = sheet["looted_items"].as_object().unwrap();
    items.values().map(|count| count.as_u64().unwrap()).sum()
}

fn request_of(parcel: usize) -> (&'static str, Value) {
    let mut sheets = sheets_of(parcel);
    if parcel % 2 == 1 {
        ("/api/submit", sheets.remove(0))
    } else {
        ("/api/submit/batch", sheets.into())
    }
}

fn message_of(parcel: usize) -> Value {
    let mut sheets = sheets_of(parcel);
    if parcel % 2 == 1 {
        json!({"ref": parcel, "sheet": sheets.remove(0)})
    } else {
        json!({"ref": parcel, "sheets": sheets})
    }
}

fn sheets_of(parcel: usize) -> Vec<Value> {
    let sheets = if parcel % 2 == 1 { 1 } else { PER_BATCH };
    let sheet = |k: usize| {
        let key = format!("{parcel}-{k}");
        json!({
            "match_id": format!("m{}", parcel % 40), "player_id": format!("p{}", (parcel + k) % 17), "sheet_id": key,
            "looted_items": {"medkit": parcel % 5, "gold": 1}, "locations": {"gold": [parcel % 100, k]},
            "game_mode": (["solo", "duo"][k % 2]), "events": [{"event_type": "jump", "event_id": key}],
        })
    };
    (0..sheets).map(sheet).collect()
}

async fn stored_keys(reader: &Reader) -> Vec<String> {
    use loot::model::{PageRequest, SheetFilter};
    let mut keys = Vec::new();
    let mut before = None;
    loop {
        let page = PageRequest {
            limit: 5_000,
            before,
        };
        let page = reader.sheets(&SheetFilter::default(), page).await.unwrap();
        let of_page = page
            .rows
            .iter()
            .filter_map(|row| row.sheet.sheet_id.as_ref());
        keys.extend(of_page.map(|key| key.as_str().to_owned()));
        before = page.next;
        if before.is_none() {
            return keys;
        }
    }
}
