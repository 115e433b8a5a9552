/* The text of an item: one paragraph with bold, italics, links and indices. The textarea below it keeps the value. */

import {
  Bold,
  Document,
  Editor,
  History,
  Italic,
  Link,
  Paragraph,
  Subscript,
  Superscript,
  Text,
} from "django-prose-editor/editor";
import { askServer } from "desk/asking";

// The allow-list of issues/markup.py.
const PROTOCOL = /^(?:https?:|mailto:)/i;
const BLOCKS = "address,article,aside,blockquote,br,dd,div,dl,dt,figure,footer,form,h1,h2,h3,h4,h5,h6,header,hr,li,main,nav,ol,p,pre,section,table,td,th,tr,ul";
// What somebody types for a link: an address with its protocol, or one that begins with a host.
const WITH_PROTOCOL = /^(?:https?:\/\/|mailto:)[^\s"<>]+$/i;
const FROM_HOST = /^[^\s:/?#@"<>]+\.[^\s:/?#"<>]+(?::\d+)?(?:[/?#][^\s"<>]*)?$/;
// Even a document that is never shown applies the page's policy, and complains of inline styles.
const STYLES = /\sstyle\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi;
const ENDS_IN_PARENTHESIS = /\)[\s\u00a0]*[.,;]?[\s\u00a0]*$/;

const OneParagraph = Document.extend({ content: "paragraph" });
const WebLink = Link.extend({
  inclusive: false,
  addPasteRules: () => [],
  addKeyboardShortcuts: () => ({}),
}).configure({
  autolink: false,
  linkOnPaste: false,
  openOnClick: false,
  isAllowedUri: (address) => PROTOCOL.test(address ?? ""),
});

/* HTML of whatever origin as inline HTML: a blank where a block began or ended. */
export function inline(html) {
  const page = new DOMParser().parseFromString(html.replace(STYLES, " "), "text/html");
  for (const block of page.body.querySelectorAll(BLOCKS)) {
    block.before(" ");
    block.replaceWith(...block.childNodes, " ");
  }
  return page.body.innerHTML.trim();
}

// What gives the words the focus calls view.focus(): the command of that name waits for a frame, and a key pressed before it is lost.
const BUTTONS = [
  ["bold", "Bold", "B", "Ctrl+B", (chain) => chain.toggleBold()],
  ["italic", "Italics", "I", "Ctrl+I", (chain) => chain.toggleItalic()],
  ["superscript", "Superscript", "x²", "Ctrl+.", (chain) => chain.unsetSubscript().toggleSuperscript()],
  ["subscript", "Subscript", "x₂", "Ctrl+,", (chain) => chain.unsetSuperscript().toggleSubscript()],
  ["link", "Link", "Link", "Ctrl+K", null],
  ["undo", "Undo", "↶", "Ctrl+Z", (chain) => chain.undo()],
  ["redo", "Redo", "↷", "Ctrl+Shift+Z", (chain) => chain.redo()],
];
const STEPS = new Set(["undo", "redo"]);

function element(name, properties = {}, attributes = {}) {
  const made = Object.assign(document.createElement(name), properties);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/* The row of buttons, one tab stop with the arrow keys inside (ARIA Authoring Practices, toolbar). */
function toolbar(editor) {
  const bar = element("div", { className: "rich-text-bar" }, { role: "toolbar", "aria-label": "Format" });
  const buttons = BUTTONS.map(([name, title, text, keys, run], at) => {
    const button = element("button", { type: "button", textContent: text, title: `${title} (${keys})`, tabIndex: at ? -1 : 0 });
    button.dataset.command = name;
    button.setAttribute("aria-label", title);
    if (!STEPS.has(name)) button.setAttribute("aria-pressed", "false");
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      if (!run) return linking.open();
      run(editor.chain()).run();
      editor.view.focus();
    });
    return button;
  });
  bar.append(...buttons);
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = buttons.indexOf(document.activeElement);
    const next = buttons[(at + step + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  });
  const linking = linkLine(editor);
  const show = () => {
    for (const button of buttons) {
      const name = button.dataset.command;
      if (STEPS.has(name)) button.setAttribute("aria-disabled", String(!editor.can()[name]()));
      else button.setAttribute("aria-pressed", String(editor.isActive(name)));
    }
  };
  editor.on("transaction", show);
  show();
  return { bar, line: linking.line, openLink: linking.open };
}

/* The line in which a link's address is typed. */
function linkLine(editor) {
  const line = element("div", { className: "rich-text-link", hidden: true });
  const input = element("input", { type: "text", inputMode: "url", placeholder: "https://example.org/article" }, { "aria-label": "Address of the link" });
  const set = element("button", { type: "button", className: "desk-button is-small", textContent: "Set link" });
  const off = element("button", { type: "button", className: "desk-button is-small", textContent: "No link" });
  const said = element("span", { className: "quiet" }, { role: "status" });
  line.append(input, set, off, said);
  const close = () => {
    editor.view.focus();
    line.hidden = true;
  };
  const tell = (text, isWrong = false) => {
    said.textContent = text;
    said.className = isWrong ? "is-wrong" : "quiet";
    input.setAttribute("aria-invalid", String(isWrong));
  };
  const open = () => {
    input.value = editor.getAttributes("link").href ?? "";
    tell(editor.state.selection.empty && !editor.isActive("link") ? "Select the words that shall be the link first." : "");
    line.hidden = false;
    input.focus();
  };
  const apply = () => {
    const typed = input.value.trim();
    if (typed && !WITH_PROTOCOL.test(typed) && !FROM_HOST.test(typed)) {
      tell(`“${typed}” is no address of a page: it begins with https://, or with mailto: for a mailbox.`, true);
      input.focus();
      return;
    }
    const chain = editor.chain().extendMarkRange("link");
    if (typed) chain.setLink({ href: WITH_PROTOCOL.test(typed) ? typed : `https://${typed}` }).run();
    else chain.unsetLink().run();
    close();
  };
  set.addEventListener("click", apply);
  off.addEventListener("click", () => {
    input.value = "";
    apply();
  });
  line.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      event.stopPropagation();
      apply();
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
  });
  return { line, open };
}

/* Turns the form's text into an editor. The form's event `desk:text` ({body}) puts inline HTML where the caret is. */
export function start(form) {
  const textarea = form.querySelector("textarea[data-editor]");
  if (!textarea) return null;
  const label = form.querySelector(`label[for="${textarea.id}"]`);
  if (label) label.id ||= `${textarea.id}-label`;
  const frame = element("div", { className: "rich-text" });
  let isMine = false;
  const editor = new Editor({
    element: frame,
    injectCSS: false,
    extensions: [OneParagraph, Paragraph, Text, Bold, Italic, WebLink, Subscript, Superscript, History],
    content: `<p>${inline(textarea.value)}</p>`,
    editorProps: {
      attributes: {
        id: `${textarea.id}-editor`,
        class: "rich-text-words",
        role: "textbox",
        "aria-multiline": "true",
        "aria-labelledby": label?.id ?? "",
        "aria-describedby": textarea.getAttribute("aria-describedby") ?? "",
        spellcheck: "true",
      },
      // Before ProseMirror reads the clipboard itself.
      handleDOMEvents: { paste: (view, event) => paste(event) && (event.preventDefault(), true) },
      handleKeyDown: (view, event) => keys(event),
    },
    onUpdate: () => keep(),
    onBlur: () => lift(),
  });

  function keep() {
    const html = editor.isEmpty ? "" : editor.getHTML().replace(/^<p>|<\/p>$/g, "");
    isMine = true;
    textarea.value = html;
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
    isMine = false;
  }

  function put(body) {
    editor.commands.setContent(`<p>${inline(body)}</p>`, { emitUpdate: true });
  }

  function toEnd() {
    editor.commands.setTextSelection(editor.state.doc.content.size);
    editor.view.focus();
  }

  function paste(event) {
    const data = event.clipboardData;
    if (!data) return false;
    const text = data.getData("text/plain").trim();
    if (!editor.state.selection.empty && PROTOCOL.test(text) && !/\s/.test(text)) {
      editor.chain().setLink({ href: text }).run();
      return true;
    }
    // The server cleans HTML; the browser would have to apply its styles to know what they mean. What was copied
    // from an editor like this one is clean.
    const html = data.getData("text/html");
    if ((html && !html.includes("data-pm-slice")) || /\n/.test(text)) {
      const detail = { html, text: data.getData("text/plain") };
      form.dispatchEvent(new CustomEvent("desk:pasted", { detail }));
      return true;
    }
    setTimeout(lift);
    return false;
  }

  function keys(event) {
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key.toLowerCase() === "k") {
      event.preventDefault();
      tools.openLink();
      return true;
    }
    // One paragraph: Enter alone does nothing, with Ctrl it saves (see forms.js).
    return event.key === "Enter";
  }

  /* Citations that the text ends in become rows. */
  async function lift() {
    const before = textarea.value;
    if (!ENDS_IN_PARENTHESIS.test(editor.getText())) return;
    const read = await askServer(form, "parse", { body: before });
    if (!read?.rows?.length || textarea.value !== before) return;
    const hadFocus = editor.isFocused;
    put(read.body);
    if (hadFocus) toEnd();
    form.dispatchEvent(new CustomEvent("desk:rows", { detail: { rows: read.rows, from: "text" } }));
  }

  const tools = toolbar(editor);
  frame.prepend(tools.bar, tools.line);
  textarea.before(frame);
  const hadFocus = document.activeElement === textarea;
  textarea.hidden = true;
  // The label is the editor's now.
  label?.removeAttribute("for");
  label?.addEventListener("click", () => editor.view.focus());
  // Somebody else wrote into the textarea, such as a draft that was kept in the browser.
  textarea.addEventListener("input", () => isMine || editor.commands.setContent(`<p>${inline(textarea.value)}</p>`, { emitUpdate: false }));
  form.addEventListener("desk:text", ({ detail }) => {
    const { from, to } = editor.state.selection;
    const around = [editor.state.doc.textBetween(Math.max(from - 1, 0), from), editor.state.doc.textBetween(to, Math.min(to + 1, editor.state.doc.content.size))];
    const [before, after] = around.map((letter, at) => (/\w/.test(letter) || (at === 0 && /[.,;:!?)”"]/.test(letter)) ? " " : ""));
    editor.commands.insertContent(`${before}${inline(detail.body)}${after}`);
    editor.view.focus();
    lift();
  });
  if (hadFocus) toEnd();
  form.dataset.editor = "started";
  return editor;
}
