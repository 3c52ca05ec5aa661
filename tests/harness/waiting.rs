//! Waits for conditions, never for time.

use std::time::{Duration, Instant};

/// What takes longer on two busy cores is broken.
const DEADLINE: Duration = Duration::from_secs(60);
const BETWEEN: Duration = Duration::from_millis(20);

/// Returns once `holds` does; fails, saying `what` was waited for, when it takes too long.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !holds().await {
        assert!(start.elapsed() < DEADLINE, "waited in vain: {what}");
        tokio::time::sleep(BETWEEN).await;
    }
}
