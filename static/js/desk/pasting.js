/* Several items pasted at once: the server says what they would become, and one button adds them all. */

import { askServer } from "desk/asking";

/* In an item's form: what the editor hands over as `desk:pasted` ({html, text}). */
export function start(form) {
  const place = form.querySelector("[data-pasted]");
  if (!place) return;

  let pending = null;
  form.addEventListener("desk:pasted", ({ detail }) => {
    const mine = take(detail).finally(() => {
      if (pending === mine) pending = null;
    });
    pending = mine;
  });

  // Whoever saves at once saves what was pasted, too.
  form.addEventListener(
    "submit",
    (event) => {
      if (!pending) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const { submitter } = event;
      pending.then(() => place.hidden && form.requestSubmit(submitter));
    },
    { capture: true },
  );

  async function take({ html, text }) {
    const read = await askServer(form, "parse", { html, text, form: place.dataset.formId });
    if (read?.items > 1 && document.getElementById(place.dataset.formId)) return preview(read, { html, text });
    if (!read?.body) return putText(text);
    form.dispatchEvent(new CustomEvent("desk:text", { detail: { body: read.body } }));
    if (read.rows.length) form.dispatchEvent(new CustomEvent("desk:rows", { detail: { rows: read.rows } }));
  }

  /* The words alone, so that nothing is lost when the server cannot be asked. */
  function putText(text) {
    const holder = document.createElement("p");
    holder.textContent = text.trim().split(/\s+/).join(" ");
    form.dispatchEvent(new CustomEvent("desk:text", { detail: { body: holder.innerHTML } }));
  }

  function preview(read, pasted) {
    place.innerHTML = read.preview;
    place.hidden = false;
    const other = document.getElementById(place.dataset.formId);
    for (const [name, value] of Object.entries({ html: pasted.html, text: pasted.text })) other.elements[name].value = value;
    other.elements.place.value = form.elements.place?.value ?? "";
    place.querySelector("[data-one]")?.addEventListener("click", () => {
      place.hidden = true;
      place.replaceChildren();
      putText(pasted.text);
    });
    place.querySelector("[data-never-mind]")?.addEventListener("click", () => {
      place.hidden = true;
      place.replaceChildren();
    });
    place.querySelector("button")?.focus();
  }
}

/* On the page for pasting: the clipboard's HTML goes along, and the preview comes by itself. */
export function startPage(form) {
  const area = form.querySelector("textarea");
  area.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html");
    const isEmpty = !area.value.trim();
    form.elements.html.value = html && isEmpty ? html : "";
    if (isEmpty) setTimeout(() => form.requestSubmit());
  });
  // Text that was changed by hand is what counts.
  area.addEventListener("input", (event) => {
    if (event.inputType !== "insertFromPaste") form.elements.html.value = "";
  });
  form.dataset.started = "yes";
}
