import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";

import { Problem } from "../problem.ts";

export const TOKEN_COOKIE = "gve_token";
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
const LOOPBACK_NAMES = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** What decides whether a request may come in, alike for HTTP and WebSocket. */
export interface AccessRules {
  /** Address that the server listens on. */
  readonly host: string;
  /** Secret that every request has to carry; `null` on loopback, where the machine's user is trusted. */
  readonly token: string | null;
}

export interface Incoming {
  /** `GET` for the opening request of a WebSocket. */
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly isWebSocket: boolean;
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/**
 * Refuses requests that a foreign page makes a browser send (wrong Host, Origin or Sec-Fetch-Site).
 * @throws Problem `request.bad_origin`.
 */
export function requireOwnOrigin(rules: AccessRules, incoming: Incoming): void {
  const { headers, method, isWebSocket } = incoming;
  const host = headers.host ?? "";
  // Without a token the name is all that stands between a rebound DNS name and the data.
  const name = host.replace(/:\d+$/, "").toLowerCase();
  if (rules.token === null && !LOOPBACK_NAMES.has(name) && name !== rules.host) {
    throw badOrigin(`The server is not known as "${host.slice(0, 100)}".`);
  }
  if (SAFE_METHODS.has(method) && !isWebSocket) return;
  const { origin } = headers;
  if (origin !== undefined && !isOwnOrigin(origin, host)) {
    throw badOrigin(`Pages of ${origin.slice(0, 100)} may not change anything here.`);
  }
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    throw badOrigin("Other sites may not change anything here.");
  }
}

/**
 * Refuses requests without the token, where one is set.
 * @throws Problem `request.unauthorized`.
 */
export function requireToken(rules: AccessRules, headers: IncomingHttpHeaders): void {
  if (rules.token === null) return;
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  if (bearer !== undefined && isSameSecret(bearer, rules.token)) return;
  const cookie = cookieValue(headers.cookie, TOKEN_COOKIE);
  if (cookie !== null && isSameSecret(cookie, encodeURIComponent(rules.token))) return;
  throw new Problem("request.unauthorized", "The server asks for its token.", {
    hint: "Send it as `Authorization: Bearer …`, or sign in at /login.",
  });
}

/** Compares without telling by its duration where the texts differ. */
export function isSameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function isOwnOrigin(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  return (url.protocol === "http:" || url.protocol === "https:") && url.host === host.toLowerCase();
}

/** A cookie's value as it was sent. */
function cookieValue(cookies: string | undefined, wanted: string): string | null {
  for (const part of (cookies ?? "").split(";")) {
    const [name, value] = part.trim().split("=", 2);
    if (name === wanted && value !== undefined) return value;
  }
  return null;
}

function badOrigin(message: string): Problem {
  return new Problem("request.bad_origin", message, { hint: "Open the address that the server printed." });
}
