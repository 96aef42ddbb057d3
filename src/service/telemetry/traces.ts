// Spans for OpenTelemetry, where the process was started with an SDK (see docs/service/operations.md); without one they
// cost next to nothing and go nowhere. Attributes name routes, codes and decisions, and nobody.

import { SpanStatusCode, trace } from '@opentelemetry/api';
import { LikenessError } from '../../errors.js';

const tracer = trace.getTracer('likeness');

/** Runs the work within a span; an error is told by its code alone. */
export function traced<T>(
  name: string,
  attributes: Readonly<Record<string, string | number | boolean>>,
  work: () => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof LikenessError ? error.code : 'internal';
      span.setStatus({ code: SpanStatusCode.ERROR, message: code });
      throw error;
    } finally {
      span.end();
    }
  });
}
