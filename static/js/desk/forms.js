/* Starts what an item's form can do, wherever such a form appears: in a page of its own or loaded into the board. */

const SELECTOR = "form.item-form:not([data-started])";

async function start(form) {
  form.dataset.started = "";
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  const parts = await Promise.all([import("desk/citing"), import("desk/editor"), import("desk/pasting")]);
  for (const part of parts) part.start(form);
  form.dataset.started = "yes";
}

function look(root) {
  if (root.matches?.(SELECTOR)) start(root);
  for (const form of root.querySelectorAll(SELECTOR)) start(form);
}

const pastePage = document.querySelector("form[data-paste-page]");
if (pastePage) import("desk/pasting").then((pasting) => pasting.startPage(pastePage));

/* Fields for an outlet's name outside of an item's form complete as those inside do. */
document.addEventListener("focusin", async ({ target }) => {
  if (!target.matches?.("input[data-outlet-name]:not([role=combobox])")) return;
  const { combobox, outletNames } = await import("desk/outlets");
  if (target.role !== "combobox") combobox(target, () => [], () => outletNames(target.form));
});

document.documentElement.classList.add("has-script");
look(document);
document.addEventListener("htmx:load", (event) => look(event.detail.elt));
