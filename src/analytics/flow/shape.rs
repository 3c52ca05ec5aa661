//! How a flow is told.

/// What is a step on the way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnTheWay {
    /// Events.
    #[default]
    Events,
    /// What events say was looted.
    Loot,
    /// Both.
    All,
}

/// How a flow is told. Names are numbers of [`StepNames`](crate::model::StepNames).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FlowShape {
    /// Steps between start and end, of which the same one several times in a row counts once: the first ones, or the last
    /// ones before a chosen end without a chosen start.
    pub depth: usize,
    /// In each column the names of so many of the most stories have a place of their own.
    pub top: usize,
    /// What is a step.
    pub on_the_way: OnTheWay,
    /// Only paths with this step, from the first one on.
    pub from: Option<u32>,
    /// Only paths with this step, up to the first one.
    pub to: Option<u32>,
}
