import type { AssetDocument } from "@gve/types";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { AssetLibrarian } from "../librarian/librarian.ts";
import { Problem } from "../problem.ts";

const VERSION_TAG = /^"([1-9][0-9]{0,9})"$/;

/** The entity tag of a version. */
export function versionTag(version: number): string {
  return `"${version}"`;
}

/**
 * The version that a change is for, from `If-Match`; `*` means the newest.
 * @throws Problem `request.precondition_required` or `request.invalid`.
 */
export async function expectedVersion(request: FastifyRequest, librarian: AssetLibrarian, id: string): Promise<number> {
  const tag = request.headers["if-match"];
  if (tag === undefined) {
    throw new Problem("request.precondition_required", "The request does not say which version it changes.", {
      hint: 'Send the ETag of the asset as If-Match, such as `If-Match: "3"`.',
    });
  }
  if (tag.trim() === "*") return (await librarian.load(id)).version;
  const version = VERSION_TAG.exec(tag.trim())?.[1];
  if (version !== undefined) return Number(version);
  throw new Problem("request.invalid", "If-Match is neither a version in quotes nor `*`.", {
    hint: 'Send the ETag of the asset, such as `If-Match: "3"`.',
  });
}

/** Answers with a document and its version as ETag, or with 304 when the client has it. */
export function sendDocument(request: FastifyRequest, reply: FastifyReply, document: AssetDocument): FastifyReply {
  const tag = versionTag(document.version);
  reply.header("etag", tag).header("cache-control", "no-cache");
  if (request.method === "GET" && matches(request.headers["if-none-match"], tag)) return reply.code(304).send();
  return reply.send(document);
}

/** Whether an `If-None-Match` names a tag. */
export function matches(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(",").some((part) => part.trim() === "*" || part.trim().replace(/^W\//, "") === tag);
}
