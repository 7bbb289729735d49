import { expect, test } from "vitest";
import { html } from "./html.ts";

test("values are escaped, in text and in attributes", () => {
  const name = `<img src=x onerror="alert('1')"> & co`;
  expect(html`<p title="${name}">${name}</p>`.text).toBe(
    '<p title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co">' +
      "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co</p>",
  );
});

test("markup nests unchanged, lists are joined, and nothing is left of absent values", () => {
  const items = ["a", "b<"].map((item) => html`<li>${item}</li>`);
  expect(html`<ul>${items}${null}${undefined}${false}${0}</ul>`.text).toBe("<ul><li>a</li><li>b&lt;</li>0</ul>");
});
