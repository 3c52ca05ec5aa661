// Names from data as texts that plotly draws.
/** plotly reads some tags in its texts; names from data must not be any. */
export const escaped = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export const shortened = (text) => escaped(text.length > 22 ? `${text.slice(0, 20)}…` : text);
