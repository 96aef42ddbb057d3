// What TensorBoard reads: a file of records, each an Event message of TensorFlow.
// Framing: tensorflow.org/tutorials/load_data/tfrecord, "TFRecords format details". Messages:
// tensorboard/compat/proto/event.proto and summary.proto.

import { closeSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { LikenessError } from '../../errors.js';
import { maskedCrc32c } from './crc32c.js';

const EventMessage = protobuf.Root.fromJSON({
  nested: {
    Event: {
      fields: {
        wallTime: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        fileVersion: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
        sessionLog: { type: 'SessionLog', id: 7 },
      },
    },
    Summary: { fields: { value: { rule: 'repeated', type: 'Value', id: 1 } } },
    Value: { fields: { tag: { type: 'string', id: 1 }, simpleValue: { type: 'float', id: 2 } } },
    SessionLog: { fields: { status: { type: 'int32', id: 1 } } },
  },
}).lookupType('Event');

/** `SessionLog.SessionStatus.START`. */
const START = 1;

/** An open file of events; close it when done. */
export interface EventFile {
  /** Scalars after so many steps; what lies under the same prefix, `a/b` and `a/c`, is shown together. */
  add(step: number, scalars: Readonly<Record<string, number>>): void;
  close(): void;
}

/**
 * Opens a new file of events in the folder of a run.
 *
 * TensorBoard reads the files of a folder in the order of their names. Each begins with the start of a session, and
 * the start of a second or later session hides what earlier files say about its step and those after it: so a
 * resumed run shows each step once.
 *
 * @param nextStep the first step that will be told of
 * @throws `output_unwritable`
 */
export function openEventFile(folder: string, nextStep: number): EventFile {
  const path = join(
    folder,
    writing(folder, () => nextName(folder)),
  );
  const file = writing(path, () => openSync(path, 'wx'));
  const write = (event: Readonly<Record<string, unknown>>): void => {
    const bytes = recordOf(
      EventMessage.encode(EventMessage.create({ wallTime: Date.now() / 1000, ...event })).finish(),
    );
    writing(path, () => writeSync(file, bytes));
  };
  write({ fileVersion: 'brain.Event:2' });
  write({ step: nextStep, sessionLog: { status: START } });
  return {
    add: (step, scalars) => {
      const value = Object.entries(scalars).map(([tag, simpleValue]) => ({ tag, simpleValue }));
      write({ step, summary: { value } });
    },
    close: () => closeSync(file),
  };
}

/** The time in seconds comes first, as readers expect; files of the same second are told apart by their number. */
function nextName(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const earlier = readdirSync(folder).filter((name) => name.startsWith('events.out.tfevents.')).length;
  const seconds = String(Math.floor(Date.now() / 1000)).padStart(10, '0');
  return `events.out.tfevents.${seconds}.${hostname()}.${String(earlier).padStart(6, '0')}`;
}

/** Length, its checksum, the data, its checksum; all numbers little-endian. */
function recordOf(data: Uint8Array): Uint8Array {
  const record = Buffer.alloc(8 + 4 + data.length + 4);
  record.writeBigUInt64LE(BigInt(data.length));
  record.writeUInt32LE(maskedCrc32c(record.subarray(0, 8)), 8);
  record.set(data, 12);
  record.writeUInt32LE(maskedCrc32c(data), 12 + data.length);
  return record;
}

function writing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new LikenessError('output_unwritable', `cannot write ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
