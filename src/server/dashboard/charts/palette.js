// Colours that series are told apart by. The colours of the page itself are in the style sheet.
/** Okabe and Ito's colours for any colour vision, and four more, for names that have no colour of their own. */
export const HUES = [
  "#0072b2",
  "#e69f00",
  "#009e73",
  "#cc79a7",
  "#56b4e9",
  "#d55e00",
  "#8c6dd0",
  "#a38a2e",
  "#a56a43",
  "#6f8b99",
];
/** Types of events: quieter than any item, so that none is taken for one. */
export const EVENT_HUES = ["#54687d", "#a08a73", "#7f9c8e", "#6b5a75", "#b0a878", "#4f7580", "#b59291", "#8f959b"];
/** The two sides of a comparison. */
export const SIDES = ["#0072b2", "#d55e00"];
