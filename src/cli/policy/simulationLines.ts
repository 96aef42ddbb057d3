// A simulation for people: what would change, and what it would cost.

import type { Change, Share, Simulated, Simulation } from '../../service/index.js';
import { count, type Paint, rate, table } from '../output.js';

type Estimate = NonNullable<Simulation['workload']>['casesADay']['before'];

export function simulationLines(simulation: Simulation, paint: Paint): string[] {
  const { decisions, sampled, from, to, inForce } = simulation;
  const day = (moment: string): string => moment.slice(0, 10);
  return [
    `${count(decisions)} decisions from ${day(from)} to ${day(to)}${sampled < decisions ? `, of which ${count(sampled)} drawn by chance` : ''}; version ${inForce} is in force.`,
    ...leftOut(simulation),
    ...kindLines('Selfie and document', simulation.proofing, paint),
    ...kindLines('Selfie and enrolled customer', simulation.authentication, paint),
    ...workloadLines(simulation, paint),
  ];
}

function leftOut({ unreadable, undecidable, replayFaults }: Simulation): string[] {
  return [
    ...(unreadable > 0
      ? [`${count(unreadable)} are left out: their report was deleted or their person erased.`]
      : []),
    ...(undecidable > 0
      ? [`${count(undecidable)} are left out: their report does not say what the document had against them.`]
      : []),
    ...(replayFaults.length > 0
      ? [
          `${count(replayFaults.length)} come out otherwise than they did under their own policy; trust none of this before that is understood: ${replayFaults.slice(0, 3).join(', ')}`,
        ]
      : []),
  ];
}

function kindLines(title: string, simulated: Simulated | null, paint: Paint): string[] {
  if (!simulated) return [];
  const { before, after, changed, decisions, subjects, changes, untold, claim } = simulated;
  const rows = (['approve', 'review', 'reject', 'recapture'] as const).map((decision) => [
    decision,
    shareText(before[decision]),
    shareText(after[decision]),
  ]);
  return [
    '',
    paint(`${title}: ${count(decisions)} decisions about ${count(subjects)} people`, 'bold'),
    ...table([['', 'as decided', 'by this policy'], ...rows]),
    '',
    changed.count === 0
      ? 'No decision would change.'
      : `${shareText(changed)} would change (95 % intervals, by people):`,
    ...table(
      changes.map((change) => [
        `  ${change.from} → ${change.to}`,
        shareText(change),
        saidOf(change),
        `e.g. ${change.examples[0]}`,
      ]),
    ),
    ...Object.entries(untold).map(
      ([rule, number]) =>
        `${count(number)} ${number === 1 ? 'decision hangs' : 'decisions hang'} on \`${rule}\`, which what was kept does not tell: taken as it was.`,
    ),
    ...(claim
      ? [
          `Approvals claim FMR ${claimText(claim.after)}${claim.after.fmr === claim.before.fmr ? ', as before' : `; in force: ${claimText(claim.before)}`}.`,
        ]
      : ['The model has no calibration: nothing is claimed of approvals.']),
  ];
}

const shareText = ({ count: number, share, interval: [lower, upper] }: Share): string =>
  `${count(number)}, ${percent(share)} (${percent(lower)} to ${percent(upper)})`;

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.01 && share > 0 ? 2 : 1)} %`;

function saidOf({ reviewed }: Change): string {
  const said = (['approve', 'reject', 'recapture'] as const)
    .filter((what) => reviewed[what] > 0)
    .map((what) => `${count(reviewed[what])} ${what}`);
  const open = reviewed.open > 0 ? [`${count(reviewed.open)} wait for a person`] : [];
  const all = [...(said.length > 0 ? [`people said: ${said.join(', ')}`] : []), ...open];
  return all.length === 0 ? 'no person had looked' : all.join('; ');
}

function claimText({
  fmr,
  fmrInterval,
  threshold,
  supported,
}: NonNullable<Simulated['claim']>['after']): string {
  const interval = fmrInterval ? ` (${rate(fmrInterval[0])} to ${rate(fmrInterval[1])})` : '';
  const far = supported ? '' : ', beyond what the calibration’s data can prove';
  return `${rate(fmr)}${interval} from score ${threshold.toFixed(4)} on${far}`;
}

function workloadLines({ workload }: Simulation, paint: Paint): string[] {
  if (!workload) return [];
  const { casesADay, secondsALook, hoursADay, costADay } = workload;
  const row = (name: string, { before, after }: { before: Estimate; after: Estimate }) => [
    name,
    estimateText(before),
    estimateText(after),
  ];
  return [
    '',
    paint('For people to look at, a day', 'bold'),
    ...table([
      ['', 'as decided', 'by this policy'],
      row('cases', casesADay),
      ...(hoursADay ? [row('hours', hoursADay)] : []),
      ...(costADay ? [row('cost', costADay)] : []),
    ]),
    secondsALook
      ? `A look took ${Math.round(secondsALook.median)} s (median of ${count(secondsALook.looks)}).`
      : 'Reviewers have looked too seldom to say how long a case takes them.',
  ];
}

const estimateText = ({ value, interval: [lower, upper] }: Estimate): string =>
  `${plain(value)} (${plain(lower)} to ${plain(upper)})`;

const plain = (value: number): string => (value >= 100 ? count(value) : value.toFixed(1));
