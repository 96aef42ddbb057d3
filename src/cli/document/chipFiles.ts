// Files of a chip from the command line: --dg1, --dg2, --sod, and whom to trust.

import { type Command, Option } from 'commander';
import type { Chip, ChipFiles, TrustFile } from '../../document/index.js';
import { LikenessError } from '../../errors.js';
import { word } from '../options.js';

export interface ChipOptions {
  readonly dg1?: string;
  readonly dg2?: string;
  readonly sod?: string;
  readonly trusted?: readonly string[];
}

/** Of all files that say whom to trust. */
export interface Trust {
  readonly certificates: number;
  readonly revocationLists: number;
  /** Certificates of master lists that cannot be read. */
  readonly unreadable: number;
}

export interface GivenChip {
  readonly chip: Chip;
  readonly files: ChipFiles;
  readonly trust: Trust | null;
}

export function addChipOptions(command: Command): Command {
  return command
    .addOption(new Option('--dg1 <file>', 'EF.DG1 of the chip: its zone').argParser(word))
    .addOption(new Option('--dg2 <file>', 'EF.DG2 of the chip: its portrait, preferred').argParser(word))
    .addOption(new Option('--sod <file>', 'EF.SOD of the chip: what its state signed').argParser(word))
    .option(
      '--trusted <files...>',
      'whose signatures to trust: CSCA certificates, master lists, revocation lists; put it last',
    );
}

/**
 * Reads what is given of a chip, before any model is opened: what is wrong with it should be told at once.
 * @param at as of when certificates must be valid; now
 * @returns null where nothing is given
 * @throws `option_invalid` for certificates without anything to verify, `file_…`, `chip_…`
 */
export async function readChipFiles(
  { dg1, dg2, sod, trusted }: ChipOptions,
  at?: Date,
): Promise<GivenChip | null> {
  if (trusted && sod === undefined)
    throw new LikenessError('option_invalid', '--trusted is given, and nothing to verify with it', {
      hint: 'Give --sod, the chip’s EF.SOD, too.',
    });
  if (dg1 === undefined && dg2 === undefined && sod === undefined) return null;
  const { readPictureFile } = await import('../../image/index.js');
  const { readChip } = await import('../../document/index.js');
  const read = async (path: string | undefined) => path && readPictureFile(path);
  const [one, two, signed] = await Promise.all([read(dg1), read(dg2), read(sod)]);
  const trust = trusted ? await Promise.all(trusted.map(readTrust)) : null;
  const files: ChipFiles = {
    ...(one && { dg1: one }),
    ...(two && { dg2: two }),
    ...(signed && { sod: signed }),
    ...(trust && {
      trusted: trust.flatMap(({ certificates }) => certificates),
      revocationLists: trust.flatMap(({ revocationLists }) => revocationLists),
    }),
    ...(at && { at }),
  };
  return {
    chip: await readChip(files),
    files,
    trust: trust && {
      certificates: sum(trust, ({ certificates }) => certificates.length),
      revocationLists: sum(trust, ({ revocationLists }) => revocationLists.length),
      unreadable: sum(trust, ({ unreadable }) => unreadable),
    },
  };
}

const sum = (files: readonly TrustFile[], of: (file: TrustFile) => number): number =>
  files.reduce((total, file) => total + of(file), 0);

/** A file that cannot be read is named: there may be hundreds. */
async function readTrust(path: string): Promise<TrustFile> {
  const { readPictureFile } = await import('../../image/index.js');
  const { readTrustFile } = await import('../../document/index.js');
  const bytes = await readPictureFile(path);
  try {
    return await readTrustFile(bytes);
  } catch (cause) {
    if (!(cause instanceof LikenessError)) throw cause;
    throw new LikenessError(cause.code, `${path}: ${cause.message}`, { hint: cause.hint, cause });
  }
}
