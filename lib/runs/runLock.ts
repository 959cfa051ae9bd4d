import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { reasonOf, systemCode } from "../systemError.js";
import { atomicWrite } from "./atomicWrite.js";
import { namesIn } from "./namesIn.js";
import { readOrdinaryFile } from "./readOrdinaryFile.js";
import { RunError } from "./runError.js";

/** Matches the names of lock files. */
export const lockFile = /^run\.[0-9a-f]{16}\.lock$/;

/** How often an owner gives a sign of life, and after how long without one it counts as dead, in milliseconds. */
const heartbeat = 20_000;
const deadAfter = 180_000;

/** Several processes may want a lock at once: a lock younger than `fresh` may go in a moment. In milliseconds. */
const fresh = 2000;
const patience = 500;

/** Another living process has the run; its message says which. The run can be opened as soon as that one has closed it. */
export class RunInUse extends RunError {}

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Where the pid means this process: machine, boot, and container. */
  readonly place: string;
  /** Tells the process from a later one with the same pid. */
  readonly processStart: string;
  readonly since: string;
  readonly token: string;
}

/**
 * The right of one process to write into a run's folder. Its owner has a lock file there, named by a random token.
 * Where the owner's process can be looked up, it counts as dead at once when it is gone. Where that cannot be done, e.g.
 * on another machine of a cluster, or where the system does not tell when a process began, so that its number may be
 * another's by now, it also counts as dead when it has given no sign of life for three minutes. A dead owner's lock is
 * taken over.
 *
 * Whoever wants the lock first puts a file of his own, then looks for others: of two who do so at once, the later to
 * look sees the other. The lock is his who sees no other living; as long as there are several, all but the one with the
 * smallest token withdraw. No file is ever removed but one's own and those of the dead.
 */
export class RunLock {
  private readonly timer: NodeJS.Timeout;
  private readonly onExit = () => rmSync(this.file, { force: true });

  private constructor(private readonly file: string) {
    this.timer = setInterval(() => {
      const now = new Date();
      utimes(file, now, now).catch(() => {}); // a missed sign of life is made up for by the next
    }, heartbeat);
    this.timer.unref();
    process.once("exit", this.onExit);
  }

  /**
   * Takes the lock of a folder.
   *
   * @throws RunInUse if a living process has it; RunError if the folder cannot be written to
   */
  static async take(folder: string): Promise<RunLock> {
    const owner = thisProcess();
    const name = `run.${owner.token}.lock`;
    const file = join(folder, name);
    const deadline = Date.now() + patience;
    for (;;) {
      let others = await living(folder, name);
      if (others.length === 0) {
        await atomicWrite(file, `${JSON.stringify(owner, null, 2)}\n`);
        do others = await living(folder, name);
        while (
          others.length > 0 &&
          others.every((other) => name < other.name) &&
          (await isWorthWaiting(others, deadline))
        );
        if (others.length === 0) return new RunLock(file);
        await rm(file, { force: true });
      }
      if (!(await isWorthWaiting(others, deadline))) throw new RunInUse(`${folder} is in use ${others[0].sign}`);
    }
  }

  /**
   * Takes the lock of a folder that others have for moments only.
   *
   * @param wait  how long to wait for them, in milliseconds
   * @throws RunInUse if a living process still has it then; RunError if the folder cannot be written to
   */
  static async takeWithin(folder: string, wait: number): Promise<RunLock> {
    const deadline = Date.now() + wait;
    for (;;) {
      try {
        return await RunLock.take(folder);
      } catch (error) {
        if (!(error instanceof RunInUse) || Date.now() > deadline) throw error;
        await setTimeout(50 + 100 * Math.random());
      }
    }
  }

  /** @throws RunError if another process has taken over, e.g. because this one was suspended for long */
  check(): void {
    if (!existsSync(this.file)) {
      throw new RunError(`${this.file} is gone: another process has taken over the run`);
    }
  }

  /** Gives the lock back. */
  async release(): Promise<void> {
    clearInterval(this.timer);
    process.off("exit", this.onExit);
    await rm(this.file, { force: true });
  }
}

/** A lock file of a living process. */
interface Rival {
  readonly name: string;
  /** Milliseconds since its last sign of life. */
  readonly age: number;
  /** Who it is and why it counts as alive. */
  readonly sign: string;
}

/**
 * Who has the lock of a folder, in words, e.g. "by process 5 since …"; undefined if nobody living has. Changes nothing,
 * so it can be asked of a folder that is not one's own.
 */
export async function lockHolder(folder: string): Promise<string | undefined> {
  return (await living(folder, "", false))[0]?.sign;
}

/** The living others who want or have the lock. Lock files of the dead are removed, unless told otherwise. */
async function living(folder: string, own: string, isCleaning = true): Promise<Rival[]> {
  const rivals: Rival[] = [];
  for (const name of await namesIn(folder)) {
    if (!lockFile.test(name) || name === own) continue;
    const file = join(folder, name);
    try {
      const content = (await readOrdinaryFile(file)).toString("utf8");
      const age = Date.now() - (await stat(file)).mtimeMs;
      const sign = signOfLife(content, age);
      if (sign) rivals.push({ name, age, sign });
      else if (isCleaning) await rm(file, { force: true });
    } catch (error) {
      if (systemCode(error) !== "ENOENT")
        throw new RunError(`cannot read ${file}: ${reasonOf(error)}`, { cause: error });
    }
  }
  return rivals;
}

/** Waits for a moment if others may withdraw in it; false if that is not to be expected or the time is up. */
async function isWorthWaiting(others: readonly Rival[], deadline: number): Promise<boolean> {
  if (Date.now() > deadline || others.some(({ age }) => age > fresh)) return false;
  await setTimeout(20);
  return true;
}

/** Why an owner counts as alive, in words; undefined if it is dead. */
function signOfLife(content: string, age: number): string | undefined {
  const owner = ownerIn(content);
  const isHere = owner?.place === placeOfProcess();
  const start = owner && isHere ? processStart(owner.pid) : undefined;
  if (owner && start !== undefined) {
    const isAlive = start !== "" && start === owner.processStart;
    return isAlive ? `by process ${owner.pid} since ${owner.since}` : undefined;
  }
  if (age > deadAfter || (owner && isHere && !isRunning(owner.pid))) return undefined;
  const where = owner && !isHere ? ` on ${owner.host}` : "";
  const who = owner ? `by process ${owner.pid}${where} since ${owner.since}` : "by an unknown process";
  const seconds = Math.max(0, Math.round(age / 1000));
  return `${who}, last sign of life ${seconds} s ago; it counts as dead after ${deadAfter / 1000} s`;
}

function ownerIn(content: string): Owner | undefined {
  let stated: Partial<Owner> | null;
  try {
    stated = JSON.parse(content);
  } catch {
    return undefined;
  }
  const { pid, place, host = "?", since = "?", processStart = "", token = "" } = stated ?? {};
  if (pid === undefined || !Number.isSafeInteger(pid) || typeof place !== "string") return undefined;
  return { pid, place, host, since, processStart, token };
}

function thisProcess(): Owner {
  return {
    pid: process.pid,
    host: hostname(),
    place: placeOfProcess(),
    processStart: processStart(process.pid) ?? "",
    since: new Date().toISOString(),
    token: randomBytes(8).toString("hex"),
  };
}

function placeOfProcess(): string {
  return [hostname(), textOf("/proc/sys/kernel/random/boot_id"), pidNamespace()].join(" ");
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === "EPERM"; // there, but another user's
  }
}

/** When a process began, in Linux's own unit; "" for one that is gone, undefined where the system does not tell. */
function processStart(pid: number): string | undefined {
  if (process.platform !== "linux") return undefined;
  const status = textOf(`/proc/${pid}/stat`);
  // The second field, the command, may hold anything; the state follows it, and the start is the 20th after it.
  const [state, ...fields] = status.slice(status.lastIndexOf(")") + 2).split(" ");
  return state === "Z" ? "" : (fields[18] ?? "");
}

function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "";
  }
}
