// `likeness data degrade photo.jpg --sheet sheet.png`: what happens to one photograph, for people to look at.

import { LikenessError } from '../../../errors.js';
import type { ProcessName, ShownRow } from '../../../workbench/index.js';
import { interruptible } from '../../interrupt.js';
import { withLikeness } from '../../opening.js';
import { count, printLines } from '../../output.js';
import { startProgress } from '../../progress.js';
import { save } from '../../save.js';
import type { Terminal } from '../../terminal.js';

interface Chosen {
  readonly process: readonly ProcessName[];
  readonly seed: number;
  readonly model?: string;
}

/** Draws each process step by step, then each effect alone at several severities. */
export async function drawSheet(
  terminal: Terminal,
  photograph: string,
  out: string,
  { process, seed, model }: Chosen,
): Promise<void> {
  const { EFFECTS, showEffect, showProcess } = await import('../../../workbench/index.js');
  const { degradationSheet } = await import('../../sheet/degradation.js');
  const { picture, faces } = await withLikeness(terminal, { model }, (likeness) =>
    likeness.inspect(photograph),
  );
  const largest = faces.toSorted((a, b) => b.box.width - a.box.width)[0];
  if (!largest) throw new LikenessError('face_not_found', `no face can be seen in ${photograph}`);
  const face = { landmarks: largest.landmarks.five.flatMap(({ x, y }) => [x, y]) };
  const work = [
    ...process.map((name) => () => showProcess(picture, face, name, seed)),
    ...[...EFFECTS.values()].map((effect) => () => showEffect(picture, face, effect, seed)),
  ];
  const rows: ShownRow[] = [];
  await interruptible(async (signal) => {
    const progress = startProgress(terminal);
    try {
      for (const show of work) {
        signal.throwIfAborted();
        progress.report('drawing', rows.length, work.length);
        rows.push(await show());
      }
    } finally {
      progress.done();
    }
  });
  await save(out, await degradationSheet(rows));
  printLines(terminal, [
    `${out}: ${count(process.length)} processes step by step, ${count(EFFECTS.size)} effects alone`,
  ]);
}
