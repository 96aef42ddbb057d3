// The tables of Doc 9303-3 (8th edition), section 6, in the order of the standard.

/** Table A: each letter with every transliteration that the table recommends, the first choice first. */
export const LATIN: Readonly<Record<string, readonly string[]>> = {
  ...of('A', 'ÀÁÂÃĀĂĄ'),
  ...of('C', 'ÇĆĈĊČ'),
  ...of('D', 'ÐĎĐ'),
  ...of('E', 'ÈÉÊËĒĔĖĘĚ'),
  ...of('G', 'ĜĞĠĢ'),
  ...of('H', 'ĤĦ'),
  ...of('I', 'ÌÍÎÏĨĪĬĮİı'),
  ...of('J', 'Ĵ'),
  ...of('K', 'Ķ'),
  ...of('L', 'ĹĻĽĿŁ'),
  ...of('N', 'ŃŅŇŊ'),
  ...of('O', 'ÒÓÔÕŌŎŐ'),
  ...of('R', 'ŔŖŘ'),
  ...of('S', 'ŚŜŞŠ'),
  ...of('T', 'ŢŤŦ'),
  ...of('U', 'ÙÚÛŨŪŬŮŰŲ'),
  ...of('W', 'Ŵ'),
  ...of('Y', 'ÝŶŸ'),
  ...of('Z', 'ŹŻŽ'),
  Ä: ['AE', 'A'],
  Å: ['AA', 'A'],
  Æ: ['AE'],
  Ñ: ['N', 'NXX'],
  Ö: ['OE', 'O'],
  Ø: ['OE'],
  Ü: ['UE', 'UXX', 'U'],
  Þ: ['TH'],
  Ĳ: ['IJ'],
  Œ: ['OE'],
  ẞ: ['SS'],
};

/**
 * Table B. The table names two letters by code points that are not theirs: Ѓ stands there as U+0492 and Ћ as U+04BA,
 * as their transliterations (GJ in Macedonian, C in Serbian) show; both code points of each are taken. The soft sign
 * Ь is not in the table; it is written as nothing, as in the passports of the States that use the table.
 */
export const CYRILLIC: Readonly<Record<string, string>> = {
  ...{ Ё: 'E', Ђ: 'D', Є: 'IE', Ѕ: 'DZ', І: 'I', Ї: 'I', Ј: 'J', Љ: 'LJ', Њ: 'NJ', Ќ: 'K', Ў: 'U', Џ: 'DZ' },
  ...{ А: 'A', Б: 'B', В: 'V', Г: 'G', Д: 'D', Е: 'E', Ж: 'ZH', З: 'Z', И: 'I', Й: 'I', К: 'K', Л: 'L' },
  ...{ М: 'M', Н: 'N', О: 'O', П: 'P', Р: 'R', С: 'S', Т: 'T', У: 'U', Ф: 'F', Х: 'KH', Ц: 'TS', Ч: 'CH' },
  ...{ Ш: 'SH', Щ: 'SHCH', Ъ: 'IE', Ы: 'Y', Ь: '', Э: 'E', Ю: 'IU', Я: 'IA', Ѫ: 'U', Ѵ: 'Y', Ґ: 'G' },
  ...{ Ғ: 'G', Ѓ: 'G', Һ: 'C', Ћ: 'C' },
};

/** What the table writes otherwise in a language. */
export const CYRILLIC_EXCEPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  belarusian: { Ё: 'IO', Г: 'H' },
  bulgarian: { Щ: 'SHT' },
  macedonian: { Ќ: 'KJ', Џ: 'DJ', Х: 'H', Ц: 'C', Ғ: 'GJ', Ѓ: 'GJ' },
  serbian: { Г: 'H', Ж: 'Z', Х: 'H', Ц: 'C', Ч: 'C', Ш: 'S' },
  ukrainian: { Г: 'H', И: 'Y' },
};

/** What it writes otherwise at the beginning of a word. */
export const CYRILLIC_INITIALS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ukrainian: { Є: 'YE', Ї: 'YI', Й: 'Y', Ю: 'YU', Я: 'YA' },
};

/** Table C, without teh marbuta and shadda, which depend on their neighbours. What is not encoded is empty. */
export const ARABIC: Readonly<Record<string, string>> = {
  ...arabic(0x0621, 'XE XAA XAE U I XI A B'),
  ...arabic(0x062a, 'T XTH J XH XKH D XDH R Z S XSH XSS XDZ XTT XZZ E G'),
  ...arabic(0x0641, 'F Q K L M N H W XAY Y'),
  ...unencoded(0x0640, 0x064b, 0x064c, 0x064d, 0x064e, 0x064f, 0x0650, 0x0652, 0x0670),
  ...unencoded(0x069c, 0x06a2, 0x06a7, 0x06a8),
  ...{ ...arabic(0x0671, 'XXA'), ...arabic(0x0679, 'XXT'), ...arabic(0x067c, 'XRT'), ...arabic(0x067e, 'P') },
  ...{ ...arabic(0x0681, 'XKE'), ...arabic(0x0685, 'XXH XC'), ...arabic(0x0688, 'XXD XDR') },
  ...{
    ...arabic(0x0691, 'XXR'),
    ...arabic(0x0693, 'XRR'),
    ...arabic(0x0696, 'XRX'),
    ...arabic(0x0698, 'XJ'),
  },
  ...{
    ...arabic(0x069a, 'XXS'),
    ...arabic(0x06a9, 'XKK'),
    ...arabic(0x06ab, 'XXK'),
    ...arabic(0x06ad, 'XNG'),
  },
  ...{
    ...arabic(0x06af, 'XGG'),
    ...arabic(0x06ba, 'XNN'),
    ...arabic(0x06bc, 'XXN'),
    ...arabic(0x06be, 'XDO'),
  },
  ...arabic(0x06c0, 'XYH XXG XGE XTG'),
  ...{ ...arabic(0x06cc, 'XYA XXY'), ...arabic(0x06d0, 'Y'), ...arabic(0x06d2, 'XYB XBE') },
};

function of(letter: string, nationals: string): Record<string, readonly string[]> {
  return Object.fromEntries([...nationals].map((national) => [national, [letter]]));
}

/** Letters from a code point on, without a gap. */
function arabic(from: number, written: string): Record<string, string> {
  return Object.fromEntries(written.split(' ').map((text, i) => [String.fromCodePoint(from + i), text]));
}

function unencoded(...codePoints: readonly number[]): Record<string, string> {
  return Object.fromEntries(codePoints.map((codePoint) => [String.fromCodePoint(codePoint), '']));
}
