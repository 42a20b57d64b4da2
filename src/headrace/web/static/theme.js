// Before the first paint: the remembered colours, and the sign that scripts run.
(() => {
  const root = document.documentElement;
  root.dataset.scripts = "";
  try {
    const theme = localStorage.getItem("headrace-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // No storage here: the colours follow the system.
  }
})();
