/* Completes a name after @ in a comment: arrow keys choose, Enter or Tab takes it, Escape leaves it. */

const NAME = /(?:^|[^\w.@+/-])@([\w.@+-]*)$/u;
const MOST = 6;

const everybody = () => [...(document.getElementById("newsroom")?.options ?? [])].map((option) => option.value);

let list = null;
let field = null;

function close() {
  list?.remove();
  field?.removeAttribute("aria-controls");
  field?.removeAttribute("aria-activedescendant");
  list = null;
  field = null;
}

function choose(at) {
  [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
  field.setAttribute("aria-activedescendant", list.children[at].id);
}

const chosen = () => [...list.children].findIndex((option) => option.ariaSelected === "true");

function take(name) {
  const before = field.value.slice(0, field.selectionStart);
  const start = before.lastIndexOf("@");
  field.setRangeText(`@${name} `, start, field.selectionStart, "end");
  const { activeElement } = document;
  if (activeElement !== field) field.focus();
  close();
}

function offer(textarea, names) {
  close();
  field = textarea;
  list = document.createElement("ul");
  list.className = "mention-names";
  list.id = `${textarea.id}-names`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "People to mention");
  list.append(
    ...names.map((name, at) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${at}`;
      option.setAttribute("role", "option");
      option.textContent = name;
      return option;
    }),
  );
  textarea.after(list);
  textarea.setAttribute("aria-controls", list.id);
  choose(0);
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches("textarea[data-mentions]")) return;
  const begun = NAME.exec(target.value.slice(0, target.selectionStart))?.[1].toLowerCase();
  const names = begun === undefined ? [] : everybody().filter((name) => name.toLowerCase().startsWith(begun));
  const isWhole = names.length === 1 && names[0].toLowerCase() === begun;
  if (names.length && !isWhole) offer(target, names.slice(0, MOST));
  else close();
});

document.addEventListener(
  "keydown",
  (event) => {
    if (!list || event.target !== field) return;
    const count = list.children.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose((chosen() + step + count) % count);
    else if (event.key === "Escape") close();
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) take(list.children[chosen()].textContent);
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest(".mention-names li");
  if (!option) return;
  event.preventDefault();
  take(option.textContent);
});

document.addEventListener("focusout", (event) => {
  if (event.target === field) close();
});
