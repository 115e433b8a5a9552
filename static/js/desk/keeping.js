/* Words that are not saved yet are kept in this browser, for each person: on every stroke, until they are saved.

   A form that opens again offers what was kept for it. One that cannot be sent for want of a connection is sent when
   there is one again. Whatever the server cannot save stays in the form. */

const PERSON = document.querySelector("script[data-person]").dataset.person;
const STORE = `monitor-words:${PERSON}:`;
const SENT = `monitor-sent:${PERSON}`;
const OLDEST = 30 * 24 * 3600 * 1000;
const MOST_ENTRIES = 3;
const NOT_WORDS = new Set(["csrfmiddlewaretoken", "version"]);

const ids = new WeakMap();
const begun = new WeakMap();
const waiting = new Set();
const answered = new Set();
const unkept = new Set();

/* What is kept, and where */

function nameOf(form) {
  if (form.dataset.keep) return form.dataset.keep;
  const hasWords = form.method === "post" && form.querySelector("textarea") && !form.closest("dialog");
  return hasWords ? new URL(form.getAttribute("action") || location.pathname, location).pathname : null;
}

const fieldsOf = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
const wordsOf = (fields) => JSON.stringify(fields.filter(([name, value]) => !NOT_WORDS.has(name) && !/_FORMS$/.test(name) && value));
const versionOf = (fields) => Object.fromEntries(fields).version ?? "";

/* What the browser's store answers; `otherwise` if it is full or switched off. */
function ask(question, otherwise) {
  try {
    return question() ?? otherwise;
  } catch {
    return otherwise;
  }
}

const entries = (name) => ask(() => JSON.parse(localStorage.getItem(STORE + name)), []);

/* Whether it could be done. */
function write(name, kept) {
  return ask(() => {
    if (kept.length) localStorage.setItem(STORE + name, JSON.stringify(kept.slice(0, MOST_ENTRIES)));
    else localStorage.removeItem(STORE + name);
    return true;
  }, false);
}

const drop = (name, id) => write(name, entries(name).filter((each) => each.id !== id));

function keep(form) {
  const name = nameOf(form);
  if (!name) return;
  const fields = fieldsOf(form);
  const others = entries(name).filter((each) => each.id !== ids.get(form));
  const isNew = wordsOf(fields) !== begun.get(form);
  const isKept = write(name, isNew ? [{ id: ids.get(form), at: Date.now(), fields }, ...others] : others);
  if (isNew && !isKept) unkept.add(form);
  else unkept.delete(form);
}

/* Words that the browser's store did not take are in the form alone: whoever leaves is asked first. */
window.addEventListener("beforeunload", (event) => {
  if ([...unkept].some((form) => form.isConnected)) event.preventDefault();
});

const names = () => ask(() => Object.keys(localStorage), []).filter((key) => key.startsWith(STORE)).map((key) => key.slice(STORE.length));

function forgetOld() {
  for (const name of names()) write(name, entries(name).filter((each) => Date.now() - each.at < OLDEST));
}

/* On the board of an issue, its words that no form on the page offers. */
async function showUnopened(board) {
  const [slug, edition] = board.dataset.address.split("/").slice(-3);
  const isOffered = (name) => [...document.forms].some((form) => nameOf(form) === name);
  const found = names().filter((name) => [`${slug}/${edition}/`, board.dataset.address].some((start) => name.startsWith(start)) && !isOffered(name));
  if (!found.length) return;
  const { list } = await import("./unopened.js");
  list(board, found, { entries, drop, clock, line, button });
}

/* What was kept is offered */

function start(form) {
  const name = nameOf(form);
  if (!name || begun.has(form)) return;
  const words = wordsOf(fieldsOf(form));
  begun.set(form, words);
  const kept = entries(name);
  const same = kept.find((each) => wordsOf(each.fields) === words);
  ids.set(form, same?.id ?? crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
  if (same || answered.delete(name)) {
    /* It holds these words already, as the server gave them back: they are not saved yet. */
    begun.set(form, "");
    if (kept[0] && !same) ids.set(form, kept[0].id);
    keep(form);
    return;
  }
  for (const entry of kept) offer(form, name, entry);
}

function line(text) {
  return Object.assign(document.createElement("p"), { textContent: text });
}

function button(text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "desk-button is-small", textContent: text });
  made.addEventListener("click", act);
  return made;
}

const clock = (at) => {
  const then = new Date(at);
  const time = then.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  return then.toDateString() === new Date().toDateString() ? time : `${then.toLocaleDateString()}, ${time}`;
};

async function offer(form, name, entry) {
  const { compared } = await import("./comparing.js");
  const box = Object.assign(document.createElement("div"), { className: "kept-words" });
  box.setAttribute("role", "status");
  const hasChanged = versionOf(entry.fields) !== versionOf(fieldsOf(form));
  box.append(line(`Unsaved words of ${clock(entry.at)}.${hasChanged ? " The item has changed since:" : ""}`));
  for (const [field, text] of entry.fields) {
    const now = form.elements[field];
    if (now?.tagName === "TEXTAREA" && text.trim()) box.append(compared(hasChanged ? now.value : text, text));
  }
  const buttons = Object.assign(document.createElement("div"), { className: "desk-buttons" });
  buttons.append(
    button("Take them", () => take(form, name, entry, box)),
    button("Drop them", () => {
      drop(name, entry.id);
      box.remove();
      form.querySelector("textarea")?.focus();
    }),
  );
  box.append(buttons);
  form.prepend(box);
  form.closest("details")?.setAttribute("open", "");
}

/* On a page of its own a form has no place to be exchanged in yet; the hidden form for pasting comes anew with it. */
function wrapped(form) {
  const place = document.createElement("div");
  form.nextElementSibling?.matches("form[hidden]") && form.nextElementSibling.remove();
  form.replaceWith(place);
  place.append(form);
  return place;
}

/* The server lays out rows and all, as for a form that is sent with “More rows”; a form without rows is just filled. */
function take(form, name, entry, box) {
  if (form.matches(".item-form") && window.htmx) {
    form.dataset.taking = "";
    window.htmx.ajax("POST", form.getAttribute("action"), {
      source: form,
      values: { ...Object.fromEntries(entry.fields), more: "1" },
      target: form.closest(".editor") ?? wrapped(form),
      swap: "innerHTML",
    }).catch(() => delete form.dataset.taking);
    return;
  }
  for (const [field, text] of entry.fields) {
    const target = form.elements[field];
    if (target instanceof RadioNodeList || target?.value !== undefined) target.value = text;
  }
  ids.set(form, entry.id);
  box.remove();
  form.querySelector("textarea")?.focus();
}

/* Sent and saved */

function saved(form) {
  const name = nameOf(form);
  if (name) drop(name, ids.get(form));
}

document.addEventListener("input", ({ target }) => {
  if (target.form && ids.has(target.form)) keep(target.form);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const name = nameOf(form);
  if (!name || !ids.has(form) || event.defaultPrevented) return;
  keep(form);
  if (!navigator.onLine) {
    event.preventDefault();
    wait(form, event.submitter);
    return;
  }
  const action = new URL(form.getAttribute("action") || location.href, location).pathname;
  unkept.delete(form);
  ask(() => sessionStorage.setItem(SENT, JSON.stringify({ name, id: ids.get(form), pages: [location.pathname, action] })));
});

/* A page that was reached by sending a form: without an alert, what was sent is saved. */
function settle() {
  const sent = ask(() => JSON.parse(sessionStorage.getItem(SENT)));
  ask(() => sessionStorage.removeItem(SENT));
  if (!sent || !document.referrer || !sent.pages.includes(new URL(document.referrer).pathname)) return;
  if (document.querySelector("#content-start [role=alert], main [role=alert], .desk-alert, .stale")) answered.add(sent.name);
  else drop(sent.name, sent.id);
}

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  // The form that was sent, though the answer took it off the page.
  const form = detail.requestConfig.elt;
  if (detail.requestConfig.verb !== "post" || !ids.has(form)) return;
  if ("taking" in form.dataset) delete form.dataset.taking;
  else if (detail.successful && !("more" in detail.requestConfig.parameters)) saved(form);
  for (const each of form.querySelectorAll(".is-offline")) each.remove();
  waiting.delete(form);
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = detail.requestConfig.elt;
  if (detail.isError && ids.has(form)) answered.add(nameOf(form));
});

/* No connection */

function wait(form, submitter) {
  for (const each of form.querySelectorAll(".is-offline")) each.remove();
  const box = Object.assign(document.createElement("div"), { className: "kept-words is-offline" });
  box.setAttribute("role", "alert");
  box.append(line("No connection: your words are kept here; they will be sent when it is back."), button("Send now", () => send(form, submitter)));
  form.append(box);
  waiting.add(form);
  keep(form);
}

function send(form, submitter) {
  waiting.delete(form);
  if (form.isConnected) form.requestSubmit(submitter?.isConnected ? submitter : undefined);
}

function sendAll() {
  for (const form of [...waiting]) send(form);
}

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, ({ detail }) => {
    const form = detail.requestConfig?.elt;
    if (detail.requestConfig?.verb === "post" && ids.has(form)) setTimeout(() => wait(form));
  });
}
window.addEventListener("online", sendAll);
document.addEventListener("htmx:afterOnLoad", ({ detail }) => detail.elt.id === "pulse" && sendAll());

/* Whatever form appears, now or later */

function look(root) {
  if (root.matches?.("form")) start(root);
  for (const form of root.querySelectorAll?.("form") ?? []) start(form);
}

settle();
forgetOld();
look(document);
if (document.getElementById("board")) showUnopened(document.getElementById("board"));
document.addEventListener("htmx:load", ({ detail }) => look(detail.elt));
