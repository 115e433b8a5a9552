/* A session that ended: sign in where you stand, then what was to be sent is sent. */

const script = document.querySelector("script[data-person]");
const { person, signIn } = script.dataset;

/* The token of the day is in the cookie: another tab may have signed in and renewed it. */
const token = () => /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];

function renew(value) {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = value;
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (token() && "csrfmiddlewaretoken" in detail.parameters) detail.parameters.csrfmiddlewaretoken = token();
});
document.addEventListener("submit", () => token() && renew(token()), true);

/* The dialog */

let again = null;
let dialog = null;

function field(label, name, type, autocomplete) {
  const id = `sign-in-${name}`;
  const input = Object.assign(document.createElement("input"), { id, name, type, autocomplete, required: true });
  const box = Object.assign(document.createElement("div"), { className: "field" });
  box.append(Object.assign(document.createElement("label"), { htmlFor: id, textContent: label }), input);
  return [box, input];
}

function build() {
  dialog = Object.assign(document.createElement("dialog"), { className: "sign-in-dialog" });
  dialog.setAttribute("aria-labelledby", "sign-in-heading");
  const form = Object.assign(document.createElement("form"), { className: "desk-form", method: "post", action: signIn });
  const heading = Object.assign(document.createElement("h2"), { id: "sign-in-heading", textContent: "You were signed out" });
  const kept = Object.assign(document.createElement("p"), { textContent: "Your words are kept. Sign in again, and they are saved." });
  const error = Object.assign(document.createElement("p"), { className: "errornote", hidden: true });
  error.setAttribute("role", "alert");
  const [nameBox, name] = field("Username", "username", "text", "username");
  const [passwordBox, password] = field("Password", "password", "password", "current-password");
  const buttons = Object.assign(document.createElement("div"), { className: "desk-buttons" });
  const go = Object.assign(document.createElement("button"), { className: "desk-button is-primary", textContent: "Sign in" });
  const later = Object.assign(document.createElement("button"), { type: "button", className: "desk-button", textContent: "Later" });
  later.addEventListener("click", () => dialog.close());
  buttons.append(go, later);
  form.append(heading, kept, error, nameBox, passwordBox, buttons);
  name.value = script.dataset.name;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    go.disabled = true;
    const wrong = await sign(name.value, password.value);
    go.disabled = false;
    password.value = "";
    error.textContent = wrong;
    error.hidden = !wrong;
    if (wrong) password.focus();
    else dialog.close();
  });
  dialog.append(form);
  document.body.append(dialog);
}

/* With a token. A browser that lost its cookies gets a new one with the sign-in page, to which any page of the desk leads. */
async function post(username, password) {
  const send = () => fetch(signIn, { method: "POST", body: new URLSearchParams({ username, password, csrfmiddlewaretoken: token() ?? "" }) });
  const answer = await send();
  if (answer.status !== 403) return answer;
  await fetch(location.pathname);
  return send();
}

/* The sentence that says what is wrong, or nothing: then everything that waited has been sent again. */
async function sign(username, password) {
  let answer;
  try {
    answer = await post(username, password);
  } catch {
    return "There is no connection: try again in a moment.";
  }
  if (answer.status === 429) return "Too many tries: this name rests for a quarter of an hour. Your words are kept.";
  if (answer.status === 403) return "This browser keeps no cookies of the site: allow them, then sign in. Your words are kept.";
  const read = await answer.json();
  if (!answer.ok) return read.error;
  renew(read.token);
  if (String(read.user) !== person) return "This is another account than the one that wrote this page: sign in as the same person.";
  const repeat = again;
  again = null;
  repeat?.();
  return "";
}

/* Without its cookies a browser is refused before anybody asks who it is. */
const isSignedOut = (xhr) => (xhr.status === 401 && xhr.getResponseHeader("HX-Sign-In")) || (xhr.status === 403 && !token());

document.addEventListener("htmx:responseError", ({ detail }) => {
  if (!isSignedOut(detail.xhr)) return;
  const { elt, target, requestConfig } = detail;
  /* What only asks, in the background, waits until somebody does something. */
  if (elt.matches("[hx-trigger]")) return;
  const { verb, path, parameters } = requestConfig;
  const values = Object.fromEntries([...Object.keys(parameters)].filter((name) => !elt.elements?.[name]).map((name) => [name, parameters[name]]));
  delete values.csrfmiddlewaretoken;
  const swap = target.id === "board" ? "morph:innerHTML" : "innerHTML";
  again = () => window.htmx.ajax(verb.toUpperCase(), path, { source: elt, target, swap, values }).catch(() => {});
  if (!dialog) build();
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("[name=password]").focus();
});
