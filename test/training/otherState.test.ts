import { expect, it } from "vitest";
import { curriculumNamed } from "../../lib/curricula/curriculumNamed.js";
import { type Curriculum, leakyRnn, train, trainingConfig } from "../../lib/index.js";
import { checkState } from "../../lib/training/checkState.js";
import { initialParameters } from "../../lib/training/parameters.js";
import { startOfTraining, type TrainingState } from "../../lib/training/trainer.js";

const small = { task: "n-parity", neurons: 6, batch: 4, steps: 2, testBatches: 1, epochs: 1 };
const twoHeads: Curriculum = {
  name: "two-heads",
  headCount: 2,
  first: () => ({ ns: [2, 3], heads: [0, 1] }),
  next: () => undefined,
};

it("training does not go on from a state of another cell or curriculum", async () => {
  const { state } = await train({ ...small, curriculum: "two-heads" }, { curriculum: twoHeads });
  const single = trainingConfig({ ...small, curriculum: "single-head", epochs: 2 });
  await expect(train(single, { from: state })).rejects.toThrow(
    'from: expected a stage of curriculum "single-head", which begins with N = 2 with heads 0, got N = 2, 3 with heads 0, 1',
  );
  const windows = { name: "sliding-window", width: 3, drop: 1 };
  await expect(train({ ...single, curriculum: windows }, { from: state })).rejects.toThrow(
    "which begins with N = 2, 3, 4",
  );
  const gru = trainingConfig({ ...small, curriculum: "multi-head", model: "gru" });
  await expect(train(gru, { from: state })).rejects.toThrow("input.weight: expected [18], got [6] with 6 elements");
  const oneHead = { ...state, parameters: initialParameters(leakyRnn({ neurons: 6 }), 1, 1) };
  await expect(train({ ...small, curriculum: "multi-head" }, { from: oneHead })).rejects.toThrow(
    "from: expected parameters of at least 2 readout heads, got 1",
  );
  await expect(train({ ...small, curriculum: "multi-head" }, { from: {} as TrainingState })).rejects.toThrow(
    "expected { ns, heads }, two lists, got undefined",
  );
});

it("training refuses a state with parameters that its cell does not have", () => {
  const cell = leakyRnn({ neurons: 6 });
  const curriculum = curriculumNamed("single-head");
  const state = startOfTraining({ cell, curriculum, seed: 1 });
  const strange = { ...state, parameters: { ...state.parameters, gate: state.parameters.tau } };
  expect(() => checkState(strange, { cell, curriculum }, {})).toThrow("got gate too");
});

it.each([
  ["single-head", {}, [4], [0]],
  ["single-head", { holdAt: 4 }, [4], [0]],
  ["multi-head", {}, [2, 3, 4], [0, 1, 2]],
  ["multi-head", { lastN: 3 }, [2, 3, 4], [0, 1, 2]], // of a run that was to go further
  ["sliding-window", { width: 3, drop: 2 }, [3, 4, 5], [0, 1, 2]], // of one that was to end with 5
  ["several-heads", { start: 1, add: 5 }, [2, 3, 4], [0, 1, 2]],
  ["all-at-once", { lastN: 3 }, [2, 3], [0, 1]],
  ["no-curriculum", { n: 7 }, [7], [0]],
])("training goes on from a state of %s %j with N = %j", (name, options, ns, heads) => {
  const cell = leakyRnn({ neurons: 3 });
  const curriculum = curriculumNamed(name, options);
  const state = {
    ...startOfTraining({ cell, curriculum, seed: 1 }),
    ...{ stage: { ns, heads }, parameters: initialParameters(cell, heads.length, 1) },
  };
  expect(() => checkState(state, { cell, curriculum }, options)).not.toThrow();
});

it("training of all N at once does not go on from a state of fewer", () => {
  const cell = leakyRnn({ neurons: 3 });
  const options = { lastN: 9 };
  const curriculum = curriculumNamed("all-at-once", options);
  const state = startOfTraining({ cell, curriculum: curriculumNamed("all-at-once", { lastN: 3 }), seed: 1 });
  expect(() => checkState(state, { cell, curriculum }, options)).toThrow(
    "which begins with N = 2, 3, 4, 5, 6, 7, 8, 9 with heads 0, 1, 2, 3, 4, 5, 6, 7, got N = 2, 3 with heads 0, 1",
  );
});
