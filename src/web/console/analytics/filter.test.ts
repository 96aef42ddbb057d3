import { describe, expect, it } from 'vitest';
import { filterIn } from './filter.js';

const asked = (address: string) => filterIn(new URLSearchParams(address));

describe('what an address asks for', () => {
  it('is sent as the service takes it', () => {
    expect(asked('kind=proofing&channel=api&device=Pixel+9&policyVersion=3&days=90')).toEqual({
      filter: { kind: 'proofing', channel: 'api', device: 'Pixel 9', policyVersion: 3 },
      refused: {},
    });
  });

  it.each(['v3', '0', '-1', '2.5', '1e3', '0x3', '12345678901'])('is no policy version: %s', (text) => {
    expect(asked(`policyVersion=${text}`)).toEqual({
      filter: {},
      refused: { policyVersion: { text, fault: 'A version is a whole number, such as 3.' } },
    });
  });

  it('is told where it is none of those that there are, and narrows nothing', () => {
    expect(asked('kind=x&channel=fax&documentType=TD3')).toEqual({
      filter: { documentType: 'TD3' },
      refused: {
        kind: { text: 'x', fault: 'A kind is proofing or authentication.' },
        channel: { text: 'fax', fault: 'A channel is api or capture.' },
      },
    });
  });

  it('is nothing where nothing is written', () => {
    expect(asked('device=&model=++')).toEqual({ filter: {}, refused: {} });
  });
});
