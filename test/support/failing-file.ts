/** A real file some of whose writes fail, as disks and kernels let them fail. */
import { type OpenFile, openPrivate, type WritableFile } from '../../src/store/journal-file.js';

/** How a call fails. `short` writes a part and says so; `partial` writes a part and then fails. */
export type WriteFault = 'ENOSPC' | 'EIO' | 'EDQUOT' | 'EFBIG' | 'short' | 'nothing' | 'partial';

/** Which calls fail: from the n-th (from 1) on, once or for good. */
export interface FaultPlan {
  readonly on: 'write' | 'sync';
  readonly fault: WriteFault;
  readonly nth: number;
  readonly lasting: boolean;
}

/** Opens real files that fail by plan. */
export function failingFiles(plan: FaultPlan): OpenFile {
  let calls = 0;
  const fails = (on: FaultPlan['on']) => {
    if (on !== plan.on) return false;
    calls++;
    return plan.lasting ? calls >= plan.nth : calls === plan.nth;
  };
  return async (path, flags) => {
    const file = await openPrivate(path, flags);
    return {
      write: (bytes, offset, length, position) =>
        fails('write')
          ? failWrite(file, plan.fault, [bytes, offset, length, position])
          : file.write(bytes, offset, length, position),
      sync: async () => {
        if (fails('sync')) throw systemError(plan.fault);
        await file.sync();
      },
      truncate: (length) => file.truncate(length),
      close: () => file.close(),
    };
  };
}

async function failWrite(file: WritableFile, fault: WriteFault, args: Parameters<WritableFile['write']>) {
  const [bytes, offset, length, position] = args;
  if (fault === 'nothing') return { bytesWritten: 0 };
  if (fault === 'short') return file.write(bytes, offset, Math.ceil(length / 3), position);
  if (fault === 'partial') await file.write(bytes, offset, length >> 1, position);
  throw systemError(fault === 'partial' ? 'ENOSPC' : fault);
}

function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: planted`), { code });
}
