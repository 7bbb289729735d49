// JSON Schema → validators as plain modules, by ajv's standalone code: no compiling and no `eval` where they run.
import { Ajv2020 } from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import { type Bundle, mapSchema, type Schema } from "./schema.ts";
import { banner } from "./typescript.ts";

const annotations = ["x-enum-varnames", "x-enum-descriptions", "x-root-types", "x-schema-version"];

/** Validation needs no prose; without it the module is half as large. */
function withoutProse(schema: Schema): Schema {
  const { description: _, title: __, ...rest } = schema;
  return rest;
}

/** The texts of `validators.js` and its declarations: one predicate per root type, with ajv's errors on it. */
export function validatorFiles(bundle: Bundle): { code: string; declarations: string } {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    discriminator: true,
    allErrors: true,
    inlineRefs: false,
    code: { source: true, esm: true, lines: true },
  });
  ajv.addVocabulary(annotations);
  const definitions = Object.fromEntries(
    Object.entries(bundle.$defs).map(([name, schema]) => [name, mapSchema(schema, withoutProse)]),
  );
  ajv.addSchema({ $id: "gve.schema.json", $defs: definitions });
  const roots = bundle["x-root-types"];
  const references = Object.fromEntries(roots.map((name) => [name, `gve.schema.json#/$defs/${name}`]));
  const code = useOwnRuntime(standaloneCode.default(ajv, references));
  const declarations = [
    banner,
    "",
    "/** One reason why a value was refused, as ajv words it. */",
    "export interface ValidationError {",
    "  instancePath: string;",
    "  keyword: string;",
    "  params: Record<string, unknown>;",
    "  message?: string;",
    "}",
    "",
    "/** Says whether a value has the type's form; `errors` then says why not. */",
    "export interface Validator {",
    "  (value: unknown): boolean;",
    "  errors?: ValidationError[] | null;",
    "}",
    "",
    ...roots.map((name) => `export declare const ${name}: Validator;`),
    "",
  ];
  return { code: `${banner}\n${code}\n`, declarations: declarations.join("\n") };
}

/** Ajv's code asks for its runtime by `require`; the one part in use counts code points and is ours. */
function useOwnRuntime(code: string): string {
  const own = code.replaceAll(
    /const (\w+) = require\("ajv\/dist\/runtime\/ucs2length"\)\.default;/g,
    'import { codePointCount as $1 } from "../code-points.ts";',
  );
  const left = own.match(/require\([^)]*\)/);
  if (left) throw new Error(`the validators need ${left[0]}, which does not exist in a browser`);
  return own;
}
