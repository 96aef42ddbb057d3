// What is done outside a request: one table of queues, each with what its jobs carry and what becomes of a job that
// fails. A job carries identifiers and its tenant, never what they stand for.

/** What every job carries. */
export interface Payload {
  /** UUID. */
  readonly tenant: string;
}

export interface Queue<Carried extends Payload = Payload> {
  readonly about: string;
  /** How often a job that failed is tried again, before it goes to the dead letters. */
  readonly retries: number;
  /** Seconds before the first of these; each waits up to twice as long as the one before. */
  readonly backoff: number;
  /** Seconds after which a running job is taken for lost, with its process, and given to another worker. */
  readonly expires: number;
  /** Jobs that one worker does at once. */
  readonly parallel: number;
  /**
   * Seconds: each tenant gets a job of this queue once in each such span of time, counted from 1970 in UTC. Two days
   * at most. Its jobs carry the tenant alone. One that takes longer than that runs beside the next.
   */
  readonly every?: number;
  /** Gives `Carried` to the compiler; never there. */
  readonly carried?: Carried;
}

export type Queues = Readonly<Record<string, Queue>>;

/** What a job of this queue carries. */
export type Carried<Of extends Queue> = NonNullable<Of['carried']>;

const queue = <Of extends Payload = Payload>(declared: Queue<Of>): Queue<Of> => declared;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const QUEUES = {
  'webhook-delivery': queue<Payload & { readonly delivery: string }>({
    about: 'Sends one event to one endpoint, once: whether to try again is the delivery’s own affair.',
    retries: 10,
    backoff: 5,
    expires: MINUTE,
    parallel: 32,
  }),
  'webhook-replay': queue<
    Payload & {
      readonly endpoint: string;
      /** Events from here on, ISO 8601; `until` is when the replay was asked for. */
      readonly since: string;
      readonly until: string;
      /** The last event that was replayed already. */
      readonly after?: string;
    }
  >({
    about: 'Sends a page of an endpoint’s events once more, and asks for the next page.',
    retries: 10,
    backoff: 5,
    expires: 2 * MINUTE,
    parallel: 1,
  }),
  'webhook-upkeep': queue({
    about: 'Takes up deliveries whose job was lost, and drops events that are old.',
    retries: 2,
    backoff: 10,
    expires: 2 * MINUTE,
    parallel: 1,
    every: 5 * MINUTE,
  }),
  'capture-expiry': queue({
    about: 'Ends capture links whose time is over.',
    retries: 2,
    backoff: 10,
    expires: 2 * MINUTE,
    parallel: 1,
    every: MINUTE,
  }),
  'case-seed': queue<Payload & { readonly seed: string }>({
    about: 'Puts one case with a known answer among the others.',
    retries: 5,
    backoff: 30,
    expires: 5 * MINUTE,
    parallel: 1,
  }),
  retention: queue({
    about: 'Deletes what has been kept long enough.',
    retries: 10,
    backoff: MINUTE,
    expires: 4 * HOUR,
    parallel: 1,
    every: DAY,
  }),
  'picture-removal': queue<Payload & { readonly subject: string }>({
    about: 'Removes the objects of somebody who was erased.',
    retries: 20,
    backoff: 10,
    expires: 10 * MINUTE,
    parallel: 4,
  }),
  'picture-sweep': queue({
    about:
      'Holds the picture store against the database: removes what no row names, tells of what is missing.',
    retries: 3,
    backoff: 5 * MINUTE,
    expires: 12 * HOUR,
    parallel: 1,
    every: DAY,
  }),
  'list-upkeep': queue({
    about: 'Takes faces off lists whose time is over.',
    retries: 5,
    backoff: MINUTE,
    expires: HOUR,
    parallel: 1,
    every: HOUR,
  }),
  'shadow-score': queue<Payload & { readonly verification: string; readonly digest: string }>({
    about: 'Asks the model that is tried what it makes of a decision’s pictures.',
    retries: 4,
    backoff: 30,
    expires: 5 * MINUTE,
    parallel: 2,
  }),
  'model-reembedding': queue({
    about: 'Makes templates of another model from pictures that are enrolled or on lists.',
    retries: 2,
    backoff: 10,
    expires: 10 * MINUTE,
    parallel: 1,
    every: MINUTE,
  }),
  'key-rewrapping': queue({
    about: 'Wraps subjects’ keys with the current master key, where another one wraps them still.',
    retries: 5,
    backoff: MINUTE,
    expires: 4 * HOUR,
    parallel: 1,
    every: HOUR,
  }),
} as const satisfies Queues;
