// Fetches a model from its publisher. Nothing of it is installed before its size and its digest are those that are
// known here; until then it lies in a folder of its own that is removed whatever happens.

import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LikenessError } from '../../errors.js';
import { addModel, type ModelManifest, ModelStore, writeCard } from '../../face/index.js';
import { summarizeModel } from '../../onnx/index.js';
import { fileTraining } from './papers.js';
import type { PublishedModel } from './publishers.js';

export interface PullOptions {
  readonly home: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (message: string, done?: number, total?: number) => void;
}

/**
 * Fetches and installs a model under a name.
 * @throws LikenessError `network_unreachable`, `download_refused`, `download_corrupt`, `home_unwritable`,
 * `model_unsuitable`; what `signal` was aborted with
 */
export async function pullModel(
  name: string,
  model: PublishedModel,
  { home, signal, onProgress }: PullOptions,
): Promise<ModelManifest> {
  const store = new ModelStore(home);
  if (await store.has(model.sha256)) return store.manifest(model.sha256);
  const folder = await workFolder(home);
  try {
    const file = join(folder, 'model.onnx');
    await download(model, file, {
      ...(signal ? { signal } : {}),
      onBytes: (done) => onProgress?.(`fetching ${name} from ${model.publisher}`, done, model.bytes),
    });
    const manifest = await install(store, name, model, file, folder);
    await fileTraining(store, manifest.sha256, {
      kind: 'declared',
      at: new Date().toISOString(),
      by: model.publisher,
      data: model.data,
    });
    return manifest;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function workFolder(home: string): Promise<string> {
  try {
    const parent = join(home, 'downloads');
    await mkdir(parent, { recursive: true });
    return await mkdtemp(join(parent, 'pull-'));
  } catch (cause) {
    throw new LikenessError('home_unwritable', `cannot write to ${home}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

async function install(
  store: ModelStore,
  name: string,
  { kind, publisher, url, licence, sha256, bytes, manifest }: PublishedModel,
  file: string,
  folder: string,
): Promise<ModelManifest> {
  const source = `${publisher}, ${url}`;
  if (kind === 'embedder') {
    const said = join(folder, 'manifest.json');
    await writeFile(said, JSON.stringify(manifest ?? {}));
    return addModel(store, file, { name, licence, source, manifest: said });
  }
  const content = await readFile(file);
  summarizeModel(content);
  const described: ModelManifest = {
    ...{ name, kind, sha256, bytes, licence, source },
    added: new Date().toISOString(),
  };
  await store.write(described, content, writeCard(described));
  return described;
}

/** Bytes may come slowly, but not so slowly that none come in this time; milliseconds. */
const PATIENCE = 60_000;

/** More than any publisher needs. */
const MOST_HOPS = 5;

/**
 * Writes what an address holds to a file, and returns only where it is what it should be.
 * @throws LikenessError `network_unreachable`, `download_refused`, `download_corrupt`
 */
export async function download(
  { url, bytes, sha256 }: Pick<PublishedModel, 'url' | 'bytes' | 'sha256'>,
  file: string,
  { signal, onBytes }: { signal?: AbortSignal; onBytes?: (done: number) => void } = {},
): Promise<void> {
  const stalled = new AbortController();
  const either = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
  const stop = () => stalled.abort(new Error(`nothing came for ${PATIENCE / 1000} seconds`));
  const timer = setTimeout(stop, PATIENCE);
  let done = 0;
  try {
    const response = await request(new URL(url), either);
    refuseSize(Number(response.headers.get('content-length') ?? bytes), bytes, url);
    const hash = createHash('sha256');
    const output = await open(file, 'w', 0o600);
    try {
      for await (const chunk of response.body ?? []) {
        timer.refresh();
        done += chunk.length;
        if (done > bytes) refuseSize(done, bytes, url);
        hash.update(chunk);
        await output.write(chunk);
        onBytes?.(done);
      }
      await output.sync();
    } finally {
      await output.close();
    }
    refuseSize(done, bytes, url);
    const digest = hash.digest('hex');
    if (digest !== sha256)
      throw new LikenessError(
        'download_corrupt',
        `${url} has the SHA-256 ${digest}, and not ${sha256} as is known`,
      );
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof LikenessError) throw error;
    const where = done > 0 ? `after ${done} of ${bytes} bytes` : `of ${new URL(url).host}`;
    throw new LikenessError('network_unreachable', `no answer ${where}: ${reasonOf(error)}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Follows redirects itself, since none may lead off TLS. */
async function request(url: URL, signal: AbortSignal): Promise<Response> {
  let here = url;
  for (let hop = 0; hop <= MOST_HOPS; hop++) {
    // The bytes of the file itself are what is known: none of a server's own compression.
    const response = await fetch(here.href, {
      redirect: 'manual',
      signal,
      headers: { 'accept-encoding': 'identity' },
    });
    const location = response.headers.get('location');
    if (response.status === 200) return response;
    await response.body?.cancel();
    if (response.status < 300 || response.status >= 400 || location === null)
      throw new LikenessError(
        'download_refused',
        `${here} answers ${response.status} ${response.statusText}`,
      );
    here = redirected(here, location);
  }
  throw new LikenessError('download_refused', `${url} redirects more than ${MOST_HOPS} times`);
}

/** @throws LikenessError `download_refused` where a redirect leads to anything but HTTPS */
export function redirected(from: URL, location: string): URL {
  const refuse = (what: string) => new LikenessError('download_refused', `${from} redirects to ${what}`);
  if (!URL.canParse(location, from.href)) throw refuse('no address');
  const to = new URL(location, from);
  if (to.protocol !== 'https:') throw refuse(`${to.origin}, which is no HTTPS`);
  return to;
}

function refuseSize(got: number, expected: number, url: string): void {
  if (got === expected) return;
  throw new LikenessError(
    'download_corrupt',
    `${url} has ${got > expected ? 'at least ' : ''}${got} bytes, and not ${expected} as is known`,
  );
}

/** `fetch failed` says nothing: the cause does. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  return cause?.code ?? cause?.message ?? message;
}
