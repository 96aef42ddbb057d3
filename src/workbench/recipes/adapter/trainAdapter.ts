// Templates of the base → heads → crowd → one model, with what it does for people who were kept from it.

import { type EmbedderManifest, embedderManifest, ensureModel } from '../../../face/index.js';
import { createRandom, shuffle } from '../../../trials/index.js';
import { datasetTemplates } from '../../templates/datasetTemplates.js';
import type { Finding, Trained, TrainedModel, TrainingContext } from '../kind.js';
import { type AdapterParts, adapt, type FullCrowd } from './adapt.js';
import { composeAdapter, OUTPUTS } from './compose.js';
import { crowdOf, likenessTo, peopleOfPortraits } from './crowd.js';
import type { TrainedHeads } from './heads.js';
import { fitOffset } from './offset.js';
import { overBase } from './overBase.js';
import { type BothSides, bothSides, ofSubjects, peopleIn } from './portraits.js';
import type { AdapterRecipe } from './recipe.js';
import { trainHeads } from './trainHeads.js';
import { fnmrOf, leastCllr, scoresOf, type WatchedScores } from './watched.js';

/** @throws LikenessError `training_unsuitable`, `model_not_found`; what the signal was aborted with */
export async function trainAdapter(recipe: AdapterRecipe, context: TrainingContext): Promise<Trained> {
  const { records, store, home, threads, signal, onProgress } = context;
  const stored = await ensureModel(store, recipe.base, (message) => onProgress?.(message));
  const base = embedderManifest(stored);
  const { acquired } = await datasetTemplates(base.sha256, records, {
    home,
    store,
    ...(threads ? { threads } : {}),
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  });
  const sides = bothSides(records, acquired, base.templateLength);
  const { parts, watched, history } = await fitAdapter(recipe, sides, context);
  onProgress?.('measuring on the people who were watched');
  return {
    product: {
      kind: 'model',
      bytes: composeAdapter(stored.bytes, base, parts),
      manifest: manifestOf(recipe, base, parts),
    },
    bases: [{ name: base.name, digest: base.sha256 }],
    overBase: (pictures, templates) => overBase(parts, pictures, templates),
    used: records.filter((_, i) => acquired[i]!.kind === 'template'),
    history,
    findings: findingsOf(scoresOf(watched), scoresOf(await adapt(parts, watched)), recipe.seed),
  };
}

/** What was fitted to templates, and the people whom it was kept from. */
export interface FittedAdapter {
  readonly parts: AdapterParts;
  readonly watched: BothSides;
  readonly history: Trained['history'];
}

/** @throws LikenessError `training_unsuitable`; what the signal was aborted with */
export async function fitAdapter(
  recipe: AdapterRecipe,
  sides: BothSides,
  context: Pick<TrainingContext, 'folder' | 'threads' | 'signal' | 'onEvent'>,
): Promise<FittedAdapter> {
  const { fitted, watched } = apart(sides, recipe);
  const { heads, history } = await headsFor(recipe, fitted, watched, context);
  const through = (both: BothSides) => adapt({ heads, crowd: undefined }, both);
  const crowd = recipe.crowd
    ? makeCrowd(recipe.crowd, await through(fitted), await through(watched))
    : undefined;
  return { parts: { heads, crowd }, watched, history };
}

async function headsFor(
  recipe: AdapterRecipe,
  fitted: BothSides,
  watched: BothSides,
  context: Parameters<typeof trainHeads>[3],
): Promise<{ readonly heads: TrainedHeads | undefined; readonly history: Trained['history'] }> {
  if (recipe.heads === 'none') return { heads: undefined, history: [] };
  if (recipe.heads === 'offset') return { heads: fitOffset(fitted), history: [] };
  return trainHeads(recipe, fitted, watched, context);
}

/** Subjects of whom there is a document and a selfie are shared out by the seed; all others are fitted on. */
function apart(
  sides: BothSides,
  { watch, seed }: AdapterRecipe,
): { readonly fitted: BothSides; readonly watched: BothSides } {
  const withSelfie = peopleIn(sides.selfies);
  const paired = [...peopleIn(sides.documents)]
    .filter((subject) => withSelfie.has(subject))
    .sort((a, b) => a - b);
  const order = Int32Array.from(paired);
  shuffle(order, createRandom(seed));
  const kept = new Set(order.subarray(0, Math.max(1, Math.round(watch * order.length))));
  const others = new Set(
    [...peopleIn(sides.documents), ...withSelfie].filter((subject) => !kept.has(subject)),
  );
  const of = (people: ReadonlySet<number>): BothSides => ({
    documents: ofSubjects(sides.documents, people),
    selfies: ofSubjects(sides.selfies, people),
  });
  return { fitted: of(others), watched: of(kept) };
}

/** Both kinds are held against a crowd of selfies: more people have one than have a document. */
function makeCrowd(
  { people, nearest, weight, most }: NonNullable<AdapterRecipe['crowd']>,
  fitted: BothSides,
  watched: BothSides,
): FullCrowd {
  const crowd = crowdOf(peopleOfPortraits(fitted.selfies, most), people);
  // Watched people are not in the crowd: how like it they are is how like it anybody will be.
  const likeness = {
    document: likenessTo(crowd, watched.documents, nearest),
    selfie: likenessTo(crowd, watched.selfies, nearest),
  };
  const usual = { document: mean(likeness.document), selfie: mean(likeness.selfie) };
  const furthest = (['document', 'selfie'] as const).map((side) =>
    likeness[side].reduce((most, value) => Math.max(most, Math.abs(value - usual[side])), 0),
  );
  return { crowd, usual, nearest, weight, limit: ROOM * Math.max(...furthest) };
}

/** How much further from the usual than anybody who was watched a likeness may lie and still count in full. */
const ROOM = 1.5;

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function manifestOf(
  { name, heads, crowd }: AdapterRecipe,
  base: EmbedderManifest,
  parts: AdapterParts,
): TrainedModel['manifest'] {
  return {
    kind: 'embedder',
    input: base.input,
    alignment: { ...base.alignment, mirror: false },
    templateLength: base.templateLength + (parts.crowd ? CROWD_COORDINATES : 0),
    documentOutput: OUTPUTS.document,
    licence: base.licence,
    source: `${name}: trained here over ${base.name} (${base.sha256.slice(0, 12)}); heads: ${heads}; ${crowd ? 'held against a crowd' : 'no crowd'}`,
  };
}

/** Coordinates that a crowd adds to a template. */
const CROWD_COORDINATES = 4;

function findingsOf(before: WatchedScores, after: WatchedScores, seed: number): Finding[] {
  const rates = [1e-2, 1e-3].map((fmr) => ({
    what: `FNMR at FMR ${fmr.toExponential(0)}, people who were watched`,
    before: rateOf(before, fmr, seed),
    after: rateOf(after, fmr, seed) ?? 'too few comparisons',
  }));
  const bits = (scores: WatchedScores) => `${leastCllr(scores).toFixed(4)} bits`;
  return [
    ...rates,
    { what: 'least Cllr, people who were watched', before: bits(before), after: bits(after) },
  ];
}

function rateOf(scores: WatchedScores, fmr: number, seed: number): string | null {
  const found = fnmrOf(scores, fmr, seed);
  if (!found) return null;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return `${percent(found.estimate)} (${percent(found.lower)}–${percent(found.upper)})`;
}
