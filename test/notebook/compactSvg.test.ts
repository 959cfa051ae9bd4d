import { describe, expect, it } from "vitest";
import { compactSvg } from "../../lib/notebook/compactSvg.js";
import { parsedSvg } from "./svgElement.js";

/** What becomes of the content of a picture. */
function compacted(content: string): string {
  const svg = parsedSvg(`<svg xmlns="http://www.w3.org/2000/svg">${content}</svg>`);
  compactSvg(svg, "p");
  return svg.outerHTML.replace(/^<svg[^>]*>|<\/svg>$/g, "");
}

const dot = (place: string, style = "fill: red") =>
  `<path transform="translate(${place})" style="${style}" d="M3,0A3,3 0 1,1 0,-3A3,3 0 0,1 3,0Z"/>`;

describe("a picture written shorter", () => {
  it("has one marker for equal symbols in a row", () => {
    const places = ["1,2", "3.456,4", "-5,6.04", "7,8"];
    expect(compacted(places.map((place) => dot(place)).join(""))).toBe(
      '<marker id="p-m0" overflow="visible" markerUnits="userSpaceOnUse">' +
        '<path style="fill:red" d="M3,0A3,3 0 1,1 0,-3A3,3 0 0,1 3,0Z"/></marker>' +
        '<polyline points="1,2 3.5,4 -5,6 7,8" style="fill:none;stroke:#000;stroke-opacity:0;marker-start:url(#p-m0);marker-mid:url(#p-m0);marker-end:url(#p-m0)"/>',
    );
  });

  it("keeps the order in which symbols cover each other", () => {
    const mixed = ["red", "blue", "red", "blue", "red", "blue"]
      .map((fill, k) => dot(`${k},0`, `fill:${fill}`))
      .join("");
    expect(compacted(mixed)).toBe(mixed);
  });

  it("leaves symbols that are also turned, and single ones", () => {
    const turned = dot("1,2").replace("translate(1,2)", "translate(1,2)rotate(90)").repeat(5);
    expect(compacted(turned)).not.toContain("marker");
    expect(compacted(dot("1,2"))).not.toContain("marker");
  });

  it("says once what all children of a group say", () => {
    expect(
      compacted('<g><rect style="fill: rgb(255, 0, 0);"/><rect style="fill: rgb(255, 0, 0); opacity: 0.5"/></g>'),
    ).toBe('<g style="fill:#f00"><rect/><rect style="opacity:0.5"/></g>');
    const own = '<g><rect style="fill:red"/><rect style="fill:blue"/></g>';
    expect(compacted(own)).toBe(own);
  });

  it("leaves out what is so anyway, but not where an outer group says otherwise", () => {
    expect(compacted('<rect style="opacity: 1; fill-opacity: 1"/>')).toBe("<rect/>");
    const inner = '<g style="fill-opacity:0.5"><rect style="fill-opacity:1"/><rect/></g>';
    expect(compacted(inner)).toBe(inner);
  });

  it("rounds a curve to tenths of a pixel, and no word, name or picture", () => {
    const curve = `M0.04,1.26${"L2.345,-0.07".repeat(10)}`;
    expect(compacted(`<path d="${curve}"/>`)).toBe(`<path d="M0,1.3${"L2.3,-0.1".repeat(10)}"/>`);
    const others = '<image href="data:image/png;base64,a1.23456" id="a1.23456"/><text dy="0.35456em">1.23456</text>';
    expect(compacted(others)).toBe(others);
  });

  it("drops what draws nothing, unless it may be referred to", () => {
    expect(compacted('<g class="a"><g/><path/></g><clipPath id="c"/><g id="kept"/><g data-x="1"><rect/></g>')).toBe(
      '<clipPath id="c"/><g id="kept"/><g><rect/></g>',
    );
  });
});
