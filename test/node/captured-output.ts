/** What a command prints, instead of printing it. */
import { afterEach, beforeEach, vi } from 'vitest';

export interface CapturedOutput {
  out: string;
  err: string;
}

/** Watches both streams in every test of the file that calls it; each begins with nothing printed. */
export function captureOutput(): CapturedOutput {
  const output = { out: '', err: '' };
  beforeEach(() => {
    Object.assign(output, { out: '', err: '' });
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      output.out += String(text);
      return true;
    });
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      output.err += String(text);
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
  return output;
}
