import { systemCode } from "../runs/runError.js";

/** What a shell tells of a program that was ended by its closed pipe: 128 + SIGPIPE. */
const endedByClosedPipe = 141;

let goesOn = false;

/**
 * Once the reader of a pipe has left, as `head` does after its lines, a command whose output is all its work ends
 * quietly. One that has more to do has said so by `goOnWithoutReader`. Standard error only tells how things go: nobody
 * stops for its reader.
 */
export function watchClosedPipes(): void {
  process.stdout.on("error", (error) => {
    if (systemCode(error) !== "EPIPE") throw error;
    if (!goesOn) process.exit(endedByClosedPipe);
  });
  process.stderr.on("error", (error) => {
    if (systemCode(error) !== "EPIPE") throw error;
  });
}

/** From now on this command does what does not go to its standard output: it trains, or writes files. */
export function goOnWithoutReader(): void {
  goesOn = true;
}
