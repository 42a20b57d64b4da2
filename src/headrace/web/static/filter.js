// Narrows the rows on this page to those that hold every word typed.
export function filter(field, list, said) {
  if (!field || !list) return;
  const rows = [...list.querySelectorAll("tbody tr")];
  const folds = [...list.querySelectorAll("details")];
  const open = folds.map((fold) => fold.open);
  const texts = rows.map((row) => row.textContent.toLowerCase());
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, i) => {
      row.hidden = !words.every((word) => texts[i].includes(word));
      if (!row.hidden) shown += 1;
    });
    folds.forEach((fold, i) => {
      fold.open = words.length ? Boolean(fold.querySelector("tbody tr:not([hidden])")) : open[i];
    });
    said.textContent = words.length ? `${shown} of ${rows.length} shown` : "";
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    field.value = "";
    field.dispatchEvent(new Event("input"));
    field.blur();
  });
}
