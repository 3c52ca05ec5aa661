//! What can be asked of a server, a method for each question. The answers are those of a database.

use super::address::path_with;
use super::{Client, ClientError};
use crate::model::{
    self, ActivityPoint, Annotation, Bucket, Cursor, Distributions, GameMode, GridRequest,
    ItemBucket, ItemKind, JourneyRequest, KnownNames, MapSlice, PageRequest, PeriodFilter, Quality,
    SheetFilter, StoredSheet, TimeRange,
};
use crate::wire::{
    Activity, Aggregate, Answer, BySlice, Every, Heat, InMode, InZone, ItemActivity, ItemsOverTime,
    Journey, JourneyPage, Limited, OfItem, OfPlayer, OfWhom, Open, Order, Page, Resolution,
    Sampled, SheetsPage, SliceOnMap, WholeOr,
};
use serde::de::DeserializeOwned;

impl Client {
    /// The totals of everything, or of one game mode.
    ///
    /// # Errors
    /// When there is no answer in time, or not the expected one; so for all questions.
    pub fn totals(&self, game_mode: Option<&GameMode>) -> Result<Aggregate, ClientError> {
        let in_mode = InMode {
            game_mode: game_mode.cloned(),
        };
        self.data(&path_with("/api/aggregate", &[&in_mode]))
    }

    /// How far the data can be trusted.
    ///
    /// # Errors
    /// See [`totals`](Self::totals).
    pub fn quality(&self) -> Result<Quality, ClientError> {
        self.data("/api/quality")
    }

    /// What happened in each bucket of time of a range and a slice, oldest first.
    ///
    /// # Errors
    /// See [`totals`](Self::totals).
    pub fn activity(
        &self,
        filter: &PeriodFilter,
        bucket: Bucket,
    ) -> Result<Vec<ActivityPoint>, ClientError> {
        let every = Every {
            bucket: Some(bucket),
        };
        let slice = BySlice::from(filter.slice.clone());
        let zone = InZone::from(&filter.zone);
        let path = path_with("/api/activity", &[&every, &slice, &filter.range, &zone]);
        let answer: Activity = self.get(&path)?;
        Ok(answer.buckets.data)
    }

    /// Units over time of the `most` items with the most, and of the others together.
    ///
    /// # Errors
    /// See [`totals`](Self::totals).
    pub fn item_activity(
        &self,
        filter: &PeriodFilter,
        bucket: ItemBucket,
        most: u32,
    ) -> Result<crate::model::ItemActivity, ClientError> {
        let shape = ItemsOverTime {
            bucket: Some(bucket),
            most: WholeOr(most),
        };
        let slice = BySlice::from(filter.slice.clone());
        let zone = InZone::from(&filter.zone);
        let path = path_with(
            "/api/activity/items",
            &[&shape, &slice, &filter.range, &zone],
        );
        self.get::<ItemActivity>(&path).map(Into::into)
    }

    /// The names that something was counted under.
    ///
    /// # Errors
    /// See [`totals`](Self::totals).
    pub fn known_names(&self) -> Result<KnownNames, ClientError> {
        self.data("/api/names")
    }

    /// Where an item was found on a map: up to `limit` points, and counts in a grid.
    ///
    /// # Errors
    /// See [`totals`](Self::totals).
    pub fn heat(
        &self,
        item: &ItemKind,
        on: &MapSlice,
        limit: u32,
        wanted: &GridRequest,
    ) -> Result<Heat, ClientError> {
        let sampled: Sampled = Limited {
            limit: WholeOr(limit),
        };
        let on = SliceOnMap::from(on.clone());
        let of = OfItem { item: item.clone() };
        let resolution = Resolution::from(wanted);
        let path = path_with("/api/heatmap", &[&of, &sampled, &resolution, &on]);
        self.data(&path)
    }

    /// What was written at a time of `range`; nothing where a server does not know the question.
    ///
    /// # Errors
    /// See [`totals`](Self::totals).
    pub fn annotations(&self, range: TimeRange) -> Result<Vec<Annotation>, ClientError> {
        match self.data(&path_with("/api/annotations", &[&range])) {
            Err(ClientError::Refused { status: 404, .. }) => Ok(Vec::new()),
            answer => answer,
        }
    }

    /// How units are spread over players and matches.
    ///
    /// # Errors
    /// See [`totals`](Self::totals).
    pub fn spreads(&self) -> Result<Distributions, ClientError> {
        self.data("/api/spread")
    }

    /// A page of sheets.
    ///
    /// # Errors
    /// See [`totals`](Self::totals).
    pub fn sheets(
        &self,
        filter: &SheetFilter,
        page: PageRequest,
    ) -> Result<model::Page<StoredSheet>, ClientError> {
        let page = SheetsPage::from(page);
        let of = OfWhom::from(filter);
        let mode = InMode {
            game_mode: filter.game_mode.clone(),
        };
        let path = path_with("/api/stats", &[&of, &mode, &filter.range, &page]);
        let answer: Page<StoredSheet> = self.get(&path)?;
        let next = answer.next.map(|next| Cursor::parse(&next)).transpose();
        Ok(model::Page {
            rows: answer.data,
            next: next.map_err(|cause| self.unexpected(&path, cause))?,
        })
    }

    /// A page of a player's journey; `None` of an unknown player.
    ///
    /// # Errors
    /// See [`totals`](Self::totals).
    pub fn journey(&self, asked: &JourneyRequest) -> Result<Option<Journey>, ClientError> {
        let page = JourneyPage {
            event_type: asked.event_type.clone(),
            gap: WholeOr(asked.gap_minutes),
            limit: WholeOr(asked.limit.min(JourneyPage::MOST_ROWS)),
            order: Some(if asked.ascending {
                Order::Asc
            } else {
                Order::Desc
            }),
            cursor: asked.after,
        };
        let of = OfPlayer {
            player_id: asked.player_id.clone(),
        };
        let path = path_with("/api/journey", &[&of, &asked.range, &page]);
        match self.get::<Open<Journey>>(&path) {
            Err(ClientError::Refused { status: 404, .. }) => Ok(None),
            answer => answer.map(|answer| Some(answer.data)),
        }
    }

    /// The `data` of an answer.
    fn data<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        self.get::<Answer<T>>(path).map(|answer| answer.data)
    }
}
