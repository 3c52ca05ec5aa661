// Controls of the charts of the Overview; what is chosen is in the address.
import * as address from "../../lib/address.js";
import { choice, fill } from "../../lib/controls.js";

/** How wide a bar over time is. */
export function barsChoice(form, wanted) {
  const options = [
    ["", "As fits"],
    ["hour", "Hours"],
    ["day", "Days"],
    ["week", "Weeks"],
  ];
  fill(form, wanted, () => [choice("bucket", "Bars", options, wanted ?? "", (bucket) => address.change({ bucket }))]);
}

/** How rankings are ordered and scaled, as `ranking` takes it. */
export function rankingChoices(form, { scale = "", first = "" }) {
  const scales = [
    ["", "Linear"],
    ["log", "Logarithmic"],
  ];
  const orders = [
    ["", "Most"],
    ["rarest", "Rarest"],
  ];
  fill(form, [scale, first], () => [
    choice("first", "First", orders, first, (value) => address.change({ first: value })),
    choice("scale", "Scale", scales, scale, (value) => address.change({ scale: value })),
  ]);
  return { log: scale === "log", rarest: first === "rarest" };
}
