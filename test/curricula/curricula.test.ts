import { describe, expect, it } from "vitest";
import { allAtOnce } from "../../lib/curricula/allAtOnce.js";
import { type Curriculum, checkStage, type Stage } from "../../lib/curricula/curriculum.js";
import { curriculumNamed, curriculumNames } from "../../lib/curricula/curriculumNamed.js";
import { multiHead } from "../../lib/curricula/multiHead.js";
import { noCurriculum } from "../../lib/curricula/noCurriculum.js";
import { severalHeads } from "../../lib/curricula/severalHeads.js";
import { singleHead } from "../../lib/curricula/singleHead.js";
import { slidingWindow } from "../../lib/curricula/slidingWindow.js";

/** All stages, each passed through JSON, as on a resume. */
function stages(curriculum: Curriculum): Stage[] {
  const all: Stage[] = [];
  for (let stage: Stage | undefined = curriculum.first(); stage; stage = curriculum.next(stage)) {
    stage = JSON.parse(JSON.stringify(stage)) as Stage;
    all.push(stage);
    if (all.length > 1000) throw new Error("the curriculum does not end");
  }
  return all;
}

const nsOf = (curriculum: Curriculum) => stages(curriculum).map(({ ns }) => ns);
const headsOf = (curriculum: Curriculum) => stages(curriculum).map(({ heads }) => heads);

describe("single-head", () => {
  it("trains N = 2, 3, 4, … one at a time on one head, to N = 101", () => {
    const all = stages(singleHead());
    expect(all).toHaveLength(100);
    expect(all[0]).toEqual({ ns: [2], heads: [0] });
    expect(all[1]).toEqual({ ns: [3], heads: [0] });
    expect(all[99]).toEqual({ ns: [101], heads: [0] });
    expect(singleHead().headCount).toBe(1);
  });

  it("can begin and end elsewhere", () => {
    expect(nsOf(singleHead({ firstN: 16, lastN: 18 }))).toEqual([[16], [17], [18]]);
  });

  it("stays at an N for good when told so", () => {
    const curriculum = singleHead({ holdAt: 3 });
    expect(curriculum.next({ ns: [2], heads: [0] })).toEqual({ ns: [3], heads: [0] });
    expect(curriculum.next({ ns: [3], heads: [0] })).toEqual({ ns: [3], heads: [0] });
    expect(() => singleHead({ lastN: 5, holdAt: 6 })).toThrow("expects holdAt to be one of its N, 2 … 5, got 6");
  });
});

describe("multi-head", () => {
  it("adds a head for every solved N and keeps all, to 100 heads at N = 101", () => {
    const all = stages(multiHead());
    expect(all).toHaveLength(100);
    expect(all.slice(0, 3)).toEqual([
      { ns: [2], heads: [0] },
      { ns: [2, 3], heads: [0, 1] },
      { ns: [2, 3, 4], heads: [0, 1, 2] },
    ]);
    expect(all[99].ns).toHaveLength(100);
    expect(all[99].ns.at(-1)).toBe(101);
    expect(all[99].heads.at(-1)).toBe(99);
    expect(multiHead().headCount).toBe(100);
  });

  it("keeps its own name in errors, though it is a case of several-heads", () => {
    expect(multiHead().name).toBe("multi-head");
    expect(() => multiHead({ lastN: 0 })).toThrow('curriculum "multi-head"');
  });
});

describe("several-heads", () => {
  it("starts with m heads and adds d at a time", () => {
    const curriculum = severalHeads({ start: 3, add: 2, lastN: 9 });
    expect(nsOf(curriculum)).toEqual([
      [2, 3, 4],
      [2, 3, 4, 5, 6],
      [2, 3, 4, 5, 6, 7, 8],
      [2, 3, 4, 5, 6, 7, 8, 9],
    ]);
    expect(headsOf(curriculum)[1]).toEqual([0, 1, 2, 3, 4]);
    expect(curriculum.headCount).toBe(8);
  });
});

describe("sliding-window", () => {
  it("drops the smallest N's for larger ones, and heads go by position", () => {
    const curriculum = slidingWindow({ width: 3, drop: 2, lastN: 8 });
    expect(nsOf(curriculum)).toEqual([
      [2, 3, 4],
      [4, 5, 6],
      [6, 7, 8],
    ]);
    expect(headsOf(curriculum)).toEqual([
      [0, 1, 2],
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect(curriculum.headCount).toBe(3);
  });

  it("ends on the last N also where a whole move would go beyond it", () => {
    expect(nsOf(slidingWindow({ width: 3, drop: 3, lastN: 8 }))).toEqual([
      [2, 3, 4],
      [5, 6, 7],
      [6, 7, 8],
    ]);
  });
});

it("no-curriculum trains one N from scratch and ends when it is solved", () => {
  expect(stages(noCurriculum({ n: 20 }))).toEqual([{ ns: [20], heads: [0] }]);
});

it("all-at-once trains all N from scratch together, a head each", () => {
  expect(stages(allAtOnce({ lastN: 5 }))).toEqual([{ ns: [2, 3, 4, 5], heads: [0, 1, 2, 3] }]);
  expect(allAtOnce({ lastN: 5 }).headCount).toBe(4);
});

describe.each([
  singleHead({ lastN: 30 }),
  multiHead({ lastN: 30 }),
  severalHeads({ start: 7, add: 4, lastN: 30 }),
  slidingWindow({ width: 7, drop: 4, lastN: 30 }),
  noCurriculum({ n: 30 }),
  allAtOnce({ lastN: 30 }),
])("every stage of $name", (curriculum) => {
  it("can be trained, and they use all the heads promised and reach the last N", () => {
    const all = stages(curriculum);
    for (const stage of all) expect(() => checkStage(curriculum.name, stage)).not.toThrow();
    expect(Math.max(...all.flatMap(({ heads }) => heads)) + 1).toBe(curriculum.headCount);
    expect(all.at(-1)?.ns.at(-1)).toBe(30);
  });

  it("is a copy: changing it changes nothing else", () => {
    const stage = curriculum.first() as { ns: number[]; heads: number[] };
    stage.ns.push(99);
    expect(curriculum.first().ns).not.toContain(99);
  });
});

describe("a curriculum by name", () => {
  it("is the curriculum with these options", () => {
    expect(curriculumNames).toEqual([
      "single-head",
      "multi-head",
      "sliding-window",
      "several-heads",
      "no-curriculum",
      "all-at-once",
    ]);
    expect(nsOf(curriculumNamed("single-head", { lastN: 4 }))).toEqual([[2], [3], [4]]);
    expect(nsOf(curriculumNamed("multi-head", { lastN: 3, firstN: undefined }))).toEqual([[2], [2, 3]]);
    expect(nsOf(curriculumNamed("sliding-window", { width: 2, drop: 1, lastN: 4 }))).toEqual([
      [2, 3],
      [3, 4],
    ]);
    expect(nsOf(curriculumNamed("several-heads", { start: 1, add: 2, lastN: 4 }))).toEqual([[2], [2, 3, 4]]);
    expect(nsOf(curriculumNamed("no-curriculum", { n: 7 }))).toEqual([[7]]);
    expect(nsOf(curriculumNamed("all-at-once", { lastN: 3 }))).toEqual([[2, 3]]);
    for (const name of curriculumNames) {
      const needs = { "sliding-window": { width: 2, drop: 1 }, "several-heads": { start: 2, add: 1 } }[name];
      const lastN = name === "all-at-once" ? { lastN: 5 } : undefined;
      const n = name === "no-curriculum" ? { n: 5 } : undefined;
      expect(curriculumNamed(name, { ...needs, ...lastN, ...n }).name).toBe(name);
    }
  });

  it("that is unknown is refused with the names that are known", () => {
    expect(() => curriculumNamed("multihead")).toThrow(
      'there is no curriculum "multihead"; expected one of: single-head, multi-head, sliding-window',
    );
    expect(() => curriculumNamed("constructor")).toThrow("there is no curriculum");
  });

  it("refuses an option that is another curriculum's, and asks for one that is missing", () => {
    expect(() => curriculumNamed("single-head", { drop: 2 })).toThrow(
      'curriculum "single-head" has no option drop; it has: firstN, lastN',
    );
    expect(() => curriculumNamed("no-curriculum", { lastN: 9 })).toThrow("has no option lastN; it has: n");
    expect(() => curriculumNamed("no-curriculum")).toThrow('curriculum "no-curriculum" needs the option n');
    expect(() => curriculumNamed("sliding-window", { width: 3 })).toThrow("needs the option drop");
  });
});

describe("a curriculum that cannot be trained is refused", () => {
  it("when it is empty", () => {
    expect(() => singleHead({ firstN: 5, lastN: 4 })).toThrow(
      'curriculum "single-head" is empty: its first N, 5, is larger than its last N, 4',
    );
    expect(() => multiHead({ lastN: 1 })).toThrow("is empty");
    expect(() => allAtOnce({ lastN: 1 })).toThrow("is empty");
  });

  it("when N is not an integer of at least 1", () => {
    expect(() => singleHead({ firstN: 0 })).toThrow("expects firstN to be an integer >= 1, got 0");
    expect(() => multiHead({ lastN: 4.5 })).toThrow("expects lastN to be an integer >= 1, got 4.5");
    expect(() => noCurriculum({ n: -1 })).toThrow("expects n to be an integer >= 1, got -1");
    expect(() => allAtOnce({ lastN: Number.NaN })).toThrow("got NaN");
    expect(() => singleHead({ lastN: Number.POSITIVE_INFINITY })).toThrow("got Infinity");
  });

  it("when what it is given is no range, or has something else in it", () => {
    const given: readonly unknown[] = [5, null, { lastn: 5 }];
    const got = given.map((range) =>
      [multiHead, singleHead].map((make) => () => Reflect.apply(make, undefined, [range])),
    );
    const expected = 'curriculum "multi-head" expects an object with options of firstN, lastN, got ';
    for (const [i, what] of ["5", "null", "lastn"].entries()) {
      expect(got[i][0]).toThrow(`${expected}${what}`);
      expect(got[i][1]).toThrow(`options of firstN, lastN, holdAt, got ${what}`);
    }
  });

  it("when a window or a step makes no sense", () => {
    expect(() => slidingWindow({ width: 0, drop: 1 })).toThrow("expects width to be an integer >= 1, got 0");
    expect(() => slidingWindow({ width: 3, drop: 0 })).toThrow("expects drop to be an integer >= 1, got 0");
    expect(() => slidingWindow({ width: 3, drop: 4 })).toThrow("cannot drop 4 of the 3 N in its window");
    expect(() => slidingWindow({ width: 9, drop: 1, lastN: 9 })).toThrow("has 8 N (2 … 9), too few for a window of 9");
    expect(() => severalHeads({ start: 0, add: 1 })).toThrow("expects start to be an integer >= 1, got 0");
    expect(() => severalHeads({ start: 1, add: 0 })).toThrow("expects add to be an integer >= 1, got 0");
    expect(() => severalHeads({ start: 9, add: 1, lastN: 9 })).toThrow("too few for the 9 heads it starts with");
  });

  it("when one of its stages is damaged", () => {
    const check = (ns: number[], heads: number[]) => () => checkStage("mine", { ns, heads });
    expect(check([2, 4], [1, 0])).not.toThrow();
    expect(check([], [])).toThrow('curriculum "mine" has a stage that cannot be trained: it is empty');
    expect(check([2, 3], [0])).toThrow("expected one head for each of its 2 N, got 1 head");
    expect(check([0], [0])).toThrow("expected integers N >= 1, got N = 0");
    expect(check([3, 2], [0, 1])).toThrow("expected ascending N, got 2 after 3");
    expect(check([2, 2], [0, 1])).toThrow("expected ascending N, got 2 after 2");
    expect(check([2], [-1])).toThrow("expected integer heads >= 0, got head -1");
    expect(check([2, 3], [0, 0])).toThrow("head 0 would have to answer for both N = 2 and N = 3");
    expect(() => multiHead().next({ ns: [], heads: [] })).toThrow("it is empty");
  });
});
