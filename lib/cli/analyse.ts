import { addConnectivity } from "./analyseConnectivity.js";
import { addInterventions } from "./analyseInterventions.js";
import { addMemory } from "./analyseMemory.js";
import { addRetrained, addRetraining } from "./analyseRetraining.js";
import { addTimescales } from "./analyseTimescales.js";
import { command, runCommand } from "./command.js";

const program = command("analyse", "Measure trained networks.").usage("MEASUREMENT CHECKPOINT… [options]");
addTimescales(program);
addConnectivity(program);
addMemory(program);
addInterventions(program);
addRetraining(program);
addRetrained(program);

await runCommand(program);
