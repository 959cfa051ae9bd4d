import { asGiven } from "../asGiven.js";
import { counted } from "../counted.js";
import { checkEngine } from "../engine/checkEngine.js";
import type { Input } from "../engine/engine.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeFilledList } from "../mustBe.js";
import { type Progress, silent, type Told, tell, withProgress } from "../progress/progress.js";
import { checkedLabelsInTime } from "../tasks/checkedLabels.js";
import { asTested, type ReadyNetwork, type TestedNetwork } from "./asTested.js";
import { stepsOfBit } from "./continuousTime.js";
import { mustBeFinite } from "./mustBeFinite.js";

/** A readout head, and the N that its answers are compared with; for a network as trained, the head's own. */
export interface Question {
  /** Index of the head, from 0. */
  readonly head: number;
  readonly n: number;
}

/** @throws RangeError if something is no list of questions, or there is none */
export function mustBeQuestions(questions: unknown): asserts questions is readonly Question[] {
  mustBeFilledList("questions", questions);
  for (const question of questions) {
    const { head, n } = Object(question) as Partial<Question>;
    if (Number.isInteger(head) && Number.isInteger(n)) continue;
    throw new RangeError(`question: expected { head, n }, a head's index and its N, got ${asGiven(question)}`);
  }
}

/** Steps from `from` up to but not including `to`; counted in bits from 0, however many steps a bit lasts. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * Asks a network after every bit of some sequences, and scores its answers. Where a bit is shown several times, the
 * answer is that after the last of them. Where the activity of a network grows until float32 cannot hold it, as after
 * large perturbations, it answers 0.
 *
 * @param input    the bits, and the states before the first of them
 * @param windows  the bits after which answers are scored, apart for each window
 * @returns share of right answers, 0 … 1, [questions][windows][batch]
 * @throws RangeError if there is no question or no window; a question is none; a head does not exist; a window is
 *   empty, not within the sequences, or begins before N bits have been seen; a parameter is not finite; `repeats` is
 *   not valid, or not given for a network in continuous time; the task's labels in time are not 0 or 1, one for every
 *   bit; the engine is made for another cell; the task is not known; or there is another option
 */
export async function scoreSequences(
  network: TestedNetwork,
  input: Omit<Input, "heads">,
  questions: readonly Question[],
  windows: readonly Window[],
  options: { progress?: Progress } = {},
): Promise<Float64Array[][]> {
  checkOptionsOf("scoreSequences", options, { progress: true });
  mustBeQuestions(questions);
  mustBeFilledList("windows", windows);
  const { progress = silent } = options;
  const total = Math.max(...windows.map(({ to }) => to));
  const call = {
    label: "answers",
    total,
    done: () => `${counted(input.batch, "sequence")} of ${counted(total, "answer")} scored`,
  };
  return withProgress(progress, call, () =>
    scoreWithoutDisplay(network, input, questions, windows, (done) => tell(progress, done)),
  );
}

/** `scoreSequences` for what has a display of its own, which is told how many bits of how many are through. */
export async function scoreWithoutDisplay(
  network: TestedNetwork,
  input: Omit<Input, "heads">,
  questions: readonly Question[],
  windows: readonly Window[],
  told?: Told,
): Promise<Float64Array[][]> {
  mustBeQuestions(questions);
  return asTested(network, (ready) => scoreReady(ready, input, questions, windows, told));
}

async function scoreReady(
  { cell, task, engine, parameters }: ReadyNetwork,
  { bits, steps, batch, initial, repeats }: Omit<Input, "heads">,
  questions: readonly Question[],
  windows: readonly Window[],
  told?: Told,
): Promise<Float64Array[][]> {
  checkEngine(engine, cell);
  mustBeFinite(parameters);
  const k = stepsOfBit(cell, repeats);
  for (const { from, to } of windows) {
    if (!(from >= 0 && from < to && to <= steps)) {
      throw new RangeError(`windows: expected a window within 0 … ${steps}, got ${from} … ${to}`);
    }
  }
  const largest = Math.max(...questions.map(({ n }) => n));
  const first = Math.min(...windows.map(({ from }) => from));
  if (first < largest - 1) {
    throw new RangeError(
      `N = ${largest}: expected answers to be scored from step ${largest} on, which sees the first ${largest} bits, ` +
        `got step ${first + 1}`,
    );
  }
  const heads = [...new Set(questions.map(({ head }) => head))];
  const labels = new Map(questions.map(({ n }) => [n, checkedLabelsInTime(task, bits, steps, batch, n)]));
  const right = questions.map(() => windows.map(() => new Float64Array(batch)));
  const columns = questions.map(({ head }) => heads.indexOf(head));
  const last = Math.max(...windows.map(({ to }) => to));
  const chunk = Math.max(1, Math.floor(4e6 / (k * batch * (cell.neurons + 2 * heads.length)))); // about 16 MB at a time

  let states = initial;
  for (let from = 0; from < last; from += chunk) {
    const length = Math.min(chunk, last - from);
    const part = bits.subarray(from * batch, (from + length) * batch);
    const input = { bits: part, steps: length, batch, initial: states, heads, repeats: k };
    const { logits, last: after } = await engine.logitsInTime(parameters, input);
    states = after;
    await told?.(from + length, last);
    windows.forEach((window, w) => {
      const end = Math.min(length, window.to - from);
      for (let t = Math.max(0, window.from - from); t < end; t++) {
        questions.forEach(({ n }, q) => {
          const expected = labels.get(n) as Uint8Array;
          const counts = right[q][w];
          const asked = (t + 1) * k - 1; // the last step of the bit
          for (let b = 0; b < batch; b++) {
            const at = 2 * ((asked * batch + b) * heads.length + columns[q]);
            const answer = logits[at + 1] > logits[at] ? 1 : 0;
            if (answer === expected[(from + t) * batch + b]) counts[b]++;
          }
        });
      }
    });
  }
  return right.map((ofQuestion) =>
    ofQuestion.map((counts, w) => counts.map((count) => count / (windows[w].to - windows[w].from))),
  );
}
