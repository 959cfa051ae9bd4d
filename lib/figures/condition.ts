import { taskLabel } from "../tasks/taskLabel.js";
import { conditionRank } from "./conditionRank.js";
import { aboutKind, type Difference } from "./differences.js";
import type { Line } from "./figure.js";
import { curriculumColour, taskDash, taskSymbol } from "./look.js";
import { type Identity, identityOf, keyOf, type ShownNetwork } from "./shownNetwork.js";

/** How the networks of one condition are named and drawn in a figure. */
export interface Condition {
  /** Of its curriculum. */
  readonly curriculum: string;
  /** In what its networks differ from others of the figure beside task and curriculum; "" where in nothing. */
  readonly difference: string;
  /** Curriculum, task, difference. */
  readonly name: string;
  readonly colour: string;
  readonly dash: Dash;
  /** By task alone. */
  readonly symbol: string;
  /** By difference alone, for figures in which colours are for something else. */
  readonly differenceDash: Dash;
  /** Where it comes in a legend or along an axis: see `conditionRank`. */
  readonly rank: number;
}

type Dash = NonNullable<Line["dash"]>;

/** In this order for what has no colour, line or symbol of its own; black first, all told apart in any colour vision. */
const freeColours = [
  "#000000",
  ...["#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#0072B2", "#D55E00"],
  ...["#882255", "#332288", "#999933"],
];
const freeDashes: readonly Dash[] = ["dash", "dashdot", "longdash"];
const dashes: readonly Dash[] = ["solid", "dash", "3px,3px", "dashdot", "longdash"];
const freeSymbols = ["square", "triangle-up-open", "cross", "star-open", "triangle-down"];

/**
 * How each network of a figure is named and drawn. Networks that differ in nothing but their seeds are one condition;
 * what differs beside task and curriculum (profile, model, hyperparameters) makes another one, which its name says. A
 * curriculum or task has its own colour or line; what has none gets the next that the figure does not need otherwise.
 * Lines of a figure of a single task are solid, whichever it is.
 *
 * @param networks  all of the figure, in the order in which looks are given
 * @returns of one of these networks its condition, the same object for all of a condition
 */
export function conditionsOf(networks: readonly ShownNetwork[]): (network: ShownNetwork) => Condition {
  const identified = new Map<string, Identity>();
  for (const network of networks) {
    const key = keyOf(network);
    if (!identified.has(key)) identified.set(key, identityOf(network));
  }
  const all = [...identified.values()];
  const isShared = ({ about, text }: Difference) =>
    all.every(({ differences }) => {
      const own = differences.filter((other) => other.about === about);
      return own.length === 0 ? aboutKind.includes(about) : own.some((other) => other.text === text);
    });
  const differenceOf = ({ differences }: Identity) =>
    differences
      .filter((difference) => !isShared(difference))
      .map(({ text }) => text)
      .join(", ");

  const differences = [...new Set(all.map(differenceOf))].sort((a, b) => Number(b === "") - Number(a === ""));
  const isOneTask = new Set(all.map(({ task }) => task)).size < 2;
  const ownDashes = inTurn(tasksWithout(taskDash, all), freeDashes);
  const ownSymbols = inTurn(tasksWithout(taskSymbol, all), freeSymbols);
  const colours = coloursOf(all, differences, differenceOf);
  const made = new Map<string, Condition>();
  return (network) => {
    const identity = identified.get(keyOf(network)) ?? identityOf(network);
    const { task, curriculum, curriculumName } = identity;
    const difference = differenceOf(identity);
    const key = JSON.stringify([task, curriculum, difference]);
    const known = made.get(key);
    if (known) return known;
    const { colour, round } = colours.get(pairOf(curriculum, difference)) ?? {
      colour: identity.colour ?? freeColours[0],
      round: 0,
    };
    const ofTask = isOneTask ? "solid" : (taskDash[task] ?? ownDashes.get(task) ?? "solid");
    const condition: Condition = {
      ...{ curriculum, difference, colour },
      name: [curriculum, ...(task === "" ? [] : [taskLabel[task] ?? task]), ...(difference === "" ? [] : [difference])]
        .filter((part) => part !== "")
        .join(", "),
      dash: round === 0 ? ofTask : dashes[(dashes.indexOf(ofTask) + round) % dashes.length],
      symbol: taskSymbol[task] ?? ownSymbols.get(task) ?? "circle",
      rank: conditionRank({ task, curriculum: curriculumName }),
      differenceDash: dashes[Math.max(0, differences.indexOf(difference)) % dashes.length],
    };
    made.set(key, condition);
    return condition;
  };
}

/** A name in a figure with what differs of a condition, if anything does. */
export function withDifference(name: string, { difference }: Pick<Condition, "difference">): string {
  return difference === "" ? name : `${name}, ${difference}`;
}

/** The dash of a line, where it is not solid. */
export function dashed(dash: Line["dash"]): Pick<Line, "dash"> {
  return dash === "solid" ? {} : { dash };
}

/** The tasks that have no look of their own, in order. */
function tasksWithout(known: Readonly<Record<string, unknown>>, all: readonly Identity[]): string[] {
  return [...new Set(all.map(({ task }) => task))].filter((name) => name !== "" && !Object.hasOwn(known, name));
}

/** Each name with the next of some looks, from the first again after the last. */
function inTurn<Look>(names: readonly string[], looks: readonly Look[]): Map<string, Look> {
  return new Map(names.map((name, i) => [name, looks[i % looks.length]]));
}

function pairOf(curriculum: string, difference: string): string {
  return JSON.stringify([curriculum, difference]);
}

/** A colour for each curriculum with each difference: its own for the first difference, else the next free one. */
function coloursOf(
  all: readonly Identity[],
  [main]: readonly string[],
  differenceOf: (identity: Identity) => string,
): Map<string, { colour: string; round: number }> {
  const colours = new Map<string, { colour: string; round: number }>();
  const hasOptions = ({ curriculum }: Identity) => Number(!Object.hasOwn(curriculumColour, curriculum));
  for (const identity of [...all].sort((a, b) => hasOptions(a) - hasOptions(b))) {
    const { colour } = identity;
    const isTaken = [...colours.values()].some((other) => other.colour === colour);
    if (colour === undefined || isTaken || differenceOf(identity) !== main) continue;
    colours.set(pairOf(identity.curriculum, main), { colour, round: 0 });
  }
  const taken = new Set([...colours.values()].map(({ colour }) => colour));
  const free = freeColours.filter((colour) => !taken.has(colour));
  let next = 0;
  for (const identity of all) {
    const pair = pairOf(identity.curriculum, differenceOf(identity));
    if (colours.has(pair)) continue;
    colours.set(pair, { colour: free[next % free.length], round: Math.floor(next / free.length) });
    next++;
  }
  return colours;
}
