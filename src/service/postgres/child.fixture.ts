// A process of its own that starts the server of a folder and then does as it is told:
//   node --import tsx child.fixture.ts FOLDER wait|exit

import pg from 'pg';
import { startPostgres } from './index.js';

const [folder, then] = process.argv.slice(2);
const { url } = await startPostgres({
  folder: folder!,
  onProgress: (message) => console.log(`progress ${message}`),
});
const client = new pg.Client(url);
client.on('error', () => undefined);
await client.connect();
await client.query('create table if not exists notes (text text)');
await client.query('insert into notes values ($1)', [`by ${process.getuid?.()}`]);
await client.end();
console.log('ready');
if (then === 'wait') setInterval(() => undefined, 1_000);
