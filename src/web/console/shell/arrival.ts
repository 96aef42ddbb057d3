// That another page has come: told to the browser by a title, which tells tabs and history apart, and to whoever does not see
// the page by moving the focus to its heading.

import { useEffect, useRef } from 'react';

const PRODUCT = 'Likeness';
/**
 * What a title is made of, if the page has it: what one page of a room is about, then the room's heading. A title stays in the
 * browser's history and stands where others look, so it names no customer: a heading that does says in `data-title` what is
 * said in its place. (A case is headed by its reasons, which name nobody.)
 */
const PARTS = ['[data-title]:not(h1)', 'h1'] as const;

/**
 * Titles the page, and moves the focus when somebody has gone from one place to another; not where they have gone on
 * meanwhile, nor from a field. Headings that come with data are waited for.
 *
 * @param place changes with the page, not with what is looked at on it; undefined for as long as there is none
 */
export function useArrival(place: string | undefined): void {
  const arrivedAt = useRef<string>(undefined);
  const cameBackTo = useCameBack();
  useEffect(() => {
    if (place === undefined) return;
    const left = document.activeElement;
    const look = (): void => {
      const heading = document.querySelector('h1');
      entitle();
      if (!heading || arrivedAt.current === place) return;
      if (arrivedAt.current !== undefined && isFree(left)) {
        // Whoever comes back is brought by the browser to where they were.
        focusOn(heading, { preventScroll: cameBackTo.current === location.pathname });
        cameBackTo.current = undefined;
      }
      arrivedAt.current = place;
    };
    look();
    const watch = new MutationObserver(look);
    const attributeFilter = ['data-title'];
    watch.observe(document.body, { childList: true, characterData: true, subtree: true, attributeFilter });
    return () => watch.disconnect();
  }, [place, cameBackTo]);
}

/** Where the browser's own way back or forth has led last. */
function useCameBack(): { current: string | undefined } {
  const at = useRef<string>(undefined);
  useEffect(() => {
    const note = (): void => {
      at.current = location.pathname;
    };
    addEventListener('popstate', note);
    return () => removeEventListener('popstate', note);
  }, []);
  return at;
}

function entitle(): void {
  const parts = PARTS.map((part) => textOf(document.querySelector<HTMLElement>(part)));
  const title = [...new Set([...parts.filter(Boolean), PRODUCT])].join(' · ');
  if (document.title !== title) document.title = title;
}

const textOf = (part: HTMLElement | null): string => part?.dataset.title ?? part?.textContent ?? '';

/** @param left what had the focus when the page was left */
function isFree(left: Element | null): boolean {
  const now = document.activeElement;
  const isField = now?.matches('input, select, textarea') ?? false;
  return !isField && (now === null || now === document.body || now === left);
}

function focusOn(heading: HTMLElement, options: FocusOptions): void {
  heading.tabIndex = -1;
  heading.focus(options);
}
