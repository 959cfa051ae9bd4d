export type {
  Claim,
  ClaimControl,
  ClaimedRange,
  ClaimRow,
  ClaimStatistic,
  OurValue,
  PublishedShares,
  PublishedValue,
  Sample,
  Verdict,
} from "./claims/claim.js";
export {
  type ClaimData,
  type ClaimRun,
  loadClaimData,
  type MeasuredRow,
} from "./claims/claimData.js";
export { claimRows, claims, profilesOf } from "./claims/claims.js";
export { claimsTable, howToReadClaims, verdictOfAll } from "./claims/claimsTable.js";
export { curriculumComparisons, publishedComparisons } from "./claims/curriculumComparisons.js";
export { describeEffects, type EffectSize, effectSizes } from "./claims/effectSizes.js";
export { type AllAtOnceOptions, allAtOnce } from "./curricula/allAtOnce.js";
export { type Curriculum, checkStage, type Stage } from "./curricula/curriculum.js";
export {
  type CurriculumName,
  type CurriculumOptions,
  curriculumNamed,
  curriculumNames,
  type OwnCurriculumMaker,
} from "./curricula/curriculumNamed.js";
export { multiHead } from "./curricula/multiHead.js";
export { type NoCurriculumOptions, noCurriculum } from "./curricula/noCurriculum.js";
export type { NRange } from "./curricula/nRange.js";
export { type SeveralHeadsOptions, severalHeads } from "./curricula/severalHeads.js";
export { type SingleHeadOptions, singleHead } from "./curricula/singleHead.js";
export { type SlidingWindowOptions, slidingWindow } from "./curricula/slidingWindow.js";
export { type AccuracyAtP, accuracyAgainstP } from "./dynamics/accuracyAgainstP.js";
export {
  type AccuracyAtTimeStep,
  accuracyAgainstTimeStep,
  publishedRepeats,
} from "./dynamics/accuracyAgainstTimeStep.js";
export { type AccuracyOptions, accuracyInTime, accuracyOf, type HeadAccuracy } from "./dynamics/accuracyInTime.js";
export { activeShares } from "./dynamics/activeShares.js";
export type { TestedNetwork } from "./dynamics/asTested.js";
export { agreement, guessAccuracy, type OnesProbability } from "./dynamics/chance.js";
export { type DecodingOptions, type DecodingRow, decoding } from "./dynamics/decoding.js";
export { type Dimensionality, type DimensionalityOptions, dimensionality } from "./dynamics/dimensionality.js";
export {
  type ConstantInputDynamics,
  type FixedPointOptions,
  type FoundOrbit,
  fixedPoints,
} from "./dynamics/fixedPoints.js";
export { type ForgettingOptions, type ForgettingRow, forgetting } from "./dynamics/forgetting.js";
export { type GateTimescaleOptions, type GateTimescales, gateTimescales } from "./dynamics/gateTimescales.js";
export { leakyMap, type StateMap } from "./dynamics/leakyMap.js";
export { recurrentWeight, tauInUse, type WeightedNetwork } from "./dynamics/leakyParameters.js";
export { type AccuracyAtLength, lengthGeneralisation } from "./dynamics/lengthGeneralisation.js";
export { linearPart } from "./dynamics/linearPart.js";
export { type Connection, type NeuronWeights, neuronWeights } from "./dynamics/neuronWeights.js";
export {
  type Orbit,
  type OrbitSearch,
  type OrbitStability,
  orbitStability,
  periodicOrbits,
} from "./dynamics/periodicOrbits.js";
export { componentsFor, type PrincipalComponents, principalComponents } from "./dynamics/principalComponents.js";
export { type Recording, recordActivity } from "./dynamics/recordActivity.js";
export { type Question, scoreSequences, type Window } from "./dynamics/scoreSequences.js";
export { type SimulationOptions, type StateChunk, simulate } from "./dynamics/simulate.js";
export { type Spectrum, spectrum } from "./dynamics/spectrum.js";
export { StreamingCovariance } from "./dynamics/streamingCovariance.js";
export { type NeuronStrength, type StrengthAgainstTau, strengthAgainstTau } from "./dynamics/strengthAgainstTau.js";
export { type StrengthOfRange, strengthByTau } from "./dynamics/strengthByTau.js";
export { symmetricEigenvalues } from "./dynamics/symmetricEigenvalues.js";
export { type WeightStatistics, weightStatistics } from "./dynamics/weightStatistics.js";
export type { Engine, Input, LabelledInput, LossGradient } from "./engine/engine.js";
export { GraphEngine, type GraphEngineOptions } from "./engine/graphEngine.js";
export type { Ops } from "./engine/ops.js";
export { availableProvider, ProviderError } from "./engine/provider.js";
export type { Provider, ProviderName } from "./engine/providerName.js";
export { readyTfjs, type TfjsBackend, TfjsEngine } from "./engine/tfjsEngine.js";
export type { Tfjs } from "./engine/tfjsOps.js";
export { ablationExplorer, type ChoosableNeuron, type WithoutNeuron } from "./figures/ablationExplorer.js";
export { ablationFigure } from "./figures/ablationFigure.js";
export { accuracyAgainstEpoch } from "./figures/accuracyAgainstEpoch.js";
export { accuracyAgainstLength, type LengthPoint } from "./figures/accuracyAgainstLength.js";
export { type AutocorrelationPoint, autocorrelationAgainstLag } from "./figures/autocorrelationAgainstLag.js";
export { captioned, type DescribedRow, describeProtocol, describeResults, describeRuns } from "./figures/caption.js";
export { connectivityAgainstN, type WeightPoint } from "./figures/connectivityAgainstN.js";
export { curriculaFigure } from "./figures/curriculaFigure.js";
export {
  type CurriculumLook,
  curriculumLook,
  curriculumOf,
  type ShownCurriculum,
} from "./figures/curriculumLook.js";
export { decodingByGroup, type GroupDecodingPoint } from "./figures/decodingByGroup.js";
export { type DecodingPoint, decodingFigure } from "./figures/decodingFigure.js";
export { effectSizesFigure } from "./figures/effectSizesFigure.js";
export { estimatorBiasFigure } from "./figures/estimatorBiasFigure.js";
export type { Axis, Column, Figure, Layout, Line, Trace } from "./figures/figure.js";
export { figureCsv } from "./figures/figureCsv.js";
export { figurePanels, type Panel } from "./figures/figurePanels.js";
export { type FigureRow, figureTable } from "./figures/figureTable.js";
export { type FirstLearned, firstLearned, type HeadsRecord } from "./figures/firstLearned.js";
export {
  eigenvaluePlane,
  type FixedPointsRow,
  fixedPointsAgainstN,
  type ShownEigenvalues,
} from "./figures/fixedPointsFigure.js";
export { type ForgettingPoint, forgettingFigure } from "./figures/forgettingFigure.js";
export { gateTimescaleAgainstN } from "./figures/gateTimescaleAgainstN.js";
export { headsFigure } from "./figures/headsFigure.js";
export { largestN, largestNAgainstEpoch } from "./figures/largestN.js";
export { type FixedTauRecord, largestNByTau } from "./figures/largestNByTau.js";
export { largestNByVariant, type VariantLargestN, variantLargestN } from "./figures/largestNByVariant.js";
export type { LetterOption, LettersOption } from "./figures/letters.js";
export { networkDrawing } from "./figures/networkDrawing.js";
export { type ExploredNeuron, neuronExplorer } from "./figures/neuronExplorer.js";
export { perturbationFigure } from "./figures/perturbationFigure.js";
export { type RetrainedPoint, retrainingFigure } from "./figures/retrainingFigure.js";
export { sayingMissing } from "./figures/sayingMissing.js";
export type { ShownNetwork } from "./figures/shownNetwork.js";
export { sideBySide, type TitledFigure } from "./figures/sideBySide.js";
export type { NeuronStatistic } from "./figures/statisticAgainstN.js";
export {
  statisticByVariant,
  tauByVariant,
  tauNetByVariant,
  type VariantFigureOptions,
  type VariantStatistic,
} from "./figures/statisticByVariant.js";
export { type ShownWeights, strengthAndSpectrum } from "./figures/strengthAndSpectrum.js";
export { tasksFigure } from "./figures/tasksFigure.js";
export { type HeldRecord, tauAgainstEpoch } from "./figures/tauAgainstEpoch.js";
export { type TauRecord, tauAgainstN } from "./figures/tauAgainstN.js";
export { type TwoTimescales, tauAgainstTauNet } from "./figures/tauAgainstTauNet.js";
export { type TauNetStatistic, tauNetAgainstN } from "./figures/tauNetAgainstN.js";
export { type NeuronTauNet, tauNetDistribution } from "./figures/tauNetDistribution.js";
export { type TimeStepPoint, timeStepFigure } from "./figures/timeStepFigure.js";
export { type Comparison, timescaleComparison } from "./figures/timescaleComparison.js";
export type { TrainingRecord } from "./figures/trainingRecord.js";
export { atEqualEpochs, lastSolved, untilEpoch } from "./figures/trainingRecord.js";
export {
  fixedTaus,
  fixedTauVariants,
  includesVariant,
  leakVariants,
  sizeVariants,
  tauKindVariants,
  type Variant,
} from "./figures/variants.js";
export { type NetworkStrength, weightsAgainstTau } from "./figures/weightsAgainstTau.js";
export type { AblatedCondition, AblatedGroup } from "./interventions/ablatedGroup.js";
export { ablatedGroups } from "./interventions/ablatedGroups.js";
export {
  type AblatedNetwork,
  type AblationOptions,
  ablateNeurons,
  ablateNeuronsAsPublished,
  withoutNeurons,
} from "./interventions/ablateNeurons.js";
export { type Ablation, type AblationProtocol, type AblationRow, ablation } from "./interventions/ablation.js";
export { type GroupMeans, groupMeans } from "./interventions/groupMeans.js";
export { type NeuronGroup, neuronGroups } from "./interventions/neuronGroups.js";
export { type Perturbed, perturb } from "./interventions/perturb.js";
export {
  type Perturbation,
  type PerturbationProtocol,
  type PerturbationRow,
  perturbation,
  publishedEpsilons,
} from "./interventions/perturbation.js";
export type { PerturbedPoint } from "./interventions/perturbedPoint.js";
export { relativeAccuracy } from "./interventions/relativeAccuracy.js";
export {
  accuracyOfRetrained,
  isRetrained,
  type RetrainedAccuracyOptions,
  type RetrainingRow,
  retrainedAccuracies,
} from "./interventions/retrainedAccuracy.js";
export { type RetrainingOptions, retraining } from "./interventions/retraining.js";
export type { Activation } from "./models/activation.js";
export {
  type Cell,
  constant,
  type GatedMemory,
  type Initialiser,
  type ModelDescription,
  type Observable,
  type ParameterSpec,
  uniform,
} from "./models/cell.js";
export { cellDescribed, type ModelName, modelNames, type OwnCellMaker } from "./models/cellDescribed.js";
export { gru } from "./models/gru.js";
export { initialStates } from "./models/initialStates.js";
export { type LeakyRnnOptions, leakyRnn } from "./models/leakyRnn.js";
export { lstm } from "./models/lstm.js";
export { notebookProgress } from "./notebook/notebookProgress.js";
export { type SaveFigureOptions, saveFigure } from "./notebook/saveFigure.js";
export { describeFigure, type ShowOptions, show } from "./notebook/show.js";
export { showTable, type Table } from "./notebook/showTable.js";
export type { Terminal } from "./progress/liveLines.js";
export { type Progress, silent } from "./progress/progress.js";
export { terminalProgress } from "./progress/terminalProgress.js";
export { type PublishedAblation, publishedAblation } from "./published/publishedAblation.js";
export { type PublishedFixedTau, publishedLargestNByTau } from "./published/publishedLargestNByTau.js";
export { publishedPerturbation } from "./published/publishedPerturbation.js";
export {
  type PublishedEpoch,
  type PublishedLargestN,
  type PublishedTable,
  publishedEpochs,
  publishedLargestN,
  publishedTable,
} from "./published/publishedTable.js";
export {
  type PublishedModel,
  type PublishedStatistic,
  publishedTau,
  publishedTauNet,
} from "./published/publishedTau.js";
export { RandomStream } from "./random/stream.js";
export type { AblationResult } from "./results/measureAblation.js";
export type { ContinuousTimeResult } from "./results/measureContinuousTime.js";
export type { DecodingResult } from "./results/measureDecoding.js";
export type { DimensionalityResult } from "./results/measureDimensionality.js";
export type { FixedPointsResult } from "./results/measureFixedPoints.js";
export type { ForgetGateResult } from "./results/measureForgetGate.js";
export type { ForgettingResult } from "./results/measureForgetting.js";
export type { GatedTimescalesResult } from "./results/measureGatedTimescales.js";
export type { LengthGeneralisationResult } from "./results/measureLengths.js";
export { measurementNamed, networkMeasurements } from "./results/measurements.js";
export type { PerturbationResult } from "./results/measurePerturbation.js";
export type { RetrainingResult } from "./results/measureRetraining.js";
export { type MeasurementTask, measureNetwork } from "./results/measureRuns.js";
export type {
  AutocorrelationResult,
  SimulatedInputs,
  TauNetResult,
  TimescalesResult,
} from "./results/measureTimescales.js";
export type { WeightsResult } from "./results/measureWeights.js";
export type { NetworkMeasurement, StoredNetwork } from "./results/networkMeasurement.js";
export {
  loadResults,
  type MeasuredNetwork,
  type ResultFilter,
  type ResultRow,
  type ResultTable,
  type ResultTables,
  type StoredTable,
  type TableProtocol,
} from "./results/resultsTable.js";
export { solvedNearest } from "./results/solvedNearest.js";
export {
  CheckpointError,
  headFor,
  type LoadedNetwork,
  type LoadOptions,
  loadNetwork,
  type Network,
  type NetworkDescription,
  type SavedNetwork,
  saveNetwork,
  type TrainingProtocol,
} from "./runs/checkpoint.js";
export { dataCommit } from "./runs/dataCommit.js";
export { dataFolder } from "./runs/dataFolder.js";
export { describeData } from "./runs/describeData.js";
export { findRun, networkOfRun } from "./runs/findRun.js";
export { listRuns, type RunState, type RunSummary } from "./runs/listRuns.js";
export { loadRuns } from "./runs/loadRuns.js";
export { type Plan, type PlanEntry, type PlannedRun, type PlanRequest, plannedRuns, readPlan } from "./runs/plan.js";
export type { PlannedStatus, TimedEpoch } from "./runs/planStatus.js";
export type { Provenance } from "./runs/provenance.js";
export { cachedRows, type Measurement, type ResultsCacheOptions } from "./runs/resultsCache.js";
export { RunError } from "./runs/runError.js";
export type { FilteredRun, RunFilter } from "./runs/runFilter.js";
export { createRun, openRun, type Run, RunExists, type RunOptions } from "./runs/runFolder.js";
export { RunInUse } from "./runs/runLock.js";
export { runName } from "./runs/runName.js";
export { configHash, type RunLimits, type RunOutcome, type RunRecord, type Stretch } from "./runs/runRecord.js";
export { readSafetensors, type SafetensorsContent, SafetensorsError, writeSafetensors } from "./runs/safetensors.js";
export { type PlannedSource, type Start, startFrom } from "./runs/start.js";
export { type EpochRow, readRun, type StoredEpoch, type StoredRun } from "./runs/storedRun.js";
export { type SweepEvent, type SweepOptions, sweep } from "./runs/sweep.js";
export { readTauTable, type TauRow, updateTauTable } from "./runs/tauTable.js";
export { type TrainRunOptions, trainRun } from "./runs/trainRun.js";
export { variantName } from "./runs/variantName.js";
export { variantOf } from "./runs/variantOf.js";
export { type VerifiedFile, verifyRun } from "./runs/verifyRun.js";
export {
  comparisonCells,
  comparisonColumns,
  comparisonTable,
  type SampleComparison,
} from "./statistics/comparisonTable.js";
export { differenceInterval } from "./statistics/differenceInterval.js";
export {
  type DimensionalityCondition,
  type DimensionalityLine,
  type DimensionalityPoint,
  dimensionalityLines,
} from "./statistics/dimensionalityLines.js";
export { type LinearFit, linearFit } from "./statistics/linearFit.js";
export { type MeanInterval, meanInterval } from "./statistics/meanInterval.js";
export { type PermutationTest, permutationTest } from "./statistics/permutationTest.js";
export { tQuantile, twoSidedP } from "./statistics/studentT.js";
export { type TTest, tTest, welchTest } from "./statistics/tTest.js";
export type { Suggested } from "./suggested.js";
export { nDms } from "./tasks/nDms.js";
export { nParity } from "./tasks/nParity.js";
export { drawSequences, sequenceLength } from "./tasks/sequences.js";
export type { Sequences, Task } from "./tasks/task.js";
export { type TaskName, taskNamed, taskNames } from "./tasks/taskNamed.js";
export { type Tensor, type Tensors, tensor, zeros } from "./tensor/tensor.js";
export { ar1Time } from "./timescales/ar1Time.js";
export { autocorrelationWidth } from "./timescales/autocorrelationWidth.js";
export { autocovariance } from "./timescales/autocovariance.js";
export {
  estimateTimescales,
  type TimescaleNetwork,
  type TimescaleOptions,
  type Timescales,
} from "./timescales/estimateTimescales.js";
export type { TimescaleEstimate, TimescaleEstimator } from "./timescales/estimator.js";
export { type BiasOptions, type BiasRow, estimatorBias } from "./timescales/estimatorBias.js";
export { estimatorNamed, estimatorNames, fitting } from "./timescales/estimatorNamed.js";
export { akaike, type DecayFit, decayAt } from "./timescales/exponentialDecay.js";
export { integratedTime } from "./timescales/integratedTime.js";
export { ornsteinUhlenbeck, type ProcessPart } from "./timescales/ornsteinUhlenbeck.js";
export { type ActivityFile, readActivity } from "./timescales/readActivity.js";
export {
  type RecordedActivity,
  type RecordedOptions,
  type RecordedTimescales,
  recordedTimescales,
} from "./timescales/recordedTimescales.js";
export { type Autocovariances, StreamingAutocovariance } from "./timescales/streamingAutocovariance.js";
export {
  type AsPublishedOptions,
  asPublished,
  type FitProcedure,
  multiStart,
  type TimescaleFit,
} from "./timescales/timescaleFit.js";
export type { TimescaleRow, TimescaleRows } from "./timescales/timescaleRows.js";
export { type SummarisedNeuron, type TimescaleSummary, timescaleSummary } from "./timescales/timescaleSummary.js";
export { benchmarkStep, type StepBenchmark } from "./training/benchmark.js";
export { checkGradient, type GradientCheckOptions, type GradientComparison } from "./training/checkGradient.js";
export type { StartingNetwork, TrainingConfig } from "./training/config.js";
export { hyperparameterTable } from "./training/hyperparameterTable.js";
export { loadParts, type OwnPartsModule } from "./training/loadParts.js";
export {
  adam,
  type BuiltInOptimiserConfig,
  type Optimiser,
  type OptimiserConfig,
  type OptimiserName,
  type OptimiserOptions,
  type OptimiserState,
  type OwnOptimiserMaker,
  optimiserNames,
  sgd,
} from "./training/optimiser.js";
export type { OwnNetwork, OwnParts } from "./training/ownParts.js";
export { initialParameters } from "./training/parameters.js";
export { type GatedProtocol, type Profile, type ProfileName, profileNamed, profiles } from "./training/profiles.js";
export { type RetrainingRequest, retrainingConfig } from "./training/retrainingConfig.js";
export {
  type RecordedEpoch,
  type SolvedNetwork,
  type TrainingOptions,
  type TrainingRun,
  train,
} from "./training/train.js";
export { type TrainAllOptions, trainAll } from "./training/trainAll.js";
export {
  type AccuracyOfN,
  type Epoch,
  type Schedule,
  type TrainingCallbacks,
  TrainingDiverged,
  type TrainingState,
} from "./training/trainer.js";
export { type TrainingRequest, trainingConfig } from "./training/trainingConfig.js";
