import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawGallery } from './galleries.fixture.js';
import { openPgvectorGallery, openSearchPool } from './index.js';

const LENGTH = 48;
const pool = openSearchPool({ threads: 1 });
let database: PGlite;
let server: PGLiteSocketServer;
let client: pg.Client;

beforeAll(async () => {
  database = await PGlite.create({ extensions: { vector } });
  server = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port: 0 });
  await server.start();
  const port = Number(server.getServerConn().split(':').at(-1));
  client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  await client.connect();
  await client.query('create extension vector');
});

afterAll(async () => {
  await client.end();
  await server.stop();
  await database.close();
  await pool.close();
});

it.each([
  'all over the sphere',
  'in a cone, as faces are',
  'all but alike: scores differ in their last bits',
  'five templates, many times each',
])('pgvector gives the same ids in the same order with the same scores, %s', async (kind) => {
  const [probe, other, ...templates] = drawGallery(kind, 6, 302, LENGTH);
  const gallery = pool.open(LENGTH);
  for (const [i, one] of templates.entries()) gallery.add(`r${i}`, one);
  await client.query('drop table if exists "a ""table"');
  await client.query(`create table "a ""table" (id text primary key, embedding vector(${LENGTH}))`);
  // An index would be used by the plain ordering, and would answer approximately.
  await client.query('create index on "a ""table" using hnsw (embedding vector_ip_ops)');
  await client.query('insert into "a ""table" select * from unnest($1::text[], $2::text[]::vector[])', [
    templates.map((_, i) => `r${i}`),
    templates.map((one) => `[${one.join(',')}]`),
  ]);
  const there = openPgvectorGallery(client, { table: ['public', 'a "table'], id: 'id', vector: 'embedding' });
  for (const options of [{ k: 7 }, { k: 400 }, { k: 20, atLeast: 0.9 }]) {
    expect(await there.search([probe!, other!], options)).toEqual(
      await gallery.search([probe!, other!], options),
    );
  }
  await expect(there.search([probe!], { k: 0 })).rejects.toMatchObject({ code: 'option_invalid' });
  await gallery.close();
});
