import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Dealer } from "zeromq";
import { decode, encode, type JupyterMessage, request } from "../../lib/notebook/jupyterMessage.js";
import { type ExecuteReply, type Kernel, startKernel } from "../../lib/notebook/kernelClient.js";
import { temporaryFolder } from "../runs/temporaryFolder.js";

const folder = fileURLToPath(new URL("../fixtures/notebooks", import.meta.url));
/** For Node's command line: sockets that are slow to open. */
const slowBinding = `--require=${JSON.stringify(fileURLToPath(new URL("../fixtures/slow-binding/slowBinding.cjs", import.meta.url)))}`;

/** What a cell prints, without the line end. */
async function printed(kernel: Kernel, code: string): Promise<string> {
  let text = "";
  const reply = await kernel.execute(code, ({ header, content }) => {
    if (header.msg_type === "stream") text += content.text;
  });
  expect(reply).toMatchObject({ status: "ok" });
  return text.trimEnd();
}

/** The reply to a cell that must fail, and the errors it published. */
async function failed(kernel: Kernel, code: string): Promise<{ reply: ExecuteReply; errors: JupyterMessage[] }> {
  const errors: JupyterMessage[] = [];
  const reply = await kernel.execute(code, (message) => {
    if (message.header.msg_type === "error") errors.push(message);
  });
  expect(reply.status).toBe("error");
  await new Promise((done) => setTimeout(done, 250)); // the kernel drops cells that follow a failure closely
  return { reply, errors };
}

describe("the project's kernel", () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await startKernel({ folder });
  }, 60_000);
  afterAll(async () => {
    await kernel?.stop();
  });

  it("imports the library, an ES module, without a warning", async () => {
    expect(
      await printed(kernel, 'import { RandomStream, show } from "emergent-timescales"; console.log(typeof show);'),
    ).toBe("function");
  });

  it("keeps variables from cell to cell, also in shorthand and after they were declared anew", async () => {
    await printed(kernel, "const tau = 2; let n = 5;");
    expect(await printed(kernel, "console.log(JSON.stringify({ tau, n }));")).toBe('{"tau":2,"n":5}');
    expect(await printed(kernel, "({ n } = { n: 7 });\nconst tau = 'text';\nconsole.log(tau, n);")).toBe("text 7");
  });

  it("loses nothing that a cell prints, however much it prints at once", async () => {
    const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`).join("\n");
    const printing = (count: number) => `for (let i = 0; i < ${count}; i++) console.log("line " + i);`;
    expect(await printed(kernel, printing(5000))).toBe(lines(5000));
    for (let cell = 0; cell < 200; cell++) expect(await printed(kernel, printing(3))).toBe(lines(3));
  });

  it("checks types as strictly as the library's", async () => {
    const untyped = await failed(kernel, "function twice(x) { return 2 * x; }");
    expect(untyped.reply.ename).toBe("CompileError");
    expect(untyped.reply.evalue).toBe("1:16 - Parameter 'x' implicitly has an 'any' type.");
    const missing = await failed(kernel, "const found = [1].find((x) => x > 1);\nfound.toFixed();");
    expect(missing.reply.evalue).toBe("2:1 - 'found' is possibly 'undefined'.");
    const wrong = await failed(kernel, 'await show("no figure");');
    expect(wrong.reply.evalue).toMatch(/^1:12 - Argument of type 'string' is not assignable .*'Figure'/);
  });

  it("tells name, message and the cell's own lines when a cell throws", async () => {
    const code =
      "interface Named {\n  name: string;\n}\nfunction fail(of: Named): never {\n  throw new RangeError(of.name);\n}\n";
    await printed(kernel, `${code}const where: Named = { name: "too large" };`);
    const { reply, errors } = await failed(kernel, "// a comment\n\nfail(where);");
    expect(reply).toMatchObject({ ename: "RangeError", evalue: "too large" });
    const [cell, caller] = [reply.execution_count ?? 0, "line 3"];
    expect(reply.traceback).toEqual([
      "RangeError: too large",
      `    at fail (cell ${cell - 1}, line 5)`,
      `    at cell ${cell}, ${caller}`,
    ]);
    expect(errors.map(({ content }) => content)).toEqual([
      { ename: reply.ename, evalue: reply.evalue, traceback: reply.traceback },
    ]);
  });

  it("names the line of the library's TypeScript when the library throws", async () => {
    const { reply } = await failed(kernel, 'RandomStream.named(1.5, "a name");');
    expect(reply.traceback?.join("\n")).toMatch(/^ {4}at .*\(?lib\/random\/stream\.ts:\d+:\d+\)?$/m);
  });

  it("tells what a failure was caused by, and what was thrown if it is no error", async () => {
    const { reply } = await failed(kernel, 'throw new Error("outer", { cause: new TypeError("inner") });');
    expect(reply.traceback).toContain("caused by TypeError: inner");
    const thrown = await failed(kernel, "throw { code: 5 };");
    expect(thrown.reply).toMatchObject({ ename: "Thrown", evalue: "{ code: 5 }" });
  });

  it("fails a cell for a rejection that nobody awaits", async () => {
    const { reply } = await failed(kernel, 'void (async () => {\n  throw new TypeError("unheard");\n})();');
    expect(reply).toMatchObject({ ename: "TypeError", evalue: "unheard" });
  });

  it("fails a cell for an error in a callback, instead of waiting for ever", async () => {
    const code = 'setTimeout(() => {\n  throw new Error("in a callback");\n}, 5);\nawait new Promise(() => {});';
    const { reply } = await failed(kernel, code);
    expect(reply).toMatchObject({ ename: "Error", evalue: "in a callback" });
  });

  it("is alive after all of this, with its variables", async () => {
    expect(await printed(kernel, "console.log(n);")).toBe("7");
  });

  const waited = "await new Promise((done) => setTimeout(done, 5));\n";
  const computing = 'console.log("begun");\nwhile (true) n += 1;';
  const waiting = 'console.log("begun");\nawait new Promise(() => {});';
  it.each([
    ["a message", "a cell that computes", computing],
    ["a message", "a cell that waits", waiting],
    ["a message", "a cell that computes after it waited", waited + computing],
    [
      "a message",
      "a cell that computes in a callback",
      `setTimeout(() => { ${computing} }, 5);\nawait new Promise(() => {});`,
    ],
    [
      "a message",
      "a cell that catches what it can",
      `${waited}console.log("begun");\nfor (;;) try { n += 1; } catch {} finally { n += 1; }`,
    ],
    ["a signal", "a cell that computes", computing],
    ["a signal", "a cell that waits", waiting],
  ])("stops, by %s, %s within a second, alive and idle afterwards", async (way, _, code) => {
    const pid = Number(await printed(kernel, "console.log(process.pid);"));
    let interruptedAt = 0;
    const interrupt = () => {
      interruptedAt = Date.now();
      if (way === "a signal") process.kill(pid, "SIGINT");
      else kernel.interrupt();
    };
    const reply = await kernel.execute(code, ({ header }) => {
      if (header.msg_type === "stream") setTimeout(interrupt, 100);
    });
    expect(Date.now() - interruptedAt).toBeLessThan(1000);
    expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
    await new Promise((done) => setTimeout(done, 250)); // the kernel drops cells that follow a failure closely
    // An idle moment: what else the kernel and the machine do makes some of them busy, a cell that goes on all of them.
    const idle = `let least = Infinity;
      for (let i = 0; i < 50 && least >= 50_000; i++) {
        const before = process.cpuUsage().user;
        await new Promise((done) => setTimeout(done, 100));
        least = Math.min(least, process.cpuUsage().user - before);
      }
      console.log(typeof n, least < 50_000);`; // microseconds
    expect(await printed(kernel, idle)).toBe("number true");
  });

  it("is not stopped by an interrupt while nothing runs", async () => {
    kernel.interrupt();
    await new Promise((done) => setTimeout(done, 1500));
    expect(await printed(kernel, "console.log(typeof n);")).toBe("number");
  });

  it("stops a cell that waits when asked to by a message, and answers it", async () => {
    const file = await printed(kernel, "console.log(process.argv[2]);");
    const { control_port, key } = JSON.parse(readFileSync(file, "utf8"));
    const control = new Dealer({ linger: 0 });
    control.connect(`tcp://127.0.0.1:${control_port}`);
    const cell = failed(kernel, "await new Promise(() => {});");
    await new Promise((done) => setTimeout(done, 300));
    await control.send(encode(request("interrupt_request", {}, "a front end"), "a guessed key")); // must do nothing
    await control.send(encode(request("interrupt_request", {}, "a front end"), key));
    const answer = decode(await control.receive(), key);
    control.close();
    expect(answer).toMatchObject({ header: { msg_type: "interrupt_reply" }, content: { status: "ok" } });
    expect((await cell).reply.ename).toBe("Interrupted");
    expect(await printed(kernel, "console.log(typeof n);")).toBe("number");
  });

  it("leaves widgets' messages without an answer and without a complaint", async () => {
    const file = await printed(kernel, "console.log(process.argv[2]);");
    const { shell_port, key } = JSON.parse(readFileSync(file, "utf8"));
    const widget = new Dealer({ linger: 0 });
    widget.connect(`tcp://127.0.0.1:${shell_port}`);
    const waiting = printed(kernel, "await new Promise((done) => setTimeout(done, 400));");
    await widget.send(encode(request("comm_open", { comm_id: "1", target_name: "widget", data: {} }, "page"), key));
    expect(await waiting).toBe("");
    widget.close();
  });

  it("stops a training that is interrupted, and can train again", async () => {
    await printed(
      kernel,
      'import { notebookProgress, train } from "emergent-timescales";\nlet reached = 0;\n' +
        'const request = { task: "n-parity", curriculum: "multi-head", steps: 1000 };\nconsole.log("ready");',
    );
    const code =
      "const onStep = () => {\n  if (reached++ === 0) console.log('begun');\n};\n" +
      "await train(request, { progress: notebookProgress(), onStep });";
    let interruptedAt = 0;
    const reply = await kernel.execute(code, ({ header }) => {
      if (header.msg_type !== "stream") return;
      interruptedAt = Date.now();
      kernel.interrupt();
    });
    expect(reply).toMatchObject({ status: "error", ename: "Interrupted" });
    expect(Date.now() - interruptedAt).toBeLessThan(1000);
    await new Promise((done) => setTimeout(done, 250)); // the kernel drops cells that follow a failure closely
    const afterwards = await printed(
      kernel,
      "await new Promise((done) => setTimeout(done, 100)); console.log(reached);",
    );
    expect(Number(afterwards)).toBeGreaterThan(0);
    const later = await printed(kernel, "await new Promise((done) => setTimeout(done, 500)); console.log(reached);");
    expect(later).toBe(afterwards); // it does not go on in the background
    const again = await printed(kernel, "console.log((await train({ ...request, steps: 5, epochs: 1 })).reason);");
    expect(again).toBe("max-epochs");
  });

  it("listens on this machine only, with a connection file that only its user can read", async () => {
    const file = await printed(kernel, "console.log(process.argv[2]);");
    const connection = JSON.parse(readFileSync(file, "utf8"));
    expect(connection).toMatchObject({ ip: "127.0.0.1", transport: "tcp", signature_scheme: "hmac-sha256" });
    expect(connection.key).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("runs no cell that was not signed with its key", async () => {
    const file = await printed(kernel, "let forged = false;\nconsole.log(process.argv[2]);");
    const { shell_port } = JSON.parse(readFileSync(file, "utf8"));
    const stranger = new Dealer({ linger: 0 });
    stranger.connect(`tcp://127.0.0.1:${shell_port}`);
    const content = { code: "forged = true;", silent: false, store_history: true, allow_stdin: false };
    await stranger.send(encode(request("execute_request", content, "stranger"), "a guessed key"));
    await stranger.send(["no", "message"]);
    await new Promise((done) => setTimeout(done, 300));
    stranger.close();
    expect(await printed(kernel, "console.log(forged);")).toBe("false");
  });
});

describe("a kernel", () => {
  /** A process keeps the number of its parent, as on Windows. */
  const keepsParent = "const { ppid } = process; Object.defineProperty(process, 'ppid', { get: () => ppid });";
  it.each([
    ["waits", "await new Promise(() => {})", ""],
    ["computes", "while (true) {}", ""],
    ["waits, on Windows", "await new Promise(() => {})", keepsParent],
  ])("ends with the program that started it, even if that is killed while a cell %s", async (_, code, before) => {
    const preload = join(temporaryFolder(), "before.cjs");
    writeFileSync(preload, before);
    const client = new URL("../../lib/dist/notebook/kernelClient.js", import.meta.url);
    const program = `
      const { startKernel } = await import(${JSON.stringify(client.href)});
      const environment = { NODE_OPTIONS: ${JSON.stringify(`--require=${JSON.stringify(preload)}`)} };
      const kernel = await startKernel({ folder: ${JSON.stringify(folder)}, environment });
      await kernel.execute("console.log(process.pid)", ({ content }) => content.text && process.stdout.write(content.text));
      await kernel.execute(${JSON.stringify(code)}, () => {});`;
    const starter = spawn(process.execPath, ["--input-type=module", "--eval", program]);
    const pid = await new Promise<number>((resolve) => starter.stdout.once("data", (text) => resolve(Number(text))));
    expect(isRunning(pid)).toBe(true);
    starter.kill("SIGKILL");
    await expect.poll(() => isRunning(pid), { timeout: 5000 }).toBe(false);
  });

  it("answers a request that comes while its sockets are opened", async () => {
    const kernel = await startKernel({ folder, environment: { NODE_OPTIONS: slowBinding } });
    try {
      expect(await printed(kernel, "console.log(6 * 7);")).toBe("42");
    } finally {
      await kernel.stop();
    }
  });

  it("that came up deaf, as tslab may, is replaced by another", async () => {
    const SLOW_BINDING = mkdtempSync(join(tmpdir(), "emergent-timescales-slow-binding-"));
    const kernelspec = fileURLToPath(new URL("../fixtures/stock-tslab", import.meta.url));
    try {
      const kernel = await startKernel({
        folder,
        kernelspec,
        environment: { NODE_OPTIONS: slowBinding, SLOW_BINDING },
      });
      expect(readdirSync(SLOW_BINDING)).toHaveLength(1);
      expect(await printed(kernel, "console.log(6 * 7);")).toBe("42");
      await kernel.stop();
    } finally {
      rmSync(SLOW_BINDING, { recursive: true });
    }
  }, 60_000);

  it("that comes up deaf every time is given up", async () => {
    const kernelspec = fileURLToPath(new URL("../fixtures/stock-tslab", import.meta.url));
    const STARTS = mkdtempSync(join(tmpdir(), "emergent-timescales-starts-"));
    const options = { folder, kernelspec, environment: { NODE_OPTIONS: slowBinding, STARTS }, startSeconds: 15 };
    await expect(startKernel(options)).rejects.toThrow("did not answer within 15 s");
    expect(readdirSync(STARTS).length).toBeGreaterThan(1);
    rmSync(STARTS, { recursive: true });
  }, 60_000);

  it("that cannot start says why", async () => {
    const kernelspec = fileURLToPath(new URL("../fixtures/broken-kernel", import.meta.url));
    await expect(startKernel({ folder, kernelspec })).rejects.toThrow(
      /ended unexpectedly .*said:[\s\S]*no kernel here/,
    );
  });
});

/** Whether the process runs; one that has ended but was not yet collected does not. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== "linux") return true;
  return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
}
