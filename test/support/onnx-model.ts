import { Buffer } from 'node:buffer';

// Field numbers are those of onnx.proto3; only what a small graph needs.

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

function int(field: number, value: number): Buffer {
  return Buffer.from([...varint(field * 8), ...varint(value)]);
}

function bytes(field: number, value: string | Buffer): Buffer {
  const body = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(body.length)]), body]);
}

function message(field: number, parts: readonly Buffer[]): Buffer {
  return bytes(field, Buffer.concat(parts));
}

/** A node of a graph: what it computes, from what, into what. */
function node(operator: string, inputs: readonly string[], output: string): Buffer {
  const names = inputs.map((name) => bytes(1, name));
  return message(1, [...names, bytes(2, output), bytes(4, operator)]);
}

const FLOAT = 1;

function constant(name: string, dims: readonly number[], values: readonly number[]): Buffer {
  const raw = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => raw.writeFloatLE(value, 4 * i));
  return message(5, [
    ...dims.map((dim) => int(1, dim)),
    int(2, FLOAT),
    bytes(8, name),
    bytes(9, raw),
  ]);
}

/** Input (field 11) or output (12); a dimension given as text is left open. */
function tensor(field: 11 | 12, name: string, dims: readonly (number | string)[]): Buffer {
  const shape = dims.map((dim) =>
    message(1, [typeof dim === 'number' ? int(1, dim) : bytes(2, dim)]),
  );
  return message(field, [
    bytes(1, name),
    message(2, [message(1, [int(1, FLOAT), message(2, shape)])]),
  ]);
}

function model(graph: readonly Buffer[]): Buffer {
  const OPSET = 17;
  return Buffer.concat([int(1, 8), message(8, [int(2, OPSET)]), message(7, graph)]);
}

export interface Logistic {
  readonly windowDays: number;
  readonly features: number;
  /** One for each day and feature, oldest day first. */
  readonly weights: readonly number[];
  readonly bias: number;
}

/** sigmoid(weights · window + bias) over a window of `[batch, days, features]`, as ONNX. */
export function logisticModel({ windowDays, features, weights, bias }: Logistic): Buffer {
  const size = windowDays * features;
  return model([
    node('Flatten', ['window'], 'flat'),
    node('Gemm', ['flat', 'weights', 'bias'], 'logit'),
    node('Sigmoid', ['logit'], 'confidence'),
    bytes(2, 'logistic'),
    constant('weights', [size, 1], weights),
    constant('bias', [1], [bias]),
    tensor(11, 'window', ['batch', windowDays, features]),
    tensor(12, 'confidence', ['batch', 1]),
  ]);
}

/** The same without the sigmoid: a number that is no probability. */
export function linearModel({ windowDays, features, weights, bias }: Logistic): Buffer {
  return model([
    node('Flatten', ['window'], 'flat'),
    node('Gemm', ['flat', 'weights', 'bias'], 'logit'),
    bytes(2, 'linear'),
    constant('weights', [windowDays * features, 1], weights),
    constant('bias', [1], [bias]),
    tensor(11, 'window', [1, windowDays, features]),
    tensor(12, 'logit', [1, 1]),
  ]);
}
