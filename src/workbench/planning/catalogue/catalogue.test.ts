import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, candidatesFor, withdrawn } from './catalogue.js';
import { PURPOSES, PublicSetSchema } from './publicSet.js';

const names = CATALOGUE.map(({ name }) => name);

describe('the catalogue of public sets', () => {
  it.each(CATALOGUE.map((set) => [set.name, set] as const))(
    'says all of %s that its schema asks for',
    (_, set) => {
      expect(v.parse(PublicSetSchema, set)).toEqual(set);
    },
  );

  it('names each set once', () => {
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([
    ...['LFW', 'CFP-FP', 'AgeDB-30', 'CALFW', 'CPLFW', 'IJB-B', 'IJB-C', 'VGGFace2', 'MS1MV3', 'Glint360K'],
    ...[
      'WebFace42M',
      'CASIA-WebFace',
      'DigiFace-1M',
      'SynFace',
      'DCFace',
      'IDiff-Face',
      'SFace',
      'RFW',
      'BUPT',
    ],
    ...[
      'DiveFace',
      'FairFace',
      'Casual Conversations v1',
      'Casual Conversations v2',
      'DemogPairs',
      'MORPH II',
      'FRGC',
    ],
    ...[
      'FERET',
      'MEDS',
      'PUT',
      'MIDV-500',
      'MIDV-2019',
      'MIDV-2020',
      'DLC-2021',
      'BID',
      'FantasyID',
      'IDNet',
    ],
    ...[
      'CelebA-Spoof',
      'SiW',
      'OULU-NPU',
      'CASIA-FASD',
      'CASIA-SURF',
      'Replay-Attack',
      'HQ-WMCA',
      '3DMAD',
      'FMIDV',
    ],
    'XCSMAD',
  ])('knows %s', (name) => {
    expect(names.some((known) => known.includes(name))).toBe(true);
  });

  it('never says that a business may, where the words forbid it', () => {
    for (const { name, licence } of CATALOGUE) {
      if (/non-commercial|BY-NC|academic purposes only|not in any commercial/i.test(licence.words)) {
        expect([name, licence.training], name).not.toEqual([name, 'yes']);
      }
    }
  });

  it('leaves what was taken back out of what it offers', () => {
    expect(withdrawn().map(({ name }) => name)).toEqual([
      'VGGFace2',
      'MS-Celeb-1M, MS1MV2, MS1MV3',
      'MegaFace, MF2',
    ]);
    const offered = candidatesFor(PURPOSES).map(({ set }) => set.name);
    for (const { name } of withdrawn()) expect(offered).not.toContain(name);
  });

  it('offers first what a business may use, and then what serves best', () => {
    const found = candidatesFor(['verification', 'adapter']);
    const terms = found.map((candidate) => candidate.terms);
    expect(terms).toEqual([...terms].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)));
    expect(found[0]!.set.documentAndSelfie).toBe(true);
    expect(candidatesFor(['liveness']).every(({ set }) => set.fitness.liveness !== 'no')).toBe(true);
  });

  it('holds no set of documents and selfies that is free for a business: the advice rests upon that', () => {
    const pairing = CATALOGUE.filter(({ documentAndSelfie }) => documentAndSelfie);
    expect(pairing.length).toBeGreaterThan(0);
    for (const { licence, status } of pairing) {
      expect(licence.training).not.toBe('yes');
      expect(status).toBe('for sale');
    }
  });
});

const ORDER = ['usable', 'unclear', 'barred'];
