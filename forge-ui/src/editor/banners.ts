/** Notices above the viewport that ask for a decision or explain a limit. One per subject. */

import { element, required } from "../feedback/dom.ts";
import { icon } from "../feedback/icon.ts";

export interface BannerAction {
  readonly label: string;
  readonly primary?: boolean;
  run(): void;
}

export interface Banner {
  readonly tone: "bad" | "warn" | "plain";
  readonly title: string;
  readonly text: string;
  readonly actions: readonly BannerAction[];
}

/** Shows the banner of a subject, or takes it away. */
export function setBanner(subject: string, banner: Banner | null): void {
  const host = required("banners", HTMLElement);
  host.querySelector(`[data-subject="${subject}"]`)?.remove();
  if (!banner) return;
  const buttons = banner.actions.map(({ label, primary, run }) => {
    const button = element("button", { type: "button", class: `button ${primary ? "button--primary" : ""}` }, label);
    button.addEventListener("click", run);
    return button;
  });
  host.append(
    element(
      "div",
      { class: `notice notice--${banner.tone}`, "data-subject": subject, role: "alert" },
      icon(banner.tone === "plain" ? "info" : "warning"),
      element(
        "div",
        { class: "notice__body" },
        element("p", { class: "notice__title" }, banner.title),
        element("p", {}, banner.text),
        buttons.length > 0 && element("div", { class: "notice__actions" }, ...buttons),
      ),
    ),
  );
}

/** Covers the viewport with a message, or uncovers it. */
export function setViewportMessage(message: { icon: string; title: string; text: string } | null): void {
  const host = required("viewport-message", HTMLElement);
  host.hidden = message === null;
  if (message)
    host.replaceChildren(icon(message.icon), element("strong", {}, message.title), element("p", {}, message.text));
}
