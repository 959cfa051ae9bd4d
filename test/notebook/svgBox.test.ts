import { describe, expect, it } from "vitest";
import { textWidth } from "../../lib/figures/textWidth.js";
import { svgBox } from "../../lib/notebook/svgBox.js";
import { pathLength, pathPoints, pointAtLength } from "../../lib/notebook/svgPath.js";
import { svgElement } from "./svgElement.js";

const box = (source: string) => svgBox(svgElement(source));

describe("the box around an SVG element", () => {
  it("is the rectangle for a rectangle, its own transform left out", () => {
    const source = `<rect x="1" y="2" width="3" height="4" transform="translate(10,10)"/>`;
    expect(box(source)).toEqual({ left: 1, top: 2, right: 4, bottom: 6 });
  });

  it("holds the moved, turned and scaled children of a group", () => {
    const turned = box(`<g><rect width="2" height="1" transform="translate(10,20) rotate(90)"/></g>`);
    expect(turned?.left).toBeCloseTo(9, 10);
    expect(turned?.right).toBeCloseTo(10, 10);
    expect(turned?.top).toBeCloseTo(20, 10);
    expect(turned?.bottom).toBeCloseTo(22, 10);
    const around = box(`<g><rect x="1" width="1" height="1" transform="rotate(180,1,1)"/></g>`);
    expect(around?.left).toBeCloseTo(0, 10);
    expect(around?.top).toBeCloseTo(1, 10);
    expect(box(`<g><rect width="1" height="1" transform="scale(2,3)"/></g>`)).toMatchObject({ right: 2, bottom: 3 });
  });

  it("puts text left of, around or right of its point, as its anchor says", () => {
    const width = textWidth("epoch", 20);
    const text = (anchor: string) => box(`<text x="100" y="50" font-size="20px" text-anchor="${anchor}">epoch</text>`);
    expect(text("start")).toMatchObject({ left: 100, right: 100 + width });
    expect(text("middle")).toMatchObject({ left: 100 - width / 2 });
    expect(text("end")).toMatchObject({ right: 100 });
    expect(text("start")?.top).toBeLessThan(50 - 0.7 * 20);
    expect(text("start")?.bottom).toBeGreaterThan(50);
  });

  it("adds smaller subscripts and lower lines to a text", () => {
    const plain = box(`<text style="font-size: 10px">N</text>`);
    const subscript = box(`<text style="font-size: 10px">N<tspan style="font-size:70%">max</tspan></text>`);
    expect(subscript?.right).toBeCloseTo((plain?.right ?? 0) + textWidth("max", 7), 10);
    const line = (dy: string) => `<tspan class="line" dy="${dy}">N</tspan>`;
    const two = box(`<text style="font-size: 10px">${line("0em")}${line("1.3em")}</text>`);
    expect(two?.bottom).toBeCloseTo((plain?.bottom ?? 0) + 13, 10);
  });

  it("is nothing for what has no extent", () => {
    expect(box("<g/>")).toBeUndefined();
    expect(box("<text/>")).toBeUndefined();
  });
});

describe("an SVG path", () => {
  it("names its points, relative and absolute", () => {
    expect(pathPoints("M1,2L3,4h5v-1l1,1Z")).toEqual([
      [1, 2],
      [3, 4],
      [8, 4],
      [8, 3],
      [9, 4],
    ]);
    expect(pathPoints("M6,0A6,6 0 1,1 0,-6A6,6 0 0,1 6,0Z")).toEqual([
      [6, 0],
      [0, -6],
      [6, 0],
    ]);
  });

  it("has the length of its lines, and a point at every length", () => {
    expect(pathLength("M0,0L3,4V10")).toBe(11);
    expect(pointAtLength("M0,0L3,4V10", 2.5)).toEqual([1.5, 2]);
    expect(pointAtLength("M0,0L3,4V10", 8)).toEqual([3, 7]);
    expect(pointAtLength("M0,0L3,4V10", 99)).toEqual([3, 10]);
  });
});
