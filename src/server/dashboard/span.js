// The time range that the filters name, and the bucket that suits it.

const HOUR = 3600e3;
const DAY = 24 * HOUR;

/** The ranges one can choose; each ends now. */
export const RANGES = [
  ["", "All time"],
  ["1h", "Last hour", HOUR],
  ["6h", "Last 6 hours", 6 * HOUR],
  ["24h", "Last 24 hours", DAY],
  ["7d", "Last 7 days", 7 * DAY],
  ["30d", "Last 30 days", 30 * DAY],
];

/** `{since, until}` as the API takes them; absent where open. A relative range begins at a whole minute. */
export function span(filters) {
  const length = RANGES.find(([name]) => name && name === filters.range)?.[2];
  if (length) {
    const since = Math.floor((Date.now() - length) / 60e3) * 60e3;
    return { since: new Date(since).toISOString() };
  }
  return { since: filters.since, until: filters.until };
}

/** The bucket for `length` milliseconds: enough to see a shape in, few enough to draw. */
export function bucketFor(length) {
  if (length <= 6 * HOUR) return "minute";
  if (length <= 21 * DAY) return "hour";
  return "day";
}

export const WIDTH_MS = { minute: 60e3, hour: HOUR, day: DAY };
