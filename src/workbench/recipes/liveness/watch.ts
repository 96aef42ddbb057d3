// How well attacks by people never seen are told: error rates by species, as ISO/IEC 30107-3 has them.

import type { EmbedderManifest } from '../../../face/index.js';
import { toPlanes } from '../../../image/index.js';
import { encodeModel, type Model, openSession } from '../../../onnx/index.js';
import {
  type AttackPresentations,
  detectionAt,
  type PresentationRate,
  type Presentations,
  type Refusal,
} from '../../../trials/index.js';
import { type ChipFile, openChipReader } from '../chips/chipStore.js';
import type { Finding } from '../kind.js';
import { percent } from '../watching/verification.js';
import type { Presentation } from './presentations.js';

/** Probabilities of an attack, one a presentation. */
export async function probabilitiesOf(
  model: Model,
  { size, mean, scale, order, layout }: EmbedderManifest['input'],
  file: ChipFile,
  presentations: readonly Presentation[],
  threads: number,
): Promise<Float32Array> {
  const session = await openSession(encodeModel(model), { threads });
  const reader = openChipReader(file);
  const each = 3 * size * size;
  const all = new Float32Array(presentations.length);
  try {
    for (let from = 0; from < presentations.length; from += BATCH) {
      const some = presentations.slice(from, from + BATCH);
      const data = new Float32Array(some.length * each);
      some.forEach(({ place }, i) => {
        toPlanes(reader.read(place), mean, scale, order, layout, data, i * each);
      });
      const result = await session.run({
        [session.inputs[0]!.name]: { data, dims: [some.length, 3, size, size] },
      });
      all.set(Object.values(result)[0]!.data, from);
    }
    return all;
  } finally {
    reader.close();
    await session.close();
  }
}

const BATCH = 64;

/** Least probability whose logarithm is taken. */
const LEAST = 1e-7;

/** At which BPCER the log of a run tells the worst species' APCER. */
const LOGGED_BPCER = 0.05;

/** What a run's log holds: the loss with bona fide and every species weighing alike, and the worst APCER. */
export function metricsOf(
  presentations: readonly Presentation[],
  species: readonly string[],
  probabilities: Float32Array,
): { readonly loss: number; readonly worstApcer: number } {
  const { attacks, bonaFide } = presented(presentations, species, probabilities);
  const lossOf = (wanted: string | null) => {
    const losses = presentations.flatMap((one, i) => {
      const p = probabilities[i]!;
      return one.species === wanted ? [-Math.log(Math.max(LEAST, wanted === null ? 1 - p : p))] : [];
    });
    return losses.reduce((a, b) => a + b, 0) / losses.length;
  };
  const ofSpecies = species.map(lossOf).reduce((a, b) => a + b, 0) / species.length;
  const threshold = thresholdAtBpcer(bonaFide.scores, LOGGED_BPCER);
  const apcers = species.map((_, at) => {
    const own = [...attacks.scores].filter((_score, k) => attacks.species[k] === at);
    return own.filter((score) => score >= threshold).length / own.length;
  });
  return { loss: (lossOf(null) + ofSpecies) / 2, worstApcer: Math.max(...apcers) };
}

/** APCER of each species at fixed BPCERs with 95 % intervals, subjects as clusters; refused where too few. */
export function statementsOf(
  presentations: readonly Presentation[],
  species: readonly string[],
  probabilities: Float32Array,
  targets: readonly number[],
): Finding[] {
  const { attacks, bonaFide } = presented(presentations, species, probabilities);
  return targets.flatMap((target) => {
    const found = detectionAt(attacks, bonaFide, thresholdAtBpcer(bonaFide.scores, target));
    const at = `at BPCER ${percent(target)}`;
    const { bpcer } = found;
    const effective = bpcer.kind === 'rate' ? bpcer.effective : 0;
    if (effective < 3 / target) {
      const why =
        bpcer.kind === 'rate'
          ? `${Math.floor(effective)} bona fide presentations that do not hang together cannot show it: ${Math.ceil(3 / target)} are asked for (rule of 3)`
          : bpcer.reason;
      return [{ what: `APCER ${at}`, before: null, after: why }];
    }
    return [
      ...found.species.map(({ name, apcer }) => ({
        what: `APCER of ${name} ${at}`,
        before: null,
        after: told(apcer),
      })),
      {
        what: `probability of an attack from which on ${percent(target)} of bona fide are refused`,
        before: null,
        after: (1 - found.threshold).toPrecision(4),
      },
    ];
  });
}

function told(rate: PresentationRate | Refusal): string {
  if (rate.kind === 'unsupported') return rate.reason;
  const { errors, presentations, lower, upper } = rate;
  return `${percent(rate.rate)} (${percent(lower)} – ${percent(upper)}; ${errors} of ${presentations})`;
}

/** The highest threshold that refuses no more than the target of bona fide presentations. */
export function thresholdAtBpcer(bonaFide: ArrayLike<number>, target: number): number {
  const ascending = Float64Array.from(bonaFide).sort();
  return ascending[Math.min(ascending.length - 1, Math.floor(target * ascending.length))]!;
}

/** Scores as the standard has them, higher for what looks alive, and whose face each presentation shows. */
function presented(
  presentations: readonly Presentation[],
  species: readonly string[],
  probabilities: Float32Array,
): { readonly attacks: AttackPresentations; readonly bonaFide: Presentations } {
  const subjects = new Map<string, number>();
  const clusterOf = ({ record: { subject } }: Presentation): number => {
    const number = subjects.get(subject) ?? subjects.size;
    subjects.set(subject, number);
    return number;
  };
  const of = (isWanted: (one: Presentation) => boolean) => {
    const wanted = presentations.flatMap((one, i) => (isWanted(one) ? [{ one, p: probabilities[i]! }] : []));
    return {
      those: wanted.map(({ one }) => one),
      scores: Float64Array.from(wanted, ({ p }) => 1 - p),
      cluster: Int32Array.from(wanted, ({ one }) => clusterOf(one)),
    };
  };
  const { those, ...attacks } = of((one) => one.species !== null);
  const { scores, cluster } = of((one) => one.species === null);
  return {
    attacks: {
      ...attacks,
      names: species,
      species: Int32Array.from(those, (one) => species.indexOf(one.species!)),
    },
    bonaFide: { scores, cluster },
  };
}
