/* Words of this issue that the browser kept and no form on the page offers: each with the way to its form, or, where that
   cannot be opened any more, to be copied. `keeping.js` fetches this only if there are such words. */

import { compared } from "./comparing.js";

/* The link on the board that opens the form, by the name under which its words are kept. */
const WAYS = [
  [/^[^/]+\/\d+\/new-(\w+)$/, (section) => `#section-${section} > a[data-opens]`],
  [/^[^/]+\/\d+\/(\w+)$/, (key) => `#item-${key} a[data-opens][href$="items/${key}/"]`],
  [/\/items\/(\w+)\/comments\/$/, (key) => `a[data-opens][href$="items/${key}/remark/"]`],
  [/\/comments\/(\d+)\/reply\/$/, (number) => `a[data-opens][href$="comments/${number}/answer/"]`],
];
const ROW = /^citation-(\d+)-(?:outlet|date|url|title|note)$/;
const NO_WORDS = new Set(["version", "place", "follows", "into", "own", "other"]);

function linkTo(board, name) {
  const [pattern, selector] = WAYS.find(([each]) => each.test(name)) ?? [];
  return pattern ? board.querySelector(selector(pattern.exec(name)[1])) : null;
}

/* The texts of a form, and each row of its citations as one line. */
function* textsOf(fields) {
  const rows = new Map();
  for (const [name, value] of fields) {
    const row = ROW.exec(name)?.[1];
    if (!value.trim() || NO_WORDS.has(name)) continue;
    if (row) rows.set(row, [...(rows.get(row) ?? []), value]);
    else if (!/_FORMS$|^source-/.test(name)) yield value;
  }
  for (const row of rows.values()) yield row.join(", ");
}

function boxFor(board, name, entry, { drop, clock, line, button }) {
  const box = Object.assign(document.createElement("div"), { className: "kept-words" });
  const buttons = Object.assign(document.createElement("div"), { className: "desk-buttons" });
  const isLost = !linkTo(board, name);
  box.append(line(`Unsaved words of ${clock(entry.at)}.${isLost ? " They cannot be saved where they were written: copy what you need." : ""}`));
  for (const text of textsOf(entry.fields)) box.append(compared(text, text));
  if (!isLost) {
    buttons.append(button("Open", () => {
      box.remove();
      linkTo(board, name)?.click();
    }));
  }
  buttons.append(button("Drop them", () => {
    drop(name, entry.id);
    box.remove();
  }));
  box.append(buttons);
  return box;
}

/* `kept` is what `keeping.js` reads, drops and draws with. */
export function list(board, names, kept) {
  const place = document.createElement("section");
  place.setAttribute("aria-label", "Unsaved words");
  for (const name of names) {
    for (const entry of kept.entries(name)) place.append(boxFor(board, name, entry, kept));
  }
  board.before(place);
}
