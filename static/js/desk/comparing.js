/* Two texts by word, as the server's history shows them: what went, what came, what stayed. */

const MOST = 1500;

const wordsOf = (html) => {
  const text = new DOMParser().parseFromString(html.replace(/\sstyle\s*=\s*("[^"]*"|'[^']*')/gi, ""), "text/html").body.textContent;
  return text.match(/\S+\s*/g) ?? [];
};

/* The longest common subsequence of two lists of words, as a table of lengths. */
function lengths(a, b) {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i][j] = a[i].trim() === b[j].trim() ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  return table;
}

function* pieces(a, b) {
  if (a.length > MOST || b.length > MOST) {
    yield ["del", a.join("")];
    yield ["ins", b.join("")];
    return;
  }
  const table = lengths(a, b);
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i].trim() === b[j].trim()) yield ["", b[(i += 1, (j += 1) - 1)]];
    else if (i < a.length && (j === b.length || table[i + 1][j] >= table[i][j + 1])) yield ["del", a[(i += 1) - 1]];
    else yield ["ins", b[(j += 1) - 1]];
  }
}

/* A paragraph that shows how `after` differs from `before`; both are inline HTML, and nothing of them is run. */
export function compared(before, after) {
  const paragraph = Object.assign(document.createElement("p"), { className: "reading diff" });
  for (const [kind, text] of pieces(wordsOf(before), wordsOf(after))) {
    const piece = text.endsWith(" ") ? text : `${text} `;
    paragraph.append(kind ? Object.assign(document.createElement(kind), { textContent: piece }) : piece);
  }
  return paragraph;
}
