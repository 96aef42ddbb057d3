// What a service can be told, from flags and the environment; checked before anything is started.

import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { LikenessError } from '../errors.js';
import { likenessHome } from '../face/index.js';
import { DEFAULT_RATES, type RateLimits } from './http/index.js';
import type { S3Options } from './pictures/index.js';
import type { Reach } from './webhooks/index.js';

/** `api` answers requests, `worker` does jobs, `all` both. */
export type ServiceRole = 'api' | 'worker' | 'all';

export interface Configuration {
  readonly home: string;
  /** Null: a server of our own under `home`. */
  readonly databaseUrl: string | null;
  readonly connections: number;
  readonly role: ServiceRole;
  readonly host: string;
  readonly port: number;
  /** As customers and people reach it, without a slash at the end. Null: as it listens. */
  readonly publicUrl: string | null;
  readonly store: { readonly folder: string } | S3Options;
  /** Inference threads. */
  readonly workers: number;
  readonly model: string | null;
  readonly trustedProxies: readonly string[];
  readonly pictureBytes: number;
  /** Which receivers of events may lie inside. */
  readonly reach: Reach;
  readonly rates: RateLimits;
  /** Seconds between the wish to end and the first refusal, in which readiness is denied and all is answered. */
  readonly drainSeconds: number;
  readonly logLevel: LogLevel;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
const ROLES = ['api', 'worker', 'all'] as const;

/** The environment's variables are explained by `likeness serve --help`, a test holds that. */
export interface Flags {
  readonly home?: string;
  readonly role?: string;
  readonly host?: string;
  readonly port?: string;
  readonly workers?: string;
  readonly model?: string;
}

/** @throws `option_invalid`, naming the flag or the variable */
export function configurationOf(flags: Flags, environment: NodeJS.ProcessEnv = process.env): Configuration {
  const home = flags.home ?? likenessHome();
  const perMinute = whole('LIKENESS_REQUESTS_A_MINUTE', environment.LIKENESS_REQUESTS_A_MINUTE, 1, 1e9);
  return {
    home,
    databaseUrl: databaseUrlOf(environment.DATABASE_URL),
    connections: whole('LIKENESS_CONNECTIONS', environment.LIKENESS_CONNECTIONS, 2, 1000) ?? 10,
    role: choice('--role', flags.role, ROLES) ?? 'all',
    host: flags.host ?? '127.0.0.1',
    port: whole('--port', flags.port, 0, 65_535) ?? 4711,
    publicUrl: publicUrlOf(environment.LIKENESS_PUBLIC_URL),
    store: storeOf(environment, home),
    workers: whole('--workers', flags.workers, 1, 256) ?? availableParallelism(),
    model: flags.model ?? null,
    trustedProxies: networksOf('LIKENESS_TRUSTED_PROXIES', environment.LIKENESS_TRUSTED_PROXIES),
    reach: reachOf(environment.LIKENESS_WEBHOOK_NETWORKS),
    pictureBytes:
      whole('LIKENESS_PICTURE_BYTES', environment.LIKENESS_PICTURE_BYTES, 10_000, 2 ** 28) ?? 15 * 2 ** 20,
    drainSeconds: whole('LIKENESS_DRAIN_SECONDS', environment.LIKENESS_DRAIN_SECONDS, 0, 600) ?? 0,
    rates: perMinute ? { ...DEFAULT_RATES, actor: { points: perMinute, seconds: 60 } } : DEFAULT_RATES,
    logLevel: choice('LIKENESS_LOG_LEVEL', environment.LIKENESS_LOG_LEVEL, LOG_LEVELS) ?? 'info',
  };
}

const given = (text: string | undefined): string | undefined => (text?.trim() ? text.trim() : undefined);

const refuse = (message: string): never => {
  throw new LikenessError('option_invalid', message);
};

function whole(name: string, text: string | undefined, least: number, most: number): number | undefined {
  const value = given(text);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  return refuse(`${name} is ${JSON.stringify(value)}: it must be a whole number from ${least} to ${most}`);
}

function choice<T extends string>(name: string, text: string | undefined, of: readonly T[]): T | undefined {
  const value = given(text);
  if (value === undefined) return undefined;
  return (
    of.find((each) => each === value) ??
    refuse(`${name} is ${JSON.stringify(value)}: it must be ${of.join(', ')}`)
  );
}

/** The text is never repeated: it may hold a password. */
function databaseUrlOf(text: string | undefined): string | null {
  const value = given(text);
  if (value === undefined) return null;
  if (URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol)) return value;
  return refuse('DATABASE_URL must be of the form postgresql://role:password@host:5432/database');
}

function publicUrlOf(text: string | undefined): string | null {
  const value = given(text);
  if (value === undefined) return null;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isLocal = url?.hostname === 'localhost';
  if (url && url.pathname === '/' && (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)))
    return url.origin;
  return refuse(
    `LIKENESS_PUBLIC_URL is ${JSON.stringify(value)}: it must be https://host, or http://localhost to try it out, without a path`,
  );
}

/** `localhost` stands for this machine itself, by plain http too. */
function reachOf(text: string | undefined): Reach {
  const places = (given(text) ?? '').split(/[\s,]+/);
  const networks = places.filter((place) => place !== 'localhost').join(',');
  return {
    loopback: places.includes('localhost'),
    networks: networksOf('LIKENESS_WEBHOOK_NETWORKS', networks),
  };
}

function networksOf(name: string, text: string | undefined): readonly string[] {
  const networks = (given(text) ?? '').split(/[\s,]+/).filter((network) => network !== '');
  const wrong = networks.find((network) => !isIP(network.split('/')[0]!));
  return wrong === undefined
    ? networks
    : refuse(`${name} has ${JSON.stringify(wrong)}: give addresses or networks, as 10.0.0.0/8`);
}

function storeOf(environment: NodeJS.ProcessEnv, home: string): Configuration['store'] {
  const place = given(environment.LIKENESS_PICTURES);
  if (!place?.startsWith('s3://')) return { folder: place ?? join(home, 'pictures') };
  const { hostname: bucket, pathname } = new URL(place);
  const region = given(environment.LIKENESS_S3_REGION) ?? 'us-east-1';
  const accessKeyId = given(environment.AWS_ACCESS_KEY_ID);
  const secretAccessKey = given(environment.AWS_SECRET_ACCESS_KEY);
  if (!accessKeyId || !secretAccessKey)
    return refuse('a bucket takes AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  const prefix = pathname.replace(/^\/+/, '');
  return {
    endpoint: given(environment.LIKENESS_S3_ENDPOINT) ?? `https://s3.${region}.amazonaws.com`,
    ...{ region, bucket, accessKeyId, secretAccessKey },
    ...(prefix !== '' && { prefix: prefix.endsWith('/') ? prefix : `${prefix}/` }),
  };
}
