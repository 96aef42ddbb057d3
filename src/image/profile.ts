// Whether an embedded ICC profile is sRGB: most cameras embed it, and converting sRGB to sRGB would more than
// double the time it takes to decode a photograph.

/**
 * Whether the profile (ICC.1:2022) has sRGB's primaries, IEC 61966-2-1 adapted to D50, and its tone curve.
 * Anything unusual is no: then the picture is converted, which is right for every profile.
 */
export function isSrgb(profile: Uint8Array): boolean {
  const icc = Buffer.from(profile.buffer, profile.byteOffset, profile.byteLength);
  try {
    return (
      icc.toString('latin1', 16, 20) === 'RGB ' &&
      Object.entries(PRIMARIES).every(([tag, xyz]) => isNear(readXyz(icc, tag), xyz)) &&
      ['rTRC', 'gTRC', 'bTRC'].every((tag) => Math.abs(readMiddle(icc, tag) - MIDDLE) < TOLERANCE) &&
      !TABLES.some((tag) => find(icc, tag) !== undefined)
    );
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const PRIMARIES = {
  rXYZ: [0.4361, 0.2225, 0.0139],
  gXYZ: [0.3851, 0.7169, 0.0971],
  bXYZ: [0.1431, 0.0606, 0.7141],
} as const;

/** Display P3 and Adobe RGB are further away than ten times this. */
const TOLERANCE = 0.005;

/** What sRGB's curve makes of one half: ((0.5 + 0.055) / 1.055) ^ 2.4. */
const MIDDLE = 0.21404;

/** Tables that a codec prefers over primaries and curves: with them these say nothing. */
const TABLES = ['A2B0', 'A2B1'];

function isNear(xyz: readonly number[], expected: readonly number[]): boolean {
  return xyz.every((value, i) => Math.abs(value - expected[i]) < TOLERANCE);
}

/** Where the data of a tag start, from the tag table at byte 128. */
function find(icc: Buffer, tag: string): number | undefined {
  const count = Math.min(icc.readUInt32BE(128), 100);
  for (let at = 132; at < 132 + 12 * count; at += 12) {
    if (icc.toString('latin1', at, at + 4) === tag) return icc.readUInt32BE(at + 4);
  }
  return undefined;
}

function readXyz(icc: Buffer, tag: string): readonly number[] {
  const at = find(icc, tag) ?? icc.length;
  return [8, 12, 16].map((offset) => icc.readInt32BE(at + offset) / 65536);
}

/** The curve's value at one half. */
function readMiddle(icc: Buffer, tag: string): number {
  const at = find(icc, tag) ?? icc.length;
  if (icc.toString('latin1', at, at + 4) === 'para') {
    const [g, a, b] = [12, 16, 20].map((offset) => icc.readInt32BE(at + offset) / 65536);
    const kind = icc.readUInt16BE(at + 8);
    // Kinds 3 and 4 have a straight foot, far below one half; simpler kinds are not sRGB.
    return kind === 3 || kind === 4 ? (a * 0.5 + b) ** g : Number.NaN;
  }
  const count = icc.readUInt32BE(at + 8);
  return count < 3 ? Number.NaN : icc.readUInt16BE(at + 12 + 2 * Math.round((count - 1) / 2)) / 65535;
}
