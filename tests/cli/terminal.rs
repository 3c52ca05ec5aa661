//! What people read on a terminal fits its 80 columns; what programs read is whole.

use crate::fixtures::sheets::{rejected_entry, sheet, sheet_entry};
use crate::harness::database::TestDatabase;
use crate::harness::process;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

const MATCH: &str = "match_of_the_second_winter_season_eu_west_4_0017_final_round_b";
const PLAYER: &str = "steam:76561198000000000-alice-from-the-other-side-of-the-river";
const ITEM: &str = "Weapon_AssaultRifle_Akm_Gold_Season_12";

#[tokio::test(flavor = "multi_thread")]
async fn names_are_cut_in_the_middle_on_a_terminal_and_never_in_a_pipe() {
    let database = TestDatabase::sqlite();
    let (_, mut writer) = database.open().await;
    let details = json!({"boss": "a very large dragon with a very long name of its own"});
    let boss = json!({"event_type": "boss_defeat_in_the_deepest_dungeon", "details": details});
    let more = json!({"looted_items": {ITEM: 1}, "events": [boss]});
    let entries = [
        sheet_entry(&sheet(MATCH, PLAYER, more)),
        rejected_entry("looted_items.a_rather_long_name_of_an_item", b"{}"),
    ];
    writer.commit(&entries).await.unwrap();
    writer.close().await;
    let url = database.url();
    for (args, names) in [
        (vec!["stats"], vec![MATCH, PLAYER, ITEM]),
        (vec!["check"], vec![MATCH, PLAYER, ITEM]),
        (
            vec!["check", "--player", PLAYER],
            vec![
                MATCH,
                PLAYER,
                ITEM,
                "boss_defeat_in_the_deepest_dungeon",
                "name of its own",
            ],
        ),
        (vec!["check", "--match", MATCH], vec![MATCH, PLAYER, ITEM]),
        (
            vec!["dead-letters", "list"],
            vec!["looted_items.a_rather_long_name_of_an_item"],
        ),
    ] {
        let args = [&args[..], &["--database", &url]].concat();
        let piped = process::stdout_of(&args).await;
        for name in names {
            assert!(piped.contains(name), "{args:?} cuts {name}:\n{piped}");
        }
        assert!(!piped.contains('…'), "{args:?}:\n{piped}");
        let seen = process::on_a_terminal(&args).await;
        assert!(seen.contains('…'), "{args:?}:\n{seen}");
        // The first line says which database it is, whose path may be long.
        let wide = seen.lines().skip(1).find(|line| line.width() > 80);
        assert_eq!(wide, None, "{args:?}:\n{seen}");
    }
    let seen = process::on_a_terminal(&["stats", "--database", &url]).await;
    assert!(seen.contains("match_of_…_round_b"), "{seen}");
    // And there is one of each.
    assert!(
        seen.contains("1 item ") && !seen.contains("1 items"),
        "{seen}"
    );
}
