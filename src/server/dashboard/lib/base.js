// The path below which these pages are served: nothing, or that of a reverse proxy.
export const BASE = document.documentElement.dataset.base ?? "";
