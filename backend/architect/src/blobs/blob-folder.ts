import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import {
  access,
  chmod,
  copyFile,
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
} from "node:fs/promises";
import { dirname, join, sep } from "node:path";

import { SharedBytes } from "./shared-bytes.ts";

const HASH = /^[0-9a-f]{64}$/;
/** Refusals of a hard link that a copy can stand in for. */
const NO_LINKS = new Set(["EXDEV", "EPERM", "ENOTSUP", "EOPNOTSUPP", "EMLINK", "ENOSYS"]);

/** SHA-256 and size of a file, read to its end. */
interface FileDigest {
  readonly hash: string;
  readonly sizeBytes: number;
}

/**
 * Files under the SHA-256 of their content, and readable names that point to them.
 *
 * A blob appears under its hash only when all its bytes are on disk: it is written elsewhere, fsynced and renamed. A
 * readable name is a hard link, so that a runtime maps it like any file; it is replaced by a rename, never written to.
 */
export class BlobFolder {
  readonly #blobs: string;
  readonly #scratch: string;
  readonly #names: string;
  /** Blobs whose content was found right, by hash, with the file's state at that time. */
  readonly #verified = new Map<string, string>();
  readonly #sharedBytes = new SharedBytes();

  private constructor(root: string) {
    this.#blobs = join(root, "blobs");
    this.#scratch = join(root, "blobs", "scratch");
    this.#names = join(root, "cache");
  }

  /** Opens the folders below `root` and clears what an earlier run left unfinished. */
  static async open(root: string): Promise<BlobFolder> {
    const folder = new BlobFolder(root);
    await rm(folder.#scratch, { recursive: true, force: true });
    await mkdir(folder.#scratch, { recursive: true });
    await mkdir(folder.#names, { recursive: true });
    return folder;
  }

  /** A fresh path for a file that is being written; on the same volume as the blobs. */
  scratchPath(): string {
    return join(this.#scratch, randomUUID());
  }

  /** Where the blob of a hash lies. */
  pathOf(hash: string): string {
    if (!HASH.test(hash)) throw new RangeError("a content hash is 64 lower-case hexadecimal digits");
    return join(this.#blobs, hash.slice(0, 2), hash);
  }

  /** Takes a finished, fsynced file from its scratch path under its hash. Doing it again with equal content is harmless. */
  async adopt(scratchPath: string, hash: string): Promise<void> {
    const path = this.pathOf(hash);
    await mkdir(dirname(path), { recursive: true });
    await chmod(scratchPath, 0o444);
    await rename(scratchPath, path);
    await syncFolder(dirname(path));
    await syncFolder(this.#blobs);
    this.#verified.delete(hash);
  }

  /** Removes an unwanted scratch file. */
  async discard(scratchPath: string): Promise<void> {
    await rm(scratchPath, { force: true });
  }

  /** Whether there is a blob of this hash, right or damaged. */
  async has(hash: string): Promise<boolean> {
    return (await fileState(this.pathOf(hash))) !== null;
  }

  /** Whether the blob is there and its content has its hash. A file that did not change is hashed once. */
  async verify(hash: string): Promise<"right" | "missing" | "damaged"> {
    const path = this.pathOf(hash);
    const state = await fileState(path);
    if (state === null) return "missing";
    if (this.#verified.get(hash) === state) return "right";
    const digest = await digestFile(path);
    if (digest?.hash !== hash) return digest === null ? "missing" : "damaged";
    this.#verified.set(hash, state);
    return "right";
  }

  /** The blob's bytes, checked against its hash; `null` when it is missing or damaged. Not to be written to. */
  read(hash: string): Promise<Buffer | null> {
    return this.#sharedBytes.get(hash, () => readBlob(this.pathOf(hash), hash));
  }

  /** Deletes a blob. Readable names that still point to it keep its bytes. */
  async remove(hash: string): Promise<void> {
    this.#verified.delete(hash);
    await rm(this.pathOf(hash), { force: true });
  }

  /** Hashes of all blobs. */
  async list(): Promise<string[]> {
    const hashes: string[] = [];
    for (const entry of await readdir(this.#blobs, { withFileTypes: true })) {
      if (!entry.isDirectory() || entry.name.length !== 2) continue;
      hashes.push(...(await readdir(join(this.#blobs, entry.name))).filter((name) => HASH.test(name)));
    }
    return hashes;
  }

  /** Makes a readable name, a path made by `cachePath`, point to a blob, in place of what it pointed to. */
  async point(cachePath: string, hash: string): Promise<void> {
    const path = this.#namePath(cachePath);
    await mkdir(dirname(path), { recursive: true });
    const blob = this.pathOf(hash);
    if ((await inode(path)) === (await inode(blob))) return;
    const scratchPath = this.scratchPath();
    await linkOrCopy(blob, scratchPath);
    await rename(scratchPath, path);
    await syncFolder(dirname(path));
  }

  /** Whether a readable name is there. */
  async isNamed(cachePath: string): Promise<boolean> {
    return (await fileState(this.#namePath(cachePath))) !== null;
  }

  /** Removes a readable name, and the folders that it leaves empty. */
  async unpoint(cachePath: string): Promise<void> {
    const path = this.#namePath(cachePath);
    await rm(path, { force: true });
    for (let folder = dirname(path); folder.startsWith(this.#names + sep); folder = dirname(folder)) {
      try {
        await rmdir(folder);
      } catch {
        return; // Not empty, or made use of again meanwhile.
      }
    }
  }

  #namePath(cachePath: string): string {
    const path = join(this.#names, ...cachePath.split("/"));
    if (!path.startsWith(this.#names + sep)) throw new RangeError("a cache path stays below the cache folder");
    return path;
  }
}

async function readBlob(path: string, hash: string): Promise<Buffer | null> {
  const handle = await openIfThere(path);
  if (handle === null) return null;
  try {
    const bytes = await handle.readFile();
    return createHash("sha256").update(bytes).digest("hex") === hash ? bytes : null;
  } finally {
    await handle.close();
  }
}

async function digestFile(path: string): Promise<FileDigest | null> {
  const handle = await openIfThere(path);
  if (handle === null) return null;
  const digest = createHash("sha256");
  let sizeBytes = 0;
  try {
    for await (const chunk of handle.createReadStream({ autoClose: false, highWaterMark: 1 << 20 })) {
      digest.update(chunk as Buffer);
      sizeBytes += (chunk as Buffer).length;
    }
  } finally {
    await handle.close();
  }
  return { hash: digest.digest("hex"), sizeBytes };
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, "r");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Changes whenever the file's content may have changed; `null` when there is no file. */
async function fileState(path: string): Promise<string | null> {
  try {
    const { ino, size, mtimeMs } = await stat(path);
    return `${ino} ${size} ${mtimeMs}`;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function inode(path: string): Promise<bigint | null> {
  try {
    return (await stat(path, { bigint: true })).ino;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
    const handle = await open(to, "r");
    await handle.sync();
    await handle.close();
  }
}

/** Makes renames in a folder durable, where the system can. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  await access(path);
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}
