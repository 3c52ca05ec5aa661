//! Through PgBouncer: with connections for a session, as its default is, and with one for each transaction.

use crate::fixtures::sheets::{accepted, event, event_entry, sheet, sheet_entry};
use crate::harness::database::TestDatabase;
use crate::harness::postgres::Bouncer;
use crate::harness::waiting::until;
use loot::model::{
    EventFilter, JourneyRequest, LiveFilter, PageRequest, PeriodFilter, PlayerId, Seen, SheetFilter,
};
use loot::store::{self, EventColumns, Reader, ScanOptions, SheetColumns, Writer};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_of_sessions_is_no_different() {
    let database = TestDatabase::postgres().await;
    let bouncer = Bouncer::start("session");
    all_is_done_through(&bouncer.url(&database.url(), "")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_of_transactions_is_told_by_the_address() {
    let database = TestDatabase::postgres().await;
    let bouncer = Bouncer::start("transaction");
    let url = bouncer.url(&database.url(), "&pgbouncer=true");
    all_is_done_through(&url).await;
    // Nothing stays at connections that others get next.
    let left = "select count(*) from pg_stat_activity where state like 'idle in%' and datname = current_database()";
    // What was given up in the middle is rolled back a moment later.
    until("no transaction stays open", async || {
        database.number(left).await == 0
    })
    .await;
}

async fn all_is_done_through(url: &str) {
    let (reader, one) = store::open(url).await.unwrap();
    let (_, other) = store::open(url).await.unwrap();
    let reads = [(); 3].map(|()| tokio::spawn(read_a_lot(reader.clone())));
    let writes = [
        tokio::spawn(write(one, "a")),
        tokio::spawn(write(other, "b")),
    ];
    for written in writes {
        written.await.unwrap();
    }
    for read in reads {
        read.await.unwrap();
    }
    let totals = reader.totals(None).await.unwrap();
    assert_eq!((totals.total_stat_sheets, totals.total_events), (40, 80));
    let integrity = reader.integrity().await.unwrap();
    assert!(integrity.is_sound(), "{integrity:#?}");
    let columns = SheetColumns::ALL;
    let mut scan = reader.scan_sheets(columns, &SheetFilter::default(), ScanOptions::default());
    let mut sheets = 0;
    while let Some(batch) = scan.next().await.unwrap() {
        sheets += batch.len();
    }
    assert_eq!(sheets, 40);
    let columns = EventColumns::default();
    let mut scan = reader.scan_events(columns, &EventFilter::default(), ScanOptions::default());
    let mut events = 0;
    while let Some(batch) = scan.next().await.unwrap() {
        events += batch.len();
    }
    assert_eq!(events, 80);
    let error = store::open_read_only(url).await.map(drop);
    assert!(error.is_ok(), "{error:?}");
}

async fn write(mut writer: Writer, run: &str) {
    for k in 0..20 {
        let more = json!({
            "sheet_id": format!("{run}{k}"), "events": [{"event_type": "jump"}],
            "looted_items": {format!("item_{}", k % 7): 2}, "locations": {format!("item_{}", k % 7): [k, 2]},
        });
        let entries = [
            sheet_entry(&sheet(&format!("m{}", k % 3), &format!("p{}", k % 5), more)),
            event_entry(&event("p1", json!({"event_id": format!("{run}{k}")}))),
        ];
        for outcome in writer.commit(&entries).await.unwrap() {
            accepted(&outcome);
        }
    }
    writer.close().await;
}

async fn read_a_lot(reader: Reader) {
    let page = PageRequest {
        limit: 10,
        before: None,
    };
    let journey = JourneyRequest::newest(PlayerId::parse("p1").unwrap(), 20);
    for _ in 0..20 {
        reader.info().await.unwrap();
        reader.totals(None).await.unwrap();
        reader.sheets(&SheetFilter::default(), page).await.unwrap();
        reader
            .event_counts(&PeriodFilter::default(), None, None)
            .await
            .unwrap();
        reader.journey(&journey).await.unwrap();
        reader
            .look(&LiveFilter::default(), Seen::default())
            .await
            .unwrap();
    }
}
