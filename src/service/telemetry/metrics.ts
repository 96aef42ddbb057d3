// What the process is doing, as Prometheus reads it. Labels are routes, codes and queues: nothing of a person or a
// tenant, whose number of requests is the tenant's own affair.

import type { Pool } from 'pg';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Routes, Server } from '../http/index.js';
import type { InferencePool } from '../inference/index.js';
import type { Jobs } from '../jobs/index.js';

export interface Measured {
  readonly inference: InferencePool;
  readonly jobs: Jobs;
  readonly pool: Pool;
}

export interface Metrics {
  /** Counts and times every request of the server. */
  watch(server: Server): void;
  /** Counts a decision. */
  count(decision: CountedDecision): void;
  /** GET /metrics. */
  readonly routes: Routes;
}

export interface CountedDecision {
  readonly kind: string;
  readonly decision: string;
  readonly model: string;
  /** What the models took for it. */
  readonly milliseconds: number;
}

/** Seconds: from an answer out of the database to one at the time limit. */
const LATENCIES = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function openMetrics({ inference, jobs, pool }: Measured): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'likeness_' });
  const requests = new Histogram({
    name: 'likeness_http_request_seconds',
    help: 'Requests by route as declared, method and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: LATENCIES,
    registers,
  });
  const decisions = new Counter({
    name: 'likeness_decisions_total',
    help: 'Decisions by kind, decision and model.',
    labelNames: ['kind', 'decision', 'model'],
    registers,
  });
  const looking = new Histogram({
    name: 'likeness_inference_seconds',
    help: 'What the models took for one decision.',
    labelNames: ['kind'],
    buckets: LATENCIES,
    registers,
  });
  gauges(registry, inference, pool);
  queueGauge(registry, jobs);
  return {
    watch(server) {
      server.addHook('onResponse', async (request, reply) => {
        const route = request.routeOptions.url ?? 'none';
        requests.observe(
          { method: request.method, route, status: String(reply.statusCode) },
          reply.elapsedTime / 1000,
        );
      });
    },
    count({ kind, decision, model, milliseconds }) {
      decisions.inc({ kind, decision, model });
      looking.observe({ kind }, milliseconds / 1000);
    },
    routes: (server) => {
      server.get(
        '/metrics',
        {
          config: { access: 'metrics.read' },
          schema: {
            tags: ['health'],
            summary: 'Figures of this process, for Prometheus',
            response: {
              200: {
                description: 'Text format 0.0.4',
                content: { 'text/plain': { schema: { type: 'string' } } },
              },
            },
          },
        },
        async (_, reply) =>
          reply.type('text/plain; version=0.0.4; charset=utf-8').send(await registry.metrics()),
      );
    },
  };
}

function gauges(registry: Registry, inference: InferencePool, pool: Pool): void {
  const registers = [registry];
  const read = {
    likeness_inference_workers: ['Threads that look at pictures.', () => inference.stats().workers],
    likeness_inference_busy: ['Of these, at work.', () => inference.stats().busy],
    likeness_inference_queued: ['Decisions that wait for a thread.', () => inference.stats().queued],
    likeness_inference_capacity: [
      'How many may wait before requests are refused.',
      () => inference.stats().capacity,
    ],
    likeness_inference_restarted: ['Threads that died and were replaced.', () => inference.stats().restarted],
    likeness_database_connections: ['Open connections to the database.', () => pool.totalCount],
    likeness_database_waiting: ['Work that waits for a connection.', () => pool.waitingCount],
  } as const;
  for (const [name, [help, value]] of Object.entries(read))
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
}

function queueGauge(registry: Registry, jobs: Jobs): void {
  new Gauge({
    name: 'likeness_jobs',
    help: 'Jobs by queue and state.',
    labelNames: ['queue', 'state'],
    registers: [registry],
    async collect() {
      this.reset();
      // With the database away there is nothing to tell of jobs, and all else still is.
      const counts = await jobs.counts().catch(() => []);
      for (const { queue, state, count } of counts) this.set({ queue, state }, count);
    },
  });
}
