/** The Architect's HTTP interface as far as the editor of one asset needs it. */

import type { AssetDocument, AssetDraft, CacheReport, CompileStatus, LibraryAsset, MaterialSpec } from "@gve/types";
import { type Problem, readProblem, unreachable } from "../feedback/problem.ts";

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

async function request<T>(address: string, init: RequestInit = {}): Promise<Answer<T>> {
  let status: number;
  let body: string;
  try {
    const response = await fetch(address, { ...init, headers: { accept: "application/json", ...init.headers } });
    status = response.status;
    body = await response.text();
  } catch {
    return { ok: false, problem: unreachable() };
  }
  if (status < 200 || status > 299) return { ok: false, problem: readProblem(status, body) };
  return { ok: true, value: (body === "" ? null : JSON.parse(body)) as T };
}

function sendJson(method: string, body: unknown): RequestInit {
  return { method, body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}

export class Architect {
  readonly #asset: string;

  constructor(assetId: string) {
    this.#asset = `/api/assets/${assetId}`;
  }

  readAsset(): Promise<Answer<AssetDocument>> {
    return request(this.#asset, { cache: "no-store" });
  }

  /** Saves a recipe text on top of a version; another version on the server is the problem `asset.version_conflict`. */
  saveRecipe(text: string, ifVersion: number): Promise<Answer<AssetDocument>> {
    return request(`${this.#asset}/recipe`, {
      method: "PUT",
      body: text,
      headers: { "content-type": "application/json", "if-match": `"${ifVersion}"` },
    });
  }

  createAsset(draft: AssetDraft): Promise<Answer<AssetDocument>> {
    return request("/api/assets", sendJson("POST", draft));
  }

  /** Asks for a build even if there is one already. */
  compile(): Promise<Answer<CompileStatus>> {
    return request(`${this.#asset}/compile`, sendJson("POST", { force_recompile: true }));
  }

  cancelCompile(): Promise<Answer<CompileStatus>> {
    return request(`${this.#asset}/compile`, { method: "DELETE" });
  }

  compileStatus(): Promise<Answer<CompileStatus>> {
    return request(`${this.#asset}/compile`, { cache: "no-store" });
  }

  /** Whether a build is in place, and of which version. */
  cacheReport(): Promise<Answer<CacheReport>> {
    return request(`${this.#asset}/cache`, { cache: "no-store" });
  }

  /** The newest versions of the assets that a recipe's instances hold. */
  instanceAssets(text: string): Promise<Answer<{ readonly assets: readonly LibraryAsset[] }>> {
    return request("/api/instances", {
      method: "POST",
      body: text,
      headers: { "content-type": "application/json" },
    });
  }

  materials(): Promise<Answer<readonly MaterialSpec[]>> {
    return request("/api/materials");
  }
}
