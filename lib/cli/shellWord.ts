/**
 * A word as a shell takes it for one, by default that of this system. On Windows that is cmd.exe, which knows double quotes
 * only; there a backslash stands for itself, except before one of these.
 *
 * @example shellWord("my runs", "linux") // "'my runs'"
 */
export function shellWord(word: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== "win32") return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
  return /^[\w./\\:=@-]+$/.test(word) ? word : `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, "$&$&")}"`;
}
