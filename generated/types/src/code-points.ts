// Length of a text as JSON Schema counts it.

/** Number of Unicode code points; a lone surrogate counts as one. */
export function codePointCount(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    const next = text.charCodeAt(index + 1);
    if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) index += 1;
    count += 1;
  }
  return count;
}
