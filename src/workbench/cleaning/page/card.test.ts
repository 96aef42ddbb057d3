import { describe, expect, it } from 'vitest';
import { recordFixture } from '../../datasets/record.fixture.js';
import { makeProposal, moveOf } from '../proposal.js';
import { card, imagesOf } from './card.js';

const hostile = '<b>Ann</b>';
const pictures = Array.from({ length: 8 }, (_, i) => recordFixture(`Ann/${i}.jpg`, { subject: hostile }));
const proposal = makeProposal({
  kind: 'relabel',
  probability: 0.99999,
  moves: pictures.map((record) => moveOf(record, 'Bob')),
  reason: 'Of Bob.',
  comparisons: [
    { subject: hostile, pictures: 1, score: 0.7841, llr: -15.44 },
    { subject: 'Bob', pictures: 4, score: 0.915, llr: 12.4 },
  ],
  beside: [
    { title: 'others of Ann', images: [] },
    { title: 'of Bob', images: ['Bob/1.jpg'] },
  ],
});

describe('a proposal on the page', () => {
  const { source } = card(proposal, new Map([['Ann/0.jpg', 'data:image/jpeg;base64,AAAA']]));

  it('names its id, its certainty, and the evidence with its sign', () => {
    expect(source).toContain(`<code>${proposal.id}</code> more than 99.9`);
    expect(source).toContain('mean score 0.784, LLR −15.4');
    expect(source).toContain('4 pictures of <bdi>Bob</bdi>: mean score 0.915, LLR +12.4');
  });

  it('shows a few of many questioned pictures, says so, and leaves out groups without any', () => {
    expect(source).toContain('(6 of 8)');
    expect(source.match(/class="photograph"/g)).toHaveLength(7);
    expect(source).not.toContain('others of Ann');
    expect(imagesOf(proposal)).toEqual([...pictures.slice(0, 6).map(({ image }) => image), 'Bob/1.jpg']);
  });

  it('cannot be broken by a name', () => {
    expect(source).not.toContain(hostile);
  });
});
