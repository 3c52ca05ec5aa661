//! Players by days and months of a zone, and retention: what is answered is what a count of everything that was sent says.

use crate::harness::app::TestApp;
use crate::harness::database::{TestDatabase, on_both_databases};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use loot::server::ServerOptions;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

on_both_databases! {
    players_are_counted_by_days_of_the_zone,
}

/// With days of 23 and of 25 hours, off by half an hour and by a quarter, far ahead, with a date that was skipped (Apia),
/// and two whose days are those of UTC.
const ZONES: [&str; 9] = [
    "UTC",
    "Africa/Abidjan",
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/London",
    "Pacific/Kiritimati",
    "Pacific/Apia",
];

struct Sent {
    player: String,
    mode: Option<&'static str>,
    at: Timestamp,
    /// Seconds; an event that comes alone has none.
    played: Option<f64>,
}

/// Around every change of these clocks in 2025 and around the date that Apia skipped, and at midnights and just before.
fn sent() -> Vec<Sent> {
    let mut seed = 7_u64;
    let mut random = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) % below
    };
    let mut sent = Vec::new();
    for (from, days) in [
        ("2011-12-27T00:00:00Z", 7),
        ("2025-03-05T00:00:00Z", 35),
        ("2025-10-01T00:00:00Z", 37),
    ] {
        let from: Timestamp = from.parse().unwrap();
        for _ in 0..days * 9 {
            let quarters = 15 * random(days as u64 * 96) as i64;
            let past_midnight = [0, -1, 400_000][random(3) as usize];
            let mode = [None, Some("solo"), Some("duo")][random(3) as usize];
            let is_sheet = mode.is_some() || random(2) == 0;
            sent.push(Sent {
                player: format!("p{}", random(12)),
                mode,
                at: from + quarters.minutes() + past_midnight.milliseconds(),
                played: is_sheet.then(|| random(4_000) as f64 / 8.0),
            });
        }
    }
    sent
}

async fn app(database: TestDatabase, sent: &[Sent]) -> TestApp {
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    for some in sent.chunks(400) {
        let (sheets, events): (Vec<_>, Vec<_>) = some.iter().partition(|one| one.played.is_some());
        let sheets = sheets.into_iter().map(|one| {
            json!({
                "match_id": "m", "player_id": one.player, "timestamp": one.at.to_string(), "game_mode": one.mode,
                "match_duration": one.played, "looted_items": {"duck": 1},
            })
        });
        app.submit_batch(&sheets.collect::<Vec<_>>())
            .await
            .expect(201);
        let events = events.into_iter().map(|one| {
            json!({"match_id": "m", "player_id": one.player, "timestamp": one.at.to_string(), "event_type": "jump"})
        });
        let events = Value::from(events.collect::<Vec<_>>());
        app.post("/api/events", events.to_string())
            .await
            .expect(201);
    }
    app
}

/// What is counted: by player the dates, and by date the seconds.
struct Counted {
    zone: TimeZone,
    dates: BTreeMap<String, BTreeSet<Date>>,
    played: BTreeMap<Date, f64>,
}

impl Counted {
    fn new(sent: &[Sent], zone: &str, mode: Option<&str>) -> Self {
        let zone = TimeZone::get(zone).unwrap();
        let mut counted = Self {
            zone: zone.clone(),
            dates: BTreeMap::new(),
            played: BTreeMap::new(),
        };
        for one in sent.iter().filter(|one| mode.is_none() || one.mode == mode) {
            let date = one.at.to_zoned(zone.clone()).date();
            let dates = counted.dates.entry(one.player.clone()).or_default();
            dates.insert(date);
            *counted.played.entry(date).or_default() += one.played.unwrap_or_default();
        }
        counted
    }

    /// The first instant of a date, if there is one.
    fn start(&self, date: Date) -> Option<Timestamp> {
        let start = date.to_zoned(self.zone.clone()).unwrap();
        (start.date() == date).then(|| start.timestamp())
    }

    /// Players of whom `is_there` holds for any of their dates, and for their first.
    fn players(&self, is_there: impl Fn(Date) -> bool) -> (u64, u64) {
        let active = self.dates.values();
        let active = active.filter(|dates| dates.iter().any(|date| is_there(*date)));
        let new = self.dates.values();
        let new = new.filter(|dates| is_there(*dates.first().unwrap()));
        (active.count() as u64, new.count() as u64)
    }

    fn line(&self, name: (&str, String), is_there: impl Fn(Date) -> bool) -> Value {
        let (active, new) = self.players(&is_there);
        let played = self.played.iter().filter(|(date, _)| is_there(**date));
        let played: f64 = played.map(|(_, seconds)| seconds).sum();
        json!({
            name.0: name.1, "active": active, "new": new, "returning": active - new, "seconds_played": played,
            "complete": true,
        })
    }

    fn days(&self, is_in_range: impl Fn(Timestamp) -> bool) -> Vec<Value> {
        let dates: BTreeSet<Date> = self.dates.values().flatten().copied().collect();
        let dates = dates
            .into_iter()
            .filter(|date| is_in_range(self.start(*date).unwrap()));
        let line = |date: Date| self.line(("day", date.to_string()), |other| other == date);
        dates.map(line).collect()
    }

    fn months(&self) -> Vec<Value> {
        let months = self.dates.values().flatten();
        let months: BTreeSet<Date> = months.map(|date| date.first_of_month()).collect();
        let line = |month: Date| {
            let name = ("month", month.strftime("%Y-%m").to_string());
            self.line(name, |date| date.first_of_month() == month)
        };
        months.into_iter().map(line).collect()
    }

    fn cohorts(&self, most: usize) -> Vec<Value> {
        let firsts = self.dates.values().map(|dates| *dates.first().unwrap());
        let firsts: BTreeSet<Date> = firsts.collect();
        let cohort = |first: Date| {
            let of = self.dates.values();
            let of: Vec<_> = of.filter(|dates| dates.first() == Some(&first)).collect();
            let days = first
                .series(1.day())
                .filter(|day| self.start(*day).is_some());
            let days = days.take(most + 1).enumerate().map(|(day, date)| {
                let players = of.iter().filter(|dates| dates.contains(&date)).count();
                json!({
                    "day": day, "players": players, "share": players as f64 / of.len() as f64, "complete": true,
                })
            });
            json!({
                "cohort": first.to_string(), "players": of.len(), "days": days.collect::<Vec<_>>(),
            })
        };
        firsts.into_iter().map(cohort).collect()
    }
}

async fn data(app: &TestApp, zone: &str, path: &str) -> Value {
    let answer = app.get_json(path).await;
    assert_eq!(answer["tz"], zone, "{path}");
    answer["data"].clone()
}

async fn players_are_counted_by_days_of_the_zone(database: TestDatabase) {
    let sent = sent();
    let app = app(database, &sent).await;
    let instant = |text: &str| -> Timestamp { text.parse().unwrap() };
    let (since, until) = (
        instant("2025-03-08T12:34:56Z"),
        instant("2025-10-26T00:30:00Z"),
    );
    for zone in ZONES {
        for (mode, more) in [(None, ""), (Some("solo"), "&game_mode=solo")] {
            let counted = Counted::new(&sent, zone, mode);
            let query = format!("tz={zone}{more}");
            let daily = format!("/api/players/daily?{query}");
            assert_eq!(
                data(&app, zone, &daily).await,
                json!(counted.days(|_| true)),
                "{daily}"
            );
            let ranged = format!("{daily}&since={since}&until={until}");
            let first = since.to_zoned(counted.zone.clone()).date();
            let first = counted.start(first).unwrap();
            let expected = counted.days(|start| first <= start && start < until);
            assert!(expected.len() > 50, "{}", expected.len());
            assert_eq!(data(&app, zone, &ranged).await, json!(expected), "{ranged}");
            let monthly = format!("/api/players/monthly?{query}");
            assert_eq!(
                data(&app, zone, &monthly).await,
                json!(counted.months()),
                "{monthly}"
            );
            let retention = format!("/api/retention?days=40&{query}");
            let cohorts = data(&app, zone, &retention).await;
            assert_eq!(cohorts, json!(counted.cohorts(40)), "{retention}");
            let ranged = format!("/api/retention?days=2&{query}&since=2020-01-01");
            let cohorts = counted.cohorts(2).into_iter();
            let cohorts = cohorts.filter(|cohort| cohort["cohort"].as_str() > Some("2020"));
            let cohorts: Vec<_> = cohorts.collect();
            assert_eq!(data(&app, zone, &ranged).await, json!(cohorts), "{ranged}");
        }
    }
    let refused = app.get("/api/retention?tz=Mars/Olympus").await.expect(400);
    assert_eq!(refused["faults"][0]["field"], "tz");
    let integrity = app.reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
}
