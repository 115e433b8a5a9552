/* The board by keyboard alone: from item to item, moving, editing, approving; "?" lists the keys.

   Each key presses the button or link that stands on the page, so it can do what these can and nothing else. Letters can
   be switched off (WCAG 2.2, 2.1.4), and no key counts while somebody types. */

const board = document.getElementById("board");
const dialog = document.getElementById("keys");
const letters = document.getElementById("letters");
const OFF = "desk:without-letters";

const isTyping = (target) => target.closest?.("input, textarea, select, dialog, [contenteditable='true']");
const items = () => [...board.querySelectorAll(".item")];
const row = (item) => item.querySelector(":scope > .item-row");
const current = () => document.activeElement.closest?.(".item");

function show() {
  for (const each of dialog.querySelectorAll("details")) each.open = true;
  dialog.showModal();
}

function hear(text) {
  document.getElementById("heard").textContent = text;
}

function go(step) {
  const all = items();
  const here = current();
  const at = here ? all.indexOf(here) + step : all.findIndex((each) => each.getBoundingClientRect().bottom > 0);
  const next = all[at];
  if (!next) {
    hear(step > 0 ? "This is the last item." : "This is the first item.");
    return;
  }
  next.focus({ preventScroll: true });
  row(next).scrollIntoView({ block: "nearest" });
}

function press(item, selector, otherwise) {
  const control = item && row(item).querySelector(`:scope .toolbar ${selector}`);
  if (control) control.click();
  else hear(item ? otherwise : "Go to an item first, with j or k.");
}

function addBelow() {
  const section = current()?.closest(".desk-section") ?? board.querySelector(".desk-section");
  const link = section.querySelector(":scope > a[data-opens]");
  if (link) link.click();
  else hear("Nothing can be added to this issue.");
}

function split() {
  const edit = current() && row(current()).querySelector(".toolbar a[data-opens='']");
  if (edit) edit.dispatchEvent(new CustomEvent("desk:open", { bubbles: true, detail: `${edit.pathname}split/` }));
  else hear("Go to an item that you can edit first, with j or k.");
}

function toSection(step) {
  const item = current();
  const sections = [...board.querySelectorAll(".desk-section")];
  const next = item && sections[sections.indexOf(item.closest(".desk-section")) + step];
  const edit = item && row(item).querySelector(".toolbar a[data-opens='']");
  if (!next || !edit) {
    hear(next ? "This item cannot be moved." : "There is no further section that way.");
    return;
  }
  const values = { to: "section", section: next.id.slice("section-".length) };
  edit.dispatchEvent(new CustomEvent("desk:place", { bubbles: true, detail: { address: `${edit.pathname}place/?v=${item.dataset.version}`, values } }));
}

const MOVES = {
  ArrowUp: ["up", "This item is the first where it stands."],
  ArrowDown: ["down", "This item is the last where it stands."],
  ArrowRight: ["in", "This item cannot be nested here."],
  ArrowLeft: ["out", "This item is not nested."],
};

const LETTERS = {
  j: () => go(1),
  k: () => go(-1),
  e: () => press(current(), "a[data-opens='']", "This item cannot be edited now."),
  n: addBelow,
  a: () => press(current(), ".approve", "This item does not wait for your approval."),
  c: () => press(current(), "a[href$='/remark/']", "You may not comment."),
  s: split,
  m: () => press(current(), "a[href$='/menu/']", ""),
  "?": show,
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
  const move = MOVES[event.key];
  if (event.altKey && move) {
    if (!current()) return;
    event.preventDefault();
    const [to, otherwise] = move;
    if (!event.shiftKey) press(current(), `[value=${to}]`, otherwise);
    else if (to === "up" || to === "down") toSection(to === "up" ? -1 : 1);
    return;
  }
  if (event.altKey || !LETTERS[event.key] || !letters.checked) return;
  event.preventDefault();
  LETTERS[event.key]();
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-shows=keys]")) show();
});

letters.checked = localStorage.getItem(OFF) === null;
letters.addEventListener("change", () => {
  if (letters.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});
