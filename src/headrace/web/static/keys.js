// g and a letter goes to a page, / filters, ? lists the keys.
const typing = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

export function listen() {
  const list = document.getElementById("keys");
  let going = false;
  for (const button of document.querySelectorAll('[data-open="keys"]')) {
    button.addEventListener("click", () => list.showModal());
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || list.open) return;
    const tab = going && document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    const field = event.key === "/" && document.getElementById("filter");
    if (tab) location.assign(tab.href);
    else if (event.key === "?") list.showModal();
    else if (field) {
      event.preventDefault();
      field.focus();
    }
    going = event.key === "g";
  });
}
