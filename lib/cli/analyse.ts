import { addTimescales } from "./analyseTimescales.js";
import { command, runCommand } from "./command.js";

const program = command("analyse", "Measure a trained network.").usage("MEASUREMENT CHECKPOINT [options]");
addTimescales(program);

await runCommand(program);
