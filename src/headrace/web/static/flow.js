// The picture is one stop for the Tab key; the arrow keys walk along the flow, Escape goes back out.
const FORWARD = new Set(["ArrowRight", "ArrowDown"]);
const BACK = new Set(["ArrowLeft", "ArrowUp"]);

// A region that has nothing to scroll is no stop of its own.
function scrollable(region) {
  const settle = () => {
    if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
    else region.removeAttribute("tabindex");
  };
  new ResizeObserver(settle).observe(region);
  settle();
}

// Listens on the figure around the drawing: Chromium makes an SVG element that listens for focus a stop itself.
export function walk(picture) {
  for (const region of picture.querySelectorAll(".scroll")) scrollable(region);
  const drawings = new Map();
  for (const svg of picture.querySelectorAll("svg")) {
    const parts = [...svg.querySelectorAll("a[href]")];
    if (parts.length) drawings.set(svg, parts);
  }
  const settle = (parts, current) => {
    for (const part of parts) part.setAttribute("tabindex", part === current ? "0" : "-1");
  };
  for (const parts of drawings.values()) settle(parts, parts[0]);

  let from = null;
  picture.addEventListener("focusin", (event) => {
    const part = event.target.closest("a[href]");
    const parts = part && drawings.get(part.ownerSVGElement);
    if (parts) settle(parts, part);
    if (event.relatedTarget && !picture.contains(event.relatedTarget)) from = event.relatedTarget;
  });
  picture.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const part = event.target.closest("a[href]");
    const parts = part && drawings.get(part.ownerSVGElement);
    if (!parts) return;
    const at = parts.indexOf(part);
    let next = null;
    if (FORWARD.has(event.key)) next = Math.min(at + 1, parts.length - 1);
    else if (BACK.has(event.key)) next = Math.max(at - 1, 0);
    else if (event.key === "Home") next = 0;
    else if (event.key === "End") next = parts.length - 1;
    else if (event.key === "Escape") (from?.isConnected ? from : document.getElementById("main")).focus();
    else return;
    event.preventDefault();
    if (next !== null) parts[next].focus();
  });
}
