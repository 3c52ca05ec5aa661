// Sends requests to the API. Knows its one shape of errors, and nothing of what the answers mean.
import { BASE } from "./base.js";
import { parsed } from "./data.js";

/** What went wrong, in a sentence for people. `status` is 0 when there was no answer; `faults` name fields. */
export class ApiError extends Error {
  constructor(message, status, faults = []) {
    super(message);
    this.status = status;
    this.faults = faults;
  }
}

/** `/api/x?a=1`, without the parameters that are empty. */
export function path(route, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, value);
  }
  const text = query.toString();
  return text ? `${route}?${text}` : route;
}

/** Where the browser finds what is asked for as `/api/x`. */
export const href = (address) => `${BASE}${address}`;

/** How long to wait before a question that takes long is asked again. */
const AGAIN_MS = 300;

/** The answer at an address. One that takes long is asked again until it is there; `onProgress` is told its share, 0–1. */
export async function get(address, signal, onProgress = () => {}) {
  for (;;) {
    const answer = await ask(address, { signal });
    if (answer.progress === undefined || "data" in answer) return answer;
    onProgress(answer.progress);
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/**
 * The answer with the rows of as many pages as `most` rows need, because large rows end a page early. `of` is the part of an
 * answer that has the `rows` and the `next`.
 */
export async function getRows(address, signal, most, { of = (answer) => answer, rows = "data" } = {}) {
  const first = await get(address, signal);
  const whole = of(first);
  while (whole.next && whole[rows].length < most) {
    const cursor = new URLSearchParams({ cursor: whole.next });
    const page = of(await get(`${address}${address.includes("?") ? "&" : "?"}${cursor}`, signal));
    whole[rows].push(...page[rows]);
    whole.next = page.next;
  }
  return first;
}

/** Puts a file, or nothing, at an address. */
export const put = (address, file, signal) => ask(address, { signal, method: "PUT", body: file ?? undefined });

/** Removes what is at an address. */
export const remove = (address, signal) => ask(address, { signal, method: "DELETE" });

/** Sends `body` as JSON. */
export const post = (address, body, signal) =>
  ask(address, {
    signal,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

async function ask(address, options) {
  let response;
  try {
    response = await fetch(href(address), { cache: "no-store", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError("The server does not answer.", 0);
  }
  let answer;
  try {
    answer = parsed(await response.text());
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(`The answer could not be read (status ${response.status}).`, response.status);
  }
  if (!response.ok) throw new ApiError(answer.error ?? `Status ${response.status}.`, response.status, answer.faults);
  return answer;
}
