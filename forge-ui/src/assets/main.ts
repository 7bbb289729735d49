import { required } from "../feedback/dom.ts";
import { setIcon } from "../feedback/icon.ts";
import { readProblem, unreachable } from "../feedback/problem.ts";
import { showProblem } from "../feedback/toasts.ts";
import { followEvents } from "../live/event-stream.ts";
import type { ConnectionState } from "../live/reconnecting-socket.ts";
import { installThemeSwitch } from "../theme/theme-switch.ts";
import { installCardPictures } from "./card-pictures.ts";
import { showEvent, showList } from "./live-cards.ts";

const CONNECTION = {
  connecting: { icon: "online", label: "Connecting" },
  open: { icon: "online", label: "Live" },
  waiting: { icon: "offline", label: "Reconnecting" },
} as const;

function showConnection(state: ConnectionState): void {
  const indicator = document.querySelector<HTMLElement>("[data-connection]");
  if (!indicator) return;
  indicator.hidden = false;
  indicator.dataset.state = state;
  setIcon(indicator, CONNECTION[state].icon);
  const label = indicator.querySelector("span");
  if (label) label.textContent = CONNECTION[state].label;
}

/** Forms that htmx loads into the dialog: opened when they arrive, closed when they are done. */
function installDialog(): void {
  const dialog = required("dialog", HTMLDialogElement);
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== dialog) return;
    if (dialog.childElementCount > 0 && !dialog.open) dialog.showModal();
    dialog.querySelector<HTMLElement>("[autofocus]")?.focus();
    dialog.querySelector<HTMLInputElement>("input[autofocus]")?.select();
  });
  document.body.addEventListener("gve:dialog-done", () => {
    dialog.close();
    showList();
  });
  dialog.addEventListener("click", (event) => {
    const onCancel = event.target instanceof Element && event.target.closest("[data-close-dialog]") !== null;
    if (!onCancel && event.target !== dialog) return;
    event.preventDefault();
    dialog.close();
  });
}

function installErrors(): void {
  document.body.addEventListener("htmx:responseError", (event) => {
    const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
    // A card whose asset is gone: the list shows that better than a message.
    if (xhr.status === 404) showList();
    else showProblem(readProblem(xhr.status, xhr.responseText));
  });
  document.body.addEventListener("htmx:sendError", () => showProblem(unreachable()));
}

/** Pictures that may not exist leave the drawing behind them visible. */
function installOptionalPictures(): void {
  const removeBroken = (picture: HTMLImageElement) => {
    if (picture.complete && picture.naturalWidth === 0) picture.remove();
  };
  document.querySelectorAll<HTMLImageElement>("main img").forEach(removeBroken);
  document.addEventListener(
    "error",
    (event) => {
      if (event.target instanceof HTMLImageElement) event.target.remove();
    },
    true,
  );
}

/** File inputs that put a file's text into a text field, shown only where scripts run. */
function installFileReaders(): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-needs-script]")) element.hidden = false;
  for (const input of document.querySelectorAll<HTMLInputElement>("input[data-reads-into]")) {
    input.addEventListener("change", async () => {
      const file = input.files?.[0];
      if (file) required(input.dataset.readsInto ?? "", HTMLTextAreaElement).value = await file.text();
    });
  }
}

installThemeSwitch();
installOptionalPictures();
installFileReaders();
const main = document.getElementById("main");
if (main?.dataset.sequence !== undefined) {
  installDialog();
  installCardPictures();
  installErrors();
  followEvents(Number(main.dataset.sequence), { event: showEvent, reset: showList, stateChanged: showConnection });
}
