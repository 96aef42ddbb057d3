// Bring a stranger's face embedder into the registry: check that it is one, try it, write down what it is.

import { readFile, stat } from 'node:fs/promises';
import * as v from 'valibot';
import { LikenessError } from '../../errors.js';
import { openSession, type Port, type Session, summarizeModel } from '../../onnx/index.js';
import { writeCard } from './card.js';
import { DEFAULT_MODELS, defaultDigest } from './defaults.js';
import {
  AlignmentSchema,
  CalibrationSchema,
  check,
  checkAlignment,
  InputSchema,
  ManifestSchema,
  type ModelAlignment,
  type ModelInput,
  type ModelManifest,
  NameSchema,
} from './manifest.js';
import { type ModelStore, parseJson, sha256 } from './store.js';

/** What the owner of a model may say of it; all that is left out follows the ArcFace convention. */
export const PartialManifestSchema = v.strictObject({
  input: v.optional(v.partial(InputSchema)),
  alignment: v.optional(v.partial(AlignmentSchema)),
  documentOutput: ManifestSchema.entries.documentOutput,
  licence: v.optional(v.string()),
  source: v.optional(v.string()),
  calibration: v.optional(CalibrationSchema),
});

/** ArcFace: 112 × 112, RGB, (value − 127.5) / 127.5. J. Deng et al., CVPR 2019, and InsightFace's `face_align.py`. */
const ARCFACE_INPUT: ModelInput = {
  size: 112,
  order: 'rgb',
  layout: 'nchw',
  mean: [127.5, 127.5, 127.5],
  scale: [1 / 127.5, 1 / 127.5, 1 / 127.5],
};

const ARCFACE_ALIGNMENT: ModelAlignment = {
  landmarks: 'five',
  points: [
    [38.2946, 51.6963],
    [73.5318, 51.5014],
    [56.0252, 71.7366],
    [41.5493, 92.3655],
    [70.7299, 92.2041],
  ],
  mirror: false,
};

/** Larger files are no face embedders, and would be read into memory whole. */
const MOST_BYTES = 1024 ** 3;

export interface AddOptions {
  /** Lower-case name by which commands call it. */
  readonly name: string;
  /** Path of a JSON file with what differs from the ArcFace convention. */
  readonly manifest?: string;
  readonly licence?: string;
  readonly source?: string;
}

/**
 * Adds an ONNX face embedder: one picture in, one vector out.
 * @throws `file_not_found`, `file_too_large`, `model_invalid`, `model_unsuitable`, `manifest_invalid`,
 * `option_invalid`, `home_unwritable`
 */
export async function addModel(store: ModelStore, file: string, options: AddOptions): Promise<ModelManifest> {
  const said = options.manifest ? await readPartialManifest(options.manifest) : {};
  const bytes = await readModelFile(file);
  await checkName(store, options.name, sha256(bytes));
  checkStandsAlone(bytes, file);
  const input = { ...ARCFACE_INPUT, ...withoutUndefined(said.input) };
  const alignment = { ...ARCFACE_ALIGNMENT, ...withoutUndefined(said.alignment) };
  checkAlignment(alignment, options.manifest ?? 'the ArcFace convention');
  const templateLength = await tryModel(bytes, input, said.documentOutput);
  const manifest: ModelManifest = {
    name: options.name,
    kind: 'embedder',
    sha256: sha256(bytes),
    bytes: bytes.byteLength,
    input,
    alignment,
    templateLength,
    ...(said.documentOutput ? { documentOutput: said.documentOutput } : {}),
    licence: options.licence ?? said.licence ?? 'not stated',
    source: options.source ?? said.source ?? `added from ${file}`,
    added: new Date().toISOString(),
    ...(said.calibration ? { calibration: said.calibration } : {}),
  };
  await store.write(manifest, bytes, writeCard(manifest));
  return manifest;
}

async function readPartialManifest(path: string): Promise<v.InferOutput<typeof PartialManifestSchema>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new LikenessError('file_not_found', `there is no manifest ${path}`, { cause });
  });
  return check(PartialManifestSchema, parseJson(text, path), path);
}

async function readModelFile(file: string): Promise<Uint8Array> {
  const info = await stat(file).catch((cause: unknown) => {
    throw new LikenessError('file_not_found', `there is no file ${file}`, { cause });
  });
  if (!info.isFile()) throw new LikenessError('file_unreadable', `${file} is not a file`);
  if (info.size > MOST_BYTES)
    throw new LikenessError(
      'file_too_large',
      `${file} has ${info.size} bytes, at most ${MOST_BYTES} are read`,
    );
  return readFile(file).catch((cause: unknown) => {
    throw new LikenessError('file_unreadable', `${file} cannot be read`, { cause });
  });
}

async function checkName(store: ModelStore, name: string, digest: string): Promise<void> {
  const refuse = (why: string) =>
    new LikenessError('option_invalid', why, { hint: 'Choose another --name.' });
  const parsed = v.safeParse(NameSchema, name);
  if (!parsed.success) throw refuse(`the name ${name} ${parsed.issues[0].message}`);
  const known = DEFAULT_MODELS.find((d) => defaultDigest(d) === digest);
  if (known) throw new LikenessError('option_invalid', `this file is the default model ${known}`);
  const taken = (await store.list()).some((m) => m.name === name && m.sha256 !== digest);
  if (taken || (DEFAULT_MODELS as readonly string[]).includes(name)) {
    throw refuse(`the name ${name} is taken`);
  }
}

function checkStandsAlone(bytes: Uint8Array, file: string): void {
  const { externalFiles } = summarizeModel(bytes);
  if (externalFiles.length > 0) {
    throw new LikenessError(
      'model_unsuitable',
      `${file} keeps its weights in other files (${externalFiles.join(', ')}): save it as one file`,
    );
  }
}

/** Runs the model on a grey picture and gives the length of its template. */
async function tryModel(
  bytes: Uint8Array,
  input: ModelInput,
  documentOutput: string | undefined,
): Promise<number> {
  const session = await openSession(bytes);
  try {
    const port = onlyInput(session);
    const expected = input.layout === 'nchw' ? [3, input.size, input.size] : [input.size, input.size, 3];
    if (!fits(port.dims, [1, ...expected])) {
      throw new LikenessError(
        'model_unsuitable',
        `its input is [${port.dims.join(', ')}], the manifest says [N, ${expected.join(', ')}]`,
      );
    }
    const data = new Float32Array(3 * input.size * input.size).fill(0.1);
    const results = await session.run({ [port.name]: { data, dims: [1, ...expected] } });
    const length = templateLengthOf(results[session.outputs[0]!.name]!);
    if (documentOutput === undefined) return length;
    const sibling = results[documentOutput];
    if (sibling && templateLengthOf(sibling) === length) return length;
    throw new LikenessError(
      'model_unsuitable',
      `its output ${documentOutput} ${sibling ? `has another length than ${length}` : 'is not there'}`,
    );
  } finally {
    await session.close();
  }
}

function onlyInput(session: Session): Port {
  const [port] = session.inputs;
  if (!port || session.inputs.length !== 1) {
    throw new LikenessError(
      'model_unsuitable',
      `it has ${session.inputs.length} inputs: a face embedder has one`,
    );
  }
  if (port.type !== 'float32')
    throw new LikenessError('model_unsuitable', `its input is ${port.type}, not float32`);
  return port;
}

const fits = (dims: Port['dims'], expected: readonly number[]): boolean =>
  dims.length === expected.length &&
  dims.every((d, i) => typeof d === 'string' || d <= 0 || d === expected[i]);

function templateLengthOf({ data, dims }: { data: Float32Array; dims: readonly number[] }): number {
  const isVector = data instanceof Float32Array && data.length >= 2 && data.length <= 65536 && dims[0] === 1;
  if (!isVector)
    throw new LikenessError('model_unsuitable', `its first output is [${dims.join(', ')}]: no template`);
  if (!data.every(Number.isFinite)) throw new LikenessError('model_unsuitable', 'its output is not finite');
  return data.length;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T | undefined): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, v]) => v !== undefined)) as Partial<
    Defined<T>
  >;
}
