/** What ONNX Runtime can compute on. "auto": the first of cuda, coreml, webgpu that is there, else cpu. */
export const providerNames = ["cpu", "cuda", "webgpu", "coreml", "auto"] as const;
export type ProviderName = (typeof providerNames)[number];
export type Provider = Exclude<ProviderName, "auto">;
