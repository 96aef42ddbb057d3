// The default models: composed once from two installed packages, then kept in the registry by digest.
//
// The same packages give the same bytes on every machine, so the digests are known here beforehand; calibrations
// belong to a digest and to nothing else.

import { LikenessError } from '../../errors.js';
import { encodeModel, type Model } from '../../onnx/index.js';
import { composeBlazeFace } from '../networks/blazeface.js';
import { dlibChipPoints } from '../networks/dlibFace.js';
import { composeAccurate, composeFast, FACERES_PADDING, RECOGNITION_PADDING } from '../networks/embedders.js';
import { composeFaceMesh } from '../networks/faceMesh.js';
import { FACERES_LENGTH, FACERES_SIZE } from '../networks/faceres.js';
import {
  RECOGNITION_LENGTH,
  RECOGNITION_MEAN,
  RECOGNITION_SCALE,
  RECOGNITION_SIZE,
} from '../networks/recognition.js';
import { packageVersion, type SourcePackage } from '../networks/sources.js';
import { CALIBRATIONS } from './calibrations.js';
import { writeCard } from './card.js';
import type { ModelManifest } from './manifest.js';
import { type ModelStore, type StoredModel, sha256 } from './store.js';

/** The default embedders. */
export const PROFILES = ['accurate', 'fast'] as const;
export type Profile = (typeof PROFILES)[number];

interface Recipe {
  readonly sha256: string;
  readonly kind: ModelManifest['kind'];
  readonly packages: readonly SourcePackage[];
  readonly compose: () => Promise<Model>;
  readonly embedder?: Pick<ModelManifest, 'input' | 'alignment' | 'templateLength'>;
}

const RECIPES: Readonly<Record<'blazeface' | 'facemesh' | Profile, Recipe>> = {
  blazeface: {
    sha256: '44129b07d6c7b34708c384195cfe93fbacba17ac25a37143fbdbe8c2b3c921b4',
    kind: 'detector',
    packages: ['@vladmandic/human'],
    compose: composeBlazeFace,
  },
  facemesh: {
    sha256: 'f2c464be8eb4be6bee460d9a3f9cddd9b70365e9220e2f908626fa647d13f5a8',
    kind: 'landmarks',
    packages: ['@vladmandic/human'],
    compose: composeFaceMesh,
  },
  accurate: {
    sha256: '905677b943d7c38d283c63be09452a90b57afe3dd867c45b8128e947da0b36cf',
    kind: 'embedder',
    packages: ['@vladmandic/face-api', '@vladmandic/human'],
    compose: composeAccurate,
    embedder: {
      input: { size: FACERES_SIZE, order: 'rgb', layout: 'nchw', mean: [0, 0, 0], scale: [1, 1, 1] },
      alignment: {
        landmarks: 'inner51',
        points: dlibChipPoints(FACERES_SIZE, FACERES_PADDING),
        mirror: false,
      },
      templateLength: RECOGNITION_LENGTH + FACERES_LENGTH,
    },
  },
  fast: {
    sha256: 'e3f4dd871e899cbfa48c2a1a2876b60f2aab402139becf2f2a5865ebb4ed762b',
    kind: 'embedder',
    packages: ['@vladmandic/face-api'],
    compose: composeFast,
    embedder: {
      input: {
        size: RECOGNITION_SIZE,
        order: 'rgb',
        layout: 'nchw',
        mean: [...RECOGNITION_MEAN],
        scale: [RECOGNITION_SCALE, RECOGNITION_SCALE, RECOGNITION_SCALE],
      },
      alignment: {
        landmarks: 'inner51',
        points: dlibChipPoints(RECOGNITION_SIZE, RECOGNITION_PADDING),
        mirror: false,
      },
      templateLength: RECOGNITION_LENGTH,
    },
  },
};

export type DefaultModel = keyof typeof RECIPES;

export const DEFAULT_MODELS = Object.keys(RECIPES) as readonly DefaultModel[];

const isDefault = (name: string): name is DefaultModel => Object.hasOwn(RECIPES, name);

/** Digest under which a default model is kept, whether it was composed already or not. */
export const defaultDigest = (name: DefaultModel): string => RECIPES[name].sha256;

/** Called with a sentence when a model has to be composed. */
export type OnProgress = (message: string) => void;

/**
 * A model by name or digest; a default one is composed first where it is not there yet.
 * @throws `model_not_found`, `model_corrupt`, `model_source_missing`, `home_unwritable`
 */
export async function ensureModel(
  store: ModelStore,
  name: string,
  onProgress?: OnProgress,
): Promise<StoredModel> {
  if (!isDefault(name)) return store.read((await store.find(name)).sha256);
  const recipe = RECIPES[name];
  if (await store.has(recipe.sha256)) return refreshed(store, name, await store.read(recipe.sha256));
  onProgress?.(`composing model ${name} from ${recipe.packages.join(' and ')} (once)`);
  const bytes = encodeModel(await recipe.compose());
  const manifest = await manifestOf(name, sha256(bytes), bytes.byteLength);
  if (manifest.sha256 !== recipe.sha256) {
    throw new LikenessError(
      'model_source_missing',
      `composing ${name} gave ${manifest.sha256.slice(0, 12)} instead of ${recipe.sha256.slice(0, 12)}: ` +
        `the installed packages are not the ones that Likeness was made for (${manifest.source})`,
    );
  }
  await store.write(manifest, bytes, writeCard(manifest));
  return { manifest, bytes };
}

/** The model with what this version of Likeness says of it: it may know a newer calibration than was stored. */
async function refreshed(
  store: ModelStore,
  name: DefaultModel,
  { manifest, bytes }: StoredModel,
): Promise<StoredModel> {
  const shipped = await manifestOf(name, manifest.sha256, bytes.byteLength);
  const own = await store.ownCalibration(manifest.sha256);
  const current = own ? { ...shipped, calibration: own } : shipped;
  if (JSON.stringify(current) !== JSON.stringify(manifest)) {
    // A home that is read-only serves all the same: what was stored is only shown, never used.
    await store.describe(shipped, writeCard(current)).catch(() => undefined);
  }
  return { manifest: current, bytes };
}

/** Detector and landmarks network. */
export async function defaultModels(
  store: ModelStore,
  onProgress?: OnProgress,
): Promise<[StoredModel, StoredModel]> {
  return [
    await ensureModel(store, 'blazeface', onProgress),
    await ensureModel(store, 'facemesh', onProgress),
  ];
}

async function manifestOf(name: DefaultModel, digest: string, bytes: number): Promise<ModelManifest> {
  const { kind, packages, embedder } = RECIPES[name];
  const versions = await Promise.all(packages.map(async (p) => `${p} ${await packageVersion(p)}`));
  const calibration = CALIBRATIONS[digest];
  return {
    name,
    kind,
    sha256: digest,
    bytes,
    ...embedder,
    licence: 'MIT (the packages that carry the weights); licences of the training photographs are not known',
    source: `composed as ONNX from ${versions.join(' and ')}`,
    ...(calibration ? { calibration } : {}),
  };
}
