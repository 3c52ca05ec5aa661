//! Views that people save: once for each name, and no more than there is room for.

use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{MAX_SAVED_VIEWS, Millis, PageAddress, SavedView, ViewName, ViewSaved};

on_both_databases! {
    a_name_is_there_once_and_says_when_its_address_was_saved,
    there_is_room_for_so_many,
    clearing_takes_them_along,
}

const NOW: Millis = Millis(1_700_000_000_000);
const LATER: Millis = Millis(1_700_000_060_000);

fn view(name: &str, address: &str, pinned: bool, saved_at: Millis) -> SavedView {
    SavedView {
        name: ViewName::parse(name).unwrap(),
        address: PageAddress::parse(address).unwrap(),
        pinned,
        saved_at,
    }
}

async fn a_name_is_there_once_and_says_when_its_address_was_saved(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let ducks = view("ducks", "/dashboard/map?item=rubber_duck", false, NOW);
    let kept = |view: &SavedView, replaced| ViewSaved::Kept {
        view: view.clone(),
        replaced,
    };
    assert_eq!(writer.save_view(&ducks).await.unwrap(), kept(&ducks, false));
    let bears = view("Bears", "/dashboard", true, NOW);
    writer.save_view(&bears).await.unwrap();
    assert_eq!(
        reader.saved_views().await.unwrap(),
        [bears.clone(), ducks.clone()]
    );
    // Only pinned: it is as old as it was.
    let pinned = SavedView {
        pinned: true,
        saved_at: LATER,
        ..ducks.clone()
    };
    let is = SavedView {
        saved_at: NOW,
        ..pinned.clone()
    };
    assert_eq!(writer.save_view(&pinned).await.unwrap(), kept(&is, true));
    let moved = view("ducks", "/dashboard/flows", true, LATER);
    assert_eq!(writer.save_view(&moved).await.unwrap(), kept(&moved, true));
    assert_eq!(reader.saved_views().await.unwrap(), [bears, moved.clone()]);
    assert!(writer.delete_view(&moved.name).await.unwrap());
    assert!(!writer.delete_view(&moved.name).await.unwrap());
    assert_eq!(reader.saved_views().await.unwrap().len(), 1);
}

async fn there_is_room_for_so_many(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let first = view("v1", "/dashboard", false, NOW);
    writer.save_view(&first).await.unwrap();
    let many = format!(
        "with recursive k (n) as (select 2 union all select n + 1 from k where n < {MAX_SAVED_VIEWS})
        insert into saved_views (name, address, pinned, saved_at) select 'v' || n, '/dashboard', 0, 0 from k"
    );
    database.execute(&many).await;
    let one_more = view("more", "/dashboard", false, NOW);
    assert_eq!(writer.save_view(&one_more).await.unwrap(), ViewSaved::Full);
    assert_eq!(reader.saved_views().await.unwrap().len(), MAX_SAVED_VIEWS);
    let again = writer.save_view(&first).await.unwrap();
    assert!(matches!(again, ViewSaved::Kept { replaced: true, .. }));
    writer.delete_view(&first.name).await.unwrap();
    let again = writer.save_view(&one_more).await.unwrap();
    assert!(matches!(
        again,
        ViewSaved::Kept {
            replaced: false,
            ..
        }
    ));
}

async fn clearing_takes_them_along(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let first = view("v1", "/dashboard", false, NOW);
    writer.save_view(&first).await.unwrap();
    writer.clear().await.unwrap();
    assert_eq!(reader.saved_views().await.unwrap(), []);
}
