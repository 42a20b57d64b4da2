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

export function walk(picture) {
  for (const region of picture.querySelectorAll(".scroll")) scrollable(region);
  let from = null;
  const drawings = [...picture.querySelectorAll("svg")].filter((svg) => svg.querySelector("a[href]"));
  for (const svg of drawings) {
    const parts = [...svg.querySelectorAll("a[href]")];
    const settle = (current) => {
      for (const part of parts) part.setAttribute("tabindex", part === current ? "0" : "-1");
    };
    settle(parts[0]);
    svg.addEventListener("focusin", (event) => {
      const part = event.target.closest("a[href]");
      if (part) settle(part);
      if (event.relatedTarget && !picture.contains(event.relatedTarget)) from = event.relatedTarget;
    });
    svg.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const at = parts.indexOf(event.target.closest("a[href]"));
      if (at < 0) return;
      let next = null;
      if (FORWARD.has(event.key)) next = Math.min(at + 1, parts.length - 1);
      else if (BACK.has(event.key)) next = Math.max(at - 1, 0);
      else if (event.key === "Home") next = 0;
      else if (event.key === "End") next = parts.length - 1;
      else if (event.key === "Escape") {
        (from?.isConnected ? from : document.getElementById("main")).focus();
        event.preventDefault();
        return;
      }
      if (next === null) return;
      event.preventDefault();
      parts[next].focus();
    });
  }
}
