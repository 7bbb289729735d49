import type { AssetDocument, CompileStatus, ProblemDetails } from "@gve/types";

/** An answer with its body read. */
export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** Talks to the REST interface like any other client. */
export class ApiClient {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async call<T = ProblemDetails>(method: string, path: string, init: RequestInit = {}): Promise<Answer<T>> {
    const response = await fetch(this.url + path, { method, ...init });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
  }

  send<T = ProblemDetails>(method: string, path: string, body: unknown, headers: Record<string, string> = {}) {
    return this.call<T>(method, path, {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });
  }

  create(recipe_text: string, draft: object = {}) {
    return this.send<AssetDocument>("POST", "/api/assets", { recipe_text, ...draft });
  }

  save(id: string, recipe_text: string, version: number) {
    return this.send<AssetDocument>("PUT", `/api/assets/${id}`, { recipe_text }, { "if-match": `"${version}"` });
  }

  async compileStatus(id: string): Promise<CompileStatus> {
    return (await this.call<CompileStatus>("GET", `/api/assets/${id}/compile`)).body;
  }
}
