//! What became of an upload, read from the server's answer. Sends nothing.

use super::connection::Answer;
use super::{Client, ClientError};
use crate::model::Fault;
use crate::wire::{self, BatchAnswer, BatchResult, Submitted};

/// Takes one sheet.
pub(super) const ONE: &str = "/api/submit";
/// Takes a batch.
pub(super) const BATCH: &str = "/api/submit/batch";
/// Refused sheets are all counted; this many per batch are described.
const MAX_DESCRIBED: usize = 5;

/// What became of the sheets of one upload; the three numbers add up to what was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Stored now.
    pub accepted: u64,
    /// Stored before.
    pub duplicates: u64,
    /// Refused.
    pub rejected: u64,
    /// The first few of the refused.
    pub rejections: Vec<Rejection>,
}

/// One refused sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Its place in the batch, from 0.
    pub index: usize,
    /// What the server holds against it.
    pub faults: Vec<Fault>,
}

impl Client {
    pub(super) fn read_one(&self, answer: &Answer) -> Result<Delivery, ClientError> {
        match answer.status {
            200 | 201 => {
                let said: Submitted = self.read(ONE, &answer.body)?;
                Ok(Delivery {
                    accepted: u64::from(!said.duplicate),
                    duplicates: u64::from(said.duplicate),
                    ..Delivery::default()
                })
            }
            400 => self.refused_one(answer),
            _ => Err(self.refused(ONE, answer)),
        }
    }

    pub(super) fn read_batch(&self, answer: &Answer, sheets: u64) -> Result<Delivery, ClientError> {
        let said = match answer.status {
            200 | 201 | 207 => self.read::<BatchAnswer>(BATCH, &answer.body)?,
            // All of them refused, or the body as a whole.
            400 => serde_json::from_slice(&answer.body).map_err(|_| self.refused(BATCH, answer))?,
            _ => return Err(self.refused(BATCH, answer)),
        };
        let accounted = said.accepted + said.duplicates + said.rejected;
        if accounted != sheets {
            if answer.status == 400 {
                return Err(self.refused(BATCH, answer));
            }
            let cause = format!("it accounts for {accounted} of {sheets} sheets");
            return Err(self.unexpected(BATCH, cause));
        }
        Ok(said.into())
    }

    fn refused_one(&self, answer: &Answer) -> Result<Delivery, ClientError> {
        let said: wire::Error<'_> =
            serde_json::from_slice(&answer.body).map_err(|_| self.refused(ONE, answer))?;
        let faults = if said.faults.is_empty() {
            vec![Fault::new("body", said.error.as_ref())]
        } else {
            said.faults.into_owned()
        };
        Ok(Delivery {
            rejected: 1,
            rejections: vec![Rejection { index: 0, faults }],
            ..Delivery::default()
        })
    }
}

impl From<BatchAnswer> for Delivery {
    fn from(said: BatchAnswer) -> Self {
        let rejections = said.results.into_iter().filter_map(|result| match result {
            BatchResult::Rejected { index, faults } => Some(Rejection {
                index,
                faults: faults.as_slice().to_vec(),
            }),
            BatchResult::Duplicate { .. } | BatchResult::Unconfirmed { .. } => None,
        });
        Self {
            accepted: said.accepted,
            duplicates: said.duplicates,
            rejected: said.rejected,
            rejections: rejections.take(MAX_DESCRIBED).collect(),
        }
    }
}
