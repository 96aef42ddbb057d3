// Reads a form with files into the same body that JSON would give: files as bytes. Limits bite while it is read, so
// that nobody fills the memory.

import multipart from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LikenessError } from '../../errors.js';
import type { Server } from './context.js';
import { Refusal } from './problems.js';

export interface FormLimits {
  /** Bytes of one file. */
  readonly file: number;
  /** Bytes of one text. */
  readonly text: number;
  /** Bytes of the whole body. */
  readonly body: number;
  /** Bytes of all bodies with files that are held at once. */
  readonly inFlight: number;
}

const FIELDS = 32;

/** Routes with `config.files` take forms; their JSON gives the same files in base64. */
export async function acceptForms(server: Server, limits: FormLimits): Promise<void> {
  await server.register(multipart, {
    limits: {
      fileSize: limits.file,
      fieldSize: limits.text,
      fieldNameSize: 100,
      fields: FIELDS,
      headerPairs: 50,
    },
  });
  const room = openRoom(limits);
  server.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.files) room.enter(request, reply);
  });
  server.addHook('preValidation', async (request) => {
    const { files } = request.routeOptions.config;
    if (!files) return;
    const body = request.isMultipart()
      ? await readForm(request, files, limits.body)
      : decodeFiles(request.body, files, limits.file);
    // A body of no type is held against no schema.
    if (typeof body !== 'object' || body === null)
      throw refuse('the request has no body: send a form, or JSON');
    request.body = body;
  });
}

/** Counts what is in memory, by what each request says of its length; one that does not say counts whole. */
function openRoom({ body, inFlight }: FormLimits) {
  let taken = 0;
  return {
    /** @throws `request_too_large`, `overloaded` */
    enter(request: FastifyRequest, reply: FastifyReply): void {
      const declared = Number(request.headers['content-length'] ?? body);
      if (declared > body)
        throw new LikenessError('request_too_large', `the body is larger than ${body} bytes`);
      if (taken + declared > inFlight)
        throw new Refusal('overloaded', 'as many pictures are being worked on as there is room for', 1);
      taken += declared;
      reply.raw.once('close', () => {
        taken -= declared;
      });
    },
  };
}

async function readForm(
  request: FastifyRequest,
  files: readonly string[],
  limit: number,
): Promise<Record<string, unknown>> {
  const body: Record<string, unknown> = Object.create(null);
  let bytes = 0;
  const parts = request.parts({ limits: { files: files.length, parts: files.length + FIELDS } });
  try {
    for await (const part of parts) {
      if (Object.hasOwn(body, part.fieldname)) throw refuse(`${quoted(part.fieldname)} is given twice`);
      if (part.type === 'file' && !files.includes(part.fieldname)) {
        part.file.destroy();
        throw refuse(`${quoted(part.fieldname)} is no file of this request: those are ${files.join(', ')}`);
      }
      if (part.type === 'field' && files.includes(part.fieldname))
        throw refuse(`${quoted(part.fieldname)} must be a file: give it a filename`);
      if (part.type === 'field' && (part.fieldnameTruncated || part.valueTruncated))
        throw new LikenessError('request_too_large', `${quoted(part.fieldname)} is too long`);
      const value = part.type === 'file' ? await part.toBuffer() : part.value;
      bytes += part.type === 'file' ? (value as Buffer).length : 0;
      if (bytes > limit)
        throw new LikenessError('request_too_large', `the form is larger than ${limit} bytes`);
      body[part.fieldname] = value;
    }
  } catch (error) {
    throw isCodedError(error) ? error : refuse('the form is damaged, or ends too early', error);
  }
  return { ...body };
}

/** In JSON a file is base64 (RFC 4648), with or without its padding. */
function decodeFiles(body: unknown, files: readonly string[], limit: number): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const decoded: Record<string, unknown> = { ...body };
  for (const file of files) {
    const text = decoded[file];
    if (text === undefined) continue;
    if (typeof text !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(text))
      throw refuse(`${file} must be the file’s bytes in base64`);
    if (text.length * 0.75 > limit + 2)
      throw new LikenessError('file_too_large', `${file} is larger than ${limit} bytes`);
    decoded[file] = Buffer.from(text, 'base64');
  }
  return decoded;
}

const isCodedError = (error: unknown): boolean =>
  error instanceof LikenessError || (error as { code?: string }).code?.startsWith('FST_') === true;

const quoted = (name: string): string => JSON.stringify(name.slice(0, 100));

const refuse = (message: string, cause?: unknown) => new LikenessError('request_invalid', message, { cause });
