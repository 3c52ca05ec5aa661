//! `loot report`.

use crate::fixtures::pictures;
use crate::fixtures::sheets::{sheet, sheet_entry};
use crate::harness::database::{TestDatabase, on_both_databases};
use crate::harness::process::{self, LootServer};
use loot::model::{AnnotationText, Millis, Note};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

on_both_databases! {
    a_database_and_its_server_give_the_same_pictures,
    filters_reach_what_they_say_and_nothing_else,
}

const FIXED: [&str; 6] = [
    "item_distribution",
    "loot_totals",
    "rubber_duck_heatmap",
    "duck_heatmap",
    "server_duck_heatmap",
    "performance_dashboard",
];

/// Ducks by two modes on two days, and gold.
async fn fill(database: &TestDatabase) {
    let (_, mut writer) = database.open().await;
    let entries: Vec<_> = (0..40)
        .map(|k| {
            let mode = if k % 4 == 0 { "solo" } else { "duo" };
            let day = if k % 2 == 0 { "30" } else { "31" };
            let more = json!({
                "looted_items": {"rubber_duck": 2, "gold": k % 4},
                "locations": {"rubber_duck": [[k, 2 * k], [40 - k, k]]},
                "game_mode": mode,
                "timestamp": format!("2026-01-{day}T10:00:00Z"),
            });
            sheet_entry(&sheet(&format!("m{}", k / 4), &format!("p{k}"), more))
        })
        .collect();
    writer.commit(&entries).await.unwrap();
    let release = Note {
        timestamp: Millis::parse("2026-01-30T20:00:00Z").unwrap(),
        until: None,
        text: AnnotationText::parse("release <1.3>").unwrap(),
        link: None,
        annotation_id: None,
    };
    writer.annotate(&release, Millis(0)).await.unwrap();
    writer.close().await;
}

fn files(folder: &Path) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder).unwrap();
    files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect()
}

/// And under nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn the_picture_of_the_map_lies_under_the_maps() {
    let database = TestDatabase::sqlite();
    fill(&database).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("map.png");
    std::fs::write(&file, pictures::png(40, 80)).unwrap();
    let url = database.url();
    let mut set = vec!["maps", "set", "", "--image", file.to_str().unwrap()];
    set.extend(["--bounds", "0,0,40,80", "--y-down", "--database", &url]);
    process::stdout_of(&set).await;
    let server = LootServer::start(&url, &["-q"]).await;
    let address = format!("http://{}", server.address);
    for from in [["--database", &url], ["--server", &address]] {
        let output = folder.path().join(from[0]);
        report(&from, &output, &["--format", "svg"]).await;
        for stem in FIXED {
            let drawn = std::fs::read_to_string(output.join(format!("{stem}.svg"))).unwrap();
            let is_map = stem.ends_with("heatmap");
            assert_eq!(drawn.contains("<image "), is_map, "{from:?}: {stem}");
        }
    }
}

/// Draws small pictures into `folder` and returns what is said of them.
async fn report(from: &[&str], folder: &Path, more: &[&str]) -> Vec<Value> {
    let output = folder.to_str().unwrap();
    let mut args = vec!["report", "--json", "--dpi", "48", "--output", output];
    args.extend(from);
    args.extend(more);
    let printed = process::stdout_of(&args).await;
    serde_json::from_str(&printed).unwrap()
}

/// What the picture with this file name says.
fn said<'a>(pictures: &'a [Value], name: &str) -> &'a Value {
    let named = |picture: &&Value| {
        let path = Path::new(picture["path"].as_str().unwrap());
        path.file_stem().unwrap() == name
    };
    pictures
        .iter()
        .find(named)
        .unwrap_or_else(|| panic!("no {name} among {pictures:#?}"))
}

async fn a_database_and_its_server_give_the_same_pictures(database: TestDatabase) {
    fill(&database).await;
    let folder = tempfile::tempdir().unwrap();
    let (direct, asked) = (folder.path().join("direct"), folder.path().join("asked"));
    let url = database.url();
    let first = report(&["--database", &url], &direct, &[]).await;
    let server = LootServer::start(&url, &[]).await;
    let address = format!("http://{}", server.address);
    let second = report(&["--server", &address], &asked, &[]).await;
    let mut wanted: BTreeSet<_> = FIXED.iter().map(|name| format!("{name}.png")).collect();
    wanted.insert("report.html".to_owned());
    assert_eq!((files(&direct), files(&asked)), (wanted.clone(), wanted));
    let words = |pictures: &[Value]| -> Vec<Value> {
        pictures
            .iter()
            .map(|p| json!([p["title"], p["said"]]))
            .collect()
    };
    assert_eq!(words(&first), words(&second));
    for folder in [&direct, &asked] {
        let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
        // In the table beside the picture.
        let told = page.matches("<td>release &lt;1.3&gt;</td>").count();
        assert_eq!(told, 1, "{}", folder.display());
    }
    for name in FIXED {
        let picture = std::fs::read(direct.join(format!("{name}.png"))).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(picture))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!((info.width, info.height), (800, 500), "{name}");
    }
    let page = std::fs::read_to_string(direct.join("report.html")).unwrap();
    assert_eq!(page.matches("<img ").count(), 6);
    assert!(
        page.contains("<td>rubber_duck</td><td>80</td>"),
        "its table"
    );
    assert!(
        !page.contains("src=\"http") && !page.contains("<script"),
        "it needs nothing else"
    );
}

async fn filters_reach_what_they_say_and_nothing_else(database: TestDatabase) {
    fill(&database).await;
    let folder = tempfile::tempdir().unwrap();
    let url = database.url();
    let from = ["--database", url.as_str()];
    let solo = report(&from, folder.path(), &["--game-mode", "solo"]).await;
    let of = |pictures: &[Value], name| said(pictures, name)["said"].as_str().unwrap().to_owned();
    assert!(
        of(&solo, "item_distribution").starts_with("20 units of 1 item"),
        "{solo:#?}"
    );
    assert!(of(&solo, "duck_heatmap").starts_with("20 units with a place"));
    assert!(of(&solo, "performance_dashboard").starts_with("10 stat sheets by 10 players"));
    let day = [
        "--since",
        "2026-01-31T00:00:00Z",
        "--until",
        "2026-02-01T00:00:00Z",
    ];
    let day = report(&from, folder.path(), &day).await;
    assert!(
        of(&day, "item_distribution").starts_with("80 units of 2 items"),
        "{day:#?}"
    );
    assert!(of(&day, "loot_totals").starts_with("80 units"));
    assert!(
        of(&day, "duck_heatmap").starts_with("80 units with a place"),
        "places have no time"
    );
    let nothing = process::run(&[
        "report",
        "--database",
        &url,
        "--until",
        "2026-01-01T00:00:00Z",
    ])
    .await;
    let told = String::from_utf8_lossy(&nothing.stderr);
    assert!(
        !nothing.status.success() && told.contains("before 2026-01-01"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_database_is_told_and_no_picture_made() {
    let database = TestDatabase::sqlite();
    let (_, writer) = database.open().await;
    writer.close().await;
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("new");
    let args = [
        "report",
        "--database",
        &database.url(),
        "--output",
        output.to_str().unwrap(),
    ];
    let run = process::run(&args).await;
    let told = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(1));
    assert!(
        told.contains("nothing is stored") && told.contains("loot demo"),
        "{told}"
    );
    assert!(run.stdout.is_empty() && !output.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_generated_is_compared_with_what_arrived() {
    let database = TestDatabase::sqlite();
    let server = LootServer::start(&database.url(), &[]).await;
    let address = format!("http://{}", server.address);
    let folder = tempfile::tempdir().unwrap();
    let outputs = folder.path().to_str().unwrap();
    let generate = [
        "generate",
        "--matches",
        "5",
        "--seed",
        "7",
        "--server",
        &address,
        "--outputs",
        outputs,
    ];
    process::stdout_of(&generate).await;
    let only = ["--charts", "local_vs_server_comparison"];
    let from = ["--server", address.as_str()];
    let same = report(&from, folder.path(), &only).await;
    assert_eq!(
        said(&same, "local_vs_server_comparison")["title"],
        "Everything generated is stored"
    );
    assert!(
        same[0]["said"].as_str().unwrap().contains("seed 7"),
        "{same:#?}"
    );

    let file = folder.path().join("more.ndjson");
    let made = [
        "generate",
        "--generate-only",
        "--matches",
        "6",
        "--seed",
        "7",
        "--output",
        file.to_str().unwrap(),
    ];
    process::stdout_of(&made).await;
    let local = [only.as_slice(), &["--local", file.to_str().unwrap()]].concat();
    let less = report(&from, folder.path(), &local).await;
    let title = less[0]["title"].as_str().unwrap();
    assert!(title.contains("units are missing"), "{title}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_by_name_and_is_not_there_is_a_failure() {
    let database = TestDatabase::sqlite();
    fill(&database).await;
    let folder = tempfile::tempdir().unwrap();
    let url = database.url();
    let output = folder.path().to_str().unwrap();
    let always = [
        "report",
        "--dpi",
        "48",
        "--database",
        &url,
        "--output",
        output,
    ];
    for (named, code, said) in [
        (&[][..], 0, ""),
        (&["--item", "rubber_duck"][..], 0, ""),
        (
            &["--item", "unicorn"][..],
            1,
            "maps of unicorn: no item of this name is stored",
        ),
        (
            &["--charts", "item_distribution,local_vs_server_comparison"][..],
            1,
            "local_vs_server_comparison",
        ),
    ] {
        let ended = process::run(&[&always, named].concat()).await;
        let told = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(code), "{named:?}: {told}");
        assert!(told.contains(said), "{named:?}: {told}");
    }
    // A game of real players has nothing to compare with, and no page about that.
    assert!(!files(folder.path()).contains("local_vs_server_comparison.png"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_each_title_once() {
    let database = TestDatabase::sqlite();
    fill(&database).await;
    let folder = tempfile::tempdir().unwrap();
    let url = database.url();
    let drawn = report(&["--database", &url], folder.path(), &["--format", "svg"]).await;
    let title = said(&drawn, "item_distribution")["title"].as_str().unwrap();
    let picture = std::fs::read_to_string(folder.path().join("item_distribution.svg")).unwrap();
    assert!(picture.contains(title), "{picture:.200}");
    let page = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    let heading = format!("<h2>{title}</h2>");
    let (_, section) = page.split_once(&heading).expect("a heading");
    let (_, encoded) = section.split_once("base64,").unwrap();
    let encoded = encoded.split('"').next().unwrap();
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, encoded);
    let picture = String::from_utf8(bytes.unwrap()).unwrap();
    assert!(
        picture.contains("<svg") && !picture.contains(title),
        "{picture:.200}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn any_item_gets_a_map_and_the_duck_its_own() {
    let database = TestDatabase::sqlite();
    let (_, mut writer) = database.open().await;
    let more = json!({
        "looted_items": {"剣/../x": 3, "duck": 9, "nowhere": 1},
        "locations": {"剣/../x": [[1, 2], [3, 4], [5, 6]], "duck": [7, 8]},
    });
    writer
        .commit(&[sheet_entry(&sheet("m", "p", more))])
        .await
        .unwrap();
    writer.close().await;
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().to_str().unwrap();
    let url = database.url();
    let args = [
        "report",
        "--database",
        &url,
        "--output",
        output,
        "--format",
        "svg",
        "--theme",
        "dark",
        "--item",
        "剣/../x",
        "--item",
        "nowhere",
        "--item",
        "duck",
        "--charts",
        "rubber_duck_heatmap,duck_heatmap",
        "--title",
        "Über & Co",
    ];
    let run = process::run(&args).await;
    let told = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(1), "{told}");
    assert!(
        told.contains("nowhere: no unit came with a place"),
        "{told}"
    );
    let wanted = [
        "duck_heatmap.svg",
        "剣____x_cells.svg",
        "剣____x_heatmap.svg",
    ];
    let wanted: BTreeSet<_> = wanted.into_iter().map(str::to_owned).collect();
    assert_eq!(files(folder.path()), wanted);
    let svg = std::fs::read_to_string(folder.path().join("剣____x_heatmap.svg")).unwrap();
    assert!(
        svg.contains("剣/../x is") || svg.contains("Where 剣/../x"),
        "{svg:.600}"
    );
    assert!(svg.contains("Über &amp; Co"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_drawn_is_told_with_the_flag_to_blame() {
    let database = TestDatabase::sqlite();
    fill(&database).await;
    let url = database.url();
    let folder = tempfile::tempdir().unwrap();
    let no_font = folder.path().join("no.ttf");
    std::fs::write(&no_font, "GIF89a").unwrap();
    let no_font = no_font.to_str().unwrap();
    for (flags, named) in [
        (
            vec!["--font", no_font],
            "no.ttf is not a TrueType or OpenType font",
        ),
        (vec!["--font", "/nowhere.ttf"], "/nowhere.ttf"),
        (vec!["--local", "/nowhere.json"], "/nowhere.json"),
        (
            vec!["--since", "2026-02-01", "--until", "2026-01-01"],
            "--until must be after --since",
        ),
        (vec!["--charts", "pie"], "invalid value 'pie'"),
        (vec!["--dpi", "7"], "--dpi"),
        (vec!["--game-mode", "unheard of"], "in game mode unheard of"),
    ] {
        let output = folder.path().join("out");
        let args = [
            "report",
            "--database",
            &url,
            "--output",
            output.to_str().unwrap(),
        ];
        let run = process::run(&[args.as_slice(), &flags].concat()).await;
        let told = String::from_utf8_lossy(&run.stderr);
        assert!(
            !run.status.success() && told.contains(named),
            "{flags:?}: {told}"
        );
        assert!(!output.exists(), "{flags:?} made pictures");
    }
}

/// Ten ducks of each of 300 players, who walk from anywhere; of three players two stay in one of two places where
/// `places` is set.
fn walkers(places: bool) -> Vec<loot::store::Entry> {
    let part = |k: u32, by: f64| (f64::from(k) * by).fract();
    (0..300_u32)
        .map(|player| {
            let found = (0..10_u32).map(|step| {
                let (a, b) = (part(player * 10 + step, 0.754_877), part(player * 10 + step, 0.569_840));
                let (x, y) = (part(player, 0.618_034), part(player, 0.414_214));
                match player % 3 {
                    0 if places => [200.0 + 30.0 * a, 300.0 + 30.0 * b],
                    1 if places => [700.0 + 30.0 * a, 600.0 + 30.0 * b],
                    _ => [960.0 * x + 40.0 * a, 960.0 * y + 40.0 * b],
                }
            });
            let more = json!({"looted_items": {"rubber_duck": 10}, "locations": {"rubber_duck": found.collect::<Vec<_>>()}});
            sheet_entry(&sheet("m", &format!("p{player}"), more))
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn hotspots_are_of_players_and_stay_where_one_find_is_far_away() {
    for (places, far, expected) in [
        (true, false, "is found most in 2 places"),
        (true, true, "is found most in 2 places"),
        (false, false, "is found evenly all over the map"),
    ] {
        let database = TestDatabase::sqlite();
        let (_, mut writer) = database.open().await;
        writer.commit(&walkers(places)).await.unwrap();
        if far {
            let more = json!({"looted_items": {"rubber_duck": 1}, "locations": {"rubber_duck": [1e7, 1e7]}});
            writer
                .commit(&[sheet_entry(&sheet("m", "far", more))])
                .await
                .unwrap();
        }
        writer.close().await;
        let folder = tempfile::tempdir().unwrap();
        let charts = [
            "--charts",
            "rubber_duck_heatmap,duck_heatmap,server_duck_heatmap",
        ];
        let pictures = report(&["--database", &database.url()], folder.path(), &charts).await;
        let title = said(&pictures, "rubber_duck_heatmap")["title"]
            .as_str()
            .unwrap();
        assert!(title.contains(expected), "{title}");
        let cells = said(&pictures, "duck_heatmap")["said"].as_str().unwrap();
        assert!(cells.starts_with("3,000 units"), "{cells}");
        let even = said(&pictures, "server_duck_heatmap")["title"]
            .as_str()
            .unwrap();
        assert_eq!(even.contains("not spread evenly"), places, "{even}");
    }
}
