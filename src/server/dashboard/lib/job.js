// Follows a job that the server does in the background.
import * as api from "./api.js";

const POLL_MS = 500;

const isOpen = ({ state }) => state === "waiting" || state === "running";

/** The newest job of a kind that goes on, or null. */
export async function runningJob(kind, signal) {
  const { data } = await api.get("/api/jobs", signal);
  return data.find((job) => job.kind === kind && isOpen(job))?.id ?? null;
}

/** The result of a job, once it is done; `onProgress` is told of it until then. */
export async function resultOf(id, onProgress, signal) {
  for (;;) {
    const { data: job } = await api.get(`/api/jobs/${id}`, signal);
    if (job.state === "done") return job.result;
    if (!isOpen(job)) throw new Error(`Job ${id} stopped before it was done: ${job.error ?? job.state}`);
    onProgress(job);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
