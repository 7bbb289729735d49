// Asset ids: canonical decimal strings in JSON, 64-bit integers in binary.
import type { AssetId } from "./generated/types.ts";

const LARGEST = 0xffff_ffff_ffff_ffffn;

/** Whether a text is the canonical form of an id: 1 to 18446744073709551615, no sign, no leading zero. */
export function isAssetId(text: unknown): text is AssetId {
  return typeof text === "string" && /^[1-9][0-9]{0,19}$/.test(text) && BigInt(text) <= LARGEST;
}

/** The id in a text from outside, such as a URL; throws a `TypeError` when it is none. */
export function parseAssetId(text: string): AssetId {
  if (isAssetId(text)) return text;
  throw new TypeError(`"${text}" is no asset id: a decimal number from 1 to ${LARGEST} without leading zeros is one`);
}

/** The id of an integer from a binary frame; throws a `RangeError` outside 1 to 2^64−1. */
export function assetIdFromBigInt(value: bigint): AssetId {
  if (value < 1n || value > LARGEST) throw new RangeError(`${value} is no asset id: it must be from 1 to ${LARGEST}`);
  return value.toString() as AssetId;
}

/** The integer of an id, for binary frames. Never put it into JSON: JSON numbers lose integers above 2^53. */
export function assetIdToBigInt(id: AssetId): bigint {
  return BigInt(id);
}

/** The last six digits of the 16-digit lower-case hexadecimal form, as used in readable file names. */
export function shortAssetId(id: AssetId): string {
  return (BigInt(id) & 0xff_ffffn).toString(16).padStart(6, "0");
}
