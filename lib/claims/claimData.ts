import { basename } from "node:path";
import { checkOptionsOf } from "../knownFields.js";
import { loadResults, type MeasuredNetwork, type ResultTable, type ResultTables } from "../results/resultsTable.js";
import { dataFolder } from "../runs/dataFolder.js";
import { loadRuns } from "../runs/loadRuns.js";
import type { FilteredRun } from "../runs/runFilter.js";
import type { StoredRun } from "../runs/storedRun.js";

/** Columns of a table of measurements, with the network that each row belongs to. */
export type MeasuredRow<Table extends ResultTable, Column extends keyof ResultTables[Table]> = Omit<
  MeasuredNetwork,
  "network"
> &
  Pick<ResultTables[Table], Column>;

/** What is used of a run's training. Retrainings are none: they are measured in a table of their own. */
export interface ClaimRun extends FilteredRun {
  /** Name of its folder. */
  readonly run: string;
  /** The only N of a run without a curriculum. */
  readonly onlyN?: number;
  /** The N at which it was to end. Default: that of the published curriculum, 101. */
  readonly lastN?: number;
  /** Why training ended, e.g. "curriculum-ended", "max-epochs", "time-limit"; undefined as long as it has not. */
  readonly ended?: string;
  readonly epochs: readonly {
    /** From 1. */
    readonly epoch: number;
    /** Largest N of its stage. */
    readonly nMax: number;
    /** Whether its stage counts as solved. */
    readonly solved: boolean;
    /** Mean over neurons of τ as stored, in steps. */
    readonly tauMean?: number;
    /** Standard deviation over neurons of τ as stored, in steps. */
    readonly tauStd?: number;
  }[];
}

/** All that the verdicts are computed from: runs, and some columns of the tables of measurements. */
export interface ClaimData {
  readonly runs: readonly ClaimRun[];
  readonly timescales: readonly MeasuredRow<"timescales", "inputs" | "kept" | "mean">[];
  readonly weights: readonly MeasuredRow<"weights", "mean">[];
  readonly dimensionality: readonly MeasuredRow<"dimensionality", "components">[];
  readonly ablation: readonly MeasuredRow<"ablation", "group" | "relativeAccuracy">[];
  readonly perturbation: readonly MeasuredRow<"perturbation", "perturbed" | "epsilon" | "relativeAccuracy">[];
  readonly decoding: readonly MeasuredRow<"decoding", "testedN" | "accuracy">[];
  readonly retraining: readonly MeasuredRow<"retraining", "fromN" | "epochs" | "relativeAccuracy">[];
}

/**
 * Runs and measurements, as shipped in data/runs and data/results.
 *
 * @returns empty tables where nothing is available yet
 * @throws RunError if something is damaged; RangeError if there is another option
 */
export async function loadClaimData(
  folders: {
    /** Folder of runs. */
    runs?: string;
    /** Folder of tables of measurements. */
    results?: string;
  } = {},
): Promise<ClaimData> {
  checkOptionsOf("loadClaimData", folders, { runs: true, results: true });
  const { runs = dataFolder("runs"), results = dataFolder("results") } = folders;
  const everything = { model: "*", variant: "*" };
  const rowsOf = async <Table extends ResultTable>(table: Table) =>
    (await loadResults(table, everything, results)).rows;
  return {
    runs: (await loadRuns(everything, runs)).filter(({ config }) => !config.from).map(claimRun),
    timescales: await rowsOf("timescales"),
    weights: await rowsOf("weights"),
    dimensionality: await rowsOf("dimensionality"),
    ablation: await rowsOf("ablation"),
    perturbation: await rowsOf("perturbation"),
    decoding: await rowsOf("decoding"),
    retraining: await rowsOf("retraining"),
  };
}

function claimRun({ folder, record, config, epochs }: StoredRun): ClaimRun {
  const { profile, task, curriculum, model, seed } = config;
  return {
    run: basename(folder),
    ...{ profile, task, curriculum: curriculum.name, model: model.name, variant: record.variant ?? null, seed },
    onlyN: curriculum.name === "no-curriculum" ? curriculum.n : undefined,
    lastN: curriculum.lastN,
    ended: record.outcome?.reason,
    epochs,
  };
}
