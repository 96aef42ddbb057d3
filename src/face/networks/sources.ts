// Where the default models' weights come from: two npm packages under the MIT licence.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { LikenessError } from '../../errors.js';
import { readWeights, type TfNode, type Weights, type WeightsGroup } from '../../onnx/index.js';

export type SourcePackage = '@vladmandic/face-api' | '@vladmandic/human';

const require = createRequire(import.meta.url);

/** Version of an installed package. */
export async function packageVersion(name: SourcePackage): Promise<string> {
  const manifest = JSON.parse((await readSource(name, 'package.json')).toString('utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** Weights of one of face-api's networks, by the name of its files. */
export async function faceApiWeights(network: string): Promise<Weights> {
  const groups = JSON.parse(
    (await readSource('@vladmandic/face-api', `model/${network}-weights_manifest.json`)).toString('utf8'),
  ) as WeightsGroup[];
  return readWeights(groups, await readSource('@vladmandic/face-api', `model/${network}.bin`));
}

/** Graph and weights of one of human's networks, by the name of its files. */
export async function humanNetwork(network: string): Promise<{ nodes: readonly TfNode[]; weights: Weights }> {
  const model = JSON.parse(
    (await readSource('@vladmandic/human', `models/${network}.json`)).toString('utf8'),
  ) as {
    modelTopology: { node: TfNode[] };
    weightsManifest: WeightsGroup[];
  };
  const bytes = await readSource('@vladmandic/human', `models/${network}.bin`);
  return { nodes: model.modelTopology.node, weights: readWeights(model.weightsManifest, bytes) };
}

async function readSource(name: SourcePackage, file: string): Promise<Buffer> {
  try {
    return await readFile(join(rootOf(name), file));
  } catch (cause) {
    throw new LikenessError('model_source_missing', `${name} is not installed or has no file ${file}`, {
      cause,
    });
  }
}

/** Both packages have their entry in `dist`; human lets nothing else be resolved by name. */
function rootOf(name: SourcePackage): string {
  return dirname(dirname(require.resolve(name)));
}
