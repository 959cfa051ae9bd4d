import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/**
 * The part of the ONNX file format (protocol buffers, onnx.proto) that the engine writes.
 * Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto (IR version 8).
 */

export interface OnnxNode {
  op: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** A float, integers or a graph: the attribute types in use. */
export type OnnxAttribute = { float: number } | { int: number } | { ints: readonly number[] } | { graph: OnnxGraph };

/** An input or output: its name, and lengths or names of lengths. */
export interface OnnxPort {
  name: string;
  shape: readonly (number | string)[];
  /** Default: "float32". */
  type?: keyof typeof elementTypes;
}

export interface OnnxInitializer {
  name: string;
  shape: readonly number[];
  data: Float32Array | readonly bigint[];
}

export interface OnnxGraph {
  name: string;
  nodes: readonly OnnxNode[];
  inputs: readonly OnnxPort[];
  outputs: readonly OnnxPort[];
  initializers: readonly OnnxInitializer[];
}

const int64 = 7;
/** Element types of ports, as ONNX numbers them. */
export const elementTypes = { float32: 1, float64: 11 } as const;

/** A whole ONNX model, opset 17. */
export function encodeModel(graph: OnnxGraph): Uint8Array {
  const writer = new BinaryWriter();
  writer.uint32(1 << 3).int64(8); // ir_version
  text(writer, 2, "emergent-timescales"); // producer_name
  message(writer, 7, encodeGraph(graph));
  const opset = new BinaryWriter();
  opset.uint32(2 << 3).int64(17); // version of the default operator set
  message(writer, 8, opset.finish());
  return writer.finish();
}

function encodeGraph(graph: OnnxGraph): Uint8Array {
  const writer = new BinaryWriter();
  for (const node of graph.nodes) message(writer, 1, encodeNode(node));
  text(writer, 2, graph.name);
  for (const initializer of graph.initializers) message(writer, 5, encodeInitializer(initializer));
  for (const port of graph.inputs) message(writer, 11, encodePort(port));
  for (const port of graph.outputs) message(writer, 12, encodePort(port));
  return writer.finish();
}

function encodeNode({ op, inputs, outputs, attributes = {} }: OnnxNode): Uint8Array {
  const writer = new BinaryWriter();
  for (const name of inputs) text(writer, 1, name);
  for (const name of outputs) text(writer, 2, name);
  text(writer, 3, outputs[0]);
  text(writer, 4, op);
  for (const [name, attribute] of Object.entries(attributes)) message(writer, 5, encodeAttribute(name, attribute));
  return writer.finish();
}

function encodeAttribute(name: string, attribute: OnnxAttribute): Uint8Array {
  const writer = new BinaryWriter();
  text(writer, 1, name);
  if ("float" in attribute) writer.uint32((2 << 3) | WireType.Bit32).float(attribute.float);
  else if ("int" in attribute) writer.uint32(3 << 3).int64(attribute.int);
  else if ("graph" in attribute) message(writer, 6, encodeGraph(attribute.graph));
  else for (const value of attribute.ints) writer.uint32(8 << 3).int64(value);
  const type = "float" in attribute ? 1 : "int" in attribute ? 2 : "graph" in attribute ? 5 : 7;
  writer.uint32(20 << 3).int32(type);
  return writer.finish();
}

function encodeInitializer({ name, shape, data }: OnnxInitializer): Uint8Array {
  const writer = new BinaryWriter();
  for (const length of shape) writer.uint32(1 << 3).int64(length);
  writer.uint32(2 << 3).int32(data instanceof Float32Array ? elementTypes.float32 : int64);
  if (data instanceof Float32Array) {
    message(writer, 9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)); // raw_data, little-endian
  } else {
    for (const value of data) writer.uint32(7 << 3).int64(value);
  }
  text(writer, 8, name);
  return writer.finish();
}

function encodePort({ name, shape, type = "float32" }: OnnxPort): Uint8Array {
  const lengths = new BinaryWriter();
  for (const length of shape) {
    const dimension = new BinaryWriter();
    if (typeof length === "number") dimension.uint32(1 << 3).int64(length);
    else text(dimension, 2, length);
    message(lengths, 1, dimension.finish());
  }
  const tensorType = new BinaryWriter();
  tensorType.uint32(1 << 3).int32(elementTypes[type]);
  message(tensorType, 2, lengths.finish());
  const typeProto = new BinaryWriter();
  message(typeProto, 1, tensorType.finish());
  const writer = new BinaryWriter();
  text(writer, 1, name);
  message(writer, 2, typeProto.finish());
  return writer.finish();
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.uint32((field << 3) | WireType.LengthDelimited).string(value);
}

function message(writer: BinaryWriter, field: number, value: Uint8Array): void {
  writer.uint32((field << 3) | WireType.LengthDelimited).bytes(value);
}
