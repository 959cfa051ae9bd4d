export { type Progress, silent } from "./progress.js";
export { RandomStream } from "./random/stream.js";
export { type Tensor, type Tensors, tensor, zeros } from "./tensor/tensor.js";
