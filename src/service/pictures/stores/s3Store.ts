// Pictures in a bucket of Amazon S3, or of anything that speaks its language (MinIO, Ceph, Garage, R2, …).

import { createHash } from 'node:crypto';
import type { Health } from '../keys/masterKeys.js';
import { checkName, isName, type PictureStore } from './pictureStore.js';
import { type Bucket, bucketOf, type S3Options } from './s3Options.js';
import { type Answer, type Ask, askS3, refusal } from './s3Requests.js';
import { parseListing } from './s3Xml.js';

/**
 * A bucket as a picture store. Requests are signed with Signature Version 4, bodies included, so that neither can be
 * changed on the way; what fails for a passing reason is tried again. Nothing is asked before the first call: see
 * `proveStore`.
 *
 * In a bucket that keeps versions, a deleted object stays as a former version until the bucket's rules remove it. It
 * cannot be opened once its subject's key is destroyed.
 *
 * @throws `store_invalid` where an option cannot be right
 */
export function s3Store(options: S3Options): PictureStore {
  const bucket = bucketOf(options);
  const ask = (request: Ask) => askS3(bucket, request);
  const keyOf = (name: string) => bucket.prefix + name;
  return {
    async put(name, bytes) {
      checkName(name);
      const checksum = createHash('sha256').update(bytes).digest('base64');
      const headers = { 'content-type': 'application/octet-stream', 'x-amz-checksum-sha256': checksum };
      const answer = await ask({ method: 'PUT', key: keyOf(name), headers, body: bytes });
      if (answer.status !== 200) throw refusal(bucket, `write ${name}`, answer);
    },
    async get(name) {
      checkName(name);
      const answer = await ask({ method: 'GET', key: keyOf(name) });
      if (answer.status !== 200) throw refusal(bucket, `read ${name}`, answer);
      return answer.body;
    },
    async delete(name) {
      checkName(name);
      const answer = await ask({ method: 'DELETE', key: keyOf(name) });
      const gone = answer.status === 200 || answer.status === 204 || answer.code === 'NoSuchKey';
      if (!gone) throw refusal(bucket, `delete ${name}`, answer);
    },
    list: (prefix) => listAll(bucket, ask, keyOf(prefix)),
    health: () => healthOf(bucket),
  };
}

async function* listAll(
  bucket: Bucket,
  ask: (request: Ask) => Promise<Answer>,
  prefix: string,
): AsyncIterable<string> {
  let token: string | undefined;
  do {
    const page = pageQuery(prefix, token);
    const answer = await ask({ method: 'GET', key: '', query: page });
    if (answer.status !== 200) throw refusal(bucket, 'list objects', answer);
    const listing = parseListing(answer.body);
    if (listing.next === token && token !== undefined)
      throw refusal(bucket, 'list past a page of objects', answer);
    for (const key of listing.keys) {
      // A bucket may be shared: what no put of ours can have made is not ours to name.
      const name = key.slice(bucket.prefix.length);
      if (key.startsWith(prefix) && isName(name)) yield name;
    }
    token = listing.next;
  } while (token !== undefined);
}

const pageQuery = (prefix: string, token?: string): Record<string, string> => ({
  'list-type': '2',
  prefix,
  ...(token !== undefined && { 'continuation-token': token }),
});

/** One try, and a short one: whoever asks wants to know now. */
async function healthOf(bucket: Bucket): Promise<Health> {
  const patience = { ...bucket.patience, tries: 1, timeoutMs: Math.min(bucket.patience.timeoutMs, 5000) };
  const query = { 'list-type': '2', prefix: bucket.prefix, 'max-keys': '1' };
  try {
    const answer = await askS3({ ...bucket, patience }, { method: 'GET', key: '', query });
    if (answer.status !== 200) throw refusal(bucket, 'list objects', answer);
    parseListing(answer.body);
    return { ok: true, detail: `${bucket.where} answers, and may be listed` };
  } catch (error) {
    return { ok: false, detail: (error as Error).message };
  }
}
