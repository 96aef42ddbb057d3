// How long a request may take to arrive. Node has one limit for all routes, which would cut pictures off that come over
// a slow line; here what is received buys time, and what is only promised buys none.

import type { FastifyRequest } from 'fastify';
import type { Server } from './context.js';

export interface Receiving {
  /** In which every request must have arrived that is not being received fast enough, ms. */
  readonly within: number;
  /** Of a route that takes files: bytes a second from which on it is waited for longer. */
  readonly pace: number;
  /** In which every request must have arrived, however fast it comes, ms. */
  readonly atMost: number;
}

/** 128 kbit/s: what is left of a phone's line at the edge of its cell. */
export const RECEIVING: Receiving = { within: 120_000, pace: 16_000, atMost: 600_000 };

/**
 * Closes connections whose request does not arrive in time: `within`, and on routes that take files one second more for
 * each `pace` bytes that have arrived. So whoever sends nothing, or a byte now and then, is closed when they were before.
 */
export function receiveInTime(server: Server, { within, pace, atMost }: Receiving): void {
  server.addHook('onRequest', async (request) => {
    if (!hasBody(request)) return;
    const { raw } = request;
    const { socket } = raw;
    const [start, before] = [performance.now(), socket.bytesRead];
    const takesFiles = request.routeOptions.config.files !== undefined;
    const left = (): number => {
      const bought = takesFiles ? ((socket.bytesRead - before) / pace) * 1000 : 0;
      return start + Math.min(within + bought, atMost) - performance.now();
    };
    let timer: NodeJS.Timeout;
    const look = (): void => {
      if (raw.complete || raw.readableEnded) return;
      const milliseconds = left();
      if (milliseconds <= 0) raw.destroy();
      else timer = setTimeout(look, milliseconds).unref();
    };
    timer = setTimeout(look, within).unref();
    raw.once('close', () => clearTimeout(timer));
  });
}

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
