import { counted } from "../counted.js";
import { dimensionality } from "../dynamics/dimensionality.js";
import { recurrentWeight } from "../dynamics/leakyParameters.js";
import { type StateChunk, simulate } from "../dynamics/simulate.js";
import { spectrum } from "../dynamics/spectrum.js";
import { GraphEngine } from "../engine/graphEngine.js";
import { ablation } from "../interventions/ablation.js";
import { perturbation } from "../interventions/perturbation.js";
import { type LoadedNetwork, loadNetwork } from "../runs/checkpoint.js";
import { taskNamed } from "../tasks/taskNamed.js";
import { BackgroundAutocovariance } from "../timescales/backgroundAutocovariance.js";
import { estimatorNamed } from "../timescales/estimatorNamed.js";
import type { Autocovariances } from "../timescales/streamingAutocovariance.js";
import { headOf } from "./measurement.js";

/** The published protocol of everything that simulates for long. */
const protocol = { trials: 10, steps: 100_000, burnIn: 500 };
const largestLag = 200;
/** Divides the steps, and is simulated in one piece up to 640 neurons. */
const chunkSteps = 2500;

/**
 * Times the analyses of one stored network, each by its published protocol, one after the other.
 *
 * @param threads  of the analyses that can use several
 */
export async function benchAnalyses(
  checkpoint: string,
  { threads }: { threads: number },
  print: (line: string) => void,
): Promise<void> {
  const network = await loadNetwork(checkpoint);
  const { neurons } = network.cell;
  const question = headOf(network);
  const tested = { ...network, task: taskNamed(network.description.task) };
  print(
    `${counted(neurons, "neuron")}, N = ${question.n}; ${protocol.trials} trials of ${protocol.steps} steps where simulated`,
  );
  const timed = async <Result>(label: string, run: () => Promise<Result>): Promise<Result> => {
    const start = performance.now();
    const result = await run();
    const megabytes = process.resourceUsage().maxRSS / 2 ** 10;
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    print(`${label.padEnd(64)} ${seconds.padStart(6)} s   up to now at most ${megabytes.toFixed(0)} MiB`);
    return result;
  };

  await timed("simulation, states looked at and dropped", () => simulation(network));
  const chunk = await firstChunk(network);
  await timed(`autocovariances of as many states, lags 0 … ${largestLag}`, () => autocovariancesAlone(chunk));
  const { neurons: autocovariances } = await timed(`simulation and autocovariances, lags 0 … ${largestLag}`, () =>
    simulatedAutocovariances(network),
  );
  for (const name of ["as-published", "multi-start"]) {
    const estimator = estimatorNamed(name);
    await timed(`fits of all neurons, ${name}`, async () => autocovariances.map((c) => estimator.estimate(c)));
  }
  await timed("simulation and principal components of every trial", () =>
    dimensionality(network, { ...protocol, threads }),
  );
  await timed("eigenvalues of the recurrent weights", async () => spectrum(recurrentWeight(network), neurons));
  await timed("ablation: 60 neurons one at a time, 10 sequences of 1100 bits", () =>
    ablation(tested, question, { threads }),
  );
  for (const perturbed of ["recurrent-weight", "tau"] as const) {
    const engine = new GraphEngine(network.cell);
    await timed(`perturbation of ${perturbed}, every ε, ten draws, 10 sequences`, () =>
      perturbation({ ...tested, engine }, perturbed, question),
    );
    await engine.dispose();
  }
}

async function simulation({ cell, parameters }: LoadedNetwork): Promise<void> {
  const engine = new GraphEngine(cell);
  await simulate({ cell, engine, parameters }, protocol, () => {});
  await engine.dispose();
}

/** The first states of the simulation, [chunkSteps, trials, n]; fewer steps of more than 640 neurons. */
async function firstChunk({ cell, parameters }: LoadedNetwork): Promise<StateChunk> {
  const engine = new GraphEngine(cell);
  const chunks: StateChunk[] = [];
  await simulate({ cell, engine, parameters }, { ...protocol, steps: chunkSteps }, (chunk) => {
    chunks.push(chunk);
  });
  await engine.dispose();
  return chunks[0];
}

/** The same states again and again, until they are as many steps as the protocol has. */
async function autocovariancesAlone(chunk: StateChunk): Promise<void> {
  const streaming = new BackgroundAutocovariance(chunk.neurons, chunk.trials, largestLag);
  for (let done = 0; done < protocol.steps; done += chunk.steps) await streaming.add(chunk);
  await streaming.finish();
  await streaming.stop();
}

async function simulatedAutocovariances({ cell, parameters }: LoadedNetwork): Promise<Autocovariances> {
  const engine = new GraphEngine(cell);
  const streaming = new BackgroundAutocovariance(cell.neurons, protocol.trials, largestLag);
  try {
    await simulate({ cell, engine, parameters }, protocol, (chunk) => streaming.add(chunk));
    return await streaming.finish();
  } finally {
    await streaming.stop();
    await engine.dispose();
  }
}
