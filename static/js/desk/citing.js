/* The citations of an item, a row each: adding, moving and removing rows, and what the server reads in them. */

import { askServer } from "desk/asking";
import { combobox, outletNames } from "desk/outlets";

const FIELDS = ["outlet", "date", "url", "title", "note"];
const MOST_ROWS = 60;

export function start(form) {
  const box = form.querySelector("[data-citations]");
  if (!box) return;
  const list = box.querySelector("[data-rows]");
  const blank = list.lastElementChild.cloneNode(true);
  const said = box.querySelector("[data-said]");
  const rows = () => [...list.children];
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const isBlank = (row) => FIELDS.every((name) => !field(row, name).value.trim());

  function renumber() {
    rows().forEach((row, at) => {
      for (const each of row.querySelectorAll("[name],[id],[for],[aria-controls],[aria-label],[aria-describedby],[data-of-row]")) {
        for (const name of ["name", "id", "for", "aria-controls", "aria-describedby"]) {
          if (each.hasAttribute(name)) each.setAttribute(name, each.getAttribute(name).replace(/citation-\d+/g, `citation-${at}`));
        }
        const label = each.getAttribute("aria-label");
        if (label) each.setAttribute("aria-label", label.replace(/row \d+/, `row ${at + 1}`));
        if (each.hasAttribute("data-of-row")) each.textContent = each.textContent.replace(/\d+/, at + 1);
      }
    });
    for (const name of ["TOTAL_FORMS", "INITIAL_FORMS"]) form.elements[`citation-${name}`].value = list.children.length;
  }

  /* Drafts kept in the browser and other listeners hear of it as of typing. */
  function changed() {
    form.elements["citation-TOTAL_FORMS"].dispatchEvent(new Event("input", { bubbles: true }));
  }

  function equip(row) {
    combobox(field(row, "outlet"), () => JSON.parse(form.dataset.recent || "[]"), () => outletNames(form));
    const remove = document.createElement("button");
    Object.assign(remove, { type: "button", className: "row-remove", textContent: "×", title: "Remove this row" });
    remove.setAttribute("aria-label", "Remove row 1");
    remove.addEventListener("click", () => removeRow(row));
    row.querySelector("[data-tools]").append(remove);
    row.addEventListener("keydown", (event) => keys(event, row));
    row.addEventListener("change", () => check(row));
    field(row, "url").addEventListener("paste", () => setTimeout(() => check(row)));
  }

  function addRow(values = {}, before = null) {
    if (list.children.length >= MOST_ROWS) {
      said.textContent = `An item has at most ${MOST_ROWS} citations.`;
      return null;
    }
    const row = blank.cloneNode(true);
    for (const each of row.querySelectorAll(".row-error")) each.remove();
    row.classList.remove("has-errors");
    list.insertBefore(row, before);
    equip(row);
    fill(row, values);
    renumber();
    return row;
  }

  function fill(row, values) {
    for (const name of FIELDS) field(row, name).value = values[name] ?? "";
    row.querySelector("details").open = Boolean(values.title || values.note);
    show(row, {});
  }

  function removeRow(row) {
    const near = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    const next = near ?? addRow();
    renumber();
    changed();
    field(next, "outlet").focus();
    said.textContent = "Row removed.";
  }

  function moveRow(row, step) {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    const focused = document.activeElement;
    if (step < 0) other.before(row);
    else other.after(row);
    renumber();
    changed();
    focused.focus();
    said.textContent = `Now row ${rows().indexOf(row) + 1}.`;
  }

  function keys(event, row) {
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      moveRow(row, event.key === "ArrowUp" ? -1 : 1);
    } else if (event.key === "Enter" && event.target.matches("input") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      check(row);
      const next = row.nextElementSibling ?? (isBlank(row) ? row : addRow());
      if (next) field(next, "outlet").focus();
    }
  }

  /* What the server makes of a row: the date as read, the outlet of an address, names that nobody knows. */
  async function check(row) {
    const sent = Object.fromEntries(["outlet", "date", "url"].map((name) => [name, field(row, name).value.trim()]));
    if (!sent.outlet && !sent.date && !sent.url) return show(row, {});
    const read = await askServer(form, "reading", sent);
    if (!read || sent.date !== field(row, "date").value.trim()) return;
    const outlet = field(row, "outlet");
    if (!outlet.value.trim() && read.publisher) {
      outlet.value = read.publisher.name;
      outlet.dispatchEvent(new Event("input", { bubbles: true }));
      return show(row, { ...read, outlet: read.publisher });
    }
    if (sent.outlet === outlet.value.trim()) show(row, read);
  }

  function show(row, { date, outlet }) {
    const shown = row.querySelector("[data-date-read]");
    shown.textContent = date ? date.says : "";
    shown.classList.toggle("is-wrong", Boolean(date && !date.is_good));
    const flag = row.querySelector("[data-flag]");
    const about = outlet && !outlet.is_confirmed ? `${outlet.pk ?? ""} ${outlet.name}` : "";
    row.classList.toggle("is-new", Boolean(about));
    // The same answer again: what an editor types beside the name stays.
    if (flag.dataset.about === about) return;
    flag.dataset.about = about;
    flag.replaceChildren();
    if (!about) return;
    flag.append(outlet.pk ? `“${outlet.name}” is not confirmed. ` : `“${outlet.name}” is a new name: saved, it waits for an editor. `);
    if (outlet.pk && form.dataset.mayJudge !== undefined) flag.append(judge(row, outlet));
  }

  /* An editor's two answers to a name: confirm it, or say which outlet it is. */
  function judge(row, outlet) {
    const box = document.createElement("span");
    box.className = "judge";
    const confirm = button("Confirm", `Confirm ${outlet.name}`);
    const into = document.createElement("input");
    into.placeholder = "or merge into …";
    into.setAttribute("aria-label", `Outlet that ${outlet.name} is merged into`);
    const merge = button("Merge", `Merge ${outlet.name}`);
    const wrong = document.createElement("span");
    wrong.className = "row-error";
    wrong.setAttribute("role", "alert");
    box.append(confirm, into, merge, wrong);
    combobox(into, () => [], () => outletNames(form));
    const send = async (fields) => {
      const answer = await askServer(form, "judge", { outlet: outlet.pk, ...fields });
      if (!answer || answer.error) {
        wrong.textContent = answer?.error ?? "The server did not answer: try again.";
        return;
      }
      said.textContent = answer.says;
      for (const each of rows()) check(each);
      field(row, "outlet").focus();
    };
    confirm.addEventListener("click", () => send({ do: "confirm" }));
    merge.addEventListener("click", () => send({ do: "merge", into: into.value }));
    into.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.defaultPrevented) return;
      event.preventDefault();
      event.stopPropagation();
      send({ do: "merge", into: into.value });
    });
    into.addEventListener("change", (event) => event.stopPropagation());
    return box;
  }

  function button(text, label) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "desk-button is-small", textContent: text });
    made.setAttribute("aria-label", label);
    return made;
  }

  /* New rows go where the blank one stands, and one blank row stays last. A row that somebody is in stays, below them. */
  function addAll(found) {
    const mine = rows().find((each) => isBlank(each) && each.contains(document.activeElement));
    for (const each of rows()) if (isBlank(each) && each !== mine) each.remove();
    const added = found.map((values) => addRow(values, mine)).filter(Boolean);
    if (!list.children.length || !isBlank(list.lastElementChild)) addRow();
    for (const row of added) check(row);
    renumber();
    changed();
    return added;
  }

  async function quick(input) {
    const typed = input.value.trim();
    if (!typed) return;
    const read = await askServer(form, "parse", { quick: typed });
    if (!read || input.value.trim() !== typed) return;
    input.value = "";
    const added = addAll(read.rows);
    said.textContent = `${added.length} citation${added.length === 1 ? "" : "s"} added: ${read.rows.map((row) => row.outlet || row.url).join(", ")}.`;
  }

  const line = box.querySelector("[data-quick]");
  line.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    quick(line);
  });
  form.addEventListener("desk:rows", (event) => {
    const added = addAll(event.detail.rows);
    said.textContent = `${added.length} citation${added.length === 1 ? "" : "s"} taken out of the text.`;
  });
  // A draft that was kept in the browser may have more rows than the page.
  form.addEventListener("desk:rows-wanted", (event) => {
    while (list.children.length < Math.min(event.detail.count, MOST_ROWS)) addRow();
  });
  for (const each of blank.querySelectorAll("input")) each.setAttribute("value", "");
  for (const each of blank.querySelectorAll("[data-flag],[data-date-read]")) each.replaceChildren();
  const [, ...spare] = rows().filter(isBlank);
  for (const row of spare) row.remove();
  for (const row of rows()) equip(row);
  renumber();
  for (const row of rows()) if (!isBlank(row)) check(row);
}
