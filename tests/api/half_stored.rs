//! A database that fails in the middle: the answer says what is stored and what is not.

use crate::harness::app::TestApp;
use crate::harness::database::TestDatabase;
use loot::server::ServerOptions;
use serde_json::json;

/// Refuses the rows of one player, and loses its mind over those of another.
const TRIGGER: &str = "
    create function judge() returns trigger language plpgsql as $$
    begin
        if new.player_id = 'refused' then raise exception 'refused by the test'; end if;
        if new.player_id = 'lost' then raise exception 'lost by the test' using errcode = '58030'; end if;
        return new;
    end $$;
    create trigger judge before insert on stat_sheets for each row execute function judge()";

#[tokio::test(flavor = "multi_thread")]
async fn of_a_batch_that_was_stored_in_part_it_is_told_which() {
    let database = TestDatabase::postgres().await;
    let app = TestApp::spawn_on(database, ServerOptions::default()).await;
    app.database.execute(TRIGGER).await;
    let sheet = |player: &str| json!({"match_id": "m", "player_id": player, "looted_items": {"medkit": 1}, "sheet_id": player});
    let batch = ["a", "refused", "lost", "b"].map(sheet);
    let answer = app.submit_batch(&batch).await;
    let body = answer.expect_error(503);
    assert!(answer.header("retry-after").is_some());
    assert!(
        !body["error"].to_string().contains("nothing was stored"),
        "{body}"
    );
    assert_eq!(
        (&body["success"], &body["accepted"], &body["rejected"]),
        (&json!(false), &json!(1), &json!(1))
    );
    let statuses: Vec<_> = body["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| {
            (
                result["index"].as_u64().unwrap(),
                result["status"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        statuses,
        [(1, "rejected"), (2, "unconfirmed"), (3, "unconfirmed")]
    );
    assert_eq!(app.stored_sheets().await, 1);

    app.database
        .execute("drop trigger judge on stat_sheets")
        .await;
    let again = app.submit_batch(&batch).await.expect(201).clone();
    assert_eq!(
        (&again["accepted"], &again["duplicates"]),
        (&json!(3), &json!(1))
    );
    assert_eq!(app.stored_sheets().await, 4);
}
