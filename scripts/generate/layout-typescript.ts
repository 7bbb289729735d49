// Layout descriptions → `layout.ts`: one interface per record, and the functions that read and write it.
import { type Constants, elementBytes, type Field, type Layout, type NamedValue, screamingCase } from "./layouts.ts";
import { banner } from "./typescript.ts";

const accessors = { u8: "Uint8", u16: "Uint16", u32: "Uint32", u64: "BigUint64", f32: "Float32" } as const;

function fieldType({ type, count }: Field): string {
  const element = type === "u64" ? "bigint" : "number";
  return count === 1 ? element : `[${Array(count).fill(element).join(", ")}]`;
}

/** Offsets of a field's elements in its record. */
function elements({ type, offset, count }: Field): number[] {
  return Array.from({ length: count }, (_, index) => offset + index * elementBytes[type]);
}

function readField(field: Field): string {
  const order = field.type === "u8" ? "" : ", true";
  const reads = elements(field).map((offset) => `view.get${accessors[field.type]}(at + ${offset}${order})`);
  return field.count === 1 ? `${reads[0]}` : `[\n      ${reads.join(",\n      ")},\n    ]`;
}

function writeField(field: Field): string[] {
  const order = field.type === "u8" ? "" : ", true";
  return elements(field).map((offset, index) => {
    const value = field.count === 1 ? `record.${field.name}` : `record.${field.name}[${index}]`;
    return `  view.set${accessors[field.type]}(at + ${offset}, ${value}${order});`;
  });
}

function layoutText(layout: Layout): string {
  const name = layout.name;
  return [
    `/** ${layout.description} */`,
    `export interface ${name} {`,
    ...layout.fields.map((field) => `  ${field.name}: ${fieldType(field)};`),
    "}",
    "",
    `/** Bytes of a ${name}. */`,
    `export const ${screamingCase(name)}_BYTES = ${layout.size};`,
    "",
    `/** Offset of each field of a ${name} in bytes. */`,
    `export const ${screamingCase(name)}_OFFSETS = {`,
    ...layout.fields.map((field) => `  ${field.name}: ${field.offset},`),
    "} as const;",
    "",
    `/** Reads a ${name} at byte \`at\`; throws a RangeError when it is not whole. */`,
    `export function read${name}(view: DataView, at = 0): ${name} {`,
    "  return {",
    ...layout.fields.map((field) => `    ${field.name}: ${readField(field)},`),
    "  };",
    "}",
    "",
    `/** Writes a ${name} at byte \`at\`. */`,
    `export function write${name}(view: DataView, at: number, record: ${name}): void {`,
    ...layout.fields.flatMap(writeField),
    "}",
    "",
  ].join("\n");
}

function enumText(name: string, description: string, members: NamedValue[]): string {
  return [
    `/** ${description} */`,
    `export const ${name} = {`,
    ...members.map((member) => `  ${member.name}: ${member.value},`),
    "} as const;",
    `export type ${name} = (typeof ${name})[keyof typeof ${name}];`,
    "",
  ].join("\n");
}

/** The text of `layout.ts`. */
export function layoutTypeScript(layouts: Layout[], constants: Constants): string {
  return [
    banner,
    "",
    enumText("MessageType", "Kind of a frame on the binary asset socket.", constants.message_types),
    enumText("CompileStageNumber", "Number of a compile stage in frames.", constants.compile_stages),
    enumText("SnapshotKind", "What an entry of the scene snapshot is.", constants.snapshot_kinds),
    ...Object.entries(constants.container).map(
      ([name, value]) => `export const CONTAINER_${name.toUpperCase()} = ${value};`,
    ),
    "",
    ...layouts.map(layoutText),
  ].join("\n");
}
