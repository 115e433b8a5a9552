/* Says again and again that this page, and an item of it, is open, and marks the items that others have open.

   Without this script the page shows who was there when it was made. */

const here = document.getElementById("here");

/* The item of this page, or the one on the board whose form is open; that of a new item below it is not about it. */
function openItem() {
  if (here.dataset.item) return here.dataset.item;
  const form = document.querySelector(".item .editor:not(.is-below) .item-form");
  return form?.closest(".item").id.slice("item-".length) ?? "";
}

function markItems() {
  for (const mark of document.querySelectorAll(".is-open-elsewhere")) mark.remove();
  for (const person of here.querySelectorAll("[data-open-item]")) {
    const item = document.getElementById(`item-${person.dataset.openItem}`);
    const mark = document.createElement("span");
    mark.className = "chip is-open-elsewhere";
    mark.textContent = `${person.dataset.name} has it open`;
    item?.querySelector(":scope > .item-row .chips")?.append(mark);
  }
}

document.addEventListener("htmx:configRequest", (event) => {
  if (!here || event.detail.elt !== here) return;
  const item = openItem();
  // Somebody who looks at another tab is not here, unless words are at stake.
  if (document.hidden && !item) event.preventDefault();
  event.detail.parameters.item = item;
  event.detail.parameters.board = document.querySelector("[data-fingerprint]")?.dataset.fingerprint ?? "";
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (!here) return;
  if (event.detail.target.matches(".editor")) window.htmx.trigger(here, "desk:opened");
  markItems();
});
