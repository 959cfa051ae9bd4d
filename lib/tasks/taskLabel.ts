/** What a task is called in texts and figures. */
export const taskLabel: Readonly<Record<string, string>> = { "n-parity": "N-parity", "n-dms": "N-DMS" };
