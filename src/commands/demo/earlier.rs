//! What demos before this one have left in the database. The seed is in the names of players and matches, so a run is found
//! by its first sheet.

use crate::model::{Millis, PageRequest, SheetFilter, StatSheet};
use crate::simulator::{Body, Expected, Population, Record, Sink, Upload};
use crate::store::Reader;

/// What is there of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Earlier {
    /// Nothing, and nothing else either.
    Nothing,
    /// The same run, which began at that time: played from then on it gives the same sheets.
    Same(Millis),
    /// Other data.
    Others,
}

/// Looks for the first sheet of `run`.
pub(super) async fn look(reader: &Reader, run: &Population) -> anyhow::Result<Earlier> {
    if reader.first_sheet().await?.is_none() {
        return Ok(Earlier::Nothing);
    }
    let Some(first) = first_sheet(run) else {
        return Ok(Earlier::Others);
    };
    let filter = SheetFilter {
        match_id: Some(first.match_id.clone()),
        player_id: Some(first.player_id.clone()),
        ..SheetFilter::default()
    };
    let page = PageRequest {
        limit: 1,
        before: None,
    };
    let stored = reader.sheets(&filter, page).await?.rows;
    Ok(match stored.first() {
        // The days of the week may be others, which move nobody before the second session.
        Some(stored) => {
            let later = stored.sheet.timestamp.at().0 - first.timestamp.at().0;
            Earlier::Same(Millis(run.run().start.0 + later))
        }
        None => Earlier::Others,
    })
}

fn first_sheet(run: &Population) -> Option<StatSheet> {
    let mut first = First(None);
    let mut world = run.world(0, false);
    let mut until = run.run().start;
    while first.0.is_none() && !world.is_over() {
        until = Millis(until.0 + Millis::HOUR);
        world.play(until, &mut first);
    }
    first.0
}

/// The first sheet that a server takes.
struct First(Option<StatSheet>);

impl<'a> Sink<'a> for First {
    fn upload(&mut self, upload: Upload<'a>) {
        if self.0.is_some() || upload.label.expected != Expected::Accepted {
            return;
        }
        let mut text = Vec::new();
        if matches!(upload.body, Body::Sheet(_)) && upload.write(&mut text).is_ok() {
            self.0 = StatSheet::parse(&text, upload.at).ok();
        }
    }

    fn truth(&mut self, _: Record) {}
}
