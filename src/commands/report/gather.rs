//! Asks for the numbers behind the pictures and makes charts of them.

use super::wanted::{ChartName, Reach, Wanted};
use crate::analytics::Timeline;
use crate::commands::generated::{self, Generated, SUMMARY};
use crate::commands::source::Source;
use crate::model::{
    ItemActivity, ItemBucket, ItemKind, MAX_DISTINCT_ITEMS, Note, PeriodFilter, Totals,
};
use crate::report::{
    Chart, Comparison, Dashboard, ItemColours, ItemDistribution, LootTotals, MOST_STACKED, Made,
    Scope, TimeSeries,
};
use anyhow::bail;
use std::path::Path;

/// A chart and the name of its file, without an ending.
pub(super) struct Named {
    pub(super) stem: String,
    /// Which part of the data it shows, for people; empty for everything.
    pub(super) filter: String,
    pub(super) chart: Box<dyn Chart>,
}

/// The charts that were asked for, and why some of them are missing.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) charts: Vec<Named>,
    pub(super) missing: Vec<String>,
}

/// Reads what the charts need, and nothing for those that were not asked for.
pub(super) async fn gather(source: &Source, wanted: &Wanted) -> anyhow::Result<Gathered> {
    let whole = source.totals(None).await?;
    if is_empty(&whole) {
        bail!(
            "nothing is stored in {} yet, so there is nothing to draw; try loot demo, or loot generate --matches 100",
            source.describe().await?
        );
    }
    let filter = wanted.period_filter();
    let mode = filter.slice.game_mode.as_ref();
    let totals = match mode {
        Some(_) => source.totals(mode).await?,
        None => whole.clone(),
    };
    let items = items_in(source, &filter, &totals).await?;
    let is_quiet = items.is_empty() && wanted.is_timed() && source.is_quiet(&filter).await?;
    if is_empty(&totals) || is_quiet {
        bail!(
            "nothing of what is stored is {}",
            wanted.filter_in_words(Reach::Everything)
        );
    }
    let gathering = Gathering {
        source,
        wanted,
        filter: &filter,
        totals: &totals,
        items: &items,
        colours: ItemColours(source.item_colours(&whole).await?),
    };
    let mut gathered = Gathered::default();
    let timeline = gathering.timeline().await?;
    gathering.totals(&timeline, &mut gathered).await?;
    gathering.maps(&mut gathered).await?;
    gathering.economy(&mut gathered).await?;
    gathering.fields(&mut gathered).await?;
    gathering.comparison(&mut gathered, &whole)?;
    gathering.dashboard(timeline, &mut gathered).await?;
    Ok(gathered)
}

/// Whether neither sheets nor events are counted in it.
fn is_empty(totals: &Totals) -> bool {
    totals.total_stat_sheets == 0 && totals.total_events == 0
}

/// Units by item in the hours asked for.
async fn items_in(
    source: &Source,
    filter: &PeriodFilter,
    totals: &Totals,
) -> anyhow::Result<Vec<(ItemKind, u64)>> {
    if !filter.range.is_limited() {
        let all = totals.total_items.iter();
        return Ok(all.map(|(item, units)| (item.clone(), *units)).collect());
    }
    let activity = source
        .item_activity(filter, ItemBucket::All, MAX_DISTINCT_ITEMS)
        .await?;
    let units = activity.points.into_iter().next().map(|point| point.units);
    Ok(activity
        .items
        .into_iter()
        .zip(units.unwrap_or_default())
        .collect())
}

pub(super) struct Gathering<'a> {
    pub(super) source: &'a Source,
    pub(super) wanted: &'a Wanted,
    pub(super) filter: &'a PeriodFilter,
    pub(super) totals: &'a Totals,
    pub(super) items: &'a [(ItemKind, u64)],
    pub(super) colours: ItemColours,
}

impl Gathering<'_> {
    pub(super) fn wants(&self, name: ChartName) -> bool {
        self.wanted.wants(name)
    }

    pub(super) fn reach(&self, reach: Reach) -> String {
        self.wanted.filter_in_words(reach)
    }

    /// Units over time; nothing when no picture shows them.
    async fn timeline(&self) -> anyhow::Result<Timeline> {
        let wanted = [ChartName::LootTotals, ChartName::PerformanceDashboard];
        if !wanted.into_iter().any(|name| self.wants(name)) {
            return Ok(Timeline::of(ItemActivity::default()));
        }
        let bucket = ItemBucket::Hour;
        let activity = self
            .source
            .item_activity(self.filter, bucket, MOST_STACKED as u32);
        Ok(Timeline::of(activity.await?))
    }

    async fn totals(&self, timeline: &Timeline, gathered: &mut Gathered) -> anyhow::Result<()> {
        if self.wants(ChartName::ItemDistribution) {
            let chart = ItemDistribution::new(self.items, &self.colours);
            gathered.add_if("item_distribution", self.reach(Reach::Everything), chart);
        }
        if self.wants(ChartName::LootTotals) {
            let notes = self.notes().await?;
            let chart = LootTotals::new(timeline.clone(), &self.colours);
            let chart = chart.map(|chart| chart.annotated(notes));
            gathered.add_if("loot_totals", self.reach(Reach::Everything), chart);
        }
        Ok(())
    }

    /// What was written at the time asked for.
    async fn notes(&self) -> anyhow::Result<Vec<Note>> {
        let written = self.source.annotations(self.filter.range).await?;
        let notes = written.into_iter().map(|annotation| annotation.note);
        Ok(notes.collect())
    }

    /// Compares everything with everything: a filter would compare a part with the whole.
    fn comparison(&self, gathered: &mut Gathered, whole: &Totals) -> anyhow::Result<()> {
        if !self.wants(ChartName::LocalVsServerComparison) {
            return Ok(());
        }
        let generated = match &self.wanted.local {
            Some(file) => Some(generated::read(file)?),
            None => last_run(&self.wanted.output)?,
        };
        let Some(generated) = generated else {
            // A game of real players has none.
            if self
                .wanted
                .charts
                .contains(&ChartName::LocalVsServerComparison)
            {
                let outputs = self.wanted.output.display();
                gathered.missing.push(format!(
                    "local_vs_server_comparison: {outputs} has no {SUMMARY} of what was generated; --local FILE names another"
                ));
            }
            return Ok(());
        };
        let made = Made {
            by: generated.in_words(),
            left_out: generated.left_out(),
            items: generated.items,
        };
        let chart = Comparison::new(made, &whole.total_items, &self.colours);
        gathered.add(
            "local_vs_server_comparison",
            self.reach(Reach::Nothing),
            chart,
        );
        Ok(())
    }

    async fn dashboard(&self, timeline: Timeline, gathered: &mut Gathered) -> anyhow::Result<()> {
        if !self.wants(ChartName::PerformanceDashboard) {
            return Ok(());
        }
        let time_series = TimeSeries::new(&timeline, &self.notes().await?);
        let scope = Scope {
            time: self.wanted.is_timed(),
            mode: self.filter.slice.game_mode.is_some(),
        };
        let (spreads, quality) = (self.source.spreads().await?, self.source.quality().await?);
        let more = (spreads, quality, time_series, scope);
        let chart = Dashboard::new(self.totals, self.items, &self.colours, more);
        gathered.add(
            "performance_dashboard",
            self.reach(Reach::Everything),
            chart,
        );
        Ok(())
    }
}

impl Gathered {
    fn add_if(&mut self, stem: &str, filter: String, chart: Option<impl Chart + 'static>) {
        match chart {
            Some(chart) => self.add(stem, filter, chart),
            None => self.missing.push(format!("{stem}: no item has a unit")),
        }
    }

    pub(super) fn add(&mut self, stem: &str, filter: String, chart: impl Chart + 'static) {
        let taken = |stem: &str| self.charts.iter().any(|named| named.stem == stem);
        let mut stem = stem.to_owned();
        while taken(&stem) {
            stem.push('_');
        }
        let chart = Box::new(chart);
        self.charts.push(Named {
            stem,
            filter,
            chart,
        });
    }
}

fn last_run(outputs: &Path) -> anyhow::Result<Option<Generated>> {
    let path = outputs.join(SUMMARY);
    if path.exists() {
        generated::read(&path).map(Some)
    } else {
        Ok(None)
    }
}
