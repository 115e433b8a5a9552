/* Completion over the names of outlets: an editable combobox with a list (ARIA Authoring Practices, combobox pattern). */

const MOST_SHOWN = 8;
let asked = null;
let boxes = 0;

/* All names as [name, canonical name or ""], asked for once a page. */
export function outletNames(form) {
  asked ??= fetch(form.dataset.outletsUrl, { headers: { Accept: "application/json" } })
    .then((answer) => answer.json())
    .then((data) => data.names)
    .catch(() => {
      asked = null;
      return [];
    });
  return asked;
}

function fold(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[’‘ʼ′´`]/g, "'").replace(/[‐‑‒–—―−]/g, "-").replace(/\s+/g, " ").trim();
}

/* Names that begin with what was typed, then those with a word that does; recent ones before others. */
function matching(names, recent, typed) {
  const wanted = fold(typed);
  const known = new Map(names.map((each) => [each[0], each]));
  if (!wanted) return recent.slice(0, MOST_SHOWN).map((name) => known.get(name) ?? [name, ""]);
  const rank = new Map(recent.map((name, at) => [name, at]));
  const found = [];
  for (const each of names) {
    const name = fold(each[0]);
    const at = name.startsWith(wanted) ? 0 : name.includes(` ${wanted}`) ? 1 : -1;
    if (at >= 0) found.push([at, rank.get(each[0]) ?? recent.length, each]);
  }
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return found.slice(0, MOST_SHOWN).map((each) => each[2]);
}

export function combobox(input, recentNames, allNames) {
  const list = document.createElement("ul");
  list.className = "combo-list";
  list.id = `outlets-${++boxes}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Outlets");
  input.after(list);
  input.removeAttribute("list");
  input.autocomplete = "off";
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }
  let active = -1;

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(at) {
    active = at;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[at].id);
  }

  async function open() {
    const typed = input.value;
    const names = await allNames();
    if (input.value !== typed || document.activeElement !== input) return;
    const found = matching(names, recentNames(), typed).filter(([name]) => name !== typed);
    list.replaceChildren(...found.map(([name, canonical], at) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${at}`;
      option.setAttribute("role", "option");
      option.dataset.name = name;
      option.textContent = name;
      if (canonical) {
        const whole = document.createElement("span");
        whole.className = "quiet";
        whole.textContent = ` ${canonical}`;
        option.append(whole);
      }
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        choose(at);
      });
      return option;
    }));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    mark(-1);
  }

  function choose(at) {
    input.value = list.children[at].dataset.name;
    close();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async function step(by) {
    if (list.hidden) await open();
    const count = list.children.length;
    if (!list.hidden && count) mark(active < 0 ? (by > 0 ? 0 : count - 1) : (active + by + count) % count);
  }

  input.addEventListener("input", (event) => event.isTrusted && open());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.altKey && event.key !== "ArrowDown") return;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.altKey) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      event.stopPropagation();
      choose(active);
    } else if (event.key === "Tab" && active >= 0) {
      choose(active);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  return { close };
}
