// Runs before the first paint, as a plain script: applies the saved theme and says that scripts run.
// Stands alone on purpose; an import would delay it. `theme-switch.ts` writes what it reads.
try {
  const saved = localStorage.getItem("gve.theme");
  if (saved === "dark" || saved === "light") document.documentElement.dataset.theme = saved;
} catch {
  // Storage may be forbidden; then the system's theme holds.
}
document.documentElement.classList.add("js");
