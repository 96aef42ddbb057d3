// The order of test files: the longest first, so that no core waits at the end for one of them. Vitest alone goes by the
// size of the files, which says little; a clone has no times of earlier runs.

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest on two cores, by what `npm test` prints. */
const LONGEST = [
  'src/web/capture/guidance.browser.test.ts',
  'src/web/console/analytics/analytics.browser.test.ts',
  'src/web/capture/capture.browser.test.ts',
  'src/decision/hostile.test.ts',
  'src/workbench/recipes/fusion/fusion.test.ts',
  'src/cli/document.test.ts',
  'src/face/find.test.ts',
  'src/autograd/lowering/blocked/wholeNetworks.test.ts',
  'src/workbench/recipes/liveness/liveness.test.ts',
  'src/cli/commands.test.ts',
  'src/workbench/degrade/processes.test.ts',
  'src/workbench/evaluation/evaluate.test.ts',
  'src/service/inference/pool.test.ts',
  'src/web/capture/seeing/page.test.ts',
  'src/trials/uncertainty/claim.test.ts',
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
