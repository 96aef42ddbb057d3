import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseErrorCode, parseListing } from './s3Xml.js';

const parse = (xml: string) => parseListing(Buffer.from(xml));
const refused = (xml: string) => expect(() => parse(xml), xml).toThrow('not a listing as S3 writes it');

describe('a listing', () => {
  it('is read as Amazon’s documentation shows it', () => {
    // API Reference, ListObjectsV2, "Listing keys" and "Using a continuation token"
    const xml = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Name>amzn-s3-demo-bucket</Name>
  <Prefix></Prefix>
  <NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>
  <KeyCount>2</KeyCount>
  <MaxKeys>2</MaxKeys>
  <IsTruncated>true</IsTruncated>
  <Contents>
    <Key>happyface.jpg</Key>
    <LastModified>2014-11-21T19:40:05.000Z</LastModified>
    <ETag>"70ee1738b6b21e2c8a43f3a5ab0eee71"</ETag>
    <Size>11</Size>
    <StorageClass>STANDARD</StorageClass>
    <Owner><ID>1</ID><Key>not an object</Key></Owner>
  </Contents>
  <Contents><Key>a&amp;b&lt;c&#x20;d&#233;&apos;.jpg</Key><Restored/></Contents>
</ListBucketResult>
`;
    expect(parse(xml)).toEqual({
      keys: ['happyface.jpg', "a&b<c dé'.jpg"],
      next: '1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=',
    });
  });

  it('may be empty', () => {
    expect(parse('<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>')).toEqual({
      keys: [],
      next: undefined,
    });
  });

  it.each([
    ['nothing', ''],
    ['a page for people', '<!DOCTYPE html><html><body>Please log in</body></html>'],
    ['a document type with an entity', '<!DOCTYPE x [<!ENTITY a "b">]><ListBucketResult/>'],
    ['no word on what follows', '<ListBucketResult></ListBucketResult>'],
    ['more, but not where', '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>'],
    ['an end too early', '<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key>'],
    ['a tag cut off', '<ListBucketResult><IsTruncated>false</IsTrunc'],
    ['crossing elements', '<ListBucketResult><IsTruncated>false</ListBucketResult></IsTruncated>'],
    [
      'an unknown entity',
      '<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>&a;</Key></Contents></ListBucketResult>',
    ],
    [
      'a bare ampersand',
      '<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a&b</Key></Contents></ListBucketResult>',
    ],
    [
      'a character beyond Unicode',
      '<ListBucketResult><IsTruncated>&#x110000;</IsTruncated></ListBucketResult>',
    ],
    ['a comment', '<ListBucketResult><IsTruncated>false<!-- --></IsTruncated></ListBucketResult>'],
    ['text behind its end', '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>text'],
  ])('is refused where it holds %s', (_, xml) => refused(xml));

  it('gives every key back that was escaped into it', () => {
    const escaped = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (keys) => {
        const contents = keys.map((key) => `<Contents><Key>${escaped(key)}</Key></Contents>`).join('');
        const xml = `<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`;
        expect(parse(xml).keys).toEqual(keys);
      }),
    );
  });

  it('is read or refused, whatever comes', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '/',
      '&',
      ';',
      '#',
      'Key',
      '<Key>',
      '</Key>',
      '<a',
      '?xml',
      '\u0000',
      'é',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        try {
          parse(parts.join(''));
        } catch (error) {
          expect(error).toMatchObject({ code: 'store_refused' });
        }
        expect(parseErrorCode(Buffer.from(parts.join('')))).toBe('');
      }),
    );
  });
});

describe('an error of the store', () => {
  it('is its code alone', () => {
    const error = (code: string) =>
      parseErrorCode(Buffer.from(`<Error><Code>${code}</Code><Message>m</Message></Error>`));
    expect(error('NoSuchKey')).toBe('NoSuchKey');
    expect(error('not a code\n')).toBe('');
    expect(parseErrorCode(Buffer.from('<html><body>502</body></html>'))).toBe('');
    expect(parseErrorCode(Buffer.alloc(0))).toBe('');
  });
});
