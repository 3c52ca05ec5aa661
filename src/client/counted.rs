//! What a server counts from its rows: money, and fields that the game makes up.

use super::address::path_with;
use super::connection::Client;
use super::error::ClientError;
use crate::model::{Label, PeriodFilter};
use crate::wire::{
    Answer, BySlice, EconomyBalance, FieldRows, InZone, Limited, OfCurrency, StatsFields, WholeOr,
};

impl Client {
    /// The balance of a currency.
    ///
    /// # Errors
    /// When there is no such currency, no answer in time, or not the expected one.
    pub fn balance(
        &self,
        currency: &Label,
        filter: &PeriodFilter,
    ) -> Result<EconomyBalance, ClientError> {
        let of = OfCurrency {
            currency: Some(currency.clone()),
        };
        let slice = BySlice::from(filter.slice.clone());
        let zone = InZone::from(&filter.zone);
        let path = path_with("/api/economy", &[&of, &slice, &filter.range, &zone]);
        let answer: Answer<EconomyBalance> = self.get(&path)?;
        Ok(answer.data)
    }

    /// The fields of the newest `rows` sheets and events of each type; none where a server does not know the question.
    ///
    /// # Errors
    /// When there is no answer in time, or not the expected one.
    pub fn stats_fields(
        &self,
        filter: &PeriodFilter,
        rows: u32,
    ) -> Result<StatsFields, ClientError> {
        let slice = BySlice::from(filter.slice.clone());
        let rows: FieldRows = Limited {
            limit: WholeOr(rows),
        };
        let path = path_with("/api/stats-fields", &[&slice, &filter.range, &rows]);
        match self.get::<Answer<StatsFields>>(&path) {
            Err(ClientError::Refused { status: 404, .. }) => Ok(StatsFields::default()),
            answer => Ok(answer?.data),
        }
    }
}
