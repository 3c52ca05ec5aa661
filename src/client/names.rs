//! Names of a server: where they are counted, and what is to become of some of them.

use super::address::path_with;
use super::connection::{Client, Post};
use super::error::ClientError;
use crate::model::{Cursor, Job, NamesWanted};
use crate::wire::{
    Answer, JobBegun, NamesOf, NamesPage, NamesPaged, NamesToChange, NamesVerb, WholeOr,
};

impl Client {
    /// A page of names, and how many there are of each kind.
    ///
    /// # Errors
    /// When there is no answer in time, or not the expected one.
    pub fn names(&self, wanted: &NamesWanted) -> Result<NamesPage, ClientError> {
        let of = NamesOf {
            kind: wanted.kind,
            state: wanted.state,
            prefix: wanted.prefix.clone(),
        };
        let page = NamesPaged {
            limit: WholeOr(wanted.limit),
            cursor: (wanted.after > 0).then_some(Cursor(wanted.after as i64)),
        };
        self.get(&path_with("/api/names/list", &[&of, &page]))
    }

    /// Has names counted elsewhere; returns the number of the job that does it.
    ///
    /// # Errors
    /// When it is refused, there is no answer in time, or not the expected one.
    pub fn change_names(&self, verb: NamesVerb, names: &NamesToChange) -> Result<i64, ClientError> {
        let route = verb.route();
        let body =
            serde_json::to_vec(names).map_err(|error| self.unexpected(route, error.to_string()))?;
        let answer = self.post(&Post {
            route,
            content_type: "application/json",
            body: &body,
        })?;
        if answer.status != 202 {
            return Err(self.refused(route, &answer));
        }
        let begun: JobBegun = self.read(route, &answer.body)?;
        Ok(begun.job)
    }

    /// How far a job has come.
    ///
    /// # Errors
    /// When there is no such job, no answer in time, or not the expected one.
    pub fn job(&self, id: i64) -> Result<Job, ClientError> {
        let answer: Answer<Job> = self.get(&format!("/api/jobs/{id}"))?;
        Ok(answer.data)
    }
}
