/* One way to ask the server something about a form: the addresses stand in the form's data attributes. */

/* What the view answers as data, or null if it could not be asked: then nothing changes and nothing is lost. */
export async function askServer(form, what, fields) {
  const address = form.dataset[`${what}Url`];
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    return answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  } catch {
    return null;
  }
}
