//! Currencies of a server.

use super::address::path_with;
use super::connection::Client;
use super::error::ClientError;
use crate::model::{Economy, Label, MoneyFlow};
use crate::wire::{Answer, EconomyToKeep, OfCurrency};

const ECONOMY: &str = "/api/economy";
const CURRENCIES: &str = "/api/economy/currencies";

impl Client {
    /// All currencies, by name.
    ///
    /// # Errors
    /// When there is no answer in time, or not the expected one.
    pub fn economies(&self) -> Result<Vec<Economy>, ClientError> {
        let answer: Answer<Vec<Economy>> = self.get(CURRENCIES)?;
        Ok(answer.data)
    }

    /// Sets a currency.
    ///
    /// # Errors
    /// When it is refused, there is no answer in time, or not the expected one.
    pub fn save_economy(&self, economy: &Economy) -> Result<Economy, ClientError> {
        let texts = |flows: &[MoneyFlow]| flows.iter().map(ToString::to_string).collect();
        let kept = EconomyToKeep {
            sources: texts(&economy.sources),
            sinks: texts(&economy.sinks),
        };
        let body = serde_json::to_vec(&kept)
            .map_err(|error| self.unexpected(ECONOMY, error.to_string()))?;
        let answer = self.put(&path_of(&economy.currency), &body)?;
        if answer.status != 200 {
            return Err(self.refused(ECONOMY, &answer));
        }
        let set: Answer<Economy> = self.read(ECONOMY, &answer.body)?;
        Ok(set.data)
    }

    /// Removes a currency; returns whether there was one.
    ///
    /// # Errors
    /// When there is no answer in time, or not the expected one.
    pub fn remove_economy(&self, currency: &Label) -> Result<bool, ClientError> {
        let path = path_of(currency);
        let answer = self.delete(&path)?;
        match answer.status {
            200 => Ok(true),
            404 => Ok(false),
            _ => Err(self.refused(&path, &answer)),
        }
    }
}

fn path_of(currency: &Label) -> String {
    let currency = Some(currency.clone());
    path_with(ECONOMY, &[&OfCurrency { currency }])
}
