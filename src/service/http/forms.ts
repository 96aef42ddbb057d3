// Reads a form with files into the same body that JSON would give: files as bytes. Limits bite while it is read, so
// that nobody fills the memory.

import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { LikenessError } from '../../errors.js';
import type { Server } from './context.js';

export interface FormLimits {
  /** Bytes of one file. */
  readonly file: number;
  /** Bytes of one text. */
  readonly text: number;
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
  server.addHook('preValidation', async (request) => {
    const { files } = request.routeOptions.config;
    if (!files) return;
    request.body = request.isMultipart()
      ? await readForm(request, files)
      : decodeFiles(request.body, files, limits.file);
  });
}

async function readForm(request: FastifyRequest, files: readonly string[]): Promise<Record<string, unknown>> {
  const body: Record<string, unknown> = Object.create(null);
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
      body[part.fieldname] = part.type === 'file' ? await part.toBuffer() : part.value;
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
