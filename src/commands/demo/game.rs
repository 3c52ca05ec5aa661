//! The game that the demo plays: a scenario with something for every page, what the server should know about it beside its
//! data, and where to look.

use crate::client::{Client, ClientError};
use crate::commands::scenario_map;
use crate::model::{Economy, Label, Millis, MoneyFlow};
use crate::simulator::{BuiltIn, Run, Scenario};
use anyhow::Context;

const NAME: &str = "showcase";
/// A crew is of three.
const CREW: u32 = 3;

/// The scenario, with as many players in a match as were asked for.
pub(super) fn scenario(players: Option<u32>) -> anyhow::Result<Scenario> {
    let game = BuiltIn::find(NAME).context("the demo's game is missing")?;
    let sets = players.map(|players| {
        [
            ("modes.heist.players", players),
            ("modes.heist.team_size", players.min(CREW)),
            ("modes.showdown.players", players),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_string()))
    });
    let sets: Vec<_> = sets.into_iter().flatten().collect();
    Scenario::parse(game.text, &sets)
        .map_err(|mistakes| anyhow::anyhow!("--players: {}", mistakes.as_slice()[0]))
}

/// Two weeks of it, until `now`. It begins at midnight: the hours of a day are the same whenever it is played.
pub(super) fn run(game: &Scenario, seed: u64, matches: Option<u32>, now: Millis) -> Run {
    let midnight = now.0 - now.0.rem_euclid(Millis::DAY);
    Run {
        seed,
        start: Millis(midnight - i64::from(game.days()) * Millis::DAY),
        days: game.days(),
        players_total: game.players_total(),
        matches: matches.map(u64::from),
    }
}

/// Tells the server what no data say: what the maps look like, and what is money. What somebody has set stays.
pub(super) fn describe(game: &Scenario, client: &Client) {
    scenario_map::set_where_there_is_nothing(client, &scenario_map::of(game.maps()));
    if let Err(error) = set_money(client) {
        tracing::warn!(%error, "what is money was not set");
    }
}

fn set_money(client: &Client) -> Result<(), ClientError> {
    if !client.economies()?.is_empty() {
        return Ok(());
    }
    let flows = |texts: &[&str]| {
        let flows = texts.iter().map(|text| MoneyFlow::parse(text));
        flows
            .collect::<Result<_, _>>()
            .expect("they are well-formed")
    };
    let gold = Economy {
        currency: Label::parse("gold").expect("it is a short word"),
        sources: flows(&["gold_earned"]),
        sinks: flows(&["gold_spent", "event:upgrade#price"]),
    };
    client.save_economy(&gold).map(|_| ())
}

/// Pages, and what is to be seen there.
pub(super) const WHERE_TO_LOOK: [(&str, &str); 5] = [
    (
        "dashboard",
        "everything at a glance: watch it grow while they play",
    ),
    (
        "dashboard/map?map=harbour&item=rubber_duck",
        "where the ducks lie, on the harbour's picture and its floors",
    ),
    (
        "dashboard/retention",
        "who comes back: by day of arrival, and as curves",
    ),
    (
        "dashboard/compare?a=%7B%22experiment%22%3A%22duck_magnet%22%2C%22variant%22%3A%22control%22%7D&b=%7B%22experiment%22%3A%22duck_magnet%22%2C%22variant%22%3A%22magnet%22%7D",
        "an experiment with an effect; lobby_music has none",
    ),
    (
        "dashboard/economy",
        "where gold comes from, where it goes, and who has it",
    ),
];
