import { expect, expectTypeOf, it } from "vitest";
import {
  type AllAtOnceOptions,
  allAtOnce,
  type ClaimRow,
  type Curriculum,
  type Epoch,
  type GatedProtocol,
  loadResults,
  type MeasuredNetwork,
  multiHead,
  type NoCurriculumOptions,
  type NRange,
  noCurriculum,
  type OptimiserConfig,
  type OwnNetwork,
  type OwnParts,
  type Profile,
  type PublishedShares,
  profileNamed,
  type RecordedEpoch,
  type ResultTable,
  type ResultTables,
  type SeveralHeadsOptions,
  type SingleHeadOptions,
  type SlidingWindowOptions,
  severalHeads,
  singleHead,
  slidingWindow,
  type TableProtocol,
  type TrainingCallbacks,
  type TrainingConfig,
  type TrainingOptions,
} from "../lib/index.js";

it("whoever wraps a function of the library can name what it takes and gives, in the library's own types", async () => {
  const range: NRange = { lastN: 6 };
  const ofAll: AllAtOnceOptions = { lastN: 6 };
  const ofOne: NoCurriculumOptions = { n: 6 };
  const growing: SeveralHeadsOptions = { ...range, start: 2, add: 2 };
  const held: SingleHeadOptions = { ...range, holdAt: 4 };
  const windowed: SlidingWindowOptions = { ...range, width: 3, drop: 1 };
  const curricula: Curriculum[] = [
    multiHead(range),
    ...[allAtOnce(ofAll), noCurriculum(ofOne), severalHeads(growing), singleHead(held), slidingWindow(windowed)],
  ];
  expect(curricula.map(({ first }) => Math.max(...first().ns))).toEqual([2, 6, 6, 3, 2, 4]);
  const gated: GatedProtocol = profileNamed("paper").gated;
  expect(gated).toEqual({
    neurons: 500,
    batch: 64,
    steps: 300,
    maxEpochs: 100,
    learningRate: 1e-3,
    onesProbability: 0.5,
  });
  const protocol: TableProtocol = await loadResults("weights", {}, "no such folder");
  expect(protocol.version).toBe(0);
});

/** Whether a value of one type can stand where one of the other is expected. */
type IsAssignable<From, To> = [From] extends [To] ? true : false;

it("the types of the parts are those that the wholes have", () => {
  const checks: [
    IsAssignable<OptimiserConfig, TrainingConfig["optimiser"]>,
    IsAssignable<GatedProtocol, Profile["gated"]>,
    IsAssignable<RecordedEpoch, Epoch>,
    IsAssignable<TrainingCallbacks["onStep"], TrainingOptions["onStep"]>,
    IsAssignable<OwnParts, OwnNetwork>,
    IsAssignable<PublishedShares, NonNullable<ClaimRow["shares"]>>,
  ] = [true, true, true, true, true, true];
  expect(checks).not.toContain(false);
});

it("no measurement has a column of the name of one that says whose row it is, whose place it would take", () => {
  expectTypeOf<{ [T in ResultTable]: keyof ResultTables[T] & keyof MeasuredNetwork }[ResultTable]>().toBeNever();
});
