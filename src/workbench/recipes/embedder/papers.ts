// What is told of an embedder that was trained: its manifest, and findings for people.

import { countFlops } from '../../../autograd/index.js';
import type { NamedModel } from '../../../face/index.js';
import { encodeModel, type Model } from '../../../onnx/index.js';
import type { SubjectTrials } from '../../../trials/index.js';
import type { Finding, Trained, TrainingContext } from '../kind.js';
import type { Run } from '../training/runTraining.js';
import { statementsOf } from '../watching/verification.js';
import type { Samples } from './samples.js';
import { type EmbedderRecipe, isScratch } from './schema.js';
import type { Trainee } from './trainee.js';
import type { EmbedderWatch } from './watch.js';

export function productOf(
  model: Model,
  { base, manifest }: Trainee,
  { loss, start }: EmbedderRecipe,
  { samples, count }: Samples,
  { dataset }: TrainingContext,
): Trained['product'] {
  const people = `${samples.length} pictures of ${count} subjects of ${dataset.name}`;
  const teacher = loss.kind === 'distil' && loss.teacher ? `, templates of ${loss.teacher} as targets` : '';
  const licences = [...new Set(samples.map(({ record }) => record.terms.licence ?? 'not stated'))].sort();
  return {
    kind: 'model',
    bytes: encodeModel(model),
    manifest: {
      kind: 'embedder',
      ...manifest,
      licence:
        base?.manifest.licence ?? `yours; licences of the photographs trained on: ${licences.join(', ')}`,
      source:
        base === null
          ? `${isScratch(start) ? start.network : ''}, trained here from random weights on ${people}${teacher}`
          : `${base.manifest.name} (${base.manifest.sha256.slice(0, 12)}), trained on here with ${people}${teacher}; ${base.manifest.source}`,
    },
  };
}

/** What it was trained from, and who taught it: one model, where the base teaches itself. */
export function basesOf(
  { base }: Pick<Trainee, 'base'>,
  { teacher }: Pick<Samples, 'teacher'>,
): NamedModel[] {
  const from = base && { name: base.manifest.name, digest: base.manifest.sha256 };
  const both = [from, teacher].filter((one) => one !== null);
  return from?.digest === teacher?.digest ? both.slice(0, 1) : both;
}

export function watchedFindings(
  watch: EmbedderWatch | null,
  { base }: Trainee,
  before: SubjectTrials | undefined,
  after: SubjectTrials | undefined,
): Finding[] {
  if (!watch || !before || !after) return [];
  const people = new Set(watch.pictures.map(({ record }) => record.subject)).size;
  const earlier = base === null ? [] : statementsOf(before);
  return [
    {
      what: 'watched (they chose the state: no claim)',
      before: null,
      after: `${watch.what}: ${watch.pictures.length} pictures of ${people} subjects kept from training`,
    },
    ...statementsOf(after).map(({ what, told }, i): Finding => {
      const { [i]: then } = earlier;
      return {
        what: `watched ${what}`,
        before: then === undefined || then.told === told ? null : then.told,
        after: told,
      };
    }),
  ];
}

export function modelFindings(model: Model, parameters: number): Finding[] {
  const flops = countFlops(model.graph).total;
  return [
    { what: 'parameters trained', before: null, after: parameters.toLocaleString('en-GB') },
    { what: 'multiply-adds a face', before: null, after: `${(flops / 1e6).toFixed(0)} million` },
    {
      what: 'size of the file',
      before: null,
      after: `${(encodeModel(model).byteLength / 1e6).toFixed(1)} MB`,
    },
  ];
}

export function runFindings(
  { report }: Run,
  { samples, count }: Samples,
  missing: number,
  { batch, epochs }: EmbedderRecipe,
): Finding[] {
  const best = report.best ? `, the state of step ${report.best.step} kept` : '';
  return [
    {
      what: 'trained on',
      before: null,
      after: `${samples.length} pictures of ${count} subjects${missing > 0 ? `; ${missing} pictures of the part hold no face` : ''}`,
    },
    {
      what: 'run',
      before: null,
      after:
        `${report.steps} steps of ${batch}, at most ${epochs} epochs${best}; ` +
        `${(report.seconds / 60).toFixed(1)} min at ${report.samplesPerSecond.toFixed(0)} faces/s`,
    },
  ];
}
