//! The ways to cheat and to stand out.

/// A way to cheat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulator) enum CheatKind {
    Collector,
    Teleport,
    Luck,
    Speed,
    Bot,
    Duplication,
}

/// A way to stand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulator) enum OutlierKind {
    Lucky,
    Skilled,
    Streamer,
}

impl CheatKind {
    /// The word in scenario files and in the truth.
    pub(in crate::simulator) fn name(self) -> &'static str {
        match self {
            Self::Collector => "collector",
            Self::Teleport => "teleport",
            Self::Luck => "luck",
            Self::Speed => "speed",
            Self::Bot => "bot",
            Self::Duplication => "duplication",
        }
    }
}

impl OutlierKind {
    /// The word in scenario files and in the truth.
    pub(in crate::simulator) fn name(self) -> &'static str {
        match self {
            Self::Lucky => "lucky",
            Self::Skilled => "skilled",
            Self::Streamer => "streamer",
        }
    }
}
