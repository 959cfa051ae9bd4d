/** What ONNX Runtime can compute on. "auto": the first of cuda, coreml, webgpu that is there, else cpu. */
export const providerNames = ["cpu", "cuda", "webgpu", "coreml", "auto"] as const;
/** A provider of ONNX Runtime, or "auto": the first of cuda, coreml, webgpu that is there, else cpu. */
export type ProviderName = (typeof providerNames)[number];
/** What ONNX Runtime computes on. */
export type Provider = Exclude<ProviderName, "auto">;
