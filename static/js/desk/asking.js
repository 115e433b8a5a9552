/* One way to ask the server something about a form: the addresses stand in the form's data attributes. */

/* No answer comes while a mouse button is down: what it was pressed on would move away and lose its click. */
let released = Promise.resolve();
addEventListener(
  "pointerdown",
  ({ button }) => {
    if (button) return;
    released = new Promise((resolve) => {
      for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => setTimeout(resolve), { capture: true, once: true });
    });
  },
  true,
);

/* What the view answers as data, or null if it could not be asked: then nothing changes and nothing is lost. */
export async function askServer(form, what, fields) {
  const address = form.dataset[`${what}Url`];
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    const read = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
    await released;
    return read;
  } catch {
    return null;
  }
}
