import { reasonOf, systemCode } from "../systemError.js";

/** What a shell tells of a program that was ended by its closed pipe: 128 + SIGPIPE. */
const endedByClosedPipe = 141;

let goesOn = false;

/**
 * Once the reader of its output has left, as `head` does after its lines, or a terminal that is closed, a command whose
 * output is all its work ends quietly; if its output cannot be written for another reason, such as a full disk, it says
 * so and ends. One that has more to do has said so by `goOnWithoutReader`: it only says that, once. Standard error only
 * tells how things go: nobody stops for it.
 */
export function watchOutput(program: string): void {
  let isTold = false;
  process.stdout.on("error", (error) => {
    const hasReaderLeft = ["EPIPE", "EIO"].includes(systemCode(error) ?? "");
    if (!hasReaderLeft && !isTold) {
      const after = goesOn ? "; it goes on without" : "";
      process.stderr.write(`${program}: cannot write to standard output: ${reasonOf(error)}${after}\n`);
      isTold = true;
    }
    if (!goesOn) process.exit(hasReaderLeft ? endedByClosedPipe : 1);
  });
  process.stderr.on("error", () => {});
}

/** From now on this command does what does not go to its standard output: it trains, or writes files. */
export function goOnWithoutReader(): void {
  goesOn = true;
}
