import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { cpus, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { onTestFinished } from "vitest";

/** Debian puts daemons where an ordinary user's path does not lead. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };

/** Whether Slurm and munge, with which its parts know each other, are installed. */
export const hasSlurm = ["sbatch", "slurmctld", "slurmd", "munged"].every(
  (program) => !spawnSync(program, ["--version"], { env }).error,
);

/**
 * Starts a Slurm of one node, without systemd and apart from any other on this machine; gone at the end of the test.
 *
 * @param folder  an empty folder for everything it writes
 * @returns the environment in which `sbatch` and the like mean this one
 */
export async function oneNodeSlurm(folder: string): Promise<NodeJS.ProcessEnv> {
  chmodSync(folder, 0o755);
  const at = (name: string) => join(folder, name);
  for (const name of ["state", "spool"]) mkdirSync(at(name));
  writeFileSync(at("munge.key"), randomBytes(128), { mode: 0o600 });
  const user = userInfo().username;
  // cred_expire: how long a job waits at least before it runs again.
  const configuration = `
ClusterName=local
SlurmctldHost=localhost
SlurmctldPort=${await freePort()}
SlurmdPort=${await freePort()}
SlurmUser=${user}
SlurmdUser=${user}
AuthType=auth/munge
AuthInfo=socket=${at("munge.socket")},cred_expire=5
StateSaveLocation=${at("state")}
SlurmdSpoolDir=${at("spool")}
SlurmctldPidFile=${at("slurmctld.pid")}
SlurmdPidFile=${at("slurmd.pid")}
SlurmctldLogFile=${at("slurmctld.log")}
SlurmdLogFile=${at("slurmd.log")}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
MpiDefault=none
SchedulerParameters=sched_interval=2,bf_interval=2
NodeName=localhost CPUs=${cpus().length} State=UNKNOWN
PartitionName=main Nodes=localhost Default=YES MaxTime=INFINITE State=UP
`;
  writeFileSync(at("slurm.conf"), configuration);
  const ours = { ...env, SLURM_CONF: at("slurm.conf") };
  const daemons: ChildProcess[] = [];
  const start = (program: string, ...options: string[]) => {
    daemons.push(spawn(program, options, { env: ours, stdio: "ignore" }));
  };
  onTestFinished(async () => {
    spawnSync("scancel", ["--user", user], { env: ours, timeout: 5000 });
    for (const daemon of daemons.reverse()) {
      const isGone = new Promise((resolve) => daemon.once("exit", resolve));
      daemon.kill();
      await Promise.race([isGone, setTimeout(3000)]);
      daemon.kill("SIGKILL");
    }
  });
  const mungeFiles = ["socket", "key", "pid", "log", "seed"] as const;
  const options = { socket: "socket", key: "key-file", pid: "pid-file", log: "log-file", seed: "seed-file" };
  start("munged", "--foreground", "--force", ...mungeFiles.map((file) => `--${options[file]}=${at(`munge.${file}`)}`));
  await setTimeout(500);
  start("slurmctld", "-D");
  start("slurmd", "-D", "-N", "localhost");
  for (let tries = 0; tries < 60; tries++) {
    const { stdout } = spawnSync("sinfo", ["--noheader", "--format=%T"], {
      env: ours,
      encoding: "utf8",
      timeout: 5000,
    });
    if (stdout?.trim() === "idle") return ours;
    await setTimeout(500);
  }
  throw new Error(`Slurm does not get ready; see the logs in ${folder}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
