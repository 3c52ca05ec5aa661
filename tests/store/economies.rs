//! What of a game's data is money is kept beside the data.

use crate::harness::database::{TestDatabase, on_both_databases};
use loot::model::{Economy, EconomySaved, Label, MAX_CURRENCIES, MoneyFlow};

on_both_databases! {
    currencies_are_kept_replaced_and_forgotten,
}

fn economy(currency: &str, sources: &[&str], sinks: &[&str]) -> Economy {
    let flows = |texts: &[&str]| -> Vec<_> {
        let flows = texts.iter().map(|text| MoneyFlow::parse(text).unwrap());
        flows.collect()
    };
    Economy {
        currency: Label::parse(currency).unwrap(),
        sources: flows(sources),
        sinks: flows(sinks),
    }
}

async fn currencies_are_kept_replaced_and_forgotten(database: TestDatabase) {
    let (reader, mut writer) = database.open().await;
    let gems = economy("gems", &["item:gem", "event:purchase#gems"], &[]);
    let gold = economy("Gold", &["gold \"earned\""], &["stat:gold_spent"]);
    for one in [&gems, &gold] {
        assert_eq!(writer.save_economy(one).await.unwrap(), EconomySaved::Kept);
    }
    assert_eq!(reader.economies().await.unwrap(), [gold.clone(), gems]);
    let other = economy("gems", &[], &["event:shop"]);
    writer.save_economy(&other).await.unwrap();
    assert_eq!(reader.economies().await.unwrap(), [gold.clone(), other]);
    assert!(writer.delete_economy(&gold.currency).await.unwrap());
    assert!(!writer.delete_economy(&gold.currency).await.unwrap());
    for n in 1..MAX_CURRENCIES {
        let one = economy(&format!("c{n}"), &["a"], &[]);
        assert_eq!(writer.save_economy(&one).await.unwrap(), EconomySaved::Kept);
    }
    assert_eq!(
        writer.save_economy(&gold).await.unwrap(),
        EconomySaved::Full
    );
    // One that is there may be changed.
    let gems = economy("gems", &["a"], &[]);
    assert_eq!(
        writer.save_economy(&gems).await.unwrap(),
        EconomySaved::Kept
    );
    writer.clear().await.unwrap();
    assert_eq!(reader.economies().await.unwrap(), []);
}
