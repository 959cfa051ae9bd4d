/** The code of a failed system call, e.g. "ENOSPC"; undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  return error.code;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EDQUOT: "the disk quota is used up",
  EEXIST: "there is a file in the way",
  EFBIG: "the file is too large",
  EIO: "the disk reports an error",
  EISDIR: "it is a folder",
  ENOENT: "there is no such file or folder",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of the path is a file, not a folder",
  EPERM: "permission denied",
  EROFS: "the disk is read-only",
  ERR_FS_FILE_TOO_LARGE: "the file is too large",
};

/** Why a file operation failed, in words. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return reasons[systemCode(error) ?? ""] ?? message;
}
