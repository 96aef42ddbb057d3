// The order of test files: the longest first, so that no core waits at the end for one of them. Vitest alone goes by the
// size of the files, which says little; a clone has no times of earlier runs.

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest on two cores, by what `npm test` prints. */
const LONGEST = [
  'src/decision/mutation.test.ts',
  'src/autograd/training/killed.test.ts',
  'src/cli/document.test.ts',
  'src/workbench/recipes/embedder/trainEmbedder.test.ts',
  'src/workbench/scoring/scoringEngine.test.ts',
  'src/workbench/study/runStudy.test.ts',
  'src/autograd/lowering/blocked/wholeNetworks.test.ts',
  'src/image/hostile.test.ts',
  'src/workbench/splitting/splitDataset.test.ts',
  'src/face/find.test.ts',
  'src/cli/commands.test.ts',
  'src/service/postgres/startPostgres.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((name) => moduleId.replaceAll('\\', '/').endsWith(name));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
