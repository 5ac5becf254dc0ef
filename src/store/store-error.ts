import { UserError } from '../user-error.js';

/** Results could not be written or read back: what, where, and what to do. */
export class StoreError extends UserError {
  override readonly name = 'StoreError';

  constructor(what: string, path: string, cause: unknown) {
    super(`${what} ${path}: ${reason(cause)}`, 'notWritten', { cause });
  }
}

const REASONS: { readonly [code: string]: string } = {
  ENOSPC: 'the disk is full; free some space, or choose another place with --out',
  EACCES: 'permission denied; choose another place with --out',
  EROFS: 'the file system is read-only; choose another place with --out',
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is not a folder; choose another place with --out',
  EFBIG: 'the file would be larger than the system allows (see "ulimit -f")',
  EDQUOT: 'your disk quota is used up; choose another place with --out',
};

function reason(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  const known = code === undefined ? undefined : REASONS[code];
  return known ?? (cause instanceof Error ? cause.message : String(cause));
}
