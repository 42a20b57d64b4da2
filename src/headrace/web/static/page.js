// What every page can do: apply a choice at once, print, copy its link, remember the colours.
import { listen } from "./keys.js";
import { filter } from "./filter.js";
import { walk } from "./flow.js";

function go(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value && !(name === "shown" && form.elements.window.value !== "other")) query.append(name, value);
  }
  const text = query.toString().replaceAll("%3A", ":").replaceAll("%7E", "~");
  location.assign(text ? `${form.action}?${text}` : form.action);
}

// A choice made with the pointer applies at once. Stepping through choices by key must not leave the page at
// each step, so it brings up the form's own button instead, next in the tab order.
for (const select of document.querySelectorAll("[data-go-on-change]")) {
  let byKey = false;
  select.addEventListener("keydown", (event) => { byKey = event.key !== "Tab"; });
  select.addEventListener("pointerdown", () => { byKey = false; });
  select.addEventListener("change", () => {
    if (byKey) select.form.querySelector("button").classList.add("wanted");
    else go(select.form);
  });
}

for (const form of document.querySelectorAll("form.ctl")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(form);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => {
    button.closest("details").open = false;
    print();
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      button.textContent = "Copied";
    } catch {
      button.textContent = location.href;
    }
  });
}

for (const menu of document.querySelectorAll("details.menu")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.stopPropagation();
    }
  });
}

const theme = document.getElementById("theme");
if (theme) {
  theme.value = document.documentElement.dataset.theme ?? "";
  theme.addEventListener("change", () => {
    if (theme.value) document.documentElement.dataset.theme = theme.value;
    else delete document.documentElement.dataset.theme;
    try {
      localStorage.setItem("headrace-theme", theme.value);
    } catch {
      // No storage here: the choice holds for this page.
    }
  });
}

for (const picture of document.querySelectorAll("[data-flow]")) walk(picture);
filter(document.getElementById("filter"), document.querySelector("[data-filtered]"), document.getElementById("filtered"));
listen();
