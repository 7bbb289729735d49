// Loads the bundle that the address names (`?bundle=webgpu`) and leaves module and viewport where tests reach them.
const bundle = new URLSearchParams(location.search).get("bundle");

window.ready = (async () => {
  const gve = await import(`/wasm/${bundle}/gve_wasm.js`);
  await gve.default();
  window.gve = gve;
  window.viewport = await gve.Viewport.create(document.getElementById("viewport"));
})();
