// Dragging over the time line chooses a range of dates; a click stays the link that it is.

const figure = document.querySelector("[data-timeline]");
const form = document.querySelector("form.filters");
if (figure && form) start(figure.querySelector("svg"), [...figure.querySelectorAll("tr[data-from]")]);

function start(chart, buckets) {
  // The drawing keeps some room to the right where there are few buckets.
  const slots = chart.querySelector("svg").viewBox.baseVal.width;
  const chosen = document.createElementNS(chart.namespaceURI, "rect");
  chosen.setAttribute("class", "chosen");
  chosen.setAttribute("height", "100%");
  let from = -1;
  let dragged = false;

  function bucket(event) {
    const box = chart.getBoundingClientRect();
    const slot = Math.floor(((event.clientX - box.left) / box.width) * slots);
    return Math.min(Math.max(slot, 0), buckets.length - 1);
  }

  function show(to) {
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    chosen.setAttribute("x", `${(100 * low) / slots}%`);
    chosen.setAttribute("width", `${(100 * (high - low + 1)) / slots}%`);
    chart.append(chosen);
  }

  function stop() {
    from = -1;
    chosen.remove();
  }

  chart.addEventListener("dragstart", (event) => event.preventDefault());
  chart.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    from = bucket(event);
    dragged = false;
  });
  addEventListener("pointermove", (event) => {
    if (from < 0 || (bucket(event) === from && !dragged)) return;
    dragged = true;
    show(bucket(event));
  });
  addEventListener("pointerup", (event) => {
    if (from >= 0 && dragged) choose(from, bucket(event));
    stop();
  });
  addEventListener("pointercancel", stop);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") stop();
  });
  // The click that ends a drag is no click on a bar.
  chart.addEventListener("click", (event) => dragged && event.preventDefault(), true);

  function choose(one, other) {
    const [low, high] = [Math.min(one, other), Math.max(one, other)];
    form.elements.from.value = buckets[low].dataset.from;
    form.elements.to.value = buckets[high].dataset.to;
    form.requestSubmit();
  }
}
