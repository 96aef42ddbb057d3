// The lines of a file of any size. Node's readline holds whatever length a line has: a hostile file is one line.

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Lines without their ends, `\n` or `\r\n`; a last one without an end counts.
 * @param most bytes of a line
 * @returns undefined in place of a line that is longer, or no UTF-8
 */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<string | undefined> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const add = (part: Uint8Array) => {
    length += part.length;
    // Of a line that is too long nothing more is kept; its length says what it was.
    if (length <= most) parts.push(part);
    else parts = [];
  };
  const take = (): string | undefined => {
    const line = length > most ? undefined : textOf(Buffer.concat(parts));
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      add(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    if (start < chunk.length) add(chunk.subarray(start));
  }
  if (length > 0) yield take();
}

// The mark of byte order is no part of the text for a decoder that is not told otherwise.
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): string | undefined {
  const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
  try {
    return UTF8.decode(bytes.subarray(0, end));
  } catch {
    return undefined;
  }
}
