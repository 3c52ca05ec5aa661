//! What becomes of long work is kept, the newest thousand of it.

use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{JobChange, JobState, Millis, PageRequest};
use serde_json::json;

on_both_databases! {
    a_job_is_followed_from_its_beginning_to_its_end,
    the_oldest_jobs_are_forgotten,
}

const BEGUN: Millis = Millis(1_700_000_000_000);

fn begin() -> JobChange {
    JobChange::Begin {
        kind: "replay_dead_letters",
        parameters: json!({"reason": null}),
    }
}

async fn a_job_is_followed_from_its_beginning_to_its_end(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let id = writer.change_job(&begin(), BEGUN).await.unwrap();
    let other = writer.change_job(&begin(), BEGUN).await.unwrap();
    let state = async |id, now| reader.job(id, now).await.unwrap().unwrap().state;
    assert_eq!(state(id, BEGUN).await, JobState::Waiting);
    let later = Millis(BEGUN.0 + Millis::HOUR);
    assert_eq!(state(id, later).await, JobState::Lost);
    for (done, total) in [(2, None), (5, Some(9))] {
        let progress = JobChange::Progress { id, done, total };
        writer.change_job(&progress, later).await.unwrap();
        let job = reader.job(id, later).await.unwrap().unwrap();
        assert_eq!(
            (job.state, job.done, job.total),
            (JobState::Running, done, total)
        );
    }
    let result = json!({"accepted": 9});
    let done = JobChange::Done {
        id,
        as_of: BEGUN,
        result: result.clone(),
    };
    writer.change_job(&done, later).await.unwrap();
    let job = reader.job(id, later).await.unwrap().unwrap();
    assert_eq!(
        (job.state, job.done, job.total),
        (JobState::Done, 5, Some(9))
    );
    assert_eq!((job.as_of, job.result), (Some(BEGUN), Some(result)));
    assert_eq!((job.created_at, job.updated_at), (BEGUN, later));
    let failed = JobChange::Failed {
        id: other,
        error: "no more paper".into(),
    };
    writer.change_job(&failed, later).await.unwrap();
    let job = reader.job(other, later).await.unwrap().unwrap();
    assert_eq!(job.error.as_deref(), Some("no more paper"));
    assert_eq!(reader.job(99, later).await.unwrap(), None);
}

async fn the_oldest_jobs_are_forgotten(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    for _ in 0..3 {
        writer.change_job(&begin(), BEGUN).await.unwrap();
    }
    database
        .execute("update jobs set id = id + 2000 where id > 1")
        .await;
    let newest = writer.change_job(&begin(), BEGUN).await.unwrap();
    let page = PageRequest {
        limit: 10,
        before: None,
    };
    let kept = reader.jobs(page, BEGUN).await.unwrap();
    let ids: Vec<_> = kept.rows.iter().map(|job| job.id).collect();
    assert_eq!((newest, ids), (2004, vec![2004, 2003, 2002]));
}
