// Choices that whoever works here makes once, and that their browser keeps.

import { useState } from 'react';

/** @returns whether it is so, and what changes it for good */
export function useKept(
  name: 'likeness.keys' | 'likeness.blind',
  unlessChosen: boolean,
): [boolean, (chosen: boolean) => void] {
  const [is, become] = useState(() => {
    const chosen = localStorage.getItem(name);
    return chosen === null ? unlessChosen : chosen === 'on';
  });
  const choose = (chosen: boolean): void => {
    localStorage.setItem(name, chosen ? 'on' : 'off');
    become(chosen);
  };
  return [is, choose];
}
