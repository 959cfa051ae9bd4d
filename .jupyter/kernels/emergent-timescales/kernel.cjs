"use strict";
// The project's notebook kernel: tslab, put together from its own parts with some repairs. Stock tslab runs
// the same notebooks; the difference shows when something goes wrong. What is repaired here:
//
//   errors        a cell that fails sends an `error` message with name, message and stack; tslab only
//                 prints to the cell's standard error
//   stray errors  an error in a callback or in a promise that nobody awaits fails the cell that caused it
//                 (but not the compiler's own trouble with files that change under it)
//   interrupts    come as a message too, and stop a cell whatever it does
//   orphans       the kernel ends when the program that started it is gone
//   lost output   every message of a cell is sent; with tslab's sockets one that follows the 512th within a moment is not
//   deafness      a request that comes while the sockets are opened is answered; tslab may hear nothing from then on
//
// What concerns the code of a cell is in cells.cjs, the thread that hears interrupts in control.cjs.

const path = require("node:path");
const { format } = require("node:util");
const { Worker } = require("node:worker_threads");
const { createCellConverter, describeError } = require("./cells.cjs");
const { locate } = require("./project.cjs");
const { createConverter } = require(locate("tslab/dist/converter.js"));
const { createExecutor } = require(locate("tslab/dist/executor.js"));
const { JupyterHandlerImpl, ZmqServer } = require(locate("tslab/dist/jupyter.js"));

/** Enough for the last messages to leave. */
const closeMilliseconds = 200;

/** Why a cell failed that was ended in the middle of a computation. */
const interruption = new Error("interrupted");

/** Shared with the thread that hears interrupts: how many of them were taken, and whether the compiler is at work. */
const taken = new Int32Array(new SharedArrayBuffer(4));
const compiling = new Int32Array(new SharedArrayBuffer(4));

/** Runs cells, one after the other, and remembers why one failed. */
class KernelHandler extends JupyterHandlerImpl {
  /** What the running cell reported: errors of the type check, or what it threw. */
  complaints = [];
  failure = undefined;
  isRunning = false;

  /** Receives what tslab's executor wants to print about a failed cell. */
  report = (first, ...rest) => {
    if (rest.length > 0) this.complaints.push(format(first, ...rest));
    else this.fail(first);
  };

  /** The first error is the cause; what follows it, follows from it. */
  fail(error) {
    this.failure ??= { error };
  }

  async handleExecuteImpl(request, writeStream, writeDisplayData) {
    this.complaints = [];
    this.failure = undefined;
    this.isRunning = true;
    request.onStart(this.execCount + 1);
    try {
      const count = await super.handleExecuteImpl(request, writeStream, writeDisplayData);
      await new Promise(setImmediate); // Node reports a rejection that nobody awaits a moment later
      for (const complaint of this.complaints) writeStream("stderr", `${complaint}\n`);
      if (this.failure) throw count; // tslab's way to say that a cell failed
      return count;
    } finally {
      this.isRunning = false;
    }
  }

  async handleExecute(request, ...writers) {
    const reply = await super.handleExecute(request, ...writers);
    if (reply.status === "abort") return { status: "aborted" }; // an earlier cell failed
    if (reply.status === "ok") return { ...reply, user_expressions: {} };
    return { ...reply, ...this.explainFailure() };
  }

  explainFailure() {
    if (this.failure) return describeFailure(this.failure.error);
    const evalue = this.complaints[0] ?? "the cell failed without saying why";
    return { ename: "CompileError", evalue, traceback: this.complaints.map((line) => `CompileError: ${line}`) };
  }

  handleKernel() {
    return { status: "ok", ...super.handleKernel() };
  }
}

/**
 * tslab's executor, for cells that are ended in the middle of a computation: their promises are never settled, so
 * the interrupt gives the answer, after `onEnd`.
 */
function stoppable(executor, onEnd) {
  let end = () => {};
  return {
    ...executor,
    execute(code) {
      const done = new Promise((resolve, reject) => {
        end = () => {
          onEnd();
          resolve(false);
        };
        // Called by the event loop: what is ended, is ended up to there, and none of that may be ours.
        setTimeout(() => executor.execute(code).then(resolve, reject), 0);
      });
      return done.finally(() => {
        end = () => {};
      });
    },
    interrupt() {
      executor.interrupt();
      setImmediate(() => end()); // a cell that only waits has answered by then
    },
  };
}

/** Notes for the thread that hears interrupts when the compiler works, which must not be ended half way. */
function guarded(converter) {
  const guard =
    (work) =>
    (...args) => {
      Atomics.store(compiling, 0, 1);
      try {
        return work(...args);
      } finally {
        Atomics.store(compiling, 0, 0);
      }
    };
  const { convert, inspect, complete, addModule } = converter;
  return {
    ...converter,
    convert: guard(convert),
    inspect: guard(inspect),
    complete: guard(complete),
    addModule: guard(addModule),
  };
}

/** Sends what the handler finds out; `latest` is the request that late errors belong to. */
class KernelServer extends ZmqServer {
  latest = undefined;
  /** tslab's class of messages, which checks signatures; it is not exported, so the first message tells it. */
  Message = undefined;

  /** The control channel is read by a thread of its own, which passes on what it reads and sends what we answer. */
  async init() {
    await super.init();
    this.thread = new Worker(path.join(__dirname, "control.cjs"), {
      workerData: { connection: this.connInfo, taken, compiling },
    });
    this.thread.on("error", (error) => {
      console.error(`The kernel's control channel failed: ${error.message}`);
      process.exit(1);
    });
    const control = { send: (frames) => this.thread.postMessage(frames) };
    this.thread.on("message", (frames) =>
      this.handleShellMessage(control, ...frames.map((frame) => Buffer.from(frame))),
    );
  }

  /**
   * At once, and not in a thread as tslab does it: a request that comes before that thread has said that it is done,
   * as on a busy machine, finds a socket that refuses to be used, and then nobody reads it any more.
   */
  async bindSocket(socket, port) {
    const { transport, ip } = this.connInfo;
    if (socket === this.iopub) {
      // A publisher never has to wait. Without this the binding sends 512 messages at once and the next one a moment
      // later, and refuses, as busy, what comes in between; console.log then loses it without a word.
      socket.sendTimeout = 0;
      socket.sendHighWaterMark = 0; // nor are messages dropped that a busy reader has not taken yet
    }
    if (socket !== this.control) socket.bindSync(`${transport}://${ip}:${port}`);
  }

  handleKernelInfo(socket, message) {
    this.Message = message.constructor;
    super.handleKernelInfo(socket, message);
  }

  async handleExecute(socket, message) {
    this.latest = message;
    const { code } = message.content;
    const reply = await this.handler.handleExecute(
      {
        ...message.content,
        onStart: (execution_count) => this.publish(message, "execute_input", { code, execution_count }),
      },
      (name, text) => this.publish(message, "stream", { name, text }),
      (content, isUpdate) => this.publish(message, isUpdate ? "update_display_data" : "display_data", content),
    );
    if (reply.status === "error") this.publishError(message, reply);
    this.send(socket, message, "execute_reply", reply);
  }

  publishError(message, { ename, evalue, traceback }) {
    this.publish(message, "error", { ename, evalue, traceback });
  }

  publish(message, type, content) {
    this.send(this.iopub, message, type, content);
  }

  send(socket, message, type, content) {
    const reply = message.createReply();
    reply.header.msg_type = type;
    reply.content = content;
    reply.signAndSend(this.connInfo.key, socket);
  }

  /** After the sockets are closed, whatever a cell still has running must not keep the kernel. */
  close() {
    super.close();
    this.thread?.postMessage("close"); // a socket that is open when its thread ends makes ZeroMQ abort
    setTimeout(() => process.exit(0), closeMilliseconds).unref();
  }

  /** A message with a wrong signature is not ours: nothing happens, instead of a cell failing. */
  async handleShellMessage(socket, ...frames) {
    try {
      const message = this.Message?.fromRaw(this.connInfo.key, frames);
      if (message?.header.msg_type === "interrupt_request") this.handleInterrupt(socket, message);
      else if (message?.header.msg_type.startsWith("comm_") && message.header.msg_type !== "comm_info_request") {
        this.ignore(message);
      } else await super.handleShellMessage(socket, ...frames);
    } catch (error) {
      if (!/hmac|delimiter|JSON/.test(error.message)) throw error;
    }
  }

  /** Everything that listens for the signal hears of it. */
  handleInterrupt(socket, message) {
    Atomics.add(taken, 0, 1);
    // Node takes listeners out while a cell computes up to its first await, and was perhaps ended there.
    if (!process.listeners("SIGINT").includes(this.onSignal)) process.on("SIGINT", this.onSignal);
    this.publishStatus("busy", message);
    process.emit("SIGINT");
    this.send(socket, message, "interrupt_reply", { status: "ok" });
    this.publishStatus("idle", message);
  }

  /** Widgets ask for a partner that we do not have; tslab would complain about it below the latest cell. */
  ignore(message) {
    this.publishStatus("busy", message);
    this.publishStatus("idle", message);
  }
}

function describeFailure(error) {
  const isInterrupt =
    error === interruption ||
    error?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" ||
    error?.message === "Interrupted asynchronously";
  return isInterrupt
    ? { ename: "Interrupted", evalue: "stopped by the reader", traceback: ["Interrupted: stopped by the reader"] }
    : describeError(error);
}

/** tslab's compiler watches files; one that it cannot follow while packages are installed or built concerns no cell. */
function isCompilersOwn(error) {
  const frames = String(error?.stack ?? "").match(/^ +at .*$/gm) ?? [];
  return (
    frames.length > 0 && frames.every((frame) => /typescript-for-tslab|node:|\(<anonymous>\)|FSWatcher/.test(frame))
  );
}

function start(connectionFile) {
  const converters = {
    node: guarded(createCellConverter(() => `cell-${handler.execCount}`)),
    get browser() {
      this.page ??= guarded(createConverter({ isJS: false, isBrowser: true }));
      return this.page;
    },
    close() {
      this.node.close();
      this.page?.close();
    },
  };
  const printer = { log: console.log, error: (...args) => handler.report(...args) };
  const executor = stoppable(createExecutor(process.cwd(), converters, printer), () => handler.fail(interruption));
  const handler = new KernelHandler(executor, false);
  const server = new KernelServer(handler, connectionFile);

  const onStrayError = (error) => {
    if (isCompilersOwn(error)) return;
    if (!handler.isRunning) {
      if (server.latest) server.publishError(server.latest, describeFailure(error));
      return;
    }
    handler.fail(error);
    executor.interrupt(); // the cell may be waiting for what will now never come
  };
  process.on("uncaughtException", onStrayError);
  process.on("unhandledRejection", onStrayError);
  server.onSignal = () => executor.interrupt();
  process.on("SIGINT", server.onSignal);
  process.setSourceMapsEnabled(true); // stacks name the library's TypeScript
  server.init();
}

start(process.argv[2]);
