/** JSON Schemas of the parts of requests that are no documents of `@gve/types`. */

const ASSET_ID = { type: "string", pattern: "^[1-9][0-9]{0,19}$", description: "Identity of an asset." } as const;

export const assetParams = {
  type: "object",
  properties: { id: ASSET_ID },
  required: ["id"],
} as const;

export const listQuery = {
  type: "object",
  properties: {
    query: { type: "string", maxLength: 200, description: "Words that name, category or subcategory must hold." },
    limit: { type: "string", pattern: "^[0-9]{1,3}$", description: "Assets per page, 1–200. Default: 50." },
    offset: { type: "string", pattern: "^[0-9]{1,9}$", description: "Position of the first, from 0. Default: 0." },
  },
  additionalProperties: false,
} as const;

export const impactQuery = {
  type: "object",
  properties: {
    a: { type: "string", maxLength: 80, description: "Material of the struck object." },
    b: { type: "string", maxLength: 80, description: "Material of the striking object." },
  },
  required: ["a", "b"],
  additionalProperties: false,
} as const;

export const ifMatchHeaders = {
  type: "object",
  properties: { "if-match": { type: "string", description: 'Version that the change is for, such as `"3"`, or `*`.' } },
} as const;
