"use strict";
// A thread beside the one that runs cells, which it never waits for. It reads the control channel, so that an
// interrupt is heard while a cell computes, and it sees when the program that started the kernel is gone.
//
// An interrupt is first passed on like every other message: what waits or trains stops in good order. If the main
// thread does not take it in time, a computation keeps it, and V8 is told to end whatever JavaScript is running there.
// That passes by the books that Node keeps of callbacks, so the kernelspec tells Node not to check them
// (--no-force-async-hooks-checks). A signal would be no help: Node leaves it at times to the system, which ends us.

const { createHmac, timingSafeEqual } = require("node:crypto");
const { Session } = require("node:inspector");
const { setTimeout: sleep } = require("node:timers/promises");
const { parentPort, workerData } = require("node:worker_threads");
const { locate } = require("./project.cjs");
const { Router } = require(locate("zeromq"));

/** Time for a step of a training to come to its end. */
const patienceMilliseconds = 500;

const { connection, taken, compiling } = workerData;

/** Ends the JavaScript that runs in the main thread, unless that takes the interrupt, and never the compiler's. */
async function stopWhatComputes() {
  const earlier = Atomics.load(taken, 0);
  for (;;) {
    await sleep(patienceMilliseconds);
    if (Atomics.load(taken, 0) !== earlier) return;
    if (Atomics.load(compiling, 0) === 0) endExecution();
  }
}

function endExecution() {
  const mainThread = new Session(); // not kept: a process waits for its debuggers before it exits
  mainThread.connectToMainThread();
  mainThread.post("Runtime.terminateExecution", () => mainThread.disconnect());
}

function isInterrupt(frames) {
  const start = frames.findIndex((frame) => frame.toString() === "<IDS|MSG>");
  const [signature, ...parts] = frames.slice(start + 1);
  if (start < 0 || parts.length < 4 || !/"interrupt_request"/.test(parts[0])) return false;
  const hmac = createHmac("sha256", connection.key);
  for (const part of parts) hmac.update(part);
  const expected = Buffer.from(hmac.digest("hex"));
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

async function serveControl() {
  const control = new Router({ linger: 0 });
  await control.bind(`${connection.transport}://${connection.ip}:${connection.control_port}`);
  let sending = Promise.resolve(); // a socket sends one message at a time
  parentPort.on("message", (frames) => {
    if (frames === "close") sending.then(() => control.close());
    else sending = sending.then(() => control.send(frames.map((frame) => Buffer.from(frame)))).catch(() => {});
  });
  for await (const frames of control) {
    if (isInterrupt(frames)) stopWhatComputes();
    parentPort.postMessage(frames);
  }
}

/**
 * Whoever starts a kernel and means to own it, gives it JPY_PARENT_PID. When he is gone, the kernel has another parent,
 * except on Windows, where it keeps the number of the one that it had.
 */
function endWithParent() {
  if (!process.env.JPY_PARENT_PID) return;
  const parent = process.ppid;
  const isThere = () => process.ppid === parent && isRunning(parent);
  setInterval(() => isThere() || process.kill(process.pid, "SIGKILL"), 1000);
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM"; // there, but another user's
  }
}

endWithParent();
serveControl();
