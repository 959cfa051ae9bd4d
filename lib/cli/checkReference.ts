import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { mean, median, sampleStandardDeviation } from "simple-statistics";
import { counted } from "../counted.js";
import { leakyRnn } from "../models/leakyRnn.js";
import { percentText } from "../percent.js";
import { terminalProgress } from "../progress/terminalProgress.js";
import { decodeSafetensors, SafetensorsError, safetensorsBytes } from "../runs/safetensors.js";
import { tQuantile } from "../statistics/studentT.js";
import { reasonOf } from "../systemError.js";
import { type Tensors, tensor } from "../tensor/tensor.js";
import { estimateTimescales } from "../timescales/estimateTimescales.js";
import { asPublished } from "../timescales/timescaleFit.js";
import { command, integer, runCommand, UserError } from "./command.js";
import { naming } from "./measurement.js";

const program = command(
  "check:reference",
  "Compares fits and simulations with networks, autocorrelations and fit tables of the paper's authors.",
)
  .usage("DIR [options]")
  .argument("<dir>", "folder with NAME.safetensors (network) and NAME_T1e5.safetensors (autocorrelations and fits)")
  .option("--seeds <n>", "simulations of each network; 0 for none", integer(0, 100), 5)
  .option("--steps <n>", "steps per trial", integer(1000, 10_000_000), 100_000)
  .action(check);

/** Least share of neurons with the same model, and with τ_net within 1 %. */
const demanded = 0.97;

async function check(dir: string, { seeds, steps }: { seeds: number; steps: number }): Promise<void> {
  const files = await readdir(dir).catch((error: unknown) => {
    throw new UserError(`cannot read the folder ${dir}: ${reasonOf(error)}`);
  });
  const names = files.flatMap((file) => /^(.+)_T1e5\.safetensors$/.exec(file)?.[1] ?? []);
  if (names.length === 0) {
    console.log(`skipped: no reference networks in ${dir}`);
    return;
  }
  let isGood = true;
  const expect = (isAsExpected: boolean, text: string) => {
    console.log(`${isAsExpected ? "ok    " : "FAILED"} ${text}`);
    isGood &&= isAsExpected;
  };
  for (const name of names) {
    console.log(name);
    const stored = await numbersOf(join(dir, `${name}_T1e5.safetensors`), ["ac", "tau_net", "selected_model"]);
    const fitted = compareFits(stored, expect);
    if (seeds === 0) continue;
    const file = join(dir, `${name}.safetensors`);
    const parameters = await numbersOf(file, parameterNames);
    const network = await naming(file, async () => networkOf(parameters));
    const medians: number[] = [];
    for (let seed = 1; seed <= seeds; seed++) {
      const { rows } = await estimateTimescales(network, { steps, seed, progress: terminalProgress() });
      medians.push(median(rows.flatMap(({ tauNet }) => tauNet ?? [])));
    }
    // Like with like: a dozen neurons whose model is chance move the median, so theirs is that of our fits.
    const theirs = median(fitted);
    const table = median([...stored.tau_net]).toFixed(4);
    const text = `median τ_net of their autocorrelations ${theirs.toFixed(4)} (in their table ${table}); of ${counted(seeds, "simulation")} of ${steps} steps`;
    if (seeds < 2) {
      console.log(`       ${text} ${medians[0].toFixed(4)}`);
      continue;
    }
    // Every simulation draws its own ten p, theirs too: where one more would be expected, with 95 %.
    const margin = tQuantile(0.975, seeds - 1) * sampleStandardDeviation(medians) * Math.sqrt(1 + 1 / seeds);
    const centre = mean(medians);
    expect(
      Math.abs(theirs - centre) <= margin,
      `${text} ${medians.map((value) => value.toFixed(4)).join(", ")}: one more within ${(centre - margin).toFixed(4)} … ${(centre + margin).toFixed(4)}`,
    );
  }
  if (!isGood) process.exitCode = 1;
}

/**
 * Fits of the stored autocorrelations, against the stored fits.
 *
 * @returns τ_net by our fits
 */
function compareFits(
  stored: Record<"ac" | "tau_net" | "selected_model", Float64Array>,
  expect: (isAsExpected: boolean, text: string) => void,
): number[] {
  const { ac, tau_net, selected_model } = stored;
  const neurons = tau_net.length;
  const lags = ac.length / neurons;
  const fit = asPublished();
  const fitted: number[] = [];
  let same = 0;
  let close = 0;
  let measurable = 0;
  let closeMeasurable = 0;
  for (let neuron = 0; neuron < neurons; neuron++) {
    const { model, tauNet } = fit(ac.subarray(neuron * lags, (neuron + 1) * lags));
    if (tauNet !== null) fitted.push(tauNet);
    if (model !== (["none", "single", "double"] as const)[selected_model[neuron]]) continue;
    same++;
    const isClose = Math.abs((tauNet ?? Number.NaN) / tau_net[neuron] - 1) <= 0.01;
    if (isClose) close++;
    if (tau_net[neuron] < 0.1) continue; // e^{−1/τ} < 10⁻⁴: shorter than a step, not to be told apart
    measurable++;
    if (isClose) closeMeasurable++;
  }
  expect(same / neurons >= demanded, `same model for ${percentText(same / neurons, 1)} of ${neurons} neurons`);
  expect(close / same >= demanded, `τ_net within 1 % for ${percentText(close / same, 1)} of these`);
  expect(
    closeMeasurable / measurable >= demanded,
    `τ_net within 1 % for ${percentText(closeMeasurable / measurable, 1)} of those with τ_net ≥ 0.1`,
  );
  return fitted;
}

/** What the authors call the parameters of a network. */
const parameterNames = ["w_in", "b_in", "w_rec", "b_rec", "tau"] as const;
type ParameterName = (typeof parameterNames)[number];

/** A network file of the authors' tensor names, as a network of this project. */
function networkOf(stored: Record<ParameterName, Float64Array>) {
  const neurons = stored.tau.length;
  const cell = leakyRnn({ neurons });
  const of = (name: ParameterName, shape: number[]) => tensor(Float32Array.from(stored[name]), shape);
  const parameters: Tensors = {
    "input.weight": of("w_in", [neurons]),
    "input.bias": of("b_in", [neurons]),
    "recurrent.weight": of("w_rec", [neurons, neurons]), // receiving × sending
    "recurrent.bias": of("b_rec", [neurons]),
    tau: of("tau", [neurons]),
  };
  cell.constrain?.(parameters);
  return { cell, parameters };
}

/** How a number of a tensor is read: its bytes, and from where in a file. */
const numberFormats: Readonly<Record<string, [number, (view: DataView, at: number) => number]>> = {
  F64: [8, (view, at) => view.getFloat64(at, true)],
  F32: [4, (view, at) => view.getFloat32(at, true)],
  I32: [4, (view, at) => view.getInt32(at, true)],
};

/**
 * Tensors of a safetensors file in full precision, of integers too, which the project's own files do not have.
 *
 * @throws SafetensorsError if the file cannot be read, is damaged, or lacks one of them
 */
async function numbersOf<Name extends string>(
  file: string,
  names: readonly Name[],
): Promise<Record<Name, Float64Array>> {
  const bytes = await safetensorsBytes(file);
  decodeSafetensors(bytes, file); // refuses what is damaged
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  const header: Record<string, { dtype: string; data_offsets: [number, number] }> = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, start)),
  );
  const numbers = names.map((name) => {
    if (!Object.hasOwn(header, name)) {
      const got = Object.keys(header).filter((other) => other !== "__metadata__");
      throw new SafetensorsError(`expected a tensor ${name}, got ${got.join(", ") || "none"} in ${file}`);
    }
    const { dtype, data_offsets: offsets } = header[name];
    const [from, to] = offsets;
    if (!Object.hasOwn(numberFormats, dtype)) {
      const formats = Object.keys(numberFormats).join(", ");
      throw new SafetensorsError(`expected tensor ${name} to be one of ${formats}, got ${dtype} in ${file}`);
    }
    const [size, value] = numberFormats[dtype];
    return [name, Float64Array.from({ length: (to - from) / size }, (_, i) => value(view, start + from + i * size))];
  });
  return Object.fromEntries(numbers);
}

await runCommand(program);
