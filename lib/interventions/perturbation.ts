import { counted } from "../counted.js";
import { type AccuracyOptions, accuracyOf, testingOptions } from "../dynamics/accuracyInTime.js";
import { asTested, type TestedNetwork } from "../dynamics/asTested.js";
import { mustHaveLeakyNeurons } from "../dynamics/leakyParameters.js";
import type { Question } from "../dynamics/scoreSequences.js";
import { checkOptionsOf } from "../knownFields.js";
import { mustBeNetwork } from "../models/mustBeNetwork.js";
import { percentText } from "../percent.js";
import { silent, tell, withProgress } from "../progress/progress.js";
import { RandomStream } from "../random/stream.js";
import { checkPerturbed, type Perturbed, perturb } from "./perturb.js";
import { relativeAccuracy } from "./relativeAccuracy.js";

/** How a perturbation is done. */
export interface PerturbationProtocol extends Omit<AccuracyOptions, "onesProbability"> {
  /** Sizes of perturbations, relative to the norm, at least 0. Default: the published ones. */
  epsilons?: readonly number[];
  /** Random directions per ε. Default: 10. */
  draws?: number;
}

/** One perturbed network. */
export interface PerturbationRow {
  perturbed: Perturbed;
  /** Size of the perturbation, relative to the norm: see `perturb`. */
  epsilon: number;
  /** From 1. */
  draw: number;
  /** Share of right answers, mean over trials. */
  accuracy: number;
  /** Standard deviation of the accuracy over trials; NaN for one trial. */
  std: number;
  /** What is left of the accuracy above chance, 1 as before; null where the whole network is not above chance. */
  relativeAccuracy: number | null;
}

/** What perturbing the weights or timescales does to a network. */
export interface Perturbation {
  /** Accuracy of the network as it is, on the same sequences. */
  baseline: number;
  /** One per ε and draw. */
  rows: PerturbationRow[];
}

/**
 * The published sizes of perturbations: 0, and for W 10 values from 0.01 to 10, for τ 13 values from 0.001 to 10,
 * evenly spaced by their logarithms.
 *
 * @throws RangeError if it is nothing that can be perturbed
 * @source Khajehabdollahi et al. 2024, Figure 8
 */
export function publishedEpsilons(perturbed: Perturbed): number[] {
  checkPerturbed(perturbed);
  const [least, count] = perturbed === "tau" ? [-3, 13] : [-2, 10];
  return [0, ...Array.from({ length: count }, (_, i) => 10 ** (least + (i * (1 - least)) / (count - 1)))];
}

/**
 * Accuracy of a network whose recurrent weights, or timescales, are perturbed at random. Every draw has a random stream
 * of its own, so a result does not depend on which others are asked for.
 *
 * @param question  the head that answers, and its N
 * @throws RangeError if an option is not valid, the model has no such tensor, or τ is to be perturbed and the
 *   neurons are not leaky; and as `accuracyOf` does
 * @source Khajehabdollahi et al. 2024, Figure 8: 10 draws each, networks that solved N = 30
 */
export async function perturbation(
  network: TestedNetwork,
  perturbed: Perturbed,
  question: Question,
  options: PerturbationProtocol = {},
): Promise<Perturbation> {
  checkOptionsOf("perturbation", options, { epsilons: true, draws: true, ...testingOptions });
  const { epsilons = publishedEpsilons(perturbed), draws = 10, progress = silent, ...testing } = options;
  if (!Number.isInteger(draws) || draws < 1) throw new RangeError(`draws: expected at least 1, got ${draws}`);
  for (const epsilon of epsilons) {
    if (!(epsilon >= 0 && epsilon < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`epsilon: expected a number of at least 0, got ${epsilon}`);
    }
  }
  mustBeNetwork(network);
  if (perturbed === "tau") mustHaveLeakyNeurons(network.cell, "tau");
  return asTested(network, async (ready) => {
    const seed = testing.seed ?? 1;
    const whole = structuredClone(network.parameters);
    network.cell.constrain?.(whole);
    const [{ mean: baseline }] = await accuracyOf({ ...ready, parameters: whole }, [question], testing);
    const rows: PerturbationRow[] = [];
    const call = {
      label: `perturbation of ${perturbed}`,
      total: epsilons.length * draws,
      done: () => `perturbed ${perturbed} of a network with N = ${question.n}: ${counted(rows.length, "time")}`,
    };
    await withProgress(progress, call, async () => {
      for (const epsilon of epsilons) {
        for (let draw = 1; draw <= draws; draw++) {
          const stream = RandomStream.named(seed, `perturbation/${perturbed}/${epsilon}/${draw}`);
          const parameters = perturb(whole, perturbed, epsilon, stream);
          network.cell.constrain?.(parameters);
          const [{ mean, std }] = await accuracyOf({ ...ready, parameters }, [question], testing);
          const relative = relativeAccuracy(mean, baseline);
          rows.push({ perturbed, epsilon, draw, accuracy: mean, std, relativeAccuracy: relative });
          await tell(progress, rows.length, { epsilon: epsilon.toPrecision(2), accuracy: percentText(mean, 1) });
        }
      }
    });
    return { baseline, rows };
  });
}
