// Gives a text to the clipboard.

/**
 * Whether `text` was copied. Browsers give the clipboard to secure pages only; elsewhere what `shown` shows is selected for
 * the reader to copy.
 */
export async function copied(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection().selectAllChildren(shown);
    return false;
  }
}
