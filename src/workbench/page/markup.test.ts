import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, name, names, path, plain, unbroken } from './markup.js';

describe('html', () => {
  it('escapes all text, in content and in attributes', () => {
    expect(html`<p title="${'"\'<>&'}">${'<script>alert(1)</script>'}</p>`.source).toBe(
      '<p title="&quot;&#39;&lt;&gt;&amp;">&lt;script&gt;alert(1)&lt;/script&gt;</p>',
    );
  });

  it('leaves HTML as it is, joins lists, and makes nothing of null', () => {
    expect(html`<ul>${[html`<li>${'a'}</li>`, null, 'b']}</ul>`.source).toBe('<ul><li>a</li>b</ul>');
  });

  it('lets no text out of an attribute or an element', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(html`${text}`.source).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
      }),
    );
  });
});

describe('signs that cannot be seen', () => {
  it('shows marks that turn the direction of writing', () => {
    expect(plain('photo\u202egpj.exe')).toBe('photo[U+202E]gpj.exe');
    expect(plain('a\u2066b\u2069\u200f')).toBe('a[U+2066]b[U+2069][U+200F]');
  });

  it('shows control characters and halves of characters, which HTML does not allow', () => {
    expect(plain('a\u0000b\u001bc\ud800d')).toBe('a[U+0000]b[U+001B]c[U+D800]d');
  });

  it('leaves letters of all scripts, emoji, tabs and new lines', () => {
    for (const text of ['Ана Ђурић', 'דנה', '王小明', '👩🏽', 'a\tb\nc']) expect(plain(text)).toBe(text);
  });
});

describe('names', () => {
  it('keep their own direction of writing', () => {
    expect(name('דנה').source).toBe('<bdi>דנה</bdi>');
  });

  it('stand in a sentence', () => {
    const said = (...all: string[]) => names(all).source.replace(/<\/?bdi>/g, '');
    expect(said('a')).toBe('a');
    expect(said('a', 'b')).toBe('a and b');
    expect(said('a', 'b', 'c')).toBe('a, b and c');
  });

  it('may be broken after the signs of a path', () => {
    expect(path('x/A_B.jpg').source).toBe('<bdi>x/<wbr>A_<wbr>B.<wbr>jpg</bdi>');
  });
});

describe('unbroken', () => {
  it('keeps a number with an exponent on one line', () => {
    expect(unbroken('At FMR 1e-4, and 2.5e-6.').source).toBe(
      'At FMR <span class="estimate">1e-4</span>, and <span class="estimate">2.5e-6</span>.',
    );
  });

  it('keeps an interval on one line', () => {
    expect(unbroken('2.7\u00a0% (1.6–3.7\u00a0%) (really)').source).toBe(
      '2.7\u00a0% <span class="estimate">(1.6–3.7\u00a0%)</span> (really)',
    );
  });

  it('escapes the rest', () => {
    expect(unbroken('<b>1e-4').source).toBe('&lt;b&gt;<span class="estimate">1e-4</span>');
  });
});
