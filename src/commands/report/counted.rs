//! The charts of what is counted from rows: money, and fields that the game makes up. Each is there only when there is something.

use super::gather::{Gathered, Gathering};
use super::maps::file_name;
use super::wanted::{ChartName, Reach};
use crate::report::{EconomyChart, FieldsChart, FieldsOf};
use crate::wire::MoneyOfFlow;

impl Gathering<'_> {
    /// A chart for each currency.
    pub(super) async fn economy(&self, gathered: &mut Gathered) -> anyhow::Result<()> {
        if !self.wants(ChartName::Economy) {
            return Ok(());
        }
        for balance in self.source.balances(self.filter).await? {
            let amounts = |flows: Vec<MoneyOfFlow>| -> Vec<_> {
                let flows = flows.into_iter();
                flows.map(|of| (of.flow, of.amount)).collect()
            };
            let flows = [balance.sources, balance.sinks].map(amounts);
            let currency = balance.currency.to_string();
            let stem = format!("economy_{}", file_name(&currency));
            match EconomyChart::new(currency, flows, balance.money, balance.looked_at.coverage) {
                Some(chart) => gathered.add(&stem, self.reach(Reach::Everything), chart),
                None => {
                    let missing = format!("{stem}: nothing came in or went out");
                    gathered.missing.push(missing);
                }
            }
        }
        Ok(())
    }

    /// What the game says in its own words.
    pub(super) async fn fields(&self, gathered: &mut Gathered) -> anyhow::Result<()> {
        if !self.wants(ChartName::Fields) {
            return Ok(());
        }
        let sources = self.source.fields(self.filter).await?.into_iter();
        let sources = sources.map(|of| FieldsOf {
            event_type: of.event_type.map(|event_type| event_type.to_string()),
            rows: of.rows_in_slice,
            fields: of.fields,
        });
        if let Some(chart) = FieldsChart::new(sources.collect()) {
            gathered.add("fields", self.reach(Reach::Everything), chart);
        }
        Ok(())
    }
}
