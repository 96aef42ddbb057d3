// What a bucket needs to be told, checked before the first request.

import { LikenessError } from '../../../errors.js';
import { isName } from './pictureStore.js';

export interface S3Options {
  /** E.g. `https://s3.eu-central-1.amazonaws.com` or `http://minio:9000`. */
  readonly endpoint: string;
  /** E.g. `eu-central-1`; stores of your own mostly say `us-east-1`, R2 says `auto`. */
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** In front of all names, e.g. `likeness/`. Default none. */
  readonly prefix?: string;
  /** Whether the bucket stands in the path and not in the host's name. Default true, which all known stores take. */
  readonly pathStyle?: boolean;
  readonly patience?: Partial<Patience>;
}

/** How long a store is waited for. */
export interface Patience {
  /** Tries of one request, the first among them. Default 5. */
  readonly tries: number;
  /** For one try, its answer's last byte included. Default 30,000 ms. */
  readonly timeoutMs: number;
  /** The longest pause before the second try; it doubles from try to try, up to 5 s. Default 100 ms. */
  readonly pauseMs: number;
}

/** Options that were checked. */
export interface Bucket {
  /** Ends in a slash; keys come behind it. */
  readonly url: string;
  /** For messages: endpoint and bucket. */
  readonly where: string;
  readonly region: string;
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly patience: Patience;
}

const PATIENCE: Patience = { tries: 5, timeoutMs: 30_000, pauseMs: 100 };

/** @throws `store_invalid`; no message holds a credential */
export function bucketOf(options: S3Options): Bucket {
  const { region, bucket, accessKeyId, secretAccessKey, prefix = '', pathStyle = true, patience } = options;
  const endpoint = parseEndpoint(options.endpoint);
  require(/^[a-z0-9-]{1,64}$/.test(region), 'region', 'is a word such as eu-central-1');
  require(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(
    bucket,
  ), 'bucket', 'has 3 to 63 characters of a-z, 0-9, hyphen and full stop');
  require(/^[\x21-\x7e]+$/.test(accessKeyId), 'accessKeyId', 'is one word of ASCII');
  require(/^[\x21-\x7e]+$/.test(secretAccessKey), 'secretAccessKey', 'is one word of ASCII');
  require(prefix === '' ||
    (prefix.endsWith('/') &&
      isName(prefix.slice(0, -1))), 'prefix', 'is made as names are, and ends in a slash');
  if (!pathStyle) endpoint.hostname = `${bucket}.${endpoint.hostname}`;
  const base = endpoint.href.replace(/\/*$/, '/');
  return {
    url: pathStyle ? `${base}${bucket}/` : base,
    where: `${bucket} at ${endpoint.host}`,
    ...{ region, prefix, accessKeyId, secretAccessKey },
    patience: { ...PATIENCE, ...patience },
  };
}

function parseEndpoint(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  require(url?.protocol === 'https:' || url?.protocol === 'http:', 'endpoint', 'is an http(s) address');
  require(url?.username === '' &&
    url.password === '', 'endpoint', 'holds no user: give accessKeyId and secretAccessKey');
  require(url?.search === '' && url.hash === '', 'endpoint', 'ends behind its host or path');
  return url!;
}

function require(holds: boolean, option: string, rule: string): void {
  if (!holds)
    throw new LikenessError('store_invalid', `the picture store's ${option} is not right: it ${rule}`);
}
