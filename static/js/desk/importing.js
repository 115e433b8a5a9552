/* Keeps the links and lists of a text that is pasted into the form of an import, beside its plain words. */

const MOST = 5 * 1024 * 1024;
const WORTH_KEEPING = /<(a|li|h[1-6]|b|i|em|strong|sub|sup|table)[\s>]|mso-list/i;
const KEPT = "Links, lists and emphasis of what you pasted are kept.";
const CHANGED = "You changed the text: it is read as plain text now, without its links. Paste it again to keep them.";

function start(area) {
  const form = area.form;
  const field = document.getElementById(area.dataset.pasteInto);
  const note = form.querySelector("[data-paste-note]");
  const kind = form.elements.kind;
  let isPasting = false;

  function say(text, isPlain) {
    note.replaceChildren(text);
    note.hidden = false;
    note.classList.toggle("is-plain", isPlain);
  }

  function keep(html) {
    field.value = html;
    kind.disabled = Boolean(html);
  }

  function offerPlain() {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Use the plain text";
    button.addEventListener("click", () => {
      keep("");
      say("It is read as plain text.", true);
      area.focus();
    });
    note.append(" ", button);
  }

  area.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html") ?? "";
    const isWhole = area.selectionStart === 0 && area.selectionEnd === area.value.length;
    if (!isWhole || !WORTH_KEEPING.test(html) || html.length > MOST) return;
    isPasting = true;
    keep(html);
    say(KEPT, false);
    offerPlain();
  });

  area.addEventListener("input", () => {
    if (!isPasting && field.value) {
      keep("");
      area.value.trim() ? say(CHANGED, true) : (note.hidden = true);
    }
    isPasting = false;
  });

  if (field.value) {
    keep(field.value);
    say(KEPT, false);
    offerPlain();
  }
  area.dataset.started = "yes";
}

for (const area of document.querySelectorAll("textarea[data-paste-into]")) start(area);
