import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mean } from "simple-statistics";
import { expect, it } from "vitest";
import { runLines, runListLines } from "../../lib/cli/runLines.js";
import { RandomStream } from "../../lib/random/stream.js";
import { loadNetwork, saveNetwork } from "../../lib/runs/checkpoint.js";
import { recordChecksum } from "../../lib/runs/checksums.js";
import { LatestState } from "../../lib/runs/latestState.js";
import { listRuns, summariseRun } from "../../lib/runs/listRuns.js";
import { orderlessJson } from "../../lib/runs/orderlessJson.js";
import { configHash, withLimits } from "../../lib/runs/runRecord.js";
import { encodeSafetensors } from "../../lib/runs/safetensors.js";
import { readRun, type StoredRun } from "../../lib/runs/storedRun.js";
import { readTauTable, updateTauTable } from "../../lib/runs/tauTable.js";
import { verifyRun } from "../../lib/runs/verifyRun.js";
import { sha256 } from "../../lib/sha256.js";
import { type Tensors, tensor } from "../../lib/tensor/tensor.js";
import type { TrainingConfig } from "../../lib/training/config.js";
import type { TrainingState } from "../../lib/training/trainer.js";
import { namedParts } from "../../lib/training/trainingParts.js";
import { folderMutations, mutated, mutatedJson, mutations, mutationTimeout } from "./mutate.js";
import { temporaryFolder } from "./temporaryFolder.js";
import { tinyConfig } from "./tinyConfig.js";

const ours = ["SafetensorsError", "CheckpointError", "RunError"];

/** What a call gives; undefined if it refuses with one of our errors, which names the file. */
async function outcome<T>(call: Promise<T>, named: string): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof Error) || !ours.includes(error.name)) throw error;
    expect(error.message).toContain(named);
    return undefined;
  }
}

function randomNetwork(stream: RandomStream): Tensors {
  const random = (...shape: number[]) => {
    const data = new Float32Array(shape.reduce((product, length) => product * length, 1));
    stream.fillUniform(data, -1, 1);
    return tensor(data, shape);
  };
  return {
    "input.weight": random(3),
    "input.bias": random(3),
    "recurrent.weight": random(3, 3),
    "recurrent.bias": random(3),
    tau: random(3),
    "readout.weight": random(2, 2, 3),
    "readout.bias": random(2, 2),
  };
}

/** What run.json says of a run of this config, but for its hash. */
const recordOf = (config: TrainingConfig) => ({
  format: "emergent-timescales-run/1",
  config,
  variant: "damaged",
  started: "2026-01-01T00:00:00.000Z",
  finished: "2026-01-01T00:00:03.000Z",
  outcome: { reason: "max-epochs" },
  extended: [{ at: "2026-01-01T00:00:02.000Z", epochs: 2, maxN: 101 }],
  seconds: 3,
  stretches: [
    {
      ...{ started: "2026-01-01T00:00:00.000Z", ended: "2026-01-01T00:00:03.000Z", seconds: 3 },
      ...{ engine: "an engine", threads: 1, platform: "linux x64", cpu: "a processor", cores: 2 },
      versions: { node: "20.19.0", "onnxruntime-node": "1.30.0" },
      git: { commit: "0123456789abcdef0123456789abcdef01234567", dirty: false },
      note: "the last bits of the numbers may differ",
    },
  ],
});

/**
 * Does what `npm run runs`, `runs show` and `runs verify` do, none of which may fail but by an error of ours.
 *
 * @returns the run, if it can be read
 */
async function lookedAt(folder: string): Promise<StoredRun | undefined> {
  const list = await listRuns([join(folder, "..")]);
  const lines = runListLines(list);
  for (const { name, state } of list) expect(lines).toContainEqual(expect.stringMatching(`${state}.*  ${name}$`));
  const run = await outcome(readRun(folder), folder);
  expect(list.map(({ config }) => config)).toEqual(existsSync(join(folder, "run.json")) ? [run?.config] : []);
  if (run) expect(runLines(run, await summariseRun(folder)).length).toBeGreaterThan(5);
  for (const { problem = "" } of await verifyRun(folder)) expect(problem).not.toMatch(slip);
  return run;
}

/** What JavaScript says of values that nobody has checked. */
const slip = /Cannot (read|convert)|is not (a function|iterable)|undefined \(|Invalid/;

it(`${mutations} damaged network files are each refused or a whole network`, { timeout: mutationTimeout }, async () => {
  const stream = RandomStream.named(2, "mutations");
  const description = {
    model: { name: "leaky-rnn", neurons: 3 },
    task: "n-parity",
    curriculum: "multi-head",
    heads: [2, 3],
  };
  const whole = encodeSafetensors(randomNetwork(stream), { network: JSON.stringify(description) });
  const file = join(temporaryFolder(), "N003.safetensors");
  let loaded = 0;
  for (let i = 0; i < mutations; i++) {
    writeFileSync(file, mutated(whole, stream));
    const network = await outcome(loadNetwork(file), "N003.safetensors");
    if (!network) continue;
    loaded++;
    const { parameters, cell, description } = network;
    expect(parameters["readout.weight"].shape).toEqual([description.heads.length, 2, cell.neurons]);
    for (const [name, { shape }] of Object.entries(cell.parameters)) expect(parameters[name].shape).toEqual(shape);
    for (const { data, shape } of Object.values(parameters)) {
      expect(data).toHaveLength(shape.reduce((product, length) => product * length, 1));
      expect(data.every(Number.isFinite)).toBe(true);
    }
  }
  expect(loaded).toBeGreaterThan(0); // flipped bits of a weight cannot be seen
  expect(loaded).toBeLessThan(mutations / 2);
});

it(`${folderMutations} damaged run folders are each refused or read as they were`, {
  timeout: mutationTimeout,
}, async () => {
  const stream = RandomStream.named(3, "mutations");
  const folder = join(temporaryFolder(), "run");
  mkdirSync(folder);
  const stateAfter = (epochs: number): TrainingState => ({
    epoch: epochs + 1,
    step: 0,
    lossSum: 0.5,
    stage: { ns: [2, 3], heads: [0, 1] },
    parameters: randomNetwork(RandomStream.named(epochs, "state")),
    optimiser: { steps: 8 * epochs, tensors: { "momentum/tau": tensor(new Float32Array(3).fill(epochs), [3]) } },
    streams: { training: [1, 2, 3, epochs], testing: [4, 5, 6, epochs] },
  });
  const states = [stateAfter(1), stateAfter(2)];
  const config = tinyConfig();
  const record = { ...recordOf(config), configHash: configHash(config) };
  const epochs =
    "epoch,n_min,n_max,loss,accuracy_mean,accuracy_last,tau_mean,tau_std\n1,2,3,0.5,0.75,0.5,1.5,0.25\n2,2,3,0.25,1,1,1.5,0.25\n";
  const heads = "epoch,n,accuracy\n1,2,1\n1,3,0.5\n2,2,1\n2,3,1\n";
  const tables = ["run.json", "epochs.csv", "heads.csv", "timing.csv"];
  const stored = ["latest.json", "latest.safetensors", "previous.json", "previous.safetensors"];
  const files = [...tables, "tau.csv", ...stored, "checksums.txt"];
  const saver = new LatestState(folder);
  for (const state of states) await saver.save(state);
  writeFileSync(join(folder, "run.json"), JSON.stringify(record, null, 2));
  writeFileSync(join(folder, "epochs.csv"), epochs);
  writeFileSync(join(folder, "heads.csv"), heads);
  writeFileSync(join(folder, "timing.csv"), "epoch,seconds\n1,1.25\n2,1.5\n");
  const description = { model: { name: "leaky-rnn", neurons: 3 }, task: "n-parity", heads: [2, 3] };
  await saveNetwork(join(folder, "N003.safetensors"), { parameters: randomNetwork(stream), description });
  const hash = sha256(readFileSync(join(folder, "N003.safetensors")));
  await recordChecksum(folder, "N003.safetensors", hash);
  await updateTauTable(folder);
  const good = files.map((name) => readFileSync(join(folder, name)));

  const seen = { refused: 0, before: 0, same: 0 };
  for (let i = 0; i < folderMutations; i++) {
    const index = i % files.length;
    const file = join(folder, files[index]);
    writeFileSync(file, mutated(good[index], stream));
    await lookedAt(folder);
    if (tables.includes(files[index])) {
      const run = await outcome(readRun(folder), files[index]);
      if (!run) seen.refused++;
      else {
        expect(run.record.config).toEqual(config);
        expect(run.epochs.map(({ epoch }) => epoch)).toEqual(run.epochs.map((_, row) => row + 1));
        for (const { accuracies = [], accuracyMean, nMin, nMax } of run.epochs) {
          if (accuracies.length === 0) continue; // a line was lost, as those of older runs
          expect([accuracies[0].n, accuracies[accuracies.length - 1].n]).toEqual([nMin, nMax]);
          expect(mean(accuracies.map(({ accuracy }) => accuracy))).toBe(accuracyMean);
        }
        seen.same++;
      }
    } else if (files[index] === "tau.csv") {
      const rows = await outcome(readTauTable(folder), "tau.csv");
      if (rows) expect(rows.every(({ n, neuron, tau }) => [n, neuron, tau].every(Number.isFinite))).toBe(true);
      seen[rows ? "same" : "refused"]++;
    } else if (files[index] === "checksums.txt") {
      const verified = await verifyRun(folder);
      const state = verified.find(({ file }) => file === "N003.safetensors")?.state;
      if (state === "good") expect(readFileSync(file, "utf8")).toContain(hash);
      seen[state === "good" ? "same" : "refused"]++;
    } else {
      const found = await new LatestState(folder).load(() => undefined);
      const isBefore = found?.state.epoch === 2;
      if (isBefore) expect(files[index]).toMatch(/^latest/);
      expect(found?.state).toEqual(states[isBefore ? 0 : 1]);
      expect(found?.problems).toHaveLength(isBefore ? 1 : 0);
      seen[isBefore ? "before" : "same"]++;
    }
    writeFileSync(file, good[index]);
  }
  expect(seen.refused).toBeGreaterThan(folderMutations / 5);
  expect(seen.before).toBeGreaterThan(folderMutations / 6); // a fifth of the files are those of the latest state
  expect(seen.same).toBeGreaterThan(0);
});

it(`${folderMutations} records with a part that is another, and the hash of their config, are each refused or shown`, {
  timeout: mutationTimeout,
}, async () => {
  const stream = RandomStream.named(4, "mutations");
  const folder = join(temporaryFolder(), "run");
  mkdirSync(folder);
  const config = {
    ...tinyConfig(),
    from: { network: "0".repeat(64), n: 2, head: 0, curriculum: "multi-head", seed: 1 },
  };
  writeFileSync(join(folder, "epochs.csv"), "epoch,n_min,n_max,loss,accuracy_mean,accuracy_last,tau_mean,tau_std\n");
  const seen = { refused: 0, shown: 0 };
  for (let i = 0; i < folderMutations; i++) {
    const record = mutatedJson(recordOf(config), stream);
    const stated = typeof record === "object" && record !== null && "config" in record ? record.config : null;
    const text = JSON.stringify(
      record === null ? null : { ...Object(record), configHash: sha256(orderlessJson(stated)) },
    );
    writeFileSync(join(folder, "run.json"), text);
    const run = await lookedAt(folder);
    seen[run ? "shown" : "refused"]++;
    if (!run) continue;
    // Going on with it makes these of its config before it trains.
    for (const use of [() => withLimits(run.config, { epochs: 40 }), () => namedParts(run.config)]) {
      expect(refusal(use)).not.toMatch(slip);
    }
  }
  expect(seen.refused).toBeGreaterThan(folderMutations / 5);
  expect(seen.shown).toBeGreaterThan(folderMutations / 20);
});

/** The message of a RangeError, "" if there is none; any other error is thrown. */
function refusal(use: () => unknown): string {
  try {
    use();
    return "";
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return error.message;
  }
}
