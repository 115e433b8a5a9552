/* Items are dragged by their grip: within a section, to another, and into an item, below which they then stand.

   SortableJS is fetched when a pointer first comes near a grip; buttons and keys do the same without it. */

const board = document.getElementById("board");
const MOST_LEVELS = 3;

let asked = null;

function fetchSortable() {
  asked ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = board.dataset.sortable;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  return asked;
}

const depth = (list) => {
  const above = list.parentElement.closest(".items");
  return above ? depth(above) + 1 : 1;
};
const height = (item) => 1 + Math.max(0, ...[...item.querySelectorAll(":scope > .items > .item")].map(height));
const keyOf = (item) => item?.id.slice("item-".length) ?? "";
const listIn = (place) => [...place.children].find((each) => each.matches(".items"));

/* Every place that could take the item gets a list to drop it into; those that stay empty go again. */

function openLists() {
  for (const place of board.querySelectorAll(".desk-section, .item")) {
    let list = listIn(place);
    if (!list) {
      list = document.createElement("ul");
      list.className = "items is-offered";
      const before = place.matches(".item") ? null : place.querySelector(":scope > :is(.editor, a)");
      place.insertBefore(list, before);
    }
    if (!window.Sortable.get(list)) window.Sortable.create(list, options);
  }
}

function closeLists() {
  for (const list of board.querySelectorAll(".items.is-offered")) {
    if (list.children.length) list.classList.remove("is-offered");
    else {
      window.Sortable.get(list)?.destroy();
      list.remove();
    }
  }
}

let from = null;

const options = {
  group: "items",
  handle: ".grip",
  draggable: ".item",
  animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
  forceFallback: true,
  fallbackOnBody: true,
  fallbackTolerance: 3,
  swapThreshold: 0.6,
  invertSwap: true,
  emptyInsertThreshold: 8,
  ghostClass: "is-gap",
  fallbackClass: "is-dragged",
  onStart({ item }) {
    from = { parent: item.parentElement, next: item.nextElementSibling };
    board.classList.add("is-dragging");
  },
  onMove: ({ dragged, to }) => depth(to) + height(dragged) - 1 <= MOST_LEVELS,
  onEnd({ item, to }) {
    board.classList.remove("is-dragging");
    const { parent, next } = from;
    const hasMoved = to !== parent || item.nextElementSibling !== next;
    if (hasMoved) place(item, to, () => parent.insertBefore(item, next));
    closeLists();
  },
};

function place(item, list, putBack) {
  const address = item.querySelector(".toolbar a[data-opens='']").pathname;
  const values = {
    to: "place",
    section: list.closest(".desk-section").id.slice("section-".length),
    parent: keyOf(list.closest(".item")),
    before: keyOf(item.nextElementSibling),
  };
  item.focus({ preventScroll: true });
  item.dispatchEvent(
    new CustomEvent("desk:place", { bubbles: true, detail: { address: `${address}place/?v=${item.dataset.version}`, values, putBack } }),
  );
}

board.addEventListener("pointerover", ({ target }) => {
  if (target.matches(".grip")) fetchSortable();
});

board.addEventListener(
  "pointerdown",
  async ({ target, pointerType }) => {
    if (target.matches(".grip") && window.Sortable) openLists();
    else if (pointerType !== "mouse" && target.closest(".item")) await fetchSortable();
  },
  { capture: true },
);
document.addEventListener("pointerup", () => {
  if (window.Sortable && !board.matches(".is-dragging")) closeLists();
});
