/* The board of one issue: what is done on it is done in place, and whatever somebody is writing stays.

   Without this script every form and link of the board is an ordinary one. With it they go through htmx, and the answer,
   the board as it is now, is morphed into the page. */

const board = document.getElementById("board");
const heard = document.getElementById("heard");
const DONE = "data-done";

/* What the swap must not touch: editors that are open, and fields with words that were not sent. */

const isOpen = (node) => node.matches(".editor:not([data-done])") && node.firstElementChild !== null;
const isUnsent = (node) =>
  node.matches("textarea, input:not([type=hidden])") && node.value !== node.defaultValue && !node.closest(`[${DONE}]`);
const holdsMore = (editor) => isOpen(editor) && !editor.querySelector(":scope > .menu");
const holdsWords = (node) => [node, ...node.querySelectorAll(".editor, textarea, input")].some((each) => holdsMore(each) || isUnsent(each));
const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;

Object.assign(window.Idiomorph.defaults.callbacks, {
  beforeNodeMorphed: (old) => !isElement(old) || !(isOpen(old) || isUnsent(old) || old.id === "here"),
  beforeNodeRemoved: (old) => !isElement(old) || !holdsWords(old),
  beforeAttributeUpdated: (name, node, change) =>
    name !== DONE && !(name === "open" && change === "remove" && node.matches("details") && !node.closest(`[${DONE}]`)),
});

/* Words for everybody: shown on top, and read out. */

function say(text, kind = "error") {
  const line = document.createElement("p");
  line.className = `report is-${kind}`;
  line.textContent = text;
  document.getElementById("said").replaceChildren(line);
}

function hear(text) {
  heard.textContent = "";
  window.setTimeout(() => {
    heard.textContent = text;
  }, 50);
}

/* Forms and links */

board.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.method !== "post" || form.matches("[data-plain], [hx-post], [hx-boost]") || event.defaultPrevented) return;
  event.preventDefault();
  const address = submitter?.getAttribute("formaction") || form.getAttribute("action") || board.dataset.address;
  const values = submitter?.name ? { [submitter.name]: submitter.value } : {};
  const editor = form.closest(".editor");
  window.htmx.ajax("POST", address, { source: form, values, target: editor ?? board, swap: editor ? "innerHTML" : "morph:innerHTML" });
});

/* Items are put somewhere else by key or by hand. */
board.addEventListener("desk:place", ({ detail: { address, values, putBack } }) => {
  const form = document.getElementById("act");
  window.htmx.ajax("POST", address, { source: form, values }).catch(() => putBack?.());
});

/* The place that a link opens: the editor of its item or section, or one of its own below the line it stands in. */
function slotFor(link) {
  if (!link.dataset.opens) {
    return link.closest(".item")?.querySelector(".editor") ?? link.closest(".desk-section").querySelector(":scope > .editor");
  }
  const id = `opened${link.pathname.replaceAll("/", "-")}`;
  let slot = document.getElementById(id);
  if (!slot) {
    slot = document.createElement("div");
    slot.className = "editor is-below";
    slot.id = id;
    link.closest(".toolbar, .thread-tools, .menu").after(slot);
  }
  return slot;
}

function open(address, slot) {
  if (holdsUnsent(slot) || (slot.firstElementChild && slot.dataset.from === address)) {
    focusFirst(slot);
    return;
  }
  slot.dataset.from = address;
  window.htmx.ajax("GET", address, { source: board, target: slot, swap: "innerHTML" });
}

board.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-opens]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const slot = slotFor(link);
  const isShut = slot.matches(".is-below") && slot.firstElementChild && !holdsUnsent(slot);
  if (isShut) close(slot);
  else open(link.pathname + link.search, slot);
});

board.addEventListener("desk:open", (event) => open(event.detail, slotFor(event.target)));

const holdsUnsent = (slot) => [...slot.querySelectorAll("textarea, input")].some(isUnsent);

function close(slot) {
  const back = slot.closest(".item") ?? slot.parentElement.querySelector("a[data-opens]");
  slot.replaceChildren();
  if (slot.matches(".is-below")) slot.remove();
  back?.focus();
}

function focusFirst(slot) {
  slot.querySelector("[autofocus], textarea, input:not([type=hidden]), select, button, a")?.focus();
}

/* An answer arrives */

let focused = null;

function remember() {
  const active = document.activeElement;
  if (!board.contains(active)) return null;
  return { key: active.closest(".item")?.id, name: active.name, value: active.value, href: active.getAttribute("href") };
}

function restore(before) {
  if (!before) return;
  const item = before.key && document.getElementById(before.key);
  if (!item) {
    if (!board.contains(document.activeElement)) document.getElementById("said").focus({ preventScroll: true });
    return;
  }
  const same = [...item.querySelectorAll(".toolbar :is(button, a)")].find(
    (each) => each.name === before.name && each.value === before.value && each.getAttribute("href") === before.href,
  );
  if (same ?? !board.contains(document.activeElement)) (same ?? item).focus({ preventScroll: true });
}

const isPage = (text) => /^\s*<!doctype/i.test(text);

function sentenceOf(page) {
  const main = new DOMParser().parseFromString(page, "text/html").querySelector("main, body");
  return [...main.querySelectorAll("h1, p")].map((each) => each.textContent.trim()).filter(Boolean).slice(0, 2).join(" ");
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  const source = detail.requestConfig.elt;
  if (detail.xhr.status >= 500) return;
  if (isPage(detail.serverResponse)) {
    if (detail.target.matches(".editor") && /class="[^"]*item-form/.test(detail.serverResponse)) {
      detail.selectOverride = ".item-form";
    } else {
      detail.shouldSwap = false;
      say(sentenceOf(detail.serverResponse));
    }
    return;
  }
  if (detail.target !== board) return;
  focused = remember();
  if (detail.isError || source === board) return;
  const about = source.closest(".editor, details") ?? source;
  if (source.id !== "act") about.setAttribute(DONE, "");
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === board) {
    for (const each of board.querySelectorAll(`[${DONE}]`)) each.removeAttribute(DONE);
    restore(focused);
  } else if (event.detail.target.matches(".editor")) {
    focusFirst(event.detail.target);
  }
});

document.addEventListener("desk:at", (event) => {
  const item = document.getElementById(`item-${event.detail.key}`);
  if (!item) return;
  if (!item.querySelector(":scope > .item-row").contains(document.activeElement)) item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
  if (event.detail.said) hear(`Moved ${event.detail.said}.`);
});

document.addEventListener("desk:changed", () => window.htmx.ajax("GET", board.dataset.address, { source: board }));

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (board.contains(event.detail.requestConfig?.elt)) {
      say("There is no connection: nothing was changed, and what you wrote is still here. Try again in a moment.");
    }
  });
}

document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 500) say("Something went wrong on our side: nothing was changed. Try again.");
});

/* An editor is left by its link "Cancel", a menu or an empty comment by Escape too. */

board.addEventListener("click", (event) => {
  const cancel = event.target.closest(".editor a[data-closes]");
  if (!cancel) return;
  event.preventDefault();
  close(cancel.closest(".editor"));
});

board.addEventListener("keydown", (event) => {
  const slot = event.key === "Escape" && !event.defaultPrevented && event.target.closest(".editor.is-below");
  if (slot && !holdsUnsent(slot)) close(slot);
});

document.documentElement.classList.add("has-script");
