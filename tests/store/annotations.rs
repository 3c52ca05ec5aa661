//! What people write beside the numbers: once for each key, found by time, and no more than there is room for.

use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{
    Annotated, Annotation, AnnotationId, AnnotationText, MAX_ANNOTATIONS, Millis, Note, TimeRange,
    WebLink,
};

on_both_databases! {
    a_key_is_there_once_and_the_first_is_told,
    a_range_has_what_touches_it,
    what_was_left_out_before_is_stored_as_it_is_sent,
    numbers_are_not_given_twice,
    there_is_room_for_so_many_and_none_is_dropped,
}

const NOW: Millis = Millis(1_700_000_000_000);

fn note(text: &str, from: i64, to: Option<i64>, key: Option<&str>) -> Note {
    Note {
        timestamp: Millis(from),
        until: to.map(Millis),
        text: AnnotationText::parse(text).unwrap(),
        link: Some(WebLink::parse("https://example.com/1.3").unwrap()),
        annotation_id: key.map(|key| AnnotationId::parse(key).unwrap()),
    }
}

fn new(annotated: Annotated) -> Annotation {
    match annotated {
        Annotated::New(annotation) => annotation,
        other => panic!("{other:?}"),
    }
}

async fn a_key_is_there_once_and_the_first_is_told(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let release = note("release 1.3", 5_000, Some(9_000), Some("r13"));
    let first = new(writer.annotate(&release, NOW).await.unwrap());
    assert_eq!((&first.note, first.created_at), (&release, NOW));
    let other = note("release 1.3, really", 6_000, None, Some("r13"));
    let again = writer.annotate(&other, NOW).await.unwrap();
    assert_eq!(again, Annotated::Known(first.clone()));
    // Without a key there is nothing to know it by.
    let plain = note("release 1.3", 5_000, None, None);
    let two = [
        new(writer.annotate(&plain, NOW).await.unwrap()),
        new(writer.annotate(&plain, NOW).await.unwrap()),
    ];
    let all = reader.annotations(TimeRange::default()).await.unwrap();
    assert_eq!(all[0], first);
    assert_eq!(all[1..], two);
}

async fn a_range_has_what_touches_it(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    for (text, from, to) in [
        ("moment", 50, None),
        ("early", 10, Some(20)),
        ("long", 10, Some(90)),
        ("late", 60, Some(61)),
    ] {
        writer
            .annotate(&note(text, from, to, None), NOW)
            .await
            .unwrap();
    }
    for (since, until, expected) in [
        (None, None, &["early", "long", "moment", "late"][..]),
        (Some(20), Some(50), &["early", "long"]),
        (Some(21), Some(51), &["long", "moment"]),
        (Some(91), None, &[]),
        (None, Some(10), &[]),
        (Some(62), Some(63), &["long"]),
    ] {
        let range = TimeRange {
            since: since.map(Millis),
            until: until.map(Millis),
        };
        let found = reader.annotations(range).await.unwrap();
        let texts: Vec<_> = found.iter().map(|one| one.note.text.as_str()).collect();
        assert_eq!(texts, expected, "{since:?} {until:?}");
    }
}

/// A key of eight bytes is as long as a number.
async fn what_was_left_out_before_is_stored_as_it_is_sent(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let bare = Note {
        link: None,
        ..note("bare", 5_000, None, None)
    };
    let keyed = note("keyed", 5_000, None, Some("rel-1.32"));
    let whole = note("whole", 5_000, Some(9_000), Some("a longer key"));
    let sent = [&bare, &keyed, &whole, &bare];
    for one in sent {
        let stored = new(writer.annotate(one, NOW).await.unwrap());
        assert_eq!(stored.note, *one);
    }
    let again = writer.annotate(&keyed, NOW).await.unwrap();
    assert!(matches!(again, Annotated::Known(_)), "{again:?}");
    let all = reader.annotations(TimeRange::default()).await.unwrap();
    let stored: Vec<_> = all.iter().map(|one| &one.note).collect();
    assert_eq!(stored, sent);
}

async fn numbers_are_not_given_twice(database: TestDatabase) {
    let (_, mut writer) = database.open().await;
    let plain = note("release", 5, None, None);
    let first = new(writer.annotate(&plain, NOW).await.unwrap());
    assert!(writer.delete_annotation(first.id).await.unwrap());
    assert!(!writer.delete_annotation(first.id).await.unwrap());
    let second = new(writer.annotate(&plain, NOW).await.unwrap());
    assert!(second.id > first.id);
    writer.clear().await.unwrap();
    let third = new(writer.annotate(&plain, NOW).await.unwrap());
    assert!(third.id > second.id);
}

async fn there_is_room_for_so_many_and_none_is_dropped(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let keyed = note("release", 5, None, Some("k"));
    let first = new(writer.annotate(&keyed, NOW).await.unwrap());
    let many = format!(
        "with recursive k (n) as (select 2 union all select n + 1 from k where n < {MAX_ANNOTATIONS})
        insert into annotations (id, timestamp_ms, text, created_at) select 1000 + n, 7, 'x', 7 from k"
    );
    database.execute(&many).await;
    let plain = note("one more", 5, None, None);
    assert_eq!(writer.annotate(&plain, NOW).await.unwrap(), Annotated::Full);
    let again = writer.annotate(&keyed, NOW).await.unwrap();
    assert_eq!(again, Annotated::Known(first));
    let all = reader.annotations(TimeRange::default()).await.unwrap();
    assert_eq!(all.len(), MAX_ANNOTATIONS);
}
