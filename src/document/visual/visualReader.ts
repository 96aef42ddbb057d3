// Reads what a page says to people. It is set in any type, size and place, which a general reader is for: tesseract.js.

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { LikenessError } from '../../errors.js';
import { encodePng, type Picture, resize } from '../../image/index.js';
import type { VisualLine } from './findFacts.js';

export interface VisualReader {
  /** @param page straightened, eight pixels a millimetre; what is printed for machines had better be cut off */
  read(page: Picture): Promise<VisualLine[]>;
  close(): Promise<void>;
}

/** Letters of a page are some 15 pixels high, and tesseract reads best from 20 on; measured on 23 specimens. */
const ENLARGEMENT = 1.4;

/** Told, so that it need not be guessed, in dots an inch: of eight pixels a millimetre, enlarged. */
const RESOLUTION = '284';

/**
 * Starts the reader in a thread of its own: half a second, and some 100 megabytes.
 * @throws LikenessError `runtime_missing` where its packages are not installed
 */
export async function openVisualReader(): Promise<VisualReader> {
  const { createWorker, PSM } = await import('tesseract.js').catch(missing);
  const worker = await createWorker('eng', 1, {
    langPath: languageFolder(),
    gzip: true,
    cacheMethod: 'none',
  });
  silence(worker);
  await worker.setParameters({
    tessedit_pageseg_mode: PSM.AUTO,
    user_defined_dpi: RESOLUTION,
    debug_file: '/dev/null',
  });
  return {
    async read(page) {
      const [width, height] = [page.width, page.height].map((side) => Math.round(ENLARGEMENT * side));
      const png = Buffer.from(await encodePng(resize(page, width!, height!)));
      const { data } = await worker.recognize(png, {}, { text: false, blocks: true });
      return (data.blocks ?? []).flatMap(({ paragraphs }) =>
        paragraphs.flatMap(({ lines }) =>
          lines.map(({ words }) =>
            words.map(({ text, confidence }) => ({ text, confidence: confidence / 100 })),
          ),
        ),
      );
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

/** What its libraries have to say of nearly every page would go to the terminal. */
function silence(worker: object): void {
  const { worker: thread } = worker as { readonly worker?: unknown };
  if (thread instanceof Worker) thread.stderr.unpipe(process.stderr).resume();
}

/** The most accurate of its English models; it comes with the package, and nothing is fetched. */
function languageFolder(): string {
  try {
    const data = createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json');
    return `${dirname(data)}/4.0.0_best_int`;
  } catch (cause) {
    return missing(cause);
  }
}

function missing(cause: unknown): never {
  throw new LikenessError('runtime_missing', 'The reader of the visual zone is not installed.', {
    hint: 'Run npm install tesseract.js @tesseract.js-data/eng: they are optional, and were left out.',
    cause,
  });
}
