import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Dealer, Subscriber } from "zeromq";
import { decode, encode, type JupyterMessage, request } from "./jupyterMessage.js";
import { projectFolder } from "./projectFolder.js";

/** What the kernel answers to a cell. */
export interface ExecuteReply {
  status: "ok" | "error" | "aborted";
  execution_count?: number;
  ename?: string;
  evalue?: string;
  traceback?: string[];
}

/** A running kernel that cells can be sent to. */
export interface Kernel {
  /** What the kernel says about itself, as it goes into a notebook's metadata. */
  languageInfo: Record<string, unknown>;
  /** Runs one cell; `onMessage` gets what the cell sends, even what comes after the cell is done. */
  execute(code: string, onMessage: (message: JupyterMessage) => void): Promise<ExecuteReply>;
  /** Stops the running cell, as the button in a notebook does. */
  interrupt(): void;
  /** Ends the kernel, by force if it does not go. */
  stop(): Promise<void>;
}

export interface StartKernelOptions {
  /** The notebook's folder, from which a cell's imports are resolved. */
  folder: string;
  /** Folder with a kernel.json. Default: the project's own kernel. */
  kernelspec?: string;
  environment?: Record<string, string>;
  /** How long the kernel may take to answer for the first time. */
  startSeconds?: number;
}

/** A kernel.json, as far as we look at it. */
interface KernelSpec {
  argv: string[];
  /** How the kernel wants to be interrupted. Default: by a signal. */
  interrupt_mode?: "signal" | "message";
}

interface Pending {
  onMessage: (message: JupyterMessage) => void;
  onReply: (message: JupyterMessage) => void;
  onIdle: () => void;
}

interface Connection {
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
  ip: string;
  transport: string;
  key: string;
  signature_scheme: string;
}

/** Our name in the protocol: a kernel answers each session on its own socket. */
const session = randomUUID();

/** How long a kernel may take to end when asked to. */
const stopMilliseconds = 2000;

/** What must not outlive this process: kernels, and the folders of their connection files. */
const running = new Set<ChildProcess>();
const folders = new Set<string>();
process.on("exit", () => {
  for (const child of running) kill(child);
  for (const folder of folders) remove(folder);
});

/**
 * What tslab prints when a request came while it still opened its sockets: it has stopped to read them then, and
 * never answers. Seen on a busy machine; the project's own kernel cannot be caught like this.
 */
const deaf = /Socket is blocked by a bind/;

/**
 * Starts a kernel and waits until it answers. Its sockets listen on this machine only, and both sides sign
 * every message with a random key that only this user can read.
 *
 * @throws Error with the kernel's last words if it ends or keeps silent instead
 */
export async function startKernel(options: StartKernelOptions): Promise<Kernel> {
  const { startSeconds = 60 } = options;
  const deadline = Date.now() + startSeconds * 1000;
  for (;;) {
    const kernel = await tryKernel({ ...options, startSeconds }, deadline);
    if (kernel) return kernel;
  }
}

/** Undefined if the kernel came up deaf, so that another should be started. */
async function tryKernel(options: StartKernelOptions, deadline: number): Promise<Kernel | undefined> {
  const scratch = mkdtempSync(join(tmpdir(), "emergent-timescales-kernel-"));
  folders.add(scratch);
  const connection = await newConnection();
  const connectionFile = join(scratch, "connection.json");
  writeFileSync(connectionFile, JSON.stringify(connection), { mode: 0o600 });

  const resources = options.kernelspec ?? join(projectFolder(), ".jupyter", "kernels", "emergent-timescales");
  const spec = JSON.parse(readFileSync(join(resources, "kernel.json"), "utf8")) as KernelSpec;
  const argv = spec.argv.map((word) =>
    word.replace("{connection_file}", connectionFile).replace("{resource_dir}", resources),
  );
  const child = launch(argv, options);
  const { gone, lastWords } = watch(child);
  const sockets = connect(connection);
  const pending = new Map<string, Pending>();
  const { shell, control, iopub } = sockets;
  receive(shell, connection.key, (message) => pending.get(message.parent_header.msg_id ?? "")?.onReply(message));
  receive(control, connection.key, () => {});
  receive(iopub, connection.key, (message) => {
    const request = pending.get(message.parent_header.msg_id ?? "");
    request?.onMessage(message);
    if (message.header.msg_type === "status" && message.content.execution_state === "idle") request?.onIdle();
  });

  /** Sends a request; done when both its reply and everything it published have arrived. */
  async function ask(type: string, content: Record<string, unknown>, onMessage: Pending["onMessage"] = () => {}) {
    const message = request(type, content, session);
    const reply = new Promise<JupyterMessage>((onReply) => {
      const idle = new Promise<void>((onIdle) => {
        pending.set(message.header.msg_id, { onMessage, onIdle, onReply: (reply) => idle.then(() => onReply(reply)) });
      });
    });
    await shell.send(encode(message, connection.key));
    return reply;
  }

  let stopped: Promise<void> | undefined;
  /** Of a cell that is too long the kernel is stopped while its notebook is about to do so, too. */
  const stop = () => {
    stopped ??= stopOnce();
    return stopped;
  };

  async function stopOnce() {
    const ended = gone.catch(() => {});
    await control.send(encode(request("shutdown_request", { restart: false }, session), connection.key));
    await Promise.race([ended, sleep(stopMilliseconds)]);
    kill(child);
    await ended;
    for (const socket of [shell, control, iopub]) socket.close();
    remove(scratch);
  }

  // What a kernel publishes before we are connected is lost, so we ask again until we also hear the publication.
  for (;;) {
    const info = await Promise.race([ask("kernel_info_request", {}), sleep(150), gone]).catch(async (error) => {
      await stop();
      throw error;
    });
    if (info) {
      return {
        languageInfo: info.content.language_info as Record<string, unknown>,
        async execute(code, onMessage) {
          const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
          const reply = await Promise.race([
            ask("execute_request", { ...content, stop_on_error: true }, onMessage),
            gone,
          ]);
          return reply.content as unknown as ExecuteReply;
        },
        interrupt() {
          if (spec.interrupt_mode !== "message") return signal(child, "SIGINT");
          control.send(encode(request("interrupt_request", {}, session), connection.key)).catch(() => {}); // one is on its way
        },
        stop,
      };
    }
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`the notebook kernel did not answer within ${options.startSeconds} s${lastWords()}`);
    }
    if (deaf.test(lastWords())) {
      await stop();
      return undefined;
    }
  }
}

function launch([command, ...args]: readonly string[], { folder, environment }: StartKernelOptions): ChildProcess {
  const child = spawn(command === "node" ? process.execPath : command, args, {
    cwd: folder,
    env: { ...process.env, ...environment, JPY_PARENT_PID: String(process.pid) },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true, // Ctrl-C in our terminal is ours to handle
  });
  running.add(child);
  return child;
}

/** `gone` rejects when the kernel ends; `lastWords` is what it printed outside of any cell. */
function watch(child: ChildProcess) {
  let words = "";
  const listen = (chunk: Buffer) => {
    words = (words + chunk).slice(-2000);
  };
  child.stdout?.on("data", listen);
  child.stderr?.on("data", listen);
  const lastWords = () => (words.trim() === "" ? "" : `; it last said:\n${words.trim()}`);
  const gone = new Promise<never>((_, reject) => {
    child.once("error", (error) => reject(new Error(`the notebook kernel could not be started: ${error.message}`)));
    child.once("close", (code, signal) => {
      running.delete(child);
      reject(new Error(`the notebook kernel ended unexpectedly (${signal ?? `exit code ${code}`})${lastWords()}`));
    });
  });
  gone.catch(() => {}); // nobody may be waiting when it ends
  return { gone, lastWords };
}

function connect({ shell_port, control_port, iopub_port }: Connection) {
  const shell = new Dealer({ routingId: session, linger: 0 });
  const control = new Dealer({ routingId: session, linger: 0 });
  const iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  shell.connect(`tcp://127.0.0.1:${shell_port}`);
  control.connect(`tcp://127.0.0.1:${control_port}`);
  iopub.connect(`tcp://127.0.0.1:${iopub_port}`);
  iopub.subscribe();
  return { shell, control, iopub };
}

async function receive(socket: AsyncIterable<Buffer[]>, key: string, onMessage: (message: JupyterMessage) => void) {
  for await (const frames of socket) {
    let message: JupyterMessage;
    try {
      message = decode(frames, key);
    } catch {
      continue; // not from our kernel: as if it had not come
    }
    onMessage(message);
  }
}

async function newConnection(): Promise<Connection> {
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = await freePorts(5);
  return {
    ...{ shell_port, iopub_port, stdin_port, control_port, hb_port },
    ip: "127.0.0.1",
    transport: "tcp",
    key: randomBytes(32).toString("hex"),
    signature_scheme: "hmac-sha256",
  };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

function kill(child: ChildProcess): void {
  if (running.has(child)) signal(child, "SIGKILL");
}

/** Reaches the whole process group, so also what a cell may have started. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // it ended in the meantime
  }
}
