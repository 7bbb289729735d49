// Header of a `.gve_bin` file, version 3: where the sections lie, checked against the file.
import { crc32c } from "./crc32c.ts";
import { DecodeError, viewOf } from "./decode-error.ts";
import {
  CONTAINER_FLAG_COMPRESSED,
  CONTAINER_HEADER_BYTES,
  CONTAINER_HEADER_OFFSETS,
  CONTAINER_MAGIC,
  CONTAINER_MAX_SPLATS,
  CONTAINER_SECTION_ALIGNMENT,
  CONTAINER_VERSION,
  type ContainerHeader,
  readContainerHeader,
  SPLAT_BYTES,
  writeContainerHeader,
} from "./generated/layout.ts";
import type { SectionName } from "./generated/types.ts";

/** Where a section lies; inside the file, aligned, disjoint from every other section. */
export interface Section {
  name: SectionName;
  /** Bytes from the start of the file. */
  offset: number;
  /** Bytes of the section. */
  size: number;
}

/** A file whose header, checksum and section bounds were found good. */
export interface Container {
  header: ContainerHeader;
  /** Sections that are present, in the order of their header words. */
  sections: Section[];
}

type HeaderWord = keyof ContainerHeader;

const SECTION_NAMES: readonly SectionName[] = [
  "sdf_bytecode",
  "sdf_texture",
  "splat_data",
  "shell_mesh",
  "audio_patch",
  "metadata",
];

/** The two header words of a section: its offset, and its size or, for splats, its count. */
function words(name: SectionName): { offset: HeaderWord; size: HeaderWord } {
  return { offset: `${name}_offset`, size: name === "splat_data" ? "splat_count" : `${name}_size` };
}

function bad(offset: number, reason: string): DecodeError {
  return new DecodeError("binary.bad_section", offset, reason);
}

/** Checks a whole file; throws a `DecodeError` with a `binary.…` code. Sections are views: nothing is copied. */
export function decodeContainer(bytes: Uint8Array): Container {
  const header = readHeader(bytes);
  const sections = SECTION_NAMES.flatMap((name) => readSection(header, name, bytes.byteLength) ?? []);
  refuseOverlap(sections);
  const computed = containerChecksum(bytes);
  if (computed !== header.crc32c) {
    const reason = `the checksum is ${computed.toString(16)} and the header says ${header.crc32c.toString(16)}`;
    throw new DecodeError("binary.bad_checksum", CONTAINER_HEADER_OFFSETS.crc32c, reason);
  }
  if ((header.flags & CONTAINER_FLAG_COMPRESSED) !== 0) {
    throw bad(CONTAINER_HEADER_OFFSETS.flags, "compressed sections are not read by this version");
  }
  return { header, sections };
}

function readHeader(bytes: Uint8Array): ContainerHeader {
  const view = viewOf(bytes);
  const magic = [...new Uint8Array(new Uint32Array([CONTAINER_MAGIC]).buffer)];
  if (!magic.every((byte, index) => bytes[index] === byte || index >= bytes.byteLength)) {
    throw new DecodeError("binary.bad_magic", 0, "a .gve_bin file starts with the four bytes GVE1");
  }
  if (bytes.byteLength < CONTAINER_HEADER_BYTES) {
    const offset = bytes.byteLength < magic.length ? 0 : bytes.byteLength;
    throw new DecodeError("binary.truncated", offset, `the header takes ${CONTAINER_HEADER_BYTES} bytes`);
  }
  const header = readContainerHeader(view);
  const major = header.format_version >>> 16;
  if (major !== CONTAINER_VERSION >>> 16) {
    const reason = `format version ${major}.${header.format_version & 0xffff} is not read by this reader of 3.x`;
    throw new DecodeError("binary.unsupported_version", CONTAINER_HEADER_OFFSETS.format_version, reason);
  }
  return header;
}

function readSection(header: ContainerHeader, name: SectionName, length: number): Section | undefined {
  const word = words(name);
  const at = CONTAINER_HEADER_OFFSETS[word.offset];
  const offset = header[word.offset];
  const count = header[word.size];
  if (offset === 0) {
    if (count === 0) return undefined;
    throw bad(at, `section ${name} has a size but no offset`);
  }
  if (name === "splat_data" && count > CONTAINER_MAX_SPLATS) throw bad(at + 4, `${count} splats are too many`);
  const size = name === "splat_data" ? count * SPLAT_BYTES : count;
  if (offset < CONTAINER_HEADER_BYTES || offset % CONTAINER_SECTION_ALIGNMENT !== 0) {
    throw bad(at, `section ${name} starts at ${offset}, in the header or off the alignment`);
  }
  if (offset + size > length) {
    throw new DecodeError("binary.truncated", at, `section ${name} ends at ${offset + size} and the file at ${length}`);
  }
  return { name, offset, size };
}

function refuseOverlap(sections: Section[]): void {
  const byOffset = sections.filter(({ size }) => size > 0).sort((a, b) => a.offset - b.offset);
  for (const [index, section] of byOffset.entries()) {
    const before = byOffset[index - 1];
    if (before !== undefined && before.offset + before.size > section.offset) {
      const at = CONTAINER_HEADER_OFFSETS[words(section.name).offset];
      throw bad(at, `section ${section.name} overlaps ${before.name}`);
    }
  }
}

/** CRC-32C of a whole file with its checksum word taken as zero; the file is at least a header long. */
export function containerChecksum(bytes: Uint8Array): number {
  const at = CONTAINER_HEADER_OFFSETS.crc32c;
  const before = crc32c(bytes.subarray(0, at));
  return crc32c(bytes.subarray(at + 4), crc32c(new Uint8Array(4), before));
}

/**
 * Writes a file: the header's words with the checksum that belongs to them, then `body`, which are the bytes after
 * the header.
 */
export function encodeContainer(header: ContainerHeader, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(CONTAINER_HEADER_BYTES + body.byteLength);
  bytes.set(body, CONTAINER_HEADER_BYTES);
  writeContainerHeader(viewOf(bytes), 0, { ...header, crc32c: 0 });
  viewOf(bytes).setUint32(CONTAINER_HEADER_OFFSETS.crc32c, containerChecksum(bytes), true);
  return bytes;
}
