// Reading an issue: the contents follow the reader, and j and k go from item to item.

const items = [...document.querySelectorAll(".issue .item")];
const entries = new Map();
for (const link of document.querySelectorAll(".contents a[href^='#']"))
  entries.set(link.hash.slice(1), link);

const inView = new Set();
const follow = new IntersectionObserver((changes) => {
  for (const { target, isIntersecting } of changes)
    isIntersecting ? inView.add(target.id) : inView.delete(target.id);
  const current = [...entries.keys()].find((id) => inView.has(id));
  for (const [id, link] of entries)
    id === current ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
}, { rootMargin: "-10% 0px -60% 0px" });
for (const id of entries.keys()) follow.observe(document.getElementById(id));

const calm = matchMedia("(prefers-reduced-motion: reduce)");
let last = -1;

function nearest() {
  const top = items.findIndex((item) => item.getBoundingClientRect().bottom > 80);
  return top < 0 ? items.length : top;
}

function go(step) {
  const here = document.activeElement?.closest(".item");
  const from = here ? items.indexOf(here) : last >= 0 ? last : nearest() - (step > 0 ? 1 : 0);
  const next = Math.min(Math.max(from + step, 0), items.length - 1);
  const item = items[next];
  if (!item) return;
  last = next;
  item.tabIndex = -1;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
});
