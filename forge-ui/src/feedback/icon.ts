const SVG = "http://www.w3.org/2000/svg";

/** A symbol of the icon sheet; decoration, so hidden from assistive technology. */
export function icon(name: string, className = ""): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon ${className}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/static/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** Changes the symbol that an element shows, or adds one in front. */
export function setIcon(element: Element, name: string): void {
  const use = element.querySelector("use");
  if (use) use.setAttribute("href", `/static/icons.svg#${name}`);
  else element.prepend(icon(name));
}
