// Gives what is shown to the reader as a file.
import { prose } from "./text.js";

/** Without it, some spreadsheets take UTF-8 for something else. */
const BYTE_ORDER_MARK = "\ufeff";

export function saveCsv(name, columns, rows) {
  const lines = [columns, ...rows].map((row) => row.map(cell).join(","));
  save(`${name}.csv`, new Blob([`${BYTE_ORDER_MARK}${lines.join("\r\n")}\r\n`], { type: "text/csv" }));
}

/**
 * RFC 4180; what a spreadsheet would take for a formula is told to be text, also where it parts cells by semicolons or
 * has signs of full width. What is there for no name has no text: it could be one.
 */
function cell(value) {
  let text = value === null || value === undefined ? "" : prose(String(value));
  if (typeof value === "string" && /^\s*[=+\-@|％＝＋－＠]|^[\t\r\n]/.test(text)) text = `'${text}`;
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function save(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
