import { describe, expect, it } from 'vitest';
import { parseLfwPairs } from './lfwPairs.js';

const TWO_FOLDS = [
  '2\t1',
  'Abel_Pacheco\t1\t4',
  'Abdel_Madi_Shabneh\t1\tDean_Barker\t1',
  'Akhmed_Zakayev\t1\t3',
  'Abdul_Rahman\t1\tPorter_Goss\t12',
];
const edited = (line: number, text: string): string => TWO_FOLDS.with(line - 1, text).join('\n');
const invalid = (message: string) => expect.objectContaining({ code: 'pairs_invalid', message });

describe('pairs.txt of Labeled Faces in the Wild', () => {
  it('holds folds of mated, then non-mated pairs', () => {
    expect(parseLfwPairs(`${TWO_FOLDS.join('\n')}\n`)).toEqual([
      [
        {
          mated: true,
          reference: 'Abel_Pacheco/Abel_Pacheco_0001.jpg',
          probe: 'Abel_Pacheco/Abel_Pacheco_0004.jpg',
        },
        {
          mated: false,
          reference: 'Abdel_Madi_Shabneh/Abdel_Madi_Shabneh_0001.jpg',
          probe: 'Dean_Barker/Dean_Barker_0001.jpg',
        },
      ],
      [
        {
          mated: true,
          reference: 'Akhmed_Zakayev/Akhmed_Zakayev_0001.jpg',
          probe: 'Akhmed_Zakayev/Akhmed_Zakayev_0003.jpg',
        },
        {
          mated: false,
          reference: 'Abdul_Rahman/Abdul_Rahman_0001.jpg',
          probe: 'Porter_Goss/Porter_Goss_0012.jpg',
        },
      ],
    ]);
  });

  it('may be in the size of the standard and with other line ends', () => {
    const fold = (k: number) => [
      ...Array.from({ length: 300 }, (_, i) => `P_${k}_${i}\t1\t2`),
      ...Array.from({ length: 300 }, (_, i) => `P_${k}_${i}\t1\tQ_${k}_${i}\t1`),
    ];
    const text = ['10\t300', ...Array.from({ length: 10 }, (_, k) => fold(k)).flat()].join('\r\n');
    const folds = parseLfwPairs(text);
    expect(folds.map((pairs) => pairs.filter(({ mated }) => mated).length)).toEqual(Array(10).fill(300));
    expect(folds.flat()).toHaveLength(6_000);
  });

  it.each([
    [
      '',
      'pairs.txt, line 1: expected folds and pairs of each kind, such as 10 and 300 with a tab between, got “”',
    ],
    [
      edited(1, '10 300'),
      'pairs.txt, line 1: expected folds and pairs of each kind, such as 10 and 300 with a tab between, got “10 300”',
    ],
    [edited(1, '2\t2'), 'pairs.txt, line 5: line 1 announces 9 lines, but there are 5'],
    [edited(1, '1\t1'), 'pairs.txt, line 4: line 1 announces 3 lines, but there are 5'],
    [
      edited(2, 'Abel_Pacheco\t1'),
      'pairs.txt, line 2: expected name, picture, picture, got “Abel_Pacheco”, “1”',
    ],
    [edited(4, 'A\t1\tB\t1'), 'pairs.txt, line 4: expected name, picture, picture, got “A”, “1”, “B”, “1”'],
    [
      edited(2, 'Abel_Pacheco\t1\tx'),
      'pairs.txt, line 2: the number of a picture must be from 1 to 9999, got “x”',
    ],
    [
      edited(2, 'Abel_Pacheco\t0\t1'),
      'pairs.txt, line 2: the number of a picture must be from 1 to 9999, got “0”',
    ],
    [edited(2, 'Abel_Pacheco\t2\t2'), 'pairs.txt, line 2: picture 2 of Abel_Pacheco is compared with itself'],
    [edited(2, '\t1\t2'), 'pairs.txt, line 2: a name is empty'],
    [
      edited(3, 'A\t1\t2'),
      'pairs.txt, line 3: expected name, picture, other name, picture, got “A”, “1”, “2”',
    ],
    [edited(3, 'A\t1\tA\t2'), 'pairs.txt, line 3: a non-mated pair is of two persons, but both are A'],
  ])('%j is refused', (text, message) => {
    expect(() => parseLfwPairs(text)).toThrow(invalid(message));
  });
});
