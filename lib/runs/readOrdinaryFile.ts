import { readFile, stat } from "node:fs/promises";

/**
 * The bytes of a file. Pipes, sockets and devices, which may never end, are refused.
 *
 * @throws Error if it is none that ends, and what Node says if it cannot be read
 */
export async function readOrdinaryFile(file: string): Promise<Buffer> {
  const status = await stat(file);
  // What reading says of a folder is clearer.
  if (!status.isFile() && !status.isDirectory()) throw new Error("it is no ordinary file");
  return await readFile(file);
}
