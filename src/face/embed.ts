// From aligned faces to templates: one run of the model for all faces of a picture and their mirror images.

import { LikenessError } from '../errors.js';
import { mirror, type Picture, toPlanes } from '../image/index.js';
import type { Session } from '../onnx/index.js';
import type { AlignedFace } from './align.js';
import type { PictureRole } from './quality/index.js';
import type { EmbedderManifest, ModelInput } from './registry/manifest.js';
import { makeTemplate, type Template } from './template.js';

/** An embedder ready to run. */
export interface Embedder {
  readonly manifest: EmbedderManifest;
  readonly session: Session;
}

/** A face to embed, and in what it was found; default a selfie. Only models with sibling heads tell the two apart. */
export type FaceToEmbed = Pick<AlignedFace, 'chip'> & { readonly role?: PictureRole };

/**
 * Templates of aligned faces, in their order.
 * @throws `template_invalid` where the model gives something else than a finite, non-zero vector a chip;
 * `model_unsuitable` where it lacks the output for documents that its manifest names
 */
export async function embed(
  { manifest, session }: Embedder,
  faces: readonly FaceToEmbed[],
): Promise<Template[]> {
  if (faces.length === 0) return [];
  const chips = faces.map((f) => f.chip);
  const batch = manifest.alignment.mirror ? [...chips, ...chips.map(mirror)] : chips;
  const [input] = session.inputs;
  const results = await runBatch(session, input!.name, manifest.input, batch, isFixedToOne(input!.dims[0]));
  const heads = outputsOf(manifest, session);
  const rows = {
    selfie: rowsOf(results, heads.selfie, manifest, batch.length),
    document: rowsOf(results, heads.document, manifest, batch.length),
  };
  return faces.map(({ role = 'selfie' }, i) => {
    const row = rows[role][i]!;
    const mirrored = rows[role][i + faces.length];
    return makeTemplate(
      manifest.sha256,
      mirrored ? row.map((value, k) => value + mirrored[k]!) : row.slice(),
    );
  });
}

function outputsOf(
  { name, documentOutput }: EmbedderManifest,
  { outputs }: Session,
): Record<PictureRole, string> {
  const selfie = outputs[0]!.name;
  if (documentOutput === undefined) return { selfie, document: selfie };
  if (outputs.some((output) => output.name === documentOutput)) return { selfie, document: documentOutput };
  throw new LikenessError(
    'model_unsuitable',
    `${name} has no output ${documentOutput}, which its manifest names`,
  );
}

/** @throws `template_invalid` where there is not one row a chip */
function rowsOf(
  results: readonly Record<string, { data: Float32Array }>[],
  output: string,
  { name, templateLength }: EmbedderManifest,
  chips: number,
): Float32Array[] {
  const embeddings = results.map((result) => result[output]!.data);
  const rows = splitRows(embeddings, templateLength);
  if (rows.length === chips) return rows;
  const given = embeddings.reduce((sum, { length }) => sum + length, 0);
  throw new LikenessError(
    'template_invalid',
    `${name} gave ${given} numbers for ${chips} chips: templates of ${templateLength} were expected`,
  );
}

const isFixedToOne = (batch: number | string | undefined): boolean => batch === 1;

/** Many embedders are exported for one picture at a time; those run once a picture. */
async function runBatch(
  session: Session,
  name: string,
  input: ModelInput,
  batch: readonly Picture[],
  oneByOne: boolean,
): Promise<Record<string, { data: Float32Array }>[]> {
  const groups = oneByOne ? batch.map((p) => [p]) : [batch];
  const results = [];
  for (const group of groups) {
    results.push(
      await session.run({ [name]: { data: planesOf(group, input), dims: dimsOf(group.length, input) } }),
    );
  }
  return results;
}

function planesOf(batch: readonly Picture[], { size, mean, scale, order, layout }: ModelInput): Float32Array {
  const each = 3 * size * size;
  const data = new Float32Array(batch.length * each);
  for (const [i, picture] of batch.entries()) toPlanes(picture, mean, scale, order, layout, data, i * each);
  return data;
}

const dimsOf = (count: number, { size, layout }: ModelInput): number[] =>
  layout === 'nchw' ? [count, 3, size, size] : [count, size, size, 3];

function splitRows(embeddings: readonly Float32Array[], length: number): Float32Array[] {
  return embeddings.flatMap((data) =>
    Array.from({ length: Math.ceil(data.length / length) }, (_, i) =>
      data.subarray(i * length, (i + 1) * length),
    ),
  );
}
